"""``lstm-forecast train`` as a user meets it."""

import datetime as dt
import gzip
import json
import re
import signal
import stat
import subprocess

import pytest

SCHOOL = "date,cases\n" + "".join(
    f"1978-01-{22 + k},{n}\n" for k, n in enumerate((3, 8, 26, 76, 225, 298, 258, 233, 189, 128))
)


def test_it_says_what_it_understood_and_what_it_learned(trained):
    """Columns, frequency, series, gaps, horizon, the held-out score, the model file: on standard error alone."""
    words = " ".join(trained.result.err.split())
    assert "cases.csv: 3 series, weekly (weeks stamped Saturday), 2022-01-08 to 2023-07-15" in words
    assert "columns series = location, time = week_ending, count = cases; ignored: population" in words
    assert "counts 239 known, 1 count missing in 1 series" in words
    assert "horizon 4 weeks ahead (as requested)" in words
    number = r"\d+\.\d\d"
    assert re.search(rf"score relative WIS {number} against the seasonal naive; ", words)
    assert re.search(rf"; {number} to {number} for the next 4 weeks \(90 % prediction interval\); ", words)
    assert re.search(rf"; {number} to {number} over time \(90 % CI\); below 1 is better", words)
    assert re.search(r"weights each; combined with 12 of 12 units, \d+ weights each, trained from scratch; ", words)
    assert re.search(
        r"trained from scratch; their WIS is (\d+ % (lower|higher) than )?that of their anchors alone", words
    )
    assert re.search(r"coverage 50 % interval covered \S+ %, 95 % interval \S+ % of held-out counts", words)
    assert "verdict " in words
    assert re.search(r"model cases\.lstm, in \d+\.\d s; next: lstm-forecast predict --model cases\.lstm", words)
    assert max(map(len, trained.result.err.splitlines())) <= 80
    assert trained.result.out == b""
    assert "\x1b" not in words


