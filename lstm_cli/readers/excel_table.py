"""A workbook (.xlsx) to a table: its only sheet, or a named one; lines are the rows of the sheet. Needs openpyxl."""

# ruff: noqa: PLC0415 - an extra, and slow to import

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.errors import DataError, ForecastError, Hint, Setting, UsageError
from lstm_cli.options import ReadOptions
from lstm_cli.problems import shown
from lstm_cli.readers.cell_texts import value_texts
from lstm_cli.readers.coded import Coder
from lstm_cli.readers.column_names import list_names
from lstm_cli.readers.excel_formulas import holds_formulas, with_formulas, without_unused
from lstm_cli.readers.extras import require
from lstm_cli.readers.packed import WORKBOOK, zip_members
from lstm_cli.readers.source import Source
from lstm_cli.readers.table import Column, Header, InputFormat, no_rows

if TYPE_CHECKING:
    from openpyxl import Workbook

__all__ = ["EXCEL", "ExcelTable", "open_sheet", "sheet_rows"]

MAX_UNPACKED: Final = 1 << 30  # bytes of XML
MAX_ROWS: Final = 1 << 20  # of a sheet
MAX_PROPOSED: Final = 3  # sheets, the longest first
BLANK: Final = frozenset({None, ""})  # the values of empty cells


@dataclass(frozen=True, slots=True)
class ExcelTable:
    """The cells of a sheet below its first non-blank row, without blank rows."""

    path: str
    header: Header
    rows: list[tuple[Any, ...]]
    lines: Ints

    def columns(self, positions: Sequence[int], *, limit: int | None = None) -> tuple[list[Column], Ints]:
        """Return some columns, and the number of every row in the sheet."""
        if not self.rows:
            raise DataError(no_rows(self.path, self.header.line))
        columns = []
        for position in positions:
            coder = Coder()
            coder.add(value_texts([row[position] for row in self.rows[:limit]]))
            columns.append(coder.column(self.header.names[position], position))
        return columns, self.lines[:limit]


def open_sheet(source: Source, sheet: str | None = None, *, value: str | None = None) -> ExcelTable:
    """Return the table in the only sheet of a workbook, or in the named one; ``value``: the column of counts, if named."""
    return _table(sheet_rows(source, sheet, value=value), path=source.name)


def sheet_rows(source: Source, sheet: str | None, *, value: str | None = None) -> list[tuple[Any, ...]]:
    """Return the raw cells of this sheet."""
    path = source.name
    require("openpyxl", path=path)
    size = sum(member.file_size for member in zip_members(source))
    if size > MAX_UNPACKED:
        message = f"this workbook unpacks to over {MAX_UNPACKED >> 30} GiB: save the sheet as CSV (UTF-8)"
        raise DataError(message, path=path)
    with source.seekable() as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles and features that do not matter for tables
        try:
            return _rows(stream, sheet, value, path=path)
        except (ForecastError, MemoryError):
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            reason = f"{type(error).__name__}: {error}".partition("\n")[0]
            raise DataError(f"this workbook is damaged, or cannot be read ({reason})", path=path) from None


def _rows(stream: IO[bytes], sheet: str | None, value: str | None, *, path: str) -> list[tuple[Any, ...]]:
    """Return the cells of the sheet to read."""
    from openpyxl import load_workbook

    book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    try:
        for each in book.worksheets:
            each.reset_dimensions()  # some programs write them wrongly
        chosen = book[_chosen(book, sheet, path=path)]
        has_formulas = holds_formulas(stream)
        cells = with_formulas(chosen, stream) if has_formulas else chosen.iter_rows(values_only=True)
        rows = [tuple(row) for row in islice(cells, MAX_ROWS + 1)]
        if has_formulas:
            rows = without_unused(rows, value)
    finally:
        book.close()
    if len(rows) > MAX_ROWS:
        raise DataError(f"this workbook is damaged: a row has a number above {MAX_ROWS}", path=path)
    return rows


def _chosen(book: "Workbook", sheet: str | None, *, path: str) -> str:
    """Return the name of the sheet to read; hidden and empty ones only if they are named."""
    names = [str(each.title) for each in book.worksheets]
    if not names:
        hint = Hint("save it as an ordinary workbook, not as Strict Open XML, or the sheet as CSV (UTF-8)")
        raise DataError("a workbook without a sheet that can be read", path=path, hint=hint)
    if sheet is not None:
        if sheet in names:
            return sheet
        hint = Hint("{} takes one of {}", Setting("sheet"), list_names(names))
        raise UsageError(f"no sheet {shown(sheet)}", path=path, value=sheet, hint=hint)
    visible = [each for each in book.worksheets if each.sheet_state == "visible"]
    filled = [str(each.title) for each in visible if any(map(_is_filled, each.iter_rows(values_only=True)))]
    if not filled:
        raise DataError("a workbook without cells; a header and rows are needed", path=path)
    if len(filled) > 1:
        sizes = {name: sum(map(_is_filled, book[name].iter_rows(values_only=True))) for name in filled}
        longest = sorted(filled, key=sizes.__getitem__, reverse=True)[:MAX_PROPOSED]
        choices = " or ".join("{}" for _ in longest)
        hint = Hint(f"tidy reads one of them with {choices}", *(Setting("sheet", name) for name in longest))
        raise DataError(f"a workbook of {len(filled)} sheets: {list_names(filled)}", path=path, hint=hint)
    return filled[0]


def _is_filled(row: Iterable[object]) -> bool:
    """Whether a row has a cell that is not empty."""
    return any(value not in BLANK for value in row)


def _table(rows: list[tuple[Any, ...]], *, path: str) -> ExcelTable:
    """Return the table in the rows of a sheet."""
    kept = [(line, row) for line, row in enumerate(rows, 1) if _is_filled(row)]
    if not kept:
        raise DataError("the sheet is empty; a header and rows are needed", path=path)
    width = max(1 + max(at for at, value in enumerate(row) if value not in BLANK) for _, row in kept)
    even = [(*row[:width], *[None] * (width - len(row))) for _, row in kept]
    header = Header(tuple(text.strip() for text in value_texts(even[0])), kept[0][0])
    return ExcelTable(path, header, even[1:], np.array([line for line, _ in kept[1:]], np.int32))


def _open(source: Source, options: ReadOptions) -> ExcelTable:
    """Return the table in the only sheet of a workbook."""
    return open_sheet(source, value=options.value)


def _is_workbook(source: Source) -> bool:
    """Whether a file is a zip archive with a workbook in it."""
    return any(member.filename == WORKBOOK for member in zip_members(source))


EXCEL: Final = InputFormat("excel", _is_workbook, _open)
