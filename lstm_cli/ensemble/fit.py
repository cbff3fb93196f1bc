"""Fit an ensemble to a panel: anchors, members, calibration; every choice is made on held-out folds."""

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli._threads import one_thread
from lstm_cli.anchors.anchor_set import AnchorSet, fit_anchors
from lstm_cli.anchors.training_data import TrainingData
from lstm_cli.ensemble.anchor_units import AnchorUnits
from lstm_cli.ensemble.at_places import target_quantiles
from lstm_cli.ensemble.calibration import (
    Calibration,
    as_they_are,
    calibrate,
    crossed_quantiles,
    final_quantiles,
    record_ceiling,
)
from lstm_cli.ensemble.chance import Stream, stream
from lstm_cli.ensemble.combination import crossed_combination, inflation_of
from lstm_cli.ensemble.from_prior import members_from_prior
from lstm_cli.ensemble.from_scratch import members_from_scratch, scratch_data
from lstm_cli.ensemble.members import Members
from lstm_cli.features.histories import Histories
from lstm_cli.options import Cell, Gates
from lstm_cli.parallel.executors import beside
from lstm_cli.progress import Report, ignore

__all__ = ["Fitted", "fit", "has_prior", "ready"]

MIN_PLACES: Final = 100  # places with all regressors that a second ensemble, trained from scratch, needs


@dataclass(frozen=True, slots=True)
class Fitted:
    """The result of training: the anchors, the members, and how their forecasts become one.

    lags: seasonal lags among the regressors; second: other members on the same anchors, whose forecasts are combined with
    those of the first; of_second (L, Q): the second's forecasts of the first's held-out targets, by settings that have not
    seen them.
    """

    anchors: AnchorSet
    members: Members
    lags: tuple[int, ...]
    calibration: Calibration
    second: "Fitted | None" = None
    of_second: Floats | None = None

    @property
    def inflation(self) -> float:
        """The factor of the second's variance that follows from the held-out errors of both."""
        if self.of_second is None:
            return 1.0
        return inflation_of(self._own_quantiles(), self.of_second, self.members.held_out)

    def _own_quantiles(self) -> Floats:
        """Return the first ensemble's forecasts of the held-out targets, (L, Q) in growth units."""
        held_out = self.members.held_out
        return final_quantiles(self.calibration, held_out.quantiles, held_out.record, held_out.ahead)

    def held_out_quantiles(self) -> Floats:
        """Return the final forecasts of the held-out targets, (L, Q) in growth units, by settings that have not seen them."""
        held_out = self.members.held_out
        if self.members.calibrated:
            return crossed_quantiles(held_out, self.calibration.ceiling)
        own = self._own_quantiles()
        return own if self.of_second is None else crossed_combination(own, self.of_second, held_out)


def has_prior(cell: Cell, gates: Gates) -> bool:
    """Whether members can start from the prior, which is a plain LSTM with expected gates."""
    return cell is Cell.LSTM and gates is Gates.EXPECTED


def fit(
    history: Histories,
    *,
    seed: int,
    report: Report,
    cell: Cell = Cell.LSTM,
    gates: Gates = Gates.EXPECTED,
    lags: tuple[int, ...] | None = None,
    effort: float = 1.0,
    executor: Executor | None = None,
) -> Fitted:
    """Fit everything to a history whose calendar reaches as far ahead as the horizon.

    Members start from the prior. If the history is long enough, a second ensemble is trained from scratch and combined with
    them; without a prior, there are only members from scratch. lags: the seasonal lags, None for those that the history is
    long enough for; effort: share of the usual updates; executor: if given, another process trains the second ensemble
    while this one trains the first, with the same result.
    """
    data = TrainingData.of_panel(history, lags)
    anchors = fit_anchors(data, rng=np.random.default_rng(stream(seed, Stream.ROWS)))
    ceiling = record_ceiling(history)
    from_scratch = partial(members_from_scratch, seed=seed, cell=cell, gates=gates, effort=effort)
    if not has_prior(cell, gates):
        members = from_scratch(scratch_data(data, anchors, seed=seed), report=report)
        return _calibrated(members, anchors, data.lags, ceiling)
    second_members: Callable[[], Members] | None = None
    if data.complete_places() >= MIN_PLACES:
        learned = scratch_data(data, anchors, seed=seed)
        second_members = partial(from_scratch, learned, report=report)
        if executor is not None:
            second_members = beside(executor, partial(_in_one_thread, partial(from_scratch, learned, report=ignore)))
    units, rng = AnchorUnits(data.bounds, data.last_slot()), np.random.default_rng(stream(seed, Stream.TRAIN))
    members = members_from_prior(data, anchors, units, rng=rng, report=report, effort=effort)
    first = Fitted(anchors, members, data.lags, as_they_are(ceiling))
    if second_members is None:
        return first
    second = _calibrated(second_members(), anchors, data.lags, ceiling)
    return _with_second(first, second, data, np.random.default_rng(stream(seed, Stream.CHECK)))


def _in_one_thread(train: Callable[[], Members]) -> Members:
    """Train in a worker process with one BLAS thread, as in this process."""
    with one_thread():
        return train()


def ready() -> bool:
    """Return True; a process that has called this has imported everything that `fit` needs."""
    return True


def _calibrated(members: Members, anchors: AnchorSet, lags: tuple[int, ...], ceiling: Floats) -> Fitted:
    """Return members with weights and widths learned from their forecasts of held-out targets."""
    return Fitted(anchors, members, lags, calibrate(members.held_out, ceiling))


def _with_second(first: Fitted, second: Fitted, data: TrainingData, rng: np.random.Generator) -> Fitted:
    """Join two ensembles on the same anchors."""
    held_out = first.members.held_out
    same = target_quantiles(
        second.members,
        second.anchors,
        data.history,
        data.lags,
        held_out,
        unseen=held_out.fold,
        rng=rng,
        design=lambda rows: data.laid_out(rows).design,
    )
    wanted = replace(held_out, quantiles=same)
    theirs = crossed_quantiles(second.members.held_out, second.calibration.ceiling, wanted)
    return replace(first, second=second, of_second=theirs)
