"""The worked step through the front door: the example of the classroom, and vectors that cannot be."""

import numpy as np
import pytest

import lstm_cli as lf


def test_the_example_is_computed():
    """Row k of every matrix is k and biases are 1: sums are k (1 + 2 + ... + 6) + 1, and saturated gates keep c = 1."""
    step = lf.worked_step()
    for gate in ("i", "f", "o", "C"):
        assert step.sums[gate].tolist() == [22, 43, 64]
    assert step.c == pytest.approx([1, 1, 1])
    assert step.h == pytest.approx(np.tanh([1, 1, 1]))


def test_a_step_is_the_equations():
    """With any numbers the state is f c + i C and the output o tanh(c)."""
    step = lf.worked_step([0.1, -0.2], [0.3], [2.0])
    total = 0.1 - 0.2 + 0.3 + 1
    gate = 1 / (1 + np.exp(-total))
    assert step.c == pytest.approx([gate * 2 + gate * np.tanh(total)])
    assert step.h == pytest.approx(gate * np.tanh(step.c))


def test_a_seed_samples_the_gates():
    """Sampled gates are 0 or 1, and the same for the same seed."""
    step = lf.worked_step([0.1], [0.1] * 50, seed=3)
    assert set(step.gates["f"].tolist()) <= {0.0, 1.0}
    assert step.gates["f"].tolist() == lf.worked_step([0.1], [0.1] * 50, seed=3).gates["f"].tolist()


WRONG = {
    "cell: expected one of": {"cell": "gru"},
    "seed: expected a whole number from 0": {"seed": -1},
    "x: expected a list of finite numbers": {"x": "abc"},
    "h: expected a list of finite numbers": {"h": [[1.0, 2.0]]},
    "c has 1 numbers and h has 3": {"c": [1.0]},
    "c: expected a list of finite numbers": {"c": [1.0, 2.0, float("nan")]},
}


@pytest.mark.parametrize(("message", "arguments"), WRONG.items(), ids=WRONG)
def test_what_cannot_be_is_refused(message, arguments):
    """Vectors that are none, and cells and seeds that do not exist, are UsageErrors."""
    with pytest.raises(lf.UsageError, match=message):
        lf.worked_step(**arguments)
