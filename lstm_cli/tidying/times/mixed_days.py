"""Days of two kinds in one column: in ISO 8601 beside other ones, as spreadsheets leave those that they take for text."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools
from lstm_cli.errors import Hint
from lstm_cli.problems import shown
from lstm_cli.remarks import Plain, Remark
from lstm_cli.tidying.times.records import Captures, Cells, Kind, Reading, style_of

__all__ = ["ISO_DAYS", "joined", "read_two_kinds"]

ISO_DAYS: Final = ("%d", "%H:%M", "%S")  # ends of patterns of days in ISO 8601, perhaps with a local time
MONTHS: Final = 12
MIN_SWAPPED: Final = 3  # distinct days of each kind that make an accident unlikely
ONE_WAY: Final = Hint("write all of them in one way, such as 2024-01-13")


def read_two_kinds(cells: Cells, found: Captures, year_first: Bools, read: Callable[[Cells], Reading]) -> Reading:
    """Return the reading of days with the year in front, and of those with the year behind, each read by themselves.

    Raises
    ------
    DataError
        The kinds are divided at the 12th of the month: what a spreadsheet makes of ``13/01/2024`` and ``01/02/2024`` if it
        takes the month for the first number, so that day and month of the latter are swapped.
    """
    year_last = found.hit & ~year_first
    _check_swapped(cells, found, year_first, year_last)
    first, last = read(cells.only(year_first)), read(cells.only(year_last))
    return joined(cells, first.among(year_first), last.among(year_last))


def joined(cells: Cells, one: Reading, other: Reading) -> Reading:
    """Return one reading, with another where that is good, and a remark on the number of rows of the latter.

    Local times are not joined with those that have an offset.
    """
    taken = one.bad & ~other.bad
    is_local = one.style.pattern.endswith(ISO_DAYS) and other.style.pattern.endswith(ISO_DAYS)
    if not taken.any() or not (is_local or one.style == other.style):
        return one
    at = np.where(taken, other.at, one.at)
    bad = one.bad & other.bad
    kind, style = one.kind, one.style
    if other.style != one.style:  # days beside moments are midnights
        kind, style = style_of(Kind.TIME, at[~bad])
    first = int(np.argmax(taken))
    rows, total = int(cells.rows[taken].sum()), int(cells.rows.sum())
    details: dict[str, Plain] = {"column": cells.column, "rows": rows, "of": total, "example": cells.texts[first]}
    remark = Remark("dates-of-two-kinds", details)
    return replace(one, at=at, bad=bad, kind=kind, style=style, remarks=(*one.remarks, *other.remarks, remark))


def _check_swapped(cells: Cells, found: Captures, year_first: Bools, year_last: Bools) -> None:
    """Refuse days that a spreadsheet seems to have read with day and month swapped."""
    day_of_iso = found.number("c")[year_first]
    larger = np.maximum(found.number("a"), found.number("b"))[year_last]
    if min(len(day_of_iso), len(larger)) < MIN_SWAPPED or day_of_iso.max() > MONTHS or larger.min() <= MONTHS:
        return
    one, other = int(np.argmax(year_first)), int(np.argmax(year_last))
    what = (
        f"{shown(cells.texts[one])} and {shown(cells.texts[other])}: no day after the 12th is written like the former, none "
        "before the 13th like the latter; a spreadsheet may have swapped day and month of the former"
    )
    raise cells.refused(what, one, hint=ONE_WAY)
