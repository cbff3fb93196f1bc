"""The unit that replaces the bias that y = σ(W·h) does not have: it starts as a constant, whatever it reads."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.lstm.network import Network
from lstm_cli.options import Cell

__all__ = ["CONSTANT_UNIT", "FREE_UNITS", "constant_unit", "start_with_outputs"]

CONSTANT_UNIT: Final = 0  # of every network
FREE_UNITS: Final = slice(1, None)  # the other units, whose gates show what a network has learned


def start_with_outputs(network: Network, outputs: Floats, *, stochastic: bool, others: float) -> None:
    """Change a new network, in place, so that its outputs are near ``outputs`` (M, O), whatever it reads.

    The constant unit gives these; the projections of the other units are multiplied by ``others``.
    """
    gates = network.gates.reshape(len(network.gates), 4, network.hidden, -1)
    biases, constant = constant_unit(network.cell, stochastic=stochastic)
    gates[:, :, CONSTANT_UNIT] = 0
    gates[:, :, CONSTANT_UNIT, -1] = biases
    network.projection[...] *= others
    network.projection[:, :, CONSTANT_UNIT] = outputs / constant


def constant_unit(kind: Cell, *, stochastic: bool) -> tuple[tuple[float, float, float, float], float]:
    """Return biases of i, f, o, g that make a unit constant, whatever it reads, and the h that it converges to.

    If gates are sampled, its input and output gates are always on and its forget gate is always off, so that it stays
    constant.
    """
    biases = (20.0, -20.0, 20.0, 2.0) if stochastic else (2.0, 0.0, 2.0, 2.0)
    i, f, o = (1 / (1 + np.exp(-bias)) for bias in biases[:3])
    g = np.tanh(biases[3])
    if kind is Cell.CEC:
        return biases, float(o)  # the cell state grows by i ∘ g per step, and its tanh is soon 1
    if kind is Cell.COUPLED:
        return biases, float(o * np.tanh(g))
    return biases, float(o * np.tanh(i * g / (1 - f)))
