"""Rows of a submission from made-up forecasts: every output type as a round asks for it, and as the hub's check takes it."""

import csv
import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
import small_hub
from small_hub import CHANGE, CHANGES, COUNTS, LEVELS, PEAK, PEAK_WEEK, PEAK_WEEKS, PROPORTIONS

from lstm_cli.errors import UsageError
from lstm_cli.hubs.checks.engine import check_file
from lstm_cli.hubs.hub import open_hub
from lstm_cli.hubs.rounds import find_round
from lstm_cli.hubs.writing.forecasts import LocationForecast
from lstm_cli.hubs.writing.rows import submission_parts

ENDS = tuple(small_hub.ROUND + k * small_hub.WEEK for k in (-1, 0, 1, 2, 3))


def quantiles(scale=1.0, steps=5):
    """Return rising quantiles at the round's levels."""
    return scale * np.array([[100.4 + 10 * step + at for at in range(len(LEVELS))] for step in range(steps)])


def counts(location, **changes):
    """Return a forecast of counts by quantiles and sample paths."""
    paths = np.random.default_rng(1).poisson(50, (120, 5)).astype(float)
    made = LocationForecast(location, ENDS, tuple(LEVELS), quantiles(), paths)
    return replace(made, **changes)


def parts(hub, target, *forecasts, round_id="2025-01-25"):
    """Return the parts of a target by output type, their rows as dictionaries."""
    chosen = find_round(hub, round_id)
    record = next(known for known, _, _ in hub.targets() if known.name == target)
    made = submission_parts(hub, chosen, record, forecasts)
    return {part.output: [dict(zip(chosen.round.columns, row, strict=True)) for row in part.rows] for part in made}


