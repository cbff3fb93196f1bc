"""The picture of memory by lag, and the count of units by half-life."""

import math

import numpy as np
import pytest

from lstm_cli.diagnostics.memory_by_lag import MemoryByLag
from lstm_cli.formats.durations import amount
from lstm_cli.formats.memory import half_life_lines, left, memory_by_lag_lines
from lstm_cli.formats.text import width
from lstm_cli.lstm.gate_statistics import GateStatistics
from lstm_cli.options import Cell
from lstm_cli.panel.frequency import Frequency

WEEK = Frequency(seconds=7 * 86_400)
YEAR = Frequency(months=12)


def units(half_lives, cell=Cell.LSTM):
    """Make up statistics of units of which half-lives alone matter."""
    lasting = np.array([half_lives])
    nothing = np.zeros((4, *lasting.shape))
    return GateStatistics(cell, *[nothing] * 5, *[nothing[0]] * 2, lasting)


def picture_of(memory, size):
    """Draw memory by lag; return its table alone."""
    lines = memory_by_lag_lines(memory, WEEK, size=size)
    start = next(place for place, line in enumerate(lines) if line.lstrip().startswith("back"))
    end = next(place for place, line in enumerate(lines) if line.startswith("  means over"))
    return lines[start:end]


def test_the_picture_of_memory():
    """One log scale for both, a row a lag, the longest lag last."""
    lags = np.arange(7)
    picture = picture_of(MemoryByLag(0.5**lags, 0.1**lags, 9), 60)
    assert picture == [
        "     back  forget gates               gradient",
        "      now         100 %  ━━━━━━━━━━━     100 %  ━━━━━━━━━━━",
        "   1 week          50 %  ━━━━━━━━━━       10 %  ━━━━━━━━━",
        "  2 weeks          25 %  ━━━━━━━━━━        1 %  ━━━━━━━",
        "  3 weeks          12 %  ━━━━━━━━━       0.1 %  ━━━━━━",
        "  5 weeks         3.1 %  ━━━━━━━━      1e-03 %  ━━",
        "  6 weeks         1.6 %  ━━━━━━━━      1e-04 %",
    ]


def test_a_carousel_and_an_explosion_fit_the_picture():
    """A product of exactly 1 is full at every lag; a growing gradient sets the scale."""
    picture = picture_of(MemoryByLag(np.ones(4), 1e3 ** np.arange(4.0), 1), 80)
    bars = [[len(bar) for bar in line.split() if "━" in bar] for line in picture[1:]]
    assert [one for one, _ in bars] == [bars[0][0]] * 4
    assert [two for _, two in bars] == sorted(two for _, two in bars)
    assert bars[-1][1] > bars[-1][0]


def test_nothing_left_is_no_bar():
    """A gradient of exactly 0 has no logarithm."""
    picture = picture_of(MemoryByLag(np.array([1.0, 0.0]), np.array([1.0, 0.0]), 1), 80)
    assert "━" not in picture[-1]
    assert picture[-1].split() == ["1", "week", "0", "%", "0", "%"]


@pytest.mark.parametrize("size", [*range(40, 81), 120])
@pytest.mark.parametrize("frequency", [WEEK, Frequency(seconds=900), Frequency(months=3)])
def test_the_picture_fits(size, frequency):
    """No line is wider than what there is, and bars give way before any figure does."""
    memory = MemoryByLag(0.9 ** np.arange(104), 0.7 ** np.arange(104), 48)
    lines = memory_by_lag_lines(memory, frequency, size=size)
    assert max(map(width, lines)) <= size
    row = next(line for line in lines if amount(frequency, 13) + " " in line)
    assert row.replace("━", "").split() == [*amount(frequency, 13).split(), "25", "%", "0.97", "%"]


def test_units_are_counted_by_half_life():
    """Every unit is in one row; the bounds are the horizon and the season."""
    lines = half_life_lines(units([0.5, 1.0, 1.5, 3, 9, 20, 60, math.inf]), WEEK, 13, size=80)
    assert [line.replace("━", "").rstrip() for line in lines] == [
        "  up to 1 week            2 units",
        "  1 to 2 weeks             1 unit",
        "  2 to 4 weeks             1 unit",
        "  4 to 8 weeks            0 units",
        "  8 to 13 weeks            1 unit",
        "  13 to 52.2 weeks         1 unit",
        "  longer than 52.2 weeks  2 units",
    ]
    assert [line.count("━") for line in lines] == [40, 20, 20, 0, 20, 20, 40]
    assert "longer than 6 years" in half_life_lines(units([7.0]), YEAR, 6, size=80)[-1]


@pytest.mark.parametrize("size", [40, 60, 80])
def test_bars_of_half_lives_fit(size):
    """However narrow the page, and however long the names."""
    assert max(map(len, half_life_lines(units([3.0] * 1000), WEEK, 13, size=size))) <= size


def test_cells_that_forget_nothing_have_no_half_life():
    """One line instead of a histogram, and another one where there are forget gates that stay open."""
    never = [math.inf] * 3
    assert half_life_lines(units(never, Cell.CEC), WEEK, 13, size=80) == ["  never: no forget gate, nothing fades"]
    assert half_life_lines(units(never), WEEK, 13, size=80) == ["  never: every forget gate stays open"]


def test_what_is_left_is_written_however_little():
    """Never 0 % of something."""
    assert [left(share) for share in (0.5, 0.05, 0.0005, 1e-7)] == ["50 %", "5 %", "0.05 %", "1e-05 %"]
