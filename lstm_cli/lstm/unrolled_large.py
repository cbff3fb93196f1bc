"""Large networks, unrolled: blocks of units that stay in the cache, whatever else does not.

What counts is what leaves the cache: a pass over numbers that are in it takes 0.13 ns each, one over memory three times
that. Hence:

- hidden units go through a step in blocks of at most `BLOCK` numbers a gate: a block's product, its gates and its factors
  are all formed while they are there, and the factors take the place of the gates;
- its products are small enough that OpenBLAS takes its kernel for small matrices (`PRODUCT`), which copies nothing
  first: 75 instead of 58 GF/s at 256 units and 16 examples;
- of the way back only a few steps are kept; their share of the weights' gradient is taken out in one product of
  `COLUMNS` columns, since each such sum passes over all weights.
"""

from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli.lstm.cell import CANDIDATE, FORGET, INPUT, OUTPUT
from lstm_cli.lstm.network import Network
from lstm_cli.lstm.unrolled import FORWARD_ORDER, Unrolled, packed, rows_at_once, rows_of

__all__ = ["LargeUnrolled"]

BLOCK: Final = 8192  # numbers of a gate
COLUMNS: Final = 256
MAX_SUM: Final = 1200  # weights of which the gradient is summed up at a time, by the kernel for small matrices
SHARES: Final = {INPUT: 8, FORGET: 8, CANDIDATE: 4, OUTPUT: 4}  # the powers of two that the factors leave in


class _Forward(NamedTuple):
    """Views of a block's step, flat but for those of the product and the pairs; factors take the place of values."""

    state: Array
    sums: Array
    gates: Array
    doubled: Array
    output: Array
    input_forget: Array
    forget: Array
    candidate: Array
    candidate_cell: Array
    before: Array  # C', then f
    cell: Array
    squashed: Array
    hidden: Array
    output_input: Array  # (2, ·)
    squashed_candidate: Array  # (2, ·)


class _Back(NamedTuple):
    """Views of a block's step back."""

    after: Array  # of a product: δz of the step after, and δy
    unscored: Array  # without δy
    cell_factor: Array
    output_factor: Array
    d_output: Array
    factors: Array  # (3, ·): U_i, U_f, U_g
    d_rest: Array  # (3, ·)
    forget: Array


class _Block:
    """Some units of each network: values (T+1, 6, h, M, B) are O, I, F, g, C', tanh C, and then U_o, U_i, U_f, U_g, f, U_c."""

    def __init__(self, units: slice, steps: int, inner: tuple[int, int], columns: tuple[int, int], dtype: Any) -> None:  # noqa: ANN401
        self.units, count = units, units.stop - units.start
        self.rows = slice(4 * units.start, 4 * units.stop)
        self.values = np.zeros((steps + 1, 6, count, *columns), dtype)
        self.parts = np.empty((2, count * columns[0] * columns[1]), dtype)
        self.d_hidden = np.empty((count, *columns), dtype)
        self.d_cell, self.scratch = (np.empty(self.parts.shape[1], dtype) for _ in range(2))
        self.rows_forward = rows_at_once(4 * count, inner[0], columns[1])
        self.rows_back = rows_at_once(count, inner[1], columns[1])
        self.forward: list[_Forward] = []
        self.back: list[_Back] = []


