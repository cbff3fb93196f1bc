"""Forecasts as rows of hubverse model output, in the layout of the US hubs (FluSight 2025-26).

``reference_date`` is one week after the last count of the panel: the data of a round end a week before it, so step k
ahead is horizon k − 1. Values are as in CSV, and levels are shortest decimals.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Datetimes
from lstm_cli.ensemble.results import Forecast, SeriesForecast
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.formats.levels import level_name
from lstm_cli.formats.registry import Request, Written
from lstm_cli.formats.text import csv_line
from lstm_cli.formats.values import value_text
from lstm_cli.panel.scale import Scale
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import last_time
from lstm_cli.remarks import Remark

__all__ = [
    "COLUMNS",
    "HUB_TARGET",
    "forecast_hub",
    "reference_date",
    "round_remarks",
    "round_steps",
    "write_forecast",
]

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
EARLIEST: Final = -1  # the week of the last count; hubs accept nothing before it
SATURDAY: Final = 5


def _check_weekly(panel: Panel) -> None:
    """Refuse data that hub rows cannot express."""
    if panel.frequency.seconds * np.timedelta64(1, "s") != WEEK:
        message = f"hub rows are weekly, but these data are {panel.frequency.name}"
        raise UsageError(message, path=panel.source, value=panel.frequency.name, hint=AS_CSV)
    if panel.columns.id is None:
        message = "hub rows need a location, but these data have no column that names the series"
        raise UsageError(message, path=panel.source, hint=AS_CSV)


def forecast_hub(forecast: Forecast, panel: Panel, *, target: str = HUB_TARGET) -> str:
    """Write the rows of one round."""
    reference = reference_date(panel)
    rows = [row for series in forecast.series for row in _rows(series, forecast.levels, reference, target, panel.scale)]
    return "\n".join(map(csv_line, [COLUMNS, *rows])) + "\n"


def reference_date(panel: Panel) -> np.datetime64:
    """Return the date of the round: a week after the last value of all series, so that all have the same round."""
    _check_weekly(panel)
    newest: np.datetime64 = last_time(panel).astype("datetime64[D]")
    return newest + WEEK


def round_steps(times: Datetimes, reference: np.datetime64) -> list[tuple[int, int, str]]:
    """Return the steps that belong to a round: their indices, horizons and dates."""
    dates = times.astype("datetime64[D]")
    horizons = np.rint((dates - reference) / WEEK).astype(int).tolist()
    return [(step, h, str(dates[step])) for step, h in enumerate(horizons) if h >= EARLIEST]


def write_forecast(forecast: Forecast, panel: Panel, request: Request) -> Written:
    """Write the format ``hub`` (see `lstm_cli.formats.registry`)."""
    text = forecast_hub(forecast, panel, target=request.target or HUB_TARGET)
    return Written(text, (*forecast.notes, *round_remarks([series.times for series in forecast.series], panel)))


def _rows(
    series: SeriesForecast, levels: tuple[float, ...], reference: np.datetime64, target: str, scale: Scale
) -> list[list[str]]:
    """Write the steps of one series that belong to the round."""
    values = scale.rounded(series.quantiles).tolist()
    rows = []
    for step, horizon, date in round_steps(series.times, reference):
        start = [str(reference), target, str(horizon), date, series.name, "quantile"]
        rows += [[*start, level_name(p), value_text(q)] for p, q in zip(levels, values[step], strict=True)]
    return rows


def round_remarks(times: Sequence[Datetimes], panel: Panel) -> list[Remark]:
    """Return remarks on what was decided, and on what a hub might refuse; ``times``: the K steps of each series."""
    reference = reference_date(panel)
    remarks = [Remark("hub-reference-date", {"date": str(reference)})]
    wanted = max(len(own) for own in times) - 1
    reached = [int(np.rint((own[-1].astype("datetime64[D]") - reference) / WEEK)) for own in times]
    behind = [horizon for horizon in reached if horizon < wanted]
    if behind:
        reach = {"lowest": min(behind), "highest": max(behind), "wanted": wanted}
        remarks.append(Remark("hub-series-behind", {"count": len(behind), "horizon": EARLIEST, **reach}))
    if panel.frequency.weekday not in {None, SATURDAY}:
        remarks.append(Remark("hub-weeks-not-saturday", {"frequency": panel.frequency.name}))
    return remarks
