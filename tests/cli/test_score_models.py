"""``lstm-forecast score`` of several models, in other programs' formats, as a user meets it."""

import csv
import io
import json

import forecast_tables
import pytest

WEEKS = 18  # of the truth, from 6 January 2024 on: four weeks after what was known


def truth(places=forecast_tables.PLACES):
    """Write a table of counts."""
    rows = [
        (place, forecast_tables.week(k - 13), {"Ohio": 110, "Texas": 12}[place] + (7 * k) % 23)
        for place in places
        for k in range(WEEKS)
    ]
    return forecast_tables.csv_text("location,date,cases", rows)


@pytest.fixture
def score(cli, tmp_path):
    """Write the truth and files of forecasts, and score them; ``files``: texts by path."""
    (tmp_path / "truth.csv").write_text(truth())
    (tmp_path / "ohio.csv").write_text(truth(("Ohio",)))

    def run(*arguments, files=None, **options):
        for name, text in (files or {}).items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        return cli("score", *arguments, **options)

    return run


def rows_of(result):
    """Read a CSV of scores."""
    return list(csv.DictReader(io.StringIO(result.ended().text)))


def measured(result):
    """Return the rows without the name of the model."""
    return [{name: value for name, value in row.items() if name != "model"} for row in rows_of(result)]


FORMATS = forecast_tables.SEVERAL | forecast_tables.SINGLE


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in {"own", "backtest"}])
def test_every_format_scores_as_our_own(score, name):
    """The same forecasts in the format of another program have the same scores, to the last byte."""
    single = {"places": ("Ohio",)} if name in forecast_tables.SINGLE else {}
    files = {"own.csv": forecast_tables.own(**single), "theirs.csv": FORMATS[name](**single)}
    came = "ohio.csv" if single else "truth.csv"
    own = score("own.csv", came, "-q", files=files).ended().out
    assert score("theirs.csv", came, "-q").ended().out == own
    assert own.count(b"\n") > 10


def test_models_beside_each_other(score):
    """Several files give a row for each model, named by file; a page and JSON on request."""
    files = {
        "a.csv": forecast_tables.own(),
        "b.csv": forecast_tables.zoltar(factor=2),
        "c.csv": forecast_tables.bounds(),
    }
    rows = rows_of(score("a.csv", "b.csv", "c.csv", "truth.csv", "--baseline", "naive", files=files))
    assert [row["model"] for row in rows] == ["a", "c", "b"]
    assert rows[0]["relative_wis"] == rows[1]["relative_wis"] < rows[2]["relative_wis"]
    alone = {row["scope"]: row for row in rows_of(score("b.csv", "truth.csv", "--baseline", "naive"))}["overall"]
    assert {name: rows[2][name] for name in ("cells", "wis", "log_wis", "mae")} == {
        name: alone[name] for name in ("cells", "wis", "log_wis", "mae")
    }
    page = score("a.csv", "b.csv", "truth.csv", "--format", "text", "--by", "series", "-q").ended().text
    assert page.startswith("2 models, 6 forecasts of 2 series, up to 3 steps ahead, from 1 cutoff:\n  2024-04-06\n")
    assert max(map(len, page.splitlines())) <= 80
    assert "relative WIS, the naive is 1:\nseries" in page


def test_json_is_as_the_schema_says(score, conforms):
    """What was read of each model, what was said of each, and the comparison."""
    files = {"a.csv": forecast_tables.own(), "two.csv": forecast_tables.statsforecast()}
    found = json.loads(
        score("a.csv", "two.csv", "truth.csv", "--by", "week", "--format", "json", files=files).ended().out
    )
    conforms(found)
    assert [model["model"] for model in found["data"]["models"]] == ["a", "AutoETS", "Theta"]
    assert [part["label"] for part in found["data"]["comparison"]["parts"]] == [
        "2024-04-13",
        "2024-04-20",
        "2024-04-27",
    ]
    single = json.loads(score("a.csv", "truth.csv", "--by", "cutoff", "--format", "json").ended().out)
    conforms(single)
    assert single["data"]["scores"]["overall"]["wis"] == single["data"]["comparison"]["models"][0]["wis"]


def test_parts_of_one_model(score):
    """--by shows one model's scores by what was asked for, on a page in the place of steps and series."""
    files = {"a.csv": forecast_tables.own()}
    rows = rows_of(score("a.csv", "truth.csv", "--by", "step", files=files))
    assert [(row["model"], row["step"], row["cells"]) for row in rows] == [("a", step, "2") for step in "123"]
    page = score("a.csv", "truth.csv", "--by", "cutoff", "--format", "text", "-q").ended().text
    assert "\ncutoff      " in page
    assert "\nstep " not in page
    assert "PIT: share" in page


