"""Time lines of a diagnosis: counts, gates and cell state of a few units, drawn with characters on one time axis."""

import math
from typing import Final

import numpy as np

from lstm_cli.diagnostics.diagnose import Diagnosis, Unit
from lstm_cli.ensemble.prepared import READINGS, TimeLine
from lstm_cli.formats.heat_map import DIVERGING, SEQUENTIAL, axis_line, heat_line, stretch
from lstm_cli.formats.sparklines import sparkline
from lstm_cli.formats.style import PLAIN_STYLE, Style
from lstm_cli.formats.text import cell, number, shorten
from lstm_cli.formats.values import value_text
from lstm_cli.formats.wrapping import headed, wrapped
from lstm_cli.lstm.cell import CANDIDATE
from lstm_cli.options import DataKind
from lstm_cli.panel.series import Panel

__all__ = ["time_line_lines", "unit_name"]

MAX_NAME: Final = 40  # width of a user's name
LABEL_WIDTH: Final = 14  # width before a time line
CELL: Final = READINGS.index("cell")
MIN_REACH: Final = 1e-9  # of the scale of a cell state that stays at 0


def unit_name(unit: Unit) -> str:
    """Write member and unit, both from 1.

    >>> unit_name((0, 4))
    '1.5'
    """
    return f"{unit[0] + 1}.{unit[1] + 1}"


def time_line_lines(diagnosis: Diagnosis, panel: Panel, *, size: int = 100, style: Style = PLAIN_STYLE) -> list[str]:
    """Draw counts, gates and cell state of the shown units, exactly as wide as ``size``."""
    line, room = diagnosis.time_line, size - LABEL_WIDTH - 2
    counts = stretch(line.counts.tolist(), room)
    top = max((value for value in line.counts.tolist() if not math.isnan(value)), default=0.0)
    written = number if panel.scale.kind is DataKind.COUNT else value_text
    first, last = (panel.time_style.write(time) for time in (line.times[0], line.times[-1]))
    gates = [(gate, name) for gate, name in diagnosis.gates.rows if gate != CANDIDATE]
    key = (
        "dark is 0, bright is 1; for C, blue is below 0, red above"
        if style.colour
        else "blank is 0, full is 1; for C, blank is the lowest of its range, full the highest"
    )
    return [
        *headed(f"Time lines of {shorten(line.name, MAX_NAME)}, units as member.unit", size, style),
        f"{cell(f'{panel.scale.kind}s ≤ {written(top)}', LABEL_WIDTH, left=True)} {sparkline(counts, top)}",
        *(row for unit in diagnosis.shown for row in _unit_rows(line, unit, gates, room=room, style=style)),
        f"{' ' * (LABEL_WIDTH + 1)}{axis_line(first, last, len(counts))}".rstrip(),
        *wrapped(f"gates: {key}", size),
    ]


def _unit_rows(line: TimeLine, unit: Unit, gates: list[tuple[int, str]], *, room: int, style: Style) -> list[str]:
    """Draw a row per gate of a unit, and one for its cell state."""
    values = line.values[:, :, unit[0], unit[1]]
    reach = max(float(np.abs(values[CELL]).max()), MIN_REACH)
    rows = [(name, gate, (0.0, 1.0), SEQUENTIAL) for gate, name in gates]
    rows.append((f"C ± {reach:.1f}", CELL, (-reach, reach), DIVERGING))
    labels = [unit_name(unit), *[""] * (len(rows) - 1)]
    drawn = []
    for label, (name, place, scale, colours) in zip(labels, rows, strict=True):
        heat = heat_line(stretch(values[place].tolist(), room), scale, colours=colours, style=style)
        drawn.append(f"{cell(f'{cell(label, 5, left=True)} {name}', LABEL_WIDTH, left=True)}│{heat}│")
    return drawn
