"""Categories of the change of a rate from the last known week to the end of each horizon, and how likely paths make each.

A hub's `tasks.json` names the categories and not their thresholds. Its locations file has a column of counts for each
threshold (``count_rate0p3``: 0.3 per 100,000 people), and which of them holds at which horizon stands in the README of the
hub's folder ``model-output`` alone: `RULES` has these, and a hub whose thresholds are others is not served.
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
PEOPLE: Final = 100_000  # that rates are of
STEADY, LARGE = 1, 2  # the places among `CATEGORIES`, from the middle, of a change and of a large one


@dataclass(frozen=True, slots=True)
class Rule:
    """Which change of a rate per 100,000 is which category, by horizon.

    steps: at each horizon the magnitude below which a change is stable, and that from which it is large. fewest: counts by which
    two weeks must differ, else the change is stable, too. before: steps from the round's date back to the week compared with.
    """

    season: str
    steps: Mapping[int, tuple[float, float]]
    fewest: int
    before: int = 1

    @property
    def thresholds(self) -> frozenset[float]:
        """The rates that a hub of this rule has in its locations file."""
        return frozenset(rate for pair in self.steps.values() for rate in pair)


# From "Rate-trend forecast specifications" of model-output/README.md in https://github.com/cdcepi/FluSight-forecast-hub, as of
# the season; Table 2 there has the weeks. Horizon -1 compares a week with itself: no rule is given, and none is needed.
RULES: Final = (
    Rule("FluSight 2024-25 and later", {0: (0.3, 1.7), 1: (0.5, 3.0), 2: (0.7, 4.0), 3: (1.0, 5.0)}, fewest=10),
    Rule("FluSight 2023-24", {0: (1.0, 2.0), 1: (1.0, 3.0), 2: (2.0, 4.0), 3: (2.5, 5.0)}, fewest=10),
)


def rule_of(thresholds: frozenset[float]) -> Rule | None:
    """Return the rule that has exactly the thresholds of a hub's locations file; None if no rule is known."""
    return next((rule for rule in RULES if rule.thresholds == thresholds), None)


@dataclass(frozen=True, slots=True)
class RateChange:
    """A target that is the category of a change: of which target it is made, by which rule, at which ends."""

    target: Target
    base: str
    rule: Rule
    start: date  # the end of the week that is compared with
    ends: Mapping[date, int]  # the horizon that ends on a day
    people: Mapping[str, float]

    @property
    def days(self) -> Sequence[date]:
        """The days whose values are needed."""
        return sorted({self.start, *self.ends})

    def forecast(self, paths: LocationPaths) -> LocationForecast | None:
        """Return how likely each category is at each horizon; None where people, the week compared with or all ends are not known."""
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
        """Return the ends that the rule covers, their horizons and the values there."""
        ahead = [(end, horizon, paths.on(end)) for end, horizon in self.ends.items() if horizon in self.rule.steps]
        return [(end, horizon, values) for end, horizon, values in ahead if values is not None]

    def _chances(self, change: Floats, people: float, horizon: int) -> Floats:
        """Return the share of paths in each category."""
        stable, large = self.rule.steps[horizon]
        size = np.abs(change) * PEOPLE / people
        degree = np.where(size < large, STEADY, LARGE)
        degree[(size < stable) | (np.abs(change) < self.rule.fewest)] = 0
        place = len(CATEGORIES) // 2 + np.sign(change).astype(int) * degree
        return np.bincount(place, minlength=len(CATEGORIES)) / len(change)
