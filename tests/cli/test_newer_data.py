"""Newer data for a model: those that are too few to show a step, and those of another step."""

import datetime as dt

import pytest

from lstm_cli.atomic import write_atomically


@pytest.fixture
def folder(trained, tmp_path):
    """Give the folder of the test, with the model of the session as forecast.lstm."""
    write_atomically(tmp_path / "forecast.lstm", trained.model.read_bytes())
    return tmp_path


def days(folder, name, *, count, every=1, first=dt.date(2023, 1, 1)):
    """Write a table of counts of three places, a row every so many days."""
    moments = [first + dt.timedelta(days=every * at) for at in range(count)]
    rows = [f"{place},{day},{7 + day.toordinal() % 5}" for place in ("Coast", "Hills", "Plain") for day in moments]
    (folder / name).write_text("\n".join(["location,week_ending,cases", *rows, ""]))


def advised(result):
    """Return the command of the last line of a refusal."""
    return "lstm-forecast " + result.err.splitlines()[-1].rpartition(": lstm-forecast ")[2]


def test_one_week_of_each_series_is_weekly(cli, folder):
    """A file of one date needs no --freq: the model knows its step, and the forecast goes on from that date."""
    days(folder, "one.csv", count=1, first=dt.date(2023, 7, 22))
    lines = cli("predict", "one.csv", "--quiet").ended().text.splitlines()
    assert [line.split(",")[1] for line in lines[1:5]] == ["2023-07-29", "2023-08-05", "2023-08-12", "2023-08-19"]
    assert lines == cli("predict", "one.csv", "--freq", "W-SAT", "--quiet").ended().text.splitlines()


def test_days_for_a_model_of_weeks_are_added_up_by_a_command(cli, folder, shell):
    """Daily data are refused with a command that makes weeks of them, which forecasts when it is copied."""
    days(folder, "days.csv", count=140)
    result = cli("predict", "days.csv").ended(3)
    assert "days.csv: is daily, but the model was trained on weekly (weeks stamped Saturday) data\n" in result.err
    assert "--freq W-SAT --sum | lstm-forecast predict -" in result.err
    assert result.err == cli("predict", "days.csv", "--freq", "D").ended(3).err
    done = shell(advised(result))
    assert done.returncode == 0, done.stderr
    assert b"Coast,2023-05-27," in done.stdout


def test_longer_steps_than_the_model_has_get_a_model_of_their_own(cli, folder, shell):
    """Rows every four weeks cannot become weeks: the command that is advised trains on them, beside the models that are there."""
    days(folder, "months.csv", count=24, every=28)
    (folder / "months.lstm").write_bytes(b"")
    result = cli("predict", "months.csv").ended(3)
    assert "is every 28 days, but the model was trained on weekly" in result.err
    assert advised(result).endswith("--model months-2.lstm")
    assert shell(advised(result)).returncode == 0
    assert (folder / "months-2.lstm").exists()
