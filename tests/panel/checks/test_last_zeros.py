"""Zeros at the end of large counts are noticed, ordinary zeros are not."""

import numpy as np
import pytest

CODE = "zeros-last"
LARGE = [310, 298, 305, 287, 320, 301, 295, 299, 304, 290]


def test_the_newest_zeros_after_large_counts_are_noticed(doubts):
    """How many there are, what is usual, and the last day before them of all series that have some."""
    details = doubts({"a": [*LARGE, 0, 0, 0, 0], "b": LARGE + LARGE[:4], "c": [*LARGE, 12, 0, 0, 0]})[CODE]
    assert details == {"names": ("a", "c"), "count": 2, "of": 3, "zeros": 4, "usual": 300, "until": "2024-01-15"}


@pytest.mark.parametrize(
    "counts",
    [
        LARGE,
        [*LARGE[:7], 0],  # seven counts tell little
        [*LARGE, 9, 0, 0],  # it had fallen before
        [*LARGE, 0, 0, *LARGE, 0, 0],  # as many zeros as it has had before
        [*LARGE, 0, 5],
        [0] * 12,
        [9] * 20 + [0],
    ],
)
def test_zeros_that_have_been_there_before_or_follow_small_counts_are_ordinary(doubts, counts):
    """A summer break, a fall to nothing, a handful of counts, zeros alone."""
    assert CODE not in doubts(counts)


def test_zeros_of_the_series_before_do_not_count(doubts):
    """Runs of zeros end where a series does."""
    panel = {"a": [*LARGE, 9, 0, 0], "b": [0, 0, *LARGE, 0, 0, 0]}
    assert doubts(panel)[CODE]["names"] == ("b",)


def test_one_zero_more_than_ever_is_noticed(doubts):
    """A weekend has two zeros, and three are news."""
    week = [310, 298, 305, 287, 320, 0, 0]
    assert CODE not in doubts(week * 5, first="2024-01-08")
    assert doubts([*week * 4, *LARGE, 0, 0, 0], first="2024-01-08")[CODE]["zeros"] == 3


def test_chance_does_not_end_in_such_zeros(doubts):
    """Of 2,000 series of overdispersed counts of which a twentieth are 0, no more than two are said to end in such zeros."""
    rng = np.random.default_rng(7)
    drawn = rng.negative_binomial(1, 1 / 21, (2000, 60)).tolist()
    details = doubts({f"{row:04}": counts for row, counts in enumerate(drawn)})
    assert details.get(CODE, {"count": 0})["count"] <= 2
