"""Several files where a command reads one table, as a shell makes them of ``*.csv``: the refusal says how it is done."""

import shlex

import pytest


@pytest.fixture
def files(tmp_path):
    """Write two files of one table, and a third one elsewhere."""
    (tmp_path / "two years").mkdir()
    for year in (2023, 2024):
        rows = "".join(f"{year}-01-{day:02},{day}\n" for day in range(1, 29))
        (tmp_path / "two years" / f"{year}.csv").write_text(f"date,cases\n{rows}")
    (tmp_path / "other.csv").write_text("date,cases\n2025-01-01,1\n")
    return ["two years/2023.csv", "two years/2024.csv"]


@pytest.mark.parametrize("command", ["train", "predict", "backtest", "check", "tidy"])
def test_the_folder_of_the_files_is_named(cli, files, command):
    """If it holds no other table; what else was typed stays."""
    error = cli(command, *files, "--quiet").ended(2).err.splitlines()[-1]
    assert error == (
        f"Error: expected one table, got 2 files ({' '.join(files)}); name their folder to have them read as one table: "
        f"lstm-forecast {command} 'two years' --quiet"
    )


def test_the_command_that_is_named_reads_all_of_them(cli, files):
    """Files of two years are one series."""
    error = cli("check", "--freq", "D", *files).ended(2).err
    command = shlex.split(error.splitlines()[-1].partition(": lstm-forecast ")[2])
    assert command == ["check", "--freq", "D", "two years"]
    assert "1 series, daily, 2023-01-01 to 2024-01-28" in cli(*command).ended().text


def test_files_of_which_no_folder_is_made_are_to_be_moved(cli, files, tmp_path):
    """A folder with a further table, or files of several folders; many names are not all repeated."""
    moved = "move them to a folder of their own, and name that to have them read as one table"
    assert moved in cli("check", *files, "other.csv").ended(2).err
    for number in range(50):
        (tmp_path / "two years" / f"{number}.csv").write_text("date,cases\n")
    error = cli("check", *files).ended(2).err
    assert moved in error
    many = [f"two years/{number}.csv" for number in range(50)]
    assert "got 50 files (two years/0.csv two years/1.csv two years/2.csv …)" in cli("check", *many).ended(2).err


@pytest.mark.parametrize("names", [("a.txt", "b.txt"), ("a.json", "b.json"), ("a.csv", "b.parquet")])
def test_files_that_no_folder_is_read_for_are_not_to_be_moved(cli, tmp_path, names):
    """In a folder of their own they would be refused, too."""
    for name in names:
        (tmp_path / name).write_text("date,cases\n2025-01-01,1\n")
    error = cli("check", *names).ended(2).err
    assert f"got 2 files ({' '.join(names)}); name one of them, since only files of one kind are read" in error
    assert "move" not in error


def test_words_that_are_no_files_are_not_taken_for_tables(cli, files):
    """A forgotten dash is a word too many."""
    assert "Got unexpected extra argument(s) (horizon 4)" in cli("train", files[0], "horizon", "4").ended(2).err
