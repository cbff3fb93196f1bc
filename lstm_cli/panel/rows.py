"""Valid rows of a table before they are put on a time line, and their origin."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from itertools import compress

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Ints, Values
from lstm_cli.options import ReadOptions
from lstm_cli.panel.frequency_names import Wanted
from lstm_cli.panel.scale import COUNTS, Scale
from lstm_cli.panel.series import Columns, TimeStyle
from lstm_cli.remarks import Remark

__all__ = ["Origin", "Rows", "run_starts"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where rows are from and how they were read; ``wanted`` is the named step, None to infer it."""

    source: str  # the path as given, for messages
    columns: Columns
    style: TimeStyle
    wanted: Wanted | None = None
    reading: ReadOptions = field(default_factory=ReadOptions)  # options that read such a table again
    notes: tuple[Remark, ...] = ()
    scale: Scale = COUNTS

    @property
    def infers(self) -> bool:
        """Whether the step is inferred from the rows."""
        return self.wanted is None or not self.wanted.text


def run_starts(series: Ints) -> Ints:
    """Return the place of the first of each run of equal values."""
    return np.flatnonzero(np.append(np.ones(min(len(series), 1), np.bool_), series[1:] != series[:-1]))


@dataclass(frozen=True, slots=True)
class Rows:
    """Valid rows, initially in file order: arrays of shape (N,); ``count`` is -1 if missing."""

    names: list[str]
    series: Ints  # index into names
    times: Datetimes  # sorted unique times, shape (U,)
    time: Ints  # index into times
    count: Values
    line: Ints

    def in_order(self) -> "Rows":
        """Sort the rows by the name of their series, then by time; in place, so that no row is in memory twice.

        Only the returned rows have their names sorted, too.
        """
        order_of_names = sorted(range(len(self.names)), key=self.names.__getitem__)
        names = [self.names[at] for at in order_of_names]
        rank = np.empty(len(order_of_names), np.int32)
        rank[order_of_names] = np.arange(len(order_of_names))
        self.series[:] = rank[self.series]
        narrow = len(names) * len(self.times) <= np.iinfo(np.int32).max
        key: Ints = self.series.astype(np.int32) if narrow else self.series.astype(np.int64)
        key *= len(self.times)
        key += self.time
        if not (key[1:] >= key[:-1]).all():
            order = np.argsort(key, kind="stable")
            del key
            for values in (self.series, self.time, self.count, self.line):
                values[:] = values[order]
        return replace(self, names=names)

    def select(self, places: Ints | Bools) -> "Rows":
        """Return the selected rows, or all rows in another order; their times are not narrowed."""
        return replace(
            self,
            series=self.series[places],
            time=self.time[places],
            count=self.count[places],
            line=self.line[places],
        )

    def lines_of(self, name: str) -> Ints:
        """Return the lines of the known counts of one series."""
        return np.asarray(self.line[(self.series == self.names.index(name)) & (self.count >= 0)])

    def without(self, names: Collection[str]) -> "Rows":
        """Return the rows of the other series."""
        kept = np.array([name not in names for name in self.names], np.bool_)
        left = self.select(kept[self.series])
        used, time = np.unique(left.time, return_inverse=True)
        series = (np.cumsum(kept) - 1)[left.series]
        return replace(
            left, names=list(compress(self.names, kept.tolist())), series=series, times=self.times[used], time=time
        )
