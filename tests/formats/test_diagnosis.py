"""A diagnosis to look at: one golden page, and that it fits any terminal."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from lstm_cli.diagnostics.ablation import KnockOut, KnockOuts
from lstm_cli.diagnostics.diagnose import Diagnosis
from lstm_cli.diagnostics.memory import Fading
from lstm_cli.diagnostics.unit_table import GateFigures, UnitTable
from lstm_cli.ensemble.prepared import TimeLine
from lstm_cli.formats.diagnosis import diagnosis_text
from lstm_cli.formats.style import Style
from lstm_cli.formats.text import legible, width

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
    ones = np.ones((2, 4, 3))
    table = UnitTable(
        ones / 2,
        ones / 5,
        ones * 0,
        ones / 4,
        ones / 5,
        ones[:, 0] * 1.5,
        ones[:, 0] / 10,
        np.array([[0.1, 0.5, 3], [0.1, 9, 80]]),
    )
    knocked = KnockOut("forget gate", 12.0, 0.2, 0.05, 0.4, None)
    return Diagnosis(
        series=2,
        untrained=1,
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
            6,
            held_out=True,
            draws=0,
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


@pytest.mark.parametrize("size", [40, 57, 60, 80, 120, 200, 333])
def test_pictures_fill_the_terminal_and_everything_fits(diagnosis, size):
    """Time lines are as wide as the terminal, no line of the page is wider, and sentences stay of a length to read."""
    lines = diagnosis_text(*diagnosis, size=size).splitlines()
    heat = [line for line in lines if line.endswith("│")]
    assert {len(line) for line in heat} == {size}
    assert max(map(width, lines)) <= size
    assert max(width(line) for line in lines if line.endswith(".")) <= 100


def test_the_height_of_the_counts_is_the_largest_count(diagnosis):
    """Also where columns are means of several steps."""
    found, panel = diagnosis
    steps = np.arange(600)
    times = found.line.times[0] + steps * np.timedelta64(7, "D")
    line = dataclasses.replace(
        found.line, times=times, counts=np.where(steps == 300, 5000.0, 1.0), values=np.zeros((6, 600, 2, 2))
    )
    for size in (80, 120):
        assert "counts ≤ 5000 " in diagnosis_text(dataclasses.replace(found, line=line), panel, size=size)


def test_a_cell_without_forget_gate_is_not_shown_one(diagnosis):
    """Neither a row of figures, nor a half-life, nor a time line of what it does not have."""
    found, panel = diagnosis
    gates = tuple(one for one in found.gates if one.name != "forget")
    table = dataclasses.replace(found.table, half_life=np.full((2, 3), np.inf))
    page = diagnosis_text(dataclasses.replace(found, gates=gates, table=table), panel)
    before = page[: page.index("Memory by lag")]
    assert "  forget gate  " not in before
    assert "  endless: nothing fades" in before
    assert "      forget  │" not in page


def test_shares_are_shown_only_of_a_skill_that_is_sure(diagnosis):
    """Where holding all inputs may cost nothing, the page says so instead of dividing by it."""
    found, panel = diagnosis
    knocked = found.knock_outs
    unsure = dataclasses.replace(
        knocked,
        inputs=tuple(dataclasses.replace(one, share=None) for one in knocked.inputs),
        all_inputs=dataclasses.replace(knocked.all_inputs, low=-0.1, share=None),
    )
    page = diagnosis_text(dataclasses.replace(found, knock_outs=unsure), panel)
    assert "it is not sure that there is any" in page
    assert "shares need not sum" in diagnosis_text(found, panel)


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
