"""In whatever orientation pandas writes a frame, it is read as the frame; keys and labels that are times are no row numbers."""

import json

import pandas as pd
import pytest

from lstm_cli.errors import DataError
from lstm_cli.options import ReadOptions, TidyOptions
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.readers.registry import open_table
from lstm_cli.tidying.engine import tidy

WEEKS = pd.date_range("2024-01-06", periods=9, freq="W-SAT")
COUNTS = pd.DataFrame({"Ulm": range(5, 14), "Wien": [7, 3, 0, 8, 9, 1, 4, 4, 2]}, index=WEEKS)


def cells(value):
    """Return the cells of each column of a JSON value."""
    table = open_table(json.dumps(value).encode(), path="d", options=ReadOptions())
    columns, lines = table.columns(range(len(table.header.names)))
    return {column.name: [column.text(row) for row in range(len(lines))] for column in columns}


@pytest.mark.parametrize("orient", ["split", "columns", "index"])
@pytest.mark.parametrize("columns", [["Ulm"], ["Ulm", "Wien"]], ids=["one column", "two columns"])
@pytest.mark.parametrize("dates", ["iso", "epoch", "text"])
def test_dates_in_the_index_are_the_times(orient, columns, dates):
    """They may be ISO 8601, milliseconds since 1970, or texts."""
    labels = {
        "iso": COUNTS.index,
        "epoch": pd.Index([int(week.timestamp()) * 1000 for week in WEEKS]),
        "text": COUNTS.index.strftime("%Y-%m-%d"),
    }
    content = COUNTS[columns].set_index(labels[dates]).to_json(orient=orient, date_format="iso").encode()
    found = tidy(content, TidyOptions(wide=True), name="d").frame
    assert found["date"].tolist() == [f"{week:%F}" for week in WEEKS] * len(columns)
    assert found["count"].tolist() == [count for name in columns for count in COUNTS[name]]
    if dates != "epoch":
        panel = read_panel(content, name="d", options=ReadOptions(wide=True))
        assert {each.name: each.counts.tolist() for each in panel.series} == COUNTS[columns].to_dict("list")


@pytest.mark.parametrize("orient", ["split", "columns", "index"])
def test_a_frame_with_dates_across_has_a_series_in_each_row(orient):
    """The names of its columns are dates, and the labels of its rows name series."""
    across = COUNTS.set_index(COUNTS.index.strftime("%Y-%m-%d")).T
    found = tidy(across.to_json(orient=orient).encode(), TidyOptions(), name="d").frame
    found = found.rename(columns=dict(zip(found.columns, ["series", "date", "count"], strict=True)))
    counts = found.pivot_table(index="date", columns="series", values="count", aggfunc="sum")
    assert counts.astype(int).to_dict("list") == COUNTS.to_dict("list")


def test_labels_of_a_split_frame():
    """Row numbers are none, names and several levels are kept, and a column of the same name comes first."""
    split = {"columns": ["date", "n"], "data": [["2024-01-06", 3], ["2024-01-13", 4]]}
    plain = {"date": ["2024-01-06", "2024-01-13"], "n": ["3", "4"]}
    assert cells({**split, "index": [3, 1]}) == plain
    assert cells({**split, "index": ["a", "b"]}) == {"index": ["a", "b"], **plain}
    assert cells({**split, "index": ["2024-02-01", "2024-02-02"]}) == plain
    levels = [["Ulm", 2023], ["Wien", 2024]]
    assert cells({**split, "index": levels}) == {"index": ["Ulm", "Wien"], "year": ["2023", "2024"], **plain}
    named = {**split, "index": levels, "index_names": ["place", None]}
    assert cells(named) == {"place": ["Ulm", "Wien"], "year": ["2023", "2024"], **plain}
    assert cells({**split, "index": ["a"]}) == plain  # of another table


def test_years_as_keys_are_times():
    """Four digits that are years are no row numbers, unless the rows have years of their own."""
    years = {str(year): year - 1990 for year in range(2001, 2005)}
    found = {"year": list(years), "a": ["11", "12", "13", "14"], "b": ["11", "12", "13", "14"]}
    assert cells({"a": years, "b": years}) == found
    assert cells({year: {"a": count, "b": count} for year, count in years.items()}) == found
    rows = {"1998": {"year": 2001, "a": 3}, "1999": {"year": 2002, "a": 4}}
    assert cells(rows) == {"year": ["2001", "2002"], "a": ["3", "4"]}


def test_rows_by_date_within_an_object():
    """As services wrap them, with a word on where the dates were; a row may lack a key."""
    value = {"status": "ok", "rows": {"2024-01-06": {"n": 3, "m": 1}, "2024-01-13": {"n": 4}}}
    assert cells(value) == {"date": ["2024-01-06", "2024-01-13"], "n": ["3", "4"], "m": ["1", ""]}
    panel = read_panel(json.dumps(value).encode(), name="d", options=ReadOptions(value="n"))
    assert [(note.code, note.details) for note in panel.notes if note.code == "rows-by-time"] == [
        ("rows-by-time", {"name": "date"})
    ]


def test_dates_at_both_levels_are_no_table():
    """Which of them are the times is not known."""
    value = {"2024-01-06": {"2024-01-07": 3, "2024-01-08": 2}, "2024-01-13": {"2024-01-14": 3, "2024-01-15": 2}}
    with pytest.raises(DataError, match="one object with no list of objects"):
        cells(value)
