"""Forecast with sampled gates: many runs of the same network, pooled into one distribution for each member."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Array, Floats
from lstm_cli.lstm.network import Draws, Network, Trace, forward
from lstm_cli.metrics.mixture import mixture_quantiles
from lstm_cli.options import LEVELS

__all__ = ["pooled_draws", "uniform"]

AT_ONCE: Final = 500  # draws run side by side: bounds memory


def uniform(*rngs: np.random.Generator) -> Draws:
    """Return a source of uniform numbers in float32: each generator gives an equal part of the last axis."""

    def drawn(shape: tuple[int, ...]) -> Array:
        part = (*shape[:-1], shape[-1] // len(rngs))
        return np.concatenate([rng.random(part, dtype=np.float32) for rng in rngs], axis=-1)

    return drawn


def pooled_draws(
    network: Network,
    inputs: Floats,
    *,
    horizon: int,
    draws: int,
    rngs: Sequence[np.random.Generator],
    together: int = 1,
) -> Floats:
    """Run each of W windows, inputs (L, D, W), ``draws`` times; return the pooled quantiles z (M, K·Q, W).

    Each window has its own generator, so that it is forecast the same in any company; to the last bit only while a pass
    holds no other window, of which there are ``together``. A member's draws are pooled as
    the mixture of their distributions, run `AT_ONCE` at a time (another number of them rounds otherwise); z is an affine image of growth with a positive slope, so that this is the
    mixture in growth units too. Runs in float32: what is lost is far below what 200 draws leave to chance.
    """
    steps, _, windows = inputs.shape
    small = network.astype(np.float32)
    members = len(network.gates)
    found = np.empty((members, horizon * len(LEVELS), windows))
    sizes = [min(AT_ONCE, draws - first) for first in range(0, draws, AT_ONCE)]
    trace: Trace | None = None
    for first in range(0, windows, together):
        part, said = slice(first, first + together), []
        source = uniform(*rngs[part])
        for size in sizes:
            copies = np.repeat(inputs[:, :, part].astype(np.float32), size, axis=2)
            z, trace = forward(small, copies, np.array([steps - 1]), reuse=trace, draws=source)
            said.append(z.reshape(members, horizon, len(LEVELS), -1, size).transpose(3, 0, 1, 4, 2).astype(float))
        pooled = mixture_quantiles(np.sort(np.concatenate(said, axis=3), axis=-1), LEVELS)
        found[:, :, part] = pooled.reshape(len(pooled), members, -1).transpose(1, 2, 0)
    return found
