"""Rows that show no step of their own have that of the model which they are for."""

import pandas as pd
import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.frequency_names import parse_frequency, short_name
from lstm_cli.readers.count_reader import read_panel

DAY = 86_400
STEPS = [
    ("10s", Frequency(seconds=10)),
    ("h", Frequency(seconds=3_600)),
    ("D", Frequency(seconds=DAY)),
    ("W-SAT", Frequency(seconds=7 * DAY, weekday=5)),
    ("28D", Frequency(seconds=28 * DAY, weekday=2)),
    ("MS", Frequency(months=1, day=1)),
    ("ME", Frequency(months=1, month_end=True)),
    ("QE", Frequency(months=3, month_end=True)),
    ("YS", Frequency(months=12, day=1)),
]


def table(*rows):
    """Return a table of rows."""
    return "\n".join(["place,date,n", *rows, ""]).encode()


def newer(content, frequency):
    """Read rows for a model of some frequency, which was trained on a table with the same columns."""
    before = read_panel(table(*(f"A,{day:%Y-%m-%d},5" for day in pd.date_range("2020-01-01", periods=9))), name="b.csv")
    return read_panel(content, name="n.csv", remembered=before.reading, step=frequency)


@pytest.mark.parametrize(("alias", "frequency"), STEPS)
def test_one_time_has_the_step_of_the_model(alias, frequency):
    """A row of each series at the next time of the model's is of its frequency, and its name is read as that step."""
    last = pd.date_range("2020-01-01", periods=30, freq=alias)[-1]
    panel = newer(table(f"A,{last},5", f"B,{last},7"), frequency)
    assert panel.frequency == frequency
    assert [series.times.astype(str).tolist() for series in panel.series] == [[f"{last:%Y-%m-%dT%H:%M:%S}"]] * 2
    wanted = parse_frequency(short_name(frequency))
    assert (wanted.seconds, wanted.months) == (frequency.seconds, frequency.months)


def test_rows_on_another_day_keep_theirs():
    """A single Sunday for a model of Saturdays is a Sunday's week, as two of them are; likewise days of the month."""
    weeks, months = Frequency(seconds=7 * DAY, weekday=5), Frequency(months=1, day=1)
    assert newer(table("A,2024-01-07,5"), weeks).frequency == Frequency(seconds=7 * DAY, weekday=6)
    assert newer(table("A,2024-01-15,5"), months).frequency == Frequency(months=1)


def test_series_with_a_row_each_share_the_steps_of_the_model():
    """Rows of several series at different times are that many steps apart; off the steps they are refused by their line."""
    weeks = Frequency(seconds=7 * DAY, weekday=5)
    assert [series.start for series in newer(table("A,2024-01-06,5", "B,2024-01-27,5"), weeks).series] == [0, 3]
    with pytest.raises(DataError) as caught:
        newer(table("A,2024-01-06,5", "B,2024-01-29,5"), weeks)
    (line,) = caught.value.lines(flag)
    assert line.startswith("n.csv:3: the steps of the series do not line up (weekly): 2024-01-29 of series 'B'")


def test_rows_that_show_a_step_keep_it():
    """Two days in a row are daily, whatever the model is: it is the model that refuses them."""
    panel = newer(table("A,2024-01-06,5", "A,2024-01-07,5"), Frequency(seconds=7 * DAY, weekday=5))
    assert panel.frequency == Frequency(seconds=DAY)
