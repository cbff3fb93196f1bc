"""A diagnosis as a page of blocks: gates, memory, ablation, time lines and findings."""

from dataclasses import dataclass
from typing import Final

from lstm_cli.diagnostics.diagnose import Diagnosis
from lstm_cli.formats.ablation import ablation_lines
from lstm_cli.formats.durations import amount
from lstm_cli.formats.findings import finding_text
from lstm_cli.formats.gates import MemoryScale, gate_label, gate_sentences
from lstm_cli.formats.memory import half_life_lines, memory_by_lag_lines
from lstm_cli.formats.networks import of_units
from lstm_cli.formats.sentences import SENTENCES, sentence
from lstm_cli.formats.style import PLAIN_STYLE, Style
from lstm_cli.formats.text import fitting, percent, plural
from lstm_cli.formats.time_lines import time_line_lines
from lstm_cli.formats.wrapping import headed, listed, wrapped
from lstm_cli.lstm.constant_unit import CONSTANT_UNIT
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.series import Panel

__all__ = ["diagnosis_text", "note_texts"]


@dataclass(frozen=True, slots=True)
class _Page:
    """The page of a diagnosis: its width and style, and the unit of durations."""

    frequency: Frequency
    size: int
    style: Style

    def headed(self, title: str) -> list[str]:
        """Write a heading."""
        return headed(title, self.size, self.style)

    def listed(self, sentences: list[str]) -> list[str]:
        """Write sentences, each on a new line."""
        return [line for sentence in sentences for line in wrapped(sentence, self.size)]


def diagnosis_text(diagnosis: Diagnosis, panel: Panel, *, size: int = 100, style: Style = PLAIN_STYLE) -> str:
    """Show a diagnosis within ``size`` columns, 40 or more."""
    page = _Page(panel.frequency, size, style)
    blocks = [
        wrapped(_about(diagnosis, panel.frequency), size, indent=0),
        _gates(page, diagnosis),
        [
            *page.headed("Half-life of the units' memory, by their forget gates (ln ½ / mean ln f)"),
            *half_life_lines(diagnosis.units.free, panel.frequency, diagnosis.horizon, size=size, style=style),
        ],
    ]
    if diagnosis.memory is not None:
        blocks.append(memory_by_lag_lines(diagnosis.memory, panel.frequency, size=size, style=style))
    if diagnosis.ablation is not None:
        blocks.append(ablation_lines(diagnosis.ablation, size=size, style=style))
    blocks.append(time_line_lines(diagnosis, panel, size=size, style=style))
    findings = [finding_text(finding, panel.frequency) for finding in diagnosis.findings]
    blocks.append([*page.headed("Findings"), *page.listed(findings)])
    if diagnosis.notes:
        blocks.append(listed(note_texts(diagnosis, panel.frequency), "note: ", size=size))
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def note_texts(diagnosis: Diagnosis, frequency: Frequency) -> list[str]:
    """Write the notes of a diagnosis as sentences."""
    return [sentence(note) if note.code in SENTENCES else finding_text(note, frequency) for note in diagnosis.notes]


def _about(diagnosis: Diagnosis, frequency: Frequency) -> str:
    """Say what was diagnosed."""
    gate_sets, units = diagnosis.units.half_life.shape
    networks = f"{plural(diagnosis.members, 'network')} {of_units(diagnosis.members, units, gate_sets=gate_sets)}"
    text = (
        f"{networks} on {plural(diagnosis.series, 'series', 'series')}, "
        f"the newest {amount(frequency, diagnosis.context_length)} of each"
    )
    if not diagnosis.untrained:
        return text
    return (
        f"{text}; {diagnosis.untrained} of the networks kept their initial weights "
        "(too little to learn from, or no improvement on held-out data)"
    )


def _gates(page: _Page, diagnosis: Diagnosis) -> list[str]:
    """Show a row per gate over all free units, and the cell state."""
    gates, units = diagnosis.gates, diagnosis.units.free
    dead, always_on = units.dead.sum(axis=(1, 2)), units.always_on.sum(axis=(1, 2))
    rows = [["Gates", "mean", "spread", "shut", "open", "slope", "dead", "always on"]]
    rows += [
        [
            f"  {gate_label(name)}",
            f"{gates.mean[gate]:.2f}",
            f"{gates.spread[gate]:.2f}",
            percent(float(gates.share_below[gate])),
            percent(float(gates.share_above[gate])),
            f"{gates.mean_derivative[gate]:.3f}",
            str(dead[gate]),
            str(always_on[gate]),
        ]
        for gate, name in gates.rows
    ]
    full = percent(float(gates.share_cell_full))
    scale = MemoryScale(page.frequency, diagnosis.context_length, diagnosis.horizon)
    sentences = [
        *LEGEND,
        f"unit {CONSTANT_UNIT + 1} of each network, which starts as a constant in place of a bias, is left out",
        f"cell state: mean |C| {gates.mean_cell_size:.2f}, |tanh C| above 0.99 in {full} of readings",
        *gate_sentences(gates, scale),
    ]
    return [*fitting(rows, page.size, page.style.bold), *page.listed(sentences)]


LEGEND: Final = (
    "shut, open: share of readings below 0.1, above 0.9; for the candidate, of |C̃|",
    "slope: mean σ' ≤ 0.25; for the candidate, tanh' ≤ 1",
    "dead, always on: units that are shut, or open, in 99 % of readings or more",
)
