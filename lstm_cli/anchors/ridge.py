"""A ridge regression as an anchor: the growth g_{t+k} - g_t on lags, smoothed levels, seasonal lags and the calendar.

Hoerl & Kennard 1970, doi:10.1080/00401706.1970.10488634. Multi-step forecasts are direct, with one regression for each step
ahead. Every fold of the time line has its own regressions, fitted without that fold.
"""

from dataclasses import dataclass
from typing import ClassVar, Final, Self

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.anchors.base import FitData
from lstm_cli.anchors.linear import LinearAnchor
from lstm_cli.anchors.sample import AT_ONCE, Sample
from lstm_cli.features.folds import FOLDS

__all__ = ["PENALTIES", "RidgeRegression"]

PENALTIES: Final = (1.0, 10.0, 100.0, 1e3, 1e4, 1e6)


@dataclass(frozen=True, slots=True)
class RidgeRegression(LinearAnchor):
    """The ridge regressions of each fold and step ahead, with one penalty for all."""

    NAME: ClassVar[str] = "ridge"

    @classmethod
    def fit(cls, data: FitData) -> Self:
        """Solve for every penalty, and keep the one with the smallest mean absolute error on held-out folds."""
        sample = data.sample
        scale = np.sqrt(_squares(sample) / max(sample.weight.sum(), 1e-12)) + 1e-9
        moments = _moments(sample, scale)
        options = (_solve(*moments, penalty) / scale for penalty in PENALTIES)
        # The memory layout of a loaded model, because other strides change the order of sums and so the last bit.
        return cls(np.ascontiguousarray(min(options, key=sample.error)))


def _squares(sample: Sample) -> Floats:
    """Return the weighted sum of the squares of each regressor, (P,), a few places at a time."""
    total = np.zeros(sample.rows.shape[2])
    for first in range(0, len(sample.rows), AT_ONCE):
        part = slice(first, first + AT_ONCE)
        squares = sample.weight[part][..., None] * sample.rows[part] ** 2
        # With the total as the first term, sums have the order, and so the last bit, of one sum over all places.
        total = np.concatenate([total[None], squares.reshape(-1, len(total))]).sum(axis=0)
    return total


def _moments(sample: Sample, scale: Floats) -> tuple[Floats, Floats]:
    """Return sums of squares and products over all but each fold: (F, K, P, P) and (F, K, P)."""
    horizon, regressors = sample.rows.shape[1:]
    grams, moments = np.zeros((FOLDS, horizon, regressors, regressors)), np.zeros((FOLDS, horizon, regressors))
    for k in range(horizon):
        for fold in range(FOLDS):
            in_fold = sample.fold[:, k] == fold
            rows = sample.rows[in_fold, k] / scale
            weighted = rows.T * sample.weight[in_fold, k]
            grams[fold, k], moments[fold, k] = weighted @ rows, weighted @ sample.target[in_fold, k]
    return grams.sum(0) - grams, moments.sum(0) - moments


def _solve(grams: Floats, moments: Floats, penalty: float) -> Floats:
    """Return ridge coefficients (F, K, P) of standardised rows; with a large penalty the forecast is the last value."""
    return np.asarray(np.linalg.solve(grams + penalty * np.eye(grams.shape[-1]), moments[..., None])[..., 0])
