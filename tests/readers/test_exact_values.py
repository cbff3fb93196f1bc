"""No format changes a number or a date in silence: what a table cannot hold, or a damaged file no longer says, is refused."""

import datetime as dt
import io
import json
import uuid
import zipfile

import pytest

from lstm_cli.errors import DataError
from lstm_cli.formats.tidying import csv_parts
from lstm_cli.options import ReadOptions, TidyOptions
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.readers.registry import open_table
from lstm_cli.tidying.engine import tidy

DAYS = [dt.datetime(2024, 1, 6) + dt.timedelta(7 * week) for week in range(9)]  # noqa: DTZ001


def json_lines(cases):
    """Return a row of JSON for each text of a count."""
    return "\n".join(
        f'{{"date": "{day:%F}", "cases": {text}}}' for day, text in zip(DAYS, cases, strict=False)
    ).encode()


def problems(content):
    """Return the line, the column and the message of each problem of a refused file."""
    with pytest.raises(DataError) as caught:
        read_panel(content, name="d")
    return [(problem.line, problem.column, problem.message) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "content",
    [
        json_lines(["1", "2", '3, "cases": 70', "4"]),
        b"[" + b",\n".join(json_lines(["1", "2", '3, "cases": 70', "4"]).splitlines()) + b"]",
    ],
)
def test_a_key_that_an_object_has_twice_is_refused_with_its_line(content):
    """JSON readers take the last of two values without a word; a table with two columns of one name is refused, too."""
    assert problems(content) == [(3, "cases", "the key 'cases' is in one object twice: rename or drop one")]


def test_a_date_that_keys_two_counts_is_refused():
    """Counts by date in one object are no exception."""
    content = b'{"cases": {"2024-01-06": 1, "2024-01-13": 2, "2024-01-06": 3}}'
    assert problems(content) == [(1, "2024-01-06", "the key '2024-01-06' is in one object twice: rename or drop one")]


@pytest.mark.parametrize(
    ("text", "count"), [("9007199254740993.0", 2**53 + 1), ("9007199254740993", 2**53 + 1), ("1e3", 1000), ("5.00", 5)]
)
def test_numbers_of_json_keep_all_digits(text, count):
    """A number is what its digits say, even where floating point has no such number."""
    assert read_panel(json_lines(["1", text, "3"]), name="d").series[0].counts.tolist() == [1, count, 3]


@pytest.mark.parametrize("text", ["5.00000000000000000001", "1e400", "1e-400", "-Infinity"])
def test_numbers_of_json_that_are_no_counts_are_refused(text):
    """None of them is rounded to a count first."""
    shown = {"-Infinity": "-inf"}.get(text, text)
    message = f"column 'cases': expected a whole number >= 0, got '{shown}'"
    assert problems(json_lines(["1", text, *"345678"])) == [(2, "cases", message)]


def test_a_number_with_thousands_of_digits_is_refused_with_its_line():
    """The interpreter refuses to convert it."""
    assert problems(json_lines(["1", "9" * 5000])) == [(2, None, "a number has thousands of digits")]


def test_a_key_that_is_no_text_is_refused():
    """Escapes can make halves of characters, which no file can hold."""
    content = b'{"date": "2024-01-06", "cases": 1, "a\\ud800": 2}'
    for read in (read_panel, lambda content, name: tidy(content, TidyOptions(), name=name)):
        with pytest.raises(DataError, match=r"^d: the text has unpaired surrogates$"):
            read(content, name="d")


@pytest.mark.parametrize(("place", "byte"), [(6, 211), (46, 0)], ids=["a later version", "no name"])
def test_a_zip_archive_with_a_wrong_byte_in_its_list_of_members_is_refused(place, byte):
    """The list may name another version of the format, or a member without a name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.csv", "date,cases\n2024-01-06,1\n")
    content = bytearray(stream.getvalue())
    content[content.index(b"PK\x01\x02") + place] = byte
    ((line, column, message),) = problems(bytes(content))
    assert (line, column) == (None, None)
    assert message.startswith("this zip file is damaged or incomplete (")


def parquet(columns, **options):
    """Return columns as Parquet."""
    pa = pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    from pyarrow import parquet as pq

    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream, **options)
    return stream.getvalue()


def test_a_page_of_parquet_that_does_not_fit_its_checksum_is_refused():
    """Some programs write checksums: a flipped bit must not become another count."""
    count = 0x5A5A5A5A5A
    content = parquet(
        {"date": [f"{day:%F}" for day in DAYS], "cases": [count + at for at in range(9)]},
        write_page_checksum=True,
        write_statistics=False,
        use_dictionary=False,
        compression="none",
    )
    assert read_panel(content, name="d").series[0].counts[0] == count
    bad = bytearray(content)
    bad[bad.index(count.to_bytes(8, "little"))] ^= 1
    ((line, column, message),) = problems(bytes(bad))
    assert (line, column) == (None, None)
    assert message.startswith("this Parquet file is damaged, or cannot be read (")


def test_parquet_whose_columns_lack_rows_is_refused(monkeypatch):
    """A damaged list of groups leaves fewer rows in the columns than the file says it has."""
    content = parquet({"date": [f"{day:%F}" for day in DAYS], "cases": list(range(9))})
    table = open_table(content, path="d", options=ReadOptions())
    monkeypatch.setattr(
        "lstm_cli.readers.parquet_table._read", lambda *_: iter([__import__("pyarrow").array(["2024-01-06"] * 4)])
    )
    with pytest.raises(
        DataError, match=r"^d: this Parquet file is damaged, or cannot be read \(its columns have other"
    ):
        table.columns([0])


def test_days_after_the_year_9999_are_refused_as_such():
    """Python has no such days, but Parquet has."""
    pa = pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    far = pa.array([3_660_000, 3_660_007], pa.int32()).cast(pa.date32())
    message = "column 'date': expected a date such as 2024-01-06, got '11990-09-28'"
    assert problems(parquet({"date": far, "cases": [1, 2]}))[0] == (2, "date", message)


def test_identifiers_of_parquet_name_series():
    """Types beside the usual ones are read as their texts."""
    pa = pytest.importorskip("pyarrow", reason="the extra 'parquet' is not installed")
    name = uuid.uuid5(uuid.NAMESPACE_DNS, "example.org")
    areas = pa.array([name.bytes] * 9, pa.uuid())
    panel = read_panel(
        parquet({"area": areas, "date": [f"{day:%F}" for day in DAYS], "cases": list(range(9))}), name="d"
    )
    assert [series.name for series in panel.series] == [str(name)]


def test_json_of_tidied_numbers_is_what_was_read():
    """Tidying takes the same digits."""
    rows = [{"date": f"{day:%F}", "cases": 2**53 + 1 + at} for at, day in enumerate(DAYS)]
    tidied = "".join(csv_parts(tidy(json.dumps(rows).encode(), TidyOptions(), name="d")))
    assert [int(line.rpartition(",")[2]) for line in tidied.splitlines()[1:]] == [row["cases"] for row in rows]
