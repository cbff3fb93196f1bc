"""Other cells and stochastic gates: equations in scalars, gradients by the complex step, draws by exact enumeration."""

import dataclasses
import itertools
import math

import numpy as np
import pytest

from lstm_cli.lstm.cell_variants import variant_backward
from lstm_cli.lstm.constant_unit import constant_unit
from lstm_cli.lstm.network import Network, backward, forward, initial_network
from lstm_cli.options import Cell

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
    h, c, values = [0.0] * hidden, [0.0] * hidden, []
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
        values.append(
            (i + f + o + g, list(c), [sum(w * v for w, v in zip(row, h, strict=True)) for row in network.projection[0]])
        )
    return values


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
    computed = getattr(backward(network, forward(network, sequence, scored)[1], scored, upstream), which)
    expected = np.empty(computed.shape)
    for at in np.ndindex(computed.shape):
        nudged = {"gates": network.gates.astype(complex), "projection": network.projection.astype(complex)}
        nudged[which][at] += TINY * 1j
        z, _ = forward(dataclasses.replace(network, **nudged), sequence, scored)
        expected[at] = (upstream * z).sum().imag / TINY
    if which == "gates":
        absent = network.gates == 0
        assert not computed[absent].any()
        computed, expected = computed[~absent], expected[~absent]
    np.testing.assert_allclose(computed, expected, rtol=1e-9)


def test_the_carousel_carries_error_unchanged():
    """Along the cell of a cec ∂C_t/∂C_{t-k} is exactly 1 at any lag, whatever the weights."""
    network = draw_network(Cell.CEC, (2, 3, 2, 1))
    _, trace = forward(network, np.random.default_rng(0).normal(size=(50, 2, 4)), np.array([49]))
    np.testing.assert_array_equal(np.prod(trace.gates[:, :, 3:6], axis=0), 1.0)
    error = np.random.default_rng(1).normal(size=(2, 3, 4))
    carried = error.copy()
    for step in reversed(range(50)):
        kept = (trace.gates[step], trace.values[step], trace.cell[step], trace.squashed[step])
        variant_backward(Cell.CEC, network.gates, kept, np.zeros_like(error), carried, np.empty((2, 12, 4)))
    np.testing.assert_array_equal(carried, error)


def test_a_trace_handed_on_leaves_nothing_behind():
    """A reused trace gives the outputs and gradients of a fresh one, whatever cell or sampled gates ran in it before."""
    rng, scored = np.random.default_rng(8), np.array([2, 4])
    upstream = rng.normal(size=(2, 1, 8))
    runs = [
        (draw_network(cell, (2, 3, 3 - cell.extra, 1)), rng.normal(size=(5, 3 - cell.extra, 4)), sampled)
        for cell, sampled in itertools.product(Cell, [False, True])
    ]

    def take(run, reuse):
        network, inputs, sampled = run
        draws = np.random.default_rng(9).random if sampled else None
        z, trace = forward(network, inputs, scored, reuse=reuse, draws=draws)
        return z, trace, backward(network, trace, scored, upstream).gates

    for earlier, later in itertools.product(runs, runs):
        (z, _, gradient), (again, _, same) = take(later, None), take(later, take(earlier, None)[1])
        np.testing.assert_array_equal(again, z)
        np.testing.assert_array_equal(same, gradient)


@pytest.mark.parametrize("stochastic", [False, True])
@pytest.mark.parametrize("cell", list(Cell))
def test_the_constant_unit_is_one(cell, stochastic):
    """With its biases and no other weights a unit converges to the h that is promised, gates sampled or not."""
    biases, limit = constant_unit(cell, stochastic=stochastic)
    network = draw_network(cell, (1, 1, 1, 1))
    network.gates[...] = 0
    network.gates[0, :, -1] = biases
    network.projection[...] = 1
    draws = np.random.default_rng(0).random if stochastic else None
    z, _ = forward(network, np.random.default_rng(1).normal(size=(60, 1, 9)), np.array([30, 59]), draws=draws)
    np.testing.assert_allclose(z, limit, atol=1e-4)


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
    """Gradient of the expected loss over all draws, by the complex step; of the weights that the cell has."""
    computed = np.zeros(network.gates.shape)
    for at in zip(*np.nonzero(network.gates), strict=True):
        nudged = network.gates.astype(complex)
        nudged[at] += TINY * 1j
        probability, loss, *_ = enumerate_draws(dataclasses.replace(network, gates=nudged), inputs, target)
        computed[at] = (probability * loss).sum().imag / TINY
    return computed[0]


