"""The LSTM unrolled for training: what `lstm_cli.lstm.network` computes, in a fraction of its time.

The equations are those of `lstm_cli.lstm.cell`, arranged so that a step is few calls over few numbers. Every gate is
kept doubled, since σ(z) = (1 + tanh(z/2))/2, and so is h:

    O, I, F = 1 + tanh(z/2)      g = tanh(z)
    P_i = I ∘ g                  P_f = F ∘ C'                  C = (P_i + P_f)/2       S = O ∘ tanh C = 2h

The halves stand in the packed weights, whose columns of h are halved, too. All that the way back needs is six factors,

    δC = U_c ∘ δh + f ∘ (δC of the step after)                 U_c = O − S ∘ tanh C
    δz_o = U_o ∘ δh      δz_i,f,g = U_i,f,g ∘ δC               U_o = (2 − O) ∘ S      U_i = (2 − I) ∘ P_i
                                                               U_f = (2 − F) ∘ P_f    U_g = I − g ∘ P_i

up to powers of two, which are taken out of the weights' gradient at its end. Columns are the examples of all M networks:
arrays are (rows, M, B), so that a pass runs over one block whatever M is. The output's gradient takes no product of its
own: δh = [Vᵀ, Wᵀ] · [δz of the step after; δy], with V the recurrent weights.

Small networks are bound by the number of calls (`lstm_cli.lstm.unrolled_small`), large ones by what leaves the cache
(`lstm_cli.lstm.unrolled_large`). Shape alone decides which is which: the bits do not depend on the machine.
"""

from abc import ABC, abstractmethod
from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Array, Ints
from lstm_cli.lstm.cell import CANDIDATE, FORGET, INPUT, OUTPUT
from lstm_cli.lstm.network import Gradients, Network

__all__ = ["FORWARD_ORDER", "MAX_SMALL", "Packing", "Stacks", "Unrolled", "matrix", "product_of", "rows_of", "stacked"]

FORWARD_ORDER: Final = (OUTPUT, INPUT, FORGET, CANDIDATE)  # doubled side by side; then I, F meet g, C' in one pass
MAX_SMALL: Final = 1_000_000  # multiplications of a product that OpenBLAS takes for small
MIN_ROWS: Final = 4
MAX_SUM: Final = 1200  # weights of which the gradient is summed up at a time: rows by columns of C


