"""Members that start from the prior: what they are before tuning, what is held out, and very short histories."""

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.anchors.anchor_set import ANCHOR_COUNT, MEMBERS
from lstm_cli.anchors.design_matrix import design_of
from lstm_cli.ensemble.fit import fit, has_prior
from lstm_cli.ensemble.model_file import load_model, save_model
from lstm_cli.evaluation.holdout import train_and_score
from lstm_cli.features.anchor_errors import KNOTS
from lstm_cli.features.folds import FOLDS, time_folds
from lstm_cli.features.history import history_of
from lstm_cli.formats.forecast_csv import forecast_csv
from lstm_cli.lstm.network import forward
from lstm_cli.options import LEVELS, Cell, Gates, TrainOptions
from lstm_cli.prior.weights import prior


def prior_at(ahead):
    """Return the prior's projection (Q, H) for some steps ahead, between knots on the line from one to the next."""
    by_knot = prior().projection[0].reshape(len(KNOTS), len(LEVELS), -1).astype(float)
    after = int(np.searchsorted(KNOTS, ahead))
    if after == len(KNOTS):
        return by_knot[-1]
    if KNOTS[after] == ahead:
        return by_knot[after]
    share = (ahead - KNOTS[after - 1]) / (KNOTS[after] - KNOTS[after - 1])
    return (1 - share) * by_knot[after - 1] + share * by_knot[after]


@pytest.mark.parametrize("horizon", [1, 8, 15, 60])
def test_without_updates_every_member_is_the_prior(make_panel, make_waves, horizon):
    """Gates are the prior's, and so are the projections: at its knots, between them, and beyond the last as at the last."""
    members = fit(
        history_of(make_panel({"A": make_waves(1, weeks=70)}), horizon), seed=1, report=lambda *_: None, effort=0
    ).members
    np.testing.assert_array_equal(members.network.gates, np.repeat(prior().gates, ANCHOR_COUNT, axis=0))
    by_step = members.network.projection.reshape(MEMBERS, horizon, len(LEVELS), -1)
    for ahead in range(1, horizon + 1):
        np.testing.assert_allclose(by_step[:, ahead - 1], [prior_at(ahead)] * MEMBERS, atol=2e-6)
    assert not members.best_at.any()


@pytest.mark.parametrize("count", [8, 9, 11, 14])
def test_a_short_history_is_forecast_by_the_untouched_prior(make_panel, make_waves, count):
    """With too few targets to learn from, nothing is tuned; forecasts are finite, ordered and wider further ahead."""
    model = train_and_score(make_panel({"A": make_waves(4, weeks=count, size=40)}), TrainOptions(seed=1))
    assert model.horizon == count // 3
    assert not model.best_at.any()
    by_step = model.network.projection.reshape(MEMBERS, model.horizon, len(LEVELS), -1)
    for ahead in range(1, model.horizon + 1):
        np.testing.assert_allclose(by_step[:, ahead - 1], [prior_at(ahead)] * MEMBERS, atol=2e-6)
    (note,) = [remark for remark in model.summary.remarks if remark.code == "networks-untrained"]
    from_the_fourth_step_on = sum(count - 4 - k for k in range(model.horizon))
    assert note.details["targets"] == from_the_fourth_step_on
    (one,) = predict(model, levels=LEVELS).series
    assert np.isfinite(one.quantiles).all()
    assert (np.diff(one.quantiles, axis=1) >= 0).all()
    width = np.log1p(one.quantiles[:, -3]) - np.log1p(one.quantiles[:, 2])
    assert width[0] > 0
    assert width[-1] > width[0]


def test_what_is_held_out_is_forecast_by_what_has_not_seen_it(make_panel, series):
    """Anchor and projection of a held-out target are those of its own fold; the network has read all that came before.

    Recomputed for some targets by a run of the network over the whole past.
    """
    history = history_of(make_panel(series), 8)
    fitted = fit(history, seed=2, report=lambda *_: None)
    members, folds = fitted.members, time_folds(history)
    held_out, design = members.held_out, design_of(history, fitted.lags)
    bound = members.units.bind(history, np.arange(3), anchors=fitted.anchors, lags=fitted.lags)
    view, network = bound.view(np.arange(3)), members.network.astype(float)
    assert members.best_at.any()
    for place in np.random.default_rng(0).choice(len(held_out.target), 12, replace=False):
        row, step, k = held_out.series[place], held_out.step[place], held_out.ahead[place]
        fold = folds[row, step + 1 + k]
        assert held_out.fold[place] == fold
        assert held_out.target[place] == history.growth[row, step + 1 + k]
        inputs = view.inputs[:, row, : step + 1].transpose(1, 0, 2)[..., None].astype(float)
        z = forward(network, inputs, np.array([step]))[0].reshape(ANCHOR_COUNT, FOLDS, 8, len(LEVELS))
        made = fitted.anchors.at(design, np.array([row]), np.array([step]))[:, fold, 0, k]
        scale = [np.interp(k + 1, view.knots, errors[row, step]) for errors in view.scale]
        expected = [np.sort(a + s * unit) for a, s, unit in zip(made, scale, z[:, fold, k], strict=True)]
        np.testing.assert_allclose(held_out.quantiles[:, place], expected, rtol=1e-4, atol=1e-5)


def test_members_of_an_anchor_differ_by_fold_alone(model):
    """Each fold has a projection of its own, and all were tuned equally long."""
    for kind in range(ANCHOR_COUNT):
        mine = slice(kind * FOLDS, (kind + 1) * FOLDS)
        assert len(set(model.best_at[mine].tolist())) == 1
        tuned = model.best_at[mine][0] > 0
        assert np.array_equal(model.network.projection[mine][0], model.network.projection[mine][1]) != tuned
    assert model.best_at.any()


def test_a_forecast_from_a_file_has_the_same_bytes(model, tmp_path):
    """Saved, loaded and forecast, a model from the prior writes the same file, byte for byte."""
    save_model(tmp_path / "m.lstm", model)
    loaded = load_model(tmp_path / "m.lstm")
    assert loaded.units.to_facts() == {"of": "anchors"}
    np.testing.assert_array_equal(loaded.units.bounds, model.units.bounds)
    assert loaded.units.last == model.units.last
    texts = [forecast_csv(predict(one, levels=LEVELS), one.panel).encode() for one in (loaded, model)]
    assert texts[0] == texts[1]


def test_the_unit_of_a_panel_without_change_is_nothing(make_panel):
    """Where no count ever differed the forecast is that count at every level; one change anywhere, and it is not."""
    still = train_and_score(make_panel({"A": [7] * 30, "B": [0] * 20}), TrainOptions(horizon=2, seed=1))
    for one, count in zip(predict(still, levels=LEVELS).series, (7, 0), strict=True):
        assert (one.quantiles == count).all()
    moved = train_and_score(make_panel({"A": [7] * 29 + [8], "B": [0] * 20}), TrainOptions(horizon=2, seed=1))
    assert (np.diff(predict(moved, levels=LEVELS).series[0].quantiles[:, [0, -1]], axis=1) > 0).all()


def test_only_an_lstm_whose_gates_are_not_sampled_has_a_prior():
    """Every other kind of member is trained from scratch."""
    assert [(cell, gates) for cell in Cell for gates in Gates if has_prior(cell, gates)] == [
        (Cell.LSTM, Gates.EXPECTED)
    ]
