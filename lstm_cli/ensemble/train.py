"""Train an ensemble on a panel: lay out the panel as a history, fit, and make a model of both."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli.ensemble.chance import Stream, stream
from lstm_cli.ensemble.dependence import dependence_of
from lstm_cli.ensemble.fit import Fitted, fit, has_prior, ready
from lstm_cli.ensemble.limits import check_horizon, newest_used
from lstm_cli.ensemble.model import Model
from lstm_cli.features.histories import Histories, histories_of
from lstm_cli.options import TrainOptions
from lstm_cli.panel.floor import measured_scale
from lstm_cli.panel.length import check_length
from lstm_cli.panel.packed import lengths_of
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import time_line
from lstm_cli.parallel.executors import beside, make_executor
from lstm_cli.parallel.processes import Processes, may_start_others
from lstm_cli.progress import Report, ignore

__all__ = ["Trained", "horizon_of", "processes_for", "second_process", "train"]

MAX_JOBS: Final = 2  # one for each of the two ensembles of a model
MIN_STEPS: Final = 60  # of the longest series, from which training from scratch takes longer than starting a process


@dataclass(frozen=True, slots=True)
class Trained:
    """A model straight from training, with everything that its held-out scores are computed from."""

    model: Model
    history: Histories
    fitted: Fitted


def horizon_of(panel: Panel, asked: int | None) -> int:
    """Return the horizon that was asked for, else the frequency's usual one, at most a third of the longest series."""
    longest = int(lengths_of(panel).max())
    return max(min(panel.frequency.default_horizon, longest // 3), 1) if asked is None else asked


def train(
    panel: Panel, options: TrainOptions, *, progress: Report = ignore, executor: Executor | None = None
) -> Trained:
    """Train an ensemble on a panel; the model has no summary yet. executor: may take over a part of the work.

    Raises
    ------
    DataError
        No series has 8 known counts.
    UsageError
        The horizon is longer than can be computed or written.
    """
    panel = newest_used(panel)
    check_length(panel)
    horizon = horizon_of(panel, options.horizon)
    check_horizon(panel, horizon, usual=horizon_of(panel, None))
    panel = replace(panel, scale=measured_scale(panel))
    history = histories_of(panel, horizon)
    fitted = fit(
        history,
        seed=options.seed,
        report=progress,
        cell=options.cell,
        gates=options.gates,
        executor=executor,
    )
    model = _model(panel, fitted, options)
    if fitted.second is not None:
        second = replace(_model(panel, fitted.second, options), inflation=fitted.inflation)
        model = replace(model, second=second)
    rng = np.random.default_rng(stream(options.seed, Stream.ERRORS))
    dependence = dependence_of(history, fitted.members.held_out, fitted.held_out_quantiles(), rng)
    model = replace(model, dependence=dependence)
    return Trained(model, history, fitted)


def processes_for(panel: Panel, options: TrainOptions, jobs: int) -> int:
    """Return how many of ``jobs`` processes a training uses: two if the second has enough to do."""
    worthwhile = lengths_of(panel).max(initial=0) >= MIN_STEPS and has_prior(options.cell, options.gates)
    return min(jobs, MAX_JOBS if worthwhile and may_start_others() else 1)


@contextmanager
def second_process(
    panel: Panel, options: TrainOptions, *, jobs: int, scheduler: str | None = None
) -> Iterator[Executor | None]:
    """Start a process, or connect to the cluster, that trains the second ensemble; yield None if neither is used."""
    if scheduler is not None:
        with make_executor(jobs, scheduler) as executor:
            yield executor
        return
    if processes_for(panel, options, jobs) == 1:
        yield None
        return
    with Processes(1) as executor:  # in addition to this one
        beside(executor, ready)  # imports what it needs while the anchors are fitted here
        yield executor


def _model(panel: Panel, fitted: Fitted, options: TrainOptions) -> Model:
    """Return the model of one ensemble."""
    return Model(
        panel=panel,
        seed=options.seed,
        network=fitted.members.network,
        anchors=fitted.anchors,
        units=fitted.members.units.on(time_line(panel)),
        length=fitted.members.length,
        lags=fitted.lags,
        calibration=fitted.calibration,
        best_at=fitted.members.best_at,
        trained_gates=options.gates,
        summary=None,
    )
