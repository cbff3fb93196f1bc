"""Atomic writes: a path holds either its old content or all of the new one.

The new bytes go to a temporary file beside the target, which atomically replaces the target once it is complete and on
disk. A target has one temporary name, so that a killed process leaves at most one file behind, which the next write
removes; a lock distinguishes such a file from one that is being written. Pipes and devices cannot be replaced and are
written to directly.
"""

import contextlib
import errno
import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows: an open file cannot be removed there, which serves as the lock
    fcntl = None  # type: ignore[assignment]

__all__ = ["check_writable", "is_at", "lock", "temporary_name", "write_atomically"]

MAX_NAME_BYTES: Final = 240  # of a target's name that is part of the temporary one; file systems allow 255
MAX_WAIT: Final = 60.0  # seconds for another process that writes the same file
PAUSE: Final = 0.02  # seconds between attempts


def write_atomically(
    path: Path, content: bytes | Iterable[bytes], *, check: Callable[[Path], None] | None = None
) -> None:
    """Replace the content of ``path``, given whole or in parts; after an OSError nothing has changed.

    ``check`` is called with the path of a complete temporary copy, and stops the replacement by raising. A symbolic link
    stays, and its target is replaced. An existing file keeps its mode; a new one gets what the umask allows. A
    write-protected file is refused, although its directory might allow the replacement. If two processes write the same
    file at once, one waits for the other.
    """
    parts = [content] if isinstance(content, bytes) else content
    try:
        before = _status(path)
        if _is_stream(path, before):
            parts = parts if check is None else list(parts)  # written twice
            _check_elsewhere(parts, check)
            _write_straight(path, parts)
        else:
            _replace(Path(os.path.realpath(path)), parts, before, check)
    except OSError as error:
        # Report the path that the user gave, not the temporary one beside it.
        error.filename = str(path)
        del error.filename2  # None would be shown
        raise


def check_writable(path: Path) -> None:
    """Raise now the OSError that writing would raise later.

    The test creates a file beside the target, because permissions alone say nothing in places such as ``/proc``.
    """
    folder = Path(os.path.realpath(path)).parent if path.is_symlink() else path.parent
    if not folder.is_dir():
        code = errno.ENOTDIR if folder.exists() else errno.ENOENT
        raise OSError(code, os.strerror(code), str(folder))
    before = _status(path)
    if _is_stream(path, before) and not path.is_dir():
        return
    if before is not None and not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    try:
        tempfile.TemporaryFile(dir=Path(os.path.realpath(path)).parent).close()
    except OSError as error:
        if error.errno == errno.ENOENT:  # though the folder exists
            error.strerror = "no file can be created here"
        error.filename = str(path.parent)
        del error.filename2
        raise


def temporary_name(target: Path, ending: str = "tmp") -> Path:
    """Return the path beside a target where its new content is written: always the same one for the same target."""
    name = target.name
    if len(os.fsencode(name)) > MAX_NAME_BYTES:
        name = f"{name[:40]}.{hashlib.sha256(os.fsencode(name)).hexdigest()[:16]}"
    return target.with_name(f".{name}.{ending}")


def _status(path: Path) -> os.stat_result | None:
    """Return the status of the path with links followed; None if nothing exists there."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _is_stream(path: Path, before: os.stat_result | None) -> bool:
    """Whether the path exists and must be written to instead of replaced: a pipe, a device, or an open descriptor."""
    if before is None:
        return False
    # /dev/stdout may lead to the file of `> file` or `>> file`: the shell holds that one open.
    folder = os.path.realpath(path.parent)
    return not stat.S_ISREG(before.st_mode) or folder in {"/dev", "/dev/fd"} or folder.startswith("/proc/")


def _write_straight(path: Path, parts: Iterable[bytes]) -> None:
    """Write to a pipe or device; appending, so that `-o /dev/stdout >> file` keeps the file."""
    with open(os.open(path, os.O_WRONLY | os.O_APPEND), "wb") as stream:  # noqa: PTH123 - a descriptor, not a path
        stream.writelines(parts)


def _check_elsewhere(parts: Iterable[bytes], check: Callable[[Path], None] | None) -> None:
    """Give ``check`` a temporary copy when the target itself cannot be read back."""
    if check is not None:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder, "copy")
            copy.write_bytes(b"".join(parts))
            check(copy)


def _replace(
    target: Path, parts: Iterable[bytes], before: os.stat_result | None, check: Callable[[Path], None] | None
) -> None:
    """Write and check a temporary file, then rename it to the target."""
    if before is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    temporary = temporary_name(target)
    with _claimed(temporary) as descriptor:
        with open(descriptor, "wb", closefd=False) as stream:
            stream.writelines(parts)
            stream.flush()
            os.fsync(descriptor)
        if before is not None:
            _copy_ownership(temporary, before)
        if check is not None:
            check(temporary)
        if os.name == "nt":  # pragma: no cover - Windows renames no open file
            os.close(descriptor)
        temporary.replace(target)
    _sync_folder(target.parent)


@contextlib.contextmanager
def _claimed(temporary: Path) -> Iterator[int]:
    """Yield the descriptor of a new, locked temporary file (mode 0666 less the umask); remove the file if it is still there."""
    descriptor = _claim(temporary)
    try:
        yield descriptor
    finally:
        # After the replacement the name is free, and another writer may have taken it by now.
        with contextlib.suppress(OSError):
            if is_at(descriptor, temporary):
                temporary.unlink()
        with contextlib.suppress(OSError):
            os.close(descriptor)


def _claim(temporary: Path) -> int:
    """Create and lock the temporary file; remove the leftover of a dead process, wait for a living one.

    An existing file is never written to and a link never followed, so that no one can redirect the write.
    """
    until = time.monotonic() + MAX_WAIT
    while True:
        with contextlib.suppress(FileExistsError):
            descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
            if _is_ours(descriptor, temporary):
                return descriptor
            continue
        if not _remove_stale(temporary):
            if time.monotonic() > until:
                raise BlockingIOError(errno.EAGAIN, "another process has been writing this file for a minute")
            time.sleep(PAUSE)


def _is_ours(descriptor: int, temporary: Path) -> bool:
    """Lock a file that was just created; return whether that worked and the path still names it, else close it.

    Until the file is locked, another writer may take it for a leftover and remove it.
    """
    held = False
    try:
        held = lock(descriptor) and is_at(descriptor, temporary)
    except BaseException:  # an interruption
        temporary.unlink(missing_ok=True)
        raise
    finally:
        if not held:
            os.close(descriptor)
    return held


def _remove_stale(temporary: Path) -> bool:
    """Remove a temporary file unless a living process holds its lock; return whether the name is free now."""
    try:
        status = temporary.lstat()
        if not stat.S_ISREG(status.st_mode):
            temporary.unlink()  # a link or a pipe that someone put there; a directory raises an error
            return True
        descriptor = os.open(temporary, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return True
    try:
        if not lock(descriptor):
            return False
        if is_at(descriptor, temporary):
            temporary.unlink()
        return True
    finally:
        os.close(descriptor)


def lock(descriptor: int) -> bool:
    """Lock an open file; False if another process has. File systems without locks count as locked."""
    if fcntl is not None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True
    return True


def is_at(descriptor: int, path: Path) -> bool:
    """Whether a path still names the file that a descriptor has open."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False


def _copy_ownership(temporary: Path, before: os.stat_result) -> None:
    """Give the new file the permissions of the old one, and its owner if the system allows that."""
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(temporary, before.st_uid, before.st_gid)
    temporary.chmod(before.st_mode & 0o777)


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, on file systems that can; the file itself is complete in any case."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
