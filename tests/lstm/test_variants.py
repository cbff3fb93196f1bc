"""Other cells and stochastic gates: equations in scalars, gradients by the complex step, draws by exact enumeration."""

import dataclasses
import itertools
import math

import numpy as np
import pytest

from lstm_cli.lstm import Cell, Network, backward, constant_unit, forward, initial_network

TINY = 1e-30
VARIANTS = [Cell.CEC, Cell.PEEPHOLE, Cell.COUPLED]


def draw_network(cell, shape, seed=3):
    """Draw a network (M, H, D, O) in float64, with the weights a cell does not have at 0."""
    members, hidden, inputs, outputs = shape
    rng = np.random.default_rng(seed)
    missing = initial_network(members, inputs, hidden, outputs, rng=rng, cell=cell).gates == 0
    gates = rng.normal(size=missing.shape) * 0.7
    return Network(np.where(missing, 0, gates), rng.normal(size=(members, outputs, hidden)), cell)


def sigma(x):
    """σ in scalars."""
    return 1 / (1 + math.exp(-x))


def by_hand(network, xs):
    """Run member 0 over xs (T, D), one number at a time from the equations; returns gates, cells and z by step."""
    hidden, cell = network.hidden, network.cell
    rows = network.gates[0].reshape(4, hidden, -1)
    h, c, told = [0.0] * hidden, [0.0] * hidden, []
    for x in xs:
        sums = [[row[-1] + sum(w * v for w, v in zip(row, [*h, *x], strict=False)) for row in block] for block in rows]
        peep = rows[:, :, -2] if cell is Cell.PEEPHOLE else np.zeros((4, hidden))
        i = [sigma(sums[0][u] + peep[0][u] * c[u]) for u in range(hidden)]
        f = [sigma(sums[1][u] + peep[1][u] * c[u]) for u in range(hidden)]
        g = [math.tanh(sums[3][u]) for u in range(hidden)]
        if cell is Cell.CEC:
            f = [1.0] * hidden
        if cell is Cell.COUPLED:
            i = [1 - value for value in f]
        c = [f[u] * c[u] + i[u] * g[u] for u in range(hidden)]
        o = [sigma(sums[2][u] + peep[2][u] * c[u]) for u in range(hidden)]
        h = [o[u] * math.tanh(c[u]) for u in range(hidden)]
        told.append(
            (i + f + o + g, list(c), [sum(w * v for w, v in zip(row, h, strict=True)) for row in network.projection[0]])
        )
    return told


@pytest.mark.parametrize("cell", VARIANTS)
def test_each_cell_is_its_equations(cell):
    """Gates, cell and output of every step equal the equations written out in scalars."""
    network = draw_network(cell, (1, 3, 2, 2))
    xs = np.random.default_rng(1).normal(size=(5, 2))
    z, trace = forward(network, xs[:, :, None], np.arange(5))
    for step, (gates, cells, outputs) in enumerate(by_hand(network, xs)):
        np.testing.assert_allclose(trace.gates[step, 0, :, 0], gates, rtol=1e-12)
        np.testing.assert_allclose(trace.cell[step + 1, 0, :, 0], cells, rtol=1e-12)
        np.testing.assert_allclose(z[0, :, step], outputs, rtol=1e-12)


@pytest.mark.parametrize("which", ["gates", "projection"])
@pytest.mark.parametrize("cell", VARIANTS)
@pytest.mark.parametrize("shape", [(1, 1, 1, 1, 2, 1, [1]), (2, 3, 2, 2, 6, 4, [2, 5])])
def test_gradients_are_exact(cell, shape, which):
    """Every weight of every block has the gradient that the complex step finds; a weight the cell lacks has none."""
    members, hidden, inputs, outputs, steps, batch, scored = shape
    network = draw_network(cell, (members, hidden, inputs, outputs))
    rng = np.random.default_rng(2)
    sequence, scored = rng.normal(size=(steps, inputs, batch)), np.array(scored)
    upstream = rng.normal(size=(members, outputs, len(scored) * batch))
    found = getattr(backward(network, forward(network, sequence, scored)[1], scored, upstream), which)
    expected = np.empty(found.shape)
    for at in np.ndindex(found.shape):
        nudged = {"gates": network.gates.astype(complex), "projection": network.projection.astype(complex)}
        nudged[which][at] += TINY * 1j
        z, _ = forward(dataclasses.replace(network, **nudged), sequence, scored)
        expected[at] = (upstream * z).sum().imag / TINY
    if which == "gates":
        absent = network.gates == 0
        assert not found[absent].any()
        found, expected = found[~absent], expected[~absent]
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_the_carousel_carries_error_unchanged():
    """Along the cell of a cec ∂C_t/∂C_{t-k} is exactly 1 at any lag, whatever the weights."""
    network = draw_network(Cell.CEC, (2, 3, 2, 1))
    _, trace = forward(network, np.random.default_rng(0).normal(size=(50, 2, 4)), np.array([49]))
    np.testing.assert_array_equal(np.prod(trace.gates[:, :, 3:6], axis=0), 1.0)
    network.projection[...] = 0
    _, trace = forward(network, np.random.default_rng(0).normal(size=(50, 2, 4)), np.array([49]))
    assert not backward(network, trace, np.array([49]), np.ones((2, 1, 4))).gates.any()


