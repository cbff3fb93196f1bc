"""``lstm-forecast check``: what a table holds, or why it cannot be used."""

import json

import pytest


def weekly(counts, place="A"):
    """Write rows of weekly counts; None is an empty cell."""
    days = [f"2024-01-{day:02d}" for day in (6, 13, 20, 27)]
    days += [f"2024-02-{day:02d}" for day in (3, 10, 17, 24)] + [f"2024-03-{day:02d}" for day in (2, 9, 16, 23)]
    return "".join(f"{place},{day},{'' if n is None else n}\n" for day, n in zip(days, counts, strict=False))


def test_a_report_names_columns_frequency_series_gaps_and_zeros(cli, tmp_path):
    """What was understood is on standard output, for every series a row."""
    (tmp_path / "d.csv").write_text("location,week,n\n" + weekly(range(12)) + weekly([5, None, 7, 8, 9, 9, 9, 9], "B"))
    result = cli("check", "d.csv").ended()
    assert result.text == (
        "d.csv: 2 series, weekly (weeks stamped Saturday), 2024-01-06 to 2024-03-23\n"
        "  columns     series = location, time = week, count = n\n"
        "  counts      19 counts, 5 % of them 0\n"
        "  gaps        1 step without a count, in 1 series\n"
        "  duplicates  none\n"
        "  note        1 of 2 series ends before 2024-03-23 (the earliest on 2024-02-24);\n"
        "              it is forecast from its own last value\n"
        "\n"
        "series  steps        from          to  gaps  zeros  smallest  largest\n"
        "A          12  2024-01-06  2024-03-23     0      1         0       11\n"
        "B           8  2024-01-06  2024-02-24     1      0         5        9\n"
        "\n"
        "No single count looks odd.\n"
        "\n"
        "lstm-forecast train d.csv --id location --time week --value n\n"
    )
    assert result.err == ""


@pytest.mark.parametrize(
    "header", ["date,North,South", "date,positive,tested", "date,week,North", ",date,North", "date,North,Temp (C)"]
)
def test_the_command_at_the_end_reads_what_was_reported(cli, tmp_path, header):
    """It makes no series of a column that the report ignores."""
    rows = [f"2024-01-{day:02d},{day % 3 + 5},{day % 5 + 7}" for day in range(1, 15)]
    if header.startswith(","):
        rows = [f"{at},{row.rpartition(',')[0]}" for at, row in enumerate(rows)]
    (tmp_path / "d.csv").write_text("\n".join([header, *rows, ""]))
    report = cli("check", "d.csv").ended().text
    command = report.splitlines()[-1].split()
    assert command[:3] == ["lstm-forecast", "train", "d.csv"]
    assert cli("check", *command[2:]).ended().text == report


def test_what_looks_odd_is_said(cli, tmp_path, conforms):
    """A spike, a constant series and empty rows at the end are pointed out, nothing is refused."""
    counts = [3, 4, 3, 900, 4, 3, 4, 3, 3, 3]
    (tmp_path / "d.csv").write_text("location,week,n\n" + weekly(counts) + weekly([2] * 10 + [None, None], "B"))
    text = cli("check", "d.csv").ended().text
    assert "Worth a look:" in text
    assert "  A: 900 on 2024-01-27: more than 10 times the values on either side" in text
    assert "  B: every count is 2" in text
    assert "  B: 2 rows without a count after the last known one, on 2024-03-09" in text
    document = json.loads(cli("check", "d.csv", "--format", "json").ended().out)
    conforms(document)
    first = document["data"]["series"][0]
    assert first["suspicious"] == ["900 on 2024-01-27: more than 10 times the values on either side"]
    assert first["remarks"] == [
        {"code": "spikes", "details": {"counts": [900], "times": ["2024-01-27"], "in_all": 1, "factor": 10}}
    ]


def test_json_is_complete_and_as_described(cli, tmp_path, conforms):
    """The same facts as data, and only those that the schema describes."""
    (tmp_path / "d.csv").write_text("location,week,n\n" + weekly(range(12)))
    result = cli("check", "d.csv", "--format", "json").ended()
    document = json.loads(result.out)
    conforms(document)
    assert document["data"]["series"][0]["zeros"] == 1
    assert document["data"]["columns"] == {
        "id": "location",
        "time": "week",
        "value": "n",
        "layout": "long",
        "ignored": [],
    }
    assert result.err == ""


def test_a_table_comes_from_standard_input_too(cli):
    """A dash is standard input."""
    result = cli("check", "-", stdin=("location,week,n\n" + weekly(range(12))).encode()).ended()
    assert result.text.startswith("stdin: 1 series, weekly")


def test_quiet_leaves_the_exit_code(cli, tmp_path):
    """Scripts ask for the exit code alone."""
    (tmp_path / "d.csv").write_text("location,week,n\n" + weekly(range(12)))
    result = cli("check", "d.csv", "-q").ended()
    assert (result.out, result.err) == (b"", "")


