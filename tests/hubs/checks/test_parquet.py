"""Submissions in Parquet: the same rules, and types of columns, which a CSV does not have."""

import datetime as dt

import pandas as pd
import pytest
import small_hub

from lstm_cli.hubs.checks.engine import check_file
from lstm_cli.hubs.hub import open_hub


@pytest.fixture
def frame():
    """Return the good file as hubs read it: dates, whole horizons, numbers, the rest text."""
    rows = pd.DataFrame(small_hub.submission())
    for name in ("reference_date", "target_end_date"):
        rows[name] = [None if text == "NA" else dt.date.fromisoformat(text) for text in rows[name]]
    rows["horizon"] = pd.array([None if text == "NA" else int(text) for text in rows["horizon"]], "Int64")
    rows["value"] = rows["value"].astype(float)
    return rows


def check(hub, frame):
    """Write a frame as Parquet into the hub, and check it."""
    path = hub.folder / "model-output" / "Team-Model" / "2025-01-25-Team-Model.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(path, index=False)
    return check_file(hub, path)


def test_parquet_is_checked_as_csv_is(hub, frame):
    """The good file is good, a median is NA as text or nothing, and quantiles that fall are found."""
    assert check(hub, frame).is_fine
    assert check(hub, frame.assign(output_type_id=frame["output_type_id"].replace("NA", None))).is_fine
    falling = frame["value"].where(~((frame["output_type_id"] == "0.5") & (frame["location"] == "US")), 0.0)
    assert {breach.rule for breach in check(hub, frame.assign(value=falling)).breaches} == {"ascending"}


@pytest.mark.parametrize(
    ("column", "kind", "found"),
    [
        ("horizon", "float64", "double"),
        ("horizon", str, "character"),
        ("target_end_date", "datetime64[ms]", "timestamp[ms]"),
        ("reference_date", str, "character"),
    ],
)
def test_columns_have_the_types_of_the_hub(hub, frame, column, kind, found):
    """Whole numbers are no doubles, dates no times and no text."""
    report = check(hub, frame.assign(**{column: frame[column].astype(kind)}))
    wrong = [breach for breach in report.breaches if breach.rule == "column-type"]
    assert [(breach.examples[0].column, breach.examples[0].value) for breach in wrong] == [(column, found)]


def test_a_hub_takes_the_formats_that_it_names(folder, frame):
    """Where only CSV is named, Parquet is the wrong format."""
    admin = folder / "hub-config" / "admin.json"
    admin.write_text(admin.read_text().replace(', "parquet"', ""))
    assert [breach.rule for breach in check(open_hub(folder), frame).breaches] == ["file-format"]
