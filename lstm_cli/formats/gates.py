"""The reading of the gates: a GateSummary comes in; a block for people, or JSON data, goes out."""

import math
from typing import Any

from lstm_cli.ensemble.results import GateReading, GateSummary
from lstm_cli.formats.json_envelope import finite
from lstm_cli.formats.style import PLAIN_STYLE, Style
from lstm_cli.formats.text import columns, percent

__all__ = ["gate_words", "gates_data", "gates_text"]


def gates_text(gates: GateSummary, of: str, style: Style = PLAIN_STYLE) -> list[str]:
    """Show the gates ``of`` a series or of all, a row a gate, and what that means."""
    rows = [
        [f"Gates, {of}", "mean", "shut (<0.1)", "open (>0.9)", "mean σ' (≤ 0.25)"],
        *(
            _row(name, getattr(gates, name))
            for name in ("input", "forget", "output")
            if name != "forget" or not math.isinf(gates.half_life)  # a cell without one forgets nothing
        ),
    ]
    heading, *lines = columns(rows)
    return [style.bold(heading), *lines, *gate_words(gates)]


def gate_words(gates: GateSummary) -> list[str]:
    """Say what the gates of a run come to."""
    return [
        f"  candidate: |C̃| above 0.9 in {percent(gates.candidate_saturated)} of readings",
        f"  memory: {_memory(gates)}",
        f"  {gates.sentence}",
    ]


def _row(name: str, reading: GateReading) -> list[str]:
    """Write one gate."""
    return [
        f"  {name} gate",
        f"{reading.mean:.2f}",
        percent(reading.below),
        percent(reading.above),
        f"{reading.derivative:.3f}",
    ]


def _memory(gates: GateSummary) -> str:
    """Say how long the forget gate lets the cell hold on."""
    if math.isinf(gates.half_life):
        return "no forget gate, so nothing fades"
    return f"the forget gate halves what the cell holds in {gates.half_life_text}"


def gates_data(gates: GateSummary) -> dict[str, Any]:
    """Give the same as JSON data; a half-life without end is null."""
    return {
        "input": _reading_data(gates.input),
        "forget": _reading_data(gates.forget),
        "output": _reading_data(gates.output),
        "candidate_above_0.9": finite(gates.candidate_saturated),
        "half_life_steps": finite(gates.half_life),
        "half_life": gates.half_life_text,
        "sentence": gates.sentence,
    }


def _reading_data(reading: GateReading) -> dict[str, Any]:
    """Give one gate as JSON data."""
    return {
        "mean": finite(reading.mean),
        "below_0.1": finite(reading.below),
        "above_0.9": finite(reading.above),
        "mean_derivative": finite(reading.derivative),
    }
