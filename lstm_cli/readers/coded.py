"""Columns of cells built part by part: each distinct text once, and for every row the index of its text.

Counts, dates and names repeat, so millions of rows cost a few bytes each, and each distinct text is parsed once.
"""

from typing import Any

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli._temporary import AT_ONCE, Growing
from lstm_cli.readers.table import Column

__all__ = ["Coder", "Vocabulary", "compact", "consecutive", "line_type"]


class Vocabulary(dict[str, int]):
    """Distinct texts, numbered in order of first occurrence."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code


class Coder:
    """Builds a column from cells that arrive part by part."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._codes = Growing()

    def add(self, cells: list[str]) -> None:
        """Add the cells of the next rows."""
        codes = np.fromiter(map(self._vocabulary.__getitem__, cells), np.int32, len(cells))
        self._codes.add(codes, compact(len(self._vocabulary)))

    def column(self, name: str, position: int) -> Column:
        """Return the column, and release it."""
        texts, self._vocabulary = list(self._vocabulary), Vocabulary()
        return Column(name, position, texts, self._codes.array())


def compact(distinct: int) -> np.dtype[np.integer[Any]]:
    """Return the smallest integer type for an index into so many texts.

    >>> compact(256), compact(257), compact(65_537)
    (dtype('uint8'), dtype('uint16'), dtype('int32'))
    """
    return np.dtype(np.uint8 if distinct <= 1 << 8 else np.uint16 if distinct <= 1 << 16 else np.int32)


def line_type(last: int) -> np.dtype[np.signedinteger[Any]]:
    """Return the integer type for the line numbers of a file up to the last."""
    return np.dtype(np.int32 if last <= np.iinfo(np.int32).max else np.int64)


def consecutive(first: int, rows: int, kind: np.dtype[Any]) -> Array:
    """Return consecutive numbers of so many rows."""
    store = Growing()
    for start in range(0, rows, AT_ONCE):
        store.add(np.arange(first + start, first + min(start + AT_ONCE, rows), dtype=kind), kind)
    return store.array()
