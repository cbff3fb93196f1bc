"""The same table in every input format gives the same series, lines and errors."""

import bz2
import datetime as dt
import gzip
import io
import json
import lzma
import re
import zipfile
from contextlib import suppress

import numpy as np
import pandas as pd
import pytest

from lstm_cli import _installing
from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError, UsageError
from lstm_cli.formats.tidying import csv_parts
from lstm_cli.options import ReadOptions, TidyOptions
from lstm_cli.panel.series import Columns
from lstm_cli.readers import extras, parquet_table
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.readers.folder import file_source
from lstm_cli.readers.quantiles.reader import read_forecasts
from lstm_cli.readers.source import Piped, as_source
from lstm_cli.tidying.engine import tidy

ROWS = [
    {"area": area, "date": dt.date(2024, 1, 6) + dt.timedelta(7 * week), "cases": None if week == 3 else 7 * week + at}
    for at, area in enumerate(("Ulm", "Köln", "01"))
    for week in range(9)
]


def _gzip(content):
    """Compress without the time of day, which would be part of the names of tests."""
    return gzip.compress(content, mtime=0)


def as_csv(rows):
    """Return rows as CSV."""
    return pd.DataFrame(rows).astype({"cases": "Int64"}).to_csv(index=False).encode()


def zipped(**members):
    """Return a zip archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def as_parquet(rows):
    """Return rows as Parquet, in several groups."""
    pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    stream = io.BytesIO()
    pd.DataFrame(rows).astype({"cases": "Int64"}).to_parquet(stream, row_group_size=4)
    return stream.getvalue()


def as_dated_parquet(rows):
    """Return rows as Parquet with datetimes, categories, and counts that gaps have made floats."""
    pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    frame = pd.DataFrame(rows).astype({"area": "category", "cases": "float64"})
    stream = io.BytesIO()
    frame.assign(date=pd.to_datetime(frame["date"])).to_parquet(stream)
    return stream.getvalue()


def as_excel(rows):
    """Return rows as a workbook."""
    pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")
    stream = io.BytesIO()
    frame = pd.DataFrame(rows)
    frame.assign(date=pd.to_datetime(frame["date"])).to_excel(stream, index=False)
    return stream.getvalue()


def records(rows):
    """Return rows as JSON holds them."""
    return [row | {"date": str(row["date"])} for row in rows]


DRESSES = {
    "gzip": lambda rows: _gzip(as_csv(rows)),
    "gzip in two parts": lambda rows: _gzip(as_csv(rows)[:50]) + _gzip(as_csv(rows)[50:]),
    "bzip2": lambda rows: bz2.compress(as_csv(rows)),
    "xz": lambda rows: lzma.compress(as_csv(rows)),
    "zip": lambda rows: zipped(**{"cases.csv": as_csv(rows)}),
    "zip of a Macintosh": lambda rows: zipped(**{"d/cases.csv": as_csv(rows), "__MACOSX/d/._cases.csv": b"x", "d/.DS_Store": b""}),
    "JSON lines": lambda rows: "".join(json.dumps(row) + "\n" for row in records(rows)).encode(),
    "JSON lines without nulls": lambda rows: "\n".join(
        json.dumps({key: value for key, value in row.items() if value is not None}, ensure_ascii=False) for row in records(rows)
    ).encode(),
    "a JSON list": lambda rows: json.dumps(records(rows)).encode(),
    "a JSON list over many lines": lambda rows: b"\xef\xbb\xbf" + json.dumps(records(rows), indent=2).encode(),
    "JSON with floats": lambda rows: json.dumps(
        [row | {"cases": row["cases"] and float(row["cases"])} for row in records(rows)]
    ).encode(),
    "a JSON list inside an object": lambda rows: json.dumps({"result": 1, "epidata": records(rows), "message": "ok"}).encode(),
    "Parquet": as_parquet,
    "Parquet with datetimes": as_dated_parquet,
    "Excel": as_excel,
    "gzip of JSON": lambda rows: _gzip(json.dumps(records(rows)).encode()),
    "zip of Parquet": lambda rows: zipped(**{"a.parquet": as_parquet(rows)}),
    "zip of Excel": lambda rows: zipped(**{"a.xlsx": as_excel(rows)}),
}  # fmt: skip


@pytest.fixture(params=DRESSES)
def dress(request):
    """Return a function that writes rows in a format."""
    return DRESSES[request.param]


def held(panel):
    """Return all that a panel holds."""
    return (
        panel.frequency,
        panel.columns,
        panel.time_style,
        [(s.name, s.start, s.times.tolist(), s.counts.tolist(), s.observed.tolist()) for s in panel.series],
    )


@pytest.mark.parametrize("piped", [False, True])
def test_every_format_gives_the_panel_that_csv_gives(dress, piped):
    """From a file and from a pipe, whatever it is called."""
    content = dress(ROWS)
    source = Piped("stdin", io.BytesIO(content)) if piped else content
    assert held(read_panel(source, name="d.csv")) == held(read_panel(as_csv(ROWS), name="d.csv"))


def test_a_bad_cell_is_located_in_every_format(dress):
    """The message names the column, and what was found."""
    rows = [*ROWS[:5], ROWS[5] | {"cases": -3}, *ROWS[6:]]
    with pytest.raises(DataError) as caught:
        read_panel(dress(rows), name="d")
    error = caught.value
    assert (error.path, error.column, error.value) == ("d", "cases", "-3")
    assert error.line is not None


@pytest.mark.parametrize(
    ("name", "line"),
    [
        *[("gzip", 7), ("zip", 7), ("JSON lines", 6), ("a JSON list", 1), ("a JSON list over many lines", 27)],
        *[("a JSON list inside an object", 7), ("Parquet", 7), ("Excel", 7)],
    ],
)
def test_lines_are_those_of_the_file_or_count_rows(name, line):
    """JSON knows its lines; where there are none, the header is line 1 and rows follow."""
    rows = [*ROWS[:5], ROWS[5] | {"cases": -3}, *ROWS[6:]]
    with pytest.raises(DataError) as caught:
        read_panel(DRESSES[name](rows), name="d")
    assert caught.value.line == line


def test_quantiles_come_in_every_format(dress):
    """Forecasts to be scored are read from the same formats."""
    rows = [{"area": "A", "date": dt.date(2024, 1, 6), "cases": 1, "q0.5": 7.5}]
    (found,) = read_forecasts(dress(rows), name="f", truth=Columns("area", "date", "cases")).tables.values()
    assert (found.names, found.levels, found.quantiles.tolist()) == (("A",), (0.5,), [[7.5]])


def test_a_few_rows_can_be_looked_at_in_every_format(dress):
    """The first rows have only the texts that occur in them."""
    from lstm_cli.readers.registry import open_table

    table = open_table(dress(ROWS), path="d", options=ReadOptions())
    (area, cases), lines = table.columns([0, 2], limit=5)
    assert len(lines) == len(area) == len(cases) >= 5
    assert [cases.text(row) for row in range(5)] == ["0", "7", "14", "", "28"]
    assert (area.weights() > 0).all()
    (cases,), lines = table.columns([2])
    assert len(lines) == len(cases) == 27


def test_a_table_can_be_read_again_in_every_format(dress):
    """Sorting the rows of a panel moves nothing in the table that they come from."""
    from lstm_cli.readers.count_reader import panel_of
    from lstm_cli.readers.registry import open_table

    table = open_table(dress(ROWS[::-1]), path="d", options=ReadOptions())
    before = table.columns([2])[1].tolist()
    first = panel_of(table)
    assert table.columns([2])[1].tolist() == before
    assert held(panel_of(table)) == held(first)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (_gzip(as_csv(ROWS))[:-40], "gzip"),
        (_gzip(as_csv(ROWS))[:-8] + bytes(8), "gzip"),
        (b"\x1f\x8b", "gzip"),
        (bz2.compress(as_csv(ROWS))[:-40], "bzip2"),
        (bz2.compress(as_csv(ROWS))[:60] + b"abcdef" + bz2.compress(as_csv(ROWS))[66:], "bzip2"),
        (lzma.compress(as_csv(ROWS))[:-40], "xz"),
        (zipped(a=as_csv(ROWS))[:-30], "zip"),
    ],
)
def test_a_damaged_compressed_file_is_refused(content, kind):
    """A download that was cut off gives no forecast of its first half."""
    with pytest.raises(DataError, match=rf"^d: this {kind} file is damaged or incomplete \(.+\): fetch it again$"):
        read_panel(content, name="d")


def flipped(content):
    """Return a zip archive in which a byte of the first member is another."""
    at = content.index(b"cases.csv") + 40
    return content[:at] + bytes([content[at] ^ 255]) + content[at + 1 :]


def with_password():
    """Return a zip archive whose member is marked as encrypted."""
    content = bytearray(zipped(**{"cases.csv": as_csv(ROWS)}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (zipped(), "an empty zip archive"),
        (zipped(**{"a b.csv": b"", "c.csv": b""}), r"a zip archive of 2 files \('a b.csv', 'c.csv'\); extract .* unzip -p d 'a b.csv' > one.csv"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), r"this is an OpenDocument file \(.ods\)"),
        (with_password(), "'cases.csv' in this zip archive needs a password"),
        (flipped(zipped(**{"cases.csv": as_csv(ROWS)})), "this zip file is damaged or incomplete"),
        (_gzip(b"a.csv" + bytes(252) + b"ustar" + bytes(99)), "this is a tar archive"),
    ],
)  # fmt: skip
def test_an_archive_that_is_not_one_table_is_refused(content, message):
    """The message says what is in it and how to take it out."""
    with pytest.raises(DataError, match=f"^d: {message}"):
        read_panel(content, name="d")


@pytest.mark.parametrize("lost", range(30, 120, 7))
def test_an_archive_that_lost_a_byte_is_damaged(lost):
    """Wherever a byte is missing, it is an error in words."""
    content = zipped(**{"one.csv": as_csv(ROWS)})
    with pytest.raises(DataError, match=r"^d: this zip file is damaged or incomplete"):
        read_panel(content[:lost] + content[lost + 1 :], name="d")


def test_what_unpacks_without_end_is_stopped(monkeypatch):
    """A small file that unpacks to a huge one is not followed to its end."""
    monkeypatch.setattr("lstm_cli.readers.packed.MAX_UNPACKED", 1 << 21)
    content = _gzip(b"area,date,cases\n" + b"A,2024-01-06,1\n" * 300_000)
    with pytest.raises(DataError, match=r"^d: this gzip file unpacks to over 0 GiB: unpack it to see what it holds$"):
        read_panel(content, name="d")
    monkeypatch.setattr("lstm_cli.readers.source.MAX_WHOLE", 1 << 10)
    with pytest.raises(DataError, match=r"^d: unpacks to over 0 GiB: unpack it first$"):
        read_panel(_gzip(b"PAR1" + bytes(2_000)), name="d")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", r": no row: there is nothing to read \(a row is an object"),
        ("[[1, 2]]", r":1: expected an object, got '\[1, 2\]': a row is an object"),
        ('{"a": 1}\n\n7\n', ":3: expected an object, got '7'"),
        ('{"a": 1}\n{"a": 2\n{"a": 3}\n', r":3: not valid JSON \(Expecting ',' delimiter, character 1 of the line\)"),
        ('{"a": 1}\n{"a": "x', ":2: not valid JSON .* the value that begins on line 2 is incomplete"),
        ('[{"a": 1},\n{"a": 2},\n', ":3: the list that begins on line 1 is never closed"),
        ('[{"a": 1}] {"a": 2}', ":1: text after the end of the list"),
        ('{"date": {"2024": 1}, "y": 2}', r":1: one object with no list of objects \('date'\)"),
        ('{"a": [{"y": 1}], "b": [{"y": 2}]}', r":1: one object with 2 lists of objects \('a', 'b'\)"),
        ('{"ds": "2024-01-06", "y": {"n": 2}}\n' * 2, r""":1: column 'y': expected a whole number >= 0, got '\{"n": 2\}'"""),
        ('{"ds": "2024-01-06", "y": [2, 3]}\n' * 2, r":1: column 'y': expected a whole number >= 0 .*got '\[2, 3\]'"),
        ('{"ds": "2024-01-06", "y": "\\ud800"}', r":1: the text has unpaired surrogates"),
        ("[" * 100_000, ":1: a value is nested too deeply"),
        ('{"ds": "2024-01-06",\0', ":1: a NUL byte"),
    ],
)  # fmt: skip
def test_json_that_is_no_table_is_refused_with_its_line(text, message):
    """What is no list of plain objects is located, and the message shows what would be valid."""
    with pytest.raises(DataError, match=f"^d{message}"):
        read_panel(text.encode(), name="d")


@pytest.mark.parametrize("begin", ['[{"ds": "2024-01-06", "y": 2},\n', '{"ds": "2024-01-06", "y": 2}\n'])
def test_json_that_breaks_off_is_told_as_incomplete(begin):
    """Wherever a row was cut, in a name, in a text or between two of them."""
    row = '{"ds": "2024-01-13", "y": 30'
    for stop in range(1, len(row) + 1):
        with pytest.raises(DataError, match=r"^d:2: .* incomplete"):
            read_panel((begin + row[:stop]).encode(), name="d")


def test_nested_values_in_other_columns_do_no_harm():
    """Portals add places as objects: columns that are not needed are not looked at."""
    rows = [row | {"geocode": {"type": "Point", "coordinates": [1, 2]}} for row in records(ROWS)]
    panel = read_panel(json.dumps(rows).encode(), name="d")
    assert held(panel)[3] == held(read_panel(as_csv(ROWS), name="d"))[3]
    assert panel.columns.ignored == ("geocode",)


def test_rows_inside_an_object_are_said():
    """A list that is taken out of an object is named in a note."""
    panel = read_panel(DRESSES["a JSON list inside an object"](ROWS), name="d")
    assert [(note.code, note.details["name"]) for note in panel.notes][:1] == [("rows-inside", "epidata")]


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (
            lambda rows: {"columns": list(rows[0]), "index": [0, 1], "data": [list(row.values()) for row in rows]},
            "rows-inside",
        ),
        (lambda rows: {"schema": {"n": 1}, "data": rows}, "rows-inside"),
        (lambda rows: {name: [row[name] for row in rows] for name in rows[0]}, "columns-inside"),
        (
            lambda rows: {name: {str(at): row[name] for at, row in enumerate(rows)} for name in rows[0]},
            "columns-inside",
        ),
        (lambda rows: {str(at): row for at, row in enumerate(rows)}, "rows-numbered"),
        (lambda rows: [list(rows[0]), *(list(row.values()) for row in rows)], None),
        (
            lambda rows: {"type": "x", "features": [{"type": "Feature", "properties": row} for row in rows]},
            "rows-inside",
        ),
        (lambda rows: [{"attributes": row, "geometry": {"x": 1}} for row in rows], None),
        (lambda rows: {"took": 3, "hits": {"hits": []}, "found": {"by": {"buckets": rows}}}, "rows-inside"),
        (
            lambda rows: {"Results": [{"Code": "ok"} | {name: [row[name] for row in rows] for name in rows[0]}]},
            "rows-inside",
        ),
    ],
    ids=["split", "schema", "lists", "columns", "index", "header", "features", "attributes", "deep", "lists in a row"],
)
def test_tables_of_json_in_other_shapes(shape, code):
    """What pandas, R and APIs write for a table is the table that a list of objects is, and it is said how it was found."""
    plain = read_panel(json.dumps(records(ROWS)).encode(), name="d")
    panel = read_panel(json.dumps(shape(records(ROWS))).encode(), name="d")
    assert held(panel)[3] == held(plain)[3]
    codes = [note.code for note in panel.notes]
    assert code in codes if code else not {"rows-inside", "columns-inside", "rows-numbered"}.intersection(codes)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([["2024-01-06", "A", 3], ["2024-01-13", "A", 4]], "expected an object, got"),
        ([["2024-01-06", "3"], ["2024-01-13", "4"]], "expected an object, got"),
        ([["date", "cases"], ["2024-01-06", 3, 4]], "expected a list of 2 cells, as the first has, got"),
        ({"date": ["2024-01-06", "2024-01-13"], "cases": [3]}, "one object with no list of objects"),
        (
            {"cases": {"0": 3}, "date": {"0": "2024-01-06", "1": "2024-01-13"}},
            "one object with no list of objects",
        ),
        ({"here": {"A": 3, "B": 4}, "there": {"A": 3, "B": 5}}, "one object with no list of objects"),
    ],
)
def test_json_without_names_or_with_cells_too_few_is_refused(value, message):
    """Lists without a header, columns of different lengths and objects whose keys may be anything are no table."""
    with pytest.raises(DataError, match=message):
        read_panel(json.dumps(value).encode(), name="d")


def test_json_values_may_begin_and_end_anywhere():
    """Values that run over the blocks in which a text is read are whole."""
    from lstm_cli.readers.json_values import json_values

    text = json.dumps([{"a": k, "b": ["x\ny" * k]} for k in range(60)], indent=1)
    for size in (1, 2, 3, 50):
        blocks = iter([text[at : at + size] for at in range(0, len(text), size)])
        found = list(json_values(blocks, path="d"))
        assert [value for value, _ in found] == json.loads(text)
        lines = [k for k, line in enumerate(text.splitlines(), 1) if line == " {"]
        assert [line for _, line in found] == lines


@pytest.mark.parametrize("module", ["pyarrow", "openpyxl"])
def test_a_missing_library_is_named_with_the_command_that_installs_it(monkeypatch, module):
    """Files that need an extra are refused in one line where it is absent."""
    content = {"pyarrow": b"PAR1", "openpyxl": zipped(**{"xl/workbook.xml": b""})}[module]
    monkeypatch.setattr(extras.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(UsageError) as caught:
        read_panel(content, name="d")
    what, requirement = extras.NEEDED[module]
    assert caught.value.lines(flag) == (
        f"d: reading {what} needs {module}; this installs it: {_installing.install_command(requirement)}",
    )


def test_what_is_to_be_installed_is_what_the_extras_say(root):
    """The commands in messages and pyproject.toml ask for the same versions."""
    import tomllib

    extra = tomllib.loads((root / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert [extra["parquet"], extra["excel"]] == [[requirement] for _, requirement in extras.NEEDED.values()]


def parquet(table, **options):
    """Return an arrow table as Parquet."""
    from pyarrow import parquet as pq

    stream = io.BytesIO()
    pq.write_table(table, stream, **options)
    return stream.getvalue()


def cells(content):
    """Return the cells of all columns."""
    from lstm_cli.readers.registry import open_table

    table = open_table(content, path="d", options=ReadOptions())
    columns, lines = table.columns(range(len(table.header.names)))
    return {(column.name, column.position): [column.text(row) for row in range(len(lines))] for column in columns}


def test_parquet_cells_are_those_of_csv():
    """Every kind of column becomes the text that a CSV would hold."""
    pa = pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    stamp = [dt.datetime(2024, 1, 6), None, dt.datetime(2024, 1, 6, 3, 30)]  # noqa: DTZ001
    table = pa.table(
        {
            "date": pa.array([dt.date(2024, 1, 6), None, dt.date(2024, 1, 7)]),
            "stamp": pa.array(stamp),
            "zone": pa.array(stamp, pa.timestamp("ms", tz="UTC")),
            "fraction": [None, None, dt.datetime(2024, 1, 6, 3, 30, 0, 500_000)],  # noqa: DTZ001
            "large": [2**62 + 1, None, 0],
            "float": [1.0, None, 2.5],
            "nothing": pa.nulls(3),
            "text": [b"a", b"\xc3\xbc", b"a"],
            "list": [[1], None, [2]],
            "far": pa.array([dt.datetime(8999, 1, 6), None, None], pa.timestamp("s")),  # noqa: DTZ001
        }
    )
    assert [*cells(parquet(table)).values()] == [
        ["2024-01-06", "", "2024-01-07"],
        ["2024-01-06T00:00:00", "", "2024-01-06T03:30:00"],
        ["2024-01-06T00:00:00Z", "", "2024-01-06T03:30:00Z"],
        ["", "", "2024-01-06T03:30:00.500000"],
        ["4611686018427387905", "", "0"],
        ["1", "", "2.5"],
        ["", "", ""],
        ["a", "ü", "a"],
        ["[1]", "", "[2]"],
        ["8999-01-06", "", ""],
    ]


def test_parquet_columns_are_found_by_place():
    """Names that occur twice, or hold a dot, are no trouble; an index of dates without a name is called date."""
    pa = pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    table = pa.table([[1], [2], [3], [4]], names=["x", "x.y", "x", "y"])
    assert [*cells(parquet(table)).values()] == [["1"], ["2"], ["3"], ["4"]]
    stream = io.BytesIO()
    pd.DataFrame({"n": [1, 2]}, index=pd.date_range("2024-01-01", periods=2)).to_parquet(stream)
    assert cells(stream.getvalue()) == {("n", 0): ["1", "2"], ("date", 1): ["2024-01-01", "2024-01-02"]}


def test_parquet_is_read_some_rows_at_a_time(monkeypatch):
    """However many rows are decoded at once: texts in the order in which they first come, and missing values, are the same."""
    pa = pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    names = ["b", None, "a", "b", "c", "a", None, "d", "b"]
    table = pa.table({"n": names, "k": pa.array(names).dictionary_encode(), "l": [[1], None, [2]] * 3, "y": range(9)})
    source = as_source(parquet(table), "p.parquet")
    found = []
    for rows in (1 << 18, 4, 1):
        monkeypatch.setattr(parquet_table, "AT_ONCE", rows)
        columns, lines = parquet_table.PARQUET.open(source, ReadOptions()).columns([0, 1, 2, 3])
        assert lines.tolist() == list(range(2, 11))
        found.append([(column.texts, column.held.tolist()) for column in columns])
    assert [text or None for text in map(columns[0].text, range(9))] == names
    assert found[0] == found[1] == found[2]
    few, _ = parquet_table.PARQUET.open(source, ReadOptions()).columns([0], limit=3)
    assert [few[0].text(row) for row in range(len(few[0]))] == ["b", "", "a"]


def test_parquet_that_is_damaged_or_empty_is_refused():
    """Cut and overwritten files are a DataError, and so is one without rows."""
    pa = pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    content = as_parquet(ROWS)
    for bad in (content[:4], content[:-9], content[:30] + bytes(60) + content[90:]):
        with pytest.raises(DataError, match=r"^d: this Parquet file is damaged, or cannot be read \(.+\)$"):
            read_panel(bad, name="d")
    with pytest.raises(DataError, match=r"^d:1: a header but no rows: there is nothing to read$"):
        read_panel(parquet(pa.table({"ds": pa.array([], pa.date32()), "y": pa.array([], pa.int64())})), name="d")


def workbook(**sheets):
    """Return a workbook with rows on its sheets."""
    openpyxl = pytest.importorskip("openpyxl", reason="the extra 'excel' is not installed")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


STAMP = dt.datetime(2024, 1, 6)  # noqa: DTZ001
SHEET = [["ds", "y"], [STAMP, 1], [], [STAMP + dt.timedelta(1), 2.0], ["Total", "#N/A"]]


def test_excel_cells_are_those_of_csv():
    """Dates are ISO dates beside other texts, whole numbers have no fraction, and errors of formulas stay what they are."""
    sheet = [[None], ["ds", "y", None], *SHEET[1:], [None, None, dt.datetime(2024, 1, 6, 3)]]  # noqa: DTZ001
    assert [*cells(workbook(a=sheet)).values()] == [
        ["2024-01-06", "2024-01-07", "Total", ""],
        ["1", "2", "#N/A", ""],
        ["", "", "", "2024-01-06T03:00:00"],
    ]


def test_lines_of_a_sheet_are_its_rows():
    """A blank row is passed over and counted."""
    with pytest.raises(DataError) as caught:
        read_panel(workbook(a=SHEET), name="d")
    assert [(p.line, p.column, p.value) for p in caught.value.problems] == [(5, "ds", "Total"), (5, "y", "#N/A")]


def test_the_only_sheet_with_cells_is_read_and_several_are_listed():
    """Empty and hidden sheets are none to choose from; of several, one must be named."""
    from lstm_cli.readers.excel_table import open_sheet
    from lstm_cli.readers.source import as_source

    good = [*SHEET[:4], [STAMP + dt.timedelta(2), 5]]
    panel = read_panel(workbook(a=good, Sheet2=[], Sheet3=[[None]]), name="d")
    assert panel.series[0].counts.tolist() == [1, 2, 5]
    two = workbook(a=[["x"]], **{"Data 2024": good})
    with pytest.raises(DataError) as caught:
        read_panel(two, name="d")
    assert caught.value.lines(flag) == (
        "d: a workbook of 2 sheets: 'a', 'Data 2024'; tidy reads one of them with --sheet 'Data 2024' or --sheet a",
    )
    assert open_sheet(as_source(two, "d"), "Data 2024").header.names == ("ds", "y")
    with pytest.raises(UsageError, match="no sheet 'b'"):
        open_sheet(as_source(two, "d"), "b")
    with pytest.raises(DataError, match="a workbook without cells"):
        read_panel(workbook(a=[]), name="d")


def test_a_damaged_workbook_is_refused():
    """Whatever a damaged part leads to is a DataError."""
    content = as_excel(ROWS)
    rng = np.random.default_rng(0)
    refused = 0
    for _ in range(40):
        bad = bytearray(content)
        for at in rng.integers(0, len(bad) - 60, 4):
            bad[at] ^= 255
        try:
            read_panel(bytes(bad), name="d")
        except DataError:
            refused += 1
    assert refused > 30  # in the others a part is hit that holds no cells


def test_a_workbook_that_unpacks_without_end_is_not_opened(monkeypatch):
    """The sizes that its parts announce are added up first."""
    monkeypatch.setattr("lstm_cli.readers.excel_table.MAX_UNPACKED", 1_000)
    with pytest.raises(DataError, match=r"^d: this workbook unpacks to over 0 GiB: save the sheet as CSV \(UTF-8\)$"):
        read_panel(as_excel(ROWS), name="d")


SERIES = {"a": [3, 5, 9, 4], "b": [7, 1, 2, 8]}
HOURS = [f"2024-01-01 {hour:02d}:00" for hour in range(4)]


@pytest.mark.parametrize(
    "value",
    [
        {name: dict(zip(HOURS, counts, strict=True)) for name, counts in SERIES.items()},
        {"country": "x", "timeline": {name: dict(zip(HOURS, counts, strict=True)) for name, counts in SERIES.items()}},
    ],
)
def test_counts_by_their_dates_in_an_object_for_each_series(value):
    """APIs key counts by dates: each inner object is a series, whatever stands around them."""
    panel = read_panel(json.dumps(value).encode(), name="d")
    assert {each.name: each.counts.tolist() for each in panel.series} == SERIES
    assert len(panel.series[0]) == 4


def test_objects_of_series_in_several_groups_are_not_read_by_halves():
    """The series of the first group alone would be counts that look whole."""
    groups = {group: {name: dict(zip(HOURS, counts, strict=True)) for name, counts in SERIES.items()} for group in "xy"}
    with pytest.raises(DataError):
        read_panel(json.dumps(groups).encode(), name="d")


def test_an_answer_of_prometheus_has_a_row_for_each_moment():
    """Labels are columns, and pairs of seconds and texts become times and values."""
    result = [
        {
            "metric": {"__name__": "requests", "instance": name},
            "values": [[1704067200 + 3600 * at, str(count)] for at, count in enumerate(counts)],
        }
        for name, counts in SERIES.items()
    ]
    value = {"status": "success", "data": {"resultType": "matrix", "result": result}}
    tidied = tidy(json.dumps(value).encode(), TidyOptions(), name="d")
    assert "".join(csv_parts(tidied)).splitlines()[1:] == [
        f"{name},{hour},{count}" for name, counts in SERIES.items() for hour, count in zip(HOURS, counts, strict=True)
    ]


OF_TEXT = {"delimiter": ";", "encoding": "latin-1"}
OF_LINES = {"skip": 2, "until_line": 5, "without_lines": (3,), "no_header": True}


def files_of_kinds():
    """Return a file of each kind, and the options of text and lines that it has a use for."""
    pa = pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    rows = [["ds", "y"], *([f"2024-01-0{day}", day] for day in range(1, 9))]
    records = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    yield "csv", "".join(f"{day};{count}\n" for day, count in rows).encode(), {*OF_TEXT, *OF_LINES}
    yield "json", json.dumps(records).encode(), {"encoding"}
    yield "parquet", parquet(pa.Table.from_pylist(records)), set()
    yield "xlsx", workbook(one=rows), {*OF_LINES, "sheet"}


def test_options_of_text_are_refused_where_there_is_none():
    """A separator, an encoding, lines to skip or a sheet that a format does not have would change nothing; others work."""
    for kind, content, used in files_of_kinds():
        for name, value in {**OF_TEXT, **OF_LINES, "sheet": "one"}.items():
            options = TidyOptions(**{name: value})
            if name in used:
                with suppress(DataError):  # the lines that are left may be no table
                    tidy(content, options, name="f")
                continue
            with pytest.raises(UsageError) as caught:
                tidy(content, options, name="f")
            (line,) = caught.value.lines(flag)
            assert re.fullmatch(rf"f: (not|neither) .*; leave out --{name.replace('_', '-')}", line), (kind, line)
            if name in OF_TEXT:
                with pytest.raises(UsageError) as read:
                    read_panel(content, name="f", options=ReadOptions(**{name: value}))
                assert list(read.value.lines(flag)) == [line]
                read_panel(content, name="f", remembered=ReadOptions(**{name: value}))


def test_a_folder_has_the_options_of_its_files(tmp_path):
    """A separator is for a folder of CSV files, and for none of Parquet files."""
    pa = pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    for place in ("a", "b"):
        (tmp_path / f"{place}.csv").write_text("ds;y\n" + "".join(f"2024-01-0{day};{day}\n" for day in range(1, 9)))
    assert len(read_panel(file_source(tmp_path), options=ReadOptions(delimiter=";")).series) == 2
    for place in ("a", "b"):
        (tmp_path / f"{place}.csv").unlink()
        table = pa.table({"ds": [f"2024-01-0{day}" for day in range(1, 9)], "y": list(range(8))})
        (tmp_path / f"{place}.parquet").write_bytes(parquet(table))
    with pytest.raises(UsageError, match=r"not CSV, so it has no column separator"):
        read_panel(file_source(tmp_path), options=ReadOptions(delimiter=";"))
    assert len(read_panel(file_source(tmp_path), options=ReadOptions(encoding="UTF8")).series) == 2  # as by default
    with pytest.raises(UsageError, match=r"not text, so it has no encoding"):
        read_panel(file_source(tmp_path), options=ReadOptions(encoding="latin-1"))
