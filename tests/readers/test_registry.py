"""Input formats: the first that recognises a file reads it, and everything after the table is the same for all."""

from dataclasses import dataclass

import numpy as np
import pytest

from lstm_cli.errors import DataError
from lstm_cli.options import ReadOptions
from lstm_cli.panel.series import Columns
from lstm_cli.readers import registry
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.readers.quantile_reader import read_quantiles
from lstm_cli.readers.table import Column, Header, InputFormat

MAGIC = b"BARS\n"


@dataclass(frozen=True)
class Bars:
    """A table in a made-up format: cells between bars, after a magic line."""

    path: str
    rows: list

    @property
    def header(self):
        """The first row names the columns."""
        return Header(tuple(self.rows[0]), 2)

    def columns(self, positions, *, limit=None):
        """Give the columns."""
        columns = []
        rows = self.rows[1:][:limit]
        for position in positions:
            texts, codes = np.unique([row[position] for row in rows], return_inverse=True)
            columns.append(Column(self.rows[0][position], position, texts.tolist(), codes))
        return columns, np.arange(3, 3 + len(rows))


def open_bars(source, options):
    """Part the lines after the first at bars; a file that ends in .bad is refused."""
    if source.name.endswith(".bad"):
        raise DataError("no bars today", path=source.name)
    with source.open() as stream:
        lines = stream.read().decode(options.encoding).splitlines()
    return Bars(source.name, [line.split("/") for line in lines[1:]])


@pytest.fixture
def bars(monkeypatch):
    """Register the format: one line."""
    known = InputFormat("bars", lambda source: source.head(len(MAGIC)) == MAGIC, open_bars)
    monkeypatch.setattr(registry, "FORMATS", (known, *registry.FORMATS))


ROWS = b"place/date/cases\nB/2024-01-06/3\nB/2024-01-13/4\nA/2024-01-06/1\nA/2024-01-13/2\n"


@pytest.mark.usefixtures("bars")
def test_a_new_format_is_one_entry_and_reads_like_csv():
    """Counts in the new format give the panel that the same cells give as CSV."""
    own = read_panel(MAGIC + ROWS, name="d.bars", options=ReadOptions(id="place"))
    csv = read_panel(ROWS.replace(b"/", b","), name="d.csv", options=ReadOptions(id="place"))
    assert own.columns == csv.columns == Columns("place", "date", "cases")
    assert [(s.name, s.counts.tolist(), s.times.tolist()) for s in own.series] == [
        (s.name, s.counts.tolist(), s.times.tolist()) for s in csv.series
    ]


@pytest.mark.usefixtures("bars")
def test_quantiles_come_in_every_format():
    """Forecasts are read through the same registry."""
    forecasts = read_quantiles(MAGIC + b"date/q0.5\n2024-01-06/7\n", name="f.bars", truth=Columns(None, "date", "n"))
    assert forecasts.quantiles.tolist() == [[7.0]]


@pytest.mark.usefixtures("bars")
def test_errors_of_a_new_format_are_located_like_those_of_csv():
    """A bad cell has its line, column and text; a file that cannot be opened is refused in the format's own words."""
    with pytest.raises(DataError) as caught:
        read_panel(MAGIC + ROWS.replace(b"/4", b"/four"), name="d.bars", options=ReadOptions(id="place"))
    error = caught.value
    assert (error.path, error.line, error.column, error.value) == ("d.bars", 4, "cases", "four")
    with pytest.raises(DataError, match=r"^d\.bad: no bars today$"):
        read_panel(MAGIC, name="d.bad")


@pytest.mark.parametrize("content", [MAGIC + ROWS, b"", b"PAR1", b"\x1f\x8b"])
def test_whatever_no_format_recognises_is_csv_or_refused_as_none(content):
    """CSV takes all the rest, and says what a file is that it cannot read."""
    with pytest.raises(DataError):
        read_panel(content, name="d.csv")
