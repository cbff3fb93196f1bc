"""A diagnosis to look at: one golden page, and that it fits any terminal."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from lstm_cli.forecasting.diagnosis import Diagnosis
from lstm_cli.forecasting.knockouts import KnockOut, KnockOuts
from lstm_cli.forecasting.memory import Fading
from lstm_cli.forecasting.recorder import TimeLine
from lstm_cli.forecasting.unit_table import GateFigures, UnitTable
from lstm_cli.rendering.diagnosis import diagnosis_text
from lstm_cli.rendering.style import Style
from lstm_cli.rendering.text import legible

GOLDEN = Path(__file__).with_name("diagnosis.txt")


@pytest.fixture
def diagnosis(make):
    """Make up an outbreak that dies out, a forget gate that closes then, and the panel."""
    forecast, panel = make(("Coast", "Hills"))
    steps = np.arange(12)
    wave = np.exp(-((steps - 4) ** 2) / 4)
    values = np.zeros((6, 12, 2, 2))
    values[0, :, 0, 1], values[1, :, 0, 1], values[2, :, 0, 1] = 0.3, np.where(steps < 7, 0.95, 0.1), wave
    values[4, :, 0, 1] = 3 * wave - 1
    series = panel.series[0]
    line = TimeLine(series.name, series.times, np.round(100 * wave), values)
    ones = np.ones((2, 4, 2))
    table = UnitTable(
        ones / 2,
        ones / 5,
        ones * 0,
        ones / 4,
        ones / 5,
        ones[:, 0] * 1.5,
        ones[:, 0] / 10,
        np.array([[0.5, 3], [9, 80]]),
    )
    knocked = KnockOut("forget gate", 12.0, 0.2, 0.05, 0.4, 0.5)
    return Diagnosis(
        series=2,
        steps=12,
        horizon=2,
        gates=tuple(
            GateFigures(name, 0.52, 0.17, 0.004, 0.31, 0.2, k, 2 * k)
            for k, name in enumerate(("input", "forget", "output", "candidate"))
        ),
        summary=forecast.gates,
        table=table,
        fading=Fading(0.7 ** np.arange(12), 0.3 ** np.arange(12), 20),
        knock_outs=KnockOuts(
            40,
            80,
            held_out=True,
            wis=10.0,
            gates=(knocked,),
            inputs=(
                dataclasses.replace(knocked, name="calendar (year)", rise=-0.004, low=-0.1, high=0.1, share=-0.01),
            ),
            all_inputs=dataclasses.replace(knocked, name="all inputs", wis=14.0, rise=0.4, share=1.0),
        ),
        line=line,
        units=((0, 1),),
        verdict=(
            "The forget gates hold 1 of 4 units for longer than a season (52.2 weeks) and 3 for longer than the 2 weeks ahead.",
        ),
        notes=("something could not be measured",),
    ), panel


def test_the_page_is_the_golden_one(diagnosis):
    """Every block, character by character: the forget gate is seen to close when the outbreak has died out."""
    assert diagnosis_text(*diagnosis, size=80) == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", [60, 80, 120, 200])
def test_pictures_fill_the_terminal_and_fit(diagnosis, size):
    """Time lines are as wide as the terminal lets whole cells be, and no picture is wider."""
    lines = diagnosis_text(*diagnosis, size=size).splitlines()
    heat = [line for line in lines if line.endswith("│")]
    assert {len(line) for line in heat} == {16 + (size - 16) // 12 * 12}
    assert max(map(len, lines[lines.index(heat[0]) - 3 :])) <= size


def test_everything_can_be_said_in_ascii(diagnosis):
    """No block needs a character that a plain terminal lacks."""
    assert legible(diagnosis_text(*diagnosis), "ascii").isascii()


def test_colours_change_no_character_but_the_heat(diagnosis):
    """Escapes come only with colours."""
    found, panel = diagnosis
    assert "\x1b" not in diagnosis_text(found, panel)
    assert "\x1b[48;5;" in diagnosis_text(found, panel, style=Style(colour=True))


def test_a_name_with_escapes_is_harmless(diagnosis):
    """What would act on a terminal is written out."""
    found, panel = diagnosis
    found = dataclasses.replace(found, line=dataclasses.replace(found.line, name="\x1b[2J[bold]x"))
    page = diagnosis_text(found, panel)
    assert "\x1b" not in page
    assert "Time lines of \\x1b[2J[bold]x," in page


def test_what_could_not_be_measured_is_left_out(diagnosis):
    """Without targets there are neither knock-outs nor gradients, and the page still stands."""
    found, panel = diagnosis
    page = diagnosis_text(dataclasses.replace(found, fading=None, knock_outs=None), panel)
    assert "Knock-outs" not in page
    assert "Memory by lag" not in page
    assert "note: something could not be measured" in page
