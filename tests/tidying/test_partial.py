"""Sums of periods that the data do not fill: left out, and told."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_cli.formats.tidying import change_sentence, csv_parts
from lstm_cli.options import Absent, TidyOptions
from lstm_cli.tidying.engine import tidy

MONDAY = dt.date(2022, 1, 3)
MIDNIGHT = dt.datetime.fromisoformat("2022-01-01 00:00")
SIX = MIDNIGHT + dt.timedelta(hours=6)
FIRST = {  # of the period that holds a day
    "W": lambda day: day - dt.timedelta(day.weekday()),
    "W-SAT": lambda day: day - dt.timedelta((day.weekday() + 1) % 7),
    "MS": lambda day: day.replace(day=1),
}
NEXT = {
    "W": lambda first: first + dt.timedelta(7),
    "W-SAT": lambda first: first + dt.timedelta(7),
    "MS": lambda first: (first + dt.timedelta(31)).replace(day=1),
}
STAMP = {"W": 6, "W-SAT": 6, "MS": 0}  # days from the first of a period to its date


def daily(first, days, *, name="a", skip=lambda _: False):
    """Return rows of a series, a day each, whose counts are 1, 2, 3 and so on."""
    every = [first + dt.timedelta(at) for at in range(days)]
    return [f"{name},{day},{at}" for at, day in enumerate(every, 1) if not skip(day)]


def text(*series):
    """Return a table of the rows of series."""
    return "\n".join(["series,date,count", *(row for rows in series for row in rows), ""])


def tidied(table, **options):
    """Return the written rows by series and date, the sentences on periods left out, and the result."""
    result = tidy(table.encode(), TidyOptions(**options), name="d.csv")
    lines = [line.rsplit(",", 2) for line in "".join(csv_parts(result)).splitlines()[1:]]
    told = [change_sentence(change) for change in result.changes if change.remark.code == "partial-periods"]
    return {tuple(line[:-1]): int(line[-1]) for line in lines}, told, result


def test_weeks_at_the_ends_that_lack_days_are_left_out_and_told():
    """A week with one day, and one with five, are no counts of weeks: each has a line with its days, and its counts leave."""
    rows, told, result = tidied(text(daily(dt.date(2021, 12, 1), 111)), freq="W", sum=True)
    assert next(iter(rows)) == ("a", "2021-12-12")
    assert list(rows)[-1] == ("a", "2022-03-20")
    assert told == [
        "the first week, 2021-12-05, has 5 of 7 days and is left out",
        "the last week, 2022-03-27, has 1 of 7 days and is left out",
    ]
    lost = [(change.rows, change.counts) for change in result.changes if change.remark.code == "partial-periods"]
    assert lost == [(-5, -15), (-1, -111)]


@st.composite
def panels(draw):
    """Draw series of days without gaps, each with a first day and a number of days."""
    names = "abc"[: draw(st.integers(1, 3))]
    return {name: (MONDAY + dt.timedelta(draw(st.integers(0, 40))), draw(st.integers(70, 120))) for name in names}


@given(panels(), st.sampled_from(sorted(FIRST)))
@settings(max_examples=60, deadline=None)
def test_the_sums_that_stay_are_those_of_whole_periods(panel, freq):
    """Day by day: a sum is written if all days of its period have rows in the series, and the others are accounted for."""
    table = {}
    for name, (first, days) in panel.items():
        counts = {first + dt.timedelta(at): at + 1 for at in range(days)}
        for begin in {FIRST[freq](day) for day in counts}:
            inside = [begin + dt.timedelta(at) for at in range((NEXT[freq](begin) - begin).days)]
            if all(day in counts for day in inside):
                table[name, str(begin + dt.timedelta(STAMP[freq]))] = sum(map(counts.__getitem__, inside))
    lines = text(*(daily(first, days, name=name) for name, (first, days) in panel.items()))
    rows, told, result = tidied(lines, freq=freq, sum=True)
    assert rows == table
    assert result.counts_in + sum(change.counts for change in result.changes) == result.total == sum(table.values())
    assert result.rows_in + sum(change.rows for change in result.changes) == len(table)
    assert bool(told) == (result.total < result.counts_in)


def test_series_that_begin_or_end_within_a_period_lose_it():
    """A series that starts on a Thursday has no count of that week, where others have one; the line names it."""
    whole, late = daily(MONDAY, 70), daily(MONDAY + dt.timedelta(10), 50, name="b")
    rows, told, _ = tidied(text(whole, late), freq="W", sum=True)
    assert ("a", "2022-01-16") in rows
    assert next(date for name, date in rows if name == "b") == "2022-01-23"
    assert told == [
        "the first week of series 'b', 2022-01-16, has 4 of 7 days and is left out",
        "the last week of series 'b', 2022-03-06, has 4 of 7 days and is left out",
    ]
    third = daily(MONDAY + dt.timedelta(12), 51, name="c")
    _, told, _ = tidied(text(whole, late, third), freq="W", sum=True)
    assert (
        told[0]
        == "the first week is incomplete in 2 series ('b', 'c') and is left out: that of 'b', 2022-01-16, has 4 of 7 days"
    )


def test_days_that_are_never_counted_are_not_lacking():
    """A table of working days that ends on a Friday has all of its last week; one that ends on a Thursday has 4 of 5 days."""
    rows, told, _ = tidied(text(daily(MONDAY, 40, skip=lambda day: day.weekday() > 4)), freq="W", sum=True)
    assert told == []
    assert list(rows)[-1] == ("a", "2022-02-13")
    _, told, _ = tidied(text(daily(MONDAY, 39, skip=lambda day: day.weekday() > 4)), freq="W", sum=True)
    assert told == ["the last week, 2022-02-13, has 4 of 5 working days and is left out"]


def test_days_without_rows_inside_are_left_as_they_are():
    """Only the ends of the data are looked at: a week that lacks days between has the sum of the others."""
    gap = MONDAY + dt.timedelta(15)
    rows, told, _ = tidied(text(daily(MONDAY, 70, skip=lambda day: day == gap)), freq="W", sum=True)
    assert told == []
    assert rows["a", "2022-01-23"] == sum(range(15, 22)) - 16


@pytest.mark.parametrize("options", [{"absent": Absent.ZERO, "sum": True}, {"count_rows": True, "value": None}])
def test_a_series_whose_absent_rows_are_zeros_starts_with_its_first_row(options):
    """Where absent days are 0, those before the first row of a series are no days outside its data."""
    rows, told, _ = tidied(text(daily(MONDAY, 70), daily(MONDAY + dt.timedelta(10), 60, name="b")), freq="W", **options)
    assert ("b", "2022-01-16") in rows
    assert told == []


def test_rows_that_come_too_seldom_show_no_end():
    """Where days often have no row, one or two more without one at the end may be zeros: the week stays."""
    seldom = daily(MONDAY, 68, skip=lambda day: day.toordinal() % 5 in (1, 3) or day.toordinal() % 11 == 0)
    _, told, _ = tidied(text(seldom), freq="W", sum=True)
    assert told == []


def test_steps_of_other_lengths():
    """Weeks add up to months by the weeks dated in these, hours to days, days to periods of two weeks."""
    weeks = [f"a,{dt.date(2022, 1, 1) + dt.timedelta(7 * at)},1" for at in range(22)]  # to 28 May, the last of four
    rows, told, _ = tidied(text(weeks), freq="MS", sum=True)
    assert told == []
    assert list(rows.values()) == [5, 4, 4, 5, 4]
    _, told, _ = tidied(text(weeks[:-1]), freq="MS", sum=True)
    assert told == ["the last month, 2022-05-01, has 3 of 4 weeks and is left out"]
    hours = [f"a,{SIX + dt.timedelta(hours=at)},1" for at in range(18 + 24 * 3)]
    rows, told, _ = tidied(text(hours), freq="D", sum=True)
    assert set(rows.values()) == {24}
    assert told == ["the first day, 2022-01-01, has 18 of 24 hours and is left out"]
    _, told, _ = tidied(text(daily(MONDAY + dt.timedelta(2), 12 + 28 + 3)), freq="2W", sum=True)
    assert told == [
        "the first period of 2 weeks, 2022-01-16, has 12 of 14 days and is left out",
        "the last period of 2 weeks, 2022-02-27, has 3 of 14 days and is left out",
    ]


def test_hours_that_a_job_counts_some_seconds_late():
    """Moments near the steps of a job are such steps: the day that has 4 of its hours is left out."""
    late = [dt.timedelta(hours=at, seconds=7 * at % 31) for at in range(100)]
    rows, told, _ = tidied(text([f"a,{MIDNIGHT + delay},1" for delay in late]), freq="D", sum=True)
    assert list(rows.values()) == [24] * 4
    assert told == ["the last day, 2022-01-05, has 4 of 24 hours and is left out"]


def test_moments_that_keep_no_step_end_with_a_day():
    """Events at any time of the day are looked at by days."""
    moments = [f"a,2022-01-{3 + at // 3:02d} {7 * at % 24:02d}:{13 * at % 60:02d},1" for at in range(3 * 16)]
    rows, told, _ = tidied(text(moments), freq="W", sum=True)
    assert list(rows.values()) == [21, 21]
    assert told == ["the last week, 2022-01-23, has 2 of 7 days and is left out"]


def test_data_shorter_than_a_period_are_refused(refusal):
    """Where no period is whole, the refusal says so, and to name a shorter step."""
    assert refusal(text(daily(MONDAY, 5)), freq="W", sum=True) == [
        "d.csv: no step W is complete in data from 2022-01-03 to 2022-01-07; set a shorter step with --freq"
    ]


def test_a_step_of_the_data_leaves_nothing_out():
    """Rows that are added up at the step that they have are whole periods."""
    rows, told, _ = tidied(text(daily(MONDAY, 20), daily(MONDAY, 20)), freq="D", sum=True)
    assert told == []
    assert len(rows) == 20
