"""Zeros after large counts at the end of a series: perhaps not reported yet."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Ints, Values
from lstm_cli.panel.checks.known import Known, KnownPanel
from lstm_cli.remarks import Plain, Remark

__all__ = ["last_zeros"]

WINDOW: Final = 8  # counts before the zeros ...
# ... each at least this large; 2 of 11,000 cuts of real series then end in zeros, both of them wrong.
MIN_COUNT: Final = 10


def last_zeros(known: KnownPanel) -> list[Remark]:
    """Return a remark on series that end, after eight large counts, in more zeros than they ever had in a row."""
    zeros, large, slots = known.each(_zeros_after_large)
    rows = np.flatnonzero(zeros)
    if not len(rows):
        return []
    worst, details = known.worst(rows, large[rows])
    counts = known.one(worst).counts
    usual = int(np.median(counts[: len(counts) - zeros[worst]][-WINDOW:]))
    first = int(rows[np.argmin(slots[rows])])
    one = known.one(first)
    facts: dict[str, Plain] = {
        "zeros": int(zeros[worst]),
        "usual": usual,
        "until": one.time(len(one.counts) - int(zeros[first]) - 1),
    }
    return [Remark("zeros-last", {**details, **facts})]


def _zeros_after_large(part: Known) -> tuple[Ints, Values, Ints]:
    """Return how many zeros end each series, if they are doubtful; the least of the counts before, and the slot of the last."""
    places = np.arange(len(part.counts), dtype=np.int32)
    before = np.maximum(part.largest(np.where(part.counts > 0, places, -1)), part.first - 1)  # the last above 0
    zeros = part.last - before
    window = before[:, None] - np.arange(WINDOW)
    large = part.counts[np.maximum(window, 0)].min(axis=1)
    doubtful = (zeros > 0) & (window[:, -1] >= part.first) & (large >= MIN_COUNT)
    for row in np.flatnonzero(doubtful).tolist():
        doubtful[row] = zeros[row] > _longest_zeros(part.counts[part.first[row] : before[row]])
    return np.where(doubtful, zeros, 0), large, part.slots[np.maximum(before, 0)]


def _longest_zeros(counts: Values) -> int:
    """Return the length of the longest run of zeros."""
    above = np.flatnonzero(counts)
    return int(np.diff(above, prepend=-1, append=len(counts)).max()) - 1
