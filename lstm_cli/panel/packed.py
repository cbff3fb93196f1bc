"""Series stored in a few shared arrays and made on demand, so that a large panel takes little more than its counts.

The functions here answer for all series at once, such as their names and lengths, without making the series of a
packed panel.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final, Self, overload

import numpy as np

from lstm_cli._arrays import Array, Datetimes, Ints, Values
from lstm_cli._temporary import release
from lstm_cli.panel.series import Panel, Series

__all__ = [
    "INTEGERS",
    "MISSING",
    "PackedSeries",
    "empty_rows_of",
    "ends_of",
    "extents_in",
    "known_and_missing",
    "lengths_in",
    "lengths_of",
    "names_in",
    "narrow_type",
    "newest_times",
    "release_values",
    "series_names",
    "starts_in",
    "starts_of",
    "stretch_of",
    "stretches_of",
]

MISSING: Final = -1  # a value that is not known
AT_ONCE: Final = 1 << 12  # series after which values in a file are taken out of memory
INTEGERS: Final = ("|i1", "<i2", "<i4", "<i8")  # of packed counts, smallest first


@dataclass(frozen=True, slots=True, eq=False)
class PackedSeries(Sequence[Series]):
    """N series on one time line.

    names, lengths, starts, later_empty, earlier_empty (N,): the fields of each `Series`; line (S,): the time of every slot;
    values (T,): those of all series in turn, `MISSING` if not known, of any numeric type; kind: the type of the counts.
    """

    names: Sequence[str]
    lengths: Ints
    starts: Ints
    later_empty: Sequence[int]
    earlier_empty: Sequence[int]
    line: Datetimes
    values: Array
    kind: np.dtype[Any]
    stops: Ints = field(init=False)  # (N,): the end of each series among the values

    def __post_init__(self) -> None:
        object.__setattr__(self, "stops", np.cumsum(self.lengths))

    def __len__(self) -> int:
        return len(self.names)

    @overload
    def __getitem__(self, at: int) -> Series: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Series, ...]: ...

    def __getitem__(self, at: int | slice) -> Series | tuple[Series, ...]:
        if isinstance(at, slice):
            return tuple(self._series(row) for row in range(*at.indices(len(self))))
        return self._series(range(len(self))[at])

    def __iter__(self) -> Iterator[Series]:
        for row in range(len(self)):
            if row % AT_ONCE == 0:
                release(self.values)
            yield self._series(row)

    def between(self, low: int, high: int) -> Self:
        """Return a stretch of the series, which shares their values."""
        begin = int(self.stops[low] - self.lengths[low])
        each = slice(low, high)
        return replace(
            self,
            names=self.names[each],
            lengths=self.lengths[each],
            starts=self.starts[each],
            later_empty=self.later_empty[each],
            earlier_empty=self.earlier_empty[each],
            values=self.values[begin : int(self.stops[high - 1])],
        )

    def _series(self, row: int) -> Series:
        """Make one series."""
        length, start, stop = int(self.lengths[row]), int(self.starts[row]), int(self.stops[row])
        values = self.values[stop - length : stop]
        observed, counts = values != MISSING, values.astype(self.kind)
        if not observed.all():
            counts[~observed] = 0
        times = self.line[start : start + length]
        return Series(self.names[row], times, counts, observed, start, self.later_empty[row], self.earlier_empty[row])


def narrow_type(counts: Iterable[Values]) -> np.dtype[Any]:
    """Return the smallest type that holds all counts and `MISSING`; that of the values themselves for rates."""
    largest = 0
    for values in counts:
        if values.dtype.kind == "f":
            return values.dtype
        largest = max(largest, int(values.max(initial=0)))
    return np.dtype(next(each for each in INTEGERS if largest <= np.iinfo(each).max))


def names_in(series: Sequence[Series]) -> Sequence[str]:
    """Return the name of each of some series."""
    return series.names if isinstance(series, PackedSeries) else [each.name for each in series]


def lengths_in(series: Sequence[Series]) -> Ints:
    """Return the number of steps of each of some series, (N,)."""
    return series.lengths if isinstance(series, PackedSeries) else np.array([*map(len, series)], np.int64)


def release_values(series: Sequence[Series]) -> None:
    """Take the values of packed series out of memory if they are in a file."""
    if isinstance(series, PackedSeries):
        release(series.values)


def starts_in(series: Sequence[Series]) -> Ints:
    """Return the slot of the first observation of each of some series, (N,)."""
    return series.starts if isinstance(series, PackedSeries) else np.array([each.start for each in series], np.int64)


def extents_in(series: Sequence[Series]) -> tuple[Ints, Ints]:
    """Return the slot of the first observation of each of some series, and the slot after the last, (N,) each."""
    starts = starts_in(series)
    return starts, np.asarray(starts + lengths_in(series))


def empty_rows_of(series: Sequence[Series]) -> tuple[Sequence[int], Sequence[int]]:
    """Return how many rows without a count each of some series has before its first known count, and after its last."""
    if isinstance(series, PackedSeries):
        return series.earlier_empty, series.later_empty
    return [each.earlier_empty for each in series], [each.later_empty for each in series]


def newest_times(series: Sequence[Series]) -> Datetimes:
    """Return the time of the last observation of each of some series, (N,)."""
    if isinstance(series, PackedSeries):
        return np.asarray(series.line[series.starts + series.lengths - 1])
    return np.array([each.times[-1] for each in series])


def stretch_of(series: Sequence[Series], low: int, high: int) -> Sequence[Series]:
    """Return the series from ``low`` up to ``high``, packed if they are."""
    return series.between(low, high) if isinstance(series, PackedSeries) else series[low:high]


def stretches_of(sizes: Ints, most: int) -> list[tuple[int, int]]:
    """Return where stretches of series begin and end whose sizes (N,) add up to about ``most``.

    >>> stretches_of(np.array([3, 3, 3, 9, 1]), 6)
    [(0, 2), (2, 3), (3, 4), (4, 5)]
    """
    stops = np.cumsum(sizes)
    begins = np.unique(np.searchsorted(stops, np.arange(0, int(stops[-1]), most), side="right"))
    return list(pairwise([*begins.tolist(), len(sizes)]))


def series_names(panel: Panel) -> Sequence[str]:
    """Return the name of every series."""
    return names_in(panel.series)


def lengths_of(panel: Panel) -> Ints:
    """Return the number of steps of every series, (N,)."""
    return lengths_in(panel.series)


def known_and_missing(panel: Panel) -> tuple[int, int]:
    """Return the number of steps of all series with a known value, and of those without."""
    known = sum(int(np.count_nonzero(series.observed)) for series in panel.series)
    return known, int(lengths_of(panel).sum()) - known


def starts_of(panel: Panel) -> Ints:
    """Return the slot of the first observation of every series, (N,)."""
    return starts_in(panel.series)


def ends_of(panel: Panel) -> Ints:
    """Return the slot after the last observation of every series, (N,)."""
    return extents_in(panel.series)[1]
