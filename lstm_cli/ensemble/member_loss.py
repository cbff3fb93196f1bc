"""The pinball loss of every member in growth units, and its gradient, on targets outside or inside its fold."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.ensemble.training_set import Examples
from lstm_cli.ensemble.windows import Windows
from lstm_cli.features.folds import FOLDS
from lstm_cli.metrics.pinball import pinball_slopes
from lstm_cli.options import LEVELS

__all__ = ["held_out_losses", "loss_gradient", "scored_steps"]

TAU: Final = np.array(LEVELS, np.float32)[:, None]


def scored_steps(length: int, count: int, rng: np.random.Generator) -> Ints:
    """Draw the places of a window that enter the loss; the first quarter only warms up the state."""
    first = length // 4
    if count >= length - first:
        return np.arange(first, length)
    return np.sort(rng.choice(np.arange(first, length), count, replace=False))


def held_out_losses(z: NDArray[np.float32], examples: Examples, windows: Windows, places: Ints) -> Floats:
    """Return each member's mean pinball loss (M,) in growth units on the targets of its own fold.

    z (M, K·Q, S·W): outputs at the S places of W windows.
    """
    loss = np.empty(len(z))
    scored = _scored(examples, windows, places)
    for member in range(len(z)):
        aim, weight = scored.aims(member, held_out=True)
        error = aim - z[member].reshape(len(aim), len(LEVELS), -1)
        slope = pinball_slopes(error, TAU)
        slope *= weight
        loss[member] = float(np.einsum("kqs,kqs->", slope, error))
    return loss


def loss_gradient(z: NDArray[np.float32], examples: Examples, windows: Windows, places: Ints) -> NDArray[np.float32]:
    """Return the gradient (M, K·Q, S·W) of each member's mean loss on the targets outside its fold, in its own z."""
    gradient = np.empty_like(z)
    scored = _scored(examples, windows, places)
    for member in range(len(z)):
        aim, weight = scored.aims(member, held_out=False)
        shape = (len(aim), len(LEVELS), aim.shape[2])
        above = z[member].reshape(shape) >= aim  # the gradient in z is 1 - τ there and -τ elsewhere
        mine = np.subtract(above, TAU, out=gradient[member].reshape(shape))
        mine *= weight
    return gradient


@dataclass(frozen=True, slots=True)
class _Scored:
    """Targets of the S·W scored steps: their series and example (S·W,); fold, known (S·W, K); weight (S·W,)."""

    examples: Examples
    series: Ints
    example: Ints
    fold: NDArray[np.int8]
    known: Bools
    weight: Floats

    def aims(self, member: int, *, held_out: bool) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the targets of a member's z and their weights, both (K, 1, S·W); unused targets have weight 0."""
        anchor, fold = divmod(member, FOLDS)
        counts = self.known & ((self.fold == fold) == held_out)
        weight = np.where(counts, self.weight[:, None], 0).astype(np.float32)
        total = max(float(weight.sum()), 1e-9)
        scale = self.examples.scale[anchor][self.series].astype(np.float32)
        aim = np.where(self.known, self.examples.residuals[member, self.example], 0) / scale
        weight *= scale / total / len(LEVELS)
        return np.ascontiguousarray(aim.T)[:, None], np.ascontiguousarray(weight.T)[:, None]


def _scored(examples: Examples, windows: Windows, places: Ints) -> _Scored:
    """Gather the targets of the scored places of windows."""
    steps = windows.steps()[:, places].T.reshape(-1)
    series, step = np.tile(windows.series, len(places)), np.maximum(steps, 0)
    example = np.where(steps >= 0, examples.place[series, step], -1)
    known = ~np.isnan(examples.targets[example]) & (example >= 0)[:, None]
    return _Scored(examples, series, example, examples.folds[example], known, examples.weights[series, step])
