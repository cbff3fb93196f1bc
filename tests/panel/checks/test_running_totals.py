"""Totals since some day are told from counts."""

import numpy as np
import pytest

CODE = "running-totals"


@pytest.fixture
def cases():
    """Return the counts of 60 days."""
    return np.random.default_rng(5).poisson(20, 60)


def test_totals_are_noticed_and_counts_are_not(doubts, cases):
    """The rises are those of the totals, and they never fall."""
    details = doubts({"a": cases.tolist(), "b": np.cumsum(cases).tolist()})[CODE]
    assert details == {"names": ("b",), "count": 1, "of": 2, "rises": int((cases[1:] > 0).sum()), "falls": 0}


def test_a_correction_and_new_beginnings_leave_them_totals(doubts, cases):
    """Totals fall when they are corrected, and begin anew each month."""
    corrected = np.cumsum(cases)
    corrected[30:] -= 40
    assert doubts(corrected.tolist())[CODE]["falls"] == 1
    monthly = np.concatenate([np.cumsum(part) for part in np.split(cases, 4)])
    assert doubts(monthly.tolist())[CODE]["falls"] == 3


@pytest.mark.parametrize(
    "counts",
    [
        list(range(1, 21)),  # 19 rises
        [7] * 60,
        [*range(1, 40), *range(40, 1, -1)],
        [3, 2] * 30,
        [5, 6, 7, 8, 4] * 12,
    ],
)
def test_short_constant_and_falling_series_are_no_totals(doubts, counts):
    """Few rises, none, or falls as often as counts have them."""
    assert CODE not in doubts(counts)


def test_chance_never_looks_like_totals(doubts):
    """Of 600 series, noisy, seasonal or as large as they are smooth, none is taken for totals."""
    rng = np.random.default_rng(6)
    season = np.exp(1.5 * np.sin(2 * np.pi * np.arange(104) / 52))
    for mean in (1, 30, 3000):
        drawn = rng.poisson(mean * season, (200, 104)).tolist()
        assert CODE not in doubts({f"{row:03}": counts for row, counts in enumerate(drawn)}, step=7)
