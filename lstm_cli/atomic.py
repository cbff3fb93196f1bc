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

__all__ = ["check_writable", "is_at", "lock", "replace_atomically", "temporary_name", "write_atomically"]

MAX_NAME_BYTES: Final = 240  # of a target's name that is part of the temporary one; file systems allow 255
MAX_WAIT: Final = 60.0  # seconds for another process that writes the same file
PAUSE: Final = 0.02  # seconds between attempts


def write_atomically(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Replace the content of ``path``, given whole or in parts; after an OSError nothing has changed."""
    replace_atomically(path, content)


def replace_atomically(
    path: Path, content: bytes | Iterable[bytes], *, check: Callable[[Path], None] | None = None
) -> None:
    """Like `write_atomically`, after ``check`` has accepted a complete temporary copy by not raising.

    A symbolic link stays and its target is replaced. An existing file keeps its mode, a new one gets
    what the umask allows. A write-protected file is refused although its directory might allow it.
    Of two processes that write the same file at once, one waits for the other.
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
    """Fail now as writing would fail later: a file is made beside the target, as permissions do not tell in ``/proc``."""
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
        if error.errno == errno.ENOENT:  # it is there
            error.strerror = "no file can be made here"
        error.filename = str(path.parent)
        del error.filename2
        raise


def temporary_name(target: Path, ending: str = "tmp") -> Path:
    """Return the one path beside a target that its new content is written to."""
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
    """Whether the path exists and is no file to be replaced: a pipe, a device, or an open descriptor."""
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
    """Put a complete, checked temporary file in the place of a regular file, or of nothing."""
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
    """Give the descriptor of a new, locked temporary file, mode 0666 less the umask; remove it if it is still there."""
    descriptor = _claim(temporary)
    try:
        yield descriptor
    finally:
        # After the replacement the name is free, and may by now be another writer's.
        with contextlib.suppress(OSError):
            if is_at(descriptor, temporary):
                temporary.unlink()
        with contextlib.suppress(OSError):
            os.close(descriptor)


def _claim(temporary: Path) -> int:
    """Create and lock the temporary file, exclusively; remove a dead process's leftover, wait for a living process.

    An existing file is never written to and a link never followed, so that nobody can redirect the write.
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
    """Lock a file that was just created; close it unless that worked and it still has its name.

    Before it is locked, another writer may take it for a leftover and remove it.
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
    """Remove a temporary file unless a living process holds it; return whether the name is free now."""
    try:
        status = temporary.lstat()
        if not stat.S_ISREG(status.st_mode):
            temporary.unlink()  # a link or a pipe that somebody put there; of a directory this is an error
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
    """Whether a path still names the file of a descriptor."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False


def _copy_ownership(temporary: Path, before: os.stat_result) -> None:
    """Give the new file the permissions of the old one, and its owner where that is allowed."""
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(temporary, before.st_uid, before.st_gid)
    temporary.chmod(before.st_mode & 0o777)


def _sync_folder(folder: Path) -> None:
    """Ask for the new name to survive a power cut; not every file system can, and the file itself is complete."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
