"""Forecasts for programs: JSON with an object per series, including the statistics of the gates."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from lstm_cli.ensemble.results import Forecast, SeriesForecast
from lstm_cli.formats.gates import MemoryScale, gates_data
from lstm_cli.formats.json_envelope import success
from lstm_cli.formats.levels import column_name
from lstm_cli.formats.registry import Request, Written
from lstm_cli.formats.sentences import remarks_data
from lstm_cli.formats.values import json_number, mean_text
from lstm_cli.formats.ways_out import Advice
from lstm_cli.panel.series import Panel

__all__ = ["forecast_data", "forecast_parts", "write_forecast"]


def write_forecast(forecast: Forecast, panel: Panel, request: Request) -> Written:
    """Write the format ``json``, which includes notes, or ``jsonl``, a line per series (see `lstm_cli.formats.registry`)."""
    if request.format == "jsonl":
        return Written("".join(forecast_parts([forecast], panel, request)), forecast.notes)
    head = {"model": request.model, "digest": request.digest, "seed": request.seed}
    return Written(success("predict", head | forecast_data(forecast, panel, request.advice, mean=request.mean)))


def forecast_parts(parts: Iterable[Forecast], panel: Panel, request: Request) -> Iterator[str]:
    """Write forecasts, a few series at a time, in the format ``jsonl``: a line per series."""
    for forecast in parts:
        lines = (_series_data(series, forecast, panel, mean=request.mean) for series in forecast.series)
        yield "".join(f"{json.dumps(line)}\n" for line in lines)


def forecast_data(
    forecast: Forecast, panel: Panel, advice: Advice | None = None, *, mean: bool = False
) -> dict[str, Any]:
    """Return the forecasts and the gates as JSON data."""
    columns = panel.columns
    return {
        "columns": {"id": columns.id, "time": columns.time, "value": columns.value},
        "frequency": panel.frequency.name,
        "levels": list(forecast.levels),
        "measure": str(forecast.measure),
        "series": [_series_data(series, forecast, panel, mean=mean) for series in forecast.series],
        "gates": gates_data(forecast.gates, _scale(forecast, panel)),
        **remarks_data(forecast.notes, advice),
    }


def _series_data(series: SeriesForecast, forecast: Forecast, panel: Panel, *, mean: bool) -> dict[str, Any]:
    """Return one series as JSON data; quantiles are named by level."""
    names = list(map(column_name, forecast.levels))
    times = map(panel.time_style.write, series.times)
    rows = zip(times, series.median.tolist(), series.mean.tolist(), series.quantiles.tolist(), strict=True)
    return {
        "name": series.name,
        "steps": [
            {
                "step": step,
                "time": time,
                "median": json_number(median),
                **({"mean": json_number(float(mean_text(expected, panel.scale.decimals)))} if mean else {}),
                "quantiles": {name: json_number(value) for name, value in zip(names, quantiles, strict=True)},
            }
            for step, (time, median, expected, quantiles) in enumerate(rows, start=1)
        ],
        "gates": gates_data(series.gates, _scale(forecast, panel)),
    }


def _scale(forecast: Forecast, panel: Panel) -> MemoryScale:
    """Return the scale for the half-lives of a forecast's gates."""
    return MemoryScale(panel.frequency, forecast.context_length, forecast.horizon)
