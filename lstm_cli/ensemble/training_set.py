"""Training examples: every (series, step) with its targets ahead, their distance to the anchors, and its scale.

A target in unit coordinates is u = (g_{t+k} - a_{t,k}) / s_{n,k}; the network's z aims at its quantiles, because
σ(u) is the unit coordinate of the outcome and y = σ(z) that of the forecast (the map is monotone).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.anchors.anchor_set import ANCHOR_COUNT, MEMBERS, AnchorSet
from lstm_cli.anchors.design_matrix import Design
from lstm_cli.features.folds import FOLDS
from lstm_cli.features.history import History
from lstm_cli.features.network_inputs import series_scaling

__all__ = ["Examples", "examples_of", "residual_scale", "scale_floor", "target_growth"]

MAX_FLOOR: Final = 0.02  # growth units: 2 % of a count; the floor of s where hardly anything ever changes
MIN_FLOOR: Final = 1e-12  # growth units: what is left of the precision of float64 in differences of large logarithms
AT_ONCE: Final = 8_000_000  # anchors computed at once, in float64
SERIES_PRIOR: Final = 30.0  # residuals a series needs before its own scale counts half


@dataclass(frozen=True, slots=True)
class Examples:
    """Examples of A anchors and F folds, M = A·F members.

    inputs (N, T, D) float32; targets (N, T, K) in growth units, NaN where unknown; folds (N, T, K) int8, the fold a
    target belongs to; residuals (M, N, T, K) float32, target minus anchor, NaN where the target is unknown; scale (A, N, K); weights (N, T); usable (N, T).
    """

    inputs: NDArray[np.float32]
    targets: Floats
    folds: NDArray[np.int8]
    residuals: NDArray[np.float32]
    scale: Floats
    weights: Floats
    usable: Bools


def target_growth(history: History) -> Floats:
    """Return g_{t+k} for every step and k, (N, T, K), NaN beyond the end and where missing."""
    count, steps = history.growth.shape
    padded = np.concatenate([history.growth, np.full((count, history.horizon), np.nan)], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, history.horizon, axis=1)
    return windows[:, 1 : steps + 1]


def scale_floor(history: History) -> Floats:
    """Return the smallest scale of each series, (N,): half a count at its usual level, at most `MAX_FLOOR`.

    What moves by less than a count is rounded away, so that nothing finer is worth telling apart; a series of millions
    that hardly moves is told apart to the count.
    """
    return np.asarray(np.clip(0.5 * np.exp(-series_scaling(history)[:, 0]), MIN_FLOOR, MAX_FLOOR))


def residual_scale(residuals: Floats, weights: Floats, floor: Floats) -> Floats:
    """Robust scale s_{n,k} (N, K) of residuals (N, T, K), NaN where unknown: the panel's by step times the series' own.

    The mean absolute residual is robust enough on a log scale and, unlike a median, not 0 where most counts do not
    change. Steps without residuals go on with √k. floor (N,): `scale_floor`.
    """
    known = ~np.isnan(residuals)
    size = np.abs(np.where(known, residuals, 0))
    weight = known * weights[..., None]
    total, count = (weight * size).sum((0, 1)), weight.sum((0, 1))
    by_step = np.where(count > 0, total / np.maximum(count, 1e-12), np.nan)
    ahead = np.arange(1, len(by_step) + 1)
    seen = ~np.isnan(by_step)
    last = int(np.flatnonzero(seen)[-1]) if seen.any() else 0
    base = by_step[last] if seen.any() else 0.5
    by_step = np.where(seen, by_step, base * np.sqrt(ahead / (last + 1)))
    by_step = np.maximum(by_step, np.median(floor))
    relative = (known * size / by_step).sum((1, 2))
    own = (relative + SERIES_PRIOR) / (known.sum((1, 2)) + SERIES_PRIOR)
    return np.asarray(np.maximum(own[:, None] * by_step, floor[:, None]))


def examples_of(
    design: Design,
    fitted: AnchorSet,
    inputs: NDArray[np.float32],
    folds: Ints,
    weights: Floats,
) -> Examples:
    """Gather everything that training looks at; ``folds`` is (N, T) of the steps themselves."""
    history = design.history
    count, steps = history.growth.shape
    horizon = history.horizon
    targets = target_growth(history)
    residuals = _residuals(fitted, design, targets)
    padded = np.concatenate([folds, np.zeros((count, horizon), folds.dtype)], axis=1)
    target_folds = np.lib.stride_tricks.sliding_window_view(padded, horizon, axis=1)[:, 1 : steps + 1].astype(np.int8)
    usable = history.exists & design.complete()
    scale = []
    floor = scale_floor(history)
    for by_fold in residuals.reshape(ANCHOR_COUNT, FOLDS, *targets.shape):
        unseen = np.take_along_axis(by_fold, target_folds[None].astype(np.int64), axis=0)[0]
        counted = np.where(usable[..., None], unseen, np.nan).astype(float)
        scale.append(residual_scale(counted, weights, floor))
    return Examples(
        inputs,
        targets,
        target_folds,
        residuals,
        np.stack(scale),
        weights,
        usable,
    )


def _residuals(fitted: AnchorSet, design: Design, targets: Floats) -> NDArray[np.float32]:
    """Return the distance of the targets (N, T, K) to every member's anchors, (M, N, T, K), NaN where unknown.

    The difference is taken in float64: in float32 the logarithm of a count of millions is known to several counts.
    """
    history = design.history
    count, steps = history.growth.shape
    found = np.empty((MEMBERS, count, steps, history.horizon), np.float32)
    together = max(AT_ONCE // (MEMBERS * steps * history.horizon), 1)
    for first in range(0, count, together):
        rows = np.arange(first, min(first + together, count))
        series, step = np.repeat(rows, steps), np.tile(np.arange(steps), len(rows))
        found[:, rows] = targets[rows] - fitted.at(design, series, step).reshape(MEMBERS, len(rows), steps, -1)
    return found
