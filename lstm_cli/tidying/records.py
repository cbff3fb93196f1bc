"""The raw records of CSV text, of any width, with their physical lines: not all of them are rows of the table."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.readers.cell_kinds import Kind, kind_of
from lstm_cli.readers.counts import BAD, parse_count
from lstm_cli.readers.csv_rows import lines_of, take
from lstm_cli.readers.csv_table import DELIMITERS

__all__ = ["Records", "column_separator", "is_separated_by_blanks", "records"]

UNUSUAL: Final = ("^", "~", "\x01", "¦", "§")  # tried where the usual ones split nothing
MIN_LINES: Final = 4  # of a table whose cells blanks separate
MIN_WIDTH: Final = 2
MIN_ALIKE: Final = 0.9  # share of these lines that must have the same number of cells
SAMPLE_LINES: Final = 200
SAMPLE_SIZE: Final = 65_536  # characters
CHUNK: Final = 4_096  # records at a time


@dataclass(frozen=True, slots=True)
class Records:
    """Some records in file order, and the physical line on which each begins, from 1."""

    rows: list[list[str]]
    lines: Ints

    def __len__(self) -> int:
        return len(self.rows)


def column_separator(text: str) -> str:
    r"""Return the character that splits most lines into equally many cells; if several do, the one with the most cells.

    >>> column_separator("Report of 3 May, 2024\nday;cases\n1;2\n2;3,5\n")
    ';'
    """
    lines = [line for line in text[:SAMPLE_SIZE].splitlines()[:SAMPLE_LINES] if line.strip()]

    def merit(separator: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator))
        return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 1))

    usual = max(DELIMITERS, key=merit)
    return usual if merit(usual)[0] else max((usual, *UNUSUAL), key=merit)


def is_separated_by_blanks(text: str) -> bool:
    r"""Whether blanks are the only separator and split nearly all lines into equally many cells, as in output of R.

    The header may lack the name of the row names.

    >>> is_separated_by_blanks('"date" "cases"\n"1" "2024-01-06" 12\n"2" "2024-01-13" 9\n"3" "2024-01-20" 4\n')
    True
    """
    lines = [line.strip() for line in text[:SAMPLE_SIZE].splitlines()[:SAMPLE_LINES] if line.strip()]
    if len(lines) < MIN_LINES or any(separator in line for line in lines for separator in DELIMITERS):
        return False
    first, *rows = csv.reader(lines, delimiter=" ", skipinitialspace=True)
    (width, count), *_ = Counter(map(len, rows)).most_common(1) or [(0, 0)]
    if width < MIN_WIDTH or count < MIN_ALIKE * len(rows) or len(first) not in {width, max(width - 1, MIN_WIDTH)}:
        return False
    columns = zip(*(row for row in rows if len(row) == width), strict=True)
    # Split moments have no column of numbers.
    return any(all(parse_count(cell) != BAD or kind_of(cell) is Kind.DECIMAL for cell in column) for column in columns)


def records(
    text: str, separator: str, *, path: str, first_line: int = 1, skip_blanks: bool = False
) -> Iterator[Records]:
    """Yield the records of a text that begins on ``first_line``, some thousands at a time.

    ``skip_blanks``: ignore blanks after a separator, even before a quote.

    Raises
    ------
    DataError
        The text is no CSV, such as a quote that is never closed; the error names the line.
    """
    stream = io.StringIO(text, newline="\n")
    reader = csv.reader(stream, delimiter=separator, strict=True, skipinitialspace=skip_blanks)
    line, quoted = first_line, '"' in text
    while rows := take(reader, CHUNK, path=path, line=line):
        heights = np.fromiter(map(lines_of, rows), np.int64, len(rows)) if quoted else np.ones(len(rows), np.int64)
        yield Records(rows, line + np.cumsum(heights) - heights)
        line += int(heights.sum())
