"""Integers of the rows of a table, which come part by part: in memory, or in a temporary file where they are many."""

import mmap
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Array

__all__ = ["RowStore", "consecutive", "release"]

GROWTH: Final = 1.25
IN_MEMORY: Final = 1 << 22  # rows; more go to a file, whose pages the system takes from memory when it is short of it
AT_ONCE: Final = 1 << 20  # rows that are copied at once


class RowStore:
    """One integer for each row."""

    def __init__(self) -> None:
        self._held: Array = np.empty(0, np.uint8)  # empty once there is a file
        self._file: FileIO | None = None
        self._rows = 0

    def add(self, values: Array, kind: np.dtype[Any]) -> None:
        """Add the integers of the next rows; ``kind``: the type that holds these and all before."""
        stop = self._rows + len(values)
        if kind != self._held.dtype:
            self._widen(kind)
        if self._file is None and stop > IN_MEMORY:
            self._open(self._held[: self._rows])
        if self._file is not None:
            _write(self._file, values.astype(kind, copy=False))
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
            return _mapped(file, held.dtype)
        held.resize(self._rows, refcheck=False)
        return held

    def _widen(self, kind: np.dtype[Any]) -> None:
        """Hold integers of another type."""
        if self._file is None:
            self._held = self._held[: self._rows].astype(kind)
            return
        narrow = _mapped(self._file, self._held.dtype)
        self._held = np.empty(0, kind)
        self._open(narrow)

    def _open(self, values: Array) -> None:
        """Write the integers so far into a temporary file, which no other program sees and which is gone with its last use."""
        with _telling_where():
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed when it is mapped ...
        weakref.finalize(self, self._file.close)  # ... or where reading ends with an error
        for start in range(0, len(values), AT_ONCE):
            _write(self._file, values[start : start + AT_ONCE].astype(self._held.dtype))
        self._held = np.empty(0, self._held.dtype)


def consecutive(first: int, rows: int, kind: np.dtype[Any]) -> Array:
    """Return consecutive numbers of so many rows."""
    store = RowStore()
    for start in range(0, rows, AT_ONCE):
        store.add(np.arange(first + start, first + min(start + AT_ONCE, rows), dtype=kind), kind)
    return store.array()


def release(values: Array) -> None:
    """Take the integers of a file out of memory, from where they are read again when they are used."""
    base: Any = values
    while isinstance(base, np.ndarray | memoryview):
        base = base.base if isinstance(base, np.ndarray) else base.obj
    if isinstance(base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):  # not on Windows
        base.madvise(mmap.MADV_DONTNEED)


@contextmanager
def _telling_where() -> Iterator[None]:
    """Make errors of the system, such as a full disk, name the folder of temporary files."""
    try:
        yield
    except OSError as error:
        reason = f"{error.strerror}, for the rows of a large table: name another folder in TMPDIR"
        raise OSError(error.errno, reason, tempfile.gettempdir()) from error


def _write(file: FileIO, values: Array) -> None:
    """Write integers to the end of a file."""
    left = memoryview(values.data).cast("B")
    with _telling_where():
        while left:
            left = left[file.write(left) :]


def _mapped(file: FileIO, dtype: np.dtype[Any]) -> Array:
    """Return the integers in a file, and close it: the mapping keeps it."""
    with file, _telling_where():
        return np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), dtype)
