"""Target data of hubs: one table or several, CSV or Parquet, with vintages or without."""

import datetime as dt
import subprocess

import numpy as np
import pandas as pd
import pytest
import small_hub

from lstm_cli.errors import DataError, UsageError
from lstm_cli.hubs.hub import open_hub
from lstm_cli.hubs.target_data import read_target_data

COUNTS, PROPORTIONS, LAST = small_hub.COUNTS, small_hub.PROPORTIONS, small_hub.LAST


def known(data):
    """Return the values by place and date."""
    return dict(
        zip(zip(data.location.tolist(), data.dates.astype(str).tolist(), strict=True), data.observed, strict=True)
    )


@pytest.fixture
def tables(folder):
    """Empty the folder of target data, and return it."""
    (folder / "target-data" / "time-series.csv").unlink()
    return folder / "target-data"


WANTED = {(place, str(day)): n for place, day, n in small_hub.series()}


def test_the_newest_state_is_the_usual_one(hub):
    """Every count as the newest vintage has it, ordered by place and date."""
    data = read_target_data(hub, COUNTS)
    assert known(data) == WANTED
    assert list(known(data)) == sorted(WANTED)
    assert (data.as_of, data.vintages) == ("2025-01-22", ("2025-01-15", "2025-01-22"))


def test_what_was_revised_is_counted(hub):
    """A week is new at three places, the week before was raised at all three, and nothing else changed."""
    revision = read_target_data(hub, COUNTS).revision
    newest = [n for place, day, n in small_hub.series() if day == dt.date(2025, 1, 11)]
    assert (revision.since, revision.new, revision.revised, revision.withdrawn) == ("2025-01-15", 3, 3, 0)
    assert (revision.date, revision.now) == ("2025-01-11", sum(newest))
    assert revision.before == sum(round(n / 1.1) for n in newest)


def test_an_earlier_day_has_what_was_known_then(hub):
    """Between two vintages the first holds; before it nothing was known."""
    data = read_target_data(hub, COUNTS, as_of="2025-01-21")
    assert known(data)["02", "2025-01-11"] == round(WANTED["02", "2025-01-11"] / 1.1)
    assert (data.last, data.as_of, data.revision) == (dt.date(2025, 1, 11), "2025-01-15", None)
    with pytest.raises(UsageError, match="the first vintage is of 2025-01-15: nothing is known for 2025-01-14"):
        read_target_data(hub, COUNTS, as_of="2025-01-14")
    with pytest.raises(UsageError, match="expected a date such as 2025-01-04, or latest, got 'yesterday'"):
        read_target_data(hub, COUNTS, as_of="yesterday")


def test_a_vintage_may_hold_what_changed_alone(hub, folder):
    """What a later vintage does not mention stays, and an empty value withdraws one."""
    path = folder / "target-data" / "time-series.csv"
    path.write_text(path.read_text() + f"2025-01-29,{COUNTS},02,2025-01-18,\n2025-01-29,{COUNTS},02,2025-01-11,99\n")
    data = read_target_data(hub, COUNTS)
    assert known(data) == {key: n for key, n in WANTED.items() if key != ("02", "2025-01-18")} | {
        ("02", "2025-01-11"): 99
    }
    assert (data.revision.new, data.revision.revised, data.revision.withdrawn) == (0, 1, 1)


def test_unknown_targets_are_refused_with_those_that_there_are(hub):
    """One letter wrong, one made of another's series, none named at all."""
    with pytest.raises(
        UsageError, match=f"there are data for '{COUNTS}', '{PROPORTIONS}'; did you mean target='{COUNTS}'"
    ):
        read_target_data(hub, "wk inc flue hosp")
    with pytest.raises(UsageError, match="has no series of its own"):
        read_target_data(hub, small_hub.PEAK)
    with pytest.raises(UsageError, match="this hub has data for several targets"):
        read_target_data(hub)


def test_parquet_is_read_as_csv_is(hub, folder):
    """Dates, text and numbers as Parquet has them give the same series."""
    path = folder / "target-data" / "time-series.csv"
    frame = pd.read_csv(path, dtype={"location": str}, parse_dates=["as_of", "target_end_date"])
    before = read_target_data(hub, COUNTS)
    path.unlink()
    frame.assign(**{name: frame[name].dt.date for name in ("as_of", "target_end_date")}).to_parquet(
        path.with_suffix(".parquet")
    )
    after = read_target_data(hub, COUNTS)
    assert known(after) == known(before)
    assert after.revision == before.revision


