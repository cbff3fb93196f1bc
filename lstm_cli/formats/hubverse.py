"""Forecasts as hubverse model-output rows, in the layout that the US hubs share (FluSight 2025-26).

``reference_date`` is one week after the last count of the panel: the data of a round end a week before
it, so step k ahead is horizon k − 1. Values are as in CSV, levels shortest decimals.
"""

from typing import Final

import numpy as np

from lstm_cli.ensemble.results import Forecast, SeriesForecast
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.formats.levels import level_name
from lstm_cli.formats.registry import Request, Written
from lstm_cli.formats.text import csv_line
from lstm_cli.formats.values import value_text
from lstm_cli.panel.scale import Scale
from lstm_cli.panel.series import Panel
from lstm_cli.remarks import Remark

__all__ = ["HUB_TARGET", "check_hub", "forecast_hub", "write_forecast"]

HUB_TARGET: Final = "wk inc flu hosp"
COLUMNS: Final = (
    "reference_date",
    "target",
    "horizon",
    "target_end_date",
    "location",
    "output_type",
    "output_type_id",
    "value",
)
DAY: Final = np.timedelta64(1, "D")
WEEK: Final = 7 * DAY
AS_CSV: Final = Hint("use {}", Setting("format", "csv"))
EARLIEST: Final = -1  # horizon −1 is the week of the last count; hubs take nothing before it
SATURDAY: Final = 5


def check_hub(panel: Panel) -> None:
    """Refuse, before any work, what hub rows cannot express."""
    if panel.frequency.seconds * np.timedelta64(1, "s") != WEEK:
        message = f"hub rows are weekly and these data are {panel.frequency.name}"
        raise UsageError(message, path=panel.source, value=panel.frequency.name, hint=AS_CSV)
    if panel.columns.id is None:
        message = "hub rows need a location and these data have no column that names the series"
        raise UsageError(message, path=panel.source, hint=AS_CSV)


def forecast_hub(forecast: Forecast, panel: Panel, *, target: str = HUB_TARGET) -> tuple[str, list[Remark]]:
    """Write the rows of one round, and return what a reader of them should know."""
    check_hub(panel)
    ends = {series.name: series.times[-1].astype("datetime64[D]") for series in panel.series}
    latest = max(ends.values())  # of all series, so that one series alone is of the same round
    reference = latest + WEEK
    rows = [row for series in forecast.series for row in _rows(series, forecast.levels, reference, target, panel.scale)]
    behind = [series.name for series in forecast.series if ends[series.name] < latest]
    return "\n".join(map(csv_line, [COLUMNS, *rows])) + "\n", _remarks(reference, behind, panel)


def write_forecast(forecast: Forecast, panel: Panel, request: Request) -> Written:
    """Write the format ``hub`` (see `lstm_cli.formats.registry`)."""
    text, remarks = forecast_hub(forecast, panel, target=request.target or HUB_TARGET)
    return Written(text, (*forecast.notes, *remarks))


def _rows(
    series: SeriesForecast, levels: tuple[float, ...], reference: np.datetime64, target: str, scale: Scale
) -> list[list[str]]:
    """Write the steps of one series that lie in the round."""
    dates = series.times.astype("datetime64[D]")
    rows = []
    for date, quantiles in zip(dates, scale.rounded(series.quantiles).tolist(), strict=True):
        horizon = round(float((date - reference) / WEEK))
        if horizon >= EARLIEST:
            start = [str(reference), target, str(horizon), str(date), series.name, "quantile"]
            rows += [[*start, level_name(p), value_text(q)] for p, q in zip(levels, quantiles, strict=True)]
    return rows


def _remarks(reference: np.datetime64, behind: list[str], panel: Panel) -> list[Remark]:
    """Return what was decided, and what a hub might refuse."""
    remarks = [Remark("hub-reference-date", {"date": str(reference)})]
    if behind:
        remarks.append(Remark("hub-series-behind", {"count": len(behind), "horizon": EARLIEST}))
    if panel.frequency.weekday not in {None, SATURDAY}:
        remarks.append(Remark("hub-weeks-not-saturday", {"frequency": panel.frequency.name}))
    return remarks
