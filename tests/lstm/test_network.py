"""The unrolled network: exact gradients, PyTorch's numbers, members and examples that never meet."""

import dataclasses
import math

import numpy as np
import pytest

from lstm_cli.lstm.network import Network, backward, forward, initial_network
from lstm_cli.lstm.untraced import last_outputs
from lstm_cli.lstm.worked_step import WalkWeights, walk_step
from lstm_cli.options import Cell

TINY = 1e-30  # of the complex step: nothing is subtracted, so it may be as small as one likes
BLOCKS = [f"{gate} on {what}" for gate in ("input", "forget", "output", "candidate") for what in ("h", "x", "1")]
SHAPES = {  # M, H, D, O, T, B, scored, does each member have its own inputs?
    "least": (1, 1, 1, 1, 2, 1, [1], False),
    "one_step": (2, 3, 2, 1, 1, 2, [0], False),
    "one_member": (1, 3, 2, 2, 5, 3, [2, 4], False),
    "one_example": (2, 2, 3, 1, 6, 1, [0, 3], True),
    "own_inputs": (3, 2, 2, 3, 4, 4, [0, 1, 2, 3], True),
    "long": (1, 2, 1, 1, 15, 2, [14], False),
}
CASES = ["least", "shared", "every_step", "last_unscored", "any_order"]  # of PyTorch's numbers


def block_of(name, network):
    """Return where a block of weights stands: which array, and its rows and columns there."""
    if name == "projection":
        return "projection", (slice(None), slice(None))
    gate, what = divmod(BLOCKS.index(name), 3)
    hidden = network.hidden
    columns = (slice(hidden), slice(hidden, -1), slice(-1, None))[what]
    return "gates", (slice(gate * hidden, (gate + 1) * hidden), columns)


def make_problem(make_network, shape, seed=1):
    """Return a network, inputs, scored steps and a weight for each output: the loss is their weighted sum."""
    members, hidden, inputs, outputs, steps, batch, scored, own = shape
    rng = np.random.default_rng(seed)
    network = make_network((members, hidden, inputs, outputs), rng)
    sequence = rng.normal(size=(steps, members, inputs, batch) if own else (steps, inputs, batch))
    return network, sequence, np.array(scored), rng.normal(size=(members, outputs, len(scored) * batch))


def nudged(network, which, at, change):
    """Return the network in complex numbers with ``change`` times i added to some of its weights."""
    arrays = {"gates": network.gates.astype(complex), "projection": network.projection.astype(complex)}
    arrays[which][at] += change * 1j
    return Network(**arrays)


@pytest.mark.parametrize("name", [*BLOCKS, "projection"])
@pytest.mark.parametrize("shape", SHAPES)
def test_gradients_are_exact(make_network, shape, name):
    """Every entry of every block of weights has the gradient that the complex step finds."""
    network, inputs, scored, upstream = make_problem(make_network, SHAPES[shape])
    trace = forward(network, inputs, scored)[1]
    which, (rows, columns) = block_of(name, network)
    computed = getattr(backward(network, trace, scored, upstream), which)[:, rows, columns]
    places = np.arange(getattr(network, which).size).reshape(getattr(network, which).shape)[:, rows, columns]
    expected = []
    for place in places.flat:
        at = np.unravel_index(place, getattr(network, which).shape)
        z, _ = forward(nudged(network, which, at, TINY), inputs, scored)
        expected.append((upstream * z).sum().imag / TINY)
    np.testing.assert_allclose(computed.ravel(), expected, rtol=1e-9)


