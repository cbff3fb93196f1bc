"""The unrolled LSTM for large networks: blocks of units that stay in the cache.

What matters is what does not fit into the cache: an operation takes 0.13 ns per value in the cache, and three times as long
in memory. Therefore:

- hidden units go through a step in blocks of at most `BLOCK` values per gate. The product, the gates and the factors of a
  block are all computed while they are in the cache, and the factors overwrite the gates. Only the product is written to a
  buffer that is the same for every step: a product writes scattered rows, and tanh then writes them in sequence to memory
  outside the cache (this saves 10 % of an update with 8 members of 12 units, 48 examples and 104 steps). Keeping all values
  of a step in one buffer and writing only the factors to memory took 4 % longer;
- products are so small that OpenBLAS uses its kernel for small matrices (`MAX_SMALL`), which copies nothing first: 75
  instead of 58 GF/s with 256 units and 16 examples;
- the backward pass keeps only a few steps, and adds their part of the weights' gradient by one product of `COLUMNS` columns,
  since each such sum passes over all weights.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple, TypeAlias

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli.lstm.network import Network
from lstm_cli.lstm.packing import Packing
from lstm_cli.lstm.products import MAX_SMALL, Product, Stacks, outer_products, steps_apart
from lstm_cli.lstm.unrolled import Unrolled

__all__ = ["LargeUnrolled"]

BLOCK: Final = 16_384  # values of a gate
COLUMNS: Final = 256
APART_AT_ONCE: Final = 128_000  # values of δz that are kept if each step gets its own product
ADD_OR_COPY: Final = 1.5  # columns of weights per example from which a copy costs less than a sum over all weights


class _Forward(NamedTuple):
    """Views of a block's step, in the order in which they are used; flat except for those of the product."""

    state: Array
    sums: Array
    gates: Array
    doubled: Array
    input_forget: Array
    candidate_cell: Array
    cell: Array
    squashed: Array
    output: Array
    hidden: Array
    forget: Array
    before: Array  # C', then f
    candidate: Array
    input: Array


class _Back(NamedTuple):
    """Views of a block's backward step, in the order in which they are used; flat except for those of the product."""

    after: Array  # δz of the step after, and δy
    unscored: Array  # without δy
    cell_factor: Array
    output_factor: Array
    d_output: Array
    input_factor: Array
    d_input: Array
    forget_factor: Array
    d_forget: Array
    candidate_factor: Array
    d_candidate: Array
    forget: Array


