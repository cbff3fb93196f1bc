"""The base of linear anchors: the newest level plus a linear step for every step ahead and fold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from lstm_cli._arrays import Array, Arrays, Floats, Ints
from lstm_cli.anchors.base import Anchor, AnchorSizes
from lstm_cli.anchors.design_matrix import Design, regressor_count
from lstm_cli.features.folds import FOLDS

__all__ = ["LinearAnchor", "linear_at"]

MAX_REGRESSORS: Final = 4_000_000  # regressors in memory at once


@dataclass(frozen=True, slots=True)
class LinearAnchor(Anchor):
    """Coefficients (F, K, P), applied to the rows of a design."""

    coefficients: Floats

    def at(self, design: Design, series: Ints, step: Ints, ahead: Ints | None = None) -> Floats:
        """Return g_t plus the linear step of each fold, (F, n, K)."""
        return linear_at((self,), design, series, step, ahead)[0]

    def to_arrays(self) -> Arrays:
        """Return the coefficients."""
        return {self.NAME: self.coefficients}

    @classmethod
    def shapes(cls, sizes: AnchorSizes) -> dict[str, tuple[int, ...]]:
        """Return the shape of the coefficients."""
        return {cls.NAME: (FOLDS, sizes.horizon, regressor_count(sizes.seasons, sizes.lags))}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Self:
        """Restore the anchor from its coefficients."""
        return cls(arrays[cls.NAME])


def linear_at(
    anchors: Sequence[LinearAnchor], design: Design, series: Ints, step: Ints, ahead: Ints | None = None
) -> list[Floats]:
    """Return the forecasts of several anchors, like `LinearAnchor.at` of each, but gather the regressors once."""
    fits = [one.coefficients if ahead is None else one.coefficients[:, ahead - 1] for one in anchors]
    made = [np.empty((len(fit), len(series), fit.shape[1])) for fit in fits]
    batch = max(MAX_REGRESSORS // fits[0][0].size, 1)
    for start in range(0, len(series), batch):
        part = slice(start, start + batch)
        rows, now = design.rows(series[part], step[part], ahead), design.history.level[series[part], step[part]]
        for fit, place in zip(fits, made, strict=True):
            place[:, part] = now[:, None] + np.einsum("lkp,fkp->flk", rows, fit, optimize=True)
    return made
