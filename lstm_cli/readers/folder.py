"""Opens what a path names: a file, a pipe, or a folder of files of one kind."""

import os
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Final

from lstm_cli.errors import DataError
from lstm_cli.readers.file_names import stem_of
from lstm_cli.readers.source import Readable, Source, Stored, pipe_source

__all__ = ["FOLDER_ENDINGS", "NAMED_ENDINGS", "Folder", "file_source", "has_at_most", "sources_of"]

# The kinds of files that folders are read for, with their endings. JSON is not among them: beside tables, it describes them.
FOLDER_ENDINGS: Final = {"Parquet": (".parquet",), "CSV": (".csv", ".tsv"), "Excel": (".xlsx",)}
NAMED_ENDINGS: Final = "; ".join(f"{kind}: {', '.join(endings)}" for kind, endings in FOLDER_ENDINGS.items())
UNREAD: Final = (".xls", ".xlsm", ".xlsb", ".ods", ".jsonl", ".ndjson")  # of tables that would be lost among others
HIDDEN: Final = "._~"  # begin the names of files and folders that are no data, such as ~$book.xlsx while a book is open


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of files of one kind, sorted by path: one table, which has no bytes of its own."""

    name: str
    files: tuple[Stored, ...]
    kind: str
    is_unpacked: bool = True

    def head(self, size: int) -> bytes:
        """Return no bytes."""
        del size
        return b""

    def open(self, *, keep: bool = False) -> AbstractContextManager[Readable]:
        """Refuse to be read as one file."""
        del keep
        raise self._refusal()

    def again(self) -> Source:
        """Return it as it is."""
        return self

    def seekable(self) -> AbstractContextManager[IO[bytes]]:
        """Refuse to be read as one file."""
        raise self._refusal()

    def _refusal(self) -> DataError:
        """Return the error where a single file is needed."""
        return DataError(f"is a folder of {self.kind} files, but this reads a single file", path=self.name)


def _folder(path: Path, name: str) -> Folder:
    """Return the files in a folder and its subfolders, except hidden ones; DataError unless they are of one kind."""
    shown = list(_shown(path))
    found = {kind: sorted(_with_endings(endings, shown)) for kind, endings in FOLDER_ENDINGS.items()}
    kinds = [kind for kind, files in found.items() if files]
    if not kinds:
        raise DataError(
            f"is a folder without tables ({NAMED_ENDINGS}): name a file, or a folder that has some", path=name
        )
    if len(kinds) > 1:
        counted = " and ".join(f"{len(found[kind])} {kind} file{'s' * (len(found[kind]) > 1)}" for kind in kinds)
        message = f"is a folder of {counted}, expected files of one kind: move the others to another folder"
        raise DataError(message, path=name)
    (kind,) = kinds
    for file in sorted(_with_endings(UNREAD, shown)):
        message = f"is not read with the {kind} files of this folder: save it as one, or move it to another folder"
        raise DataError(message, path=str(file))
    return Folder(name, tuple(Stored(str(file), partial(_bytes, file)) for file in found[kind]), kind)


def _shown(folder: Path) -> Iterator[Path]:
    """Yield what is in a folder and its subfolders but hidden, also behind links, each folder once.

    OSError for a folder that cannot be opened, whose counts would be missing without a word.
    """
    seen: set[str] = set()
    starts = [folder]  # links to folders are followed after the folders themselves
    for start in starts:
        for place, folders, files in os.walk(start, onerror=_refuse):
            real = os.path.realpath(place)
            if real in seen:
                folders.clear()
                continue
            seen.add(real)
            folders[:] = sorted(name for name in folders if name[0] not in HIDDEN)
            yield from (Path(place, name) for name in files if name[0] not in HIDDEN)
            starts += [path for name in folders if (path := Path(place, name)).is_symlink()]


def _refuse(error: OSError) -> None:
    """Raise the error of a folder that cannot be opened."""
    raise error


def _with_endings(endings: tuple[str, ...], paths: list[Path]) -> list[Path]:
    """Return the files with some endings, except links to others of them.

    A link to nothing is returned, too, so that opening it fails: its counts would be missing without a word.
    """
    named = [path for path in paths if stem_of(path.name, endings) != path.name]
    files = [path for path in named if path.is_file() or (path.is_symlink() and not path.exists())]
    own = {path.resolve() for path in files if not path.is_symlink()}
    return [path for path in files if not path.is_symlink() or path.resolve() not in own]


@contextmanager
def _bytes(path: Path) -> Iterator[Readable]:
    """Open a file at its first byte; an error of reading it has its name, as one of opening it has."""
    with path.open("rb") as stream:
        try:
            yield stream
        except OSError as error:
            if error.filename is None:
                error.filename = str(path)
            raise


def sources_of(source: Source) -> tuple[Source, ...]:
    """Return the files of a folder, or the single input."""
    return source.files if isinstance(source, Folder) else (source,)


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
