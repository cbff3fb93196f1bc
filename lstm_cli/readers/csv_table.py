"""CSV text to a table: records with their physical line numbers, every cell as text, nothing changed."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.errors import DataError, Hint, Problem, Setting, UsageError
from lstm_cli.options import ReadOptions
from lstm_cli.problems import Problems, shown
from lstm_cli.readers.decode import decode
from lstm_cli.readers.table import Column, Header, InputFormat
from lstm_cli.remarks import Remark

__all__ = ["CSV", "CsvTable", "chosen_delimiter", "csv_fault", "width_fault"]

DELIMITERS: Final = (",", ";", "\t", "|")
DELIMITER_NAMES: Final = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
BLANK_LINES: Final = re.compile(r"(?:[ \t]*\r?\n)+")
CHUNK_SIZE: Final = 1_024  # records at a time: larger chunks do not fit the processor's cache


class Vocabulary(dict[str, int]):
    """Distinct texts numbered in the order they come."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code


@dataclass(frozen=True, slots=True)
class CsvTable:
    """The text of a CSV file, its header, and the physical line on which the rows begin."""

    path: str
    text: str
    header: Header
    next_line: int

    def columns(self, positions: Sequence[int], *, limit: int | None = None) -> tuple[list[Column], Ints]:
        """Return the columns at ``positions`` and the physical line of every row; rows of another width are refused."""
        vocabularies = [Vocabulary() for _ in positions]
        codes: list[list[Ints]] = [[] for _ in positions]
        lines: list[Ints] = []
        problems = Problems(self.path)
        chunks = _chunks(self, problems)
        for rows, at in chunks if limit is None else islice(chunks, -(-limit // CHUNK_SIZE)):
            cells = list(zip(*rows, strict=True))
            lines.append(at)
            for vocabulary, parts, position in zip(vocabularies, codes, positions, strict=True):
                parts.append(np.fromiter(map(vocabulary.__getitem__, cells[position]), np.int64, len(rows)))
        problems.raise_if_any()
        if not lines:
            raise DataError("a header and no rows: there is nothing to read", path=self.path, line=self.header.line)
        columns = [
            Column(self.header.names[position], position, list(vocabulary), np.concatenate(parts))
            for position, vocabulary, parts in zip(positions, vocabularies, codes, strict=True)
        ]
        return columns, np.concatenate(lines)


def _open(content: bytes, path: str, options: ReadOptions) -> CsvTable:
    """Return the table in the bytes of a CSV file; DataError if they are something else."""
    return _open_text(decode(content, path=path, encoding=options.encoding), path=path, delimiter=options.delimiter)


# The fallback: content that no other format recognises is read as CSV, or refused with a reason.
CSV: Final = InputFormat("csv", lambda _content, _path: True, _open)


def _open_text(text: str, *, path: str, delimiter: str | None) -> CsvTable:
    """Find the header: the first record that is neither blank nor a comment."""
    skipped, start = _leading_comments(text)
    separator = chosen_delimiter(delimiter) if delimiter else _sniff(text, start)
    line = skipped + 1
    records = _reader(text, start, separator)
    while first := _take(records, 1, path=path, line=line):
        height = _lines_of(first[0])
        if not _is_blank(first[0]):
            notes = (Remark("comment-lines-skipped", {"count": skipped}),) if skipped else ()
            header = Header(tuple(cell.strip() for cell in first[0]), line, separator, notes)
            return CsvTable(path, text, header, line + height)
        line += height
    raise DataError("the file holds only comments; a header and rows are needed", path=path)


def _chunks(table: CsvTable, problems: Problems) -> Iterator[tuple[list[list[str]], Ints]]:
    """Yield records of the header's width with their first lines, some thousands at a time."""
    width, line = len(table.header.names), table.next_line
    quoted = '"' in table.text
    records = _reader(table.text, _offset(table.text, line), table.header.delimiter)
    while rows := _take(records, CHUNK_SIZE, path=table.path, line=line):
        heights = np.fromiter(map(_lines_of, rows), np.int64, len(rows)) if quoted else np.ones(len(rows), np.int64)
        at = line + np.cumsum(heights) - heights
        line += int(heights.sum())
        if set(map(len, rows)) != {width}:
            rows, at = _of_width(rows, at, width=width, problems=problems)
        if rows:
            yield rows, at


def _of_width(rows: list[list[str]], at: Ints, *, width: int, problems: Problems) -> tuple[list[list[str]], Ints]:
    """Drop blank lines, and collect rows with fields too few or too many."""
    misfits = [
        Problem(width_fault(row, width), problems.path, int(line), value=",".join(row))
        for row, line in zip(rows, at, strict=True)
        if len(row) != width and not _is_blank(row)
    ]
    problems.add(misfits, total=len(misfits))
    good = [i for i, row in enumerate(rows) if len(row) == width]
    return [rows[i] for i in good], at[good]


def width_fault(row: Sequence[str], width: int) -> str:
    """Describe how a row's width differs from the header's."""
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


def _take(records: Iterator[list[str]], count: int, *, path: str, line: int) -> list[list[str]]:
    """Return the next records, of which the first begins on ``line``; what CSV forbids becomes a located error."""
    taken: list[list[str]] = []
    try:
        for record in islice(records, count):
            taken.append(record)  # noqa: PERF402  (a comprehension would lose those before an error)
    except csv.Error as error:
        raise DataError(csv_fault(str(error)), path=path, line=line + sum(map(_lines_of, taken))) from None
    return taken


def csv_fault(error: str) -> str:
    """Explain in plain words an error of the csv module."""
    if "field larger than" in error:
        return f"a field of over {csv.field_size_limit()} characters, perhaps a quote that is never closed"
    if "unexpected end of data" in error:
        return 'a quoted field that opens in this row is never closed: look for a lone "'
    if "new-line character" in error:
        return "a bare carriage return (CR) inside the row: end lines with LF or CRLF"
    if "expected after" in error:
        return 'text after a closing quote: write a quote inside a quoted field twice ("")'
    return f"not valid CSV ({error})"


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


def chosen_delimiter(given: str) -> str:
    """Return the character the user means; UsageError when it is none that can separate fields."""
    character = DELIMITER_NAMES.get(given.lower(), given)
    if len(character) != 1 or character in '"\r\n \0':
        raise UsageError(
            f"{shown(given)} cannot separate columns",
            value=given,
            hint=Hint("{} takes one character (or tab)", Setting("delimiter")),
        )
    return character


def _sniff(text: str, start: int) -> str:
    """Return the delimiter that splits header and first row alike, into the most fields."""
    blank = BLANK_LINES.match(text, start)
    begin = blank.end() if blank else start
    top = text[begin : begin + 65_536].replace("\r", "").split("\n")[:2]

    def merit(delimiter: str) -> tuple[bool, bool, int]:
        widths = [len(next(csv.reader([line], delimiter=delimiter), [])) for line in top]
        return widths[0] > 1, len(set(widths)) == 1, widths[0]

    return max(DELIMITERS, key=merit)
