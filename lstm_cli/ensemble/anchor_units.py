"""Units of members that start from the prior: they read a series relative to an anchor, in units of its running errors."""

from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Arrays, Datetimes, Floats, Ints
from lstm_cli.anchors.anchor_set import AnchorSet
from lstm_cli.anchors.design_matrix import Design, design_of
from lstm_cli.anchors.out_of_fold import out_of_fold
from lstm_cli.ensemble.units import OF_ANCHORS, Binder, Bound, Units, View
from lstm_cli.ensemble.whole import Whole
from lstm_cli.features import anchor_inputs
from lstm_cli.features.anchor_errors import AnchorErrors, anchor_errors, knots_of
from lstm_cli.features.folds import UNSEEN, fold_of
from lstm_cli.features.histories import Histories, parts, stretches
from lstm_cli.features.history import History
from lstm_cli.features.panel_means import PanelMeans, panel_means, series_of_means
from lstm_cli.panel.frequency import Frequency

__all__ = ["AnchorUnits"]

# The unit, in growth units, for a panel whose counts never changed, so that every forecast is the count itself. Elsewhere
# running errors are at least 2 % of a count, because other series may start to move.
STILL: Final = 1e-13
MAX_KEPT: Final = 60_000  # total steps of a panel up to which the view of all its series is kept
AT_ONCE: Final = 60_000  # total steps of the series that are read at once for the means of a larger panel


@dataclass(frozen=True, slots=True)
class AnchorUnits(Units):
    """The time stretches of the folds, so that past errors come from anchors that had not seen the outcome.

    bounds (B,): where one stretch ends and the next begins, in seconds since 1970 or in slots of a time line; last: the
    place of the newest training count.
    """

    bounds: NDArray[np.int64]
    last: int

    def on(self, line: Datetimes) -> Self:
        """Convert bounds from slots to seconds; line (S,) datetime64[s]: the time of every slot."""
        seconds = line.astype("datetime64[s]").astype(np.int64)
        return replace(self, bounds=seconds[self.bounds], last=int(seconds[self.last]))

    def bind(self, whole: Histories, chosen: Ints, *, anchors: AnchorSet, lags: tuple[int, ...]) -> Bound:
        """Compute the panel's means; everything else is computed when a view of some series is asked for."""
        bound = _BoundAnchors(self, whole, chosen, anchors, lags)
        some = series_of_means(len(whole.lengths))
        still = all(_never_changed(part) for _, part in parts(whole))
        return replace(bound, facts=bound.survey(some, count=len(whole.lengths), never_changed=still))

    def survey(self, whole: Whole, lags: tuple[int, ...], found: Arrays) -> Binder:
        """Compute the panel's means from some of its series, and find out whether any count ever changed."""
        some = series_of_means(len(whole))
        parts_of_all = (whole.history(rows, calendar=False) for rows in whole.stretches())
        still = not whole.changed and all(map(_never_changed, parts_of_all))
        binder = _AnchorBinder(self, whole, lags)
        if found:
            means = PanelMeans(found["slots"], found["means"], len(whole))
            return replace(binder, facts=_Facts(means, still, None))
        of_some = binder(some, whole.history(some))
        return replace(binder, facts=of_some.survey(of_some.chosen, count=len(whole), never_changed=still))

    def folds(self, places: NDArray[np.int64]) -> Ints:
        """Return the fold of each step."""
        return np.where(places <= self.last, fold_of(self.bounds, places), UNSEEN)

    def to_arrays(self) -> Arrays:
        """Return the bounds and ``last`` in one array."""
        return {"bounds": np.append(self.bounds, self.last)}

    def to_facts(self) -> dict[str, float | str]:
        """Return the name of these units."""
        return {"of": OF_ANCHORS}

    def input_groups(self, frequency: Frequency) -> dict[str, tuple[int, ...]]:  # noqa: ARG002 - the same for all
        """Return the columns of each input by its name."""
        return anchor_inputs.input_groups()


