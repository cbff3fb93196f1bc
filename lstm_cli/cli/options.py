"""Options that several commands share: spelled, explained, grouped and checked once."""

from enum import StrEnum
from typing import Annotated, Final

import typer

from lstm_cli.cli.command import Bundle
from lstm_cli.cli.output import Output
from lstm_cli.formats.registry import FORECAST_FORMATS
from lstm_cli.options import Baseline as BaselineName
from lstm_cli.options import Cell as CellName
from lstm_cli.options import Ended as EndedName
from lstm_cli.options import ReadOptions

__all__ = [
    "CSV_ONLY",
    "FORECAST",
    "MODEL_FILE",
    "OUT",
    "READING",
    "READING_TRUTH",
    "REPORT",
    "SCORED",
    "SCORES",
    "TABLES",
    "TASK",
    "TRAINING",
    "Baseline",
    "Cell",
    "Data",
    "DataOrNone",
    "Ended",
    "Horizon",
    "Model",
    "Seed",
    "SkipBadSeries",
    "option",
]

MODEL_FILE: Final = "forecast.lstm"
TASK, READ, OUT, SCORED = "What to forecast", "Reading DATA", "Output", "What to score"


class TextOrJson(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"


class TextCsvOrJson(StrEnum):
    """How scores and diagnoses are written."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


# One member for each format of the registry.
ForecastFormat = StrEnum("ForecastFormat", {name.upper(): name for name in FORECAST_FORMATS})  # type: ignore[misc]


def option(*names: str, group: str, help: str, metavar: str | None = None, **settings: object) -> object:
    """Return an option of a group."""
    return typer.Option(*names, help=help, metavar=metavar, rich_help_panel=group, **settings)  # type: ignore[arg-type]


Data = Annotated[
    str,
    typer.Argument(metavar="DATA", help="Table of counts, or - for standard input.", show_default=False),
]
DataOrNone = Annotated[
    str | None,
    typer.Argument(metavar="[DATA]", help="Newer table, or -.  [default: training data]", show_default=False),
]
Model = Annotated[str, option("--model", "-m", group=TASK, metavar="FILE", help="Model file.")]
Horizon = Annotated[
    int | None,
    option("--horizon", group=TASK, metavar="K", min=1, help="Steps ahead.  [default: by frequency, as 13 weeks]"),
]
Seed = Annotated[
    int,
    option("--seed", group=TASK, metavar="N", min=0, envvar="LSTM_FORECAST_SEED", help="Random seed."),
]
Ended = Annotated[
    EndedName,
    option("--ended", group=TASK, metavar="HOW", help="omit or keep series that ended long ago."),
]
SkipBadSeries = Annotated[
    bool,
    option("--skip-bad-series", group=READ, help="Leave out series that cannot be used.", show_default=False),
]
Cell = Annotated[CellName, option("--cell", group=TASK, metavar="CELL", help="lstm, cec, peephole or coupled.")]
Baseline = Annotated[
    BaselineName,
    option("--baseline", group=TASK, metavar="NAME", help="Or naive, flusight."),
]


def _reading(  # noqa: PLR0917 - called by name
    id: str | None,
    time: str | None,
    value: str | None,
    wide: bool | None,
    date_format: str | None,
    freq: str | None,
    delimiter: str | None,
    encoding: str,
) -> ReadOptions:
    """Make one record of the options about columns and dates."""
    return ReadOptions(id, time, value, wide, date_format, freq, delimiter, encoding)


def _reading_bundle(group: str) -> Bundle:
    """Return the options for reading a table of counts; all are detected when left out."""
    texts = {
        "id": ("--id", "COLUMN", "Column of series names.  [default: detected]"),
        "time": ("--time", "COLUMN", "Column of dates.  [default: detected]"),
        "value": ("--value", "COLUMN", "Column of counts.  [default: detected]"),
        "date_format": ("--date-format", "FORMAT", "As %d/%m/%Y.  [default: ISO 8601]"),
        "freq": ("--freq", "STEP", "As B, W-SAT, MS or 15min.  [default: inferred]"),
        "delimiter": ("--delimiter", "CHAR", "Column separator.  [default: detected]"),
    }
    plain = {
        name: (Annotated[str | None, option(flag, group=group, metavar=metavar, help=text)], None)
        for name, (flag, metavar, text) in texts.items()
    }
    wide = Annotated[
        bool | None,
        option("--wide/--long", group=group, help="A column a series, or a row.  [default: detected]"),
    ]
    encoding = Annotated[str, option("--encoding", group=group, metavar="NAME", help="Text encoding.")]
    order = ("id", "time", "value", "wide", "date_format", "freq", "delimiter")
    return Bundle({name: plain.get(name, (wide, None)) for name in order} | {"encoding": (encoding, "utf-8")}, _reading)


READING: Final = _reading_bundle(READ)
READING_TRUTH: Final = _reading_bundle("Reading TRUTH")

QUIET = Annotated[bool, option("--quiet", "-q", group=OUT, help="Errors only.", show_default=False)]
VERBOSE = Annotated[bool, option("--verbose", "-v", group=OUT, help="Progress as lines.", show_default=False)]
NO_COLOR = Annotated[bool, option("--no-color", group=OUT, help="As NO_COLOR does.", show_default=False)]
DEBUG = Annotated[bool, option("--debug", group=OUT, help="Traceback with an error.", show_default=False)]
FILE = Annotated[
    str | None,
    option("--output", "-o", group=OUT, metavar="FILE", help="Write FILE atomically; its ending decides the format."),
]


def _output(  # noqa: PLR0917 - called by name
    format: StrEnum | None = None,
    output: str | None = None,
    quiet: bool = False,
    verbose: bool = False,
    no_color: bool = False,
    debug: bool = False,
) -> Output:
    """Make one record of the options about output."""
    return Output(
        "", None if format is None else str(format), None if output == "-" else output, quiet, verbose, no_color, debug
    )


def _csv_bundle() -> Bundle:
    """Return the options of the output of a command that writes CSV alone."""
    file = Annotated[str | None, option("--output", "-o", group=OUT, metavar="FILE", help="Write FILE atomically.")]
    return Bundle({"output": (file, None), "quiet": (QUIET, False), "debug": (DEBUG, False)}, _output)


def _output_bundle(kind: object, help: str, *, file: bool, verbose: bool) -> Bundle:
    """Return the options of a command's output."""
    chosen = Annotated[kind, option("--format", group=OUT, metavar="FORMAT", help=help)]  # type: ignore[valid-type] # as given
    options: dict[str, tuple[object, object]] = {"format": (chosen, None)}
    if file:
        options["output"] = (FILE, None)
    options["quiet"] = (QUIET, False)
    if verbose:
        options["verbose"] = (VERBOSE, False)
    options["no_color"] = (NO_COLOR, False)
    options["debug"] = (DEBUG, False)
    return Bundle(options, _output)


CSV_ONLY: Final = _csv_bundle()
REPORT_HELP: Final = "text or json.  [default: text]"
REPORT: Final = _output_bundle(TextOrJson | None, REPORT_HELP, file=False, verbose=False)
TRAINING: Final = _output_bundle(TextOrJson | None, REPORT_HELP, file=False, verbose=True)
TABLES_HELP: Final = "text, csv or json.  [default: text, in a pipe csv]"
TABLES: Final = _output_bundle(TextCsvOrJson | None, TABLES_HELP, file=True, verbose=False)
SCORES: Final = _output_bundle(TextCsvOrJson | None, TABLES_HELP, file=True, verbose=True)
FORMATS: Final = ", ".join(FORECAST_FORMATS)
FORECAST: Final = _output_bundle(
    ForecastFormat | None, f"{FORMATS}.\n[default: table, in a pipe csv]", file=True, verbose=False
)
