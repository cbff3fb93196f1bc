"""Reading a table with a column for each level, as `predict` and `backtest` write it."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli.errors import DataError, Hint, Problem, on_line
from lstm_cli.panel.series import Columns
from lstm_cli.problems import MAX_SHOWN, Problems
from lstm_cli.readers.columns import find_keys
from lstm_cli.readers.name_words import plain_name
from lstm_cli.readers.quantile_table import QuantileTable, Sheet, in_order
from lstm_cli.readers.table import Header

__all__ = ["has_level_columns", "quantile_columns"]

LEVEL: Final = re.compile(r"q(0?\.\d+)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Positions of the columns."""

    time: int
    id: int | None
    cutoff: int | None
    levels: dict[float, int]  # in increasing order


def has_level_columns(header: Header) -> bool:
    """Whether a header names levels: q0.025, q0.5, …."""
    return any(LEVEL.fullmatch(name) for name in header.names)


def quantile_columns(sheet: Sheet, truth: Columns, *, date_format: str | None) -> QuantileTable:
    """Read the table; times and series are found by the column names of the truth, then by the usual names."""
    plan = _plan(sheet.header, truth, source=sheet.source)
    times, style = sheet.times(plan.time, date_format)
    cutoffs = None if plan.cutoff is None else sheet.times(plan.cutoff, date_format)[0]
    names, series = sheet.series(plan.id)
    quantiles = np.stack([sheet.numbers(position) for position in plan.levels.values()], axis=1)
    sheet.problems.raise_if_any()
    levels, lines = tuple(plan.levels), sheet.lines
    table = QuantileTable(
        sheet.source, "a column a level", names, series, times, style, levels, quantiles, lines, cutoffs
    )
    _check_duplicates(table)
    return in_order(table, cell_lines=np.broadcast_to(lines[:, None], quantiles.shape))


def _plan(header: Header, truth: Columns, *, source: str) -> _Plan:
    """Find the columns; two of one level are refused."""
    known = set(header.names)
    time = truth.time if truth.time in known else None
    identity = truth.id if truth.id in known else None
    at, named = find_keys(header, time=time, id=identity, path=source)
    levels: dict[float, int] = {}
    for position, name in enumerate(header.names):
        match = LEVEL.fullmatch(name)
        if match is None or not 0 < float(match[1]) < 1:
            continue
        if float(match[1]) in levels:
            message = f"two columns hold the level {match[1]}: drop one"
            raise DataError(message, path=source, line=header.line, column=name)
        levels[float(match[1])] = position
    cutoff = next((k for k, name in enumerate(header.names) if plain_name(name) == "cutoff"), None)
    return _Plan(at, named, cutoff, dict(sorted(levels.items())))


def _check_duplicates(table: QuantileTable) -> None:
    """Refuse two forecasts of one series and time from one cutoff."""
    cutoffs = np.zeros(len(table), np.int64) if table.cutoffs is None else table.cutoffs.astype(np.int64)
    keys = np.stack([table.series, table.times.astype(np.int64), cutoffs])
    _, first, which = np.unique(keys, axis=1, return_index=True, return_inverse=True)
    first = first[which.reshape(-1)]
    again = np.flatnonzero(first != np.arange(len(table)))
    problems = Problems(table.source)
    problems.add((_repeated(table, place, first[place]) for place in again[:MAX_SHOWN]), total=len(again))
    advice = Hint("forecasts from several cutoffs need a column 'cutoff', the last time known to each")
    problems.raise_if_any(advice=advice if table.cutoffs is None else None)


def _repeated(table: QuantileTable, place: int, first: int) -> Problem:
    """Return the problem of a repeated forecast."""
    message = f"{table.describe(place)} is already {on_line(table.source, table.lines[first])}"
    return Problem(message, table.source, int(table.lines[place]), value=table.style.write(table.times[place]))
