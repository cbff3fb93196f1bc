"""Counts that hardly ever fall: perhaps running totals, not counts per day or week."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.panel.checks.known import Known, KnownPanel
from lstm_cli.remarks import Remark

__all__ = ["hardly_falls", "running_totals"]

MIN_RISES: Final = 20  # of 31,000 stretches of real counts with so many rises, none has fewer than 11 falls per 100
MAX_FALLS: Final = 0.05  # falls per rise: totals are sometimes corrected
MIN_RISES_A_RESET: Final = 8  # for totals that restart each year or month
RESET: Final = 0.5  # a fall below this share of the count before is a restart


def running_totals(known: KnownPanel) -> list[Remark]:
    """Return a remark on series that rise at least 20 times and hardly ever fall, except in restarts."""
    rises, falls, hardly = known.each(_rises_and_falls)
    rows = np.flatnonzero(hardly)
    if not len(rows):
        return []
    worst, details = known.worst(rows, rises[rows])
    facts = {"rises": int(rises[worst]), "falls": int(falls[worst])}
    return [Remark("running-totals", {**details, **facts})]


def hardly_falls(known: Known) -> Bools:
    """Whether `running_totals` remarks on each series (N,)."""
    return _rises_and_falls(known)[2]


def _rises_and_falls(known: Known) -> tuple[Ints, Ints, Bools]:
    """Return the number of rises and falls of each series (N,), and whether it hardly ever falls."""
    counts = known.counts
    same = np.ones(len(counts), np.bool_)
    same[known.first] = False
    rise, fall = same.copy(), same
    rise[1:] &= counts[1:] > counts[:-1]
    fall[1:] &= counts[1:] < counts[:-1]
    rises, falls = known.total(rise), known.total(fall)
    reset = fall
    reset[1:] &= counts[1:] < RESET * counts[:-1]
    resets = known.total(reset)
    seldom = (falls - resets <= MAX_FALLS * rises) & (rises >= MIN_RISES_A_RESET * resets)
    return rises, falls, np.asarray((rises >= MIN_RISES) & seldom)
