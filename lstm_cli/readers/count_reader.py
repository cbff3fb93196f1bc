"""Bytes to a Panel: open the table, choose its columns, parse each distinct cell once, put the rows on a time line."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from lstm_cli.errors import DataError, Hint, UsageError
from lstm_cli.options import READ_DEFAULTS, ReadOptions
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.frequency_names import Wanted, parse_frequency, spelled
from lstm_cli.panel.rows import Origin
from lstm_cli.panel.series import Panel
from lstm_cli.problems import shown
from lstm_cli.readers.cells import Cells, parse_cells
from lstm_cli.readers.column_errors import no_value_column
from lstm_cli.readers.column_names import list_names, nearest_to
from lstm_cli.readers.columns import Plan, find_columns
from lstm_cli.readers.counts import BAD
from lstm_cli.readers.folder_table import FolderTable
from lstm_cli.readers.format_options import check_format_options
from lstm_cli.readers.packed import unpacked
from lstm_cli.readers.registry import format_of
from lstm_cli.readers.remembered import effective_options, merge_options, open_as_before
from lstm_cli.readers.row_numbers import refuse_row_numbers
from lstm_cli.readers.skipping import Skipped
from lstm_cli.readers.source import Content, as_source
from lstm_cli.readers.table import Table

__all__ = ["origin_of", "panel_of", "read_panel", "with_calendar"]


def read_panel(
    content: Content,
    *,
    name: str = "",
    options: ReadOptions = READ_DEFAULTS,
    remembered: ReadOptions = READ_DEFAULTS,
    skip_bad_series: bool = False,
    labels: Sequence[str] = (),
    step: Frequency | None = None,
) -> Panel:
    """Read a table of counts, long or wide; DataError lists the lines that cannot be read.

    ``name``: the name of bytes in messages; a source has its own. ``remembered``: the `Panel.reading` of an earlier file,
    used where ``options`` leave something open (see `lstm_cli.readers.remembered`). UsageError if an option is invalid.
    ``skip_bad_series``: leave out series that cannot be used, with a remark, unless none would be left. ``labels``: other
    columns of a long table that say something about each series. ``step``: the step of the model that is to use the
    counts, for rows that show none.
    """
    source = unpacked(as_source(content, name))
    given = {"delimiter": options.delimiter, "encoding": options.encoding}
    check_format_options(format_of(source), given, source.name)
    table, merged = open_as_before(source, options, remembered)
    return panel_of(table, merged, remembered=remembered, skip_bad_series=skip_bad_series, labels=labels, step=step)


def panel_of(
    table: Table,
    options: ReadOptions = READ_DEFAULTS,
    *,
    remembered: ReadOptions = READ_DEFAULTS,
    skip_bad_series: bool = False,
    labels: Sequence[str] = (),
    step: Frequency | None = None,
) -> Panel:
    """Return the panel of a table of cells, as `read_panel` does."""
    with _located(table):
        merged = merge_options(options, remembered, table.header.names)
        wanted = _wanted(merged, options, remembered, step)
        plan = find_columns(table.header, merged, path=table.path, table=table)
        skipped = Skipped(skip_bad_series, table.located if isinstance(table, FolderTable) else None)
        cells = parse_cells(
            table, plan, options=merged, labels=_positions(table, plan, labels), or_iso=options.date_format is None
        )
        cells = _checked_cells(cells, table, plan, skipped)
        if remembered == READ_DEFAULTS:  # otherwise the columns are known from training
            refuse_row_numbers(cells, plan.columns, path=table.path)
        of_series = cells.labels_of_series()
        laid_out = skipped.laid_out(cells, origin_of(cells, table, plan, merged, wanted))
        del cells  # so that its rows are not in memory while the counts are checked
        return with_calendar(replace(laid_out.panel(), labels=of_series))


@contextmanager
def _located(table: Table) -> Iterator[None]:
    """Make errors in a folder of files name the file."""
    try:
        yield
    except DataError as error:
        if isinstance(table, FolderTable):
            raise table.located(error) from error
        raise


def with_calendar(panel: Panel) -> Panel:
    """Return a panel that remembers its closed times, if it has some."""
    if panel.frequency.calendar and panel.reading.freq is None:  # newer data are to have the same, however short
        return replace(panel, reading=replace(panel.reading, freq=spelled(panel.frequency)))
    return panel


def _positions(table: Table, plan: Plan, labels: Sequence[str]) -> list[int]:
    """Return the positions of the columns of labels."""
    if labels and plan.columns.layout == "wide":
        message = f"column {shown(labels[0])} cannot describe each series: the series are columns themselves"
        hint = Hint("name a long table, with a row for each series and time, which has that column")
        raise UsageError(message, path=table.path, value=labels[0], hint=hint)
    for name in labels:
        if name not in table.header.names:
            near = nearest_to(name, table.header.names)
            hint = (
                Hint("its columns: {}", list_names(table.header.names))
                if near is None
                else Hint("did you mean {}?", shown(near))
            )
            raise UsageError(f"no column {shown(name)}", path=table.path, value=name, hint=hint)
    return [table.header.names.index(name) for name in labels]


def _checked_cells(cells: Cells, table: Table, plan: Plan, skipped: Skipped) -> Cells:
    """Return the cells of a table, without series that are skipped; DataError if others cannot be read."""
    if plan.tentative:
        _check_all_counts(cells, table, plan)
    try:
        cells.check(path=table.path)
    except DataError as error:
        skipped.take(error, error.series, len(cells.names))
        cells = cells.without(error.series)
    return cells


def origin_of(cells: Cells, table: Table, plan: Plan, options: ReadOptions, wanted: Wanted | None) -> Origin:
    """Return how cells were read; ``wanted``: the named step, None to infer it."""
    used = replace(options, date_format=cells.date_format)
    reading = effective_options(used, plan.columns, cells.parsed.scale.kind)
    notes = (*table.header.notes, *plan.notes, *cells.parsed.notes)
    return Origin(table.path, plan.columns, cells.times.style, wanted, reading, notes, cells.parsed.scale)


def _wanted(
    merged: ReadOptions, options: ReadOptions, remembered: ReadOptions, step: Frequency | None
) -> Wanted | None:
    """Return the step named now or in training, or None to infer it.

    Data for a model are not searched for closed times: they have those of the training data, or none.
    """
    trained = options.freq is None and remembered != READ_DEFAULTS
    if merged.freq is None:
        return Wanted("", trained=True, usual=step) if trained else None
    return replace(parse_frequency(merged.freq), trained=trained)


def _check_all_counts(cells: Cells, table: Table, plan: Plan) -> None:
    """Refuse to assume the wide layout if a column holds anything but counts."""
    for column, parsed in zip(cells.values, cells.counts, strict=True):
        if (parsed == BAD).any():
            row = int(column.rows(parsed == BAD)[0])
            cell = (column.name, int(cells.lines[row]), column.text(row))
            raise no_value_column(table.header, {plan.time}, path=table.path, no_count=cell)