def checked(hub, *tables):
    """Write rows into a file, and return the rules that it breaks."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, small_hub.COLUMNS)
    writer.writeheader()
    writer.writerows(row for table in tables for rows in table.values() for row in rows)
    path = hub.folder / "model-output" / "Team-Model" / "2025-01-25-Team-Model.csv"
    return [breach.rule for breach in check_file(hub, path, stream.getvalue().encode()).breaches]


def test_quantiles_are_written_as_the_round_spells_them(hub):
    """Columns, levels, horizons, ends and whole counts; the code of a place that is named."""
    rows = parts(hub, COUNTS, counts("Alabama"))["quantile"]
    assert len(rows) == 5 * 23
    assert rows[23] == {
        "reference_date": "2025-01-25",
        "target": COUNTS,
        "horizon": "0",
        "location": "01",
        "target_end_date": "2025-01-25",
        "output_type": "quantile",
        "output_type_id": "0.01",
        "value": "110",
    }
    assert [row["output_type_id"] for row in rows[:23]] == [f"{level:g}" for level in LEVELS]
    assert list(rows[0]) == small_hub.COLUMNS


def test_every_output_type_passes_the_check(hub):
    """Counts with samples and medians, shares, a peak with its week, and categories, of two places."""
    places = ("US", "AK")
    shares = [LocationForecast(place, ENDS, tuple(LEVELS), quantiles(1 / 1000)) for place in places]
    peak = [LocationForecast(place, (None,), tuple(LEVELS), quantiles(steps=1)) for place in places]
    week = [
        LocationForecast(place, (None,), probabilities={name: np.array([k + 1.0]) for k, name in enumerate(PEAK_WEEKS)})
        for place in places
    ]
    change = [
        LocationForecast(place, ENDS, probabilities={name: np.full(5, k + 1.0) for k, name in enumerate(CHANGES)})
        for place in places
    ]
    tables = [
        parts(hub, COUNTS, *map(counts, places)),
        parts(hub, PROPORTIONS, *shares),
        parts(hub, PEAK, *peak),
        parts(hub, PEAK_WEEK, *week),
        parts(hub, CHANGE, *change),
    ]
    sizes = [{name: len(rows) for name, rows in table.items()} for table in tables]
    assert sizes == [
        {"quantile": 230, "median": 10, "sample": 1000},
        {"quantile": 230},
        {"quantile": 46},
        {"pmf": 2 * len(PEAK_WEEKS)},
        {"pmf": 50},
    ]
    assert checked(hub, *tables) == []
    assert [row["value"] for row in tables[4]["pmf"][:5]] == ["0.066667", "0.133333", "0.2", "0.266667", "0.333333"]
    assert tables[1]["quantile"][0]["value"] == "0.1004"
    assert tables[2]["quantile"][0] | {"value": ""} == {
        "reference_date": "2025-01-25",
        "target": PEAK,
        "horizon": "NA",
        "location": "US",
        "target_end_date": "NA",
        "output_type": "quantile",
        "output_type_id": "0.01",
        "value": "",
    }


def test_probabilities_add_up_to_exactly_one_as_they_are_written(hub):
    """As decimals, of which a hub may add up any: for shares that no number of decimals holds, for one alone, and for halves."""
    rng = np.random.default_rng(3)
    shares = {"US": rng.random(5), "01": np.array([0, 0, 7.0, 0, 0]), "02": np.array([1.0, 0, 0, 1, 0])}
    forecasts = [
        LocationForecast(
            place, ENDS, probabilities={name: np.full(5, k) for name, k in zip(CHANGES, some, strict=True)}
        )
        for place, some in shares.items()
    ]
    written = {}
    for row in parts(hub, CHANGE, *forecasts)["pmf"]:
        written.setdefault((row["location"], row["horizon"]), []).append(Decimal(row["value"]))
    assert len(written) == 15
    assert {sum(values) for values in written.values()} == {Decimal(1)}
    for (place, _), values in written.items():
        assert np.array(values, float) == pytest.approx(shares[place] / shares[place].sum(), abs=1e-6)


def test_a_sample_is_one_path_of_one_place(hub):
    """As many as the hub asks for; an id spans the horizons and no second place; values are those of the path."""
    forecasts = [counts("US"), counts("01")]
    rows = parts(hub, COUNTS, *forecasts)["sample"]
    paths = {}
    for row in rows:
        paths.setdefault((row["location"], row["output_type_id"]), []).append(float(row["value"]))
    assert len(paths) == 200
    assert len({name for _, name in paths}) == 200
    assert paths["01", "100"] == forecasts[1].samples[0].tolist()


@pytest.mark.parametrize(
    ("changes", "lacking"),
    [
        ({"samples": None}, "sample"),
        ({"samples": np.ones((99, 5))}, "sample"),
        ({"quantiles": None}, "quantile"),
        ({"levels": tuple(LEVELS[:-1]), "quantiles": quantiles()[:, :-1]}, "quantile"),
        ({"levels": (0.25, 0.75), "quantiles": quantiles()[:, :2]}, "median"),
    ],
)
def test_what_a_forecast_lacks_is_no_row(hub, changes, lacking):
    """Too few paths, no quantiles, not all levels: the type has no rows, and the place is named."""
    chosen = find_round(hub, "2025-01-25")
    record = next(known for known, _, _ in hub.targets() if known.name == COUNTS)
    made = {
        part.output: part for part in submission_parts(hub, chosen, record, [counts("US", **changes), counts("01")])
    }
    assert made[lacking].without == ("US",)
    assert {row[3] for row in made[lacking].rows} == {"01"}


@pytest.mark.parametrize("probabilities", [None, {name: np.full(5, 0.25) for name in CHANGES[1:]}])
def test_categories_that_a_forecast_lacks_are_not_shared_out(hub, probabilities):
    """A place without one of the required categories has no row, and is named."""
    chosen = find_round(hub, "2025-01-25")
    record = next(known for known, _, _ in hub.targets() if known.name == CHANGE)
    full = LocationForecast("01", ENDS, probabilities={name: np.full(5, 0.2) for name in CHANGES})
    (part,) = submission_parts(hub, chosen, record, [replace(full, location="US", probabilities=probabilities), full])
    assert (part.without, {row[3] for row in part.rows}) == (("US",), {"01"})


def test_paths_share_numbers_where_the_compound_ids_say_so(changed):
    """A hub whose paths span places has path k of every place under one id; one that says nothing has paths of one place; one that asks for single values gets paths, which span more."""

    def compound(names):
        def edit(tasks):
            sample = tasks["rounds"][0]["model_tasks"][1]["output_type"]["sample"]
            sample["output_type_id_params"]["compound_taskid_set"] = names

        return changed(edit)

    forecasts = [counts("US"), counts("01", samples=counts("01").samples + 1)]
    hub = compound(["reference_date", "target"])
    table = parts(hub, COUNTS, *forecasts)
    ids = {}
    for row in table["sample"]:
        ids.setdefault(row["location"], set()).add(row["output_type_id"])
    assert ids["US"] == ids["01"] == {str(k) for k in range(100)}
    assert checked(hub, table) == []
    table = parts(compound(None), COUNTS, *forecasts)
    assert len({row["output_type_id"] for row in table["sample"]}) == 200
    single = compound(["reference_date", "target", "location", "horizon"])
    table = parts(single, COUNTS, *forecasts)
    assert len(table["sample"]) == 2 * 5 * 100
    assert checked(single, table) == []


def test_further_task_ids_are_written_and_tell_paths_apart(folder):
    """Each age group of a place has rows, and paths of its own or shared ones, as the compound set says; others have none."""
    for shared in (True, False):
        hub = open_hub(small_hub.by_age(folder))
        (task,) = [task for target, task in hub.rounds[0].targets() if target.name == COUNTS]
        samples = replace(
            task.outputs["sample"].samples, compound=("location", "target", *(() if shared else ("age_group",)))
        )
        outputs = dict(task.outputs) | {"sample": replace(task.outputs["sample"], samples=samples)}
        tasks = tuple(replace(task, outputs=outputs) if one is task else one for one in hub.rounds[0].tasks)
        hub = replace(hub, rounds=(replace(hub.rounds[0], tasks=tasks),))
        forecasts = [counts("US", further={"age_group": age}) for age in (*small_hub.AGES, "all")]
        made = parts(hub, COUNTS, *forecasts)
        assert len(made["quantile"]) == 2 * 5 * 23
        assert {row["age_group"] for row in made["quantile"]} == set(small_hub.AGES)
        assert len({row["output_type_id"] for row in made["sample"]}) == (100 if shared else 200)
        assert len(made["sample"]) == 2 * 5 * 100


def test_times_that_are_no_horizon_are_no_rows(hub):
    """A forecast may reach further than a round."""
    longer = LocationForecast("US", (*ENDS, dt.date(2025, 3, 1)), tuple(LEVELS), quantiles(steps=6))
    assert parts(hub, COUNTS, longer)["quantile"] == parts(hub, COUNTS, counts("US"))["quantile"]


def test_the_first_value_of_other_columns_is_taken_where_there_is_only_one(folder, changed):
    """The order of the columns is the hub's."""

    def add(tasks):
        for task in tasks["rounds"][0]["model_tasks"]:
            task["task_ids"] = {"age_group": {"required": ["all"], "optional": None}} | task["task_ids"]

    hub = changed(add)
    row = parts(hub, COUNTS, counts("US"))["quantile"][0]
    assert next(iter(row)) == "age_group"
    assert row["age_group"] == "all"
    assert open_hub(folder).rounds == hub.rounds


