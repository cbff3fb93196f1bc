"""``lstm-forecast backtest`` as a user meets it."""

import csv
import datetime as dt
import io
import json
import math
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lstm_cli.atomic import temporary_name

pytestmark = pytest.mark.slow

posix = pytest.mark.skipif(os.name != "posix", reason="process groups and signals are POSIX only")
FEW = ("--horizon", "2", "--cutoffs", "3")


def table(weeks=40, places=("Coast", "Hills"), changed=None):
    """Write weekly counts, Hills without its last three weeks; ``changed``: from that week on, all counts are others."""
    lines = ["location,week_ending,cases"]
    for k, place in enumerate(places):
        for week in range(weeks - 3 * (place == "Hills")):
            count = round((k + 1) * (30 + 25 * math.sin(week / 5 + k)) + (7 * week + k) % 5)
            count = 3 * count + 500 if changed is not None and week >= changed else count
            lines.append(f"{place},{dt.date(2022, 1, 8) + dt.timedelta(weeks=week)},{count}")
    return "\n".join(lines) + "\n"


def rows_of(path):
    """Read a CSV of forecasts."""
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


@pytest.fixture(scope="module")
def done(run_command, tmp_path_factory):
    """One backtest for all tests, in two processes; nobody may change its files."""
    folder = tmp_path_factory.mktemp("backtest")
    (folder / "d.csv").write_text(table())
    return run_command(folder, "backtest", "d.csv", *FEW, "--forecasts", "k.csv", "--jobs", "2").ended()


@pytest.fixture
def data(tmp_path):
    """Put the same table into the directory of a test."""
    (tmp_path / "d.csv").write_text(table())


def lines_at(forecasts, cutoff):
    """Return the lines of a CSV of forecasts that were made at a cutoff."""
    return [line for line in forecasts.splitlines() if line.startswith(f"{cutoff},")]


def test_it_says_what_it_does_and_writes_scores_and_forecasts(done):
    """Words on standard error, scores as CSV in a pipe, every forecast in the file; no other file is left."""
    assert done.err.splitlines()[1:7] == [
        "  columns   series = location, time = week_ending, count = cases",
        "  counts    77 known, no gaps",
        "  note      1 of 2 series ends before 2022-10-08 (the earliest on 2022-09-17);",
        "            it is forecast from its own last value",
        "  horizon   2 weeks ahead (as requested)",
        "  cutoffs   3, every 2 weeks from 2022-08-27 to 2022-09-24; trained at each",
    ]
    assert re.fullmatch(r"  finished  in \d+\.\d s; forecasts in k\.csv", done.err.splitlines()[-1])
    scores = list(csv.DictReader(io.StringIO(done.text)))
    assert [row["label"] for row in scores if row["scope"] == "series"] == ["Coast", "Hills"]
    assert [row["label"] for row in scores if row["scope"] == "step"] == ["1", "2"]
    assert sorted(path.name for path in done.cwd.iterdir()) == ["d.csv", "k.csv"]


def test_forecasts_are_rows_of_cutoff_series_and_time(done):
    """As `predict` writes them, with the cutoff before; a series that ended is there as far as its forecast reaches."""
    rows = rows_of(done.cwd / "k.csv")
    assert list(rows[0])[:5] == ["cutoff", "location", "week_ending", "q0.01", "q0.025"]
    assert len(rows[0]) == 3 + 23
    keys = [(row["cutoff"], row["location"], row["week_ending"]) for row in rows]
    days = {k: str(dt.date(2022, 1, 8) + dt.timedelta(weeks=k)) for k in range(40)}
    both = [
        (days[cutoff], place, days[cutoff + k]) for cutoff in (33, 35) for place in ("Coast", "Hills") for k in (1, 2)
    ]
    last = [(days[37], "Coast", days[38]), (days[37], "Coast", days[39]), (days[37], "Hills", days[38])]
    assert keys == both + last


def test_a_forecast_is_what_train_and_predict_would_have_said(done, cli, tmp_path):
    """At a cutoff: byte for byte the forecast from a file that ends there."""
    cutoff = "2022-09-10"
    header, *rows = table().splitlines()
    (tmp_path / "then.csv").write_text(
        "\n".join([header, *(row for row in rows if row.split(",")[1] <= cutoff)]) + "\n"
    )
    cli("train", "then.csv", "--horizon", "2", "-q").ended()
    levels = ",".join(name[1:] for name in rows_of(done.cwd / "k.csv")[0] if name.startswith("q"))
    then = cli("predict", "-q", "--quantiles", levels).ended().text
    assert lines_at((done.cwd / "k.csv").read_text(), cutoff) == [f"{cutoff},{line}" for line in then.splitlines()[1:]]


