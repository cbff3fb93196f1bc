"""A file is read as an earlier one was: what is given wins, and what is remembered serves where it fits."""

import gzip
import io
import json
from dataclasses import replace

import numpy as np
import pytest

from lstm_cli.errors import DataError
from lstm_cli.options import ReadOptions
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.readers.source import Piped

ODD = "when;place;kind;n_ill\n" + "".join(
    f"{day:02d}/{month:02d}/2024;{place};x;{3 * day + month}\n"
    for place in ("Köln", "Ulm")
    for month, day in ((1, 7), (1, 14), (1, 21), (1, 28), (2, 4), (2, 11))
)
OPTIONS = ReadOptions(
    id="place", time="when", value="n_ill", date_format="%d/%m/%Y", freq="W", delimiter=";", encoding="latin-1"
)


def read(content, options=None, remembered=None):
    return read_panel(content, name="d.csv", options=options or ReadOptions(), remembered=remembered or ReadOptions())


def same(panel, other):
    """Say whether two panels hold the same series, times and columns."""
    return panel.columns == other.columns and all(
        a.name == b.name and np.array_equal(a.times, b.times) and np.array_equal(a.counts, b.counts)
        for a, b in zip(panel.series, other.series, strict=True)
    )


@pytest.mark.parametrize(
    ("table", "options"),
    [
        (ODD.encode("latin-1"), OPTIONS),
        (b"ds,y\n2024-01-01,1\n2024-01-02,2\n", ReadOptions()),
        (b"date,A,B\n2024-01-01,1,2\n2024-01-02,2,3\n", ReadOptions()),
        (b"date,cases,area\n2024-01-01,1,2\n2024-01-02,2,3\n", ReadOptions(wide=True)),
        (b"Date;Total;Area\n2024-01-01;1;2\n2024-01-02;2;2\n", ReadOptions(value="total")),
    ],
)
def test_what_is_remembered_reads_the_same_file_the_same_way(table, options):
    """The options a panel carries give that panel again, alone and filled in for options left out."""
    panel = read(table, options)
    assert same(read(table, panel.reading), panel)
    again = read(table, remembered=panel.reading)
    assert same(again, panel)
    assert again.reading == panel.reading


def test_a_panel_remembers_the_columns_that_were_found():
    """Columns found by name are remembered by the file's own spelling; what was inferred is not imposed."""
    reading = read(b"Week_Ending;Region;Cases\n2024-01-06;a;1\n2024-01-13;a;2\n").reading
    assert reading == ReadOptions(id="Region", time="Week_Ending", value="Cases")
    assert read(b"date,A,B\n2024-01-01,1,2\n2024-01-02,2,3\n").reading == ReadOptions(time="date")


def test_without_what_is_remembered_the_odd_file_cannot_be_read():
    """The file of these tests is one that needs its options."""
    with pytest.raises(DataError):
        read(ODD.encode("latin-1"))


def test_given_options_win():
    """A column that is given is used, and a remembered one of another role does not take it."""
    remembered = read(ODD.encode("latin-1"), OPTIONS).reading
    table = ODD.replace("Köln;x", "Köln;k").replace("Ulm;x", "Ulm;u")
    panel = read(table.encode("latin-1"), ReadOptions(id="kind"), remembered)
    assert [series.name for series in panel.series] == ["k", "u"]
    assert panel.columns.value == "n_ill"
    swapped = read(ODD.encode("latin-1"), ReadOptions(id="place"), replace(remembered, id="kind", time="when"))
    assert [series.name for series in swapped.series] == ["Köln", "Ulm"]
    with pytest.raises(DataError, match="no column holds the times"):
        read(ODD.replace("when", "place_2").encode("latin-1"), ReadOptions(id="place_2"), remembered)


@pytest.mark.parametrize(
    ("given", "before", "dates"),
    [("%d/%m/%Y", "%m/%d/%Y", ("01/03/2024", "02/03/2024")), ("%m/%d/%Y", "%d/%m/%Y", ("03/01/2024", "03/02/2024"))],
)
def test_a_given_order_of_day_and_month_wins(given, before, dates):
    """Dates that fit both orders are read in the order that is given, not in the one that is remembered."""
    table = f"date,y\n{dates[0]},4\n{dates[1]},5\n".encode()
    panel = read(table, ReadOptions(date_format=given), ReadOptions(time="date", value="y", date_format=before))
    assert panel.series[0].times.astype("datetime64[D]").astype(str).tolist() == ["2024-03-01", "2024-03-02"]


