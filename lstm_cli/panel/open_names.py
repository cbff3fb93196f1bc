"""Short forms of open weekdays and times of day: MON-FRI, 8-12,13:30-17."""

import re
from collections.abc import Callable, Sequence
from typing import Final

from lstm_cli.panel.open_calendar import DAY, clock_runs, clock_text, runs
from lstm_cli.problems import shown

__all__ = ["DAYS", "open_days", "open_times", "spelled_days", "spelled_times", "whole_day"]

DAYS: Final = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
TIME: Final = re.compile(r"(\d{1,2})(?::(\d\d))?", re.ASCII)
HOURS, MINUTES = 24, 60


def open_days(text: str) -> tuple[int, ...]:
    """Return the weekdays that a text such as MON-FRI or MON,WED names, () for all seven; ValueError if it names none."""
    days = _members(text, _weekday, size=len(DAYS), step=1)
    return () if len(days) == len(DAYS) else days


def open_times(text: str, step: int) -> tuple[int, ...]:
    """Return the times of day that a text such as 8-17 names, ``step`` seconds apart; ValueError if it names none."""
    if not 0 < step < DAY:
        raise ValueError("has times of day, but its step is not shorter than a day")
    return _members(text, _second, size=DAY, step=step)


def whole_day(step: int) -> tuple[int, ...]:
    """Return all times of day of a step, () for daily steps."""
    return tuple(range(0, DAY, step)) if step < DAY else ()


def spelled_days(days: Sequence[int]) -> str:
    """Return the text of weekdays."""
    return ",".join(_span(DAYS[low], DAYS[high]) for low, high in runs(days, len(DAYS)))


def spelled_times(clock: Sequence[int], step: int) -> str:
    """Return the text of times of day."""
    return ",".join(
        _span(clock_text(low).removesuffix(":00"), clock_text(high).removesuffix(":00"))
        for low, high in clock_runs(clock, step)
    )


def _span(low: str, high: str) -> str:
    return low if low == high else f"{low}-{high}"


def _members(text: str, read: Callable[[str], int], *, size: int, step: int) -> tuple[int, ...]:
    """Return the values that a list of values and spans names; spans may wrap around."""
    found: set[int] = set()
    for part in text.split(","):
        low, *rest = map(read, part.split("-", 1))
        length = (rest[0] - low) % size if rest else 0
        found |= {(low + past) % size for past in range(0, length + 1, step)}
    return tuple(sorted(found))


def _weekday(text: str) -> int:
    """Read a weekday, 0 for Monday."""
    if text.upper() not in DAYS:
        raise ValueError(f"has {shown(text)} as a weekday, expected one of {', '.join(DAYS)}")
    return DAYS.index(text.upper())


def _second(text: str) -> int:
    """Read a time of day in seconds after midnight."""
    match = TIME.fullmatch(text)
    if match is None or int(match[1]) >= HOURS or int(match[2] or 0) >= MINUTES:
        raise ValueError(f"has {shown(text)} as a time of day, expected one such as 8 or 8:30")
    return (int(match[1]) * MINUTES + int(match[2] or 0)) * MINUTES
