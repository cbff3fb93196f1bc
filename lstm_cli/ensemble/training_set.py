"""Training examples: places (series, step) with their targets, the distances of these to the anchors, and the scale.

The network's z forecasts the quantiles of u = (g_{t+k} - a_{t,k}) / s_{n,k}: σ(u) is the outcome in unit coordinates and
y = σ(z) the forecast, and the map is monotone. If the anchors at every place of a panel do not fit into memory, the examples
are those in a random sample of windows of all series.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Floats, Ints
from lstm_cli.anchors.anchor_set import ANCHOR_COUNT, MEMBERS, AnchorSet
from lstm_cli.anchors.design_matrix import Design
from lstm_cli.anchors.linear import LinearAnchor
from lstm_cli.ensemble.residual_scale import residual_scale
from lstm_cli.ensemble.windows import Windows, windows_of
from lstm_cli.features.anchor_errors import error_floor
from lstm_cli.features.folds import FOLDS
from lstm_cli.features.histories import Histories
from lstm_cli.features.history import ahead_of
from lstm_cli.features.network_inputs import series_scaling

__all__ = ["Examples", "examples_of", "sample_windows"]

MAX_VALUES: Final = 30_000_000  # anchors of all examples; in a larger panel, windows are sampled
CHUNK_VALUES: Final = 2_000_000  # values of an anchor per chunk, in float64


@dataclass(frozen=True, slots=True)
class Examples:
    """P examples for A anchors and F folds, M = A·F members.

    inputs (N, T, D) float32, of every step; place (N, T): the example at each step, -1 if there is none; series, step (P,);
    targets (P, K) in growth units, NaN where unknown; folds (P, K) int8, the fold of each target; residuals (M, P, K)
    float32, target minus anchor, NaN where the target is unknown; scale (A, N, K); panel_scale: the same for all series of
    the panel, of which these are some; weights (N, T); lengths (N,): usable steps at the end of each series; pool: the
    windows that the examples were sampled from, None if they are all there are.
    """

    inputs: NDArray[np.float32]
    place: Ints
    series: Ints
    step: Ints
    targets: Floats
    folds: NDArray[np.int8]
    residuals: NDArray[np.float32]
    scale: Floats
    panel_scale: Floats
    weights: Floats
    lengths: Ints
    pool: Windows | None = None

    def draw_windows(self, length: int, count: int, rng: np.random.Generator) -> Windows:
        """Draw windows for a batch."""
        if self.pool is None:
            return windows_of(self.lengths, self.place.shape[1], length, count, rng)
        return self.pool.take(rng.choice(len(self.pool.series), min(count, len(self.pool.series)), replace=False))


def sample_windows(history: Histories, length: int, rng: np.random.Generator) -> Windows | None:
    """Draw as many windows as have anchors that fit into memory; None if the anchors of all places fit."""
    count, steps = len(history.lengths), history.steps
    if MEMBERS * count * steps * history.horizon <= MAX_VALUES:
        return None
    most = max(MAX_VALUES // (MEMBERS * history.horizon * (length - length // 4)), 1)
    # All series, end to end, are divided into equal parts, and one window is drawn from each part: long series get more
    # windows, and every series longer than a part gets one.
    bounds = np.cumsum(history.lengths)
    series = np.searchsorted(bounds, (np.arange(most) + rng.random(most)) * (bounds[-1] / most), side="right")
    series = np.minimum(series, count - 1)
    spare = np.maximum(history.lengths[series] - length, 0)
    return Windows(series, steps - 1 - rng.integers(spare + 1), length)


def examples_of(
    design: Design,
    fitted: AnchorSet,
    inputs: NDArray[np.float32],
    folds: Ints,
    weights: Floats,
    *,
    pool: Windows | None = None,
    floor: Floats | None = None,
    rows: Ints | None = None,
) -> Examples:
    """Gather the training examples at all places, or in the scored parts of the windows of a pool.

    folds (N, T): of the steps themselves; floor: the smallest scale of each series of the panel; rows: the rows of these
    series in the panel; None if the series are the whole panel.
    """
    history = design.history
    usable = history.exists & design.complete()
    wanted = usable if pool is None else usable & _scored_part(pool, usable.shape)
    series, step = np.nonzero(wanted)
    place = np.full(usable.shape, -1)
    place[series, step] = np.arange(len(series))
    targets = ahead_of(history.growth, history.horizon, beyond=np.nan)[series, step]
    target_folds = ahead_of(folds, history.horizon, beyond=0)[series, step].astype(np.int8)
    residuals = _residuals(fitted, design, series, step, targets)
    floor = error_floor(history.scale, series_scaling(history)[:, 0]) if floor is None else floor
    rows = np.arange(len(floor)) if rows is None else rows
    scale = []
    for by_fold in residuals.reshape(ANCHOR_COUNT, FOLDS, *targets.shape):
        unseen = np.take_along_axis(by_fold, target_folds[None].astype(np.int64), axis=0)[0]
        scale.append(residual_scale(unseen.astype(float), weights[series, step], rows[series], floor))
    panel_scale = np.stack(scale)
    return Examples(
        inputs,
        place,
        series,
        step,
        targets,
        target_folds,
        residuals,
        np.take(panel_scale, rows, axis=1),
        panel_scale,
        weights,
        usable.sum(axis=1),
        pool,
    )


def _scored_part(windows: Windows, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return the places (N, T) in the scored parts of windows: all but their first quarters, which warm up the state."""
    steps = windows.steps()[:, windows.length // 4 :]
    series = np.broadcast_to(windows.series[:, None], steps.shape)
    inside = np.zeros(shape, np.bool_)
    inside[series[steps >= 0], steps[steps >= 0]] = True
    return inside


def _residuals(fitted: AnchorSet, design: Design, series: Ints, step: Ints, targets: Floats) -> NDArray[np.float32]:
    """Return the distances of the targets (P, K) to every member's anchors, (M, P, K), NaN where unknown.

    They are computed in float64: in float32 the logarithm of a count of millions is only precise to several counts.
    """
    residuals = np.empty((MEMBERS, *targets.shape), np.float32)
    rows = max(CHUNK_VALUES // (FOLDS * targets.shape[1]), 1)
    by_anchor = residuals.reshape(ANCHOR_COUNT, FOLDS, *targets.shape)
    for anchor, place in zip(fitted.anchors, by_anchor, strict=True):
        # Other anchors than linear ones run over whole series each time, so they get all places at once.
        size = rows if isinstance(anchor, LinearAnchor) else len(series)
        for first in range(0, len(series), size or 1):
            part = slice(first, first + size)
            place[:, part] = targets[part] - anchor.at(design, series[part], step[part])
    return residuals
