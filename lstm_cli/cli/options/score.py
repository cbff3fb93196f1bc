"""The options of `score`: files of forecasts, and facts that their tables do not hold."""

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
        help="Files or folders of quantile forecasts, one per model, then observed counts, past ones included; one may "
        "be -. Without TRUTH, the forecasts must hold the counts.",
    ),
]
ModelNames = Annotated[
    list[str] | None,
    option("--model-name", group=SCORED, metavar="NAME", help="Name of each model, in order.  [default: the file's]"),
]
Parts = Annotated[
    By | None, option("--by", group=SCORED, metavar="PART", help="Scores by series, step, cutoff or week.")
]

SCORING: Final = Bundle(
    {
        "baseline": value(
            "--baseline",
            SCORED,
            "NAME",
            "seasonal-naive, naive, flusight or a model's name.",
            default=ScoreOptions().baseline,
        ),
        "target": value("--target", SCORED, "NAME", "Target to score, if there are several."),
        "interval": value("--interval", SCORED, "PERCENT", "Interval that columns such as yhat_lower bound.", float),
        "first_horizon": value(
            "--first-horizon", SCORED, "H", "First horizon after known data.  [default: by dates]", int
        ),
        "cutoff": value("--cutoff", SCORED, "DATE", "Last known date, if no column gives it."),
    },
    ScoreOptions,
)
