"""A table as every input format provides it: a header, and columns of cells as text that know their lines.

A column holds codes into a vocabulary of distinct texts: counts and dates repeat, so each distinct text is parsed
once, and millions of rows cost a few array elements each.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Bools, Ints
from lstm_cli._temporary import release
from lstm_cli.errors import Problem
from lstm_cli.options import ReadOptions
from lstm_cli.problems import MAX_SHOWN, Problems, shown
from lstm_cli.readers.source import Source
from lstm_cli.remarks import Remark

__all__ = ["Codes", "Column", "Header", "HeldTable", "InputFormat", "Table", "add_bad_cells", "bad_cell", "no_rows"]


STRETCH: Final = 1 << 20  # rows at a time, because NumPy makes an index of eight bytes for each
Scalar = TypeVar("Scalar", bound=np.generic)
Codes = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Header:
    """Column names without blanks around them, and their line."""

    names: tuple[str, ...]
    line: int | None  # None if there is none, as in a frame
    delimiter: str = ""  # of formats that have one
    notes: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its name and position in the header: distinct texts, and ``held``, the index of each row's text.

    The indices have the smallest possible integer type; ``codes`` are the same as int64.
    """

    name: str
    position: int
    texts: list[str]
    held: Codes

    def __len__(self) -> int:
        return len(self.held)

    @property
    def codes(self) -> Ints:
        """The index of each row's text, int64."""
        return self.held.astype(np.int64, copy=False)

    def text(self, row: int) -> str:
        """Return the cell of one row."""
        return self.texts[int(self.held[row])]

    def select(self, rows: slice | Bools | Ints) -> "Column":
        """Return the column of some rows, with the texts that these rows have."""
        used, held = np.unique(self.held[rows], return_inverse=True)
        return replace(self, texts=[self.texts[code] for code in used.tolist()], held=held)

    def stretches(self) -> Iterator[tuple[int, Codes]]:
        """Yield the indices of some rows at a time, after the first of these rows."""
        for start in range(0, len(self.held), STRETCH):
            yield start, self.held[start : start + STRETCH]
            release(self.held)

    def expand(self, values: NDArray[Scalar]) -> NDArray[Scalar]:
        """Return the value of each row's text, given one value per distinct text."""
        expanded = np.empty(len(self.held), values.dtype)
        for start, codes in self.stretches():
            np.take(values, codes, out=expanded[start : start + len(codes)], mode="clip")
        return expanded

    def rows(self, wanted: Bools) -> Ints:
        """Return the rows whose text is wanted (one truth value per distinct text), in order."""
        return np.flatnonzero(self.expand(wanted))

    def weights(self) -> Ints:
        """Return the number of rows with each text."""
        counts = np.zeros(len(self.texts), np.int64)
        for _, codes in self.stretches():
            counts += np.bincount(codes, minlength=len(self.texts))
        return counts


class Table(Protocol):
    """An open table, which reads columns on demand."""

    @property
    def path(self) -> str:
        """The file as the user named it, for messages."""
        ...

    @property
    def header(self) -> Header:
        """The names of the columns."""
        ...

    def columns(self, positions: Sequence[int], *, limit: int | None = None) -> tuple[list[Column], Ints]:
        """Return the columns at some positions of the header, and the line of every row (of a frame, its position).

        ``limit``: about how many rows are needed, from the first on; None for all. The rows of a pipe can be read in full
        only once.

        Raises
        ------
        DataError
            There is no row, or a row cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class HeldTable:
    """A `Table` whose cells have all been read."""

    path: str
    header: Header
    cells: Sequence[Column]
    lines: Ints

    def columns(self, positions: Sequence[int], *, limit: int | None = None) -> tuple[list[Column], Ints]:
        """Return some columns, and the line of every row."""
        columns = [self.cells[position] for position in positions]
        if limit is not None:
            columns = [column.select(slice(limit)) for column in columns]
        return columns, self.lines[:limit]


@dataclass(frozen=True, slots=True)
class InputFormat:
    """An input format of tables; `lstm_cli.readers.registry` lists them and explains how to add one."""

    name: str
    recognises: Callable[[Source], bool]  # by its first bytes
    open: Callable[[Source, ReadOptions], Table]


def add_bad_cells(
    problems: Problems, column: Column, bad: Bools, *, lines: Ints, expected: str | Callable[[str], str]
) -> None:
    """Collect the rows of a column whose text is ``bad`` (one truth value per distinct text).

    ``expected``: what a valid cell looks like, or a function that returns this for the text of a cell.
    """
    if not bad.any():
        return
    rows = column.rows(bad)
    cells = [(int(lines[row]), column.text(row)) for row in rows[:MAX_SHOWN]]
    problems.add(
        (bad_cell(problems.path, line, column.name, cell, expected) for line, cell in cells),
        total=len(rows),
        position=column.position,
    )


def bad_cell(path: str, line: int, column: str, cell: str, expected: str | Callable[[str], str]) -> Problem:
    """Return the problem of one cell, which ``expected`` is said of as in `add_bad_cells`."""
    wanted = expected if isinstance(expected, str) else expected(cell)
    message = f"column {shown(column)}: expected {wanted}, got {shown(cell)}"
    return Problem(message, path, line, column, cell, kind="cell")


def no_rows(path: str, line: int | None) -> Problem:
    """Return the problem of a table that has only a header, on ``line``."""
    return Problem("a header but no rows: there is nothing to read", path, line, kind="empty")
