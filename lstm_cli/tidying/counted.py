"""Rows whose counts are read: in the layout of the file, and in long format with a series, a time and a count each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Ints
from lstm_cli.panel.rows import run_starts
from lstm_cli.tidying.numbers import is_known, total
from lstm_cli.tidying.sheet import Sheet

__all__ = ["Counted", "Long"]


@dataclass(frozen=True, slots=True)
class Counted:
    """A sheet and its counts: int64 of shape (N, K), one column per column of counts.

    ``unread``: the texts that are no count; ``counts`` holds a code for each of them (`lstm_cli.tidying.numbers`).
    """

    sheet: Sheet
    counts: Ints
    unread: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.sheet)

    @property
    def total(self) -> int:
        """The sum of all counts."""
        return total(self.counts)

    def where(self, kept: Bools) -> "Counted":
        """Return some rows."""
        return Counted(self.sheet.where(kept), self.counts[kept], self.unread)

    def from_times_across(self, names: list[str], series: Ints, at: Datetimes) -> "Long":
        """Return one row per count of a table in which each column of counts is a time."""
        rows, times = self.counts.shape
        row = np.repeat(np.arange(rows), times)
        return Long(names, series[row], np.tile(at, rows), self.counts.ravel(), row)

    def from_series_across(self, names: Sequence[str], at: Datetimes) -> "Long":
        """Return one row per count of a table in which each column of counts is a series."""
        rows, series = self.counts.shape
        row = np.repeat(np.arange(rows), series)
        return Long(list(names), np.tile(np.arange(series), rows), at[row], self.counts.ravel(), row)


@dataclass(frozen=True, slots=True)
class Long:
    """Rows of a series, a time and a count; arrays of shape (N,).

    ``series`` are indices into ``names``; ``at`` is datetime64[s]; ``counts`` are as in `Counted`; ``row`` is the row of
    the sheet from which a count comes: the first of them for a sum, -1 for a row that was added.
    """

    names: list[str]
    series: Ints
    at: Datetimes
    counts: Ints
    row: Ints

    def __len__(self) -> int:
        return len(self.counts)

    @property
    def total(self) -> int:
        """The sum of all counts."""
        return total(self.counts)

    def where(self, kept: Bools | Ints) -> "Long":
        """Return the selected rows, or all rows in another order."""
        return replace(self, series=self.series[kept], at=self.at[kept], counts=self.counts[kept], row=self.row[kept])

    def with_counts(self, counts: Ints) -> "Long":
        """Return the rows with other counts."""
        return replace(self, counts=counts)

    def ordered(self) -> "Long":
        """Return the rows sorted by the name of their series, then by time; ``names`` is sorted too, without unused names."""
        used = np.flatnonzero(np.bincount(self.series, minlength=len(self.names)))
        by_name = np.array(sorted(used.tolist(), key=self.names.__getitem__), np.int64)
        rank = np.zeros(len(self.names), np.int64)
        rank[by_name] = np.arange(len(by_name))
        series, at = rank[self.series], self.at.astype(np.int64)
        moved = replace(self, names=[self.names[place] for place in by_name.tolist()], series=series)
        step = np.diff(series)
        if ((step > 0) | ((step == 0) & (np.diff(at) >= 0))).all():
            return moved
        return moved.where(np.lexsort((at, series)))

    @property
    def starts(self) -> Ints:
        """The first row of each series; rows must be ordered."""
        return run_starts(self.series)

    @property
    def lengths(self) -> Ints:
        """The number of rows of each series; rows must be ordered."""
        return np.diff(np.append(self.starts, len(self)))

    @property
    def has_begun(self) -> Bools:
        """Whether the series of each row has a known count in it or before it; rows must be ordered."""
        known = is_known(self.counts)
        seen = np.cumsum(known)
        return np.asarray(seen > np.repeat((seen - known)[self.starts], self.lengths))

    @property
    def repeated(self) -> Bools:
        """Whether a row has the series and time of the row before; rows must be ordered."""
        same = (np.diff(self.series) == 0) & (np.diff(self.at.astype(np.int64)) == 0)
        return np.concatenate([np.zeros(min(len(self), 1), np.bool_), same])