def test_nothing_after_a_cutoff_matters_to_what_is_forecast_there(done, cli, tmp_path):
    """With other counts from week 36 on, what was forecast from week 33 and 35 is byte for byte the same."""
    (tmp_path / "d.csv").write_text(table(changed=36))
    cli("backtest", "d.csv", *FEW, "--forecasts", "k.csv").ended()
    before, after = ((folder / "k.csv").read_text() for folder in (done.cwd, tmp_path))
    for cutoff in ("2022-08-27", "2022-09-10"):
        assert len(lines_at(before, cutoff)) == 4
        assert lines_at(before, cutoff) == lines_at(after, cutoff)
    assert lines_at(before, "2022-09-24") != lines_at(after, "2022-09-24")


def test_score_shows_the_same_scores(done, cli):
    """The file of forecasts and the data give the same table again, as forecasts of any model would."""
    again = cli("score", done.cwd / "k.csv", done.cwd / "d.csv").ended()
    assert again.out == done.out


@pytest.mark.usefixtures("data")
def test_jobs_and_threads_change_no_byte(done, cli, tmp_path):
    """One process or two, whatever the environment says of threads: the same scores and the same forecasts."""
    alone = cli(
        "backtest", "d.csv", *FEW, "--forecasts", "k.csv", "--jobs", "1", env={"OPENBLAS_NUM_THREADS": "2"}
    ).ended()
    assert alone.out == done.out
    assert (tmp_path / "k.csv").read_bytes() == (done.cwd / "k.csv").read_bytes()


@pytest.mark.usefixtures("data")
def test_weights_can_be_reused(cli, done, tmp_path):
    """--refit-every 2: the first two cutoffs share a training, the third has its own, and JSON says so."""
    arguments = ("--refit-every", "2", "--forecasts", "k.csv", "--format", "json", "--verbose")
    result = cli("backtest", "d.csv", *FEW, *arguments).ended()
    plan = json.loads(result.out)["data"]["plan"]
    assert plan["every_refit"] == 2
    before, after = ((folder / "k.csv").read_text() for folder in (done.cwd, tmp_path))
    same = [lines_at(before, cutoff) == lines_at(after, cutoff) for cutoff in plan["cutoffs"]]
    assert same == [True, False, True]
    assert cli("backtest", "d.csv", *FEW, "--every-refit", "2", *arguments[2:]).ended().out == result.out
    refused = cli("backtest", "d.csv", "--refit-every", "1", "--every-refit", "2").ended(2).err
    assert refused == "lstm-forecast: error: --every-refit is the old name of --refit-every: leave it out\n"


@pytest.mark.usefixtures("data")
def test_json_is_as_the_schema_says(cli, conforms):
    """The plan, what was read and the scores; and nothing else is printed."""
    result = cli("backtest", "d.csv", "--horizon", "3", "--cutoffs", "1", "--format", "json").ended()
    document = json.loads(result.out)
    conforms(document)
    assert result.err == ""
    assert document["data"]["plan"] == {
        "horizon": 3,
        "step": 3,
        "cutoffs": ["2022-09-17"],
        "every_refit": 1,
        "seed": 0,
    }
    assert document["data"]["scores"]["overall"]["cells"] == 3


@pytest.mark.usefixtures("data")
def test_scores_go_where_they_are_asked_to(cli, tmp_path):
    """--output writes the file atomically, --format text the page, and --quiet leaves both streams empty."""
    arguments = ("--horizon", "1", "--cutoffs", "1", "--format", "text", "--output", "scores.txt")
    result = cli("backtest", "-", *arguments, "--quiet", "--verbose", stdin=table().encode()).ended()
    assert (result.out, result.err) == (b"", "")
    assert (tmp_path / "scores.txt").read_text("utf-8").startswith("1 forecast of 1 series")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d.csv", "scores.txt"]


