"""Opens what a path names: a file, a pipe, or a folder of Parquet files."""

import stat
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from lstm_cli.errors import DataError
from lstm_cli.readers.source import Readable, Source, Stored, pipe_source

__all__ = ["Folder", "file_source", "has_at_most"]


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of Parquet files, sorted by path: one table, which has no bytes of its own."""

    name: str
    files: tuple[Stored, ...]
    is_unpacked: bool = True

    def head(self, size: int) -> bytes:
        """Return no bytes."""
        del size
        return b""

    def open(self, *, keep: bool = False) -> AbstractContextManager[Readable]:
        """Refuse to be read as one file."""
        del keep
        raise DataError("is a folder of Parquet files, but this reads a single file", path=self.name)

    def again(self) -> Source:
        """Return it as it is."""
        return self

    def seekable(self) -> AbstractContextManager[IO[bytes]]:
        """Refuse to be read as one file."""
        raise DataError("is a folder of Parquet files, but this reads a single file", path=self.name)


def _folder(path: Path, name: str) -> Folder:
    """Return the Parquet files in a folder and its subfolders, except hidden ones."""
    found = [file for file in path.rglob("*.parquet") if file.is_file() or _leads_nowhere(file)]
    shown = sorted(file for file in found if not any(part[0] in "._" for part in file.relative_to(path).parts))
    if not shown:
        message = "is a folder without Parquet files (.parquet): name a file, or a folder that has some"
        raise DataError(message, path=name)
    return Folder(name, tuple(Stored(str(file), partial(_bytes, file)) for file in shown))


def _leads_nowhere(path: Path) -> bool:
    """Whether a path is a link to nothing: left out, its counts would be missing without a word."""
    return path.is_symlink() and not path.exists()


def _bytes(path: Path) -> AbstractContextManager[Readable]:
    """Open a file at its first byte."""
    return path.open("rb")


def has_at_most(size: int, source: Source) -> bool:
    """Whether an input, or all files of a folder together, have at most ``size`` bytes."""
    if isinstance(source, Folder):
        return sum(Path(file.name).stat().st_size for file in source.files) <= size
    return len(source.head(size + 1)) <= size


def file_source(path: str | Path) -> Source:
    """Return a source of the bytes of a file, or of the files of a folder; OSError if it cannot be opened.

    A named pipe is read once, as a shell's <(…) needs it.
    """
    mode = Path(path).stat().st_mode
    if stat.S_ISDIR(mode):
        return _folder(Path(path), str(path))
    if stat.S_ISREG(mode):
        with Path(path).open("rb"):  # so that it is refused now, not after other work
            return Stored(str(path), partial(_bytes, Path(path)))
    return pipe_source(path)
