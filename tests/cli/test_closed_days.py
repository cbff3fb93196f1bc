"""Working days, Mondays that hold a weekend's counts, and clinic hours, from the file to scores, by the command."""

import csv
import datetime as dt
import io
import json

import numpy as np
import pytest

LAST = "2023-12-28"  # a Thursday
HOLIDAYS = ("2023-04-07", "2023-12-25")


def working_days(first, count):
    """Return ``count`` days from one on that are no weekend, as text."""
    return np.busday_offset(first, np.arange(count), roll="forward").astype(str).tolist()


def orders():
    """Write a year of orders on working days, without two holidays, as row 38 of the files has them."""
    rng = np.random.default_rng(38)
    dates = [day for day in working_days("2023-01-02", 259) if day not in HOLIDAYS]
    assert dates[-1] == LAST
    return "date,orders\n" + "".join(f"{day},{rng.poisson(40)}\n" for day in dates)


def catch_up():
    """Write counts of which Mondays hold three days, about 700 a week, as row 102 of the files has them."""
    rng = np.random.default_rng(102)
    dates = working_days("2021-01-04", 145)
    counts = [rng.poisson(300 if dt.date.fromisoformat(day).weekday() == 0 else 100) for day in dates]
    rows = "".join(f"{day},Switzerland,{count}\n" for day, count in zip(dates, counts, strict=True))
    return f"date,location,new_cases\n{rows}"


def visits():
    """Write visits on the working days of six weeks, from 8 to 17 h."""
    rng = np.random.default_rng(8)
    rows = [f"{day}T{hour:02d}:00,{rng.poisson(4 + hour)}" for day in working_days("2024-01-01", 30) for hour in range(8, 18)]  # fmt: skip
    return "\n".join(["time,visits", *rows, ""])


TABLES = {"orders": orders, "catch_up": catch_up, "visits": visits}


@pytest.fixture(scope="module")
def learned(tmp_path_factory, run_command):
    """Give a folder with a table and its model by name; each is trained once."""
    folders = {}

    def of(name):
        if name not in folders:
            folder = folders[name] = tmp_path_factory.mktemp(name)
            (folder / "data.csv").write_text(TABLES[name]())
            result = run_command(folder, "train", "data.csv", "--seed", "1").ended()
            (folder / "train.txt").write_text(result.text + result.err)
        return folders[name]

    return of


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_check_and_train_say_what_is_left_out(learned, run_command):
    """Both name the frequency and the days that are no steps; the horizon counts working days."""
    folder = learned("orders")
    audit = json.loads(run_command(folder, "check", "data.csv", "--format", "json").ended().text)["data"]
    assert audit["frequency"] == "daily (Monday to Friday)"
    assert audit["series"][0]["missing"] == len(HOLIDAYS)
    said = " ".join((folder / "train.txt").read_text().split())
    for words in (
        "daily (Monday to Friday)",
        "no row falls on a Saturday or Sunday: these days are left out of the time line and are not forecast",
        "10 working days ahead",
    ):
        assert words in said


def test_working_days_alone_are_forecast(learned, run_command):
    """Ten steps after Thursday 28 December end on Thursday 11 January; the model's file knows the weekdays."""
    folder = learned("orders")
    forecast = table(run_command(folder, "predict", "--quantiles", "0.5").ended().text)
    assert [row["date"] for row in forecast] == working_days("2023-12-29", 10)
    assert forecast[-1]["date"] == "2024-01-11"
    info = json.loads(run_command(folder, "info", "forecast.lstm", "--format", "json").ended().text)["data"]
    assert info["frequency"] == "daily (Monday to Friday)"


def test_newer_data_go_on_from_their_own_end(learned, run_command):
    """A week of newer rows is too short to show its weekdays, and is forecast on working days all the same."""
    folder = learned("orders")
    rows = "".join(f"{day},40\n" for day in working_days("2023-12-29", 6))
    newer = f"date,orders\n{rows}".encode()
    forecast = table(run_command(folder, "predict", "-", "--horizon", "4", stdin=newer).ended().text)
    assert [row["date"] for row in forecast] == ["2024-01-08", "2024-01-09", "2024-01-10", "2024-01-11"]


