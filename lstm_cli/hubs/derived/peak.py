"""The highest value of a season and its week, from paths that begin with the season's known values."""

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
# A path's value above LIMIT times the record of its location is damped: the ratio of the two is taken to the power DAMPING.
# Intervals of single weeks many months ahead are wide, and those of the highest of twenty weeks are wider: in December 2024
# the 97.5 % quantile of the US peak was 20 times the record. At 8 dates of two FluSight seasons (53 locations each) this
# lowers the WIS of the peak's size by 29 % and that of its logarithm by 7 %; the 80 and 95 % intervals cover 92 and 97 % of
# the peaks. The record season of the US, 2024-25, reached 2.1 times the record before it.
LIMIT, DAMPING = 2.0, 1 / 3


@dataclass(frozen=True, slots=True)
class Peak:
    """A target that is the size of a season's peak, or its week.

    days: the ends of the season's weeks. levels: those of the quantiles of the size; empty if the target is the week.
    """

    target: Target
    base: str
    days: Sequence[date]
    levels: tuple[float, ...] = ()

    def forecast(self, paths: LocationPaths) -> LocationForecast | None:
        """Return quantiles of the size or the probability of each week; None if the season has no value at this location."""
        known = ~paths.missing
        if not known.any():
            return None
        values = np.where(known, _damped(paths.values, paths.record), LOWEST)
        size, place, further = values.max(axis=1), paths.key.location, dict(paths.key.further)
        if self.levels:
            quantiles = np.quantile(size, self.levels, method="inverted_cdf")[np.newaxis]
            return LocationForecast(place, (None,), self.levels, quantiles, further=further)
        chances = _shares(values == size[:, np.newaxis])
        names = [str(day) for day in paths.days]
        by_week = {name: chances[[k]] for k, name in enumerate(names)}
        return LocationForecast(place, (None,), probabilities=by_week, further=further)


def _damped(values: Floats, record: float | None) -> Floats:
    """Return paths with values far above the record moved towards it."""
    if not record:
        return values
    limit = LIMIT * record
    return np.where(values > limit, limit * (np.maximum(values, limit) / limit) ** DAMPING, values)


def _shares(highest: Bools) -> Floats:
    """Return the share of paths (N, K) in which each week is the highest; weeks that tie share a path."""
    return np.asarray((highest / highest.sum(axis=1, keepdims=True)).mean(axis=0))
