"""The label of a total beside its parts, known by its name or by the counts: to add up both would count twice."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.tidying.apart import MAX_KINDS, whole
from lstm_cli.tidying.counted import Long
from lstm_cli.tidying.numbers import is_known
from lstm_cli.tidying.sheet import Sheet

__all__ = ["total_label"]

MAX_LABELS: Final = 1_000  # distinct texts of a column that holds kinds
MAX_ROWS: Final = 200_000  # whose counts are compared
MIN_PARTS: Final = 2  # that a total adds up
MIN_SUMS: Final = 5  # by which counts show that a label is a total ...
SHARE: Final = 0.95  # ... and the share of the sums that have to be exact


def total_label(long: Long, sheet: Sheet, name: str) -> str | None:
    """Return the label in a column that is the total of the others; None if there is none. Rows must be ordered."""
    import pandas as pd

    codes, texts = pd.factorize(sheet.frame[name].to_numpy(object)[long.row])
    labels = tuple(texts.tolist())
    named = whole(labels) if len(labels) <= MAX_LABELS else None
    if named is not None or not MIN_PARTS < len(labels) <= MAX_KINDS:
        return named
    at = _total_by_counts(long, np.asarray(codes, np.int64), len(labels))
    return None if at is None else labels[at]


def _total_by_counts(long: Long, codes: Ints, labels: int) -> int | None:
    """Return which label has, at nearly every time of a series, the sum of the counts of the others."""
    keys = np.cumsum(~long.repeated)[:MAX_ROWS] - 1
    codes, counts = codes[:MAX_ROWS], long.counts[:MAX_ROWS]
    known, shape = is_known(counts), (int(keys[-1]) + 1, labels)
    cells = keys * labels + codes
    sums = np.bincount(cells, np.where(known, counts, 0), np.prod(shape)).reshape(shape)
    complete = np.bincount(keys, ~known) == 0
    parts = (sums > 0).sum(axis=1) - (sums.max(axis=1) > 0)
    sums = sums[complete & (parts >= MIN_PARTS)]
    exact = sums == sums.sum(axis=1, keepdims=True) - sums
    often = exact.sum(axis=0)
    best = int(np.argmax(often))
    return best if often[best] >= max(MIN_SUMS, SHARE * len(sums)) else None
