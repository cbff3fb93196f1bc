"""The weekdays and times of day at which a panel never has a row, although it had many chances."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Ints
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.open_calendar import DAY, DAYS_A_WEEK, FIRST_MONDAY, MINUTE

__all__ = ["observed_calendar"]

MIN_WEEKS: Final = 3  # with rows, before a weekday without any counts as closed
MIN_DAYS: Final = 7  # with rows, before a time of day without any counts as closed
MAX_CHANCE: Final = 0.001  # probability that times which are open are all absent, as often as others are missing


def observed_calendar(times: Datetimes, step: int) -> Frequency | None:
    """Return steps of ``step`` seconds that leave out the times at which sorted unique ``times`` (U,) have no row.

    None if there are none, if too little time has passed to tell, or if the times do not keep such steps. A weekday is
    closed if no row falls on it in at least three weeks with rows, and a time of day if none does on at least seven days
    with rows, unless the gaps among the other times make that more likely than one in a thousand.
    """
    seconds = times.astype("datetime64[s]").astype(np.int64)
    if step > DAY or DAY % step or step % MINUTE or ((seconds - seconds[0]) % step).any():
        return None
    days, of_day = np.divmod(seconds, DAY)
    open_days = _open(days - FIRST_MONDAY, DAYS_A_WEEK, least=MIN_WEEKS)
    phase = int(seconds[0] % step)
    slots = days * (DAY // step) + (of_day - phase) // step
    open_slots = _open(slots, DAY // step, least=MIN_DAYS) if step < DAY else np.ones(1, np.bool_)
    if open_days.all() and open_slots.all():
        return None
    clock = tuple((np.flatnonzero(open_slots) * step + phase).tolist()) if step < DAY else ()
    weekdays = () if open_days.all() else tuple(np.flatnonzero(open_days).tolist())
    return Frequency(seconds=step, open_days=weekdays, open_times=clock)


def _open(places: Ints, size: int, *, least: int) -> Bools:
    """Return which of the ``size`` places of a cycle occur, or all of them if that may be chance.

    places: numbered through all cycles, in order. Cycles without any row, such as holidays, count as no chance.
    """
    distinct = np.unique(places)
    rows = np.bincount(distinct % size, minlength=size)
    cycles = np.unique(distinct // size)
    here = cycles[:, None] * size + np.arange(size)
    chances = ((here >= distinct[0]) & (here <= distinct[-1])).sum(axis=0)
    is_open = rows > 0
    closed = ~is_open
    every = np.ones(size, np.bool_)
    if not closed.any() or is_open.sum() < 2 or chances[closed].min() < least:  # noqa: PLR2004 - one is a longer step
        return every
    missing = 1 - rows.sum() / chances[is_open].sum()
    return is_open if (missing ** chances[closed]).sum() <= MAX_CHANCE else every