def test_a_saturday_in_newer_data_is_located(learned, run_command):
    """A row on a day that the model does not know is refused, with a command that leaves it out; trained on, it opens Saturdays."""
    folder = learned("orders")
    (folder / "newer.csv").write_text(orders() + "2023-12-30,12\n")
    result = run_command(folder, "predict", "newer.csv").ended(3)
    assert result.err == (
        "lstm-forecast: error: newer.csv:259: the model was trained on daily (Monday to Friday) data, without Saturdays: "
        "2023-12-30 of series 'orders'; leave such rows out, or train on data that have them\n"
        "lstm-forecast: error: newer.csv: without line 259: "
        "lstm-forecast tidy newer.csv --without-lines 259 | lstm-forecast predict -\n"
    )
    result = run_command(folder, "predict", "newer.csv", "--freq", "D").ended(3)
    assert result.err == (
        "lstm-forecast: error: newer.csv: is daily, but the model was trained on daily (Monday to Friday) data\n"
        "lstm-forecast: error: newer.csv: train a model on it: "
        "lstm-forecast train newer.csv --time date --freq D --model newer.lstm\n"
    )
    audit = json.loads(run_command(folder, "check", "newer.csv", "--format", "json").ended().text)["data"]
    assert audit["frequency"] == "daily (Monday to Saturday)"


@pytest.mark.slow
def test_the_week_of_catching_up_has_its_size(learned, run_command):
    """Mondays are forecast as Mondays and weekends not at all: two weeks add up to two weeks of the data."""
    forecast = table(run_command(learned("catch_up"), "predict", "--quantiles", "0.5").ended().text)
    counts = {dt.date.fromisoformat(row["date"]): float(row["q0.5"]) for row in forecast}
    assert len(counts) == 10
    assert all(day.weekday() < 5 for day in counts)
    assert sum(counts.values()) == pytest.approx(2 * 700, rel=0.1)
    assert [value for day, value in counts.items() if day.weekday() == 0] == pytest.approx([300, 300], rel=0.15)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "horizon"), [("orders", 7), ("catch_up", 5)])
def test_backtests_and_scores_count_working_days(learned, run_command, name, horizon):
    """Cutoffs and forecasts are working days, so many steps apart, and all of them find their counts again."""
    folder = learned(name)
    options = ("--horizon", horizon, "--cutoffs", 2, "--forecasts", "kept.csv", "--format", "csv", "--jobs", 1)
    run_command(folder, "backtest", "data.csv", *options).ended()
    kept = table((folder / "kept.csv").read_text())
    last = table((folder / "data.csv").read_text())[-1]["date"]
    cutoffs = np.busday_offset(last, [-2 * horizon, -horizon]).astype(str).tolist()
    ahead = [
        (cutoff, day) for cutoff in cutoffs for day in np.busday_offset(cutoff, np.arange(1, horizon + 1)).astype(str)
    ]
    assert [(row["cutoff"], row["date"]) for row in kept] == ahead
    scores = table(run_command(folder, "score", "kept.csv", "data.csv", "--format", "csv").ended().text)
    known = {row["date"] for row in table((folder / "data.csv").read_text())}
    assert int(scores[0]["cells"]) == sum(day in known for _, day in ahead)


@pytest.mark.slow
def test_clinic_hours_follow_each_other(learned, run_command):
    """Two days of ten hours are forecast after Friday 17 h: Monday and Tuesday, 8 to 17 h."""
    folder = learned("visits")
    forecast = table(run_command(folder, "predict", "--quantiles", "0.5").ended().text)
    expected = [f"2024-02-{day}T{hour:02d}:00" for day in (12, 13) for hour in range(8, 18)]
    assert [row["time"] for row in forecast] == expected
    late = (folder / "data.csv").read_text() + "2024-02-09T18:00,3\n"
    (folder / "late.csv").write_text(late)
    error = run_command(folder, "predict", "late.csv").ended(3).err
    assert error.startswith(
        "lstm-forecast: error: late.csv:302: the model was trained on hourly (Monday to Friday, 8:00 to 17:00) data, "
        "without that time of day: 2024-02-09T18:00 of series 'visits'; "
    )


def test_working_days_can_be_named(cli):
    """--freq B leaves the weekends out of the shortest file, and locates a row on one."""
    rows = "date,orders\n" + "".join(f"{day},35\n" for day in working_days("2024-01-02", 9))
    audit = json.loads(cli("check", "-", "--freq", "B", "--format", "json", stdin=rows.encode()).ended().text)["data"]
    assert (audit["frequency"], audit["series"][0]["missing"]) == ("daily (Monday to Friday)", 0)
    result = cli("check", "-", "--freq", "B", stdin=(rows + "2024-01-13,2\n").encode()).ended(3)
    assert "stdin:11: the step B leaves out Saturdays: 2024-01-13 of series 'orders'; " in result.err
    assert "keep every step with --freq D" in result.err
