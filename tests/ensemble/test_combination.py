"""Two ensembles' forecasts become one by the errors that they state and by those that they lately made."""

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


@pytest.mark.parametrize("since", [0, 310])
def test_who_was_lately_worse_counts_less(since):
    """The inflation is the 8th power of the ratio of the mean pinball losses of the newest quarter, whatever came before."""
    held_out = held_out_normal(np.random.default_rng(1))
    first, second = off_by(held_out, 0.0), off_by(held_out, 0.6, since=since)
    newest = held_out.step >= np.quantile(held_out.step, 0.75)
    losses = []
    for quantiles in (first, second):
        error = held_out.target[newest, None] - quantiles[newest]
        losses.append(np.where(error > 0, np.array(LEVELS) * error, (np.array(LEVELS) - 1) * error).mean())
    # Counts weigh by their roots, which are alike here but for the second's medians.
    assert inflation_of(first, second, held_out) == pytest.approx((losses[1] / losses[0]) ** 8, rel=0.03)
    assert inflation_of(first, second, held_out) * inflation_of(second, first, held_out) == pytest.approx(1)
    assert inflation_of(first, second, held_out) > 2


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
