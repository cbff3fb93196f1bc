"""Times whose parts stand in columns of their own."""

import itertools

import numpy as np
import pandas as pd
import pytest

from lstm_cli.options import TidyOptions, Week
from lstm_cli.tidying.sheet import Sheet
from lstm_cli.tidying.times.parts import time_columns
from lstm_cli.tidying.times.read import read_times_beside


def test_years_and_weeks(times_of):
    """The columns of FluView and of NNDSS give the weeks, in either order."""
    flu = {"YEAR": ["2019", "2020", "2020"], "WEEK": ["52", "1", "53"]}
    for names in (["YEAR", "WEEK"], ["WEEK", "YEAR"]):
        times = times_of(flu, *names, week=Week.MMWR)
        assert [times.style.write(at) for at in times.at] == ["2019-12-28", "2020-01-04", "2021-01-02"]
        assert times.kind == "weeks"
    nndss = {"Current MMWR Year": ["2022"], "MMWR WEEK": ["1"]}
    assert times_of(nndss).at.astype(str).tolist() == ["2022-01-08T00:00:00"]


def test_years_and_weeks_without_a_system_are_asked_about(refusal):
    """Nothing in the names says whose weeks they are."""
    text = refusal({"YEAR": ["2019"], "WEEK": ["40"]})
    assert text.startswith("f.csv:2: column 'YEAR+WEEK': '2019 40' is week 40 of 2019, which ends on 2019-10-06 (ISO)")
    assert text.endswith("--week mmwr")


def test_a_week_53_is_checked_across_columns(times_of):
    """A week that the year does not have is bad in its rows alone."""
    times = times_of({"YEAR": ["2020", "2021", "2020"], "WEEK": ["53", "53", "0"]}, week=Week.ISO)
    assert times.bad.tolist() == [False, True, True]
    assert times.expected == "an ISO week such as '2020 53' (2021 has 52 weeks)"


@pytest.mark.parametrize(
    "months", [["1", "2", "12"], ["January", "feb", "DEC."], ["01", "2.0", "M12"], ["Jan", "März", "dic"]]
)
@pytest.mark.parametrize("names", [("Year", "Month"), ("Jahr", "Monat"), ("año", "mes"), ("yr", "mon")])
def test_years_and_months(times_of, months, names):
    """Months are numbers or names; the columns are known by theirs."""
    times = times_of({names[1]: months, names[0]: ["2015", "2015", "2016"]})
    second = "2015-03" if "März" in months else "2015-02"
    assert [times.style.write(at) for at in times.at] == ["2015-01", second, "2016-12"]


def test_other_parts(times_of):
    """Quarters, half-years, days, and days with hours are put together as pandas does."""
    quarters = times_of({"year": ["2015", "2016"], "quarter": ["Q1", "4"]})
    assert [quarters.style.write(at) for at in quarters.at] == ["2015-01", "2016-10"]
    halves = times_of({"year": ["2015", "2016"], "semester": ["1", "2"]})
    assert [halves.style.write(at) for at in halves.at] == ["2015-01", "2016-07"]
    parts = {"year": ["2015", "2016"], "month": ["2", "3"], "day": ["28", "1"], "hour": ["23", "5"]}
    for names in itertools.permutations(parts):
        assert times_of(parts, *names).at.tolist() == [
            moment.to_pydatetime() for moment in pd.to_datetime(pd.DataFrame(parts))
        ]


def test_days_of_years(times_of):
    """A year and a day of it are the day that pandas reads from %Y and %j; a day that the year does not have is bad in its row."""
    years, days = ["2023", "2023", "2024", "2024", "2024"], ["1", "365", "060", "61.0", "366"]
    wanted = pd.to_datetime(
        [f"{year} {day.removesuffix('.0')}" for year, day in zip(years, days, strict=True)], format="%Y %j"
    )
    for name in ("day_of_year", "DOY", "yday", "Julian Day", "Day of the year", "day", "Tag"):
        times = times_of({name: days, "year": years})
        assert times.at.tolist() == wanted.to_pydatetime().tolist()
        assert not times.bad.any()
    absent = times_of({"year": ["2023", "2024", "2024", "2024"], "doy": ["366", "366", "0", "367"]})
    assert absent.bad.tolist() == [True, False, True, True]
    hourly = times_of({"year": ["2024"], "doy": ["60"], "hour": ["7"]})
    assert hourly.at.astype(str).tolist() == ["2024-02-29T07:00:00"]


