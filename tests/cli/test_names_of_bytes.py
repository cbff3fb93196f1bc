"""File names that are not UTF-8, which Linux allows: every command reads and writes them, and their text is escaped."""

import os

import pytest

ROWS = "".join(f"2024-01-{day:02},{day * 7 % 10}\n" for day in range(1, 29))
NAME = os.fsdecode(b"Z\xfcrich")
TEXT = r"Z\xfcrich"


@pytest.fixture
def folder(tmp_path):
    """Write a folder of two counters, one with a name in Latin-1."""
    (tmp_path / "counters").mkdir()
    for name in (NAME, "bar"):
        (tmp_path / "counters" / f"{name}.csv").write_text(f"date,count\n{ROWS}")
    return "counters"


def rows_of(done):
    """Return the names in the first column of CSV, without its header."""
    return {line.split(",")[0] for line in done.ended().out.decode().splitlines()[1:]}


def test_a_counter_may_have_a_name_that_is_not_utf_8(cli, folder, tmp_path):
    """Its series has the escaped name in every command, from training to scores."""
    cli("train", folder, "-q", "--horizon", "2").ended()
    assert rows_of(cli("predict", "-q")) == {TEXT, "bar"}
    assert rows_of(cli("tidy", folder, "-q")) == {TEXT, "bar"}
    assert rows_of(cli("watch", folder, "-q", "--all")) == {TEXT, "bar"}
    cli("predict", folder, "-q", "--each-file", "-o", "each/").ended()
    assert (tmp_path / "each" / f"{NAME}.csv").read_text().splitlines()[1].startswith(f"{TEXT},")
    made = cli("backtest", folder, "-q", "--horizon", "2", "--cutoffs", "2", "--jobs", "1").ended()
    assert f"series,{TEXT},".encode() in made.out


def test_a_table_and_forecasts_may_have_names_that_are_not_utf_8(cli, folder, tmp_path):
    """A model remembers the table by its escaped name, and scores name the escaped model."""
    table = f"{folder}/{NAME}.csv"
    cli("train", table, "-q", "--horizon", "2").ended()
    assert f"{folder}/{TEXT}.csv".encode() in cli("info", "forecast.lstm").ended().out
    (tmp_path / "known.csv").write_text("date,count\n" + ROWS.rsplit("2024-01-27", 1)[0])
    cli("predict", "known.csv", "-q", "-o", f"{NAME}.csv").ended()
    scores = cli("score", f"{NAME}.csv", table, "-q", "--by", "cutoff")
    assert rows_of(scores) == {TEXT}
