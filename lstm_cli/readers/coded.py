"""Columns of cells built part by part: each distinct text once, and for every row the index of its text.

Counts, dates and names repeat, so millions of rows cost a few bytes each, and each distinct text is parsed once.
"""

from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from lstm_cli.readers.table import Codes, Column

__all__ = ["Coder", "Vocabulary", "compact", "joined", "line_type"]

GROWTH: Final = 1.25
Scalar = TypeVar("Scalar", bound=np.generic)


class Vocabulary(dict[str, int]):
    """Distinct texts, numbered in order of first occurrence."""

    def __missing__(self, text: str) -> int:
        code = self[text] = len(self)
        return code


class Coder:
    """Builds a column from cells that arrive part by part."""

    def __init__(self) -> None:
        self._vocabulary = Vocabulary()
        self._held: Codes = np.empty(0, np.uint8)
        self._rows = 0

    def add(self, cells: list[str]) -> None:
        """Add the cells of the next rows."""
        codes = np.fromiter(map(self._vocabulary.__getitem__, cells), np.int32, len(cells))
        stop = self._rows + len(codes)
        kind = compact(len(self._vocabulary))
        if kind != self._held.dtype:
            self._held = self._held[: self._rows].astype(kind)
        if stop > len(self._held):
            self._held.resize(int(stop * GROWTH), refcheck=False)  # in place: no row is in memory twice
        self._held[self._rows : stop] = codes
        self._rows = stop

    def column(self, name: str, position: int) -> Column:
        """Return the column, and release it."""
        texts, held = list(self._vocabulary), self._held
        self._vocabulary, self._held = Vocabulary(), np.empty(0, np.uint8)
        held.resize(self._rows, refcheck=False)
        return Column(name, position, texts, held)


def compact(distinct: int) -> np.dtype[np.integer[Any]]:
    """Return the smallest integer type for an index into so many texts.

    >>> compact(256), compact(257), compact(65_537)
    (dtype('uint8'), dtype('uint16'), dtype('int32'))
    """
    return np.dtype(np.uint8 if distinct <= 1 << 8 else np.uint16 if distinct <= 1 << 16 else np.int32)


def line_type(last: int) -> np.dtype[np.signedinteger[Any]]:
    """Return the integer type for the line numbers of a file up to the last."""
    return np.dtype(np.int32 if last <= np.iinfo(np.int32).max else np.int64)


def joined(parts: list[NDArray[Any]], dtype: np.dtype[Scalar] | type[Scalar]) -> NDArray[Scalar]:
    """Join arrays and free each in turn, so that no row is in memory twice for long."""
    whole = np.empty(sum(map(len, parts)), dtype)
    start = 0
    parts.reverse()
    while parts:
        part = parts.pop()
        whole[start : start + len(part)] = part
        start += len(part)
    return whole
