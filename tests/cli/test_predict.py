"""``lstm-forecast predict`` as a user and as a program meet it."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LEVELS = ["0.01", "0.025", *(f"{k / 100:g}" for k in range(5, 100, 5)), "0.975", "0.99"]


@pytest.fixture
def predict(cli, trained):
    """Run predict with the model of the session."""
    return lambda *arguments, **options: cli("predict", "--model", trained.model, *arguments, **options)


def rows_of(result):
    """Read CSV from standard output as strictly as Python can."""
    return list(csv.DictReader(io.StringIO(result.text, newline=""), strict=True))


def test_a_pipe_gets_csv_and_the_gates_beside_it_where_asked(predict):
    """Standard output is data by the input's own names; gate statistics are words on standard error, when asked for."""
    assert "gate" not in predict().ended().err
    result = predict("--show-gates").ended()
    header, *lines = result.text.splitlines()
    assert header == "location,week_ending,q0.025,q0.25,q0.5,q0.75,q0.975"
    assert len(lines) == 3 * 4
    rows = rows_of(result)
    assert [row["location"] for row in rows[::4]] == ["Coast", "Hills", "Plain"]
    assert [row["week_ending"] for row in rows[:4]] == ["2023-07-22", "2023-07-29", "2023-08-05", "2023-08-12"]
    for row in rows:
        values = [float(row[name]) for name in header.split(",")[2:]]
        assert values == sorted(values)
        assert values[0] >= 0
    for words in ("input gate", "forget gate", "output gate", "|C̃| above 0.9", "memory: "):
        assert words in result.err


def test_quiet_leaves_the_data_alone(predict):
    """With --quiet standard error is empty, and standard output the same."""
    loud, quiet = predict().ended(), predict("--quiet").ended()
    assert quiet.err == ""
    assert quiet.out == loud.out


def test_the_levels_asked_for_are_the_columns(predict):
    """Quantiles and intervals name their columns by shortest decimals, ascending."""
    assert predict("--quantiles", "0.9,0.10,.5").ended().text.splitlines()[0] == "location,week_ending,q0.1,q0.5,q0.9"
    assert predict("--levels", "95,50").ended().text.splitlines()[0].endswith(",q0.025,q0.25,q0.5,q0.75,q0.975")
    many = predict("--quantiles", ",".join(LEVELS)).ended().text.splitlines()[0]
    assert many == "location,week_ending," + ",".join(f"q{level}" for level in LEVELS)


@pytest.mark.skipif(not Path("/proc").exists(), reason="needs /proc")
def test_a_picture_is_drawn_in_silence_in_any_environment(predict, tmp_path):
    """Neither a folder without room for the caches of matplotlib nor a notebook's way of showing pictures matters."""
    pytest.importorskip("matplotlib", reason="the extra 'plot' is not installed")
    env = {"MPLCONFIGDIR": "/proc/none", "MPLBACKEND": "module://none.backend_inline"}
    assert predict("--quiet", "--plot", "p.png", env=env).ended().err == ""
    assert (tmp_path / "p.png").exists()


def test_a_shorter_horizon_is_the_start_of_the_longer(predict):
    """The first two steps of four are the two steps asked for."""
    two, four = rows_of(predict("--horizon", "2").ended()), rows_of(predict().ended())
    assert two == [row for k, row in enumerate(four) if k % 4 < 2]


def test_more_steps_than_the_model_has_are_refused(predict):
    """Asking beyond the trained horizon is a usage error that names it."""
    result = predict("--horizon", "5").ended(2)
    assert "4" in result.err
    assert result.out == b""


def test_newer_data_are_forecast_from_their_own_end(predict, trained, tmp_path):
    """With DATA the forecast starts after that data, without training again."""
    lines = trained.table.read_text().splitlines()
    shorter = [lines[0], *(line for line in lines[1:] if line.split(",")[1] < "2023-06-01")]
    (tmp_path / "newer.csv").write_text("\n".join(shorter) + "\n")
    rows = rows_of(predict("newer.csv", "--horizon", "1").ended())
    assert {row["week_ending"] for row in rows} == {"2023-06-03"}
    piped = rows_of(predict("-", "--horizon", "1", stdin=("\n".join(shorter) + "\n").encode()).ended())
    assert piped == rows


