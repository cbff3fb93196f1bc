"""Tune the prior's projection on a panel: quantile regressions on hidden states, each without its own fold.

The gates stay as pretraining left them, so that hidden states are computed once, and only W in y = σ(W·h) is trained. Every
fold has its own W, which is pulled towards the prior's; targets inside the fold decide how long it is tuned. The loss is the
mean pinball loss in growth units (Koenker & Bassett 1978, doi:10.2307/1913643).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Bools, Ints
from lstm_cli.features.folds import FOLDS
from lstm_cli.lstm.optimiser import AdamW, clip_gradients, one_cycle
from lstm_cli.metrics.pinball import pinball_slopes
from lstm_cli.options import LEVELS

__all__ = ["TUNING_UPDATES", "TuningExamples", "tune"]

TUNING_UPDATES: Final = 100
RATE: Final = 0.01
PULL: Final = 0.5  # towards the prior, per update and unit of rate
BATCH_SIZE: Final = 1024  # places
MAX_LOOKED_AT: Final = 4000  # places inside a fold that decide how long to tune
EVERY: Final = 10  # updates between measurements of the held-out loss
TAU: Final = np.array(LEVELS, np.float32)


@dataclass(frozen=True, slots=True)
class TuningExamples:
    """Training examples at P places of a panel, relative to one anchor.

    hidden (P, H); units (P, J): (g - a)/s at knots, NaN where unknown; weights (P, J): of an error of one unit; folds
    (P, J): of each target.
    """

    hidden: NDArray[np.float32]
    units: NDArray[np.float32]
    weights: NDArray[np.float32]
    folds: NDArray[np.int8]

    def take(self, which: Ints) -> "TuningExamples":
        """Return some of the places."""
        return TuningExamples(self.hidden[which], self.units[which], self.weights[which], self.folds[which])

    def of_fold(self, fold: int, *, inside: bool) -> Bools:
        """Return which targets (P, J) are known and inside a fold, or outside it."""
        return np.asarray(~np.isnan(self.units) & ((self.folds == fold) == inside))

    def loss(self, projection: NDArray[np.float32], counts: Bools) -> float:
        """Return the mean loss of a projection (J·Q, H) on some targets, 0 if there are none."""
        share = _shares(self.weights, counts)
        error = self.units[..., None] - _outputs(self.hidden, projection, share.shape[1])
        return float(
            np.einsum("pjq,pjq,pj->", pinball_slopes(error, TAU), np.where(counts[..., None], error, 0), share)
        )


def tune(
    start: NDArray[np.float32], examples: TuningExamples, *, rng: np.random.Generator, updates: int = TUNING_UPDATES
) -> tuple[NDArray[np.float32], int, float]:
    """Return the best projections of the folds (F, J·Q, H), their number of updates, and their loss relative to the start's.

    start (J·Q, H): the prior's projection. All folds take the same number of updates, because the loss of a single fold
    depends on a few stretches of time.
    """
    looks = updates // EVERY + 1
    kept = np.empty((looks, FOLDS, *start.shape), np.float32)
    losses = np.empty((looks, FOLDS))
    for fold in range(FOLDS):
        for look, (projection, loss) in enumerate(_tuned(start, examples, fold, rng=rng, updates=updates)):
            kept[look, fold], losses[look, fold] = projection, loss
    first = losses[0]
    relative = np.divide(losses, first, out=np.ones_like(losses), where=first > 0).mean(axis=1)
    best = int(np.argmin(relative))
    return kept[best], best * EVERY, float(relative[best])


def _tuned(
    start: NDArray[np.float32], examples: TuningExamples, fold: int, *, rng: np.random.Generator, updates: int
) -> list[tuple[NDArray[np.float32], float]]:
    """Return a fold's projection and its held-out loss, before the first update and after every `EVERY` updates."""
    held = np.flatnonzero(examples.of_fold(fold, inside=True).any(axis=1))
    if len(held) > MAX_LOOKED_AT:
        held = np.sort(rng.choice(held, MAX_LOOKED_AT, replace=False))
    looked_at = examples.take(held)
    counted = looked_at.of_fold(fold, inside=True)
    learned_from = examples.take(np.flatnonzero(examples.of_fold(fold, inside=False).any(axis=1)))
    projection = start.copy()
    optimiser = AdamW([projection], decay=0)
    looks = [(start, looked_at.loss(start, counted))]
    count = len(learned_from.hidden)
    for update in range(updates if count else 0):
        batch = learned_from
        if count > BATCH_SIZE:
            batch = learned_from.take(rng.choice(count, BATCH_SIZE, replace=False))
        gradient = _gradient(projection, batch, batch.of_fold(fold, inside=False))
        clip_gradients([gradient[None]], 1.0)
        rate = one_cycle(update, updates, RATE)
        optimiser.update([gradient], rate)
        projection += np.float32(rate * PULL) * (start - projection)
        if (update + 1) % EVERY == 0:
            looks.append((projection.copy(), looked_at.loss(projection, counted)))
    return looks if count else looks * (updates // EVERY + 1)


def _outputs(hidden: NDArray[np.float32], projection: NDArray[np.float32], knots: int) -> NDArray[np.float32]:
    """Return z (P, J, Q)."""
    return np.asarray(hidden @ projection.T).reshape(len(hidden), knots, len(LEVELS))


def _shares(weights: NDArray[np.float32], counts: Bools) -> NDArray[np.float32]:
    """Return the weight of each target (P, J) in the mean over targets and levels, 0 for targets that do not count."""
    share = np.where(counts, weights, 0)
    return np.asarray(share / np.float32(max(float(share.sum()), 1e-9) * len(LEVELS)))


def _gradient(projection: NDArray[np.float32], batch: TuningExamples, counts: Bools) -> NDArray[np.float32]:
    """Return the gradient (J·Q, H) of the mean loss on some targets."""
    share = _shares(batch.weights, counts)
    slope = _outputs(batch.hidden, projection, share.shape[1])
    # In place: allocating an array of this size takes as long as computing it.
    np.greater_equal(slope, batch.units[..., None], out=slope)
    slope -= TAU
    slope *= share[..., None]
    return np.asarray(slope.reshape(len(slope), -1).T @ batch.hidden)