@pytest.mark.parametrize("own", [False, True])
def test_gradients_along_random_directions_at_full_size(make_network, own):
    """At the size of a real forecast the slope along any direction is the gradient's product with it."""
    network, inputs, scored, upstream = make_problem(make_network, (3, 16, 9, 4, 60, 20, [15, 40, 59], own))
    computed = backward(network, forward(network, inputs, scored)[1], scored, upstream)
    rng = np.random.default_rng(8)
    for _ in range(3):
        gates, projection = rng.normal(size=network.gates.shape), rng.normal(size=network.projection.shape)
        shaken = Network(network.gates + TINY * 1j * gates, network.projection + TINY * 1j * projection)
        slope = (upstream * forward(shaken, inputs, scored)[0]).sum().imag / TINY
        assert (computed.gates * gates).sum() + (computed.projection * projection).sum() == pytest.approx(
            slope, rel=1e-9
        )


def from_torch(stored, prefix=""):
    """Translate PyTorch's weights, or gradients: rows i, f, g, o to i, f, o, g, columns to [h, x, 1]."""
    biases = stored[f"{prefix}bias_ih"]
    if not prefix:
        biases = biases + stored["bias_hh"]  # of two biases that are added, each has the gradient of the sum
    columns = np.concatenate([stored[f"{prefix}weight_hh"], stored[f"{prefix}weight_ih"], biases[:, :, None]], axis=2)
    i, f, g, o = np.split(columns, 4, axis=1)
    return Network(np.concatenate([i, f, o, g], axis=1), stored[f"{prefix}projection"])


def side_by_side(scored):
    """Translate outputs (M, S, B, O) to ours: (M, O, S·B)."""
    members, steps, batch, outputs = scored.shape
    return scored.transpose(0, 3, 1, 2).reshape(members, outputs, steps * batch)


def columns_last(sequences):
    """Translate inputs (T, B, D) or (M, T, B, D) to ours: (T, D, B) or (T, M, D, B)."""
    return sequences.transpose(0, 2, 1) if sequences.ndim == 3 else sequences.transpose(1, 0, 3, 2)


@pytest.mark.parametrize("case", CASES)
def test_outputs_equal_pytorch(torch_numbers, assert_same, case):
    """Outputs, hidden states of every step and the last cell state are those of PyTorch."""
    stored = torch_numbers(case)
    network = from_torch(stored)
    z, trace = forward(network, columns_last(stored["inputs"]), stored["scored"])
    assert_same(z, side_by_side(stored["outputs"]), 1e-12)
    assert_same(trace.state[1:, :, : network.hidden], stored["hidden"].transpose(1, 0, 3, 2), 1e-12)
    assert_same(trace.cell[-1], stored["last_cell"].transpose(0, 2, 1), 1e-12)


@pytest.mark.parametrize("case", CASES)
def test_gradients_equal_pytorch(torch_numbers, assert_same, case):
    """The gradient of every block of weights is that of PyTorch."""
    stored = torch_numbers(case)
    network, scored = from_torch(stored), stored["scored"]
    trace = forward(network, columns_last(stored["inputs"]), scored)[1]
    computed, expected = backward(network, trace, scored, side_by_side(stored["d_outputs"])), from_torch(stored, "d_")
    for name in [*BLOCKS, "projection"]:
        which, (rows, columns) = block_of(name, network)
        assert_same(getattr(computed, which)[:, rows, columns], getattr(expected, which)[:, rows, columns], 1e-12)


def test_many_steps_equal_the_walk(make_network):
    """Walking the explained step along a sequence, from nothing, arrives at the network's states and outputs."""
    network, inputs, scored, _ = make_problem(make_network, (2, 3, 2, 2, 6, 2, [1, 5], False))
    z, trace = forward(network, inputs, scored)
    for member, example in np.ndindex(2, 2):
        rows = dict(zip("ifoC", np.split(network.gates[member], 4), strict=True))
        weights = WalkWeights(
            matrices={gate: np.hstack([row[:, 3:-1], row[:, :3]]) for gate, row in rows.items()},
            biases={gate: row[:, -1] for gate, row in rows.items()},
            projection=network.projection[member],
        )
        h, c, y = np.zeros(3), np.zeros(3), []
        for x in inputs[:, :, example]:
            walk = walk_step(x, h, c, weights)
            h, c = walk.h, walk.c
            y.append(walk.projected)
        np.testing.assert_allclose(trace.state[-1, member, :3, example], h, rtol=1e-11)
        np.testing.assert_allclose(trace.cell[-1, member, :, example], c, rtol=1e-11)
        np.testing.assert_allclose(z[member].reshape(2, 2, 2)[:, :, example].T, np.array(y)[scored], rtol=1e-11)


