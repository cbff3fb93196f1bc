"""Reading a file block by block gives what the csv module makes of the whole text: cells, lines and errors."""

import csv
import io
import os
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_cli.errors import DataError
from lstm_cli.options import ReadOptions
from lstm_cli.readers import csv_table
from lstm_cli.readers.csv_rows import plain_cells
from lstm_cli.readers.folder import file_source
from lstm_cli.readers.registry import open_table
from lstm_cli.readers.source import Piped, as_source

LETTERS = st.text(st.sampled_from("ab1,; \t\"'\r\n|ü€𝄞\u2028\x85\x1e"), max_size=6)
ODD = st.sampled_from(
    ["\n", "\r\n", "   \n", "x\n", "x,y,z,w\n", 'a"b,1,2\n', '"a"b,1,2\n', "a\rb,1,2\n", '"open,1\n', ",,\n"]
)


@st.composite
def texts(draw):
    """Draw the text of a CSV with three columns: rows that are plain or quoted, and lines that are odd."""
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator=end, quoting=quoting)
    writer.writerow(["a", "b", "c"])
    for plain in draw(st.lists(st.booleans(), max_size=12)):
        if plain:
            writer.writerow(draw(st.tuples(*[st.sampled_from(["x", "12", "2024-01-06", "ü"])] * 3)))
        elif draw(st.booleans()):
            writer.writerow(draw(st.tuples(LETTERS, LETTERS, LETTERS)))
        else:
            stream.write(draw(ODD))
    text = stream.getvalue()
    return text.removesuffix(end) if draw(st.booleans()) else text


def by_module(text):
    """Return rows with their lines, and the lines of misfits, as the csv module finds them; or the line it fails on."""
    reader = csv.reader(io.StringIO(text, newline="\n"), strict=True)
    width, rows, misfits = len(next(reader)), [], []
    first = reader.line_num + 1
    try:
        for row in reader:
            if len(row) == width:
                rows.append((first, row))
            elif row and (len(row) > 1 or row[0].strip()):
                misfits.append(first)
            first = reader.line_num + 1
    except csv.Error:
        return first
    return rows, misfits


def by_blocks(content, encoding="utf-8"):
    """Return the same of our reader."""
    table = open_table(content, path="d.csv", options=ReadOptions(delimiter=",", encoding=encoding))
    assert table.header.names == ("a", "b", "c")
    columns, lines = table.columns(range(3))
    return [(line, [column.text(row) for column in columns]) for row, line in enumerate(lines.tolist())]