def test_dates_and_hours(times_of):
    """An hour, or a time of day, is added to the date; hours that go from 1 to 24 begin at midnight, and it is said."""
    dates = ["2024-01-01", "2024-01-02"]
    hours = times_of({"date": dates, "hour": ["0", "23"]})
    assert [hours.style.write(at) for at in hours.at] == ["2024-01-01 00:00", "2024-01-02 23:00"]
    numbered = times_of({"date": dates, "hour": ["1", "24"]})
    assert numbered.at.tolist() == hours.at.tolist()
    assert [remark.code for remark in numbered.remarks] == ["hours-from-one"]
    clock = times_of({"Date": ["22/01/2024", "23/01/2024"], "Time": ["1:05 PM", "12:00:00 AM"]})
    assert [clock.style.write(at) for at in clock.at] == ["2024-01-22 13:05", "2024-01-23 00:00"]


def test_a_date_format_is_that_of_the_dates(times_of, refusal):
    """--date-format settles the order of the date; without a column of dates it reads all cells, with blanks between."""
    table = {"date": ["1/2/2024"], "hour": ["5"]}
    assert "may be 2024-02-01 (day/month/year)" in refusal(table)
    assert times_of(table, date_format="%d/%m/%Y").at.astype(str).tolist() == ["2024-02-01T05:00:00"]
    odd = {"a": ["2024"], "b": ["032"]}
    assert times_of(odd, date_format="%Y %j").at.astype(str).tolist() == ["2024-02-01T00:00:00"]


def test_seasons_and_weeks(times_of):
    """Weeks of a season that spans two years belong to the first one from week 27 on, and it is said."""
    table = {"season": ["2019-2020", "2019/20", "2019-2021"], "week": ["40", "1", "1"]}
    times = times_of(table, week=Week.ISO)
    assert times.at.astype("datetime64[D]").astype(str).tolist()[:2] == ["2019-10-06", "2020-01-05"]
    assert times.bad.tolist() == [False, False, True]
    assert "seasons-read" in {remark.code for remark in times.remarks}


@pytest.mark.parametrize("begin", [27, 31, 36, 40])
@pytest.mark.parametrize("newest_first", [False, True])
def test_seasons_begin_where_their_rows_do(times_of, begin, newest_first):
    """Seasons from week 40 to 39, as those of the CDC, are 104 weeks in a row: those of summer belong to the second year."""
    weeks = [*range(begin, 53), *range(1, begin)]
    rows = [(f"{year}-{(year + 1) % 100}", str(week)) for year in (2021, 2022) for week in weeks]
    rows = rows[::-1] if newest_first else rows
    seasons, numbers = zip(*rows, strict=True)
    times = times_of({"season": list(seasons), "week": list(numbers)}, week=Week.ISO)
    days = np.diff(times.at.astype("datetime64[D]").astype(int))
    assert set(days.tolist()) == {-7 if newest_first else 7}
    said = next(remark for remark in times.remarks if remark.code == "seasons-read")
    assert said.details["week"] == begin


@pytest.mark.parametrize("weeks", [range(1, 53), [40, 41], [40, 1], [52, 1, 40], [1, 40, 41]])
def test_seasons_in_the_order_of_their_numbers_begin_in_week_27(times_of, weeks):
    """Rows that are not in the order of a season say nothing of its begin."""
    numbers = list(map(str, weeks))
    times = times_of({"season": ["2021-22"] * len(numbers), "week": numbers}, week=Week.ISO)
    said = next(remark for remark in times.remarks if remark.code == "seasons-read")
    assert said.details["week"] == 27