def test_stochastic_gates_are_a_second_opinion(predict):
    """--gates stochastic gives another forecast, the same each time; --draws without it is a mistake."""
    sampled = ("--gates", "stochastic", "--draws", "15", "--quiet")
    first, again, plain = (predict(*more).ended() for more in (sampled, sampled, ("--quiet",)))
    assert first.out == again.out != plain.out
    assert first.text.splitlines()[0] == plain.text.splitlines()[0]
    refused = predict("--draws", "15").ended(2)
    assert refused.out == b""
    assert "draws are runs with stochastic gates; add --gates stochastic" in refused.err


def test_json_holds_forecasts_gates_and_provenance(predict, conforms):
    """The document is as the schema says, with the numbers of the CSV."""
    result = predict("--format", "json").ended()
    document = json.loads(result.out, parse_constant=pytest.fail)
    conforms(document)
    assert result.err == ""
    series = document["data"]["series"]
    flat = [
        {"location": entry["name"], "week_ending": step["time"], **step["quantiles"]}
        for entry in series
        for step in entry["steps"]
    ]
    assert [{k: v if k[0] != "q" else float(v) for k, v in row.items()} for row in rows_of(predict().ended())] == flat
    assert document["data"]["seed"] == 0
    assert len(document["data"]["digest"]) == 64


def test_hub_rows_are_as_hubs_want_them(predict):
    """FluSight's columns, 23 levels, whole counts, one reference date."""
    result = predict("--format", "hub").ended()
    rows = rows_of(result)
    assert list(rows[0]) == [
        "reference_date", "target", "horizon", "target_end_date", "location", "output_type", "output_type_id", "value",
    ]  # fmt: skip
    assert [row["output_type_id"] for row in rows[:23]] == LEVELS
    assert len(rows) == 3 * 4 * 23
    assert {row["reference_date"] for row in rows} == {"2023-07-22"}
    assert {(row["horizon"], row["target_end_date"]) for row in rows} == {
        ("0", "2023-07-22"), ("1", "2023-07-29"), ("2", "2023-08-05"), ("3", "2023-08-12"),
    }  # fmt: skip
    assert all(re.fullmatch(r"\d+", row["value"]) for row in rows)
    assert "note: hub rows: reference_date is 2023-07-22" in result.err


def test_one_series_can_be_picked(predict):
    """--series keeps one series in every format; a near miss is answered with the right name."""
    assert {row["location"] for row in rows_of(predict("--series", "Hills").ended())} == {"Hills"}
    result = predict("--series", "hils").ended(2)
    assert result.err == "lstm-forecast: error: no series is called 'hils'; did you mean --series Hills?\n"
    assert "Coast, Hills, Plain" in predict("--series", "Zanzibar").ended(2).err


def test_a_table_that_was_asked_for_is_the_same_everywhere(predict, terminal, trained):
    """An explicit format gives the same characters in a pipe and on a terminal, whatever its size."""
    piped = predict("--format", "table", "--series", "Coast").ended()
    assert "●" in piped.text
    assert "\x1b" not in piped.text
    arguments = ["predict", "--model", trained.model, "--format", "table", "--series", "Coast", "--quiet"]
    assert terminal(arguments, COLUMNS="60") == (0, piped.text)


def test_an_ascii_terminal_gets_an_ascii_table(predict):
    """Where there are no block characters plain ones stand for them."""
    result = predict("--format", "table", env={"PYTHONIOENCODING": "ascii"}).ended()
    assert result.out.isascii()
    assert b"?" not in result.out


def test_a_file_is_written_in_one_step(predict, tmp_path):
    """-o writes what standard output would have had, over an older forecast, keeping its mode."""
    target = tmp_path / "forecast.csv"
    target.write_text("old")
    target.chmod(0o640)
    result = predict("-o", "forecast.csv").ended()
    assert result.out == b""
    assert target.read_text(encoding="utf-8") == predict().ended().text
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["forecast.csv"]


