"""A step of the LSTM in seven calls, by the arrangement of `lstm_cli.lstm.unrolled`; and networks that read on, step by step.

C = (P_i + P_f)/2 is one product of (½, ½) with the two as rows, instead of a sum and a half. Every view is made once: a
slice takes as long as half a call.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli.lstm.network import Network
from lstm_cli.lstm.packing import Packing
from lstm_cli.lstm.products import matrix, product_with, stacked

__all__ = ["StepViews", "Stepper", "Steps", "views_of_step"]

MAX_BY_COLUMNS: Final = 100_000  # weights up to which a matrix on one column is a third faster by its columns
MIN_REPEATS: Final = 50  # products that pay for putting them so


class StepViews(NamedTuple):
    """Views of a step, in the order in which they are filled; flat, where not said otherwise."""

    state: Array  # of a product
    gates: Array  # O, I, F, g
    doubled: Array  # O, I, F
    input_forget: Array
    candidate_cell: Array  # g, C'
    parts: Array  # P_i, P_f
    parts_as_rows: Array  # (2, H·M·B)
    cell: Array  # C, which may be where C' was
    squashed: Array  # tanh C
    output: Array
    hidden: Array  # 2h, which may be where the step before left its own


def views_of_step(state: Array, values: Array, parts: Array, cell: Array, hidden: Array) -> StepViews:
    """Return what a step reads and fills.

    state (C, M, B): [2h', x, 1]; values (6, H, M, B): O, I, F, g, C', tanh C; parts (2, H, M, B): P_i, P_f; cell and hidden
    (H, M, B): where C and 2h go.
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
    """What takes steps of LSTMs, or of those that share gates, on so many examples."""

    def __init__(self, network: Network, batch: int, dtype: Any, *, repeats: int = MIN_REPEATS) -> None:  # noqa: ANN401
        """Pack the weights of a network, for so many steps before they change."""
        single = len(network.gates) * batch == 1
        by_columns = single and network.gates.size <= MAX_BY_COLUMNS and repeats >= MIN_REPEATS
        self.packing = Packing(network, [0, network.hidden], dtype, by_columns=by_columns)
        z = np.empty((4 * network.hidden, len(network.gates), batch), dtype)
        one, halves = np.array(1, dtype), np.full(2, 0.5, dtype)
        # What every step needs, looked up once: each name behind a dot takes a tenth of a call.
        self.shared = np.add, np.multiply, np.tanh, halves.dot, one, matrix(z), z.reshape(-1)
        self.pack(network)

    def pack(self, network: Network) -> None:
        """Take the weights of a network as they are now."""
        self.product = product_with(stacked(self.packing.forward(network)))

    def take(self, steps: Iterable[StepViews]) -> None:
        """Take steps one after another."""
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
    """LSTMs that read B examples step by step from a zero state, and keep nothing but where they are."""

    def __init__(self, network: Network, batch: int, dtype: Any) -> None:  # noqa: ANN401 - any NumPy dtype
        """Pack the weights of a network, which may share its gates."""
        groups, _, width = network.gates.shape
        self.network, hidden = network, network.hidden
        self.steps = Steps(network, batch, dtype)
        state, values = np.zeros((width, groups, batch), dtype), np.zeros((6, hidden, groups, batch), dtype)
        state[-1] = 1
        self.doubled, seen = state[:hidden].transpose(1, 0, 2), state[hidden:-1].transpose(1, 0, 2)
        self.seen = seen.reshape(-1) if groups * batch == 1 else seen  # numbers from a list go into a row twice as fast
        self.state = matrix(state[:hidden])
        self.project = product_with(stacked(network.projection * np.asarray(0.5, dtype)))
        self.views = [views_of_step(state, values, np.empty_like(values[:2]), values[4], state[:hidden])]

    def read(self, inputs: Array) -> None:
        """Take a step on inputs (D, B), or (G, D, B) where those who share gates see the same; (D,) if G·B is 1."""
        self.seen[...] = inputs
        self.steps.take(self.views)

    def outputs(self) -> Array:
        """Return the outputs W·h: (M, O, B), or (O, B) of one network."""
        return self.project(self.state)
