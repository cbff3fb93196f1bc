"""Delimiters, quotes, line ends, comments and encodings change nothing but the dress of a table."""

import numpy as np
import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import UsageError
from lstm_cli.remarks import Remark

PLAIN = "unique_id,ds,y\nA,2024-01-06,12\nA,2024-01-13,15\nA,2024-01-20,11\nB,2024-01-06,3\n"


def same(first, other):
    """Whether two panels hold the same series."""
    return first.frequency == other.frequency and all(
        a.name == b.name
        and a.start == b.start
        and np.array_equal(a.times, b.times)
        and np.array_equal(a.counts, b.counts)
        for a, b in zip(first.series, other.series, strict=True)
    )


DRESSES = {
    "byte-order mark": "\ufeff" + PLAIN,
    "two byte-order marks": "\ufeff\ufeff" + PLAIN,
    "CRLF": PLAIN.replace("\n", "\r\n"),
    "no final line end": PLAIN.removesuffix("\n"),
    "blank lines": "\n \n" + PLAIN.replace("\n", "\n\n"),
    "semicolons": PLAIN.replace(",", ";"),
    "tabs": PLAIN.replace(",", "\t"),
    "pipes": PLAIN.replace(",", "|"),
    "semicolons, and a comma in a name": PLAIN.replace(",", ";").replace("ds;y", "ds;y;population, total").replace(
        "12\n", "12;1\n"
    ).replace("15\n", "15;1\n").replace("11\n", "11;1\n").replace("3\n", "3;1\n"),
    "quotes": "".join('"' + line.replace(",", '","') + '"\n' for line in PLAIN.split()),
    "comments on top": "# source: own\n#\n" + PLAIN,
    "tab with a nameless first column": "".join(f"{k or ''}\t{line}\n" for k, line in enumerate(PLAIN.replace(",", "\t").splitlines())),
    "floats": PLAIN.replace("12\n", "12.0\n").replace("11\n", "1.1e1\n"),
    "blanks in cells": PLAIN.replace(",2024", ", 2024").replace(",15", " , +15 "),
    "a trailing delimiter on every line": PLAIN.replace("\n", ",\n"),
}  # fmt: skip


@pytest.mark.parametrize("dress", DRESSES)
def test_valid_data_in_an_odd_dress_give_the_plain_panel(read, dress):
    """The same table in another dress gives the same series, without an option."""
    assert same(read(DRESSES[dress]), read(PLAIN))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252", "latin-1", "utf-8-sig", "UTF8"])
def test_other_encodings_are_read_by_name(read, encoding):
    """--encoding reads ids beyond ASCII as they were meant."""
    content = PLAIN.replace("A,", "Zürich,").encode(encoding)
    assert [series.name for series in read(content, encoding=encoding).series] == ["B", "Zürich"]


@pytest.mark.parametrize("encoding", ["klingon", "hex", "rot13", "", "a\0b", "undefined"])
def test_an_encoding_that_is_none_is_a_usage_error(read, encoding):
    """An unknown name, or a codec that makes no text, exits 2."""
    with pytest.raises(UsageError, match="no text encoding is called"):
        read(PLAIN, encoding=encoding)


def test_the_wrong_encoding_is_located(complaint):
    """Bytes that the named encoding cannot read are refused with their line."""
    assert complaint("a\nü".encode("latin-1"), encoding="ascii") == [
        "d.csv:2: not valid ascii (byte 0xfc); name the right encoding with --encoding"
    ]
    assert complaint(b"a", encoding="utf-16")[0].startswith("d.csv:1: not valid utf-16")


@pytest.mark.parametrize(
    ("delimiter", "character"), [("tab", "\t"), ("\\t", "\t"), (";", ";"), ("pipe", "|"), ("^", "^")]
)
def test_a_delimiter_may_be_named(read, delimiter, character):
    """--delimiter takes a character, or the name of one that a shell makes hard to type."""
    assert same(read(PLAIN.replace(",", character), delimiter=delimiter), read(PLAIN))


@pytest.mark.parametrize("delimiter", ["ab", '"', "\n", "\0", "space"])
def test_a_delimiter_that_cannot_part_fields_is_a_usage_error(read, delimiter):
    """More than one character, quotes and line ends exit 2."""
    with pytest.raises(UsageError) as caught:
        read(PLAIN, delimiter=delimiter)
    assert caught.value.value == delimiter
    assert caught.value.lines(flag) == (
        f"{delimiter!r} cannot separate columns; --delimiter takes one character (or tab)",
    )


def test_skipped_comments_are_said(read):
    """Lines above the header that start with # are skipped aloud."""
    assert read("# a\n" + PLAIN).notes[0] == Remark("comment-lines-skipped", {"count": 1})
    assert read("# a\n# b\n" + PLAIN).notes[0] == Remark("comment-lines-skipped", {"count": 2})


def test_lines_are_counted_over_many_chunks_and_quoted_line_ends(complaint):
    """The line of a bad cell is the physical one, thousands of rows and quoted line ends further down."""
    rows = [f'"a\nb{k}",2024-01-06,1\n' for k in range(3_000)]
    assert complaint("unique_id,ds,y\n" + "".join(rows) + "\n\nz,2024-01-06,x\n") == [
        "d.csv:6004: column 'y': expected a whole number >= 0, got 'x'"
    ]


def test_rows_of_another_width_are_counted_over_many_chunks(complaint):
    """All rows that do not fit are counted, the first five listed."""
    rows = [f"a{k},2024-01-06,1\n" + "short,1\n" * (k % 1_000 == 999) for k in range(6_000)]
    lines = complaint("unique_id,ds,y\n" + "".join(rows))
    assert len(lines) == 6
    assert lines[0] == "d.csv:1002: expected 3 fields as in the header, got 2: 'short,1'"
    assert lines[-1] == "d.csv: … and 1 more"