def test_a_table_for_each_target_is_known_by_its_name(hub, tables):
    """FluSight's files, with names of places in one, weeks without order, and rates beside the counts."""
    rows = [f"{day},{place},x,{n},{n / 50}" for place, day, n in reversed(list(small_hub.series()))]
    (tables / "target-hospital-admissions.csv").write_text(
        "\n".join(["date,location,location_name,value,weekly_rate", *rows])
    )
    names = {code: name for code, (_, name, _) in small_hub.PLACES.items()}
    shares = [f"{day},{names[place]},{n / 10_000}" for place, day, n in small_hub.series()]
    (tables / "target-ed-visits-prop.csv").write_text("\n".join(["date,location_name,value", *shares]))
    assert known(read_target_data(hub, COUNTS)) == WANTED
    assert known(read_target_data(hub, PROPORTIONS)) == {key: n / 10_000 for key, n in WANTED.items()}
    with pytest.raises(UsageError, match=r"have no vintages \(no column as_of\).*; leave out as_of="):
        read_target_data(hub, COUNTS, as_of="2025-01-01")


def test_a_date_in_the_name_of_a_table_is_its_vintage(hub, tables):
    """RespiCast's snapshots: a file for each day, with a column of targets."""
    for day, until in (("2025-01-10", small_hub.LAST - small_hub.WEEK), ("2025-01-17", small_hub.LAST)):
        rows = [f"{COUNTS},{place},{week},2024-W50,{n}" for place, week, n in small_hub.series(until)]
        (tables / f"{day}-counts.csv").write_text("\n".join(["target,location,truth_date,year_week,value", *rows]))
    data = read_target_data(hub, COUNTS)
    assert (known(data), data.vintages, data.revision.new) == (WANTED, ("2025-01-10", "2025-01-17"), 3)


def test_a_table_without_a_date_is_newer_than_those_of_the_archive(hub, folder, tables):
    """FluSight's archive: the current table is the newest state, and the archive has what was known on a day."""
    archive = folder / "auxiliary-data" / "target-data-archive"
    archive.mkdir()
    head = "date,location,location_name,value,weekly_rate"
    for name, until, raised in (
        (archive / "target-hospital-admissions_2025-01-11.csv", small_hub.LAST - small_hub.WEEK, 5),
        (tables / "target-hospital-admissions.csv", small_hub.LAST, 0),
    ):
        rows = [f"{day},{place},x,{n + raised},1" for place, day, n in small_hub.series(until)]
        name.write_text("\n".join([head, *rows]))
    data = read_target_data(hub, COUNTS)
    assert (known(data), data.as_of, data.vintages) == (WANTED, None, ("2025-01-11",))
    assert (data.revision.since, data.revision.new) == ("2025-01-11", 3)
    then = read_target_data(hub, COUNTS, as_of="2025-01-17")
    assert (then.last, then.as_of) == (small_hub.LAST - small_hub.WEEK, "2025-01-11")
    assert known(then)["02", "2024-07-06"] == WANTED["02", "2024-07-06"] + 5


def test_folders_may_say_target_and_vintage(hub, tables):
    """Hive partitions, as hubverse lays them out."""
    for day in ("2025-01-15", "2025-01-22"):
        place = tables / "time-series" / f"target={COUNTS}" / f"as_of={day}"
        place.mkdir(parents=True)
        rows = [(code, week, n) for code, week, n in small_hub.series()]
        pd.DataFrame(rows, columns=["location", "target_end_date", "observation"]).to_parquet(place / "part-0.parquet")
    data = read_target_data(hub, COUNTS)
    assert (known(data), data.vintages) == (WANTED, ("2025-01-15", "2025-01-22"))