def test_a_dash_or_a_device_as_output_is_written_to(predict):
    """-o - and -o /dev/stdout are standard output."""
    plain = predict().ended().out
    assert predict("-o", "-").ended().out == plain
    if Path("/dev/stdout").exists():
        assert predict("-o", "/dev/stdout").ended().out == plain


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line(predict):
    """Output that does not fit is an error with the path."""
    result = predict("-o", "/dev/full", "--quiet").ended(1)
    assert result.err == "lstm-forecast: error: /dev/full: No space left on device\n"


def test_the_forecast_never_replaces_what_it_is_made_from(cli, trained, tmp_path):
    """-o with the model's or the data's name is refused."""
    model = tmp_path / "m.lstm"
    shutil.copy(trained.model, model)
    result = cli("predict", "--model", "m.lstm", "-o", "./m.lstm").ended(2)
    assert "would overwrite a file that is read" in result.err
    assert model.read_bytes() == trained.model.read_bytes()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "m.lstm: no such model file; `lstm-forecast train` writes one"),
        (b"location,week\n", "m.lstm: not a model file"),
        (b"\x80\x04\x95.", "m.lstm: a Python pickle, not a model file; a pickle can run any code and is never loaded"),
    ],
)
def test_what_is_no_model_ends_in_four(cli, tmp_path, conforms, content, message):
    """One line says what the file is instead, as JSON too where that was asked."""
    if content is not None:
        (tmp_path / "m.lstm").write_bytes(content)
    result = cli("predict", "--model", "m.lstm", "--format", "json").ended(4)
    assert result.err.startswith(f"lstm-forecast: error: {message}")
    document = json.loads(result.out)
    conforms(document)
    assert document["errors"][0]["code"] == "model"


@pytest.mark.parametrize("command", ["predict", "diagnose", "train"])
def test_a_model_in_the_place_of_data_is_told_so(cli, trained, command):
    """`predict FILE.lstm`, an easy slip, says where a model belongs, not that it should be unpacked."""
    result = cli(command, trained.model).ended(3)
    message = "this is a model file, not a table of counts; predict and diagnose read it with --model"
    assert result.err == f"lstm-forecast: error: {trained.model}: {message}\n"


def test_a_reader_who_leaves_ends_the_program_silently(start, trained):
    """Like `predict | head -1`: exit 141 and not a word."""
    arguments = ["predict", "--model", trained.model, "--quiet"]
    with start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        err = process.stderr.read()
    assert (process.returncode, err) == (141, b"")


@pytest.mark.parametrize("form", [(), ("--format", "table"), ("--format", "json")])
def test_no_escape_sequence_reaches_a_pipe(predict, colours, form):
    """Colour is for terminals, whatever a variable asks for."""
    result = predict(*form, env=colours).ended()
    assert b"\x1b" not in result.out
    assert "\x1b" not in result.err


def test_the_working_directory_is_left_alone(predict, tmp_path, trained):
    """Nothing but named outputs appears, not in the directory, nor at home, nor beside the model."""
    home = tmp_path / "home"
    home.mkdir()
    beside = sorted(path.name for path in trained.model.parent.iterdir())
    predict(env={"HOME": str(home)}).ended()
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    assert list(home.iterdir()) == []
    assert sorted(path.name for path in trained.model.parent.iterdir()) == beside


def test_a_forecast_from_a_saved_model_loads_neither_pandas_nor_rich(trained, tmp_path):
    """The quick command stays quick: what it does not need it does not import."""
    program = (
        "import sys, atexit\n"
        "def report(): sys.stderr.write('loaded:' + ','.join({'pandas', 'rich'} & set(sys.modules)) + '\\n')\n"
        "atexit.register(report)\n"
        "from lstm_cli.__main__ import main\n"
        f"sys.argv = ['lstm-forecast', 'predict', '--quiet', '--model', {str(trained.model)!r}]\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stderr == "loaded:\n"


@pytest.mark.skipif(os.name != "posix", reason="pipes with names are POSIX only")
def test_a_pipe_is_no_model_and_is_not_waited_for(cli, tmp_path):
    """A model comes from a file: a pipe that nobody writes to ends at once, with what to do instead."""
    os.mkfifo(tmp_path / "pipe")
    result = cli("predict", "--model", "pipe").ended(4)
    assert result.err == "lstm-forecast: error: pipe: a pipe, not a model file; save the model to a file first\n"
