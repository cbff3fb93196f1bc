"""Frequencies: a regular step of time, its arithmetic, its seasons and its name.

A step is a fixed number of seconds (minutes to weeks) or of calendar months (months to years).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Frequency"]

DAY: Final = 86_400
YEAR: Final = 365.25 * DAY


@dataclass(frozen=True, slots=True)
class Frequency:
    """A step of time: ``seconds`` > 0 and ``months`` = 0, or the other way round."""

    seconds: int = 0
    months: int = 0
    month_end: bool = False  # calendar steps that fall on the last day of the month
    weekday: int | None = None  # 0 = Monday, for weekly steps: the day the week is stamped with

    @property
    def seasons(self) -> tuple[float, ...]:
        """Lengths of the natural seasons in steps, shortest first (a week of hours, a year of weeks)."""
        if self.months:
            return (12 / self.months,) if self.months < 12 else ()
        periods = (DAY, 7 * DAY, YEAR)
        return tuple(period / self.seconds for period in periods if period / self.seconds >= 2)

    @property
    def default_horizon(self) -> int:
        """Steps ahead as in the M4 competition (Makridakis et al. 2020, table 1)."""
        if self.months:
            return 6 if self.months >= 12 else 8 if self.months >= 3 else 18
        if self.seconds < DAY:
            return 48
        return 14 if self.seconds < 7 * DAY else 13

    def after(self, last: np.datetime64, steps: Sequence[int] | NDArray[np.int64]) -> NDArray[np.datetime64]:
        """Times ``steps`` steps after ``last`` (datetime64[s])."""
        count = np.asarray(steps, dtype=np.int64)
        last = last.astype("datetime64[s]")
        if self.seconds:
            return last + (count * self.seconds).astype("timedelta64[s]")
        first_of_month = last.astype("datetime64[M]")
        months = first_of_month + (count * self.months).astype("timedelta64[M]")
        length = ((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64)
        day = (last.astype("datetime64[D]") - first_of_month.astype("datetime64[D]")).astype(np.int64)
        days = length - 1 if self.month_end else np.minimum(day, length - 1)
        of_day = last - last.astype("datetime64[D]")
        return months.astype("datetime64[D]") + days.astype("timedelta64[D]") + of_day
