"""The known counts of a panel in one array, so that checks need no loop over series."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Bools, Floats, Ints, Values
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.series import Series, TimeStyle
from lstm_cli.remarks import Plain, first_names

__all__ = ["Known", "Narrow", "known_counts"]

Narrow: TypeAlias = NDArray[np.int32]  # halves the memory of arrays with a value per count


@dataclass(frozen=True, slots=True)
class Known:
    """K known counts of N series, by series and then by time.

    counts: (K,); slots: (K,), of the time line; gaps: (K,), steps since the known count before, 0 for the first of a series;
    first, size: (N,), index of the first count of each series and their number, at least 1; empty: (N,), rows without a
    count between the first and the last known one.
    """

    members: Sequence[Series]
    counts: Values
    slots: Narrow
    gaps: Narrow
    first: Ints
    size: Ints
    empty: Ints
    frequency: Frequency
    style: TimeStyle

    @property
    def last(self) -> Ints:
        """The index of the last count of each series."""
        return self.first + self.size - 1

    @property
    def series(self) -> Narrow:
        """The series of each count, (K,)."""
        return np.repeat(np.arange(len(self.size), dtype=np.int32), self.size)

    def total(self, values: Ints | Narrow | Bools) -> Ints:
        """Return the sum of values (K,) over each series."""
        return np.asarray(np.add.reduceat(values, self.first, dtype=np.int64))

    def largest(self, values: Ints | Narrow) -> Ints:
        """Return the largest of values (K,) in each series."""
        return np.asarray(np.maximum.reduceat(values, self.first), np.int64)

    @property
    def step(self) -> dict[str, Plain]:
        """The details from which sentences write numbers of steps."""
        frequency = self.frequency
        return {"step_seconds": frequency.seconds, "step_months": frequency.months, **frequency.open_details}

    def at(self, place: int) -> np.datetime64:
        """Return the time of one count."""
        member = self.members[int(np.searchsorted(self.first, place, side="right")) - 1]
        time: np.datetime64 = member.times[int(self.slots[place]) - member.start]
        return time

    def time(self, place: int) -> str:
        """Write the time of one count as the data do."""
        return self.style.write(self.at(place))

    def worst(self, rows: Ints, badness: Ints | Narrow | Floats) -> tuple[int, dict[str, Plain]]:
        """Return the worst of some series, and details with the names of the worst three and the number of all.

        ``badness`` has a number for each of ``rows``; of equal ones, the first series is the worst.
        """
        order = rows[np.argsort(-badness, kind="stable")]
        names = first_names([self.members[row].name for row in order.tolist()])
        return int(order[0]), {**names, "of": len(self.members)}


def known_counts(series: Sequence[Series], frequency: Frequency, style: TimeStyle, empty: Ints | None = None) -> Known:
    """Return the known counts of some series; without ``empty``, rows without a count are not known."""
    observed = np.concatenate([each.observed for each in series])
    lengths = np.array([len(each) for each in series])
    begins = np.cumsum(lengths) - lengths
    size = np.add.reduceat(observed, begins, dtype=np.int64)
    first = np.cumsum(size) - size
    counts = np.concatenate([each.counts for each in series])
    counts = counts if observed.all() else counts[observed]
    slots = np.flatnonzero(observed).astype(np.int32)
    slots += np.repeat((np.array([each.start for each in series]) - begins).astype(np.int32), size)
    gaps = np.diff(slots, prepend=slots[:1])
    gaps[first] = 0
    without = np.zeros(len(series), np.int64) if empty is None else empty
    return Known(series, counts, slots, gaps, first, size, without, frequency, style)
