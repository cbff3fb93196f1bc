"""The records of CSV text as they stand, of any width, with their physical lines: before anybody knows what is a row."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.readers.csv_rows import lines_of, take

__all__ = ["Records", "column_separator", "records"]

SEPARATORS: Final = (",", ";", "\t", "|")
SAMPLE_LINES: Final = 200
SAMPLE_SIZE: Final = 65_536  # characters
CHUNK: Final = 4_096  # records at a time


@dataclass(frozen=True, slots=True)
class Records:
    """Some records in the order of the file, and the physical line on which each begins, from 1."""

    rows: list[list[str]]
    lines: Ints

    def __len__(self) -> int:
        return len(self.rows)


def column_separator(text: str) -> str:
    r"""Return the character that splits most lines at the top alike; of several, that which makes the most columns.

    >>> column_separator("Report of 3 May, 2024\nday;cases\n1;2,5\n2;3,5\n")
    ';'
    """
    lines = [line for line in text[:SAMPLE_SIZE].splitlines()[:SAMPLE_LINES] if line.strip()]

    def merit(separator: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator))
        return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 1))

    return max(SEPARATORS, key=merit)


def records(text: str, separator: str, *, path: str, first_line: int = 1) -> Iterator[Records]:
    """Yield the records of a text that begins on ``first_line``, some thousands at a time.

    Raises
    ------
    DataError
        Something is no CSV, such as a quote that is never closed; the error says on which line.
    """
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=separator, strict=True)
    line, quoted = first_line, '"' in text
    while rows := take(reader, CHUNK, path=path, line=line):
        heights = np.fromiter(map(lines_of, rows), np.int64, len(rows)) if quoted else np.ones(len(rows), np.int64)
        yield Records(rows, line + np.cumsum(heights) - heights)
        line += int(heights.sum())
