"""Text to columns: records with their physical line numbers, every cell as text, nothing changed.

Cells are held as codes into a vocabulary of distinct texts, a column at a time: counts and dates repeat, so
each distinct text is parsed once, and millions of rows cost a few array elements each.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Protocol

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.errors import DataError, UsageError
from lstm_cli.problems import SHOWN, Complaints, refuse, shown

__all__ = ["Column", "CsvTable", "Header", "Table", "complain_of_cells", "open_table", "read_columns"]

DELIMITERS: Final = (",", ";", "\t", "|")
DELIMITER_NAMES: Final = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
BLANK_LINES: Final = re.compile(r"(?:[ \t]*\r?\n)+")
Say = Callable[[str], str]
CHUNK: Final = 1_024  # records at a time: more no longer fit the processor's cache


@dataclass(frozen=True, slots=True)
class Header:
    """The first record: column names without blanks around them, and where the rows begin."""

    names: tuple[str, ...]
    line: int
    next_line: int
    delimiter: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column as codes (int64, one a row) into its distinct texts."""

    texts: list[str]
    codes: Ints


class Table(Protocol):
    """Named columns of cells, wherever they come from: what every reader of columns starts from."""

    @property
    def header(self) -> Header:
        """The names of the columns."""

    def columns(self, positions: Sequence[int]) -> tuple[list[Column], Ints]:
        """Return some columns, and the line of every row."""


@dataclass(frozen=True, slots=True)
class CsvTable:
    """The text of a CSV with its header."""

    header: Header
    text: str
    name: str

    def columns(self, positions: Sequence[int]) -> tuple[list[Column], Ints]:
        """Return some columns, and the physical line of every row."""
        return read_columns(self.text, self.header, positions, name=self.name)


class Vocabulary(dict[str, int]):
    """Distinct texts numbered in the order they come."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code


def open_table(text: str, *, name: str, delimiter: str | None) -> Header:
    """Find the header: the first record that is neither blank nor a comment."""
    skipped, start = _leading_comments(text)
    separator = _delimiter(delimiter) if delimiter else _sniff(text, start)
    line = skipped + 1
    records = _reader(text, start, separator)
    while found := _take(records, 1, name=name, line=line):
        span = _lines_of(found[0])
        if not _is_blank(found[0]):
            which = "line 1 starts" if skipped == 1 else f"lines 1 to {skipped} start"
            notes = (f"{which} with # and {'was' if skipped == 1 else 'were'} skipped",) if skipped else ()
            return Header(tuple(cell.strip() for cell in found[0]), line, line + span, separator, notes)
        line += span
    raise refuse(name, "the file holds only comments; a header and rows are needed")


def read_columns(text: str, header: Header, columns: Sequence[int], *, name: str) -> tuple[list[Column], Ints]:
    """Return the chosen columns and the physical line of every row; rows of another width are refused."""
    vocabularies = [Vocabulary() for _ in columns]
    codes: list[list[Ints]] = [[] for _ in columns]
    lines: list[Ints] = []
    complaints = Complaints(name)
    for rows, at in _chunks(text, header, complaints):
        cells = list(zip(*rows, strict=True))
        lines.append(at)
        for vocabulary, parts, column in zip(vocabularies, codes, columns, strict=True):
            parts.append(np.fromiter(map(vocabulary.__getitem__, cells[column]), np.int64, len(rows)))
    complaints.settle()
    if not lines:
        raise refuse(name, "a header and no rows: there is nothing to read", header.line)
    return [Column(list(v), np.concatenate(c)) for v, c in zip(vocabularies, codes, strict=True)], np.concatenate(lines)


def complain_of_cells(
    complaints: Complaints, column: Column, bad: Bools, *, lines: Ints, position: int, say: Say
) -> None:
    """Complain about the rows whose cell is a bad text; the first few get their words from ``say``."""
    if bad.any():
        at = np.flatnonzero(bad[column.codes])
        found = [(int(lines[i]), position, say(column.texts[column.codes[i]])) for i in at[:SHOWN]]
        complaints.add(found, total=len(at))


def _chunks(text: str, header: Header, complaints: Complaints) -> Iterator[tuple[list[list[str]], Ints]]:
    """Yield records of the header's width with their first lines, some thousands at a time."""
    width, line = len(header.names), header.next_line
    quoted = '"' in text
    records = _reader(text, _offset(text, line), header.delimiter)
    while rows := _take(records, CHUNK, name=complaints.source, line=line):
        spans = np.fromiter(map(_lines_of, rows), np.int64, len(rows)) if quoted else np.ones(len(rows), np.int64)
        at = line + np.cumsum(spans) - spans
        line += int(spans.sum())
        if set(map(len, rows)) != {width}:
            rows, at = _of_width(rows, at, width=width, complaints=complaints)
        if rows:
            yield rows, at