def test_options_name_the_columns(cli, tmp_path):
    """Columns with names of their own and dates of their own are read when they are named."""
    rows = "".join(f"{day}.03.2024;{day};7\n" for day in range(1, 15))
    (tmp_path / "d.csv").write_text("Tag;Betten;Woche\n" + rows)
    options = ("--time", "Tag", "--value", "Betten", "--date-format", "%d.%m.%Y", "--delimiter", ";", "--freq", "D")
    text = cli("check", "d.csv", *options).ended().text
    assert "d.csv: 1 series, daily, 01.03.2024 to 14.03.2024" in text
    assert "time = Tag, count = Betten; ignored: Woche" in text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"location,week,n\nA,2024-01-06,-3\n", "d.csv:2: column 'n': expected a whole number >= 0, got '-3'"),
        (b"", "d.csv: the file is empty (0 bytes)"),
        (b"location,week,n\nA,\x1b[2J,3\n", r"d.csv:2: column 'week': expected a date"),
    ],
)
def test_what_train_would_refuse_ends_in_three(cli, tmp_path, conforms, content, message):
    """The line names file, line and column; with JSON the error is data, too."""
    (tmp_path / "d.csv").write_bytes(content)
    result = cli("check", "d.csv", "--format", "json").ended(3)
    assert result.err.startswith(f"lstm-forecast: error: {message}")
    assert "\x1b" not in result.err
    document = json.loads(result.out)
    conforms(document)
    assert document["errors"][0]["code"] == "data"


def test_a_missing_file_is_the_systems_fault(cli):
    """A path that leads nowhere is named with the system's own reason, exit 1."""
    result = cli("check", "nowhere.csv").ended(1)
    assert result.err == "lstm-forecast: error: nowhere.csv: No such file or directory\n"


@pytest.mark.parametrize(
    "name", ["[/red]:smile:", "\x1b]0;title\x07\x1b[2J", "=cmd()", "../../x", "\u202eabc", "x" * 100_000]
)
def test_hostile_names_are_harmless(cli, tmp_path, name):
    """Series may be called anything: names are shown escaped and shortened, and are never paths or markup."""
    (tmp_path / "d.csv").write_text("location,week,n\n" + weekly(range(12), f'"{name}"'), encoding="utf-8")
    before = sorted(path.name for path in tmp_path.iterdir())
    result = cli("check", "d.csv").ended()
    assert not {"\x1b", "\x07", "\u202e"} & set(result.text)
    assert max(map(len, result.text.splitlines())) <= 80
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_rates_are_described_as_counts_are(cli, tmp_path, conforms):
    """The kind, as the schema describes it, with decimals for the smallest and largest value; the option decides it."""
    (tmp_path / "d.csv").write_text("location,week,share\n" + weekly([f"0.0{at}5" for at in range(1, 10)]))
    document = json.loads(cli("check", "d.csv", "--format", "json").ended().out)
    conforms(document)
    data = document["data"]
    assert (data["kind"], data["series"][0]["smallest"], data["series"][0]["largest"]) == ("proportion", 0.015, 0.095)
    assert data["remarks"][-1]["code"] == "values-by-content"
    rates = json.loads(cli("check", "d.csv", "--kind", "rate", "--format", "json").ended().out)["data"]
    assert (rates["kind"], [remark["code"] for remark in rates["remarks"]]) == ("rate", ["column-by-content"])
    refused = cli("check", "d.csv", "--kind", "count", "--quiet").ended(3)
    assert "expected a whole number >= 0, got '0.015'" in refused.err


def test_a_file_that_is_too_short_is_not_reassured_about(cli, tmp_path):
    """Where training would refuse the table, the report says that its counts are too few to judge, and nothing else."""
    (tmp_path / "d.csv").write_text("location,week,n\n" + weekly([5, 6, 4]))
    result = cli("check", "d.csv").ended(3)
    assert result.text.splitlines()[-1] == "Too few counts to tell whether any looks odd."
    assert result.err.startswith("lstm-forecast: error: d.csv: training needs a series with at least 8 known counts")


def test_long_stamps_drop_no_column(cli, tmp_path, terminal):
    """Where a row has no room on 80 columns, the columns that are left stand in a table below, of a pipe and of a terminal."""
    rows = [
        f"{place},2020-01-{6 + hour // 24:02d} {hour % 24:02d}:00:00,{1_000_000 + 7 * hour % 72}"
        for place in ("Northern Territory", "Western Australia")
        for hour in range(72)
    ]
    (tmp_path / "d.csv").write_text("\n".join(["place,time,n", *rows, ""]))
    text = cli("check", "d.csv").ended().text
    assert "\nseries              steps                 from                   to  gaps  zeros\n" in text
    assert "\nseries              smallest  largest\nNorthern Territory   1000000  1000071\n" in text
    assert max(map(len, text.splitlines())) <= 80
    code, seen = terminal(["check", "d.csv"], COLUMNS="80")
    assert code == 0
    assert seen == text
