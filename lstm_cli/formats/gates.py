"""The gate statistics of a run as a block for people, or as JSON data."""

import math
from dataclasses import dataclass
from typing import Any, Final

from lstm_cli.formats.durations import amount
from lstm_cli.formats.json_envelope import finite
from lstm_cli.formats.style import PLAIN_STYLE, Style
from lstm_cli.formats.text import columns, fitting, percent, width
from lstm_cli.formats.wrapping import headed, wrapped
from lstm_cli.lstm.cell import CANDIDATE, GATES
from lstm_cli.lstm.gate_statistics import GateStatistics
from lstm_cli.panel.frequency import Frequency

__all__ = ["MemoryScale", "gate_label", "gate_sentences", "gates_data", "gates_lines"]

# The half-life of all units is that of their geometric mean: older counts may still have influence.
OLDER: Final = "units with a longer half-life keep older data"


@dataclass(frozen=True, slots=True)
class MemoryScale:
    """What a half-life is compared with: the steps of context and forecast, and the length of a step."""

    frequency: Frequency
    context_length: int
    horizon: int


def gate_label(name: str) -> str:
    """Write the name of a gate, or of two.

    >>> gate_label("forget"), gate_label("candidate")
    ('forget gate', 'candidate')
    """
    return name if name == GATES[CANDIDATE] else f"{name} gate"


def gates_lines(
    gates: GateStatistics, of: str, scale: MemoryScale, *, size: int = 100, style: Style = PLAIN_STYLE
) -> list[str]:
    """Show the gates ``of`` a series or of all within ``size`` columns: a row per gate, and what they mean."""
    title = f"Gates, {of}"
    rows = [[title, "mean", "shut (<0.1)", "open (>0.9)", "mean σ' (≤ 0.25)"]]
    rows += [
        [
            f"  {gate_label(name)}",
            f"{gates.mean[gate]:.2f}",
            percent(float(gates.share_below[gate])),
            percent(float(gates.share_above[gate])),
            f"{gates.mean_derivative[gate]:.3f}",
        ]
        for gate, name in gates.rows
        if gate != CANDIDATE
    ]
    sentences = [line for sentence in gate_sentences(gates, scale) for line in wrapped(sentence, size)]
    heading, *lines = columns(rows)
    if width(heading) <= size:
        return [style.bold(heading), *lines, *sentences]
    rows[0][0] = "  gate"
    return [*headed(title, size, style), *fitting(rows, size, style.bold), *sentences]


def gate_sentences(gates: GateStatistics, scale: MemoryScale) -> list[str]:
    """Say what the gates of a run amount to, in sentences."""
    return [
        f"candidate: |C̃| above 0.9 in {percent(float(gates.share_above[CANDIDATE]))} of readings",
        f"memory: {_memory(gates, scale.frequency)}",
        _sentence(gates, scale),
    ]


def _memory(gates: GateStatistics, frequency: Frequency) -> str:
    """Say how long the forget gate keeps the content of the cell."""
    if not gates.has_forget_gate:
        return "no forget gate, so nothing fades"
    if math.isinf(gates.half_life):
        return "the forget gates are always open, so nothing fades"
    return f"the forget gate halves what the cell holds in {_half_life(gates, frequency)}"


def _half_life(gates: GateStatistics, frequency: Frequency) -> str:
    """Write a half-life in the data's unit of time."""
    return amount(frequency, float(gates.half_life))


def _sentence(gates: GateStatistics, scale: MemoryScale) -> str:
    """Compare the half-life with the context and the horizon."""
    held, ahead = _half_life(gates, scale.frequency), amount(scale.frequency, scale.horizon)
    if gates.half_life > scale.context_length:
        kept = "everything is kept" if math.isinf(gates.half_life) else "on average, most is kept"
        return f"{kept.capitalize()} from all {amount(scale.frequency, scale.context_length)} of context."
    if gates.half_life < 1:
        return f"On average, half fades within a step ({held}); {OLDER}."
    if held == ahead:
        return f"On average, half is kept for {held}, as long as the forecast reaches."
    if gates.half_life < scale.horizon:
        return f"On average, half fades in {held}, within the {ahead} ahead; {OLDER}."
    return f"On average, half is kept for {held}, longer than the {ahead} ahead."


def gates_data(gates: GateStatistics, scale: MemoryScale) -> dict[str, Any]:
    """Return the same as JSON data; an infinite half-life is null."""
    return {
        **{name: _gate_data(gates, gate) for gate, name in enumerate(GATES) if gate != CANDIDATE},
        "candidate_above_0.9": finite(float(gates.share_above[CANDIDATE])),
        "half_life_steps": finite(float(gates.half_life)),
        "half_life": _half_life(gates, scale.frequency),
        "sentence": _sentence(gates, scale),
    }


def _gate_data(gates: GateStatistics, gate: int) -> dict[str, Any]:
    """Return one gate as JSON data."""
    return {
        "mean": finite(float(gates.mean[gate])),
        "below_0.1": finite(float(gates.share_below[gate])),
        "above_0.9": finite(float(gates.share_above[gate])),
        "mean_derivative": finite(float(gates.mean_derivative[gate])),
    }