class _Block:
    """Some units of each network: values (T+1, 6, h, M, B) are O, I, F, g, C', tanh C, later U_o, U_i, U_f, U_g, f, U_c."""

    def __init__(self, units: slice, unrolled: Unrolled) -> None:
        self.units, self.rows = units, slice(4 * units.start, 4 * units.stop)
        count, members, batch = units.stop - units.start, unrolled.members, unrolled.batch
        forward, back = unrolled.state.shape[1] * batch, (4 * unrolled.hidden + unrolled.outputs) * batch
        self.forward_stacks = Stacks(members, 4 * count, MAX_SMALL // forward)
        self.back_stacks = Stacks(members, count, MAX_SMALL // back)
        self.values = np.zeros((unrolled.steps + 1, 6, count, members, batch), unrolled.dtype)
        self.parts = np.empty((2, count * members * batch), unrolled.dtype)
        self.sums = np.empty((4 * count, members, batch), unrolled.dtype)
        self.d_hidden = np.empty((count, members, batch), unrolled.dtype)
        self.d_cell, self.scratch = np.empty_like(self.parts)
        self.forward: list[_Forward] = []
        self.back: list[_Back] = []


_BackBlock: TypeAlias = tuple[Product, Product, list[_Back], Array, Array, Array, Array]  # for all backward steps


class LargeUnrolled(Unrolled):
    """Blocks of units, and the gradients (k+1, O+4H, M, B) of the last k steps: δy of the step before, then δz by block."""

    def __init__(self, network: Network, inputs: Array) -> None:
        super().__init__(network, inputs)
        count = min(-(-self.hidden * self.members * self.batch // BLOCK), self.hidden)
        edges = [self.hidden * place // count for place in range(count + 1)]
        units = [slice(first, last) for first, last in pairwise(edges)]
        self.packing = Packing(network, edges, self.dtype)
        self.at_once = self._steps_at_once()
        kept = self.at_once + 1, 4 * self.hidden + self.outputs
        self.gradients = np.zeros((*kept, self.members, self.batch), self.dtype)
        self.d_gates = self.gradients[:, self.outputs :]
        self.blocks = [_Block(some, self) for some in units]
        for block in self.blocks:
            block.forward.extend(self._forward_views(block, step) for step in range(self.steps))
            block.back.extend(self._back_views(block, step) for step in range(self.steps))

    def _steps_at_once(self) -> int:
        """Return the number of steps whose gradients are summed at a time: one, if adding costs less than a copy."""
        columns, rows = self.state.shape[1], 4 * self.hidden
        if steps_apart(rows, columns, self.batch):
            count = APART_AT_ONCE // (rows * self.members * self.batch)
        else:
            count = 1 if columns * ADD_OR_COPY < self.batch else -(-COLUMNS // self.batch)
        return int(min(max(count, 1), self.steps))

    def _forward_views(self, block: _Block, step: int) -> _Forward:
        """Return the views of a block's forward step."""
        values, stacks = block.values[step], block.forward_stacks
        output, written, forget, candidate, before, squashed = values.reshape(6, -1)
        return _Forward(
            state=stacks.columns(self.state[step]),
            sums=stacks.sums(block.sums),
            gates=values[:4].reshape(-1),
            doubled=values[:3].reshape(-1),
            input_forget=values[1:3].reshape(-1),
            candidate_cell=values[3:5].reshape(-1),
            cell=block.values[step + 1, 4].reshape(-1),
            squashed=squashed,
            output=output,
            hidden=self.state[step + 1, block.units].reshape(-1),
            forget=forget,
            before=before,
            candidate=candidate,
            input=written,
        )

    def _back_views(self, block: _Block, step: int) -> _Back:
        """Return the views of a block's backward step."""
        of_output, of_input, of_forget, of_candidate, forget, of_cell = block.values[step].reshape(6, -1)
        here = self.d_gates[step % self.at_once, block.rows].reshape(4, -1)
        after = block.back_stacks.columns(self.gradients[step % self.at_once + 1])
        return _Back(
            after, after[..., self.outputs :, :], of_cell, of_output, here[0], of_input, here[1], of_forget, here[2],
            of_candidate, here[3], forget,
        )  # fmt: skip

    def run(self) -> None:
        """Take all steps forward, and compute the factors for the backward pass."""
        weights = self.packing.forward(self.network)
        blocks = []
        for block in self.blocks:
            block.values[0, 4] = 0  # C' of the first step, which a factor has overwritten
            product, parts = block.forward_stacks.product_with(weights[:, block.rows]), block.parts
            blocks.append((product, block.forward, block.sums.reshape(-1), parts, parts.reshape(-1), parts[0]))
        add, subtract, multiply, tanh = np.add, np.subtract, np.multiply, np.tanh
        one, two, half, halves = (np.array(value, self.dtype) for value in (1, 2, 0.5, (0.5, 0.5)))
        for step in range(self.steps):
            for product, views, z, both, parts, written in blocks:
                (
                    state, sums, gates, doubled, pair, paired, cell, squashed, output, hidden, forget, before, candidate,
                    opened,
                ) = views[step]  # fmt: skip
                product(state, sums)
                tanh(z, gates)
                add(doubled, one, doubled)
                multiply(pair, paired, parts)
                halves.dot(both, cell)
                tanh(cell, squashed)
                multiply(output, squashed, hidden)
                # While the values are in the cache, the factors of the backward pass overwrite them.
                multiply(forget, half, before)  # f overwrites C'
                multiply(squashed, hidden, squashed)
                subtract(output, squashed, squashed)  # U_c
                multiply(candidate, written, candidate)
                subtract(opened, candidate, candidate)  # U_g
                subtract(two, doubled, doubled)
                multiply(output, hidden, output)  # U_o
                multiply(pair, parts, pair)  # U_i and U_f

    def back(self, d_output: Array) -> Iterator[Array]:
        """Take all steps back, and yield the gradient of a few steps at a time."""
        places = np.full(self.steps, -1)
        places[self.scored] = np.arange(len(d_output))
        blocks = self._back_blocks()
        after = np.zeros_like(self.gradients[0])
        for first in reversed(range(0, self.steps, self.at_once)):
            part = range(first, min(first + self.at_once, self.steps))
            self.gradients[len(part)] = after
            for step in reversed(part):
                place = places[step]
                if place >= 0:
                    self.gradients[step - first + 1, : self.outputs] = d_output[place]
                _step_back(blocks, step, scored=place >= 0)
            after = self.gradients[0]
            yield outer_products(self.d_gates[: len(part)], self.state[part.start : part.stop])

    def _back_blocks(self) -> list[_BackBlock]:
        """Return what all backward steps need of each block."""
        recurrent, blocks = self.recurrent(), []
        for block in self.blocks:
            block.d_cell[...] = 0
            rows, stacks = recurrent[:, block.units], block.back_stacks
            products = stacks.product_with(rows), stacks.product_with(rows[..., self.outputs :])
            d_hidden = stacks.sums(block.d_hidden), block.d_hidden.reshape(-1)
            blocks.append((*products, block.back, *d_hidden, block.scratch, block.d_cell))
        return blocks


def _step_back(blocks: list[_BackBlock], step: int, *, scored: bool) -> None:
    """Take a backward step, block by block; only scored steps have a δy."""
    add, multiply = np.add, np.multiply
    for product, unscored_product, views, d_hidden, flat, scratch, d_cell in blocks:
        (
            after, unscored, of_cell, of_output, d_out, of_input, d_input, of_forget, d_forget, of_candidate,
            d_candidate, forget,
        ) = views[step]  # fmt: skip
        if scored:
            product(after, d_hidden)
        else:
            unscored_product(unscored, d_hidden)
        multiply(of_cell, flat, scratch)
        add(d_cell, scratch, d_cell)
        multiply(of_output, flat, d_out)
        # A single call for these three, with δC broadcast, would take as long as six.
        multiply(of_input, d_cell, d_input)
        multiply(of_forget, d_cell, d_forget)
        multiply(of_candidate, d_cell, d_candidate)
        multiply(d_cell, forget, d_cell)