def _of_width(rows: list[list[str]], at: Ints, *, width: int, complaints: Complaints) -> tuple[list[list[str]], Ints]:
    """Drop blank lines and complain about rows with fields too few or too many."""
    bad = [
        (int(at[i]), 0, _misfit(row, width)) for i, row in enumerate(rows) if len(row) != width and not _is_blank(row)
    ]
    complaints.add(bad, total=len(bad))
    good = [i for i, row in enumerate(rows) if len(row) == width]
    return [rows[i] for i in good], at[good]


def _misfit(row: Sequence[str], width: int) -> str:
    """Say how a row's width differs from the header's."""
    fields = "1 field" if width == 1 else f"{width} fields"
    return f"expected {fields} as in the header, found {len(row)}: {shown(','.join(row))}"


def _is_blank(record: Sequence[str]) -> bool:
    return not record or (len(record) == 1 and not record[0].strip())


def _lines_of(record: Iterable[str]) -> int:
    """Physical lines a record takes: quoted cells may hold line ends."""
    return 1 + "".join(record).count("\n")


def _reader(text: str, start: int, delimiter: str) -> Iterator[list[str]]:
    """Return the records of ``text`` from character ``start`` on; only LF and CRLF end a line."""
    stream = io.StringIO(text, newline="\n")
    stream.seek(start)
    return csv.reader(stream, delimiter=delimiter, strict=True)


def _take(records: Iterator[list[str]], most: int, *, name: str, line: int) -> list[list[str]]:
    """Return the next records, of which the first begins on ``line``; what CSV forbids becomes a located error."""
    taken: list[list[str]] = []
    try:
        for record in islice(records, most):
            taken.append(record)  # noqa: PERF402  (a comprehension would lose those before an error)
    except csv.Error as error:
        raise _grammar(str(error), name=name, line=line + sum(map(_lines_of, taken))) from None
    return taken


def _grammar(error: str, *, name: str, line: int) -> DataError:
    """Return the csv module's complaint about the record that begins on ``line``, in plain words."""
    if "field larger than" in error:
        limit = csv.field_size_limit()
        return refuse(name, f"a field of over {limit} characters, perhaps a quote that is never closed", line)
    if "unexpected end of data" in error:
        return refuse(name, 'a quoted field that opens in this row is never closed: look for a lone "', line)
    if "new-line character" in error:
        return refuse(name, "a bare carriage return (CR) inside the row: end lines with LF or CRLF", line)
    if "expected after" in error:
        return refuse(name, 'text after a closing quote: write a quote inside a quoted field twice ("")', line)
    return refuse(name, f"not valid CSV ({error})", line)


def _offset(text: str, line: int) -> int:
    """Return the character at which a physical line starts."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1 or len(text)
    return start


def _leading_comments(text: str) -> tuple[int, int]:
    """How many lines at the top start with #, and where the text after them begins."""
    count = start = 0
    while text.startswith("#", start) and (end := text.find("\n", start)) >= 0:
        count, start = count + 1, end + 1
    return count, start


def _delimiter(given: str) -> str:
    """Return the character the user means; UsageError when it is none that can part fields."""
    character = DELIMITER_NAMES.get(given.lower(), given)
    if len(character) != 1 or character in '"\r\n \0':
        raise UsageError(f"--delimiter takes one character (or tab), not {shown(given)}")
    return character


def _sniff(text: str, start: int) -> str:
    """Return the delimiter that parts header and first row alike, into the most fields."""
    blank = BLANK_LINES.match(text, start)
    begin = blank.end() if blank else start
    top = text[begin : begin + 65_536].replace("\r", "").split("\n")[:2]

    def merit(delimiter: str) -> tuple[bool, bool, int]:
        widths = [len(next(csv.reader([line], delimiter=delimiter), [])) for line in top]
        return widths[0] > 1, len(set(widths)) == 1, widths[0]

    return max(DELIMITERS, key=merit)