@pytest.mark.parametrize("own", [False, True])
def test_members_are_independent(make_network, assert_same, own):
    """A member alone has the outputs and gradients that it has among others."""
    network, inputs, scored, upstream = make_problem(make_network, (4, 5, 3, 2, 8, 6, [3, 7], own))
    z, trace = forward(network, inputs, scored)
    gradients = backward(network, trace, scored, upstream)
    for member in range(4):
        chosen = slice(member, member + 1)
        alone = dataclasses.replace(network, gates=network.gates[chosen], projection=network.projection[chosen])
        alone_z, alone_trace = forward(alone, inputs[:, chosen] if own else inputs, scored)
        computed = backward(alone, alone_trace, scored, upstream[chosen])
        assert_same(alone_z, z[chosen], 1e-14)
        assert_same(computed.gates, gradients.gates[chosen], 1e-14)
        assert_same(computed.projection, gradients.projection[chosen], 1e-14)


def test_shared_inputs_are_each_members_own(make_network, assert_same):
    """Inputs for all members are the same as a copy for each."""
    network, inputs, scored, _ = make_problem(make_network, (3, 4, 2, 1, 5, 3, [4], False))
    copies = np.repeat(inputs[:, None], 3, axis=1)
    assert_same(forward(network, copies, scored)[0], forward(network, inputs, scored)[0], 1e-15)


def test_examples_are_independent(make_network, assert_same):
    """An example alone has the outputs that it has in a batch; gradients of a batch are the sum over examples."""
    network, inputs, scored, upstream = make_problem(make_network, (2, 4, 3, 2, 7, 5, [2, 6], False))
    z, trace = forward(network, inputs, scored)
    expected = backward(network, trace, scored, upstream)
    total = np.zeros_like(network.gates)
    for example in range(5):
        columns = [example, 5 + example]
        alone_z, alone_trace = forward(network, inputs[:, :, example : example + 1], scored)
        assert_same(alone_z, z[:, :, columns], 1e-13)
        total += backward(network, alone_trace, scored, upstream[:, :, columns]).gates
    assert_same(total, expected.gates, 1e-13)


def test_a_step_sees_nothing_later(make_network):
    """Whatever comes after a scored step leaves its output alone, bit for bit; what comes before does not."""
    network, inputs, scored, _ = make_problem(make_network, (2, 4, 3, 1, 9, 3, [2, 5], False))
    later, earlier = inputs.copy(), inputs.copy()
    later[6:] += 10
    earlier[0] += 10
    expected = forward(network, inputs, scored)[0]
    np.testing.assert_array_equal(forward(network, later, scored)[0], expected)
    assert (forward(network, earlier, scored)[0] != expected).all()


def test_no_hidden_state_means_a_half(make_network):
    """Without a bias the projection of h = 0 is z = 0, whatever its weights: y = σ(z) is exactly ½."""
    network, inputs, scored, _ = make_problem(make_network, (2, 3, 2, 4, 5, 3, [0, 4], False))
    network.gates[:, 9:] = 0  # a candidate of 0 leaves the cell, and so h, at 0
    z, trace = forward(network, inputs, scored)
    np.testing.assert_array_equal(trace.state[:, :, :3], 0)
    np.testing.assert_array_equal(1 / (1 + np.exp(-z)), np.full((2, 4, 6), 0.5))


