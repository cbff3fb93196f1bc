"""The order of day, month and year: inferred if only one is possible, refused if two read all texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Ints
from lstm_cli.errors import DataError, Hint, Setting
from lstm_cli.problems import shown
from lstm_cli.readers.timestamps import YEARS
from lstm_cli.tidying.times.clock import CLOCK_DIRECTIVES
from lstm_cli.tidying.times.records import Captures, Cells, calendar_day

__all__ = ["DMY", "MDY", "YMD", "Ordered", "ordered", "settle"]

YMD: Final = "year/month/day"
DMY: Final = "day/month/year"
MDY: Final = "month/day/year"


@dataclass(frozen=True, slots=True)
class Ordered:
    """Texts read in one order; ``directives``: the directive of strptime for each group of the pattern."""

    name: str  # day/month/year
    at: Datetimes
    bad: Bools
    directives: Mapping[str, str]
    ruled_out: str = ""  # a text that no other order reads


def ordered(
    name: str, parts: tuple[Ints, Ints, Ints], bad: Bools, directives: Mapping[str, str], *, years: range = YEARS
) -> Ordered:
    """Return the days of years, months and days; those outside the likely years are bad."""
    at, absent = calendar_day(*parts)
    return Ordered(name, at, bad | absent | (parts[0] < years[0]) | (parts[0] > years[-1]), directives)


def settle(cells: Cells, found: Captures, choices: Sequence[Ordered], unlikely: Sequence[Ordered] = ()) -> Ordered:
    """Return the order that reads the most rows; DataError if another order reads as many, but as other days.

    ``unlikely`` orders are no choices, but may read the texts, too.
    """
    wrong = [int(cells.rows[choice.bad].sum()) for choice in choices]
    best, *others = (choice for choice, rows in zip(choices, wrong, strict=True) if rows == min(wrong))
    differing = [other for other in others if (other.at != best.at)[~best.bad | ~other.bad].any()]
    if differing:
        raise _several(cells, found, [best, *differing])
    losers = [*(choice for choice, rows in zip(choices, wrong, strict=True) if rows > min(wrong)), *unlikely]
    decisive = ~best.bad
    for loser in losers:
        decisive = decisive & loser.bad
    text = cells.texts[int(np.argmax(decisive))] if losers and decisive.any() else ""
    return replace(best, ruled_out=text)


def _several(cells: Cells, found: Captures, orders: Sequence[Ordered]) -> DataError:
    """Return the error for days that several orders read, with the format of each."""
    apart = [~order.bad & (order.at != orders[0].at) for order in orders[1:]]
    at = int(np.argmax(~orders[0].bad * np.sum(apart, axis=0)))  # all orders read another day, if there is such a text
    dates = [str(order.at[at])[:10] for order in orders]
    names = [f"{date} ({order.name})" for date, order in zip(dates, orders, strict=True)]
    settings = [Setting("date_format", _format(found, at, order)) for order in orders]
    hint = Hint(f"add {' or '.join('{}' for _ in settings)}", *settings)
    return cells.refused(f"{shown(cells.texts[at])} may be {' or '.join(names)}", at, hint=hint)


def _format(found: Captures, at: int, order: Ordered) -> str:
    """Return the format that reads a text in an order: the text with a directive in place of each part."""
    match = found.matches[at]
    if match is None:
        return ""
    parts = match.groupdict()
    by_text = {"H": "%I" if parts.get("P") else "%H", "W": "%A" if len(parts.get("W") or "") > len("Mon") else "%a"}
    directives = CLOCK_DIRECTIVES | by_text | dict(order.directives)
    text = match.string.replace("%", "%%")
    places = sorted((match.span(group), directive) for group, directive in directives.items() if parts.get(group))
    for (start, stop), directive in reversed(places):
        text = text[:start] + directive + text[stop:]
    return text
