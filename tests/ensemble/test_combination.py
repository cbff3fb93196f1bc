"""Two ensembles' forecasts become one by the errors that they state and by those that they lately made."""

import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

from lstm_cli.ensemble.combination import MAX_INFLATION, combined, crossed_combination, inflation_of
from lstm_cli.ensemble.held_out import HeldOut
from lstm_cli.options import LEVELS

UNIT = np.array([NormalDist().inv_cdf(level) for level in LEVELS])
COUNT = 4_000


def held_out_normal(rng):
    """Return targets around 3 with a deviation of 1, over 400 steps in four folds by turns of 25 steps."""
    step = np.sort(rng.integers(0, 400, COUNT))
    nothing = np.zeros(COUNT, np.int64)
    target, fold = 3 + rng.normal(size=COUNT), step // 25 % 4
    return HeldOut(np.zeros((3, COUNT, len(LEVELS))), target, nothing, nothing, step, np.full(COUNT, 9.0), fold)


def off_by(held_out, error, *, since=0):
    """Return normal forecasts of the targets whose median is off by so much, up and down by turns, from some step on."""
    median = 3 + np.where(held_out.step >= since, error * (-1.0) ** np.arange(COUNT), 0)
    return median[:, None] + UNIT


def test_two_forecasts_are_weighed_by_their_variances():
    """Normal forecasts of one median have the share of the inverse variance; one that is far from the first has hardly any."""
    narrow, wide = 5 + UNIT, 5 + 3 * UNIT
    np.testing.assert_allclose(combined(narrow, wide), 5 + (0.9 + 0.3) * UNIT)
    np.testing.assert_allclose(combined(wide, narrow), 5 + (0.9 + 0.3) * UNIT)
    away = narrow + 10
    np.testing.assert_allclose(combined(narrow, away), narrow + 10 / 102)
    np.testing.assert_allclose(combined(np.full(23, 2.0), np.full(23, 2.0)), 2)
    np.testing.assert_allclose(combined(wide, narrow, inflation=9), 5 + 2 * UNIT)


def losses_by_block(held_out, quantiles, weight, horizon):
    """Return the sum of weighed pinball losses of the newest quarter in each block of a horizon, counted from the newest."""
    above = held_out.target[:, None] - quantiles
    loss = weight * np.maximum(np.array(LEVELS) * above, (np.array(LEVELS) - 1) * above).sum(axis=1)
    when = held_out.step + held_out.ahead
    block = np.where(when >= np.quantile(when, 0.75), (when.max() - when) // horizon, -1)
    return {int(one): float(loss[block == one].sum()) for one in np.unique(block) if one >= 0}


@pytest.mark.parametrize("horizon", [1, 3])
@pytest.mark.parametrize("since", [0, 310])
def test_who_was_lately_worse_counts_less(since, horizon):
    """The difference of the newest quarter counts as far as it is beyond two standard errors, whatever came before.

    The standard error is that of leaving out one horizon after the other. Counts weigh by their roots.
    """
    held_out = held_out_normal(np.random.default_rng(1))
    held_out = replace(held_out, ahead=np.arange(COUNT) // 2 % horizon)
    first, second = off_by(held_out, 0.0), off_by(held_out, 0.4, since=since)
    weight = np.exp((first[:, 11] + second[:, 11]) / 4)  # the root of the count that the two expect
    ours, theirs = (losses_by_block(held_out, quantiles, weight, horizon) for quantiles in (first, second))
    ratio = math.log(sum(theirs.values()) / sum(ours.values()))
    without = []
    for left_out in ours:
        sums = [sum(losses[block] for block in losses if block != left_out) for losses in (ours, theirs)]
        without.append(math.log(sums[1] / sums[0]))
    error = math.sqrt((len(without) - 1) / len(without) * sum((np.array(without) - np.mean(without)) ** 2))
    expected = math.exp(16 * ratio * (1 - (2 * error / ratio) ** 2))
    assert 1.5 < expected < MAX_INFLATION
    assert inflation_of(first, second, held_out) == pytest.approx(expected, rel=1e-3)
    assert inflation_of(first, second, held_out) * inflation_of(second, first, held_out) == pytest.approx(1)


def test_what_may_be_chance_does_not_count():
    """Of forecasts that are as good as each other hardly any is preferred: that takes two standard errors."""
    inflations = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        held_out = held_out_normal(rng)
        first, second = (3 + 0.5 * rng.normal(size=(COUNT, 1)) + UNIT for _ in range(2))
        inflations.append(inflation_of(first, second, held_out))
    assert np.mean(np.array(inflations) == 1) > 0.85


def test_of_few_blocks_of_time_nothing_is_learned():
    """Two blocks of a horizon, however many targets lie in them, have no standard error."""
    held_out = held_out_normal(np.random.default_rng(5))
    far = replace(held_out, ahead=np.where(np.arange(COUNT) < 9, 70, held_out.ahead))
    first, second = off_by(held_out, 0.0), off_by(held_out, 2.0)
    assert inflation_of(first, second, held_out) > inflation_of(first, second, far) == 1


def test_errors_of_long_ago_do_not_count():
    """A second ensemble that was bad until the newest quarter is as good as the first; one that is bad now hardly counts."""
    held_out = held_out_normal(np.random.default_rng(2))
    first, once = off_by(held_out, 0.0), off_by(held_out, 3.0)
    once[held_out.step >= 300] = first[held_out.step >= 300]
    assert inflation_of(first, once, held_out) == 1
    assert inflation_of(first, off_by(held_out, 9.0), held_out) == MAX_INFLATION
    assert inflation_of(off_by(held_out, 9.0), first, held_out) == 1 / MAX_INFLATION


def test_of_few_targets_nothing_is_learned():
    """Fewer than 60 targets of the newest quarter, and none at all, say nothing."""
    held_out = held_out_normal(np.random.default_rng(3))
    first, second = off_by(held_out, 0.0), off_by(held_out, 2.0)
    for count in (0, 200):
        few = held_out.take(np.arange(0, COUNT, 20)[:count])
        assert inflation_of(first[:count], second[:count], few) == 1
    assert inflation_of(first, second, held_out) > 1


def test_no_target_decides_about_its_own_combination():
    """Targets of one fold may be anything: their own forecasts stay the same, those of other folds do not."""
    held_out = held_out_normal(np.random.default_rng(4))
    first, second = off_by(held_out, 0.0), off_by(held_out, 0.6)
    before = crossed_combination(first, second, held_out)
    mine = held_out.fold == 1
    held_out.target[mine] = second[mine, 11]
    after = crossed_combination(first, second, held_out)
    np.testing.assert_array_equal(after[mine], before[mine])
    assert not np.array_equal(after[~mine], before[~mine])
