"""Small networks, unrolled: seven calls a step forward (`lstm_cli.lstm.stepping`) and five back.

What counts is the number of calls: one takes 0.3 µs, twelve of a thousand numbers hardly more. Hence:

- every view of every step is made once, and not at every update (a slice takes as long as half a call);
- the factors of the way back are computed of all steps at once, after the way forward;
- δC is written four times by one product with ones, beside the carried one, so that the gates' gradients and what is
  carried on are one product of two blocks: a broadcast call would take as long as three others.

At 8 to 32 hidden units and one example a step takes 5 to 6 µs forward and back, that of `lstm_cli.lstm.network` 30.
"""

from typing import Final, NamedTuple

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli.lstm.cell import CANDIDATE, FORGET, INPUT, OUTPUT
from lstm_cli.lstm.network import Network
from lstm_cli.lstm.stepping import Steps, views_of_step
from lstm_cli.lstm.unrolled import Unrolled, matrix, product_of, rows_of, stacked

__all__ = ["SmallUnrolled"]

BACK_ORDER: Final = (INPUT, FORGET, CANDIDATE, OUTPUT)  # the three that δC meets, beside what it carries on
STEPS: Final = 64
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
    """One block for each step: values (T+1, 6, H, M, B) are O, I, F, g, C', tanh C; parts (T, 2, ...) are P_i, P_f.

    gradients (T+1, 6H+O, M, B): what is carried on; δz of i, f, g, o; δy of the step before; U_c ∘ δh. The last of a block
    stands before the first of the next, so that both can be rows of one product.
    """

    def __init__(self, network: Network, inputs: Array) -> None:
        super().__init__(network, inputs)
        columns = (self.members, self.batch)
        self.rows = rows_of(self.hidden, BACK_ORDER)
        self.share = np.array([SHARES[row // self.hidden] for row in self.rows], self.dtype)[:, None]
        self.values = np.zeros((self.steps + 1, 6, self.hidden, *columns), self.dtype)
        self.parts = np.empty((self.steps, 2, self.hidden, *columns), self.dtype)
        self.factors = np.empty((self.steps, 6, self.hidden, *columns), self.dtype)
        self.gradients = np.zeros((self.steps + 1, 6 * self.hidden + self.outputs, *columns), self.dtype)
        self.d_hidden = np.empty((self.hidden, *columns), self.dtype)
        self.d_cells = np.empty((4, self.d_hidden.size), self.dtype)
        each = zip(self.state, self.values, self.parts, self.values[1:, 4], self.state[1:, : self.hidden], strict=False)
        self.forward_steps = [views_of_step(*arrays) for arrays in each]
        self.back_steps = [self._back_views(step) for step in reversed(range(self.steps))]

    def _back_views(self, step: int) -> _Back:
        """Return what a step back reads and fills."""
        hidden, size = self.hidden, self.d_hidden.size
        here, after, factors = self.gradients[step], self.gradients[step + 1], self.factors[step]
        border = (step + 1) * here.size
        return _Back(
            after=matrix(after[hidden : 5 * hidden + self.outputs]),
            cell_factor=factors[5].reshape(-1),
            from_hidden=here[5 * hidden + self.outputs :].reshape(-1),
            output_factor=factors[4].reshape(-1),
            d_output=here[4 * hidden : 5 * hidden].reshape(-1),
            both=self.gradients.reshape(-1)[border - size : border + size].reshape(2, size),
            factors=factors[:4].reshape(4, size),
            d_rest=here[: 4 * hidden].reshape(4, size),
        )

    def run(self) -> None:
        """Take all steps forward."""
        Steps(self.network, self.batch, self.dtype).take(self.forward_steps)

    def back(self, d_output: Array) -> Array:
        """Take all steps back; return the gradient of the rows as they are stacked."""
        self._form_factors()
        first = 5 * self.hidden
        d_outputs = self.gradients[1:, first : first + self.outputs]
        if len(d_output) < self.steps:
            d_outputs[...] = 0
        d_outputs[self.scored] = d_output
        recurrent = stacked(self.recurrent())
        product, multiply, copies = product_of(self.members), np.multiply, np.ones((4, 2), self.dtype)
        d_hidden, flat, d_cells = matrix(self.d_hidden), self.d_hidden.reshape(-1), self.d_cells
        for after, cell_factor, from_hidden, output_factor, d_out, both, factors, d_rest in self.back_steps:
            product(recurrent, after, d_hidden)
            multiply(cell_factor, flat, from_hidden)
            multiply(output_factor, flat, d_out)
            copies.dot(both, d_cells)
            multiply(factors, d_cells, d_rest)
        return self._total(self.gradients[:-1, self.hidden : first])

    def _form_factors(self) -> None:
        """Compute f, U_i, U_f, U_g, U_o, U_c of all steps: halves of the first and last, so that δC is not doubled."""
        output, written, kept, candidate, _, squashed = self.values[:-1].swapaxes(0, 1)
        forget_factor, gate_factors = self.factors[:, 0], self.factors[:, 1:3]
        _, _, _, candidate_factor, output_factor, cell_factor = self.factors.swapaxes(0, 1)
        doubled = self.state[1:, : self.hidden]
        two, half = self.dtype.type(2), self.dtype.type(0.5)
        np.multiply(kept, half, forget_factor)
        np.subtract(two, self.values[:-1, 1:3], gate_factors)
        gate_factors *= self.parts
        np.multiply(candidate, self.parts[:, 0], candidate_factor)
        np.subtract(written, candidate_factor, candidate_factor)
        np.subtract(two, output, output_factor)
        output_factor *= doubled
        np.multiply(doubled, squashed, cell_factor)
        np.subtract(output, cell_factor, cell_factor)
        cell_factor *= half

    def _total(self, gradients: Array) -> Array:
        """Sum δz·[2h, x, 1]ᵀ over all steps, some at a time: what is copied for a product is still in the cache."""
        states = self.state[:-1]
        if self.members * self.batch == 1:
            return np.asarray(gradients[:, :, 0, 0].T.dot(states[:, :, 0, 0]))[None]
        parts = (slice(first, first + STEPS) for first in range(0, self.steps, STEPS))
        return np.asarray(sum(self.weight_gradient(gradients[part], states[part]) for part in parts))
