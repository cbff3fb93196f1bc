"""What a name that ends in a slash, or of a folder that is there, means to every option that names an output."""

import os
import re
import shlex

import pandas as pd
import pytest

RAN = re.compile(r"(--(?:output|forecasts|plot|model) .+)$")


@pytest.fixture
def predict(cli, trained):
    """Run predict with the model of the session."""
    return lambda *arguments, **options: cli("predict", "-q", "--model", trained.model, *arguments, **options)


def advised(line, option, given):
    """Return the arguments with the option that was given replaced by that of a refusal's advice."""
    at = given.index(option)
    return (*given[:at], *shlex.split(RAN.search(line)[1]), *given[at + 2 :])


@pytest.mark.parametrize(
    "given",
    [
        ("--format", "csv", "-o", "fin/"),
        ("--format", "jsonl", "-o", "fin/"),
        ("--format", "hub", "-o", "fin/"),
        ("--format", "table", "-o", "fin/"),
        ("-o", "fin.json/"),
        ("-o", "fin.csv/."),
        ("--total", "steps", "-o", "fin/"),
        ("--samples", "5", "-o", "fin/"),
        ("--above", "3", "-o", "fin/"),
        ("--format", "parquet", "--total", "steps", "-o", "fin/"),
        ("--plot", "fin.png/"),
    ],
)
def test_a_file_is_not_written_under_the_name_of_a_folder(predict, tmp_path, given):
    """One line refuses it before any work, and the command that it advises writes one file."""
    option = "--plot" if "--plot" in given else "-o"
    refused = predict(*given).ended(2)
    (line,) = refused.err.splitlines()
    assert line.startswith(f"lstm-forecast: error: {given[given.index(option) + 1]}: is the name of a folder")
    assert list(tmp_path.iterdir()) == []
    predict(*advised(line, option, given)).ended()
    (written,) = tmp_path.iterdir()
    assert written.is_file()


@pytest.mark.parametrize("option", ["--forecasts", "-o"])
def test_a_backtest_writes_no_file_under_the_name_of_a_folder(cli, trained, tmp_path, option):
    """Scores and forecasts are files: the advice names one that is written."""
    given = ("backtest", trained.table, "-q", "--horizon", "1", "--cutoffs", "2", "--jobs", "1", option, "f/")
    (line,) = cli(*given).ended(2).err.splitlines()
    assert "f/: is the name of a folder" in line
    assert list(tmp_path.iterdir()) == []
    cli(*advised(line, option, given)).ended()
    assert [path.is_file() for path in tmp_path.iterdir()] == [True]


def test_a_model_is_not_replaced_by_the_name_of_a_folder(cli, trained, tmp_path):
    """A slash behind the name of a model leaves it as it is; what is advised trains."""
    (tmp_path / "w.lstm").write_bytes(trained.model.read_bytes())
    given = ("train", trained.table, "--horizon", "2", "-q", "--model", "w.lstm/")
    (line,) = cli(*given).ended(2).err.splitlines()
    assert (
        line == "lstm-forecast: error: w.lstm/: is the name of a folder; name a file, for example with --model w.lstm"
    )
    assert (tmp_path / "w.lstm").read_bytes() == trained.model.read_bytes()
    cli(*advised(line, "--model", given)).ended()


@pytest.mark.parametrize(
    "command",
    [
        ("tidy", "d.csv", "-o"),
        ("train", "d.csv", "--model"),
        ("predict", "--model", "m.lstm", "-o"),
        ("predict", "--model", "m.lstm", "--plot"),
        ("backtest", "d.csv", "--forecasts"),
        ("score", "d.csv", "-o"),
        ("diagnose", "-o"),
        ("hub", "data", ".", "-o"),
        ("hub", "write", ".", "--team", "T", "--abbr", "M", "--into"),
        ("train", "--vintages"),
        ("step", "--weights"),
        ("check", "DATA"),
        ("predict", "DATA"),
        ("score", "a.csv", "FORECASTS... [TRUTH]"),
        ("info", "MODEL"),
        ("hub", "check", "a.csv", "HUB"),
    ],
)
def test_an_empty_name_is_said_to_be_empty(cli, tmp_path, command):
    """A variable that was never set is no folder: the option or argument is named, and nothing is read or written."""
    name = {"-o": "--output"}.get(command[-1], command[-1])
    refused = cli(*(command if name.startswith("-") else command[:-1]), "").ended(2)
    assert refused.err.endswith(f"\nError: {name}: the name of the file is empty\n")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_takes_files_only_where_it_is_empty(predict, tmp_path):
    """Empty it is filled, as with --format parquet; with files in it, it stays, and the advice names another."""
    (tmp_path / "night").mkdir()
    predict("-o", "night").ended()
    assert [path.name for path in (tmp_path / "night").iterdir()] == ["part-00000.parquet"]
    before = (tmp_path / "night" / "part-00000.parquet").read_bytes()
    for name in ("night", "night/", "./night/"):
        (line,) = predict("-o", name).ended(2).err.splitlines()
        assert line == (
            f"lstm-forecast: error: {name}: is a folder that is not empty; it is not replaced; "
            f"give each run a folder of its own, for example with --output {name.rstrip('/')}-$(date +%F)/"
        )
    assert (tmp_path / "night" / "part-00000.parquet").read_bytes() == before


