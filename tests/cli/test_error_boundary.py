"""The edges of the program: streams, signals, start-up, help. Reliability comes from the installed command itself."""

import json
import os
import signal
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="descriptors and signals are POSIX only")

COMMANDS = ("train", "predict", "backtest", "score", "check", "step")
TABLE = "week,n\n" + "".join(f"2024-{month:02d}-01,{month}\n" for month in range(1, 13))


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_help_leads_with_examples(cli, command, flag):
    """Every help starts with what the command does and examples to copy."""
    result = cli(*command, flag).ended()
    lines = [line for line in result.text.splitlines() if line.strip()]
    assert lines[0].startswith("Usage: lstm-forecast")
    examples = lines.index("  For example:")
    assert examples < lines.index("Options:")
    assert sum(line.startswith("    ") and "lstm-forecast" in line for line in lines) >= 2
    assert "\\b" not in result.text
    assert result.err == ""


def test_the_version_names_what_it_runs_on(cli):
    """Python and NumPy belong to the version: results depend on them."""
    python = ".".join(map(str, sys.version_info[:3]))
    assert (
        cli("--version").ended().text == f"lstm-forecast {version_of()} (python {python}, numpy {version('numpy')})\n"
    )


def version_of():
    """Return the version that the package states."""
    import lstm_cli

    return lstm_cli.__version__


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["train", "--help"],
        ["train"],
        ["trian"],
        ["step", "--x", "a"],
        ["predict", "--levels", "a"],
    ],
)
def test_the_small_things_load_nothing_large(arguments):
    """Help, version and usage errors import neither NumPy, pandas nor rich."""
    program = (
        "import sys, atexit\n"
        "def report(): sys.stderr.write('loaded:' + ','.join({'numpy', 'pandas', 'rich'} & set(sys.modules)) + '\\n')\n"
        "atexit.register(report)\n"
        "from lstm_cli.__main__ import main\n"
        f"sys.argv = ['lstm-forecast', *{arguments!r}]\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == "loaded:", done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["trian"], "no command 'trian'; did you mean lstm-forecast train?"),
        (["hub", "rnu"], "no command 'rnu'; did you mean lstm-forecast hub run?"),
        (["banana"], "commands are train, predict, watch, diagnose, backtest, score, check, tidy, info, step, hub"),
        (
            ["predict", "--format", "png"],
            "png is a picture, which needs a file; name a file, for example with --output forecast.png",
        ),
        (["train", "d.csv", "--horzon", "3"], "--horizon"),
        (["train"], "there is no DATA: name a table, - for standard input, or --vintages FILE"),
        (["train", "d.csv", "--horizon", "0"], "'--horizon': expected a number from 1, got '0'"),
        (["train", "d.csv", "--horizon", "x"], "'--horizon': expected a whole number, got 'x'"),
        (["train", "d.csv", "--horizon", "1.5"], "'--horizon': expected a whole number, got '1.5'"),
        (["train", "d.csv", "--seed", "-1"], "expected a number from 0, got '-1'"),
        (["train", "d.csv", "--cell", "gru"], "'--cell': 'gru' is not one of 'lstm', 'cec', 'peephole', 'coupled'."),
        (["predict", "--draws", "10001"], "'--draws': expected a number up to 10000, got '10001'"),
        (
            ["predict", "--format", "xml"],
            "'--format': 'xml' is not one of 'table', 'csv', 'json', 'jsonl', 'parquet', 'hub', 'png', 'svg', 'pdf'.",
        ),
        (
            ["predict", "--quantiles", "0.5,0.995"],
            "expected quantile levels from 0.01 to 0.99, such as 0.1,0.5,0.9, got '0.995'",
        ),
        (["predict", "--quantiles", "0.5,nan"], "got 'nan'"),
        (["predict", "--quantiles", ""], "got ''"),
        (["predict", "--quantiles", "0.009"], "got '0.009'"),
        (
            ["predict", "--levels", "50,99"],
            "expected central intervals in per cent from 1 to 98, such as 50,95, got '99'",
        ),
        (["predict", "--levels", "0"], "got '0'"),
        (["predict", "--levels", "0.95"], "got '0.95'; for the 95 % interval write --levels 95"),
        (["predict", "--quantiles", "95"], "got '95'; for a central interval write --levels 95"),
        (["predict", "--levels", "50", "--quantiles", "0.5"], "give one of them"),
        (["predict", "--target", "x"], "--format hub"),
        (["predict", "--freq", "D"], "there is no DATA"),
        (["diagnose", "--series", "a", "--series", "b"], "--series is given twice, but takes one value"),
        (["score", "a.csv", "b.csv", "--cutoff=2024-01-06", "--cutoff", "2024-01-13"], "--cutoff is given twice"),
        (["train", "-m", "a.lstm", "d.csv", "-o", "b.lstm"], "--model is given twice"),
        (["predict", "--levels", "50", "--levels", "90"], "--levels is given twice; separate several values by commas"),
        (["check", "d.csv", "--freq", ""], "--freq: expected a value, got ''"),
        (["tidy", "d.csv", "--until="], "--until: expected a value, got ''"),
        (["check", "d.csv", "--long", "--wide"], "--wide/--long is given twice"),
        (["predict", "-series", "a"], "'-series' does not begin with two hyphens; did you mean --series?"),
        (["predict", "–series=a"], "'–series=a' does not begin with two hyphens; did you mean --series?"),
        (["predict", "-output", "a.csv"], "'-output' does not begin with two hyphens; did you mean --output?"),
        (["--horizon", "3", "train", "d.csv"], "--horizon goes after the command, as in lstm-forecast train --horizon"),
        (["--model", "m", "predict", "d.csv"], "--model goes after the command, as in lstm-forecast predict --model"),
        (["hub", "--team", "t", "write", "."], "--team goes after the command, as in lstm-forecast hub write --team"),
        (["-x", "train"], "No such option: -x"),
    ],
)
def test_usage_errors_end_in_two_and_say_what_would_be_right(cli, arguments, message):
    """Words on standard error, nothing on standard output, exit 2."""
    result = cli(*arguments).ended(2)
    assert message in result.err
    assert "Value error" not in result.err
    assert "Input should" not in result.err
    assert result.out == b""


