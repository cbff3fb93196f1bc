"""A hub from Python: a round forecast and written, with every location to its last horizon."""

import copy
import csv
import datetime as dt
import errno
import json
import os
import re
import tempfile
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import small_hub
from small_hub import COUNTS, ROUND, WEEK

import lstm_cli as lf
from lstm_cli.api.hub_forecasts import forecast_locations
from lstm_cli.api.hub_plan import plan_submission
from lstm_cli.api.hub_submission import existing_file, make_submission, write_submission
from lstm_cli.hubs.hub import open_hub
from lstm_cli.options import HubFormat
from lstm_cli.progress import ignore

pytestmark = pytest.mark.slow  # to train


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """Write the small hub."""
    return lf.Hub(small_hub.make_hub(tmp_path_factory.mktemp("small") / "hub"))


@pytest.fixture(scope="module")
def written(hub):
    """Write a submission for the newest round."""
    return hub.write("Team", "Model", targets=[COUNTS])


def rows_of(path):
    """Read a submission."""
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_newest_round_is_written_where_it_belongs(hub, written):
    """The path follows from round, team and model; the hub's own check takes the file."""
    place = "model-output/Team-Model/2025-01-25-Team-Model.csv"
    assert written.relative_to(hub.record.folder).as_posix() == place
    assert hub.check(written).passes
    assert [path.name for path in written.parent.iterdir()] == [written.name]


def test_every_location_horizon_and_level_has_its_row(written):
    """Quantiles and medians of all three places and five horizons; counts are whole, and those already known are certain."""
    rows = [row for row in rows_of(written) if row["output_type"] != "sample"]
    keys = {(row["location"], row["horizon"], row["output_type"], row["output_type_id"]) for row in rows}
    levels = [("quantile", name) for name in small_hub.LEVEL_NAMES] + [("median", "NA")]
    assert keys == {
        (place, str(step), *kind) for place in small_hub.PLACES for step in small_hub.HORIZONS for kind in levels
    }
    assert len(rows) == len(keys)
    assert all(row["value"].isdecimal() for row in rows)
    last = {place: str(n) for place, day, n in small_hub.series() if day == small_hub.LAST}
    assert {(row["location"], row["value"]) for row in rows if row["horizon"] == "-1"} == set(last.items())


def test_paths_are_joint_and_as_many_as_the_round_asks_for(hub, written):
    """A hundred ids for each place, each over all horizons; from the last count on, they are the forecaster's paths."""
    paths = {}
    for row in rows_of(written):
        if row["output_type"] == "sample":
            paths.setdefault((row["location"], int(row["output_type_id"])), []).append(int(row["value"]))
    assert {place: sum(1 for at, _ in paths if at == place) for place in small_hub.PLACES} == dict.fromkeys(
        small_hub.PLACES, 100
    )
    assert len({name for _, name in paths}) == 300
    frame = hub.data(COUNTS)
    model = lf.Forecaster(4).fit(frame, id_col="location", time_col="date", target_col="count")
    drawn = model.predict(ended="keep").sample(100)
    by_hand = drawn[drawn["location"] == "02"].pivot_table(index="sample", columns="date", values="count")
    last = next(n for place, day, n in small_hub.series() if (place, day) == ("02", small_hub.LAST))
    written_paths = [path for (place, _), path in sorted(paths.items()) if place == "02"]
    assert written_paths == [[last, *map(round, path)] for path in by_hand.to_numpy().tolist()]


def test_the_forecasts_are_those_of_the_forecaster(hub, written):
    """The same series trained and forecast by hand give the same quantiles."""
    frame = hub.data(COUNTS)
    forecast = (
        lf.Forecaster(4)
        .fit(frame, id_col="location", time_col="date", target_col="count")
        .predict(series="01", quantiles=small_hub.LEVELS)
    )
    by_hand = forecast.to_frame().filter(like="q0").to_numpy().round().astype(int).tolist()
    rows = [row for row in rows_of(written) if row["location"] == "01" and row["output_type"] == "quantile"]
    steps = [[int(row["value"]) for row in rows if row["horizon"] == str(step)] for step in range(4)]
    assert steps == by_hand