def test_the_advice_of_a_second_night_works_as_it_is_typed(shell, trained, tmp_path):
    """A shell fills in the date: the folder of that day has the rows of the first."""
    base = f"lstm-forecast predict -q --model {shlex.quote(str(trained.model))} "
    assert shell(base + "--output 'a night/'").returncode == 0
    refused = shell(base + "--output 'a night/'")
    assert refused.returncode == 2
    again = shell(base + RAN.search(refused.stderr.decode().rstrip())[1])
    assert again.returncode == 0, again.stderr
    first, second = sorted(path for path in tmp_path.iterdir() if path.is_dir())
    assert re.fullmatch(r"a night-\d{4}-\d\d-\d\d", second.name)
    assert pd.read_parquet(first).equals(pd.read_parquet(second))


def test_the_folder_of_the_shell_is_not_replaced(predict, tmp_path):
    """A shell that stands in an empty folder would be left in one that is gone."""
    before = tmp_path.stat().st_ino
    assert ".: is the current folder" in predict("-o", ".").ended(2).err
    assert tmp_path.stat().st_ino == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "message", "code"),
    [("taken/", "taken: is a file, but taken/ names a folder; give each run a folder of its own", 2),
     ("taken/./", "taken: is a file, but taken/./ names a folder; give each run a folder of its own", 2),
     ("taken/b/", "taken: Not a directory", 1),
     ("/proc/y/", r"/proc: (no file can be created here|Permission denied)", 1)],
)  # fmt: skip
def test_errors_of_folders_name_what_was_asked_for(predict, tmp_path, name, message, code):
    """One line without a temporary name, and the file stays."""
    (tmp_path / "taken").write_bytes(b"old")
    (line,) = predict("-o", name).ended(code).err.splitlines()
    assert re.match(f"lstm-forecast: error: {message}", line)
    assert ".partial" not in line
    assert (tmp_path / "taken").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_each_file_of_a_folder_is_a_panel_of_its_own(cli, trained, tmp_path):
    """Two files give two files, as each of them does alone; notes are said once, and a folder is needed on both sides."""
    table = pd.read_csv(trained.table, parse_dates=["week_ending"])
    (tmp_path / "panel").mkdir()
    for name, places in (("x", ["Coast", "Hills"]), ("y", ["Plain"])):
        table[table["location"].isin(places)].to_parquet(tmp_path / "panel" / f"{name}.parquet")
    asked = ("predict", "panel", "--model", trained.model, "--each-file")
    done = cli(*asked, "-o", "out/", "--levels", "80").ended()
    assert done.out == b""
    assert done.err.splitlines().count("      (in x.parquet and 1 more file)") == 1
    for name in ("x", "y"):
        cli(
            "predict", f"panel/{name}.parquet", "--model", trained.model, "--levels", "80", "-o", f"{name}.parquet"
        ).ended()
        assert (tmp_path / "out" / f"{name}.parquet").read_bytes() == (tmp_path / f"{name}.parquet").read_bytes()
    assert "add --output forecasts/" in cli(*asked, "-o", "one.parquet").ended(2).err
    assert "--series needs a single panel" in cli(*asked, "-o", "n/", "--series", "Coast").ended(2).err
    assert "--total needs a single panel" in cli(*asked, "-o", "n/", "--total", "steps").ended(2).err
    assert "name it as DATA" in cli("predict", "--model", trained.model, "--each-file", "-o", "n/").ended(2).err
    assert not (tmp_path / "n").exists()


