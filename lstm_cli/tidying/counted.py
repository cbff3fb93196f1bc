"""Rows whose counts are read: as they stand in the file, and below one another with a series, a time and a count each."""

from dataclasses import dataclass, replace

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Ints
from lstm_cli.tidying.numbers import total
from lstm_cli.tidying.sheet import Sheet

__all__ = ["Counted", "Long"]


@dataclass(frozen=True, slots=True)
class Counted:
    """A sheet and its counts: int64 of shape (N, K), one column for each that holds counts.

    ``unread`` are the texts that are no count, for which ``counts`` hold codes (`lstm_cli.tidying.numbers`).
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


@dataclass(frozen=True, slots=True)
class Long:
    """A series, a time and a count a row; arrays of shape (N,).

    ``series`` counts into ``names``; ``at`` is datetime64[s]; ``counts`` are as in `Counted`; ``row`` is the row of the
    sheet that a count comes from, the first of them where it is a sum, and -1 where there is none.
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
        """Return some rows, or all in another order."""
        return replace(self, series=self.series[kept], at=self.at[kept], counts=self.counts[kept], row=self.row[kept])

    def with_counts(self, counts: Ints) -> "Long":
        """Return the rows with other counts."""
        return replace(self, counts=counts)

    def ordered(self) -> "Long":
        """Return the rows by the name of the series as text, then by time; ``names`` are in that order, and all used."""
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
        """Where each series begins, in ordered rows."""
        return np.flatnonzero(np.diff(self.series, prepend=-1))

    @property
    def repeated(self) -> Bools:
        """Whether a row is of the same series and time as the row before; of ordered rows."""
        same = (np.diff(self.series) == 0) & (np.diff(self.at.astype(np.int64)) == 0)
        return np.concatenate([np.zeros(min(len(self), 1), np.bool_), same])
