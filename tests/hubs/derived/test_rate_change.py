"""Categories of a change: by the rule of the season as its README has it, counted path by path."""

import datetime as dt

import numpy as np
import pytest

from lstm_cli.hubs.derived.paths import LocationPaths
from lstm_cli.hubs.derived.rate_change import CATEGORIES, RULES, RateChange, rule_of
from lstm_cli.hubs.further_ids import SeriesKey
from lstm_cli.hubs.tasks import Target

TARGET = Target("wk flu hosp rate change", "rate per 100,000 population", "ordinal", True, "week", {})  # noqa: FBT003 - as the record has them
START = dt.date(2025, 1, 18)
ENDS = {START + dt.timedelta(weeks=1 + horizon): horizon for horizon in (-1, 0, 1, 2, 3)}
# By hand from "Rate-trend forecast specifications": below the first stable, from the second on large.
WRITTEN = {
    "2025": {0: (0.3, 1.7), 1: (0.5, 3), 2: (0.7, 4), 3: (1, 5)},
    "2023": {0: (1, 2), 1: (1, 3), 2: (2, 4), 3: (2.5, 5)},
}


def category(change, people, stable, large):
    """Return the category of one change, word for word as the README has it."""
    rate = change / people * 100_000
    if abs(rate) < stable or abs(change) < 10:
        return "stable"
    if change > 0:
        return "increase" if rate < large else "large_increase"
    return "decrease" if abs(rate) < large else "large_decrease"


def made(people, rule=RULES[0]):
    """Return the target of a place."""
    return RateChange(TARGET, "wk inc flu hosp", rule, START, ENDS, {"01": people})


@pytest.mark.parametrize(("rule", "season"), [(RULES[0], "2025"), (RULES[1], "2023")])
@pytest.mark.parametrize("people", [1_000_000, 5_157_699, 331_000_000, 90_000])
def test_each_path_is_in_the_category_that_the_rule_gives_it(rule, season, people):
    """At every horizon, of changes small and large, on the thresholds and beside them; horizon -1 has no rule."""
    rng = np.random.default_rng(5)
    values = rng.poisson(people / 20_000, (400, 5)).astype(float)
    values[:200, 1:] += rng.integers(-60, 61, (200, 4)) * people // 1_000_000
    edges = [
        round(sign * rate * people / 100_000) + off for rate in (0.3, 1, 1.7, 5) for sign in (1, -1) for off in (-1, 0)
    ]
    values[: len(edges), 1:] = values[: len(edges), :1] + np.array(edges)[:, np.newaxis]
    forecast = made(people, rule).forecast(LocationPaths(SeriesKey("01"), tuple(ENDS), values))
    assert forecast.ends == tuple(end for end, horizon in ENDS.items() if horizon >= 0)
    assert tuple(forecast.probabilities) == CATEGORIES
    for k, horizon in enumerate((0, 1, 2, 3)):
        by_hand = [category(path[k + 1] - path[0], people, *WRITTEN[season][horizon]) for path in values.tolist()]
        assert {name: chances[k] for name, chances in forecast.probabilities.items()} == {
            name: by_hand.count(name) / 400 for name in CATEGORIES
        }


def test_a_place_whose_people_or_first_week_are_not_known_has_no_categories():
    """Neither is guessed; a horizon that is not forecast is left out."""
    days = tuple(ENDS)
    values = np.full((3, 5), 50.0)
    assert made(1_000_000).forecast(LocationPaths(SeriesKey("02"), days, values)) is None
    values[:, 4] = np.nan
    assert len(made(1_000_000).forecast(LocationPaths(SeriesKey("01"), days, values)).ends) == 3
    values[:, 1:] = np.nan
    assert made(1_000_000).forecast(LocationPaths(SeriesKey("01"), days, values)) is None
    values[:, :] = 50.0
    values[:, 0] = np.nan
    assert made(1_000_000).forecast(LocationPaths(SeriesKey("01"), days, values)) is None


def test_a_rule_is_known_by_its_thresholds():
    """All of them: a hub that has some of them, or others, follows no rule that is known."""
    assert rule_of(frozenset({0.3, 0.5, 0.7, 1.0, 1.7, 3.0, 4.0, 5.0})) is RULES[0]
    assert rule_of(frozenset({1.0, 2.0, 2.5, 3.0, 4.0, 5.0})) is RULES[1]
    assert rule_of(frozenset({0.3, 0.5})) is None
    assert rule_of(frozenset()) is None
