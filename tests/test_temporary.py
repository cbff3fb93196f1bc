"""Values are given back as they came, from memory or from a temporary file."""

import errno
import gc
import tempfile
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_cli import _temporary
from lstm_cli._temporary import Growing, release
from lstm_cli.readers.coded import compact, consecutive

FULL, OPEN, STATUS = Path("/dev/full"), Path("/proc/self/fd"), Path("/proc/self/status")
PARTS = st.lists(st.lists(st.integers(0, 1 << 18), max_size=9), min_size=1, max_size=6)


def test_a_table_of_a_hundred_thousand_rows_needs_no_file(monkeypatch):
    """Only large tables go to the disk."""
    monkeypatch.setattr(tempfile, "TemporaryFile", None)
    assert len(consecutive(0, 100_000, np.dtype(np.int32))) == 100_000


@pytest.fixture
def few_in_memory(monkeypatch):
    """Ten values stay in memory."""
    monkeypatch.setattr(_temporary, "IN_MEMORY", 10)
    monkeypatch.setattr(_temporary, "AT_ONCE", 3)


def filled(parts):
    """Return a store of parts, whose type grows with the largest integer so far."""
    store, largest = Growing(), 0
    for part in parts:
        largest = max([largest, *part])
        store.add(np.array(part, np.int64), compact(largest + 1))
    return store


@pytest.mark.usefixtures("few_in_memory")
@given(PARTS)
def test_all_parts_come_back_in_the_narrowest_type(parts):
    """However many rows there are, and wherever a larger integer makes the others wider."""
    every = [value for part in parts for value in part]
    array = filled(parts).array()
    assert array.tolist() == every
    assert array.dtype == compact(max(every, default=0) + 1)


@pytest.mark.usefixtures("few_in_memory")
def test_what_is_released_is_read_again():
    """Integers of a file are the same after they were taken out of memory, and so are those that never were in one."""
    for rows in (5, 5_000):
        array = consecutive(2, rows, np.dtype(np.int32))
        release(array[: rows // 2])
        release(array)
        assert array.tolist() == list(range(2, rows + 2))


def open_files():
    """Return how many files are open, where the system tells."""
    return len([*OPEN.iterdir()]) if OPEN.exists() else 0


@pytest.mark.skipif(not STATUS.exists(), reason="needs a system that tells what is in memory")
def test_what_is_released_is_not_in_memory(monkeypatch):
    """Forty megabytes that were read are no longer in the process."""
    monkeypatch.setattr(_temporary, "IN_MEMORY", 0)
    array = consecutive(0, 10_000_000, np.dtype(np.int32))
    before = of_files()
    assert int(array.sum()) == 10_000_000 * 9_999_999 // 2
    read = of_files()
    release(array[:1])
    assert read - before > 30_000 > of_files() - before


def of_files():
    """Return how many kilobytes of files are in this process."""
    return int(next(line for line in STATUS.read_text().splitlines() if line.startswith("RssFile")).split()[1])


@pytest.mark.usefixtures("few_in_memory")
def test_nothing_is_left_behind(tmp_path, monkeypatch):
    """No file has a name while it is used, and neither use nor an end in the middle leaves one open, without a warning."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    gc.collect()  # what other tests have left
    before = open_files()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        store, used = filled([[1] * 20, [70_000]]), filled([[1] * 20, [70_000]]).array()
        assert list(tmp_path.iterdir()) == []
        assert open_files() > before or not OPEN.exists()
        del store, used
        gc.collect()
    assert open_files() == before


@pytest.mark.usefixtures("few_in_memory")
@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")
def test_a_full_disk_names_the_folder_and_the_way_out(monkeypatch):
    """The folder of temporary files is named, not the table."""
    with FULL.open("r+b", buffering=0) as full:
        monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: full)
        with pytest.raises(OSError, match=r"No space left on device, .*: name another folder in TMPDIR") as caught:
            filled([[1] * 20])
    assert caught.value.filename == tempfile.gettempdir()


def test_other_errors_are_no_matter_of_the_folder(monkeypatch):
    """Too many open files are not mended by another folder."""

    def fails(**_):
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(tempfile, "TemporaryFile", fails)
    with pytest.raises(OSError, match=r"Too many open files$"):
        Growing().add(np.zeros(1 << 23, np.int8), np.dtype(np.int8))
