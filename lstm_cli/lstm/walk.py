"""One step of an LSTM cell with every intermediate vector kept, for teaching.

The equations are written a third time here, plainly and for float64 vectors, so that they can be read
beside the result; the cell that trains is `lstm_cli.lstm.cell`, and a test compares the two.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["GATES", "Walk", "WalkWeights", "default_weights", "walk_step"]

Vector: TypeAlias = NDArray[np.float64]

GATES: Final = ("i", "C", "f", "o")  # in the order in which a step needs them


@dataclass(frozen=True, slots=True)
class WalkWeights:
    """Weights of one cell: a matrix (H, D + H) and a bias (H,) for each of i, C, f, o, and the projection W (Y, H).

    Columns of the matrices are in the order [x, h].
    """

    matrices: dict[str, Vector]
    biases: dict[str, Vector]
    projection: Vector


@dataclass(frozen=True, slots=True)
class Walk:
    """Everything one step computes, in the names of the equations; ``sums`` are W·[x_t, h_{t−1}] + b by gate."""

    x: Vector
    h_before: Vector
    c_before: Vector
    weights: WalkWeights
    sums: dict[str, Vector]
    gates: dict[str, Vector]  # i_t, f_t, o_t, and the candidate C̃_t under "C"
    kept: Vector  # f_t ∘ C_{t−1}
    added: Vector  # i_t ∘ C̃_t
    c: Vector
    tanh_c: Vector
    h: Vector
    projected: Vector  # W·h_t
    y: Vector


def default_weights(inputs: int, hidden: int) -> WalkWeights:
    """Weights of the worked example: row k of every matrix is k, biases are 1, the projection is a row of ones."""
    matrix = np.repeat(np.arange(1.0, hidden + 1)[:, None], inputs + hidden, axis=1)  # (H, D + H)
    return WalkWeights(
        matrices=dict.fromkeys(GATES, matrix),
        biases=dict.fromkeys(GATES, np.ones(hidden)),
        projection=np.ones((1, hidden)),
    )


def walk_step(x: Vector, h: Vector, c: Vector, weights: WalkWeights) -> Walk:
    """Compute one step from input ``x`` (D,), hidden state ``h`` (H,) and cell state ``c`` (H,).

    Numbers too large for float64 become infinite or NaN without a warning; the caller decides about them.

    Examples
    --------
    >>> walk_step(np.array([1.0, 2, 3]), np.array([4.0, 5, 6]), np.zeros(3), default_weights(3, 3)).sums["i"]
    array([22., 43., 64.])
    """
    with np.errstate(over="ignore", invalid="ignore"):
        joined = np.concatenate([x, h])  # [x_t, h_{t−1}], (D + H,)
        sums = {gate: weights.matrices[gate] @ joined + weights.biases[gate] for gate in GATES}
        gates = {gate: np.tanh(total) if gate == "C" else _sigmoid(total) for gate, total in sums.items()}
        kept = gates["f"] * c
        added = gates["i"] * gates["C"]
        state = kept + added
        tanh_c = np.tanh(state)
        hidden = gates["o"] * tanh_c
        projected = weights.projection @ hidden
        y = _sigmoid(projected)
    return Walk(x, h, c, weights, sums, gates, kept, added, state, tanh_c, hidden, projected, y)


def _sigmoid(x: Vector) -> Vector:
    """σ(x) = 1/(1 + e^(−x)), exact in relative terms also far below zero."""
    return np.exp(-np.logaddexp(0.0, -x))
