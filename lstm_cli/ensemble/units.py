"""What members are measured in: where each window's inputs come from, and the scale of what comes out.

Members that are trained from scratch read a series by its own level, and their outputs are multiples of a scale of the
series. Members that start from the prior read it relative to an anchor, and their outputs are multiples of that anchor's
running error: see `lstm_cli.features.anchor_inputs`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Array, Arrays, Datetimes, Floats, Ints
from lstm_cli.anchors.anchor_set import AnchorSet
from lstm_cli.anchors.design_matrix import design_of
from lstm_cli.anchors.out_of_fold import out_of_fold
from lstm_cli.ensemble.windows import Windows
from lstm_cli.features import anchor_inputs, network_inputs
from lstm_cli.features.anchor_errors import SMALLEST, AnchorErrors, anchor_errors, knots_of, spread_over_steps
from lstm_cli.features.folds import UNSEEN, fold_of
from lstm_cli.features.history import History
from lstm_cli.panel.frequency import Frequency

__all__ = ["OF_ANCHORS", "OF_SERIES", "AnchorUnits", "Bound", "SeriesUnits", "Units", "View", "units_from"]

OF_SERIES: Final = "series"
OF_ANCHORS: Final = "anchors"
# Growth units: of errors in a panel without one change, where every forecast is to be the count itself. Running errors are
# at least 2 % of a count, because other series may start to move.
STILL: Final = 1e-13
MAX_KEPT: Final = 60_000  # steps of all series of a panel whose view is computed once
FINE: Final = 0.5  # share of the running error below which the fine one is the unit
CAUTION: Final = 1.5  # times the fine one: without, intervals of slow walks of a million are too narrow by a third


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
    def view(self, rows: Ints) -> View:
        """Return the view of some of the chosen series."""


class Units(ABC):
    """The units of a model's members."""

    __slots__ = ()

    @abstractmethod
    def bind(
        self, whole: History, chosen: Ints, places: NDArray[np.int64], *, anchors: AnchorSet, lags: tuple[int, ...]
    ) -> Bound:
        """Bind the units to a panel, of which some series are chosen.

        whole: of all series; places (N, T): seconds since 1970 of its steps, or slots; anchors: of all series.
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


@dataclass(frozen=True, slots=True)
class SeriesUnits(Units):
    """Scale (A, N, K) and scaling (N, 2) of each series, and the typical one-step change of the panel."""

    scale: Floats
    scaling: Floats
    change_scale: float

    def of_series(self, rows: Ints, history: History) -> Self:
        """Return the units of some series in their order, typical ones where the row is -1."""
        known, scaling = rows >= 0, network_inputs.series_scaling(history)
        scale = np.where(known[:, None], self.scale[:, rows], np.median(self.scale, axis=1, keepdims=True))
        return replace(self, scale=scale, scaling=np.where(known[:, None], self.scaling[rows], scaling))

    def bind(
        self, whole: History, chosen: Ints, places: NDArray[np.int64], *, anchors: AnchorSet, lags: tuple[int, ...]
    ) -> Bound:
        """Compute the inputs of the chosen series at once: the units are those of all series."""
        del places, anchors, lags
        inputs = network_inputs.network_inputs(whole, self.scaling, self.change_scale, rows=chosen)
        return _BoundSeries(View(inputs[None], self.scale[:, chosen]))

    def to_arrays(self) -> Arrays:
        """Return scale and scaling; the typical change is a plain fact."""
        return {"scale": self.scale, "scaling": self.scaling}

    def to_facts(self) -> dict[str, float | str]:
        """Return the name of these units and the typical change."""
        return {"of": OF_SERIES, "change_scale": self.change_scale}

    def input_groups(self, frequency: Frequency) -> dict[str, tuple[int, ...]]:
        """Return the columns of each input by its name."""
        return network_inputs.input_groups(frequency)


@dataclass(frozen=True, slots=True)
class _BoundSeries(Bound):
    whole: View

    def view(self, rows: Ints) -> View:
        return self.whole.take(rows)


@dataclass(frozen=True, slots=True)
class AnchorUnits(Units):
    """The stretches of time of each fold, so that past errors are those of anchors that had not seen the outcome.

    bounds (B,): seconds since 1970, or slots of a time line, at which a stretch ends and the next begins; last: of the newest
    count of training.
    """

    bounds: NDArray[np.int64]
    last: int

    def on(self, line: Datetimes) -> Self:
        """Return units of slots as units of seconds: line (S,) datetime64[s], the time of every slot."""
        seconds = line.astype("datetime64[s]").astype(np.int64)
        return replace(self, bounds=seconds[self.bounds], last=int(seconds[self.last]))

    def bind(
        self, whole: History, chosen: Ints, places: NDArray[np.int64], *, anchors: AnchorSet, lags: tuple[int, ...]
    ) -> Bound:
        """Take the panel's means; everything else is computed for the series that a view is of."""
        folds = np.where(places <= self.last, fold_of(self.bounds, places), UNSEEN)
        bound = _BoundAnchors(whole, chosen, folds, anchors, lags)
        some = anchor_inputs.series_of_means(len(whole.lengths))
        means, view = bound.seen(some)
        small = len(some) == len(whole.lengths) and whole.growth.size <= MAX_KEPT
        return replace(bound, means=means, kept=view if small else None)

    def to_arrays(self) -> Arrays:
        """Return the bounds with the end."""
        return {"bounds": np.append(self.bounds, self.last)}

    def to_facts(self) -> dict[str, float | str]:
        """Return the name of these units."""
        return {"of": OF_ANCHORS}

    def input_groups(self, frequency: Frequency) -> dict[str, tuple[int, ...]]:  # noqa: ARG002 - the same for all
        """Return the columns of each input by its name."""
        return anchor_inputs.input_groups()


