"""Sentences of a diagnosis: each says its figures, and every code that a diagnosis gives has one."""

import ast
from pathlib import Path

import pytest

import lstm_cli.diagnostics
from lstm_cli.formats.findings import SENTENCES, finding_text
from lstm_cli.panel.frequency import Frequency
from lstm_cli.remarks import Remark

WEEK = Frequency(seconds=7 * 86_400)


@pytest.mark.parametrize(
    ("code", "details", "sentence"),
    [
        (
            "half-lives",
            {"units": 4, "horizon": 8, "beyond_horizon": 3, "season": 52.18, "beyond_season": 1},
            "By half-life, 1 of 4 units remember for longer than a season (52.2 weeks), and 3 for longer than the 8 weeks ahead.",
        ),
        (
            "half-lives",
            {"units": 4, "horizon": 8, "beyond_horizon": 3, "season": None, "beyond_season": None},
            "By half-life, 3 of 4 units remember for longer than the 8 weeks ahead.",
        ),
        ("no-forget-gate", {}, "The cell has no forget gate: what a unit holds never fades."),
        (
            "units-in-use",
            {"units": 4, "stuck_shut": 0, "stuck_open": 0, "share_cell_full": 0.25},
            "No gate of the 4 units is stuck shut or open; the cell state is saturated (|tanh C| above 0.99) in 25.0 % of readings.",
        ),
        (
            "units-in-use",
            {"units": 4, "stuck_shut": 1, "stuck_open": 2, "share_cell_full": 0.0},
            "Of 4 units, 1 has a gate stuck shut and 2 have one stuck open; the cell state is saturated (|tanh C| above 0.99) in 0.0 % of readings.",
        ),
        (
            "gradients-vanish",
            {"lag": 2, "left": 0.01},
            "Gradients vanish: from 2 weeks back on, less than 1 % of the newest is left, so that older steps hardly influence training.",
        ),
        (
            "gradients-explode",
            {"lag": 3, "times": 11.4},
            "Gradients explode: 3 weeks back they are 11 times the newest.",
        ),
        (
            "gradients-last",
            {"lag": 3, "left": 0.2},
            "Gradients neither vanish nor explode: 3 weeks back they are 20 % of the newest.",
        ),
        (
            "inputs-carry-skill",
            {"rise": 0.4},
            "The network's inputs carry skill: with all held at their means, WIS rises by 40 %.",
        ),
        (
            "depends-on-gate",
            {"name": "forget and input", "rise": 0.3, "share": None, "certain": False},
            "The forecast depends most on the forget and input gate: held at its mean, WIS rises by 30 %, which may be chance.",
        ),
        (
            "depends-on-input",
            {"name": "level", "rise": 0.2, "share": 0.5, "certain": True},
            "The forecast depends most on the input 'level': held at its mean, WIS rises by 20 %, 50 % of that skill.",
        ),
        (
            "calendar-share",
            {"name": "calendar (year)", "share": 0.31},
            "The calendar (year) inputs carry 31 % of that skill.",
        ),
        (
            "calendar-share",
            {"name": "calendar (year)", "share": -0.1},
            "The calendar (year) inputs carry none of that skill.",
        ),
        (
            "better-without",
            {"gates": ("output", "candidate"), "inputs": ("size",)},
            "Forecasts would have been better with these held at their means: output gate, candidate, size.",
        ),
        (
            "skill-uncertain",
            {"rise": 0.02, "low": -0.05, "high": 0.12},
            "The value of the inputs is uncertain: with all held at their means, WIS changes by +2 % (90 % CI −5 % to +12 %).",
        ),
        (
            "too-few-blocks",
            {"rise": 0.4, "blocks": 1},
            "The value of the inputs is uncertain: with all held at their means, WIS changes by +40 % (1 time block: too few for an interval).",
        ),
    ],
)
def test_a_sentence_says_its_figures(code, details, sentence):
    """Word by word."""
    assert finding_text(Remark(code, details), WEEK) == sentence


def test_every_code_of_a_diagnosis_has_a_sentence():
    """Codes written in the package that diagnoses are those that sentences are there for, no more and no fewer."""
    folder = Path(lstm_cli.diagnostics.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    firsts = [
        node.args[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "Remark"
    ]
    both = [part for code in firsts for part in ([code.body, code.orelse] if isinstance(code, ast.IfExp) else [code])]
    codes = {code.value for code in both}
    assert codes == set(SENTENCES)


def test_details_of_another_kind_are_a_bug():
    """A text where a number belongs is not printed as if it were one."""
    with pytest.raises(TypeError, match="gradients-last: left is no number"):
        finding_text(Remark("gradients-last", {"lag": 3, "left": "much"}), WEEK)
