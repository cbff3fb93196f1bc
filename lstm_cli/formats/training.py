"""What training understood and learned: a Panel and a TrainingSummary come in; words or JSON data go out."""

from typing import Any

import numpy as np

from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.prepared import training_gates
from lstm_cli.ensemble.results import TrainingSummary
from lstm_cli.formats.columns import columns_data, columns_text
from lstm_cli.formats.gates import MemoryScale, gates_data
from lstm_cli.formats.json_envelope import finite, success
from lstm_cli.formats.text import listed, percent, plural, printable
from lstm_cli.lstm.gate_statistics import GateStatistics
from lstm_cli.panel.series import Panel

__all__ = ["learned_text", "panel_data", "training_data", "training_json", "understood_text"]


def _span(panel: Panel) -> tuple[str, str]:
    """Give the first and the last time of a panel, as the input writes them."""
    first = min(series.times[0] for series in panel.series)
    last = max(series.times[-1] for series in panel.series)
    return panel.time_style.write(first), panel.time_style.write(last)


def understood_text(panel: Panel) -> str:
    """Say what was read."""
    known, missing = _known(panel), sum(len(series) for series in panel.series) - _known(panel)
    gaps = sum(not series.observed.all() for series in panel.series)
    first, last = _span(panel)
    holes = f"{plural(missing, 'count')} missing in {plural(gaps, 'series', 'series')}" if missing else "no gaps"
    lines = [
        f"{printable(panel.source)}: {plural(len(panel), 'series', 'series')}, {panel.frequency.name}, {first} to {last}",
        f"  columns   {columns_text(panel.columns)}",
        f"  counts    {known} known, {holes}",
        *listed(panel.notes, "  note      "),
    ]
    return "\n".join(lines)


def _known(panel: Panel) -> int:
    """Count the known counts of a panel."""
    return sum(int(np.count_nonzero(series.observed)) for series in panel.series)


def learned_text(summary: TrainingSummary, panel: Panel, *, asked: bool) -> str:
    """Say what was learned, how good it is on what was held out, and whether to trust it."""
    origin = "as asked" if asked else "the default for such data"
    network = f"{summary.members} of {plural(summary.hidden, 'unit')}, {summary.parameters} weights each"
    lines = [
        f"  horizon   {panel.frequency.amount(summary.horizon)} ahead ({origin})",
        f"  networks  {network}",
        f"  held out  {summary.held_out}",
    ]
    if summary.relative_wis is not None:
        lines.append(
            f"  score     {summary.relative_wis:.2f} of the error (WIS) of the {summary.baseline}{_range(summary)}"
        )
    if summary.coverage_50 is not None and summary.coverage_95 is not None:
        held = f"50 % intervals held {percent(summary.coverage_50)}, 95 % intervals {percent(summary.coverage_95)}"
        lines.append(f"  coverage  {held} of held-out counts")
    lines.append(f"  verdict   {summary.verdict}")
    return "\n".join([*lines, *listed(summary.notes, "  note      ")])


def _range(summary: TrainingSummary) -> str:
    """Say how sure the score is."""
    if summary.relative_wis_low is None or summary.relative_wis_high is None:
        return "; below 1 is better"
    return f"; 90 % sure between {summary.relative_wis_low:.2f} and {summary.relative_wis_high:.2f}; below 1 is better"


def panel_data(panel: Panel) -> dict[str, Any]:
    """Give what was understood as JSON data."""
    first, last = _span(panel)
    known = _known(panel)
    return {
        "source": panel.source,
        "columns": columns_data(panel.columns),
        "frequency": panel.frequency.name,
        "series": len(panel),
        "first": first,
        "last": last,
        "known": known,
        "missing": sum(len(series) for series in panel.series) - known,
        "notes": list(panel.notes),
    }


def training_json(model: Model, *, path: str) -> str:
    """Write what was understood and learned as JSON; ``path`` is that of the model file."""
    about = {"model": path, "digest": model.digest, "seed": model.seed}
    scale = MemoryScale(model.panel.frequency, model.length, model.horizon)
    training = training_data(model.scored_summary, training_gates(model), scale)
    found = {"data": panel_data(model.panel), "training": training}
    return success("train", about | found)


def training_data(summary: TrainingSummary, gates: GateStatistics, scale: MemoryScale) -> dict[str, Any]:
    """Give what was learned as JSON data; what could not be measured is null."""
    return {
        "horizon": summary.horizon,
        "members": summary.members,
        "hidden": summary.hidden,
        "parameters": summary.parameters,
        "held_out": summary.held_out,
        "baseline": summary.baseline,
        "relative_wis": finite(summary.relative_wis),
        "relative_wis_low": finite(summary.relative_wis_low),
        "relative_wis_high": finite(summary.relative_wis_high),
        "coverage_50": finite(summary.coverage_50),
        "coverage_95": finite(summary.coverage_95),
        "verdict": summary.verdict,
        "notes": list(summary.notes),
        "gates": gates_data(gates, scale),
    }
