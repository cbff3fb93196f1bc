"""Folders of output are there with all of their files or not at all, whatever fails and whenever the process dies."""

import fcntl
import os
import signal
import subprocess
import sys

import pytest

from lstm_cli.errors import UsageError
from lstm_cli.storage.folder import file_path, write_folder

FILES = [("a", b"1"), ("b", b"2")]
posix_only = pytest.mark.skipif(os.name != "posix", reason="locks, modes and links of POSIX")

# A process that stands still in the middle of a folder.
STANDING = """
import sys, time
from pathlib import Path
from lstm_cli.storage.folder import write_folder
def files():
    yield "a", b"old"
    yield "c", b"old"
    print("ready", flush=True)
    time.sleep(600)
    yield "d", b"old"
write_folder(Path(sys.argv[1]), files())
"""


@pytest.fixture
def standing(tmp_path):
    """Start a process that is writing the folder ``night``."""
    with subprocess.Popen([sys.executable, "-c", STANDING, tmp_path / "night"], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        yield process
        process.kill()


def contents(folder):
    """Return what is in a folder, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@posix_only
def test_what_a_killed_process_leaves_is_replaced(standing, tmp_path):
    """After SIGKILL there is one folder beside the target, and the next run leaves nothing of it."""
    standing.send_signal(signal.SIGKILL)
    standing.wait()
    assert [path.name for path in tmp_path.iterdir()] == [".night.partial"]
    write_folder(tmp_path / "night", FILES)
    assert [path.name for path in tmp_path.iterdir()] == ["night"]
    assert contents(tmp_path / "night") == dict(FILES)


@posix_only
def test_what_a_living_process_writes_stays(standing, tmp_path):
    """A second writer of the same folder ends at once, before it asks for its files, with the name of the target."""
    with pytest.raises(BlockingIOError, match="another process") as caught:
        write_folder(tmp_path / "night", (pytest.fail("it was asked for files") for _ in "a"))
    assert caught.value.filename == str(tmp_path / "night")
    assert standing.poll() is None
    assert contents(tmp_path / ".night.partial") == {"a": b"old", "c": b"old"}


@posix_only
def test_a_folder_keeps_its_mode(tmp_path):
    """An empty folder that is filled is as accessible as it was."""
    (tmp_path / "night").mkdir(mode=0o750)
    write_folder(tmp_path / "night", FILES)
    assert (tmp_path / "night").stat().st_mode & 0o777 == 0o750
    assert contents(tmp_path / "night") == dict(FILES)


@posix_only
def test_a_link_to_a_folder_stays(tmp_path):
    """What it leads to is filled."""
    (tmp_path / "disk").mkdir()
    (tmp_path / "night").symlink_to("disk")
    write_folder(tmp_path / "night", FILES)
    assert (tmp_path / "night").is_symlink()
    assert contents(tmp_path / "disk") == dict(FILES)


@posix_only
@pytest.mark.parametrize("trap", ["link", "file", "folder"])
def test_what_else_has_the_temporary_name_is_safe(tmp_path, trap):
    """Files behind a link stay, and so does a folder with folders in it, which no killed process left."""
    kept, place = tmp_path / "kept", tmp_path / ".night.partial"
    kept.mkdir()
    (kept / "thesis").write_bytes(b"years of work")
    if trap == "folder":
        (place / "deep").mkdir(parents=True)
        (place / "thesis").write_bytes(b"years of work")
        with pytest.raises(FileExistsError, match=r"\.night\.partial beside it") as caught:
            write_folder(tmp_path / "night", FILES)
        assert caught.value.filename == str(tmp_path / "night")
        assert (place / "thesis").read_bytes() == b"years of work"
        return
    if trap == "link":
        place.symlink_to("kept")
    else:
        place.write_bytes(b"")
    write_folder(tmp_path / "night", FILES)
    assert contents(tmp_path / "night") == dict(FILES)
    assert contents(kept) == {"thesis": b"years of work"}


def test_an_error_names_the_folder_that_was_asked_for(tmp_path):
    """No temporary name is in it: of a file in the way, of a place that is not there, of files that fail."""
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis").write_bytes(b"years of work")

    def failing():
        yield FILES[0]
        raise OSError(28, "No space left on device")

    cases = {"file": FILES, "full": FILES, "none/there": FILES, "night": failing()}
    for name, files in cases.items():
        with pytest.raises(OSError, match=r"\w") as caught:
            write_folder(tmp_path / name, files)
        assert caught.value.filename == str(tmp_path / name)
        assert ".partial" not in str(caught.value)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "full"]

    def reading():
        yield FILES[0]
        yield "b", (tmp_path / "not there").read_bytes()

    with pytest.raises(FileNotFoundError) as caught:
        write_folder(tmp_path / "night", reading())
    assert caught.value.filename == str(tmp_path / "not there")
    assert not (tmp_path / "night").exists()
    assert contents(tmp_path / "full") == {"thesis": b"years of work"}


@posix_only
def test_a_leftover_is_held_while_it_is_written(standing, tmp_path):
    """The lock is on the folder itself, so that it ends with the process."""
    descriptor = os.open(tmp_path / ".night.partial", os.O_RDONLY)
    with pytest.raises(BlockingIOError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    standing.kill()
    standing.wait()
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(descriptor)


def test_the_name_of_a_folder_is_none_of_a_file(tmp_path):
    """A slash at the end, or a folder that is there: refused with a name that would do; any other name is taken as it is."""
    (tmp_path / "there").mkdir()
    for name, advice in (
        ("w.lstm/", "is the name of a folder; name a file, such as 'w.lstm'"),
        ("x/", "is the name of a folder; name a file, such as 'x.lstm'"),
        (tmp_path / "there", f"is a folder; name a file, such as '{tmp_path}/there/model.lstm'"),
        ("", "the name of the file is empty"),
    ):
        with pytest.raises(UsageError) as caught:
            file_path(name, ".lstm", stem="model")
        assert str(caught.value).endswith(advice)
    assert file_path(tmp_path / "there" / "m.lstm", ".lstm", stem="model") == tmp_path / "there" / "m.lstm"
