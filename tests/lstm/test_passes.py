"""Passes for training: both ways to unroll the LSTM give what the plain network gives, in outputs and in gradients."""

import numpy as np
import pytest

from lstm_cli.lstm import passes, stepping, unrolled, unrolled_large, unrolled_small
from lstm_cli.lstm.network import Network, backward, forward, initial_network
from lstm_cli.lstm.passes import forward_pass
from lstm_cli.lstm.unrolled_large import LargeUnrolled
from lstm_cli.lstm.unrolled_small import SmallUnrolled
from lstm_cli.options import Cell

TINY = 1e-30  # of the complex step: nothing is subtracted, so it may be as small as one likes
STEP = 1e-6  # of the central difference
WAYS = [SmallUnrolled, LargeUnrolled]
SHAPES = {  # M, H, D, O, T, B, scored, does each member have its own inputs?
    "least": (1, 1, 1, 1, 2, 1, [1], False),
    "one_step": (2, 3, 2, 1, 1, 2, [0], False),
    "every_step": (1, 5, 2, 2, 9, 1, list(range(9)), False),
    "some_steps": (1, 4, 2, 2, 7, 3, [2, 4, 5], False),
    "last_steps": (3, 4, 2, 3, 8, 2, [5, 6, 7], True),
    "any_order": (2, 6, 3, 2, 9, 4, [7, 2, 5], True),
    "many_examples": (1, 8, 4, 1, 6, 40, list(range(6)), False),
    "many_members": (12, 3, 2, 4, 5, 3, [1, 4], False),
}


@pytest.fixture(autouse=True)
def _many_blocks(monkeypatch):
    """Make blocks, sums and stretches so small that networks of tests have several of each, and take every order in memory."""
    monkeypatch.setattr(unrolled_small, "NUMBERS_AT_ONCE", 30)
    monkeypatch.setattr(unrolled_large, "BLOCK", 20)
    monkeypatch.setattr(unrolled_large, "COLUMNS", 7)
    monkeypatch.setattr(unrolled_large, "APART_AT_ONCE", 70)
    monkeypatch.setattr(unrolled, "MANY_UNITS", 4)
    monkeypatch.setattr(unrolled, "MANY_EXAMPLES", 3)
    monkeypatch.setattr(stepping, "MIN_REPEATS", 5)


def make_problem(shape, dtype=float, seed=1):
    """Return a network, inputs, scored steps and a weight for each output: the loss is their weighted sum."""
    members, hidden, inputs, outputs, steps, batch, scored, own = shape
    rng = np.random.default_rng(seed)
    network = Network(
        rng.normal(size=(members, 4 * hidden, hidden + inputs + 1)) * 0.7,
        rng.normal(size=(members, outputs, hidden)),
    ).astype(dtype)
    sequence = rng.normal(size=(steps, members, inputs, batch) if own else (steps, inputs, batch)).astype(dtype)
    upstream = rng.normal(size=(members, outputs, len(scored) * batch)).astype(dtype)
    return network, sequence, np.array(scored), upstream


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("shape", SHAPES)
def test_outputs_and_gradients_are_those_of_the_plain_network(assert_same, shape, way):
    """In double precision every output and every gradient is the plain network's; a second pass gives the same bits."""
    network, inputs, scored, upstream = make_problem(SHAPES[shape])
    z, trace = forward(network, inputs, scored)
    expected = backward(network, trace, scored, upstream)
    unrolled = way(network, inputs)
    first = unrolled.forward(network, inputs, scored), unrolled.backward(upstream)
    again = unrolled.forward(network, inputs, scored), unrolled.backward(upstream)
    assert_same(first[0], z, 1e-13)
    for which in ("gates", "projection"):
        assert_same(getattr(first[1], which), getattr(expected, which), 1e-12)
        np.testing.assert_array_equal(getattr(first[1], which), getattr(again[1], which))
    np.testing.assert_array_equal(first[0], again[0])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("shape", ["some_steps", "any_order"])
