"""Series that change their step, such as daily rows that become weekly ones, which may hold the week's total."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.panel.checks.known import Known, Narrow, gaps_between, places_of
from lstm_cli.remarks import Plain, Remark

__all__ = ["StepChange", "changed_steps", "step_changes", "totals_between_zeros"]

MIN_RUN: Final = 8  # wide gaps in a row, equal or alternating (3 and 4 days), that are another step ...
MAX_UNLIKE: Final = 1 / 8  # difference of two pairs of gaps: months of 4 and 5 weeks, or 28 to 31 days, are equal ...
MIN_SINGLES: Final = 8  # ... if the others are mostly single steps, at least so many ...
AT_ONCE: Final = 1 << 20  # counts examined at once, to bound memory
MAX_CHANCE: Final = 1e-6  # ... and the run is no chance


@dataclass(frozen=True, slots=True)
class StepChange:
    """A series by its index, and its counts with another step: from ``begin`` to ``end`` among the known ones."""

    row: int
    begin: int
    end: int
    steps: float  # mean distance between them

    @property
    def rows(self) -> int:
        """The number of counts with the other step."""
        return self.end - self.begin

    @property
    def absent(self) -> float:
        """The number of steps without a count between them."""
        return (self.steps - 1) * self.rows


def step_changes(known: Known) -> list[StepChange]:
    """Return, in the panel's order, the series with a run of wide gaps of one step among rows at every step."""
    return list(_changes(known.gaps, known.first, known.size))


def changed_steps(known: Known, changes: Sequence[StepChange]) -> list[Remark]:
    """Return a remark on series that change their step."""
    if not changes:
        return []
    rows = np.array([each.row for each in changes])
    return [Remark("step-changed", _details(known, changes, rows, np.arange(len(known.counts))))]


def totals_between_zeros(known: Known) -> list[Remark]:
    """Return a remark on series whose counts become zero except at every seventh step, say."""
    above = known.counts > 0
    size = known.total(above)
    rows = np.flatnonzero(size)
    if known.counts.min() or not len(rows):
        return []
    places = places_of(above)
    first = np.cumsum(size[rows]) - size[rows]
    gaps = gaps_between(places, first)
    changes = list(_changes(gaps, first, size[rows]))
    if not changes:
        return []
    return [Remark("zeros-between-totals", _details(known, changes, rows[[each.row for each in changes]], places))]


def _details(known: Known, changes: Sequence[StepChange], rows: Ints, places: Ints | Narrow) -> dict[str, Plain]:
    """Return the details of changes of step: ``rows`` are their series, ``places`` the counts among the known ones."""
    worst, details = known.worst(rows, np.array([each.rows for each in changes]))
    change = changes[rows.tolist().index(worst)]
    period = {"first": known.time(int(places[change.begin + 1])), "last": known.time(int(places[change.end]))}
    return {**details, "steps": change.steps, **known.step, **period}


def _changes(gaps: Narrow, first: Ints, size: Ints) -> Iterator[StepChange]:
    """Yield the changes of step, from the gaps (K,) before each count, 0 before the first of each series."""
    ends = first + size
    cuts = np.unique(np.searchsorted(ends, np.arange(0, int(ends[-1]) + AT_ONCE, AT_ONCE)))
    for low, high in pairwise([*cuts.tolist(), len(first)]):
        if low < high:
            start = int(first[low])
            for change in _some_changes(gaps[start : int(ends[high - 1])], first[low:high] - start, size[low:high]):
                yield replace(change, row=change.row + low, begin=change.begin + start, end=change.end + start)


def _some_changes(gaps: Narrow, first: Ints, size: Ints) -> list[StepChange]:
    """Return the changes of step of some series."""
    wide = gaps > 1
    pair, paired = gaps.copy(), wide.copy()
    pair[:-1] += gaps[1:]
    paired[:-1] &= wide[1:]
    paired[-1:] = False
    alike = np.abs(np.diff(pair)) <= MAX_UNLIKE * pair[1:]
    goes_on = paired & np.concatenate([[False], paired[:-1] & alike])
    place = np.arange(len(gaps), dtype=np.int32)
    begin = np.maximum.accumulate(np.where(goes_on, -1, place))
    run = np.where(paired, place - begin + 2, 0)  # length of the run of gaps up to the next count
    changes = []
    for row in np.flatnonzero(np.maximum.reduceat(run, first) >= MIN_RUN).tolist():
        start, stop = int(first[row]), int(first[row] + size[row])
        end = start + int(np.argmax(run[start:stop])) + 1
        inside = slice(end - int(run[end - 1]) + 1, end + 1)
        others = np.delete(gaps[start:stop], np.r_[0, inside.start - start : inside.stop - start])
        if _is_no_chance(int((others > 1).sum()), len(others), inside.stop - inside.start):
            changes.append(StepChange(row, inside.start - 1, end, float(gaps[inside].mean())))
    return changes


def _is_no_chance(wide: int, others: int, run: int) -> bool:
    """Whether ``run`` wide gaps in a row are no chance, given that ``wide`` of the ``others`` gaps are wide."""
    share = (wide + 1) / (others + 2)
    return others - wide >= MIN_SINGLES and bool((others + run) * share**run <= MAX_CHANCE)
