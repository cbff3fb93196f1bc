"""One step shown in words: what its digits must not hide."""

import re

import numpy as np
import pytest

from lstm_cli import worked_step
from lstm_cli.formats.worked_step import walk_text
from lstm_cli.lstm.worked_step import WalkWeights, walk_step
from lstm_cli.options import Cell


def tell(uniforms):
    """Tell the step of two units whose gates are half open, C̃ = −tanh(1), with given uniforms."""
    zeros = {gate: np.zeros((2, 3)) for gate in "iCfo"}
    biases = {gate: np.zeros(2) for gate in "ifo"} | {"C": np.full(2, -1.0)}
    weights = WalkWeights(zeros, biases, np.ones((1, 2)))
    return walk_text(walk_step(np.ones(1), np.zeros(2), np.ones(2), weights, uniforms=uniforms))


def test_a_close_draw_shows_its_deciding_digits():
    """Where six digits of u and of the value are the same, all digits are shown."""
    text = tell(dict.fromkeys("ifo", np.array([0.5 - 2**-30, 0.5])))
    assert text.count("unit 1: u ≈ 0.49999999906867743 < 0.5: on") == 3
    assert text.count("unit 2: u ≈ 0.5 ≥ 0.5: off") == 3


@pytest.mark.parametrize("cell", list(Cell))
@pytest.mark.parametrize("uniforms", [None, dict.fromkeys("ifo", np.full(2, 0.5))], ids=["expected", "sampled"])
def test_the_opening_fits_a_terminal(cell, uniforms):
    """Whatever the cell is called, the first lines are no wider than a terminal."""
    zeros = {gate: np.zeros((2, 3)) for gate in "iCfo"}
    peepholes = {gate: np.zeros(2) for gate in "ifo"} if cell is Cell.PEEPHOLE else {}
    biases = {gate: np.zeros(2) for gate in "iCfo"}
    weights = WalkWeights(zeros, biases, np.ones((1, 2)), peepholes)
    walk = walk_step(np.ones(1), np.zeros(2), np.ones(2), weights, cell=cell, uniforms=uniforms)
    opening = walk_text(walk, seed=123_456_789).split("\n\n")[0]
    assert "σ(x) = 1/(1 + e^(−x));" in opening
    assert ("(seed 123456789)" in opening) == (uniforms is not None)
    assert max(map(len, opening.splitlines())) <= 80


@pytest.mark.parametrize("cell", list(Cell))
def test_no_line_is_wider_than_a_terminal(cell):
    """Equations break before their result, else between numbers; put together again, they are those of short lines."""
    rng = np.random.default_rng(7)
    rows = {gate: rng.normal(size=(7, 10)) for gate in "iCfo"}
    units = {gate: rng.normal(size=7) for gate in "iCfo"}
    peepholes = units if cell is Cell.PEEPHOLE else {}
    weights = WalkWeights(rows, units, rng.normal(size=(1, 7)), peepholes)
    walk = walk_step(rng.normal(size=3), rng.normal(size=7), rng.normal(size=7), weights, cell=cell)
    lines = walk_text(walk).splitlines()
    assert max(len(line.replace("\N{COMBINING TILDE}", "")) for line in lines) <= 80
    text = " ".join(" ".join(lines).split())
    for name, vector in (
        ("C_t = ", walk.c),
        ("tanh(C_t) = ", walk.tanh_c),
        ("h_t = ", walk.h),
        ("f_t ∘ C_{t−1} = ", walk.kept),
    ):
        shown = ", ".join(f"{value + 0.0:.6g}" for value in vector).replace("-", "−")
        assert re.search(rf"{re.escape(name)}[^≈]+ [≈=] \[{re.escape(shown)}\]", text), name


def test_the_worked_example_breaks_before_its_hidden_state():
    """In the first example of a class, the result is under its equation."""
    lines = walk_text(worked_step()).splitlines()
    at = lines.index("   h_t = [1, 1, 1] ∘ [0.761594, 0.761594, 0.761594]")
    assert lines[at + 1] == "       ≈ [0.761594, 0.761594, 0.761594]"


def test_a_sum_of_decimals_is_exact_whatever_its_binary_digits():
    """0.1 + 0.2 is 0.3 and not about 0.3; what needs more than six digits is about."""
    zeros = {gate: np.zeros((1, 2)) for gate in "Cfo"}
    biases = {gate: np.zeros(1) for gate in "iCfo"}
    for weight, bias, shown in ((0.1, 0.2, "= 0.3\n"), (0.1, 0.20000001, "≈ 0.3\n")):
        assert weight + bias != 0.3
        matrices = {"i": np.array([[weight, 0.0]])} | zeros
        weights = WalkWeights(matrices, biases | {"i": np.array([bias])}, np.ones((1, 1)))
        text = walk_text(walk_step(np.ones(1), np.zeros(1), np.zeros(1), weights))
        assert f"row 1: {weight:g}·1 + 0·0 + {bias:.6g} {shown}" in text


def test_nothing_is_minus_zero():
    """A shut gate times a negative number is shown as 0."""
    text = tell(dict.fromkeys("ifo", np.array([0.9, 0.1])))
    assert "i_t ∘ C̃_t = [0, 1] ∘ [−0.761594, −0.761594] ≈ [0, −0.761594]" in text
    assert "−0," not in text
    assert "−0]" not in text
