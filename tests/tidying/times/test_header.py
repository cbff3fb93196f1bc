"""Names of columns that are times."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError
from lstm_cli.options import TidyOptions, Week
from lstm_cli.tidying.times.header import read_header_times


def across(*names, **options):
    """Return the names that are times, each with its time as it is written."""
    times = read_header_times(names, TidyOptions(**options))
    return {name: times.style.write(at) for name, at, bad in zip(names, times.at, times.bad, strict=True) if not bad}


DAYS = [date(2020, 1, 22) + timedelta(k) for k in range(20)]


@pytest.mark.parametrize(
    "names",
    [
        [str(day) for day in DAYS],
        [f"{day.month}/{day.day}/{day:%y}" for day in DAYS],
        [f"X{day.month}.{day.day}.{day:%y}" for day in DAYS],
        [f"X{day:%Y.%m.%d}" for day in DAYS],
        [f"{day:%Y%m%d}" for day in DAYS],
        [f"{day:%d %b %Y}" for day in DAYS],
    ],
)
def test_days_across(names):
    """The header of JHU, also as R mangles it, and other spellings give the days; other columns are none."""
    others = ["Province/State", "Country/Region", "Lat", "Long", "AGE 0-4", "65", "pop2019"]
    assert across(*others, *names) == dict(zip(names, map(str, DAYS), strict=True))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["2019", "2020", "2021"], ["2019", "2020", "2021"]),
        (["2020-W01", "2020-W02"], ["2020-01-05", "2020-01-12"]),
        (["2015M01", "2015M02"], ["2015-01", "2015-02"]),
        (["2015Q1", "2015Q2"], ["2015-01", "2015-04"]),
        (["Jan 2015", "Feb 2015"], ["2015-01", "2015-02"]),
        (["2020-01", "2020-02"], ["2020-01", "2020-02"]),
    ],
)
def test_periods_across(names, expected):
    """Years, weeks, months and quarters stand in headers of Eurostat and others."""
    assert list(across("geo", *names).values()) == expected


def test_one_date_makes_no_header():
    """A single name in the form of a date is a name; two are a header."""
    assert across("country", "2020", "cases") == {}
    assert across("country", "cases", "deaths", "AGE 65", "AGE 5-24", "q0.5", "q0.95", "lo-95", "hi-95") == {}


def test_two_orders_across_are_refused():
    """Days up to 12 in the header fit both orders."""
    with pytest.raises(DataError, match="may be 2020-02-01") as caught:
        across("area", "1/2/20", "1/3/20")
    assert caught.value.hint.text(flag) == "add --date-format %d/%m/%y or --date-format %m/%d/%y"
    assert across("area", "1/2/20", "1/3/20", date_format="%m/%d/%y") == {
        "1/2/20": "2020-01-02",
        "1/3/20": "2020-01-03",
    }


def test_numbered_days_across():
    """d_1, d_2, … of M5 are days from a start that is asked for."""
    names = [f"d_{number}" for number in range(1, 41)]
    with pytest.raises(DataError, match="'d_1' to 'd_40' are an index") as caught:
        across("item_id", "store_id", *names)
    assert "--start 2024-01-01" in caught.value.hint.text(flag)
    expected = pd.date_range("2011-01-29", periods=40, freq="D").strftime("%Y-%m-%d")
    assert list(across("item_id", "store_id", *names, start="2011-01-29", freq="D").values()) == list(expected)


def test_numbered_columns_beside_a_time_are_no_times():
    """Features such as x_1 to x_20 in a table with dates are left alone, and so are a few numbers."""
    names = [f"x_{number}" for number in range(1, 21)]
    assert across("date", *names) == {}
    assert across("item", "d_1", "d_2", start="2011-01-29", freq="D") == {}
    assert len(across("item", "d_1", "d_2", start="2011-01-29", freq="D", across=True)) == 2


def test_years_across_and_months_down_are_no_years():
    """A table with a row a month and a column a year is not read as yearly series of months."""
    assert across("month", "2019", "2020") == {}
    assert across("month", "2019", "2020", across=True) == {"2019": "2019", "2020": "2020"}


def test_options_for_the_rows_do_no_harm():
    """--week and the word for numbers of a spreadsheet mean a column of times, not the header."""
    assert len(across("area", "2020-01-05", "2020-01-12", week=Week.MMWR)) == 2
    assert across("date", "2019", "2020", date_format="excel") == {}
    assert list(across("area", "43831", "43838", date_format="excel", across=True).values()) == [
        "2020-01-01",
        "2020-01-08",
    ]


def test_weeks_across_need_their_system():
    """Numbers of weeks in the header are asked about like those in a column."""
    with pytest.raises(DataError, match="week 40 of 2020"):
        across("area", *[f"2020{week}" for week in (53, 40)])
    assert across("area", "202052", "202053", week=Week.ISO) == {"202052": "2020-12-27", "202053": "2021-01-03"}


def test_every_name_has_its_place():
    """The times stand at the places of their names."""
    times = read_header_times(["area", "2020-01-05", "note", "2020-01-12"], TidyOptions())
    assert np.flatnonzero(~times.bad).tolist() == [1, 3]
    assert times.kind == "dates"


def serials(days):
    """Return the day numbers of a spreadsheet, which counts from the end of 1899."""
    return [str((day.date() - date(1899, 12, 30)).days) for day in days]


@pytest.mark.parametrize("freq", ["D", "W-WED", "MS", "ME"])
def test_day_numbers_of_a_spreadsheet_in_regular_steps(freq):
    """Five digits in steps of a day, a week or a month are dates, also with the newest first; the reading is said."""
    days = pd.date_range("2023-01-01", periods=13, freq=freq)
    names = serials(days)
    expected = dict(zip(names, [f"{day:%F}" for day in days], strict=True))
    assert across("area", *names, "65", "total") == across("area", *names[::-1]) == expected
    codes = [remark.code for remark in read_header_times(["area", *names], TidyOptions()).remarks]
    assert codes == ["numbers-read"]


@pytest.mark.parametrize(
    "names",
    [
        ["area", "45292", "45299", "45306"],  # few
        ["area", "45292", "45299", "45306", "45314"],  # of no one step
        ["area", "45292", "45323", "45352", "45381"],  # the first days of months, but for the last
        ["area", "65292", "65299", "65306", "65313"],  # in 2078
        ["date", "45292", "45299", "45306", "45313"],  # codes of districts, whose dates are beside
        ["week", "45292", "45299", "45306", "45313"],
    ],
)
def test_other_numbers_of_five_digits_are_no_dates(names):
    """They may be numbers of districts, or anything else."""
    assert across(*names) == {}
