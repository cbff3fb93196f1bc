"""Forecasts of many series leave the command as they are made, and go to Parquet."""

import os
import subprocess
import sys

import pandas as pd
import pytest

# The command, whose second part waits for a file: two series a part, one part a read of the pipe.
WAITING = """
import pathlib, sys, time
from lstm_cli.features import histories
from lstm_cli.ensemble.prepared import Prepared
histories.STRETCH = 2 * 80
made, growth = [], Prepared.growth
def patient(self, **asked):
    while made and not pathlib.Path("go").exists():
        time.sleep(0.01)
    made.append(self)
    return growth(self, **asked)
Prepared.growth = patient
from lstm_cli.__main__ import main
main()
"""


@pytest.fixture
def waiting(trained, tmp_path):
    """Start `predict` with a second part that waits until there is a file called go."""

    def begin(*arguments):
        asked = ["predict", "--model", str(trained.model), "--quiet", "--jobs", "1", *arguments]
        command = [sys.executable, "-c", WAITING, *asked]
        return subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, env={**os.environ})

    return begin


def test_rows_come_before_the_last_series_is_forecast(waiting, cli, trained, tmp_path):
    """A reader of a pipe has the first series while others are still to be made; the whole is what a file gets."""
    cli("predict", "--model", trained.model, "--quiet", "-o", "whole.csv").ended()
    running = waiting()
    first = running.stdout.readline() + running.stdout.readline()
    assert first.splitlines()[1].startswith("Coast,")
    with pytest.raises(subprocess.TimeoutExpired):
        running.wait(timeout=3)
    (tmp_path / "go").touch()
    with running.stdout as pipe:
        assert first + pipe.read() == (tmp_path / "whole.csv").read_text()
    assert running.wait(timeout=60) == 0


def test_processes_give_the_bytes_of_one(cli, trained, tmp_path):
    """Parts of two series that two processes forecast come in order, and are what one process makes of all."""
    cli("predict", "--model", trained.model, "--quiet", "-o", "whole.csv").ended()
    program = WAITING.replace("while made and not pathlib", "while False and not pathlib")
    asked = ["predict", "--model", str(trained.model), "--quiet", "--jobs", "2"]
    done = subprocess.run(
        [sys.executable, "-c", program, *asked], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout == (tmp_path / "whole.csv").read_text()


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        (("--format", "table"), "table writes"),
        (("-o", "x.png"), "png writes"),
        (("--format", "json"), "json writes"),
        (("--plot", "x.png"), "--plot takes"),
        (("--samples", "5"), "--samples takes"),
        (("--total", "steps"), "--total takes"),
        (("--peak", "date"), "--peak takes"),
        (("--show-gates",), "--show-gates takes"),
    ],
)
def test_what_takes_all_series_at_once_is_no_work_for_processes(cli, trained, tmp_path, asked, named):
    """The option that was given is named, and no other; without --jobs, as is advised, the same is written."""
    base = ("predict", "--model", trained.model, "--quiet", *asked)
    (line,) = cli(*base, "--jobs", "2").ended(2).err.splitlines()
    assert line == (
        f"lstm-forecast: error: {named} all series at once, but --jobs forecasts them in parts; leave --jobs out"
    )
    assert list(tmp_path.iterdir()) == []
    cli(*base).ended()
    (line,) = cli(*base, "--scheduler", "tcp://127.0.0.1:1").ended(2).err.splitlines()
    assert line.endswith("--scheduler forecasts them in parts; leave --scheduler out")
    (line,) = cli(*base, "--jobs", "2", "--scheduler", "tcp://127.0.0.1:1").ended(2).err.splitlines()
    assert line.endswith("; leave --jobs and --scheduler out")


def test_a_file_is_whole_or_not_there(waiting, tmp_path):
    """Rows that have been made are not in the file before all are."""
    running = waiting("-o", "rows.csv")
    running.stdout.close()
    with pytest.raises(subprocess.TimeoutExpired):
        running.wait(timeout=4)
    assert not (tmp_path / "rows.csv").exists()
    (tmp_path / "go").touch()
    assert running.wait(timeout=60) == 0
    assert len((tmp_path / "rows.csv").read_text().splitlines()) == 13


def test_a_reader_that_leaves_ends_it_quietly(waiting, tmp_path):
    """A closed pipe is no error to tell of: the command ends with its own code, without a word."""
    running = waiting()
    running.stdout.readline()
    running.stdout.close()
    (tmp_path / "go").touch()
    assert running.wait(timeout=60) == 141


def test_parquet_goes_to_a_file_a_folder_or_a_pipe(cli, trained, tmp_path):
    """All three hold the rows of the CSV; a folder with files in it stays as it is."""
    base = ("predict", "--model", trained.model, "--quiet")
    cli(*base, "-o", "rows.csv").ended()
    cli(*base, "-o", "rows.parquet").ended()
    cli(*base, "--format", "parquet", "-o", "folder/").ended()
    (tmp_path / "piped.parquet").write_bytes(cli(*base, "--format", "parquet").ended().out)
    expected = (tmp_path / "rows.csv").read_text()
    for name in ("rows.parquet", "folder", "piped.parquet"):
        assert pd.read_parquet(tmp_path / name).to_csv(index=False) == expected
    again = cli(*base, "--format", "parquet", "-o", "folder/")
    assert again.code == 2
    assert "is a folder that is not empty; it is not replaced" in again.err


def test_parquet_is_no_text_for_a_terminal(terminal, trained):
    """A person's terminal gets no bytes that it would take for commands."""
    code, seen = terminal(["predict", "--model", str(trained.model), "--format", "parquet"])
    assert code == 2
    assert "Parquet is binary, not for a terminal" in seen


def test_a_folder_of_parquet_files_is_trained_on(cli, trained, tmp_path):
    """A folder is data as a file is: the model that it gives has the same digest."""
    rows = pd.read_csv(trained.table)
    (tmp_path / "rows").mkdir()
    rows.iloc[:100].to_parquet(tmp_path / "rows" / "a.parquet", index=False)
    rows.iloc[100:].to_parquet(tmp_path / "rows" / "b.parquet", index=False)
    cli("train", "rows/", "--horizon", "4", "--model", "of_folder.lstm", "--quiet").ended()
    digests = [
        next(line for line in cli("info", model).ended().text.splitlines() if "digest" in line)
        for model in (trained.model, "of_folder.lstm")
    ]
    assert digests[0] == digests[1]
