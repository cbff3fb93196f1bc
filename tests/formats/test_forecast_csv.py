"""Forecasts for programs: exact bytes."""

import csv
import dataclasses
import io
import json

import numpy as np
import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import Hint, Problem
from lstm_cli.formats.forecast_csv import forecast_csv
from lstm_cli.formats.forecast_json import forecast_data
from lstm_cli.formats.json_envelope import failure, success
from lstm_cli.formats.values import value_text


def test_csv_has_the_names_of_the_input_and_a_column_a_level(make):
    """Id and time columns keep their names, levels are shortest decimals, one row a series and step."""
    assert forecast_csv(*make(levels=(0.1, 0.5, 0.975))) == (
        "place,week,q0.1,q0.5,q0.975\n"
        "A,2024-03-30,66.6,111,163.725\n"
        "A,2024-04-06,67.2,112,165.2\n"
        "B,2024-03-30,132.6,221,325.975\n"
        "B,2024-04-06,133.2,222,327.45\n"
    )


def test_a_single_series_without_an_id_column_gets_none(make):
    """No id in the input, no id in the output."""
    assert forecast_csv(*make(names=("n",), place=None, steps=1, levels=(0.5,))) == "week,q0.5\n2024-03-30,111\n"


@pytest.mark.parametrize("name", ['a"b', "x,y", "line\nbreak", "carriage\rreturn", "=cmd()", " padded ", "Île"])
def test_names_come_back_from_the_csv_as_they_were(make, name):
    """Whatever a series is called, a CSV reader reads the same name."""
    rows = list(csv.reader(io.StringIO(forecast_csv(*make(names=(name,))), newline=""), strict=True))
    assert {row[0] for row in rows[1:]} == {name}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234.5678, "1234.5678"),
        (0.00001, "0.00001"),
        (-0.0, "0"),
        (9_007_199_254_740_992, "9007199254740992"),
        (123456789012.0, "123456789012"),
    ],
)
def test_values_have_the_decimals_that_they_have(value, text):
    """A whole number is written as such, and none as a power of ten."""
    assert value_text(float(value)) == text


def test_json_says_what_the_csv_says(make):
    """The same numbers, by series, step and level."""
    forecast, panel = make(levels=(0.1, 0.5))
    data = json.loads(success("predict", forecast_data(forecast, panel)))["data"]
    rows = list(csv.DictReader(io.StringIO(forecast_csv(forecast, panel))))
    flat = [
        {"place": series["name"], "week": step["time"], **step["quantiles"]}
        for series in data["series"]
        for step in series["steps"]
    ]
    assert [{k: v if k in {"place", "week"} else float(v) for k, v in row.items()} for row in rows] == flat


def test_whole_numbers_are_whole_in_json(make):
    """A count of 12 is written as 12, not as 12.0; what is no whole number keeps its decimals."""
    forecast, panel = make(names=("A",), steps=1, levels=(0.1, 0.5))
    values = np.array([[9_007_199_254_740_992.0, 12.25]])
    series = dataclasses.replace(forecast.series[0], quantiles=values, median=np.array([0.0004]))
    text = success("predict", forecast_data(dataclasses.replace(forecast, series=(series,)), panel))
    assert '"median": 0.0004,' in text
    assert '"q0.1": 9007199254740992,' in text
    assert '"q0.5": 12.25' in text


def test_json_is_strict_and_safe_on_a_terminal():
    """Nothing in the text acts on a terminal, and parsing gives the message back unchanged."""
    message = "\x1b[2J \x9b \u202e \x7f \udcff é"
    problem = Problem(message, path=message, column=message, value=message, hint=Hint("{}", message))
    text = failure("train", "data", [problem], write=flag)
    assert not {"\x1b", "\x9b", "\u202e", "\x7f", "\udcff"} & set(text)
    (error,) = json.loads(text)["errors"]
    assert [error[key] for key in ("path", "column", "value", "hint")] == [message] * 4
    assert "é" in text


def test_not_a_number_never_reaches_json():
    """A NaN is an error here, never invalid JSON there."""
    with pytest.raises(ValueError, match="JSON"):
        success("step", {"value": float("nan")})


def test_lists_of_numbers_stand_on_one_line():
    """A vector is read across, and brackets inside names change nothing."""
    text = success("step", {"v": [1.5, 2.5], "names": ["[a,\n b]"], "empty": []})
    assert '"v": [1.5, 2.5]' in text
    assert json.loads(text)["data"] == {"v": [1.5, 2.5], "names": ["[a,\n b]"], "empty": []}
