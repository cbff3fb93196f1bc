"""Series stored in a few shared arrays and made on demand, so that a large panel takes little more than its counts.

The functions here answer for all series at once, such as their names and lengths, without making the series of a
packed panel.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, overload

import numpy as np

from lstm_cli._arrays import Array, Datetimes, Ints
from lstm_cli.panel.series import Panel, Series

__all__ = ["MISSING", "PackedSeries", "ends_of", "lengths_of", "series_names", "starts_of"]

MISSING: Final = -1  # a value that is not known


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
        return map(self._series, range(len(self)))

    def _series(self, row: int) -> Series:
        """Make one series."""
        length, start, stop = int(self.lengths[row]), int(self.starts[row]), int(self.stops[row])
        values = self.values[stop - length : stop]
        observed, counts = values != MISSING, values.astype(self.kind)
        if not observed.all():
            counts[~observed] = 0
        times = self.line[start : start + length]
        return Series(self.names[row], times, counts, observed, start, self.later_empty[row], self.earlier_empty[row])


def series_names(panel: Panel) -> Sequence[str]:
    """Return the name of every series."""
    return panel.series.names if isinstance(panel.series, PackedSeries) else [series.name for series in panel.series]


def lengths_of(panel: Panel) -> Ints:
    """Return the number of steps of every series, (N,)."""
    if isinstance(panel.series, PackedSeries):
        return panel.series.lengths
    return np.array([len(series) for series in panel.series], np.int64)


def starts_of(panel: Panel) -> Ints:
    """Return the slot of the first observation of every series, (N,)."""
    if isinstance(panel.series, PackedSeries):
        return panel.series.starts
    return np.array([series.start for series in panel.series], np.int64)


def ends_of(panel: Panel) -> Ints:
    """Return the slot after the last observation of every series, (N,)."""
    return np.asarray(starts_of(panel) + lengths_of(panel))
