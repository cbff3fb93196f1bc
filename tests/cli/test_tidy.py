"""``lstm-forecast tidy``: CSV on standard output, what was done on standard error, and pipes into the other commands."""

import gzip
import signal
import subprocess
import time

import pytest

import lstm_cli as lf

DAYS = [f"2024-{month:02d}-{day:02d}" for month in (1, 2, 3) for day in range(1, 29)]
TABLE = "\n".join(
    [
        "Cases by place, made on 3 May",
        "place;date;sex;cases",
        *(
            f"{place};{day};{sex};{10 + at % 7}"
            for place in ("North", "South")
            for at, day in enumerate(DAYS)
            for sex in ("F", "M")
        ),
        "Total;;;4368",
        "",
    ]
)


@pytest.fixture
def table(tmp_path):
    """Write the table as a file."""
    (tmp_path / "cases.csv").write_text(TABLE)


@pytest.mark.usefixtures("table")
def test_data_go_to_standard_output_and_words_to_standard_error(cli):
    """A line for each thing that was done, then rows and counts that came and went."""
    result = cli("tidy", "cases.csv", "--sum").ended()
    lines = result.text.splitlines()
    assert lines[:3] == ["place,date,cases", "North,2024-01-01,20", "North,2024-01-02,22"]
    assert len(lines) == 169
    counts = 2 * 2 * sum(10 + at % 7 for at in range(84))
    assert result.err.replace("\n    ", " ").splitlines() == [
        "  the header is on line 2; 1 title line is left out: 'Cases by place, made on 3 May'",
        "  1 row of totals is left out on line 339: 'Total 4368' (-1 row, counts -4368)",
        "  336 rows are summed into 168 (-168 rows)",
        f"cases.csv: rows 337 in, 168 out; counts {counts + 4368} in, {counts} out",
    ]


@pytest.mark.usefixtures("table")
def test_quiet_says_nothing_and_a_file_is_written_as_a_whole(cli, tmp_path):
    """``-q`` leaves the data alone; ``-o`` writes the same bytes to a file, which the library gives, too."""
    piped = cli("tidy", "cases.csv", "--sum", "-q").ended()
    assert piped.err == ""
    assert cli("tidy", "cases.csv", "--sum", "-o", "out.csv", "-q").ended().out == b""
    assert (tmp_path / "out.csv").read_bytes() == piped.out
    assert lf.tidy(tmp_path / "cases.csv", sum=True).to_csv().encode() == piped.out


@pytest.mark.usefixtures("table")
def test_files_that_must_not_be_written(cli, tmp_path):
    """The input is not replaced, another format is not written, and a refusal leaves what was there."""
    assert "would overwrite a file" in cli("tidy", "cases.csv", "--sum", "-o", "cases.csv").ended(2).err
    assert "cannot write .json files" in cli("tidy", "cases.csv", "-o", "x.json").ended(2).err
    (tmp_path / "old.csv").write_text("old")
    cli("tidy", "cases.csv", "-o", "old.csv").ended(3)
    assert (tmp_path / "old.csv").read_text() == "old"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["cases.csv", "old.csv"]


@pytest.mark.usefixtures("table")
def test_a_pipe_into_training_and_on_to_a_forecast(shell):
    """What `tidy` writes is trained on without options, and forecast from."""
    done = shell(
        "lstm-forecast tidy cases.csv --sum -q | lstm-forecast train - --horizon 3 --model m.lstm -q"
        " && lstm-forecast predict --model m.lstm 2> words"
    )
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("place,date,q0.025")
    assert [line.split(",")[:2] for line in lines[1:]] == [
        [place, f"2024-03-{day}"] for place in ("North", "South") for day in (29, 30, 31)
    ]


def test_standard_input_and_compressed_bytes(cli):
    """``-`` reads a pipe, packed or not."""
    plain = cli("tidy", "-", "--sum", stdin=TABLE.encode()).ended()
    packed = cli("tidy", "-", "--sum", stdin=gzip.compress(TABLE.encode())).ended()
    assert plain.out == packed.out
    assert plain.err.splitlines()[-1].startswith("stdin: rows 337 in")


def test_a_refusal_ends_with_commands_and_no_data(cli, shell):
    """Exit code 3, nothing on standard output, and each line that is a command does what it says."""
    result = cli("tidy", "-", stdin=TABLE.encode()).ended(3)
    assert result.out == b""
    commands = [line.partition(": lstm-forecast ")[2] for line in result.err.splitlines() if ": lstm-forecast " in line]
    assert len(commands) == 3
    for command in commands:
        done = shell(f"lstm-forecast {command}", stdin=TABLE.encode())
        assert (done.returncode, done.stdout[:5]) == (0, b"place" if "+" not in command else b"serie")


def test_series_that_cannot_be_read_are_left_out_when_asked(cli, tmp_path):
    """Exit code 0 with a note that names them and what is wrong; 3 where none is left."""
    rows = [f"{place},{day},{'?' if place == 'B' and day == DAYS[7] else 5}" for place in "AB" for day in DAYS]
    (tmp_path / "d.csv").write_text("\n".join(["place,date,cases", *rows, ""]))
    cli("tidy", "d.csv").ended(3)
    result = cli("tidy", "d.csv", "--skip-bad-series").ended()
    assert {line.split(",")[0] for line in result.text.splitlines()[1:]} == {"A"}
    assert "1 of 2 series ('B') cannot be used and is left out ('?' is not a count on line 93)" in " ".join(
        result.err.split()
    )
    (tmp_path / "d.csv").write_text("\n".join(["place,date,cases", *rows[84:], ""]))
    assert "none is left" in cli("tidy", "d.csv", "--skip-bad-series").ended(3).err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--where", "sex"], "'sex' is not a condition; --where takes a column and a text, such as sex=F"),
        (["--without-lines", "a"], "'a' is not a list of lines"),
        (["--week", "us"], "us"),
        (["--drop-last", "-1"], "expected a number from 0"),
        (["--until", "soon", "--sum"], "'soon' is not a date; --until takes one such as 2024-01-06"),
        (["--freq", "m"], "may be minutes or months"),
    ],
)
@pytest.mark.usefixtures("table")
def test_options_that_cannot_be_are_refused(cli, arguments, words):
    """An error of usage says what the option takes."""
    result = cli("tidy", "cases.csv", *arguments).ended(2)
    assert words in result.err
    assert result.out == b""


@pytest.mark.usefixtures("table")
def test_a_reader_that_leaves_early_ends_it_quietly(start, tmp_path):
    """A closed pipe is exit code 141, without a word."""
    rows = [f"place {at},{day},5" for at in range(2_000) for day in DAYS]
    (tmp_path / "big.csv").write_text("\n".join(["place,date,cases", *rows, ""]))
    with start("tidy", "big.csv", "-q", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_an_interrupt_leaves_no_file(start, tmp_path):
    """Ctrl-C while it waits for a pipe: exit code 130, and the output is not there."""
    with start("tidy", "-", "-o", "out.csv", stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdin.write(b"date,cases\n2024-01-01,5\n")
        process.stdin.flush()
        time.sleep(2)  # until it waits for more
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == b"lstm-forecast: interrupted\n"
    assert process.returncode == 130
    assert list(tmp_path.iterdir()) == []