@dataclass(frozen=True, slots=True)
class _BoundAnchors(Bound):
    history: History
    chosen: Ints
    folds: Ints
    anchors: AnchorSet
    lags: tuple[int, ...]
    means: anchor_inputs.PanelMeans | None = None
    kept: View | None = None  # of all series of a small panel

    def view(self, rows: Ints) -> View:
        series = self.chosen[rows]
        return self.seen(series)[1] if self.kept is None else self.kept.take(series)

    def seen(self, series: Ints) -> tuple[anchor_inputs.PanelMeans, View]:
        """Return the view of series of the panel, with the panel's means, or with their own where there are none yet."""
        history = self.history.take(series)
        knots = knots_of(history.horizon)
        design = design_of(history, self.lags)
        made = out_of_fold(self.anchors.of_series(series), design, self.folds[series], knots)
        errors = anchor_errors(history, made, knots)
        means = (
            anchor_inputs.panel_means(history, errors, len(self.history.lengths)) if self.means is None else self.means
        )
        inputs = anchor_inputs.anchor_inputs(history, made, errors, knots=knots, lags=self.lags, means=means)
        scale = np.full_like(errors.scale, STILL) if _never_changed(self.history) else _unit_of(errors)
        return means, View(inputs, scale, knots, made)


def _unit_of(errors: AnchorErrors) -> Floats:
    """Return what outputs are multiples of: the running errors, or the fine ones where they are far below these.

    Simulated counts are rarely known to less than 2 %; large counts of slow things are.
    """
    finer = (errors.fine < FINE * errors.scale) & (errors.fine < SMALLEST)
    return np.where(finer, CAUTION * errors.fine, errors.scale)


def _never_changed(history: History) -> bool:
    """Whether every series of a panel has always been the same count."""
    return bool((history.level == history.level[:, :1]).all())


def units_from(facts: Mapping[str, Any], arrays: Mapping[str, Array]) -> Units:
    """Restore units from what `Units.to_facts` and `Units.to_arrays` gave."""
    if facts["of"] == OF_ANCHORS:
        return AnchorUnits(arrays["bounds"][:-1], int(arrays["bounds"][-1]))
    return SeriesUnits(arrays["scale"], arrays["scaling"], float(facts["change_scale"]))
