"""Bytes to `Vintages`: a table of counts with a further column that says when each row was published."""

from dataclasses import replace
from typing import Final

import numpy as np

from lstm_cli.errors import DataError, Hint, Problem
from lstm_cli.options import READ_DEFAULTS, ReadOptions
from lstm_cli.panel.frequency_names import parse_frequency
from lstm_cli.panel.refusals import RepeatedTimes
from lstm_cli.panel.rows import Origin
from lstm_cli.panel.vintage_rows import assemble_vintages
from lstm_cli.panel.vintages import Vintages
from lstm_cli.problems import MAX_SHOWN, Problems, shown
from lstm_cli.readers.cells import Cells, parse_cells
from lstm_cli.readers.column_names import list_names
from lstm_cli.readers.columns import find_columns
from lstm_cli.readers.count_reader import origin_of, with_calendar
from lstm_cli.readers.format_hints import hint_of_format
from lstm_cli.readers.name_words import vintage_column
from lstm_cli.readers.remembered import merge_options, open_as_before
from lstm_cli.readers.source import Content, as_source
from lstm_cli.readers.table import Column, Table, add_bad_cells, bad_cell
from lstm_cli.readers.timestamps import ParsedTimes, parse_times

__all__ = ["read_vintages", "vintages_of"]

ADD: Final = Hint("add a column as_of with the date on which each row was published, such as 2024-01-10")


def read_vintages(
    content: Content,
    *,
    name: str = "",
    options: ReadOptions = READ_DEFAULTS,
    remembered: ReadOptions = READ_DEFAULTS,
) -> Vintages:
    """Read a table of counts, long or wide, with a column ``as_of``, in the way of `read_panel`.

    Raises
    ------
    DataError
        A cell cannot be read, no column says when rows were published, a row was published before its own day, or two
        rows have the same series, time and publication.
    """
    table, merged = open_as_before(as_source(content, name), options, remembered)
    return vintages_of(table, merged, remembered=remembered)


def vintages_of(
    table: Table, options: ReadOptions = READ_DEFAULTS, *, remembered: ReadOptions = READ_DEFAULTS
) -> Vintages:
    """Return the vintages of a table of cells, as `read_vintages` does."""
    names, path = table.header.names, table.path
    column = vintage_column(names)
    if column is None:
        message = (
            f"no column says when a row was published: looked for as_of, issue, vintage, …, found {list_names(names)}"
        )
        raise DataError(message, path=path, line=table.header.line, column="as_of", hint=ADD)
    at = names.index(column)
    merged = merge_options(options, remembered, names)
    plan = find_columns(table.header, merged, path=path, table=table, used={at})
    cells = parse_cells(table, plan, options=merged, labels=[at], or_iso=options.date_format is None)
    cells.check(path=path)
    wanted = None if merged.freq is None else parse_frequency(merged.freq)
    columns = replace(plan.columns, ignored=tuple(other for other in plan.columns.ignored if other != column))
    origin = origin_of(cells, table, replace(plan, columns=columns), merged, wanted)
    return _vintages(cells, cells.labels[0], merged, origin)


def _vintages(cells: Cells, column: Column, options: ReadOptions, origin: Origin) -> Vintages:
    """Return the vintages of the rows, after checks of their dates of publication."""
    times = _publication_times(column, options)
    problems = Problems(origin.source)
    add_bad_cells(problems, column, times.bad, lines=cells.lines, expected=times.expected)
    problems.raise_if_any(advice=hint_of_format(column.texts) if times.bad.all() else None)
    _check_order(cells, column, times, origin)
    as_of, of_text = np.unique(times.at, return_inverse=True)
    vintage = column.expand(of_text.astype(np.int32))
    rows = cells.rows()
    vintage = np.tile(vintage, len(rows.series) // len(vintage))  # the columns of a wide table are below each other
    order = np.lexsort((vintage, rows.time, rows.series))
    rows, vintage = rows.select(order), vintage[order]
    said = np.array([times.style.write(moment) for moment in as_of])
    repeated = RepeatedTimes(origin)
    repeated.add(rows, said[vintage])
    repeated.refuse()
    vintages = assemble_vintages(rows, as_of, vintage.astype(np.int64), origin)
    return replace(vintages, newest=with_calendar(vintages.newest))


def _publication_times(column: Column, options: ReadOptions) -> ParsedTimes:
    """Return when rows were published: in ISO 8601, else in the date format of the table."""
    weights = column.weights().tolist()
    times = parse_times(column.texts, weights, date_format=None)
    if times.bad.all() and options.date_format is not None:
        return parse_times(column.texts, weights, date_format=options.date_format)
    return times


def _check_order(cells: Cells, column: Column, times: ParsedTimes, origin: Origin) -> None:
    """Refuse rows that were published before their own day."""
    day, of = (
        part.expand(part_times.at).astype("datetime64[D]")
        for part, part_times in ((column, times), (cells.time, cells.times))
    )
    early = np.flatnonzero(day < of)

    def problem(row: int) -> Problem:
        expected = f"a date from {shown(cells.time.text(row))} on, the date of the row"
        return bad_cell(origin.source, int(cells.lines[row]), column.name, column.text(row), expected)

    problems = Problems(origin.source)
    problems.add(map(problem, early[:MAX_SHOWN].tolist()), total=len(early))
    problems.raise_if_any()
