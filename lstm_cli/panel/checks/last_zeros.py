"""Zeros at the end of large counts: perhaps not reported yet."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.panel.checks.known import Known
from lstm_cli.remarks import Plain, Remark

__all__ = ["last_zeros"]

WINDOW: Final = 8  # counts before the zeros ...
MIN_COUNT: Final = (
    10  # ... that are each as large: of 11,000 cuts of real series 2 then end in zeros, both of them wrong
)


def last_zeros(known: Known) -> list[Remark]:
    """Return a remark on series whose newest counts are 0, more of them in a row than ever, after eight large counts."""
    zeros = _run_of_zeros(known)
    newest = zeros[known.last]
    before = known.last - newest
    window = before[:, None] - np.arange(WINDOW)
    enough = window[:, -1] >= known.first
    large = known.counts[np.maximum(window, 0)].min(axis=1)
    rows = np.flatnonzero((newest > 0) & enough & (large >= MIN_COUNT))
    if not len(rows):
        return []
    earlier = zeros.copy()
    earlier[np.arange(len(zeros)) > before[known.series]] = 0
    rows = rows[newest[rows] > known.largest(earlier)[rows]]
    if not len(rows):
        return []
    worst, details = known.worst(rows, large[rows])
    first = before[rows][np.argmin(known.slots[before[rows]])]
    usual = int(np.median(known.counts[window[worst]]))
    facts: dict[str, Plain] = {"zeros": int(newest[worst]), "usual": usual, "until": known.time(int(first))}
    return [Remark("zeros-last", {**details, **facts})]


def _run_of_zeros(known: Known) -> Ints:
    """Return for each count how many zeros in a row end with it, (K,)."""
    place = np.arange(len(known.counts))
    breaks = np.where(known.counts > 0, place, -1)
    breaks[known.first] = np.maximum(breaks[known.first], known.first - 1)
    return np.asarray(place - np.maximum.accumulate(breaks))
