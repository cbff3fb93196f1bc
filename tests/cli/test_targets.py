"""What a command will write is looked at before any work, and is never what it reads."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

PROC = pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")


@PROC
@pytest.mark.parametrize(
    "line",
    [
        "train none.csv --model {}.lstm",
        "predict --model none.lstm -o {}.csv",
        "predict --model none.lstm -o {}/",
        "predict --model none.lstm --plot {}.png",
        "diagnose --model none.lstm -o {}.csv",
        "diagnose --model none.lstm --plot {}.png",
        "backtest none.csv -o {}.csv",
        "backtest none.csv --forecasts {}.csv",
        "score none.csv none.csv -o {}.csv",
        "tidy none.csv -o {}.csv",
        "hub data none -o {}.csv",
        "hub metadata none --team T --abbr M -o {}.yml",
    ],
)
def test_a_place_that_takes_no_file_is_refused_before_anything_is_read(cli, line):
    """Of two errors the one about the output comes first, though permissions would allow it; nothing has been read."""
    result = cli(*line.format("/proc/new").split()).ended(1)
    assert result.err.startswith(
        ("lstm-forecast: error: /proc: no file can be created here\n", "lstm-forecast: error: /proc: Perm")
    )
    assert "none" not in result.err


@pytest.fixture
def folder(trained, tmp_path):
    """Give a folder of Parquet files, a model of it, and forecasts by it."""
    (tmp_path / "cases").mkdir()
    pd.read_csv(trained.table).to_parquet(tmp_path / "cases" / "a.parquet")
    shutil.copy(trained.model, tmp_path / "forecast.lstm")
    return tmp_path


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("predict cases -o cases/f.parquet", "--output f.parquet"),
        ("predict cases -o ./cases/../cases/f.parquet", "--output f.parquet"),
        ("predict cases -o cases/night/", "--output night/"),
        ("predict cases --each-file -o cases/night/", "--output night/"),
        ("backtest cases --forecasts cases/k.parquet", "--forecasts k.parquet"),
        ("score kept kept.csv -o kept/s.csv", "--output s.csv"),
        ("predict cases -o cases/taken.parquet", "--output taken-2.parquet"),
    ],
)
def test_a_folder_that_is_read_takes_no_table(cli, folder, line, advice):
    """The next run would read it as data: refused before the work, with a place that is free."""
    (folder / "kept").mkdir()
    (folder / "taken.parquet").touch()
    before = sorted(folder.rglob("*"))
    result = cli(*line.split()).ended(2)
    assert "would write into the folder " in result.err
    assert result.err.endswith(f"name a place beside it, for example with {advice}\n")
    assert sorted(folder.rglob("*")) == before


@pytest.mark.usefixtures("folder")
def test_what_is_no_table_may_stand_in_a_folder_of_data(cli):
    """A page or JSON beside Parquet files is not read with them; CSV would be a second kind of table."""
    cli("predict", "cases", "-o", "cases/f.json", "-q").ended()
    cli("predict", "cases", "-o", "cases/f.txt", "-q").ended()
    cli("predict", "cases", "-q").ended()
    assert "would write into the folder cases" in cli("predict", "cases", "-o", "cases/f.csv", "-q").ended(2).err


def test_a_forecast_never_replaces_the_data_of_the_training(cli, tmp_path, trained):
    """Without DATA the model knows the name of the file that it is from: a forecast under this name is refused."""
    shutil.copy(trained.table, tmp_path / "cases.csv")
    before = (tmp_path / "cases.csv").read_bytes()
    for command in ("predict", "diagnose"):
        result = cli(command, "--model", trained.model, "-o", "./cases.csv").ended(2)
        assert "./cases.csv: --output would overwrite a file that is read" in result.err
    assert (tmp_path / "cases.csv").read_bytes() == before
