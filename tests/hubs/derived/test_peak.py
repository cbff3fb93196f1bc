"""The peak of a season: its size and its week, counted path by path."""

import datetime as dt

import numpy as np

from lstm_cli.hubs.derived.paths import LocationPaths
from lstm_cli.hubs.derived.peak import Peak
from lstm_cli.hubs.further_ids import SeriesKey
from lstm_cli.hubs.tasks import Target

DAYS = tuple(dt.date(2025, 1, 4) + k * dt.timedelta(weeks=1) for k in range(4))
SIZE = Target("peak inc flu hosp", "count", "continuous", False, "", {})  # noqa: FBT003 - as the record has them
# The first week is known; the second path has its peak there, in the last the third and the fourth week are equal.
PATHS = np.array([[50, 60, 70, 30], [50, 40, 30, 20], [50, 90, 10, 5], [50, 20, 80, 80.0]])


def test_the_size_is_the_highest_value_of_each_path():
    """Those known among them; a quantile is a value that occurs."""
    forecast = Peak(SIZE, "wk inc flu hosp", DAYS, (0.25, 0.5, 0.75, 0.99)).forecast(
        LocationPaths(SeriesKey("US"), DAYS, PATHS)
    )
    assert forecast.ends == (None,)
    assert forecast.quantiles.tolist() == [[50, 70, 80, 90]]
    assert forecast.levels == (0.25, 0.5, 0.75, 0.99)


def test_a_week_is_as_likely_as_paths_have_their_peak_there():
    """Weeks that are highest together share their path."""
    forecast = Peak(SIZE, "wk inc flu hosp", DAYS).forecast(LocationPaths(SeriesKey("US"), DAYS, PATHS))
    assert {name: chances.tolist() for name, chances in forecast.probabilities.items()} == {
        "2025-01-04": [0.25],
        "2025-01-11": [0.25],
        "2025-01-18": [0.375],
        "2025-01-25": [0.125],
    }


def test_a_week_without_a_value_is_no_peak():
    """Nor are weeks of zeros less than nothing; a season without any value has no peak."""
    values = np.zeros((5, 4))
    values[:, 1] = np.nan
    forecast = Peak(SIZE, "wk inc flu hosp", DAYS).forecast(LocationPaths(SeriesKey("US"), DAYS, values))
    assert [chances.tolist() for chances in forecast.probabilities.values()] == [[1 / 3], [0], [1 / 3], [1 / 3]]
    assert Peak(SIZE, "x", DAYS).forecast(LocationPaths(SeriesKey("US"), DAYS, np.full((5, 4), np.nan))) is None


def test_paths_far_beyond_the_record_are_drawn_nearer_to_it():
    """Eight times twice the record becomes twice that; what is below stays, and so does the order of weeks."""
    values = np.array([[10.0, 19, 20, 5], [10, 160, 40, 160]])
    size = Peak(SIZE, "x", DAYS, (0.25, 0.75)).forecast(LocationPaths(SeriesKey("US"), DAYS, values, record=10.0))
    assert np.allclose(size.quantiles, [[20, 40]])
    week = Peak(SIZE, "x", DAYS).forecast(LocationPaths(SeriesKey("US"), DAYS, values, record=10.0))
    assert [chances.tolist() for chances in week.probabilities.values()] == [[0], [0.25], [0.5], [0.25]]
    untouched = Peak(SIZE, "x", DAYS, (0.25, 0.75)).forecast(LocationPaths(SeriesKey("US"), DAYS, values))
    assert untouched.quantiles.tolist() == [[20, 160]]
