"""Formulas of a workbook whose results are not in the file, as programs write them that do not calculate."""

# ruff: noqa: PLC0415 - an extra, and slow to import

import re
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any, Final
from zipfile import ZipFile

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

__all__ = ["holds_formulas", "with_formulas", "without_unused"]

SHEETS: Final = "xl/worksheets/"
FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")
BLOCK: Final = 1 << 20
OVERLAP: Final = 64  # bytes; a tag may begin in one block and end in the next
EMPTY_TEXT: Final = "str"  # the type of a cell whose formula gave a text, here an empty one


def holds_formulas(stream: IO[bytes]) -> bool:
    """Whether a sheet of a workbook has a formula."""
    with ZipFile(stream) as archive:
        for name in archive.namelist():
            if name.startswith(SHEETS):
                with archive.open(name) as member:
                    if any(map(FORMULA.search, _blocks(member))):
                        return True
    return False


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield a stream block by block, each with the end of the one before."""
    before = b""
    while block := stream.read(BLOCK):
        yield before + block
        before = block[-OVERLAP:]


def with_formulas(sheet: "ReadOnlyWorksheet", stream: IO[bytes]) -> Iterator[tuple[Any, ...]]:
    """Yield the values of each row of a sheet; of a formula without a result, the formula, which no reader takes for a count."""
    from openpyxl import load_workbook

    book = load_workbook(stream, read_only=True, data_only=False, keep_links=False)
    try:
        same = book[sheet.title]
        same.reset_dimensions()
        for row, formulas in zip(sheet.iter_rows(), same.iter_rows(), strict=True):
            yield tuple(_value(cell, formula) for cell, formula in zip(row, formulas, strict=True))
    finally:
        book.close()


def without_unused(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return rows in which columns of nothing but formulas below a name are empty, if another column has numbers.

    Such a column is one more sum or difference, of which the other columns need not be refused.
    """
    width = max(map(len, rows), default=0)
    columns = [[row[at] for row in rows if at < len(row) and row[at] is not None] for at in range(width)]
    if not any(isinstance(value, int | float) for column in columns for value in column):
        return rows
    unused = {at for at, column in enumerate(columns) if column[1:] and all(isinstance(v, Formula) for v in column[1:])}
    if not unused:
        return rows
    return [
        tuple(None if at in unused and isinstance(value, Formula) else value for at, value in enumerate(row))
        for row in rows
    ]


class Formula(str):
    """The text of a formula whose result is not in the file."""

    __slots__ = ()


def _value(cell: "ReadOnlyCell", formula: "ReadOnlyCell") -> Any:  # noqa: ANN401
    """Return the value of a cell, or its formula if it has one without a value."""
    if cell.value is not None or formula.data_type != "f" or cell.data_type == EMPTY_TEXT:
        return cell.value
    return Formula(getattr(formula.value, "text", formula.value))  # of an array, the formula is an attribute
