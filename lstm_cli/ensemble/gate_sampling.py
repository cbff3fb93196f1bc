"""Forecast with sampled gates: run the network many times and pool the runs into one distribution for each member."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Array, Floats
from lstm_cli.lstm.network import Draws, Network, Trace, forward
from lstm_cli.metrics.mixture import mixture_quantiles
from lstm_cli.options import LEVELS

__all__ = ["pooled_draws", "uniform"]

BATCH_SIZE: Final = 500  # draws run side by side: bounds memory


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
    windows_per_pass: int = 1,
) -> Floats:
    """Run each of W windows, inputs (L, D, W) or (L, G, D, W), ``draws`` times; return the pooled quantiles z (M, K·Q, W).

    rngs: one generator per window, so that its forecast does not depend on the other windows; it is bit-identical only if
    ``windows_per_pass``, the number of windows in one pass, is 1. Draws run in passes of `BATCH_SIZE`; another size rounds
    differently. The draws of a member are pooled as the mixture of their distributions. This is also the mixture in growth
    units, because growth is an increasing affine function of z. Runs are in float32, whose rounding is far below the
    sampling error of 200 draws.
    """
    steps, windows = len(inputs), inputs.shape[-1]
    small = network.astype(np.float32)
    members = len(network.projection)
    quantiles = np.empty((members, horizon * len(LEVELS), windows))
    sizes = [min(BATCH_SIZE, draws - first) for first in range(0, draws, BATCH_SIZE)]
    trace: Trace | None = None
    for first in range(0, windows, windows_per_pass):
        part, outputs = slice(first, first + windows_per_pass), []
        source = uniform(*rngs[part])
        for size in sizes:
            copies = np.repeat(inputs[..., part].astype(np.float32), size, axis=-1)
            z, trace = forward(small, copies, np.array([steps - 1]), reuse=trace, draws=source)
            outputs.append(z.reshape(members, horizon, len(LEVELS), -1, size).transpose(3, 0, 1, 4, 2).astype(float))
        pooled = mixture_quantiles(np.sort(np.concatenate(outputs, axis=3), axis=-1), LEVELS)
        quantiles[:, :, part] = pooled.reshape(len(pooled), members, -1).transpose(1, 2, 0)
    return quantiles