class LargeUnrolled(Unrolled):
    """Blocks of units, and the gradients (k+1, 4H+O, M, B) of the last k steps: δz block by block, and δy of the step before."""

    def __init__(self, network: Network, inputs: Array) -> None:
        super().__init__(network, inputs)
        columns = (self.members, self.batch)
        count = min(-(-self.hidden * self.members * self.batch // BLOCK), self.hidden)
        edges = [self.hidden * place // count for place in range(count + 1)]
        units = [slice(first, last) for first, last in pairwise(edges)]
        self.rows = np.concatenate([rows_of(self.hidden, FORWARD_ORDER, some) for some in units])
        self.share = np.array([SHARES[row // self.hidden] for row in self.rows], self.dtype)[:, None]
        self.at_once = min(-(-COLUMNS // self.batch), self.steps)
        self.gradients = np.zeros((self.at_once + 1, 4 * self.hidden + self.outputs, *columns), self.dtype)
        inner = self.state.shape[1], self.gradients.shape[1]
        self.blocks = [_Block(some, self.steps, inner, columns, self.dtype) for some in units]
        for block in self.blocks:
            block.forward.extend(self._forward_views(block, step) for step in range(self.steps))
            block.back.extend(self._back_views(block, step) for step in range(self.steps))

    def _forward_views(self, block: _Block, step: int) -> _Forward:
        """Return what a block's step forward reads and fills."""
        values = block.values[step]
        output, _, forget, candidate, before, squashed = values.reshape(6, -1)
        as_rows = values.reshape(6, -1)
        return _Forward(
            state=self.state[step].transpose(1, 0, 2)[:, None],
            sums=_columns_in_stacks(values[:4].reshape(-1, self.members, self.batch), block.rows_forward),
            gates=values[:4].reshape(-1),
            doubled=values[:3].reshape(-1),
            output=output,
            input_forget=values[1:3].reshape(-1),
            forget=forget,
            candidate=candidate,
            candidate_cell=values[3:5].reshape(-1),
            before=before,
            cell=block.values[step + 1, 4].reshape(-1),
            squashed=squashed,
            hidden=self.state[step + 1, block.units].reshape(-1),
            output_input=as_rows[:2],
            squashed_candidate=as_rows[5:2:-2],
        )

    def _back_views(self, block: _Block, step: int) -> _Back:
        """Return what a block's step back reads and fills."""
        factors = block.values[step].reshape(6, -1)
        here = self.gradients[self.slot(step)][block.rows].reshape(4, -1)
        after = self.gradients[self.slot(step + 1)]
        after = after.transpose(1, 0, 2)[:, None]
        return _Back(
            after, after[:, :, : 4 * self.hidden],
            factors[5], factors[0], here[0], factors[1:4], here[1:4], factors[4],
        )  # fmt: skip

    def slot(self, step: int) -> int:
        """Return where the gradients of a step are kept."""
        return int(step % (self.at_once + 1))

    def run(self) -> None:
        """Take all steps forward, and form the factors of the way back."""
        weights = packed(self.network, self.rows, self.dtype)
        blocks = []
        for block in self.blocks:
            block.values[0, 4] = 0  # C' of the first step, where a factor was
            rows, parts = _in_stacks(weights[:, block.rows], block.rows_forward), block.parts
            blocks.append((rows, block.forward, parts[0], parts, parts.reshape(-1)))
        product, add, subtract, multiply, tanh = np.matmul, np.add, np.subtract, np.multiply, np.tanh
        one, two, half, halves = (np.array(value, self.dtype) for value in (1, 2, 0.5, (0.5, 0.5)))
        for step in range(self.steps):
            for rows, views, written, both, flat in blocks:
                (
                    state, sums, gates, doubled, output, pair, forget, candidate, paired, before, cell, squashed,
                    hidden, minuends, differences,
                ) = views[step]  # fmt: skip
                product(rows, state, sums)
                tanh(gates, gates)
                add(doubled, one, doubled)
                multiply(pair, paired, flat)
                halves.dot(both, cell)
                tanh(cell, squashed)
                multiply(output, squashed, hidden)
                multiply(forget, half, before)  # f, where C' was
                multiply(squashed, hidden, squashed)
                multiply(candidate, written, candidate)
                subtract(minuends, differences, differences)  # U_c and U_g, where tanh C and g were
                subtract(two, doubled, doubled)
                multiply(output, hidden, output)  # U_o
                multiply(pair, flat, pair)  # U_i and U_f

    def back(self, d_output: Array) -> Array:
        """Take all steps back, and now and then the share of some in the weights' gradient."""
        recurrent, gates = self.recurrent(), 4 * self.hidden
        blocks = []
        for block in self.blocks:
            block.d_cell[...] = 0
            rows = _in_stacks(recurrent[:, block.units], block.rows_back)
            d_hidden = _columns_in_stacks(block.d_hidden, block.rows_back)
            rest = block.d_hidden.reshape(-1), block.scratch, block.d_cell
            blocks.append((rows, rows[..., :gates], block.back, d_hidden, *rest))
        places = np.full(self.steps, -1)
        places[self.scored] = np.arange(len(d_output))
        product, add, multiply = np.matmul, np.add, np.multiply
        self.gradients[self.slot(self.steps)] = 0
        total, end = np.zeros_like(self.network.gates), self.steps
        for step in reversed(range(self.steps)):
            scored = places[step] >= 0
            if scored:
                self.gradients[self.slot(step + 1), gates:] = d_output[places[step]]
            for rows, unscored_rows, views, d_hidden, flat, scratch, d_cell in blocks:
                after, unscored, cell_factor, output_factor, d_out, factors, d_rest, forget = views[step]
                if scored:
                    product(rows, after, d_hidden)
                else:
                    product(unscored_rows, unscored, d_hidden)
                multiply(cell_factor, flat, scratch)
                add(d_cell, scratch, d_cell)
                multiply(output_factor, flat, d_out)
                multiply(factors, d_cell, d_rest)
                multiply(d_cell, forget, d_cell)
            if end - step == self.at_once or step == 0:
                total += self._weight_gradient(step, end)
                end = step
        return total

    def _weight_gradient(self, step: int, end: int) -> Array:
        """Sum δz·[2h, x, 1]ᵀ over some steps and all examples in one product (M, 4H, C)."""
        gates = 4 * self.hidden
        if end - step == 1:
            left, right = (
                self.gradients[self.slot(step), :gates].transpose(1, 0, 2),
                self.state[step].transpose(1, 0, 2),
            )
        else:
            left = np.empty((self.members, gates, end - step, self.batch), self.dtype)
            for place in range(end - step):
                left[:, :, place] = self.gradients[self.slot(step + place), :gates].transpose(1, 0, 2)
            right = np.ascontiguousarray(self.state[step:end].transpose(2, 1, 0, 3))
            left, right = (rows.reshape(self.members, rows.shape[1], -1) for rows in (left, right))
        rows = next((count for count in (32, 16, 8) if gates % count == 0 and count * right.shape[1] <= MAX_SUM), gates)
        product = _in_stacks(left, rows) @ right.transpose(0, 2, 1)[:, None]
        return np.asarray(product).reshape(self.network.gates.shape)


def _in_stacks(weights: Array, rows: int) -> Array:
    """Return weights (M, ·, C) as stacks (M, ·, rows, C) for products of so many rows."""
    return weights.reshape(len(weights), -1, rows, weights.shape[2])


def _columns_in_stacks(columns: Array, rows: int) -> Array:
    """Return columns (·, M, B) as stacks (M, ·, rows, B)."""
    return columns.reshape(-1, rows, *columns.shape[1:]).transpose(2, 0, 1, 3)
