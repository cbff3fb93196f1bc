"""Series whose newest counts lie outside everything that came before: a level that has shifted."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli.panel.series import Series

__all__ = ["Shift", "shift_of"]

MIN_NEWEST: Final = 8  # counts that must all lie outside
MIN_BEFORE: Final = 24  # counts before them, so that a range is one
MIN_RATIO: Final = 1.5  # between medians on either side; less is a slow change, which forecasts follow
MIN_COUNTS: Final = 5  # between the medians


@dataclass(frozen=True, slots=True)
class Shift:
    """How many of the newest counts lie outside all before them; the median of the first of these, and of the last before."""

    newest: int
    after: float
    before: float


def shift_of(series: Series) -> Shift | None:
    """Return the newest shift of a series' level; None where its newest counts are among those before."""
    known = series.counts[series.observed].astype(float)
    if len(known) < MIN_BEFORE + MIN_NEWEST:
        return None
    highest, lowest = np.maximum.accumulate(known)[:-1], np.minimum.accumulate(known)[:-1]
    highest_after = np.maximum.accumulate(known[::-1])[::-1][1:]
    lowest_after = np.minimum.accumulate(known[::-1])[::-1][1:]
    outside = np.flatnonzero((lowest_after > highest) | (highest_after < lowest)) + 1  # where the newest counts begin
    for begin in outside[::-1]:
        if begin < MIN_BEFORE or len(known) - begin < MIN_NEWEST:
            continue
        after = float(np.median(known[begin : begin + MIN_NEWEST]))
        before = float(np.median(known[begin - MIN_BEFORE : begin]))
        low, high = sorted((after, before))
        if high >= MIN_RATIO * low and high - low >= MIN_COUNTS:
            return Shift(int(len(known) - begin), after, before)
    return None
