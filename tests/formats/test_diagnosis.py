"""A diagnosis to look at: one golden page, and that it fits any terminal."""

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest

from lstm_cli.diagnostics.ablation import Ablation, AblationStudy
from lstm_cli.diagnostics.diagnose import Diagnosis
from lstm_cli.diagnostics.memory_by_lag import MemoryByLag
from lstm_cli.ensemble.prepared import TimeLine
from lstm_cli.formats.diagnosis import diagnosis_text
from lstm_cli.formats.style import Style
from lstm_cli.formats.text import legible, width
from lstm_cli.lstm.gate_statistics import GateStatistics
from lstm_cli.options import Cell
from lstm_cli.remarks import Remark

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
    below, above = np.zeros((4, 2, 3)), np.full((4, 2, 3), 0.25)
    below[1, 0, 1] = above[2, :, 1] = 0.995  # a forget gate that is dead, two output gates that are always on
    half, unit = np.full((4, 2, 3), 0.5), np.ones((2, 3))
    half_life = np.array([[0.1, 0.5, 3], [0.1, 9, 80]])
    units = GateStatistics(Cell.LSTM, half, half / 3, below, above, half / 3, unit * 1.5, unit / 10, half_life)
    forget = Ablation("forget", 12.0, 0.2, 0.05, 0.4, None)
    year = Ablation("calendar (year)", 12.0, -0.004, -0.1, 0.1, -0.01)
    return Diagnosis(
        series=2,
        members=2,
        untrained=1,
        context_length=12,
        horizon=2,
        gates=forecast.gates,
        units=units,
        memory=MemoryByLag(0.7 ** np.arange(12), 0.3 ** np.arange(12), 20),
        ablation=AblationStudy(
            40,
            80,
            6,
            held_out=True,
            draws=0,
            wis=10.0,
            gates=(forget,),
            inputs=(year,),
            all_inputs=Ablation("all inputs", 14.0, 0.4, 0.05, 0.4, 1.0),
        ),
        time_line=line,
        shown=((0, 1),),
        findings=(
            Remark("half-lives", {"units": 4, "horizon": 2, "beyond_horizon": 3, "season": 52.2, "beyond_season": 1}),
        ),
        notes=(Remark("no-held-out-ablation"),),
    ), panel


def test_the_page_is_the_golden_one(diagnosis):
    """Every block, character by character: the forget gate is seen to close when the outbreak has died out."""
    assert diagnosis_text(*diagnosis, size=80) == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("size", [*range(40, 81), 120, 200, 333])
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
    times = found.time_line.times[0] + steps * np.timedelta64(7, "D")
    line = dataclasses.replace(
        found.time_line, times=times, counts=np.where(steps == 300, 5000.0, 1.0), values=np.zeros((6, 600, 2, 2))
    )
    for size in (80, 120):
        assert "counts ≤ 5000 " in diagnosis_text(dataclasses.replace(found, time_line=line), panel, size=size)


def test_a_cell_without_forget_gate_is_not_shown_one(diagnosis):
    """Neither a row of figures, nor a half-life, nor a time line of what it does not have."""
    found, panel = diagnosis
    never = np.full((2, 3), np.inf)
    units = dataclasses.replace(found.units, half_life=never, cell=Cell.CEC)
    gates = dataclasses.replace(found.gates, half_life=np.array(np.inf), cell=Cell.CEC)
    page = diagnosis_text(dataclasses.replace(found, gates=gates, units=units), panel)
    before = page[: page.index("Memory by lag")]
    assert "  forget gate  " not in before
    assert "  never: no forget gate, nothing fades" in before
    assert "      forget  │" not in page


def test_shares_are_shown_only_of_a_skill_that_is_sure(diagnosis):
    """Where holding all inputs may cost nothing, the page says so instead of dividing by it."""
    found, panel = diagnosis
    study = found.ablation
    unsure = dataclasses.replace(
        study,
        inputs=tuple(dataclasses.replace(held, share=None) for held in study.inputs),
        all_inputs=dataclasses.replace(study.all_inputs, low=-0.1, share=None),
    )
    page = diagnosis_text(dataclasses.replace(found, ablation=unsure), panel)
    assert "no shares of skill: the 90 % CI of the rise with all inputs held includes 0" in page
    nan = float("nan")
    few = dataclasses.replace(unsure, all_inputs=dataclasses.replace(unsure.all_inputs, low=nan, high=nan))
    page = " ".join(diagnosis_text(dataclasses.replace(found, ablation=few), panel).split())
    assert "no shares of skill: too few time blocks for a 90 % CI of the rise with all inputs held" in page
    assert "includes 0" not in page
    assert "shares need not sum" in diagnosis_text(found, panel)


def test_the_scores_of_proportions_have_digits(diagnosis):
    """A WIS of 0.0061 beside one of 0.38: each row has digits to compare, as in a table of scores."""
    found, panel = diagnosis
    (forget,) = found.ablation.gates
    small = [dataclasses.replace(forget, name=name, wis=wis) for name, wis in (("output", 0.0064), ("input", 0.383))]
    study = dataclasses.replace(found.ablation, wis=0.0061, gates=tuple(small))
    page = diagnosis_text(dataclasses.replace(found, ablation=study), panel)
    assert "WIS of the full model: 0.0061" in " ".join(page.split())
    assert [line.split()[2] for line in page.splitlines() if line.startswith(("  output gate", "  input gate"))][
        -2:
    ] == [
        "0.0064",
        "0.38",
    ]


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
    found = dataclasses.replace(found, time_line=dataclasses.replace(found.time_line, name="\x1b[2J[bold]x"))
    page = diagnosis_text(found, panel)
    assert "\x1b" not in page
    assert "Time lines of \\x1b[2J[bold]x," in page


def test_what_could_not_be_measured_is_left_out(diagnosis):
    """Without targets there are neither ablations nor gradients, and the page still stands."""
    found, panel = diagnosis
    page = diagnosis_text(dataclasses.replace(found, memory=None, ablation=None), panel)
    assert "Ablation" not in page
    assert "Memory by lag" not in page
    assert "note: no ablation: too few known values in held-out time blocks" in page


@pytest.mark.parametrize("size", [40, 53, 80, 100])
def test_no_word_is_lost_on_a_narrow_page(diagnosis, size):
    """Sentences wrap, whatever the width, and columns that have no room stand below with the first column again."""
    page = diagnosis_text(*diagnosis, size=size)
    words = " ".join(page.split())
    for sentence in (
        "1 of the networks kept their initial weights (too little to learn from, or no improvement on held-out data)",
        "cell state: mean |C| 1.50, |tanh C| above 0.99 in 10 % of readings",
        "Ablation: what forecasts lose when a gate or an input is held at its mean",
        "By half-life, 1 of 4 units remember for longer than a season (52.2 weeks), and 3 for longer than the 2 weeks ahead.",
        "note: no ablation: too few known values in held-out time blocks",
    ):
        assert sentence in words
    assert "dead, always on: units that are shut, or open," in words
    heads = [line.split() for line in page.splitlines() if re.match(r"Gates( |$)", line)]
    assert [name for head in heads for name in head[1:]] == [
        "mean",
        "spread",
        "shut",
        "open",
        "slope",
        "dead",
        "always",
        "on",
    ]
    assert len(heads) == (1 if size > 57 else 2)
