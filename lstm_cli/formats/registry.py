"""The formats of forecasts.

A new format is a module in this package with a function ``write_forecast(forecast, panel, request) -> Written``, and a
line in `FORECAST_FORMATS`: the command line then accepts its name as a format, and its file extension. Nothing here
loads NumPy, so that help can list the formats.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Final

from lstm_cli.formats.style import PLAIN_STYLE, Style
from lstm_cli.remarks import Remark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lstm_cli.ensemble.results import Forecast
    from lstm_cli.formats.ways_out import Advice
    from lstm_cli.panel.series import Panel

__all__ = [
    "FORECAST_FORMATS",
    "IN_FOLDERS",
    "ONE_VALUE",
    "Format",
    "Request",
    "Written",
    "endings",
    "stream_forecast",
    "write_forecast",
]

ONE_VALUE: Final = "a sum or peak over all steps is one value: neither hub rows nor a picture can show it"


@dataclass(frozen=True, slots=True)
class Format:
    """A module of `lstm_cli.formats` that writes forecasts, and the file extension that selects it."""

    module: str
    ending: str | None = None  # None: selected only by name, like hub rows, which are CSV
    streams: bool = False  # can be written a few series at a time, by ``forecast_parts(parts, panel, request)``
    gates: bool = False  # includes what the gates did


@dataclass(frozen=True, slots=True)
class Request:
    """What a format may need besides the forecast: its own name, the model, the target of hub rows, the page."""

    format: str
    model: str = ""  # path of the model file, as the user wrote it
    digest: str = ""
    seed: int = 0
    target: str | None = None
    size: int = 80  # width of a page
    style: Style = PLAIN_STYLE
    advice: "Advice | None" = None  # what helps with doubtful data
    mean: bool = False  # whether to write means beside quantiles


@dataclass(frozen=True, slots=True)
class Written:
    """A forecast as text or bytes; ``page``: it is for people, in the encoding of the terminal.

    ``remarks``: those that the content does not include; they should be shown beside it.
    """

    content: str | bytes
    remarks: tuple[Remark, ...] = ()
    page: bool = False


FORECAST_FORMATS: Final = {
    "table": Format("forecast_table", ".txt", gates=True),
    "csv": Format("forecast_csv", ".csv", streams=True),
    "json": Format("forecast_json", ".json", gates=True),
    "jsonl": Format("forecast_json", ".jsonl", streams=True, gates=True),
    "parquet": Format("forecast_parquet", ".parquet", streams=True),
    "hub": Format("hubverse"),
    "png": Format("forecast_plot", ".png"),
    "svg": Format("forecast_plot", ".svg"),
    "pdf": Format("forecast_plot", ".pdf"),
}

IN_FOLDERS: Final = "parquet"  # the format that can be written into a folder, a file per part


def endings() -> dict[str, str]:
    """Return the format that each file extension selects."""
    return {kind.ending: name for name, kind in FORECAST_FORMATS.items() if kind.ending is not None}


def write_forecast(forecast: "Forecast", panel: "Panel", request: Request) -> Written:
    """Write a forecast in the requested format, whose module is loaded now."""
    module = import_module(f"lstm_cli.formats.{FORECAST_FORMATS[request.format].module}")
    written: Written = module.write_forecast(forecast, panel, request)
    return written


def stream_forecast(parts: "Iterable[Forecast]", panel: "Panel", request: Request) -> "Iterator[str | bytes]":
    """Yield forecasts in the requested format, each as soon as it is made."""
    module = import_module(f"lstm_cli.formats.{FORECAST_FORMATS[request.format].module}")
    written: Iterator[str | bytes] = module.forecast_parts(parts, panel, request)
    return written
