"""The kinds of anchor that members of the ensemble start from: a simple rule, a ridge regression, exponential smoothing."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Floats, Ints
from lstm_cli.anchors.exponential_smoothing import Smoothing, fit_smoothing
from lstm_cli.anchors.ridge import Design, Regression, fit_anchors
from lstm_cli.features.folds import FOLDS

__all__ = ["KINDS", "MEMBERS", "Anchors", "fit_kinds"]

KINDS: Final = 3
MEMBERS: Final = KINDS * FOLDS  # kind by kind, and in each of them fold by fold
AT_ONCE: Final = 4096  # positions whose regressors are in memory at once


@dataclass(frozen=True, slots=True)
class Anchors:
    """One of each kind; the regressions are one for every fold, the smoothing is the same for all."""

    simple: Regression
    ridge: Regression
    smoothing: Smoothing

    def everywhere(self, design: Design) -> NDArray[np.float32]:
        """Return every member's anchors at every step, (M, N, T, K), in growth units."""
        history = design.history
        count, steps = history.growth.shape
        found = np.empty((KINDS, FOLDS, count * steps, history.horizon), np.float32)
        series, step = np.divmod(np.arange(count * steps), steps)
        for start in range(0, len(series), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            for kind, regression in enumerate((self.simple, self.ridge)):
                found[kind, :, part] = regression.anchors(design, series[part], step[part])
        found[2] = self.smoothing.everywhere(history, design.lags).reshape(count * steps, -1)
        return found.reshape(MEMBERS, count, steps, history.horizon)

    def at(self, design: Design, series: Ints, step: Ints) -> Floats:
        """Return every member's anchors at some positions, (KINDS, F, n, K)."""
        regressed = [regression.anchors(design, series, step) for regression in (self.simple, self.ridge)]
        smoothed = self.smoothing.everywhere(design.history, design.lags)[series, step]
        return np.stack([*regressed, np.broadcast_to(smoothed, regressed[0].shape)])

    def newest(self, design: Design, series: Ints) -> Floats:
        """Return every member's anchors of some series at their last step, (KINDS, F, n, K)."""
        history = design.history
        last = np.full(len(series), history.steps - 1)
        smoothed = self.smoothing.of_series(series).newest(history.take(series), design.lags)
        regressed = [regression.anchors(design, series, last) for regression in (self.simple, self.ridge)]
        return np.stack([*regressed, np.broadcast_to(smoothed, regressed[0].shape)])


def fit_kinds(design: Design, folds: Ints, weights: Floats, *, rng: np.random.Generator) -> Anchors:
    """Fit all three; folds (N, T) and weights (N, T) are those of `fit_anchors`."""
    simple, ridge = fit_anchors(design, folds, weights, rng=rng)
    return Anchors(simple, ridge, fit_smoothing(design.history, design.lags, rng=rng))
