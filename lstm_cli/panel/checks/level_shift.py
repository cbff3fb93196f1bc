"""Series whose newest counts lie outside the range of all earlier ones: their level has shifted."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints, Values
from lstm_cli.panel.checks.known import Known, KnownPanel
from lstm_cli.panel.checks.running_totals import hardly_falls
from lstm_cli.remarks import Remark

__all__ = ["Shift", "level_shifts", "shift_of"]

MIN_NEWEST: Final = 8  # counts that must all lie outside
MIN_BEFORE: Final = 24  # counts before them that define the range; at least a season, whose low half is no shift
MIN_RATIO: Final = 1.5  # of the medians before and after; less is a slow change, which forecasts follow
MIN_COUNTS: Final = 5  # difference of the medians


@dataclass(frozen=True, slots=True)
class Shift:
    """The number of newest counts outside the earlier range, the median of the first of them, and that of the last before."""

    newest: int
    after: float
    before: float


def level_shifts(known: KnownPanel) -> list[Remark]:
    """Return a remark on series whose level has shifted, with the medians of the largest shift."""
    shifts = {}
    for part in known.parts():
        for row in _possible(part).tolist():
            counts = part.counts[part.first[row] : part.last[row] + 1]
            shift = shift_of(counts, season=known.frequency.main_season)
            if shift is not None:
                shifts[part.begin + row] = shift
    if not shifts:
        return []
    ratio = [abs(np.log((shift.after + 1) / (shift.before + 1))) for shift in shifts.values()]
    worst, details = known.worst(np.array(list(shifts)), np.array(ratio))
    shift = shifts[worst]
    return [Remark("level-shifted", {**details, "newest": shift.newest, "after": shift.after, "before": shift.before})]


def _possible(known: Known) -> Ints:
    """Return the series, except running totals, whose newest eight counts all lie above or below the oldest 24."""
    rows = np.flatnonzero((known.size >= MIN_BEFORE + MIN_NEWEST) & ~hardly_falls(known))
    newest = known.counts[known.last[rows][:, None] - np.arange(MIN_NEWEST)]
    oldest = known.counts[known.first[rows][:, None] + np.arange(MIN_BEFORE)]
    above = newest.min(axis=1) > oldest.max(axis=1)
    return np.asarray(rows[above | (newest.max(axis=1) < oldest.min(axis=1))])


def shift_of(counts: Values, *, season: int = 1) -> Shift | None:
    """Return the newest shift of the level of known counts; None if the newest counts lie within the earlier range."""
    known, least = counts.astype(float), max(MIN_BEFORE, season)
    if len(known) < least + MIN_NEWEST:
        return None
    highest, lowest = np.maximum.accumulate(known)[:-1], np.minimum.accumulate(known)[:-1]
    highest_after = np.maximum.accumulate(known[::-1])[::-1][1:]
    lowest_after = np.minimum.accumulate(known[::-1])[::-1][1:]
    outside = (
        np.flatnonzero((lowest_after > highest) | (highest_after < lowest)) + 1
    )  # possible starts of the new level
    for begin in outside[::-1]:
        if begin < least or len(known) - begin < MIN_NEWEST:
            continue
        after = float(np.median(known[begin : begin + MIN_NEWEST]))
        before = float(np.median(known[begin - MIN_BEFORE : begin]))
        low, high = sorted((after, before))
        if high >= MIN_RATIO * low and high - low >= MIN_COUNTS:
            return Shift(int(len(known) - begin), after, before)
    return None
