"""``lstm-forecast score`` as a user meets it."""

import csv
import io
import json
import re
import shlex

import pytest

KNOWN = 70  # weeks that the forecasts know; the table has 80


def rows_of(result):
    """Read scores in CSV: the numbers by scope and label."""
    return {(row["scope"], row["label"]): row for row in csv.DictReader(io.StringIO(result.text))}


def number(result, name="wis", scope="overall", label="all"):
    """Return one score."""
    return float(rows_of(result)[scope, label][name])


@pytest.fixture(scope="module")
def forecast(run_command, tmp_path_factory, trained):
    """Forecast the last weeks but ten of the table, as CSV and as hub rows; nobody may change these files."""
    folder = tmp_path_factory.mktemp("score")
    header, *rows = trained.table.read_text().splitlines()
    (folder / "truth.csv").write_text(trained.table.read_text())
    known = [row for k, row in enumerate(rows) if k % 80 < KNOWN]
    (folder / "known.csv").write_text("\n".join([header, *known, ""]))
    for name, more in (("f.csv", ("--format", "csv")), ("hub.csv", ("--format", "hub"))):
        run_command(folder, "predict", "known.csv", "--model", trained.model, "-q", *more, "-o", name).ended()
    return folder


@pytest.fixture
def score(run_command, forecast):
    """Score a file beside the truth."""
    return lambda *arguments, **options: run_command(forecast, "score", *arguments, **options)


def test_forecasts_of_predict_score_by_hand(score, forecast):
    """The scores of what `predict` wrote are those of a loop over its rows and the table."""
    levels = (0.025, 0.25, 0.5, 0.75, 0.975)
    with (forecast / "truth.csv").open() as stream:
        came = {(row["location"], row["week_ending"]): float(row["cases"] or "nan") for row in csv.DictReader(stream)}
    with (forecast / "f.csv").open() as stream:
        losses = [
            2 * max(level * (y - float(row[f"q{level}"])), (level - 1) * (y - float(row[f"q{level}"])))
            for row in csv.DictReader(stream)
            for y in [came[row["location"], row["week_ending"]]]
            for level in levels
        ]
    result = score("f.csv", "truth.csv").ended()
    assert number(result, "cells") == 12
    assert number(result) == pytest.approx(sum(losses) / len(losses), rel=1e-5)
    assert number(result, "cells", "step", "4") == number(result, "cells", "series", "Coast") - 1 == 3


def test_it_says_what_it_understood(score):
    """Words on standard error: the truth, the forecasts, and where the baseline comes from; nothing with --quiet."""
    result = score("f.csv", "truth.csv").ended()
    assert result.err.splitlines() == [
        "truth.csv: 3 series, weekly (weeks stamped Saturday), 2022-01-08 to 2023-07-15",
        "  columns   series = location, time = week_ending, count = cases; ignored:",
        "            population",
        "  counts    239 known, 1 count missing in 1 series",
        "f.csv: 12 forecasts at 5 levels, a column per level",
        "  note      no column says when the forecasts were made: the step before the",
        "            first forecast of each series is taken as the last known one",
        "            (2023-05-06)",
        "  note      the seasonal naive baseline and the scale of MASE are computed from",
        "            the truth up to each cutoff, as it stands now, perhaps revised since",
    ]
    assert score("f.csv", "truth.csv", "-q").ended().err == ""


@pytest.mark.parametrize("dash", [0, 1])
def test_either_may_come_through_a_pipe(score, forecast, dash):
    """One of the two inputs may be standard input."""
    names = ["f.csv", "truth.csv"]
    content = (forecast / names[dash]).read_bytes()
    expected = score(*names, "-q").ended().out
    names[dash] = "-"
    assert score(*names, "-q", stdin=content).ended().out == expected


def test_predict_pipes_into_score(score, run_command, forecast, trained):
    """The two commands fit each other."""
    piped = run_command(forecast, "predict", "known.csv", "--model", trained.model, "-q").ended().out
    assert score("-", "truth.csv", "-q", stdin=piped).ended().out == score("f.csv", "truth.csv", "-q").ended().out


