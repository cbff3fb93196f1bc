"""Frequencies: a regular step of time, its arithmetic, its seasons and its name.

A step is a fixed number of seconds (minutes to weeks) or of calendar months (months to years).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import UnionType
from typing import Final

import numpy as np

from lstm_cli._arrays import Datetimes, Ints

__all__ = ["DAY", "HOUR", "WEEK", "YEAR", "Frequency"]

HOUR: Final = 3_600
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY
YEAR: Final = 365.25 * DAY
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PLAIN_NAMES: Final = {60: "every minute", HOUR: "hourly", DAY: "daily", WEEK: "weekly"}
QUARTER: Final = 3  # months
TWELVE: Final = 12
PLAIN_MONTH_NAMES: Final = {1: "monthly", QUARTER: "quarterly", TWELVE: "yearly"}


@dataclass(frozen=True, slots=True)
class Frequency:
    """A step of time: ``seconds`` > 0 and ``months`` = 0, or the other way round."""

    seconds: int = 0
    months: int = 0
    month_end: bool = False  # calendar steps that fall on the last day of the month
    weekday: int | None = None  # 0 = Monday, for weekly steps: the day the week is stamped with
    day: int | None = None  # day of the month of calendar steps (clipped to its length); None: as the last time

    @property
    def seasons(self) -> tuple[float, ...]:
        """Lengths of the natural seasons in steps, shortest first (a week of hours, a year of weeks)."""
        if self.months:
            return (TWELVE / self.months,) if self.months < TWELVE else ()
        return tuple(period / self.seconds for period in (DAY, WEEK, YEAR) if period >= 2 * self.seconds)

    @property
    def main_season(self) -> int:
        """Steps of the season that the seasonal naive repeats: the shortest natural one, 1 without any."""
        return round(self.seasons[0]) if self.seasons else 1

    def cycle(self, season: float) -> str:
        """Name one of the seasons: day, week or year."""
        return {DAY: "day", WEEK: "week"}.get(round(season * self.seconds), "year")

    @property
    def default_horizon(self) -> int:
        """Steps ahead as in the M4 competition (Makridakis et al. 2020, table 1)."""
        if self.months:
            return 6 if self.months >= TWELVE else 8 if self.months >= QUARTER else 18
        if self.seconds < DAY:
            return 48
        return 14 if self.seconds < WEEK else 13

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
        return PLAIN_NAMES.get(self.seconds, f"every {step} {unit}s")

    @property
    def unit(self) -> str:
        """The unit of time that durations are written in: minute, hour, day, week, month, quarter or year."""
        return self.in_units[1]

    @property
    def in_units(self) -> tuple[int, str]:
        """How many of which unit one step is: (15, "minute")."""
        if self.months:
            sizes = ((TWELVE, "year"), (QUARTER, "quarter"), (1, "month"))
            return next((self.months // size, unit) for size, unit in sizes if self.months % size == 0)
        widths = ((WEEK, "week"), (DAY, "day"), (HOUR, "hour"), (60, "minute"), (1, "second"))
        return next((self.seconds // width, unit) for width, unit in widths if self.seconds % width == 0)

    def after(self, last: np.datetime64 | Datetimes, steps: Sequence[int] | Ints) -> Datetimes:
        """Return the times ``steps`` steps after ``last`` (datetime64[s]), one time for all steps or one for each."""
        count = np.asarray(steps, dtype=np.int64)
        last = last.astype("datetime64[s]")
        if self.seconds:
            return np.asarray(last + (count * self.seconds).astype("timedelta64[s]"))
        first_of_month = last.astype("datetime64[M]")
        months = first_of_month + (count * self.months).astype("timedelta64[M]")
        length = ((months + np.timedelta64(1, "M")).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(
            np.int64
        )
        day = (last.astype("datetime64[D]") - first_of_month.astype("datetime64[D]")).astype(np.int64)
        if self.day is not None:
            day = np.int64(self.day - 1)
        days = length - 1 if self.month_end else np.minimum(day, length - 1)
        of_day = last - last.astype("datetime64[D]")
        times: Datetimes = months.astype("datetime64[D]") + days.astype("timedelta64[D]") + of_day
        return times

    def to_dict(self) -> dict[str, int | bool | None]:
        """Return the fields as plain JSON values; ``from_dict`` reads them back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, fields: Mapping[str, object]) -> "Frequency":
        """Return a frequency from ``to_dict``'s fields; ValueError when they are not such fields."""
        known = {"seconds": int, "months": int, "month_end": bool, "weekday": int | None, "day": int | None}
        if set(fields) != set(known) or not all(_is(fields[name], kind) for name, kind in known.items()):
            raise ValueError(f"a frequency has the fields {', '.join(known)}")
        frequency = cls(**fields)  # type: ignore[arg-type]  # checked above
        if min(frequency.seconds, frequency.months) != 0 or max(frequency.seconds, frequency.months) <= 0:
            raise ValueError("a frequency is a number of seconds or of months")
        if (frequency.weekday or 0) not in range(7) or (frequency.day or 1) not in range(1, 32) or frequency.day == 0:
            raise ValueError("a frequency's weekday is 0 to 6 and its day 1 to 31")
        return frequency


def _is(value: object, kind: type | UnionType) -> bool:
    """Whether a value read from JSON has a type; True does not count as a whole number."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
