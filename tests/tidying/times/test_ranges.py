"""Weeks and months that are written as their first and last day."""

import pandas as pd
import pytest

from lstm_cli.options import WeekDate


@pytest.mark.parametrize("freq", ["W-SAT", "W-SUN", "W-WED"])
@pytest.mark.parametrize("between", ["/", " - ", " – ", " to "])
def test_weeks_are_dated_by_their_last_or_first_day(written, times_of, freq, between):
    """The periods of pandas, and what other programs write between the days, are weeks."""
    periods = pd.period_range("2020-01-01", periods=20, freq=freq)
    texts = [str(period).replace("/", between) for period in periods]
    assert written(*texts) == [str(period.end_time.date()) for period in periods]
    assert written(*texts, week_date=WeekDate.START) == [str(period.start_time.date()) for period in periods]
    assert times_of({"d": texts}).kind == "weeks"


def test_months_and_other_spans(written, times_of):
    """The first and last day of a month are the month; other spans are bad."""
    texts = ["01/01/2020 - 31/01/2020", "01/02/2020 - 29/02/2020", "01/03/2020 - 30/03/2020"]
    assert written(*texts) == ["2020-01", "2020-02", None]
    assert times_of({"d": texts}).expected == "the first and the last day of a month such as '01/01/2020 - 31/01/2020'"
    assert written("2020-01-05/2020-01-11", "2020-01-12/2020-01-19", "x") == ["2020-01-11", None, None]


def test_the_order_of_both_ends_is_found_together(written, refusal):
    """A last day over 12 settles the order of all; without one it is asked for."""
    assert written("1/5/2020 - 1/11/2020", "1/12/2020 - 1/18/2020") == ["2020-01-11", "2020-01-18"]
    assert "may be 2020-05-01 (day/month/year) or 2020-01-05" in refusal({"d": ["1/5/2020 - 1/11/2020"]})
    assert written("1/5/2020 - 1/11/2020", date_format="%m/%d/%Y") == ["2020-01-11"]


def test_spans_of_hours_are_dated_by_their_first_moment(written, remarks_of):
    """Market data have an hour as its first and last moment; one of another length is bad."""
    hours = [f"13.01.2024 {hour:02d}:00 - 13.01.2024 {hour + 1:02d}:00" for hour in range(3)]
    assert written(*hours) == ["2024-01-13 00:00", "2024-01-13 01:00", "2024-01-13 02:00"]
    assert written(*hours, "13.01.2024 03:00 - 13.01.2024 05:00")[3] is None
    assert remarks_of(*hours)["ranges-read"]["dated"] == "moment"


NAMED = [
    "{a.day} {a:%b} - {b.day} {b:%b} {b.year}",
    "{a.day} {a:%B} {a.year} to {b.day} {b:%B} {b.year}",
    "{a:%b} {a.day} – {b:%b} {b.day}, {b.year}",
    "{a:%B} {a.day}, {a.year} - {b:%B} {b.day}, {b.year}",
    "Week {a.week} ({a:%d/%m/%Y} to {b:%d/%m/%Y})",
    "{a.week} ({a:%Y-%m-%d} - {b:%Y-%m-%d})",
    "W{a.week}: {a.day} {a:%b} - {b.day} {b:%b} {b.year}",
]


@pytest.mark.parametrize("form", NAMED)
def test_weeks_by_their_days_with_names_of_months(written, form):
    """Through two new years, with the year once or twice, and with the number of the week before."""
    weeks = pd.period_range("2022-12-01", periods=70, freq="W-SUN")
    texts = [form.format(a=week.start_time, b=week.end_time) for week in weeks]
    assert written(*texts, column="week") == [str(week.end_time.date()) for week in weeks]


def test_weeks_within_a_month_and_spans_that_are_no_weeks(written):
    """The month may stand once; eight days are no week."""
    assert written("2–8 January 2023", "9–15 January 2023", "16–23 January 2023") == ["2023-01-08", "2023-01-15", None]
    assert written("Jan 2-8, 2023", "Jan 9-15, 2023") == ["2023-01-08", "2023-01-15"]
    assert written("2 Jan - 8 Jan 2023", week_date=WeekDate.START) == ["2023-01-02"]
