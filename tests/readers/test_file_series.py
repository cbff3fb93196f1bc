"""Which series the files of a folder are, by their names and times: names that people and programs give to files."""

import numpy as np
import pandas as pd
import pytest

import lstm_cli as lf
from lstm_cli.errors import DataError
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.readers.file_series import undated
from lstm_cli.readers.folder import file_source

RNG = np.random.default_rng(7)


def counts(start, days=20, step="D"):
    """Return the rows of a series: days from a date on, and random counts."""
    times = pd.date_range(start, periods=days, freq=step)
    texts = times.strftime("%Y-%m-%d" if step == "D" else "%Y-%m-%d %H:%M")
    return pd.DataFrame({"date": texts, "count": RNG.integers(0, 50, days)})


def write(folder, files):
    """Write tables by their names."""
    for name, rows in files.items():
        path = folder / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        rows.to_csv(path, index=False)


def found(folder, **options):
    """Return the counts of each series that is read."""
    return {series.name: series.counts for series in lf.read_csv(folder, **options).series}


def test_only_times_tell_pieces_from_series(tmp_path):
    """Counters of the same days are series even if they have no count in common, in whichever order their columns are."""
    files = {f"counter{at}": counts("2024-01-01").assign(count=range(at * 100, at * 100 + 20)) for at in (1, 2)}
    files["counter2"] = files["counter2"][["count", "date"]]
    write(tmp_path, files)
    read = found(tmp_path)
    assert list(read) == ["counter1", "counter2"]
    np.testing.assert_array_equal(read["counter2"], range(200, 220))


@pytest.mark.parametrize(
    "names",
    [
        ("January", "February"),
        ("2024-Jan", "2024-Feb"),
        ("Sales Jan 2024", "Sales Feb 2024"),
        ("01.01.2024", "01.02.2024"),
        ("counts-20240101-060301", "counts-20240201-060155"),
        ("2024-01/counts", "2024-02/counts"),
        ("part-0-2df3e1c8-eb41-4d66-a912-620cce3f67d3-c000", "part-0-88d366aa-1960-4e53-a366-727644731280-c000"),
    ],
)
def test_months_dates_and_runs_of_programs_name_pieces(tmp_path, names):
    """Names that differ in nothing else are of one series, whose rows are those of one file."""
    rows = counts("2024-01-12", 40)
    write(tmp_path, {names[0]: rows.iloc[:20], names[1]: rows.iloc[20:]})
    (read,) = found(tmp_path).values()
    np.testing.assert_array_equal(read, rows["count"])


@pytest.mark.parametrize("second", ["2024-01-02(1)", "2024-01-02 - Copy", "2024-01-03", "2024-02/2024-01-02"])
def test_a_time_in_two_files_of_dates_is_refused(tmp_path, second):
    """A night that was saved twice, or files that overlap, are no series that are called by dates."""
    write(tmp_path, {f"2024-01-0{day}": counts(f"2024-01-0{day}", 24, "h") for day in (1, 2)})
    write(tmp_path, {second: counts("2024-01-02 20:00", 24, "h")})
    with pytest.raises(
        DataError, match=r"series 'count', 2024-01-02 20:00 is already on line .*\.csv:2\d?; line .*\.csv:2\d?\)"
    ):
        lf.read_csv(tmp_path)


@pytest.mark.parametrize("odd", ["latest", "totals-2024-01"])
def test_one_file_that_is_not_named_by_a_date_is_told(tmp_path, odd):
    """The dates of all others would otherwise be names of series, unless that is asked for."""
    write(tmp_path, {f"2024-01-0{day}": counts(f"2024-01-0{day}", 24, "h") for day in (1, 2, 3)})
    write(tmp_path, {odd: counts("2024-01-03", 24, "h")})
    with pytest.raises(
        DataError, match=rf"{odd}\.csv: is not named by a date, as most files .* such as '2024-01-01\.csv'"
    ):
        lf.read_csv(tmp_path)
    assert list(found(tmp_path, id_col="series")) == ["2024-01-01", "2024-01-02", "2024-01-03", odd]


