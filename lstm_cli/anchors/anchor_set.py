"""The anchors of an ensemble: the list of classes, fitting, and conversion to and from arrays of a model file.

To add an anchor, write its class (`lstm_cli.anchors.base.Anchor`) in its own module and add it to `ANCHORS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Array, Arrays, Floats, Ints
from lstm_cli.anchors.base import Anchor, FitData
from lstm_cli.anchors.design_matrix import Design
from lstm_cli.anchors.exponential_smoothing import ExponentialSmoothing
from lstm_cli.anchors.linear import LinearAnchor, linear_at
from lstm_cli.anchors.ridge import RidgeRegression
from lstm_cli.anchors.simple import SimpleRule
from lstm_cli.anchors.training_data import TrainingData
from lstm_cli.features.folds import FOLDS

__all__ = ["ANCHORS", "ANCHOR_COUNT", "MEMBERS", "AnchorSet", "fit_anchors"]

ANCHORS: Final[tuple[type[Anchor], ...]] = (SimpleRule, RidgeRegression, ExponentialSmoothing)
ANCHOR_COUNT: Final = len(ANCHORS)
MEMBERS: Final = ANCHOR_COUNT * FOLDS  # ordered by anchor, then by fold


@dataclass(frozen=True, slots=True)
class AnchorSet:
    """One fitted anchor of each class in `ANCHORS`, in that order."""

    anchors: tuple[Anchor, ...]

    def at(self, design: Design, series: Ints, step: Ints) -> Floats:
        """Return every member's anchors at n places of a history, (A, F, n, K), in growth units."""
        shape = (FOLDS, len(series), design.history.horizon)
        return np.stack([np.broadcast_to(made, shape) for made in self.each_at(design, series, step)])

    def each_at(self, design: Design, series: Ints, step: Ints, ahead: Ints | None = None) -> list[Floats]:
        """Return the result of each anchor's own `at`, (F or 1, n, J)."""
        linear = [anchor for anchor in self.anchors if isinstance(anchor, LinearAnchor)]
        made = iter(linear_at(linear, design, series, step, ahead))
        return [
            next(made) if isinstance(anchor, LinearAnchor) else anchor.at(design, series, step, ahead)
            for anchor in self.anchors
        ]

    def of_series(self, rows: Ints) -> "AnchorSet":
        """Return the anchors of some series in their order, typical ones if the row is -1."""
        return AnchorSet(tuple(anchor.of_series(rows) for anchor in self.anchors))

    def to_arrays(self) -> Arrays:
        """Return the arrays for the model file."""
        return {name: array for anchor in self.anchors for name, array in anchor.to_arrays().items()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> "AnchorSet":
        """Restore the anchors from their arrays, which have been checked."""
        return cls(tuple(kind.from_arrays(arrays) for kind in ANCHORS))


def fit_anchors(data: TrainingData, *, rng: np.random.Generator) -> AnchorSet:
    """Fit every anchor to the series of a panel."""
    fit_data = FitData(data.history, data.lags, data.sample(rng), rng)
    return AnchorSet(tuple(kind.fit(fit_data) for kind in ANCHORS))
