"""One step of the cell, against the equations in scalars, the plain walk, and derivatives by the complex step."""

import math

import numpy as np
import pytest

from lstm_cli.lstm.cell import GATES, gate_scale, step_backward, step_forward
from lstm_cli.lstm.worked_step import WalkWeights, walk_step

TINY = 1e-30  # of the complex step: nothing is subtracted, so it may be as small as one likes
BLOCKS = {name: block for block, name in enumerate(GATES)}


def take_step(weight, state, cell):
    """Return gates, next cell and its tanh from weights that are not yet scaled."""
    members, rows, _ = weight.shape
    dtype = np.result_type(weight, state, cell)
    gates = np.empty((members, rows, state.shape[2]), dtype)
    next_cell, squashed = np.empty_like(cell, dtype), np.empty_like(cell, dtype)
    step_forward(weight * gate_scale(rows // 4, weight.dtype), state, cell, gates, next_cell, squashed)
    return gates, next_cell, squashed


def squash(z, cell):
    """Take the step whose arguments of σ and tanh are z (M, 4H, B) themselves."""
    return take_step(np.broadcast_to(np.eye(z.shape[1], dtype=z.dtype), (len(z), z.shape[1], z.shape[1])), z, cell)


def block(array, name):
    """Return the rows of one gate."""
    hidden = array.shape[1] // 4
    return array[:, BLOCKS[name] * hidden : (BLOCKS[name] + 1) * hidden]


def step_back(gates, cell, squashed, d_hidden, d_cell):
    """Return δz and the δC of the step before, leaving the arguments as they are."""
    d_gates, d_cell = np.full_like(gates, np.nan), d_cell.copy()
    step_backward(gates, cell, squashed, d_hidden, d_cell, d_gates, np.full_like(cell, np.nan))
    return d_gates, d_cell


def test_each_block_of_rows_is_its_gate():
    """A weight on one gate's bias alone opens that gate and leaves the others half open."""
    for name in GATES:
        z = np.zeros((1, 4, 1))
        block(z, name)[:] = 0.8
        gates, next_cell, squashed = squash(z, np.full((1, 1, 1), 0.6))
        sums = dict.fromkeys(GATES, 0.0) | {name: 0.8}
        expected = {gate: math.tanh(z) if gate == "candidate" else 1 / (1 + math.exp(-z)) for gate, z in sums.items()}
        assert {gate: block(gates, gate).item() for gate in GATES} == pytest.approx(expected, rel=1e-15)
        state = expected["forget"] * 0.6 + expected["input"] * expected["candidate"]
        assert next_cell.item() == pytest.approx(state, rel=1e-15)
        assert squashed.item() == pytest.approx(math.tanh(state), rel=1e-15)


def test_the_bias_is_the_last_column():
    """Columns are [h', x, 1]: a step from h' = 2 and x = 3 sums 2·w_h + 3·w_x + b."""
    weight = np.zeros((1, 4, 3))
    weight[0, BLOCKS["candidate"]] = 0.1, 0.02, 0.003
    gates, _, _ = take_step(weight, np.array([[[2.0], [3.0], [1.0]]]), np.zeros((1, 1, 1)))
    assert block(gates, "candidate").item() == pytest.approx(math.tanh(0.263), rel=1e-15)


@pytest.mark.parametrize("shape", [(1, 1, 1, 1), (1, 3, 2, 1), (3, 4, 2, 5)])
def test_a_step_equals_the_walk(shape):
    """The cell that trains and the step that explains itself agree on random weights and states."""
    members, hidden, inputs, batch = shape
    rng = np.random.default_rng(11)
    weight = rng.normal(size=(members, 4 * hidden, hidden + inputs + 1))
    h, x = rng.normal(size=(members, hidden, batch)), rng.normal(size=(members, inputs, batch))
    cell, ones = rng.normal(size=(members, hidden, batch)), np.ones((members, 1, batch))
    gates, next_cell, squashed = take_step(weight, np.concatenate([h, x, ones], axis=1), cell)
    for m, b in np.ndindex(members, batch):
        walk = walk_step(x[m, :, b], h[m, :, b], cell[m, :, b], walk_weights(weight[m], hidden))
        for name, letter in zip(GATES, "ifoC", strict=True):
            np.testing.assert_allclose(block(gates, name)[m, :, b], walk.gates[letter], rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(next_cell[m, :, b], walk.c, rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(squashed[m, :, b], walk.tanh_c, rtol=1e-12, atol=1e-15)
        output = block(gates, "output")[m, :, b] * squashed[m, :, b]
        np.testing.assert_allclose(output, walk.h, rtol=1e-12, atol=1e-15)


def walk_weights(weight, hidden):
    """Take one member's stacked weight apart as the walk wants it: by letter, columns [x, h]."""
    rows = dict(zip("ifoC", np.split(weight, 4), strict=True))
    return WalkWeights(
        matrices={gate: np.hstack([row[:, hidden:-1], row[:, :hidden]]) for gate, row in rows.items()},
        biases={gate: row[:, -1] for gate, row in rows.items()},
        projection=np.ones((1, hidden)),
    )


@pytest.mark.parametrize("name", [*GATES, "cell"])
def test_gradients_of_a_step(name):
    """δz of every gate, and δC of the step before, are the derivatives by the complex step, entry by entry."""
    rng = np.random.default_rng(5)
    z, cell = rng.normal(size=(2, 12, 4)), rng.normal(size=(2, 3, 4))
    d_hidden, d_next = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 3, 4))
    gates, _, squashed = squash(z, cell)
    d_gates, d_cell = step_back(gates, cell, squashed, d_hidden, d_next)
    nudged = {"z": z.astype(complex), "cell": cell.astype(complex)}
    (nudged["cell"] if name == "cell" else block(nudged["z"], name))[:] += TINY * 1j  # no entry meets another's
    shaken, next_cell, shaken_squashed = squash(nudged["z"], nudged["cell"])
    loss = d_hidden * block(shaken, "output") * shaken_squashed + d_next * next_cell
    found = d_cell if name == "cell" else block(d_gates, name)
    np.testing.assert_allclose(found, loss.imag / TINY, rtol=1e-9)


def test_slopes_of_the_squashing_functions():
    """σ' is at most ¼ and tanh' at most 1, both reached at 0 alone."""
    z = np.linspace(-6, 6, 121)  # z[60] = 0
    gates, _, _ = squash(np.tile(z, (1, 4, 1)), np.zeros((1, 1, z.size)))
    ones = np.ones((1, 1, z.size))
    through_gates, through_candidate = gates.copy(), gates.copy()
    block(through_gates, "candidate")[:] = 1
    block(through_candidate, "input")[:] = 1
    d_gates, _ = step_back(through_gates, ones, ones, ones, ones)
    for name in GATES[:3]:
        slope = block(d_gates, name)[0, 0]
        assert slope[60] == 0.25
        assert np.delete(slope, 60).max() < 0.25
        np.testing.assert_allclose(slope, 1 / (2 + np.exp(z) + np.exp(-z)), rtol=1e-12)
    slope = block(step_back(through_candidate, ones, ones, ones, ones)[0], "candidate")[0, 0]
    assert slope[60] == 1
    assert np.delete(slope, 60).max() < 1
    np.testing.assert_allclose(slope, 1 / np.cosh(z) ** 2, rtol=1e-9)


def test_error_along_the_cell_is_the_product_of_forget_gates():
    """∂C_t/∂C_{t−k} through the cell alone is what the k forget gates leave; with gates at 1 nothing is lost."""
    rng = np.random.default_rng(7)
    for bias, kept in ((0.0, None), (40.0, 1.0)):
        error, product = np.ones((1, 3, 2)), np.ones((1, 3, 2))
        for _ in range(20):
            z, cell = rng.normal(size=(1, 12, 2)), rng.normal(size=(1, 3, 2))
            block(z, "forget")[:] += bias
            gates, _, squashed = squash(z, cell)
            _, error = step_back(gates, cell, squashed, np.zeros_like(cell), error)
            product *= block(gates, "forget")
        np.testing.assert_array_equal(error, product if kept is None else np.full_like(product, kept))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_out_gates_are_open_or_shut(dtype):
    """Sums of any size make gates of exactly 0 and 1 and slopes of 0, without a warning."""
    z = np.array([-1e30, -800, 800, 1e30], dtype) * np.ones((1, 4, 1), dtype)
    cell = np.full((1, 1, 4), 2, dtype)
    gates, next_cell, squashed = squash(z, cell)
    for name in GATES:
        low = -1 if name == "candidate" else 0
        np.testing.assert_array_equal(block(gates, name)[0, 0], [low, low, 1, 1])
    np.testing.assert_array_equal(next_cell[0, 0], [0, 0, 3, 3])
    ones = np.ones((1, 1, 4), dtype)
    np.testing.assert_array_equal(step_back(gates, cell, squashed, ones, ones)[0], np.zeros_like(gates))
