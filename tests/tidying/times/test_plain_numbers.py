"""Day numbers of spreadsheets, seconds since 1970, and an index with a start."""

from datetime import UTC, datetime

import pandas as pd
import pytest

from lstm_cli.errors import UsageError


def test_day_numbers_are_those_of_a_spreadsheet(written, remarks_of):
    """In a column of dates, numbers of the likely size are days as pandas converts them (1900 system), and it is said."""
    texts = ["45000", "45007.5", "25569", "73050"]
    expected = pd.to_datetime([float(text) for text in texts], unit="D", origin="1899-12-30")
    assert written(*texts, column="date") == [f"{moment:%Y-%m-%d %H:%M}" for moment in expected]
    assert written("45000,25", column="Datum") == ["2023-03-15 06:00"]
    assert remarks_of("45000", column="date")["numbers-read"] == {
        "column": "date",
        "example": "45000",
        "date": "2023-03-15",
        "word": "excel",
    }


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("1704499200", "unix"),
        ("1704499200.0", "unix"),
        ("1704499200000", "unix-ms"),
        ("1704499200000000", "unix-us"),
        ("1704499200000000000", "unix-ns"),
    ],
)
def test_numbers_since_1970(written, refusal, text, word):
    """Their digits show the unit; in a column that is not called a date they are asked about, with the word for it."""
    moment = datetime.fromtimestamp(1_704_499_200, tz=UTC)
    assert written(text, column="timestamp") == [f"{moment:%Y-%m-%d}"]
    assert refusal({"n": [text]}).endswith(f"or not a time; if it is a time, add --date-format {word}")
    assert written(text, column="n", date_format=word) == [f"{moment:%Y-%m-%d}"]


def test_numbers_under_other_names_or_of_other_sizes_are_asked_about(written, refusal):
    """Five digits may be anything: only a column of dates with nothing else in it is read without a word."""
    assert refusal({"n": ["45000"]}) == (
        "f.csv:2: column 'n': '45000' may be the day number of a spreadsheet (2023-03-15), or not a time; "
        "if it is a time, add --date-format excel"
    )
    assert "--date-format excel" in refusal({"date": ["45000", "79999"]})
    assert written("45000", "79999", "x", column="n", date_format="excel") == ["2023-03-15", "2119-01-10", None]


def test_digits_of_a_date_are_no_seconds(written):
    """Ten digits such as 2024010600 are a day and its hour."""
    assert written("2024010600", "2024010606", column="timestamp") == ["2024-01-06 00:00", "2024-01-06 06:00"]


def test_an_index_is_refused_with_the_way_out(refusal):
    """Numbers from 1, or from 1000, have no dates: the message says how to give them some."""
    for texts in (["1", "2", "120"], ["1000", "1001", "1120"], ["d_1", "d_2", "d_30"]):
        assert refusal({"ds": texts}) == (
            f"f.csv:2: column 'ds': '{texts[0]}' to '{texts[-1]}' are an index, not dates; "
            "give the date of the first with --start 2024-01-01, and the length of a step with --freq"
        )


@pytest.mark.parametrize(
    ("freq", "start", "rule"),
    [
        *[
            ("W", "2020-01-05", "7D"),
            ("W-SUN", "2020-01-05", "W-SUN"),
            ("D", "2020-02-27", "D"),
            ("h", "2020-01-05", "h"),
        ],
        *[("15min", "2020-01-05 06:00", "15min"), ("MS", "2020-01-01", "MS"), ("ME", "2020-01-31", "ME")],
        *[
            ("QS", "2020-01-01", "QS"),
            ("YS", "2020-01-01", "YS"),
            ("B", "2020-01-03", "B"),
            ("2W", "2020-01-05", "14D"),
        ],
    ],
)
def test_an_index_counts_steps_from_its_start(times_of, freq, start, rule):
    """The n-th number is start + n - first steps, as pandas counts them, gaps and all."""
    expected = pd.date_range(start, periods=30, freq=rule)
    for first in (0, 1, 1000):
        numbers = [first, first + 1, first + 4, first + 29]
        times = times_of({"ds": [f"d_{number}" for number in numbers]}, start=start, freq=freq)
        assert list(times.at) == list(expected[[0, 1, 4, 29]].to_numpy("datetime64[s]"))


def test_years_are_an_index_when_that_is_said(written):
    """--start makes an index of any numbers; others under the same prefix are bad."""
    assert written("2000", "2001", start="2020-01-05", freq="W") == ["2020-01-05", "2020-01-12"]
    assert written("d_1", "d_2", "e_3", "x", start="2020-01-05", freq="W") == ["2020-01-05", "2020-01-12", None, None]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"start": "tomorrow", "freq": "W"}, "'tomorrow' is not a date"),
        ({"start": "2020-01-05", "freq": "W-SAT"}, "'2020-01-05' is a SUN, but the step is W-SAT"),
        ({"start": "2020-01-05", "freq": "MS"}, "not the first day of a month"),
        ({"start": "2020-01-05", "freq": "ME"}, "not the last day of a month"),
        ({"start": "2020-01-05", "freq": "B"}, "is closed"),
        ({"start": "2020-01-05", "freq": "fortnight"}, "is not a time step"),
    ],
)
def test_a_start_that_is_on_no_step_is_refused(times_of, options, message):
    """The first date and the step must fit."""
    with pytest.raises(UsageError, match=message):
        times_of({"ds": ["1", "2"]}, **options)


def test_an_index_without_a_step_is_refused_with_one(refusal):
    """A first date alone dates nothing."""
    assert refusal({"ds": ["1", "2"]}, start="2020-01-05") == (
        "f.csv: an index needs the length of its steps; add --freq W, or D, h, W, MS, …"
    )
    for column, text, step in (("n", "d_1", "D"), ("month", "1", "MS"), ("Hour", "7", "h"), ("n", "Week 3", "W")):
        assert f"add --freq {step}, or" in refusal({column: [text]}, start="2024-01-01")


def test_a_start_for_dates_is_refused(refusal):
    """--start with a column of dates is a mistake."""
    assert refusal({"ds": ["2020-01-05x"]}, start="2020-01-05", freq="W").endswith("leave out --start")
    assert "leave out --start" in refusal({"ds": ["2020-01-05"]}, start="2020-01-05", freq="W")


def test_numbers_behind_different_words_are_no_index(refusal):
    """Names of months that nobody knows are said to be no times, and no numbers of steps."""
    words = {"d": ["alpha 2019", "beta 2019", "gamma 2019", "delta 2020"]}
    assert "no times that can be read" in refusal(words)
    assert "are an index" in refusal({"d": ["alpha 1", "alpha 2", "alpha 3"]})
