"""The scale of the errors of a series: the unit of the network's outputs."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints

__all__ = ["residual_scale"]

SERIES_PRIOR: Final = 30.0  # residuals at which the scale of a series itself has half the weight


def residual_scale(residuals: Floats, weights: Floats, series: Ints, floor: Floats) -> Floats:
    """Return the robust scale s_{n,k} (N, K) of residuals (P, K): the panel's scale at step k times a factor of the series.

    The mean absolute residual is robust enough on a log scale and, unlike the median, is not 0 if most counts do not change.
    Steps without residuals are extrapolated with √k. residuals: NaN where unknown; weights (P,); series (P,): 0..N-1; floor
    (N,): `error_floor` at the usual level of each series.
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
