"""Rows become series: in the order of their names, trimmed to what is known, gaps missing and never zero."""

import numpy as np
import pytest

from lstm_cli.readers.count_reader import read_panel
from lstm_cli.remarks import Remark

HEADER = "unique_id,ds,y\n"
WEEKS = [f"2024-0{1 + k // 31}-{1 + k % 31:02}" for k in range(0, 56, 7)]  # 2024-01-01, 01-08, ...


def rows(name, counts, *, first=0):
    return "".join(f"{name},{WEEKS[first + k]},{count}\n" for k, count in enumerate(counts))


def test_ids_are_text_and_ordered_as_text(read):
    """01, 1 and 001 are three series, NA is a name, and the order is that of the code points."""
    names = ["b", "a", "Z", "1", "01", "001", "NA", "null", "É", "=1+1", "../x", "Utah ", "10", "2"]
    panel = read(HEADER + "".join(rows(name, [1, 2]) for name in names))
    assert [series.name for series in panel.series] == sorted(names)


def test_the_order_of_rows_does_not_matter(read):
    """Rows in any order give the same panel."""
    lines = [*rows("b", range(8)).splitlines(), *rows("a", range(5), first=2).splitlines()]
    plain = read(HEADER + "\n".join(lines))
    for seed in range(5):
        shuffled = read(HEADER + "\n".join(np.random.default_rng(seed).permutation(lines)))
        for entry, other in zip(plain.series, shuffled.series, strict=True):
            assert (entry.name, entry.start, entry.later_empty) == (other.name, other.start, other.later_empty)
            assert np.array_equal(entry.counts, other.counts)
            assert np.array_equal(entry.times, other.times)


def test_series_start_and_end_at_known_counts(read):
    """Empty cells at either end are cut off, those after the last count are counted, those between are missing."""
    panel = read(HEADER + rows("a", ["", "NA", 5, "", 7, "null", ""]) + rows("b", [1] * 8))
    entry = panel.series[0]
    assert (entry.start, entry.counts.tolist(), entry.observed.tolist()) == (2, [5, 0, 7], [True, False, True])
    assert entry.later_empty == 2
    assert entry.times.astype("datetime64[D]").astype(str).tolist() == WEEKS[2:5]
    assert (entry.times.dtype, entry.counts.dtype, entry.observed.dtype) == ("datetime64[s]", np.int64, np.bool_)


def test_a_missing_row_and_an_empty_cell_are_the_same_gap(read):
    """A week without a row and a week without a count give the same series."""
    empty, absent = read(HEADER + rows("a", [1, 2, "", 4])), read(HEADER + rows("a", [1, 2]) + rows("a", [4], first=3))
    assert empty.series[0].observed.tolist() == absent.series[0].observed.tolist() == [True, True, False, True]
    assert np.array_equal(empty.series[0].times, absent.series[0].times)


def test_large_counts_are_exact_beside_missing_ones(read):
    """2^53 + 1 and 2^63 - 1 keep every digit."""
    panel = read(HEADER + rows("a", [9007199254740993, "", 9223372036854775807]))
    assert panel.series[0].counts.tolist() == [9007199254740993, 0, 9223372036854775807]


def test_a_series_without_an_id_column_is_named_for_its_counts(read):
    """Without an id column there is one series, called as the column of counts is."""
    panel = read("week_ending,cases\n2024-01-06,1\n2024-01-13,2\n")
    assert (panel.columns.id, [series.name for series in panel.series]) == (None, ["cases"])


@pytest.mark.parametrize(
    ("table", "notes"),
    [
        (rows("a", [1, 2]) + rows("b", ["", ""]), [Remark("series-without-counts", {"names": ("b",), "count": 1})]),
        (
            rows("a", [1, 2]) + "".join(rows(f"b{k}", ["", ""]) for k in range(5)),
            [Remark("series-without-counts", {"names": ("b0", "b1", "b2"), "count": 5})],
        ),
        (
            rows("Utah", [1, 2]) + rows("utah ", [1, 2]),
            [Remark("names-alike", {"names": ("Utah", "utah "), "count": 2})],
        ),
        (
            rows("a", [1, 2, 3]) + rows("b", [1]) + rows("c", [1, 2]),
            [Remark("series-end-early", {"count": 2, "of": 3, "last": "2024-01-15", "first": "2024-01-01"})],
        ),
        (
            rows("a", [1, 2, ""]),
            [Remark("empty-rows-after", {"names": ("a",), "count": 1, "most_rows": 1})],
        ),
        (
            rows("a", [1, 2, "", ""]) + rows("b", [2, 1, ""]),
            [Remark("empty-rows-after", {"names": ("a", "b"), "count": 2, "most_rows": 2})],
        ),
        (rows("a", [1, 2]) + rows("b", [2, 1]), []),
    ],
)
def test_what_was_tolerated_is_a_remark(read, table, notes):
    """Each thing a user should know is one remark; plain data have none."""
    assert list(read(HEADER + table).notes) == notes


def test_working_days_are_said_to_be_daily_with_gaps(read):
    """Two weeks without any weekend are daily, and the note says how weekends are read."""
    days = [f"2024-01-{day:02}" for day in range(1, 15) if (day - 1) % 7 < 5]
    panel = read(HEADER + "".join(f"a,{day},1\n" for day in days))
    assert panel.frequency.name == "daily"
    assert panel.notes == (Remark("no-weekends"),)


def test_working_days_of_a_month_are_the_only_days(read):
    """Five weeks without any weekend have no weekends, and the note says what is left out."""
    days = [f"2024-01-{day:02}" for day in range(1, 32) if (day - 1) % 7 < 5]
    panel = read(HEADER + "".join(f"a,{day},1\n" for day in days))
    assert panel.frequency.name == "daily (Monday to Friday)"
    assert panel.notes == (Remark("closed-times", {"step_seconds": 86_400, "open_days": (0, 1, 2, 3, 4)}),)


def test_the_source_and_style_are_kept(read):
    """The panel knows the path it came from and how its times were written."""
    panel = read(HEADER + "a,2024-01,1\na,2024-02,1\n")
    assert (panel.source, panel.time_style.pattern, panel.frequency.months) == ("d.csv", "%Y-%m", 1)
    assert panel.time_style.write(panel.frequency.after(panel.series[0].times[-1], [11])[0]) == "2025-01"


def test_leading_empty_cells_are_said_aloud():
    """Rows without a count before the first known one are left out, and a note says how many."""
    rows = [f"2024-01-{day:02d},{'' if day < 4 else day}" for day in range(1, 21)]
    panel = read_panel("\n".join(["date,cases", *rows, ""]).encode(), name="late.csv")
    assert len(panel.series[0]) == 17
    assert Remark("empty-rows-before", {"names": ("cases",), "count": 1, "most_rows": 3}) in panel.notes
