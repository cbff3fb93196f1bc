"""Bytes to a Panel: decode, part into columns, parse each distinct cell once, put the rows on a time line."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.options import ReadOptions
from lstm_cli.panel.assemble import Rows, assemble
from lstm_cli.panel.frequency_names import parse_frequency
from lstm_cli.panel.series import Panel
from lstm_cli.problems import Complaints, shown
from lstm_cli.readers.columns import Plan, find_columns, no_value_column
from lstm_cli.readers.counts import BAD, parse_counts, what_was_expected
from lstm_cli.readers.csv_table import Column, CsvTable, Header, Table, complain_of_cells, open_table
from lstm_cli.readers.decode import decode
from lstm_cli.readers.timestamps import ParsedTimes, hint_of_format, parse_times

__all__ = ["panel_of", "read_panel"]

DEFAULTS: Final = ReadOptions()


@dataclass(frozen=True, slots=True)
class Cells:
    """The columns that are used, as read and as parsed; one entry of ``values`` and ``counts`` a value column."""

    header: Header
    plan: Plan
    time: Column
    times: ParsedTimes
    values: list[Column]
    counts: list[Ints]
    id: Column | None
    lines: Ints  # physical line of every row


def read_panel(content: bytes, *, name: str, options: ReadOptions = DEFAULTS) -> Panel:
    """Read a CSV of counts, long or wide; DataError says line by line what cannot be read.

    ``name`` is the path as the user gave it, for messages. UsageError when an option itself is no good.
    """
    text = decode(content, name=name, encoding=options.encoding)
    header = open_table(text, name=name, delimiter=options.delimiter)
    return panel_of(CsvTable(header, text, name), name=name, options=options)


def panel_of(table: Table, *, name: str, options: ReadOptions = DEFAULTS) -> Panel:
    """Return the panel of a table of cells, as `read_panel` does."""
    wanted = parse_frequency(options.freq) if options.freq is not None else None
    cells = _cells(table, options, name=name)
    if cells.plan.tentative:
        _check_all_counts(cells, name=name)
    _check_cells(cells, name=name)
    header, columns, style = cells.header, cells.plan.columns, cells.times.style
    return assemble(_rows(cells), source=name, columns=columns, style=style, wanted=wanted, notes=header.notes)


def _cells(table: Table, options: ReadOptions, *, name: str) -> Cells:
    """Return the columns the names or the options choose, and what their distinct cells hold."""
    header = table.header
    plan = find_columns(header, options, name=name)
    positions = [plan.time, *plan.values] + ([] if plan.id is None else [plan.id])
    columns, lines = table.columns(positions)
    time, values = columns[0], columns[1 : 1 + len(plan.values)]
    times = parse_times(time.texts, np.bincount(time.codes).tolist(), date_format=options.date_format)
    counts = [parse_counts(column.texts, delimiter=header.delimiter) for column in values]
    return Cells(header, plan, time, times, values, counts, None if plan.id is None else columns[-1], lines)


def _check_all_counts(cells: Cells, *, name: str) -> None:
    """Refuse to guess the wide layout where a column holds anything but counts."""
    for position, column, parsed in zip(cells.plan.values, cells.values, cells.counts, strict=True):
        if (parsed == BAD).any():
            at = int(np.argmax(parsed[column.codes] == BAD))
            where = f"column {shown(cells.header.names[position])}, line {cells.lines[at]}"
            found = shown(column.texts[column.codes[at]])
            because = f"; or, if every column but the time is a series, add --wide ({where}: {found} is no count)"
            raise no_value_column(cells.header, {cells.plan.time}, source=name, because=because)


def _check_cells(cells: Cells, *, name: str) -> None:
    """Refuse bad cells, the first few in the order of the file."""
    complaints = Complaints(name)

    def complain(column: Column, bad: Bools, position: int, say: Callable[[str, str], str]) -> None:
        title = partial(say, cells.header.names[position])
        complain_of_cells(complaints, column, bad, lines=cells.lines, position=position, say=title)

    complain(cells.time, cells.times.bad, cells.plan.time, cells.times.complaint)
    for position, value, parsed in zip(cells.plan.values, cells.values, cells.counts, strict=True):
        complain(value, parsed == BAD, position, what_was_expected)
    if cells.id is not None and cells.plan.id is not None:
        nameless = np.array([not text.strip() for text in cells.id.texts], np.bool_)
        complain(cells.id, nameless, cells.plan.id, _no_name)
    complaints.settle(hint=hint_of_format(cells.time.texts) if cells.times.bad.all() else "")


def _no_name(column: str, cell: str) -> str:
    return f"column {shown(column)}: expected the name of a series, got {shown(cell)}"


def _rows(cells: Cells) -> Rows:
    """Return the rows as arrays, a wide table's columns one below the other."""
    unique, index = np.unique(cells.times.at, return_inverse=True)
    at = index[cells.time.codes]
    counts = np.concatenate([known[value.codes] for value, known in zip(cells.values, cells.counts, strict=True)])
    if cells.id is not None:
        return Rows(cells.id.texts, cells.id.codes, unique, at, counts, cells.lines)
    names = [cells.header.names[position] for position in cells.plan.values]
    wide, tall = len(names), len(cells.lines)
    series = np.repeat(np.arange(wide), tall)
    return Rows(names, series, unique, np.tile(at, wide), counts, np.tile(cells.lines, wide))