def test_proportions_are_forecast_as_such(hub, tmp_path):
    """With the decimals of the data, from 0 to 1, and never with an exponent; the hub's own check takes the file."""
    path = hub.write("Team", "Model", targets=[small_hub.PROPORTIONS], folder=tmp_path)
    assert hub.check(path).passes
    values = [row["value"] for row in rows_of(path)]
    assert all(re.fullmatch(r"0(\.\d{1,6})?", value) for value in values)
    assert len(set(values)) > 20


def test_a_round_of_the_past_knows_what_was_known_then(hub):
    """The vintage of the deadline, and nothing from the round's week on."""
    plan = plan_submission(hub.record, "Team", "Model", round_id="2025-01-18", targets=[COUNTS])
    assert [(data.as_of, data.last) for data in plan.data] == [("2025-01-15", dt.date(2025, 1, 11))]
    early = plan_submission(hub.record, "Team", "Model", round_id="2024-12-14", targets=[COUNTS])
    (made,) = [forecast_locations(data, early.chosen, seed=0, progress=ignore) for data in early.data]
    assert all(entry.ends[0] == dt.date(2024, 12, 7) for entry in made.locations)
    known = {place: n for place, day, n in small_hub.series() if day == dt.date(2024, 12, 7)}
    assert {entry.location: entry.quantiles[0].tolist() for entry in made.locations} == {
        place: [n] * 23 for place, n in known.items()
    }
    assert all(entry.quantiles[1][0] < entry.quantiles[1][-1] for entry in made.locations)  # its own week is not known


def test_a_late_location_is_forecast_further_and_an_ended_one_left_out(tmp_path):
    """Two weeks behind: all horizons are forecast, the first too. Twenty weeks behind: none, which is said; nor unasked places."""
    folder = small_hub.make_hub(tmp_path / "hub")
    rows = [
        f"{COUNTS},{place},{day},{n}"
        for place, day, n in small_hub.series()
        if day <= small_hub.LAST - {"US": 0, "01": 2, "02": 20}[place] * WEEK
    ]
    rows += [f"{COUNTS},99,{day},{n}" for place, day, n in small_hub.series() if place == "01"]
    (folder / "target-data" / "time-series.csv").write_text(
        "\n".join(["target,location,target_end_date,observation", *rows, ""])
    )
    plan = plan_submission(lf.Hub(folder).record, "Team", "Model")
    (made,) = [forecast_locations(data, plan.chosen, seed=0, progress=ignore) for data in plan.data]
    ends = tuple(ROUND + step * WEEK for step in small_hub.HORIZONS)
    assert {entry.location: entry.ends for entry in made.locations} == {"US": ends, "01": ends}
    late = next(entry for entry in made.locations if entry.location == "01")
    assert (np.diff(late.quantiles[0]) >= 0).all()
    assert late.quantiles[0][-1] > late.quantiles[0][0]
    assert [(note.code, note.details["names"]) for note in made.notes[:3]] == [
        ("hub-locations-late", ("01",)),
        ("hub-locations-ended", ("02",)),
        ("hub-locations-unknown", ("99",)),
    ]
    assert "series-end-early" not in {note.code for note in made.notes}  # which is the first of these once more


@pytest.fixture(scope="module")
def whole(hub, tmp_path_factory):
    """Write a submission of all targets of the newest round."""
    plan = plan_submission(hub.record, "Team", "Model", folder=tmp_path_factory.mktemp("whole"))
    submission = make_submission(plan)
    write_submission(submission)
    return submission


