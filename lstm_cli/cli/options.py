"""Options that several commands share: spelled, explained and checked once."""

from enum import StrEnum
from typing import Annotated

import typer

__all__ = [
    "Baseline",
    "BaselineName",
    "Cell",
    "CellName",
    "Data",
    "DateFormat",
    "Debug",
    "Delimiter",
    "Encoding",
    "Freq",
    "GatesName",
    "Horizon",
    "Id",
    "Model",
    "NoColor",
    "Output",
    "Quiet",
    "ReportFormat",
    "ScoreFormat",
    "Seed",
    "TextCsvOrJson",
    "TextOrJson",
    "Time",
    "Value",
    "Verbose",
    "Wide",
]


class TextOrJson(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"


class TextCsvOrJson(StrEnum):
    """How scores are written."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


class BaselineName(StrEnum):
    """What scores are told relative to."""

    SEASONAL_NAIVE = "seasonal-naive"
    NAIVE = "naive"
    FLUSIGHT = "flusight"


class CellName(StrEnum):
    """Which cell a network has: the names of `lstm_cli.lstm.Cell`, known without loading it."""

    LSTM = "lstm"
    CEC = "cec"
    PEEPHOLE = "peephole"
    COUPLED = "coupled"


class GatesName(StrEnum):
    """How gates are read: the names of `lstm_cli.forecasting.Gates`, known without loading it."""

    EXPECTED = "expected"
    STOCHASTIC = "stochastic"


Data = Annotated[
    str, typer.Argument(metavar="DATA", help="A CSV file of counts, or - for standard input.", show_default=False)
]
Model = Annotated[str, typer.Option("--model", "-m", metavar="FILE", help="The model file.")]
Horizon = Annotated[
    int | None,
    typer.Option("--horizon", metavar="K", min=1, help="Steps ahead; left out: by frequency (13 weeks, 14 days, …)."),
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed", metavar="N", min=0, envvar="LSTM_FORECAST_SEED", help="Same seed, same result, byte for byte."
    ),
]
Cell = Annotated[
    CellName,
    typer.Option(
        "--cell", help="cec: without forget gate; peephole: gates see the cell; coupled: input gate = 1 - forget gate."
    ),
]
Baseline = Annotated[BaselineName, typer.Option("--baseline", help="What the scores are relative to.")]
Output = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write there, in one step.")]
ReportFormat = Annotated[TextOrJson, typer.Option("--format", help="Words for people, or JSON for programs.")]
ScoreFormat = Annotated[
    TextCsvOrJson | None, typer.Option("--format", help="Left out: text for a terminal, CSV for a pipe.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.", show_default=False)]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Report progress line by line.", show_default=False)]
NoColor = Annotated[
    bool, typer.Option("--no-color", help="No colours (as with NO_COLOR in the environment).", show_default=False)
]
Debug = Annotated[bool, typer.Option("--debug", help="Show a traceback with an error.", show_default=False)]

# How to read DATA; all are found out when left out.
Id = Annotated[str | None, typer.Option("--id", metavar="COLUMN", help="The column that names the series.")]
Time = Annotated[str | None, typer.Option("--time", metavar="COLUMN", help="The column of dates.")]
Value = Annotated[str | None, typer.Option("--value", metavar="COLUMN", help="The column of counts.")]
Wide = Annotated[
    bool | None,
    typer.Option("--wide/--long", help="One column a series (wide), or one row a series and date (long)."),
]
DateFormat = Annotated[
    str | None,
    typer.Option("--date-format", metavar="FORMAT", help="How dates are written, as %d/%m/%Y; left out: ISO 8601."),
]
Freq = Annotated[
    str | None,
    typer.Option("--freq", metavar="STEP", help="The step between dates, as W-SAT, D or MS; left out: inferred."),
]
Delimiter = Annotated[
    str | None, typer.Option("--delimiter", metavar="CHAR", help="What separates columns; left out: found out.")
]
Encoding = Annotated[str, typer.Option("--encoding", metavar="NAME", help="The text encoding of DATA.")]
