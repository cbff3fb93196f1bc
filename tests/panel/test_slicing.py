"""A panel cut at a slot is the panel that a file without the later rows gives."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_cli.options import ReadOptions
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.series import Columns, Panel, Series
from lstm_cli.panel.slicing import begun_at, counts_between, cut_panel, last_slot, past_of, time_line
from lstm_cli.readers.count_reader import read_panel

FIRST = np.datetime64("2024-01-06")
CELLS = st.lists(st.one_of(st.none(), st.just(""), st.integers(0, 10**12)), min_size=1, max_size=12)


def table_of(rows, stop=None):
    """Write weekly rows {name: cells}: None is no row, "" an empty count; rows from the week ``stop`` on are left out."""
    lines = ["area,date,cases"]
    for name, cells in rows.items():
        for week, cell in enumerate(cells[:stop]):
            if cell is not None:
                lines.append(f"{name},{FIRST + 7 * week},{cell}")
    return ("\n".join(lines) + "\n").encode()


def read(rows, stop=None):
    return read_panel(table_of(rows, stop), name="d.csv", options=ReadOptions(freq="W"))


def assert_same(actual, expected_panel):
    """Assert that two panels hold the same series; how many rows were empty at an end cannot be known after a cut."""
    assert [series.name for series in actual.series] == [series.name for series in expected_panel.series]
    for left, right in zip(actual.series, expected_panel.series, strict=True):
        assert left.start == right.start
        assert left.earlier_empty == right.earlier_empty
        for name in ("times", "counts", "observed"):
            left_values, right_values = getattr(left, name), getattr(right, name)
            assert left_values.dtype == right_values.dtype
            assert np.array_equal(left_values, right_values), name
    assert (actual.columns, actual.time_style, actual.source) == (
        expected_panel.columns,
        expected_panel.time_style,
        expected_panel.source,
    )


@given(rows=st.dictionaries(st.sampled_from(["A", "B", "C"]), CELLS, min_size=1), data=st.data())
def test_a_cut_panel_is_that_of_a_shorter_file(rows, data):
    """Whatever begins, ends or is missing where: rows removed from the file, or the panel cut, is the same."""
    rows = {"Z": ["", 5, 6, *(7 for _ in range(10))]} | rows  # weeks 0 to 12, so that a week is its slot
    week = data.draw(st.integers(1, 12))
    whole, shorter = read(rows), read(rows, week + 1)
    assert_same(cut_panel(whole, week), shorter)
    assert len(begun_at(whole, week)) == len(shorter)


def test_explicit_rows_count_as_empty_after_the_end():
    """Rows with an empty count between the last known count and the cut are counted as empty."""
    rows = {"A": [1, 2, 3, "", "", 6, 7], "B": [1, 2, 3, 4, "", "", ""]}
    for week in range(1, 7):
        cut_early, expected = cut_panel(read(rows), week), read(rows, week + 1)
        assert [actual.later_empty for actual in cut_early.series] == [actual.later_empty for actual in expected.series]


def test_the_frequency_is_that_of_the_whole_panel():
    """Two weeks apart at first and one later: the cut panel is weekly, as the whole is."""
    cells = [1, None, 2, None, 3, *range(4, 24)]
    whole = read_panel(table_of({"A": cells}), name="d.csv")
    assert cut_panel(whole, 4).frequency == whole.frequency
    assert len(cut_panel(whole, 4).series[0]) == 5


def test_a_cut_before_everything_leaves_nothing():
    """Where no series has begun there is none; a cut after the end changes nothing but the notes."""
    panel = read({"A": ["", "", 1, 2, 3], "B": [None, 4, 5]})
    assert len(cut_panel(panel, 0)) == 0
    assert_same(cut_panel(panel, 99), panel)
    assert panel.notes
    assert cut_panel(panel, 99).notes == ()


def test_counts_by_slot_are_those_of_the_table():
    """Slots before the beginning, in gaps and after the end are unknown, the others are the cells."""
    panel = read({"A": [None, 1, "", 3, 4], "B": [7, 8, None, None, None]})
    nan = float("nan")
    np.testing.assert_array_equal(counts_between(panel, 0, 6), [[nan, 1, nan, 3, 4, nan], [7, 8, nan, nan, nan, nan]])
    np.testing.assert_array_equal(counts_between(panel, 3, 4), [[3], [nan]])
    np.testing.assert_array_equal(past_of(panel.series[0], 2), [1, nan])
    np.testing.assert_array_equal(past_of(panel.series[1], 3), [7, 8, nan, nan])
    assert len(past_of(panel.series[0], 0)) == 0
    assert last_slot(panel) == 4


@pytest.mark.parametrize(
    ("table", "times"),
    [
        ("date,n\n2024-01-06,\n2024-01-13,1\n2024-01-20,2\n", ["NaT", "2024-01-13", "2024-01-20"]),
        (
            "id,date,n\na,2024-01-31,1\na,2024-02-29,1\nb,2024-05-31,1\nb,2024-06-30,2\n",
            ["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31", "2024-06-30"],
        ),
    ],
)
def test_the_time_line_has_a_time_for_every_slot(table, times):
    """Also where no series is: between the end of one and the beginning of the next, by the calendar."""
    line = time_line(read_panel(table.encode(), name="d.csv"))
    np.testing.assert_array_equal(line, np.array(times, "datetime64[s]"))


@pytest.mark.parametrize("step", ["D", "M"])
def test_the_time_line_of_a_million_slots_is_no_python_loop(step):
    """Two series with 10^6 slots of gap between them: every slot has its time, in the time of a few array passes."""
    first = np.datetime64("1000-01", step) if step == "M" else np.datetime64("1000-01-01")
    slots = 90_000 if step == "M" else 1_000_000
    times = (first + np.arange(12)).astype("datetime64[s]")
    late = (first + slots + np.arange(12)).astype("datetime64[s]")
    frequency = Frequency(months=1, day=1) if step == "M" else Frequency(seconds=86_400)
    counts, seen = np.ones(12, np.int64), np.ones(12, np.bool_)
    panel = Panel(
        (Series("A", times, counts, seen, 0), Series("B", late, counts, seen, slots)),
        frequency,
        Columns("id", "t", "n"),
    )
    before = time.process_time()
    line = time_line(panel)
    assert time.process_time() - before < 0.5  # a loop over the slots took 3.5 s
    assert (line == (first + np.arange(slots + 12)).astype("datetime64[s]")).all()
