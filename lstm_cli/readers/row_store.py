"""Integers of the rows of a table, which come part by part: in memory, or in a temporary file where they are many."""

from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Array
from lstm_cli._temporary import ArrayFile

__all__ = ["RowStore", "consecutive"]

GROWTH: Final = 1.25
IN_MEMORY: Final = 1 << 22  # rows; more go to a file
AT_ONCE: Final = 1 << 20  # rows that are copied at once


class RowStore:
    """One integer for each row."""

    def __init__(self) -> None:
        self._held: Array = np.empty(0, np.uint8)  # empty once there is a file
        self._file: ArrayFile | None = None
        self._rows = 0

    def add(self, values: Array, kind: np.dtype[Any]) -> None:
        """Add the integers of the next rows; ``kind``: the type that holds these and all before."""
        stop = self._rows + len(values)
        if kind != self._held.dtype:
            self._widen(kind)
        if self._file is None and stop > IN_MEMORY:
            self._to_file(self._held[: self._rows], kind)
        if self._file is not None:
            self._file.write(values.astype(kind, copy=False))
        else:
            if stop > len(self._held):
                self._held.resize(int(stop * GROWTH), refcheck=False)  # in place: no row is in memory twice
            self._held[self._rows : stop] = values
        self._rows = stop

    def array(self) -> Array:
        """Return the integers of all rows, (N,), and let go of them; those of a file cannot be changed."""
        held, file = self._held, self._file
        self._held, self._file = np.empty(0, held.dtype), None
        if file is not None:
            return file.array(held.dtype)
        held.resize(self._rows, refcheck=False)
        return held

    def _widen(self, kind: np.dtype[Any]) -> None:
        """Hold integers of another type."""
        if self._file is None:
            self._held = self._held[: self._rows].astype(kind)
        else:
            self._to_file(self._file.array(self._held.dtype), kind)

    def _to_file(self, values: Array, kind: np.dtype[Any]) -> None:
        """Hold the integers so far in a new file."""
        self._file = ArrayFile()
        for start in range(0, len(values), AT_ONCE):
            self._file.write(values[start : start + AT_ONCE].astype(kind))
        self._held = np.empty(0, kind)


def consecutive(first: int, rows: int, kind: np.dtype[Any]) -> Array:
    """Return consecutive numbers of so many rows."""
    store = RowStore()
    for start in range(0, rows, AT_ONCE):
        store.add(np.arange(first + start, first + min(start + AT_ONCE, rows), dtype=kind), kind)
    return store.array()