def test_unknown_names_are_known_by_content(times_of, refusal):
    """Numbers from 1 to 12 beside years are months, from 1 to 52 weeks; other numbers are asked about."""
    years = [str(year) for year in (2019, 2020) for _ in range(12)]
    months = [str(month) for _ in range(2) for month in range(1, 13)]
    assert times_of({"a": months, "b": years}).kind == "months"
    assert times_of({"a": ["1", "52"], "b": ["2019", "2019"]}, week=Week.ISO).kind == "weeks"
    assert times_of({"a": ["1", "2"], "b": ["2019", "2019"]}, week=Week.ISO).kind == "weeks"
    assert refusal({"a": ["1", "2"], "b": ["2019", "2019"]}).startswith(
        "f.csv: the columns do not form a time together: 'a' holds nothing known, 'b' holds year; --time takes"
    )


def test_columns_that_say_too_much_are_refused(refusal):
    """A date with its time of day needs no hour, and months are no weeks."""
    assert refusal({"date": ["2024-01-01 05:00"], "hour": ["5"]}) == (
        "f.csv: the dates already have a time of day, such as 2024-01-01 05:00; leave out 'hour' in --time"
    )
    assert refusal({"year": ["2024"], "month": ["5"]}, week=Week.ISO) == (
        "the columns hold year and month, but no numbered weeks; leave out --week"
    )


@pytest.mark.parametrize(
    ("table", "name", "advice"),
    [
        ({"YEAR": ["2019"], "WEEK": ["40"]}, "WEEK", "YEAR+WEEK"),
        ({"Jahr": ["2019"], "Monat": ["Mai"]}, "Monat", "Jahr+Monat"),
        ({"MMWR WEEK": ["40"], "Current MMWR Year": ["2019"]}, "MMWR WEEK", "'MMWR WEEK+Current MMWR Year'"),
    ],
)
def test_a_part_alone_is_refused_with_its_partner(refusal, table, name, advice):
    """A column of weeks or months without a year is no time; the message names the columns that are, of this file."""
    assert refusal(table, name).endswith(f"is only a part of a time; add --time {advice}")


@pytest.mark.parametrize(
    ("texts", "options"),
    [
        (["2024-02-01", "2024-03-01"], {"week": Week.MMWR}),
        (["2024-02-01T05:00:00Z", "2024-03-01T00:00:00Z"], {"date_format": "%d/%m/%Y"}),
        (["01/02/2024", "01/03/2024"], {"date_format": "%d/%m/%Y"}),
        (["2024-02-01", "2024-03-01"], {"start": "2020-01-05", "freq": "W"}),
        (["202405", "202409"], {"week": Week.ISO}),
    ],
)
def test_another_column_of_dates_is_read_for_itself(texts, options):
    """When rows were published is read as the time is, or as it is written where the options fit the time alone."""
    sheet = Sheet("f.csv", pd.DataFrame({"as_of": texts}, dtype=object), np.arange(2, 4))
    times = read_times_beside(sheet, "as_of", TidyOptions(**options))
    expected = ["2024-02-04", "2024-03-03"] if "05" in texts[0] and len(texts[0]) == 6 else ["2024-02-01", "2024-03-01"]
    assert times.at.astype("datetime64[D]").astype(str).tolist() == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["REGION TYPE", "REGION", "YEAR", "WEEK", "AGE 0-4", "ILITOTAL"], ("YEAR", "WEEK")),
        (
            ["Reporting Area", "Current MMWR Year", "MMWR WEEK", "Current week", "Current week, flag"],
            ("Current MMWR Year", "MMWR WEEK"),
        ),
        (["SE", "ano", "casos"], ("SE", "ano")),
        (["date", "hour", "count"], ("date", "hour")),
        (["geography", "year", "month", "epiweek", "date", "metric_value"], ()),
        (["year", "month", "cases"], ("year", "month")),
        (["year", "month", "day", "cases"], ("year", "month", "day")),
        (["year_week", "country", "weekly_count"], ()),
        (["location", "Week Ending Date", "year"], ()),
        (["season", "week", "n"], ("season", "week")),
        (["year", "month", "day_of_year", "n"], ("year", "day_of_year")),
        (["day", "month", "year", "doy", "n"], ("day", "month", "year")),
        (["location", "date", "cases"], ()),
        (["time", "value"], ()),
    ],
)
def test_columns_that_make_a_time_are_found_by_name(names, expected):
    """Portals' own columns are put together where no column holds the whole date."""
    assert time_columns(names) == expected
