"""Arguments and options that several commands take."""

from typing import Annotated, Final

import typer

from lstm_cli.cli.options.declare import READ, TASK, option
from lstm_cli.options import Cell as CellName
from lstm_cli.options import Gates as GatesName

__all__ = [
    "MODEL_FILE",
    "Cell",
    "Data",
    "DataOrNewest",
    "DataOrNone",
    "Gates",
    "Horizon",
    "Model",
    "NewModel",
    "Scheduler",
    "Seed",
    "SkipBadSeries",
    "Vintages",
]

MODEL_FILE: Final = "forecast.lstm"

Data = Annotated[
    str,
    typer.Argument(metavar="DATA", help="Table of counts, or - for standard input.", show_default=False),
]
DataOrNewest = Annotated[
    str | None,
    typer.Argument(metavar="[DATA]", help="Table of counts, or -.  [default: from --vintages]", show_default=False),
]
Vintages = Annotated[
    str | None,
    option(
        "--vintages",
        group=READ,
        metavar="FILE",
        help="Counts with their publication dates, column as_of.",
        show_default=False,
    ),
]
DataOrNone = Annotated[
    str | None,
    typer.Argument(metavar="[DATA]", help="Table of newer counts, or -.  [default: training data]", show_default=False),
]
Model = Annotated[str, option("--model", "-m", group=TASK, metavar="FILE", help="Model file.")]
NewModel = Annotated[str, option("--model", "-m", "-o", group=TASK, metavar="FILE", help="Model file to write.")]
Horizon = Annotated[
    int | None,
    option("--horizon", group=TASK, metavar="K", min=1, help="Steps ahead.  [default: by frequency, e.g. 13 weeks]"),
]
Seed = Annotated[
    int,
    option("--seed", group=TASK, metavar="N", min=0, envvar="LSTM_FORECAST_SEED", help="Random seed."),
]
Cell = Annotated[CellName, option("--cell", group=TASK, metavar="CELL", help="lstm, cec, peephole or coupled.")]
Gates = Annotated[GatesName, option("--gates", group=TASK, metavar="HOW", help="expected or stochastic (sampled).")]
Scheduler = Annotated[
    str | None, option("--scheduler", group=TASK, metavar="ADDRESS", help="Run on a Dask cluster: tcp://HOST:PORT.")
]
Jobs = Annotated[
    int | None,
    option("--jobs", "-j", group=TASK, metavar="J", min=1, help="Worker processes.  [default: one per core]"),
]
SkipBadSeries = Annotated[
    bool,
    option("--skip-bad-series", group=READ, help="Leave out series that cannot be used.", show_default=False),
]
