"""Scores equal their definitions: hand-computed examples, identities, and a second implementation in plain loops."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_cli.metrics.pinball import pinball_loss
from lstm_cli.metrics.scores import (
    INTERVALS,
    interval_coverage,
    mean_known,
    quantile_at,
    randomised_pit,
    relative_score,
    score_cells,
    seasonal_scale,
    summarise,
    weighted_interval_score,
)
from lstm_cli.options import LEVELS

NAN = float("nan")
THREE = (0.1, 0.5, 0.9)
FORECAST = np.array([2.0, 5.0, 11.0])
# By hand for l, m, u = 2, 5, 11 and α = 0.2, K = 1: (½|y - 5| + 0.1·(9 + 10·max(2 - y, 0) + 10·max(y - 11, 0))) / 1.5
BY_HAND = [  # outcome, WIS, dispersion, overprediction, underprediction
    (13, 4.6, 0.6, 0.0, 4.0),
    (1, 2.6, 0.6, 2.0, 0.0),
    (8, 1.6, 0.6, 0.0, 1.0),
    (4, 14 / 15, 0.6, 1 / 3, 0.0),
    (5, 0.6, 0.6, 0.0, 0.0),
]


def close(found, expected, rtol=1e-12):
    np.testing.assert_allclose(found, expected, rtol=rtol, atol=1e-12)
    return True


@pytest.mark.parametrize(("outcome", "wis", "dispersion", "over", "under"), BY_HAND)
def test_wis_by_hand(outcome, wis, dispersion, over, under):
    """WIS and its parts of one interval and a median are what pencil and paper give."""
    score = weighted_interval_score(FORECAST, np.float64(outcome), THREE)
    assert close(
        [score.total, score.dispersion, score.overprediction, score.underprediction], [wis, dispersion, over, under]
    )


def test_pinball_by_hand():
    """The loss of each quantile has its own slope on either side."""
    assert close(pinball_loss(FORECAST, np.float64(7), THREE), [0.1 * 5, 0.5 * 2, 0.1 * 4])
    assert close(pinball_loss(FORECAST, np.float64(1), THREE), [0.9 * 1, 0.5 * 4, 0.1 * 10])


def loop_wis(quantiles, outcome, levels):
    """Score one forecast straight from the formula of Bracher et al., with a loop over intervals."""
    pairs = len(levels) // 2
    total = 0.5 * abs(outcome - quantiles[pairs])
    for k in range(pairs):
        alpha = 2 * levels[k]
        low, high = quantiles[k], quantiles[len(levels) - 1 - k]
        interval = high - low
        if outcome < low:
            interval += 2 / alpha * (low - outcome)
        if outcome > high:
            interval += 2 / alpha * (outcome - high)
        total += alpha / 2 * interval
    return total / (pairs + 0.5)


def some_forecasts(seed, cells=60, levels=LEVELS):
    rng = np.random.default_rng(seed)
    quantiles = np.sort(rng.gamma(1.3, 40.0, size=(cells, len(levels))), axis=-1)
    return np.maximum(quantiles - 10, 0), rng.negative_binomial(1, 0.02, size=cells).astype(float)


def test_wis_of_23_levels_in_loops():
    """WIS at the hubs' 23 levels equals the formula written as a loop."""
    quantiles, outcomes = some_forecasts(1)
    expected = [loop_wis(row, outcome, LEVELS) for row, outcome in zip(quantiles, outcomes, strict=True)]
    assert close(weighted_interval_score(quantiles, outcomes, LEVELS).total, expected)


@settings(max_examples=100, deadline=None)
@given(
    numbers=st.lists(st.floats(0, 1e6), min_size=23, max_size=23).map(sorted),
    outcome=st.integers(0, 2_000_000),
)
def test_wis_is_twice_the_mean_pinball_loss(numbers, outcome):
    """WIS = 2 × mean pinball loss over all levels, and its parts are not negative and sum to it."""
    quantiles = np.array(numbers)
    score = weighted_interval_score(quantiles, np.float64(outcome), LEVELS)
    assert close(score.total, 2 * pinball_loss(quantiles, np.float64(outcome), LEVELS).mean(), rtol=1e-9)
    parts = (score.dispersion, score.overprediction, score.underprediction)
    assert close(sum(parts), score.total, rtol=1e-9)
    assert min(parts) >= 0


def test_levels_without_a_median():
    """Without a median, WIS is still 2 × the mean pinball loss."""
    levels, quantiles = (0.05, 0.25, 0.75, 0.95), np.array([1.0, 3.0, 10.0, 30.0])
    score = weighted_interval_score(quantiles, np.float64(40), levels)
    assert close(score.total, 2 * pinball_loss(quantiles, np.float64(40), levels).mean())
    assert close(score.underprediction, 2 / 4 * (10 + 30))


@pytest.mark.parametrize("levels", [(0.1, 0.5, 0.8), (0.9, 0.5, 0.1), (0.5, 0.5), (0.1, 0.5)])
def test_levels_that_make_no_intervals_are_refused(levels):
    """WIS needs increasing levels in symmetric pairs."""
    with pytest.raises(ValueError, match="symmetric"):
        weighted_interval_score(np.arange(len(levels), dtype=float), np.float64(1), levels)