def test_every_target_has_its_rows(hub, whole):
    """Quantiles, medians, paths, categories of a change, size and week of the peak; the hub's own check takes the file."""
    counts = {(part.target.name, part.output): len(part.rows) for part in whole.parts}
    assert counts == {
        (COUNTS, "quantile"): 3 * 5 * 23,
        (COUNTS, "median"): 3 * 5,
        (COUNTS, "sample"): 3 * 5 * 100,
        (small_hub.CHANGE, "pmf"): 3 * 4 * 5,
        (small_hub.PEAK, "quantile"): 3 * 23,
        (small_hub.PEAK_WEEK, "pmf"): 3 * 14,
        (small_hub.PROPORTIONS, "quantile"): 3 * 5 * 23,
    }
    assert whole.left_out == ()
    assert hub.check(whole.path).passes
    sums = {}
    for row in rows_of(whole.path):
        if row["output_type"] == "pmf":
            key = (row["target"], row["location"], row["horizon"])
            sums[key] = sums.get(key, 0) + Decimal(row["value"])
    assert len(sums) == 3 * 4 + 3
    assert set(sums.values()) == {Decimal(1)}


def test_changes_and_peaks_are_counted_among_the_paths_of_the_forecaster(hub, whole):
    """A place's chances of a stable week and of each week of the peak, and its size, from ten thousand paths by hand."""
    frame = hub.data(COUNTS).assign(date=lambda frame: frame["date"].astype(str))
    own = frame[frame["location"] == "01"].set_index("date")["count"]
    rows = [row for row in rows_of(whole.path) if row["location"] == "01"]

    def drawn(horizon):
        model = lf.Forecaster(horizon).fit(hub.data(COUNTS), id_col="location", time_col="date", target_col="count")
        paths = model.predict(ended="keep").sample(10_000)
        paths = paths[paths["location"] == "01"]
        return paths.assign(date=paths["date"].astype(str)).pivot_table(index="sample", columns="date", values="count")

    change = drawn(4)["2025-02-15"] - own["2025-01-18"]
    rate = change.abs() / small_hub.PLACES["01"][2] * 100_000
    stable = ((rate < 1) | (change.abs() < 10)).mean()
    (row,) = [row for row in rows if (row["horizon"], row["output_type_id"]) == ("3", "stable")]
    assert float(row["value"]) == pytest.approx(stable, abs=1e-9)
    assert 0 < stable < 1
    season = drawn(5)
    for day in own.index.intersection(small_hub.PEAK_WEEKS):
        season[day] = own[day]
    season = season[small_hub.PEAK_WEEKS]
    highest = season.eq(season.max(axis=1), axis=0)
    chances = highest.div(highest.sum(axis=1), axis=0).mean()
    weeks = {row["output_type_id"]: float(row["value"]) for row in rows if row["target"] == small_hub.PEAK_WEEK}
    assert weeks == pytest.approx(chances.to_dict(), abs=1e-6)
    size = np.quantile(season.max(axis=1), small_hub.LEVELS, method="inverted_cdf")
    assert [float(row["value"]) for row in rows if row["target"] == small_hub.PEAK] == size.tolist()


def test_a_week_of_the_season_without_a_value_is_said(tmp_path):
    """It is no peak, and the place is named with the target."""
    folder = small_hub.make_hub(tmp_path / "hub")
    table = folder / "target-data" / "time-series.csv"
    kept = [line for line in table.read_text().splitlines() if ",01,2024-12-28," not in line]
    table.write_text("\n".join([*kept, ""]))
    submission = make_submission(plan_submission(open_hub(folder), "Team", "Model", targets=[small_hub.PEAK_WEEK]))
    (note,) = [note for note in submission.notes if note.code == "hub-days-missing"]
    assert (note.details["target"], note.details["names"]) == (small_hub.PEAK_WEEK, ("01",))
    text = submission.content.decode()
    assert re.findall(r",01,NA,pmf,2024-12-28,(.*)", text) == ["0"]


def test_what_is_asked_for_alone_is_all_that_is_written(hub, tmp_path):
    """A target that is made of another's paths is written without that other's rows."""
    path = hub.write("Team", "Model", targets=[small_hub.CHANGE], folder=tmp_path)
    assert {row["target"] for row in rows_of(path)} == {small_hub.CHANGE}


