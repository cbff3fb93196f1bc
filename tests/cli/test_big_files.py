"""Big files are read in one pass: little memory, and no slower than pandas."""

import datetime as dt
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

IMPORTS = "import numpy, pandas, typer, rich, lstm_cli.readers.count_reader"
DAYS = [(dt.date(2020, 1, 1) + dt.timedelta(day)).isoformat() for day in range(1_000)]
PROGRAM = (sys.executable, "-m", "lstm_cli")


def cost(*command, cwd, code=0):
    """Run a command without measuring its coverage; return its CPU seconds, its peak of memory in MB, and what it wrote to standard error."""
    words = cwd / "words"
    with words.open("wb") as err:
        process = subprocess.Popen(
            command, cwd=cwd, env={"PATH": os.environ["PATH"]}, stdout=subprocess.DEVNULL, stderr=err
        )
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == code, words.read_text()
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, words.read_text()


def series(number):
    """Return a thousand rows of one series."""
    return "".join(f"store_{number:04d},{day},{(number * 31 + at * at) % 977}\n" for at, day in enumerate(DAYS))


def test_a_million_rows_are_checked_no_slower_than_pandas_reads_them(tmp_path):
    """1,000 series of 1,000 days: at most 3 CPU seconds, or those of pandas with the types checked, in the same run."""
    (tmp_path / "million.csv").write_text("location,date,cases\n" + "".join(map(series, range(1_000))))
    script = (
        "import pandas as pd\n"
        "frame = pd.read_csv('million.csv', dtype={'location': str, 'cases': 'int64'}, parse_dates=['date'])\n"
        "assert len(frame) == 1_000_000 and (frame.cases >= 0).all() and frame.date.dtype.kind == 'M'\n"
    )
    theirs, _, _ = cost(sys.executable, "-c", script, cwd=tmp_path)
    ours, _, _ = cost(*PROGRAM, "check", "million.csv", cwd=tmp_path)
    assert ours <= max(3.0, theirs)


@pytest.mark.parametrize(
    ("last", "message"),
    [
        ("store_0000,2024-01-06,many", "column 'cases': expected a whole number >= 0, got 'many'"),
        ("store_0000,2024-01-06", "expected 3 fields as in the header, got 2: 'store_0000,2024-01-06'"),
        ("store_0000,2020-01-02,3", "series 'store_0000', 2020-01-02 is already on line 3, with another count"),
    ],
)
def test_a_big_file_with_a_bad_last_line_is_refused_in_little_memory(tmp_path, last, message):
    """300 MB are read in under 400 MB above the imports, and the last line is located."""
    path, rows, number = tmp_path / "big.csv", 0, 0
    with path.open("w") as file:
        file.write("location,date,cases\n")
        while file.tell() < 300e6:
            file.write(series(number))
            rows, number = rows + len(DAYS), number + 1
        file.write(last + "\n")
    _, imports, _ = cost(sys.executable, "-c", IMPORTS, cwd=tmp_path)
    _, memory, words = cost(*PROGRAM, "check", "big.csv", cwd=tmp_path, code=3)
    path.unlink()
    assert words == f"lstm-forecast: error: big.csv:{rows + 2}: {message}\n"
    assert memory - imports < 400