def test_the_trace_holds_together(make_network):
    """What a trace keeps fits: inputs and a one in the state, h = o ∘ tanh C, a start from zero."""
    network, inputs, scored, _ = make_problem(make_network, (2, 3, 2, 1, 5, 4, [4], True))
    trace = forward(network, inputs, scored)[1]
    np.testing.assert_array_equal(trace.state[:-1, :, 3:5], inputs)
    np.testing.assert_array_equal(trace.state[:-1, :, 5], 1)
    np.testing.assert_array_equal(trace.squashed, np.tanh(trace.cell[1:]))
    np.testing.assert_array_equal(trace.state[1:, :, :3], trace.gates[:, :, 6:9] * trace.squashed)
    assert not trace.state[0, :, :3].any()
    assert not trace.cell[0].any()


def test_both_ways_only_read_what_they_are_given(make_network):
    """Weights, inputs, trace and upstream gradients are not written to: the way back twice is the same twice."""
    network, inputs, scored, upstream = make_problem(make_network, SHAPES["own_inputs"])
    trace = forward(network, inputs, scored)[1]
    arrays = [network.gates, network.projection, inputs, upstream, trace.state, trace.gates, trace.cell, trace.squashed]
    for array in arrays:
        array.flags.writeable = False
    once, twice = (backward(network, trace, scored, upstream) for _ in range(2))
    forward(network, inputs, scored)
    np.testing.assert_array_equal(once.gates, twice.gates)
    np.testing.assert_array_equal(once.projection, twice.projection)


def test_single_precision_stays_single(make_network, assert_same):
    """From float32 everything is float32, and near what float64 gives."""
    network, inputs, scored, upstream = make_problem(make_network, (2, 16, 5, 3, 30, 8, [20, 29], False))
    small = network.astype(np.float32)
    z, trace = forward(small, inputs.astype(np.float32), scored)
    gradients = backward(small, trace, scored, upstream.astype(np.float32))
    arrays = [z, trace.state, trace.gates, trace.cell, trace.squashed, gradients.gates, gradients.projection]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}
    expected_z, expected_trace = forward(network, inputs, scored)
    expected = backward(network, expected_trace, scored, upstream)
    assert_same(z, expected_z, 1e-4)
    assert_same(gradients.gates, expected.gates, 1e-3)


def test_first_weights():
    """First weights fill ±1/√H in float32, forget biases are 1, and the generator decides all of them."""
    first, again, other = (initial_network(5, 6, 16, 7, rng=np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first.gates.shape == (5, 64, 23)
    assert first.projection.shape == (5, 7, 16)
    assert first.gates.dtype == first.projection.dtype == np.float32
    assert (first.gates[:, 16:32, -1] == 1).all()
    free = np.delete(first.gates.reshape(5, -1), np.arange(16, 32) * 23 + 22, axis=1)
    for drawn in (free, first.projection):
        assert 0.24 < np.abs(drawn).max() <= 0.25
        assert drawn.std() == pytest.approx(0.25 / math.sqrt(3), rel=0.1)
    np.testing.assert_array_equal(first.gates, again.gates)
    np.testing.assert_array_equal(first.projection, again.projection)
    assert (first.projection != other.projection).mean() > 0.99


def test_what_a_network_says_of_itself():
    """Hidden units and the weights of one member are counted, however many members there are."""
    for members in (1, 3):
        network = initial_network(members, 4, 5, 2, rng=np.random.default_rng(0))
        assert network.hidden == 5
        assert network.parameters == 4 * 5 * (5 + 4 + 1) + 2 * 5


@pytest.mark.parametrize("cell", list(Cell))
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_outputs_without_a_trace_are_those_with_one(cell, dtype):
    """The last step's outputs are the same, bit for bit, whether or not what happened on the way is kept."""
    rng = np.random.default_rng(5)
    network = initial_network(3, 4, 5, 6, rng=rng, cell=cell).astype(dtype)
    inputs = rng.normal(size=(9, 4, 7)).astype(dtype)
    assert np.array_equal(last_outputs(network, inputs), forward(network, inputs, np.array([8]))[0])