@pytest.mark.usefixtures("data")
def test_a_name_may_be_as_long_as_the_file_system_takes(cli, tmp_path):
    """Forecasts go to a file with a name of 255 bytes; the one of finished cutoffs beside it has a shorter name, then goes."""
    name = f"{'é' * 125}k.csv"
    assert len(name.encode()) == 255
    cli("backtest", "d.csv", "--horizon", "1", "--cutoffs", "1", "--forecasts", name, "-q").ended()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d.csv", name]
    kept = tmp_path / temporary_name(tmp_path / name, "partial").name.removeprefix(".")
    kept.write_bytes(b"another file")
    words = cli("backtest", "d.csv", "--horizon", "1", "--cutoffs", "1", "--forecasts", name).ended(2).err
    assert f"{kept.name}: is not a file of finished cutoffs" in words


@posix
@pytest.mark.usefixtures("data")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_interrupted_it_keeps_what_is_finished_and_goes_on(start, cli, done, tmp_path, number):
    """A signal to all processes at once, as a terminal sends it: nobody stays, and --resume ends byte for byte the same."""
    arguments = ("backtest", "d.csv", *FEW, "--forecasts", "k.csv", "--jobs", "2")
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with start(*arguments, "--verbose", **pipes, start_new_session=True) as process:
        progress_line = b""
        while b"finished: 1 of 3" not in progress_line and process.poll() is None:
            progress_line = process.stderr.readline()
        os.killpg(process.pid, number)
        out, err = process.communicate(timeout=60)  # which ends when the last process that could write has gone
    assert (process.returncode, out) == (128 + number, b""), err.decode()
    words = err.decode()
    kept = re.search(
        r"^lstm-forecast: (\d) of 3 cutoffs are finished and kept in k\.csv\.partial; .*--resume", words, re.MULTILINE
    )
    assert int(kept[1]) in {1, 2}, words
    assert "Traceback" not in words
    assert ("lstm-forecast: interrupted" in words) == (number == signal.SIGINT)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d.csv", "k.csv.partial"]
    again = cli(*arguments, "--resume").ended()
    assert f"resumed   {kept[1]} of 3 cutoffs were finished in k.csv.partial" in again.err
    assert again.out == done.out
    assert (tmp_path / "k.csv").read_bytes() == (done.cwd / "k.csv").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d.csv", "k.csv"]


@pytest.mark.usefixtures("data")
def test_unfinished_work_is_neither_lost_nor_mixed(start, cli, tmp_path):
    """Killed outright, it leaves its file: another run is refused without --resume, and with other options."""
    arguments = ("backtest", "d.csv", "--horizon", "1", "--cutoffs", "4", "--jobs", "1")
    with start(*arguments, "--verbose", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        while b"finished: 1 of 4" not in process.stderr.readline():
            assert process.poll() is None
        process.kill()
    before = (tmp_path / "backtest.partial").read_bytes()
    words = cli(*arguments).ended(2).err
    assert "lstm-forecast: error: backtest.partial: holds 1 of 4 cutoffs of a backtest that was interrupted" in words
    words = cli(*arguments, "--resume", "--seed", "1").ended(2).err
    assert "backtest.partial: holds cutoffs of another backtest; ask for the same as it did (--seed 0)" in words
    words = cli("train", "d.csv", "--model", "backtest.partial").ended(2).err
    assert "backtest.partial: holds an unfinished backtest; it is not replaced" in words
    words = cli("predict", "--model", "backtest.partial").ended(4).err
    assert "it is the working file of a backtest, not a model" in words
    assert (tmp_path / "backtest.partial").read_bytes() == before
    cli(*arguments, "--resume").ended()
    assert not (tmp_path / "backtest.partial").exists()


@posix
@pytest.mark.usefixtures("data")
def test_a_worker_that_is_killed_is_one_line(start, tmp_path):
    """The machine ran out of memory, say: exit 1, one line of error, and what is finished is kept."""
    arguments = ("backtest", "d.csv", "--horizon", "1", "--cutoffs", "30", "--step", "1", "--jobs", "2", "--verbose")
    with start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while b"finished: 3 of 30" not in process.stderr.readline():
            assert process.poll() is None
        children = subprocess.run(
            ["pgrep", "-P", str(process.pid), "-f", "spawn_main"], capture_output=True, check=True
        )
        os.kill(int(children.stdout.split()[0]), signal.SIGKILL)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (1, b"")
    kept, error = err.decode().splitlines()[-2:]
    assert re.fullmatch(r"lstm-forecast: \d+ of 30 cutoffs are finished and kept in backtest\.partial; .*", kept)
    assert error.startswith("lstm-forecast: error: a worker process was killed")
    assert (tmp_path / "backtest.partial").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--forecasts", "-"], 2, "--forecasts takes a file: standard output is for the scores"),
        (["--forecasts", "k.csv", "-o", "k.csv"], 2, "k.csv: --forecasts and --output name the same file"),
        (["--forecasts", "k.csv", "-o", "./k.csv"], 2, "k.csv: --forecasts and --output name the same file"),
        (
            ["-o", "./backtest.partial"],
            2,
            "./backtest.partial: --output names the file in which finished cutoffs are kept during the run",
        ),
        (["-o", "."], 2, ".: is a folder; name a file, for example with --output ./scores.csv"),
        (["--forecasts", "d.csv"], 2, "d.csv: --forecasts would overwrite a file that is read"),
        (["--output", "d.csv"], 2, "d.csv: --output would overwrite a file that is read"),
        (["--forecasts", "missing/k.csv"], 1, "missing: No such file or directory"),
        (["--horizon", "33"], 3, "the longest is --horizon 32"),
    ],
)
@pytest.mark.usefixtures("data")
def test_what_cannot_be_is_refused_before_any_work(cli, tmp_path, arguments, code, message):
    """One line, and the directory is as it was."""
    result = cli("backtest", "d.csv", *arguments).ended(code)
    assert result.err.startswith("lstm-forecast: error: ")
    assert result.err.splitlines()[-1].endswith(message)
    assert [path.name for path in tmp_path.iterdir()] == ["d.csv"]
    assert (tmp_path / "d.csv").read_text() == table()


