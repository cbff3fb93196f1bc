"""A worked LSTM step as text with every product written out, or as JSON data."""

import math
from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.formats.text import plural
from lstm_cli.formats.wrapping import wrapped, wrapped_equation
from lstm_cli.lstm.worked_step import Walk
from lstm_cli.options import Cell

__all__ = ["walk_data", "walk_text"]

MAX_TERMS: Final = 12  # terms of a product that are all written
MAX_WIDTH: Final = 80  # width of a line
ROUNDING: Final = 1e-14  # relative rounding error of binary fractions: 0.1 + 0.2 counts as 0.3

STEPS: Final = {
    Cell.LSTM: "One LSTM step",
    Cell.CEC: "One step of an LSTM without forget gate, the constant error carousel",
    Cell.PEEPHOLE: "One step of a peephole LSTM, whose gates see the cell state",
    Cell.COUPLED: "One step of an LSTM with coupled input and forget gate",
}
TITLES: Final = {
    "i": "Input gate: how much of the candidate is let in",
    "C": "Candidate: what could be written to the cell",
    "f": "Forget gate: how much of the old cell state is kept",
    "o": "Output gate: how much of the cell state is shown",
}
SAMPLED: Final = TITLES | {
    "i": "Input gate: a unit that is on lets its candidate in",
    "f": "Forget gate: a unit that is on keeps its old cell state",
    "o": "Output gate: a unit that is on shows its cell state",
}
NAMES: Final = {"i": "i_t", "C": "C̃_t", "f": "f_t", "o": "o_t"}