def test_both_through_one_pipe_is_a_mistake(score):
    """There is only one standard input."""
    result = score("-", "-").ended(2)
    assert "FORECASTS and TRUTH cannot both be standard input" in result.err


def test_hub_rows_are_the_same_forecasts(score):
    """Hub rows of the same forecast: whole counts at more levels, the same cutoff and outcomes."""
    own, hub = score("f.csv", "truth.csv").ended(), score("hub.csv", "truth.csv").ended()
    for name in ("cells", "mae", "mase"):
        assert number(hub, name) == number(own, name)
    assert number(hub) == pytest.approx(number(own), rel=0.3)
    assert "the first step after the known data is horizon 0" in " ".join(hub.err.split())
    assert "hub.csv: 12 forecasts at 23 levels, hub rows" in hub.err


def test_baselines(score):
    """--baseline changes what scores are relative to, and nothing else."""
    found = {name: score("f.csv", "truth.csv", "--baseline", name, "--format", "json").ended() for name in BASELINES}
    data = {name: json.loads(result.out)["data"]["scores"] for name, result in found.items()}
    assert [one["baseline"] for one in data.values()] == list(BASELINES.values())
    assert len({one["overall"]["wis"] for one in data.values()}) == 1
    assert len({one["overall"]["relative_wis"] for one in data.values()}) == 3


BASELINES = {"seasonal-naive": "seasonal naive", "naive": "naive", "flusight": "FluSight baseline"}


def test_json_is_as_the_schema_says(score, conforms):
    """One envelope, one document, all of it described, and nothing on standard error that a program needs."""
    found = json.loads(score("f.csv", "truth.csv", "--format", "json").ended().out)
    conforms(found)
    assert found["command"] == "score"
    assert found["data"]["forecasts"]["read"] == 12
    codes = [remark["code"] for remark in found["data"]["forecasts"]["remarks"]]
    assert codes == ["cutoff-before-first", "baseline-from-truth"]
    assert found["data"]["scores"]["verdict_code"] == "too-few-blocks"
    assert sum(found["data"]["scores"]["pit"]["counts"]) == 12


def test_an_error_in_json_too(score, conforms):
    """With --format json an error is a document as well."""
    result = score("truth.csv", "truth.csv", "--format", "json").ended(3)
    found = json.loads(result.out)
    conforms(found)
    assert found["errors"][0]["code"] == "data"


def test_a_file_instead(score, tmp_path):
    """--output writes atomically what a pipe would get, and never over its inputs."""
    place = tmp_path / "scores.csv"
    assert score("f.csv", "truth.csv", "-q", "-o", place).ended().out == b""
    assert place.read_bytes() == score("f.csv", "truth.csv", "-q").ended().out
    refused = score("f.csv", "truth.csv", "-o", "truth.csv").ended(2)
    assert "would overwrite" in refused.err


def test_options_of_reading_are_for_the_truth(score, forecast, tmp_path):
    """The truth may be any table that `train` reads."""
    text = (forecast / "truth.csv").read_text().replace("location,week_ending,cases", "where,when,how_many")
    (tmp_path / "other.csv").write_text(text.replace(",", ";"))
    options = ("--id", "where", "--time", "when", "--value", "how_many")
    assert score("f.csv", tmp_path / "other.csv", *options).ended().out == score("f.csv", "truth.csv").ended().out


def test_nothing_shared_is_an_error(score, forecast, tmp_path):
    """Forecasts of other series cannot be scored: one line, exit code 3, nothing on standard output."""
    (tmp_path / "other.csv").write_text((forecast / "f.csv").read_text().replace("Coast", "Sea").replace("Hills", "X"))
    (tmp_path / "few.csv").write_text("location,week_ending,cases\nHills,2023-05-06,1\nHills,2023-05-13,2\n")
    result = score(tmp_path / "other.csv", tmp_path / "few.csv").ended(3)
    assert result.out == b""
    assert result.err == (
        f"lstm-forecast: error: {tmp_path}/other.csv: none of its series is in {tmp_path}/few.csv: "
        "looked for 'Sea', 'X', 'Plain', found 'Hills'\n"
    )


