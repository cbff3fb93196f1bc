"""Arrays in temporary files once they are large: the system takes their pages from memory when it is short of it."""

import errno
import mmap
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Array

__all__ = ["ArrayFile", "Growing", "release"]

GROWTH: Final = 1.25
IN_MEMORY: Final = 1 << 22  # values; more go to a file
AT_ONCE: Final = 1 << 20  # values that are copied at once
OF_FOLDER: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES})


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


class Growing:
    """Values that are added to the end."""

    def __init__(self) -> None:
        self._held: Array = np.empty(0, np.uint8)  # empty once there is a file
        self._file: ArrayFile | None = None
        self._count = 0

    def add(self, values: Array, kind: np.dtype[Any]) -> None:
        """Add values; ``kind``: the type that holds these and all before."""
        stop = self._count + len(values)
        if kind != self._held.dtype:
            self._widen(kind)
        if self._file is None and stop > IN_MEMORY:
            self._to_file(self._held[: self._count], kind)
        if self._file is not None:
            self._file.write(values.astype(kind, copy=False))
        else:
            if stop > len(self._held):
                self._held.resize(int(stop * GROWTH), refcheck=False)  # in place: no value is in memory twice
            self._held[self._count : stop] = values
        self._count = stop

    def array(self) -> Array:
        """Return all values, (N,), and let go of them; those of a file cannot be changed."""
        held, file = self._held, self._file
        self._held, self._file = np.empty(0, held.dtype), None
        if file is not None:
            return file.array(held.dtype)
        held.resize(self._count, refcheck=False)
        return held

    def _widen(self, kind: np.dtype[Any]) -> None:
        """Hold values of another type."""
        if self._file is None:
            self._held = self._held[: self._count].astype(kind)
        else:
            self._to_file(self._file.array(self._held.dtype), kind)

    def _to_file(self, values: Array, kind: np.dtype[Any]) -> None:
        """Hold the values so far in a new file."""
        self._file = ArrayFile()
        for start in range(0, len(values), AT_ONCE):
            self._file.write(values[start : start + AT_ONCE].astype(kind))
        self._held = np.empty(0, kind)


def release(values: Array) -> None:
    """Take all values of the temporary file that an array is of out of this process; they are read again when used."""
    base: Any = values
    while isinstance(base, np.ndarray | memoryview):
        base = base.base if isinstance(base, np.ndarray) else base.obj
    if isinstance(base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):  # not on Windows
        base.madvise(mmap.MADV_DONTNEED)


@contextmanager
def _telling_where() -> Iterator[None]:
    """Make errors about the folder of temporary files, such as a full disk, name it and the way out."""
    try:
        yield
    except OSError as error:
        if error.errno not in OF_FOLDER:
            raise
        reason = f"{error.strerror}, for data too large to be held in memory: name another folder in TMPDIR"
        raise OSError(error.errno, reason, tempfile.gettempdir()) from error