def walk_data(walk: Walk, *, seed: int | None = None) -> dict[str, Any]:
    """Return the step as JSON data: the inputs, the weights, and each vector by name in order of computation."""
    vectors = [
        *(entry for gate in _before_the_state(walk) for entry in _gate_vectors(walk, gate)),
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
    named = {f"W_{gate}": matrix.tolist() for gate, matrix in weights.matrices.items()}
    named |= {f"b_{gate}": bias.tolist() for gate, bias in weights.biases.items()}
    named |= {f"p_{gate}": peephole.tolist() for gate, peephole in weights.peepholes.items()}
    return {
        "cell": walk.cell.value,
        "gates": "expected" if walk.uniforms is None else "stochastic",
        "seed": seed,
        "x_t": walk.x.tolist(),
        "h_{t−1}": walk.h_before.tolist(),
        "C_{t−1}": walk.c_before.tolist(),
        "weights": named | {"W": weights.projection.tolist()},
        "vectors": {name: (vector + 0.0).tolist() for name, vector in vectors},
    }


def _before_the_state(walk: Walk) -> tuple[str, ...]:
    """Return in order what a cell computes before its state: a coupled cell needs f for i."""
    return ("f", "i", "C") if walk.cell is Cell.COUPLED else ("i", "C", "f")


def _gate_vectors(walk: Walk, gate: str) -> list[tuple[str, Floats]]:
    """Return the sum of a gate, its sampled values, and the gate, by name."""
    vectors = [(_sum(walk, gate), walk.sums[gate])] if gate in walk.sums else []
    if walk.uniforms is not None and gate in walk.values:
        vectors += [(f"P({NAMES[gate]} = 1)", walk.values[gate]), (f"u_{gate}", walk.uniforms[gate])]
    return [*vectors, (NAMES[gate], walk.gates[gate])]


def _sum(walk: Walk, gate: str) -> str:
    """Write the argument of σ or tanh."""
    peephole = f" + p_{gate} ∘ {'C_t' if gate == 'o' else 'C_{t−1}'}" if gate in walk.weights.peepholes else ""
    return f"W_{gate}·[x_t, h_{{t−1}}]{peephole} + b_{gate}"


def walk_text(walk: Walk, *, seed: int | None = None) -> str:
    """Write the step in the order in which a cell computes it."""
    lines = [
        *_opening(walk, seed),
        "",
        f"x_t     = {_vector(walk.x)}",
        f"h_{{t−1}} = {_vector(walk.h_before)}",
        f"C_{{t−1}} = {_vector(walk.c_before)}",
        f"[x_t, h_{{t−1}}] = {_vector(np.concatenate([walk.x, walk.h_before]))}",
    ]
    for k, gate in enumerate(_before_the_state(walk), start=1):
        lines += ["", *(_gate(walk, gate, k) if gate in walk.sums else _given_gate(walk, gate, k))]
    lines += ["", *_cell_state(walk), "", *_gate(walk, "o", 5), "", *_hidden_state(walk), "", *_output(walk)]
    return "".join(f"{part}\n" for line in lines for part in wrapped_equation(line, MAX_WIDTH))


def _opening(walk: Walk, seed: int | None) -> list[str]:
    """Describe the cell, the notation, and how gates are sampled."""
    size = f"{plural(len(walk.x), 'input')}, {plural(len(walk.h), 'hidden unit')}"
    step, notation = f"{STEPS[walk.cell]}: {size}.", "σ(x) = 1/(1 + e^(−x)); ∘ multiplies entry by entry."
    lines = [*wrapped(step, MAX_WIDTH, indent=0), notation]
    known = "" if seed is None else f" (seed {seed})"
    sampled = [
        f"Stochastic gates: u is drawn from 0 to 1 for each unit{known};",
        "it is on (1) where u < σ(…), else off (0).",
    ]
    return lines if walk.uniforms is None else [*lines, *sampled]


def _gate(walk: Walk, gate: str, place: int) -> list[str]:
    """Write one gate, or the candidate: its matrix product row by row, the sum and the squashed sum."""
    matrix, bias = walk.weights.matrices[gate], walk.weights.biases[gate]
    joined = np.concatenate([walk.x, walk.h_before])
    rows = zip(matrix, bias, walk.sums[gate], strict=True)
    name, total, squash = NAMES[gate], walk.sums[gate], "tanh" if gate == "C" else "σ"
    sampled = walk.uniforms is not None and gate != "C"
    equation = f"{squash}({_sum(walk, gate)})"
    lines = [f"{place}. {(TITLES if walk.uniforms is None else SAMPLED)[gate]}"]
    lines += [f"   {name} = {f'1 where u < {equation}, else 0' if sampled else equation}"]
    lines += [
        f"   row {k}: {_product(row, joined, add, peep=_peep(walk, gate, k - 1))} {_equals(row_sum)}"
        for k, (row, add, row_sum) in enumerate(rows, 1)
    ]
    lines += [f"   {_sum(walk, gate)} {_equals(total)}"]
    if sampled:
        return [*lines, *_sampled(walk, gate)]
    return [*lines, f"   {name} = {squash}({_vector(total)}) {_equals(walk.gates[gate], squashed=total)}"]


def _peep(walk: Walk, gate: str, unit: int) -> tuple[float, float] | None:
    """Return the peephole weight of a unit and the cell state that it multiplies, if it has one."""
    if gate not in walk.weights.peepholes:
        return None
    seen = walk.c if gate == "o" else walk.c_before
    return float(walk.weights.peepholes[gate][unit]), float(seen[unit])


def _sampled(walk: Walk, gate: str) -> list[str]:
    """Write the sampled value of a gate for each unit."""
    if walk.uniforms is None:
        return []
    total, values = walk.sums[gate], walk.values[gate]
    pairs = zip(walk.uniforms[gate], values, walk.gates[gate], strict=True)
    return [
        f"   P({NAMES[gate]} = 1) = σ({_vector(total)}) {_equals(values, squashed=total)}",
        *(
            f"   unit {k}: u {_compared(u, value)}: {'on' if on else 'off'}"
            for k, (u, value, on) in enumerate(pairs, 1)
        ),
        f"   {NAMES[gate]} = {_vector(walk.gates[gate])}",
    ]


def _compared(u: float, value: float) -> str:
    """Write u and the value that it is compared with, with all digits if six show no difference."""
    digits = 17 if _digits(u) == _digits(value) else 6
    return f"≈ {_digits(u, digits)} {'<' if u < value else '≥'} {_digits(value, digits)}"


def _given_gate(walk: Walk, gate: str, place: int) -> list[str]:
    """Write the gate without weights: f = 1 in a cec, i = 1 − f in a coupled cell."""
    if gate == "f":
        return [
            f"{place}. Forget gate: there is none, all of the old cell state is kept",
            f"   f_t = {_vector(walk.gates['f'])}",
        ]
    return [
        f"{place}. Input gate: what is forgotten makes room for the candidate",
        "   i_t = 1 − f_t",
        f"   i_t = 1 − {_vector(walk.gates['f'])} {_equals(walk.gates['i'])}",
    ]


def _cell_state(walk: Walk) -> list[str]:
    """Write how the old state and the candidate become the new state."""
    f, i, candidate = walk.gates["f"], walk.gates["i"], walk.gates["C"]
    return [
        "4. Cell state: what is kept, plus what is let in",
        "   C_t = f_t ∘ C_{t−1} + i_t ∘ C̃_t",
        f"   f_t ∘ C_{{t−1}} = {_hadamard(f, walk.c_before)} {_equals(walk.kept)}",
        f"   i_t ∘ C̃_t = {_hadamard(i, candidate)} {_equals(walk.added)}",
        f"   C_t = {_vector(walk.kept)} + {_vector(walk.added)} {_equals(walk.c)}",
    ]


def _hidden_state(walk: Walk) -> list[str]:
    """Write how the cell state becomes the hidden state."""
    return [
        "6. Hidden state: what the cell shows",
        "   h_t = o_t ∘ tanh(C_t)",
        f"   tanh(C_t) = tanh({_vector(walk.c)}) {_equals(walk.tanh_c, squashed=walk.c)}",
        f"   h_t = {_hadamard(walk.gates['o'], walk.tanh_c)} {_equals(walk.h)}",
    ]


def _output(walk: Walk) -> list[str]:
    """Write how the hidden state becomes the output in (0, 1)."""
    rows = zip(walk.weights.projection, walk.projected, strict=True)
    return [
        "7. Output projection (no bias: with h_t = 0 every output is ½)",
        "   y_t = σ(W·h_t)",
        *(f"   row {k}: {_product(row, walk.h, None)} {_equals(total)}" for k, (row, total) in enumerate(rows, 1)),
        f"   W·h_t {_equals(walk.projected)}",
        f"   y_t = σ({_vector(walk.projected)}) {_equals(walk.y, squashed=walk.projected)}",
    ]


def _product(row: Floats, vector: Floats, bias: float | None, *, peep: tuple[float, float] | None = None) -> str:
    """Write out one row times a vector, plus a peephole and a bias; the middle of a long product is left out."""
    terms = [f"{_factor(a)}·{_factor(b)}" for a, b in zip(row, vector, strict=True)]
    if len(terms) > MAX_TERMS:
        terms = [*terms[: MAX_TERMS // 2], "…", *terms[-MAX_TERMS // 2 :]]
    if peep is not None:
        terms.append(f"{_factor(peep[0])}·{_factor(peep[1])}")
    return " + ".join(terms if bias is None else [*terms, _factor(bias)])


def _hadamard(left: Floats, right: Floats) -> str:
    """Write a product entry by entry."""
    return f"{_vector(left)} ∘ {_vector(right)}"


def _equals(value: Floats | float, *, squashed: Floats | None = None) -> str:
    """Write the value after = if six digits are exact, else after ≈; σ and tanh are exact at 0 only."""
    entries = np.atleast_1d(value)
    exact = all(math.isclose(float(f"{entry:.6g}"), entry, rel_tol=ROUNDING) for entry in entries)
    exact = exact and not np.any(squashed)
    return f"{'=' if exact else '≈'} {_vector(entries) if np.ndim(value) else _digits(float(value))}"


def _vector(vector: Floats) -> str:
    """Write a vector in brackets."""
    return f"[{', '.join(map(_digits, vector))}]"


def _factor(value: float) -> str:
    """Write a number inside a sum of products: negative ones in parentheses."""
    return f"({_digits(value)})" if value < 0 else _digits(value)


def _digits(value: float, count: int = 6) -> str:
    """Write a number with six digits, or more, a true minus and no minus before 0."""
    return f"{value + 0.0:.{count}g}".replace("-", "−")
