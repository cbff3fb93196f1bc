"""Steps of time: arithmetic as pandas has it, names and durations as people say them."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.frequency_names import parse_frequency, short_name

DAY = 86_400
NAMED = [
    (Frequency(seconds=60), "every minute", "minute", (1, 48.0)),
    (Frequency(seconds=900), "every 15 minutes", "minute", (15, 96.0)),
    (Frequency(seconds=3_600), "hourly", "hour", (1, 24.0)),
    (Frequency(seconds=21_600), "every 6 hours", "hour", (6, 4.0)),
    (Frequency(seconds=DAY), "daily", "day", (1, 7.0)),
    (Frequency(seconds=3 * DAY), "every 3 days", "day", (3, 7 / 3)),
    (Frequency(seconds=7 * DAY, weekday=5), "weekly (weeks stamped Saturday)", "week", (1, 365.25 / 7)),
    (Frequency(seconds=7 * DAY), "weekly", "week", (1, 365.25 / 7)),
    (Frequency(seconds=14 * DAY, weekday=0), "every 14 days", "week", (2, 365.25 / 14)),
    (Frequency(months=1, day=1), "monthly (month starts)", "month", (1, 12.0)),
    (Frequency(months=1, month_end=True), "monthly (month ends)", "month", (1, 12.0)),
    (Frequency(months=1, day=15), "monthly (day 15)", "month", (1, 12.0)),
    (Frequency(months=2, day=1), "every 2 months (month starts)", "month", (2, 6.0)),
    (Frequency(months=3, month_end=True), "quarterly (month ends)", "quarter", (1, 4.0)),
    (Frequency(months=12, day=1), "yearly", "year", (1, None)),
    (Frequency(months=12, month_end=True), "yearly (month ends)", "year", (1, None)),
    (Frequency(months=60, day=1), "every 5 years", "year", (5, None)),
]


@pytest.mark.parametrize(("frequency", "name", "unit", "step"), NAMED)
def test_a_frequency_is_named_as_people_name_it(frequency, name, unit, step):
    """Name, unit, the length of one step in that unit, and the shortest season (except a year of hours)."""
    per_step, season = step
    assert (frequency.name, frequency.unit) == (name, unit)
    assert frequency.in_units == (per_step, unit)
    if frequency.seconds >= DAY or frequency.months:
        assert (list(frequency.seasons) or [None])[0] == (season and pytest.approx(season))


@pytest.mark.parametrize(
    ("frequency", "alias", "first"),
    [
        (Frequency(months=1, month_end=True), "ME", "2023-01-31"),
        (Frequency(months=3, month_end=True), "QE", "2023-03-31"),
        (Frequency(months=12, month_end=True), "YE", "2019-12-31"),
        (Frequency(months=12, month_end=True), "YE-FEB", "2019-02-28"),
        (Frequency(months=1, day=1), "MS", "2023-11-01"),
        (Frequency(months=3, day=1), "QS", "2023-10-01"),
        (Frequency(months=12, day=1), "YS", "1899-01-01"),
        (Frequency(seconds=7 * DAY, weekday=5), "W-SAT", "2024-02-24"),
        (Frequency(seconds=14 * DAY), "14D", "2024-02-17"),
        (Frequency(seconds=DAY), "D", "2024-02-28"),
        (Frequency(seconds=3_600), "h", "2024-02-29T22:00"),
        (Frequency(seconds=900), "15min", "2023-12-31T23:30"),
    ],
)
def test_steps_agree_with_pandas(frequency, alias, first):
    """Forty steps after any time, counted from it at once, are pandas' date_range of the same frequency."""
    expected = pd.date_range(first, periods=41, freq=alias).to_numpy("datetime64[s]")
    assert np.array_equal(frequency.after(expected[0], np.arange(41)), expected)
    assert np.array_equal(frequency.after(expected[7], np.arange(-7, 34)), expected)


@given(st.dates(), st.integers(-300, 300), st.sampled_from([1, 2, 3, 12]))
def test_months_clip_to_their_length_as_pandas_clips_them(start, count, months):
    """Moving by calendar months from any day agrees with pandas' DateOffset."""
    start = start.replace(year=min(max(start.year, 1700), 2200))
    expected = pd.Timestamp(start) + pd.DateOffset(months=months * count)
    moved = Frequency(months=months).after(np.datetime64(start), [count])[0]
    assert moved == expected.to_datetime64()


def test_the_day_of_the_month_is_not_lost_in_february():
    """Steps of months on the 30th come back to the 30th after a February, wherever they start."""
    moved = Frequency(months=1, day=30).after(np.datetime64("2023-02-28T06:00"), [0, 1, 2])
    assert moved.astype(str).tolist() == ["2023-02-28T06:00:00", "2023-03-30T06:00:00", "2023-04-30T06:00:00"]


@pytest.mark.parametrize("frequency", [row[0] for row in NAMED])
def test_the_short_name_asks_for_the_same_step(frequency):
    """Commands that name the step of a model ask for its length and for its stamps: starts or ends of months, weekdays."""
    wanted = parse_frequency(short_name(frequency))
    assert (wanted.seconds, wanted.months) == (frequency.seconds, frequency.months)
    assert (wanted.stamp == "s", wanted.stamp == "e") == (frequency.day == 1, frequency.month_end)
    assert wanted.weekday == (frequency.weekday if frequency.seconds == 7 * DAY else None)


@pytest.mark.parametrize("frequency", [row[0] for row in NAMED])
def test_a_frequency_survives_json(frequency):
    """The fields, written as JSON and read again, give the same frequency."""
    assert Frequency.from_dict(json.loads(json.dumps(frequency.to_dict()))) == frequency


@pytest.mark.parametrize(
    "change",
    [
        {"seconds": 0},
        {"months": 1},
        {"seconds": -7},
        {"seconds": 7.0},
        {"seconds": True},
        {"month_end": 0},
        {"weekday": 7},
        {"weekday": ""},
        {"day": 0},
        {"day": 32},
        {"more": 1},
    ],
)
def test_fields_that_are_no_frequency_are_refused(change):
    """A dict with other fields, other types or impossible values raises ValueError and nothing else."""
    with pytest.raises(ValueError, match="a frequency"):
        Frequency.from_dict(Frequency(seconds=60).to_dict() | change)
    with pytest.raises(ValueError, match="a frequency has the fields"):
        Frequency.from_dict({"seconds": 60})
