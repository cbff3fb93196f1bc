"""Long gaps, new records and weekdays that are lost: each by hand, and never by chance."""

import datetime as dt

import numpy as np
import pytest

from lstm_cli.panel.checks.registry import CHECKS

USUAL = [20, 23, 19, 22, 25, 18, 21, 24] * 4


def test_a_long_gap_is_named_with_both_its_sides(doubts):
    """As a mistyped year makes it; the longest is told."""
    details = doubts({"a": [*USUAL[:10], *[None] * 40, *USUAL], "b": [*USUAL[:10], *[None] * 44, *USUAL]})["long-gap"]
    assert (details["names"], details["steps"]) == (("b", "a"), 44)
    assert (details["after"], details["before"]) == ("2024-01-15", "2024-02-29")


def test_short_gaps_are_no_long_gaps(doubts):
    """Seven steps, or half of what is known."""
    assert "long-gap" not in doubts([5, 6, 7, *[None] * 7, 5, 6])
    assert "long-gap" not in doubts([*USUAL, *[None] * 16, 3], freq="D")


def test_a_new_record_is_told_with_the_old_one(doubts):
    """Ten times the largest before, among the newest eight; not less, nor where the series had little to break."""
    assert doubts([*USUAL, 20, 250, 21])["new-record"] == {
        "names": ("a",),
        "count": 1,
        "of": 1,
        "largest": 250,
        "record": 25,
    }
    assert "new-record" not in doubts([*USUAL, 20, 249, 21])
    assert "new-record" not in doubts([*USUAL, 250, *USUAL[:8]])
    assert "new-record" not in doubts([*[0, 1] * 16, 29])
    assert doubts([*[0, 1] * 16, 30])["new-record"]["record"] == 1
    assert "new-record" not in doubts([*USUAL[:23], 20, 250, 21])  # too few before


def weekdays(first, days, closed, since):
    """Return a count a day, none on some weekdays since a day."""
    start = dt.date.fromisoformat(first)
    dates = [start + dt.timedelta(day) for day in range(days)]
    return [None if date.weekday() in closed and date.isoformat() >= since else 30 for date in dates]


def test_weekdays_that_are_lost_are_named(doubts):
    """Rows on all days, and from April on none on Saturdays and Sundays."""
    details = doubts(weekdays("2024-01-01", 173, {5, 6}, "2024-04-01"), first="2024-01-01")["weekdays-lost"]
    assert (details["weekdays"], details["since"]) == ((5, 6), "2024-03-31")
    assert "weekdays-lost" not in doubts(weekdays("2024-01-01", 173, {5, 6}, "2024-04-01"), step=7, freq="W")


@pytest.mark.parametrize(
    ("days", "closed", "since"),
    [(110, {5, 6}, "2024-04-01"), (173, {6}, "2024-05-20"), (173, set(), "2024-04-01"), (110, {5}, "2024-01-22")],
)
def test_a_few_weeks_without_a_weekday_are_no_loss(doubts, days, closed, since):
    """Fewer than six weeks tell nothing, neither without nor with it."""
    assert "weekdays-lost" not in doubts(weekdays("2024-01-01", days, closed, since), first="2024-01-01", freq="D")


def test_running_totals_have_no_shifted_level(doubts):
    """One doubt is enough: their newest counts lie above all before because they are totals."""
    notes = doubts(np.cumsum(USUAL * 2).tolist())
    assert "running-totals" in notes
    assert "level-shifted" not in notes


def test_a_season_is_needed_before_a_weekly_level_has_shifted(doubts):
    """After 40 weeks a season's low half may be the first; after 60 it is not."""
    assert "level-shifted" not in doubts([*USUAL, *USUAL[:8], *[90] * 8], step=7)
    assert "level-shifted" in doubts([*USUAL, *USUAL, *[90] * 8], step=7)


@pytest.mark.parametrize("size", [0.5, 8, 200])
def test_nothing_is_doubted_by_chance(doubts, size):
    """Complete noisy, seasonal and intermittent series, 300 in all: not one doubt."""
    rng = np.random.default_rng(12)
    season = size * np.exp(0.8 * np.sin(2 * np.pi * np.arange(130) / 52))
    sparse = np.where(rng.random((100, 130)) < 0.3, 3 * size, 0)
    for mean in (np.full((100, 130), size), np.tile(season, (100, 1)), sparse):
        drawn = rng.negative_binomial(8, 8 / (8 + mean)).tolist()
        notes = doubts({f"{row:02}": counts for row, counts in enumerate(drawn)}, step=7)
        assert set(CHECKS) & set(notes) == set()
