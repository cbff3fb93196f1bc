"""What members are measured in: where each window's inputs come from, and the scale of what comes out.

Members that are trained from scratch read a series by its own level, and their outputs are multiples of a scale of the
series. Members that start from the prior read it relative to an anchor, and their outputs are multiples of that anchor's
running error: see `lstm_cli.features.anchor_inputs`.
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

    inputs (G, N, T, D) float32: of each group of members that sees the same, G = 1 or one for each anchor; scale: (A, N, K)
    of whole series, or (A, N, T, J) at each step for the steps ahead ``knots`` (J,); anchors (A, N, T, J): likewise, each by
    the fit that has not seen the target.
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
        """Return the same in C order, as it is after it has travelled: sums are taken in the order of memory."""
        anchors = None if self.anchors is None else np.ascontiguousarray(self.anchors)
        return View(np.ascontiguousarray(self.inputs), np.ascontiguousarray(self.scale), self.knots, anchors)

    def windows(self, windows: Windows) -> NDArray[np.float32]:
        """Return the inputs of windows, (L, D, W), or (L, G, D, W) where groups of members see different ones."""
        seen = [windows.inputs(group) for group in self.inputs]
        return seen[0] if len(seen) == 1 else np.stack(seen, axis=1)

    def anchors_at(self, series: Ints, step: Ints) -> Floats:
        """Return the anchors made at n places, at knots, (A, n, J)."""
        if self.anchors is None:
            raise ValueError("the units of these members are of no anchor")
        return self.anchors[:, series, step]

    def scale_at(self, series: Ints, step: Ints, horizon: int) -> Floats:
        """Return the scale of forecasts made at n places, (A, n, K)."""
        if self.knots is None:
            return self.scale[:, series]
        return self.scale[:, series, step] @ spread_over_steps(self.knots, horizon).T


@dataclass(frozen=True, slots=True)
class Bound(ABC):
    """Units bound to a panel, from which views of some of its series can be had."""

    @abstractmethod
    def view(self, rows: Ints, design: Design | None = None) -> View:
        """Return the view of some of the chosen series; design: of them, where it has been made."""


class Binder(ABC):
    """Units and what they rest on of a whole panel: binds them to some of its series."""

    __slots__ = ()
    units: "Units"

    @abstractmethod
    def __call__(self, rows: Ints, history: History) -> Bound:
        """Bind the units to some rows of the panel, whose history this is, and to these alone."""

    @abstractmethod
    def part(self, rows: Ints, whole: Whole) -> "Binder":
        """Return what binds to some rows as this does, without the others; whole: of these."""

    @abstractmethod
    def found(self) -> Arrays:
        """Return what was found of all series of a panel that is too large for a view of it to be kept."""


class Units(ABC):
    """The units of a model's members."""

    __slots__ = ()

    @abstractmethod
    def bind(self, whole: Histories, chosen: Ints, *, anchors: AnchorSet, lags: tuple[int, ...]) -> Bound:
        """Bind the units, of slots where they are of time, to a panel, of which some series are chosen.

        whole, anchors: of all series.
        """

    @abstractmethod
    def survey(self, whole: Whole, lags: tuple[int, ...], found: Arrays) -> Binder:
        """Look over a panel once, some series at a time, and return what binds the units to some of its series.

        found: what a `Binder` found of it before; empty where nobody looked.
        """

    def of_series(self, rows: Ints, history: History) -> "Units":  # noqa: ARG002 - for units that each series has
        """Return the units of some series of a history in their order; the row is -1 where training had none such."""
        return self

    def on(self, line: Datetimes) -> "Units":  # noqa: ARG002 - for units that depend on time
        """Return units whose places are times, given the time of every slot (S,)."""
        return self

    @abstractmethod
    def to_arrays(self) -> Arrays:
        """Return what is kept in a model file."""

    @abstractmethod
    def to_facts(self) -> dict[str, float | str]:
        """Return what is kept beside the arrays."""

    @abstractmethod
    def input_groups(self, frequency: Frequency) -> dict[str, tuple[int, ...]]:
        """Return the columns of each input by its name."""
