"""Reading small tables written in the tests."""

from datetime import date, timedelta

import pytest

from lstm_cli.data import ReadOptions, read_panel
from lstm_cli.errors import DataError

COUNTS = (12, 15, 11, 19, 24, 31, 28, 22, 17, 14, 9, 13)


@pytest.fixture
def read():
    """Return a function that reads a table given as text or bytes under the name d.csv."""

    def reader(table, **options):
        content = table.encode() if isinstance(table, str) else table
        return read_panel(content, name="d.csv", options=ReadOptions(**options))

    return reader


@pytest.fixture
def complaint(read):
    """Return a function that gives the lines with which a table is refused (exit code 3)."""

    def refused(table, **options):
        with pytest.raises(DataError) as caught:
            read(table, **options)
        assert caught.value.exit_code == 3
        return list(caught.value.lines)

    return refused


@pytest.fixture
def weekly():
    """Return a function that writes a plain weekly table, with rows or cells replaced."""

    def table(counts=COUNTS, *, header="unique_id,ds,y", name="A", start=date(2024, 1, 6), step=7, end="\n"):
        rows = (f"{name},{start + timedelta(step * k)},{count}" for k, count in enumerate(counts))
        return end.join([header, *rows, ""])

    return table
