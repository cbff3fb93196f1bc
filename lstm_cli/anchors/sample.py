"""The places of a history that linear anchors are fitted on: regressors, targets, weights and folds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Array, Bools, Floats, Ints
from lstm_cli.anchors.design_matrix import Design, first_complete
from lstm_cli.features.history import History, ahead_of

__all__ = ["AT_ONCE", "LaidOut", "Sample", "draw_sample", "usable"]

MAX_ROWS: Final = 20_000  # places that a regression is fitted on; more hardly change it
AT_ONCE: Final = 1_000  # places that are gathered at once: bounds memory
COLUMNS: Final = ("rows", "target", "weight", "fold")  # of a sample


@dataclass(frozen=True, slots=True)
class Sample:
    """L places, K steps ahead.

    rows (L, K, P): the regressors; target (L, K): growth from the place to the target; weight (L, K): 0 where the target is
    unknown; fold (L, K): of the target, -1 where it is unknown.
    """

    rows: Floats
    target: Floats
    weight: Floats
    fold: Ints

    def error(self, coefficients: Floats) -> float:
        """Return the weighted mean absolute error of coefficients (F, K, P), those of each fold on the targets of it."""
        total = 0.0
        for fold in range(len(coefficients)):
            gap = np.abs(np.einsum("lkp,kp->lk", self.rows, coefficients[fold]) - self.target)
            total += float((self.weight * gap)[self.fold == fold].sum())
        return total / max(float(self.weight.sum()), 1e-12)


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Some series laid out for training.

    folds (n, T): the fold of every step, 0..F-1; weights (n, T): of forecasts from every step.
    """

    design: Design
    folds: Ints
    weights: Floats

    def at(self, series: Ints, step: Ints) -> Sample:
        """Gather some places."""
        history = self.design.history
        target = ahead_of(history.growth, history.horizon, beyond=np.nan)[series, step]
        fold = ahead_of(self.folds, history.horizon, beyond=-1)[series, step]
        known = ~np.isnan(target)
        return Sample(
            self.design.rows(series, step),
            np.where(known, target - history.level[series, step][:, None], 0),
            np.where(known, self.weights[series, step][:, None], 0),
            np.where(known, fold, -1),
        )


def usable(history: History, lags: tuple[int, ...]) -> Bools:
    """Return which places (N, T) regressions can be fitted on."""
    places = ~np.isnan(history.growth) & (np.arange(history.steps) >= first_complete(history, lags)[:, None])
    places[:, -1] = False
    return places


def draw_sample(parts: Iterable[LaidOut], count: int, *, rng: np.random.Generator) -> Sample:
    """Gather the places to fit on: at most `MAX_ROWS` of the ``count`` usable ones in all parts of a panel."""
    chosen = np.arange(count) if count <= MAX_ROWS else np.sort(rng.choice(count, MAX_ROWS, replace=False))
    arrays: list[Array] = []
    passed = filled = 0
    for part in parts:
        series, step = np.nonzero(usable(part.design.history, part.design.lags))
        mine = chosen[slice(*np.searchsorted(chosen, [passed, passed + len(series)]))] - passed
        passed += len(series)
        for first in range(0, max(len(mine), 1), AT_ONCE):
            some = mine[first : first + AT_ONCE]
            gathered = part.at(series[some], step[some])
            columns = [getattr(gathered, name) for name in COLUMNS]
            arrays = arrays or [np.empty((len(chosen), *each.shape[1:]), each.dtype) for each in columns]
            for array, each in zip(arrays, columns, strict=True):
                array[filled : filled + len(some)] = each
            filled += len(some)
    return Sample(*arrays)
