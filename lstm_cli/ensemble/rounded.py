"""Probabilities of rounded values: a count stands for all values that round to it."""

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.metrics.quantile_function import levels_at
from lstm_cli.panel.scale import Scale

__all__ = ["below_and_at_most"]


def below_and_at_most(quantiles: Floats, values: Floats, scale: Scale) -> tuple[Floats, Floats]:
    """Return the probabilities of less than each value (L,) and of at most it, from quantiles (L, 23) in growth units."""
    half = 0.5 * scale.step
    at_most = levels_at(quantiles, scale.growth_of(values + half))
    below = levels_at(quantiles, scale.growth_of(np.maximum(values - half, 0)))
    return np.where(values > 0, below, 0), at_most
