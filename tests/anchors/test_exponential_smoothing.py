"""Exponential smoothing as an anchor, against the recursions written out one number at a time."""

import numpy as np
import pytest
from laid_out import fit_laid_out

from lstm_cli.anchors import smoothing_settings
from lstm_cli.anchors.design_matrix import design_of
from lstm_cli.anchors.exponential_smoothing import ExponentialSmoothing
from lstm_cli.anchors.smoothing_settings import KEPT, grid_of
from lstm_cli.features.folds import time_folds
from lstm_cli.features.history import history_of

LAG = 6


@pytest.fixture
def history(make_panel, make_waves):
    """Give two series of unlike length, one with holes, 4 weeks ahead."""
    holes = [None if week in {20, 21, 40} else count for week, count in enumerate(make_waves(5, weeks=60))]
    return history_of(make_panel({"A": holes, "B": make_waves(6, weeks=45)}), 4)


def fit_smoothing(history, lags):
    """Fit the anchor, as training does."""
    folds, weights = time_folds(history), np.ones_like(history.growth)
    fitted = fit_laid_out(design_of(history, lags), folds, weights)
    (smoothing,) = (anchor for anchor in fitted.anchors if isinstance(anchor, ExponentialSmoothing))
    return smoothing


def everywhere(smoothing, history, lags):
    """Return the anchors made at every step, (N, T, K)."""
    shape = history.growth.shape
    series, step = (place.reshape(-1) for place in np.indices(shape))
    return smoothing.at(design_of(history, lags), series, step)[0].reshape(*shape, -1)