@pytest.mark.parametrize(
    ("settings", "column"),
    [('{"date_col": "when"}', "when"), ('{"date_col": 3}', "target_end_date"), ("[]", "date"), ("{", "date")],
)
def test_the_column_of_dates_may_be_declared(hub, folder, settings, column):
    """In target-data.json; if it names none, or is damaged, the usual names hold."""
    (folder / "hub-config" / "target-data.json").write_text(settings)
    path = folder / "target-data" / "time-series.csv"
    path.write_text(path.read_text().replace("target_end_date", column))
    assert known(read_target_data(hub, COUNTS)) == WANTED


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2025-01-22,{target},02,2025-01-18,many", "column 'observation': expected a number, got 'many'"),
        (
            "2025-01-22,{target},02,yesterday,4",
            "column 'target_end_date': expected a date such as 2025-01-04, got 'yesterday'",
        ),
        ("2025-01-22,{target},02,2025-01-18,7777", "locations and dates with two values: 1, the first 02, 2025-01-18"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(hub, folder, row, message):
    """A value, a date, a second value; but not in rows of another target."""
    path = folder / "target-data" / "time-series.csv"
    path.write_text(path.read_text() + row.format(target=COUNTS) + "\n")
    line = path.read_text().count("\n")
    with pytest.raises(DataError, match=f"time-series.csv:{line}: {message}"):
        read_target_data(hub, COUNTS)
    assert np.isfinite(read_target_data(hub, PROPORTIONS).observed).all()


def test_a_hub_without_target_data_says_so(hub, tables):
    """The message names the folder."""
    assert tables.is_dir()
    with pytest.raises(DataError, match="this hub has no target data"):
        read_target_data(hub, COUNTS)


def test_each_combination_of_further_task_ids_is_a_series(folder):
    """An age group is a column of the data, spelled in another way than in tasks.json; revisions are told by it, too."""
    hub = open_hub(small_hub.by_age(folder))
    data = read_target_data(hub, COUNTS)
    assert list(data.further) == ["age_group"]
    found = dict(
        zip(
            ((key.name, str(day)) for key, day in zip(data.series_keys(), data.dates, strict=True)),
            data.observed,
            strict=True,
        )
    )
    assert found["01 / 65+", "2025-01-18"] == WANTED["01", "2025-01-18"] // 3
    assert len(found) == 3 * len(WANTED)
    assert {key.further for key in data.series_keys()} == {(("age_group", age),) for age in (*small_hub.AGES, "all")}
    table = folder / "target-data" / "time-series.csv"
    table.write_text(table.read_text() + f"{COUNTS},US,65+,2025-01-18,1\n")
    with pytest.raises(DataError, match=r"locations and dates with two values: 1, the first US, 65\+, 2025-01-18"):
        read_target_data(hub, COUNTS)


def test_a_column_that_is_no_task_id_makes_no_series(folder):
    """Two values for one place and date are refused where tasks.json does not say what tells them apart."""
    tasks = (folder / "hub-config" / "tasks.json").read_text()
    hub = open_hub(small_hub.by_age(folder))
    (folder / "hub-config" / "tasks.json").write_text(tasks)
    with pytest.raises(
        DataError, match="with two values: 174, the first US, 2024-07-06; such rows differ in 'Age group', which is not"
    ):
        read_target_data(open_hub(folder), COUNTS)
    assert hub.rounds != open_hub(folder).rounds


def test_all_that_was_published_is_every_change(hub):
    """Rows of all vintages are first values and changed ones: the newest of each is the newest state, earlier ones what was known."""
    data = read_target_data(hub, COUNTS, all_vintages=True)
    rows = pd.DataFrame(
        {"place": data.location, "day": data.dates.astype(str), "n": data.observed, "as_of": data.published}
    )
    assert not rows.duplicated(["place", "day", "as_of"]).any()
    for vintage in data.vintages:
        then = read_target_data(hub, COUNTS, as_of=vintage)
        state = rows[rows["as_of"] <= vintage].groupby(["place", "day"])["n"].last()
        assert state.to_dict() == known(then)
    changes = rows[rows.duplicated(["place", "day"])]
    assert set(changes["day"]) == {"2025-01-11"}
    assert len(changes) == 3


def test_without_vintages_there_is_nothing_that_was_published(tables, hub):
    """A table without a column as_of has no vintages to give."""
    rows = [f"{place},{day},{n},{COUNTS}" for place, day, n in small_hub.series()]
    (tables / "time-series.csv").write_text("\n".join(["location,date,value,target", *rows, ""]))
    with pytest.raises(UsageError, match=r"no vintages .*; leave out vintages="):
        read_target_data(hub, COUNTS, all_vintages=True)


def test_a_table_without_a_further_id_beside_one_that_has_it_is_refused(folder):
    """Rows that say no age group, where there are several, are of no series: the table and the column are named."""
    hub = open_hub(small_hub.by_age(folder))
    rows = [f"{place},{day},{n},{COUNTS}" for place, day, n in small_hub.series()]
    (folder / "target-data" / "other.csv").write_text("\n".join(["location,date,value,target", *rows, ""]))
    with pytest.raises(DataError, match=r"other\.csv: has no column 'age_group', for which the hub lists \d values"):
        read_target_data(hub, COUNTS)


def test_targets_are_told_apart_by_the_columns_that_tasks_json_names(changed, tables):
    """Two columns say which target a row is of, as hubs of two target keys have them."""

    def two_keys(tasks):
        for task in tasks["rounds"][0]["model_tasks"]:
            name = task["task_ids"].pop("target")["optional"][0]
            measure, _, disease = name.partition(" ")
            task["task_ids"] |= {"measure": {"required": [measure]}, "disease": {"required": [disease]}}
            task["target_metadata"][0]["target_keys"] = {"measure": measure, "disease": disease}

    rows = ["measure,disease,location,date,value"]
    for place, day, n in small_hub.series():
        rows += [f"wk,inc flu hosp,{place},{day},{n}", f"wk,deaths,{place},{day},{n + 1}"]
    (tables / "all.csv").write_text("\n".join(rows) + "\n")
    assert known(read_target_data(changed(two_keys), COUNTS)) == WANTED


def test_a_table_of_any_name_is_of_the_only_target(folder, changed, tables):
    """Its file needs no word of the target; a hub of two targets takes it for neither."""
    rows = [f"{place},{day},{n}" for place, day, n in small_hub.series()]
    (tables / "numbers.csv").write_text("\n".join(["location,date,value", *rows, ""]))
    two = open_hub(folder)
    with pytest.raises(UsageError, match="has no target data"):
        read_target_data(two, COUNTS)

    def counts_alone(tasks):
        tasks["rounds"][0]["model_tasks"] = tasks["rounds"][0]["model_tasks"][1:2]

    assert known(read_target_data(changed(counts_alone), COUNTS)) == WANTED


def test_oracle_output_is_read_where_there_is_nothing_else(folder):
    """The final values stand beside the vintages, which tell more; a hub that has them alone has these."""
    rows = ["location,target_end_date,target,oracle_value"]
    rows += [f"{place},{day},{COUNTS},{2 * n}" for place, day, n in small_hub.series()]
    (folder / "target-data" / "oracle-output.csv").write_text("\n".join(rows) + "\n")
    assert known(read_target_data(open_hub(folder), COUNTS)) == WANTED
    (folder / "target-data" / "time-series.csv").unlink()
    assert known(read_target_data(open_hub(folder), COUNTS)) == {key: 2 * n for key, n in WANTED.items()}


def test_folders_of_partitions_are_read_as_arrow_writes_them(folder, tables):
    """Arrow encodes what is no letter in the names of folders: such as the blanks of a target."""
    pyarrow = pytest.importorskip("pyarrow.dataset")
    import pyarrow as pa

    rows = pd.DataFrame(
        [(str(LAST), COUNTS, place, str(day), n) for place, day, n in small_hub.series()],
        columns=["as_of", "target", "location", "target_end_date", "observation"],
    )
    schema = pa.schema([("as_of", pa.string()), ("target", pa.string())])
    pyarrow.write_dataset(
        pa.Table.from_pandas(rows, preserve_index=False),
        tables / "time-series",
        format="parquet",
        partitioning=pyarrow.partitioning(schema, flavor="hive"),
    )
    assert any("%20" in path.name for path in (tables / "time-series").rglob("*"))
    data = read_target_data(open_hub(folder), COUNTS)
    assert known(data) == WANTED
    assert data.as_of == str(LAST)


def test_the_newest_state_once_more_without_its_vintage_changes_nothing(folder):
    """Hubs write the latest data beside all vintages; where they say something else, they are newer."""
    latest = folder / "target-data" / "latest-data.csv"
    rows = [f"{COUNTS},{place},{day},{n}" for place, day, n in small_hub.series()]
    latest.write_text("\n".join(["target,location,target_end_date,observation", *rows, ""]))
    data = read_target_data(open_hub(folder), COUNTS)
    assert known(data) == WANTED
    assert (data.as_of, data.revision.since, data.revision.new) == ("2025-01-22", "2025-01-15", 3)
    place, day, n = list(small_hub.series())[-1]
    latest.write_text("\n".join(["target,location,target_end_date,observation", *rows[:-1], rows[-1] + "0", ""]))
    data = read_target_data(open_hub(folder), COUNTS)
    assert known(data)[place, str(day)] == 10 * n
    assert (data.as_of, data.revision.since, data.revision.revised) == (None, "2025-01-22", 1)


@pytest.mark.parametrize(
    ("encoding", "before", "way"),
    [
        ("cp1252", "", "iconv -f cp1252 -t utf-8"),
        ("cp1252", f"{COUNTS},99,{LAST},1,x\n" * 100_000, "iconv -f cp1252 -t utf-8"),
        ("utf-16", "", "iconv -f utf-16 -t utf-8"),
    ],
    ids=["at the top", "far down", "utf-16"],
)
def test_another_encoding_is_to_be_converted(folder, tables, encoding, before, way):
    """Hubs are UTF-8, and nobody can name another: the advice is a command that makes it so, and does."""
    text = f"target,location,target_end_date,observation,note\n{COUNTS},US,{LAST},3,x\n{before}{COUNTS},US,{LAST - small_hub.WEEK},5,Málaga\n"
    path = tables / "time-series.csv"
    path.write_bytes(text.encode(encoding))
    with pytest.raises(DataError, match=rf"; save it as UTF-8, for example with {way}$"):
        read_target_data(open_hub(folder), COUNTS)
    converted = subprocess.run([*way.split(), str(path)], check=True, capture_output=True).stdout
    path.write_bytes(converted)
    assert known(read_target_data(open_hub(folder), COUNTS))["US", str(LAST - small_hub.WEEK)] == 5
