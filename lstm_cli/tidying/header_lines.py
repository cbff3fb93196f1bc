"""Headers of two lines: groups, such as diseases, above what is counted of each; or names above units."""

import re
from collections.abc import Sequence
from typing import Final

from lstm_cli.readers.cell_kinds import Kind, kind_of

__all__ = ["is_second_line", "joined_names"]

MIN_ROWS: Final = 3  # below a second line of the header, to recognise it
MAX_ROWS: Final = 50
MIN_SHARE: Final = 0.9  # of the filled cells of a column that are numbers or dates, unless it holds words
DIGITS: Final = re.compile(r"\d+")
OTHER: Final = frozenset({Kind.TEXT, Kind.EMPTY, Kind.MARK})  # MARK: 0-4 is an age group


def is_second_line(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a record below the header belongs to it: it holds words only, above rows with numbers and dates.

    A row of data would have a time, recognised by digits in the same places as in the rows below.
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
    """Return two lines of names as one; a group applies to its column and to those right of it that have none.

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
    """Return a text with 0 in the place of each number."""
    return DIGITS.sub("0", cell.strip())


def _are_values(cells: Sequence[str]) -> bool:
    """Whether most filled cells of a column are numbers or dates."""
    kinds = [kind_of(cell) for cell in cells if cell.strip()]
    return bool(kinds) and sum(kind is not Kind.TEXT for kind in kinds) >= MIN_SHARE * len(kinds)
