"""The options of `backtest`: the cutoffs, what is forecast there, and how the work is done and kept."""

from typing import Annotated, Any, Final

from lstm_cli.cli.command import Bundle
from lstm_cli.cli.options.declare import TASK, option, switch, value
from lstm_cli.cli.options.shared import Horizon, Seed
from lstm_cli.errors import UsageError
from lstm_cli.options import BacktestOptions, Baseline

__all__ = ["PLANNING", "Forecasts", "Resume"]

USUAL: Final = BacktestOptions()

Forecasts = Annotated[
    str | None,
    option("--forecasts", group=TASK, metavar="FILE", help="Also write every forecast to FILE: .csv or .parquet."),
]
Resume = Annotated[bool, option("--resume", group=TASK, help="Resume an interrupted run.", show_default=False)]


def _planning(*, refit_every: int | None, every_refit: int | None, **others: Any) -> BacktestOptions:  # noqa: ANN401 - as typer has read them
    """Make one record of the options, of which one has an old name."""
    if refit_every is not None and every_refit is not None:
        raise UsageError("--every-refit is the old name of --refit-every: leave it out")
    return BacktestOptions(every_refit=refit_every or every_refit or USUAL.every_refit, **others)


PLANNING: Final = Bundle(
    {
        "horizon": (Horizon, None),
        "cutoffs": value("--cutoffs", TASK, "N", "Number of cutoffs.", int, default=USUAL.cutoffs, min=1),
        "step": value("--step", TASK, "S", "Steps between cutoffs.  [default: the horizon]", int, min=1),
        "refit_every": value(
            "--refit-every", TASK, "N", f"Train at every Nth cutoff.  [default: {USUAL.every_refit}]", int, min=1
        ),
        "every_refit": value("--every-refit", TASK, None, "Old name of --refit-every.", int, min=1, hidden=True),
        "seed": (Seed, USUAL.seed),
        "as_reported": switch("--as-reported", TASK, "Do not correct the newest values of --vintages."),
        "baseline": value(
            "--baseline", TASK, "NAME", "seasonal-naive, naive or flusight.", Baseline, default=Baseline.SEASONAL_NAIVE
        ),
    },
    _planning,
)
