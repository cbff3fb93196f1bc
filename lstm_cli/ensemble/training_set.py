"""Training examples: every (series, step) with its targets ahead, its anchors and its scale.

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

__all__ = ["MIN_SCALE", "Examples", "examples_of", "residual_scale", "target_growth"]

MIN_SCALE: Final = 0.02  # growth units: 2 % of a count; the floor of s where hardly anything ever changes
AT_ONCE: Final = 8_000_000  # anchors computed at once, in float64
SERIES_PRIOR: Final = 30.0  # residuals a series needs before its own scale counts half


@dataclass(frozen=True, slots=True)
class Examples:
    """Examples of A anchors and F folds, M = A·F members.

    inputs (N, T, D) float32; targets (N, T, K) float32 in growth units, NaN where unknown; folds (N, T, K) int8, the
    fold a target belongs to; anchors (M, N, T, K) float32; scale (A, N, K); weights (N, T); usable (N, T).
    """

    inputs: NDArray[np.float32]
    targets: NDArray[np.float32]
    folds: NDArray[np.int8]
    anchors: NDArray[np.float32]
    scale: Floats
    weights: Floats
    usable: Bools


def target_growth(history: History) -> NDArray[np.float32]:
    """Return g_{t+k} for every step and k, (N, T, K), NaN beyond the end and where missing."""
    count, steps = history.growth.shape
    padded = np.concatenate([history.growth, np.full((count, history.horizon), np.nan)], axis=1)
    windows = np.lib.stride_tricks.sliding_window_view(padded, history.horizon, axis=1)
    return windows[:, 1 : steps + 1].astype(np.float32)


def residual_scale(residuals: Floats, weights: Floats) -> Floats:
    """Robust scale s_{n,k} (N, K) of residuals (N, T, K), NaN where unknown: the panel's by step times the series' own.

    The mean absolute residual is robust enough on a log scale and, unlike a median, not 0 where most counts do not
    change. Steps without residuals go on with √k. Floor: `MIN_SCALE`.
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
    by_step = np.maximum(by_step, MIN_SCALE)
    relative = (known * size / by_step).sum((1, 2))
    own = (relative + SERIES_PRIOR) / (known.sum((1, 2)) + SERIES_PRIOR)
    return np.asarray(np.maximum(own[:, None] * by_step, MIN_SCALE))


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
    anchors = _everywhere(fitted, design)
    targets = target_growth(history)
    padded = np.concatenate([folds, np.zeros((count, horizon), folds.dtype)], axis=1)
    target_folds = np.lib.stride_tricks.sliding_window_view(padded, horizon, axis=1)[:, 1 : steps + 1].astype(np.int8)
    usable = history.exists & design.complete()
    scale = []
    for by_fold in anchors.reshape(ANCHOR_COUNT, FOLDS, *targets.shape):
        unseen = np.take_along_axis(by_fold, target_folds[None].astype(np.int64), axis=0)[0]
        residuals = np.where(usable[..., None], targets - unseen, np.nan).astype(float)
        scale.append(residual_scale(residuals, weights))
    return Examples(
        inputs,
        targets,
        target_folds,
        anchors,
        np.stack(scale),
        weights,
        usable,
    )


def _everywhere(fitted: AnchorSet, design: Design) -> NDArray[np.float32]:
    """Return every member's anchors at every step, (M, N, T, K)."""
    history = design.history
    count, steps = history.growth.shape
    found = np.empty((MEMBERS, count, steps, history.horizon), np.float32)
    together = max(AT_ONCE // (MEMBERS * steps * history.horizon), 1)
    for first in range(0, count, together):
        rows = np.arange(first, min(first + together, count))
        series, step = np.repeat(rows, steps), np.tile(np.arange(steps), len(rows))
        found[:, rows] = fitted.at(design, series, step).reshape(MEMBERS, len(rows), steps, -1)
    return found
