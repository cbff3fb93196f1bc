"""One step of the LSTM cell for M networks at once, forward and backward side by side.

With ``[a, b]`` concatenation and ``∘`` the entry-wise product (Hochreiter & Schmidhuber 1997; Gers et al. 2000):

    i = σ(W_i·[x, h'] + b_i)          input gate        ∂i/∂z = i ∘ (1 − i) ≤ ¼
    f = σ(W_f·[x, h'] + b_f)          forget gate
    o = σ(W_o·[x, h'] + b_o)          output gate
    g = tanh(W_C·[x, h'] + b_C)       candidate C̃      ∂g/∂z = 1 − g²  ≤ 1
    C = f ∘ C' + i ∘ g                cell state
    h = o ∘ tanh(C)                   hidden state

where h', C' are those of the step before. Backward, with δv standing for ∂L/∂v:

    δC = δh ∘ o ∘ (1 − tanh²C) + (δC from the step after)
    δz_i = δC ∘ g ∘ i(1 − i)    δz_f = δC ∘ C' ∘ f(1 − f)    δz_o = δh ∘ tanh(C) ∘ o(1 − o)    δz_g = δC ∘ i ∘ (1 − g²)
    δC' = δC ∘ f                δ[h', x, 1] = Wᵀ·δz

All four gates are one product: the stacked weight has rows i, f, o, g (the three sigmoids side by side, so that each
elementwise pass runs over one block) and columns [h', x, 1], the bias being the last. σ(z) is taken as
(1 + tanh(z/2))/2: in float32 tanh is the cheapest of NumPy's exponentials, and it is analytic, so that gradients can be
checked by the complex step. Columns are examples: every array is (M, rows, B), contiguous along B.
"""

from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Array

__all__ = [
    "CANDIDATE",
    "FORGET",
    "GATES",
    "INPUT",
    "OUTPUT",
    "gate_rows",
    "gate_scale",
    "step_backward",
    "step_forward",
]

GATES: Final = ("input", "forget", "output", "candidate")  # order of the row blocks
INPUT, FORGET, OUTPUT, CANDIDATE = range(len(GATES))


def gate_rows(gate: int, hidden: int) -> slice:
    """Return the rows of a gate in stacked weights, and in what is computed from them."""
    return slice(gate * hidden, (gate + 1) * hidden)


def gate_scale(hidden: int, dtype: Any) -> Array:  # noqa: ANN401 - any NumPy dtype
    """Column (4H, 1) that turns σ's argument into tanh's: ½ for the three sigmoid blocks, 1 for the candidate."""
    scale = np.ones((4 * hidden, 1), dtype)
    scale[: 3 * hidden] = 0.5
    return scale


def step_forward(weight: Array, state: Array, cell: Array, gates: Array, next_cell: Array, squashed: Array) -> None:
    """Take one step, writing into ``gates``, ``next_cell`` and ``squashed`` (tanh of the cell).

    weight (M, 4H, H+D+1), already scaled by `gate_scale`; state (M, H+D+1, B) = [h', x, 1]; cell (M, H, B);
    gates (M, 4H, B) receives i, f, o, g. The caller forms h = o ∘ squashed where it is wanted.
    """
    hidden = cell.shape[1]
    np.matmul(weight, state, out=gates)
    np.tanh(gates, out=gates)
    sigmoids = gates[:, : 3 * hidden]
    sigmoids += 1
    sigmoids *= 0.5
    i, f, _, g = (gates[:, gate_rows(gate, hidden)] for gate in range(4))
    np.multiply(f, cell, out=next_cell)
    np.multiply(i, g, out=squashed)
    next_cell += squashed
    np.tanh(next_cell, out=squashed)


def step_backward(
    gates: Array, cell: Array, squashed: Array, d_hidden: Array, d_cell: Array, d_gates: Array, scratch: Array
) -> None:
    """Turn δh (M, H, B) and δC from the step after into δz, and δC into that of the step before, in place.

    gates, cell (C', of the step before) and squashed are those of `step_forward`; d_gates (M, 4H, B) receives δz;
    d_cell is updated; scratch (M, H, B) is overwritten.
    """
    hidden = cell.shape[1]
    i, f, o, g = (gates[:, gate_rows(gate, hidden)] for gate in range(4))
    d_i, d_f, d_o, d_g = (d_gates[:, gate_rows(gate, hidden)] for gate in range(4))
    np.multiply(squashed, squashed, out=scratch)
    np.subtract(1, scratch, out=scratch)
    scratch *= o
    scratch *= d_hidden
    d_cell += scratch  # δC is complete
    np.subtract(1, gates[:, : 3 * hidden], out=d_gates[:, : 3 * hidden])
    d_gates[:, : 3 * hidden] *= gates[:, : 3 * hidden]  # σ' of the three gates
    d_i *= g
    d_i *= d_cell
    d_f *= cell
    d_f *= d_cell
    d_o *= squashed
    d_o *= d_hidden
    np.multiply(g, g, out=d_g)
    np.subtract(1, d_g, out=d_g)
    d_g *= i
    d_g *= d_cell
    d_cell *= f