def test_short_options_and_values_with_hyphens_are_not_long_options(cli, tmp_path):
    """-h is help although step has an option --h; numbers below 0 are values, and -- ends the options."""
    assert cli("step", "-h").ended().text.startswith("Usage: lstm-forecast step")
    assert cli("step", "--x", "-1", "--h", "-1", "--c", "-1", "-h").ended().out
    (tmp_path / "-model").write_text("date,n\n" + "".join(f"2024-01-{day},{day}\n" for day in range(10, 20)))
    assert cli("check", "--", "-model").ended().out


def test_the_seed_of_the_environment_is_checked_and_named(cli):
    """LSTM_FORECAST_SEED stands for --seed, and an error says so."""
    result = cli("train", "d.csv", env={"LSTM_FORECAST_SEED": "many"}).ended(2)
    assert "LSTM_FORECAST_SEED" in result.err
    assert "expected a whole number, got 'many'" in result.err


def test_completion_works_through_the_environment(cli):
    """The documented form of completion prints a shell script."""
    script = cli(env={"_LSTM_FORECAST_COMPLETE": "source_bash"}).ended().text
    assert "complete" in script
    assert "lstm-forecast" in script


@pytest.mark.parametrize(
    "arguments", [["step"], ["--help"], ["trian"], ["step", "--x", "a"], ["check", "nowhere.csv"], ["check", "-"]]
)
def test_no_escape_sequence_reaches_a_pipe(cli, colours, arguments):
    """Whatever a variable asks for: what is not a terminal gets plain text."""
    result = cli(*arguments, stdin=TABLE.encode(), env=colours)
    assert b"\x1b" not in result.out
    assert "\x1b" not in result.err


@pytest.mark.parametrize("arguments", [["step"], ["step", "--format", "json"], ["--help"]])
def test_a_reader_who_leaves_ends_the_program_silently(start, arguments):
    """Nobody reads any more: exit 141 like other tools, and not a word."""
    read, write = os.pipe()
    os.close(read)
    with start(*arguments, stdout=write, stderr=subprocess.PIPE) as process:
        os.close(write)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (141, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [["step"], ["step", "--format", "json"], ["--help"], ["--version"]])
