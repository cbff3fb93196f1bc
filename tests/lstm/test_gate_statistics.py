"""Statistics of the gates against a loop over the equations, value by value."""

import dataclasses
import math

import numpy as np
import pytest

from lstm_cli.lstm.cell import CANDIDATE, FORGET, GATES, INPUT
from lstm_cli.lstm.gate_statistics import gate_sums, half_life, joined
from lstm_cli.lstm.network import forward, initial_network
from lstm_cli.options import Cell

STEPS = 8


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def by_hand(network, inputs, member):
    """Run one member over inputs (T, D), a number at a time; give every unit's (i, f, o, g, C) by step."""
    hidden = network.hidden
    h, c, steps = [0.0] * hidden, [0.0] * hidden, []
    for x in inputs:
        state = [*h, *x, 1.0]
        sums = [sum(w * s for w, s in zip(row, state, strict=True)) for row in network.gates[member]]
        i, f, o = ([sigmoid(z) for z in sums[k * hidden : (k + 1) * hidden]] for k in range(3))
        g = [math.tanh(z) for z in sums[3 * hidden :]]
        c = [f[u] * c[u] + i[u] * g[u] for u in range(hidden)]
        h = [o[u] * math.tanh(c[u]) for u in range(hidden)]
        steps.append((i, f, o, g, c))
    return steps


def expected(values, gate):
    """Mean, spread, shares and derivative of one gate's values, by their definitions."""
    mean = sum(values) / len(values)
    return [
        mean,
        math.sqrt(sum((v - mean) ** 2 for v in values) / len(values)),
        sum(abs(v) < 0.1 for v in values) / len(values),
        sum(abs(v) > 0.9 for v in values) / len(values),
        sum(1 - v * v if gate == CANDIDATE else v * (1 - v) for v in values) / len(values),
    ]


def figures(statistics, *place):
    """Return the same five figures of a record."""
    names = ("mean", "spread", "share_below", "share_above", "mean_derivative")
    return [getattr(statistics, name)[place] for name in names]


@pytest.fixture(scope="module")
def case():
    """Sum up two members of three units over two series, the second begun at step 3; with their values by hand."""
    rng = np.random.default_rng(5)
    network = initial_network(2, 2, 3, 4, rng=rng).astype(float)
    network.gates[...] *= 5
    inputs = rng.normal(size=(STEPS, 2, 2)) * 2
    exists = np.ones((STEPS, 2), bool)
    exists[:3, 1] = False
    sums = gate_sums(network, forward(network, inputs, np.array([STEPS - 1]))[1], exists)
    runs = [[by_hand(network, inputs[:, :, series], member) for member in range(2)] for series in range(2)]

    def values(what, *, series=(0, 1), members=(0, 1), units=(0, 1, 2)):
        steps = [(row, t) for row in series for t in range(STEPS) if exists[t, row]]
        return [runs[row][m][t][what][u] for row, t in steps for m in members for u in units]

    return sums, values


@pytest.mark.parametrize("member", [0, 1])
@pytest.mark.parametrize("unit", [0, 1, 2])
def test_every_figure_of_a_unit_is_that_of_the_equations(case, member, unit):
    """Mean, spread, shares, derivative, cell size and half-life, over the steps that a series has."""
    sums, values = case
    units = sums.statistics()
    for gate in range(4):
        computed = figures(units, gate, member, unit)
        np.testing.assert_allclose(computed, expected(values(gate, members=[member], units=[unit]), gate), atol=1e-12)
        assert computed[4] <= (1 if gate == CANDIDATE else 0.25)
    cells = values(4, members=[member], units=[unit])
    assert units.mean_cell_size[member, unit] == pytest.approx(sum(map(abs, cells)) / len(cells))
    full = sum(abs(math.tanh(c)) > 0.99 for c in cells) / len(cells)
    assert units.share_cell_full[member, unit] == pytest.approx(full)
    logs = [math.log(f) for f in values(FORGET, members=[member], units=[unit])]
    assert units.half_life[member, unit] == pytest.approx(math.log(0.5) / (sum(logs) / len(logs)))


