"""Packed series are those that were packed, and what is asked of all of them needs none to be made."""

import pickle
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_cli.panel import packing
from lstm_cli.panel.packed import (
    MISSING,
    PackedSeries,
    ends_of,
    lengths_of,
    newest_times,
    series_names,
    starts_of,
    stretch_of,
    stretches_of,
)
from lstm_cli.panel.slicing import cut_panel, last_slot, last_time, time_line

COUNTS = {"A": [None, 1, None, 300], "B": [5, 0, 7, 2, 9], "C": [None, None, 4]}


@pytest.fixture
def plain(make_panel):
    """Return a panel of three series of other beginnings and ends, one of them with a gap."""
    return make_panel(COUNTS)


@pytest.fixture
def packed(plain):
    """Return the same series packed by hand."""
    values = np.array([1, MISSING, 300, 5, 0, 7, 2, 9, 4], np.int16)
    extents = np.array([3, 5, 1]), np.array([1, 0, 2])
    line = np.datetime64("2020-01-04", "s") + 7 * np.arange(5).astype("timedelta64[D]")
    return replace(
        plain, series=PackedSeries(["A", "B", "C"], *extents, (0, 1, 2), (3, 0, 0), line, values, np.dtype(np.int64))
    )


def same(mine, other):
    """Whether two series have the same values and times, of the same types."""
    arrays = [(getattr(mine, name), getattr(other, name)) for name in ("times", "counts", "observed")]
    equal = all(np.array_equal(*both) and both[0].dtype == both[1].dtype for both in arrays)
    return equal and (mine.name, mine.start) == (other.name, other.start)


def test_each_series_is_the_one_that_was_packed(plain, packed):
    """By its place, from the end, in a slice, one after the other, and after it has travelled."""
    travelled = pickle.loads(pickle.dumps(packed.series))  # noqa: S301 - our own
    for series in (packed.series, list(packed.series), packed.series[:], travelled):
        assert len(series) == 3
        assert all(map(same, series, plain.series))
    assert same(packed.series[-1], plain.series[2])
    assert [(one.later_empty, one.earlier_empty) for one in packed.series] == [(0, 3), (1, 0), (2, 0)]
    with pytest.raises(IndexError):
        packed.series[3]
    assert np.array_equal(time_line(packed), time_line(plain))


def test_a_change_of_a_series_does_not_reach_the_others(packed):
    """Counts are made for who asks."""
    packed.series[1].counts[:] = 77
    assert packed.series[1].counts.tolist() == COUNTS["B"]


def test_what_all_series_have_is_the_same_and_needs_none_to_be_made(plain, packed, monkeypatch):
    """Names, lengths, first and last slots."""
    asked = (series_names, lengths_of, starts_of, ends_of)
    expected = [list(each(plain)) for each in asked], last_slot(plain)
    monkeypatch.setattr(PackedSeries, "_series", None)
    assert ([list(each(packed)) for each in asked], last_slot(packed)) == expected
    assert expected == ([["A", "B", "C"], [3, 5, 1], [1, 0, 2], [4, 5, 3]], 4)


def test_the_last_time_is_that_of_the_series_that_ends_last(plain, packed):
    """Whichever that is."""
    assert last_time(plain) == last_time(packed) == np.datetime64("2020-02-01")


@pytest.mark.parametrize("slot", range(5))
def test_what_was_known_earlier_stays_packed(plain, packed, slot, monkeypatch):
    """With the values, times and ends of the same cut through series that are not packed."""
    monkeypatch.setattr(packing, "GROUP", 1)
    ours, others = cut_panel(packed, slot).series, cut_panel(plain, slot).series
    assert isinstance(ours, PackedSeries)
    assert len(ours) == len(others)
    assert all(map(same, ours, others))


def test_a_stretch_of_series_is_packed_and_copies_nothing(plain, packed):
    """It has the series from one place up to another."""
    for low, high in combinations(range(4), 2):
        stretch = stretch_of(packed.series, low, high)
        assert isinstance(stretch, PackedSeries)
        assert np.shares_memory(stretch.values, packed.series.values)
        assert len(stretch) == high - low
        assert all(map(same, stretch, plain.series[low:high]))
        assert newest_times(stretch).tolist() == [each.times[-1].item() for each in stretch_of(plain.series, low, high)]


@given(st.lists(st.integers(1, 9), min_size=1), st.integers(1, 30))
def test_stretches_have_all_series_once_and_about_so_many_steps(sizes, most):
    """But for less than the longest series, as a series is in one stretch only."""
    stretches = stretches_of(np.array(sizes), most)
    assert [at for low, high in stretches for at in range(low, high)] == list(range(len(sizes)))
    assert all(sum(sizes[low:high]) < most + max(sizes) for low, high in stretches)
