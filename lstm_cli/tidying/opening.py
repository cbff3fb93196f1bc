"""Any input to a sheet: CSV and workbooks without the lines around the table, other formats as they are."""

from dataclasses import asdict
from itertools import zip_longest
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.options import READ_DEFAULTS, ReadOptions, TidyOptions
from lstm_cli.readers.cell_texts import value_texts
from lstm_cli.readers.csv_table import CSV
from lstm_cli.readers.decode import read_top, text_blocks
from lstm_cli.readers.excel_table import EXCEL, sheet_rows
from lstm_cli.readers.folder import Folder
from lstm_cli.readers.folder_table import FolderTable
from lstm_cli.readers.format_options import check_format_options
from lstm_cli.readers.frame_table import FrameTable
from lstm_cli.readers.packed import unpacked
from lstm_cli.readers.registry import FORMATS
from lstm_cli.readers.source import Source, as_source
from lstm_cli.readers.table import Table
from lstm_cli.tidying.csv_text import csv_sheet
from lstm_cli.tidying.folder_sheets import table_of_sheets
from lstm_cli.tidying.header import column_names
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.line_numbers import check_lines
from lstm_cli.tidying.records import Records
from lstm_cli.tidying.shape import records_sheet
from lstm_cli.tidying.sheet import Sheet, sheet_of

__all__ = ["open_sheet"]

PARQUET: Final = "Parquet"  # the kind of folders whose files have no lines around their tables
TOP: Final = 1 << 20  # bytes that are checked for something that is no table


def open_sheet(source: Source | FrameTable, job: Job) -> Sheet:
    """Return the table in an input; lines around it are left out and entered in the ledger.

    Raises
    ------
    DataError
        There is no table in it.
    UsageError
        An option is for another format.
    """
    if isinstance(source, FrameTable):
        check_format_options(None, asdict(job.options), job.path)
        return _table_sheet(source, job)
    if isinstance(source, Folder) and source.kind != PARQUET:
        return _table_sheet(table_of_sheets(source, job, open_sheet), job)
    source = unpacked(source)
    kind = next(known for known in FORMATS if known.recognises(source))
    check_format_options(kind, asdict(job.options), job.path)
    if kind is EXCEL:
        return _workbook(source, job)
    encoding = job.options.encoding or READ_DEFAULTS.encoding
    if kind is not CSV:
        series = job.options.id[0] if len(job.options.id) == 1 else None  # a folder may have it as names of files
        return _table_sheet(kind.open(source, ReadOptions(encoding=encoding, id=series)), job)
    return csv_sheet(_text(source, encoding, job), job)


def _text(source: Source, encoding: str, job: Job) -> str:
    """Return the text of an input; a bare CR, as on old Macintoshes, ends a line, too."""
    top = source.head(TOP)
    if b"\r" in top and b"\n" not in top:
        job.ledger.add("line-ends-cr")
        with source.open() as stream:
            source = as_source(stream.read().replace(b"\r", b"\n"), source.name)
    read_top(source, TOP, encoding=encoding)
    return "".join(text_blocks(source, encoding=encoding))


def _workbook(source: Source, job: Job) -> Sheet:
    """Return the table in a sheet of a workbook."""
    rows = sheet_rows(source, job.options.sheet, value=job.options.value)
    columns = [value_texts(column) for column in zip_longest(*rows)]
    lines = np.arange(1, len(rows) + 1)
    check_lines(job, len(rows))
    kept = _wanted_rows(lines, job.options)
    texts = [list(row) for row, keep in zip(zip(*columns, strict=True), kept.tolist(), strict=True) if keep]
    return records_sheet(Records(texts, lines[kept]), lambda _width: iter(()), job)


def _wanted_rows(lines: Ints, options: TidyOptions) -> Bools:
    """Return which rows of a sheet the options keep."""
    kept = (lines > (options.skip or 0)) & ~np.isin(lines, options.without_lines)
    return kept if options.until_line is None else kept & (lines <= options.until_line)


def _table_sheet(table: Table, job: Job) -> Sheet:
    """Return the sheet of a table that has nothing around its header and rows."""
    if isinstance(table, FolderTable):
        job.folder = table
    for remark in table.header.notes:
        job.ledger.enter(remark)
    columns, lines = table.columns(range(len(table.header.names)))
    cells = np.empty((len(lines), len(columns)), object)
    for at, column in enumerate(columns):
        cells[:, at] = column.expand(np.array([text.strip() for text in column.texts], object))
    return sheet_of(job.path, cells, column_names(table.header.names), np.asarray(lines, np.int64))
