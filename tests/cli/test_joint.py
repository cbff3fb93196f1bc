"""``predict`` with --samples, --total, --by, --above, --peak and --mean, as a user meets them."""

import csv
import io
import json

import numpy as np
import pytest


@pytest.fixture
def predict(cli, trained):
    """Run predict with the model of the session."""
    return lambda *arguments, **options: cli("predict", "--model", trained.model, *arguments, **options)


@pytest.fixture
def regions(trained, tmp_path):
    """Write the table of the session with a region and a limit for each place."""
    header, *rows = trained.table.read_text().splitlines()
    about = {"Coast": "sea,20", "Hills": "land,40", "Plain": "land,1000"}
    lines = [f"{header},region,beds", *(f"{row},{about[row.split(',')[0]]}" for row in rows)]
    (tmp_path / "regions.csv").write_text("\n".join(lines) + "\n")
    return "regions.csv"


def rows_of(result):
    """Read CSV from standard output."""
    return list(csv.DictReader(io.StringIO(result.ended().text, newline=""), strict=True))


def test_paths_of_one_series_are_those_among_all(predict):
    """Rows by series, path and time; one series alone, and another run, have the same bytes."""
    every = predict("--samples", "30").ended().text
    assert every.splitlines()[0] == "location,sample,week_ending,cases"
    assert every.count("\n") == 1 + 3 * 30 * 4
    alone = predict("--samples", "30", "--series", "Hills").ended().text.splitlines()[1:]
    assert alone == [line for line in every.splitlines() if line.startswith("Hills")]
    assert predict("--samples", "30").text == every
    assert predict("--samples", "30", "--seed", "9").text != every


def test_paths_have_the_quantiles_of_the_forecast(predict):
    """The median of 101 paths at each place and week is that of the forecast."""
    paths = {}
    for row in rows_of(predict("--samples", "101")):
        paths.setdefault((row["location"], row["week_ending"]), []).append(int(row["cases"]))
    for row in rows_of(predict("--quantiles", "0.5")):
        assert np.median(paths[row["location"], row["week_ending"]]) == int(row["q0.5"])


def test_other_formats_of_paths(predict, tmp_path):
    """JSON lines, and hub rows with their notes, by name or by the file's ending; formats that have no paths are refused."""
    predict("--samples", "5", "-o", "paths.jsonl").ended()
    lines = [json.loads(line) for line in (tmp_path / "paths.jsonl").read_text().splitlines()]
    assert [len(line["values"]) for line in lines] == [4] * 15
    written = predict("--samples", "5", "--format", "hub", "--target", "wk inc x")
    assert "note: hub rows: reference_date is " in written.err
    hub = rows_of(written)
    assert {(row["output_type"], row["target"]) for row in hub} == {("sample", "wk inc x")}
    assert len({row["output_type_id"] for row in hub}) == 15
    refused = predict("--samples", "5", "--format", "json").ended(2)
    assert "sample paths are written as csv, jsonl or hub, not json" in refused.text


@pytest.mark.parametrize("asked", [("--samples", "5"), ("--above", "40"), ("--peak", "date")])
def test_gates_are_shown_beside_paths_and_chances(predict, asked):
    """--show-gates says of the same networks what it says beside quantiles, whatever is written."""
    gates = predict("--show-gates").ended().err.partition("Gates, ")[2].splitlines()[:5]
    assert gates
    assert "\n".join(gates) in predict(*asked, "--show-gates").ended().err
    assert "Gates, " not in predict(*asked).ended().err


def test_totals_are_narrower_than_sums_of_intervals(predict, regions):
    """Over places, steps and regions: the median is near the sum of medians, and the interval inside the sum of intervals."""
    places = rows_of(predict())
    total = rows_of(predict("--total", "series"))
    assert [row["location"] for row in total] == ["total"] * 4
    for row in total:
        same = [other for other in places if other["week_ending"] == row["week_ending"]]
        assert int(row["q0.5"]) == pytest.approx(sum(int(other["q0.5"]) for other in same), rel=0.1)
        assert int(row["q0.975"]) < sum(int(other["q0.975"]) for other in same)
        assert int(row["q0.025"]) > sum(int(other["q0.025"]) for other in same)
    assert [row["location"] for row in rows_of(predict(regions, "--by", "region"))] == ["land"] * 4 + ["sea"] * 4
    both = rows_of(predict(regions, "--by", "region", "--total", "both", "--mean"))
    assert [row["week_ending"] for row in both] == ["2023-08-12"] * 2
    assert all(float(row["q0.25"]) < float(row["mean"]) < float(row["q0.75"]) for row in both)
    page = predict("--total", "both", "--format", "table").ended().text
    assert "sum of all steps to 2023-08-12" in page.replace("\n  ", " ")
    assert "gate" not in page


