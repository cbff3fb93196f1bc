"""Small networks, unrolled: seven calls a step forward (`lstm_cli.lstm.stepping`), five back, and a few for many steps.

What counts is the number of calls: one takes 0.3 µs, twelve of a thousand numbers hardly more. Hence:

- every view of every step is made once, and not at every update (a slice takes as long as half a call);
- the factors of the way back are computed of some steps at once, as many as stay in the cache, and so is the weights'
  gradient: at 16 units and 64 examples that leaves 14 of 23 calls a step;
- δC is written four times by one product with ones, beside the carried one, so that the gates' gradients and what is
  carried on are one product of two blocks: a broadcast call would take as long as three others.

At 8 hidden units and one example a step takes 5 µs forward and back, that of `lstm_cli.lstm.network` 20.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided

from lstm_cli._arrays import Array
from lstm_cli.lstm.cell import CANDIDATE, FORGET, INPUT, OUTPUT
from lstm_cli.lstm.network import Network
from lstm_cli.lstm.stepping import Steps, StepViews, views_of_step
from lstm_cli.lstm.unrolled import Unrolled, matrix, product_of, stacked

__all__ = ["SmallUnrolled"]

BACK_ORDER: Final = (INPUT, FORGET, CANDIDATE, OUTPUT)  # the three that δC meets, beside what it carries on
NUMBERS_AT_ONCE: Final = 10_000  # of a gate, over some steps, that stay in the cache with all that belongs to them
SHARES: Final = {INPUT: 4, FORGET: 4, CANDIDATE: 2, OUTPUT: 4}  # the powers of two that the factors leave in


class _Back(NamedTuple):
    """Views of a step back, in the order in which they are read and filled."""

    after: Array  # of a product: δz of i, f, g, o of the step after, and δy
    cell_factor: Array  # U_c
    from_hidden: Array  # U_c ∘ δh
    output_factor: Array  # U_o
    d_output: Array  # δz of o
    both: Array  # (2, H·M·B): what the step after carried, and U_c ∘ δh
    factors: Array  # (4, H·M·B): f, U_i, U_f, U_g
    d_rest: Array  # (4, H·M·B): what is carried on, and δz of i, f, g


class SmallUnrolled(Unrolled):
    """One block for each step.

    values (·, 6, H, M, B) are O, I, F, g, C', tanh C of the steps at hand, and parts (·, 2, H, M, B) P_i, P_f; factors
    (T, 6, H, M, B) are U_o, U_i, U_f, U_g, f, U_c; gradients (T+1, 6H+O, M, B) are U_c ∘ δh; δy of the step before; δz of
    o, i, f, g; what is carried on.
    """

    def __init__(self, network: Network, inputs: Array) -> None:
        super().__init__(network, inputs)
        columns = (self.members, self.batch)
        self.forward_steps = Steps(network, self.batch, self.dtype)
        self.rows = self.forward_steps.packing.rows
        self.share = np.array([SHARES[row // self.hidden] for row in self.rows], self.dtype)[:, None]
        count = min(max(NUMBERS_AT_ONCE // (self.hidden * self.members * self.batch), 1), self.steps)
        self.values = np.zeros((count + 1, 6, self.hidden, *columns), self.dtype)
        self.parts = np.empty((count, 2, self.hidden, *columns), self.dtype)
        self.factors = np.empty((self.steps, 6, self.hidden, *columns), self.dtype)
        self.gradients = np.zeros((self.steps + 1, 6 * self.hidden + self.outputs, *columns), self.dtype)
        self.d_hidden = np.empty((self.hidden, *columns), self.dtype)
        self.d_cells = np.empty((4, self.d_hidden.size), self.dtype)
        parts = [slice(first, min(first + count, self.steps)) for first in range(0, self.steps, count)]
        self.stretches = [(part, self._forward_views(part), self._back_views(part)) for part in parts]

    def _forward_views(self, part: slice) -> list[StepViews]:
        """Return what some steps read and fill."""
        before, after = self.state[part], self.state[1:][part, : self.hidden]
        each = zip(before, self.values, self.parts, self.values[1:, 4], after, strict=False)
        return [views_of_step(*arrays) for arrays in each]

    def _back_views(self, part: slice) -> list[_Back]:
        """Return what some steps read and fill on the way back."""
        return [self._back_views_of(step) for step in reversed(range(part.start, part.stop))]

    def _back_views_of(self, step: int) -> _Back:
        """Return what a step back reads and fills."""
        size, outputs = self.d_hidden.size, self.outputs
        here, after, factors = self.gradients[step], self.gradients[step + 1], self.factors[step]
        gates = self.hidden + outputs  # the first row of δz
        apart = 2 * here.size - size  # from U_c ∘ δh to what the step after carried
        both = self.gradients.reshape(-1)[step * here.size :][: apart + size]
        return _Back(
            after=matrix(after[self.hidden : gates + 4 * self.hidden]),
            cell_factor=factors[5].reshape(-1),
            from_hidden=here[: self.hidden].reshape(-1),
            output_factor=factors[0].reshape(-1),
            d_output=here[gates : gates + self.hidden].reshape(-1),
            both=as_strided(both, (2, size), (apart * both.itemsize, both.itemsize)),
            factors=factors[1:5].reshape(4, size),
            d_rest=here[gates + self.hidden :].reshape(4, size),
        )

    def run(self) -> None:
        """Take all steps forward, and form the factors of the way back."""
        self.forward_steps.pack(self.network)
        self.values[-1, 4] = 0
        for part, forward, _ in self.stretches:
            self.values[0, 4] = self.values[-1, 4]  # C'
            self.forward_steps.take(forward)
            self._form_factors(part)

    def back(self, d_output: Array) -> Array:
        """Take all steps back; return the gradient of the rows as they are stacked."""
        first, gates = self.hidden, self.hidden + self.outputs
        d_outputs = self.gradients[1:, first:gates]
        if len(d_output) < self.steps:
            d_outputs[...] = 0
        d_outputs[self.scored] = d_output
        weights = self.recurrent()
        recurrent = stacked(np.concatenate([weights[..., 4 * first :], weights[..., : 4 * first]], axis=2))
        product, multiply, copies = product_of(self.members), np.multiply, np.ones((4, 2), self.dtype)
        d_hidden, flat, d_cells = matrix(self.d_hidden), self.d_hidden.reshape(-1), self.d_cells
        total = np.zeros_like(self.network.gates)
        for part, _, back in reversed(self.stretches):
            for after, cell_factor, from_hidden, output_factor, d_out, both, factors, d_rest in back:
                product(recurrent, after, d_hidden)
                multiply(cell_factor, flat, from_hidden)
                multiply(output_factor, flat, d_out)
                copies.dot(both, d_cells)
                multiply(factors, d_cells, d_rest)
            total += self.weight_gradient(self.gradients[part, gates : gates + 4 * first], self.state[part])
        return total

    def _form_factors(self, part: slice) -> None:
        """Compute U_o, U_i, U_f, U_g, f, U_c of some steps; half of U_c, so that δC is not doubled."""
        values, factors = self.values[: part.stop - part.start], self.factors[part]
        output, written, forget, candidate, _, squashed = values.swapaxes(0, 1)
        of_output, _, _, of_candidate, kept, of_cell = factors.swapaxes(0, 1)
        doubled, parts = self.state[1:][part, : self.hidden], self.parts[: len(values)]
        two, half = self.dtype.type(2), self.dtype.type(0.5)
        np.multiply(squashed, doubled, of_cell)
        np.subtract(output, of_cell, of_cell)
        np.multiply(of_cell, half, of_cell)
        np.multiply(candidate, parts[:, 0], of_candidate)
        np.subtract(written, of_candidate, of_candidate)
        np.subtract(two, values[:, :3], factors[:, :3])
        np.multiply(of_output, doubled, of_output)
        np.multiply(factors[:, 1:3], parts, factors[:, 1:3])
        np.multiply(forget, half, kept)
