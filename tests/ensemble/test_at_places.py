"""Forecasts of known targets by trained members: the same as those that are made and held out elsewhere."""

import numpy as np
import pytest

from lstm_cli.ensemble.at_places import target_quantiles
from lstm_cli.ensemble.fit import fit
from lstm_cli.features.history import history_of
from lstm_cli.options import Cell


@pytest.fixture(scope="module")
def fitted(series, make_panel):
    """Fit members from scratch, which keep what they forecast of their own held-out targets."""
    history = history_of(make_panel(series), 2)
    return history, fit(history, seed=1, report=lambda *_state: None, cell=Cell.PEEPHOLE)


def quantiles_of(history, fitted, unseen):
    """Forecast the held-out targets anew, from units bound to the whole history."""
    members = fitted.members
    rng = np.random.default_rng(0)
    return target_quantiles(members, fitted.anchors, history, fitted.lags, members.held_out, unseen=unseen, rng=rng)


def test_members_that_have_not_seen_a_target_forecast_it_as_when_held_out(fitted):
    """Asked for by its fold, the forecast of every held-out target is the one that training made of it."""
    history, trained = fitted
    made = quantiles_of(history, trained, trained.members.held_out.fold)
    np.testing.assert_allclose(made, trained.members.held_out.quantiles, rtol=1e-6, atol=1e-6)


def test_all_members_of_an_anchor_are_averaged(fitted):
    """Without a fold the forecast is the mean of those by each fold's members."""
    history, trained = fitted
    count = len(trained.members.held_out.fold)
    by_fold = [quantiles_of(history, trained, np.full(count, fold)) for fold in range(4)]
    np.testing.assert_allclose(quantiles_of(history, trained, None), np.mean(by_fold, axis=0), rtol=1e-9)
