"""CSV text to a table: a header, and columns of cells as text with their physical lines; nothing is changed.

The text is read in blocks of whole lines and never held as a whole.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lstm_cli._arrays import Ints
from lstm_cli._temporary import Growing
from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.options import ReadOptions
from lstm_cli.problems import Problems, shown
from lstm_cli.readers.coded import Coder, line_type
from lstm_cli.readers.csv_rows import RowReader, is_blank, lines_of, take
from lstm_cli.readers.decode import BLOCK, Top, read_top, text_blocks
from lstm_cli.readers.source import Source
from lstm_cli.readers.table import Column, Header, InputFormat, no_rows
from lstm_cli.remarks import Remark

__all__ = ["CSV", "DELIMITERS", "NO_WIDTH", "CsvTable", "chosen_delimiter"]

DELIMITERS: Final = (",", ";", "\t", "|")
DELIMITER_NAMES: Final = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"}
NO_WIDTH: Final = "\ufeff\u200b"  # byte-order mark and zero-width space, which are no part of a name
BLANK_LINES: Final = re.compile(r"(?:[ \t]*\r?\n)+")
TOP: Final = 1 << 20  # bytes in which the header is looked for, and content that is no table; times four ...
MAX_TOP: Final = 1 << 26  # ... up to this
WIDE: Final = 64  # columns; for each so many ...
MAX_BLOCKS: Final = 4  # ... a block grows by its size, up to this factor
SNIFFED: Final = 1 << 16  # characters by which the delimiter is chosen


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A CSV file, its header, and where its rows begin: their first physical line, and its first character."""

    source: Source
    header: Header
    encoding: str
    next_line: int
    start: int

    @property
    def path(self) -> str:
        """The file as the user named it."""
        return self.source.name

    def columns(self, positions: Sequence[int], *, limit: int | None = None) -> tuple[list[Column], Ints]:
        """Return the columns at ``positions`` and the physical line of every row; rows of another width are refused."""
        coders = [Coder() for _ in positions]
        lines = Growing()
        problems = Problems(self.path)
        width = len(self.header.names)
        blocks = self._blocks(keep=limit is not None)
        rows = RowReader(self.path, blocks, self.header.delimiter, width, self.next_line, problems)
        read = 0
        for chunk in rows.chunks():
            lines.add(chunk.lines, line_type(rows.line))
            for coder, position in zip(coders, positions, strict=True):
                coder.add(chunk.cells[position::width])
            read += len(chunk.lines)
            if limit is not None and read >= limit:
                break
        problems.raise_if_any()
        if not read:
            raise DataError(no_rows(self.path, self.header.line))
        columns = [
            coder.column(self.header.names[position], position)
            for coder, position in zip(coders, positions, strict=True)
        ]
        return columns, lines.array()

    def _blocks(self, *, keep: bool) -> Iterator[str]:
        """Yield the text of the rows in blocks of whole lines."""
        start = self.start
        size = BLOCK * min(1 + len(self.header.names) // WIDE, MAX_BLOCKS)  # so that a block has several rows
        for block in text_blocks(self.source, encoding=self.encoding, size=size, keep=keep):
            if start < len(block):
                yield block[start:] if start else block
            start = max(0, start - len(block))


def _open(source: Source, options: ReadOptions) -> CsvTable:
    """Return the table in a CSV file; DataError if it is something else."""
    size = TOP
    while size <= MAX_TOP:
        top = read_top(source, size, encoding=options.encoding)
        table = _open_top(top, source, options)
        if table is not None:
            return table
        size *= 4
    message = f"no header in the first {MAX_TOP} bytes, which hold only comments, blank lines or one endless line"
    raise DataError(message, path=source.name)


# The fallback: CSV reads any content that no other format recognises, or refuses it with a reason.
CSV: Final = InputFormat("csv", lambda _source: True, _open)


def _open_top(top: Top, source: Source, options: ReadOptions) -> CsvTable | None:
    """Find the header: the first record that is neither blank nor a comment; None if more of the file is needed."""
    skipped, start = _leading_comments(top.text)
    separator = chosen_delimiter(options.delimiter) if options.delimiter else _sniff(top.text, start)
    stream = io.StringIO(top.text, newline="\n")  # only LF and CRLF end a line
    stream.seek(start)
    records = csv.reader(stream, delimiter=separator, strict=True)
    line = skipped + 1
    while (rest := len(top.text) - stream.tell()) and (top.is_whole or rest >= SNIFFED):
        first = take(records, 1, path=source.name, line=line)[0]
        height = lines_of(first)
        if not is_blank(first):
            notes = (Remark("comment-lines-skipped", {"count": skipped}),) if skipped else ()
            header = Header(tuple(cell.strip().strip(NO_WIDTH).strip() for cell in first), line, separator, notes)
            return CsvTable(source, header, options.encoding, line + height, stream.tell())
        line += height
    if top.is_whole:
        raise DataError("the file holds only comments; a header and rows are needed", path=source.name)
    return None


def _leading_comments(text: str) -> tuple[int, int]:
    """Return the number of lines at the top that start with #, and where the text after them begins."""
    count = start = 0
    while text.startswith("#", start) and (end := text.find("\n", start)) >= 0:
        count, start = count + 1, end + 1
    return count, start


def chosen_delimiter(given: str) -> str:
    """Return the delimiter that the user names; UsageError if it cannot separate fields."""
    character = DELIMITER_NAMES.get(given.lower(), given)
    if len(character) != 1 or character in '"\r\n \0':
        raise UsageError(
            f"{shown(given)} cannot separate columns",
            value=given,
            hint=Hint("{} takes one character (or tab)", Setting("delimiter")),
        )
    return character


def _sniff(text: str, start: int) -> str:
    """Return the delimiter that splits the header and the first row into equally many fields, and into the most."""
    blank = BLANK_LINES.match(text, start)
    begin = blank.end() if blank else start
    top = text[begin : begin + SNIFFED].replace("\r", "").split("\n")[:2]

    def merit(delimiter: str) -> tuple[bool, bool, int]:
        widths = [len(next(csv.reader([line], delimiter=delimiter), [])) for line in top]
        return widths[0] > 1, len(set(widths)) == 1, widths[0]

    return max(DELIMITERS, key=merit)
