"""Data that end in the past or in the future are noticed by the clock."""

import datetime as dt

import numpy as np
import pytest

from lstm_cli.cli.forecasts import clock_remarks
from lstm_cli.panel.slicing import last_time
from lstm_cli.readers.count_reader import read_panel

HOUR, DAY, WEEK = (dt.timedelta(hours=hours) for hours in (1, 24, 168))


def noted(step, ahead, pattern="%Y-%m-%d"):
    """Return the note on data in some step that end some time after now, and are forecast two steps ahead."""
    end = dt.datetime.now(tz=dt.UTC) + ahead
    rows = [f"{end - step * (9 - k):{pattern}},{k}" for k in range(10)]
    panel = read_panel("\n".join(["date,cases", *rows, ""]).encode(), name="d.csv")
    last = last_time(panel) + np.timedelta64(2 * step)
    remarks = clock_remarks(last.astype("datetime64[s]"), panel)
    return [(remark.code, remark.details["end"]) for remark in remarks], rows[-1].split(",")[0]


@pytest.mark.parametrize(
    ("step", "ahead", "pattern"),
    [
        (DAY, -DAY, "%Y-%m-%d"),
        (DAY, 2 * DAY, "%Y-%m-%d"),  # the midnight that ends today, where it is tomorrow already
        (WEEK, 6 * DAY, "%Y-%m-%d"),  # the last day of this week
        (HOUR, 14 * HOUR, "%Y-%m-%d %H:00"),
    ],
)
def test_times_that_may_be_now_are_not_noted(step, ahead, pattern):
    """In any time zone, and with stamps of the end of a step."""
    assert noted(step, ahead, pattern)[0] == []


@pytest.mark.parametrize(
    ("step", "ahead", "pattern"),
    [(DAY, 3 * DAY, "%Y-%m-%d"), (WEEK, 30 * DAY, "%Y-%m-%d"), (HOUR, 60 * HOUR, "%Y-%m-%d %H:00")],
)
def test_data_that_end_in_the_future_are_noted(step, ahead, pattern):
    """A wrong date makes every forecast begin too late."""
    note, end = noted(step, ahead, pattern)
    assert note == [("data-end-to-come", end)]


@pytest.mark.parametrize(("steps", "past"), [(-4, True), (-2, False)])
def test_forecasts_of_the_past_are_noted(steps, past):
    """Where not even the last step is to come."""
    note, end = noted(DAY, steps * DAY)
    assert note == ([("forecast-in-the-past", end)] if past else [])
