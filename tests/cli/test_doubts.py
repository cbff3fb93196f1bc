"""What makes data doubtful is said by every command that reads them, with the way out beside it."""

import datetime as dt
import json

import pytest


def table(series, step=1):
    """Write a long table; None is a row that is absent."""
    first = dt.date(2024, 1, 6)
    rows = [
        f"{name},{first + dt.timedelta(step * place)},{count}"
        for name, counts in series.items()
        for place, count in enumerate(counts)
        if count is not None
    ]
    return "\n".join(["area,date,cases", *rows, ""])


USUAL = [30, 28, 33, 31, 27, 35, 32]
LATER = [None] * 40  # days before a series begins
TIDY = "lstm-forecast tidy t.csv --id area --time date --value cases"


@pytest.fixture
def doubtful(tmp_path):
    """Write a table of a series that ends in zeros, one that ended, and one that is as it should be."""
    path = tmp_path / "t.csv"
    path.write_text(
        table({"a": LATER + USUAL * 4, "over": USUAL[:5] * 2, "zeros": [*LATER, *USUAL * 3, *USUAL[:4], 0, 0, 0]})
    )
    return path


@pytest.mark.usefixtures("doubtful")
def test_all_commands_that_read_tell_it(cli):
    """`check` on its page, the others on standard error, each with a command to copy that keeps the options of the run."""
    zeros = "1 of 3 series ('zeros'): the newest 3 counts are 0 where 31 is usual: perhaps not reported yet; if so:"
    command = f"{TIDY} --until 2024-03-10 | lstm-forecast "
    over = "1 of 3 series ('over') ended on 2024-01-15, long before 2024-03-13, and is not forecast; `predict` with --ended keep forecasts all"
    runs = {
        "check": cli("check", "t.csv").ended(),
        "train": cli("train", "t.csv", "--horizon", "2").ended(),
        "backtest": cli("backtest", "t.csv", "--horizon", "2", "--cutoffs", "1", "-o", "scores.csv").ended(),
        "predict": cli("predict", "--format", "csv").ended(),
    }
    again = "train --horizon 2"
    then = {
        "train": again,
        "predict": again,
        "backtest": "backtest --horizon 2 --cutoffs 1 --output scores.csv",
        "check": "train",
    }
    told = {name: run.text if name == "check" else run.err for name, run in runs.items()}
    for name, text in told.items():
        assert f"warning{': ' if name == 'predict' else ''}" in text, name
        prose = " ".join(text.split())
        assert zeros in prose, name
        assert over in prose, name
        assert f"{command}{then[name]} -\n" in text, name
    assert {line.split(",")[0] for line in runs["predict"].text.splitlines()} == {"area", "a", "zeros"}


@pytest.mark.usefixtures("doubtful")
def test_ended_series_are_forecast_when_they_are_wanted(cli):
    """By the option, or by name; JSON has the remark as a record."""
    cli("train", "t.csv", "--horizon", "2").ended()
    kept = cli("predict", "--ended", "keep", "--format", "csv").ended()
    assert {line.split(",")[0] for line in kept.text.splitlines()} == {"area", "a", "over", "zeros"}
    named = json.loads(cli("predict", "--series", "over", "--format", "json").ended().text)["data"]
    assert [series["name"] for series in named["series"]] == ["over"]
    assert "ended-forecast" in [remark["code"] for remark in named["remarks"]]


def test_a_change_of_step_is_refused_and_can_be_overruled(cli, tmp_path):
    """With exit code 3; who names the step has a warning instead."""
    weekly = [value for _ in range(10) for value in (*[None] * 6, 210)]
    (tmp_path / "t.csv").write_text(table({"a": [*USUAL * 8, *weekly]}))
    refused = cli("train", "t.csv").ended(3)
    assert (
        "t.csv:58: series 'a' has a row every 7 days from 2024-03-08 to 2024-05-10, but every day elsewhere"
        in refused.err
    )
    assert f"{TIDY} --absent accumulate | lstm-forecast train -" in refused.err
    assert not (tmp_path / "forecast.lstm").exists()
    read = cli("check", "t.csv", "--freq", "D").ended()
    assert "warning     series 'a': a value every 7 days" in read.text


def test_series_that_cannot_be_used_are_left_out_when_asked(cli, tmp_path):
    """With a note and exit code 0, by all three commands; with 3 where none is left; a Python user has the same."""
    good, bad = {"a": USUAL * 4, "b": USUAL * 4}, table({"bad": ["x"] * 9}).partition("\n")[2]
    (tmp_path / "t.csv").write_text(table(good) + bad)
    (tmp_path / "bad.csv").write_text("area,date,cases\n" + bad)
    assert "got 'x'" in cli("train", "t.csv").ended(3).err
    note = "1 of 3 series ('bad') cannot be used and is left out (t.csv:58: column 'cases': expected a whole number >= 0, got 'x')"
    skip = ("--horizon", "2", "--skip-bad-series")
    for run in (
        cli("train", "t.csv", *skip).ended(),
        cli("predict", "t.csv", *skip, "--format", "csv").ended(),
        cli("predict", "--format", "csv").ended(),
        cli("backtest", "t.csv", *skip, "--cutoffs", "1").ended(),
    ):
        assert note in " ".join(run.err.split())
    assert "got 'x'" in cli("train", "bad.csv", "--skip-bad-series").ended(3).err
    assert "there is no DATA" in cli("predict", "--skip-bad-series").ended(2).err
