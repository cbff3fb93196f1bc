"""Quantile forecasts read from a file: the record, and the checks that all layouts share."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Bools, Datetimes, Floats, Ints
from lstm_cli.errors import Problem
from lstm_cli.panel.series import TimeStyle
from lstm_cli.problems import MAX_SHOWN, Problems, shown
from lstm_cli.readers.table import Column, Header, add_bad_cells
from lstm_cli.readers.timestamps import parse_times
from lstm_cli.remarks import Remark

__all__ = ["QuantileTable", "Sheet", "in_order", "parse_numbers"]

NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
ROUNDING: Final = 1e-6  # of a quantile: by how much the next one may be smaller


@dataclass(frozen=True, slots=True)
class QuantileTable:
    """G forecasts, each of one series at one time; ``cutoffs`` or ``horizons`` may give their origins."""

    source: str
    layout: str  # "a column a level" or "hub rows"
    names: tuple[str, ...]  # of the series; "" for the only one of a file without a column of names
    series: Ints  # (G,) index into names
    times: Datetimes  # (G,) datetime64[s]
    style: TimeStyle
    levels: tuple[float, ...]  # Q, increasing
    quantiles: Floats  # (G, Q) in counts, non-decreasing; NaN where a level is missing
    lines: Ints  # (G,) physical line of the first row of each
    cutoffs: Datetimes | None = None  # (G,) the last time known
    horizons: Ints | None = None  # (G,) as hubs count: 0 is the first step after the last time known
    notes: tuple[Remark, ...] = ()  # what was left out

    def __len__(self) -> int:
        return len(self.times)

    def describe(self, place: int) -> str:
        """Describe one forecast in an error message."""
        name = self.names[self.series[place]]
        return f"{f'series {shown(name)}, ' if name else ''}{self.style.write(self.times[place])}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of all columns of a table, and what is wrong with them so far."""

    header: Header
    columns: list[Column]
    lines: Ints  # physical line of every row
    problems: Problems

    @property
    def source(self) -> str:
        """The path as given."""
        return self.problems.path

    def of(self, position: int, parsed: NDArray[np.generic]) -> NDArray[np.generic]:
        """Expand values of a column's distinct texts to its rows."""
        return self.columns[position].expand(parsed)

    def only(self, rows: Bools) -> "Sheet":
        """Return some of the rows."""
        columns = [replace(column, held=column.held[rows]) for column in self.columns]
        return replace(self, columns=columns, lines=self.lines[rows])

    def expect(self, position: int, bad: Bools, expected: str) -> None:
        """Collect the rows whose text in a column is bad, with what would be valid."""
        add_bad_cells(self.problems, self.columns[position], bad, lines=self.lines, expected=expected)

    def numbers(self, position: int) -> Floats:
        """Read a column of quantiles, and collect the cells that are not numbers from 0."""
        parsed = parse_numbers(self.columns[position].texts)
        self.expect(position, ~(parsed >= 0), "a number >= 0")
        return np.asarray(self.of(position, parsed), np.float64)

    def times(self, position: int, date_format: str | None) -> tuple[Datetimes, TimeStyle]:
        """Read a column of times, in the format given or, where that fits no cell, in ISO 8601."""
        column = self.columns[position]
        weights = column.weights().tolist()
        times = parse_times(column.texts, weights, date_format=date_format)
        if date_format is not None and times.bad.all():
            times = parse_times(column.texts, weights, date_format=None)
        self.expect(position, times.bad, times.expected)
        return np.asarray(self.of(position, times.at)), times.style

    def series(self, position: int | None) -> tuple[tuple[str, ...], Ints]:
        """Read the names of the series, "" without a column of names, and the index of each row's name."""
        if position is None:
            return ("",), np.zeros(len(self.lines), np.int64)
        column = self.columns[position]
        self.expect(position, np.array([not text.strip() for text in column.texts]), "the name of a series")
        return tuple(column.texts), column.codes


def parse_numbers(texts: Sequence[str]) -> Floats:
    """Return the finite numbers that cells hold, NaN where there is none.

    >>> parse_numbers(["1.5", " 2e3", "", "nan", "1,5", "1e999"]).tolist()
    [1.5, 2000.0, nan, nan, nan, nan]
    """
    cells = [text.strip(" \t") for text in texts]
    numbers = np.array([float(cell) if NUMBER.fullmatch(cell) else float("nan") for cell in cells], np.float64)
    numbers[np.isinf(numbers)] = np.nan
    return numbers


def in_order(table: QuantileTable, *, cell_lines: Ints) -> QuantileTable:
    """Refuse quantiles that decrease from one level to the next, beyond rounding.

    ``cell_lines`` are the physical lines of the quantiles, shape (G, Q).
    """
    highest = np.fmax.accumulate(table.quantiles, axis=1)  # so far, whatever levels are missing
    low, high = highest[:, :-1], table.quantiles[:, 1:]
    crossed = high < low - ROUNDING * np.maximum(1, low)
    problems = Problems(table.source)
    places = np.argwhere(crossed)
    problems.add(
        (_crossing(table, row, level, cell_lines) for row, level in places[:MAX_SHOWN].tolist()), total=len(places)
    )
    problems.raise_if_any()
    return replace(table, quantiles=np.where(np.isnan(table.quantiles), np.nan, highest))


def _crossing(table: QuantileTable, row: int, level: int, cell_lines: Ints) -> Problem:
    """Return the problem of a quantile that is below one of a lower level; ``level`` is of the one before it."""
    pair = (level + 1, int(np.nanargmax(table.quantiles[row, : level + 1])))
    low, high = (f"{table.levels[k]:.6g} quantile ({table.quantiles[row, k]:.9g})" for k in pair)
    message = f"{table.describe(row)}: the {low} is below the {high}; sort them, or find out why"
    value = f"{table.quantiles[row, pair[0]]:.9g}"
    return Problem(message, table.source, int(cell_lines[row, level + 1]), value=value)
