"""Mixtures of quantile forecasts, against bisection on their distribution functions and against closed forms."""

from statistics import NormalDist

import numpy as np
import pytest

from lstm_cli.metrics.mixture import mixture_quantiles
from lstm_cli.options import LEVELS


def distribution(quantiles, x):
    """Value of one part's distribution function: 0 and 1 outside, linear between, the upper value at a jump."""
    if x < quantiles[0]:
        return 0.0
    if x >= quantiles[-1]:
        return 1.0
    right = int(np.searchsorted(quantiles, x, side="right"))
    low, high = quantiles[right - 1], quantiles[right]
    share = (x - low) / (high - low)
    return LEVELS[right - 1] + share * (LEVELS[right] - LEVELS[right - 1])


def bisected(parts, level):
    """Find the smallest x at which the mean of the parts' distribution functions reaches a level."""
    low, high = min(part[0] for part in parts) - 1, max(part[-1] for part in parts) + 1
    for _ in range(80):
        middle = (low + high) / 2
        if np.mean([distribution(part, middle) for part in parts]) >= level - 1e-12:
            high = middle
        else:
            low = middle
    return high


@pytest.mark.parametrize("ties", [False, True])
def test_levels_are_where_the_mean_of_the_distribution_functions_reaches_them(ties):
    """The pooled quantiles are those that bisection finds, also where quantiles coincide within and between parts."""
    rng = np.random.default_rng(2)
    quantiles = np.sort(rng.normal(rng.normal(size=(3, 2, 7, 1)), 0.7, (3, 2, 7, 23)), axis=-1)
    if ties:
        quantiles = np.round(2 * quantiles) / 2
    pooled = mixture_quantiles(quantiles, LEVELS)
    assert pooled.shape == (3, 2, 23)
    for place in np.ndindex(3, 2):
        expected = [bisected(quantiles[place], level) for level in LEVELS]
        np.testing.assert_allclose(pooled[place], expected, atol=1e-6)


def test_equal_parts_are_their_own_mixture():
    """Pooling a forecast with itself leaves it."""
    quantiles = np.sort(np.random.default_rng(0).normal(size=(4, 1, 23)), axis=-1)
    np.testing.assert_allclose(mixture_quantiles(np.repeat(quantiles, 50, axis=1), LEVELS), quantiles[:, 0], atol=1e-9)


def test_parts_that_differ_widen_the_mixture():
    """Two normals far apart pool into two humps: the median lies between, and inner quantiles are a part's own."""
    normal = np.array([NormalDist().inv_cdf(level) for level in LEVELS])
    pooled = mixture_quantiles(np.stack([normal - 10, normal + 10])[None], LEVELS)[0]
    np.testing.assert_allclose(pooled[LEVELS.index(0.25)], -10, atol=1e-9)
    np.testing.assert_allclose(pooled[LEVELS.index(0.75)], 10, atol=1e-9)
    np.testing.assert_allclose(pooled[LEVELS.index(0.45)], normal[LEVELS.index(0.9)] - 10, atol=1e-9)
    averaged = np.stack([normal - 10, normal + 10]).mean(axis=0)
    assert pooled[-1] - pooled[0] > 5 * (averaged[-1] - averaged[0]) / 2
