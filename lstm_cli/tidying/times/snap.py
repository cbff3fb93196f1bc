"""Moves times onto the grid of a step if they are near it: clock jitter, varying days of the month."""

from typing import Final, NamedTuple

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Ints
from lstm_cli.panel.frequency import DAY, WEEK
from lstm_cli.panel.frequency_names import Wanted, parse_frequency
from lstm_cli.panel.month_days import month_grid, weekdays
from lstm_cli.remarks import Remark

__all__ = ["Snapped", "edge_of_months", "snap_remark", "snap_to_grid"]

MAX_AWAY: Final = 0.3  # largest distance of a time from the usual position in its step, in steps
MAX_EARLY: Final = 0.05  # how early a time may be and still belong to the next step, in steps: 23:59:58
MIN_MONTHS: Final = 6  # months that show that each has one row


class Snapped(NamedTuple):
    """Times, on the grid if they were near it, and by how many seconds each was moved."""

    at: Datetimes
    moved: Ints


def snap_to_grid(at: Datetimes, freq: str | None, *, series: Ints | None = None) -> Snapped:
    """Move times onto the steps of a frequency if they are near one; ``series``: the index of each row's series.

    Steps of months and years: if every series has at most one row per step, on any day. Steps of seconds: times that are
    at most 0.3 steps away from the usual position within the step. Without a frequency: to months, if each series has
    exactly one row in every month from its first to its last, on days without a rule.
    """
    of_series = np.zeros(len(at), np.int64) if series is None else series
    seconds = at.astype("datetime64[s]")
    if not len(at):
        return Snapped(seconds, np.zeros(0, np.int64))
    if freq is None:
        snapped = _months(seconds, 1, "s") if _one_a_month(seconds, of_series) else seconds
    else:
        snapped = _onto(seconds, parse_frequency(freq), of_series)
    return Snapped(snapped, (snapped - seconds).astype(np.int64))


def snap_remark(moved: Ints, freq: str | None) -> Remark | None:
    """Return the remark on how many times were moved, and by how much at most; None if none was."""
    count = int(np.count_nonzero(moved))
    if not count:
        return None
    if freq is None:
        return Remark("row-a-month", {"count": count, "of": len(moved)})
    return Remark("times-moved", {"count": count, "of": len(moved), "most_seconds": int(np.abs(moved).max())})


def _onto(at: Datetimes, wanted: Wanted, series: Ints) -> Datetimes:
    """Return times on the wanted steps."""
    if wanted.months:
        moved = _months(at, wanted.months, wanted.stamp)
        return moved if _unique(moved, series) else at
    if wanted.calendar or (wanted.seconds > DAY and wanted.seconds % WEEK):
        return at
    moved, near = _weeks(at, wanted) if wanted.seconds % WEEK == 0 else _steps(at, wanted.seconds)
    return np.asarray(np.where(near, moved, at))


def _months(at: Datetimes, months: int, stamp: str) -> Datetimes:
    """Return the first day, or the last, of the month, quarter or year of each time."""
    number = at.astype("datetime64[M]").astype(np.int64)
    return edge_of_months(number - number % months, months, stamp)


def edge_of_months(start: Ints, months: int, stamp: str) -> Datetimes:
    """Return the first day of spans of some months, or the last for the stamp "e"; ``start``: months since 1970."""
    if stamp != "e":
        return start.astype("datetime64[M]").astype("datetime64[s]")
    following = (start + months).astype("datetime64[M]").astype("datetime64[D]")
    return (following - np.timedelta64(1, "D")).astype("datetime64[s]")


def _steps(at: Datetimes, step: int) -> tuple[Datetimes, Bools]:
    """Return the starts of the steps to which times belong, and which times are near the usual position in their step."""
    seconds = at.astype(np.int64)
    usual = _usual(seconds % step, step)
    number = np.rint((seconds - usual) / step).astype(np.int64)
    near = np.abs(seconds - usual - number * step) <= MAX_AWAY * step
    early = usual - step >= -MAX_EARLY * step
    return ((number + early) * step).astype("datetime64[s]"), near


def _weeks(at: Datetimes, wanted: Wanted) -> tuple[Datetimes, Bools]:
    """Return the nearest days on the named or usual weekday, and which times are near them."""
    own = weekdays(at)
    weekday = np.bincount(own, minlength=7).argmax() if wanted.weekday is None else wanted.weekday
    away = (own - weekday + 3) % 7 - 3
    days = at.astype("datetime64[D]") - away.astype("timedelta64[D]")
    return days.astype("datetime64[s]"), np.abs(away) <= MAX_AWAY * 7


def _usual(places: Ints, step: int) -> int:
    """Return the median of positions on a circle, cut open at the widest gap between them."""
    distinct = np.unique(places)
    gaps = np.diff(distinct, append=distinct[0] + step)
    first = distinct[(int(gaps.argmax()) + 1) % len(distinct)]
    return int((first + np.median((places - first) % step)) % step)


def _one_a_month(at: Datetimes, series: Ints) -> bool:
    """Whether each series has one row in every month from its first to its last, on days without a rule."""
    months = at.astype("datetime64[M]").astype(np.int64)
    span = int(np.ptp(months)) + 1
    if span < MIN_MONTHS or len(at) > span * (int(series.max()) + 1) or month_grid(np.unique(at)) is not None:
        return False
    order = np.lexsort((months, series))
    same = np.diff(series[order]) == 0
    return bool(same.any() and (np.diff(months[order])[same] == 1).all())


def _unique(at: Datetimes, series: Ints) -> bool:
    """Whether no series has two rows at the same time."""
    order = np.lexsort((at, series))
    return not ((np.diff(at[order]).astype(np.int64) == 0) & (np.diff(series[order]) == 0)).any()
