"""The LSTM unrolled for training: the same computation as `lstm_cli.lstm.network`, in a fraction of the time.

The equations are those of `lstm_cli.lstm.cell`, arranged so that a step takes few calls and few values. Every gate is stored
doubled, since σ(z) = (1 + tanh(z/2))/2, and so is h:

    O, I, F = 1 + tanh(z/2)      g = tanh(z)
    P_i = I ∘ g                  P_f = F ∘ C'                  C = (P_i + P_f)/2       S = O ∘ tanh C = 2h

The packed weights include these halves, and their columns of h are halved too. The backward pass only needs six factors,

    δC = U_c ∘ δh + f ∘ (δC of the step after)                 U_c = O − S ∘ tanh C
    δz_o = U_o ∘ δh      δz_i,f,g = U_i,f,g ∘ δC               U_o = (2 − O) ∘ S      U_i = (2 − I) ∘ P_i
                                                               U_f = (2 − F) ∘ P_f    U_g = I − g ∘ P_i

up to powers of two, which are removed from the weights' gradient at the end. Columns are the examples of all M networks:
arrays are (rows, M, B), so that an operation covers one block of memory whatever M is. The gradient of the output needs no
product of its own: δh = [Wᵀ, Vᵀ] · [δy; δz of the step after], where V are the recurrent weights.

The time of small networks is determined by the number of calls (`lstm_cli.lstm.unrolled_small`), that of large ones by what
does not fit into the cache (`lstm_cli.lstm.unrolled_large`). Only the shape decides which implementation is used, so that
the bits do not depend on the machine.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import reduce
from operator import iadd
from typing import Final

import numpy as np

from lstm_cli._arrays import Array, Ints
from lstm_cli.lstm.network import Gradients, Network
from lstm_cli.lstm.packing import Packing
from lstm_cli.lstm.products import outer_products

__all__ = ["Unrolled"]

MANY_EXAMPLES: Final = 16
MANY_UNITS: Final = 64


class Unrolled(ABC):
    """Buffers of M networks over T steps and B examples, and both passes except for the steps themselves.

    state (T+1, C, M, B) holds [2h, x, 1] before each step.
    """

    packing: Packing

    def __init__(self, network: Network, inputs: Array) -> None:
        """Lay out buffers for inputs (T, D, B) or (T, M, D, B)."""
        self.network = network
        self.members, rows, columns = network.gates.shape
        self.hidden, self.outputs = rows // 4, network.projection.shape[1]
        self.steps, self.batch = len(inputs), inputs.shape[-1]
        self.dtype = np.result_type(network.gates, inputs)
        self.state = np.zeros((self.steps + 1, columns, self.members, self.batch), self.dtype)
        self.state[:, -1] = 1
        self.scored: slice | Ints = slice(0)
        self.states = self.state[:0]  # (S, H, M, B) after the scored steps, doubled

    def fits(self, network: Network, inputs: Array) -> bool:
        """Whether the buffers are of the right size for a network and its inputs."""
        sizes = (network.gates.shape, network.projection.shape[1], len(inputs), inputs.shape[-1])
        kept = ((self.members, 4 * self.hidden, self.state.shape[1]), self.outputs, self.steps, self.batch)
        return sizes == kept and self.dtype == np.result_type(network.gates, inputs)

    def forward(self, network: Network, inputs: Array, scored: Ints) -> Array:
        """Run over inputs from a zero state; return z (M, O, S·B) of the scored steps, step-major."""
        self.network = network
        own = inputs.ndim == 4  # noqa: PLR2004 - a member axis
        self.state[:-1, self.hidden : -1] = inputs.transpose(0, 2, 1, 3) if own else inputs[:, :, None]
        self.run()
        self.scored = _as_slice(scored)
        self.states = self.state[1:][self.scored, : self.hidden]
        z = np.empty((self.members, self.outputs, len(scored), self.batch), self.dtype)
        half = network.projection * self.dtype.type(0.5)
        np.matmul(half, self.states.transpose(0, 2, 1, 3), out=z.transpose(2, 0, 1, 3))
        return z.reshape(self.members, self.outputs, -1)

    def backward(self, d_output: Array) -> Gradients:
        """Back-propagate ∂L/∂z (M, O, S·B) through time, after `forward`."""
        by_step = d_output.reshape(self.members, self.outputs, -1, self.batch).transpose(2, 1, 0, 3)  # (S, O, M, B)
        d_projection = outer_products(by_step, self.states)
        d_projection *= 0.5
        return Gradients(self.packing.gradient(reduce(iadd, self.back(by_step))), d_projection)

    def recurrent(self) -> Array:
        """Return [Wᵀ, Vᵀ] (M, H, O+4H), corrected for the powers of two in δz."""
        weights = self.packing.recurrent(self.network).transpose(0, 2, 1)
        # Products of many weights with few examples are as fast without the copy.
        as_they_are = self.batch <= MANY_EXAMPLES and self.hidden >= MANY_UNITS
        return weights if as_they_are else np.ascontiguousarray(weights)

    @abstractmethod
    def run(self) -> None:
        """Take all steps forward."""

    @abstractmethod
    def back(self, d_output: Array) -> Iterator[Array]:
        """Take all steps back, given δy (S, O, M, B); yield parts of the gradient (M, 4H, C) of the packed weights."""


def _as_slice(scored: Ints) -> slice | Ints:
    """Return consecutive steps as a slice, which is read without a copy."""
    first, count = int(scored[0]), len(scored)
    return slice(first, first + count) if bool((scored == np.arange(first, first + count)).all()) else scored
