"""Which usual date format reads the cells of a column, and advice on it, or on numbers that are no dates."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

import numpy as np

from lstm_cli._arrays import Datetimes
from lstm_cli.errors import Hint, Setting
from lstm_cli.readers.column_names import names_weeks
from lstm_cli.readers.timestamps import strict_strptime

__all__ = ["WEEK_SETTINGS", "hint_of_format", "only_format", "year_may_be_first"]

MAX_CELLS: Final = 2_000  # distinct cells to examine
IN_ORDER: Final = 0.9  # share of the steps that lead forwards, or all backwards, where a file is sorted by time ...
MIXED: Final = 0.05  # ... and by how much it is less where the year is read from the wrong place
WEEK_NUMBER: Final = re.compile(r"\d{4}[-/ ]?[0-5]?\d", re.ASCII)
SHORT: Final = re.compile(r"\d\d([-/.])\d\d\1\d\d", re.ASCII)
# Formats that hints may name, the most likely first.
COMMON: Final = (
    *("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
    *("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M", "%Y/%m/%d %H:%M", "%d/%m/%Y %H:%M:%S"),
    *("%m/%d/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y%m%d%H%M", "%d/%m/%y", "%m/%d/%y"),
    *("%b %Y", "%B %Y", "%b-%y", "%b-%Y", "%m/%Y", "%Y/%m", "%Y %b", "%d %b %Y", "%d %B %Y", "%d-%b-%Y"),
    *("%d-%b-%y", "%d%b%Y", "%b %d, %Y", "%B %d, %Y", "%d %b %Y %H:%M"),
)
WEEK_SETTINGS: Final = (Setting("week", "iso"), Setting("week", "mmwr"))
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
        *WEEK_SETTINGS,
    ),
    re.compile(r"\d{9,10}(\.0)?"): Hint(
        "the numbers look like seconds since 1970 (1704499200 is 2024-01-06): tidy reads them with {}",
        Setting("date_format", "unix"),
    ),
    re.compile(r"\d{12,13}(\.0)?"): Hint(
        "the numbers look like milliseconds since 1970: tidy reads them with {}", Setting("date_format", "unix-ms")
    ),
}
WEEKLY: Final = Hint("the column's name says weeks: tidy reads them with {} or {}", *WEEK_SETTINGS)


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


def year_may_be_first(days: Datetimes, others: Sequence[Datetimes]) -> bool:
    """Whether two-digit dates may begin with the year: ``days`` (N,) if so, else each of the ``others`` (N,).

    A year that is read from the wrong place makes dates jump by years, and back and forth. The days must follow each other
    better than the others do, or as well within no more time; they may be the days of a file that is not sorted.
    """
    return _span(days) > 0 and all(_runs_no_worse(days, other) for other in others)


def _runs_no_worse(days: Datetimes, other: Datetimes) -> bool:
    """Whether days follow each other better than others, or as well and span no more time."""
    one, two = _order(days), _order(other)
    if max(one, two) >= IN_ORDER and abs(one - two) > MIXED:
        return one > two
    return _span(days) <= _span(other)


def _span(days: Datetimes) -> int:
    """Return the number of days from the first to the last."""
    return int(np.ptp(days.astype("datetime64[D]").astype(np.int64)))


def _order(days: Datetimes) -> float:
    """Return the share of the steps that lead in the direction of most."""
    steps = np.diff(days).astype(np.int64)
    return max(float(np.mean(steps >= 0)), float(np.mean(steps <= 0))) if len(steps) else 1.0


def _formats(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the formats that hints may name for these cells."""
    short = SHORT.fullmatch(cells[0])
    if short is None:
        return COMMON
    front, *behind = (short[1].join(parts) for parts in (("%y", "%m", "%d"), ("%d", "%m", "%y"), ("%m", "%d", "%y")))
    days, *others = (_days(cells, pattern) for pattern in (front, *behind))
    is_likely = days is not None and year_may_be_first(days, [other for other in others if other is not None])
    return (front, *COMMON) if is_likely else COMMON


def _days(cells: Sequence[str], pattern: str) -> Datetimes | None:
    """Return the days of cells by a date format; None if it does not read all."""
    days = [strict_strptime(cell, pattern) for cell in cells]
    return None if None in days else np.array(days, "datetime64[s]")


def _differ(cells: Sequence[str], first: str, second: str) -> bool:
    """Whether two formats that read all cells disagree on one."""
    return any(strict_strptime(cell, first) != strict_strptime(cell, second) for cell in cells)
