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
    "c: expected 3 numbers, as h has, got 1": {"c": [1.0]},
    "c: expected a list of finite numbers": {"c": [1.0, 2.0, float("nan")]},
}


@pytest.mark.parametrize(("message", "arguments"), WRONG.items(), ids=WRONG)
def test_what_cannot_be_is_refused(message, arguments):
    """Vectors that are none, and cells and seeds that do not exist, are UsageErrors."""
    with pytest.raises(lf.UsageError, match=message):
        lf.worked_step(**arguments)


def sigmoid(z):
    """Return the logistic function."""
    return 1 / (1 + np.exp(-z))


@pytest.mark.parametrize("cell", ["lstm", "cec", "peephole", "coupled"])
@pytest.mark.parametrize("kind", [np.asarray, np.ndarray.tolist], ids=["arrays", "lists"])
def test_a_step_with_weights_of_ones_own(cell, kind):
    """Named as in the weights file of the command; what comes out are the equations of each cell."""
    random = np.random.default_rng(1)
    x, h, c = random.normal(size=2), random.normal(size=3), random.normal(size=3)
    weights = {f"W_{gate}": random.normal(size=(3, 5)) for gate in "ifCo"}
    weights |= {f"b_{gate}": random.normal(size=3) for gate in "ifCo"} | {"W": random.normal(size=(1, 3))}
    weights |= {f"p_{gate}": random.normal(size=3) if cell == "peephole" else np.zeros(3) for gate in "ifo"}
    sums = {gate: weights[f"W_{gate}"] @ np.concatenate([x, h]) + weights[f"b_{gate}"] for gate in "ifCo"}
    forget = 1 if cell == "cec" else sigmoid(sums["f"] + weights["p_f"] * c)
    write = 1 - forget if cell == "coupled" else sigmoid(sums["i"] + weights["p_i"] * c)
    state = forget * c + write * np.tanh(sums["C"])
    hidden = sigmoid(sums["o"] + weights["p_o"] * state) * np.tanh(state)
    step = lf.worked_step(x, h, c, weights={name: kind(value) for name, value in weights.items()}, cell=cell)
    assert step.c == pytest.approx(state)
    assert step.h == pytest.approx(hidden)
    assert step.y == pytest.approx(sigmoid(weights["W"] @ hidden))


def test_weights_that_do_not_fit_are_refused():
    """The name, what is expected, and what is there."""
    weights = {key: [[1.0, 0.0]] for key in ("W_i", "W_f", "W_C", "W_o")} | {"W": [[1.0]]}
    weights |= {key: [0.0] for key in ("b_i", "b_f", "b_C", "b_o")}
    lf.worked_step([1], [1], weights=weights)
    with pytest.raises(lf.DataError, match=r"^weights: b_o is missing"):
        lf.worked_step([1], [1], weights={name: value for name, value in weights.items() if name != "b_o"})
    with pytest.raises(lf.DataError, match=r"^weights: W_i: row 1: expected 2 numbers, got 3"):
        lf.worked_step([1], [1], weights=weights | {"W_i": np.ones((1, 3))})
