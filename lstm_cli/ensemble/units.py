"""The units of members: how the inputs of a window are made, and the scale of the outputs.

Members trained from scratch read a series relative to its own level, and their outputs are multiples of a scale of the
series. Members that start from the prior read it relative to an anchor, and their outputs are multiples of that anchor's
running error (see `lstm_cli.features.anchor_inputs`).

`Units` are surveyed on a whole panel, which gives a `Binder`; this binds them to some series, which gives a `Bound`, from
which a `View` of any of these series can be had.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Arrays, Datetimes, Floats, Ints
from lstm_cli.anchors.anchor_set import AnchorSet
from lstm_cli.anchors.design_matrix import Design
from lstm_cli.ensemble.whole import Whole
from lstm_cli.ensemble.windows import Windows
from lstm_cli.features.anchor_errors import spread_over_steps
from lstm_cli.features.histories import Histories
from lstm_cli.features.history import History
from lstm_cli.panel.frequency import Frequency

__all__ = ["OF_ANCHORS", "OF_SERIES", "Binder", "Bound", "Units", "View"]

OF_SERIES: Final = "series"
OF_ANCHORS: Final = "anchors"


@dataclass(frozen=True, slots=True)
class View:
    """Some series as members see them.

    inputs (G, N, T, D) float32: for each group of members with the same inputs, G = 1 or one group per anchor; scale:
    (A, N, K) of whole series, or (A, N, T, J) at each step for the steps ahead ``knots`` (J,); anchors (A, N, T, J): at each
    step, from the fit that has not seen the target.
    """

    inputs: NDArray[np.float32]
    scale: Floats
    knots: Ints | None = None
    anchors: Floats | None = None

    def take(self, series: Ints) -> "View":
        """Return some of the series."""
        anchors = None if self.anchors is None else self.anchors[:, series]
        return View(self.inputs[:, series], self.scale[:, series], self.knots, anchors)

    def laid_out(self) -> "View":
        """Return the view in C order, as after pickling: the order in memory decides the last bit of sums."""
        anchors = None if self.anchors is None else np.ascontiguousarray(self.anchors)
        return View(np.ascontiguousarray(self.inputs), np.ascontiguousarray(self.scale), self.knots, anchors)

    def windows(self, windows: Windows) -> NDArray[np.float32]:
        """Return the inputs of windows, (L, D, W), or (L, G, D, W) if groups of members have different ones."""
        seen = [windows.inputs(group) for group in self.inputs]
        return seen[0] if len(seen) == 1 else np.stack(seen, axis=1)

    def anchors_at(self, series: Ints, step: Ints) -> Floats:
        """Return the anchors at n places, for the knots, (A, n, J)."""
        if self.anchors is None:
            raise ValueError("the units of these members are of no anchor")
        return self.anchors[:, series, step]

    def scale_at(self, series: Ints, step: Ints, horizon: int) -> Floats:
        """Return the scale of forecasts from n places, (A, n, K)."""
        if self.knots is None:
            return self.scale[:, series]
        return self.scale[:, series, step] @ spread_over_steps(self.knots, horizon).T


@dataclass(frozen=True, slots=True)
class Bound(ABC):
    """Units bound to series, from which views of some of them can be had."""

    @abstractmethod
    def view(self, rows: Ints, design: Design | None = None) -> View:
        """Return the view of some of the series; design: their regressors, if they have already been computed."""


class Binder(ABC):
    """Units with what they depend on from a whole panel; binds them to some of its series."""

    __slots__ = ()
    units: "Units"

    @abstractmethod
    def __call__(self, rows: Ints, history: History) -> Bound:
        """Bind the units to some rows of the panel, given their history."""

    @abstractmethod
    def part(self, rows: Ints, whole: Whole) -> "Binder":
        """Return a binder for some rows alone that binds them as this one does; whole: of these rows."""

    @abstractmethod
    def found(self) -> Arrays:
        """Return what was computed from all series of a panel, if it is too large for keeping its view."""


class Units(ABC):
    """The units of a model's members."""

    __slots__ = ()

    @abstractmethod
    def bind(self, whole: Histories, chosen: Ints, *, anchors: AnchorSet, lags: tuple[int, ...]) -> Bound:
        """Bind the units, with bounds in slots if they have any, to the chosen series of a panel.

        whole, anchors: of all series.
        """

    @abstractmethod
    def survey(self, whole: Whole, lags: tuple[int, ...], found: Arrays) -> Binder:
        """Survey a panel, a few series at a time, and return what binds the units to some of its series.

        found: the result of `Binder.found` of an earlier survey; empty if there is none.
        """

    def on(self, line: Datetimes) -> "Units":  # noqa: ARG002 - for units that depend on time
        """Convert bounds from slots to times, given the time of every slot (S,)."""
        return self

    @abstractmethod
    def to_arrays(self) -> Arrays:
        """Return the arrays for the model file."""

    @abstractmethod
    def to_facts(self) -> dict[str, float | str]:
        """Return the plain facts for the model file."""

    @abstractmethod
    def input_groups(self, frequency: Frequency) -> dict[str, tuple[int, ...]]:
        """Return the columns of each input by its name."""
