"""Units of members that start from the prior: the running errors of an anchor, beside which a series is read."""

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
from lstm_cli.features.anchor_errors import SMALLEST, AnchorErrors, anchor_errors, knots_of
from lstm_cli.features.folds import UNSEEN, fold_of
from lstm_cli.features.histories import Histories, parts, stretches
from lstm_cli.features.history import History
from lstm_cli.features.panel_means import PanelMeans, panel_means, series_of_means
from lstm_cli.panel.frequency import Frequency

__all__ = ["AnchorUnits"]

# Growth units: of errors in a panel without one change, where every forecast is to be the count itself. Running errors are
# at least 2 % of a count, because other series may start to move.
STILL: Final = 1e-13
MAX_KEPT: Final = 60_000  # steps of all series of a panel whose view is computed once
AT_ONCE: Final = 60_000  # steps of the series that are read at once for the means of a larger one
FINE: Final = 0.5  # share of the running error below which the fine one is the unit
CAUTION: Final = 1.5  # times the fine one: without, intervals of slow walks of a million are too narrow by a third


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

    def bind(self, whole: Histories, chosen: Ints, *, anchors: AnchorSet, lags: tuple[int, ...]) -> Bound:
        """Take the panel's means; everything else is computed for the series that a view is of."""
        bound = _BoundAnchors(self, whole, chosen, anchors, lags)
        some = series_of_means(len(whole.lengths))
        still = all(_never_changed(part) for _, part in parts(whole))
        return replace(bound, facts=bound.survey(some, count=len(whole.lengths), never_changed=still))

    def survey(self, whole: Whole, lags: tuple[int, ...], found: Arrays) -> Binder:
        """Take the panel's means, from some of its series, and look whether anything ever changed."""
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
        """Return the bounds with the end."""
        return {"bounds": np.append(self.bounds, self.last)}

    def to_facts(self) -> dict[str, float | str]:
        """Return the name of these units."""
        return {"of": OF_ANCHORS}

    def input_groups(self, frequency: Frequency) -> dict[str, tuple[int, ...]]:  # noqa: ARG002 - the same for all
        """Return the columns of each input by its name."""
        return anchor_inputs.input_groups()


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is of a whole panel: its means, whether nothing ever changed, and of a small one the view of all its series."""

    means: PanelMeans
    never_changed: bool
    kept: View | None


@dataclass(frozen=True, slots=True)
class _AnchorBinder(Binder):
    units: AnchorUnits
    whole: Whole
    lags: tuple[int, ...]
    facts: _Facts | None = None
    of_kept: Ints | None = None  # the rows of a kept view that are those of the panel, where it has others, too

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
        """Take the panel's means over some of its ``count`` series."""
        if len(some) == count and (count == 1 or count * self.history.steps <= MAX_KEPT):
            read = self._read(some)
            means = panel_means([(read[0].history, read[2])], count)
            return _Facts(means, never_changed, self._view(*read, means, never_changed=never_changed).laid_out())
        parts_read = map(self._read, stretches(some, self.history.steps, at_most=AT_ONCE))
        of_parts = ((design.history, errors) for design, _, errors in parts_read)
        return _Facts(panel_means(of_parts, count), never_changed, None)

    def _read(self, series: Ints, design: Design | None = None) -> tuple[Design, Floats, AnchorErrors]:
        """Return the design of some series, what the anchors forecast at every step, and how far they were off."""
        design = design_of(self.history.take(series), self.lags) if design is None else design
        history = design.history
        knots = knots_of(history.horizon)
        folds = self.units.folds(history.slots[:, : history.steps]) if self.folds is None else self.folds[series]
        made = out_of_fold(self.anchors.of_series(series), design, folds, knots)
        return design, made, anchor_errors(history, made, knots)

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
        scale = np.full_like(errors.scale, STILL) if never_changed else _unit_of(errors)
        return View(inputs, scale, knots, made)


def _unit_of(errors: AnchorErrors) -> Floats:
    """Return what outputs are multiples of: the running errors, or the fine ones where they are far below these.

    Simulated counts are rarely known to less than 2 %; large counts of slow things are.
    """
    finer = (errors.fine < FINE * errors.scale) & (errors.fine < SMALLEST)
    return np.where(finer, CAUTION * errors.fine, errors.scale)


def _never_changed(history: History) -> bool:
    """Whether every series of a panel has always been the same count."""
    return bool((history.level == history.level[:, :1]).all())
