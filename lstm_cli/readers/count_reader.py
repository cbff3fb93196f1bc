"""Bytes to a Panel: open the table, choose its columns, parse each distinct cell once, put the rows on a time line."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.options import ReadOptions
from lstm_cli.panel.assemble import Rows, assemble
from lstm_cli.panel.frequency_names import Wanted, parse_frequency, spelled
from lstm_cli.panel.series import Panel, TimeStyle
from lstm_cli.problems import Problems
from lstm_cli.readers.coded import joined
from lstm_cli.readers.column_errors import no_value_column
from lstm_cli.readers.columns import Plan, find_columns
from lstm_cli.readers.counts import BAD, expected_count, parse_counts
from lstm_cli.readers.remembered import effective_options, merge_options, open_as_before
from lstm_cli.readers.source import Content, as_source
from lstm_cli.readers.table import Column, Table, add_bad_cells
from lstm_cli.readers.timestamps import ParsedTimes, hint_of_format, parse_times

__all__ = ["panel_of", "read_panel"]

DEFAULTS: Final = ReadOptions()


@dataclass(frozen=True, slots=True)
class Cells:
    """The columns that are used, as read and as parsed; one entry of ``values`` and ``counts`` a value column."""

    time: Column
    times: ParsedTimes
    values: list[Column]
    counts: list[Ints]
    id: Column | None
    lines: Ints  # physical line of every row


def read_panel(
    content: Content, *, name: str = "", options: ReadOptions = DEFAULTS, remembered: ReadOptions = DEFAULTS
) -> Panel:
    """Read a table of counts, long or wide; DataError lists the lines that cannot be read.

    ``name`` is what messages call bytes; a source has a name. ``remembered``: the `Panel.reading` of an earlier file, for
    what ``options`` leave open (see `lstm_cli.readers.remembered`). UsageError if an option itself is invalid.
    """
    return panel_of(*open_as_before(as_source(content, name), options, remembered), remembered=remembered)


def panel_of(table: Table, options: ReadOptions = DEFAULTS, *, remembered: ReadOptions = DEFAULTS) -> Panel:
    """Return the panel of a table of cells, as `read_panel` does."""
    merged = merge_options(options, remembered, table.header.names)
    wanted = _wanted(merged, options, remembered)
    plan = find_columns(table.header, merged, path=table.path, table=table)
    rows, style = _read_rows(table, plan, date_format=merged.date_format)
    columns, notes = plan.columns, (*table.header.notes, *plan.notes)
    panel = assemble(rows, source=table.path, columns=columns, style=style, wanted=wanted, notes=notes)
    reading = effective_options(merged, columns)
    if panel.frequency.calendar and reading.freq is None:  # newer data, however short, have the same closed times
        reading = replace(reading, freq=spelled(panel.frequency))
    return replace(panel, reading=reading)


def _wanted(merged: ReadOptions, options: ReadOptions, remembered: ReadOptions) -> Wanted | None:
    """Return the step that is asked for, now or when the model was trained, or None to look what the rows have.

    Data for a model are not searched for closed times: it has those that its training data had, or none.
    """
    trained = options.freq is None and remembered != DEFAULTS
    if merged.freq is None:
        return Wanted("", trained=True) if trained else None
    return replace(parse_frequency(merged.freq), trained=trained)


def _read_rows(table: Table, plan: Plan, *, date_format: str | None) -> tuple[Rows, TimeStyle]:
    """Return the rows of a table, all of which can be read, and how their times are written."""
    cells = _parse(table, plan, date_format=date_format)
    if plan.tentative:
        _check_all_counts(cells, table, plan)
    _check_cells(cells, path=table.path)
    return _rows(cells), cells.times.style


def _parse(table: Table, plan: Plan, *, date_format: str | None) -> Cells:
    """Return the columns of a plan, and what their distinct cells hold."""
    positions = [plan.time, *plan.values] + ([] if plan.id is None else [plan.id])
    columns, lines = table.columns(positions)
    time, values = columns[0], columns[1 : 1 + len(plan.values)]
    times = parse_times(time.texts, time.weights().tolist(), date_format=date_format, column=time.name)
    counts = [parse_counts(column.texts, delimiter=table.header.delimiter) for column in values]
    return Cells(time, times, values, counts, None if plan.id is None else columns[-1], lines)


def _check_all_counts(cells: Cells, table: Table, plan: Plan) -> None:
    """Refuse to guess the wide layout where a column holds anything but counts."""
    for column, parsed in zip(cells.values, cells.counts, strict=True):
        if (parsed == BAD).any():
            row = int(column.rows(parsed == BAD)[0])
            cell = (column.name, int(cells.lines[row]), column.text(row))
            raise no_value_column(table.header, {plan.time}, path=table.path, no_count=cell)


def _check_cells(cells: Cells, *, path: str) -> None:
    """Refuse bad cells, the first few in the order of the file."""
    problems = Problems(path)
    add_bad_cells(problems, cells.time, cells.times.bad, lines=cells.lines, expected=cells.times.expected)
    for value, parsed in zip(cells.values, cells.counts, strict=True):
        add_bad_cells(problems, value, parsed == BAD, lines=cells.lines, expected=expected_count)
    if cells.id is not None:
        nameless = np.array([not text.strip() for text in cells.id.texts], np.bool_)
        add_bad_cells(problems, cells.id, nameless, lines=cells.lines, expected="the name of a series")
    advice = hint_of_format(cells.time.texts, column=cells.time.name) if cells.times.bad.all() else None
    problems.raise_if_any(advice=advice)


def _rows(cells: Cells) -> Rows:
    """Return the rows as arrays, a wide table's columns one below the other."""
    unique, index = np.unique(cells.times.at, return_inverse=True)
    at = cells.time.expand(index.astype(np.int32))
    counts = [value.expand(_narrow(known)) for value, known in zip(cells.values, cells.counts, strict=True)]
    if cells.id is not None:
        series = cells.id.expand(np.arange(len(cells.id.texts), dtype=np.int32))
        return Rows(cells.id.texts, series, unique, at, counts[0], cells.lines)
    names = [column.name for column in cells.values]
    wide, tall = len(names), len(cells.lines)
    series = np.repeat(np.arange(wide, dtype=np.int32), tall)
    return Rows(
        names, series, unique, np.tile(at, wide), joined(counts, np.result_type(*counts)), np.tile(cells.lines, wide)
    )


def _narrow(counts: Ints) -> Ints:
    """Return counts in four bytes each where that is enough."""
    return counts.astype(np.int32) if counts.max() <= np.iinfo(np.int32).max else counts