class Unrolled(ABC):
    """Buffers of M networks over T steps and B examples, and the passes that fill them; here is what is no step.

    state (T+1, C, M, B) holds [2h, x, 1] before each step.
    """

    rows: Ints  # of the network, in the order in which the way back stacks them
    share: Array  # (4H, 1): by what the rows of the way back are too large

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
        self.states = self.state[:0]  # (M, H, S·B) after the scored steps, doubled

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
        states = self.state[1:][self.scored, : self.hidden]  # (S, H, M, B)
        self.states = np.ascontiguousarray(states.transpose(2, 1, 0, 3)).reshape(self.members, self.hidden, -1)
        return np.asarray(network.projection * self.dtype.type(0.5) @ self.states)

    def backward(self, d_output: Array) -> Gradients:
        """Back-propagate ∂L/∂z (M, O, S·B) through time, after `forward`."""
        d_projection = d_output @ self.states.transpose(0, 2, 1)
        d_projection *= 0.5
        by_step = d_output.reshape(self.members, self.outputs, -1, self.batch).transpose(2, 1, 0, 3)  # (S, O, M, B)
        packed = self.back(by_step)
        packed /= self.share
        packed[:, :, : self.hidden] *= 0.5  # the columns of 2h
        d_gates = np.empty_like(packed)
        d_gates[:, self.rows] = packed
        return Gradients(d_gates, d_projection)

    def recurrent(self) -> Array:
        """Return [Vᵀ, Wᵀ] (M, H, 4H+O), for rows of δz that are too large by their share."""
        weights = self.network.gates[:, :, : self.hidden].take(self.rows, axis=1) / self.share
        return np.concatenate([weights.transpose(0, 2, 1), self.network.projection.transpose(0, 2, 1)], axis=2)

    def weight_gradient(self, gradients: Array, states: Array) -> Array:
        """Sum δz·[2h, x, 1]ᵀ over k steps and all examples in one product, (M, 4H, C); both are (k, ·, M, B)."""
        if self.members * self.batch == 1:
            return np.asarray(np.dot(gradients[:, :, 0, 0].T, states[:, :, 0, 0]))[None]
        left, right = (np.ascontiguousarray(rows.transpose(2, 1, 0, 3)) for rows in (gradients, states))
        left, right = (rows.reshape(self.members, rows.shape[1], -1) for rows in (left, right))
        stacks = Stacks(self.members, 4 * self.hidden, MAX_SUM // right.shape[1])
        total = stacks.weights(left) @ (right[0].T if stacks.whole else right.transpose(0, 2, 1)[:, None])
        return np.asarray(total).reshape(self.members, 4 * self.hidden, -1)

    @abstractmethod
    def run(self) -> None:
        """Take all steps forward."""

    @abstractmethod
    def back(self, d_output: Array) -> Array:
        """Take all steps back, given δy (S, O, M, B); return the gradient (M, 4H, C) of the rows as they are stacked."""


class Packing:
    """Rows of the weights (M, 4H, C) in another order, such that their product with [2h, x, 1] is the argument of tanh."""

    def __init__(self, hidden: int, rows: Ints, dtype: Any) -> None:  # noqa: ANN401 - any NumPy dtype
        self.hidden, self.rows, self.dtype = hidden, rows, dtype
        self.scale = np.where(rows // hidden == CANDIDATE, 1, 0.5).astype(dtype)[:, None]

    def of(self, network: Network) -> Array:
        """Return the packed weights of a network."""
        weights = network.gates.take(self.rows, axis=1).astype(self.dtype, copy=False)
        weights *= self.scale
        weights[:, :, : self.hidden] *= 0.5
        return weights


def matrix(columns: Array) -> Array:
    """Return (rows, M, B) as products take it: (rows, B) of one network, (M, rows, B) of several."""
    return columns[:, 0] if columns.shape[1] == 1 else columns.transpose(1, 0, 2)


def stacked(weights: Array) -> Array:
    """Return weights (M, ·, ·) as products take them: without the first axis of one network."""
    return np.asarray(weights[0]) if len(weights) == 1 else weights


def product_of(members: int) -> Any:  # noqa: ANN401 - np.dot or np.matmul
    """Return the product of such matrices; np.dot takes a third less time to call, but knows no stacks."""
    return np.dot if members == 1 else np.matmul


def rows_of(hidden: int, gates: tuple[int, ...], units: slice = slice(None)) -> Ints:
    """Return the rows of a network's weights that are of some units, gate by gate."""
    every = np.arange(hidden)[units]
    return np.concatenate([gate * hidden + every for gate in gates])


class Stacks:
    """A product of weights (M, rows, K) with columns (K, M, B), cut into stacks of rows that OpenBLAS takes for small.

    Up to 10⁶ multiplications its kernel copies neither side first, which on products of this width does not pay: with
    AVX-512 105 to 115 GF/s instead of 78 to 100, from 16 examples and 64 units on. Fewer rows than 4 gain nothing.
    """

    def __init__(self, members: int, rows: int, most: int) -> None:
        self.members = members
        at_once = next(count for count in range(min(rows, max(most, 1)), 0, -1) if rows % count == 0)
        self.at_once = at_once if at_once >= MIN_ROWS else rows
        self.whole = members == 1 and self.at_once == rows
        self.product = product_of(1 if self.whole else 0)

    def weights(self, weights: Array) -> Array:
        """Return (M, rows, K) as the product takes it."""
        return weights[0] if self.whole else weights.reshape(self.members, -1, self.at_once, weights.shape[2])

    def columns(self, columns: Array) -> Array:
        """Return (K, M, B) as the product takes it."""
        return columns[:, 0] if self.whole else columns.transpose(1, 0, 2)[:, None]

    def sums(self, columns: Array) -> Array:
        """Return (rows, M, B) as the product fills it."""
        if self.whole:
            return columns[:, 0]
        return columns.reshape(-1, self.at_once, *columns.shape[1:]).transpose(2, 0, 1, 3)


def _as_slice(scored: Ints) -> slice | Ints:
    """Return steps that follow each other as a slice, which is read without a copy."""
    first, count = int(scored[0]), len(scored)
    return slice(first, first + count) if bool((scored == np.arange(first, first + count)).all()) else scored
