"""Output files are old or new, never torn, whatever fails and whenever the process dies."""

import builtins
import errno
import fcntl
import io
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from lstm_cli.atomic import check_writable, temporary_name, write_atomically

OLD = b"old content\n"
NEW = b"new content, which is longer than the old\n" * 5000
posix_only = pytest.mark.skipif(os.name != "posix", reason="modes, links and pipes of POSIX")


class FailAt:
    """Count the calls of several functions and fail the n-th of them all."""

    def __init__(self, call, error):
        self.left, self.error = call, error

    def wrap(self, function):
        """Return the function, counted."""

        def counted(*args, **options):
            self.left -= 1
            if self.left == 0:
                raise self.error
            return function(*args, **options)

        return counted


class FailingStream:
    """A binary file whose writing, flushing and closing can fail."""

    def __init__(self, stream, fail):
        self._stream = stream
        self.write, self.flush = fail.wrap(stream.write), fail.wrap(stream.flush)

    def __enter__(self):
        return self

    def __exit__(self, *details):
        self._stream.close()

    def writelines(self, parts):
        """Write part by part, as a real file does."""
        for part in parts:
            self.write(part)

    def fileno(self):
        """Return the descriptor of the real stream."""
        return self._stream.fileno()


def inject(monkeypatch, fail):
    """Let the given failure strike any of open, flock, write, flush, fsync, chown, chmod and replace."""
    real_open = io.open

    def failing_open(file, mode="r", *args, **options):
        stream = fail.wrap(real_open)(file, mode, *args, **options)
        return FailingStream(stream, fail) if set("wxa") & set(mode) else stream

    monkeypatch.setattr(io, "open", failing_open)
    monkeypatch.setattr(builtins, "open", failing_open)
    for name in ("open", "fsync", "chown", "chmod", "replace"):
        monkeypatch.setattr(os, name, fail.wrap(getattr(os, name)))
    monkeypatch.setattr(fcntl, "flock", fail.wrap(fcntl.flock))


@posix_only
@pytest.mark.parametrize("stale", [True, False])
@pytest.mark.parametrize("exists", [True, False])
@pytest.mark.parametrize(
    "error",
    [
        lambda: OSError(errno.ENOSPC, "No space left on device"),
        lambda: OSError(errno.EIO, "I/O error"),
        KeyboardInterrupt,
        SystemExit,
    ],
    ids=["full disk", "broken disk", "Ctrl-C", "terminated"],
)
def test_nth_failure_leaves_the_old_file_and_no_temporary_one(tmp_path, error, exists, stale):
    """Whichever call fails, the target is old when an error is raised and new when none is, and nothing is left over."""
    failed = 0
    for call in range(1, 40):
        target = tmp_path / f"{call}" / "target"
        target.parent.mkdir()
        if exists:
            target.write_bytes(OLD)
        if stale:
            temporary_name(target).write_bytes(b"what a killed process left")
        fail = FailAt(call, error())
        with pytest.MonkeyPatch.context() as patch:
            inject(patch, fail)
            raised, named = False, str(target)
            try:
                write_atomically(target, NEW)
            except (OSError, KeyboardInterrupt, SystemExit) as caught:
                raised = True
                named = getattr(caught, "filename", str(target))
        content = target.read_bytes() if target.exists() else None
        assert named == str(target), call
        if isinstance(fail.error, OSError):
            assert content == ((OLD if exists else None) if raised else NEW), call
        assert content in ((OLD if exists else None), NEW), call
        left = {path.name: path.read_bytes() for path in target.parent.iterdir()} | {"target": content}
        # A failure before the stale file could be looked at leaves that one, and never a new one.
        assert left in ({"target": content}, {"target": content, ".target.tmp": b"what a killed process left"}), call
        assert stale or len(left) == 1, call
        failed += raised
        if fail.left > 0:
            break
    assert failed >= 5  # open, write, flush, fsync, replace at least were reached
    assert content == NEW
    assert not raised


def test_content_and_a_second_time(tmp_path):
    """The file holds exactly what was given, shorter content included."""
    target = tmp_path / "a"
    write_atomically(target, NEW)
    assert target.read_bytes() == NEW
    write_atomically(target, b"")
    assert target.read_bytes() == b""
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_content_in_parts(tmp_path):
    """Parts are written as they come; if their source fails half-way, the old file stays and nothing beside it."""
    target = tmp_path / "a"
    write_atomically(target, (part for part in (b"one ", b"two")))
    assert target.read_bytes() == b"one two"

    def broken():
        yield b"three"
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - of the source
        write_atomically(target, broken())
    assert target.read_bytes() == b"one two"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_check_sees_the_complete_new_file_beside_the_old_target(tmp_path):
    """The check runs on all of the new bytes while the target is still the old one."""
    target = tmp_path / "a"
    target.write_bytes(OLD)
    seen = []
    write_atomically(target, NEW, check=lambda path: seen.append((path.read_bytes(), target.read_bytes(), path.parent)))
    assert seen == [(NEW, OLD, tmp_path)]
    assert target.read_bytes() == NEW


