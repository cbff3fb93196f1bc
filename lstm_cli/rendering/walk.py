"""One LSTM step read aloud: a Walk comes in; text with every product written out, or JSON data, goes out."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli.lstm.walk import Walk
from lstm_cli.rendering.text import plural

__all__ = ["walk_data", "walk_text"]

LONG: Final = 12  # terms up to which a product is written out

TITLES: Final = {
    "i": ("Input gate: how much of the candidate is let in", "i_t = σ(W_i·[x_t, h_{t−1}] + b_i)"),
    "C": ("Candidate: what could be written to the cell", "C̃_t = tanh(W_C·[x_t, h_{t−1}] + b_C)"),
    "f": ("Forget gate: how much of the old cell state is kept", "f_t = σ(W_f·[x_t, h_{t−1}] + b_f)"),
    "o": ("Output gate: how much of the cell state is shown", "o_t = σ(W_o·[x_t, h_{t−1}] + b_o)"),
}
NAMES: Final = {"i": "i_t", "C": "C̃_t", "f": "f_t", "o": "o_t"}

Vector = NDArray[np.float64]


def walk_data(walk: Walk) -> dict[str, Any]:
    """Give the step as JSON data: the inputs, the weights, and each vector by name in the order of computing."""
    vectors = [
        *(entry for gate in ("i", "C", "f") for entry in _gate_vectors(walk, gate)),
        ("f_t ∘ C_{t−1}", walk.kept),
        ("i_t ∘ C̃_t", walk.added),
        ("C_t", walk.c),
        *_gate_vectors(walk, "o"),
        ("tanh(C_t)", walk.tanh_c),
        ("h_t", walk.h),
        ("W·h_t", walk.projected),
        ("y_t", walk.y),
    ]
    weights = walk.weights
    named = {f"W_{gate}": weights.matrices[gate].tolist() for gate in TITLES}
    named |= {f"b_{gate}": weights.biases[gate].tolist() for gate in TITLES}
    return {
        "x_t": walk.x.tolist(),
        "h_{t−1}": walk.h_before.tolist(),
        "C_{t−1}": walk.c_before.tolist(),
        "weights": named | {"W": weights.projection.tolist()},
        "vectors": {name: vector.tolist() for name, vector in vectors},
    }


def _gate_vectors(walk: Walk, gate: str) -> list[tuple[str, Vector]]:
    """Name the sum of a gate and the gate."""
    return [(f"W_{gate}·[x_t, h_{{t−1}}] + b_{gate}", walk.sums[gate]), (NAMES[gate], walk.gates[gate])]


def walk_text(walk: Walk) -> str:
    """Tell the step in the order in which a cell computes it."""
    lines = [
        f"One LSTM step: {plural(len(walk.x), 'input')}, {plural(len(walk.h), 'hidden unit')}. σ(x) = 1/(1 + e^(−x)); ∘ multiplies entry by entry.",
        "",
        f"x_t     = {_vector(walk.x)}",
        f"h_{{t−1}} = {_vector(walk.h_before)}",
        f"C_{{t−1}} = {_vector(walk.c_before)}",
        f"[x_t, h_{{t−1}}] = {_vector(np.concatenate([walk.x, walk.h_before]))}",
    ]
    for k, gate in enumerate(("i", "C", "f"), start=1):
        lines += ["", *_gate(walk, gate, k)]
    lines += ["", *_cell_state(walk), "", *_gate(walk, "o", 5), "", *_hidden_state(walk), "", *_output(walk)]
    return "\n".join(lines) + "\n"


def _gate(walk: Walk, gate: str, place: int) -> list[str]:
    """Tell one gate, or the candidate: its matrix product row by row, the sum and the squashed sum."""
    title, equation = TITLES[gate]
    matrix, bias = walk.weights.matrices[gate], walk.weights.biases[gate]
    joined = np.concatenate([walk.x, walk.h_before])
    rows = zip(matrix, bias, walk.sums[gate], strict=True)
    lines = [f"{place}. {title}", f"   {equation}"]
    lines += [
        f"   row {k}: {_product(row, joined, add)} {_equals(total)}" for k, (row, add, total) in enumerate(rows, 1)
    ]
    squash = "tanh" if gate == "C" else "σ"
    return [
        *lines,
        f"   W_{gate}·[x_t, h_{{t−1}}] + b_{gate} {_equals(walk.sums[gate])}",
        f"   {NAMES[gate]} = {squash}({_vector(walk.sums[gate])}) {_equals(walk.gates[gate], squashed=walk.sums[gate])}",
    ]


def _cell_state(walk: Walk) -> list[str]:
    """Tell how the old state and the candidate become the new state."""
    f, i, candidate = walk.gates["f"], walk.gates["i"], walk.gates["C"]
    return [
        "4. Cell state: what is kept, plus what is let in",
        "   C_t = f_t ∘ C_{t−1} + i_t ∘ C̃_t",
        f"   f_t ∘ C_{{t−1}} = {_hadamard(f, walk.c_before)} {_equals(walk.kept)}",
        f"   i_t ∘ C̃_t = {_hadamard(i, candidate)} {_equals(walk.added)}",
        f"   C_t = {_vector(walk.kept)} + {_vector(walk.added)} {_equals(walk.c)}",
    ]


def _hidden_state(walk: Walk) -> list[str]:
    """Tell how the cell state becomes the hidden state."""
    return [
        "6. Hidden state: what the cell shows",
        "   h_t = o_t ∘ tanh(C_t)",
        f"   tanh(C_t) = tanh({_vector(walk.c)}) {_equals(walk.tanh_c, squashed=walk.c)}",
        f"   h_t = {_hadamard(walk.gates['o'], walk.tanh_c)} {_equals(walk.h)}",
    ]


def _output(walk: Walk) -> list[str]:
    """Tell how the hidden state becomes the output in (0, 1)."""
    rows = zip(walk.weights.projection, walk.projected, strict=True)
    return [
        "7. Output projection (no bias: with h_t = 0 every output is ½)",
        "   y_t = σ(W·h_t)",
        *(
            f"   row {k}: {_product(row, walk.h, None)} {_equals(total)}"
            for k, (row, total) in enumerate(rows, start=1)
        ),
        f"   W·h_t {_equals(walk.projected)}",
        f"   y_t = σ({_vector(walk.projected)}) {_equals(walk.y, squashed=walk.projected)}",
    ]


def _product(row: Vector, vector: Vector, bias: float | None) -> str:
    """Write out one row times a vector, plus a bias; long ones are cut in the middle."""
    terms = [f"{_factor(a)}·{_factor(b)}" for a, b in zip(row, vector, strict=True)]
    if len(terms) > LONG:
        terms = [*terms[: LONG // 2], "…", *terms[-LONG // 2 :]]
    return " + ".join(terms if bias is None else [*terms, _factor(bias)])


def _hadamard(left: Vector, right: Vector) -> str:
    """Write a product entry by entry."""
    return f"{_vector(left)} ∘ {_vector(right)}"


def _equals(value: Vector | float, *, squashed: Vector | None = None) -> str:
    """Give the value behind = if six digits tell it exactly, else behind ≈; σ and tanh are exact at 0 only."""
    entries = np.atleast_1d(value)
    exact = all(float(f"{entry:.6g}") == entry for entry in entries) and not np.any(squashed)
    return f"{'=' if exact else '≈'} {_vector(entries) if np.ndim(value) else _digits(float(value))}"


def _vector(vector: Vector) -> str:
    """Write a vector in brackets."""
    return f"[{', '.join(map(_digits, vector))}]"


def _factor(value: float) -> str:
    """Write a number inside a sum of products: negative ones in parentheses."""
    return f"({_digits(value)})" if value < 0 else _digits(value)


def _digits(value: float) -> str:
    """Write a number with six digits and a true minus."""
    return f"{value:.6g}".replace("-", "−")