def test_what_cannot_be_forecast_is_said_with_the_reason(tmp_path):
    """A hub whose thresholds follow no known rule; a round of a season whose weeks are not listed; a target that is none."""
    folder = small_hub.make_hub(tmp_path / "hub")
    places = folder / "auxiliary-data" / "locations.csv"
    places.write_text(places.read_text().replace("count_rate0p3", "count_rate0p4"))
    hub = lf.Hub(folder).record
    plan = plan_submission(hub, "Team", "Model", round_id="2025-12-06")
    assert {entry.target: entry.reason for entry in plan.left_out} == {
        small_hub.CHANGE: "no-rule",
        small_hub.PEAK: "other-season",
        small_hub.PEAK_WEEK: "other-season",
    }
    with pytest.raises(lf.UsageError, match=f"{small_hub.CHANGE}: the hub's locations file has no columns count_rate"):
        plan_submission(hub, "Team", "Model", targets=[small_hub.CHANGE])
    with pytest.raises(lf.UsageError, match="'wk inc flu' is not a target of this hub"):
        plan_submission(hub, "Team", "Model", targets=["wk inc flu"])


def test_a_target_without_whole_horizons_is_left_out(tmp_path):
    """Its steps cannot be counted; the proportions, whose horizons are whole, are forecast."""
    hub = small_hub.make_hub(tmp_path / "hub")
    path = hub / "hub-config" / "tasks.json"
    tasks = json.loads(path.read_text())
    tasks["rounds"][0]["model_tasks"][1]["task_ids"]["horizon"]["optional"] = ["1 wk", "2 wk"]
    path.write_text(json.dumps(tasks))
    plan = plan_submission(open_hub(hub), "T", "M", targets=[COUNTS, small_hub.PROPORTIONS])
    assert {entry.target: entry.reason for entry in plan.left_out} == {COUNTS: "no-steps"}


def test_a_target_that_asks_for_more_extreme_levels_is_left_out(tmp_path):
    """No forecast goes beyond the 1 and 99 % levels; what is derived from the target's paths is made all the same."""
    folder = small_hub.make_hub(tmp_path / "hub")
    tasks = folder / "hub-config" / "tasks.json"
    tasks.write_text(tasks.read_text().replace("0.01,", "0.005,", 1))
    plan = plan_submission(lf.Hub(folder).record, "Team", "Model")
    assert {entry.target: entry.reason for entry in plan.left_out} == {COUNTS: "levels"}
    assert plan.series == {small_hub.PROPORTIONS}
    assert {entry.target.name for entry in plan.derived} == {small_hub.CHANGE, small_hub.PEAK, small_hub.PEAK_WEEK}


