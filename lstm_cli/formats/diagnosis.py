"""A diagnosis to read: gates, memory, knock-outs, time lines and a verdict, a block each."""

import math
import textwrap
from dataclasses import dataclass
from typing import Final

from lstm_cli.diagnostics.ablation import KnockOut, KnockOuts
from lstm_cli.diagnostics.diagnose import Diagnosis, Unit
from lstm_cli.diagnostics.memory import Fading
from lstm_cli.formats.gates import gate_words
from lstm_cli.formats.heat_map import DIVERGING, SEQUENTIAL, axis_line, heat_line, stretch
from lstm_cli.formats.memory import fading_lines, half_life_lines
from lstm_cli.formats.sparklines import sparkline
from lstm_cli.formats.style import PLAIN_STYLE, Style
from lstm_cli.formats.text import cell, fitting, listed, number, percent, plural, shorten
from lstm_cli.lstm.cell_variants import CONSTANT_UNIT
from lstm_cli.panel.series import Panel

__all__ = ["diagnosis_text", "time_lines_text", "unit_name"]

NAME: Final = 40  # columns that a name of the user's may take
NO_BREAK: Final = "\xa0"
PROSE: Final = 100  # columns of sentences, however wide the page
LABEL: Final = 14  # columns before a time line
DRAWN: Final = (("input", 0), ("forget", 1), ("output", 2))


@dataclass(frozen=True, slots=True)
class _Page:
    """What a diagnosis is drawn on."""

    panel: Panel
    size: int
    style: Style


def diagnosis_text(found: Diagnosis, panel: Panel, *, size: int = 100, style: Style = PLAIN_STYLE) -> str:
    """Show a diagnosis within ``size`` columns."""
    page = _Page(panel, size, style)
    members, _, units = found.table.mean.shape
    back = panel.frequency.amount(found.steps)
    about = f"{plural(members, 'network')} of {plural(units, 'unit')} on {plural(found.series, 'series', 'series')}, the newest {back} of each"
    if found.untrained:
        about += f"; {found.untrained} of the networks stay as they started (too little to learn from, or nothing that held out)"
    blocks = [
        textwrap.wrap(about, min(size, PROSE), subsequent_indent="  "),
        _gates(page, found),
        _half_lives(page, found),
    ]
    if found.fading is not None:
        blocks.append(_fading(page, found.fading))
    if found.knock_outs is not None:
        blocks.append(_knock_outs(page, found.knock_outs))
    blocks += [
        time_lines_text(found, panel, size=size, style=style),
        [style.bold("Verdict"), *(line for one in found.verdict for line in wrapped(one, size))],
    ]
    if found.notes:
        blocks.append(
            [line for note in listed(found.notes, "note: ") for line in textwrap.wrap(note, min(size, PROSE))]
        )
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def unit_name(unit: Unit) -> str:
    """Write member and unit as --unit takes them, both from 1."""
    return f"{unit[0] + 1}.{unit[1] + 1}"


def _gates(page: _Page, found: Diagnosis) -> list[str]:
    """Show a row a gate over all free units, and the cell state."""
    rows = [["Gates", "mean", "spread", "shut", "open", "slope", "dead", "always on"]]
    rows += [
        [
            f"  {one.name}{'' if one.name == 'candidate' else ' gate'}",
            *(f"{value:.2f}" for value in (one.mean, one.spread)),
            percent(one.below),
            percent(one.above),
            f"{one.derivative:.3f}",
            str(one.dead),
            str(one.always_on),
        ]
        for one in found.gates
    ]
    heading, *lines = fitting(rows, page.size)
    table = found.table.free
    told = [
        "shut, open: share of readings below 0.1, above 0.9; of the candidate those of |C̃|",
        "slope: mean σ' ≤ 0.25; of the candidate tanh' ≤ 1",
        "dead, always on: units that are shut, or open, in 99 % of readings or more",
        f"unit {CONSTANT_UNIT + 1} of each network, which starts as a constant in place of a bias, is left out here and below",
        f"cell state: mean |C| {table.cell.mean():.2f}, |tanh C| above 0.99 in {percent(float(table.full.mean()))} of readings",
        *gate_words(found.summary),
    ]
    return [page.style.bold(heading), *lines, *(line for one in told for line in wrapped(one.strip(), page.size))]


def _half_lives(page: _Page, found: Diagnosis) -> list[str]:
    """Count the units by half-life."""
    frequency = page.panel.frequency
    lasting = found.table.free.half_life.reshape(-1).tolist()
    lines = half_life_lines(lasting, frequency, found.horizon, size=page.size, style=page.style)
    return [*_titled(page, "Half-life of what the units hold, by their forget gates (ln ½ / mean ln f)"), *lines]


