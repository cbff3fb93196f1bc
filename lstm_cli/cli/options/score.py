"""What `score` takes: files of forecasts, and what their tables do not say themselves."""

from typing import Annotated, Final

import typer

from lstm_cli.cli.command import Bundle
from lstm_cli.cli.options.declare import option, value
from lstm_cli.options import By, ScoreOptions

__all__ = ["SCORING", "Files", "ModelNames", "Parts"]

SCORED: Final = "What to score"

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FORECASTS... [TRUTH]",
        show_default=False,
        help="Files or folders of quantile forecasts, a model each, and a file of observed counts and their past; "
        "one may be -. Without TRUTH the forecasts hold the counts.",
    ),
]
ModelNames = Annotated[
    list[str] | None,
    option("--model-name", group=SCORED, metavar="NAME", help="Of each of FORECASTS.  [default: the file's]"),
]
Parts = Annotated[By | None, option("--by", group=SCORED, metavar="PART", help="series, step, cutoff or week.")]

SCORING: Final = Bundle(
    {
        "baseline": value(
            "--baseline", SCORED, "NAME", "Or naive, flusight, or a model's name.", default=ScoreOptions().baseline
        ),
        "target": value("--target", SCORED, "NAME", "Target, where there are several."),
        "interval": value("--interval", SCORED, "PERCENT", "Interval of columns such as yhat_lower.", float),
        "first_horizon": value("--first-horizon", SCORED, "H", "First new horizon.  [default: by the dates]", int),
        "cutoff": value("--cutoff", SCORED, "DATE", "Last date known, where no column says it."),
    },
    ScoreOptions,
)
