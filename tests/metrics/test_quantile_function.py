"""A distribution by its quantiles, against the normal distribution that they were taken from."""

from statistics import NormalDist

import numpy as np
import pytest

from lstm_cli.metrics.normal import NORMAL
from lstm_cli.metrics.quantile_function import levels_at, normal_scores, values_at
from lstm_cli.options import LEVELS

MEANS, SPREADS = np.array([2.0, 5.0, -1.0]), np.array([0.5, 1.0, 2.0])
QUANTILES = MEANS[:, None] + SPREADS[:, None] * NORMAL
SKEWED = np.exp(QUANTILES)  # lognormal: the tails are unlike each other, and unlike the middle


def test_the_levels_of_a_forecast_have_its_quantiles():
    """At the 23 levels the values are the quantiles themselves, and between any two they are linear in the level."""
    levels = np.array(LEVELS)
    np.testing.assert_allclose(values_at(SKEWED, levels), SKEWED)
    between = values_at(SKEWED, (levels[:-1] + levels[1:]) / 2)
    np.testing.assert_allclose(between, (SKEWED[:, :-1] + SKEWED[:, 1:]) / 2)


def test_tails_go_on_as_normal_ones():
    """Beyond the outermost levels the values are those of the normal distribution."""
    levels = np.array([0.0001, 0.005, 0.995, 0.9999])
    expected = [[NormalDist(m, s).inv_cdf(level) for level in levels] for m, s in zip(MEANS, SPREADS, strict=True)]
    np.testing.assert_allclose(values_at(QUANTILES, levels), expected, rtol=1e-9)


def test_each_tail_goes_on_from_the_two_outermost_quantiles():
    """The normal distribution of a tail is the one through the last two quantiles on its own side."""
    for levels, inner, end in (([0.0001, 0.005], 1, 0), ([0.995, 0.9999], -2, -1)):
        spread = (SKEWED[:, end] - SKEWED[:, inner]) / (NORMAL[end] - NORMAL[inner])
        mean = SKEWED[:, end] - spread * NORMAL[end]
        expected = [[NormalDist(m, s).inv_cdf(level) for level in levels] for m, s in zip(mean, spread, strict=True)]
        np.testing.assert_allclose(values_at(SKEWED, np.array(levels)), expected, rtol=1e-9)


@pytest.mark.parametrize("level", [0.0005, 0.01, 0.02, 0.03, 0.5, 0.77, 0.98, 0.99, 0.9995])
def test_a_level_is_found_again_by_its_value(level):
    """`levels_at` undoes `values_at`."""
    values = values_at(SKEWED, np.array([level]))[:, 0]
    np.testing.assert_allclose(levels_at(SKEWED, values), level, rtol=1e-7)


def test_equal_quantiles_are_no_obstacle():
    """Where all quantiles are the same, what lies below has a level near 0 and what lies above one near 1."""
    same = np.full((2, len(LEVELS)), 3.0)
    np.testing.assert_allclose(levels_at(same, np.array([2.0, 4.0])), [0, 1], atol=1e-6)
    assert np.isfinite(values_at(same, np.array([0.001, 0.5, 0.999]))).all()


def test_scores_of_impossible_levels_are_finite():
    """The levels 0 and 1 have scores of 5 standard deviations."""
    np.testing.assert_allclose(normal_scores(np.array([0.0, 0.5, 1.0])), [-5, 0, 5], atol=1e-6)
