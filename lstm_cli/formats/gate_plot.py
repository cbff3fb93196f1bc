"""Time lines as a picture file; loads matplotlib, an extra."""

from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Datetimes, Floats
from lstm_cli.diagnostics.diagnose import Diagnosis
from lstm_cli.ensemble.prepared import TimeLine
from lstm_cli.formats.figure_files import figure_bytes, figure_settings
from lstm_cli.formats.gates import gate_label
from lstm_cli.formats.text import printable, shorten
from lstm_cli.formats.time_lines import CELL, MIN_REACH, unit_name
from lstm_cli.lstm.cell import CANDIDATE
from lstm_cli.panel.frequency import DAY
from lstm_cli.panel.series import Panel

__all__ = ["time_lines_plot"]

MAX_NAME: Final = 60
HATCHED: Final = 0.2  # share of the largest size of C; values further below 0 are hatched
INK: Final = "#1f4e79"


def time_lines_plot(diagnosis: Diagnosis, panel: Panel, *, kind: str) -> bytes:
    """Draw counts, then each gate and the cell state as a heat map with a row per unit, on one time axis."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - an extra, and slow to import

    line, units = diagnosis.time_line, diagnosis.shown
    rows = [(gate_label(name), gate) for gate, name in diagnosis.gates.rows if gate != CANDIDATE]
    rows.append(("cell state C", CELL))
    height = 0.28 * len(units) + 0.3
    heights = [2.2] + [height] * len(rows)
    with figure_settings():
        figure = Figure(figsize=(10, sum(heights) + 1.2), layout="constrained")
        axes = figure.subplots(len(heights), 1, sharex=True, gridspec_kw={"height_ratios": heights})
        edges = _edges(line.times.astype("datetime64[s]"))
        _draw_counts(axes[0], line, panel)
        labels = [unit_name(unit) for unit in units]
        for axis, (title, place) in zip(axes[1:], rows, strict=True):
            values = np.array([line.values[place, :, member, unit] for member, unit in units])
            reach = max(float(np.abs(values).max()), MIN_REACH)
            low, high, colours = (-reach, reach, "RdBu_r") if place == CELL else (0, 1, "viridis")
            mesh = axis.pcolormesh(edges, np.arange(len(units) + 1), values, cmap=colours, vmin=low, vmax=high)
            axis.set_yticks(np.arange(len(units)) + 0.5, labels)
            axis.invert_yaxis()
            hatched = _hatched(axis, edges, values, reach) if place == CELL else ""
            axis.set_title(f"{title}{hatched}", loc="left")
            figure.colorbar(mesh, ax=axis, pad=0.01, aspect=max(6 * height, 4))
        axes[1].set_ylabel("member.unit")
        return figure_bytes(figure, kind)


def _hatched(axis: Any, edges: Datetimes, values: Floats, reach: float) -> str:  # noqa: ANN401
    """Hatch clearly negative values, which without colour look like positive ones; return the words that say so."""
    below = -reach * HATCHED
    bounds = edges.astype("datetime64[s]").astype(np.float64) / DAY  # as matplotlib counts dates
    for row, low in enumerate(values < below):
        bars = [(bounds[at], bounds[at + 1] - bounds[at]) for at in np.flatnonzero(low).tolist()]
        axis.broken_barh(bars, (row, 1), facecolor="none", edgecolor="white", hatch="////", linewidth=0)
    return f", hatched below {below:.2g}".replace("-", "−") if (values < below).any() else ""


def _draw_counts(axis: Any, line: TimeLine, panel: Panel) -> None:  # noqa: ANN401 - matplotlib's Axes
    """Draw the counts as a line with gaps."""
    axis.plot(line.times.astype("datetime64[s]"), line.counts, color=INK, linewidth=1.2)
    axis.fill_between(line.times.astype("datetime64[s]"), 0, line.counts, color=INK, alpha=0.15, linewidth=0)
    axis.set_ylim(bottom=0)
    axis.set_title(shorten(line.name, MAX_NAME), loc="left", fontweight="bold", parse_math=False)
    axis.set_ylabel(printable(panel.columns.value)[:MAX_NAME], parse_math=False)
    axis.spines[["top", "right"]].set_visible(False)


def _edges(times: Datetimes) -> Datetimes:
    """Return the bounds of each step's cell, halfway to its neighbours."""
    if len(times) == 1:
        return np.array([times[0] - np.timedelta64(1, "s"), times[0] + np.timedelta64(1, "s")])
    half = np.diff(times) // 2
    return np.concatenate([[times[0] - half[0]], times[:-1] + half, [times[-1] + half[-1]]])
