"""Arrays in temporary files, whose pages the system takes from memory when it is short of it."""

import mmap
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from lstm_cli._arrays import Array

__all__ = ["ArrayFile", "release"]


class ArrayFile:
    """A temporary file, which no other program sees and which is gone with the last use of its array."""

    def __init__(self) -> None:
        with _telling_where():
            self._file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed when it is mapped ...
        weakref.finalize(self, self._file.close)  # ... or where writing ends with an error

    def write(self, values: Array) -> None:
        """Write values to the end of the file; OSError that names the folder of temporary files if that is full."""
        left = memoryview(values.data).cast("B")
        with _telling_where():
            while left:
                left = left[self._file.write(left) :]

    def array(self, dtype: np.dtype[Any]) -> Array:
        """Return all values, (N,), which cannot be changed; nothing more can be written."""
        with self._file, _telling_where():  # the mapping keeps the file
            return np.frombuffer(mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ), dtype)


def release(values: Array) -> None:
    """Take the values of a temporary file out of memory, from where they are read again when they are used."""
    base: Any = values
    while isinstance(base, np.ndarray | memoryview):
        base = base.base if isinstance(base, np.ndarray) else base.obj
    if isinstance(base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):  # not on Windows
        base.madvise(mmap.MADV_DONTNEED)


@contextmanager
def _telling_where() -> Iterator[None]:
    """Make errors of the system, such as a full disk, name the folder of temporary files and the way out."""
    try:
        yield
    except OSError as error:
        reason = f"{error.strerror}, for data too large to be held in memory: name another folder in TMPDIR"
        raise OSError(error.errno, reason, tempfile.gettempdir()) from error
