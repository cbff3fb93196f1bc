"""Blocks of CSV text to rows of cells with their physical lines.

Most blocks are plain: they have no quotes, and all lines are as wide as the header. NumPy checks that, and they are
simply split. The csv module reads all other blocks, so that it decides what is read and what is refused.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.errors import DataError, Hint, Problem
from lstm_cli.problems import MAX_SHOWN, Problems, shown
from lstm_cli.readers.coded import line_type

__all__ = ["Chunk", "RowReader", "is_blank", "lines_of", "plain_cells", "take", "width_fault"]

CHUNK_SIZE: Final = 1_024  # records at a time: larger chunks do not fit into the processor's cache
LINE_END: Final = ord("\n")
CUT_OFF: Final = Hint("the file ends within this row: if it was cut off, fetch it again")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows: their cells in one list, and the physical lines on which they begin."""

    cells: list[str]
    lines: Ints


@dataclass(slots=True)
class RowReader:
    """Reads rows from blocks of whole lines, the first of which begins on ``line``, and collects those of another width."""

    path: str
    blocks: Iterator[str]
    delimiter: str
    width: int
    line: int
    problems: Problems
    fed: int = 0  # the line after the text that the csv module was given
    is_quoted: bool = False  # whether that text has quotes
    is_open: bool = False  # whether it has no line end at its end, which only the end of the file may lack

    def chunks(self) -> Iterator[Chunk]:
        """Yield the rows as wide as the header."""
        for block in self.blocks:
            cells = plain_cells(block, delimiter=self.delimiter, width=self.width)
            if cells is None:
                yield from self._by_module(block)
            else:
                first, self.line = self.line, self.line + len(cells) // self.width
                yield Chunk(cells, np.arange(first, self.line, dtype=line_type(self.line)))

    def _by_module(self, block: str) -> Iterator[Chunk]:
        """Read a block with the csv module, and following blocks into which a quoted cell extends."""
        self.fed, self.is_quoted = self.line, False
        fed = self._feed(block)
        records = csv.reader(chain(next(fed), chain.from_iterable(fed)), delimiter=self.delimiter, strict=True)
        while rows := take(records, min(CHUNK_SIZE, self.fed - self.line), path=self.path, line=self.line):
            one_each = np.ones(len(rows), np.int64)
            heights = np.fromiter(map(lines_of, rows), np.int64, len(rows)) if self.is_quoted else one_each
            lines = (self.line + np.cumsum(heights) - heights).astype(line_type(self.fed))
            self.line += int(heights.sum())
            if set(map(len, rows)) != {self.width}:
                rows, lines = self._of_width(rows, lines)
            yield Chunk(list(chain.from_iterable(rows)), lines)

    def _feed(self, block: str) -> Iterator[io.StringIO]:
        """Yield the lines of a block, then those of the next blocks on demand."""
        for text in chain((block,), self.blocks):
            self.fed += text.count("\n") + (not text.endswith("\n"))
            self.is_quoted |= '"' in text
            self.is_open = not text.endswith("\n")
            yield io.StringIO(text, newline="\n")

    def _of_width(self, rows: list[list[str]], lines: Ints) -> tuple[list[list[str]], Ints]:
        """Drop blank lines, and collect rows with too few or too many fields."""
        good = [at for at, row in enumerate(rows) if len(row) == self.width]
        misfits = [at for at, row in enumerate(rows) if len(row) != self.width and not is_blank(row)]
        faults = (self._fault(rows[at], int(lines[at]), is_last=at == len(rows) - 1) for at in misfits[:MAX_SHOWN])
        self.problems.add(faults, total=len(misfits))
        return [rows[at] for at in good], lines[good]

    def _fault(self, row: list[str], line: int, *, is_last: bool) -> Problem:
        """Return the problem of a row of another width; the last one may be short because the file was cut off."""
        fault = width_fault(row, self.width, path=self.path, line=line)
        is_cut = is_last and self.is_open and self.line >= self.fed and len(row) < self.width
        return replace(fault, hint=CUT_OFF) if is_cut else fault


def width_fault(row: Sequence[str], width: int, *, path: str, line: int) -> Problem:
    """Return the problem of a row with another width than the header."""
    fields = "1 field" if width == 1 else f"{width} fields"
    text = ",".join(row)
    message = f"expected {fields} as in the header, got {len(row)}: {shown(text)}"
    return Problem(message, path, line, value=text)


def plain_cells(block: str, *, delimiter: str, width: int) -> list[str] | None:
    r"""Return the cells of a block if it is plain, so that the csv module would return the same; else None.

    >>> plain_cells("a,1\nb,2\n", delimiter=",", width=2)
    ['a', '1', 'b', '2']
    """
    if '"' in block or width == 1 or not delimiter.isascii():
        return None
    if "\r" in block:
        if block.count("\r") != block.count("\r\n"):
            return None
        block = block.replace("\r\n", "\n")
    if not block.endswith("\n"):
        block += "\n"
    content = np.frombuffer(block.encode(), np.uint8)
    ends = np.flatnonzero((content == ord(delimiter)) | (content == LINE_END))
    is_line = content[ends] == LINE_END
    rows = int(np.count_nonzero(is_line))
    if len(ends) != rows * width or not is_line[width - 1 :: width].all():
        return None
    if int(np.diff(ends, prepend=-1).max()) > csv.field_size_limit():
        return None
    cells = block.replace("\n", delimiter).split(delimiter)
    cells.pop()  # after the last line end
    return cells


def take(records: Iterator[list[str]], count: int, *, path: str, line: int) -> list[list[str]]:
    """Return the next records, the first of which begins on ``line``; invalid CSV becomes a located error."""
    taken: list[list[str]] = []
    try:
        taken.extend(islice(records, count))  # keeps the records before an error
    except csv.Error as error:
        raise DataError(_grammar(str(error)), path=path, line=line + sum(map(lines_of, taken))) from None
    return taken


def is_blank(record: Sequence[str]) -> bool:
    """Whether a record is that of a blank line."""
    return not record or (len(record) == 1 and not record[0].strip())


def lines_of(record: Iterable[str]) -> int:
    """Count the physical lines of a record: quoted cells may hold line ends."""
    return 1 + "".join(record).count("\n")


def _grammar(error: str) -> str:
    """Explain an error of the csv module in plain words."""
    if "field larger than" in error:
        return f"a field of over {csv.field_size_limit()} characters, perhaps a quote that is never closed"
    if "unexpected end of data" in error:
        return 'a quoted field that opens in this row is never closed: look for a lone "'
    if "new-line character" in error:
        return "a bare carriage return (CR) inside the row: end lines with LF or CRLF"
    if "expected after" in error:
        return 'text after a closing quote: write a quote inside a quoted field twice ("")'
    return f"not valid CSV ({error})"
