"""``lstm-forecast diagnose`` as a user meets it."""

import csv
import importlib.util
import io
import json

import pytest

from lstm_cli.formats.text import width

pytestmark = pytest.mark.slow

plotting = pytest.mark.skipif(
    importlib.util.find_spec("matplotlib") is None, reason="the extra 'plot' is not installed"
)


@pytest.fixture
def diagnose(cli, trained):
    """Diagnose the model of the tests."""
    return lambda *arguments, **options: cli("diagnose", "--model", trained.model, *arguments, **options)


@pytest.fixture(scope="module")
def newer(trained, tmp_path_factory):
    """Write the table of the tests with 20 weeks more."""
    import datetime as dt

    lines = trained.table.read_text().splitlines()
    first = dt.date(2022, 1, 8)
    for k, place in enumerate(("Coast", "Hills", "Plain")):
        lines += [
            f"{place},{first + dt.timedelta(weeks=week)},{30 + (7 * week + k) % 25},1000" for week in range(80, 100)
        ]
    path = tmp_path_factory.mktemp("newer") / "newer.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_page_for_people(diagnose):
    """Gates, memory, ablation, time lines and findings, the same as text everywhere."""
    result = diagnose("--format", "text").ended()
    for words in (
        "Gates ",
        "Half-life of",
        "Memory by lag",
        "Ablation",
        "Time lines of",
        "Findings",
        "time blocks held out",
    ):
        assert words in result.text
    assert result.err == ""
    assert diagnose("--format", "text").text == result.text


def notes_of(document):
    """Return the notes of a diagnosis after the first, which tells of the other ensemble."""
    first, *others = document["data"]["notes"]
    assert first.startswith("forecasts combine these networks with 12 others (ensemble scratch)")
    return others


def test_the_gates_are_those_that_predict_reports(cli, trained, tmp_path):
    """Of one ensemble, which few counts have, the words about memory are word for word the ones of `predict`."""
    lines = trained.table.read_text().splitlines(keepends=True)
    (tmp_path / "few.csv").write_text(
        "".join(line for line in lines if line.split(",")[1] < "2022-09" or line == lines[0])
    )
    cli("train", "few.csv", "--horizon", "4").ended()
    messages = cli("predict", "--show-gates").ended().err.splitlines()
    page = cli("diagnose", "--format", "text").ended().text
    assert [line for line in messages if line.startswith(("  memory:", "  candidate:", "  Memory"))]
    for line in messages[4:7]:
        assert line.strip() in page
    assert messages[1].split()[2] in page  # the mean of the input gate


def rows_of(text):
    """Read CSV."""
    return list(csv.DictReader(io.StringIO(text)))


def test_a_pipe_gets_the_statistics_of_every_unit(diagnose):
    """A row for each member, unit and gate, 3 × 64 × 4, with the figures that JSON has; nothing of the time lines."""
    rows = rows_of(diagnose().ended().text)
    units = json.loads(diagnose("--format", "json").ended().text)["data"]["units"]
    assert [(int(row["member"]), int(row["unit"]), row["gate"]) for row in rows] == [
        (unit["member"], unit["unit"], gate) for unit in units for gate in ("input", "forget", "output", "candidate")
    ]
    for row, unit in zip(rows[::4], units, strict=True):
        for name in ("mean", "spread", "below_0.1", "above_0.9", "mean_derivative"):
            assert float(row[name]) == pytest.approx(unit["input"][name], rel=1e-5)
        for name in ("mean_cell_size", "cell_full", "half_life_steps"):
            assert float(row[name]) == pytest.approx(unit[name], rel=1e-5)
    assert rows_of(diagnose("--format", "csv").ended().text) == rows


def test_readings_are_written_when_they_are_asked_for(diagnose):
    """A row for each series, time, member, unit and gate: of what is named, or of everything with --readings."""
    rows = rows_of(diagnose("--series", "Hills", "--unit", "1.1,3.12").ended().text)
    assert {row["series"] for row in rows} == {"Hills"}
    assert {(row["member"], row["unit"]) for row in rows} == {("1", "1"), ("3", "12")}
    assert len(rows) == 80 * 2 * 6
    gates = [float(row["value"]) for row in rows if row["gate"] in {"input", "forget", "output"}]
    assert all(0 <= value <= 1 for value in gates)
    everything = diagnose("--readings").ended().text
    assert everything.count("\n") == 1 + 3 * 80 * 192 * 6
    chosen = diagnose("--readings", "--series", "Hills", "--unit", "1.1,3.12", "--format", "csv").ended()
    assert rows_of(chosen.text) == rows
    assert rows_of(diagnose("--unit", "2.3").ended().text)[-1]["series"] == "Plain"