def test_files_of_years_are_series_if_that_is_asked_for(tmp_path):
    """Two cohorts of the same days, and two nights: each has the name of its file; without a clash, dates go as usual."""
    files = {"cohort2023": counts("2023-12-01", 60), "cohort2024": counts("2023-12-01", 60)}
    write(tmp_path / "cohorts", files)
    write(tmp_path / "nights", {f"2024-01-0{day}": counts(f"2024-01-0{day}", 24, "h") for day in (1, 2)})
    write(tmp_path / "webs", {f"web{at}-2024-01": counts("2024-01-01") for at in (1, 2)})
    assert list(found(tmp_path / "cohorts", id_col="series")) == list(files)
    assert list(found(tmp_path / "nights", id_col="series")) == ["2024-01-01", "2024-01-02"]
    assert list(found(tmp_path / "webs", id_col="series")) == ["web1", "web2"]
    assert set(lf.tidy(tmp_path / "cohorts", id_col="series").frame.iloc[:, 0]) == set(files)
    with pytest.raises(DataError, match="already"):
        lf.read_csv(tmp_path / "cohorts")


def test_years_with_a_day_in_common_are_not_two_series(tmp_path):
    """The first day of the next year at the end of a year: which of the two counts is meant is for people to say."""
    write(tmp_path, {"cases-2023": counts("2023-12-01", 32), "cases-2024": counts("2024-01-01")})
    with pytest.raises(
        DataError, match=r"2024-01-01 is already on line 33.*cases-2024\.csv:2; line 33: .*cases-2023\.csv:33\)"
    ):
        lf.read_csv(tmp_path)


@pytest.mark.parametrize("pattern", ["web{}-{}", "{1}_web{0}", "{1}/web{0}", "web{}/{}"])
def test_a_date_is_no_part_of_the_name_of_a_series(tmp_path, pattern):
    """A file for each counter and month: the months of a counter are one series with its name."""
    rows = {at: counts("2024-01-12", 40) for at in (1, 2)}
    for at, each in rows.items():
        write(tmp_path, {pattern.format(at, "2024-01"): each.iloc[:20], pattern.format(at, "2024-02"): each.iloc[20:]})
    read = found(tmp_path)
    assert list(read) == ["web1", "web2"]
    for at in (1, 2):
        np.testing.assert_array_equal(read[f"web{at}"], rows[at]["count"])


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("web01-2024-01", "web01"),
        ("web-01-2024-01-06", "web-01"),
        ("web-06.01.2024", "web"),
        ("web_2024_01_06_north", "web_north"),
        ("may 2024 east", "east"),
        ("web-Jan-2024", "web"),
        ("March-2024-01", "March"),
        ("Maine_2024", "Maine"),
        ("2001-2024-01", "2001"),
        ("2001_2024", "2001"),
        ("web-2024-W05", "web"),
        ("web 2024 (1)", "web"),
        ("cases2024", "cases"),
        ("summary-2024", "summary"),
        ("web-2023", "web-2023"),
        ("router-20240", "router-20240"),
        ("sensor (1)", "sensor (1)"),
    ],
)
def test_what_is_left_of_a_name_without_its_date(name, rest):
    """Only a date in a year of the times goes, with the marks around it; a number that is longer than a year stays."""
    assert undated(name, {"2024"}) == rest


@pytest.mark.parametrize("pattern", ["{}-{}-{}", "{}_{}", "{1}/{0}", "{0}/{1}-{2}"])
def test_names_that_look_like_dates_are_names_beside_dates(tmp_path, pattern):
    """Sensor 2001, and what is called as a month is or begins, in files of years or months."""
    files = {name: counts("2023-12-12", 40) for name in ("2001", "March", "Maine", "web02")}
    for name, rows in files.items():
        for of_date in (rows.iloc[:20], rows.iloc[20:]):
            write(tmp_path, {pattern.format(name, *of_date["date"].iloc[0].split("-")[:2]): of_date})
    read = found(tmp_path)
    assert list(read) == sorted(files)
    for name, rows in files.items():
        np.testing.assert_array_equal(read[name], rows["count"])


