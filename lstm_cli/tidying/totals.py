"""Labels that stand for others, such as a total beside its parts, or 18-64 beside 18-49 and 50-64: to add up all counts twice."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.panel.wholes import SumRule, Wholes, cover, sums_among
from lstm_cli.tidying.apart import MAX_KINDS, whole
from lstm_cli.tidying.counted import Long
from lstm_cli.tidying.numbers import is_known
from lstm_cli.tidying.sheet import Sheet

__all__ = ["Labels", "labels_of"]

MAX_LABELS: Final = 1_000  # distinct texts of a column that holds kinds
MAX_ROWS: Final = 200_000  # whose counts are compared
MIN_PARTS: Final = 2  # that a label adds up
EXACT: Final = SumRule(tolerance=0, share=0.95, steps=5)  # rows of one file are corrected together


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels in a column, and those that are the sum of others, with these."""

    every: tuple[str, ...]
    sums: Wholes

    @property
    def total(self) -> str | None:
        """The label that is the sum of all others; None if there is none."""
        parts = set(self.parts)
        return next((label for label in self.sums if set(cover(self.sums, label, parts)) == parts), None)

    @property
    def parts(self) -> tuple[str, ...]:
        """The labels that are no sums of others."""
        return tuple(label for label in self.every if label not in self.sums)


def labels_of(long: Long, sheet: Sheet, name: str) -> Labels:
    """Return the labels in a column; sums are known by the name of a total, or by the counts. Rows must be ordered."""
    import pandas as pd

    codes, texts = pd.factorize(sheet.frame[name].to_numpy(object)[long.row])
    labels = tuple(texts.tolist())
    named = whole(labels) if len(labels) <= MAX_LABELS else None
    if named is not None:
        return Labels(labels, {named: tuple(label for label in labels if label != named)})
    if not MIN_PARTS < len(labels) <= MAX_KINDS:
        return Labels(labels, {})
    found = sums_among(_counts(long, np.asarray(codes, np.int64), len(labels)), EXACT)
    return Labels(labels, {labels[at]: tuple(labels[part] for part in parts) for at, parts in found.items()})


def _counts(long: Long, codes: Ints, labels: int) -> Floats:
    """Return the counts of each label (N, T) at the times of series where all counts are known and some have parts."""
    keys = np.cumsum(~long.repeated)[:MAX_ROWS] - 1
    codes, counts = codes[:MAX_ROWS], long.counts[:MAX_ROWS]
    known, shape = is_known(counts), (int(keys[-1]) + 1, labels)
    cells = keys * labels + codes
    sums = np.bincount(cells, np.where(known, counts, 0), np.prod(shape)).reshape(shape)
    complete = np.bincount(keys, ~known) == 0
    parts = (sums > 0).sum(axis=1) - (sums.max(axis=1) > 0)
    return np.asarray(sums[complete & (parts >= MIN_PARTS)].T)
