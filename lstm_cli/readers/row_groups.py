"""The rows of a table, those of some series at a time: a large table is never laid out as a whole."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.panel.packed import stretches_of
from lstm_cli.panel.rows import RowGroups, Rows
from lstm_cli.readers.cells import Cells
from lstm_cli.readers.table import Column

__all__ = ["row_groups"]

GROUP: Final = 1 << 21  # rows that are laid out at once, unless one series has more


def row_groups(cells: Cells) -> RowGroups:
    """Return the rows of cells."""
    order = np.array(sorted(range(len(cells.names)), key=cells.names.__getitem__))
    grouped = _Grouped(cells, [cells.names[at] for at in order.tolist()], order)
    return RowGroups(grouped.names, np.unique(cells.times.at), grouped.groups)


@dataclass(frozen=True, slots=True)
class _Grouped:
    """Cells, the sorted names of their series, and ``order``: which series of the cells each of them is."""

    cells: Cells
    names: list[str]
    order: Ints

    def groups(self) -> Iterator[Rows]:
        """Yield the rows of all series."""
        identity, tall = self.cells.id, len(self.cells.lines)
        sizes = np.full(len(self.order), tall) if identity is None else identity.weights()[self.order]
        stretches = stretches_of(sizes, GROUP)
        rank = np.empty(len(self.order), np.int32)
        rank[self.order] = np.arange(len(self.order))
        if len(stretches) == 1:
            yield self._ordered(self.cells.rows(), rank)
        elif identity is None:
            for low, high in stretches:
                rows = self.cells.of_columns(self.order[low:high].tolist()).rows()
                yield self._ordered(rows, np.arange(low, high, dtype=np.int32))
        else:
            spans = _spans(identity, rank)
            for low, high in stretches:
                rows = self.cells.of_rows(_places(identity, rank, spans, low, high)).rows()
                yield self._ordered(rows, rank)
                self.cells.release()

    def _ordered(self, rows: Rows, rank: Ints) -> Rows:
        """Return rows in order; rank: the place of each of their series among the sorted names."""
        return replace(rows, names=self.names, series=rank[rows.series]).in_order()


def _spans(identity: Column, rank: Ints) -> list[tuple[int, int]]:
    """Return the lowest and the highest rank of a series in each stretch of rows."""
    ranks = (rank[codes] for _, codes in identity.stretches())
    return [(int(each.min()), int(each.max())) for each in ranks]


def _places(identity: Column, rank: Ints, spans: list[tuple[int, int]], low: int, high: int) -> Ints:
    """Return the rows of the series from one rank up to another."""
    places = []
    for (start, codes), (lowest, highest) in zip(identity.stretches(), spans, strict=True):
        if lowest < high and low <= highest:
            ranks = rank[codes]
            places.append(start + np.flatnonzero((low <= ranks) & (ranks < high)))
    return np.concatenate(places)