def test_numbers_that_are_no_years_of_the_times_are_names(tmp_path):
    """Sensors 2001 and 2002, of the days of 2024."""
    write(tmp_path, {name: counts("2024-01-01") for name in ("2001", "2002", "007")})
    assert list(found(tmp_path)) == ["007", "2001", "2002"]


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path):
    """Counters of two sites that have the same days; without a time in common they continue each other."""
    files = {f"{site}/web{at}": counts("2024-01-01") for site in ("north", "south") for at in (1, 2)}
    write(tmp_path / "sites", files)
    read = found(tmp_path / "sites")
    assert list(read) == sorted(files)
    for name, rows in files.items():
        np.testing.assert_array_equal(read[name], rows["count"])
    write(
        tmp_path / "runs", {"a/web": counts("2024-01-01"), "b/web": counts("2024-01-21"), "b/db": counts("2024-01-01")}
    )
    assert {name: len(counts) for name, counts in found(tmp_path / "runs").items()} == {"db": 20, "web": 40}


def test_newer_files_are_series_as_those_of_training_were(tmp_path):
    """A single counter, or a few numbered ones whose times differ, have the names that the model knows."""
    write(tmp_path / "old", {f"web{at}": counts("2024-01-01", 60) for at in (1, 2)})
    write(tmp_path / "one", {"web2": counts("2024-03-01")})
    write(tmp_path / "two", {"web1": counts("2024-03-01", 4), "web2": counts("2024-03-05", 4)})
    trained = lf.read_csv(tmp_path / "old")
    for name, series in (("one", ["web2"]), ("two", ["web1", "web2"])):
        newer = read_panel(file_source(tmp_path / name), remembered=trained.reading)
        assert [each.name for each in newer.series] == series
        assert list(found(tmp_path / name, id_col="series")) == series
    assert list(found(tmp_path / "two")) == ["count"]


@pytest.mark.parametrize("layout", [["hour", "count"], ["time", "count"], ["time", "site", "count"]])
def test_hours_are_of_the_date_in_the_name_of_their_file(tmp_path, layout):
    """A file for each night with the hours of a day: each count has its own time."""
    rows = counts("2024-01-01", 72, "h")
    for day, of_day in rows.groupby(rows["date"].str[:10]):
        hours = range(24) if layout[0] == "hour" else [f"{hour:02}:00" for hour in range(24)]
        write(tmp_path, {day: of_day.assign(**{layout[0]: hours, "site": "a"})[layout]})
    with pytest.raises(DataError, match="is already on line"):
        lf.read_csv(tmp_path)
    tidied = lf.tidy(tmp_path).frame
    assert list(tidied.iloc[:, -2].astype(str).str[:16]) == list(rows["date"])
    np.testing.assert_array_equal(tidied.iloc[:, -1], rows["count"])


@pytest.mark.parametrize(
    ("pattern", "column", "text"),
    [
        ("cases-%Y-%m", "month", "2024-01"),
        ("%Y_%m", "month", "2024-01"),
        ("%Y", "year", "2024"),
        ("cases%Y", "year", "2024"),
    ],
)
def test_months_and_years_in_names_date_rows(tmp_path, pattern, column, text):
    """A file of each month or year with a row for each area: as in a table with a column of them."""
    step = "MS" if column == "month" else "YS"
    for at, start in enumerate(pd.date_range("2024-01-01", periods=10, freq=step)):
        write(tmp_path, {start.strftime(pattern): pd.DataFrame({"site": ["a", "b"], "count": [at, 2 * at]})})
    panel = lf.read_csv(tmp_path)
    assert panel.columns.time == column
    assert panel.time_style.write(panel.series[0].times[0]) == text
    np.testing.assert_array_equal(panel.series[1].counts, range(0, 20, 2))


