"""Durations in the data's own unit of time."""

import math

import pytest

from lstm_cli.formats.durations import amount
from lstm_cli.panel.frequency import Frequency


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        (3.2, "3.2 weeks"),
        (1.0, "1 week"),
        (0.98, "1 week"),
        (2.04, "2 weeks"),
        (0.5, "0.5 weeks"),
        (0.034, "0.03 weeks"),
        (0.0, "0 weeks"),
        (123.4, "123 weeks"),
        (math.inf, "never"),
    ],
)
def test_a_duration_is_written_in_the_unit_of_the_data(steps, text):
    """Durations have one decimal, none from a hundred on, and the plural where it belongs."""
    assert amount(Frequency(seconds=604_800), steps) == text


def test_a_step_of_several_units_counts_them():
    """Two steps of a fortnight are four weeks, one of a quarter is a quarter."""
    assert amount(Frequency(seconds=14 * 86_400), 2) == "4 weeks"
    assert amount(Frequency(months=3), 1) == "1 quarter"
