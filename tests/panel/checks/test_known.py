"""Series laid end to end are what they were one by one."""

from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_cli.panel.checks import known
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.series import Series, TimeStyle

WEEKLY = Frequency(seconds=7 * 86_400)
COUNTS = st.lists(st.one_of(st.none(), st.integers(0, 50)), min_size=1, max_size=12)


def series_of(name, start, counts):
    """Return a series from its first to its last known count."""
    seen = [place for place, count in enumerate(counts) if count is not None]
    counts = counts[seen[0] : seen[-1] + 1]
    times = WEEKLY.after(np.datetime64("2024-01-06", "s"), start + seen[0] + np.arange(len(counts)))
    observed = np.array([count is not None for count in counts])
    return Series(name, times, np.array([count or 0 for count in counts]), observed, start + seen[0])


@pytest.mark.parametrize("at_once", [1, 10, 1_000])
@given(drawn=st.lists(st.tuples(st.integers(0, 9), COUNTS), min_size=1, max_size=5))
def test_the_known_counts_of_each_series_are_found_again(at_once, drawn):
    """Counts, slots, times, gaps, sums and largest of every series equal those of a loop over it, whatever the parts."""
    series = [
        series_of(str(place), start, counts)
        for place, (start, counts) in enumerate(drawn)
        if any(count is not None for count in counts)
    ]
    if not series:
        return
    with mock.patch.object(known, "AT_ONCE", at_once):
        parts = list(known.known_counts(series, WEEKLY, TimeStyle()).parts())
    assert [part.begin for part in parts] == np.cumsum([0, *(len(part.members) for part in parts[:-1])]).tolist()
    assert sum(len(part.members) for part in parts) == len(series)
    for part in parts:
        for row, each in enumerate(series[part.begin : part.begin + len(part.members)]):
            inside = slice(part.first[row], part.last[row] + 1)
            at = np.flatnonzero(each.observed)
            assert part.counts[inside].tolist() == each.counts[at].tolist()
            assert part.slots[inside].tolist() == (each.start + at).tolist()
            assert [part.at(place) for place in range(inside.start, inside.stop)] == each.times[at].tolist()
            assert part.gaps[inside].tolist() == [0, *np.diff(at).tolist()]
            assert part.total(part.counts)[row] == each.counts[at].sum()
            assert part.largest(part.counts)[row] == each.counts[at].max()
            assert (part.series[inside] == row).all()


def test_the_three_worst_are_named_the_worst_first():
    """Names are ordered by how bad the series are, of equals the first, and all are counted."""
    series = [series_of(name, 0, [1, 2]) for name in "abcde"]
    panel = known.known_counts(series, WEEKLY, TimeStyle())
    worst, details = panel.worst(np.array([0, 2, 3, 4]), np.array([1.0, 7.0, 1.0, 7.0]))
    assert (worst, details) == (2, {"names": ("c", "e", "a"), "count": 4, "of": 5})
