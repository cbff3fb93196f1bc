"""Years of calendars that share our months and days."""

import pytest


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("令和元年5月1日", "2019-05-01"),
        ("令和6年12月31日", "2024-12-31"),
        ("平成31年4月30日", "2019-04-30"),
        ("昭和64年1月7日", "1989-01-07"),
        ("H31.4.30", "2019-04-30"),
        ("中華民國113年2月29日", "2024-02-29"),
        ("民國99年12月31日", "2010-12-31"),
        ("100/01/31", "2011-01-31"),
        ("29/02/2567", "2024-02-29"),
        ("2567-02-29", "2024-02-29"),
    ],
)
def test_days_of_other_calendars(written, text, date):
    """Eras begin with the year 1, which may be written 元; 29 February is there in the years in which ours is."""
    assert written(text, column="date") == [date]


@pytest.mark.parametrize("text", ["2567-02-30", "30/02/2567", "令和6年2月30日"])
def test_days_that_are_none_are_refused(refusal, text):
    """2567 is a leap year of 29 days in February."""
    assert "no times that can be read" in refusal({"date": [text]})


@pytest.mark.parametrize(
    "texts", [("2101-01-01",), ("2300-05-01",), ("H1 2020", "H2 2020"), ("1851-02-01",), ("2024-01-06", "2567-01-13")]
)
def test_other_years_stay(remarks_of, texts):
    """Years of the past and of simulations, half-years, and one mistyped year are as they stand."""
    assert "years-converted" not in remarks_of(*texts, "2024-01-20", "2024-01-27", "2024-02-03")
