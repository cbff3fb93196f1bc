"""Simulated panels: what is drawn has the properties that its equations promise."""

import numpy as np
import pytest

from lstm_cli.pretraining.chance import autoregressive, counts_about
from lstm_cli.pretraining.endemic import seasons
from lstm_cli.pretraining.epidemics import seasonal_epidemics, sporadic_outbreaks, waves
from lstm_cli.pretraining.panels import CADENCES, KINDS, simulate_panel

WEEKS = 365.25 / 7


def test_counts_have_the_variance_of_a_negative_binomial():
    """Mean m and variance m + m²/size, and m for Poisson counts."""
    rng = np.random.default_rng(1)
    mean = np.full(400_000, 20.0)
    for size, variance in ((5.0, 20 + 400 / 5), (None, 20.0)):
        counts = counts_about(rng, mean, size)
        assert counts.mean() == pytest.approx(20, rel=0.01)
        assert counts.var() == pytest.approx(variance, rel=0.02)


def test_an_autoregression_has_its_variance_and_its_memory():
    """Unit noise gives unit variance, and a correlation of ρ between neighbours."""
    values = autoregressive(np.random.default_rng(2).normal(size=(50, 4000)), 0.8)[:, 100:]
    assert values.var() == pytest.approx(1, rel=0.03)
    assert np.corrcoef(values[:, 1:].ravel(), values[:, :-1].ravel())[0, 1] == pytest.approx(0.8, abs=0.01)


def test_no_more_fall_ill_than_there_are():
    """Shares of a population: above 0, never more than all of it in a step, and finite over decades."""
    for seed in range(30):
        ill, begin = seasonal_epidemics(np.random.default_rng(seed), 4, 300, WEEKS)
        assert ill.shape == (4, 300)
        assert (ill > 0).all()
        assert (ill <= 1).all()
        assert 0 <= begin < 1


@pytest.mark.slow
def test_most_epidemics_come_in_the_northern_winter():
    """Of many simulated places more peak from November to April than from May to October."""
    months = []
    for seed in range(300):
        ill, begin = seasonal_epidemics(np.random.default_rng(seed), 1, 260, WEEKS)
        months.append((begin + int(ill[0].argmax()) / WEEKS) % 1)
    winter = np.mean([month < 4 / 12 or month >= 10 / 12 for month in months])
    assert winter > 0.57  # 0.5 if calendars said nothing


def test_waves_rise_and_fall_and_outbreaks_come_out_of_silence():
    """A wave is not over at its first step; sporadic outbreaks are quiet most of the time."""
    rng = np.random.default_rng(3)
    peaks = [waves(rng, 1, 120, 365.25)[0].argmax() for _ in range(40)]
    assert np.median(peaks) > 10
    assert all(np.isfinite(waves(rng, 3, 60, 365.25)).all() for _ in range(20))
    values = np.concatenate([sporadic_outbreaks(rng, 8, 300, WEEKS) for _ in range(20)])
    assert np.median(values) < 1
    assert values.max() > 100


def test_a_season_comes_back():
    """What a season adds is the same a season later, where its strength does not change."""
    frequency = CADENCES[2].frequency  # monthly
    same = []
    for seed in range(40):
        added = seasons(np.random.default_rng(seed), 2, 48, frequency)
        same.append(np.allclose(added[:, 12:], added[:, :-12]))
    assert 0.5 < np.mean(same) < 1  # the strength of three in ten changes


def test_panels_of_every_kind_and_frequency_are_drawn():
    """Counts are whole and not negative, series are not empty, and the same seed gives the same panel."""
    kinds, frequencies = set(), set()
    for number in range(200):
        panel = simulate_panel(np.random.default_rng([5, number]))
        kinds.add(panel.kind)
        frequencies.add(panel.frequency)
        known = panel.counts[~np.isnan(panel.counts)]
        assert (known >= 0).all()
        assert (known == np.rint(known)).all()
        assert len(panel.counts) >= 1
    assert kinds == set(KINDS)
    assert frequencies == {cadence.frequency for cadence in CADENCES}
    twice = [simulate_panel(np.random.default_rng([5, 17])).counts for _ in range(2)]
    np.testing.assert_array_equal(*twice)


def test_a_history_begins_with_the_first_known_count():
    """Lengths leave out what is missing at the start; the calendar goes on to the horizon."""
    panel = simulate_panel(np.random.default_rng([5, 3]))
    counts = panel.counts.copy()
    counts[0, :3] = np.nan
    history = type(panel)(counts, panel.frequency, panel.offset, panel.horizon, panel.kind).history(counts.shape[1])
    assert history.lengths[0] == counts.shape[1] - 3
    assert history.horizon == panel.horizon
    np.testing.assert_allclose(np.expm1(history.growth[0, 3:]), counts[0, 3:], rtol=1e-12)
