"""Forecasts are what they were when they were last stored, up to what another processor's arithmetic may change.

Run as a script, this file renews the stored forecasts: ``python tests/test_golden_forecasts.py``.
"""

import csv
import dataclasses
from pathlib import Path

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.ensemble.train import train
from lstm_cli.options import Cell, TrainOptions
from lstm_cli.panel.slicing import cut_panel
from lstm_cli.readers.count_reader import read_panel

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"
LEVELS = (0.01, 0.025, 0.25, 0.5, 0.75, 0.975, 0.99)
# Data set: its file, the horizon, how many series, the last slot.
DATA = {
    "flu": (ROOT / "sample_data" / "flu_new_england_wide.csv", 4, 3, 69),
    "school": (ROOT / "sample_data" / "school_influenza_1978.csv", 3, 1, 13),
    "flights": (GOLDEN / "nyc_flights_hourly.csv", 6, 3, 200),
}
TOLERANCE = 0.03  # of a count, or one whole count: training in float32 rounds otherwise on another processor
CASES = [(data, cell) for data in DATA for cell in Cell]


def rows_of(data, cell):
    """Train on a data set with a cell and give a row for each series and step: name, step, quantiles."""
    path, horizon, series, slot = DATA[data]
    panel = read_panel(path.read_bytes(), name=path.name)
    panel = cut_panel(dataclasses.replace(panel, series=panel.series[:series]), slot)
    model = train(panel, TrainOptions(horizon=horizon, seed=1, cell=cell)).model
    for forecast in predict(model, levels=LEVELS).series:
        for step, quantiles in enumerate(forecast.quantiles, start=1):
            yield [forecast.name, str(step), *(f"{quantile:.0f}" for quantile in quantiles)]


def stored(data, cell):
    """Read the stored rows."""
    with (GOLDEN / f"{data}_{cell}.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


@pytest.mark.slow
@pytest.mark.parametrize(("data", "cell"), CASES)
def test_forecasts_are_those_stored(data, cell):
    """Every quantile is the stored one within 3 % or one count; what differs is listed by series, step and level."""
    expected, computed = stored(data, cell), list(rows_of(data, cell))
    assert [row[:2] for row in computed] == [row[:2] for row in expected]
    differing = [
        f"{name} step {step} q{level:g}: stored {old}, now {new}"
        for (name, step, *before), (*_, now) in zip(expected, ((*row[:2], row[2:]) for row in computed), strict=True)
        for level, old, new in zip(LEVELS, before, now, strict=True)
        if abs(float(new) - float(old)) > max(1, TOLERANCE * float(old))
    ]
    assert differing == []


def test_a_stored_forecast_is_no_constant():
    """The stored forecasts differ between cells and widen between levels: comparing them compares something."""
    values = {case: np.array([row[2:] for row in stored(*case)], dtype=float) for case in CASES}
    for data in ("flu", "flights"):
        cells = [values[data, cell] for cell in Cell]
        assert all((value[:, -1] > value[:, 0]).all() for value in cells)
        assert not any(np.array_equal(cells[0], other) for other in cells[1:])


def renew():
    """Store today's forecasts."""
    for data, cell in CASES:
        with (GOLDEN / f"{data}_{cell}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["series", "step", *(f"q{level:g}" for level in LEVELS)])
            writer.writerows(rows_of(data, cell))


if __name__ == "__main__":
    renew()