def test_the_places_are_those_of_the_target(changed):
    """Other targets of the round may be asked for in fewer, and have no say."""

    def elsewhere(tasks):
        for task in tasks["rounds"][0]["model_tasks"]:
            if task["target_metadata"][0]["target_id"] != COUNTS:
                task["task_ids"]["location"] = {"required": None, "optional": ["US"]}

    hub = changed(elsewhere)
    assert {row["location"] for row in parts(hub, COUNTS, counts("Alabama"))["quantile"]} == {"01"}
    with pytest.raises(UsageError, match="this hub has no location 'Alabama'; it has US"):
        parts(hub, PROPORTIONS, LocationForecast("Alabama", ENDS, tuple(LEVELS), quantiles(1 / 1000)))


def test_an_unknown_place_is_refused(hub):
    """Its name, and those that there are."""
    with pytest.raises(UsageError, match="this hub has no location 'Narnia'; it has US, 01, 02"):
        parts(hub, COUNTS, counts("Narnia"))


def test_a_mean_is_that_of_the_paths(changed):
    """At each horizon of each place; a forecast without paths has none, because quantiles do not tell it."""

    def add(tasks):
        outputs = tasks["rounds"][0]["model_tasks"][1]["output_type"]
        outputs["mean"] = outputs["median"] | {"value": {"type": "double", "minimum": 0}}

    hub = changed(add)
    table = parts(hub, COUNTS, counts("US"), counts("01", samples=None))
    written = {(row["location"], row["horizon"], row["output_type_id"]): float(row["value"]) for row in table["mean"]}
    assert written == {
        ("US", str(horizon), "NA"): pytest.approx(sum(values) / 120, abs=1e-6)
        for horizon, values in zip(small_hub.HORIZONS, counts("US").samples.T.tolist(), strict=True)
    }
    assert checked(hub, table) == []


def test_shares_of_paths_are_written_for_values_that_a_hub_lists(changed):
    """Of 120 paths, those that are not above 45, 50 and 60.5, at each horizon; the hub's own rules take them."""

    def add(tasks):
        outputs = tasks["rounds"][0]["model_tasks"][1]["output_type"]
        outputs["cdf"] = small_hub.levels_of("double", required=True, ids=[45, 50, 60.5], maximum=1)

    hub = changed(add)
    forecast = counts("US")
    table = parts(hub, COUNTS, forecast)
    values = {(row["horizon"], row["output_type_id"]): float(row["value"]) for row in table["cdf"]}
    for at, horizon in enumerate(small_hub.HORIZONS):
        for limit in (45, 50, 60.5):
            below = sum(1 for value in forecast.samples[:, at].tolist() if value <= limit)
            assert values.pop((str(horizon), f"{limit:g}")) == pytest.approx(below / 120, abs=1e-6)
    assert values == {}
    assert checked(hub, table) == []
    first, second, *_ = table["cdf"]
    first["value"], second["value"] = "0.9", "0.1"
    assert checked(hub, table) == ["ascending"]