def test_a_unit_that_is_not_there_is_counted_from_1_as_it_was_asked_for(diagnose):
    """The first after the last."""
    wanted = "lstm-forecast: error: there is no unit 4.65: sets of gates go from 1 to 3, units from 1 to 64\n"
    assert diagnose("--unit", "1.1,4.65").ended(2).err == wanted


@pytest.mark.parametrize("arguments", [(), ("--format", "csv"), ("--format", "json"), ("--format", "text")])
def test_a_file_is_never_large_unasked(diagnose, tmp_path, arguments):
    """Without --series, --unit or --readings nobody gets megabytes: a file, like a pipe, holds what was computed."""
    diagnose(*arguments, "-o", "found").ended()
    assert (tmp_path / "found").stat().st_size < 400_000
    assert (tmp_path / "found").read_bytes() == diagnose(*arguments).ended().out


def test_json_is_as_the_schema_says(diagnose, conforms):
    """Every figure of every unit, ablations, and the time lines of what was asked for."""
    document = json.loads(diagnose("--format", "json", "--series", "Coast", "--unit", "2.3").ended().text)
    conforms(document)
    data = document["data"]
    assert len(data["units"]) == 192
    assert data["time_lines"]["series"] == "Coast"
    assert [(unit["member"], unit["unit"]) for unit in data["time_lines"]["units"]] == [(2, 3)]
    assert data["ablation"]["where"] == "held_out_stretches"
    assert data["ablation"]["gates"][1]["name"] == "forget gate"
    assert data["knock_outs"] == data["ablation"]
    assert len(data["findings"]) == len(data["verdict"])
    assert data["findings"][0]["code"] == "half-lives"
    assert data["memory"]["gradient_by_lag"][0] == pytest.approx(1)
    assert data["memory"]["forget_product_by_lag"][0] == pytest.approx(1)


def test_newer_data_are_judged_by_what_came_after_training(diagnose, newer, conforms):
    """With DATA the ablations are of counts later than any in training."""
    document = json.loads(diagnose(newer, "--format", "json").ended().text)
    conforms(document)
    assert document["data"]["ablation"]["where"] == "after_training"
    assert notes_of(document) == []


def test_series_that_were_not_in_training_are_noted(diagnose, newer, tmp_path):
    """As `predict` notes them: what is new, and what is missing."""
    (tmp_path / "other.csv").write_text(newer.read_text().replace("Coast", "Islands"))
    document = json.loads(diagnose("other.csv", "--format", "json").ended().text)
    new, absent = notes_of(document)
    assert new.startswith("1 of 3 series was not in the training data")
    assert absent.startswith("1 of the 3 series that the model was trained on is missing")
    streamed = diagnose("other.csv").ended()
    assert " ".join(streamed.err.split()) == " ".join(f"note: {note}" for note in document["data"]["notes"])
    silent = diagnose("other.csv", "--quiet").ended()
    assert (silent.err, silent.out) == ("", streamed.out)
    readings = diagnose("other.csv", "--series", "Islands", "--unit", "1.2").ended()
    assert " ".join(readings.err.split()) == f"note: {new} note: {absent}"  # of forecasts they tell nothing


@pytest.mark.parametrize("count", [1, 2])
def test_newer_data_may_be_short(diagnose, trained, tmp_path, conforms, count):
    """Gates have readings from the first count on; what takes more counts is noted."""
    header, *rows = trained.table.read_text().splitlines()
    (tmp_path / "short.csv").write_text("\n".join([header, *rows[-count:], ""]))
    asked = ("--id", "location", "--time", "week_ending", "--value", "cases", "--freq", "W-SAT")
    document = json.loads(diagnose("short.csv", "--format", "json", *asked).ended().text)
    conforms(document)
    assert document["data"]["memory"] is None
    assert notes_of(document)[-1].startswith("no memory by lag")


