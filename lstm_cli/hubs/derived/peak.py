"""The highest value of a season and its week, of paths that begin with what the season has had so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Floats
from lstm_cli.hubs.derived.paths import LocationPaths
from lstm_cli.hubs.tasks import Target
from lstm_cli.hubs.writing.forecasts import LocationForecast

__all__ = ["Peak"]

LOWEST: Final = -1.0  # below every value: a week without one is no peak
# What a path has beyond so many times the record of its location is taken to this power. Intervals of single weeks many
# months ahead are wide, and the highest of twenty weeks is wider: from December 2024 the 97.5 % quantile of the peak of the US
# was 20 times its record. At 8 dates of two FluSight seasons (53 locations each) this takes 29 % off the WIS of the peak's size
# and 7 % off that of its logarithm; its intervals cover 80 and 95 % of the peaks with 92 and 97 %. The record season 2024-25
# had 2.1 times the record of the US before it.
RECORDS, BEYOND = 2.0, 1 / 3


@dataclass(frozen=True, slots=True)
class Peak:
    """A target that is the size of a season's peak, or its week.

    days: the ends of the season's weeks. levels: of its quantiles; none where the target is the week, by probabilities.
    """

    target: Target
    base: str
    days: Sequence[date]
    levels: tuple[float, ...] = ()

    def forecast(self, paths: LocationPaths) -> LocationForecast | None:
        """Return quantiles of the size, or how likely each week is; None of a location whose season has no value at all."""
        known = ~paths.missing
        if not known.any():
            return None
        values = np.where(known, _tempered(paths.values, paths.record), LOWEST)
        size, place, further = values.max(axis=1), paths.key.location, dict(paths.key.further)
        if self.levels:
            quantiles = np.quantile(size, self.levels, method="inverted_cdf")[np.newaxis]
            return LocationForecast(place, (None,), self.levels, quantiles, further=further)
        chances = _shares(values == size[:, np.newaxis])
        names = [str(day) for day in paths.days]
        by_week = {name: chances[[k]] for k, name in enumerate(names)}
        return LocationForecast(place, (None,), probabilities=by_week, further=further)


def _tempered(values: Floats, record: float | None) -> Floats:
    """Return paths of which what is far beyond the record is nearer to it."""
    if not record:
        return values
    limit = RECORDS * record
    return np.where(values > limit, limit * (np.maximum(values, limit) / limit) ** BEYOND, values)


def _shares(highest: Bools) -> Floats:
    """Return how often each week is the highest (N, K); weeks that are highest together share the path."""
    return np.asarray((highest / highest.sum(axis=1, keepdims=True)).mean(axis=0))