@pytest.mark.parametrize("series", [(0,), (1,), (0, 1)])
def test_pooled_figures_are_those_of_all_readings_of_free_units(case, series):
    """Members and units are pooled into one figure for each series or for all; the constant unit 1 is left out."""
    sums, values = case
    pooled = sums.pooled().statistics(slice(series[0], series[-1] + 1))
    for gate in range(4):
        readings = values(gate, series=series, units=(1, 2))
        np.testing.assert_allclose(figures(pooled, gate), expected(readings, gate), atol=1e-12)
    logs = [math.log(f) for f in values(FORGET, series=series, units=(1, 2))]
    assert float(pooled.half_life) == pytest.approx(math.log(0.5) / (sum(logs) / len(logs)))
    cells = values(4, series=series, units=(1, 2))
    assert float(pooled.mean_cell_size) == pytest.approx(sum(map(abs, cells)) / len(cells))


def test_sums_add_up_over_passes_and_series(case):
    """Adding doubles every sum and changes no mean; joined series, and one row for all, have the same means."""
    sums, _ = case
    assert_same(sums.add(sums).statistics(), sums.statistics())
    assert_same(joined([sums, sums]).statistics(), sums.statistics())
    assert_same(sums.total().statistics(), sums.statistics())
    assert joined([sums, sums]).count.shape == (4,)
    np.testing.assert_allclose(sums.add(sums).count, [2 * 8, 2 * 5])
    assert_same(sums.total().pooled().statistics(), sums.pooled().statistics())


def assert_same(ours, other):
    """Every figure of two records is the same."""
    assert ours.cell is other.cell
    for field in dataclasses.fields(ours)[1:]:
        np.testing.assert_allclose(getattr(ours, field.name), getattr(other, field.name), rtol=1e-13)


def test_pooled_sums_of_many_series_are_small(case):
    """A series keeps 20 numbers, however many members and units there are."""
    sums, _ = case
    pooled = sums.pooled()
    arrays = [getattr(pooled, field.name) for field in dataclasses.fields(pooled) if field.name != "cell"]
    assert sum(values.size for values in arrays) == 2 * 20


def test_the_constant_unit_is_not_among_the_free(case):
    """The first unit of each network, which stands for a bias, is left out."""
    units = case[0].statistics()
    assert units.free.half_life.shape == (2, 2)
    np.testing.assert_array_equal(units.free.mean, units.mean[:, :, 1:])


def saturated(cell):
    """Statistics of a network of one unit pair whose forget gates are exactly 1 at every step."""
    network = initial_network(1, 1, 2, 1, rng=np.random.default_rng(0), cell=cell).astype(float)
    trace = forward(network, np.zeros((5, 1, 1)), np.array([4]))[1]
    trace.gates[:, 0, 0] = 0.01  # input gate of unit 1
    trace.gates[:, 0, 2:4] = 1.0  # both forget gates
    trace.gates[0, 0, 1] = 0.99
    return gate_sums(network, trace, np.ones((5, 1), bool)).statistics()


def test_dead_and_always_on_units_are_marked():
    """A gate that is shut in all readings is dead; one that is open is always on, and its cell keeps what it holds."""
    units = saturated(Cell.LSTM)
    assert units.dead[INPUT].tolist() == [[True, False]]
    assert not units.always_on[INPUT].any()
    assert units.always_on[FORGET].all()
    assert np.isposinf(units.half_life).all()


@pytest.mark.parametrize("cell", list(Cell))
def test_only_the_kind_of_cell_says_whether_there_is_a_forget_gate(cell):
    """Forget gates that saturate at 1 are still gates; a cec has none."""
    units = saturated(cell)
    assert units.has_forget_gate == (cell is not Cell.CEC)
    assert [name for _, name in units.rows] == [name for name in GATES if name != "forget" or cell is not Cell.CEC]


def test_half_lives_are_those_of_powers():
    """A gate of 1/2 halves in a step, one of 2^(-1/8) in eight, one that is 1 never."""
    logs = np.log([[0.5, 2 ** (-1 / 8)], [1.0, 0.25]])
    np.testing.assert_allclose(half_life(logs), [[1, 8], [np.inf, 0.5]])
