"""Forecasts for programs: CSV text and a pandas frame, with a row per series and step."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.ensemble.results import Forecast, SeriesForecast
from lstm_cli.formats.levels import column_name
from lstm_cli.formats.registry import Request, Written
from lstm_cli.formats.text import csv_header, csv_line
from lstm_cli.formats.values import mean_text, value_text
from lstm_cli.panel.frame_times import frame_times
from lstm_cli.panel.series import Panel

if TYPE_CHECKING:
    import pandas as pd

    from lstm_cli.outcomes.from_paths import Exceedance, Peak

__all__ = [
    "forecast_csv",
    "forecast_frame",
    "forecast_parts",
    "frame_of",
    "level_columns",
    "row_columns",
    "whole_counts",
    "write_forecast",
]


def forecast_csv(forecast: Forecast, panel: Panel, *, mean: bool = False) -> str:
    """Write the id and time columns with their names in the input, a column per level: ``q0.025``, …, and the mean.

    Rows are ordered by series, then time; a single series without an id column gets none.
    """
    return "".join(_csv_parts([forecast], panel, mean=mean))


def forecast_parts(parts: Iterable[Forecast], panel: Panel, request: Request) -> Iterator[str]:
    """Write forecasts, a few series at a time, in the format ``csv`` (see `lstm_cli.formats.registry`)."""
    return _csv_parts(parts, panel, mean=request.mean)


def _csv_parts(parts: Iterable[Forecast], panel: Panel, *, mean: bool) -> Iterator[str]:
    """Yield the header and the rows of the first forecast, then the rows of the others."""
    columns, headed = panel.columns, False
    for forecast in parts:
        levels = list(map(column_name, forecast.levels))
        head = [] if headed else [csv_header([*columns.ids, columns.time, *levels, *(["mean"] if mean else [])])]
        headed = True
        yield "\n".join([*head, *_csv_rows(forecast, panel, mean=mean)]) + "\n"


def _csv_rows(forecast: Forecast, panel: Panel, *, mean: bool) -> Iterator[str]:
    """Yield a line per series and step; only names and times can need quotes."""
    decimals = panel.scale.decimals
    known: dict[Any, str] = {}
    for series in forecast.series:
        name = "" if panel.columns.id is None else csv_line([series.name]) + ","
        for time, quantiles, expected in zip(
            series.times.tolist(), series.quantiles.tolist(), series.mean.tolist(), strict=True
        ):
            date = known.get(time)
            if date is None:
                known[time] = date = csv_line([panel.time_style.write(np.datetime64(time, "s"))])
            means = [mean_text(expected, decimals)] if mean else []
            yield f"{name}{','.join([date, *map(value_text, quantiles), *means])}"


def write_forecast(forecast: Forecast, panel: Panel, request: Request) -> Written:
    """Write the format ``csv`` (see `lstm_cli.formats.registry`)."""
    return Written(forecast_csv(forecast, panel, mean=request.mean), forecast.notes)


def forecast_frame(forecast: Forecast, panel: Panel, *, mean: bool = False) -> "pd.DataFrame":
    """Return the same as a frame: times as datetime64, quantiles as int64 if all are whole counts that fit."""
    every = forecast.series
    quantiles = whole_counts(np.concatenate([series.quantiles for series in every]))
    means = [("mean", np.concatenate([series.mean for series in every]))] if mean else []
    return frame_of([*row_columns(every, panel), *level_columns(forecast.levels, quantiles), *means])


def row_columns(series: "Sequence[SeriesForecast | Exceedance | Peak]", panel: Panel) -> list[tuple[str, Any]]:
    """Return the columns of names, if the data have one, and of times, with a row per series and step."""
    names = np.array([each.name for each in series], dtype=object)
    repeated = np.repeat(names, [len(each.times) for each in series])
    times = frame_times(np.concatenate([each.times for each in series]))
    return [*((column, repeated) for column in panel.columns.ids), (panel.columns.time, times)]


def level_columns(levels: Sequence[float], quantiles: "Ints | Floats") -> list[tuple[str, Any]]:
    """Return the name and the values of the column of each level."""
    return [(column_name(level), quantiles[:, at]) for at, level in enumerate(levels)]


def frame_of(columns: Sequence[tuple[str, Any]]) -> "pd.DataFrame":
    """Return a frame of columns in order, even if the data have a column with the name of another, such as ``q0.5``."""
    import pandas as pd

    frame = pd.DataFrame({at: values for at, (_, values) in enumerate(columns)})
    frame.columns = pd.Index([name for name, _ in columns])
    return frame


def whole_counts(values: Floats) -> "Ints | Floats":
    """Return values as int64 if all are whole and fit, else unchanged."""
    whole = bool((values == np.rint(values)).all() and (values < 2.0**63).all())
    return values.astype(np.int64) if whole else values
