"""Words about gates: what a half-life means, and that a block fits any terminal."""

import dataclasses

import numpy as np
import pytest

from lstm_cli.formats.gates import MemoryScale, gates_data, gates_lines
from lstm_cli.formats.text import width
from lstm_cli.options import Cell
from lstm_cli.panel.frequency import Frequency

SCALE = MemoryScale(Frequency(seconds=7 * 86_400), context_length=50, horizon=8)


@pytest.fixture
def gates(make):
    """Return the gates of the made-up forecast, whose half-life is 9.5 weeks."""
    return make()[0].gates


def of_half_life(gates, steps, cell=Cell.LSTM):
    """Change half-life and cell."""
    return dataclasses.replace(gates, half_life=np.array(steps), cell=cell)


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        (0.5, "On average, half fades within a step (0.5 weeks); units with a longer half-life keep older data."),
        (
            3.0,
            "On average, half fades in 3 weeks, within the 8 weeks ahead; units with a longer half-life keep older data.",
        ),
        (8.0, "On average, half is kept for 8 weeks, as long as the forecast reaches."),
        (9.0, "On average, half is kept for 9 weeks, longer than the 8 weeks ahead."),
        (51.0, "On average, most is kept from all 50 weeks of context."),
        (float("inf"), "Everything is kept from all 50 weeks of context."),
    ],
)
def test_a_half_life_is_compared_with_horizon_and_context(gates, steps, sentence):
    """Each range has its sentence, in text and JSON alike."""
    assert gates_data(of_half_life(gates, steps), SCALE)["sentence"] == sentence
    lines = gates_lines(of_half_life(gates, steps), "this series", SCALE)
    assert " ".join(map(str.strip, lines)).endswith(f" {sentence}")


@pytest.mark.parametrize("cell", [Cell.LSTM, Cell.PEEPHOLE, Cell.COUPLED])
def test_a_forget_gate_that_stays_open_is_still_a_gate(gates, cell):
    """Nothing fades, but the gate has its row, and nobody says that there is none."""
    text = "\n".join(gates_lines(of_half_life(gates, np.inf, cell), "this series", SCALE))
    assert "  forget gate " in text
    assert "the forget gates are always open, so nothing fades" in text
    assert "no forget gate" not in text
    data = gates_data(of_half_life(gates, np.inf, cell), SCALE)
    assert (data["half_life_steps"], data["half_life"]) == (None, "never")


def test_a_cell_without_forget_gate_has_no_row_of_it(gates):
    """The kind of cell decides, and the text says so."""
    text = "\n".join(gates_lines(of_half_life(gates, np.inf, Cell.CEC), "this series", SCALE))
    assert "  forget gate " not in text
    assert "memory: no forget gate, so nothing fades" in text


@pytest.mark.parametrize("size", range(40, 101))
def test_a_block_of_gates_fits(gates, size):
    """Words wrap and columns are dropped; no line is wider than the terminal, and no sentence loses a word."""
    lines = gates_lines(gates, "mean of 12345 series", SCALE, size=size)
    assert max(map(width, lines)) <= size
    words = " ".join(" ".join(lines).split())
    assert "memory: the forget gate halves what the cell holds in 9.5 weeks" in words
    assert "Gates, mean of 12345 series" in words
