"""Times in several columns that no name tells: found by what the columns hold."""

import pytest

MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]


def test_years_and_months_without_names(written):
    """German statistics leave the names of both columns out."""
    rows = [f"{year};{month};{at + year}" for year in (2021, 2022) for at, month in enumerate(MONTHS, 1)]
    lines, changes = written("\n".join([";;Geburten", *rows, ""]))
    assert (lines[1], lines[-1], len(lines)) == ("2021-01,2022", "2022-12,2034", 25)
    assert changes["time-columns"].remark.details["names"] == ("column 1", "column 2")


def test_a_thirteenth_month_is_the_year(written):
    """Labour statistics have M13 beside M01 to M12, which is the mean of the year and no month."""
    rows = [f"X,{year},M{month:02d},{month}" for year in (2021, 2022) for month in range(1, 14)]
    lines, changes = written("\n".join(["series_id,Year,Period,Value", *rows, ""]))
    assert (lines[1], lines[-1], len(lines)) == ("X,2021-01,1", "X,2022-12,12", 25)
    assert (changes["total-rows"].rows, changes["total-rows"].counts) == (-2, -26)


@pytest.mark.parametrize("parts", [["Q01", "Q02", "Q03", "Q04"], ["Q1", "Q2", "Q3", "Q4"]])
def test_quarters_in_a_column_of_periods(written, parts):
    """A year and a quarter under the name of a period are one time."""
    rows = [f"{year},{part},{at}" for year in (2020, 2021, 2022) for at, part in enumerate(parts)]
    lines, _ = written("\n".join(["Year,Period,Value", *rows, ""]))
    assert (lines[1], lines[-1], len(lines)) == ("2020-01,0", "2022-10,3", 13)


@pytest.mark.parametrize(
    "span", ["{0:02d}:00 - {1:02d}:00", "{0:02d}:00–{1:02d}:00", "{0:02d}:00 to {1:02d}:00", "{0}:00", "{0}h00"]
)
def test_hours_of_any_name_belong_to_the_day(written, span):
    """Spans of the day beside a date are hours of one series, and not a daily series each."""
    rows = [f"2024-01-{day:02d},{span.format(hour, hour + 1)},{hour}" for day in (1, 2, 3) for hour in range(8, 18)]
    lines, changes = written("\n".join(["date,interval,calls", *rows, ""]))
    assert (lines[1], lines[-1], len(lines)) == ("2024-01-01 08:00,8", "2024-01-03 17:00,17", 31)
    assert changes["time-columns"].remark.details["names"] == ("date", "interval")


def test_a_number_of_the_week_is_no_count(written):
    """Week number beside the deaths of a week is a part of the date, although its name has a word of counts."""
    rows = [f"England,{week},{day},{week + 100}" for week, day in enumerate(("06-Jan-24", "13-Jan-24", "20-Jan-24"), 1)]
    lines, _ = written("\n".join(["Area,Week number,Week ending,Registered deaths", *rows, ""]))
    assert lines[1:] == ["England,2024-01-06,101", "England,2024-01-13,102", "England,2024-01-20,103"]


def test_years_and_months_that_characters_mark(written):
    """Japanese tables write 2019年 and 1月 in columns of their own."""
    rows = [f"{year}年,{month}月,{month + year}" for year in (2021, 2022) for month in range(1, 13)]
    lines, _ = written("\n".join(["年,月,件数", *rows, ""]))
    assert (lines[1], lines[-1], len(lines)) == ("2021-01,2022", "2022-12,2034", 25)
