"""Valid rows of a table before they are put on a time line, and their origin."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Ints, Values
from lstm_cli.options import ReadOptions
from lstm_cli.panel.frequency_names import Wanted
from lstm_cli.panel.scale import COUNTS, Scale
from lstm_cli.panel.series import Columns, TimeStyle
from lstm_cli.remarks import Remark

__all__ = ["Origin", "RowGroups", "Rows", "run_starts"]


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

    def by_name(self) -> "Rows":
        """Return the rows with their names sorted, in the same order."""
        order = sorted(range(len(self.names)), key=self.names.__getitem__)
        rank = np.empty(len(order), np.int32)
        rank[order] = np.arange(len(order))
        return replace(self, names=[self.names[at] for at in order], series=rank[self.series])

    def in_order(self) -> "Rows":
        """Return the rows ordered by series, then by time."""
        key = self.series.astype(np.int64) * len(self.times) + self.time
        return self if (key[1:] >= key[:-1]).all() else self.select(np.argsort(key, kind="stable"))

    def select(self, places: Ints | Bools) -> "Rows":
        """Return the selected rows, or all rows in another order; their times are not narrowed."""
        return replace(
            self,
            series=self.series[places],
            time=self.time[places],
            count=self.count[places],
            line=self.line[places],
        )


@dataclass(frozen=True, slots=True)
class RowGroups:
    """The rows of a table, those of some series at a time, so that a large table takes little memory.

    names: sorted; times: sorted unique times, (U,); groups: begins anew with the rows of the first series. The rows of a
    group are ordered by series, then by time, and their ``names`` and ``times`` are those of all groups.
    """

    names: list[str]
    times: Datetimes
    groups: Callable[[], Iterator[Rows]]

    @classmethod
    def of(cls, rows: Rows) -> Self:
        """Return rows as one group."""
        ordered = rows.by_name().in_order()
        return cls(ordered.names, ordered.times, lambda: iter((ordered,)))

    def __iter__(self) -> Iterator[Rows]:
        return self.groups()

    def first_at(self, time: int) -> tuple[str, int]:
        """Return the series and the line of the first row at a time, by its index."""
        row, rows = next((int(at[0]), rows) for rows in self if len(at := np.flatnonzero(rows.time == time)))
        return self.names[rows.series[row]], int(rows.line[row])

    def known_lines(self, name: str) -> Ints:
        """Return the lines of the known counts of a series."""
        at = self.names.index(name)
        return np.concatenate([rows.line[(rows.series == at) & (rows.count >= 0)] for rows in self])
