"""Rows that are absent where no count is 0: said where they may be the zeros, and where they may not, not said."""

import numpy as np
import pytest

CODE = "zeros-absent"


def without_zeros(counts):
    """Leave out the rows of zeros, as an aggregation of single events does."""
    return [count or None for count in np.asarray(counts).tolist()]


def test_events_without_their_zeros_are_noticed(doubts):
    """Poisson counts of which no 0 has a row: how many steps are absent, and by how much a mean is too high."""
    counts = np.random.default_rng(1).poisson(0.5, 300)
    counts[[0, -1]] = 1
    details = doubts(without_zeros(counts))[CODE]
    assert details["steps"] == 300
    assert details["absent"] == (counts == 0).sum()
    assert details["factor"] == pytest.approx(counts[counts > 0].mean() / counts.mean())
    assert details["names"] == ("a",)


def test_one_zero_anywhere_shows_that_zeros_are_written(doubts):
    """If any series has a row with 0, absent rows are what they are said to be: missing."""
    counts = np.random.default_rng(1).poisson(0.5, 300)
    counts[[0, -1]] = 1
    assert CODE not in doubts({"a": without_zeros(counts), "b": [3, 0, 2]})


def test_rows_without_a_count_are_missing_by_name(doubts):
    """An empty cell says that the count is not known."""
    counts = np.random.default_rng(1).poisson(0.5, 300)
    counts[[0, -1]] = 1
    assert CODE not in doubts([count or "" for count in counts.tolist()])


def test_most_rows_absent_is_enough_whatever_the_counts(doubts):
    """Large counts at scattered steps, fewer than at every second one: sales in bulk on some days alone."""
    rng = np.random.default_rng(4)
    counts = [50 + count if rng.random() < 0.3 else None for count in rng.poisson(20, 200).tolist()]
    counts[0] = counts[-1] = 60
    absent = counts.count(None)
    details = doubts(counts, freq="D")[CODE]
    assert (details["absent"], details["steps"], details["factor"]) == (absent, 200, 200 / (200 - absent))


@pytest.mark.parametrize("mean", [2, 3])
def test_a_few_absent_rows_are_enough_where_counts_are_small(doubts, mean):
    """With a mean of 2 a seventh of the steps is absent, and no zero of 300 counts would be a miracle."""
    counts = np.random.default_rng(2).poisson(mean, 300)
    counts[[0, -1]] = 1
    assert (counts == 0).mean() < 0.2
    assert doubts(without_zeros(counts))[CODE]["absent"] == (counts == 0).sum()


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_gaps_among_large_counts_are_gaps(doubts, share):
    """Where zeros are not to be expected and most steps have a row, a gap is a gap: in none of 40 panels is it a zero."""
    rng = np.random.default_rng(3)
    for _ in range(40):
        counts = 1 + rng.negative_binomial(5, 5 / 45, (3, 80))
        absent = rng.random((3, 80)) < share
        absent[:, [0, -1]] = False
        panel = {
            name: [None if gone else count for count, gone in zip(*row, strict=True)]
            for name, *row in zip("abc", counts.tolist(), absent.tolist(), strict=True)
        }
        assert CODE not in doubts(panel, freq="D")


def test_one_long_gap_and_a_step_of_its_own_are_no_scattered_zeros(doubts):
    """A closed season is one gap, and a row on every other day is a step."""
    small = [1, 2, 1, 1, 3, 1, 2, 1] * 5
    large = [90, 85, 97, 88, *[None] * 1, 92, 95, *[None] * 2, 99] * 8
    assert CODE not in doubts([*large, *[None] * 150, 90])
    assert CODE not in doubts([*small, *[None] * 90, *small])
    assert CODE not in doubts([count for one in small for count in (one, None)] + [1], freq="D")


def test_the_series_with_the_largest_share_of_absent_rows_is_named_first(doubts):
    """Complete series are not named."""
    rng = np.random.default_rng(4)
    panel = {
        name: [2, *without_zeros(rng.poisson(mean, 200)), 1] for name, mean in (("a", 1.5), ("b", 0.3), ("c", 0.7))
    }
    details = doubts(panel | {"full": [5] * 202})[CODE]
    assert (details["names"], details["count"], details["of"]) == (("b", "c", "a"), 3, 4)


@pytest.mark.parametrize("rows", [3, 5, 8, 11])
def test_rows_at_every_seventh_step_of_short_series_are_another_step(doubts, rows):
    """However few rows each series has: where one ends and the next begins is no gap of another kind."""
    weekly = [count for week in range(rows) for count in (20 + week, *[None] * 6)]
    assert CODE not in doubts(dict.fromkeys("abcdef", weekly), freq="D")