def test_a_file_is_made_again_when_the_data_are_newer(hub, written):
    """As make does: by the times of the files. A file that lacks a target or breaks a rule is no file that is made."""
    table = hub.record.folder / "target-data" / "time-series.csv"
    plan = plan_submission(hub.record, "Team", "Model", targets=[COUNTS])
    os.utime(table, (written.stat().st_mtime - 5,) * 2)
    assert existing_file(plan).is_current
    assert hub.write("Team", "Model", targets=[COUNTS], if_new=True) is None
    assert existing_file(plan_submission(hub.record, "Team", "Model")).lacking == (small_hub.PROPORTIONS,)
    only = plan_submission(hub.record, "Team", "Model", targets=[small_hub.PROPORTIONS])
    assert small_hub.COUNTS in existing_file(only).others
    content = written.read_bytes()
    for cut in (content[: len(content) // 2], b"junk\n", b""):
        written.write_bytes(cut)
        assert existing_file(plan).broken
        assert not existing_file(plan).is_current
    written.write_bytes(content)
    os.utime(table, (written.stat().st_mtime + 5,) * 2)
    assert existing_file(plan).is_older
    os.utime(table)
    written.unlink()
    assert existing_file(plan) is None
    written.write_bytes(content)


def test_rows_that_break_a_rule_are_not_written(hub, tmp_path):
    """A population of two persons is below any forecast: the error has the rule, and there is no file."""
    folder = small_hub.make_hub(tmp_path / "hub")
    places = folder / "auxiliary-data" / "locations.csv"
    places.write_text(places.read_text().replace("5157699", "2"))
    plan = plan_submission(lf.Hub(folder).record, "Team", "Model")
    with pytest.raises(lf.DataError, match=r"expected less than the 2 people of 01, got '\d+' \[population\]"):
        make_submission(plan)
    assert not plan.path.exists()
    assert hub.name == "Small hub"


def test_a_target_that_the_round_does_not_ask_for_is_said(tmp_path):
    """A hub with a season for each target: the round of one season leaves the other's target out."""
    folder = small_hub.make_hub(tmp_path / "hub")
    path = folder / "hub-config" / "tasks.json"
    tasks = json.loads(path.read_text())
    (first,) = tasks["rounds"]
    other = copy.deepcopy(first["model_tasks"][1])
    other["task_ids"]["target"]["optional"] = ["wk inc rsv hosp"]
    other["target_metadata"][0] |= {"target_id": "wk inc rsv hosp", "target_keys": {"target": "wk inc rsv hosp"}}
    other["task_ids"]["reference_date"]["optional"] = small_hub.weeks(dt.date(2026, 1, 3), dt.date(2026, 2, 7))
    tasks["rounds"].append(first | {"model_tasks": [other]})
    path.write_text(json.dumps(tasks))
    table = folder / "target-data" / "time-series.csv"
    table.write_text(table.read_text() + table.read_text().replace(COUNTS, "wk inc rsv hosp").partition("\n")[2])
    plan = plan_submission(lf.Hub(folder).record, "Team", "Model")
    assert [data.target.name for data in plan.data] == [COUNTS, small_hub.PROPORTIONS]
    assert ("wk inc rsv hosp", "not-in-round") in {(entry.target, entry.reason) for entry in plan.left_out}
    with pytest.raises(lf.UsageError, match="wk inc rsv hosp: the round does not ask for it"):
        plan_submission(lf.Hub(folder).record, "Team", "Model", targets=["wk inc rsv hosp"])


def test_parquet_has_the_same_rows(hub, tmp_path):
    """Where the hub takes it and it is asked for: the check takes it, and the values are those of the CSV."""
    csv_path, path = (
        hub.write("Team", "Model", targets=[small_hub.PROPORTIONS], folder=tmp_path / kind, format=kind)
        for kind in ("csv", "parquet")
    )
    assert path.name == "2025-01-25-Team-Model.parquet"
    assert hub.check(path).passes
    assert pd.read_parquet(path)["value"].tolist() == [float(row["value"]) for row in rows_of(csv_path)]


def test_a_round_has_one_file(tmp_path):
    """A file of the other format is replaced if no format is asked for, and stands in the way of another; two are refused."""
    folder = small_hub.make_hub(tmp_path / "hub")
    record = lf.Hub(folder).record
    place = folder / "model-output" / "Team-Model"
    place.mkdir(parents=True)
    (place / "2025-01-25-Team-Model.parquet").write_bytes(b"PAR1")
    assert plan_submission(record, "Team", "Model").path == place / "2025-01-25-Team-Model.parquet"
    message = r"Model\.parquet: is a file for this round, of which a hub takes one; move it away, or leave out format"
    with pytest.raises(lf.UsageError, match=message):
        plan_submission(record, "Team", "Model", file_format=HubFormat.CSV)
    (place / "2025-01-18-Team-Model.csv").write_text("")  # of another round
    assert plan_submission(record, "Team", "Model", file_format=HubFormat.PARQUET).path.suffix == ".parquet"
    (place / "2025-01-25-Team-Model.csv").write_text("")
    with pytest.raises(lf.UsageError, match=r"Model\.parquet: is a file for this round, .*; move it away$"):
        plan_submission(record, "Team", "Model")


def test_a_format_that_cannot_be_written_is_refused_before_any_work(tmp_path, monkeypatch):
    """One that the hub does not take, and Parquet where pyarrow is missing; of a hub that takes Parquet alone that is made."""
    folder = small_hub.make_hub(tmp_path / "hub")
    admin = folder / "hub-config" / "admin.json"
    text = admin.read_text()
    admin.write_text(text.replace(', "parquet"', ""))
    with pytest.raises(lf.UsageError, match="this hub accepts only csv files; leave out format"):
        lf.Hub(folder).write("Team", "Model", format="parquet")
    admin.write_text(text.replace('"csv", ', ""))
    assert plan_submission(lf.Hub(folder).record, "Team", "Model").path.suffix == ".parquet"
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(lf.UsageError, match=r"writing Parquet needs pyarrow; this installs it: .* -m pip .*install"):
        plan_submission(lf.Hub(folder).record, "Team", "Model")


def test_every_age_group_that_the_round_asks_for_is_forecast(tmp_path):
    """Each with the quantiles of its own series; peaks too; no change of a rate, whose people are not known; the check takes all."""
    hub = lf.Hub(small_hub.by_age(small_hub.make_hub(tmp_path / "hub")))
    plan = plan_submission(hub.record, "Team", "Model")
    assert {entry.target: entry.reason for entry in plan.left_out} == {
        small_hub.CHANGE: "no-people",
        small_hub.PROPORTIONS: "no-data",
    }
    submission = make_submission(plan)
    write_submission(submission)
    assert hub.check(submission.path).passes
    rows = rows_of(submission.path)
    ages = [(place, age) for place in small_hub.PLACES for age in small_hub.AGES]
    assert {(part.target.name, part.output): len(part.rows) for part in submission.parts} == {
        (COUNTS, "quantile"): len(ages) * 5 * 23,
        (COUNTS, "median"): len(ages) * 5,
        (COUNTS, "sample"): len(ages) * 5 * 100,
        (small_hub.PEAK, "quantile"): len(ages) * 23,
        (small_hub.PEAK_WEEK, "pmf"): len(ages) * 14,
    }
    last = {place: n for place, day, n in small_hub.series() if day == small_hub.LAST}
    known = {(row["location"], row["age_group"]): int(row["value"]) for row in rows if row["horizon"] == "-1"}
    assert known == {
        (place, age): last[place] // 3 if age == "65+" else last[place] - last[place] // 3 for place, age in ages
    }
    assert [note.details["names"] for note in submission.notes if note.code == "hub-locations-unknown"] == [
        ("01 / all", "02 / all", "US / all")
    ]
    frame = hub.data(COUNTS)
    assert list(frame.columns) == ["location", "age_group", "date", "count"]
    assert len(frame) == 3 * sum(1 for _ in small_hub.series())


def test_a_nation_has_the_paths_that_add_up_and_its_states_their_own(tmp_path):
    """Quantiles and paths of the sum of the others are those of the reconciled forecast, which is said; of the others, not."""
    folder = small_hub.make_hub(tmp_path / "hub")
    table = folder / "target-data" / "time-series.csv"
    own = {(place, day): n for place, day, n in small_hub.series()}
    counts = [(place, day, own["01", day] + own["02", day] if place == "US" else n) for (place, day), n in own.items()]
    lines = [f"{COUNTS},{place},{day},{n}" for place, day, n in counts]
    table.write_text("\n".join(["target,location,target_end_date,observation", *lines, ""]))
    hub = lf.Hub(folder)
    submission = make_submission(plan_submission(hub.record, "Team", "Model", targets=[COUNTS]))
    write_submission(submission)
    assert [note.details["names"] for note in submission.notes if note.code == "hub-wholes-reconciled"] == [("US",)]
    model = lf.Forecaster(4).fit(hub.data(COUNTS), id_col="location", time_col="date", target_col="count")
    plain = model.predict(ended="keep", quantiles=small_hub.LEVELS)
    together = plain.reconcile(paths=10_000)
    wanted = {"US": together.to_frame(), "01": plain.to_frame(), "02": plain.to_frame()}
    rows = [row for row in rows_of(submission.path) if row["horizon"] != "-1"]
    for place, frame in wanted.items():
        by_hand = frame[frame["location"] == place].filter(like="q0").to_numpy().ravel().round().astype(int).tolist()
        written = [int(r["value"]) for r in rows if (r["location"], r["output_type"]) == (place, "quantile")]
        assert written == by_hand
    assert not together.to_frame().equals(plain.to_frame())
    drawn = plain.reconcile(paths=100).sample(100)
    paths = drawn[drawn["location"] == "US"].sort_values(["sample", "date"])["count"].tolist()
    samples = [r for r in rows if (r["location"], r["output_type"]) == ("US", "sample")]
    samples.sort(key=lambda r: (int(r["output_type_id"]), int(r["horizon"])))
    assert [int(r["value"]) for r in samples] == paths


def test_a_folder_that_cannot_be_written_is_refused_before_any_work(hub, monkeypatch):
    """The nearest folder that exists is named, and the option that names another."""

    def refuse(**_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(lf.UsageError, match=r"nothing can be written here; name another folder with folder='\.'"):
        plan_submission(hub.record, "Other", "Model")


def test_metadata_and_reports_are_those_of_the_commands(hub, written):
    """The YAML of a team, and the lines of a check."""
    text = hub.metadata(
        "Team",
        "Model",
        contributors=["Jane Doe <jane@example.org>, Institute"],
        license="CC0-1.0",
        fields={"citation": "x"},
    )
    assert text.startswith('team_name: "Team"\nteam_abbr: "Team"\n')
    assert text.endswith('citation: "x"\n')
    assert str(hub.check(written)) == f"{written}: 1860 rows of round 2025-01-25 pass all 33 rules\n"


def test_data_of_other_days_than_horizons_end_on_are_said(tmp_path):
    """Sundays cannot be the Saturdays that a round asks for: nothing is moved, and the message has both days."""
    folder = small_hub.make_hub(tmp_path / "hub")
    path = folder / "target-data" / "time-series.csv"
    frame = pd.read_csv(path, dtype=str)
    frame["target_end_date"] = (pd.to_datetime(frame["target_end_date"]) + pd.Timedelta(days=1)).astype(str)
    frame.to_csv(path, index=False)
    with pytest.raises(
        lf.UsageError, match="its data end on 2025-01-19, which is not a whole number of steps before 2025-01-18"
    ):
        lf.Hub(folder).write("Team", "Model", targets=[COUNTS])


def test_places_of_every_model_task_of_a_target_are_forecast(tmp_path):
    """A nation and its states stand in model tasks of their own, each with its levels."""
    folder = small_hub.make_hub(tmp_path / "hub")
    path = folder / "hub-config" / "tasks.json"
    tasks = json.loads(path.read_text())
    task = tasks["rounds"][0]["model_tasks"][1]
    task["output_type"].pop("sample")
    other = copy.deepcopy(task)
    task["task_ids"]["location"] = {"required": ["US"], "optional": None}
    other["task_ids"]["location"] = {"required": None, "optional": ["01", "02"]}
    other["output_type"] = {"quantile": small_hub.levels_of("integer", required=True, ids=[0.975, 0.2, 0.025])}
    tasks["rounds"][0]["model_tasks"].append(other)
    path.write_text(json.dumps(tasks))
    rows = [row for row in rows_of(lf.Hub(folder).write("Team", "Model", targets=[COUNTS])) if row["horizon"] == "2"]
    levels = {place: [row["output_type_id"] for row in rows if row["location"] == place] for place in small_hub.PLACES}
    assert levels == {
        "US": [*small_hub.LEVEL_NAMES, "NA"],
        "01": ["0.975", "0.2", "0.025"],
        "02": ["0.975", "0.2", "0.025"],
    }