def test_shapes_and_missing_outcomes():
    """Cells may have any number of axes, and a missing outcome gives NaN in its cell alone."""
    quantiles, outcomes = some_forecasts(2)
    outcomes[[3, 17]] = NAN
    flat = weighted_interval_score(quantiles, outcomes, LEVELS)
    cubes = weighted_interval_score(quantiles.reshape(3, 4, 5, 23), outcomes.reshape(3, 4, 5), LEVELS)
    for part in ("total", "dispersion", "overprediction", "underprediction"):
        assert np.flatnonzero(np.isnan(getattr(flat, part))).tolist() == [3, 17]
        assert np.array_equal(getattr(cubes, part).ravel(), getattr(flat, part), equal_nan=True)


def test_coverage():
    """An outcome on the end of the closed central interval is inside; unknown is neither inside nor outside."""
    quantiles = np.tile(np.arange(1.0, 24.0), (6, 1))  # levels 0.25 and 0.75 are 7 and 17, 0.025 and 0.975 are 2 and 22
    outcomes = np.array([7.0, 17.0, 6.0, 22.0, 23.0, NAN])
    assert np.array_equal(interval_coverage(quantiles, outcomes, LEVELS, 0.5), [1, 1, 0, 0, 0, NAN], equal_nan=True)
    assert np.array_equal(interval_coverage(quantiles, outcomes, LEVELS, 0.95), [1, 1, 1, 1, 0, NAN], equal_nan=True)
    assert np.isnan(interval_coverage(quantiles, outcomes, LEVELS, 0.33)).all()
    assert [interval_coverage(quantiles[0], np.float64(21), LEVELS, part) for part in INTERVALS] == [0, 0, 1, 1]


def test_quantile_at_finds_levels_that_binary_blurs():
    """1 - 0.975 finds 0.025; a level that is not there is unknown."""
    quantiles = np.arange(46.0).reshape(2, 23)
    assert quantile_at(quantiles, LEVELS, 1 - 0.975).tolist() == [1.0, 24.0]
    assert np.isnan(quantile_at(quantiles, LEVELS, 0.33)).all()


@pytest.mark.parametrize(
    ("values", "season", "expected"),
    [
        ([3, 5, 10, 4], 1, (2 + 5 + 6) / 3),
        ([3, 5, 10, 4], 2, (7 + 1) / 2),
        ([3, NAN, 10, 4, 1], 1, (6 + 3) / 2),
        ([3, 5, 10, 4], 4, (2 + 5 + 6) / 3),  # no season fits: one step
        ([3, 5, 10, 4], 12, (2 + 5 + 6) / 3),
        ([7, 7, 7], 1, NAN),
        ([7], 1, NAN),
        ([], 1, NAN),
    ],
)
def test_seasonal_scale(values, season, expected):
    """The unit of MASE is the mean absolute seasonal change over known pairs, unknown where nothing changes."""
    assert np.array_equal(seasonal_scale(np.array(values, float), season=season), expected, equal_nan=True)


def loop_distribution(quantiles, point, levels, beyond):
    """F at a point, walking over the quantiles; ``beyond`` = (below the first, above the last)."""
    if point < quantiles[0]:
        return beyond[0]
    if point >= quantiles[-1]:
        return beyond[1]
    for j in range(len(levels) - 1):
        if quantiles[j] <= point < quantiles[j + 1]:
            share = (point - quantiles[j]) / (quantiles[j + 1] - quantiles[j])
            return levels[j] + share * (levels[j + 1] - levels[j])
    raise AssertionError


def test_pit_in_loops():
    """The transform is uniform between F(y - ½) and F(y + ½), with ties, floors at zero and tails."""
    quantiles, outcomes = some_forecasts(3, cells=300)
    quantiles = np.round(quantiles / 2) / 2  # many ties, at zero and at halves
    outcomes[:40] = 0
    outcomes[40:60] = 5000
    outcomes[60] = NAN
    drawn = randomised_pit(quantiles, outcomes, LEVELS, rng=np.random.default_rng(8))
    shares = np.random.default_rng(8).random(300)
    expected = []
    for row, outcome, share in zip(quantiles, outcomes, shares, strict=True):
        if math.isnan(outcome):
            expected.append(NAN)
            continue
        start = loop_distribution(row, outcome - 0.5, LEVELS, (0, 0.99))
        end = loop_distribution(row, outcome + 0.5, LEVELS, (0.01, 1))
        expected.append(start + share * (end - start))
    assert close(drawn, expected)
    assert np.isnan(drawn[60])
    assert np.nanmin(drawn) >= 0
    assert np.nanmax(drawn) <= 1


def test_pit_by_hand():
    """A count between two quantiles falls where F says; above all quantiles it falls above the last level."""
    levels, quantiles = (0.25, 0.5, 0.75), np.array([0.0, 4.0, 8.0])

    class Half:
        def random(self, shape):
            """Return the middle."""
            return np.full(shape, 0.5)

    def pit(y):
        return float(randomised_pit(quantiles, np.float64(y), levels, rng=Half()))

    assert pit(2) == pytest.approx(0.375)  # F(1.5) = 0.34375, F(2.5) = 0.40625
    assert pit(0) == pytest.approx((0.25 + 0.25 / 8) / 2)  # from 0 to F(½)
    assert pit(100) == pytest.approx(0.875)  # between 0.75 and 1


