"""The cells of a table of forecasts, and how columns of numbers, times and names are read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Bools, Datetimes, Floats, Ints
from lstm_cli.errors import Hint
from lstm_cli.panel.series import TimeStyle
from lstm_cli.problems import Problems
from lstm_cli.readers.counts import ABSENT
from lstm_cli.readers.format_hints import hint_of_format, only_format
from lstm_cli.readers.table import Column, Header, Table, add_bad_cells
from lstm_cli.readers.timestamps import ParsedTimes, parse_times

__all__ = ["Sheet", "is_absent", "parse_numbers", "sheet_of"]

NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of all columns of a table, and the problems found so far."""

    header: Header
    columns: list[Column]
    lines: Ints  # physical line of every row
    problems: Problems
    advice: list[Hint] = field(default_factory=list)  # for all problems together

    @property
    def source(self) -> str:
        """The path as given."""
        return self.problems.path

    def __len__(self) -> int:
        return len(self.lines)

    def of(self, position: int, parsed: NDArray[np.generic]) -> NDArray[np.generic]:
        """Expand values of a column's distinct texts to its rows."""
        return self.columns[position].expand(parsed)

    def only(self, rows: Bools) -> "Sheet":
        """Return some of the rows."""
        columns = [replace(column, held=column.held[rows]) for column in self.columns]
        return replace(self, columns=columns, lines=self.lines[rows])

    def with_texts(self, position: int, texts: list[str]) -> "Sheet":
        """Return the sheet with other texts in place of the distinct texts of a column."""
        columns = list(self.columns)
        columns[position] = replace(columns[position], texts=texts)
        return replace(self, columns=columns)

    def present(self, position: int) -> list[str]:
        """Return the distinct texts in the rows of a column, without blanks around them, sorted."""
        column = self.columns[position]
        return sorted({column.texts[code].strip() for code in np.unique(column.codes)})

    def expect(self, position: int, bad: Bools, expected: str) -> None:
        """Collect the rows with a bad text in a column, and what would be valid."""
        add_bad_cells(self.problems, self.columns[position], bad, lines=self.lines, expected=expected)

    def raise_if_any(self) -> None:
        """Raise DataError with all problems, if there are any."""
        self.problems.raise_if_any(advice=self.advice[0] if self.advice else None)

    def quantiles(self, position: int, *, strict: bool) -> Floats:
        """Read a column of quantiles, and collect the cells that are not numbers.

        ``strict``: each is at least 0 and none is missing, as in files of hubs and our own; else a cell without a number
        is NaN, and lower ends of intervals of other programs may be below 0.
        """
        texts = self.columns[position].texts
        parsed = parse_numbers(texts)
        if strict:
            self.expect(position, ~(parsed >= 0), "a number >= 0")
        else:
            self.expect(position, np.isnan(parsed) & ~np.array(list(map(is_absent, texts)), np.bool_), "a number")
        return np.asarray(self.of(position, parsed), np.float64)

    def times(self, position: int, date_format: str | None) -> tuple[Datetimes, TimeStyle]:
        """Read a column of times: in the named format or, if it fits no cell, in ISO 8601 or the only usual format."""
        column = self.columns[position]
        used = np.unique(column.codes)
        rows = column.weights()
        times = _parsed([column.texts[code] for code in used], rows[used].tolist(), date_format)
        bad = np.zeros(len(column.texts), np.bool_)
        at = np.zeros(len(column.texts), "datetime64[s]")
        bad[used], at[used] = times.bad, times.at
        if times.bad.all() and (hint := hint_of_format(column.texts)) is not None:
            self.advice.append(hint)
        self.expect(position, bad, times.expected)
        return np.asarray(self.of(position, at)), times.style

    def names(self, position: int | None, *, what: str = "the name of a series") -> tuple[tuple[str, ...], Ints]:
        """Read the names in a column and the index of each row's name; "" if there is no such column."""
        if position is None:
            return ("",), np.zeros(len(self), np.int64)
        column = self.columns[position]
        self.expect(position, np.array([not text.strip() for text in column.texts], np.bool_), what)
        return tuple(column.texts), column.codes


def sheet_of(table: Table) -> Sheet:
    """Read all columns of a table."""
    columns, lines = table.columns(range(len(table.header.names)))
    return Sheet(table.header, columns, lines, Problems(table.path))


def parse_numbers(texts: Sequence[str]) -> Floats:
    """Return the finite numbers in cells, NaN for other cells.

    >>> parse_numbers(["1.5", " 2e3", "", "nan", "1,5", "1e999"]).tolist()
    [1.5, 2000.0, nan, nan, nan, nan]
    """
    cells = [text.strip(" \t") for text in texts]
    numbers = np.array([float(cell) if NUMBER.fullmatch(cell) else float("nan") for cell in cells], np.float64)
    numbers[np.isinf(numbers)] = np.nan
    return numbers


def is_absent(text: str) -> bool:
    """Whether a cell holds nothing: it is empty, NA, NaN or null."""
    return text.strip(" \t").casefold() in ABSENT


def _parsed(texts: list[str], rows: list[int], date_format: str | None) -> ParsedTimes:
    """Read distinct texts as times."""
    times = parse_times(texts, rows, date_format=date_format)
    if date_format is not None and times.bad.all():
        times = parse_times(texts, rows, date_format=None)
    if times.bad.all() and (usual := only_format(texts)) is not None:
        times = parse_times(texts, rows, date_format=usual)
    return times