def test_gradients_are_slopes(shape, way):
    """Every weight's gradient is the central difference of the loss that the same pass computes."""
    network, inputs, scored, upstream = make_problem(SHAPES[shape])
    unrolled = way(network, inputs)
    unrolled.forward(network, inputs, scored)
    gradients = unrolled.backward(upstream)

    def loss(weights, at, change):
        before = weights[at]
        weights[at] = before + change
        value = float((unrolled.forward(network, inputs, scored) * upstream).sum())
        weights[at] = before
        return value

    for weights, computed in ((network.gates, gradients.gates), (network.projection, gradients.projection)):
        slopes = [(loss(weights, at, STEP) - loss(weights, at, -STEP)) / (2 * STEP) for at in np.ndindex(weights.shape)]
        np.testing.assert_allclose(computed.ravel(), slopes, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("way", WAYS)
def test_the_complex_step_goes_through(way):
    """Nothing on the way forward breaks the complex step: its slope along a direction is the gradient's product with it."""
    network, inputs, scored, upstream = make_problem((2, 16, 3, 2, 30, 5, [10, 20, 29], False))
    unrolled = way(network, inputs)
    unrolled.forward(network, inputs, scored)
    gradients = unrolled.backward(upstream)
    rng = np.random.default_rng(8)
    gates, projection = rng.normal(size=network.gates.shape), rng.normal(size=network.projection.shape)
    shaken = Network(network.gates + TINY * 1j * gates, network.projection + TINY * 1j * projection)
    slope = (upstream * way(shaken, inputs).forward(shaken, inputs, scored)).sum().imag / TINY
    found = (gradients.gates * gates).sum() + (gradients.projection * projection).sum()
    np.testing.assert_allclose(found, slope, rtol=1e-9)


@pytest.mark.parametrize("way", WAYS)
def test_single_precision_stays_single(assert_same, way):
    """In float32 outputs and gradients are float32 and right to 5 digits."""
    network, inputs, scored, upstream = make_problem(SHAPES["many_examples"], np.float32)
    unrolled = way(network, inputs)
    z, gradients = unrolled.forward(network, inputs, scored), unrolled.backward(upstream)
    precise, *problem = make_problem(SHAPES["many_examples"])
    expected, trace = forward(precise, *problem[:2])
    slopes = backward(precise, trace, *problem[1:])
    pairs = [(z, expected), (gradients.gates, slopes.gates), (gradients.projection, slopes.projection)]
    for found, wanted in pairs:
        assert found.dtype == np.float32
        assert_same(found, wanted, 1e-5)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", ["least", "shared", "every_step", "last_unscored", "any_order"])
def test_passes_equal_pytorch(torch_numbers, assert_same, case, way):
    """Outputs and gradients are PyTorch's, whose gates are stacked i, f, g, o."""
    stored = torch_numbers(case)

    def ours(prefix=""):
        bias = stored[f"{prefix}bias_ih"] + (0 if prefix else stored["bias_hh"])
        columns = np.concatenate([stored[f"{prefix}weight_hh"], stored[f"{prefix}weight_ih"], bias[:, :, None]], axis=2)
        i, f, g, o = np.split(columns, 4, axis=1)
        return Network(np.concatenate([i, f, o, g], axis=1), stored[f"{prefix}projection"])

    def side_by_side(scored):  # (M, S, B, O) to (M, O, S·B)
        return scored.transpose(0, 3, 1, 2).reshape(len(scored), scored.shape[3], -1)

    sequences = stored["inputs"]
    inputs = sequences.transpose(0, 2, 1) if sequences.ndim == 3 else sequences.transpose(1, 0, 3, 2)
    network, wanted = ours(), ours("d_")
    unrolled = way(network, inputs)
    assert_same(unrolled.forward(network, inputs, stored["scored"]), side_by_side(stored["outputs"]), 1e-12)
    gradients = unrolled.backward(side_by_side(stored["d_outputs"]))
    assert_same(gradients.gates, wanted.gates, 1e-12)
    assert_same(gradients.projection, wanted.projection, 1e-12)


@pytest.mark.parametrize("cell", list(Cell))
@pytest.mark.parametrize("stochastic", [False, True])
def test_every_cell_has_a_pass(cell, stochastic):
    """Whatever the cell and its gates, a pass gives the outputs and gradients of the plain network, reused or not."""
    network = initial_network(2, 3, 4, 2, rng=np.random.default_rng(0), cell=cell).astype(float)
    inputs, scored = np.random.default_rng(1).normal(size=(6, 3, 5)), np.array([3, 5])
    upstream = np.random.default_rng(2).normal(size=(2, 2, 10))

    def draws():
        return np.random.default_rng(3).random if stochastic else None

    z, trace = forward(network, inputs, scored, draws=draws())
    expected = backward(network, trace, scored, upstream)
    kept = None
    for _ in range(2):
        found, kept = forward_pass(network, inputs, scored, reuse=kept, draws=draws())
        gradients = kept.backward(upstream)
        np.testing.assert_allclose(found, z, rtol=1e-12)
        np.testing.assert_allclose(gradients.gates, expected.gates, rtol=1e-10, atol=1e-14)
        np.testing.assert_allclose(gradients.projection, expected.projection, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("batch", [1, 9])
def test_a_pass_is_reused_where_it_fits(monkeypatch, batch):
    """A pass of the same shape is written over; another number of examples, steps or members gets one of its own."""
    monkeypatch.setattr(passes, "SMALL", 20)
    network, inputs, scored, _ = make_problem((1, 4, 2, 2, 5, batch, [3, 4], False))
    _, kept = forward_pass(network, inputs, scored)
    assert isinstance(kept, SmallUnrolled if batch == 1 else LargeUnrolled)
    assert forward_pass(network, inputs + 1, scored, reuse=kept)[1] is kept
    for other in (
        inputs[..., :0:-1] if batch > 1 else np.repeat(inputs, 2, axis=2),
        inputs[:-1],
        inputs.astype(complex),
    ):
        assert forward_pass(network, other, scored - 1, reuse=kept)[1] is not kept
