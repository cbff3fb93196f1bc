"""What a diagnosis concludes, from readings, gradients and ablations that are made up."""

from dataclasses import replace

import numpy as np
import pytest

from lstm_cli.diagnostics.ablation import Ablation, AblationStudy
from lstm_cli.diagnostics.findings import findings
from lstm_cli.diagnostics.memory_by_lag import MemoryByLag
from lstm_cli.lstm.cell import CANDIDATE, FORGET, INPUT, OUTPUT
from lstm_cli.lstm.gate_statistics import GateStatistics
from lstm_cli.options import Cell
from lstm_cli.panel.frequency import Frequency

WEEKLY, YEARLY = Frequency(seconds=7 * 86_400), Frequency(months=12)
UNITS = GateStatistics(
    Cell.LSTM, *(np.full((4, 1, 5), 0.5) for _ in range(5)), *(np.zeros((1, 5)) for _ in range(2)), np.ones((1, 5))
)


def held(name, rise, low, high, share=None):
    """Return an ablation."""
    return Ablation(name, 1 + rise, rise, low, high, share)


SKILL = AblationStudy(
    40,
    300,
    6,
    held_out=True,
    draws=0,
    wis=1.0,
    gates=(held("input", 0.1, 0.05, 0.2), held("forget", 0.3, -0.1, 0.7), held("output", -0.2, -0.3, -0.1)),
    inputs=(
        held("calendar (year)", 0.1, 0.0, 0.2, 0.25),
        held("level", 0.2, 0.1, 0.3, 0.5),
        held("size", -0.1, -0.2, 0.1, -0.25),
    ),
    all_inputs=held("all inputs", 0.4, 0.3, 0.5, 1.0),
)


def found(units=UNITS, *, frequency=WEEKLY, memory=None, study=None):
    """Return the details of each conclusion by its code."""
    remarks = findings(frequency, 8, units=units, memory=memory, study=study)
    assert len({remark.code for remark in remarks}) == len(remarks)
    return {remark.code: dict(remark.details) for remark in remarks}


def test_units_that_remember_longer_than_the_horizon_and_a_season():
    """Half-lives beyond 8 steps and beyond 52.2 weeks are counted, an endless one in both; yearly data have no season."""
    units = replace(UNITS, half_life=np.array([[1.0, 8.0, 9.0, 60.0, np.inf]]))
    assert found(units)["half-lives"] == {
        "units": 5,
        "horizon": 8,
        "beyond_horizon": 3,
        "season": pytest.approx(365.25 / 7),
        "beyond_season": 2,
    }
    of_years = found(units, frequency=YEARLY)["half-lives"]
    assert (of_years["season"], of_years["beyond_season"], of_years["beyond_horizon"]) == (None, None, 3)
    assert "no-forget-gate" in found(replace(units, cell=Cell.CEC))


def test_units_with_a_gate_that_never_moves():
    """A unit counts once however many of its gates are stuck; a candidate near 0 or 1 is no gate, nor is one the cell lacks."""
    shut, opened = np.zeros((2, 4, 1, 5))
    shut[[INPUT, OUTPUT], 0, 1] = shut[FORGET, 0, 3] = shut[CANDIDATE, 0, 4] = 0.99
    opened[FORGET, 0, 0], opened[CANDIDATE, 0, 2] = 1.0, 1.0
    units = replace(UNITS, share_below=shut, share_above=opened, share_cell_full=np.array([[0.0, 0.5, 0.0, 0.0, 0.5]]))
    assert found(units)["units-in-use"] == {"units": 5, "stuck_shut": 2, "stuck_open": 1, "share_cell_full": 0.2}
    of_cec = found(replace(units, cell=Cell.CEC))["units-in-use"]
    assert (of_cec["stuck_shut"], of_cec["stuck_open"]) == (1, 0)


@pytest.mark.parametrize(
    ("gradient", "code", "details"),
    [
        ([1, 0.5, 0.2, 0.02], "gradients-last", {"lag": 3, "left": 0.02}),
        ([1, 0.5, 0.2, 0.01], "gradients-last", {"lag": 3, "left": 0.01}),
        ([1, 0.001, 0.2, 0.009], "gradients-vanish", {"lag": 3, "left": 0.01}),
        ([1, 0.009, 0.001, 0], "gradients-vanish", {"lag": 1, "left": 0.01}),
        ([1, 12, 30, 0.001], "gradients-explode", {"lag": 2, "times": 30}),
        ([1, 10, 2, 0.02], "gradients-last", {"lag": 3, "left": 0.02}),
    ],
)
def test_gradients_vanish_explode_or_last(gradient, code, details):
    """They vanish from where they stay below 1 % of the newest, and explode above ten times it."""
    conclusions = found(memory=MemoryByLag(np.ones(4), np.array(gradient, float), 7))
    assert conclusions[code] == details
    assert len(conclusions) == 3


def test_what_forecasts_depend_on():
    """The gate and the input whose loss costs most, each sure if its interval is above 0; what forecasts are better without."""
    conclusions = found(study=SKILL)
    last = ["inputs-carry-skill", "depends-on-gate", "depends-on-input", "calendar-share", "better-without"]
    assert list(conclusions) == ["half-lives", "units-in-use", *last]
    assert conclusions["inputs-carry-skill"] == {"rise": 0.4}
    assert conclusions["depends-on-gate"] == {"name": "forget", "rise": 0.3, "share": None, "certain": False}
    assert conclusions["depends-on-input"] == {"name": "level", "rise": 0.2, "share": 0.5, "certain": True}
    assert conclusions["calendar-share"] == {"name": "calendar (year)", "share": 0.25}
    assert conclusions["better-without"] == {"gates": ("output",), "inputs": ()}


def test_nothing_is_needed_where_nothing_rises():
    """If no single gate or input is missed, none is named, nor is a part that the interval does not show to be harmful."""
    small = held("level", 0.0, -0.1, 0.1, 0.0)
    conclusions = found(study=replace(SKILL, gates=(small,), inputs=(small,)))
    assert {"no-gate-needed", "no-input-needed"} <= conclusions.keys()
    assert "better-without" not in conclusions


@pytest.mark.parametrize(
    ("changes", "code", "details"),
    [
        ({"all_inputs": held("all inputs", 0.4, 0.0, 0.8)}, "skill-uncertain", {"rise": 0.4, "low": 0.0, "high": 0.8}),
        ({"all_inputs": held("all inputs", 0.4, np.nan, np.nan)}, "too-few-blocks", {"rise": 0.4, "blocks": 6}),
        ({"all_inputs": held("all inputs", 0.0, np.nan, np.nan), "wis": 0.0}, "no-errors", {}),
    ],
)
def test_without_proven_skill_nothing_is_said_of_its_parts(changes, code, details):
    """Where the interval of all inputs holds 0, or there is none, that is the only conclusion from the ablation."""
    conclusions = found(study=replace(SKILL, **changes))
    assert list(conclusions)[2:] == [code]
    assert conclusions[code] == details
