"""Variants of the LSTM cell, and sampled gates: one step forward and backward.

The cells (Greff et al. 2017, doi:10.1109/TNNLS.2016.2582924, compares them); equations not listed are those of the LSTM:

    cec       f = 1: C = C' + i ∘ g, the constant error carousel (Hochreiter & Schmidhuber 1997,
              doi:10.1162/neco.1997.9.8.1735): ∂C/∂C' is exactly 1 along the cell
    peephole  i and f add p_i ∘ C' and p_f ∘ C' to their sums, and o adds p_o ∘ C (Gers, Schraudolph & Schmidhuber 2002)
    coupled   i = 1 - f: what is forgotten is what is written (Greff et al. 2017)

Stochastic gates: the value v of a gate is the probability that the unit is on. For every unit and step u ~ U(0, 1) is
drawn and the gate is 1 where u < v, else 0; a forget unit that is on keeps its cell (zoneout: Krueger et al. 2016,
arXiv:1606.01305; Li et al. 2018, arXiv:1806.02988). The gradient goes straight through the draw as if it were v, times
σ' = v (1 - v) (Bengio et al. 2013, arXiv:1308.3432; Shekhovtsov & Yanush 2020, arXiv:2006.06880), and the products of the
backward pass use the gates as drawn. Measured over all draws of twelve random cells with one unit and four steps, in
multiples of the length of the exact gradient (a test checks these numbers):

                                              bias of the mean                    spread of one draw
                                      lstm   cec    peephole  coupled      lstm   cec    peephole  coupled
    drawn gates, with σ' (used here)  0.096  0.091  0.166     0.065        1.63   1.44   2.14      1.56
    gate values, with σ'              0.237  0.191  0.468     0.287        0.69   0.64   0.93      0.57
    drawn gates, without σ'           1.819  1.970  5.257     1.811        4.28   3.25   14.66     3.07

Gate values instead of drawn gates have less spread, but their bias does not average out over batches. Trained on a fading
sum (LSTM, 8 units, 12 steps, 200 updates, 8 starts; squared error relative to the variance), the form used here has the
lowest error at each of three learning rates; with the best rate for each, it reaches 0.27 and the others 0.30 and 0.52.

Rows of ``gates`` are i, f, o, g as everywhere: 1 for the f of a cec, 1 - f for the i of a coupled cell. Peephole weights p
are in the column before the bias, which is multiplied by the zero in [h', x, 0, 1].
"""

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli.lstm.cell import CANDIDATE, FORGET, INPUT, OUTPUT, gate_rows
from lstm_cli.options import Cell

__all__ = ["own_gates", "variant_backward", "variant_forward"]


def own_gates(kind: Cell) -> tuple[int, ...]:
    """Return the rows of `lstm_cli.lstm.cell.GATES` that a kind of cell has: a cec has no f."""
    return (INPUT, OUTPUT, CANDIDATE) if kind is Cell.CEC else (INPUT, FORGET, OUTPUT, CANDIDATE)


def variant_forward(
    kind: Cell, weight: Array, state: Array, cell: Array, gates: Array, values: Array, uniforms: Array | None
) -> tuple[Array, Array]:
    """Take one step; return the next cell state and its tanh, (M, H, B) each.

    weight (M, 4H, columns) is scaled by `gate_scale`; state (M, columns, B); cell (M, H, B) is C'. gates (M, 4H, B)
    receives the factors that are applied, values (M, 3H, B) the σ's of i, f, o; uniforms (M, 3H, B) make gates stochastic.
    """
    hidden = cell.shape[1]
    i, f, o, g = (gate_rows(gate, hidden) for gate in range(4))
    np.matmul(weight, state, out=gates)
    if kind is Cell.PEEPHOLE:
        gates[:, i] += weight[:, i, -2, None] * cell
        gates[:, f] += weight[:, f, -2, None] * cell
    np.tanh(gates[:, g], out=gates[:, g])
    values[:, : 2 * hidden] = (1 + np.tanh(gates[:, : 2 * hidden])) / 2
    gates[:, : 2 * hidden] = _sampled(values[:, : 2 * hidden], None if uniforms is None else uniforms[:, : 2 * hidden])
    if kind is Cell.CEC:
        gates[:, f] = 1
    if kind is Cell.COUPLED:
        gates[:, i] = 1 - gates[:, f]
    next_cell = gates[:, f] * cell + gates[:, i] * gates[:, g]
    if kind is Cell.PEEPHOLE:
        gates[:, o] += weight[:, o, -2, None] * next_cell
    values[:, o] = (1 + np.tanh(gates[:, o])) / 2
    gates[:, o] = _sampled(values[:, o], None if uniforms is None else uniforms[:, o])
    return next_cell, np.tanh(next_cell)


def _sampled(values: Array, uniforms: Array | None) -> Array:
    """Return the values themselves, or with draws 1 where the draw is below the value, else 0."""
    return values if uniforms is None else (uniforms < values.real).astype(values.dtype)


def variant_backward(
    kind: Cell, weight: Array, step: tuple[Array, ...], d_hidden: Array, d_cell: Array, d_gates: Array
) -> None:
    """Turn δh and δC from the step after into δz (M, 4H, B), and δC into that of the step before, in place.

    weight is not scaled; step holds gates, values, C' and tanh C of `variant_forward`.
    """
    gates, values, before, squashed = step
    hidden = before.shape[1]
    i, f, o, g = (gate_rows(gate, hidden) for gate in range(4))
    slope = values * (1 - values)
    d_cell += d_hidden * gates[:, o] * (1 - squashed**2)
    d_gates[:, o] = d_hidden * squashed * slope[:, o]
    if kind is Cell.PEEPHOLE:
        d_cell += d_gates[:, o] * weight[:, o, -2, None]
    written, kept = d_cell * gates[:, g], d_cell * before
    if kind is Cell.COUPLED:
        kept, written = kept - written, np.zeros_like(written)
    d_gates[:, i] = written * slope[:, i]
    d_gates[:, f] = 0 if kind is Cell.CEC else kept * slope[:, f]
    d_gates[:, g] = d_cell * gates[:, i] * (1 - gates[:, g] ** 2)
    d_cell *= gates[:, f]
    if kind is Cell.PEEPHOLE:
        d_cell += d_gates[:, i] * weight[:, i, -2, None] + d_gates[:, f] * weight[:, f, -2, None]
