"""Formulas of a workbook whose results are not in the file, as programs write them that do not calculate."""

# ruff: noqa: PLC0415 - an extra, and slow to import

import re
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any, Final
from zipfile import ZipFile

from lstm_cli.errors import Hint
from lstm_cli.readers.column_names import DATE_RANKS, VALUE_NAMES, is_known, is_time_name
from lstm_cli.readers.name_words import is_no_count, names_decimals

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

__all__ = ["NO_RESULT", "holds_formulas", "is_formula", "with_formulas", "without_unused"]

SHEETS: Final = "xl/worksheets/"
TEXT: Final = re.compile('="[^"]*"')
FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")
BLOCK: Final = 1 << 20
OVERLAP: Final = 64  # bytes; a tag may begin in one block and end in the next
EMPTY_TEXT: Final = "str"  # the type of a cell whose formula gave a text, here an empty one

NO_RESULT: Final = Hint("the result of a formula is not in the file: open it in a spreadsheet and save it")


def is_formula(text: str) -> bool:
    """Whether a cell with this text shows a formula in place of its result; that of a mere text, ``="007"``, shows both.

    >>> is_formula("=B3+1"), is_formula('="007"'), is_formula("=")
    (True, False, False)
    """
    return len(text) > 1 and text.startswith("=") and not TEXT.fullmatch(text)


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


def without_unused(rows: list[tuple[Any, ...]], value: str | None = None) -> list[tuple[Any, ...]]:
    """Return rows in which columns of nothing but formulas below a name are empty, if another column may hold the counts.

    Such a column is one more sum or difference, of which the other columns need not be refused. One that the user names as
    ``value``, or that has a usual name of counts or dates, is not.
    """
    width = max(map(len, rows), default=0)
    columns = [[row[at] for row in rows if at < len(row) and row[at] is not None] for at in range(width)]
    numeric = [str(column[0]) for column in columns if any(isinstance(cell, int | float) for cell in column)]
    if not any(map(_may_name_values, numeric)):
        return rows
    unused = {
        at
        for at, column in enumerate(columns)
        if column[1:] and all(isinstance(v, Formula) for v in column[1:]) and not _is_meant(str(column[0]), value)
    }
    if not unused:
        return rows
    return [
        tuple(None if at in unused and isinstance(cell, Formula) else cell for at, cell in enumerate(row))
        for row in rows
    ]


def _may_name_values(name: str) -> bool:
    """Whether a column of numbers with this name may hold counts or rates."""
    return not is_time_name(name) and (names_decimals(name) or not is_no_count(name))


def _is_meant(name: str, value: str | None) -> bool:
    """Whether a column of this name holds the counts or the times, whatever is in it."""
    named = value is not None and name.strip().casefold() == value.strip().casefold()
    return named or any(is_known(name, rank) for rank in (*DATE_RANKS, *VALUE_NAMES[:-1]))


class Formula(str):
    """The text of a formula whose result is not in the file."""

    __slots__ = ()


def _value(cell: "ReadOnlyCell", formula: "ReadOnlyCell") -> Any:  # noqa: ANN401
    """Return the value of a cell, or its formula if it has one without a value."""
    if cell.value is not None or formula.data_type != "f" or cell.data_type == EMPTY_TEXT:
        return cell.value
    return Formula(getattr(formula.value, "text", formula.value))  # of an array, the formula is an attribute