def _fading(page: _Page, fading: Fading) -> list[str]:
    """Show what is left by lag."""
    title = "Memory by lag: left by the forget gates alone, and of the gradient ‖∂L/∂C‖"
    lines = fading_lines(fading, page.panel.frequency, size=page.size, style=page.style)
    told = f"means over {plural(fading.windows, 'forecast')} with known counts; bars on a log scale, to 0.0001 %"
    return [*_titled(page, title), *lines, *wrapped(told, page.size)]


def _knock_outs(page: _Page, found: KnockOuts) -> list[str]:
    """Show by how much WIS rises with each gate and each input held at its mean."""
    where = "of stretches hidden from the networks that forecast them" if found.held_out else "that came after training"
    tossed = f", the gates of each tossed {found.draws} times" if found.draws else ""
    told = f"By {plural(found.origins, 'forecast')} of {plural(found.targets, 'count')} {where}{tossed}; with nothing held, WIS is {number(found.wis)}"
    rows = [["  held at its mean", "WIS", "rise", "90 % sure", "share of skill"]]
    rows += [_knock_out(one) for one in (*found.gates, *found.inputs, found.all_inputs)]
    heading, *lines = fitting(rows, page.size)
    skill = "skill: the rise with all inputs held; inputs overlap, so shares need not sum to 100 %"
    if not found.all_inputs.low > 0:
        skill = "skill would be the rise with all inputs held; it is not sure that there is any"
    return [
        page.style.bold("Knock-outs: what forecasts lose"),
        *wrapped(told, page.size),
        page.style.bold(heading),
        *lines,
        *wrapped(skill, page.size),
    ]


def wrapped(text: str, size: int) -> list[str]:
    """Break a sentence into lines that fit, indented."""
    whole = text.replace(" %", f"{NO_BREAK}%")
    room = min(size, PROSE) - 2
    lines = textwrap.wrap(whole, room, initial_indent="  ", subsequent_indent="    ", break_long_words=False)
    return [line.replace(NO_BREAK, " ") for line in lines]


def _titled(page: _Page, title: str) -> list[str]:
    """Break a title into lines that fit."""
    return [page.style.bold(line) for line in textwrap.wrap(title, page.size, subsequent_indent="  ")]


def _knock_out(one: KnockOut) -> list[str]:
    """Write one knock-out."""
    sure = "–" if math.isnan(one.low) else f"{_change(one.low)} to {_change(one.high)}"
    share = "–" if one.share is None else f"{100 * one.share:.0f} %".replace("-", "−")
    return [f"  {one.name}", number(one.wis), _change(one.rise), sure, share]


def _change(share: float) -> str:
    """Write a change in per cent, with a true minus."""
    return f"{100 * share:+.1f} %".replace("-", "−")


def time_lines_text(found: Diagnosis, panel: Panel, *, size: int = 100, style: Style = PLAIN_STYLE) -> list[str]:
    """Draw counts, gates and cell state of the chosen units over time, as wide as ``size``."""
    line = found.line
    room = size - LABEL - 2
    counts = stretch(line.counts.tolist(), room)
    drawn = len(counts)
    top = max((value for value in line.counts.tolist() if not math.isnan(value)), default=0.0)
    first, last = (panel.time_style.write(time) for time in (line.times[0], line.times[-1]))
    page = _Page(panel, size, style)
    lines = [
        *_titled(page, f"Time lines of {shorten(line.name, NAME)}, units as member.unit"),
        f"{cell(f'counts ≤ {number(top)}', LABEL, left=True)} {sparkline(counts, top)}",
    ]
    drawn_gates = [one for one in DRAWN if one[0] in {figures.name for figures in found.gates}]
    for unit in found.units:
        values = line.values[:, :, unit[0], unit[1]]
        rows = [(name, values[place].tolist(), (0.0, 1.0), SEQUENTIAL) for name, place in drawn_gates]
        reach = max(float(abs(values[4]).max()), 1e-9)
        rows.append((f"C ± {reach:.1f}", values[4].tolist(), (-reach, reach), DIVERGING))
        for k, (name, one, scale, colours) in enumerate(rows):
            label = f"{cell(unit_name(unit) if k == 0 else '', 5, left=True)} {name}"
            heat = heat_line(stretch(one, room), scale, colours=colours, style=style)
            lines.append(f"{cell(label, LABEL, left=True)}│{heat}│")
    key = (
        "from dark, 0, to bright, 1; of C from blue, below 0, to red"
        if style.colour
        else "blank is 0, full is 1; of C blank is the lowest of its range, full the highest"
    )
    return [*lines, f"{' ' * (LABEL + 1)}{axis_line(first, last, drawn)}".rstrip(), *wrapped(f"gates: {key}", size)]
