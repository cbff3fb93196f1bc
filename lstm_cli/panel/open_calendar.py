"""Calendars with closed times: only the open steps of a week are numbered.

A calendar has open weekdays and, for steps below a day, open times of day, which are the same on every open day. Open
steps are numbered in order of time, so that Friday evening and Monday morning can be neighbours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints

__all__ = [
    "DAY",
    "DAYS_A_WEEK",
    "FIRST_MONDAY",
    "MINUTE",
    "WEEKDAYS",
    "OpenCalendar",
    "clock_runs",
    "clock_text",
    "listed",
    "runs",
]

DAY: Final = 86_400
MINUTE: Final = 60
DAYS_A_WEEK: Final = 7
FIRST_MONDAY: Final = -3  # where the numbering starts, in days; 1970-01-01, day 0, was a Thursday
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MAX_RUNS: Final = 3  # runs of times that words list


@dataclass(frozen=True, slots=True)
class OpenCalendar:
    """When steps of ``step`` seconds, a day or a whole part of one, are open.

    days: open weekdays in order, 0 for Monday, empty for all seven; clock: open times of day in order, in seconds after
    midnight, empty for daily steps, whose time of day is that of the data.
    """

    step: int
    days: tuple[int, ...] = ()
    clock: tuple[int, ...] = ()

    @property
    def open_days(self) -> tuple[int, ...]:
        """The open weekdays."""
        return self.days or tuple(range(DAYS_A_WEEK))

    @property
    def steps_a_day(self) -> int:
        """The number of open steps of an open day."""
        return len(self.clock) or 1

    @property
    def steps_a_week(self) -> int:
        """The number of open steps of a week."""
        return self.steps_a_day * len(self.open_days)

    @property
    def all_day(self) -> bool:
        """Whether an open day has no closed times."""
        return self.steps_a_day * self.step == DAY

    def problem(self) -> str:
        """Return why this is no valid calendar, or an empty text."""
        if not 0 < self.step <= DAY or DAY % self.step or self.step % MINUTE:
            return "open times are of steps of minutes that are a day or a whole part of one"
        if not _increases(self.days, DAYS_A_WEEK) or len(self.days) in {1, DAYS_A_WEEK}:
            return "open weekdays are 0 to 6 in order, at least 2 and not all"
        slots = {second % self.step for second in self.clock}
        if not _increases(self.clock, DAY) or len(slots) != (self.step < DAY) or len(self.clock) == 1:
            return "open times of day are seconds in order that keep the step"
        if not self.days and self.all_day:
            return "a calendar leaves something out"
        return ""

    def is_open(self, seconds: Ints) -> Bools:
        """Whether times, in seconds since 1970, are open steps; for daily steps, any time of an open day is."""
        day, of_day = np.divmod(seconds, DAY)
        right_day = np.isin((day - FIRST_MONDAY) % DAYS_A_WEEK, self.open_days)
        return np.asarray(right_day & (np.isin(of_day, self.clock) if self.clock else np.True_))

    def number(self, seconds: Ints, *, phase: int | Ints = 0) -> Ints:
        """Return the number of the last open step at or before each time; ``phase``: time of day of daily steps."""
        day, of_day = np.divmod(np.asarray(seconds) - (0 if self.clock else phase), DAY)
        week, weekday = np.divmod(day - FIRST_MONDAY, DAYS_A_WEEK)
        days_before = week * len(self.open_days) + np.searchsorted(self.open_days, weekday)
        begun = np.searchsorted(self.clock, of_day, side="right") if self.clock else 1
        return np.asarray(days_before * self.steps_a_day + np.isin(weekday, self.open_days) * begun - 1)

    def seconds(self, number: Ints, *, phase: int | Ints = 0) -> Ints:
        """Return the times of numbered steps in seconds since 1970; ``phase`` as in `number`."""
        day, at = np.divmod(number, self.steps_a_day)
        week, place = np.divmod(day, len(self.open_days))
        of_day = np.asarray(self.clock)[at] if self.clock else phase
        return np.asarray((week * DAYS_A_WEEK + np.asarray(self.open_days)[place] + FIRST_MONDAY) * DAY + of_day)

    @property
    def words(self) -> str:
        """The open times in words: "Monday to Friday", "8:00 to 17:00" or both."""
        days = listed(_named(runs(self.days, DAYS_A_WEEK), WEEKDAYS)) if self.days else ""
        return ", ".join(part for part in (days, "" if self.all_day else self._clock_words()) if part)

    @property
    def closed_words(self) -> str:
        """The closed times in words: "on a Saturday or Sunday", "from 18:00 to 7:00" or both."""
        days = [name for day, name in enumerate(WEEKDAYS) if day not in self.open_days]
        spans = clock_runs(self._closed_clock(), self.step)
        times = "from " + listed([_span_text(*span) for span in spans])
        if len(spans) > MAX_RUNS:
            times = f"at {DAY // self.step - len(self.clock)} times of the day"
        parts = ["on a " + listed(days, "or")] if days else []
        return " or ".join([*parts, times] if spans else parts)

    def _closed_clock(self) -> tuple[int, ...]:
        """Return the closed times of day, in order."""
        phase = self.clock[0] % self.step if self.clock else 0
        return tuple(sorted(set(range(phase, DAY, self.step)) - set(self.clock))) if self.clock else ()

    def _clock_words(self) -> str:
        """Return the open times of day in words."""
        spans = clock_runs(self.clock, self.step)
        if len(spans) > MAX_RUNS:
            return f"{len(self.clock)} times a day"
        return listed([_span_text(*span) for span in spans])


def clock_runs(clock: Sequence[int], step: int) -> list[tuple[int, int]]:
    """Return the first and last of each run of times of day a step apart, across midnight."""
    if not clock:
        return []
    phase = clock[0] % step
    spans = runs([(second - phase) // step for second in clock], DAY // step)
    return [(low * step + phase, high * step + phase) for low, high in spans]


def runs(places: Sequence[int], size: int) -> list[tuple[int, int]]:
    """Return the first and last of each run of neighbours among places on a circle, in order of the first.

    >>> runs((0, 1, 2, 6), 7), runs((1, 4), 7)
    ([(6, 2)], [(1, 1), (4, 4)])
    """
    known = set(places)
    firsts = [place for place in places if (place - 1) % size not in known]
    lasts = [place for place in places if (place + 1) % size not in known]
    if firsts and lasts[0] < firsts[0]:
        lasts = [*lasts[1:], lasts[0]]
    return list(zip(firsts, lasts, strict=True))


def clock_text(second: int) -> str:
    """Write a time of day: 8:00."""
    return f"{second // 3600}:{second % 3600 // 60:02d}"


def _span_text(low: int, high: int) -> str:
    """Write a run of times of day: 8:00 to 17:00."""
    return clock_text(low) if low == high else f"{clock_text(low)} to {clock_text(high)}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """Write a list in words.

    >>> listed(["Monday", "Wednesday", "Friday"])
    'Monday, Wednesday and Friday'
    """
    return f" {last} ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def _named(spans: Sequence[tuple[int, int]], names: Sequence[str]) -> list[str]:
    """Return names for runs: both ends, or both members of a run of two."""
    texts: list[str] = []
    for low, high in spans:
        if (high - low) % len(names) > 1:
            texts.append(f"{names[low]} to {names[high]}")
        else:
            texts += [names[place] for place in dict.fromkeys((low, high))]
    return texts


def _increases(values: Sequence[int], stop: int) -> bool:
    """Whether numbers are in increasing order and from 0 to below ``stop``."""
    return list(values) == sorted({value for value in values if 0 <= value < stop})
