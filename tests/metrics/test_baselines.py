"""Baselines are what they say: by hand, in loops, and against the forecasts that the FluSight hub published."""

import csv
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_cli.metrics.baselines import flusight_baseline, naive, seasonal_naive
from lstm_cli.options import LEVELS

DATA = Path(__file__).parent / "data"
NAN = float("nan")
THREE = (0.25, 0.5, 0.75)


def walk(values, seed=0, levels=LEVELS, **options):
    return flusight_baseline(np.array(values, float), levels=levels, rng=np.random.default_rng(seed), **options)


def test_naive_by_hand():
    """Changes 3, -1 and 5 make the residuals {±1, ±3, ±5}: quartiles ±2.5, times √1, √2, √3 around the last value."""
    computed = naive(np.array([4.0, 7.0, 6.0, 11.0]), horizon=3, levels=THREE)
    expected = [[11 - 2.5 * root, 11, 11 + 2.5 * root] for root in (1, np.sqrt(2), np.sqrt(3))]
    np.testing.assert_allclose(computed, expected, rtol=1e-12)


def test_seasonal_naive_by_hand():
    """Each step repeats its own phase, and the width grows with the seasons ahead; nothing falls below 0."""
    computed = seasonal_naive(np.array([1.0, 10.0, 3.0, 40.0]), season=2, horizon=5, levels=(0.0, 0.5, 1.0))
    width = 30 * np.sqrt([1, 1, 2, 2, 3])  # the changes over a season are 2 and 30
    base = np.array([3.0, 40.0, 3.0, 40.0, 3.0])
    expected = np.stack([np.maximum(base - width, 0), base, base + width], axis=1)
    np.testing.assert_allclose(computed, expected, rtol=1e-12)


@pytest.mark.parametrize("season", [4, 5, 52])
def test_a_series_no_longer_than_a_season_repeats_its_last_value(season):
    """Without one change over a season, the seasonal naive is the naive."""
    values = np.array([4.0, 7.0, 6.0, 11.0])
    computed = seasonal_naive(values, season=season, horizon=3, levels=THREE)
    assert np.array_equal(computed, naive(values, horizon=3, levels=THREE))


