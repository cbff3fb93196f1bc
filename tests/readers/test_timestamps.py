"""Dates are ISO 8601 or what --date-format says, and forecasts are written the same way."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_cli.cli.settings import flag
from lstm_cli.errors import UsageError
from lstm_cli.readers.format_hints import hint_of_format
from lstm_cli.readers.timestamps import is_iso, parse_times


def parsed(*cells, date_format=None):
    return parse_times(cells, [1] * len(cells), date_format=date_format)


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        ("2024-01-06", "2024-01-06T00:00:00"),
        (" 2024-01-06\t", "2024-01-06T00:00:00"),
        ("0001-01-01", "0001-01-01T00:00:00"),
        ("2024-01-06 07:08", "2024-01-06T07:08:00"),
        ("2024-01-06T07:08:09", "2024-01-06T07:08:09"),
        ("2024-01-06 07:08:09.000", "2024-01-06T07:08:09"),
        ("2024-01-06T07:08:09Z", "2024-01-06T07:08:09"),
        ("2024-01-06T07:08+05:30", "2024-01-06T07:08:00"),
        ("2024-02", "2024-02-01T00:00:00"),
        ("2024", "2024-01-01T00:00:00"),
        ("2020-W53", "2020-12-28T00:00:00"),
        ("2021-W01-7", "2021-01-10T00:00:00"),
    ],
)
def test_iso_8601_is_read_and_written_back_as_it_was(cell, time):
    """Each ISO form gives its moment, and the style writes that moment back to the letter."""
    times = parsed(cell)
    assert not times.bad.any()
    assert times.at[0] == np.datetime64(time)
    assert times.style.write(times.at[0]) == cell.strip()


@pytest.mark.parametrize(
    "cell",
    [
        *["2024-02-30", "2024-13-01", "0000-01-01", "9001-01-01", "2024-1-6", "20240106", "2024/01/06", "01/06/2024"],
        *["2024-01-06T24:00", "2024-01-06T00:60", "2024-01-06 07", "2024-01-06 07:08:09.5", "2024-W54", "2021-W53"],
        *["2024-W00", "2024-W01-8", "24", "02024", "２０２４-01-06", "now", "NaT", "", "2024-01-06T00:00+1"],
    ],
)
def test_what_is_not_iso_8601_is_bad(cell):
    """Impossible dates, other notations and digits that are not ASCII are never guessed at."""
    assert parsed(cell).bad.all()


@given(st.datetimes(min_value=datetime(1, 1, 1), max_value=datetime(9000, 12, 31)))  # noqa: DTZ001
def test_any_second_survives_reading_and_writing(moment):
    """Writing a time and reading it gives the same time, in every year from 1 to 9000."""
    moment = moment.replace(microsecond=0)
    times = parsed(moment.isoformat(" "))
    assert times.at[0] == np.datetime64(moment)
    assert times.style.write(times.at[0]) == moment.isoformat(" ")


def test_one_column_has_one_style():
    """Cells written unlike most rows (not most distinct cells) are bad, even where both are ISO 8601."""
    times = parse_times(["2024-01-06T00:00", "2024-01-07T00:00", "2024-01-13"], [1, 1, 5], date_format=None)
    assert times.bad.tolist() == [True, True, False]


def test_offsets_must_agree():
    """Times with different offsets are bad, and what is expected names one offset."""
    times = parsed("2024-03-30T00:00:00+01:00", "2024-03-30T01:00:00+01:00", "2024-04-30T00:00:00+02:00")
    assert times.bad.tolist() == [False, False, True]
    assert times.expected == "a time written like '2024-03-30T00:00:00+01:00', with one offset in all rows"


@pytest.mark.parametrize(
    ("date_format", "cell", "time"),
    [
        ("%d/%m/%Y", "01/02/2024", "2024-02-01"),
        ("%m/%d/%Y", "01/02/2024", "2024-01-02"),
        ("%d.%m.%y", "13.01.24", "2024-01-13"),
        ("%b %Y", "Feb 2024", "2024-02-01"),
        ("%G-W%V-%u", "2024-W01-1", "2024-01-01"),
        ("%Y年%m月%d日", "2024年01月06日", "2024-01-06"),
        ("%d/%m/%Y %H:%M%z", "01/02/2024 06:30+0100", "2024-02-01T06:30"),
        ("%%Y %Y-%m-%d", "%Y 2024-01-06", "2024-01-06"),
        ("%Y-%m-%d %%z%z", "2024-01-06 %z+0100", "2024-01-06"),
        ("%Y %U %w", "2024 01 0", "2024-01-07"),
        ("%Y%m%%%d", "202401%06", "2024-01-06"),
        ("%Y", "1000", "1000-01-01"),
    ],
)
def test_a_named_format_is_read_and_written_back(date_format, cell, time):
    """--date-format decides what the digits mean, and forecasts are written in it."""
    times = parsed(cell, date_format=date_format)
    assert times.at.tolist() == np.array([time], "datetime64[s]").tolist()
    assert times.style.write(times.at[0]) == cell


def test_a_named_format_refuses_what_does_not_fit():
    """Cells that do not fit the format, another offset, fractions of seconds and foreign digits are bad."""
    assert parsed("2024-01-06", date_format="%d/%m/%Y").bad.all()
    assert parsed("1１/02/2024", date_format="%d/%m/%Y").bad.all()
    assert parsed("2024 0.5", date_format="%Y %S.%f").bad.all()
    assert parsed("2021-W53-1", date_format="%G-W%V-%u").bad.all()  # 2021 has 52 ISO weeks
    assert parsed("2021 53 6", date_format="%Y %U %w").bad.all()  # the Saturday after its last day
    mixed = parsed("2024-01-01+0100", "2024-01-02+0100", "2024-01-03+0200", date_format="%Y-%m-%d%z")
    assert mixed.bad.tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("date_format", "reason"),
    [
        ("%d/%m", "has no year"),
        ("ISO", "has no year"),
        ("%Y-W%W", "has a week but no day"),
        ("%Y-%m-%d %Z", "has a time zone"),
        ("%Y-%q", "cannot be read"),
        ("%G-W%V", "cannot be read"),
        ("%%Y-%m-%d", "has no year"),
        ("%Y-%m-%d %d", "has a part of the time twice"),
        ("%c %Y", "has a part of the time twice"),
    ],
)
def test_a_format_that_does_not_tell_the_time_is_a_usage_error(date_format, reason):
    """A --date-format Python cannot read, or that leaves the year or day open, exits 2 with the reason."""
    with pytest.raises(UsageError, match=reason) as caught:
        parsed("2024-01-06", date_format=date_format)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("cells", "hint"),
    [
        (["31.12.2024", "07.01.2025"], "add --date-format %d.%m.%Y"),
        (["12/31/2024"], "add --date-format %m/%d/%Y"),
        (["Jan 2024", "May 2024"], "add --date-format '%b %Y'"),
        (["20240106", "20240113"], "add --date-format %Y%m%d"),
        (["2024/01/06 05:00"], "add --date-format '%Y/%m/%d %H:%M'"),
        (
            ["1", "2", "300"],
            "the numbers look like an index without dates: tidy gives them dates, with --start 2024-01-01",
        ),
        (["1000", "1001"], "the numbers look like an index without dates"),
        (["45297", "45304.0"], "five digits look like the day numbers of a spreadsheet"),
        (["202401", "202402"], "six digits may be months or epidemiological weeks"),
        (["1704499200"], "the numbers look like seconds since 1970"),
        (["1704499200000"], "the numbers look like milliseconds since 1970"),
        (["week one"], ""),
        ([""], ""),
    ],
)
def test_a_hint_names_the_format_that_fits(cells, hint):
    """Where all dates fit a usual format the hint names it; where numbers are no dates it says what they look like."""
    advice = hint_of_format(cells)
    assert ("" if advice is None else advice.text(flag)).startswith(hint)
    assert (advice is None) == (not hint)


@pytest.mark.parametrize(("cell", "is_year"), [("1699", False), ("1700", True), ("2200", True), ("2201", False)])
def test_four_digits_are_a_year_only_where_years_are_likely(cell, is_year):
    """An index such as 1000, 1001, … is not read as years."""
    assert parsed(cell).bad.all() != is_year


WEEK_NAMES = [
    "year_week",
    "yearweek",
    "YearWeek",
    "epiweek",
    "isoweek",
    "iso_week",
    "Week",
    "MMWR WEEK",
    "Meldewoche",
    "KW",
]


@pytest.mark.parametrize("column", WEEK_NAMES)
@pytest.mark.parametrize("cells", [["2021-01", "2021-12"], ["2021"], ["2020-52", "2020-53"]])
def test_a_column_of_weeks_holds_no_months(column, cells):
    """Where the name of the column says weeks, 2021-12 is neither December nor anything else, and the hint says why."""
    assert parse_times(cells, [1] * len(cells), date_format=None, column=column).bad.all()
    if len(cells[0]) > 4:
        advice = hint_of_format(cells, column=column).text(flag)
        assert advice == "the column's name says weeks: tidy reads them with --week iso or --week mmwr"


@pytest.mark.parametrize("column", ["month", "date", "weekday", "biweek", "period", "time_value", "skw", "newyork"])
def test_other_columns_hold_months(column):
    """Months are read where the name of the column says nothing of weeks."""
    assert not parse_times(["2021-01", "2021-12"], [1, 1], date_format=None, column=column).bad.any()


def test_a_column_of_weeks_holds_what_can_be_nothing_else():
    """Dates and ISO weeks are read in a column of weeks, and so are months that the user names."""
    assert not parse_times(["2021-01-02"], [1], date_format=None, column="week").bad.any()
    assert not parse_times(["2021-W02"], [1], date_format=None, column="week").bad.any()
    assert not parse_times(["2021-12"], [1], date_format="%Y-%m", column="week").bad.any()


@given(st.integers(0, 3_000), st.integers(1, 40))
def test_hints_never_choose_between_day_and_month(start, length):
    """A hint with one format for slashed dates is only given when the other order cannot read them."""
    days = [datetime(2020, 1, 1, tzinfo=UTC) + timedelta(start + k) for k in range(length)]
    hint = hint_of_format([f"{day:%d/%m/%Y}" for day in days]).text(flag)
    same_both_ways = all(day.day == day.month for day in days)
    if max(day.day for day in days) > 12 or same_both_ways:
        assert hint == "add --date-format %d/%m/%Y"
    else:
        assert "%d/%m/%Y or --date-format %m/%d/%Y" in hint


def test_a_date_in_the_header_is_known_but_a_year_is_a_name():
    """Column names that are dates betray a table turned on its side; a year may be any name."""
    assert is_iso("2024-01-06")
    assert not is_iso("2024")
    assert not is_iso("North")


def test_years_that_follow_each_other_are_no_months():
    """2000-01, 2001-02, 2002-03 are fiscal years or seasons: nobody has a month every 13, and two of them may be months."""
    assert parsed("2000-01", "2001-02", "2002-03", "2003-04").bad.all()
    assert not parsed("2000-01", "2001-02").bad.any()
    assert not parsed("2000-01", "2001-02", "2002-03", "2002-04").bad.any()
