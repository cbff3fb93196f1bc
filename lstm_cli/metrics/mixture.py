"""Pool many quantile forecasts of one outcome into the quantiles of their equal-weight mixture."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats

__all__ = ["mixture_quantiles"]

MIN_WIDTH: Final = 1e-9  # closer quantiles are one point, at which the distribution function jumps


def mixture_quantiles(quantiles: Floats, levels: Sequence[float]) -> Floats:
    """Return the quantiles (..., Q) at ``levels`` of the mixture of R distributions, quantiles (..., R, Q) sorted over Q.

    Each distribution function is linear between its quantiles, jumps where two are equal, and has the probability beyond
    its outermost levels at the outermost quantiles. The mixture's distribution function is the mean of them: also
    piecewise linear, with a kink at every quantile of every part. It is summed from left to right and read at the levels.
    Averaging quantiles instead would ignore how much the parts differ.
    """
    tau = np.asarray(levels, float)
    *shape, parts, count = quantiles.shape
    rows: Floats = quantiles.reshape(-1, parts, count)
    width = np.diff(rows, axis=-1)
    smooth = width > MIN_WIDTH
    mass = np.broadcast_to(np.diff(tau), width.shape)
    slope = np.divide(mass, width, out=np.zeros_like(width), where=smooth)
    kink = np.zeros_like(rows)  # how the slope changes at each quantile
    kink[..., :-1] += slope
    kink[..., 1:] -= slope
    jump = np.zeros_like(rows)
    jump[..., 0], jump[..., -1] = tau[0], 1 - tau[-1]
    jump[..., 1:] += np.where(smooth, 0, mass)
    order = np.argsort(rows.reshape(len(rows), -1), axis=1, kind="stable")
    place, kinks, jumps = (
        np.take_along_axis(array.reshape(len(rows), -1), order, axis=1) for array in (rows, kink, jump)
    )
    after = np.cumsum(kinks, axis=1)[:, :-1] * np.diff(place, axis=1)  # increase up to the next quantile
    reached = np.cumsum(jumps, axis=1)
    reached[:, 1:] += np.cumsum(after, axis=1)
    reached /= parts
    pooled = np.stack([_read(place[row], reached[row], jumps[row] / parts, tau) for row in range(len(rows))])
    return np.asarray(pooled.reshape(*shape, count))


def _read(place: Floats, reached: Floats, jump: Floats, tau: Floats) -> Floats:
    """Invert one distribution function: ``reached`` is its value at each place, ``jump`` the size of its jump there."""
    before = np.maximum.accumulate(reached - jump)
    reached = np.maximum.accumulate(reached)
    at = np.searchsorted(reached, tau - MIN_WIDTH)  # at the last place 1 is reached
    left = np.maximum(at - 1, 0)
    rise = before[at] - reached[left]
    share = np.divide(tau - reached[left], rise, out=np.ones_like(tau), where=rise > MIN_WIDTH)
    return np.asarray(place[left] + np.clip(share, 0, 1) * (place[at] - place[left]))
