"""The known counts of a panel in one array, so that checks need no loop over series."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Bools, Floats, Ints, Values
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.packed import MISSING, PackedSeries, names_in
from lstm_cli.panel.series import Series, TimeStyle
from lstm_cli.remarks import Plain, first_names

__all__ = ["Known", "Narrow", "gaps_between", "known_counts", "places_of"]

Narrow: TypeAlias = NDArray[np.int32]  # halves the memory of arrays with a value per count


@dataclass(frozen=True)
class Known:
    """K known counts of N series, by series and then by time.

    slots: (K,), of the time line; gaps: (K,), steps since the known count before, 0 for the first of a series; first, size:
    (N,), index of the first count of each series and their number, at least 1; empty: (N,), rows without a count between
    the first and the last known one.
    """

    members: Sequence[Series]
    slots: Narrow
    gaps: Narrow
    first: Ints
    size: Ints
    empty: Ints
    frequency: Frequency
    style: TimeStyle

    @cached_property
    def counts(self) -> Values:
        """The known counts, (K,); made when they are first asked for, by when the rows of a table are no longer in memory."""
        members = self.members
        if isinstance(members, PackedSeries):
            values = members.values
            known: Values = values if len(values) == len(self.slots) else values[values != MISSING]
            return known.astype(np.promote_types(known.dtype, np.int32) if known.dtype.kind == "i" else members.kind)
        counts: Values = np.concatenate([each.counts for each in members])
        return counts if len(counts) == len(self.slots) else counts[np.concatenate([each.observed for each in members])]

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
        names = names_in(self.members)
        order = rows[np.argsort(-badness, kind="stable")]
        details = first_names([names[row] for row in order.tolist()])
        return int(order[0]), {**details, "of": len(self.members)}


def places_of(wanted: Bools) -> Narrow:
    """Return where a condition holds, as int32: half of the memory of `numpy.flatnonzero`."""
    every = np.arange(len(wanted), dtype=np.int32)
    return every if wanted.all() else every[wanted]


def gaps_between(places: Narrow, first: Ints) -> Narrow:
    """Return the distance of each place from the one before, (K,), 0 at the first of each series (N,)."""
    gaps = np.empty_like(places)
    np.subtract(places[1:], places[:-1], out=gaps[1:])
    gaps[first] = 0
    return gaps


def known_counts(series: Sequence[Series], frequency: Frequency, style: TimeStyle, empty: Ints | None = None) -> Known:
    """Return the known counts of some series; without ``empty``, rows without a count are not known."""
    if isinstance(series, PackedSeries):
        observed, lengths, starts = series.values != MISSING, series.lengths, series.starts
    else:
        observed = np.concatenate([each.observed for each in series])
        lengths, starts = (np.array(each) for each in zip(*((len(one), one.start) for one in series), strict=True))
    begins = np.cumsum(lengths) - lengths
    size = np.add.reduceat(observed, begins, dtype=np.int64)
    first = np.cumsum(size) - size
    slots = places_of(observed)
    slots += np.repeat((starts - begins).astype(np.int32), size)
    gaps = gaps_between(slots, first)
    without = np.zeros(len(series), np.int64) if empty is None else empty
    return Known(series, slots, gaps, first, size, without, frequency, style)
