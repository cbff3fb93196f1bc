"""A forecast's quantiles as a distribution: its value at any level, and the level of any value.

Between the levels of a forecast, values are linear in the level, as `predict` interpolates them; beyond the outermost
two they are linear in the normal score, so that tails continue as those of a normal distribution.
"""

from statistics import NormalDist
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.metrics.normal import NORMAL
from lstm_cli.options import LEVELS

__all__ = ["MIN_WIDTH", "between_levels", "levels_at", "normal_scores", "values_at"]

MAX_SCORE: Final = 5.0  # normal scores beyond it are cut off: 1 in 3.5 million
MIN_WIDTH: Final = 1e-9  # between equal quantiles
BY_LEVEL: Final = np.array(LEVELS)
STANDARD: Final = NormalDist()


def values_at(quantiles: Floats, levels: Floats) -> Floats:
    """Return the values (..., N) at levels (N,) in (0, 1) of distributions with 23 quantiles (..., 23)."""
    high = np.clip(np.searchsorted(BY_LEVEL, levels), 1, len(LEVELS) - 1)
    low = high - 1
    share = (levels - BY_LEVEL[low]) / (BY_LEVEL[high] - BY_LEVEL[low])
    outside = (levels < LEVELS[0]) | (levels > LEVELS[-1])
    low_score, high_score = NORMAL[low[outside]], NORMAL[high[outside]]
    share[outside] = (normal_scores(levels[outside]) - low_score) / (high_score - low_score)
    return np.asarray(quantiles[..., low] * (1 - share) + quantiles[..., high] * share)


def between_levels(quantiles: Floats, levels: Floats) -> Floats:
    """Return the values (..., N) at levels (N,) of quantiles (..., 23), as `numpy.interp` does row by row."""
    low = np.clip(np.searchsorted(BY_LEVEL, levels, side="right") - 1, 0, len(LEVELS) - 2)
    slope = (quantiles[..., low + 1] - quantiles[..., low]) / (BY_LEVEL[low + 1] - BY_LEVEL[low])
    values = slope * (levels - BY_LEVEL[low]) + quantiles[..., low]
    values = np.where(levels >= BY_LEVEL[-1], quantiles[..., -1:], values)
    return np.asarray(np.where(levels < BY_LEVEL[0], quantiles[..., :1], values))


def levels_at(quantiles: Floats, values: Floats) -> Floats:
    """Return the levels (L,) of values (L,) under distributions with quantiles (L, 23)."""
    place = np.clip((quantiles <= values[:, None]).sum(axis=1), 1, len(LEVELS) - 1)  # the knot above
    row = np.arange(len(values))
    low, high = quantiles[row, place - 1], quantiles[row, place]
    share = (values - low) / np.maximum(high - low, MIN_WIDTH)
    levels = BY_LEVEL[place - 1] + share * (BY_LEVEL[place] - BY_LEVEL[place - 1])
    for end, inner, beyond in ((0, 1, values < quantiles[:, 0]), (-1, -2, values > quantiles[:, -1])):
        width = np.maximum(np.abs(quantiles[beyond, inner] - quantiles[beyond, end]), MIN_WIDTH)
        steps = (values[beyond] - quantiles[beyond, end]) / width * abs(NORMAL[inner] - NORMAL[end])
        scores = np.clip(NORMAL[end] + steps, -MAX_SCORE, MAX_SCORE)
        levels[beyond] = [STANDARD.cdf(score) for score in scores]
    return np.asarray(levels)


def normal_scores(levels: Floats) -> Floats:
    """Return the standard normal quantiles at levels (N,), at most `MAX_SCORE` from 0."""
    highest = STANDARD.cdf(MAX_SCORE)
    return np.array([STANDARD.inv_cdf(level) for level in np.clip(levels, 1 - highest, highest)])
