"""Quantiles, chances and dates of paths, against loops over the same paths."""

import numpy as np
import pytest

from lstm_cli.outcomes.from_paths import exceedances, forecast_of, peaks
from lstm_cli.outcomes.futures import futures_of, summed_over_steps
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.series import Columns, Panel, Series


@pytest.fixture
def futures(forecast):
    """Give 400 paths of each series."""
    return futures_of(forecast, size=400)


@pytest.fixture
def panel(forecast):
    """Give a past of three weeks to each series."""
    times = np.datetime64("2023-12-16", "s") + np.arange(3) * np.timedelta64(7, "D")
    series = [Series(one.name, times, np.array([4, 5, 6]), np.array([True, False, True]), 0) for one in forecast.series]
    return Panel(tuple(series), Frequency(seconds=7 * 86_400), Columns("area", "week", "n"))


def test_quantiles_are_those_of_the_paths(forecast, futures, panel):
    """A quantile is the lowest count that the level's share of the paths does not exceed; the mean is theirs."""
    found = forecast_of(summed_over_steps(futures), forecast, panel)
    assert found.joint is None
    for series, paths in zip(found.series, futures.paths(), strict=True):
        sums = np.sort(paths.sum(axis=1))
        expected = [sums[int(np.ceil(level * 400)) - 1] for level in forecast.levels]
        assert series.quantiles.tolist() == [expected]
        assert series.median[0] == sums[199]
        assert series.mean[0] == pytest.approx(sums.mean())
        np.testing.assert_array_equal(series.recent, [4, np.nan, 6])


def test_chances_count_paths(futures):
    """A limit is crossed at a step by the paths above it, and by then by those that were above it at any step so far."""
    limits = {"Coast": 45.0, "Plain": 1e9}
    found = exceedances(futures, limits)
    assert [one.name for one in found] == ["Coast", "Plain"]
    paths = next(iter(futures.paths()))
    for step in range(4):
        assert found[0].p_above[step] == np.mean([path[step] > 45 for path in paths])
        assert found[0].p_above_by[step] == np.mean([max(path[: step + 1]) > 45 for path in paths])
    assert found[1].likely is None
    (sure,) = exceedances(futures, {"Hills": -1.0})
    assert sure.likely == futures.times[1][0]


def test_peaks_are_the_first_of_the_highest_steps(futures):
    """The chance of a step is the share of paths that are highest there, and earlier where two are."""
    for found, paths in zip(peaks(futures), futures.paths(), strict=True):
        places = [path.tolist().index(max(path)) for path in paths]
        assert found.chances.tolist() == [places.count(step) / 400 for step in range(4)]
