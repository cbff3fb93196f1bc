"""No count is 0 and many steps have no row: the absent rows may be the zeros."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.panel.checks.known import Known
from lstm_cli.remarks import Remark

__all__ = ["absent_zeros"]

MIN_GAPS: Final = 10  # gaps that are no accident
MIN_EXPECTED: Final = 10  # expected zeros; that none occurs by chance has probability e^-10
MAX_ALIKE: Final = 0.9  # share of the gaps with one length and distance; with more, the gaps are a regular step
MIN_ABSENT: Final = 0.5  # share of steps without a row, above which the size of the counts does not matter


def absent_zeros(known: Known) -> list[Remark]:
    """Return a remark if absent rows may mean 0: no count is 0, and gaps are scattered over the series.

    Either most steps have no row, or counts are so small that zeros must have occurred: Chao's lower bound (1984) on the
    number of unrecorded zeros, f1 (f1 - 1) / (2 (f2 + 1)), from the numbers f1 of ones and f2 of twos.
    The longest gap of a series does not count, and neither do rows with an empty count, which are explicitly missing.
    """
    if not known.counts.min():
        return []
    missing = np.maximum(known.gaps - 1, 0)
    absent = np.maximum(known.total(missing) - known.largest(missing) - known.empty, 0)
    rows = np.flatnonzero(absent)
    here = np.isin(known.series, rows)
    gaps = np.flatnonzero(here & (missing > 0))
    if len(gaps) < MIN_GAPS or _alike(missing[gaps], np.diff(gaps, prepend=gaps[0])) > MAX_ALIKE:
        return []
    ones, twos = (int((known.counts[here] == small).sum()) for small in (1, 2))
    scattered, kept = int(absent[rows].sum()), int(known.size[rows].sum())
    if scattered < MIN_ABSENT * (scattered + kept) and ones * (ones - 1) < 2 * MIN_EXPECTED * (twos + 1):
        return []
    _, details = known.worst(rows, absent[rows] / known.size[rows])
    steps = kept + int((known.total(missing) - known.empty)[rows].sum())
    return [Remark("zeros-absent", {**details, "absent": steps - kept, "steps": steps, "factor": steps / kept})]


def _alike(lengths: Ints, distances: Ints) -> float:
    """Return the share of the gaps with the most common length and distance."""
    _, counts = np.unique(np.stack([lengths, distances]), axis=1, return_counts=True)
    return float(counts.max() / len(lengths))
