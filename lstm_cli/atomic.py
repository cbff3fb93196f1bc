"""Whole files: bytes and a path come in, and the path then holds the old content or the new, never a part.

The new bytes go to a temporary file beside the target, which takes its place in one step when it is
complete and on disk. Pipes and devices cannot be replaced and are written to as they are.
"""

import contextlib
import errno
import os
import secrets
import stat
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

__all__ = ["replace_atomically", "write_atomically"]


def write_atomically(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Make ``content``, whole or in parts, all that ``path`` holds; an OSError names the path, and nothing changed."""
    replace_atomically(path, content)


def replace_atomically(
    path: Path, content: bytes | Iterable[bytes], *, check: Callable[[Path], None] | None = None
) -> None:
    """Like `write_atomically`, after ``check`` has accepted a complete temporary copy by not raising.

    A symbolic link stays and its target is replaced. An existing file keeps its mode, a new one gets
    what the umask allows. A write-protected file is refused although its directory might allow it.
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
        # The user knows the path that was asked for, not the temporary one beside it.
        error.filename, error.filename2 = str(path), None
        raise


def _status(path: Path) -> os.stat_result | None:
    """Look at what stands at the end of the links; None where nothing does."""
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
    """Give ``check`` a file to look at when the target itself cannot be read back."""
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
    temporary = target.with_name(f".{target.name[:40]}.{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as stream:  # mode 0666 less the umask
            stream.writelines(parts)
            stream.flush()
            os.fsync(stream.fileno())
        if before is not None:
            _copy_ownership(temporary, before)
        if check is not None:
            check(temporary)
        temporary.replace(target)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    _sync_folder(target.parent)


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