@pytest.mark.parametrize("stochastic", [False, True])
@pytest.mark.parametrize("cell", list(Cell))
def test_the_constant_unit_is_one(cell, stochastic):
    """With its biases and no other weights a unit settles at the h that is promised, tossed or not."""
    biases, settled = constant_unit(cell, stochastic=stochastic)
    network = draw_network(cell, (1, 1, 1, 1))
    network.gates[...] = 0
    network.gates[0, :, -1] = biases
    network.projection[...] = 1
    draws = np.random.default_rng(0).random if stochastic else None
    z, _ = forward(network, np.random.default_rng(1).normal(size=(60, 1, 9)), np.array([30, 59]), draws=draws)
    np.testing.assert_allclose(z, settled, atol=1e-4)


def test_stochastic_gates_are_on_as_often_as_their_value_says():
    """Gates are 0 or 1, on where the draw is below the value; over many draws the share of each is its value."""
    network = draw_network(Cell.LSTM, (1, 2, 1, 1))
    rng = np.random.default_rng(4)
    _, trace = forward(network, np.full((1, 1, 40_000), 0.3), np.array([0]), draws=rng.random)
    opened = trace.gates[0, 0, :6]
    assert set(np.unique(opened)) == {0.0, 1.0}
    np.testing.assert_allclose(opened.mean(axis=1), trace.values[0, 0, :, 0], atol=0.01)
    again = forward(network, np.full((1, 1, 40_000), 0.3), np.array([0]), draws=np.random.default_rng(4).random)[1]
    np.testing.assert_array_equal(again.gates, trace.gates)


def enumerate_draws(network, inputs, target):
    """Run every combination of draws at once: the probability of each (complex where weights are), z and the trace."""
    steps, hidden = len(inputs), network.hidden
    every = np.array(list(itertools.product([0.0, 1.0], repeat=3 * hidden * steps))).T  # u = 0 is on, u = 1 is off
    script = iter(every.reshape(steps, 1, 3 * hidden, -1))
    copies = np.repeat(inputs[:, :, None], every.shape[1], axis=2)
    z, trace = forward(network, copies, np.array([steps - 1]), draws=lambda _shape: next(script))
    chances = np.where(trace.gates[:, :, : 3 * hidden].real > 0.5, trace.values, 1 - trace.values)
    probability = chances.prod(axis=(0, 1, 2))
    assert probability.sum().real == pytest.approx(1, abs=1e-12)
    return probability, (z[0, 0] - target) ** 2, z, trace


def exact_gradient(network, inputs, target):
    """Gradient of the expected loss over all draws, by the complex step."""
    found = np.empty(network.gates.shape)
    for at in np.ndindex(found.shape):
        nudged = network.gates.astype(complex)
        nudged[at] += TINY * 1j
        probability, loss, *_ = enumerate_draws(dataclasses.replace(network, gates=nudged), inputs, target)
        found[at] = (probability * loss).sum().imag / TINY
    return found


def straight_through(network, inputs, target, form):
    """Mean over all draws of one form of the straight-through gradient."""
    probability, _, z, trace = enumerate_draws(network, inputs, target)
    upstream = (2 * (z[0, 0] - target) * probability)[None, None]
    if form == "expected":  # the way back multiplies by the values instead of what was drawn
        gates = trace.gates.copy()
        gates[:, :, : 3 * network.hidden] = trace.values
        trace = dataclasses.replace(trace, gates=gates)
    if form == "plain":  # no σ': v (1 - v) = 1 where v = (1 + i√3)/2
        trace = dataclasses.replace(trace, values=np.full(trace.values.shape, 0.5 + 0.5j * math.sqrt(3)))
        trace = dataclasses.replace(
            trace,
            way_back=[
                np.empty_like(one, complex) for one in (trace.squashed, trace.gates, trace.cell[0], trace.cell[0])
            ],
        )
    return backward(network, trace, np.array([len(inputs) - 1]), upstream).gates.real


def biases(forms):
    """Root of the mean squared bias over 12 random cells of one unit and four steps, relative to the exact gradient."""
    off, size = dict.fromkeys(forms, 0.0), 0.0
    for seed in range(12):
        network = draw_network(Cell.LSTM, (1, 1, 1, 1), seed=seed)
        rng = np.random.default_rng(100 + seed)
        inputs, target = rng.normal(size=(4, 1)), rng.normal()
        exact = exact_gradient(network, inputs, target)
        size += (exact**2).sum()
        for form in forms:
            off[form] += ((straight_through(network, inputs, target, form) - exact) ** 2).sum()
    return {form: math.sqrt(total / size) for form, total in off.items()}


def test_the_bias_of_the_straight_through_gradient_is_what_is_said():
    """Over all draws the gradient is off by the share that the documentation names, and by less than other forms are."""
    found = biases(["drawn", "expected", "plain"])
    assert found == pytest.approx({"drawn": 0.096, "expected": 0.237, "plain": 1.819}, abs=0.001)
