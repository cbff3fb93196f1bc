"""What the columns of a table hold: dates, counts or names, judged by the first rows if they are enough."""

import re
from collections.abc import Sequence
from functools import cache, cached_property
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.errors import DataError
from lstm_cli.readers.cell_kinds import DATED, NUMBERS, WHOLE, Kind, kind_of
from lstm_cli.readers.counts import BAD, parse_count
from lstm_cli.readers.table import Column, Table

__all__ = ["Contents", "determines"]

ROWS: Final = 1_000  # by which the kind of a column is judged
MAX_TEXTS: Final = 100  # distinct cells of a column to examine, spread over these rows
MIN_SHARE: Final = 0.9  # of the filled cells, for a column of dates; of the rows, for a sum
MIN_COUNTS: Final = 0.5  # of the filled cells that are counts, for a column of counts ...
MIN_NUMERIC: Final = 0.9  # ... in which nearly all cells are numbers, or marks in place of one
MIN_SOME: Final = 0.3  # of the cells that are counts, for a column that may be meant as counts
MIN_GROWING: Final = 10  # steps in one direction, for a column of running totals
MIN_NUMBERED: Final = 3  # different numbers, for a column that numbers the rows ...
MANY: Final = 20  # ... rows, if these begin neither with 0 nor with 1
WHOLE_DAY: Final = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", re.ASCII)  # 20240106


