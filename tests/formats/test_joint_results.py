"""Sample paths, chances and dates of peaks as text and frames."""

import csv
import io
import json

import numpy as np
import pytest

from lstm_cli.formats import chances
from lstm_cli.formats.path_rows import path_frame, path_parts
from lstm_cli.formats.style import PLAIN_STYLE
from lstm_cli.outcomes.from_paths import Exceedance, Peak
from lstm_cli.outcomes.futures import Futures

PATHS = {"A": np.array([[1.0, 2.0], [3.0, 4.0]]), "B,b": np.array([[50.0, 60.0], [70.0, 80.0]])}


@pytest.fixture
def drawn(make):
    """Give two paths of two series over two weeks, and their panel."""
    forecast, panel = make(names=tuple(PATHS))
    times = tuple(series.times for series in forecast.series)
    return Futures(tuple(PATHS), times, lambda *_: iter(PATHS.values()), (("A",), ("B,b",)), 2), panel


def test_csv_has_a_row_a_path_and_step(drawn):
    """Series by series and path by path, by the names of the data, quoted where CSV needs that; the frame is the same."""
    rows = list(csv.reader(io.StringIO("".join(path_parts(*drawn, "csv")))))
    assert rows[0] == ["place", "sample", "week", "n"]
    assert rows[1:3] == [["A", "1", "2024-03-30", "1"], ["A", "1", "2024-04-06", "2"]]
    assert rows[-1] == ["B,b", "2", "2024-04-06", "80"]
    assert len(rows) == 1 + 2 * 2 * 2
    frame = path_frame(*drawn)
    assert frame.astype(str).to_numpy().tolist() == rows[1:]
    assert str(frame["n"].dtype) == "int64"


def test_json_lines_are_a_path_each(drawn):
    """A line has the series, the number of the path, its times and its counts."""
    lines = [json.loads(line) for line in "".join(path_parts(*drawn, "jsonl")).splitlines()]
    assert lines[3] == {"series": "B,b", "sample": 2, "times": ["2024-03-30", "2024-04-06"], "values": [70, 80]}
    assert len(lines) == 4


def test_hub_rows_have_an_id_for_each_path_of_a_location(drawn):
    """An id spans the horizons of one location and no other; horizon is the week after reference_date."""
    rows = list(csv.DictReader(io.StringIO("".join(path_parts(*drawn, "hub", target="wk inc x")))))
    assert {row["output_type"] for row in rows} == {"sample"}
    assert [(row["location"], row["output_type_id"], row["horizon"], row["value"]) for row in rows[2:6]] == [
        ("A", "1", "0", "3"),
        ("A", "1", "1", "4"),
        ("B,b", "2", "0", "50"),
        ("B,b", "2", "1", "60"),
    ]
    assert {row["target"] for row in rows} == {"wk inc x"}


def exceedance(times):
    """Return a limit that is crossed more likely than not from the second week on."""
    return Exceedance("A", times, 120.0, np.array([0.25, 0.6]), np.array([0.25, 0.65]))


def test_chances_are_written_alike(make):
    """CSV, JSON, text and frame say the same of a limit."""
    forecast, panel = make(names=("A",))
    one = exceedance(forecast.series[0].times)
    assert chances.exceedance_csv([one], panel).splitlines() == [
        "place,week,limit,p_above,p_above_by",
        "A,2024-03-30,120,0.25,0.25",
        "A,2024-04-06,120,0.6,0.65",
    ]
    (data,) = chances.exceedance_data([one], panel)
    assert (data["likely_by"], data["p_within_horizon"], data["steps"][1]["p_above"]) == ("2024-04-06", 0.65, 0.6)
    heading, line, *_ = chances.exceedance_text([one], panel, size=80, style=PLAIN_STYLE).splitlines()
    assert heading.split() == ["series", "limit", "next", "step", "within", "horizon", "likely", "by", "by", "step"]
    assert line.split() == ["A", "120", "25", "%", "65", "%", "2024-04-06", "▃▅"]
    frame = chances.exceedance_frame([one], panel)
    assert frame.columns.tolist() == ["place", "week", "limit", "p_above", "p_above_by"]
    assert frame["p_above_by"].tolist() == [0.25, 0.65]


def test_dates_of_peaks_are_written_alike(make):
    """CSV, JSON, text and frame say the same of a peak."""
    forecast, panel = make(names=("A",))
    one = Peak("A", forecast.series[0].times, np.array([0.125, 0.875]))
    assert chances.peak_csv([one], panel).splitlines()[1:] == ["A,2024-03-30,0.125", "A,2024-04-06,0.875"]
    assert chances.peak_data([one], panel)[0]["times"][1] == {"time": "2024-04-06", "p_peak": 0.875}
    assert chances.peak_text([one], panel, style=PLAIN_STYLE).splitlines()[1].split()[:4] == [
        "A",
        "2024-04-06",
        "88",
        "%",
    ]
    assert chances.peak_frame([one], panel)["p_peak"].tolist() == [0.125, 0.875]


def test_a_chance_is_a_plain_decimal():
    """Never an exponent, and at most four decimals."""
    assert [chances.chance(p) for p in (0, 0.00004, 0.0001, 0.12345, 1.0)] == ["0", "0", "0.0001", "0.1235", "1"]
