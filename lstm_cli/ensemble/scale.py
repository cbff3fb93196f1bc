"""The scale of the errors of a series: the unit of the network's outputs."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.panel.scale import Scale

__all__ = ["MIN_FLOOR", "residual_scale", "scale_floor"]

MAX_FLOOR: Final = 0.02  # growth units (2 % of a count): the floor of s for nearly constant series
MIN_FLOOR: Final = 1e-12  # growth units: the precision of float64 in differences of large logarithms
SERIES_PRIOR: Final = 30.0  # residuals at which the scale of a series itself has half the weight


def scale_floor(scaling: Floats, values: Scale) -> Floats:
    """Return the smallest scale of each series, (N,): half a step of its values at their usual level, at most `MAX_FLOOR`.

    Forecasts are rounded as the values are, so that a finer scale is useless; at a level of millions, half a count is a tiny
    change in growth units. scaling: (N, 2).
    """
    return np.asarray(np.clip(values.half_step(scaling[:, 0]), MIN_FLOOR, MAX_FLOOR))


def residual_scale(residuals: Floats, weights: Floats, series: Ints, floor: Floats) -> Floats:
    """Return the robust scale s_{n,k} (N, K) of residuals (P, K): the panel's scale at step k times a factor of the series.

    The mean absolute residual is robust enough on a log scale and, unlike the median, is not 0 if most counts do not change.
    Steps without residuals are extrapolated with √k. residuals: NaN where unknown; weights (P,); series (P,): 0..N-1; floor
    (N,): from `scale_floor`.
    """
    known = ~np.isnan(residuals)
    size = np.abs(np.where(known, residuals, 0))
    weight = known * weights[:, None]
    total, count = (weight * size).sum(axis=0), weight.sum(axis=0)
    by_step = np.where(count > 0, total / np.maximum(count, 1e-12), np.nan)
    ahead = np.arange(1, len(by_step) + 1)
    seen = ~np.isnan(by_step)
    last = int(np.flatnonzero(seen)[-1]) if seen.any() else 0
    base = by_step[last] if seen.any() else 0.5
    by_step = np.where(seen, by_step, base * np.sqrt(ahead / (last + 1)))
    by_step = np.maximum(by_step, np.median(floor))
    relative, seen_of = (
        np.bincount(series, weights=values.sum(axis=1), minlength=len(floor)) for values in (size / by_step, known)
    )
    own = (relative + SERIES_PRIOR) / (seen_of + SERIES_PRIOR)
    return np.asarray(np.maximum(own[:, None] * by_step, floor[:, None]))
