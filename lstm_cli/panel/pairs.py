"""Neighbouring rows of one series, whose distances show the step of a panel."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from lstm_cli._arrays import Ints

__all__ = ["Pairs"]

MAX_TABLE: Final = 1 << 22  # possible pairs up to which they are counted in a table, without sorting


@dataclass(frozen=True, slots=True)
class Pairs:
    """The P distinct pairs of neighbouring times of a series, in the order in which the rows first have them.

    left, right: (P,), indices into the unique times; counts: (P,), how many neighbours have each.
    """

    left: Ints
    right: Ints
    counts: Ints

    @classmethod
    def of_rows(cls, series: Ints, time: Ints) -> Self:
        """Return the neighbours among rows that are ordered by series, then by time."""
        same = series[1:] == series[:-1]
        left = time[:-1][same].astype(np.int64)
        return cls._distinct(left, time[1:][same] - left, None)

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Return the neighbours of all parts of the rows, in turn."""
        left, right, counts = (
            np.concatenate(each) for each in zip(*((part.left, part.right, part.counts) for part in parts), strict=True)
        )
        return cls._distinct(left, right - left, counts)

    @classmethod
    def _distinct(cls, left: Ints, distance: Ints, counts: Ints | None) -> Self:
        """Return pairs, each once; ``counts``: how often there is each, None for once."""
        width = int(distance.max(initial=0)) + 1
        keys = left * width + distance
        if counts is None and int(keys.max(initial=0)) < MAX_TABLE:
            each = np.bincount(keys)
            first = np.empty(len(each), np.int64)
            first[keys[::-1]] = np.arange(len(keys))[::-1]  # of several assignments, the last one stays
            found = np.flatnonzero(each)
            first, each = first[found], each[found]
        else:
            found, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
            each = np.zeros(len(found), np.int64)
            np.add.at(each, inverse, 1 if counts is None else counts)
        order = np.argsort(first)
        begin, steps = np.divmod(found[order], width)
        return cls(begin, begin + steps, each[order])

    def steps(self, places: Ints) -> Ints:
        """Return the distance of each pair, (P,), given the position of each unique time."""
        return np.asarray(places[self.right] - places[self.left])
