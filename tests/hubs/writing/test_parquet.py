"""Rows of a submission as Parquet: the cells of the CSV, each column of the hub's type, as pandas and the hub's check read them."""

import datetime as dt
import io

import numpy as np
import pandas as pd
import small_hub
from small_hub import CHANGE, CHANGES, COUNTS, LEVELS, PEAK_WEEK, PEAK_WEEKS

from lstm_cli.hubs.checks.engine import check_file
from lstm_cli.hubs.checks.id_rules import ids_are_text
from lstm_cli.hubs.rounds import find_round
from lstm_cli.hubs.writing.forecasts import LocationForecast
from lstm_cli.hubs.writing.parquet import parquet_bytes
from lstm_cli.hubs.writing.rows import submission_parts

ENDS = tuple(small_hub.ROUND + k * small_hub.WEEK for k in (-1, 0, 1, 2, 3))


def rows_of(hub):
    """Return rows of counts, categories and a peak's week of one place, and the round."""
    chosen = find_round(hub, "2025-01-25")
    targets = {target.name: target for target, _, _ in hub.targets()}
    quantiles = np.arange(5 * 23.0).reshape(5, 23)
    made = {
        COUNTS: LocationForecast("US", ENDS, tuple(LEVELS), quantiles, np.full((100, 5), 7.0)),
        CHANGE: LocationForecast("US", ENDS, probabilities=dict.fromkeys(CHANGES, np.full(5, 0.2))),
        PEAK_WEEK: LocationForecast("US", (None,), probabilities=dict.fromkeys(PEAK_WEEKS, np.array([1.0]))),
    }
    parts = [part for name, one in made.items() for part in submission_parts(hub, chosen, targets[name], [one])]
    return chosen.round, [row for part in parts for row in part.rows]


def test_columns_have_the_types_of_the_hub_and_the_check_takes_the_file(hub):
    """Dates are days, horizons whole, values numbers, ids text where the hub has texts; what is NA is missing."""
    round_, rows = rows_of(hub)
    content = parquet_bytes(round_, rows, level_kind="character")
    frame = pd.read_parquet(io.BytesIO(content), dtype_backend="pyarrow")
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "reference_date": "date32[day][pyarrow]",
        "target": "string[pyarrow]",
        "horizon": "int64[pyarrow]",
        "location": "string[pyarrow]",
        "target_end_date": "date32[day][pyarrow]",
        "output_type": "string[pyarrow]",
        "output_type_id": "string[pyarrow]",
        "value": "double[pyarrow]",
    }
    assert frame["reference_date"].unique().tolist() == [dt.date(2025, 1, 25)]
    assert frame.loc[frame["target"] == PEAK_WEEK, ["horizon", "target_end_date"]].isna().all(axis=None)
    ours = frame.drop(columns="value").map(lambda cell: "NA" if pd.isna(cell) else str(cell), na_action=None)
    assert list(map(tuple, ours.fillna("NA").astype(str).to_numpy())) == [row[:-1] for row in rows]
    assert frame["value"].tolist() == [float(row[-1]) for row in rows]
    path = hub.folder / "model-output" / "Team-Model" / "2025-01-25-Team-Model.parquet"
    assert check_file(hub, path, content).is_fine
    wrong = parquet_bytes(round_, [row for row in rows if row[-2] != "stable"], level_kind="character")
    assert [breach.rule for breach in check_file(hub, path, wrong).breaches] == ["levels-missing"]


def test_levels_are_numbers_where_all_ids_of_the_hub_are(changed):
    """A hub of quantiles and numbered samples reads ids as numbers, named samples are text, and what it says goes before."""

    def numbers_only(tasks):
        tasks["rounds"][0]["model_tasks"] = [tasks["rounds"][0]["model_tasks"][at] for at in (1, 4)]
        tasks["rounds"][0]["model_tasks"][0]["output_type"]["sample"]["output_type_id_params"]["type"] = "integer"

    def named_samples(tasks):
        tasks["rounds"][0]["model_tasks"][0]["output_type"]["sample"]["output_type_id_params"]["type"] = "character"

    hub = changed(numbers_only)
    round_ = hub.rounds[0]
    assert not ids_are_text(hub, round_)
    row = ("2025-01-25", small_hub.PROPORTIONS, "0", "US", "2025-01-25", "quantile", "0.025", "0.5")
    frame = pd.read_parquet(io.BytesIO(parquet_bytes(round_, [row], level_kind="double")))
    assert frame["output_type_id"].tolist() == [0.025]
    named = changed(named_samples)
    assert ids_are_text(named, named.rounds[0])
    assert ids_are_text(changed(lambda tasks: tasks.update(output_type_id_datatype="character")), round_)
