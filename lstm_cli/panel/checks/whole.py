"""A series that is the sum of all others, as a country among its states."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli.panel.checks.known import Known
from lstm_cli.panel.series import Series
from lstm_cli.remarks import Remark

__all__ = ["sum_of_others", "whole"]

MIN_SERIES: Final = 3  # of two series one is the sum of the other only if both are the same
MIN_STEPS: Final = 8  # at which all are known
TOLERANCE: Final = 0.02  # of the sum: late corrections reach the parts before the whole
SHARE: Final = 0.9  # of the steps that must be within it


def whole(known: Known) -> list[Remark]:
    """Return a remark on a series that is the sum of all others."""
    name = sum_of_others(known.members)
    return [] if name is None else [Remark("series-is-sum", {"name": name, "count": len(known.members) - 1})]


def sum_of_others(members: Sequence[Series]) -> str | None:
    """Return the name of the series that is the sum of all others at nearly every step where all are known, or None."""
    if len(members) < MIN_SERIES:
        return None
    start, end = max(one.start for one in members), min(one.start + len(one) for one in members)
    if end - start < MIN_STEPS:
        return None
    total, known = np.zeros(end - start), np.ones(end - start, np.bool_)
    largest, top = -1.0, members[0]
    for series in members:
        here = slice(start - series.start, end - series.start)
        counts = series.counts[here].astype(float)
        total += counts
        known &= series.observed[here]
        if counts.sum() > largest:
            largest, top = counts.sum(), series
    if known.sum() < MIN_STEPS:
        return None
    own = top.counts[start - top.start : end - top.start].astype(float)[known]
    others = total[known] - own
    near = np.abs(own - others) <= TOLERANCE * np.maximum(others, 1)
    return top.name if others.any() and near.mean() >= SHARE else None
