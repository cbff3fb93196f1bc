"""Rates in every format: the data's decimals, no power of ten, no word of counts where it matters."""

import csv
import dataclasses
import io

import numpy as np
import pytest

from lstm_cli.formats.columns import columns_text
from lstm_cli.formats.description import audit_text
from lstm_cli.formats.fan_axes import Fan
from lstm_cli.formats.forecast_csv import forecast_csv, forecast_frame
from lstm_cli.formats.forecast_table import forecast_table
from lstm_cli.formats.hubverse import forecast_hub
from lstm_cli.formats.score_tables import score_text
from lstm_cli.formats.text import number
from lstm_cli.formats.training import understood_text
from lstm_cli.options import DataKind
from lstm_cli.panel.describe import audit
from lstm_cli.panel.scale import Scale
from lstm_cli.panel.series import Columns


@pytest.fixture
def small(make):
    """Give a forecast of small proportions, of which some have a power of ten as Python writes them."""
    forecast, panel = make(levels=(0.025, 0.5, 0.975))
    scale = Scale(DataKind.PROPORTION, 1e-4, 5)
    series = tuple(
        dataclasses.replace(each, quantiles=np.round(each.quantiles * 1e-7, 5), median=np.round(each.median * 1e-7, 5))
        for each in forecast.series
    )
    past = tuple(dataclasses.replace(each, counts=np.round(each.counts * 1e-7, 5)) for each in panel.series)
    return dataclasses.replace(forecast, series=series), dataclasses.replace(panel, series=past, scale=scale)


def test_csv_and_hub_rows_have_decimals(small):
    """1e-05 is written as 0.00001, and reads as the same number."""
    forecast, panel = small
    rows = list(csv.DictReader(io.StringIO(forecast_csv(forecast, panel))))
    written = [[row[f"q{level}"] for level in (0.025, 0.5, 0.975)] for row in rows]
    wanted = np.concatenate([each.quantiles for each in forecast.series]).tolist()
    assert [[float(cell) for cell in row] for row in written] == wanted
    assert not any("e" in cell for row in written for cell in row)
    assert "0.00001" in {cell for row in written for cell in row}
    hub = csv.DictReader(io.StringIO(forecast_hub(forecast, panel)))
    assert [row["value"] for row in hub] == [cell for row in written for cell in row]
    assert forecast_frame(forecast, panel)["q0.5"].tolist() == [row[1] for row in wanted]


def test_the_table_has_decimals(small):
    """Medians and intervals have the digits of the data, not one decimal as counts do."""
    text = forecast_table(*small)
    assert "0.00001" in text
    assert "last count" not in text


def test_what_was_read_is_said(make, small):
    """The role of the column is that of a rate, and counts are called values."""
    columns = Columns("state", "week", "ili")
    assert columns_text(columns, DataKind.RATE) == "series = state, time = week, rate = ili"
    assert columns_text(columns, DataKind.COUNT) == "series = state, time = week, count = ili"
    wide = Columns("series", "week", "count", "wide")
    assert columns_text(wide, DataKind.RATE) == "time = week, every other column a series of rates"
    _, panel = small
    assert "proportion = " in understood_text(panel)
    assert "  values    " in understood_text(panel)
    assert "  counts    " in understood_text(make()[1])
    assert "  values" in audit_text(audit(panel))


def test_small_figures_keep_two_digits():
    """A WIS of rates may be far below 1."""
    assert [score_text(value) for value in (0.0, 0.000254, 0.0061, 0.051, 0.383)] == [
        "0.00",
        "0.00025",
        "0.0061",
        "0.051",
        "0.38",
    ]
    assert [number(value) for value in (0.0, 0.00123, 0.06, 0.346)] == ["0", "0.0012", "0.06", "0.35"]


def test_an_axis_of_decimals_has_decimals(small):
    """Counts have whole ticks; rates do not."""
    forecast, panel = small
    fan = Fan.of(forecast.series[0], panel.series[0], forecast.levels)
    assert not fan.whole
    assert fan.text(0.00025) == "0.00025"
    assert dataclasses.replace(fan, whole=True).text(1234.0) == "1,234"
