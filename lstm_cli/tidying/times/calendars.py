"""Weeks of a year by number: ISO 8601 (from Monday) and MMWR of the US CDC (from Sunday).

In both, week 1 is the week that contains 4 January: the first with at least four days in the year.
"""

from typing import Final

import numpy as np

from lstm_cli._arrays import Datetimes, Ints
from lstm_cli.options import Week, WeekDate

__all__ = ["SYSTEM_NAMES", "week_dates", "weeks_in"]

SYSTEM_NAMES: Final = {Week.ISO: "ISO", Week.MMWR: "MMWR"}
# Days from the first day of the week to 1970-01-01, a Thursday.
THURSDAY: Final = {Week.ISO: 3, Week.MMWR: 4}
DAYS_TO: Final = {WeekDate.START: 0, WeekDate.END: 6}


def week_dates(system: Week, years: Ints, weeks: Ints, dated: WeekDate) -> Datetimes:
    """Return the first or the last day (datetime64[s]) of numbered weeks, without a check that they exist."""
    days = _first_days(system, years) + 7 * (weeks - 1) + DAYS_TO[dated]
    return np.asarray(days.astype("datetime64[D]").astype("datetime64[s]"))


def weeks_in(system: Week, years: Ints) -> Ints:
    """Return the number of weeks of each year: 52 or 53."""
    return np.asarray((_first_days(system, years + 1) - _first_days(system, years)) // 7)


def _first_days(system: Week, years: Ints) -> Ints:
    """Return the first day of week 1 of each year, in days since 1970."""
    fourth = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64) + 3
    return np.asarray(fourth - (fourth + THURSDAY[system]) % 7)