def by_hand(g, setting, lags, horizon, reach=0):
    """Forecasts made after every value of one series, from the equations; g has NaN where unknown.

    reach: how many neighbours on either side share what a step teaches of the last season.
    """
    alpha, beta, phi, gamma, *used = setting
    first = g[~np.isnan(g)][0]
    carried = []
    for value in g:
        carried.append(value if not np.isnan(value) else (carried[-1] if carried else first))
    seasons = []
    for place, lag in enumerate(lags):
        far = reach if place == len(lags) - 1 else 0
        table = np.zeros(lag)
        if len(carried) >= 2 * lag:
            cycles = np.array(carried[: 2 * lag]).reshape(2, lag)
            table = (cycles - cycles.mean(axis=1, keepdims=True)).mean(axis=0)
        table = np.array([sum(table[(p + d) % lag] for d in range(-far, far + 1)) for p in range(lag)]) / (2 * far + 1)
        if place and used[0] and lag % lags[0] == 0:
            table = table - np.tile(seasons[0], lag // lags[0])
        seasons.append(table)
    level, trend, seen, anchors = first, 0.0, 0, []
    for step, value in enumerate(g):
        usual = sum(on * table[step % len(table)] for on, table in zip(used, seasons, strict=True))
        error = 0.0 if np.isnan(value) else value - (level + phi * trend + usual)
        seen += not np.isnan(value)
        a = max(alpha, 1 / max(seen, 1))
        level, trend = level + phi * trend + a * error, phi * trend + a * beta * error
        for on, table in zip(used, seasons, strict=True):
            far = reach if table is seasons[-1] else 0
            for d in range(-far, far + 1):
                table[(step + d) % len(table)] += on * gamma * (1 - a) * error / (2 * far + 1)
        anchors.append(
            [
                level
                + sum(phi**j for j in range(1, k + 1)) * trend
                + sum(on * table[(step + k) % len(table)] for on, table in zip(used, seasons, strict=True))
                for k in range(1, horizon + 1)
            ]
        )
    return np.array(anchors)


@pytest.mark.parametrize(
    ("lags", "setting", "reach"),
    [
        ((), (0.3, 0.2, 0.9, 0.0), 0),
        ((LAG,), (0.1, 0.0, 0.0, 0.35, 1.0), 0),
        ((LAG,), (0.7, 1.0, 0.5, 0.0, 0.0), 0),
        ((LAG, 2 * LAG), (0.2, 0.1, 0.8, 0.15, 1.0, 1.0), 0),
        ((LAG, 2 * LAG), (0.2, 0.1, 0.8, 0.15, 1.0, 0.0), 0),
        ((LAG, 2 * LAG), (0.2, 0.1, 0.8, 0.15, 0.0, 1.0), 0),
        ((28,), (0.1, 0.0, 0.0, 0.35, 1.0), 1),
        ((LAG, 28), (0.2, 0.1, 0.8, 0.15, 1.0, 1.0), 1),
        ((14, 28), (0.2, 0.1, 0.8, 0.15, 1.0, 1.0), 0),
    ],
)
def test_anchors_are_the_recursions(history, lags, setting, reach):
    """Level, damped trend and seasons follow their equations over gaps and from each series' own start.

    Neighbours share what is learned of a long season, but not of one that repeats a shorter one.
    """
    setting = np.array(setting)
    smoothing = ExponentialSmoothing(np.repeat(setting[None, None], 2, axis=1), setting[None])
    anchors = everywhere(smoothing, history, lags)
    for row, length in enumerate(history.lengths):
        expected = by_hand(history.growth[row, -length:], setting, lags, 4, reach)
        np.testing.assert_allclose(anchors[row, -length:], expected, rtol=1e-9, atol=1e-12)
    last = np.full(2, history.steps - 1)
    newest = smoothing.at(design_of(history, lags), np.arange(2), last)[0]
    np.testing.assert_array_equal(newest, anchors[:, -1])


def test_settings_are_averaged(history):
    """With several settings the anchor is the mean of theirs."""
    settings = np.array([[0.2, 0.1, 0.8, 0.0], [1.0, 0.0, 0.0, 0.0]])
    both = everywhere(ExponentialSmoothing(np.repeat(settings[:, None], 2, axis=1), settings), history, ())
    single = [
        everywhere(ExponentialSmoothing(np.repeat(setting_row[None, None], 2, axis=1), setting_row[None]), history, ())
        for setting_row in settings
    ]
    np.testing.assert_allclose(both, np.mean(single, axis=0), rtol=1e-12)


@pytest.mark.parametrize(("seasons", "sets"), [(0, {()}), (1, {(0,), (1,)}), (2, {(0, 0), (1, 0), (0, 1), (1, 1)})])
def test_the_grid_has_no_season_any_one_and_all(seasons, sets):
    """Each set of seasons with every level weight and trend, once; a weight of seasons only where one is used."""
    grid = grid_of(seasons)
    by_set = {
        tuple(used.astype(int)): grid[(grid[:, 4:] == used).all(axis=1)] for used in np.unique(grid[:, 4:], axis=0)
    }
    assert set(by_set) == sets
    assert len(np.unique(grid, axis=0)) == len(grid)
    plain = {tuple(row) for row in by_set[(0,) * seasons][:, :3]}
    for used, rows in by_set.items():
        assert {tuple(row) for row in rows[:, :3]} == plain
        assert (rows[:, 3] > 0).all() == any(used)


@pytest.mark.parametrize("steps", [60, 40])
def test_the_panels_settings_are_the_best_of_a_loop(make_panel, make_waves, monkeypatch, steps):
    """Those with the least mean absolute error, one forecast at a time; of a series that is too long, of its newest steps."""
    history = history_of(make_panel({"A": make_waves(5, weeks=60)}), 4)
    grid = grid_of(0)
    monkeypatch.setattr(smoothing_settings, "MAX_WORK_OF_ONE", len(grid) * steps * 4)
    errors, growth = [], history.growth[0, -steps:]
    for setting in grid:
        forecasts = by_hand(growth, setting, (), 4)
        gaps = [abs(forecasts[t, k - 1] - growth[t + k]) for t in range(steps - 1) for k in range(1, min(5, steps - t))]
        errors.append(np.mean(gaps))
    anchors = fit_smoothing(history, ()).typical
    np.testing.assert_array_equal(anchors, grid[np.argsort(errors, kind="stable")[:KEPT]])


def test_settings_that_swing_ever_wider_are_never_chosen(history, monkeypatch):
    """A season that takes up more than twice an error overflows after some cycles: without a warning, and as the worst."""
    monkeypatch.setattr(smoothing_settings, "SEASON_WEIGHTS", (1e40, 0.05))
    fitted = fit_smoothing(history, (4,))
    for settings in (fitted.settings, fitted.typical[:, None]):
        assert (settings[..., 3] <= 0.05).all()
        assert len(np.unique(settings[:, 0], axis=0)) == KEPT


def test_a_series_has_its_own_settings_when_it_is_long_and_the_panels_when_not(make_panel):
    """A long random walk among noisy levels is followed at once; a short one takes what the panel does."""
    rng = np.random.default_rng(3)
    flat = {name: rng.poisson(400, 300).tolist() for name in "ABCDEF"}
    walk = np.exp(6 + np.cumsum(rng.normal(0, 0.25, 300))).astype(int).tolist()
    for length, followed in ((300, True), (20, False)):
        history = history_of(make_panel({**flat, "Z": walk[-length:]}), 2)
        settings = fit_smoothing(history, ()).settings
        assert (settings[:, -1, 0].mean() > 0.6) == followed
        assert settings[:, 0, 0].mean() < 0.2


def test_a_series_not_trained_on_has_the_panels_settings(history):
    """Rows of -1 take the typical settings; the others keep their own."""
    fitted = fit_smoothing(history, (LAG,))
    chosen = fitted.of_series(np.array([1, -1]))
    np.testing.assert_array_equal(chosen.settings[:, 0], fitted.settings[:, 1])
    np.testing.assert_array_equal(chosen.settings[:, 1], fitted.typical)


def test_nothing_looks_ahead(history):
    """Anchors of a step are the same bits whatever comes after it."""
    fitted = fit_smoothing(history, (LAG,))
    before = everywhere(fitted, history, (LAG,))[:, :50]
    history.growth[:, 50:] += 3
    history.level[:, 50:] += 3
    after = everywhere(fitted, history, (LAG,))
    assert np.array_equal(before, after[:, :50])
    assert not np.array_equal(everywhere(fitted, history, (LAG,))[:, 50], before[:, 49])
