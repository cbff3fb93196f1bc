"""The loss of every member and its gradient: pinball losses in growth units, of targets outside or inside its fold."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Floats, Ints
from lstm_cli.ensemble.training_set import Examples
from lstm_cli.ensemble.windows import Windows
from lstm_cli.features.folds import FOLDS
from lstm_cli.metrics.pinball import pinball_slopes
from lstm_cli.options import LEVELS

__all__ = ["member_losses", "scored_steps"]

TAU: Final = np.array(LEVELS, np.float32)[:, None]


def scored_steps(length: int, count: int, rng: np.random.Generator) -> Ints:
    """Draw the places of a window that enter the loss; the first quarter only warms the state up."""
    first = length // 4
    if count >= length - first:
        return np.arange(first, length)
    return np.sort(rng.choice(np.arange(first, length), count, replace=False))


def member_losses(
    z: NDArray[np.float32], examples: Examples, windows: Windows, places: Ints, *, held_out: bool
) -> tuple[Floats, NDArray[np.float32]]:
    """Each member's mean pinball loss (M,) in growth units and its gradient with respect to z (M, K·Q, S·W).

    held_out: on the targets of its own fold, else on all others.
    """
    members = len(z)
    steps = windows.steps()[:, places].T.reshape(-1)  # (S·W,)
    series = np.tile(windows.series, len(places))
    place = np.maximum(steps, 0)
    example = np.where(steps >= 0, examples.place[series, place], -1)
    target_fold = examples.folds[example]
    known = ~np.isnan(examples.targets[example]) & (example >= 0)[:, None]  # (S·W, K)
    loss, d_z = np.empty(members), np.empty_like(z)
    for member in range(members):
        anchor, fold = divmod(member, FOLDS)
        counts = known & ((target_fold == fold) == held_out)
        weight = np.where(counts, examples.weights[series, place][:, None], 0).astype(np.float32)
        total = max(float(weight.sum()), 1e-9)
        scale = examples.scale[anchor][series].astype(np.float32)  # (S·W, K)
        aim = np.where(known, examples.residuals[member, example], 0) / scale
        weight *= scale / total / len(LEVELS)
        quantiles = z[member].reshape(-1, len(LEVELS), len(steps))  # (K, Q, S·W)
        error = aim.T[:, None] - quantiles
        slope = pinball_slopes(error, TAU)
        slope *= weight.T[:, None]
        loss[member] = float(np.einsum("kqs,kqs->", slope, error))
        np.negative(slope, out=d_z[member].reshape(error.shape))
    return loss, d_z