@pytest.mark.usefixtures("data")
def test_a_person_sees_a_page(terminal, tmp_path):
    """Format left out at a terminal: the page, and a bar that is gone; nothing to resume is no error."""
    code, seen = terminal(["backtest", "d.csv", "--horizon", "1", "--cutoffs", "2", "--resume"])
    assert code == 0, seen
    assert "resumed   nothing: no cutoffs were kept in backtest.partial" in seen
    assert "of 2 " in seen
    assert "PIT: share of the outcomes" in seen
    assert [path.name for path in tmp_path.iterdir()] == ["d.csv"]


@posix
def test_a_directory_that_cannot_be_written_to(cli, tmp_path, done):
    """Without --forecasts it needs no place to write: the scores are the same, and one line says what is lost."""
    if not Path("/sys/kernel").is_dir():
        pytest.skip("needs a directory in which even root creates no file")
    table = done.cwd / "d.csv"
    arguments = ("backtest", table, *FEW, "--jobs", "1", "--format", "csv")
    with subprocess.Popen(
        [sys.executable, "-m", "lstm_cli", *map(str, arguments)],
        cwd="/sys/kernel", stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert b"backtest.partial cannot be written: if this backtest is interrupted, it cannot be resumed" in err
    assert out == cli(*arguments).ended().out
    assert list(tmp_path.iterdir()) == []


def test_vintages_need_no_data_and_are_resumed_as_such(run_command, tmp_path):
    """Each cutoff from its first report; the same file by name or pipe, and one without a column of publication refused."""
    header, *rows = table(weeks=24).splitlines()
    dated = [(row, dt.date.fromisoformat(row.split(",")[1])) for row in rows]
    lines = [f"{row},{day + dt.timedelta(days=4)}" for row, day in dated]
    (tmp_path / "v.csv").write_text("\n".join([f"{header},as_of", *lines, ""]))
    (tmp_path / "d.csv").write_text(table(weeks=24))
    one = run_command(tmp_path, "backtest", "--vintages", "v.csv", *FEW, "--forecasts", "v.out").ended()
    plain = run_command(tmp_path, "backtest", "d.csv", *FEW, "--forecasts", "d.out").ended()
    assert (tmp_path / "v.out").read_text() == (tmp_path / "d.out").read_text()  # nothing was revised
    assert one.text == plain.text
    both = run_command(tmp_path, "backtest", "d.csv", "--vintages", "v.csv", *FEW).ended()
    assert both.text == plain.text
    refused = run_command(tmp_path, "backtest", "--vintages", "d.csv", *FEW).ended(code=3)
    assert "d.csv:1: no column says when a row was published" in refused.err
    assert "there is no DATA" in run_command(tmp_path, "backtest", *FEW).ended(code=2).err
