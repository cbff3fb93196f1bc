"""One step of an LSTM cell with every intermediate vector, for teaching.

The equations are repeated here in their plainest form, for float64 vectors, so that they can be read next to the result. The
cells used for training are in `lstm_cli.lstm.cell` and `lstm_cli.lstm.cell_variants`; a test compares them with this module.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from lstm_cli._arrays import ByValue, Floats
from lstm_cli.options import Cell

__all__ = [
    "GATES",
    "PEEPHOLES",
    "Walk",
    "WalkWeights",
    "default_weights",
    "sample_uniforms",
    "walk_step",
    "weighted_gates",
]


GATES: Final = ("i", "C", "f", "o")  # in the order in which a step computes them
PEEPHOLES: Final = ("i", "f", "o")
WITHOUT: Final = {Cell.CEC: "f", Cell.COUPLED: "i"}  # the gate that has no weights of its own


@dataclass(frozen=True, slots=True, eq=False)
class WalkWeights(ByValue):
    """Weights of one cell: a matrix (H, D + H) and a bias (H,) for each of i, C, f, o, and the projection W (Y, H).

    Columns of the matrices are in the order [x, h]. A gate that a cell computes from another one has no weights. Only the
    peephole cell has a vector p (H,) for each of i, f, o.
    """

    matrices: dict[str, Floats]
    biases: dict[str, Floats]
    projection: Floats
    peepholes: dict[str, Floats] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Walk(ByValue):
    """Every intermediate result of one step, named as in the equations.

    ``sums`` are W·[x_t, h_{t−1}] + b by gate, plus p ∘ C for the peephole cell; ``values`` are σ of the sums of i, f, o;
    ``gates`` are the factors that are applied: the values, or with ``uniforms`` 1 where u is below the value, else 0.
    """

    cell: Cell
    x: Floats
    h_before: Floats
    c_before: Floats
    weights: WalkWeights
    uniforms: Mapping[str, Floats] | None
    sums: dict[str, Floats]
    values: dict[str, Floats]
    gates: dict[str, Floats]  # i_t, f_t, o_t, and the candidate C̃_t under "C"
    kept: Floats  # f_t ∘ C_{t−1}
    added: Floats  # i_t ∘ C̃_t
    c: Floats
    tanh_c: Floats
    h: Floats
    projected: Floats  # W·h_t
    y: Floats


def weighted_gates(cell: Cell) -> tuple[str, ...]:
    """Return the gates, including the candidate, that have weights in a cell."""
    return tuple(gate for gate in GATES if gate != WITHOUT.get(cell))


def default_weights(inputs: int, hidden: int, cell: Cell = Cell.LSTM) -> WalkWeights:
    """Return the weights of the worked example: row k of every matrix is k; biases, peepholes and the row of W are ones."""
    matrix = np.repeat(np.arange(1.0, hidden + 1)[:, None], inputs + hidden, axis=1)  # (H, D + H)
    return WalkWeights(
        matrices=dict.fromkeys(weighted_gates(cell), matrix),
        biases=dict.fromkeys(weighted_gates(cell), np.ones(hidden)),
        projection=np.ones((1, hidden)),
        peepholes=dict.fromkeys(PEEPHOLES if cell is Cell.PEEPHOLE else (), np.ones(hidden)),
    )


def sample_uniforms(hidden: int, seed: int) -> dict[str, Floats]:
    """Draw u ~ Uniform(0, 1) for each unit of i, f and o; the same seed gives the same numbers for every cell."""
    return dict(zip(("i", "f", "o"), np.random.default_rng(seed).random((3, hidden)), strict=True))


def walk_step(
    x: Floats,
    h: Floats,
    c: Floats,
    weights: WalkWeights,
    *,
    cell: Cell = Cell.LSTM,
    uniforms: Mapping[str, Floats] | None = None,
) -> Walk:
    """Compute one step from input ``x`` (D,), hidden state ``h`` (H,) and cell state ``c`` (H,).

    With ``uniforms`` the gates are stochastic. Overflow gives infinity or NaN without a warning; the caller checks.

    Examples
    --------
    >>> walk_step(np.array([1.0, 2, 3]), np.array([4.0, 5, 6]), np.zeros(3), default_weights(3, 3)).sums["i"]
    array([22., 43., 64.])
    """
    sums: dict[str, Floats] = {}
    values: dict[str, Floats] = {}
    gates: dict[str, Floats] = {}
    with np.errstate(over="ignore", invalid="ignore"):
        joined = np.concatenate([x, h])  # [x_t, h_{t−1}], (D + H,)

        def open_gate(gate: str, seen: Floats) -> None:
            sums[gate] = weights.matrices[gate] @ joined + weights.biases[gate]
            if gate in weights.peepholes:
                sums[gate] = sums[gate] + weights.peepholes[gate] * seen
            values[gate] = _sigmoid(sums[gate])
            gates[gate] = values[gate] if uniforms is None else (uniforms[gate] < values[gate]).astype(float)

        if cell is not Cell.COUPLED:
            open_gate("i", c)
        sums["C"] = weights.matrices["C"] @ joined + weights.biases["C"]
        gates["C"] = np.tanh(sums["C"])
        if cell is Cell.CEC:
            gates["f"] = np.ones_like(c)
        else:
            open_gate("f", c)
        if cell is Cell.COUPLED:
            gates["i"] = 1 - gates["f"]
        kept = gates["f"] * c
        added = gates["i"] * gates["C"]
        state = kept + added
        open_gate("o", state)
        tanh_c = np.tanh(state)
        hidden = gates["o"] * tanh_c
        projected = weights.projection @ hidden
        y = _sigmoid(projected)
    return Walk(cell, x, h, c, weights, uniforms, sums, values, gates, kept, added, state, tanh_c, hidden, projected, y)


def _sigmoid(x: Floats) -> Floats:
    """Return σ(x) = 1/(1 + e^(−x)), with a small relative error also far below zero."""
    return np.exp(-np.logaddexp(0.0, -x))
