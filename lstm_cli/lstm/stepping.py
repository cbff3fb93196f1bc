"""A step of the LSTM in seven NumPy calls (see `lstm_cli.lstm.unrolled`), and networks that read inputs step by step.

C = (P_i + P_f)/2 is one product of (½, ½) with P_i and P_f as rows, instead of a sum and a halving. Every view is made only
once, because a slice takes half as long as a call.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli.lstm.network import Network
from lstm_cli.lstm.packing import Packing
from lstm_cli.lstm.products import matrix, product_with, stacked

__all__ = ["StepViews", "Stepper", "Steps", "views_of_step"]

MAX_BY_COLUMNS: Final = 100_000  # weights up to which a matrix stored by columns is a third faster on a single column
MIN_REPEATS: Final = 50  # number of products that pay for storing it so


class StepViews(NamedTuple):
    """Views of a step, in the order in which they are used; flat unless a shape is given."""

    state: Array  # in the layout of products
    gates: Array  # O, I, F, g
    doubled: Array  # O, I, F
    input_forget: Array
    candidate_cell: Array  # g, C'
    parts: Array  # P_i, P_f
    parts_as_rows: Array  # (2, H·M·B)
    cell: Array  # C, which may overwrite C'
    squashed: Array  # tanh C
    output: Array
    hidden: Array  # 2h, which may overwrite that of the step before


def views_of_step(state: Array, values: Array, parts: Array, cell: Array, hidden: Array) -> StepViews:
    """Return the views that a step reads and writes.

    state (C, M, B): [2h', x, 1]; values (6, H, M, B): O, I, F, g, C', tanh C; parts (2, H, M, B): P_i, P_f; cell, hidden
    (H, M, B): for C and 2h.
    """
    return StepViews(
        state=matrix(state),
        gates=values[:4].reshape(-1),
        doubled=values[:3].reshape(-1),
        input_forget=values[1:3].reshape(-1),
        candidate_cell=values[3:5].reshape(-1),
        parts=parts.reshape(-1),
        parts_as_rows=parts.reshape(2, -1),
        cell=cell.reshape(-1),
        squashed=values[5].reshape(-1),
        output=values[0].reshape(-1),
        hidden=hidden.reshape(-1),
    )


class Steps:
    """Takes steps of LSTMs, which may share gates, for a number of examples."""

    def __init__(self, network: Network, batch: int, dtype: Any, *, repeats: int = MIN_REPEATS) -> None:  # noqa: ANN401
        """Pack the weights of a network; repeats: the number of steps before the weights change."""
        single = len(network.gates) * batch == 1
        by_columns = single and network.gates.size <= MAX_BY_COLUMNS and repeats >= MIN_REPEATS
        self.packing = Packing(network, [0, network.hidden], dtype, by_columns=by_columns)
        z = np.empty((4 * network.hidden, len(network.gates), batch), dtype)
        one, halves = np.array(1, dtype), np.full(2, 0.5, dtype)
        # Looked up once for all steps, because each attribute lookup takes a tenth of a call.
        self.shared = np.add, np.multiply, np.tanh, halves.dot, one, matrix(z), z.reshape(-1)
        self.pack(network)

    def pack(self, network: Network) -> None:
        """Pack the current weights of a network."""
        self.product = product_with(stacked(self.packing.forward(network)))

    def take(self, steps: Iterable[StepViews]) -> None:
        """Take a sequence of steps."""
        add, multiply, tanh, mean, one, sums, z = self.shared
        product = self.product
        for state, gates, doubled, pair, paired, parts, rows, cell, squashed, output, hidden in steps:
            product(state, sums)
            tanh(z, gates)
            add(doubled, one, doubled)
            multiply(pair, paired, parts)
            mean(rows, cell)
            tanh(cell, squashed)
            multiply(output, squashed, hidden)


class Stepper:
    """LSTMs that read B examples step by step from a zero state and keep only the current state."""

    def __init__(self, network: Network, batch: int, dtype: Any) -> None:  # noqa: ANN401 - any NumPy dtype
        """Pack the weights of a network, which may share its gates."""
        groups, _, width = network.gates.shape
        self.network, hidden = network, network.hidden
        self.steps = Steps(network, batch, dtype)
        state, values = np.zeros((width, groups, batch), dtype), np.zeros((6, hidden, groups, batch), dtype)
        state[-1] = 1
        self.doubled, seen = state[:hidden].transpose(1, 0, 2), state[hidden:-1].transpose(1, 0, 2)
        # A flat array is filled twice as fast from a list.
        self.seen = seen.reshape(-1) if groups * batch == 1 else seen
        self.state = matrix(state[:hidden])
        self.project = product_with(stacked(network.projection * np.asarray(0.5, dtype)))
        self.views = [views_of_step(state, values, np.empty_like(values[:2]), values[4], state[:hidden])]

    def read(self, inputs: Array) -> None:
        """Take a step on inputs (D, B), or (G, D, B) for each set of shared gates; (D,) if G·B is 1."""
        self.seen[...] = inputs
        self.steps.take(self.views)

    def outputs(self) -> Array:
        """Return the outputs W·h: (M, O, B), or (O, B) for one network."""
        return self.project(self.state)
