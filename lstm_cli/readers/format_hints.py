"""Which usual date format reads the cells of a column, and advice on it, or on numbers that are no dates."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from lstm_cli.errors import Hint, Setting
from lstm_cli.readers.column_names import names_weeks
from lstm_cli.readers.timestamps import strict_strptime

__all__ = ["hint_of_format", "only_format", "years_may_be_first"]

MAX_CELLS: Final = 2_000  # distinct cells to examine
MONTHS: Final = 12
WEEK_NUMBER: Final = re.compile(r"\d{4}[-/ ]?[0-5]?\d", re.ASCII)
SHORT: Final = re.compile(r"(\d\d)([-/.])\d\d\2(\d\d)", re.ASCII)
# Formats that hints may name, the most likely first.
COMMON: Final = (
    *("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
    *("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M", "%Y/%m/%d %H:%M", "%d/%m/%Y %H:%M:%S"),
    *("%m/%d/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y%m%d%H%M", "%d/%m/%y", "%m/%d/%y"),
    *("%b %Y", "%B %Y", "%b-%y", "%b-%Y", "%m/%Y", "%Y/%m", "%Y %b", "%d %b %Y", "%d %B %Y", "%d-%b-%Y"),
    *("%d-%b-%y", "%d%b%Y", "%b %d, %Y", "%B %d, %Y", "%d %b %Y %H:%M"),
)
WEEK_NUMBERS: Final = (Setting("week", "iso"), Setting("week", "mmwr"))
# Numbers that are not dates, by pattern.
LIKE: Final = {
    re.compile(r"\d{1,4}"): Hint(
        "the numbers look like an index without dates: tidy gives them dates, with {} and {}",
        Setting("start", "2024-01-01"),
        Setting("freq", "W"),
    ),
    re.compile(r"[2-6]\d{4}(\.\d+)?"): Hint(
        "five digits look like the day numbers of a spreadsheet (45297 is 2024-01-06): tidy reads them with {}",
        Setting("date_format", "excel"),
    ),
    re.compile(r"(19|20)\d{4}"): Hint(
        "six digits may be months or epidemiological weeks: add {} for months; tidy reads weeks with {} or {}",
        Setting("date_format", "%Y%m"),
        *WEEK_NUMBERS,
    ),
    re.compile(r"\d{9,10}(\.0)?"): Hint(
        "the numbers look like seconds since 1970 (1704499200 is 2024-01-06): tidy reads them with {}",
        Setting("date_format", "unix"),
    ),
    re.compile(r"\d{12,13}(\.0)?"): Hint(
        "the numbers look like milliseconds since 1970: tidy reads them with {}", Setting("date_format", "unix-ms")
    ),
}
WEEKLY: Final = Hint("the column's name says weeks: tidy reads them with {} or {}", *WEEK_NUMBERS)


def hint_of_format(texts: Sequence[str], *, column: str = "") -> Hint | None:
    """Return as advice the date format that reads all cells, or what they look like; None without either."""
    cells = _filled(texts)
    if not cells:
        return None
    if names_weeks(column) and all(map(WEEK_NUMBER.fullmatch, cells)):
        return WEEKLY
    meaning = _looks_like(cells)
    settings = [Setting("date_format", pattern) for pattern in _readings(cells)]
    if meaning is not None or not settings:
        return meaning
    return Hint("add {}" if len(settings) == 1 else "the dates can be read in two ways: add {} or {}", *settings)


def only_format(texts: Sequence[str]) -> str | None:
    """Return the usual date format that reads all cells, such as those of ``Jan 2024``, if there is only one."""
    cells = _filled(texts)
    formats = _readings(cells) if cells and _looks_like(cells) is None else []
    return formats[0] if len(formats) == 1 else None


def _filled(texts: Sequence[str]) -> list[str]:
    """Return the first cells that are not empty, without blanks around them."""
    return [text.strip() for text in texts[:MAX_CELLS] if text.strip()]


def _looks_like(cells: Sequence[str]) -> Hint | None:
    """Return what numbers that are no dates look like."""
    return next((hint for pattern, hint in LIKE.items() if all(map(pattern.fullmatch, cells))), None)


def _readings(cells: Sequence[str]) -> list[str]:
    """Return the most likely usual format that reads all cells, and the first that reads them as other dates."""
    fitting = [pattern for pattern in _formats(cells) if all(strict_strptime(cell, pattern) for cell in cells)]
    others = (pattern for pattern in fitting[1:] if _differ(cells, fitting[0], pattern))
    return [*fitting[:1], *islice(others, 1)]


def years_may_be_first(first: Sequence[str], last: Sequence[str]) -> bool:
    """Whether the first of three two-digit numbers may be the year: it has few values, and the last more than months."""
    return len(set(last)) > max(MONTHS, 2 * len(set(first)))


def _formats(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the formats that hints may name for these cells."""
    parts = [SHORT.fullmatch(cell) for cell in cells]
    found = [part for part in parts if part is not None]
    if len(found) < len(parts) or not years_may_be_first([part[1] for part in found], [part[3] for part in found]):
        return COMMON
    mark = found[0][2]
    return (f"%y{mark}%m{mark}%d", *COMMON)


def _differ(cells: Sequence[str], first: str, second: str) -> bool:
    """Whether two formats that read all cells disagree on one."""
    return any(strict_strptime(cell, first) != strict_strptime(cell, second) for cell in cells)
