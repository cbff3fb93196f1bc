"""Where `predict` writes, in which format, and for which series."""

import csv
import io
import json

import pytest


@pytest.fixture
def predict(cli, trained):
    """Run predict with the model of the session."""
    return lambda *arguments, **options: cli("predict", "--model", trained.model, *arguments, **options)


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("x.csv", b"location,week_ending,q0.025"),
        ("x.json", b'{\n  "schema_version": 1'),
        ("x.txt", b"3 series, weekly"),
        ("x.PNG", b"\x89PNG"),
        ("x.svg", b"<?xml"),
        ("x.pdf", b"%PDF"),
        ("x", b"location,week_ending,q0.025"),
        ("x.out", b"location,week_ending,q0.025"),
    ],
)
def test_the_ending_of_a_file_decides_the_format(predict, tmp_path, name, start):
    """What a file is called is what is in it; a name without a known ending gets CSV, as a pipe does."""
    assert predict("-o", name).ended().out == b""
    assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-o", "x.feather"), "cannot write .feather files, expected one of .txt, .csv, .json"),
        (("-o", "x.xlsx"), "cannot write .xlsx files"),
        (("-o", "x.csv", "--format", "json"), "its ending says csv, but --format says json"),
        (("-o", "x.json", "--format", "csv"), "its ending says json, but --format says csv"),
        (("--plot", "x.gif"), "--plot takes a file that ends in .png, .svg or .pdf"),
        (("--plot", "x.png", "-o", "x.png"), "--plot and --output name the same file"),
    ],
)
def test_a_clash_is_refused_before_any_work(predict, tmp_path, arguments, message):
    """Nothing is ever silently CSV under the name of another format; nothing is written."""
    assert message in predict(*arguments).ended(2).err
    assert list(tmp_path.iterdir()) == []


def test_hub_rows_go_to_a_csv_file(predict, tmp_path):
    """Hub rows are CSV: no clash."""
    predict("-o", "x.csv", "--format", "hub").ended()
    assert (tmp_path / "x.csv").read_text().startswith("reference_date,target")


def test_a_picture_is_drawn_beside_the_forecast(predict, tmp_path):
    """--plot draws a fan chart, and standard output is what it is without."""
    assert predict("--plot", "x.svg", "--quiet").ended().out == predict("--quiet").ended().out
    picture = (tmp_path / "x.svg").read_text()
    for words in ("Coast", "Hills", "Plain", "95 % interval"):
        assert words in picture


@pytest.mark.parametrize(
    "arguments",
    [("--series", "Plain", "--series", "Coast"), ("--series", "Plain,Coast"), ("--series", "Coast, Plain,Plain")],
)
def test_several_series_may_be_named(predict, arguments):
    """--series is repeated or takes a list; rows come in the panel's order, each series once, numbers as among all."""
    every = list(csv.reader(io.StringIO(predict().ended().text)))
    chosen = list(csv.reader(io.StringIO(predict(*arguments).ended().text)))
    assert chosen == [every[0], *(row for row in every[1:] if row[0] != "Hills")]


def test_a_name_with_a_comma_is_one_name(cli, tmp_path):
    """A series called by a name with a comma is found whole, before anything is split."""
    rows = [
        f'"{name}",2024-{k // 28 + 1:02d}-{k % 28 + 1:02d},{k}\n' for name in ("Rome, GA", "Rome") for k in range(28)
    ]
    (tmp_path / "d.csv").write_text("place,date,n\n" + "".join(rows))
    cli("train", "d.csv", "--id", "place", "--horizon", "1", "--quiet").ended()
    lines = cli("predict", "--series", "Rome, GA").ended().text.splitlines()
    assert [line.split(",2024")[0] for line in lines[1:]] == ['"Rome, GA"']


def test_a_forecast_of_the_past_says_so(predict):
    """Data that end long ago are noted on standard error, and standard output is what it is."""
    assert "the data end on 2023-07-15" in predict().ended().err
    assert json.loads(predict("--format", "json").ended().text)["data"]["notes"] == []
