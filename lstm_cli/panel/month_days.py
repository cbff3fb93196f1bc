"""Days of the month and weekdays of times, and which of them all times share."""

import numpy as np

from lstm_cli._arrays import Datetimes, Ints

__all__ = ["first_unlike", "month_grid", "month_lengths", "shared_weekday", "weekdays"]


def month_grid(times: Datetimes) -> tuple[int, bool] | None:
    """Return the day of the month that all times share, and whether all are last days of a month; None if they share none."""
    months, days = times.astype("datetime64[M]"), times.astype("datetime64[D]")
    if len(times) > 1 and (np.diff(months.astype(np.int64)) == 0).any():
        return None
    if len(np.unique((times - days).astype(np.int64))) > 1:
        return None
    day = (days - months.astype("datetime64[D]")).astype(np.int64) + 1
    length = month_lengths(months)
    latest = int(day.max())
    if not (day == np.minimum(latest, length)).all():
        return None
    return latest, bool((day == length).all())


def first_unlike(times: Datetimes, stamp: str) -> int:
    """Return the index of the first time that is not at the start (or end) of its month."""
    days = times.astype("datetime64[D]")
    edge = days + np.timedelta64(1, "D") if stamp == "e" else days
    return int(np.argmax(edge != edge.astype("datetime64[M]").astype("datetime64[D]")))


def shared_weekday(times: Datetimes) -> int | None:
    """Return the weekday that all times share, 0 for Monday; None when they share none."""
    days = np.unique(weekdays(times))
    return int(days[0]) if len(days) == 1 else None


def weekdays(times: Datetimes | np.datetime64) -> Ints:
    """Return the weekday of each time, 0 for Monday; 1970-01-01 was a Thursday."""
    return np.asarray((times.astype("datetime64[D]").astype(np.int64) + 3) % 7)


def month_lengths(months: Datetimes | np.datetime64) -> Ints:
    """Return the number of days of each month (datetime64[M])."""
    following = (months + np.timedelta64(1, "M")).astype("datetime64[D]")
    return np.asarray((following - months.astype("datetime64[D]")).astype(np.int64))
