"""Series that change their step, such as daily rows that become weekly ones, which may hold the week's total."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.panel.checks.known import Known, KnownPanel, Narrow, gaps_between, places_of
from lstm_cli.remarks import Plain, Remark

__all__ = ["StepChange", "changed_steps", "step_changes", "totals_between_zeros"]

MIN_RUN: Final = 8  # wide gaps in a row, equal or alternating (3 and 4 days), that are another step ...
MAX_UNLIKE: Final = 1 / 8  # difference of two pairs of gaps: months of 4 and 5 weeks, or 28 to 31 days, are equal ...
MIN_SINGLES: Final = 8  # ... if the others are mostly single steps, at least so many ...
MAX_CHANCE: Final = 1e-6  # ... and the run is no chance


@dataclass(frozen=True, slots=True)
class StepChange:
    """A series by its index, and those of its known counts that have another step.

    first, last: which of the known counts of the series; rows: the number of counts with the other step.
    """

    row: int
    first: int
    last: int
    rows: int
    steps: float  # mean distance between them

    @property
    def absent(self) -> float:
        """The number of steps without a count between them."""
        return (self.steps - 1) * self.rows


def step_changes(known: KnownPanel) -> list[StepChange]:
    """Return, in the panel's order, the series with a run of wide gaps of one step among rows at every step."""
    return [
        change
        for part in known.parts()
        for change in _changes(part, np.ones(len(part.slots), np.bool_), positions=part.slots)
    ]


def changed_steps(known: KnownPanel, changes: Sequence[StepChange]) -> list[Remark]:
    """Return a remark on series that change their step."""
    return [Remark("step-changed", _details(known, changes))] if changes else []


def totals_between_zeros(known: KnownPanel) -> list[Remark]:
    """Return a remark on series whose counts become zero except at every seventh step, say."""
    changes = [
        change
        for part in known.parts()
        for change in _changes(part, part.counts > 0, positions=np.arange(len(part.counts), dtype=np.int32))
    ]
    return [Remark("zeros-between-totals", _details(known, changes))] if changes else []


def _details(known: KnownPanel, changes: Sequence[StepChange]) -> dict[str, Plain]:
    """Return the details of changes of step."""
    rows = np.array([each.row for each in changes])
    worst, details = known.worst(rows, np.array([each.rows for each in changes]))
    change, one = changes[rows.tolist().index(worst)], known.one(worst)
    period = {"first": one.time(change.first), "last": one.time(change.last)}
    return {**details, "steps": change.steps, **known.step, **period}


def _changes(part: Known, chosen: Bools, *, positions: Narrow) -> Iterator[StepChange]:
    """Yield the changes of step among chosen counts (K,), whose distances are those of their positions (K,)."""
    size = part.total(chosen)
    rows, places = np.flatnonzero(size), places_of(chosen)
    if not len(rows):
        return
    first = np.cumsum(size[rows]) - size[rows]
    gaps = gaps_between(positions[places], first)
    for at, begin, end in _runs(gaps, first, size[rows]):
        row = int(rows[at])
        first_one, last_one = (int(places[place] - part.first[row]) for place in (begin + 1, end))
        yield StepChange(part.begin + row, first_one, last_one, end - begin, float(gaps[begin + 1 : end + 1].mean()))


def _runs(gaps: Narrow, first: Ints, size: Ints) -> Iterator[tuple[int, int, int]]:
    """Yield series with a run of wide gaps that is no chance, with the places of the counts before the run and at its end.

    The gaps (K,) before each count are 0 before the first of each series.
    """
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
    for row in np.flatnonzero(np.maximum.reduceat(run, first) >= MIN_RUN).tolist():
        start, stop = int(first[row]), int(first[row] + size[row])
        end = start + int(np.argmax(run[start:stop])) + 1
        before = end - int(run[end - 1])
        others = np.delete(gaps[start:stop], np.r_[0, before + 1 - start : end + 1 - start])
        if _is_no_chance(int((others > 1).sum()), len(others), end - before):
            yield row, before, end


def _is_no_chance(wide: int, others: int, run: int) -> bool:
    """Whether ``run`` wide gaps in a row are no chance, given that ``wide`` of the ``others`` gaps are wide."""
    share = (wide + 1) / (others + 2)
    return others - wide >= MIN_SINGLES and bool((others + run) * share**run <= MAX_CHANCE)
