"""Zeros after large counts at the end of a series: perhaps not reported yet."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Values
from lstm_cli.panel.checks.known import Known
from lstm_cli.remarks import Plain, Remark

__all__ = ["last_zeros"]

WINDOW: Final = 8  # counts before the zeros ...
# ... each at least this large; 2 of 11,000 cuts of real series then end in zeros, both of them wrong.
MIN_COUNT: Final = 10


def last_zeros(known: Known) -> list[Remark]:
    """Return a remark on series that end, after eight large counts, in more zeros than they ever had in a row."""
    places = np.arange(len(known.counts), dtype=np.int32)
    before = np.maximum(known.largest(np.where(known.counts > 0, places, -1)), known.first - 1)  # the last above 0
    newest = known.last - before
    window = before[:, None] - np.arange(WINDOW)
    large = known.counts[np.maximum(window, 0)].min(axis=1)
    rows = np.flatnonzero((newest > 0) & (window[:, -1] >= known.first) & (large >= MIN_COUNT))
    earlier = np.array([_longest_zeros(known.counts[known.first[row] : before[row]]) for row in rows], np.int64)
    rows = rows[newest[rows] > earlier]
    if not len(rows):
        return []
    worst, details = known.worst(rows, large[rows])
    first = before[rows][np.argmin(known.slots[before[rows]])]
    usual = int(np.median(known.counts[window[worst]]))
    facts: dict[str, Plain] = {"zeros": int(newest[worst]), "usual": usual, "until": known.time(int(first))}
    return [Remark("zeros-last", {**details, **facts})]


def _longest_zeros(counts: Values) -> int:
    """Return the length of the longest run of zeros."""
    above = np.flatnonzero(counts)
    return int(np.diff(above, prepend=-1, append=len(counts)).max()) - 1
