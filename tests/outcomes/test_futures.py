"""Sums and highest values of paths, against paths that are all in memory at once."""

import dataclasses

import numpy as np
import pytest

from lstm_cli.ensemble.results import Measure
from lstm_cli.errors import DataError, UsageError
from lstm_cli.outcomes.futures import (
    MAX_PATHS,
    MIN_PATHS,
    futures_of,
    highest_over_steps,
    paths_for,
    summed_over_series,
    summed_over_steps,
)


def every(futures):
    """Return all paths (m, N, K)."""
    return np.stack(list(futures.paths()))


def test_totals_are_sums_of_the_same_paths(forecast):
    """Path by path: over series, over steps, over both in either order, and the highest step."""
    futures = futures_of(forecast, size=50)
    paths = every(futures)
    total, steps = summed_over_series(futures), summed_over_steps(futures)
    assert (total.names, total.measure) == (("total",), Measure.STEP)
    np.testing.assert_array_equal(every(total)[0], paths.sum(axis=0))
    assert (steps.names, steps.measure) == (futures.names, Measure.SUM)
    np.testing.assert_array_equal(every(steps)[..., 0], paths.sum(axis=2))
    assert all(times.tolist() == futures.times[0][-1:].tolist() for times in steps.times)
    np.testing.assert_array_equal(every(summed_over_steps(total)), every(summed_over_series(steps)))
    np.testing.assert_array_equal(every(highest_over_steps(futures))[..., 0], paths.max(axis=2))


def test_groups_are_summed_each(forecast):
    """Groups come in the order of their names, whatever the order of their series."""
    futures = futures_of(forecast, size=20)
    paths = every(futures)
    of = {"Coast": "sea", "Hills": "land", "Plain": "land"}
    groups = summed_over_series(futures, of)
    assert groups.names == ("land", "sea")
    assert groups.sources == (("Hills", "Plain"), ("Coast",))
    np.testing.assert_array_equal(every(groups), [paths[1] + paths[2], paths[0]])
    with pytest.raises(DataError, match="belongs to no group"):
        summed_over_series(futures, {"Coast": "sea"})


def test_a_series_that_ends_earlier_is_summed_where_all_are(forecast):
    """Of series whose forecasts begin a week apart the three common weeks are summed, with a remark."""
    late = forecast.series[1]
    late = dataclasses.replace(late, times=late.times - np.timedelta64(7, "D"))
    futures = futures_of(dataclasses.replace(forecast, series=(forecast.series[0], late, forecast.series[2])), size=30)
    paths, total = every(futures), summed_over_series(futures)
    np.testing.assert_array_equal(every(total)[0], paths[0][:, :3] + paths[1][:, 1:] + paths[2][:, :3])
    assert total.times[0].tolist() == forecast.series[0].times[:3].tolist()
    assert [(note.code, note.details["count"]) for note in total.notes] == [("total-of-common-times", 3)]
    apart = dataclasses.replace(late, times=late.times - np.timedelta64(70, "D"))
    futures = futures_of(dataclasses.replace(forecast, series=(forecast.series[0], apart, forecast.series[2])), size=30)
    with pytest.raises(DataError, match="no time ahead is common"):
        summed_over_series(futures)


def test_how_many_paths_follows_from_the_size(forecast):
    """Small forecasts take 10,000 paths, large ones as many as 40 million values allow, at least 1,000."""
    assert paths_for(forecast) == MAX_PATHS
    assert paths_for(dataclasses.replace(forecast, series=forecast.series * 1000)) == 3333
    assert paths_for(dataclasses.replace(forecast, series=forecast.series * 10_000)) == MIN_PATHS
    assert len(every(futures_of(forecast))[0]) == MAX_PATHS
    assert every(summed_over_steps(futures_of(forecast)).again(7, None)).shape == (3, 7, 1)


def test_a_model_without_dependence_has_no_paths(forecast):
    """A forecast of an older model says that it has to be trained again."""
    old = dataclasses.replace(forecast, joint=dataclasses.replace(forecast.joint, dependence=None))
    with pytest.raises(UsageError, match="trained by a version without joint forecasts"):
        futures_of(old)
