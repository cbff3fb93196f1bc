"""Years of other calendars are noticed, those of the Gregorian one never."""

import pytest

CODE = "other-calendar"


@pytest.mark.parametrize(
    ("first", "calendar"), [("2567-01-06", "buddhist"), ("1403-01-06", "persian"), ("1446-01-06", "persian")]
)
def test_years_of_other_calendars_are_noticed(doubts, first, calendar):
    """2567 is 2024 in Thailand, 1403 in Iran, and 1446 in Saudi Arabia."""
    assert doubts([5, 8, 9, 4] * 5, first=first)[CODE] == {"calendar": calendar, "year": int(first[:4])}


@pytest.mark.parametrize("first", ["2024-01-06", "1851-01-04", "2101-01-01", "1700-01-02", "2300-01-01"])
def test_other_years_are_ordinary(doubts, first):
    """Counts of the past, and of the far future of simulations."""
    assert CODE not in doubts([5, 8, 9, 4] * 5, first=first)


def test_one_series_of_our_years_tells_that_all_are(read):
    """A mistyped year in one series is no calendar."""
    rows = [f"{name},{year}-{month:02d},5" for name, year in (("a", 2567), ("b", 2024)) for month in range(1, 13)]
    panel = read("\n".join(["unique_id,ds,y", *rows, ""]))
    assert CODE not in {note.code for note in panel.notes}
