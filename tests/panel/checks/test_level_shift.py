"""A level that has shifted: what is one, what is none, and how often chance looks like one."""

import numpy as np
import pytest

from lstm_cli.panel.checks.level_shift import MIN_NEWEST, Shift, shift_of


@pytest.fixture
def shifted():
    """Return the shift of a series with these counts."""
    return lambda counts: shift_of(np.array(counts))


def test_newest_counts_outside_everything_before_are_a_shift(shifted):
    """Up and down, by the medians; with one count inside the range it is none."""
    before = [10, 12] * 15
    assert shifted([*before, *[40, 44] * 4]) == Shift(8, 42.0, 11.0)
    assert shifted([*before, *[1, 2] * 4]) == Shift(8, 1.5, 11.0)
    assert shifted([*before, *[40, 44] * 9]) == Shift(18, 42.0, 11.0)
    assert shifted([*before, *[40] * (MIN_NEWEST - 1), 12]) is None


def test_little_is_no_shift(shifted):
    """Neither a change of less than a half, nor of a few counts, nor one after a short past."""
    assert shifted([*[100, 101] * 15, *[120] * MIN_NEWEST]) is None
    assert shifted([*[0, 1] * 15, *[4] * MIN_NEWEST]) is None
    assert shifted([*[10, 12] * 11, *[40] * MIN_NEWEST]) is None


def test_chance_is_no_shift():
    """Of eight hundred series without a shift, noisy or seasonal, none is said to have one."""
    rng = np.random.default_rng(1)
    season = 20 * np.exp(1.5 * np.sin(2 * np.pi * np.arange(156) / 52))
    for mean in (np.full(60, 20.0), season):
        drawn = rng.negative_binomial(10, 10 / (10 + np.broadcast_to(mean, (400, len(mean)))))
        assert not any(shift_of(counts) for counts in drawn)
