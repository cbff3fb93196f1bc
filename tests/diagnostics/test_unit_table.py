"""The figures of every unit against a loop over the equations."""

import math

import numpy as np
import pytest

from lstm_cli.diagnostics.unit_table import gate_figures, unit_table
from lstm_cli.lstm.gate_statistics import read_units
from lstm_cli.lstm.network import forward, initial_network


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def by_hand(network, inputs, member):
    """Run one member over inputs (T, D), a number at a time; give every unit's (i, f, o, g, C) by step."""
    hidden = network.hidden
    h, c, found = [0.0] * hidden, [0.0] * hidden, []
    for x in inputs:
        state = [*h, *x, 1.0]
        sums = [sum(w * s for w, s in zip(row, state, strict=True)) for row in network.gates[member]]
        i, f, o = ([sigmoid(z) for z in sums[k * hidden : (k + 1) * hidden]] for k in range(3))
        g = [math.tanh(z) for z in sums[3 * hidden :]]
        c = [f[u] * c[u] + i[u] * g[u] for u in range(hidden)]
        h = [o[u] * math.tanh(c[u]) for u in range(hidden)]
        found.append((i, f, o, g, c))
    return found


@pytest.fixture(scope="module")
def case():
    """Two members of three wide-awake units over two series, the second begun at step 3."""
    rng = np.random.default_rng(5)
    network = initial_network(2, 2, 3, 4, rng=rng).astype(float)
    network.gates[...] *= 5
    inputs = rng.normal(size=(8, 2, 2)) * 2
    exists = np.ones((8, 2), bool)
    exists[:3, 1] = False
    table = unit_table(read_units(forward(network, inputs, np.array([7]))[1], 3, exists))
    runs = [[by_hand(network, inputs[:, :, series], member) for member in range(2)] for series in range(2)]
    return table, lambda member, unit, what: [
        runs[series][member][t][what][unit] for series in range(2) for t in range(8) if exists[t, series]
    ]


@pytest.mark.parametrize("member", [0, 1])
@pytest.mark.parametrize("unit", [0, 1, 2])
def test_every_figure_is_that_of_the_equations(case, member, unit):
    """Mean, spread, shares, derivative, cell size and half-life, over the steps that a series has."""
    table, values = case
    for gate in range(4):
        one = values(member, unit, gate)
        mean = sum(one) / len(one)
        expected = [
            mean,
            math.sqrt(sum((v - mean) ** 2 for v in one) / len(one)),
            sum(abs(v) < 0.1 for v in one) / len(one),
            sum(abs(v) > 0.9 for v in one) / len(one),
            sum(1 - v * v if gate == 3 else v * (1 - v) for v in one) / len(one),
        ]
        found = [
            getattr(table, name)[member, gate, unit] for name in ("mean", "spread", "below", "above", "derivative")
        ]
        np.testing.assert_allclose(found, expected, atol=1e-12)
        assert found[4] <= (1 if gate == 3 else 0.25)
    cells = values(member, unit, 4)
    assert table.cell[member, unit] == pytest.approx(sum(map(abs, cells)) / len(cells))
    assert table.full[member, unit] == pytest.approx(sum(abs(math.tanh(c)) > 0.99 for c in cells) / len(cells))
    logs = [math.log(f) for f in values(member, unit, 1)]
    assert table.half_life[member, unit] == pytest.approx(math.log(0.5) / (sum(logs) / len(logs)))


def test_figures_of_a_gate_pool_all_units(case):
    """Mean and spread of a gate are those of all readings of all units together."""
    table, values = case
    for gate, figures in enumerate(gate_figures(table)):
        every = [v for member in range(2) for unit in range(3) for v in values(member, unit, gate)]
        assert figures.mean == pytest.approx(np.mean(every))
        assert figures.spread == pytest.approx(np.std(every))
        assert figures.above == pytest.approx(np.mean(np.abs(every) > 0.9))


def test_the_constant_unit_is_not_among_the_free(case):
    """The first unit of each network, which stands for a bias, is left out of what is pooled."""
    table, values = case
    free = table.free
    assert free.half_life.shape == (2, 2)
    every = [v for member in range(2) for unit in (1, 2) for v in values(member, unit, 1)]
    assert gate_figures(free)[1].mean == pytest.approx(np.mean(every))


def test_dead_and_always_on_units_are_counted():
    """A unit with a gate shut in all readings is dead there; one that is open is always on, and holds endlessly."""
    network = initial_network(1, 1, 2, 1, rng=np.random.default_rng(0)).astype(float)
    trace = forward(network, np.zeros((5, 1, 1)), np.array([4]))[1]
    trace.gates[:, 0, 0] = 0.01  # input gate of unit 1
    trace.gates[:, 0, 2:4] = 1.0  # both forget gates
    trace.gates[0, 0, 1] = 0.99
    table = unit_table(read_units(trace, 2, np.ones((5, 1), bool)))
    figures = {one.name: one for one in gate_figures(table)}
    assert (figures["input"].dead, figures["input"].always_on) == (1, 0)
    assert (figures["forget"].dead, figures["forget"].always_on) == (0, 2)
    assert np.isposinf(table.half_life).all()
