"""Categories of the change of a rate from the last known week to the end of each horizon, and their probabilities.

A hub's `tasks.json` names the categories and not their thresholds. Its locations file has a column of counts for each
threshold (``count_rate0p3``: 0.3 per 100,000 people). Which threshold holds at which horizon is written only in the README
of the hub's folder ``model-output``; `RULES` repeats it, and no categories are written for a hub with other thresholds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.hubs.derived.paths import LocationPaths
from lstm_cli.hubs.tasks import Target
from lstm_cli.hubs.writing.forecasts import LocationForecast

__all__ = ["CATEGORIES", "RULES", "RateChange", "Rule", "rule_of"]

CATEGORIES: Final = ("large_decrease", "decrease", "stable", "increase", "large_increase")
PEOPLE: Final = 100_000  # people to whom a rate refers
CHANGE, LARGE = 1, 2  # how far a change and a large change stand from the middle of `CATEGORIES`


@dataclass(frozen=True, slots=True)
class Rule:
    """The thresholds between categories, as changes of a rate per 100,000, by horizon.

    steps: for each horizon the size below which a change is stable, and that from which it is large. fewest: a change by
    fewer counts is stable, too. before: steps back from horizon 0 to the week that is compared with.
    """

    season: str
    steps: Mapping[int, tuple[float, float]]
    fewest: int
    before: int = 1

    @property
    def thresholds(self) -> frozenset[float]:
        """The rates in the locations file of a hub with this rule."""
        return frozenset(rate for pair in self.steps.values() for rate in pair)


# From "Rate-trend forecast specifications" in model-output/README.md of https://github.com/cdcepi/FluSight-forecast-hub, as of
# that season; its Table 2 has the weeks. Horizon -1 would compare a week with itself, so it has no rule.
RULES: Final = (
    Rule("FluSight 2024-25 and later", {0: (0.3, 1.7), 1: (0.5, 3.0), 2: (0.7, 4.0), 3: (1.0, 5.0)}, fewest=10),
    Rule("FluSight 2023-24", {0: (1.0, 2.0), 1: (1.0, 3.0), 2: (2.0, 4.0), 3: (2.5, 5.0)}, fewest=10),
)


def rule_of(thresholds: frozenset[float]) -> Rule | None:
    """Return the rule that has exactly the thresholds of a hub's locations file; None if no rule is known."""
    return next((rule for rule in RULES if rule.thresholds == thresholds), None)


@dataclass(frozen=True, slots=True)
class RateChange:
    """A target that is the category of a change: the target it derives from, the rule, and the ends of horizons."""

    target: Target
    base: str
    rule: Rule
    start: date  # the end of the week that is compared with
    ends: Mapping[date, int]  # horizons by the day on which they end
    people: Mapping[str, float]

    @property
    def days(self) -> Sequence[date]:
        """The days whose values are needed."""
        return sorted({self.start, *self.ends})

    def forecast(self, paths: LocationPaths) -> LocationForecast | None:
        """Return the probability of each category at each horizon; None if the population or one of the weeks is unknown."""
        people, first = self.people.get(paths.key.location), paths.on(self.start)
        if people is None or first is None:
            return None
        found = {end: self._chances(values - first, people, horizon) for end, horizon, values in self._ahead(paths)}
        if not found:
            return None
        table = np.array(list(found.values()))  # (K, categories)
        chances = dict(zip(CATEGORIES, table.T, strict=True))
        return LocationForecast(
            paths.key.location, tuple(found), probabilities=chances, further=dict(paths.key.further)
        )

    def _ahead(self, paths: LocationPaths) -> list[tuple[date, int, Floats]]:
        """Return the ends of the horizons in the rule, the horizons, and the values of paths there."""
        ahead = [(end, horizon, paths.on(end)) for end, horizon in self.ends.items() if horizon in self.rule.steps]
        return [(end, horizon, values) for end, horizon, values in ahead if values is not None]

    def _chances(self, change: Floats, people: float, horizon: int) -> Floats:
        """Return the share of paths in each category."""
        stable, large = self.rule.steps[horizon]
        size = np.abs(change) * PEOPLE / people
        degree = np.where(size < large, CHANGE, LARGE)
        degree[(size < stable) | (np.abs(change) < self.rule.fewest)] = 0
        place = len(CATEGORIES) // 2 + np.sign(change).astype(int) * degree
        return np.bincount(place, minlength=len(CATEGORIES)) / len(change)