def test_bad_cells_are_located(score, forecast, tmp_path):
    """Bad cells of either input are named by file, line and column."""
    lines = (forecast / "f.csv").read_text().splitlines()
    cells = lines[2].split(",")
    (tmp_path / "bad.csv").write_text("\n".join([*lines[:2], ",".join([*cells[:4], "many", *cells[5:]]), *lines[3:]]))
    result = score(tmp_path / "bad.csv", "truth.csv").ended(3)
    assert result.err == (
        f"lstm-forecast: error: {tmp_path}/bad.csv:3: column 'q0.5': expected a number >= 0, got 'many'\n"
    )
    (tmp_path / "bad.csv").write_text("location,date,cases\nCoast,2024-01-06,few\n")
    result = score("f.csv", tmp_path / "bad.csv").ended(3)
    assert "bad.csv:2: column 'cases': expected a whole number >= 0, got 'few'" in result.err


def test_a_terminal_gets_a_page(terminal, forecast):
    """Format left out: tables and a histogram in colour, within the width of the terminal."""
    code, seen = terminal(["score", forecast / "f.csv", forecast / "truth.csv", "-q"], COLUMNS="80")
    assert code == 0
    assert "\x1b[1m12 forecasts of 3 series\x1b[0m" in seen
    assert "━" in seen
    assert "too few outcomes to judge the shape" in seen
    _, plain = terminal(["score", forecast / "f.csv", forecast / "truth.csv", "-q", "--no-color"], COLUMNS="80")
    assert "\x1b" not in plain
    tables = [line for line in plain.splitlines() if line.startswith(("step", "series", "Coast", "Plain", "1 "))]
    assert len(tables) == 5
    assert max(map(len, plain.splitlines())) <= 80


def test_text_is_the_same_everywhere(score, colours):
    """--format text has no colour, and its width does not depend on the terminal."""
    one = score("f.csv", "truth.csv", "--format", "text", env=colours).ended().text
    assert "\x1b" not in one
    assert one == score("f.csv", "truth.csv", "--format", "text", env={"COLUMNS": "60"}).ended().text


def test_names_can_do_nothing_to_a_terminal(score, forecast, tmp_path):
    """A name with an escape sequence is shown, not obeyed, on both streams; in CSV it stays what it is."""
    for name in ("f.csv", "truth.csv"):
        (tmp_path / name).write_text((forecast / name).read_text().replace("Coast", "\x1b[2J[b]"))
    files = (tmp_path / "f.csv", tmp_path / "truth.csv")
    result = score(*files, "--format", "text").ended()
    assert "\x1b" not in result.text + result.err
    assert r"\x1b[2J[b]" in result.text
    assert ("series", "\x1b[2J[b]") in rows_of(score(*files).ended())


def test_twice_the_same(score):
    """The drawn parts do not change from run to run."""
    assert score("hub.csv", "truth.csv").ended().out == score("hub.csv", "truth.csv").ended().out


def test_a_truth_of_several_vintages_has_a_command_that_scores(run_command, forecast, tmp_path):
    """The advice takes the newest of each, and ends with the same forecasts; run as it stands, it gives the scores of the final truth."""
    header, *rows = (forecast / "truth.csv").read_text().splitlines()
    early = [f"{row},2024-01-01" for row in rows if not row.endswith(",")]
    late = [f"{row},2025-01-01" for row in rows]
    (tmp_path / "a truth.csv").write_text("\n".join([f"{header},as_of", *early, *late, ""]))
    (tmp_path / "my f.csv").write_text((forecast / "f.csv").read_text())
    refused = run_command(tmp_path, "score", "my f.csv", "a truth.csv").ended(3)
    (command,) = re.findall(r"(lstm-forecast tidy .* --as-of latest .*)", refused.err)
    tidy, scoring = (shlex.split(part)[1:] for part in command.split(" | "))
    assert scoring == ["score", "my f.csv", "-"]
    whole = run_command(tmp_path, *scoring, stdin=run_command(tmp_path, *tidy).ended().out).ended()
    wanted = run_command(forecast, "score", "f.csv", "truth.csv").ended()
    assert number(whole) == number(wanted)