def every_gradient(network, inputs, target, form):
    """Give the probability of every combination of draws, and the gradient that one form takes from each."""
    probability, _, z, trace = enumerate_draws(network, inputs, target)
    count, hidden = len(probability), network.hidden
    # Draws are turned from examples into members, so that each has a gradient of its own.
    turned = {
        name: np.ascontiguousarray(getattr(trace, name).swapaxes(1, 3))
        for name in ("state", "gates", "cell", "squashed", "values")
    }
    if form == "values":
        turned["gates"][:, :, : 3 * hidden] = turned["values"]
        if network.cell is Cell.CEC:
            turned["gates"][:, :, hidden : 2 * hidden] = 1
        if network.cell is Cell.COUPLED:
            turned["gates"][:, :, :hidden] = 1 - turned["gates"][:, :, hidden : 2 * hidden]
    kind = complex if form == "no slope" else float
    if form == "no slope":  # v (1 - v) = 1 where v = (1 + i√3)/2
        turned["values"] = np.full(turned["values"].shape, 0.5 + 0.5j * math.sqrt(3))
    buffers = [turned["squashed"], turned["gates"], turned["cell"][0], turned["cell"][0]]
    trace = dataclasses.replace(trace, **turned, backward_buffers=[np.empty(buffer.shape, kind) for buffer in buffers])
    gates, projection = (np.repeat(weights, count, axis=0) for weights in (network.gates, network.projection))
    network = Network(gates, projection, network.cell)
    upstream = 2 * (z[0, 0] - target)[:, None, None]
    return probability, backward(network, trace, np.array([len(inputs) - 1]), upstream).gates.real


def bias_and_spread(cell, form):
    """Root mean squares over 12 random cells of one unit and four steps, relative to the exact gradient's."""
    off = spread = size = 0.0
    for seed in range(12):
        network = draw_network(cell, (1, 1, 1, 1), seed=seed)
        rng = np.random.default_rng(100 + seed)
        inputs, target = rng.normal(size=(4, 1)), rng.normal()
        exact = exact_gradient(network, inputs, target)
        probability, gradients = every_gradient(network, inputs, target, form)
        mean = np.tensordot(probability, gradients, 1)
        size += (exact**2).sum()
        off += ((mean - exact) ** 2).sum()
        spread += probability @ ((gradients - mean) ** 2).sum(axis=(1, 2))
    return math.sqrt(off / size), math.sqrt(spread / size)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cell", "drawn", "values", "no_slope"),
    [
        (Cell.LSTM, (0.096, 1.633), (0.237, 0.691), (1.819, 4.281)),
        (Cell.CEC, (0.091, 1.439), (0.191, 0.639), (1.970, 3.248)),
        (Cell.PEEPHOLE, (0.166, 2.144), (0.468, 0.933), (5.257, 14.662)),
        (Cell.COUPLED, (0.065, 1.563), (0.287, 0.572), (1.811, 3.070)),
    ],
)
def test_the_bias_of_the_straight_through_gradient_is_what_is_said(cell, drawn, values, no_slope):
    """Over all draws bias and spread of each form are those the documentation names; the chosen one has least bias."""
    computed = {form: bias_and_spread(cell, form) for form in ("drawn", "values", "no slope")}
    for form, documented in {"drawn": drawn, "values": values, "no slope": no_slope}.items():
        assert computed[form] == pytest.approx(documented, abs=0.001)
    assert computed["drawn"][0] < min(computed["values"][0], computed["no slope"][0])
