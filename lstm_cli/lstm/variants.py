"""Three other cells beside the one of `lstm_cli.lstm.cell`, whose notation this is (Greff et al. 2017 compare them all).

``cec``: Hochreiter & Schmidhuber 1997, before there was a forget gate (which Gers et al. 2000 added). f = 1:

    C = C' + i ∘ g              δC' = δC: the constant error carousel, an identity map of the cell state through time

Their truncated gradient is not used: the error flows through all gates, as everywhere here.

``peephole``: Gers et al. 2002. The gates see the cell state through diagonal weights p, o that of its own step:

    i = σ(W_i·[x, h'] + b_i + p_i ∘ C')    f = σ(W_f·[x, h'] + b_f + p_f ∘ C')    o = σ(W_o·[x, h'] + b_o + p_o ∘ C)
    δC = δh ∘ o ∘ (1 − tanh²C) + (δC from the step after) + p_o ∘ δz_o
    δC' = δC ∘ f + p_i ∘ δz_i + p_f ∘ δz_f    δp_i = δz_i ∘ C'    δp_f = δz_f ∘ C'    δp_o = δz_o ∘ C

``coupled``: one gate forgets what the other writes over (in Greff et al. 2017 "CIFG"). i = 1 − f:

    C = f ∘ C' + (1 − f) ∘ g    δz_f = δC ∘ (C' − g) ∘ f(1 − f)

The row blocks stay i, f, o, g for all of them: `cec` holds f = 1 and `coupled` i = 1 − f, whose weights are unused and
have a gradient of 0. Peephole weights are one more column of the gates' weights, after the bias; that of g is unused.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from lstm_cli.lstm.cell import Cell, carry_forward, open_gates, step_backward, step_forward

__all__ = ["Backward", "Forward", "backward_step", "forward_step", "peephole_gradient"]

Array = NDArray[Any]


class Forward(Protocol):
    """One step of a cell as `step_forward` takes it, with any columns its cell adds to ``weight``."""

    def __call__(
        self, weight: Array, state: Array, cell: Array, gates: Array, next_cell: Array, squashed: Array, /
    ) -> None:
        """Write into gates, next_cell and squashed."""


Backward = Callable[[Array, Array, Array, Array, Array, Array, Array], None]  # as `step_backward`


def forward_step(cell: Cell) -> Forward:
    """Return the function that takes a step of a cell."""
    return {
        Cell.LSTM: step_forward,
        Cell.CEC: _cec_forward,
        Cell.PEEPHOLE: _peephole_forward,
        Cell.COUPLED: _coupled_forward,
    }[cell]


def backward_step(cell: Cell, weight: Array) -> Backward:
    """Return the function that takes a step back; weight (M, 4H, …) as stored, not scaled.

    `cec` needs none of its own: with f = 1 the slope f(1 − f) is 0 and δC ∘ f is δC.
    """
    if cell is Cell.PEEPHOLE:
        return partial(_peephole_backward, np.ascontiguousarray(weight[:, :, -1:]))
    return _coupled_backward if cell is Cell.COUPLED else step_backward


def _cec_forward(weight: Array, state: Array, cell: Array, gates: Array, next_cell: Array, squashed: Array) -> None:
    """Forget nothing."""
    hidden = cell.shape[1]
    open_gates(weight, state, gates)
    gates[:, hidden : 2 * hidden] = 1
    carry_forward(gates, cell, next_cell, squashed)


def _coupled_forward(weight: Array, state: Array, cell: Array, gates: Array, next_cell: Array, squashed: Array) -> None:
    """Let in what is forgotten."""
    hidden = cell.shape[1]
    open_gates(weight, state, gates)
    np.subtract(1, gates[:, hidden : 2 * hidden], out=gates[:, :hidden])
    carry_forward(gates, cell, next_cell, squashed)


def _coupled_backward(
    gates: Array, cell: Array, squashed: Array, d_hidden: Array, d_cell: Array, d_gates: Array, scratch: Array
) -> None:
    """Both gates' errors meet in δz_f."""
    hidden = cell.shape[1]
    step_backward(gates, cell, squashed, d_hidden, d_cell, d_gates, scratch)
    d_gates[:, hidden : 2 * hidden] -= d_gates[:, :hidden]
    d_gates[:, :hidden] = 0


def _peephole_forward(
    weight: Array, state: Array, cell: Array, gates: Array, next_cell: Array, squashed: Array
) -> None:
    """Open i and f with a look at C', then o with a look at C."""
    hidden = cell.shape[1]
    peephole = weight[:, :, -1:]
    np.matmul(weight[:, :, :-1], state, out=gates)
    for block in range(2):
        rows = slice(block * hidden, (block + 1) * hidden)
        gates[:, rows] += np.multiply(peephole[:, rows], cell, out=squashed)
    _squash(gates[:, : 2 * hidden])
    np.tanh(gates[:, 3 * hidden :], out=gates[:, 3 * hidden :])
    carry_forward(gates, cell, next_cell, squashed)
    shown = gates[:, 2 * hidden : 3 * hidden]
    shown += peephole[:, 2 * hidden : 3 * hidden] * next_cell
    _squash(shown)


def _squash(gates: Array) -> None:
    """Turn arguments that are already halved into σ, in place."""
    np.tanh(gates, out=gates)
    gates += 1
    gates *= 0.5


def _peephole_backward(
    peephole: Array,
    gates: Array,
    cell: Array,
    squashed: Array,
    d_hidden: Array,
    d_cell: Array,
    d_gates: Array,
    scratch: Array,
) -> None:
    """Send the error that reached the gates back into the cell states they saw."""
    hidden = cell.shape[1]
    o = gates[:, 2 * hidden : 3 * hidden]
    np.subtract(1, o, out=scratch)
    scratch *= o
    scratch *= squashed
    scratch *= d_hidden  # δz_o
    scratch *= peephole[:, 2 * hidden : 3 * hidden]
    d_cell += scratch
    step_backward(gates, cell, squashed, d_hidden, d_cell, d_gates, scratch)
    for block in range(2):
        rows = slice(block * hidden, (block + 1) * hidden)
        d_cell += np.multiply(peephole[:, rows], d_gates[:, rows], out=scratch)


def peephole_gradient(d_gates: Array, cell: Array) -> Array:
    """Return the column (M, 4H, 1) of δp from d_gates (T, M, 4H, B) and cell (T+1, M, H, B); that of g is 0."""
    members, rows = d_gates.shape[1:3]
    hidden = rows // 4
    found = np.zeros((members, rows, 1), d_gates.dtype)
    for block, seen in enumerate((cell[:-1], cell[:-1], cell[1:])):
        block_rows = slice(block * hidden, (block + 1) * hidden)
        found[:, block_rows, 0] = np.einsum("tmhb,tmhb->mh", d_gates[:, :, block_rows], seen)
    return found
