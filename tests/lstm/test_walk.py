"""The explained step against arithmetic done another way."""

import math

import numpy as np
import pytest

from lstm_cli.lstm.cell import gate_scale, step_forward
from lstm_cli.lstm.walk import GATES, WalkWeights, default_weights, walk_step


def test_the_worked_example():
    """With x = [1, 2, 3], h = [4, 5, 6] and rows of 1, 2, 3 the sums are 21·k + 1."""
    walk = walk_step(np.array([1.0, 2, 3]), np.array([4.0, 5, 6]), np.zeros(3), default_weights(3, 3))
    assert walk.sums["i"].tolist() == [22, 43, 64]
    np.testing.assert_allclose(walk.gates["i"], 1, rtol=1e-9)


def test_random_steps_agree_with_scalar_arithmetic():
    """Every entry equals the equations written with Python's own floats, one unit at a time."""
    rng = np.random.default_rng(4)
    inputs, hidden, outputs = 2, 3, 4
    weights = WalkWeights(
        matrices={gate: rng.normal(size=(hidden, inputs + hidden)) for gate in GATES},
        biases={gate: rng.normal(size=hidden) for gate in GATES},
        projection=rng.normal(size=(outputs, hidden)),
    )
    x, h, c = rng.normal(size=inputs), rng.normal(size=hidden), rng.normal(size=hidden)
    walk = walk_step(x, h, c, weights)
    shown = []
    for unit in range(hidden):
        total = {
            gate: math.fsum(
                [
                    *(w * v for w, v in zip(weights.matrices[gate][unit], [*x, *h], strict=True)),
                    weights.biases[gate][unit],
                ]
            )
            for gate in GATES
        }
        i, f, o = (1 / (1 + math.exp(-total[gate])) for gate in "ifo")
        state = f * c[unit] + i * math.tanh(total["C"])
        assert walk.c[unit] == pytest.approx(state, rel=1e-12)
        shown.append(o * math.tanh(state))
    assert walk.h == pytest.approx(shown, rel=1e-12)
    for row, y in zip(weights.projection, walk.y, strict=True):
        assert y == pytest.approx(1 / (1 + math.exp(-math.fsum(row * shown))), rel=1e-12)


@pytest.mark.parametrize("x", [-800.0, -40.0, 0.0, 40.0])
def test_the_sigmoid_is_exact_far_out(x):
    """σ keeps its relative precision where 1 + e^(−x) overflows or swallows the one."""
    walk = walk_step(np.array([x]), np.zeros(1), np.zeros(1), default_weights(1, 1))
    total = x + 1
    expected = math.exp(total) / (1 + math.exp(total)) if total < 0 else 1 / (1 + math.exp(-total))
    assert walk.gates["i"][0] == pytest.approx(expected, rel=1e-12)


def test_the_explained_step_is_the_step_that_trains():
    """The cell of the forecaster, fed the same weights in its own order, reaches the same cell and hidden state."""
    rng = np.random.default_rng(9)
    inputs, hidden = 3, 4
    weights = WalkWeights(
        matrices={gate: rng.normal(size=(hidden, inputs + hidden)) for gate in GATES},
        biases={gate: rng.normal(size=hidden) for gate in GATES},
        projection=np.ones((1, hidden)),
    )
    x, h, c = rng.normal(size=inputs), rng.normal(size=hidden), rng.normal(size=hidden)
    walk = walk_step(x, h, c, weights)
    blocks = [
        np.hstack([weights.matrices[g][:, inputs:], weights.matrices[g][:, :inputs], weights.biases[g][:, None]])
        for g in "ifoC"
    ]
    stacked = np.vstack(blocks) * gate_scale(hidden, np.float64)
    gates = np.empty((1, 4 * hidden, 1))
    state, squashed = np.empty((1, hidden, 1)), np.empty((1, hidden, 1))
    step_forward(stacked[None], np.r_[h, x, 1.0][None, :, None], c[None, :, None], gates, state, squashed)
    expected = np.concatenate([walk.gates[g] for g in "ifoC"])
    np.testing.assert_allclose(gates[0, :, 0], expected, rtol=1e-12)
    np.testing.assert_allclose(state[0, :, 0], walk.c, rtol=1e-12)
    np.testing.assert_allclose(gates[0, 2 * hidden : 3 * hidden, 0] * squashed[0, :, 0], walk.h, rtol=1e-12)
