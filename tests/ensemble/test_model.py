"""How a forecast is put together, against a loop over members, steps and levels."""

import numpy as np

from lstm_cli.anchors.anchor_set import ANCHOR_COUNT
from lstm_cli.anchors.design_matrix import design_of
from lstm_cli.ensemble.calibration import final_quantiles
from lstm_cli.ensemble.combination import combined
from lstm_cli.ensemble.surveyed import prepare
from lstm_cli.features.folds import time_folds
from lstm_cli.features.history import history_of
from lstm_cli.features.network_inputs import network_inputs
from lstm_cli.lstm.network import Network, forward
from lstm_cli.options import Ensemble


def test_a_forecast_is_anchor_plus_scale_times_z(of_scratch):
    """Of each kind, quantiles are the members' mean of a + s·z, sorted; then the kinds become one."""
    model = of_scratch
    history = history_of(model.panel, model.horizon)
    design = design_of(history, model.lags)
    inputs = network_inputs(history, model.units.scaling, model.units.change_scale)
    found, _ = prepare(model, model.panel).quantiles()
    row, last = np.array([1]), np.array([history.steps - 1])
    context = inputs[1, -model.length :].T[:, :, None].transpose(1, 0, 2).astype(float)
    z, _ = forward(model.network.astype(float), context, np.array([model.length - 1]))
    kinds = np.zeros((ANCHOR_COUNT, model.horizon, 23))
    for kind, anchor in enumerate(model.anchors.anchors):
        members = np.broadcast_to(anchor.at(design, row, last)[:, 0], (4, model.horizon))
        for fold in range(4):
            for k in range(model.horizon):
                one = z[4 * kind + fold].reshape(model.horizon, 23)[k]
                kinds[kind, k] += np.sort(members[fold, k] + model.units.scale[kind, 1, k] * one) / 4
    record = np.full(model.horizon, history.level[1].max())
    expected = final_quantiles(model.calibration, kinds, record, np.arange(model.horizon))
    np.testing.assert_allclose(found[1], expected, rtol=1e-9)


def test_a_forecast_from_the_prior_is_anchor_plus_running_error_times_z(model):
    """Of each anchor, quantiles are the folds' mean of a + s·z: s the running error at knots, between them interpolated.

    All of it anew for one series: the anchor's past forecasts, each by the fit that has not seen the target, their errors as
    they became known, and the network over the inputs that the model is bound to.
    """
    row, horizon, fits = 1, model.horizon, model.anchors.anchors
    history = history_of(model.panel, horizon)
    design, knots = design_of(history, model.lags), [1, 2, 3, 4, 5, 6, 8]
    folds, last = time_folds(history)[row], history.steps - 1
    growth = history.growth[row]
    bound = prepare(model.ensembles[Ensemble.PRETRAINED], model.panel)
    inputs = bound.newest(np.array([row]))[0]
    kinds = np.zeros((ANCHOR_COUNT, horizon, 23))
    for kind, anchor in enumerate(fits):
        at = [
            np.broadcast_to(anchor.at(design, np.array([row]), np.array([step]))[:, 0], (4, horizon))
            for step in range(last + 1)
        ]
        scale = np.interp(range(1, horizon + 1), knots, running_errors(growth, at, folds, knots))
        gates = model.network.gates[kind : kind + 1].astype(float)
        for fold in range(4):
            member = Network(gates, model.network.projection[4 * kind + fold][None].astype(float))
            z = forward(member, inputs[:, kind], np.array([model.length - 1]))[0].reshape(horizon, 23)
            for k in range(horizon):
                kinds[kind, k] += np.sort(at[last][fold, k] + scale[k] * z[k]) / 4
    record = np.full(horizon, history.level[row].max())
    expected = final_quantiles(model.calibration, kinds, record, np.arange(horizon))
    np.testing.assert_allclose(bound.quantiles()[0][row], expected, rtol=1e-9)


def running_errors(growth, at, folds, knots):
    """Return the mean absolute error of past forecasts at knots, newer ones weighing more, and few shrunk to the usual.

    at: for every step the forecasts (F, K) of each fold's fit.
    """
    last, scale = len(growth) - 1, []
    for ahead in knots:
        total = weight = 0.0
        for step in range(last + 1 - ahead):
            error = growth[step + ahead] - at[step][folds[step + ahead], ahead - 1]
            total, weight = 0.98 * total + abs(error), 0.98 * weight + 1
        if ahead == 1:
            noise = max(0.8 / np.sqrt(np.exp(growth[last])), 0.15)
            first = (total + 3 * noise) / (weight + 3)
        scale.append(max((total + 4 * first * ahead**0.35) / (weight + 4), 0.02))
    return scale


def test_the_network_sees_the_calendar_of_the_next_step(of_scratch):
    """The calendar inputs of a step are those of the date that comes next, the first to be forecast."""
    model = of_scratch
    history = history_of(model.panel, 2)
    inputs = network_inputs(history, model.units.scaling, 0.3)
    times = model.panel.series[0].times.astype("datetime64[s]")
    year = times[51].astype("datetime64[Y]").astype("datetime64[s]")
    phase = (times[51] - year).astype(float) / (365.25 * 86_400)
    angles = 2 * np.pi * phase * np.array([1, 1, 2, 2])
    wanted = [np.sin(angles[0]), np.cos(angles[1]), np.sin(angles[2]), np.cos(angles[3])]
    np.testing.assert_allclose(inputs[0, 50, -4:], wanted, atol=1e-5)


def test_the_network_sees_what_is_missing(make_panel):
    """The indicator is 1 at a missing week and the level is carried over it; before the start all inputs are 0."""
    counts = [5, 9, None, 7, 8, 6, 9, 11, 12, 10]
    history = history_of(make_panel({"A": counts, "B": counts[4:]}), 1)
    inputs = network_inputs(history, np.array([[2.0, 1.0]] * 2), 0.3)
    assert inputs[0, :, 4].tolist() == [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert inputs[0, 2, 0] == inputs[0, 1, 0]
    assert not inputs[1, :4].any()


def test_two_ensembles_are_combined(model):
    """The forecast of a model is what both of its ensembles forecast alone, combined; neither changes the other."""
    first, second = (prepare(alone, model.panel).quantiles()[0] for alone in model.ensembles.values())
    assert list(model.ensembles) == [Ensemble.PRETRAINED, Ensemble.SCRATCH]
    assert np.abs(first - second).max() > 0.01
    np.testing.assert_array_equal(
        prepare(model, model.panel).quantiles()[0], combined(first, second, inflation=model.second.inflation)
    )
