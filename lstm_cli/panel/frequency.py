"""Frequencies: a regular step of time, its arithmetic, its seasons and its name.

A step is a fixed number of seconds (minutes to weeks) or of calendar months (months to years). Steps of a day or less
may leave out closed weekdays and times of day: `open_calendar`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import UnionType
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Ints
from lstm_cli.panel.month_days import month_lengths
from lstm_cli.panel.open_calendar import DAY, WEEKDAYS, OpenCalendar

__all__ = ["DAY", "HOUR", "WEEK", "YEAR", "Frequency"]

HOUR: Final = 3_600
WEEK: Final = 7 * DAY
YEAR: Final = 365.25 * DAY
PLAIN_NAMES: Final = {60: "every minute", HOUR: "hourly", DAY: "daily", WEEK: "weekly"}
QUARTER: Final = 3  # months
TWELVE: Final = 12
PLAIN_MONTH_NAMES: Final = {1: "monthly", QUARTER: "quarterly", TWELVE: "yearly"}
CYCLES: Final = {"day": DAY, "week": WEEK, "year": YEAR}  # lengths of seasons in seconds
WORKING_DAYS: Final = (0, 1, 2, 3, 4)
OPEN: Final = ("open_days", "open_times")


@dataclass(frozen=True, slots=True)
class Frequency:
    """A step of time: either ``seconds`` or ``months`` is above 0, and the other is 0."""

    seconds: int = 0
    months: int = 0
    month_end: bool = False  # calendar steps that fall on the last day of the month
    weekday: int | None = None  # 0 = Monday: the weekday of weekly stamps
    day: int | None = None  # day of the month of calendar steps (clipped to its length); None: that of the last time

    open_days: tuple[int, ...] = ()  # weekdays with steps, 0 = Monday; empty for all
    open_times: tuple[int, ...] = ()  # times of day with steps, in seconds after midnight, for steps below a day

    @property
    def calendar(self) -> OpenCalendar | None:
        """The calendar of steps that leave out closed times; None if there are no closed times."""
        if not self.open_days and not self.open_times:
            return None
        return OpenCalendar(self.seconds, self.open_days, self.open_times)

    @property
    def open_details(self) -> dict[str, tuple[float, ...]]:
        """The open weekdays and times of day by the names of their fields, if not all are open."""
        both = zip(OPEN, (self.open_days, self.open_times), strict=True)
        return {name: value for name, value in both if value}

    @property
    def _steps(self) -> dict[str, float]:
        """The steps of each natural season by its name, shortest first; a season has at least 2 steps."""
        if self.months:
            return {"year": TWELVE / self.months} if self.months < TWELVE else {}
        steps = {name: period / self.seconds for name, period in CYCLES.items()}
        if calendar := self.calendar:
            week = calendar.steps_a_week
            steps = {"day": calendar.steps_a_day, "week": week, "year": week * YEAR / WEEK}
        return {name: count for name, count in steps.items() if count >= 2}  # noqa: PLR2004 - a season has two steps

    @property
    def seasons(self) -> tuple[float, ...]:
        """Lengths of the natural seasons in steps, shortest first (a week of hours, a year of weeks)."""
        return tuple(self._steps.values())

    @property
    def periods(self) -> tuple[float, ...]:
        """Lengths of the same seasons in seconds, including closed times."""
        return tuple(CYCLES[name] for name in self._steps)

    @property
    def main_season(self) -> int:
        """Steps of the season that the seasonal naive repeats: the shortest natural one, or 1 if there is none."""
        return round(self.seasons[0]) if self.seasons else 1

    def cycle(self, season: float) -> str:
        """Return the name of a season: day, week or year."""
        return next((name for name, steps in self._steps.items() if steps == season), "year")

    @property
    def default_horizon(self) -> int:
        """Steps ahead as in the M4 competition (Makridakis et al. 2020, table 1), without the closed ones."""
        if self.months:
            return 6 if self.months >= TWELVE else 8 if self.months >= QUARTER else 18
        calendar = self.calendar
        if self.seconds < DAY:
            return 48 if calendar is None else max(48 * calendar.steps_a_day * self.seconds // DAY, 1)
        if calendar:
            return 2 * calendar.steps_a_week
        return 14 if self.seconds < WEEK else 13

    @property
    def longest_step(self) -> int:
        """The largest distance between neighbouring steps in seconds."""
        if calendar := self.calendar:
            numbers = np.arange(calendar.steps_a_week + 1)
            return int(np.diff(calendar.seconds(numbers)).max())
        return self.seconds or self.months * 31 * DAY

    @property
    def name(self) -> str:
        """Its name in plain words: "weekly (weeks stamped Saturday)", "every 15 minutes"."""
        step, unit = self.in_units
        if self.months:
            plain = PLAIN_MONTH_NAMES.get(self.months, f"every {step} {unit}s")
            if self.month_end:
                return f"{plain} (month ends)"
            if self.months % TWELVE == 0 or self.day is None:
                return plain
            return f"{plain} ({'month starts' if self.day == 1 else f'day {self.day}'})"
        if self.seconds == WEEK and self.weekday is not None:
            return f"weekly (weeks stamped {WEEKDAYS[self.weekday]})"
        if self.seconds % WEEK == 0 and self.seconds > WEEK:
            return f"every {self.seconds // DAY} days"
        plain = PLAIN_NAMES.get(self.seconds, f"every {step} {unit}s")
        return plain if self.calendar is None else f"{plain} ({self.calendar.words})"

    @property
    def unit(self) -> str:
        """The unit in which durations are written: minute, hour, day, week, month, quarter or year."""
        return self.in_units[1]

    @property
    def kind(self) -> str:
        """The adjective of units that leave something out: "working ", "open " or nothing."""
        if self.seconds == DAY and self.open_days == WORKING_DAYS:
            return "working "
        return "open " if self.calendar else ""

    @property
    def in_units(self) -> tuple[int, str]:
        """A step as a number of units: (15, "minute")."""
        if self.months:
            sizes = ((TWELVE, "year"), (QUARTER, "quarter"), (1, "month"))
            return next((self.months // size, unit) for size, unit in sizes if self.months % size == 0)
        widths = ((WEEK, "week"), (DAY, "day"), (HOUR, "hour"), (60, "minute"), (1, "second"))
        return next((self.seconds // width, unit) for width, unit in widths if self.seconds % width == 0)

    def after(self, last: np.datetime64 | Datetimes, steps: Sequence[int] | Ints) -> Datetimes:
        """Return the times ``steps`` steps after ``last`` (datetime64[s]): one time for all steps, or one for each."""
        count = np.asarray(steps, dtype=np.int64)
        last = last.astype("datetime64[s]")
        if calendar := self.calendar:
            seconds = _seconds(last)
            phase = seconds % DAY
            after = calendar.seconds(calendar.number(seconds, phase=phase) + count, phase=phase)
            return np.asarray(after.astype("datetime64[s]"))
        if self.seconds:
            return np.asarray(last + (count * self.seconds).astype("timedelta64[s]"))
        first_of_month = last.astype("datetime64[M]")
        months = first_of_month + (count * self.months).astype("timedelta64[M]")
        length = month_lengths(months)
        day = (last.astype("datetime64[D]") - first_of_month.astype("datetime64[D]")).astype(np.int64)
        if self.day is not None:
            day = np.int64(self.day - 1)
        days = length - 1 if self.month_end else np.minimum(day, length - 1)
        of_day = last - last.astype("datetime64[D]")
        times: Datetimes = months.astype("datetime64[D]") + days.astype("timedelta64[D]") + of_day
        return times

    def steps_from(self, first: np.datetime64, times: Datetimes | np.datetime64) -> Ints:
        """Return the number of whole steps from ``first``, a time of the data, to each time; negative before it."""
        if self.months:
            origin = first.astype("datetime64[M]").astype(np.int64)
            return np.asarray((times.astype("datetime64[M]").astype(np.int64) - origin) // self.months)
        origin, seconds = _seconds(first), _seconds(times)
        if calendar := self.calendar:
            phase = origin % DAY
            return np.asarray(calendar.number(seconds, phase=phase) - calendar.number(origin, phase=phase))
        return np.asarray((seconds - origin) // self.seconds)

    def is_open(self, times: Datetimes) -> Bools:
        """Whether times are on open days and at open times of day."""
        calendar = self.calendar
        return np.ones(len(times), np.bool_) if calendar is None else calendar.is_open(_seconds(times))

    def to_dict(self) -> dict[str, object]:
        """Return the fields as plain JSON values, with open times only if some are closed; ``from_dict`` reads them."""
        opened = {name: list(value) for name, value in self.open_details.items()}
        return {name: value for name, value in asdict(self).items() if name not in OPEN} | opened

    @classmethod
    def from_dict(cls, fields: Mapping[str, object]) -> "Frequency":
        """Return a frequency from the fields of ``to_dict``; ValueError if they are no such fields."""
        known = {"seconds": int, "months": int, "month_end": bool, "weekday": int | None, "day": int | None}
        plain = {name: value for name, value in fields.items() if name not in OPEN}
        if set(plain) != set(known) or not all(_is(plain[name], kind) for name, kind in known.items()):
            raise ValueError(f"a frequency has the fields {', '.join(known)}, and may have {' and '.join(OPEN)}")
        opened = [_whole_numbers(fields.get(name, [])) for name in OPEN]
        frequency = cls(**plain, **dict(zip(OPEN, opened, strict=True)))  # type: ignore[arg-type]  # checked above
        if min(frequency.seconds, frequency.months) != 0 or max(frequency.seconds, frequency.months) <= 0:
            raise ValueError("a frequency is a number of seconds or of months")
        if (frequency.weekday or 0) not in range(7) or (frequency.day or 1) not in range(1, 32) or frequency.day == 0:
            raise ValueError("a frequency's weekday is 0 to 6 and its day 1 to 31")
        if frequency.calendar and (problem := frequency.calendar.problem()):
            raise ValueError(f"a frequency is not so: {problem}")
        return frequency


def _seconds(times: Datetimes | np.datetime64) -> Ints:
    """Return times as seconds since 1970."""
    return np.asarray(times.astype("datetime64[s]").astype(np.int64))


def _whole_numbers(value: object) -> tuple[int, ...]:
    """Return a list read from JSON as a tuple; ValueError unless it is a list of whole numbers."""
    if not isinstance(value, list) or not all(_is(part, int) for part in value):
        raise ValueError(f"a frequency's {' and '.join(OPEN)} are lists of whole numbers")
    return tuple(value)


def _is(value: object, kind: type | UnionType) -> bool:
    """Whether a value read from JSON has a type; True is no whole number."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