@pytest.mark.parametrize("mean", [0.3, 4.0, 60.0])
def test_pit_of_a_right_forecast_is_uniform(mean):
    """Counts rounded from the forecast distribution itself give a flat histogram, however few and small they are."""
    rng = np.random.default_rng(11)
    quantiles = np.maximum(np.quantile(rng.gamma(2.0, mean / 2, 100_000), LEVELS) - 0.3, 0)
    u = rng.random(40_000)
    outcomes = np.round(np.interp(u, LEVELS, quantiles))
    outcomes = np.where(u > 0.99, np.round(quantiles[-1] + rng.exponential(mean, len(u))), outcomes)
    outcomes = np.where(u < 0.01, np.round(rng.random(len(u)) * quantiles[0]), outcomes)
    pit = randomised_pit(np.tile(quantiles, (len(u), 1)), outcomes, LEVELS, rng=rng)
    counts, _ = np.histogram(pit, bins=10, range=(0, 1))
    assert np.abs(counts / len(u) - 0.1).max() < 0.006  # 4 standard errors


def test_pit_of_rates():
    """Right forecasts of outcomes with three decimals give a flat histogram, and forecasts above all of them the first bin."""
    rng = np.random.default_rng(12)
    outcomes = np.round(rng.beta(2, 40, 40_000), 3)
    quantiles = np.tile(np.quantile(rng.beta(2, 40, 100_000), LEVELS), (len(outcomes), 1))
    counts, _ = np.histogram(randomised_pit(quantiles, outcomes, LEVELS, step=0.001, rng=rng), bins=10, range=(0, 1))
    assert np.abs(counts / len(outcomes) - 0.1).max() < 0.008  # as many draws make the quantiles
    above = randomised_pit(quantiles + 0.4, outcomes, LEVELS, step=0.001, rng=rng)
    assert above.max() < LEVELS[0]


def test_relative_score():
    """The ratio of means is taken over shared cells, and is unknown where the baseline makes no error."""
    ours, theirs = np.array([[1.0, NAN], [3.0, 100.0]]), np.array([[2.0, 50.0], [6.0, NAN]])
    assert relative_score(ours, theirs) == 0.5
    assert math.isnan(relative_score(ours, np.full((2, 2), NAN)))
    assert math.isnan(relative_score(np.ones(2), np.zeros(2)))


def test_mean_known():
    """Unknown cells do not count, and of none there is no mean."""
    assert mean_known(np.array([[1.0, NAN], [4.0, 4.0]])) == 3
    assert math.isnan(mean_known(np.array([NAN])))
    assert math.isnan(mean_known(np.array([])))


def test_summary_by_hand():
    """Every mean of a summary is the mean of its own score over the known, chosen cells."""
    quantiles = np.tile(FORECAST, (2, 2, 1))
    outcomes = np.array([[13.0, 1.0], [NAN, 8.0]])
    cells = score_cells(quantiles, outcomes, THREE, scale=np.array([[2.0], [4.0]]))
    whole = summarise(cells)
    assert whole.cells == 3
    assert whole.wis == pytest.approx((4.6 + 2.6 + 1.6) / 3)
    assert whole.dispersion == pytest.approx(0.6)
    assert whole.overprediction == pytest.approx(2 / 3)
    assert whole.underprediction == pytest.approx(5 / 3)
    assert whole.mae == pytest.approx((8 + 4 + 3) / 3)
    assert whole.mase == pytest.approx((8 / 2 + 4 / 2 + 3 / 4) / 3)
    assert whole.coverage[1] == pytest.approx(1 / 3)  # of the 80 % interval, the only one there is
    assert np.isnan([whole.coverage[0], *whole.coverage[2:]]).all()
    log = [loop_wis(np.log1p(FORECAST), math.log1p(y), THREE) for y in (13, 1, 8)]
    assert whole.log_wis == pytest.approx(sum(log) / 3)
    second_step = summarise(cells, where=np.array([False, True]))
    assert second_step.cells == 2
    assert second_step.wis == pytest.approx((2.6 + 1.6) / 2)
    nothing = summarise(cells, where=np.zeros((2, 2), dtype=bool))
    assert nothing.cells == 0
    assert math.isnan(nothing.wis)
    assert math.isnan(summarise(score_cells(quantiles, outcomes, THREE)).mase)


def test_quantiles_below_zero_are_zero_in_logarithms():
    """Another program's lower end of -5 costs its width in counts; in log counts it is that of 0."""
    below, floored = (score_cells(np.array([[low, 3.0, 9.0]]), np.array([2.0]), (0.1, 0.5, 0.9)) for low in (-5.0, 0.0))
    assert below.wis.total[0] - floored.wis.total[0] == pytest.approx(0.1 * 5 / 1.5)
    assert below.log_wis[0] == floored.log_wis[0] > 0