def outcome(content, encoding, block):
    """Return rows and no misfits; or the lines that are refused, and how many more; reading so many bytes at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(csv_table, "BLOCK", block)
        try:
            return by_blocks(content, encoding)
        except DataError as error:
            return [problem.line for problem in error.problems], error.more


@settings(max_examples=300)
@given(
    texts(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-8 with a mark"]),
    st.sampled_from([1, 5, 40, 1 << 17]),
)
def test_blocks_give_what_the_csv_module_gives(text, encoding, block):
    """Random tables have the same cells, lines and errors, wherever the blocks end and in any encoding."""
    content = text.encode("utf-8-sig" if encoding == "utf-8 with a mark" else encoding)
    expected = by_module(text)
    if isinstance(expected, int):
        expected = [expected], 0
    elif expected[1]:
        expected = expected[1][:5], max(0, len(expected[1]) - 5)
    else:
        expected = expected[0] or ([1], 0)  # a header and no rows
    assert outcome(content, encoding.split()[0], block) == expected


@settings(max_examples=300)
@given(texts(), st.sampled_from(",;|"))
def test_a_plain_block_is_split_as_the_csv_module_splits_it(text, delimiter):
    """Whatever text is taken as plain has the cells that the csv module finds."""
    cells = plain_cells(text, delimiter=delimiter, width=3)
    if cells is not None:
        records = csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, strict=True)
        assert cells == [cell for record in records for cell in record]


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("a,b,c\n1,2,3\n", True),
        ("a,b,c\r\n1,2,3", True),
        ("ä,b,€\n", True),
        ("a,b,c\n\n1,2,3\n", False),
        ("a,b\n1,2,3,4\n", False),
        ('a,"b",c\n', False),
        ("a,b\r,c\n", False),
        ("a,b,c\r\r\n", False),
        (f"a,b,{'c' * 131_073}\n", False),
    ],
)
def test_only_what_is_certain_is_taken_as_plain(text, is_plain):
    """Quotes, lines of another width, bare CR and fields beyond the limit go to the csv module."""
    assert (plain_cells(text, delimiter=",", width=3) is not None) is is_plain


def rows_of(count):
    return "".join(f"s{k % 7},2024-01-{1 + k % 28:02d},{k}\n" for k in range(count))


def test_a_quoted_cell_may_run_over_many_blocks(monkeypatch):
    """A cell longer than blocks is read whole, and plain blocks after it are counted from the right line."""
    monkeypatch.setattr(csv_table, "BLOCK", 50)
    text = "a,b,c\n" + rows_of(20) + '"' + "x\n" * 100 + '",2,3\n' + rows_of(20)
    found = by_blocks(text.encode())
    assert found == by_module(text)[0]
    assert found[21][0] == 1 + 20 + 101 + 1


@pytest.mark.parametrize("top", [1 << 16, 1 << 20])
def test_a_header_far_down_is_found(monkeypatch, top):
    """Comments and blank lines longer than what is looked at first are skipped like few of them."""
    monkeypatch.setattr(csv_table, "TOP", top)
    text = "# note\n" * 40_000 + "\n" * 1_000 + "l;date;n\nx;2024-01-06;1\n"
    table = open_table(text.encode(), path="d.csv", options=ReadOptions())
    assert table.header.names == ("l", "date", "n")
    assert table.header.line == 41_001
    assert table.columns([2])[1].tolist() == [41_002]


def test_a_header_that_never_comes_is_refused(monkeypatch):
    """A file that begins with one endless line is not read to its end in search of a header."""
    monkeypatch.setattr(csv_table, "TOP", 1 << 16)
    monkeypatch.setattr(csv_table, "MAX_TOP", 1 << 18)
    with pytest.raises(DataError, match=r"^d\.csv: no header in the first 262144 bytes, which hold only comments"):
        open_table(b"a" * (1 << 19), path="d.csv", options=ReadOptions())


def test_a_line_without_end_is_refused_where_it_begins(monkeypatch):
    """Lines are limited, so that memory is."""
    monkeypatch.setattr("lstm_cli.readers.decode.MAX_LINE", 1 << 18)
    content = ("a,b,c\n" + rows_of(70_000)).encode() + b"x" * (1 << 19)
    with pytest.raises(DataError, match=r"^d\.csv:70002: a line of over 262144 characters"):
        by_blocks(content)


@pytest.mark.parametrize(
    ("end", "message"),
    [
        (b"x,2024-01-06,\xff\n", r"^d\.csv:70002: not valid UTF-8 \(byte 0xff\)"),
        (b"x,2024-01-06,\0\n", r"^d\.csv:70002: a NUL byte"),
        (b"x,2024-01-06,\xe2\x82", r"^d\.csv:70002: not valid UTF-8 \(byte 0xe2\)"),
    ],
)
def test_bytes_that_are_no_text_are_located_far_down(end, message):
    """What cannot be decoded is told with its line, megabytes into a file."""
    with pytest.raises(DataError, match=message):
        by_blocks(("a,b,c\n" + rows_of(70_000)).encode() + end)


def test_a_pipe_can_be_looked_at_and_then_read():
    """A look at the first rows of a pipe does not take them away; all rows come once."""
    content = ("a,b,c\n" + rows_of(60_000)).encode()
    table = open_table(Piped("stdin", io.BytesIO(content)), options=ReadOptions())
    few, lines = table.columns([0, 2], limit=10)
    assert [column.text(3) for column in few] == ["s3", "3"]
    assert 10 <= len(lines) < 60_000
    (count,), _ = table.columns([2])
    assert [count.text(row) for row in (0, 59_999)] == ["0", "59999"]
    with pytest.raises(ValueError, match="cannot be read twice"):
        table.columns([2])


def test_a_pipe_that_is_to_be_kept_can_be_read_again():
    """A reader that must go back and forth gets all of a pipe."""
    pipe = Piped("stdin", io.BytesIO(b"0123456789" * 1_000))
    with pipe.seekable() as file:
        file.seek(-3, os.SEEK_END)
        assert file.read() == b"789"
    looked_at = Piped("stdin", io.BytesIO(b"0123456789" * 1_000))
    assert len(looked_at.head(20_000)) == 10_000
    with looked_at.open() as stream:
        assert len(stream.read()) == 10_000
    for source in (pipe, looked_at, pipe.again(), as_source(b"0123456789" * 1_000, "d")):
        with source.open() as stream:
            assert len(stream.read()) == 10_000
        assert source.head(4) == b"0123"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_named_pipe_is_read_once(tmp_path):
    """``lstm-forecast check <(…)`` names a pipe that cannot be opened again."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    content = ("a,b,c\n" + rows_of(60_000)).encode()
    writer = threading.Thread(target=path.write_bytes, args=[content])
    writer.start()
    (count,), _ = open_table(file_source(path), options=ReadOptions()).columns([2])
    writer.join()
    assert len(count) == 60_000


def test_columns_of_any_number_of_texts_come_back():
    """A column keeps its rows while its texts outgrow one byte, and two."""
    text = "a,b,c\n" + "".join(f"{k % 256},{k % 257},{k}\n" for k in range(70_000))
    columns, _ = open_table(text.encode(), path="d.csv", options=ReadOptions()).columns([0, 1, 2])
    assert [column.held.dtype for column in columns] == [np.uint8, np.uint16, np.int32]
    for column, modulus in zip(columns, (256, 257, 70_000), strict=True):
        assert [column.text(row) for row in range(0, 70_000, 999)] == [str(k % modulus) for k in range(0, 70_000, 999)]
        assert column.weights().tolist() == np.bincount(column.codes).tolist()
        wanted = np.array([text.endswith("7") for text in column.texts])
        assert column.rows(wanted).tolist() == [k for k in range(70_000) if str(k % modulus).endswith("7")]
