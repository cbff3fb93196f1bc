"""Bytes to a Panel: open the table, choose its columns, parse each distinct cell once, put the rows on a time line."""

from dataclasses import replace
from typing import Final

from lstm_cli.errors import DataError
from lstm_cli.options import ReadOptions
from lstm_cli.panel.frequency_names import Wanted, parse_frequency, spelled
from lstm_cli.panel.rows import Origin, Rows
from lstm_cli.panel.series import Panel
from lstm_cli.readers.cells import Cells, parse_cells
from lstm_cli.readers.column_errors import no_value_column
from lstm_cli.readers.columns import Plan, find_columns
from lstm_cli.readers.counts import BAD
from lstm_cli.readers.remembered import effective_options, merge_options, open_as_before
from lstm_cli.readers.row_numbers import refuse_row_numbers
from lstm_cli.readers.skipping import Skipped
from lstm_cli.readers.source import Content, as_source
from lstm_cli.readers.table import Table

__all__ = ["panel_of", "read_panel"]

DEFAULTS: Final = ReadOptions()


def read_panel(
    content: Content,
    *,
    name: str = "",
    options: ReadOptions = DEFAULTS,
    remembered: ReadOptions = DEFAULTS,
    skip_bad_series: bool = False,
) -> Panel:
    """Read a table of counts, long or wide; DataError lists the lines that cannot be read.

    ``name`` is what messages call bytes; a source has a name. ``remembered``: the `Panel.reading` of an earlier file, for
    what ``options`` leave open (see `lstm_cli.readers.remembered`). UsageError if an option itself is invalid.
    ``skip_bad_series``: series that cannot be used are left out with a remark, unless no other is left.
    """
    table, merged = open_as_before(as_source(content, name), options, remembered)
    return panel_of(table, merged, remembered=remembered, skip_bad_series=skip_bad_series)


def panel_of(
    table: Table, options: ReadOptions = DEFAULTS, *, remembered: ReadOptions = DEFAULTS, skip_bad_series: bool = False
) -> Panel:
    """Return the panel of a table of cells, as `read_panel` does."""
    merged = merge_options(options, remembered, table.header.names)
    wanted = _wanted(merged, options, remembered)
    plan = find_columns(table.header, merged, path=table.path, table=table)
    skipped = Skipped(skip_bad_series)
    rows, origin = _read_rows(table, plan, merged, skipped, known=remembered != DEFAULTS)
    panel = skipped.assemble(rows, replace(origin, wanted=wanted))
    if panel.frequency.calendar and panel.reading.freq is None:  # newer data, however short, have the same closed times
        return replace(panel, reading=replace(panel.reading, freq=spelled(panel.frequency)))
    return panel


def _read_rows(table: Table, plan: Plan, options: ReadOptions, skipped: Skipped, *, known: bool) -> tuple[Rows, Origin]:
    """Return the rows of a table, all of which can be read, and how they were; ``known``: which columns, from training."""
    cells = parse_cells(table, plan, date_format=options.date_format)
    if plan.tentative:
        _check_all_counts(cells, table, plan)
    try:
        cells.check(path=table.path)
    except DataError as error:
        skipped.take(error, error.series, len(cells.names))
        cells = cells.without(error.series)
    columns, notes = plan.columns, (*table.header.notes, *plan.notes)
    if not known:
        refuse_row_numbers(cells, columns, path=table.path)
    reading = effective_options(options, columns)
    return cells.rows(), Origin(table.path, columns, cells.times.style, None, reading, notes)


def _wanted(merged: ReadOptions, options: ReadOptions, remembered: ReadOptions) -> Wanted | None:
    """Return the step that is asked for, now or when the model was trained, or None to look what the rows have.

    Data for a model are not searched for closed times: it has those that its training data had, or none.
    """
    trained = options.freq is None and remembered != DEFAULTS
    if merged.freq is None:
        return Wanted("", trained=True) if trained else None
    return replace(parse_frequency(merged.freq), trained=trained)


def _check_all_counts(cells: Cells, table: Table, plan: Plan) -> None:
    """Refuse to guess the wide layout where a column holds anything but counts."""
    for column, parsed in zip(cells.values, cells.counts, strict=True):
        if (parsed == BAD).any():
            row = int(column.rows(parsed == BAD)[0])
            cell = (column.name, int(cells.lines[row]), column.text(row))
            raise no_value_column(table.header, {plan.time}, path=table.path, no_count=cell)
