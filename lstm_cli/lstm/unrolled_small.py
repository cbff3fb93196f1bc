"""The unrolled LSTM for small networks: seven calls per forward step (`lstm_cli.lstm.stepping`), five per backward step.

What matters is the number of calls: one takes 0.3 µs, and a thousand values hardly add to it. Therefore:

- every view of every step is made once, and not at every update (a slice takes half as long as a call);
- the factors of the backward pass and the weights' gradient are computed for several steps at once, as many as stay in the
  cache: with 16 units and 64 examples this leaves 14 of 23 calls per step;
- factors overwrite values, and gradients are kept for those steps only, so that half as many values leave the cache: with 12
  units, 48 examples and 104 steps an update takes a seventh less time;
- δC is copied four times by one product with ones, which also adds what was carried, so that the gates' gradients and what
  is carried on are one product of two blocks: a broadcast call would take as long as three others.

With 8 hidden units and one example, a step takes 4.4 µs forward and back; with `lstm_cli.lstm.network` it takes 20.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli.lstm.network import Network
from lstm_cli.lstm.products import matrix, outer_products, product_with, stacked
from lstm_cli.lstm.stepping import Steps, StepViews, views_of_step
from lstm_cli.lstm.unrolled import Unrolled

__all__ = ["SmallUnrolled"]

NUMBERS_AT_ONCE: Final = 24_000  # values of a gate, over several steps, that fit in the cache with the other arrays


class _Back(NamedTuple):
    """Views of a backward step, in the order in which they are used."""

    after: Array  # in the layout of products: δz of i, f, g, o of the step after, and δy
    cell_factor: Array  # U_c
    from_hidden: Array  # U_c ∘ δh
    output_factor: Array  # U_o
    d_output: Array  # δz of o
    both: Array  # (2, H·M·B): what the step after carried, and U_c ∘ δh
    factors: Array  # (4, H·M·B): f, U_i, U_f, U_g
    d_rest: Array  # (4, H·M·B): what is carried on, and δz of i, f, g


class SmallUnrolled(Unrolled):
    """One block for each step, several steps at once.

    values (T+1, 6, H, M, B) are O, I, F, g, C', tanh C, which U_o, U_i, U_f, U_g, f, U_c overwrite. For the current k steps:
    parts (k, 2, H, M, B) are P_i, P_f; gradients (k+1, 6H+O, M, B), the last step first, are U_c ∘ δh; δy of the step before;
    δz of o, i, f, g; what is carried on. In this order, what is carried on and U_c ∘ δh of the step before are adjacent;
    otherwise dot would copy them, which takes as long as one more call.
    """

    def __init__(self, network: Network, inputs: Array) -> None:
        super().__init__(network, inputs)
        columns = (self.members, self.batch)
        self.forward_steps = Steps(network, self.batch, self.dtype, repeats=self.steps)
        self.packing = self.forward_steps.packing
        count = min(max(NUMBERS_AT_ONCE // (self.hidden * self.members * self.batch), 1), self.steps)
        self.values = np.zeros((self.steps + 1, 6, self.hidden, *columns), self.dtype)
        self.parts = np.empty((count, 2, self.hidden, *columns), self.dtype)
        self.gradients = np.zeros((count + 1, 6 * self.hidden + self.outputs, *columns), self.dtype)
        self.d_hidden = np.empty((self.hidden, *columns), self.dtype)
        self.d_cells = np.empty((4, self.d_hidden.size), self.dtype)
        parts = [slice(first, min(first + count, self.steps)) for first in range(0, self.steps, count)]
        self.stretches = [(part, self._forward_views(part), self._back_views(part)) for part in parts]

    def _forward_views(self, part: slice) -> list[StepViews]:
        """Return the views of some forward steps."""
        before, after = self.state[part], self.state[1:][part, : self.hidden]
        each = zip(before, self.values[part], self.parts, self.values[1:][part, 4], after, strict=False)
        return [views_of_step(*arrays) for arrays in each]

    def _back_views(self, part: slice) -> list[_Back]:
        """Return the views of some backward steps."""
        return [self._back_views_of(step, part.stop - step) for step in reversed(range(part.start, part.stop))]

    def _back_views_of(self, step: int, place: int) -> _Back:
        """Return the views of a backward step; place: of its gradients among those of the current steps."""
        size, gates = self.d_hidden.size, self.hidden + self.outputs  # the first row of δz
        here, after, factors = self.gradients[place], self.gradients[place - 1], self.values[step]
        return _Back(
            after=matrix(after[self.hidden : gates + 4 * self.hidden]),
            cell_factor=factors[5].reshape(-1),
            from_hidden=here[: self.hidden].reshape(-1),
            output_factor=factors[0].reshape(-1),
            d_output=here[gates : gates + self.hidden].reshape(-1),
            both=self.gradients.reshape(-1)[place * here.size - size :][: 2 * size].reshape(2, size),
            factors=factors[1:5].reshape(4, size),
            d_rest=here[gates + self.hidden :].reshape(4, size),
        )

    def run(self) -> None:
        """Take all steps forward, and compute the factors for the backward pass."""
        self.forward_steps.pack(self.network)
        self.values[0, 4] = 0  # C' of the first step, which a factor has overwritten
        for part, forward, _ in self.stretches:
            self.forward_steps.take(forward)
            self._form_factors(part)

    def back(self, d_output: Array) -> Iterator[Array]:
        """Take all steps back, and yield the gradient of a few steps at a time."""
        first, gates = self.hidden, self.hidden + self.outputs
        if len(d_output) < self.steps:
            of_scored, d_output = d_output, np.zeros((self.steps, *d_output.shape[1:]), self.dtype)
            d_output[self.scored] = of_scored
        product, multiply = product_with(stacked(self.recurrent())), np.multiply
        copies = np.ones((4, 2), self.dtype).dot
        d_hidden, flat, d_cells = matrix(self.d_hidden), self.d_hidden.reshape(-1), self.d_cells
        after = np.zeros_like(self.gradients[0])
        for part, _, back in reversed(self.stretches):
            count = part.stop - part.start
            self.gradients[0] = after
            self.gradients[:count, first:gates] = d_output[part][::-1]
            for after_step, cell_factor, from_hidden, output_factor, d_out, both, factors, d_rest in back:
                product(after_step, d_hidden)
                multiply(cell_factor, flat, from_hidden)
                multiply(output_factor, flat, d_out)
                copies(both, d_cells)
                multiply(factors, d_cells, d_rest)
            after = self.gradients[count]
            yield outer_products(self.gradients[1 : count + 1, gates : gates + 4 * first], self.state[part][::-1])

    def _form_factors(self, part: slice) -> None:
        """Compute U_o, U_i, U_f, U_g, f, U_c of some steps; each overwrites a value that is no longer needed."""
        values = self.values[part].reshape(part.stop - part.start, 6, -1)
        output, written, forget, candidate, before, squashed = values.swapaxes(0, 1)
        hidden = self.state[1:][part, : self.hidden].reshape(len(values), -1)
        parts = self.parts[: len(values)].reshape(len(values), 2, -1)
        two, half = self.dtype.type(2), self.dtype.type(0.5)
        np.multiply(forget, half, before)  # f
        np.multiply(squashed, hidden, squashed)
        np.subtract(output, squashed, squashed)  # U_c
        np.multiply(candidate, parts[:, 0], candidate)
        np.subtract(written, candidate, candidate)  # U_g
        np.subtract(two, values[:, :3], values[:, :3])
        np.multiply(output, hidden, output)  # U_o
        np.multiply(values[:, 1:3], parts, values[:, 1:3])  # U_i, U_f
