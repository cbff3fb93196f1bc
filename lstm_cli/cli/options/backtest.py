"""The options of `backtest`: the cutoffs, what is forecast there, and how the work is done and kept."""

from typing import Annotated, Any, Final

from lstm_cli.cli.command import Bundle
from lstm_cli.cli.options.declare import TASK, option, switch, value
from lstm_cli.cli.options.shared import Horizon, Seed
from lstm_cli.options import BacktestOptions, Baseline

__all__ = ["PLANNING", "Forecasts", "Resume"]

USUAL: Final = BacktestOptions()

Forecasts = Annotated[
    str | None,
    option("--forecasts", group=TASK, metavar="FILE", help="Also write every forecast to FILE: .csv or .parquet."),
]
Resume = Annotated[bool, option("--resume", group=TASK, help="Resume an interrupted run.", show_default=False)]


def _planning(*, refit_every: int, every_refit: int | None, **others: Any) -> BacktestOptions:  # noqa: ANN401 - as typer has read them
    """Make one record of the options; an old name, which has no default, goes before the new one."""
    return BacktestOptions(every_refit=every_refit or refit_every, **others)


PLANNING: Final = Bundle(
    {
        "horizon": (Horizon, None),
        "cutoffs": value("--cutoffs", TASK, "N", "Number of cutoffs.", int, default=USUAL.cutoffs, min=1),
        "step": value("--step", TASK, "S", "Steps between cutoffs.  [default: the horizon]", int, min=1),
        "refit_every": value(
            "--refit-every", TASK, "N", "Train at every Nth cutoff.", int, default=USUAL.every_refit, min=1
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
