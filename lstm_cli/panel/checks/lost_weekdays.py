"""Weekdays on which daily series used to have rows, as when a portal stops working at weekends."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.panel.checks.known import Known, KnownPanel
from lstm_cli.panel.frequency import DAY
from lstm_cli.panel.open_calendar import DAYS_A_WEEK, FIRST_MONDAY
from lstm_cli.remarks import Remark

__all__ = ["lost_weekdays"]

WEEKS: Final = 6  # without a row on a weekday, and at least as many before them; probability 0.2^6 by chance
MIN_SHARE: Final = 0.8  # of the earlier weeks that have that weekday, and of the newest weeks that have the others


def lost_weekdays(known: KnownPanel) -> list[Remark]:
    """Return a remark on daily series without a row on some weekdays for at least six weeks, but hardly a gap before."""
    if known.frequency.seconds != DAY or known.frequency.calendar:
        return []
    lost, last = known.each(_lost)
    rows = np.flatnonzero(lost.any(axis=1))
    if not len(rows):
        return []
    worst, details = known.worst(rows, lost[rows].sum(axis=1))
    since = known.one(worst).time(int(last[worst][lost[worst]].max()))
    return [
        Remark("weekdays-lost", {**details, "weekdays": tuple(np.flatnonzero(lost[worst]).tolist()), "since": since})
    ]


def _lost(known: Known) -> tuple[Bools, Ints]:
    """Return which weekdays each series has lost, and which of its counts is its last on each if there is one: (n, 7)."""
    series, shape = known.series, (len(known.size), DAYS_A_WEEK)
    origin = int(known.at(0).astype("datetime64[D]").astype(np.int64)) - FIRST_MONDAY - int(known.slots[0])
    cell = series * DAYS_A_WEEK + (known.slots + origin) % DAYS_A_WEEK
    rows = np.bincount(cell, minlength=len(known.size) * DAYS_A_WEEK).reshape(shape)
    last = np.full(shape, -1)
    np.maximum.at(last.reshape(-1), cell, np.arange(len(cell)))
    end, slot = known.slots[known.last][:, None], known.slots[last]
    weeks = (slot - known.slots[known.first][:, None]) / DAYS_A_WEEK + 1  # up to the last row of each weekday
    silent = (last >= 0) & (end - slot >= WEEKS * DAYS_A_WEEK)
    lost = silent & (weeks >= WEEKS) & (rows >= MIN_SHARE * weeks)
    newest = cell[known.slots > end[:, 0][series] - WEEKS * DAYS_A_WEEK]
    others = np.bincount(newest, minlength=len(known.size) * DAYS_A_WEEK).reshape(shape) >= MIN_SHARE * WEEKS
    usual = np.asarray((others | lost).all(axis=1) & others.any(axis=1))
    return lost & usual[:, None], last - known.first[:, None]
