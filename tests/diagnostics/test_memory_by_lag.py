"""Memory by lag: the gradient against finite differences, the product of forget gates against a plain loop."""

import numpy as np
import pytest

from lstm_cli.diagnostics.memory_by_lag import MemoryByLag, cell_gradients, forget_products, memory_by_lag
from lstm_cli.diagnostics.origins import long_origins
from lstm_cli.ensemble.surveyed import prepare
from lstm_cli.evaluation.holdout import train_and_score as train
from lstm_cli.lstm.network import Network, forward, initial_network
from lstm_cli.options import LEVELS, Cell, TrainOptions

pytestmark = pytest.mark.slow


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def run_on(network, inputs, state, cell):
    """Run members over inputs (T, D) from a hidden and a cell state (M, H), by the equations of their kind of cell."""
    hidden, kind = network.hidden, str(network.cell)
    weights = network.gates
    seen = np.zeros((len(weights), 4, hidden))
    if kind == "peephole":
        seen = weights[:, :, -2].reshape(seen.shape)
        weights = np.delete(weights, -2, axis=2)
    for x in inputs:
        joined = np.concatenate([state, np.tile([*x, 1.0], (len(state), 1))], axis=1)
        sums = np.einsum("mrc,mc->mr", weights, joined).reshape(seen.shape)
        i, f = (sigmoid(sums[:, k] + seen[:, k] * cell) for k in range(2))
        f = np.ones_like(f) if kind == "cec" else f
        i = 1 - f if kind == "coupled" else i
        cell = f * cell + i * np.tanh(sums[:, 3])
        state = sigmoid(sums[:, 2] + seen[:, 2] * cell) * np.tanh(cell)
    return state


def rest_of_the_step(network, trace, step, cell):
    """Return the hidden state of a step whose cell state is another."""
    hidden = network.hidden
    shown = trace.gates[step, :, 2 * hidden : 3 * hidden, 0]
    if str(network.cell) == "peephole":
        weight = network.gates[:, 2 * hidden : 3 * hidden, -2]
        shown = sigmoid(np.log(shown / (1 - shown)) + weight * (cell - trace.cell[step + 1][:, :, 0]))
    return shown * np.tanh(cell)


@pytest.mark.parametrize("boost", [1, 4])
@pytest.mark.parametrize("kind", list(Cell))
def test_the_gradient_at_every_lag_is_that_of_finite_differences(kind, boost):
    """∂L/∂C at any step back is what a nudge of that cell does to the loss, along every path, in every kind of cell."""
    rng = np.random.default_rng(8)
    gates = rng.normal(size=(2, 12, 7 if kind is Cell.PEEPHOLE else 6)) * boost / 2
    network = Network(gates, rng.normal(size=(2, 4, 3)), cell=kind)
    inputs, weight = rng.normal(size=(7, 2, 1)), rng.normal(size=(2, 4, 1))
    last = np.array([6])
    _, trace = forward(network, inputs, last)
    computed = cell_gradients(network, trace, last, weight)
    for step in range(7):
        for unit in range(3):
            sides = []
            for nudge in (-1e-6, 1e-6):
                cell = trace.cell[step + 1][:, :, 0].copy()
                cell[:, unit] += nudge
                state = rest_of_the_step(network, trace, step, cell)
                state = run_on(network, inputs[step + 1 :, :, 0], state, cell)
                sides.append((np.einsum("moh,mh->mo", network.projection, state) * weight[:, :, 0]).sum(axis=1))
            np.testing.assert_allclose(computed[step, :, unit, 0], (sides[1] - sides[0]) / 2e-6, rtol=1e-4, atol=1e-8)


def test_the_carousel_of_a_cell_without_forget_gate_is_exactly_one():
    """The product of forget gates is 1 at any lag."""
    network = Network(*two_arrays(np.random.default_rng(3)), cell=Cell.CEC)
    _, trace = forward(network, np.ones((9, 2, 1)), np.array([8]))
    np.testing.assert_array_equal(forget_products(trace, 3), 1)


def two_arrays(rng):
    """Weights of a small network."""
    return rng.normal(size=(2, 12, 6)), rng.normal(size=(2, 4, 3))


