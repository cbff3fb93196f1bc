"""Writes folders of files atomically: a folder exists with all of its files, or not at all.

The files go to a temporary folder beside the target, which becomes the target once it is complete and on disk. A target
has one temporary name, so that a killed process leaves at most one such folder, which the next write removes; a lock on
the folder distinguishes it from one that is being written.
"""

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from lstm_cli.atomic import is_at, lock, temporary_name
from lstm_cli.errors import Hint, UsageError

__all__ = ["as_file_name", "file_path", "names_folder", "write_folder"]


def names_folder(name: str) -> bool:
    """Whether a non-empty name is that of a folder: by its ending, or because the folder exists."""
    return bool(name) and (os.path.basename(name) in {"", "."} or Path(name).is_dir())  # noqa: PTH119 - of the text


def as_file_name(name: str, ending: str, stem: str) -> tuple[str, str]:
    """Return why a name of a folder is no name of a file, and a possible name of the file: in a folder, ``stem``."""
    is_there = Path(name).is_dir()
    file = os.path.join(name, stem) if is_there else os.path.normpath(name)  # noqa: PTH118 - keeps a ./
    reason = "is a folder" if is_there else "is the name of a folder"
    return reason, file if file.lower().endswith(ending) else f"{file}{ending}"


def file_path(name: str | Path, ending: str, *, stem: str) -> Path:
    """Return the path of a file to write; an error about a folder names the file ``stem`` in it.

    Raises
    ------
    UsageError
        The name is empty, or that of a folder.
    """
    text = str(name)
    if not text:
        raise UsageError("the name of the file is empty")
    if names_folder(text):
        reason, file = as_file_name(text, ending, stem)
        raise UsageError(reason, path=text, value=text, hint=Hint("name a file, such as {}", repr(file)))
    return Path(name)


def write_folder(path: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files, given one by one, into a new or empty folder; after an OSError nothing has changed.

    An existing empty folder keeps its mode, and a symbolic link to it stays.
    """
    target = Path(os.path.realpath(path))
    beside = temporary_name(target, "partial")
    if target.is_dir() and any(target.iterdir()):  # renaming would say so, but after all the work
        raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), str(path))
    try:
        with _claimed(beside) as temporary:
            for name, content in files:
                _write(temporary / name, content)
            if target.is_dir():
                temporary.chmod(stat.S_IMODE(target.stat().st_mode))
            if os.name == "nt" and target.is_dir():  # pragma: no cover - elsewhere an empty folder is replaced
                target.rmdir()
            temporary.rename(target)
    except OSError as error:
        if error.filename is not None and not {target, beside} & {Path(error.filename), *Path(error.filename).parents}:
            raise  # about a file that is read to make the content
        # Report the path of the user, not the temporary one beside it.
        error.filename = str(path)
        del error.filename2  # otherwise None would be shown
        raise


def _write(path: Path, content: bytes) -> None:
    """Write a file to the disk."""
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


@contextlib.contextmanager
def _claimed(temporary: Path) -> Iterator[Path]:
    """Provide a new, locked folder; remove it afterwards if it still exists."""
    descriptor = _claim(temporary)
    try:
        yield temporary
    finally:
        # After renaming, the name is free, and another writer may have taken it.
        if descriptor is None or is_at(descriptor, temporary):
            shutil.rmtree(temporary, ignore_errors=True)
        if descriptor is not None:
            os.close(descriptor)


def _claim(temporary: Path) -> int | None:
    """Create and lock the folder exclusively, after removing the leftover of a dead process; None without locks."""
    while True:
        try:
            temporary.mkdir()
        except FileExistsError:
            _remove_leftover(temporary)
            continue
        if os.name == "nt":  # pragma: no cover - a folder cannot be opened there
            return None
        descriptor = _opened(temporary)
        if descriptor is None:
            continue
        # Another writer may take an unlocked folder for a leftover and remove it.
        if lock(descriptor) and is_at(descriptor, temporary):
            return descriptor
        os.close(descriptor)


def _opened(folder: Path) -> int | None:
    """Open a folder, but never the target of a link; None if it no longer exists."""
    try:
        return os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return None


def _remove_leftover(temporary: Path) -> None:
    """Remove what has the temporary name, unless a living process holds it or it contains more than files."""
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISDIR(temporary.lstat().st_mode):
            temporary.unlink()  # a link or a file of somebody else
            return
        descriptor = None if os.name == "nt" else _opened(temporary)
        try:
            if descriptor is not None and not lock(descriptor):
                raise BlockingIOError(errno.EAGAIN, "another process is writing this folder")
            with os.scandir(temporary) as entries:
                if not all(entry.is_file(follow_symlinks=False) for entry in entries):
                    raise FileExistsError(errno.EEXIST, f"{temporary.name} beside it holds folders or links; rename it")
            shutil.rmtree(temporary)
        finally:
            if descriptor is not None:
                os.close(descriptor)