class Contents:
    """The contents of a table's columns, by position; nothing is read before it is needed."""

    def __init__(self, table: Table | None, width: int) -> None:
        self.table = table
        self.width = width
        self.kinds = cache(self._kinds)

    @cached_property
    def _first(self) -> tuple[Sequence[Column], Ints]:
        try:
            return self.table.columns(range(self.width), limit=ROWS) if self.table else ((), np.array([], np.int64))
        except DataError:
            return (), np.array([], np.int64)

    @property
    def first_rows(self) -> Sequence[Column]:
        """Every column of the first rows; empty if they cannot be read."""
        return self._first[0]

    def whole(self, positions: Sequence[int]) -> list[Ints]:
        """Return the codes of whole columns."""
        return [column.codes for column in self.table.columns(positions)[0]] if self.table else []

    def texts(self, position: int) -> list[str]:
        """Return some of the distinct filled cells of the first rows."""
        if not self.first_rows:
            return []
        texts = [text for text in self.first_rows[position].texts if kind_of(text) is not Kind.EMPTY]
        return texts[:: max(1, len(texts) // MAX_TEXTS)]

    def _kinds(self, position: int) -> list[Kind]:
        return [kind_of(text) for text in self.texts(position)]

    def share(self, position: int, kinds: frozenset[Kind]) -> float:
        """Return the share of the distinct cells that are of some kinds."""
        known = self.kinds(position)
        return sum(kind in kinds for kind in known) / len(known) if known else 0.0

    def holds_dates(self, position: int) -> bool:
        """Whether nearly all cells are whole dates, or weeks, months or quarters with their year."""
        whole_days = [text for text in self.texts(position) if WHOLE_DAY.fullmatch(text.strip())]
        if whole_days:
            return len(whole_days) == len(self.texts(position))
        return self.share(position, DATED) >= MIN_SHARE

    def holds_counts(self, position: int) -> bool:
        """Whether most cells are counts, and nearly all others numbers or marks in place of one."""
        return (
            self.share(position, WHOLE) >= MIN_COUNTS
            and self.share(position, NUMBERS) >= MIN_NUMERIC
            and not self.holds_dates(position)
        )

    def holds_some_counts(self, position: int) -> bool:
        """Whether many cells are counts, whatever the others are."""
        return self.share(position, WHOLE) >= MIN_SOME and not self.holds_dates(position)

    def holds_decimals(self, position: int) -> bool:
        """Whether most cells have decimals, and nearly all others are numbers or marks in place of one."""
        return (
            self.share(position, frozenset({Kind.DECIMAL})) >= MIN_COUNTS
            and self.share(position, NUMBERS) >= MIN_NUMERIC
            and not self.holds_dates(position)
        )

    def no_count(self, positions: Sequence[int], *, decimals: bool = False) -> tuple[str, int, str] | None:
        """Return the first cell (column, line, text) of the first rows that is neither a count nor empty.

        ``decimals``: accept cells with decimals if all of the columns hold decimals.
        """
        known = {Kind.COUNT, Kind.EMPTY}
        if decimals and self.first_rows and all(map(self.holds_decimals, positions)):
            known |= {Kind.DECIMAL, Kind.GROUPED}
        for column in (self.first_rows[position] for position in positions) if self.first_rows else ():
            bad = np.array([kind_of(text) not in known for text in column.texts])[column.codes]
            if bad.any():
                row = int(np.argmax(bad))
                return column.name, int(self._first[1][row]), column.texts[column.codes[row]]
        return None

    def numbers(self, position: int) -> list[int]:
        """Return the distinct counts of the first rows if every cell is a count, else nothing."""
        texts = self.first_rows[position].texts if self.first_rows else []
        counts = [parse_count(text) for text in texts]
        return counts if min(counts, default=BAD) >= 0 else []

    def is_sum(self, position: int, parts: Sequence[int]) -> bool:
        """Whether a column is the sum of others in nearly all of the first rows; a cell that is no count adds nothing."""
        total, *others = (
            np.maximum([parse_count(text) for text in column.texts], 0)[column.codes]
            for column in (self.first_rows[at] for at in (position, *parts))
        )
        return float((total == sum(others)).mean()) >= MIN_SHARE

    def holds_words(self, position: int) -> bool:
        """Whether most cells are words."""
        return self.share(position, frozenset({Kind.TEXT})) >= MIN_COUNTS

    def is_row_number(self, position: int) -> bool:
        """Whether the column numbers the rows in steps of one: from 0 or 1, perhaps repeatedly, or many from any start.

        A few other cells, such as those of a total or a note below, have no number.
        """
        if not self.first_rows:
            return False
        column = self.first_rows[position]
        cells = np.array([parse_count(text) for text in column.texts], np.int64)[column.codes]
        rows = cells[cells >= 0]
        if len(np.unique(rows)) < MIN_NUMBERED or len(rows) < MIN_NUMERIC * len(cells):
            return False
        begins = np.append(rows[:1], rows[1:][np.diff(rows) != 1])
        return bool((begins == rows[0]).all()) and bool(rows[0] <= 1 or len(rows) >= MANY)

    def never_falls(self, position: int, series: int | None) -> bool:
        """Whether the counts of each series never fall from row to row, as running totals do, with the newest last or first."""
        numbers = np.array(self.numbers(position))
        if len(numbers) < MIN_GROWING:
            return False
        values = numbers[self.first_rows[position].codes]
        codes = self.first_rows[series].codes if series is not None else np.zeros(len(values), np.int64)
        order = np.argsort(codes, kind="stable")
        steps = np.diff(values[order])[np.diff(codes[order]) == 0]
        return len(steps) >= MIN_GROWING and bool((steps >= 0).all() or (steps <= 0).all())

    def differs_in_every_row(self, position: int) -> bool:
        """Whether no two rows of the whole table have the same cell."""
        column = self.first_rows[position] if self.first_rows else None
        if column is None or len(column.texts) < len(column.codes):
            return False
        (codes,) = self.whole([position])
        return len(np.unique(codes)) == len(codes)

    def varies(self, position: int) -> bool:
        """Whether the first rows hold more than one text."""
        return bool(self.first_rows) and len(self.first_rows[position].texts) > 1


def determines(finer: Ints, coarser: Ints) -> bool:
    """Whether rows that agree in one column also agree in the other, given the codes of both, shape (N,)."""
    pairs = np.unique(np.stack([finer, coarser]), axis=1)
    return len(np.unique(pairs[0])) == int(pairs.shape[1])