def test_refused_by_the_check(tmp_path):
    """What the check raises comes through, with the target as it was and nothing left over."""
    target = tmp_path / "a"
    target.write_bytes(OLD)

    def refuse(_path):
        message = "not the same forecast"
        raise ValueError(message)

    with pytest.raises(ValueError, match="not the same forecast"):
        write_atomically(target, NEW, check=refuse)
    assert target.read_bytes() == OLD
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@posix_only
def test_symbolic_links_stay(tmp_path):
    """A link is followed, over several links and to a file that does not exist yet, and stays a link."""
    (tmp_path / "far").mkdir()
    target, second, first = tmp_path / "far" / "target", tmp_path / "second", tmp_path / "first"
    second.symlink_to(target)
    first.symlink_to("second")
    for content in (OLD, NEW):
        write_atomically(first, content)
        assert first.is_symlink()
        assert second.is_symlink()
        assert not target.is_symlink()
        assert target.read_bytes() == content
    assert [path.name for path in target.parent.iterdir()] == ["target"]


@posix_only
def test_circular_link_is_an_error_that_names_it(tmp_path):
    """A link to itself is an OSError, not a new file."""
    link = tmp_path / "loop"
    link.symlink_to("loop")
    with pytest.raises(OSError, match="loop") as caught:
        write_atomically(link, NEW)
    assert caught.value.errno == errno.ELOOP


@posix_only
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o755])
def test_mode_of_an_existing_file_is_kept(tmp_path, mode):
    """Replacing does not change who may read the file."""
    target = tmp_path / "a"
    target.write_bytes(OLD)
    target.chmod(mode)
    write_atomically(target, NEW)
    assert stat.S_IMODE(target.stat().st_mode) == mode


@posix_only
@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002])
def test_new_file_has_the_mode_of_the_umask(tmp_path, umask):
    """A new file is as readable as one made by any other program, not 0600."""
    before = os.umask(umask)
    try:
        write_atomically(tmp_path / "a", NEW)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o666 & ~umask


@posix_only
@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may write everywhere")
def test_write_protected_file_is_refused(tmp_path):  # pragma: no cover - where tests run as root
    """A file its owner has protected is not replaced behind its back."""
    target = tmp_path / "a"
    target.write_bytes(OLD)
    target.chmod(0o444)
    with pytest.raises(PermissionError):
        write_atomically(target, NEW)
    assert target.read_bytes() == OLD


@posix_only
def test_write_protection_is_asked_of_the_system(tmp_path, monkeypatch):
    """Where the system says that a file may not be written, the error names it and it stays."""
    target = tmp_path / "a"
    target.write_bytes(OLD)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError) as caught:
        write_atomically(target, NEW)
    assert caught.value.filename == str(target)
    assert target.read_bytes() == OLD


@posix_only
@pytest.mark.parametrize("with_check", [False, True])
def test_pipe_is_written_to_and_stays_a_pipe(tmp_path, with_check):
    """A FIFO receives the bytes; the check still sees them first."""
    fifo = tmp_path / "pipe"
    os.mkfifo(fifo)
    received, seen = [], []
    reader = threading.Thread(target=lambda: received.append(fifo.read_bytes()), daemon=True)
    reader.start()
    write_atomically(fifo, NEW, check=(lambda path: seen.append(path.read_bytes())) if with_check else None)
    reader.join(timeout=10)
    assert received == [NEW]
    assert seen == ([NEW] if with_check else [])
    assert stat.S_ISFIFO(fifo.lstat().st_mode)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_devices_are_written_to():
    """A device takes the bytes or says why not."""
    write_atomically(Path(os.devnull), NEW)
    with pytest.raises(OSError, match="/dev/full") as caught:
        write_atomically(Path("/dev/full"), NEW)
    assert caught.value.errno == errno.ENOSPC


@posix_only
@pytest.mark.parametrize(("mode", "expected"), [("wb", b"new"), ("ab", b"before, new")])
def test_standard_output_that_is_a_file(tmp_path, mode, expected):
    """`-o /dev/stdout` works behind `>` and keeps what is there behind `>>`."""
    target = tmp_path / "out"
    target.write_bytes(b"before, ")
    code = "from pathlib import Path; from lstm_cli.atomic import write_atomically as w; w(Path('/dev/stdout'), b'new')"
    with target.open(mode) as out:
        subprocess.run([sys.executable, "-c", code], stdout=out, check=True, timeout=60)
    assert target.read_bytes() == expected
    piped = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True, timeout=60)
    assert piped.stdout == b"new"


@pytest.mark.parametrize("name", ["missing/a", "folder"])
def test_no_such_place(tmp_path, name):
    """A missing directory, or a directory as the target, is an error that names the path asked for."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match=name) as caught:
        write_atomically(tmp_path / name, NEW)
    assert caught.value.filename == str(tmp_path / name)
    assert str(caught.value).endswith(repr(str(tmp_path / name)))  # and of no second path
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_long_names(tmp_path):
    """A name as long as file systems allow can be written."""
    target = tmp_path / ("é" * 127)
    write_atomically(target, NEW)
    assert target.read_bytes() == NEW


WRITER = """
import sys
from pathlib import Path
from lstm_cli.atomic import write_atomically
print("ready", flush=True)
number = 0
while True:
    write_atomically(Path(sys.argv[1]), bytes([number % 256]) * 2_000_000)
    number += 1
