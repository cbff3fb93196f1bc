"""The places of a history that linear anchors are fitted on: regressors, targets, weights and folds."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.anchors.design_matrix import Design

__all__ = ["Sample", "draw_sample"]

MAX_ROWS: Final = 20_000  # positions a regression is fitted on; more do not change it


@dataclass(frozen=True, slots=True)
class Sample:
    """L positions, K steps ahead.

    rows (L, K, P): the regressors; target (L, K): growth from the position to the target; weight (L, K): 0 where the
    target is unknown; fold (L, K): of the target, -1 where it is unknown; folds: how many there are, F.
    """

    rows: Floats
    target: Floats
    weight: Floats
    fold: Ints
    folds: int

    def error(self, coefficients: Floats) -> float:
        """Weighted mean absolute error of coefficients (F, K, P), each fold's on the targets of that fold."""
        total = 0.0
        for fold in range(len(coefficients)):
            gap = np.abs(np.einsum("lkp,kp->lk", self.rows, coefficients[fold]) - self.target)
            total += float((self.weight * gap)[self.fold == fold].sum())
        return total / max(float(self.weight.sum()), 1e-12)


def draw_sample(design: Design, folds: Ints, weights: Floats, *, rng: np.random.Generator) -> Sample:
    """Gather the positions to fit on, at most `MAX_ROWS` of them.

    folds (N, T): the fold of every step, 0..F-1; weights (N, T): how much a forecast made there counts.
    """
    history = design.history
    usable = design.complete() & ~np.isnan(history.growth)
    series, step = np.nonzero(usable[:, :-1])
    if len(series) > MAX_ROWS:
        chosen = np.sort(rng.choice(len(series), MAX_ROWS, replace=False))
        series, step = series[chosen], step[chosen]
    ahead = step[:, None] + np.arange(1, history.horizon + 1)
    inside, ahead = ahead < history.steps, np.minimum(ahead, history.steps - 1)
    target = history.growth[series[:, None], ahead]
    known = inside & ~np.isnan(target)
    return Sample(
        design.rows(series, step),
        np.where(known, target - history.level[series, step][:, None], 0),
        np.where(known, weights[series, step][:, None], 0),
        np.where(known, folds[series[:, None], ahead], -1),
        int(folds.max()) + 1,
    )
