"""How errors hang together, learned from errors that were drawn with a known dependence."""

import numpy as np
import pytest

from lstm_cli.ensemble.dependence import MAX_FACTORS, dependence_of, error_scores
from lstm_cli.ensemble.held_out import HeldOut
from lstm_cli.metrics.normal import NORMAL
from lstm_cli.options import LEVELS, DataKind
from lstm_cli.panel.scale import COUNTS, Scale


class Dated:
    """A history of N series over T steps, as far as dependence asks for one."""

    def __init__(self, horizon):
        self.horizon, self.scale = horizon, COUNTS

    def slots_at(self, _series, step):
        """Return the slots of places: those of their steps."""
        return step


def held_out_of(errors, level, spread):
    """Return held-out targets with errors (N, T, K) about normal forecasts of a mean and a spread in growth units."""
    series, step, ahead = (part.reshape(-1) for part in np.indices(errors.shape))
    target = level + spread * errors.reshape(-1)
    empty = np.zeros(len(target))
    held_out = HeldOut(np.empty((0, len(target), len(LEVELS))), target, ahead, series, step, empty, empty)
    return held_out, np.tile(level + spread * NORMAL, (len(target), 1))


def correlations(dependence):
    """Return the correlation over steps of one series, and that between two series, (K, K) each."""
    shared = dependence.shared @ dependence.shared.T
    own = dependence.own @ dependence.own.T
    return shared + own + np.diag(dependence.independent**2), shared


def test_a_known_dependence_is_found():
    """Errors that are to 40 % those of all series, and correlate with 0.7 over a step, are found to within 0.05."""
    rng = np.random.default_rng(3)
    over_steps = 0.7 ** np.abs(np.subtract.outer(range(4), range(4)))
    root = np.linalg.cholesky(over_steps).T
    errors = np.sqrt(0.4) * rng.normal(size=(1, 1500, 4)) @ root + np.sqrt(0.6) * rng.normal(size=(6, 1500, 4)) @ root
    held_out, quantiles = held_out_of(errors, level=9.0, spread=0.3)
    within, between = correlations(dependence_of(Dated(4), held_out, quantiles, np.random.default_rng(0)))
    np.testing.assert_allclose(within, over_steps, atol=0.05)
    np.testing.assert_allclose(between, 0.4 * over_steps, atol=0.05)


def test_a_constant_error_is_no_dependence():
    """Forecasts that are always too low by as much have independent errors."""
    rng = np.random.default_rng(4)
    held_out, quantiles = held_out_of(rng.normal(1.5, 1, size=(5, 800, 3)), level=9.0, spread=0.3)
    within, between = correlations(dependence_of(Dated(3), held_out, quantiles, np.random.default_rng(0)))
    np.testing.assert_allclose(within, np.eye(3), atol=0.06)
    np.testing.assert_allclose(between, 0, atol=0.06)


def test_nothing_seen_is_the_usual_dependence():
    """Without a held-out target errors correlate as (j/k)^1.5, a tenth of them between series."""
    held_out, quantiles = held_out_of(np.empty((2, 0, 3)), level=5.0, spread=0.3)
    within, between = correlations(dependence_of(Dated(3), held_out, quantiles, np.random.default_rng(0)))
    step = np.arange(1, 4)
    usual = (np.minimum.outer(step, step) / np.maximum.outer(step, step)) ** 1.5
    np.testing.assert_allclose(within, usual, atol=1e-9)
    np.testing.assert_allclose(between, 0.1 * usual, atol=1e-9)


def test_a_long_horizon_has_few_factors():
    """Of more steps than factors the largest are kept, and every step has a variance of 1."""
    held_out, quantiles = held_out_of(np.random.default_rng(5).normal(size=(1, 90, 50)), level=9.0, spread=0.3)
    found = dependence_of(Dated(50), held_out, quantiles, np.random.default_rng(0))
    assert found.own.shape == found.shared.shape == (50, MAX_FACTORS)
    np.testing.assert_allclose(np.diag(correlations(found)[0]), 1, atol=1e-9)


def test_scores_of_counts_are_normal():
    """Counts that are drawn from their forecasts have standard normal scores, small ones too."""
    rng = np.random.default_rng(6)
    level = np.log1p(rng.uniform(0.2, 20, 20_000))
    quantiles = level[:, None] + 0.4 * NORMAL
    counts = np.rint(np.maximum(np.expm1(level + 0.4 * rng.normal(size=len(level))), 0))
    one = np.zeros(len(level), np.int64)
    held_out = HeldOut(np.empty((0, len(one), len(LEVELS))), np.log1p(counts), one, one, one, level, one)
    scores = error_scores(held_out, quantiles, COUNTS, np.random.default_rng(0))
    assert scores.mean() == pytest.approx(0, abs=0.02)
    assert scores.std() == pytest.approx(1, abs=0.02)
    np.testing.assert_allclose(np.quantile(scores, LEVELS), NORMAL, atol=0.06)


def test_scores_of_rates_are_normal():
    """Rates with one decimal stand for all that is rounded to them, as counts do."""
    rng = np.random.default_rng(6)
    scale = Scale(DataKind.RATE, 0.3, 1)
    level = rng.uniform(0.1, 3, 20_000)
    quantiles = level[:, None] + 0.4 * NORMAL
    target = scale.growth_of(scale.values_of(level + 0.4 * rng.normal(size=len(level))))
    one = np.zeros(len(level), np.int64)
    held_out = HeldOut(np.empty((0, len(one), len(LEVELS))), target, one, one, one, level, one)
    scores = error_scores(held_out, quantiles, scale, np.random.default_rng(0))
    assert scores.mean() == pytest.approx(0, abs=0.02)
    assert scores.std() == pytest.approx(1, abs=0.02)


def test_a_model_knows_its_dependence(model):
    """Training learns it for every step ahead."""
    assert len(model.dependence.own) == model.horizon
    within = correlations(model.dependence)[0]
    np.testing.assert_allclose(np.diag(within), 1, atol=1e-9)
    assert within[0, 1] > 0.1