def test_each_file_of_a_folder_of_csv_is_written_as_csv(cli, trained, tmp_path):
    """Or as Parquet, if that is asked for; no forecast goes into the folder that is read."""
    table = pd.read_csv(trained.table)
    (tmp_path / "panel").mkdir()
    for name, places in (("x.csv", ["Coast", "Hills"]), ("y.csv.gz", ["Plain"])):
        table[table["location"].isin(places)].to_csv(tmp_path / "panel" / name, index=False)
    asked = ("predict", "panel", "-q", "--model", trained.model)
    cli(*asked, "--each-file", "-o", "out/").ended()
    cli(*asked, "--each-file", "-o", "again/", "--format", "parquet").ended()
    assert sorted(path.name for path in (tmp_path / "again").iterdir()) == ["x.parquet", "y.parquet"]
    for name in ("x", "y"):
        cli("predict", next(tmp_path.glob(f"panel/{name}.*")), *asked[2:], "-o", f"{name}.csv").ended()
        alone = (tmp_path / f"{name}.csv").read_bytes()
        assert (tmp_path / "out" / f"{name}.csv").read_bytes() == alone
        assert pd.read_parquet(tmp_path / "again" / f"{name}.parquet").to_csv(index=False).encode() == alone
    assert "writes a folder of Parquet or CSV files" in cli(*asked, "--each-file", "-o", "x.csv").ended(2).err
    refused = cli(*asked, "-o", "panel/z.csv").ended(2).err
    assert "panel/z.csv: --output would write into the folder panel, all of whose tables are read" in refused
    assert sorted(path.name for path in (tmp_path / "panel").iterdir()) == ["x.csv", "y.csv.gz"]


def test_files_that_cannot_be_used_fail_the_command_and_not_the_others(cli, trained, tmp_path):
    """Exit code 3, one line or more for each on standard error with a command that works, and the other forecasts whole."""
    table = pd.read_csv(trained.table, parse_dates=["week_ending"])
    (tmp_path / "panel").mkdir()
    for name in ("a", "z"):
        table.to_parquet(tmp_path / "panel" / f"{name}.parquet")
    asked = ("predict", "panel", "-q", "--model", trained.model, "--each-file", "-o")
    cli(*asked, "before/").ended()
    (tmp_path / "panel" / "m.parquet").write_bytes((tmp_path / "panel" / "a.parquet").read_bytes()[:-1])
    daily = pd.DataFrame({"week_ending": pd.date_range("2024-01-01", periods=400), "location": "Coast"})
    daily.assign(cases=3).to_parquet(tmp_path / "panel" / "n.parquet")
    done = cli(*asked, "out/").ended(3)
    assert done.out == b""
    cut, step, advice, summary = done.err.splitlines()
    assert cut.startswith("lstm-forecast: error: panel/m.parquet: is not a complete Parquet file")
    assert step.startswith("lstm-forecast: error: panel/n.parquet: is daily, but the model was trained on weekly")
    assert advice.startswith(
        "lstm-forecast: error: panel/n.parquet: with counts added up: lstm-forecast tidy panel/n.parq"
    )
    assert summary == "lstm-forecast: error: panel: 2 of 4 files cannot be used; forecasts written: 2"
    made, wanted = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("out", "before")
    )
    assert made == wanted
    (tmp_path / "panel" / "m.parquet").write_bytes((tmp_path / "panel" / "a.parquet").read_bytes())
    cli("predict", "panel/m.parquet", "-q", "--model", trained.model, "-o", "out/m.parquet").ended()
    assert (tmp_path / "out" / "m.parquet").read_bytes() == wanted["a.parquet"]


@pytest.mark.skipif(os.name == "nt", reason="the limit on the size of files is that of Unix")
def test_a_full_disk_ends_the_work_on_a_folder(shell, trained, tmp_path):
    """It is no fault of a file: exit code 1, one line that names the target, and nothing is left of it."""
    table = pd.read_csv(trained.table, parse_dates=["week_ending"])
    (tmp_path / "panel").mkdir()
    for name in ("a", "z"):
        table.to_parquet(tmp_path / "panel" / f"{name}.parquet")
    predict = f"lstm-forecast predict panel -q --each-file -o out/ --model {shlex.quote(str(trained.model))}"
    # Under the limit Python would also cut off the bytecode of modules that are imported for the first time, for good.
    done = shell(f"export PYTHONDONTWRITEBYTECODE=1; ulimit -f 1; {predict}")
    assert done.returncode == 1
    assert done.stderr == b"lstm-forecast: error: out: File too large\n"
    assert [path.name for path in tmp_path.iterdir()] == ["panel"]