def test_a_full_disk_is_one_line(start, arguments):
    """Output that cannot be written is an error, also when it is small enough for a buffer."""
    with (
        Path("/dev/full").open("w") as full,
        start(*arguments, stdout=full, stderr=subprocess.PIPE) as process,
    ):
        _, err = process.communicate(timeout=60)
    lines = err.decode().splitlines()
    assert process.returncode == 1
    assert len(lines) == 1
    assert lines[0].startswith("lstm-forecast: error: ")
    assert lines[0].endswith("No space left on device")


def test_nobody_listening_to_errors_changes_nothing(start):
    """Standard error on a full disk or in a closed pipe leaves the exit code as it was."""
    with (
        Path(os.devnull if not Path("/dev/full").exists() else "/dev/full").open("w") as full,
        start("step", "--x", "a", stdout=subprocess.PIPE, stderr=full) as process,
    ):
        out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, b"")


@pytest.mark.parametrize(
    ("redirect", "code"), [(">&-", 1), ("2>&-", 0), ("<&-", 0), (">&- 2>&-", 1), ("<&- >&- 2>&-", 1)]
)
def test_streams_closed_from_the_start(start, redirect, code):
    """A caller may close streams: output that has nowhere to go is an error, closed others are no matter."""
    with start("step", shell=redirect, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    assert b"Traceback" not in err
    if redirect == ">&-":
        assert err == b"lstm-forecast: error: standard output: Bad file descriptor\n"


def test_a_file_never_takes_the_place_of_a_closed_stream(tmp_path):
    """With all streams closed the first file opened is not number 0, 1 or 2, where stray words would land in it."""
    program = (
        "from lstm_cli.__main__ import _occupy_standard_descriptors\n"
        "_occupy_standard_descriptors()\n"
        "with open('number', 'w') as file: file.write(str(file.fileno()))\n"
    )
    command = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, "-c", program]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=60)
    assert int((tmp_path / "number").read_text()) > 2


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [(signal.SIGINT, 130, b"lstm-forecast: interrupted\n"), (signal.SIGTERM, 143, b""), (signal.SIGHUP, 129, b"")],
)
def test_signals_end_the_program_at_once(start, number, code, words):
    """Ctrl-C says that it was heard; both leave with 128 + the signal's number."""
    with start("check", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        wait_until_it_reads(process)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (code, b"", words)


@pytest.mark.parametrize(
    ("module", "words"),
    [("lstm_cli.cli.streams", ""), ("lstm_cli.cli.app", "lstm-forecast: interrupted\n")],
)
def test_ctrl_c_while_the_program_loads_shows_no_traceback(module, words):
    """Before and after errors are reported in words, it ends with 130."""
    program = (
        "import os, signal, sys\n"
        "class Press:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == {module!r}: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.meta_path.insert(0, Press())\n"
        "from lstm_cli.__main__ import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", words)


@pytest.mark.parametrize("wait", [0, 0.01, 0.02, 0.04, 0.08])
def test_ctrl_c_after_the_last_line_does_not_end_by_a_signal(start, tmp_path, wait):
    """Whether the interpreter is still tidying up or not: what has been told is done, which is 0; or it was interrupted."""
    (tmp_path / "d.csv").write_text(TABLE)
    with start("check", "d.csv", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while not process.stdout.readline().startswith(b"lstm-forecast train "):
            pass
        time.sleep(wait)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) in {0, 130}
        assert b"Traceback" not in process.stderr.read()


SWALLOWED = """
import os, signal
from lstm_cli.cli.error_boundary import boundary
from lstm_cli.errors import ForecastError
with boundary():
    try:
        os.kill(os.getpid(), signal.SIGTERM)
    except SystemExit:
        pass
    raise ForecastError("a worker process was killed")
"""


def test_an_error_after_a_termination_ends_as_the_termination_does():
    """Even if Python drops the exit, as it does inside a destructor: the workers, which got the signal too, are then gone."""
    done = subprocess.run([sys.executable, "-c", SWALLOWED], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (143, "", "")


DROPPED = """
import os, signal, time
from lstm_cli.cli.error_boundary import boundary
class Result:
    def __del__(self):
        os.kill(os.getpid(), signal.{name})
        time.sleep(0)
with boundary():
    Result()
    for _ in range(3000):
        time.sleep(0.01)
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_inside_the_last_destructor_is_not_lost(name):
    """There is nothing left to do, but whoever sent it is told that it was heard."""
    program = DROPPED.format(name=name).replace("range(3000)", "range(0)")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=25, check=False)
    assert done.returncode == 128 + getattr(signal, name)


@pytest.mark.parametrize(
    ("name", "code", "words"), [("SIGINT", 130, "lstm-forecast: interrupted\n"), ("SIGTERM", 143, "")]
)
def test_a_signal_inside_a_destructor_is_not_lost(name, code, words):
    """Python ignores an exception that is raised there, and prints that it does."""
    program = DROPPED.format(name=name)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=25, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", words)


def test_other_errors_inside_a_destructor_are_shown():
    """They are bugs."""
    program = DROPPED.replace("os.kill(os.getpid(), signal.{name})", "raise ValueError('closed')").replace("3000", "1")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=25, check=False)
    assert done.returncode == 0
    assert done.stderr.endswith("ValueError: closed\n")


def test_nohup_is_respected(start):
    """A hangup that the caller set the program to ignore does not end it."""
    with start(
        "check", "-", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    ) as process:  # fmt: skip
        wait_until_it_reads(process)
        process.send_signal(signal.SIGHUP)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 3, err  # the weeks that were piped in have no dates


def wait_until_it_reads(process):
    """Fill the pipe until the program has emptied a part of it: it is inside its body then."""
    sent = process.stdin.write(b"week,n\n" * 40_000)
    process.stdin.flush()
    assert sent


def test_an_unexpected_error_is_one_line_and_a_hint():
    """A bug shows no traceback unless --debug asks for it."""
    program = (
        "import sys\n"
        "import lstm_cli.cli.commands.step as module\n"
        "def fail(*_): raise KeyError('gate\\x1b[2J')\n"
        "module._numbers = fail\n"
        "from lstm_cli.__main__ import main\n"
        "sys.argv = ['lstm-forecast', 'step', *{}]\n"
        "main()\n"
    )
    plain = subprocess.run(
        [sys.executable, "-c", program.format(["--format", "json"])], capture_output=True, text=True, check=False
    )
    assert plain.returncode == 1
    assert plain.stderr == (
        "lstm-forecast: error: KeyError: 'gate\\x1b[2J': this is a bug; run again with --debug for a traceback\n"
    )
    assert json.loads(plain.stdout)["errors"][0]["code"] == "bug"
    debug = subprocess.run(
        [sys.executable, "-c", program.format(["--debug"])], capture_output=True, text=True, check=False
    )
    assert debug.returncode == 1
    assert "Traceback" in debug.stderr


@pytest.mark.parametrize(
    ("command", "given", "message"),
    [
        ("predict", "--horizon 0", "Invalid value for '--horizon': expected a number from 1, got '0'"),
        ("train", "--unknown", "No such option: --unknown"),
        ("hub check", "x", "Missing argument 'HUB'."),
        ("info", "a b", "Got unexpected extra argument(s) (b)"),
    ],
)
def test_a_command_line_that_cannot_be_read_is_json_where_that_is_asked_for(cli, conforms, command, given, message):
    """Standard output has one object whatever happens, and standard error what it has without."""
    plain = cli(*command.split(), *given.split()).ended(2)
    assert plain.out == b""
    assert message in plain.err
    for asked in (["--format", "json"], ["--format=json"]):
        result = cli(*command.split(), *asked, *given.split()).ended(2)
        conforms(json.loads(result.text))
        assert json.loads(result.text)["command"] == command
        assert json.loads(result.text)["errors"][0]["message"] == message
        assert result.err == plain.err


def test_a_command_that_writes_no_json_says_nothing_in_json(cli):
    """CSV is all that `tidy` writes, and help is help."""
    assert cli("tidy", "x.csv", "--format", "json").ended(2).out == b""
    assert cli("hub", "write", "--format", "json").ended(2).out == b""
    assert cli("info", "--format", "json", "--help").ended().text.startswith("Usage:")


def test_a_folder_that_is_gone_is_named(tmp_path):
    """The shell may be in a folder that another program has removed."""
    (tmp_path / "gone").mkdir()
    line = f"cd gone && rmdir ../gone && {sys.executable} -m lstm_cli check ."
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.endswith("lstm-forecast: error: the current folder: No such file or directory\n")
