"""No count is 0 and many steps have no row: the absent rows may be the zeros."""

from collections import Counter
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.panel.checks.known import Known, KnownPanel, Narrow
from lstm_cli.remarks import Remark

__all__ = ["absent_zeros"]

MIN_GAPS: Final = 10  # gaps that are no accident
MIN_EXPECTED: Final = 10  # expected zeros; that none occurs by chance has probability e^-10
MAX_ALIKE: Final = 0.9  # share of the gaps with one length and distance; with more, the gaps are a regular step
MIN_ABSENT: Final = 0.5  # share of steps without a row, above which the size of the counts does not matter


def absent_zeros(known: KnownPanel) -> list[Remark]:
    """Return a remark if absent rows may mean 0: no count is 0, and gaps are scattered over the series.

    Either most steps have no row, or counts are so small that zeros must have occurred: Chao's lower bound (1984) on the
    number of unrecorded zeros, f1 (f1 - 1) / (2 (f2 + 1)), from the numbers f1 of ones and f2 of twos.
    The longest gap of a series does not count, and neither do rows with an empty count, which are explicitly missing.
    """
    kinds: Counter[tuple[int, int]] = Counter()
    of_parts = []
    for part in known.parts():
        if not part.counts.min():
            return []
        of_parts.append(_facts(part, kinds))
    size, missing, absent, ones, twos = map(np.concatenate, zip(*of_parts, strict=True))
    gaps = kinds.total()
    if gaps < MIN_GAPS or max(kinds.values()) > MAX_ALIKE * gaps:
        return []
    rows = np.flatnonzero(absent)
    scattered, kept = int(absent.sum()), int(size[rows].sum())
    few = int(ones.sum()) * (int(ones.sum()) - 1) < 2 * MIN_EXPECTED * (int(twos.sum()) + 1)
    if scattered < MIN_ABSENT * (scattered + kept) and few:
        return []
    _, details = known.worst(rows, absent[rows] / size[rows])
    every = int(missing[rows].sum())
    facts = {"absent": every, "steps": kept + every, "factor": (kept + every) / kept}
    return [Remark("zeros-absent", {**details, **facts})]


def _facts(part: Known, kinds: Counter[tuple[int, int]]) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Return of each series the counts, the steps without a row and those that count, and how many counts are 1 and 2.

    Only series with steps that count have ones and twos. The lengths of their gaps, and the distances between them, are
    added to ``kinds``.
    """
    missing = np.maximum(part.gaps - 1, 0)
    without = part.total(missing) - part.empty
    absent = np.maximum(without - part.largest(missing), 0)
    here = (absent > 0)[part.series]
    gaps = np.flatnonzero(here & (missing > 0))
    kinds.update(_kinds(missing[gaps], gaps, part))
    ones, twos = (part.total(here & (part.counts == small)) for small in (1, 2))
    return part.size, without, absent, ones, twos


def _kinds(lengths: Narrow, gaps: Ints, part: Known) -> dict[tuple[int, int], int]:
    """Return the number of gaps of each length and distance from the gap before, or from the first count of the series."""
    if not len(gaps):
        return {}
    before = np.maximum(np.concatenate([[0], gaps[:-1]]), np.repeat(part.first, part.size)[gaps])
    kinds, counts = np.unique(np.stack([lengths, gaps - before]), axis=1, return_counts=True)
    return dict(zip(zip(*kinds.tolist(), strict=True), counts.tolist(), strict=True))
