"""Means over the series of a panel at each slot of its time line; the panel comes a few series at a time."""

from collections.abc import Iterable, Sequence

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.features.history import History

__all__ = ["slot_means"]


def slot_means(parts: Iterable[tuple[History, Sequence[Floats]]]) -> tuple[int, Floats, Ints]:
    """Return the first slot, the means (V, S) from there on over the series that exist, and the number of these (S,).

    parts: histories, each with the V quantities (N, T) to average. The mean is 0 where no series exists. Values are added
    one by one, so that the result is bit-identical whatever the number of parts.
    """
    first, total, count = 0, np.zeros((0, 0)), np.zeros(0, np.int64)
    for history, quantities in parts:
        exists = history.exists
        slot = history.slots[:, : history.steps][exists]
        low, high = int(slot.min()), int(slot.max()) + 1
        begin, end = (min(first, low), max(first + len(count), high)) if len(count) else (low, high)
        before = slice(first - begin, first - begin + len(count))
        grown, counted = np.zeros((len(quantities), end - begin)), np.bincount(slot - begin, minlength=end - begin)
        if len(count):
            grown[:, before] = total
            counted[before] += count
        first, total, count = begin, grown, counted
        for here, values in zip(total, quantities, strict=True):
            np.add.at(here, slot - first, values[exists])
    return first, total / np.maximum(count, 1), count