"""


@posix_only
@pytest.mark.parametrize("kills", [4, pytest.param(25, marks=pytest.mark.slow)])
def test_killed_at_any_moment(tmp_path, kills):
    """After SIGKILL the file is one whole version, beside it at most one other, and the next write clears that away."""
    target = tmp_path / "a"
    write_atomically(target, bytes(2_000_000))
    for kill in range(kills):
        with subprocess.Popen([sys.executable, "-c", WRITER, target], stdout=subprocess.PIPE) as writer:
            assert writer.stdout.readline() == b"ready\n"
            time.sleep(0.01 + 0.0137 * kill)
            writer.send_signal(signal.SIGKILL)
        content = target.read_bytes()
        assert len(content) == 2_000_000
        assert len(set(content)) == 1
        assert {path.name for path in tmp_path.iterdir()} <= {"a", ".a.tmp"}
    temporary_name(target).write_bytes(b"longer than the new content")
    write_atomically(target, b"new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"new"}


@posix_only
def test_writers_side_by_side_take_turns(tmp_path):
    """Several processes that write one file at once all succeed, and the file is one version of one of them, whole."""
    target = tmp_path / "a"
    program = (
        "import sys; from pathlib import Path; from lstm_cli.atomic import write_atomically as w\n"
        "for _ in range(60): w(Path(sys.argv[1]), sys.argv[2].encode() * 200_000)"
    )
    writers = [subprocess.Popen([sys.executable, "-c", program, target, letter]) for letter in "bcde"]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        content = target.read_bytes() if target.exists() else b"b" * 200_000
        assert len(content) == 200_000
        seen |= set(content)
        assert len(set(content)) == 1
    assert [writer.returncode for writer in writers] == [0, 0, 0, 0]
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert len(seen) >= 2


@posix_only
def test_a_file_being_written_is_waited_for_not_removed(tmp_path, monkeypatch):
    """While a living process holds the temporary file it stays; when the wait is over the error names the target."""
    target = tmp_path / "a"
    monkeypatch.setattr("lstm_cli.atomic.MAX_WAIT", 0.05)
    with temporary_name(target).open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(BlockingIOError, match="another process") as caught:
            write_atomically(target, NEW)
        assert caught.value.filename == str(target)
        assert "None" not in str(caught.value)
        assert temporary_name(target).exists()
    write_atomically(target, NEW)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@posix_only
@pytest.mark.parametrize("trap", ["link", "link to nothing", "hard link", "pipe"])
def test_what_stands_at_the_temporary_name_is_not_written_to(tmp_path, trap):
    """A link or pipe planted there leads nowhere: the other file stays as it was and the target is a file of its own."""
    target, other = tmp_path / "a", tmp_path / "other"
    other.write_bytes(OLD)
    place = temporary_name(target)
    if trap == "pipe":
        os.mkfifo(place)
    elif trap == "hard link":
        place.hardlink_to(other)
    else:
        place.symlink_to(other if trap == "link" else tmp_path / "nowhere")
    write_atomically(target, NEW)
    assert other.read_bytes() == OLD
    assert target.read_bytes() == NEW
    assert not target.is_symlink()
    assert target.stat().st_nlink == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "other"]


def test_long_names_that_start_alike_have_temporary_names_of_their_own():
    """The shortened name still tells two targets apart."""
    first, second = (temporary_name(Path("x" * 249 + letter)) for letter in "ab")
    assert first != second
    assert temporary_name(Path("folder/a.csv")) == Path("folder/.a.csv.tmp")


@posix_only
def test_whether_a_file_can_be_written_is_tried(tmp_path):
    """Nothing is left behind where it can, the folder's own times with it; where it cannot the error is that of writing."""
    (tmp_path / "old").write_bytes(OLD)
    (tmp_path / "link").symlink_to(tmp_path / "sub" / "new")
    before = sorted(path.name for path in tmp_path.iterdir())
    for name in ("new", "old"):
        check_writable(tmp_path / name)
    check_writable(Path("/dev/null"))
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (tmp_path / "old").read_bytes() == OLD
    for path, code, folder in (
        (tmp_path / "missing" / "new", errno.ENOENT, "missing"),
        (tmp_path / "old" / "new", errno.ENOTDIR, "old"),
        (tmp_path / "link", errno.ENOENT, "sub"),
    ):
        with pytest.raises(OSError, match=os.strerror(code)) as caught:
            check_writable(path)
        assert (caught.value.errno, caught.value.filename) == (code, str(tmp_path / folder))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
def test_a_folder_that_takes_no_files_is_none_to_write_to():
    """Root may write to /proc as far as permissions go, and cannot."""
    with pytest.raises(OSError, match=r"no file can be created here|Permission denied"):
        check_writable(Path("/proc/new.csv"))
