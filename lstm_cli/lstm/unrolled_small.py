"""Small networks, unrolled: seven calls a step forward (`lstm_cli.lstm.stepping`), five back, and a few for many steps.

What counts is the number of calls: one takes 0.3 µs, twelve of a thousand numbers hardly more. Hence:

- every view of every step is made once, and not at every update (a slice takes as long as half a call);
- the factors of the way back are computed of some steps at once, as many as stay in the cache, and so is the weights'
  gradient: at 16 units and 64 examples that leaves 14 of 23 calls a step;
- factors take the place of values, and gradients are kept of those steps only: half of the numbers leave the cache, and
  with 12 units, 48 examples and 104 steps an update takes a seventh less;
- δC is written four times by one product with ones, beside the carried one, so that the gates' gradients and what is
  carried on are one product of two blocks: a broadcast call would take as long as three others.

At 8 hidden units and one example a step takes 4.4 µs forward and back, that of `lstm_cli.lstm.network` 20.
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

NUMBERS_AT_ONCE: Final = 24_000  # of a gate, over some steps, that stay in the cache with all that belongs to them


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
    """One block for each step, some steps at once.

    values (T+1, 6, H, M, B) are O, I, F, g, C', tanh C, in whose place come U_o, U_i, U_f, U_g, f, U_c. Of the steps at
    hand: parts (k, 2, H, M, B) are P_i, P_f; gradients (k+1, 6H+O, M, B), the last step's first, are U_c ∘ δh; δy of the
    step before; δz of o, i, f, g; what is carried on. So that and U_c ∘ δh of the step before are side by side: apart, dot
    would copy them, which takes as long as one more call.
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
        """Return what some steps read and fill."""
        before, after = self.state[part], self.state[1:][part, : self.hidden]
        each = zip(before, self.values[part], self.parts, self.values[1:][part, 4], after, strict=False)
        return [views_of_step(*arrays) for arrays in each]

    def _back_views(self, part: slice) -> list[_Back]:
        """Return what some steps read and fill on the way back."""
        return [self._back_views_of(step, part.stop - step) for step in reversed(range(part.start, part.stop))]

    def _back_views_of(self, step: int, place: int) -> _Back:
        """Return what a step back reads and fills; its gradients are at a place of those at hand."""
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
        """Take all steps forward, and form the factors of the way back."""
        self.forward_steps.pack(self.network)
        self.values[0, 4] = 0  # C' of the first step, where a factor was
        for part, forward, _ in self.stretches:
            self.forward_steps.take(forward)
            self._form_factors(part)

    def back(self, d_output: Array) -> Iterator[Array]:
        """Take all steps back, and yield the gradient of some after some."""
        first, gates = self.hidden, self.hidden + self.outputs
        if len(d_output) < self.steps:
            of_scored, d_output = d_output, np.zeros((self.steps, *d_output.shape[1:]), self.dtype)
            d_output[self.scored] = of_scored
        product, copies, multiply = (
            product_with(stacked(self.recurrent())),
            np.ones((4, 2), self.dtype).dot,
            np.multiply,
        )
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
        """Compute U_o, U_i, U_f, U_g, f, U_c of some steps, each where a value was that is not needed any more."""
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
