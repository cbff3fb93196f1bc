"""Readings as CSV: every field exact, whatever a series is called, and never more than a series at a time."""

import csv
import io

import numpy as np
import pytest

from lstm_cli.ensemble.prepared import TimeLine
from lstm_cli.formats.gate_csv import reading_parts, unit_csv
from lstm_cli.lstm.gate_statistics import GateStatistics
from lstm_cli.options import Cell
from lstm_cli.panel.series import TimeStyle

STYLE = TimeStyle()


def line(name, steps=2, members=2, units=3):
    """Time line whose values tell their place."""
    times = np.array(["2024-01-06", "2024-01-13"], "datetime64[s]")[:steps]
    values = np.arange(6 * steps * members * units, dtype=float).reshape(6, steps, members, units)
    return TimeLine(name, times, np.ones(steps), values + 0.123456789)


def rows(*lines, units=()):
    """Read the CSV back."""
    return list(csv.DictReader(io.StringIO("".join(reading_parts(lines, STYLE, units)))))


def test_every_reading_has_its_row():
    """Ordered by series, time, member, unit and gate, each with its own value."""
    found = rows(line("A"), line("B"))
    expected = [
        (name, day, str(member + 1), str(unit + 1), gate)
        for name in "AB"
        for day in ("2024-01-06", "2024-01-13")
        for member in range(2)
        for unit in range(3)
        for gate in ("input", "forget", "output", "candidate", "cell", "hidden")
    ]
    assert [(r["series"], r["time"], r["member"], r["unit"], r["gate"]) for r in found] == expected
    values = line("A").values
    for row, (_, day, member, unit, _) in zip(found[:72], expected[:72], strict=True):
        gate = ("input", "forget", "output", "candidate", "cell", "hidden").index(row["gate"])
        place = (gate, int(day == "2024-01-13"), int(member) - 1, int(unit) - 1)
        assert float(row["value"]) == pytest.approx(values[place], rel=1e-5)


def test_chosen_units_alone():
    """In the order in which they were asked for."""
    found = rows(line("A", steps=1), units=[(1, 2), (0, 0)])
    assert [(row["member"], row["unit"]) for row in found[::6]] == [("2", "3"), ("1", "1")]
    assert len(found) == 12


@pytest.mark.parametrize("name", ['a,b"c', "50 %d", "%s%n", "\x00x", "two\nlines", "{brace}"])
def test_any_name_stays_what_it_is(name):
    """No name breaks the table, nor is it taken for a pattern."""
    if "\x00" in name:
        assert "".join(reading_parts([line(name, steps=1)], STYLE)).count("\x00") == 36
    else:
        assert {row["series"] for row in rows(line(name))} == {name}


def test_nothing_is_read_ahead():
    """The next series is asked for when the last has been written."""
    asked = []

    def lines():
        for name in "ABC":
            asked.append(name)
            yield line(name)

    stream = reading_parts(lines(), STYLE)
    assert next(stream) == "series,time,member,unit,gate,value\n"
    assert asked == []
    assert next(stream).startswith("A,2024-01-06,1,1,input,0.123457\n")
    assert asked == ["A"]


@pytest.mark.parametrize("cell", [Cell.LSTM, Cell.CEC])
def test_statistics_have_a_row_for_each_gate_of_each_unit(cell):
    """Ordered by member, unit and gate, only gates that the cell has, each with its own figures."""
    by_gate = [np.arange(24.0).reshape(4, 2, 3) + k / 8 for k in range(5)]
    by_unit = [np.arange(6.0).reshape(2, 3) + k / 8 for k in range(3)]
    by_unit[2][1, 2] = np.inf
    found = list(csv.DictReader(io.StringIO(unit_csv(GateStatistics(cell, *by_gate, *by_unit)))))
    gates = [name for name in ("input", "forget", "output", "candidate") if name != "forget" or cell is Cell.LSTM]
    expected = [(str(m + 1), str(u + 1), gate) for m in range(2) for u in range(3) for gate in gates]
    assert [(row["member"], row["unit"], row["gate"]) for row in found] == expected
    for row in found:
        member, unit = int(row["member"]) - 1, int(row["unit"]) - 1
        gate = ("input", "forget", "output", "candidate").index(row["gate"])
        columns = ("mean", "spread", "below_0.1", "above_0.9", "mean_derivative")
        assert [float(row[name]) for name in columns] == [values[gate, member, unit] for values in by_gate]
        columns = ("mean_cell_size", "cell_full", "half_life_steps")
        assert [float(row[name]) for name in columns] == [values[member, unit] for values in by_unit]
        assert row["constant"] == ("true" if unit == 0 else "false")
