"""Neighbouring rows of one series, whose distances show the step of a panel."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from lstm_cli._arrays import Ints

__all__ = ["Pairs"]

AT_ONCE: Final = 1 << 20  # pairs whose times are gathered at once, to bound memory


@dataclass(frozen=True, slots=True)
class Pairs:
    """Neighbouring rows of one series: indices into the unique times, and the series, each of shape (P,)."""

    left: Ints
    right: Ints
    series: Ints

    @classmethod
    def of_rows(cls, series: Ints, time: Ints) -> Self:
        """Return the neighbours among rows that are ordered by series, then by time."""
        same = series[1:] == series[:-1]
        return cls(time[:-1][same], time[1:][same], series[1:][same])

    def steps(self, places: Ints) -> Ints:
        """Return the distances of neighbours (P,), given the position of each unique time; int32 if that is enough."""
        span = int(places[-1]) - int(places[0])
        from_first = places - places[0]
        narrow = from_first.astype(np.int32) if span <= np.iinfo(np.int32).max else from_first
        steps: Ints = narrow[self.right]
        for first in range(0, len(steps), AT_ONCE):
            steps[first : first + AT_ONCE] -= narrow[self.left[first : first + AT_ONCE]]
        return steps
