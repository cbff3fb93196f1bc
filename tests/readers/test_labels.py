"""Columns that say something of each series."""

import pytest

from lstm_cli.errors import UsageError
from lstm_cli.readers.count_reader import read_panel

TABLE = """area,date,cases,region,beds
a,2024-01-13,2,north,30
a,2024-01-06,1,north,20
b,2024-01-06,5,south,10
b,2024-01-13,6,south,10
"""


def test_a_label_is_that_of_the_newest_row():
    """Whatever the order of the rows; series with several texts are named."""
    panel = read_panel(TABLE.encode(), name="d.csv", labels=("region", "beds"))
    region, beds = panel.labels["region"], panel.labels["beds"]
    assert (region.of, region.changing) == ({"a": "north", "b": "south"}, ())
    assert (beds.of, beds.changing) == ({"a": "30", "b": "10"}, ("a",))
    assert read_panel(TABLE.encode(), name="d.csv").labels == {}


def test_series_that_are_left_out_have_no_label():
    """A bad series is skipped with its rows."""
    panel = read_panel(TABLE.replace("5,", "x,").encode(), name="d.csv", labels=("region",), skip_bad_series=True)
    assert panel.labels["region"].of == {"a": "north"}


def test_a_column_that_is_not_there_is_named():
    """With the nearest name; a wide table has no such columns at all."""
    with pytest.raises(UsageError, match="no column 'regions'"):
        read_panel(TABLE.encode(), name="d.csv", labels=("regions",))
    wide = b"date,north,south\n2024-01-06,1,2\n2024-01-13,3,4\n"
    with pytest.raises(UsageError, match="the series are columns themselves"):
        read_panel(wide, name="w.csv", labels=("north",))


def test_a_long_table_of_one_series_has_labels_too():
    """Without a column of names the only series is called as its counts, and has what the other columns say."""
    rows = [f"2024-01-{day:02d},{day},1000,{day % 2}" for day in range(1, 20)]
    panel = read_panel(
        "\n".join(["date,cases,population,open", *rows, ""]).encode(), name="d.csv", labels=("population", "open")
    )
    assert panel.columns.id is None
    assert panel.labels["population"].of == {"cases": "1000"}
    assert panel.labels["open"].changing == ("cases",)