def loop_seasonal_naive(values, season, horizon, levels):
    """Do the same for complete series, a step and a level at a time."""
    m = season if len(values) > season else 1
    residuals = [b - a for a, b in zip(values[:-m], values[m:], strict=True)]
    residuals = sorted(residuals + [-r for r in residuals]) or [0.0]
    rows = []
    for k in range(horizon):
        row = []
        for level in levels:
            place = level * (len(residuals) - 1)
            low = int(place)
            high = min(low + 1, len(residuals) - 1)
            quantile = residuals[low] + (place - low) * (residuals[high] - residuals[low])
            row.append(max(0.0, values[len(values) - m + k % m] + quantile * (k // m + 1) ** 0.5))
        rows.append(row)
    return np.array(rows)


@settings(max_examples=100, deadline=None)
@given(
    values=st.lists(st.integers(0, 10**6), min_size=1, max_size=40),
    season=st.integers(1, 15),
    horizon=st.integers(1, 20),
)
def test_seasonal_naive_in_loops(values, season, horizon):
    """Any complete series, season and horizon gives what the definition in loops gives: short ones fall back to m = 1."""
    computed = seasonal_naive(np.array(values, float), season=season, horizon=horizon, levels=LEVELS)
    np.testing.assert_allclose(computed, loop_seasonal_naive(values, season, horizon, LEVELS), rtol=1e-9, atol=1e-6)
    assert computed.shape == (horizon, 23)
    assert (np.diff(computed, axis=1) >= 0).all()
    longer = seasonal_naive(np.array(values, float), season=season, horizon=horizon + 3, levels=LEVELS)
    assert np.array_equal(longer[:horizon], computed)


def test_missing_values_are_not_zeros():
    """Changes to or from a missing value are unknown, and a missing phase is looked up a season earlier, a season wider."""
    values = np.array([5.0, 20.0, 9.0, NAN, 11.0, 26.0, 10.0, NAN, NAN])
    computed = seasonal_naive(values, season=3, horizon=3, levels=(0.0, 0.5, 1.0))
    # Known changes over three steps: 26 - 9 = 17 (position 5), 10 - nothing, nothing else but 11 - 20 = -9.
    base, seasons = np.array([10.0, 11.0, 26.0]), np.array([1.0, 2.0, 2.0])
    assert computed[:, 1].tolist() == base.tolist()
    np.testing.assert_allclose(computed[:, 2], base + 17 * np.sqrt(seasons), rtol=1e-12)
    np.testing.assert_allclose(computed[:, 0], np.maximum(base - 17 * np.sqrt(seasons), 0), rtol=1e-12)


def test_a_phase_never_seen_repeats_the_last_known_value():
    """Where every value of a phase is missing, the last known value stands in, not 0 and not NaN."""
    computed = seasonal_naive(np.array([8.0, NAN, 6.0, NAN, 7.0, NAN]), season=2, horizon=2, levels=(0.5,))
    assert computed.tolist() == [[7.0], [7.0]]


def test_the_end_may_be_missing():
    """The naive forecast starts from the last known value, and is as much wider as that is older."""
    complete = naive(np.array([3.0, 9.0, 5.0]), horizon=4, levels=THREE)
    open_end = naive(np.array([3.0, 9.0, 5.0, NAN]), horizon=3, levels=THREE)
    assert np.array_equal(open_end, complete[1:])


@pytest.mark.parametrize("values", [[7.0], [7.0, NAN], [NAN, 7.0, NAN], [7.0] * 20])
def test_nothing_ever_changed(values):
    """One known point, or a constant, is repeated by every baseline without width."""
    array = np.array(values)
    for computed in (
        naive(array, horizon=3, levels=LEVELS),
        seasonal_naive(array, season=4, horizon=3, levels=LEVELS),
        walk(values, horizon=3, draws=1000),
    ):
        assert computed.shape == (3, 23)
        np.testing.assert_allclose(computed, 7.0, rtol=1e-12)


@pytest.mark.parametrize("values", [[], [NAN, NAN]])
def test_nothing_known(values):
    """A series without a known value has no baseline."""
    array = np.array(values, float)
    with pytest.raises(ValueError, match="at least one known value"):
        seasonal_naive(array, season=2, horizon=1, levels=THREE)
    with pytest.raises(ValueError, match="at least one known value"):
        walk(values, horizon=1)


def published():
    """Yield the known values and the published quantiles, shape (4, 23), of every place and date of the extract."""
    known, quantiles = defaultdict(list), defaultdict(dict)
    with (DATA / "flusight_known.csv").open(newline="") as stream:
        for row in csv.DictReader(stream):
            known[row["reference_date"], row["location"]].append((row["target_end_date"], float(row["value"])))
    with (DATA / "flusight_baseline.csv").open(newline="") as stream:
        for row in csv.DictReader(stream):
            numbers = [float(row[f"q{level:g}"]) for level in LEVELS]
            quantiles[row["reference_date"], row["location"]][int(row["horizon"])] = numbers
    for task, rows in known.items():
        yield np.array([value for _, value in sorted(rows)]), np.array([quantiles[task][k] for k in range(4)])


def test_flusight_baseline_is_the_published_one():
    """The first step is within 0.1 % of the 0.99 quantile of what the hub published, later ones within its own chance."""
    tasks = list(published())
    assert len(tasks) == 8
    for values, expected in tasks:
        computed = walk(values, horizon=4)
        deviation = np.abs(computed - expected).max(axis=1) / expected[:, -1]
        assert deviation[0] < 0.001
        assert deviation[1:].max() < 0.02


def test_flusight_baseline_by_hand():
    """The first step is the last value and its past changes in both directions, cut at 0; the median stays put."""
    computed = walk([4, 10, 9], horizon=3, levels=(0.0, 0.5, 1.0), draws=10_001)
    np.testing.assert_allclose(computed[0], [3, 9, 15], rtol=1e-12)
    np.testing.assert_allclose(computed[:, 1], 9, rtol=1e-12)
    low = walk([0, 6, 1], horizon=4, levels=(0.0, 0.5, 1.0), draws=10_001)
    np.testing.assert_allclose(low[0], [0, 1, 7], rtol=1e-12)
    np.testing.assert_allclose(low[:, 1], 1, rtol=1e-12)
    assert (low >= 0).all()


def test_flusight_baseline_does_not_difference_across_gaps():
    """A missing week leaves its two changes out, and the walk starts at the last known value."""
    computed = walk([100, NAN, 10, 12, NAN], horizon=1, levels=(0.0, 0.5, 1.0), draws=1001)
    np.testing.assert_allclose(computed[0], [10, 12, 14], rtol=1e-12)


def test_flusight_baseline_is_repeatable():
    """The same generator gives the same quantiles, and a longer horizon begins with the shorter one."""
    values = [3, 8, 20, 31, 17]
    assert np.array_equal(walk(values, seed=5, horizon=3), walk(values, seed=5, horizon=5)[:3])
    assert not np.array_equal(walk(values, seed=5, horizon=3), walk(values, seed=6, horizon=3))