def test_a_saturated_candidate_still_passes_what_the_forget_gate_carries():
    """Where tanh' is nothing, step after step, the gradient is what goes along the carousel from the newest step back."""
    network = initial_network(1, 1, 2, 1, rng=np.random.default_rng(1)).astype(float)
    network.gates[:, :, :2] = 0  # nothing comes back through h
    network.gates[:, 6, 2:] = 60, 0  # the candidate of the first unit is saturated by an input of 1
    inputs, last = np.array([1, 1, 0.02, 1, 1, 0.02]).reshape(6, 1, 1), np.array([5])
    _, trace = forward(network, inputs, last)
    assert (trace.gates[:, 0, 6, 0] == 1).tolist() == [True, True, False, True, True, False]
    trace.backward_buffers.clear()
    computed = cell_gradients(network, trace, last, np.ones((1, 1, 1)))[:, 0, :, 0]
    forget = trace.gates[:, 0, 2:4, 0]
    assert (np.abs(computed[5]) > 1e-3).all()
    for step in range(5):
        np.testing.assert_allclose(computed[step], forget[step + 1 :].prod(axis=0) * computed[5], rtol=1e-9)


def test_many_short_series_have_places_to_measure_from(series, make_panel):
    """More equal series than places, no longer than the model looks back: whole forecasts, not the last step alone."""
    panel = make_panel({f"S{place}": series["A"][-30:] for place in range(70)})
    prepared = prepare(train(panel, TrainOptions(horizon=3, seed=1)), panel)
    origins = long_origins(prepared)
    assert origins is not None
    assert not np.isnan(origins.growth).any()


def test_both_curves_are_those_of_plain_loops(model):
    """The product of forget gates and the gradient's share, window by window and set of gates by set of gates.

    The gradient is that of the summed losses of the members that share the gates.
    """
    prepared = prepare(model, model.panel)
    origins = long_origins(prepared)
    computed = memory_by_lag(prepared, origins)
    windows, _, exists = prepared.windows(origins.series, origins.step)
    hidden, length = prepared.network.hidden, model.length
    z, trace = forward(prepared.network, windows, np.array([length - 1]))
    losses = np.zeros_like(z).reshape(len(z), model.horizon, len(LEVELS), -1)
    for window in range(computed.windows):
        known = np.flatnonzero(~np.isnan(origins.growth[window]))
        for member in range(len(z)):
            for k in known:
                scale = origins.scale[member // 4, window, k]
                for place, tau in enumerate(LEVELS):
                    at = z[member, k * len(LEVELS) + place, window]
                    quantile = origins.anchors[member // 4, member % 4, window, k] + scale * at
                    slope = -tau if origins.growth[window, k] > quantile else 1 - tau
                    losses[member, k, place, window] = slope * scale / len(known) / len(LEVELS)
    gradient = cell_gradients(prepared.network, trace, np.array([length - 1]), losses.reshape(z.shape))
    farthest = int(exists.any(axis=1).sum()) - 1  # where few windows reach
    assert len(computed.gradient) == len(computed.forget_product) == farthest + 1
    assert not exists[length - 1 - farthest].all()
    for lag in (0, 1, 5, 20, farthest):
        here = [w for w in range(computed.windows) if exists[length - 1 - lag, w]]
        products, norms, newest = [], [], []
        for window in here:
            for member in range(len(prepared.network.gates)):
                product = np.ones(hidden)
                for back in range(lag):
                    product *= trace.gates[length - 1 - back, member, hidden : 2 * hidden, window]
                products.append(product[1:].mean())  # all but the constant unit
                norms.append(np.linalg.norm(gradient[length - 1 - lag, member, 1:, window]))
                newest.append(np.linalg.norm(gradient[length - 1, member, 1:, window]))
        assert computed.forget_product[lag] == pytest.approx(np.mean(products))
        assert computed.gradient[lag] == pytest.approx(sum(norms) / sum(newest))


@pytest.mark.parametrize(
    ("gradient", "vanished_at", "explodes"),
    [([1, 0.5, 0.02], None, False), ([1, 0.005, 0.02, 0.009, 0.001], 3, False), ([1, 4, 11], None, True)],
)
def test_words_about_gradients_follow_the_curve(gradient, vanished_at, explodes):
    """Vanished means under 1 % for good; exploded, over ten times the newest."""
    memory = MemoryByLag(np.ones(len(gradient)), np.array(gradient, float), 5)
    assert memory.vanished_at == vanished_at
    assert memory.explodes is explodes
