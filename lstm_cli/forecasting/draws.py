"""Forecast by tossing the gates: many runs of the same network, pooled into one distribution for each member."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli.forecasting.history import Floats
from lstm_cli.forecasting.mixture import mixture_quantiles
from lstm_cli.forecasting.results import LEVELS
from lstm_cli.lstm import Draws, Network, Trace, forward

__all__ = ["DRAWS", "Gates", "pooled_draws", "uniform"]

DRAWS: Final = 200
AT_ONCE: Final = 500  # draws run side by side: bounds memory


class Gates(StrEnum):
    """How the value of a gate is read: as what multiplies, or as the probability that the unit is on."""

    EXPECTED = "expected"
    STOCHASTIC = "stochastic"


def uniform(rng: np.random.Generator) -> Draws:
    """Return a source of uniform numbers in float32."""

    def drawn(shape: tuple[int, ...]) -> NDArray[Any]:
        return rng.random(shape, dtype=np.float32)

    return drawn


def pooled_draws(
    network: Network, inputs: Floats, *, horizon: int, draws: int, rngs: Sequence[np.random.Generator]
) -> Floats:
    """Run each of W windows, inputs (L, D, W), ``draws`` times; return the pooled quantiles z (M, K·Q, W).

    Each window has its own generator, so that it is forecast the same in any company. A member's draws are pooled as
    the mixture of their distributions; z is an affine image of growth with a positive slope, so that this is the
    mixture in growth units too. Runs in float32: what is lost is far below what 200 draws leave to chance.
    """
    steps, _, windows = inputs.shape
    small = network.astype(np.float32)
    members = len(network.gates)
    found = np.empty((members, horizon * len(LEVELS), windows))
    sizes = [min(AT_ONCE, draws - first) for first in range(0, draws, AT_ONCE)]
    trace: Trace | None = None
    for place, rng in zip(range(windows), rngs, strict=True):
        said = []
        for size in sizes:
            copies = np.repeat(inputs[:, :, place, None].astype(np.float32), size, axis=2)
            reuse = trace if trace is not None and trace.cell.shape[-1] == size else None
            z, trace = forward(small, copies, np.array([steps - 1]), reuse=reuse, draws=uniform(rng))
            said.append(z.reshape(members, horizon, len(LEVELS), size).transpose(0, 1, 3, 2).astype(float))
        pooled = mixture_quantiles(np.sort(np.concatenate(said, axis=2), axis=-1), LEVELS)
        found[:, :, place] = pooled.reshape(members, -1)
    return found
