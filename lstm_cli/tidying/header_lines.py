"""Headers of two lines: groups above, such as a disease, and what is counted of each below; or names above and units below."""

import re
from collections.abc import Sequence
from typing import Final

from lstm_cli.readers.cell_kinds import Kind, kind_of

__all__ = ["is_second_line", "joined_names"]

MIN_ROWS: Final = 3  # below, by which a second line of the header is told
MAX_ROWS: Final = 50
MIN_SHARE: Final = 0.9  # of the cells below that are numbers or dates, in a column that is no column of words
DIGITS: Final = re.compile(r"\d+")
OTHER: Final = frozenset({Kind.TEXT, Kind.EMPTY, Kind.MARK})  # 0-4 is a group of ages


def is_second_line(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a record under the header belongs to it: words alone, with numbers and dates in the rows below it.

    A row of data has a time, which is told from its digits: they stand as they do in the rows below.
    """
    if len(below) < MIN_ROWS or any(kind_of(cell) not in OTHER for cell in row):
        return False
    columns = list(zip(row, zip(*below[:MAX_ROWS], strict=True), strict=True))
    if any(DIGITS.search(cell) and any(_form(cell) == _form(other) for other in cells) for cell, cells in columns):
        return False
    return any(cell.strip() and _are_values(cells) for cell, cells in columns) and not any(
        cell.strip() in map(str.strip, cells) for cell, cells in columns if cell.strip()
    )


def joined_names(above: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return the names of two lines as one; a group that stands over the first of its columns is that of the others, too.

    >>> joined_names(["Region", "Cases", "", "Deaths"], ["", "m", "f", "all"])
    ['Region', 'Cases m', 'Cases f', 'Deaths all']
    """
    found, group = [], ""
    for over, below in zip(above, names, strict=True):
        if over.strip() or not below.strip():
            group = over if below.strip() else ""
        found.append(" ".join(f"{group or over} {below}".split()))
    return found


def _form(cell: str) -> str:
    """Return a text with its numbers hidden."""
    return DIGITS.sub("0", cell.strip())


def _are_values(cells: Sequence[str]) -> bool:
    """Whether most cells of a column that hold something are no words."""
    kinds = [kind_of(cell) for cell in cells if cell.strip()]
    return bool(kinds) and sum(kind is not Kind.TEXT for kind in kinds) >= MIN_SHARE * len(kinds)
