"""Times are moved onto the grid of a step where they are near it, and nowhere else."""

import numpy as np
import pandas as pd
import pytest

from lstm_cli.tidying.times.snap import snap_remark, snap_to_grid


def moments(*texts):
    return np.array(texts, "datetime64[s]")


def jittered(start, freq, spread, count=200, late=0):
    """Return times of a step, and the same as a cron job writes them: ``late`` seconds after it, give or take some."""
    grid = pd.date_range(start, periods=count, freq=freq).to_numpy("datetime64[s]")
    jitter = np.random.default_rng(0).integers(-spread, spread + 1, count)
    return grid, grid + (jitter + late).astype("timedelta64[s]")


@pytest.mark.parametrize(
    ("freq", "late", "spread"),
    [
        *[
            ("h", 304, 4),
            ("h", 0, 30),
            ("h", 3_598, 1),
            ("h", 1_800, 400),
            ("D", 3 * 3_600, 600),
            ("D", 18 * 3_600, 60),
        ],
        *[("D", -5, 20), ("15min", 40, 100), ("30min", 0, 300), ("6h", 7_200, 3_000)],
    ],
)
def test_jitter_is_taken_off(freq, late, spread):
    """Runs of a cron job, some seconds or minutes after the step began, are at the step."""
    grid, times = jittered("2024-01-01", freq, spread, late=late)
    if late == 3_598:  # so late that it is early
        grid = grid + np.timedelta64(3_600, "s")
    snapped = snap_to_grid(times, freq)
    assert snapped.at.tolist() == grid.tolist()
    assert snapped.moved.tolist() == (grid - times).astype(int).tolist()


def test_what_is_far_away_stays():
    """A run at half past among runs on the hour is left where it is, for the reader to refuse."""
    times = moments("2024-01-01T00:00:04", "2024-01-01T01:00:03", "2024-01-01T02:30:00", "2024-01-01T03:00:05")
    assert (
        snap_to_grid(times, "h").at.tolist()
        == moments("2024-01-01T00:00", "2024-01-01T01:00", "2024-01-01T02:30", "2024-01-01T03:00").tolist()
    )


def test_weeks_go_to_their_usual_day_or_the_one_that_is_asked_for():
    """A holiday moves a report by up to two days; a report three days away is another matter."""
    times = moments("2024-01-06", "2024-01-13", "2024-01-19", "2024-01-27", "2024-01-30")
    assert (
        snap_to_grid(times, "W").at.tolist()
        == moments("2024-01-06", "2024-01-13", "2024-01-20", "2024-01-27", "2024-01-30").tolist()
    )
    assert snap_to_grid(times[:2], "W-SUN").at.tolist() == moments("2024-01-07", "2024-01-14").tolist()


@pytest.mark.parametrize("freq", ["MS", "ME", "QS", "QE", "YS", "YE"])
def test_months_quarters_and_years_whatever_the_day(freq):
    """A row in each period goes to its first or last day, as pandas has them."""
    edges = pd.date_range("2019-01-01", periods=40, freq=freq).to_numpy("datetime64[s]")
    away = np.random.default_rng(1).integers(0, 27, len(edges)) * 86_400
    times = edges + (away if freq.endswith("S") else -away).astype("timedelta64[s]")
    assert snap_to_grid(times, freq).at.tolist() == edges.tolist()


def test_two_rows_in_a_month_are_not_moved():
    """Where a series has two rows in one month, months are not its step; two series may share one."""
    times = moments("2024-01-05", "2024-01-20", "2024-02-05")
    assert snap_to_grid(times, "MS").at.tolist() == times.tolist()
    assert (
        snap_to_grid(times, "MS", series=np.array([0, 1, 0])).at.tolist()
        == moments("2024-01-01", "2024-01-01", "2024-02-01").tolist()
    )


def month_ends(*, february):
    """Return four years of month ends in which February has one last day throughout."""
    ends = pd.date_range("2019-01-31", periods=48, freq="ME")
    return np.array(
        [f"{end:%Y-%m}-{february}" if end.month == 2 else f"{end:%Y-%m-%d}" for end in ends], "datetime64[s]"
    )


def test_one_row_a_month_is_monthly_without_being_said():
    """Month ends that forget the leap day keep no rule, but each month has its row: they are months."""
    times = month_ends(february=28)
    snapped = snap_to_grid(times, None)
    assert snapped.at.tolist() == times.astype("datetime64[M]").astype("datetime64[s]").tolist()
    panel = snap_to_grid(np.tile(times, 2), None, series=np.repeat([0, 1], len(times)))
    assert panel.at.tolist() == snapped.at.tolist() * 2


def test_days_that_keep_a_rule_stay_as_they_are():
    """True month ends, day 30 clipped to the month's length, weeks and days are read as they are."""
    ends = pd.date_range("2019-01-31", periods=48, freq="ME").to_numpy("datetime64[s]")
    clipped = np.array([f"{end}"[:8] + str(min(30, int(f"{end}"[8:10]))) for end in ends], "datetime64[s]")
    weeks = pd.date_range("2019-01-05", periods=200, freq="7D").to_numpy("datetime64[s]")
    gappy = np.delete(month_ends(february=28), 5)
    few = moments("2024-01-03", "2024-02-20", "2024-03-01")
    for times in (ends, clipped, weeks, gappy, few):
        assert snap_to_grid(times, None).at.tolist() == times.tolist()


def test_calendars_and_odd_steps_are_left_alone():
    """Steps that leave out days, or are no part of a day or a week, have no grid of their own."""
    times = moments("2024-01-05T00:00:04", "2024-01-08T00:00:05")
    for freq in ("B", "3D"):
        assert snap_to_grid(times, freq).at.tolist() == times.tolist()
    assert len(snap_to_grid(moments(), "h").at) == 0


def test_the_remark_says_how_many_and_how_far():
    """Nothing is said where nothing was moved."""
    _, times = jittered("2024-01-01", "h", 2, count=50, late=304)
    remark = snap_remark(snap_to_grid(times, "h").moved, "h")
    assert remark.code == "times-moved"
    assert dict(remark.details) == {"count": 50, "of": 50, "most_seconds": 306}
    assert snap_remark(np.zeros(3, np.int64), "h") is None
    assert snap_remark(snap_to_grid(month_ends(february=28), None).moved, None).code == "row-a-month"
