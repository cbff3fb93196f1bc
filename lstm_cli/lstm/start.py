"""Weights to begin with: drawn for all units, or set so that one unit of a network carries a constant."""

from typing import Final

import numpy as np

from lstm_cli.lstm.cell import Cell
from lstm_cli.lstm.network import Network

__all__ = ["constant_unit", "initial_network"]

UNUSED: Final = {Cell.CEC: 1, Cell.COUPLED: 0}  # the row block without weights of its own
WIDE: Final = 2.0  # bias of a gate that stands open, σ(2) = 0.88


def initial_network(
    members: int, inputs: int, hidden: int, outputs: int, *, rng: np.random.Generator, cell: Cell = Cell.LSTM
) -> Network:
    """Draw weights uniform on ±1/√H, forget biases at 1 (Gers et al. 2000; Jozefowicz et al. 2015), float32.

    Rows that a cell does not use and peepholes are 0: with the same generator all cells begin with the same weights.
    """
    bound = hidden**-0.5
    gates = rng.uniform(-bound, bound, (members, 4 * hidden, hidden + inputs + 1)).astype(np.float32)
    gates[:, hidden : 2 * hidden, -1] = 1
    projection = rng.uniform(-bound, bound, (members, outputs, hidden)).astype(np.float32)
    if cell in UNUSED:
        gates[:, UNUSED[cell] * hidden : (UNUSED[cell] + 1) * hidden] = 0
    if cell is Cell.PEEPHOLE:
        gates = np.concatenate([gates, np.zeros_like(gates[:, :, :1])], axis=2)
    return Network(gates, projection, cell)


def constant_unit(cell: Cell) -> tuple[tuple[float, float, float, float], float]:
    """Return biases of i, f, o, g with which a unit that has no other weights settles at a constant h, and that h.

    Half of the old state is forgotten at each step, so that C settles at i·g/(1 − f): 2g·σ(2) for ``lstm`` and
    ``peephole`` (whose peepholes are 0), g for ``coupled``. In ``cec`` nothing is forgotten and C grows by i·g at each
    step, but h = o ∘ tanh(C) settles all the same, at o: from 6 steps on to four digits, from 11 on in float32.
    """
    i, o, g = (float(1 / (1 + np.exp(-WIDE))), float(1 / (1 + np.exp(-WIDE))), float(np.tanh(WIDE)))
    if cell is Cell.CEC:
        return (WIDE, 0.0, WIDE, WIDE), o
    if cell is Cell.COUPLED:
        return (0.0, 0.0, WIDE, WIDE), float(o * np.tanh(g))
    return (WIDE, 0.0, WIDE, WIDE), float(o * np.tanh(2 * i * g))
