"""Series that are over are told from those that are late."""

import numpy as np
import pytest

from lstm_cli.panel.checks.ended import is_over
from lstm_cli.panel.checks.known import known_counts

FIRST = np.datetime64("2015-01-03")


@pytest.fixture
def over(read):
    """Return a function that tells which of some series, by the steps at which they have a row, are over."""

    def ended(series, *, step, horizon=0):
        rows = [f"{name},{FIRST + step * place},1" for name, places in series.items() for place in places]
        panel = read("\n".join(["unique_id,ds,y", *rows, ""]), freq="D" if step == 1 else "W")
        known = known_counts(panel.series, panel.frequency, panel.time_style)
        return [name for name, gone in zip(sorted(series), is_over(known, horizon), strict=True) if gone]

    return ended


@pytest.mark.parametrize(("step", "silence"), [(1, 28), (7, 52)])
def test_silence_longer_than_two_horizons_and_a_season_is_an_end(over, step, silence):
    """Of daily series after 28 days, of weekly ones after 52 weeks."""
    panel = {"new": range(200), "late": range(200 - silence), "over": range(200 - silence - 1)}
    assert over(panel, step=step) == ["over"]


def test_a_series_that_has_been_silent_as_long_before_is_not_over(over):
    """A gap of 60 days shows that 50 days of silence mean little."""
    panel = {"new": range(200), "gappy": [*range(50), *range(110, 150)], "over": range(150)}
    assert over(panel, step=1) == ["over"]


def test_a_longer_horizon_reaches_further(over):
    """Where 40 days are forecast, 60 days of silence are no end, and 81 are."""
    panel = {"new": range(200), "late": range(140), "over": range(119)}
    assert over(panel, step=1) == ["late", "over"]
    assert over(panel, step=1, horizon=40) == ["over"]


def test_both_are_remarked_on_and_apart(doubts):
    """Those that are over are named, the first to end first; the others that end early are counted."""
    counts = {"new": [3] * 200, "other": [3] * 200, "late": [3] * 190, "b": [3] * 100, "a": [3] * 120}
    notes = doubts(counts)
    when = {"last": "2024-07-23", "first": "2024-04-14"}
    assert notes["series-ended"] == {"names": ("b", "a"), "count": 2, "of": 5, **when}
    assert notes["series-end-early"] == {"count": 1, "of": 5, "last": "2024-07-23", "first": "2024-07-13"}


@pytest.mark.parametrize(
    ("going_on", "gone", "told"), [(2, 1, True), (1, 1, False), (1, 2, False), (2, 2, False), (3, 9, True)]
)
def test_a_collection_from_different_times_has_no_present(doubts, going_on, gone, told):
    """Where fewer than three series go on, and no more than half, the others are not missed: each has its own end."""
    notes = doubts({f"new{n}": [3] * 200 for n in range(going_on)} | {f"old{n}": [3] * 100 for n in range(gone)})
    assert ("series-ended" in notes, "series-end-early" in notes) == (told, not told)
