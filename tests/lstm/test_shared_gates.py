"""Networks that share their gates: everything is that of the same networks with gates of their own."""

import numpy as np
import pytest

from lstm_cli.lstm.network import Network, backward, forward, initial_network, projected
from lstm_cli.lstm.untraced import hidden_states, last_outputs
from lstm_cli.options import Cell

SCORED = np.array([2, 5])
SHARED = 3  # projections for each set of gates


def problem(*, own, cell=Cell.LSTM):
    """Return networks on 2 sets of gates, the same with gates of their own, and the inputs of both."""
    rng = np.random.default_rng(4)
    gates = initial_network(2, 3, 4, 1, rng=rng, cell=cell).gates.astype(float)
    projection = rng.normal(size=(2 * SHARED, 5, 4))
    inputs = rng.normal(size=(6, 2, 3, 7) if own else (6, 3, 7))
    alone = np.repeat(inputs, SHARED, axis=1) if own else inputs
    return Network(gates, projection, cell), Network(np.repeat(gates, SHARED, axis=0), projection, cell), inputs, alone


@pytest.mark.parametrize("cell", list(Cell))
@pytest.mark.parametrize("own", [False, True])
def test_forward_is_that_of_repeated_gates(own, cell):
    """Outputs of scored steps, the last outputs without a trace and what the gates did are the same."""
    shared, repeated, inputs, alone = problem(own=own, cell=cell)
    z, trace = forward(shared, inputs, SCORED)
    expected, own_trace = forward(repeated, alone, SCORED)
    np.testing.assert_allclose(z, expected, rtol=1e-12)
    np.testing.assert_allclose(np.repeat(trace.gates, SHARED, axis=1), own_trace.gates, rtol=1e-12)
    np.testing.assert_array_equal(last_outputs(shared, inputs), forward(shared, inputs, np.array([5]))[0])
    np.testing.assert_allclose(last_outputs(shared, inputs), last_outputs(repeated, alone), rtol=1e-12)


@pytest.mark.parametrize("cell", list(Cell))
@pytest.mark.parametrize("own", [False, True])
def test_hidden_states_are_those_of_a_trace(own, cell):
    """Every step's hidden states are those that `forward` keeps, bit for bit; projected they are its outputs."""
    shared, _, inputs, _ = problem(own=own, cell=cell)
    states = hidden_states(shared, inputs)
    z, trace = forward(shared, inputs, np.array([3]))
    np.testing.assert_array_equal(states, trace.state[1:, :, : shared.hidden])
    np.testing.assert_array_equal(projected(shared, states[3]), z)
    for member in range(2 * SHARED):
        np.testing.assert_allclose(z[member], shared.projection[member] @ states[3, member // SHARED], rtol=1e-12)


@pytest.mark.parametrize("own", [False, True])
def test_the_gradient_of_shared_gates_is_the_sum_of_their_own(own):
    """What shared gates get is the sum over the networks that share them; a projection gets its own."""
    shared, repeated, inputs, alone = problem(own=own)
    upstream = np.random.default_rng(1).normal(size=(2 * SHARED, 5, 2 * 7))
    found = backward(shared, forward(shared, inputs, SCORED)[1], SCORED, upstream)
    expected = backward(repeated, forward(repeated, alone, SCORED)[1], SCORED, upstream)
    summed = expected.gates.reshape(2, SHARED, *expected.gates.shape[1:]).sum(axis=1)
    np.testing.assert_allclose(found.gates, summed, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.projection, expected.projection, rtol=1e-9, atol=1e-12)


def test_the_gradient_is_that_of_finite_differences():
    """A nudge of any weight changes the loss by what the gradient says."""
    shared, _, inputs, _ = problem(own=True)
    upstream = np.random.default_rng(1).normal(size=(2 * SHARED, 5, 2 * 7))
    found = backward(shared, forward(shared, inputs, SCORED)[1], SCORED, upstream)
    for name in ("gates", "projection"):
        weights, gradient = getattr(shared, name), getattr(found, name)
        for place in np.random.default_rng(2).choice(weights.size, 40, replace=False):
            at, sides = np.unravel_index(place, weights.shape), []
            for nudge in (-1e-6, 1e-6):
                weights[at] += nudge
                sides.append((upstream * forward(shared, inputs, SCORED)[0]).sum())
                weights[at] -= nudge
            assert gradient[at] == pytest.approx((sides[1] - sides[0]) / 2e-6, rel=1e-5, abs=1e-7)


def test_gates_count_for_each_member_that_shares_them():
    """The number of weights of one member is that of a network with gates of its own."""
    shared, repeated, _, _ = problem(own=False)
    assert shared.parameters == repeated.parameters == 4 * 4 * (4 + 3 + 1) + 5 * 4