def test_json_is_data_and_the_same_every_time(cli, tmp_path, conforms):
    """Two runs write the same bytes, model and JSON; nothing else is printed, and no elapsed time is in it."""
    (tmp_path / "d.csv").write_text(SCHOOL)
    runs, models = [], []
    for environment in ({}, {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LANG": "C", "OPENBLAS_NUM_THREADS": "2"}):
        runs.append(cli("train", "d.csv", "--format", "json", "--horizon", "2", env=environment).ended())
        models.append((tmp_path / "forecast.lstm").read_bytes())
    assert runs[0].out == runs[1].out
    assert models[0] == models[1]
    assert runs[0].err == ""
    document = json.loads(runs[0].out)
    conforms(document)
    assert document["data"]["data"]["columns"]["id"] is None
    training = document["data"]["training"]
    assert [remark["code"] for remark in training["remarks"]] == ["networks-untrained"]
    assert len(training["notes"]) == 1
    assert training["verdict_code"] == "too-little-data"
    assert document["data"]["training"]["horizon"] == 2
    assert document["data"]["seed"] == 0


def test_the_seed_changes_the_model_and_may_come_from_the_environment(cli, tmp_path):
    """--seed and LSTM_FORECAST_SEED say the same."""
    (tmp_path / "d.csv").write_text(SCHOOL)
    digests = {}
    for name, arguments, environment in (
        ("default", [], {}),
        ("option", ["--seed", "5"], {}),
        ("variable", [], {"LSTM_FORECAST_SEED": "5"}),
    ):
        result = cli("train", "d.csv", "--horizon", "2", "--format", "json", *arguments, env=environment).ended()
        digests[name] = json.loads(result.out)["data"]["digest"]
    assert digests["option"] == digests["variable"] != digests["default"]


def test_quiet_says_nothing(cli, tmp_path):
    """With --quiet both streams stay empty, and an older model is replaced."""
    (tmp_path / "forecast.lstm").write_bytes(b"")
    result = cli("train", "-", "--horizon", "2", "--quiet", stdin=SCHOOL.encode()).ended()
    assert (result.out, result.err) == (b"", "")
    size = (tmp_path / "forecast.lstm").stat().st_size
    assert size > 0
    cli("train", "-", "--horizon", "2", "-q", "--seed", "1", stdin=SCHOOL.encode()).ended()
    assert (tmp_path / "forecast.lstm").stat().st_size > 0
    assert [path.name for path in tmp_path.iterdir()] == ["forecast.lstm"]


def test_the_model_is_where_outputs_are(cli, tmp_path):
    """-o names the model file as it names what other commands write."""
    (tmp_path / "school.csv").write_text(SCHOOL, encoding="utf-8")
    cli("train", "school.csv", "--horizon", "2", "-q", "-o", "school.lstm").ended()
    assert [path.name for path in tmp_path.glob("*.lstm")] == ["school.lstm"]


def test_verbose_reports_line_by_line(cli, trained):
    """With --verbose progress is lines, also where there is no terminal."""
    result = cli("train", trained.table, "--horizon", "2", "--verbose").ended()
    assert len(re.findall(r"^.+: \d+ of \d+$", result.err, re.MULTILINE)) >= 2


def test_another_kind_of_file_is_never_replaced(cli, tmp_path):
    """The target is looked at before anything is read or trained: not even the table need exist."""
    (tmp_path / "thesis.docx").write_bytes(b"years of work")
    result = cli("train", "nowhere.csv", "--model", "thesis.docx").ended(2)
    assert result.err == (
        "lstm-forecast: error: thesis.docx: exists and is not a model file; it is not replaced "
        "(choose another name with --model)\n"
    )
    assert (tmp_path / "thesis.docx").read_bytes() == b"years of work"


def test_the_table_itself_is_safe_from_the_model(cli, tmp_path):
    """Naming the data as the model is refused."""
    (tmp_path / "d.csv").write_text(SCHOOL)
    cli("train", "d.csv", "--model", "d.csv").ended(2)
    assert (tmp_path / "d.csv").read_text() == SCHOOL


@pytest.mark.parametrize(
    ("model", "code", "message"),
    [
        (".", 2, ".: is a folder; name a file, for example with --model ./model.lstm"),
        ("-", 2, "--model: a model is a file and cannot go to standard output"),
        ("missing/m.lstm", 1, "missing: No such file or directory"),
    ],
)
def test_a_target_that_cannot_be_is_refused_at_once(cli, model, code, message):
    """Hours of training must not end in a path that never could be written."""
    result = cli("train", "nowhere.csv", "--model", model).ended(code)
    assert result.err == f"lstm-forecast: error: {message}\n"


def test_the_model_keeps_mode_and_link(cli, tmp_path):
    """A model behind a symbolic link is replaced where it is, with the mode that it had."""
    (tmp_path / "real.lstm").write_bytes(b"")
    (tmp_path / "real.lstm").chmod(0o600)
    (tmp_path / "link.lstm").symlink_to("real.lstm")
    cli("train", "-", "--horizon", "2", "-q", "--model", "link.lstm", stdin=SCHOOL.encode()).ended()
    assert (tmp_path / "link.lstm").is_symlink()
    assert (tmp_path / "real.lstm").stat().st_size > 0
    assert stat.S_IMODE((tmp_path / "real.lstm").stat().st_mode) == 0o600


def test_too_little_to_learn_from_is_refused_by_check_too(cli, tmp_path):
    """What train refuses, check refuses with the same line."""
    (tmp_path / "d.csv").write_text("".join(SCHOOL.splitlines(keepends=True)[:6]))
    train, check = cli("train", "d.csv").ended(3), cli("check", "d.csv").ended(3)
    assert train.err.splitlines()[-1] == check.err.splitlines()[-1]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_stopping_leaves_the_old_model_and_nothing_else(start, tmp_path, trained, number, code):
    """Ctrl-C and SIGTERM during training leave the directory as it was."""
    before = trained.model.read_bytes()
    (tmp_path / "m.lstm").write_bytes(before)
    arguments = ["train", trained.table, "--horizon", "8", "--model", "m.lstm", "--verbose"]
    with start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        line = b""
        while b" of " not in line and process.poll() is None:
            line = process.stderr.readline()
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert out == b""
    assert b"Traceback" not in err
    assert (b"lstm-forecast: interrupted" in err) == (number == signal.SIGINT)
    assert [path.name for path in tmp_path.iterdir()] == ["m.lstm"]
    assert (tmp_path / "m.lstm").read_bytes() == before


def test_the_number_of_processes_changes_no_byte(cli, trained, tmp_path):
    """Two processes give the file that one gives; --verbose says how many there are."""
    files = []
    for jobs, said in (("1", "one process"), ("2", "2 processes")):
        arguments = ("train", trained.table, "--horizon", "2", "--jobs", jobs, "--verbose", "--model", f"{jobs}.lstm")
        assert f"{said}, each with one thread for matrix products" in cli(*arguments).ended().err
        files.append(tmp_path / f"{jobs}.lstm")
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.slow
def test_vintages_teach_how_first_reports_are_revised(run_command, tmp_path):
    """Weeks that are first reported at half: said by train and predict, undone by --as-reported; the data are the newest state."""
    days = [dt.date(2022, 1, 8) + dt.timedelta(weeks=week) for week in range(40)]
    counts = [60 + 7 * (week * week % 11) for week in range(40)]
    first = [f"{day},{count // 2},{day + dt.timedelta(days=4)}" for day, count in zip(days, counts, strict=True)]
    later = [f"{day},{count},{day + dt.timedelta(days=11)}" for day, count in zip(days[:-1], counts, strict=False)]
    newest = [f"{day},{count}" for day, count in zip(days, [*counts[:-1], counts[-1] // 2], strict=True)]
    for name, header, rows in (("v.csv", "date,cases,as_of", first + later), ("d.csv", "date,cases", newest)):
        (tmp_path / name).write_text("\n".join([header, *rows, ""]))
    said = run_command(tmp_path, "train", "--vintages", "v.csv", "--horizon", "2").ended()
    note = "the newest 1 week: reported values are multiplied by 2.0"
    assert note in " ".join(said.err.split())
    one = run_command(tmp_path, "predict", "--format", "csv").ended()
    assert note in " ".join(one.err.split())
    run_command(tmp_path, "train", "d.csv", "--horizon", "2", "--model", "d.lstm").ended()
    plain = run_command(tmp_path, "predict", "--model", "d.lstm", "--format", "csv").ended()
    assert one.text != plain.text
    assert run_command(tmp_path, "predict", "--as-reported", "--format", "csv").ended().text == plain.text
    run_command(tmp_path, "train", "d.csv", "--vintages", "v.csv", "--horizon", "2", "--model", "both.lstm").ended()
    both = run_command(tmp_path, "predict", "--model", "both.lstm", "--format", "csv").ended()
    assert both.text == one.text
    assert "there is no DATA" in run_command(tmp_path, "train").ended(code=2).err
    few = run_command(tmp_path, "backtest", "d.csv", "--as-reported").ended(code=2)
    assert "--as-reported needs --vintages" in few.err


def as_published(*, line=None, row="", beside=()):
    """Return weekly counts as they were published a week later, with a line replaced, and with rows beside them."""
    days = [dt.date(2022, 1, 8) + dt.timedelta(weeks=week) for week in range(40)]
    rows = [f"{day},{60 + 7 * (at * at % 11)},{day + dt.timedelta(days=7)}" for at, day in enumerate(days)]
    lines = ["date,cases,as_of", *rows, *beside]
    if line is not None:
        lines[line - 1] = row
    return "\n".join([*lines, ""])


AS_OF = "2022-02-19"
WRONG_ROWS = {
    "a negative count": ({"line": 7, "row": f"2022-02-12,-3,{AS_OF}"}, "without line 7: sed 7d v.csv"),
    "no publication": ({"line": 7, "row": "2022-02-12,60,"}, "without line 7: sed 7d v.csv"),
    "an unreadable publication": ({"line": 7, "row": "2022-02-12,60,soon"}, "without line 7: sed 7d v.csv"),
    "a row twice": ({"beside": [f"2022-02-12,235,{AS_OF}"]}, "without line 42: sed 42d v.csv"),
    "two rows": ({"line": 7, "row": "x,60,2022-02-19", "beside": ["y,1,"]}, "without lines 7, 42: sed '7d;42d' v.csv"),
}


@pytest.mark.parametrize(("change", "way"), WRONG_ROWS.values(), ids=WRONG_ROWS)
def test_vintages_with_a_wrong_row_are_refused_with_a_command_that_works(cli, shell, tmp_path, change, way):
    """What comes back is the command as it was typed, but without that line; it trains the model that the rest trains."""
    (tmp_path / "v.csv").write_text(as_published(**change))
    refused = cli("train", "--vintages", "v.csv", "--horizon", "1", "--quiet").ended(3)
    *_, advice = refused.err.splitlines()
    assert advice == f"lstm-forecast: error: v.csv: {way} | lstm-forecast train --vintages=- --horizon 1 --quiet"
    if change.get("beside") and "line" not in change:  # one training is enough
        done = shell(advice.partition("without line 42: ")[2])
        assert done.returncode == 0, done.stderr
        assert (tmp_path / "forecast.lstm").exists()
        assert (
            cli("train", "--vintages=v.csv").ended(3).err.endswith("sed 42d v.csv | lstm-forecast train --vintages=-\n")
        )


def test_training_on_snapshots_advises_to_learn_from_them(cli, tmp_path):
    """Both commands of the refusal work: one forgets what earlier reports tell, and the other learns it."""
    (tmp_path / "nights").mkdir()
    weeks = [dt.date(2023, 7, 1) + dt.timedelta(7 * week) for week in range(52)]
    for known in range(40, 53):
        counts = [20 + 10 * (week % 9) for week in range(known - 1)] + [10 + 5 * ((known - 1) % 9)]  # the last is half
        rows = "".join(f"{week},{count}\n" for week, count in zip(weeks, counts, strict=False))
        (tmp_path / "nights" / f"{weeks[known - 1] + dt.timedelta(4)}.csv").write_text(f"date,count\n{rows}")
    given = ("--horizon", "2", "--model", "m.lstm")
    *_, newest, reports = cli("train", "nights", *given).ended(3).err.splitlines()
    assert newest.endswith(f"lstm-forecast tidy nights --as-of latest | lstm-forecast train {' '.join(given)} -")
    learn = ("train", *given, "--vintages", "nights")
    assert reports == f"lstm-forecast: error: nights: with what earlier reports tell: lstm-forecast {' '.join(learn)}"
    assert "reported values are multiplied by" in " ".join(cli(*learn).ended().err.split())


def test_a_backtest_of_vintages_has_that_command_too(cli, shell, tmp_path):
    """With all that was asked for, whichever way the option was written; typed as it is, it gives the scores of the rest."""
    (tmp_path / "v.csv").write_text(as_published(**WRONG_ROWS["a row twice"][0]))
    (tmp_path / "rest.csv").write_text(as_published())
    few = ("--horizon", "1", "--cutoffs", "2", "--format", "csv")
    for option in (("--vintages", "v.csv"), ("--vintages=v.csv",)):
        refused = cli("backtest", *few, *option).ended(3)
        advice = refused.err.splitlines()[-1].partition("without line 42: ")[2]
        assert advice == f"sed 42d v.csv | lstm-forecast backtest {' '.join(few)} --vintages=-"
    done = shell(advice)
    assert done.returncode == 0, done.stderr
    assert done.stdout == cli("backtest", *few, "--vintages", "rest.csv").ended().out


def test_vintages_that_no_line_left_out_mends_are_refused_as_they_were(cli, tmp_path):
    """Where more is wrong than a few lines, or lines cannot be cut out of the file as it is packed, there is no such command."""
    many = as_published().replace(",2022", ",soon")
    (tmp_path / "v.csv").write_text(many)
    packed = gzip.compress(as_published(line=7, row="2022-02-12,-3,2022-02-19").encode())
    (tmp_path / "v.csv.gz").write_bytes(packed)
    for name in ("v.csv", "v.csv.gz"):
        assert "sed" not in cli("train", "--vintages", name, "--horizon", "1").ended(3).err