@dataclass(frozen=True, slots=True)
class _Facts:
    """Facts about a whole panel: its means, whether no count ever changed, and for a small panel the view of all series."""

    means: PanelMeans
    never_changed: bool
    kept: View | None


@dataclass(frozen=True, slots=True)
class _AnchorBinder(Binder):
    units: AnchorUnits
    whole: Whole
    lags: tuple[int, ...]
    facts: _Facts | None = None
    of_kept: Ints | None = None  # the rows of a kept view that belong to this panel, if the view has others

    def __call__(self, rows: Ints, history: History) -> "_BoundAnchors":
        folds, chosen = self.units.folds(self.whole.times(rows)), np.arange(len(rows))
        if self.facts is not None and self.facts.kept is not None:
            chosen = rows if self.of_kept is None else self.of_kept[rows]
        return _BoundAnchors(self.units, history, chosen, self.whole.anchors_of(rows), self.lags, self.facts, folds)

    def part(self, rows: Ints, whole: Whole) -> Binder:
        return replace(self, whole=whole, of_kept=rows if self.of_kept is None else self.of_kept[rows])

    def found(self) -> Arrays:
        if self.facts is None:
            raise ValueError("the panel has not been looked over")
        return {"slots": self.facts.means.slots, "means": self.facts.means.values}


@dataclass(frozen=True, slots=True)
class _BoundAnchors(Bound):
    units: AnchorUnits
    history: Histories
    chosen: Ints
    anchors: AnchorSet
    lags: tuple[int, ...]
    facts: _Facts | None = None
    folds: Ints | None = None  # of each step; None where the units are of slots

    def view(self, rows: Ints, design: Design | None = None) -> View:
        if self.facts is None:
            raise ValueError("the panel has not been looked over")
        series = self.chosen[rows]
        if self.facts.kept is not None:
            return self.facts.kept.take(series)
        read = self._read(series, design)
        return self._view(*read, self.facts.means, never_changed=self.facts.never_changed)

    def survey(self, some: Ints, *, count: int, never_changed: bool) -> _Facts:
        """Compute the panel's means over some of its ``count`` series."""
        if len(some) == count and (count == 1 or count * self.history.steps <= MAX_KEPT):
            read = self._read(some)
            means = panel_means([(read[0].history, read[2])], count)
            return _Facts(means, never_changed, self._view(*read, means, never_changed=never_changed).laid_out())
        parts_read = map(self._read, stretches(some, self.history.steps, at_most=AT_ONCE))
        of_parts = ((design.history, errors) for design, _, errors in parts_read)
        return _Facts(panel_means(of_parts, count), never_changed, None)

    def _read(self, series: Ints, design: Design | None = None) -> tuple[Design, Floats, AnchorErrors]:
        """Return the regressors of some series, the anchors at every step, and their errors."""
        design = design_of(self.history.take(series), self.lags) if design is None else design
        history = design.history
        knots = knots_of(history.horizon)
        folds = self.units.folds(history.slots[:, : history.steps]) if self.folds is None else self.folds[series]
        made = out_of_fold(self.anchors.of_series(series), design, folds, knots)
        return design, made, anchor_errors(history, made, knots).in_fine_units(history)

    def _view(
        self,
        design: Design,
        made: Floats,
        errors: AnchorErrors,
        means: PanelMeans,
        *,
        never_changed: bool,
    ) -> View:
        """Return the view of the series of a design."""
        knots = knots_of(design.history.horizon)
        inputs = anchor_inputs.anchor_inputs(design.history, made, errors, knots=knots, lags=self.lags, means=means)
        scale = np.full_like(errors.scale, STILL) if never_changed else errors.scale
        return View(inputs, scale, knots, made)


def _never_changed(history: History) -> bool:
    """Whether every series of a panel is constant."""
    return bool((history.level == history.level[:, :1]).all())
