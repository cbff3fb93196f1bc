"""Forecasts from earlier cutoffs, in this process, in several, or on a cluster."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from lstm_cli.evaluation.backtest import CutoffForecasts, Plan, forecast_group, forecast_set, groups_of, plan_backtest
from lstm_cli.formats.backtest_csv import backtest_frame
from lstm_cli.options import BacktestOptions
from lstm_cli.panel.series import Panel
from lstm_cli.panel.vintages import Vintages
from lstm_cli.parallel.executors import cores, finished, make_executor

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["cross_validate", "forecast_cutoffs"]


def cross_validate(
    panel: Panel,
    options: BacktestOptions,
    *,
    vintages: Vintages | None = None,
    jobs: int = 1,
    scheduler: str | None = None,
) -> "pd.DataFrame":
    """Return every forecast of a backtest as a frame."""
    plan = plan_backtest(panel, options, vintages)
    finished: dict[int, CutoffForecasts] = {}
    for results in forecast_cutoffs(panel, plan, finished, jobs=jobs, scheduler=scheduler):
        finished.update({result.cutoff: result for result in results})
    return backtest_frame(forecast_set(panel, plan, finished), panel, plan)


def forecast_cutoffs(
    panel: Panel,
    plan: Plan,
    finished_before: Mapping[int, CutoffForecasts],
    *,
    jobs: int | None,
    scheduler: str | None = None,
) -> Iterator[Sequence[CutoffForecasts]]:
    """Yield the forecasts of each unfinished group of cutoffs as soon as they are made.

    jobs: worker processes, None for the number of cores; scheduler: the address of a cluster to use instead.
    """
    todo = [group for group in groups_of(panel, plan) if not finished_before.keys() >= set(group.cutoffs)]
    if scheduler is None:
        jobs = max(min(jobs or cores(), len(todo)), 1)
    with make_executor(jobs, scheduler) as executor:
        yield from finished(executor, forecast_group, todo, jobs=jobs)