@pytest.mark.parametrize("wide", [False, True])
def test_iso_dates_are_read_though_another_format_is_remembered(wide):
    """They can be read in one way only; a format that is given now is meant, and one that fits a cell is kept."""
    head, place = ("date,A", "") if wide else ("place,date,cases", "A,")
    remembered = read(
        f"{head}\n{place}07/01/2024,1\n{place}14/01/2024,2\n".encode(), ReadOptions(date_format="%d/%m/%Y")
    )
    iso = f"{head}\n{place}2024-01-21,3\n{place}2024-01-28,4\n".encode()
    panel = read(iso, remembered=remembered.reading)
    assert same(panel, read(iso))
    assert panel.reading.date_format is None
    assert panel.time_style.write(panel.series[0].times[-1]) == "2024-01-28"
    with pytest.raises(DataError, match="expected a date in the format '%d/%m/%Y'"):
        read(iso, ReadOptions(date_format="%d/%m/%Y"), remembered.reading)
    with pytest.raises(DataError, match=r"d\.csv:3: column 'date': expected a date in the format '%d/%m/%Y'"):
        read(iso.replace(b"2024-01-21", b"21/01/2024"), remembered=remembered.reading)


@pytest.mark.parametrize("missing", ["when", "place", "n_ill"])
def test_a_column_that_is_not_there_is_found_by_name(missing):
    """A renamed column is found as if nothing were remembered; the others are still the remembered ones."""
    usual = {"when": "date", "place": "area", "n_ill": "cases"}[missing]
    remembered = read(ODD.encode("latin-1"), OPTIONS).reading
    table = ODD.replace(missing, usual)
    if missing == "when":  # the format of dates goes with the column of times, as does the delimiter
        table = "\n".join(
            ";".join((f"{cells[0][6:]}-{cells[0][3:5]}-{cells[0][:2]}" if row else cells[0], *cells[1:]))
            for row, cells in enumerate(line.split(";") for line in table.splitlines())
        )
    panel = read(table.encode("latin-1"), remembered=remembered)
    columns = panel.columns
    names = {"when": columns.time, "place": columns.id, "n_ill": columns.value}
    assert names == {"when": "when", "place": "place", "n_ill": "n_ill"} | {missing: usual}
    assert [series.name for series in panel.series] == ["Köln", "Ulm"]


def test_another_delimiter_and_encoding_are_seen():
    """A newer file with commas in UTF-8 is read, though semicolons in Latin-1 are remembered."""
    remembered = read(ODD.encode("latin-1"), OPTIONS).reading
    panel = read(ODD.replace(";", ",").encode(), remembered=remembered)
    assert [series.name for series in panel.series] == ["Köln", "Ulm"]
    assert panel.reading == replace(remembered, delimiter=None, encoding="utf-8")


def test_a_long_file_is_read_though_the_wide_layout_was_found_before():
    """A layout that was inferred is inferred again."""
    wide = read(b"date,A,B\n2024-01-01,1,2\n2024-01-02,2,3\n")
    long = read(b"date,area,cases\n2024-01-01,A,1\n2024-01-02,A,2\n", remembered=wide.reading)
    assert (long.columns.layout, long.columns.id, long.columns.value) == ("long", "area", "cases")
    asked = read(b"date,cases,area\n2024-01-01,1,2\n2024-01-02,2,3\n", ReadOptions(wide=True))
    narrow = read(
        b"date,area,cases\n2024-01-01,A,1\n2024-01-02,A,2\n", ReadOptions(value="cases"), remembered=asked.reading
    )
    assert narrow.columns.layout == "long"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_pipe_in_another_format_is_read_though_a_delimiter_and_an_encoding_are_remembered(pack):
    """What is remembered of a CSV does no harm to newer data in JSON, compressed or not, that come once."""
    remembered = read(ODD.encode("latin-1"), OPTIONS).reading
    header, *lines = (line.split(";") for line in ODD.splitlines())
    rows = "".join(json.dumps(dict(zip(header, line, strict=True)), ensure_ascii=False) + "\n" for line in lines)
    pipe = Piped("stdin", io.BytesIO(pack(rows.encode())))
    assert same(read_panel(pipe, remembered=remembered), read(ODD.encode("latin-1"), OPTIONS))
    pipe = Piped("stdin", io.BytesIO(pack(ODD.encode("latin-1"))))
    assert same(read_panel(pipe, remembered=remembered), read(ODD.encode("latin-1"), OPTIONS))