def test_data_without_later_counts_say_so(diagnose, trained, conforms):
    """The training table itself holds nothing new: a note, and no ablation."""
    document = json.loads(diagnose(trained.table, "--format", "json").ended().text)
    conforms(document)
    assert document["data"]["ablation"] is None
    assert "after the training end (2023-07-15)" in notes_of(document)[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--unit", "3"), "expected member.unit"),
        (("--unit", "1.1,0.2"), "expected member.unit"),
        (("--unit", "1.65"), "units from 1 to 64"),
        (("--series", "Hill"), "did you mean --series Hills?"),
        (("--plot", "x.gif"), "ends in .png, .svg or .pdf"),
        (("--plot", "x.png", "--output", "x.png"), "cannot write .png files"),
        (("--time", "day"), "there is no DATA"),
        (("--readings", "--format", "text"), "--readings are written as csv, not text"),
        (("--readings", "--format", "json"), "--readings are written as csv, not json"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(diagnose, tmp_path, arguments, message):
    """A usage error says what would do, and leaves nothing behind."""
    result = diagnose(*arguments).ended(2)
    assert message in result.err
    assert len(result.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@plotting
def test_a_picture_is_drawn_beside_the_page(diagnose, tmp_path):
    """The file is a picture; the page comes as ever."""
    result = diagnose("--plot", "gates.svg", "--format", "text").ended()
    assert "Findings" in result.text
    assert b"forget gate" in (tmp_path / "gates.svg").read_bytes()


def test_without_matplotlib_one_line_says_what_to_install(diagnose, tmp_path):
    """The message names the pip command."""
    (tmp_path / "hide").mkdir()
    (tmp_path / "hide" / "sitecustomize.py").write_text(
        "import importlib.util as u\nf = u.find_spec\nu.find_spec = lambda n, *a: None if n == 'matplotlib' else f(n, *a)\n"
    )
    result = diagnose("--plot", "x.png", env={"PYTHONPATH": str(tmp_path / "hide")}).ended(2)
    assert "drawing needs matplotlib; this installs it: " in result.err


@pytest.mark.parametrize("columns", [40, 62, 80, 250])
def test_a_terminal_gets_a_heat_map_as_wide_as_it_is(terminal, trained, columns):
    """In colour on a terminal, and every line of pictures within it."""
    code, seen = terminal(["diagnose", "--model", trained.model], COLUMNS=str(columns), TERM="xterm-256color")
    assert code == 0
    assert "\x1b[48;5;" in seen
    assert "Findings" in seen
    plain = terminal(["diagnose", "--model", trained.model, "--no-color"], COLUMNS=str(columns))[1]
    assert "\x1b" not in plain
    heat = [line for line in plain.splitlines() if line.endswith("│")]
    assert len(heat) == 12
    assert {len(line) for line in heat} == {columns}
    assert max(width(line) for line in plain.splitlines()) <= columns


def test_readings_go_to_a_terminal_as_csv(terminal, trained):
    """--readings is CSV wherever it goes."""
    code, seen = terminal(["diagnose", "--model", trained.model, "--readings", "--series", "Coast", "--unit", "1.2"])
    assert code == 0
    assert seen.startswith("series,time,member,unit,gate,value\nCoast,")


def test_a_name_with_markup_and_escapes_is_harmless(cli, tmp_path, trained):
    """A series may be called anything; nothing of it acts on a terminal."""
    text = trained.table.read_text().replace("Coast", "[red]\x1b[2J%s$x$")
    (tmp_path / "odd.csv").write_text(text)
    page = cli("diagnose", "odd.csv", "--model", trained.model, "--series", "[red]\x1b[2J%s$x$", "--format", "text")
    assert "\x1b" not in page.ended().text
    assert "Time lines of [red]\\x1b[2J%s$x$" in page.text


def test_a_reader_who_leaves_ends_the_stream_silently(start, trained):
    """``| head`` is no error worth words."""
    process = start("diagnose", "--model", trained.model, "--readings", stdout=-1, stderr=-1)
    assert process.stdout.readline() == b"series,time,member,unit,gate,value\n"
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=30) == 141
    process.stderr.close()


def test_readings_go_to_a_file_in_one_step(diagnose, tmp_path):
    """A file gets what a pipe gets; a model is never written over."""
    diagnose("--series", "Coast", "-o", "r.csv", "--format", "csv").ended()
    assert (tmp_path / "r.csv").read_bytes() == diagnose("--series", "Coast").ended().out
    assert [path.name for path in tmp_path.iterdir()] == ["r.csv"]
