"""Running totals to differences, negative corrections to what they correct, and absent rows to what they mean."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_cli.options import Absent, TidyOptions
from lstm_cli.tidying.engine import tidy

FIRST = dt.date(2024, 1, 1)


def table(counts, days=None, name="A"):
    """Write a daily series; None is an empty cell."""
    days = range(len(counts)) if days is None else days
    rows = [
        f"{name},{FIRST + dt.timedelta(day)},{'' if count is None else count}"
        for day, count in zip(days, counts, strict=True)
    ]
    return "\n".join(["location,date,cases", *rows, ""])


def result(text, **options):
    """Return the counts by series and day."""
    tidied = tidy(text.encode(), TidyOptions(**options), name="d.csv")
    frame = tidied.frame
    days = [(dt.date.fromisoformat(date) - FIRST).days for date in frame["date"]]
    counts = [
        None if count is None else int(count)
        for count in frame["cases"].astype(object).where(frame["cases"].notna(), None)
    ]
    return dict(zip(zip(frame["location"], days, strict=True), counts, strict=True)), tidied


def of(text, **options):
    """Return the days and counts of the only series."""
    found, _ = result(text, **options)
    return {day: count for (_, day), count in found.items()}


def codes(tidied):
    """Return the details of each change by its code."""
    return {change.remark.code: change.remark.details for change in tidied.changes}


def test_running_totals_become_what_they_grow_by():
    """The first total came before the table and gives no count; what they grow by adds up to the last one."""
    found, tidied = result(table([10, 12, 12, 19]), cumulative=True)
    assert found == {("A", 1): 2, ("A", 2): 0, ("A", 3): 7}
    assert tidied.counts_in + sum(change.counts for change in tidied.changes) == 9
    assert codes(tidied)["differences"] == {"series": 1, "before": 10}


def test_a_first_total_of_zero_is_a_count_of_zero():
    """Where nothing came before, the first time has a count."""
    assert of(table([0, 3, 3]), cumulative=True) == {0: 0, 1: 3, 2: 0}


def test_totals_of_several_series_do_not_mix():
    """Each series begins anew."""
    text = table([10, 12, 15]) + table([100, 101, 105], name="B").partition("\n")[2]
    found, _ = result(text, cumulative=True)
    assert found == {("A", 1): 2, ("A", 2): 3, ("B", 1): 1, ("B", 2): 4}


def test_a_total_that_begins_again_is_told():
    """A fall to half or less, as at New Year, is a restart at 0; the series are named."""
    found, tidied = result(table([90, 100, 3, 10]), cumulative=True)
    assert found == {("A", 1): 10, ("A", 2): 3, ("A", 3): 7}
    assert codes(tidied)["totals-restarted"] == {"names": ("A",), "count": 1, "times": 1}


def test_a_total_that_falls_a_little_is_a_correction(refusal, written):
    """A small fall is a negative count, of which the user says what it means."""
    text = table([90, 100, 97, 110])
    assert "hold a negative count (-3)" in "".join(refusal(text, cumulative=True)).replace("holds", "hold")
    lines, _ = written(text, cumulative=True, negative="spread")
    assert [line.rpartition(",")[2] for line in lines[1:]] == ["7", "0", "13"]


def test_totals_beyond_a_gap_are_asked_about(refusal):
    """What was counted in several steps is known, in which of them is not: spread, or left open."""
    text = table([10, 12, 13, 19, 20, 25, 26, 28], days=[0, 1, 2, 5, 6, 7, 8, 9])
    lines = refusal(text, cumulative=True)
    assert lines[0].startswith("d.csv: 1 running total comes several steps after the previous one")
    assert lines[1].endswith("lstm-forecast tidy d.csv --cumulative --absent accumulate")
    spread = of(text, cumulative=True, absent=Absent.ACCUMULATE)
    assert [spread[day] for day in range(1, 10)] == [2, 1, 2, 2, 2, 1, 5, 1, 2]
    left = of(text, cumulative=True, absent=Absent.MISSING)
    assert left == {1: 2, 2: 1, 3: None, 4: None, 5: None, 6: 1, 7: 5, 8: 1, 9: 2}


def test_an_empty_total_is_a_gap():
    """A row without a total is one step of a gap, at the start as within."""
    text = table([None, 10, 12, None, 18, 20, 21, 22])
    assert of(text, cumulative=True, absent=Absent.ACCUMULATE) == {2: 2, 3: 3, 4: 3, 5: 2, 6: 1, 7: 1}


@given(st.lists(st.integers(0, 50), min_size=5, max_size=30))
def test_differences_undo_running_totals(counts):
    """Totals of any counts give these counts back, whatever the series begins with."""
    totals = (1_000_000 + np.cumsum(counts)).tolist()
    assert list(of(table(totals), cumulative=True).values()) == counts[1:]


@pytest.mark.parametrize(
    ("counts", "how", "expected"),
    [
        ([5, 3, -4, 6], "spread", [4, 0, 0, 6]),
        ([5, 3, -4, 6], "zero", [5, 3, 0, 6]),
        ([5, 3, -4, 6], "missing", [5, 3, None, 6]),
        ([5, 3, None, -4, -2], "spread", [2, 0, None, 0, 0]),
        ([5, 0, 3, -20, 6], "spread", [0, 0, 0, 0, 6]),
        ([-3, 5, 2, 2], "spread", [0, 5, 2, 2]),
    ],
)
def test_negative_corrections(counts, how, expected):
    """Spread deducts from the latest counts before, never below 0; beyond the first count nothing is taken."""
    assert list(of(table(counts), negative=how).values()) == expected


def test_what_exceeds_all_counts_before_is_told():
    """A correction larger than all before it raises the total, by how much is said."""
    _, tidied = result(table([5, 0, 3, -20, 6]), negative="spread")
    assert codes(tidied)["negative-spread"] == {"count": 1, "total": 20, "left": 12}
    assert tidied.total - tidied.counts_in == 12


def test_long_series_are_deducted_from_as_short_ones():
    """A large correction reaches back over any number of counts."""
    counts = of(table([1] * 700 + [-600, 4]), negative="spread")
    assert sum(counts.values()) == 104
    assert [counts[day] for day in (98, 99, 100, 699, 700, 701)] == [1, 1, 0, 0, 0, 4]


def test_absent_days_are_zero_from_a_first_row_to_the_last_of_the_table():
    """Zeros begin with each series, and end with the table: B has none before its first row."""
    text = table([3, 2, 1], days=[0, 2, 9]) + table([7, 1], days=[4, 5], name="B").partition("\n")[2]
    found, tidied = result(text, absent=Absent.ZERO, freq="D")
    assert {key: count for key, count in found.items() if count} == {
        ("A", 0): 3,
        ("A", 2): 2,
        ("A", 9): 1,
        ("B", 4): 7,
        ("B", 5): 1,
    }
    assert [day for name, day in found if name == "A"] == list(range(10))
    assert [day for name, day in found if name == "B"] == list(range(4, 10))
    assert codes(tidied)["absent-zero"] == {"count": 11}


def test_absent_days_that_are_missing_have_rows_without_a_count():
    """From the first to the last row of each series, so that whatever reads the table knows that they are missing."""
    text = table([3, 2, 1], days=[0, 2, 9]) + table([7, 1], days=[4, 6], name="B").partition("\n")[2]
    found, tidied = result(text, absent=Absent.MISSING, freq="D")
    assert {key: count for key, count in found.items() if count is not None} == {
        ("A", 0): 3,
        ("A", 2): 2,
        ("A", 9): 1,
        ("B", 4): 7,
        ("B", 6): 1,
    }
    assert [day for name, day in found if name == "A"] == list(range(10))
    assert [day for name, day in found if name == "B"] == [4, 5, 6]
    assert codes(tidied)["absent-missing"] == {"count": 8}


def test_an_empty_cell_is_no_absent_row():
    """A row without a count is not known, and stays so."""
    assert of(table([3, None, 1], days=[0, 1, 3]), absent=Absent.ZERO, freq="D") == {0: 3, 1: None, 2: 0, 3: 1}


def test_months_are_filled_by_the_calendar(written):
    """Steps of months are of unlike length."""
    rows = [f"2024-{month:02d}-01,{month}" for month in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12)]
    lines, _ = written("\n".join(["date,cases", *rows, ""]), absent="zero")
    assert [line.split(",") for line in lines[6:8]] == [["2024-06-01", "0"], ["2024-07-01", "0"]]


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 10**6)), min_size=4, max_size=20))
def test_what_gathered_is_spread_evenly_and_adds_up(rows):
    """Each count becomes as many whole counts as steps have passed, which differ by one at most and add up exactly."""
    days = np.cumsum([step for step, _ in rows]).tolist()
    counts = [count for _, count in rows]
    found = of(table(counts, days=days), absent=Absent.ACCUMULATE, freq="D")
    assert list(found) == list(range(days[0], days[-1] + 1))
    assert found[days[0]] == counts[0]
    for before, day, count in zip(days, days[1:], counts[1:], strict=False):
        part = [found[at] for at in range(before + 1, day + 1)]
        assert sum(part) == count
        assert max(part) - min(part) <= 1


def test_a_daily_series_that_becomes_weekly_is_spread_over_days():
    """From a date on a row holds a week: with what gathered spread, no day is seven times the others."""
    days = [*range(60), *range(66, 130, 7)]
    counts = [100] * 60 + [700] * 10
    assert set(of(table(counts, days=days), absent=Absent.ACCUMULATE).values()) == {100}


def test_a_change_of_step_is_asked_about(refusal):
    """Two meanings, two commands, both of which work."""
    days = [*range(60), *range(66, 130, 7)]
    lines = refusal(table([100] * 60 + [700] * 10, days=days))
    assert "has a row every 7 days" in lines[0]
    assert [line.partition(": ")[2] for line in lines[1:]] == [
        "a row includes the counts since the previous row: lstm-forecast tidy d.csv --absent accumulate",
        "steps without a row are missing: lstm-forecast tidy d.csv --absent missing",
    ]


def test_dates_far_apart_are_not_filled(refusal):
    """A mistyped year would make thousands of days: it is refused with both ends."""
    text = table([3, 2, 1, 4, 4], days=[0, 1, 2, 3, 200_000])
    assert (
        "over 200001 steps from 2024-01-01 to 2571-08-01: check the dates" in refusal(text, absent="zero", freq="D")[0]
    )
