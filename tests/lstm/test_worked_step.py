"""The explained step against arithmetic done another way."""

import math

import numpy as np
import pytest

from lstm_cli.lstm.cell import gate_scale, step_forward
from lstm_cli.lstm.network import Network, forward
from lstm_cli.lstm.worked_step import (
    GATES,
    PEEPHOLES,
    WalkWeights,
    default_weights,
    sample_uniforms,
    walk_step,
    weighted_gates,
)
from lstm_cli.options import Cell


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


def draw_weights(cell, inputs, hidden, rng):
    """Draw the weights that a cell has."""
    return WalkWeights(
        matrices={gate: rng.normal(size=(hidden, inputs + hidden)) for gate in weighted_gates(cell)},
        biases={gate: rng.normal(size=hidden) for gate in weighted_gates(cell)},
        projection=rng.normal(size=(2, hidden)),
        peepholes={gate: rng.normal(size=hidden) for gate in PEEPHOLES if cell is Cell.PEEPHOLE},
    )


def as_network(weights, inputs, hidden, cell):
    """Stack the weights as networks have them: rows i, f, o, C; columns h, x, any peephole, bias."""
    blocks = []
    for gate in "ifoC":
        matrix = weights.matrices.get(gate, np.zeros((hidden, inputs + hidden)))
        columns = [matrix[:, inputs:], matrix[:, :inputs]]
        if cell is Cell.PEEPHOLE:
            columns.append(weights.peepholes.get(gate, np.zeros(hidden))[:, None])
        blocks.append(np.hstack([*columns, weights.biases.get(gate, np.zeros(hidden))[:, None]]))
    return Network(np.vstack(blocks)[None], weights.projection[None], cell)


@pytest.mark.parametrize("stochastic", [False, True])
@pytest.mark.parametrize("cell", Cell)
def test_every_explained_cell_is_the_cell_that_trains(cell, stochastic):
    """Walked along a sequence, each cell with each reading of its gates gives the states and outputs of the network."""
    rng = np.random.default_rng(3)
    inputs, hidden, steps = 2, 3, 12
    weights, xs = draw_weights(cell, inputs, hidden, rng), rng.normal(size=(steps, inputs))
    uniform_draws = rng.random((steps, 3, hidden))
    script = iter(uniform_draws.reshape(steps, 1, 3 * hidden, 1))
    draws = (lambda _shape: next(script)) if stochastic else None
    network = as_network(weights, inputs, hidden, cell)
    z, trace = forward(network, xs[:, :, None], np.arange(steps), draws=draws)
    h, c = np.zeros(hidden), np.zeros(hidden)
    for step, x in enumerate(xs):
        uniforms = dict(zip("ifo", uniform_draws[step], strict=True)) if stochastic else None
        walk = walk_step(x, h, c, weights, cell=cell, uniforms=uniforms)
        h, c = walk.h, walk.c
        explained = np.concatenate([walk.gates[gate] for gate in "ifoC"])
        np.testing.assert_allclose(explained, trace.gates[step, 0, :, 0], rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(c, trace.cell[step + 1, 0, :, 0], rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(walk.projected, z[0, :, step], rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("cell", Cell)
def test_a_gate_is_on_below_its_value(cell):
    """A gate with weights of its own is 1 just below its value and 0 at it; a forget unit that is on keeps its cell."""
    weights = draw_weights(cell, 2, 3, np.random.default_rng(6))
    x, h, c = np.array([0.3, -0.2]), np.array([0.1, 0.5, -0.4]), np.array([1.0, -2, 3])
    sure = walk_step(x, h, c, weights, cell=cell, uniforms=dict.fromkeys("ifo", np.zeros(3)))
    assert all((sure.gates[gate] == 1).all() for gate in sure.values)
    kept = walk_step(x, h, c, weights, cell=cell, uniforms=dict.fromkeys("ifo", np.ones(3)) | sure.values)
    for gate in sure.values:
        below = walk_step(
            x,
            h,
            c,
            weights,
            cell=cell,
            uniforms=dict.fromkeys("ifo", np.ones(3)) | sure.values | {gate: np.nextafter(sure.values[gate], 0)},
        )
        if (cell, gate) != (Cell.PEEPHOLE, "o"):  # its value depends on how i and f fell
            assert kept.gates[gate].tolist() == [0, 0, 0]
            assert below.gates[gate].tolist() == [1, 1, 1]
    assert sure.kept.tolist() == c.tolist()
    if cell is Cell.COUPLED:
        assert sure.added.tolist() == [0, 0, 0]
    if cell is Cell.CEC:
        assert kept.kept.tolist() == c.tolist()


def test_a_seed_draws_the_same_uniforms_again():
    """Uniforms are those of NumPy's generator for a seed, in the order i, f, o, unit by unit."""
    numbers = np.random.default_rng(7).random(6).tolist()
    assert {gate: u.tolist() for gate, u in sample_uniforms(2, 7).items()} == {
        "i": numbers[:2],
        "f": numbers[2:4],
        "o": numbers[4:],
    }