def test_months_across_the_columns_are_of_the_year_in_the_name(tmp_path):
    """`tidy` joins the two; full dates across the columns need none."""
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    rows = pd.DataFrame(RNG.integers(10, 50, (2, 12)), columns=months)
    for year, at in ((2023, 0), (2024, 1)):
        write(tmp_path / "years", {str(year): rows.iloc[[at]].assign(state="a")[["state", *months]]})
    np.testing.assert_array_equal(lf.tidy(tmp_path / "years").frame.iloc[:, -1], rows.to_numpy().ravel())
    dated = rows.set_axis([f"2023-{month:02}" for month in range(1, 13)], axis=1)
    table = dated.assign(state=["a", "b"])[["state", *dated.columns]]
    write(tmp_path, {"one": table})
    write(tmp_path / "dates", {"2023": table.iloc[:1], "2024": table.iloc[1:]})
    with pytest.raises(DataError, match="the dates run across the columns"):
        lf.read_csv(tmp_path / "dates")
    alone = lf.tidy(tmp_path / "one.csv").frame
    pd.testing.assert_frame_equal(lf.tidy(tmp_path / "dates").frame, alone)


@pytest.mark.parametrize("names", [("2023-24", "2024-25"), ("2024-W05", "2024-W06"), ("a-2023", "b-2024")])
def test_names_that_may_mean_anything_do_not_date_rows(tmp_path, names):
    """Seasons, weeks, and names that differ in more than a year."""
    write(tmp_path, {name: pd.DataFrame({"site": ["a", "b"], "count": [1, 2]}) for name in names})
    with pytest.raises(DataError, match="no column holds the times: looked for"):
        lf.read_csv(tmp_path)


def test_a_name_that_does_not_date_its_rows_is_told(tmp_path):
    """One file among those of many nights: its name is the fault, not all the columns."""
    for day in range(1, 6):
        write(tmp_path, {f"2024_01_0{day}": pd.DataFrame({"site": ["a", "b"], "count": [day, 2]})})
    np.testing.assert_array_equal(found(tmp_path)["a"], range(1, 6))
    write(tmp_path, {"2024_01_05(1)": pd.DataFrame({"site": ["a"], "count": [1]})})
    with pytest.raises(DataError, match=r"2024_01_05\(1\)\.csv: no column holds the times, and the file is not named"):
        lf.read_csv(tmp_path)


NIGHT = pd.DataFrame({"site": ["a", "b"], "count": [1, 2]})


@pytest.mark.parametrize("pattern", ["%m-%d-%Y", "%d.%m.%Y", "report_%d_%m_%Y"])
def test_days_with_the_year_last_date_rows(tmp_path, pattern):
    """A file of each day, as JHU publishes them: a day above 12 in any name tells which part is the month."""
    days = pd.date_range("2020-03-22", periods=14)
    for at, day in enumerate(days):
        write(tmp_path, {day.strftime(pattern): NIGHT.assign(count=[at, 2 * at])})
    panel = lf.read_csv(tmp_path)
    assert panel.columns.time == "date"
    for series, factor in zip(panel.series, (1, 2), strict=True):
        assert panel.to_frame()["date"].iloc[:14].tolist() == list(days)
        np.testing.assert_array_equal(series.counts, factor * np.arange(14))


def test_days_with_the_year_last_in_either_order_are_asked_about(tmp_path):
    """Twelve nights may be twelve months; the first name that has two readings is named."""
    for day in range(1, 13):
        write(tmp_path, {f"03-{day:02d}-2020": NIGHT})
    message = r"03-01-2020\.csv: the name of this file may be 2020-03-01 \(month first\) or 2020-01-03 \(day first\)"
    with pytest.raises(DataError, match=message + "; name the files like 2020-03-01"):
        lf.read_csv(tmp_path)


def test_names_with_the_year_last_that_are_no_days_do_not_date_rows(tmp_path):
    """Neither order reads both."""
    write(tmp_path, {"13-01-2020": NIGHT, "01-13-2020": NIGHT, "01-14-2020": NIGHT})
    with pytest.raises(DataError, match="no column holds the times: looked for"):
        lf.read_csv(tmp_path)
    write(tmp_path / "odd", {"01-13-2020": NIGHT, "01-14-2020": NIGHT, "notes": NIGHT})
    with pytest.raises(
        DataError, match=r"notes\.csv: no column holds the times, and the file is not named like '01-13"
    ):
        lf.read_csv(tmp_path / "odd")
