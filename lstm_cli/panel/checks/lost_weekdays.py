"""Weekdays on which daily series had rows once and have none any more, as when a portal stops working at weekends."""

from typing import Final

import numpy as np

from lstm_cli.panel.checks.known import Known
from lstm_cli.panel.frequency import DAY
from lstm_cli.remarks import Remark

__all__ = ["lost_weekdays"]

WEEKS: Final = 6  # without a row on a weekday, and as many before them; by chance 0.2^6
MIN_SHARE: Final = 0.8  # of the weeks before that have that weekday, and of the newest weeks that have the others
DAYS_A_WEEK: Final = 7


def lost_weekdays(known: Known) -> list[Remark]:
    """Return a remark on daily series without a row on some weekdays in the last six weeks, and hardly a gap before."""
    if known.frequency.seconds != DAY or known.frequency.calendar:
        return []
    back = known.slots[known.last][known.series] - known.slots
    is_new = back < WEEKS * DAYS_A_WEEK
    cell = known.series * DAYS_A_WEEK + (known.times.astype("datetime64[D]").astype(np.int64) + 3) % DAYS_A_WEEK
    newest, before = (
        np.bincount(cell[part], minlength=len(known.size) * DAYS_A_WEEK).reshape(-1, DAYS_A_WEEK)
        for part in (is_new, ~is_new)
    )
    weeks = np.maximum(known.largest(back) + 1 - WEEKS * DAYS_A_WEEK, 0) / DAYS_A_WEEK
    lost = (newest == 0) & (before >= MIN_SHARE * weeks[:, None])
    others = (newest >= MIN_SHARE * WEEKS) | lost
    rows = np.flatnonzero((weeks >= WEEKS) & lost.any(axis=1) & others.all(axis=1) & ~lost.all(axis=1))
    if not len(rows):
        return []
    worst, details = known.worst(rows, lost[rows].sum(axis=1))
    gone = np.flatnonzero(is_new & (known.series == worst))[0]
    days = tuple(np.flatnonzero(lost[worst]).tolist())
    return [
        Remark("weekdays-lost", {**details, "weekdays": days, "since": _last_before(known, worst, days, int(gone))})
    ]


def _last_before(known: Known, row: int, days: tuple[int, ...], stop: int) -> str:
    """Return the last time that a series had a row on one of some weekdays."""
    places = np.arange(known.first[row], stop)
    weekdays = (known.times[places].astype("datetime64[D]").astype(np.int64) + 3) % DAYS_A_WEEK
    return known.time(int(places[np.isin(weekdays, days)][-1]))
