"""The interface of an anchor: a forecast in growth units that members of the ensemble start from.

An anchor is one class in its own module, and one entry in `lstm_cli.anchors.anchor_set.ANCHORS`, from which members, model
files and diagnostics follow.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from lstm_cli._arrays import Array, Arrays, Floats, Ints
from lstm_cli.anchors.design_matrix import Design
from lstm_cli.anchors.sample import Sample
from lstm_cli.features.histories import Histories

__all__ = ["Anchor", "AnchorSizes", "FitData"]


@dataclass(frozen=True, slots=True)
class FitData:
    """The data that anchors are fitted to.

    history: of all series; lags: seasonal lags among the regressors; sample: places, drawn once for all linear anchors; rng:
    for an anchor's own draws.
    """

    history: Histories
    lags: tuple[int, ...]
    sample: Sample
    rng: np.random.Generator


@dataclass(frozen=True, slots=True)
class AnchorSizes:
    """The sizes that determine the shapes of a fitted anchor: N series, K steps ahead, the seasons and seasonal lags."""

    series: int
    horizon: int
    seasons: tuple[float, ...]
    lags: tuple[int, ...]


class Anchor(ABC):
    """A fitted anchor; a subclass is a frozen dataclass of arrays.

    An anchor that is flexible enough to memorise its targets has one fit for each fold, made without that fold; any other
    has a single fit for all folds.
    """

    __slots__ = ()
    NAME: ClassVar[str]
    # Lowest and highest value of its arrays; (60 growth units × the highest)² is far below the largest float64.
    RANGE: ClassVar[tuple[float, float]] = (-1e12, 1e12)

    @classmethod
    @abstractmethod
    def fit(cls, data: FitData) -> Self:
        """Fit to a history."""

    @abstractmethod
    def at(self, design: Design, series: Ints, step: Ints, ahead: Ints | None = None) -> Floats:
        """Return the anchors at n places of a history, (F, n, K), or (1, n, K) if all folds share them.

        They depend only on the counts up to each place, not on the other places. ahead (J,): only these steps ahead, with
        the result (F or 1, n, J).
        """

    def of_series(self, rows: Ints) -> Self:  # noqa: ARG002 - for anchors with settings for each series
        """Return the anchor of some series in their order, a typical one if the row is -1."""
        return self

    @abstractmethod
    def to_arrays(self) -> Arrays:
        """Return the arrays for the model file; their names begin with `NAME`."""

    @classmethod
    @abstractmethod
    def shapes(cls, sizes: AnchorSizes) -> dict[str, tuple[int, ...]]:
        """Return the shape of each of the arrays."""

    @classmethod
    @abstractmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Self:
        """Restore the anchor from its arrays, whose names and shapes have been checked; there may be others among them."""
