"""What derived targets are made of: the sample paths of one location, with the values known already."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from lstm_cli._arrays import Bools, Floats
from lstm_cli.hubs.further_ids import SeriesKey

__all__ = ["LocationPaths"]


@dataclass(frozen=True, slots=True)
class LocationPaths:
    """Paths (N, K) of a series' values on K days; NaN on a day that is neither known nor forecast.

    record: the highest known value of a location that has been known for a year; None for others.
    """

    key: SeriesKey
    days: tuple[date, ...]
    values: Floats
    record: float | None = None

    @property
    def missing(self) -> Bools:
        """Which days (K,) have no value."""
        return np.asarray(np.isnan(self.values).any(axis=0))

    def on(self, day: date) -> Floats | None:
        """Return the values (N,) of one day; None if there are none."""
        if day not in self.days:
            return None
        values = self.values[:, self.days.index(day)]
        return None if np.isnan(values).any() else values
