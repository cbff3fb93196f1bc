"""One step told in words: what its digits must not hide."""

import numpy as np

from lstm_cli.lstm.walk import WalkWeights, walk_step
from lstm_cli.rendering.walk import walk_text


def tell(uniforms):
    """Tell the step of two units whose gates are half open, C̃ = −tanh(1), with given tosses."""
    zeros = {gate: np.zeros((2, 3)) for gate in "iCfo"}
    biases = {gate: np.zeros(2) for gate in "ifo"} | {"C": np.full(2, -1.0)}
    weights = WalkWeights(zeros, biases, np.ones((1, 2)))
    return walk_text(walk_step(np.ones(1), np.zeros(2), np.ones(2), weights, uniforms=uniforms))


def test_a_close_toss_shows_why_it_fell_so():
    """Where six digits of u and of the value are the same, all digits are shown."""
    text = tell(dict.fromkeys("ifo", np.array([0.5 - 2**-30, 0.5])))
    assert text.count("unit 1: u ≈ 0.49999999906867743 < 0.5: on") == 3
    assert text.count("unit 2: u ≈ 0.5 ≥ 0.5: off") == 3


def test_nothing_is_minus_zero():
    """A shut gate times a negative number is told as 0."""
    text = tell(dict.fromkeys("ifo", np.array([0.9, 0.1])))
    assert "i_t ∘ C̃_t = [0, 1] ∘ [−0.761594, −0.761594] ≈ [0, −0.761594]" in text
    assert "−0," not in text
    assert "−0]" not in text
