"""The known counts of a panel, some series at a time, so that checks need neither a loop over series nor much memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import starmap
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Array, Bools, Floats, Ints, Values
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.packed import (
    MISSING,
    PackedSeries,
    lengths_in,
    names_in,
    release_values,
    starts_in,
    stretch_of,
    stretches_of,
)
from lstm_cli.panel.series import Series, TimeStyle
from lstm_cli.remarks import Plain, first_names

__all__ = ["Known", "KnownPanel", "Narrow", "gaps_between", "known_counts", "places_of"]

Narrow: TypeAlias = NDArray[np.int32]  # halves the memory of arrays with a value per count
AT_ONCE: Final = 1 << 20  # steps of the series whose counts are laid end to end, to bound memory


@dataclass(frozen=True)
class Known:
    """K known counts of n series of a panel, by series and then by time.

    begin: the place of the first of them in the panel; empty: (n,), rows without a count between the first and the last
    known one.
    """

    members: Sequence[Series]
    empty: Ints
    frequency: Frequency
    style: TimeStyle
    begin: int = 0

    @cached_property
    def counts(self) -> Values:
        """The known counts, (K,)."""
        members = self.members
        if isinstance(members, PackedSeries):
            known: Values = members.values if self._observed.all() else members.values[self._observed]
            return known.astype(np.promote_types(known.dtype, np.int32) if known.dtype.kind == "i" else members.kind)
        counts: Values = np.concatenate([each.counts for each in members])
        return counts if self._observed.all() else counts[self._observed]

    @cached_property
    def _observed(self) -> Bools:
        """Whether the count of each step is known, by series and then by step."""
        if isinstance(self.members, PackedSeries):
            return np.asarray(self.members.values != MISSING)
        return np.concatenate([each.observed for each in self.members])

    @cached_property
    def size(self) -> Ints:
        """The number of known counts of each series, (n,), at least 1."""
        lengths = lengths_in(self.members)
        return np.asarray(np.add.reduceat(self._observed, np.cumsum(lengths) - lengths, dtype=np.int64))

    @cached_property
    def first(self) -> Ints:
        """The index of the first count of each series, (n,)."""
        return np.asarray(np.cumsum(self.size) - self.size)

    @cached_property
    def last(self) -> Ints:
        """The index of the last count of each series, (n,)."""
        return np.asarray(np.cumsum(self.size) - 1)

    @property
    def series(self) -> Narrow:
        """The series of each count among the n, (K,)."""
        return np.repeat(np.arange(len(self.size), dtype=np.int32), self.size)

    @cached_property
    def slots(self) -> Narrow:
        """The slot of the time line of each count, (K,)."""
        lengths = lengths_in(self.members)
        begins = np.cumsum(lengths) - lengths
        slots = places_of(self._observed)
        slots += np.repeat((starts_in(self.members) - begins).astype(np.int32), self.size)
        return slots

    @property
    def gaps(self) -> Narrow:
        """The steps since the known count before, (K,), 0 for the first of a series."""
        return gaps_between(self.slots, self.first)

    def total(self, values: Ints | Narrow | Bools) -> Ints:
        """Return the sum of values (K,) over each series."""
        return np.asarray(np.add.reduceat(values, self.first, dtype=np.int64))

    def largest(self, values: Ints | Narrow) -> Ints:
        """Return the largest of values (K,) in each series."""
        return np.asarray(np.maximum.reduceat(values, self.first), np.int64)

    def at(self, place: int) -> np.datetime64:
        """Return the time of one count."""
        member = self.members[int(np.searchsorted(self.first, place, side="right")) - 1]
        time: np.datetime64 = member.times[int(self.slots[place]) - member.start]
        return time

    def time(self, place: int) -> str:
        """Write the time of one count as the data do."""
        return self.style.write(self.at(place))


@dataclass(frozen=True)
class KnownPanel:
    """The known counts of N series; empty: (N,), as in `Known`."""

    members: Sequence[Series]
    empty: Ints
    frequency: Frequency
    style: TimeStyle

    def __len__(self) -> int:
        return len(self.members)

    def parts(self) -> Iterator[Known]:
        """Yield the known counts of all series, those of so many series at a time that they take little memory."""
        stretches = stretches_of(lengths_in(self.members), AT_ONCE)
        if len(stretches) == 1:
            yield self._whole
            return
        for part in starmap(self._part, stretches):
            yield part
            release_values(part.members)

    def each(self, facts: Callable[[Known], tuple[Array, ...]]) -> tuple[Array, ...]:
        """Return facts on every series, (N, …), from a function that returns those on some of them."""
        return tuple(map(np.concatenate, zip(*map(facts, self.parts()), strict=True)))

    def one(self, row: int) -> Known:
        """Return the known counts of one series."""
        return self._part(row, row + 1)

    @cached_property
    def _whole(self) -> Known:
        """The only part of a small panel, which all checks share."""
        return self._part(0, len(self))

    def _part(self, low: int, high: int) -> Known:
        """Return the known counts of a stretch of series."""
        return Known(stretch_of(self.members, low, high), self.empty[low:high], self.frequency, self.style, low)

    @property
    def step(self) -> dict[str, Plain]:
        """The details from which sentences write numbers of steps."""
        frequency = self.frequency
        return {"step_seconds": frequency.seconds, "step_months": frequency.months, **frequency.open_details}

    def worst(self, rows: Ints, badness: Ints | Narrow | Floats) -> tuple[int, dict[str, Plain]]:
        """Return the worst of some series, and details with the names of the worst three and the number of all.

        ``badness`` has a number for each of ``rows``; of equal ones, the first series is the worst.
        """
        names = names_in(self.members)
        order = rows[np.argsort(-badness, kind="stable")]
        details = first_names([names[row] for row in order.tolist()])
        return int(order[0]), {**details, "of": len(self)}


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


def known_counts(
    series: Sequence[Series], frequency: Frequency, style: TimeStyle, empty: Ints | None = None
) -> KnownPanel:
    """Return the known counts of some series; without ``empty``, rows without a count are not known."""
    without = np.zeros(len(series), np.int64) if empty is None else empty
    return KnownPanel(series, without, frequency, style)