def later(**which):
    """Write the round of a week later, as hub rows: the same numbers for later weeks, of which one has not come."""
    text = forecast_tables.flusight(**which)
    for day in (27, 20, 13):
        text = text.replace(f"2024-04-{day}", str(forecast_tables.week((day - 6) // 7 + 1)))
    return text


def test_a_hub(score):
    """A folder of folders holds a model in each; rounds are one model; a model may be the baseline."""
    rounds = {
        f"hub/{name}/2024-04-{13 + 7 * k}-{name}.csv": write(factor=factor)
        for name, factor in (("x-base", 1), ("y-m", 1.1))
        for k, write in enumerate((forecast_tables.flusight, later))
    }
    result = score("hub", "truth.csv", "--baseline", "x-base", "--target", "wk inc flu hosp", files=rounds)
    rows = {row["model"]: row for row in rows_of(result)}
    assert (rows["x-base"]["relative_wis"], rows["x-base"]["cells"]) == ("1", "12")
    ratio = float(rows["y-m"]["wis"]) / float(rows["x-base"]["wis"])
    assert float(rows["y-m"]["relative_wis"]) == pytest.approx(ratio, rel=1e-5)  # six digits are written
    named = rows_of(score("hub/x-base", "hub/y-m", "truth.csv", "--model-name", "X", "--model-name", "Y"))
    assert sorted(row["model"] for row in named) == ["X", "Y"]
    assert measured(score("hub", "truth.csv")) == measured(
        score("hub/x-base", "hub/y-m", "truth.csv", "--model-name", "X", "--model-name", "Y")
    )


def test_counts_that_came_within_the_forecasts(score):
    """Without TRUTH the column of the forecasts is taken, and that is said; with TRUTH it is not."""
    files = {"s.csv": forecast_tables.scoringutils(), "n.csv": forecast_tables.neuralforecast()}
    inside = score("s.csv", files=files)
    (overall, *_) = rows_of(inside)
    came = [forecast_tables.observed(place, step) for place, step, _, _ in forecast_tables.forecasts()]
    losses = [
        2 * max(level * (y - q), (level - 1) * (y - q))
        for y, (_, _, _, values) in zip(came, forecast_tables.forecasts(), strict=True)
        for level, q in zip(forecast_tables.LEVELS, values, strict=True)
    ]
    assert float(overall["wis"]) == pytest.approx(sum(losses) / len(losses), rel=1e-5)
    assert "observed values are read from column 'observed' of the forecasts" in " ".join(inside.err.split())
    both = rows_of(score("s.csv", "n.csv"))
    assert [(row["model"], row["cells"], row["wis"]) for row in both] == [
        (name, "6", overall["wis"]) for name in ("M", "n")
    ]
    told = score("s.csv", "truth.csv").ended()
    assert "column 'observed' of the forecasts is not used" in " ".join(told.err.split())


@pytest.mark.parametrize("named", ["in a column", "by the files"])
def test_the_truth_may_be_a_folder(score, named):
    """Of files that are one table: the scores are those with the table. A folder of forecasts is still a model."""
    files = {
        "own.csv": forecast_tables.own(),
        "teams/a.csv": forecast_tables.own(),
        "teams/b.csv": forecast_tables.own(),
    }
    for place in forecast_tables.PLACES:
        header, *rows = truth((place,)).splitlines()
        if named == "by the files":
            header, *rows = (line.partition(",")[2] for line in (header, *rows))
        files[f"truth/{place}.csv"] = "\n".join([header, *rows, ""])
    asked = ("own.csv", "truth.csv", "-q")
    wanted = score(*asked, files=files).ended().out
    assert score("own.csv", "truth", "-q").ended().out == wanted
    assert "no observed counts" in score("own.csv", "teams", "-q").ended(2).err


def test_a_folder_of_anything_else_has_a_short_refusal(score):
    """A person reads the first files; the others are counted."""
    files = {f"counters/c{number:03}.csv": truth(("Ohio",)) for number in range(60)}
    error = score("counters", files=files).ended(3).err.splitlines()
    assert len(error) == 51
    assert error[0].startswith("lstm-forecast: error: counters/c000.csv:1: no quantiles: looked for columns such as")
    assert error[-1] == "lstm-forecast: error: … and 10 more files"


def test_there_are_no_counts_anywhere(score):
    """Forecasts without TRUTH and without what came: the way out is said."""
    result = score("a.csv", files={"a.csv": forecast_tables.own()}).ended(2)
    assert result.err == (
        "lstm-forecast: error: there are no observed counts: no table of forecasts has a column such as 'observed'; "
        "give a table of them as TRUTH\n"
    )
    for option in (("--wide",), ("--delimiter", ";"), ("--encoding", "latin-1")):
        error = score("a.csv", *option).ended(2).err
        assert error.startswith(f"lstm-forecast: error: {option[0]} says how to read TRUTH, but there is no TRUTH")
    assert "Missing argument" in score().ended(2).err


def test_through_a_pipe(score):
    """Any one of the files may be standard input, where it has that name as a model."""
    text = forecast_tables.own(factor=2)
    files = {"a.csv": forecast_tables.own(), "b.csv": text}
    direct = score("a.csv", "b.csv", "truth.csv", "-q", files=files)
    piped = score("a.csv", "-", "truth.csv", "-q", stdin=text.encode())
    assert measured(piped) == measured(direct)
    assert {row["model"] for row in rows_of(piped)} == {"a", "stdin"}
    came = score("a.csv", "b.csv", "-", "-q", stdin=truth().encode())
    assert came.ended().out == direct.out
    inside = score("-", "-q", stdin=forecast_tables.scoringutils().encode())
    assert len(rows_of(inside)) > 1


def test_what_a_table_does_not_say(score):
    """The share of an interval and the last date known can be said, and are told where they are not."""
    files = {"p.csv": forecast_tables.prophet(places=("Ohio",))}
    told = " ".join(score("p.csv", "ohio.csv", files=files).ended().err.split())
    assert "read as the 80 % interval, Prophet's default" in told
    assert "taken as the last known one (2024-04-06)" in told
    said = score("p.csv", "ohio.csv", "--interval", "95", "--cutoff", "2024-04-13")
    assert "default" not in said.ended().err
    assert rows_of(said)[0]["coverage_95"] != ""
    assert rows_of(said)[0]["cells"] == "2"
    refused = score("p.csv", "ohio.csv", "--interval", "0.95").ended(2)
    assert "for the 95 % interval write --interval 95" in refused.err
    assert "expected the last date known" in score("p.csv", "ohio.csv", "--cutoff", "soon").ended(2).err


def test_all_that_is_wrong_in_one_run(score):
    """Several bad files are named in one error, each with its line."""
    files = {"a.csv": forecast_tables.own().replace("123.0", "x"), "b.csv": "date,cases\n2024-04-13,1\n"}
    lines = score("a.csv", "b.csv", "truth.csv", files=files).ended(3).err.splitlines()
    assert lines[0] == "lstm-forecast: error: a.csv:2: column 'q0.5': expected a number >= 0, got 'x'"
    assert lines[1].startswith("lstm-forecast: error: b.csv:1: no quantiles: looked for columns such as")


def test_names_of_models_can_do_nothing_to_a_terminal(score, terminal, tmp_path):
    """Raw escapes in names reach a pipe byte for byte, and a terminal only as text, in every format."""
    evil = "\x1b[2Jevil"
    header, *rows = forecast_tables.scoringutils().splitlines()
    text = "\n".join([header, *(row.replace("M,", f"{evil},") for row in rows), *rows, ""])
    piped = score("m.csv", "truth.csv", "--format", "csv", files={"m.csv": text}).ended()
    assert evil.encode() in piped.out
    assert "\x1b" not in piped.err
    for style in ("csv", "json", "text"):
        code, seen = terminal(["score", tmp_path / "m.csv", tmp_path / "truth.csv", "--format", style])
        assert code == 0
        assert "\x1b" not in seen
        assert "evil" in seen


def test_forecasts_in_csv_can_do_nothing_to_a_terminal(cli, terminal, trained, tmp_path):
    """The same of names of series in what `predict` writes: a pipe gets every byte, a terminal nothing that acts."""
    table = trained.table.read_text().replace("Coast", "\x1b[2JCoast")
    (tmp_path / "new.csv").write_text(table)
    arguments = ["predict", tmp_path / "new.csv", "--model", trained.model, "--format", "csv", "-q"]
    piped = cli(*arguments).ended().out
    assert b"\n\x1b[2JCoast," in piped
    code, seen = terminal(arguments)
    assert (code, seen) == (0, piped.decode().replace("\x1b", r"\x1b"))


def test_our_own_output_is_read_whatever_the_series_are_called(cli, trained, tmp_path):
    """A column of series called as a comment or as a level: `score` reads what `predict` wrote."""
    header, *rows = trained.table.read_text().splitlines()
    known = [row for k, row in enumerate(rows) if k % 80 < 76]
    for name in ("#location", "q0.5", "cutoff"):
        # The truth has the odd name in its second column; `predict` writes series first.
        lines = [",".join([row.split(",")[1], row.split(",")[0], row.split(",")[2]]) for row in (header, *known)]
        whole = [",".join([row.split(",")[1], row.split(",")[0], row.split(",")[2]]) for row in (header, *rows)]
        for file, content in (("known.csv", lines), ("truth.csv", whole)):
            (tmp_path / file).write_text("\n".join([content[0].replace("location", name), *content[1:], ""]))
        options = ("--id", name, "--time", "week_ending")
        cli("predict", "known.csv", "--model", trained.model, *options, "-q", "-o", "f.csv").ended()
        scores = cli("score", "f.csv", "truth.csv", *options, "-q").ended()
        assert rows_of(scores)[0]["cells"] == "12"