def test_limits_and_peaks(predict, regions, conforms):
    """Chances by step and by then, from one number or a column; peaks by size and by date."""
    rows = rows_of(predict(regions, "--above", "beds"))
    assert {(row["location"], row["limit"]) for row in rows} == {("Coast", "20"), ("Hills", "40"), ("Plain", "1000")}
    assert all(float(row["p_above"]) <= float(row["p_above_by"]) for row in rows)
    document = json.loads(predict("--above", "0", "--format", "json").ended().text)
    conforms(document)
    conforms(json.loads(predict("--peak", "date", "--format", "json").ended().text))
    conforms(json.loads(predict("--peak", "size", "--mean", "--format", "json").ended().text))
    assert document["data"]["above"][0]["likely_by"] == "2023-07-22"
    assert predict("--above", "25", "--format", "table").ended().text.startswith("series  limit  next step")
    sizes = rows_of(predict("--peak", "size"))
    first = [row for row in rows_of(predict()) if row["week_ending"] == "2023-07-22"]
    assert all(int(a["q0.5"]) >= int(b["q0.5"]) for a, b in zip(sizes, first, strict=True))
    dates = rows_of(predict("--peak", "date"))
    assert sum(float(row["p_peak"]) for row in dates) == pytest.approx(3, abs=0.01)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--by", "region"), "there is no DATA"),
        (("--above", "beds"), "there is no DATA"),
        (("--samples", "3", "--above", "4"), "two results"),
        (("--samples", "3", "--levels", "50"), "levels and means need quantile forecasts"),
        (("--above", "4", "--total", "both"), "--above looks at every step"),
        (("--peak", "date", "--total", "steps"), "--peak looks at every step"),
        (("--mean", "--format", "hub"), "--mean is a column of csv, json, jsonl and parquet, which hub lacks"),
        (("--mean", "-o", "f.svg"), "which svg lacks"),
        (("--seed", "4"), "--seed is for sample paths"),
        (("--samples", "3", "--format", "table"), "not table"),
        (("--above", "3", "--format", "hub"), "not hub"),
        (("--total", "steps", "--format", "hub"), "neither hub rows nor a picture"),
        (("--peak", "size", "--plot", "x.png"), "neither hub rows nor a picture"),
        (("--above", "inf"), "limit: expected a finite number, got inf"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(predict, arguments, message):
    """Before any work."""
    result = predict(*arguments).ended(2)
    assert message in result.err
    assert result.out == b""


def test_a_column_of_the_training_table_is_refused_with_a_command_that_reads_it(predict, regions, tmp_path, shell):
    """Without DATA, the command as it was typed comes back with the table of the training, if that is there and has the column."""
    refused = predict("--by", "region", "--total", "both").ended(2)
    assert refused.err.endswith("but there is no DATA; name a table that has it\n")
    (tmp_path / "cases.csv").write_text(
        (tmp_path / regions).read_text()
    )  # what the model was trained from is called so
    refused = predict("--by", "region", "--total", "both", "--format", "csv").ended(2)
    advice = refused.err.split("the training table has it: ")[1]
    done = shell(advice)
    assert done.returncode == 0, done.stderr
    assert done.stdout == predict("cases.csv", "--by", "region", "--total", "both", "--format", "csv").ended().out
    assert shell(predict("--above", "beds").ended(2).err.split("has it: ")[1]).returncode == 0
    assert predict("--by", "ward").ended(2).err.endswith("name a table that has it\n")


def test_a_column_that_is_not_there_is_named(predict, regions):
    """The nearest name is proposed."""
    result = predict(regions, "--by", "regions").ended(2)
    assert "no column 'regions'; did you mean 'region'?" in result.err
