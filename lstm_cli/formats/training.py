"""What training read and learned, in words or as JSON data."""

from typing import Any

from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.model_parts import digest_of
from lstm_cli.ensemble.results import TrainingSummary
from lstm_cli.ensemble.surveyed import training_gates
from lstm_cli.features.folds import FOLDS
from lstm_cli.formats.columns import columns_data, columns_text, of_kind
from lstm_cli.formats.durations import amount
from lstm_cli.formats.gates import MemoryScale, gates_data
from lstm_cli.formats.json_envelope import finite
from lstm_cli.formats.networks import networks_text
from lstm_cli.formats.sentences import remark_lines, remarks_data, sentences
from lstm_cli.formats.text import percent, plural, printable
from lstm_cli.formats.verdicts import baseline_label, summary_verdict
from lstm_cli.formats.ways_out import Advice
from lstm_cli.formats.wrapping import MAX_PROSE, labelled, wrapped, wrapped_fields
from lstm_cli.lstm.gate_statistics import GateStatistics
from lstm_cli.panel.packed import known_and_missing
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import first_time, last_time

__all__ = ["learned_text", "model_data", "panel_data", "processes_text", "training_data", "understood_text"]


def _span(panel: Panel) -> tuple[str, str]:
    """Return the first and the last time of a panel in the format of the input."""
    return panel.time_style.write(first_time(panel)), panel.time_style.write(last_time(panel))


def understood_text(panel: Panel, advice: Advice | None = None, *, size: int = MAX_PROSE) -> str:
    """Say what was read, within ``size`` columns, and what helps with doubtful data."""
    known, missing = known_and_missing(panel)
    gaps = sum(not series.observed.all() for series in panel.series)
    first, last = _span(panel)
    holes = (
        f"{plural(missing, panel.scale.kind)} missing in {plural(gaps, 'series', 'series')}" if missing else "no gaps"
    )
    head = f"{plural(len(panel), 'series', 'series')}, {panel.frequency.name}, {first} to {last}"
    lines = [
        *wrapped(f"{printable(panel.source)}: {head}", size, indent=0),
        *labelled("  columns   ", columns_text(panel.columns, panel.scale.kind), size),
        *labelled(f"  {of_kind(panel.scale.kind)}    ", f"{known} known, {holes}", size),
        *remark_lines(panel.notes, advice, note="  note      ", warning="  warning   ", size=size),
    ]
    return "\n".join(lines)


def learned_text(summary: TrainingSummary, panel: Panel, *, asked: bool, size: int = MAX_PROSE) -> str:
    """Say what was learned, how well it forecasts held-out data, and whether to trust it."""
    origin = "as requested" if asked else "default for these data"
    rows = [
        ("horizon", f"{amount(panel.frequency, summary.horizon)} ahead ({origin})"),
        ("networks", f"{networks_text(summary)}{_gain(summary)}"),
        ("held out", _held_out(summary)),
    ]
    if summary.relative_wis is not None:
        label = baseline_label(summary.baseline)
        rows.append(
            ("score", f"relative WIS {summary.relative_wis:.2f} against the {label}{_intervals(summary, panel)}")
        )
    if summary.coverage_50 is not None and summary.coverage_95 is not None:
        half, most = percent(summary.coverage_50), percent(summary.coverage_95)
        rows.append(
            ("coverage", f"50 % interval covered {half}, 95 % interval {most} of held-out {of_kind(panel.scale.kind)}")
        )
    rows += [("verdict", summary_verdict(summary)), *(("note", text) for text in sentences(summary.remarks))]
    return "\n".join(wrapped_fields(rows, size))


def _held_out(summary: TrainingSummary) -> str:
    """Say how values were held out."""
    if summary.coverage_50 is None:
        return "too few values to hold any out"
    folds = f"{FOLDS}-fold cross-validation over time blocks, {plural(summary.targets, 'target')}"
    again = f"; the newest {summary.rehearsed} also forecast by networks trained only on earlier data"
    return folds + (again if summary.rehearsed else "")


def _gain(summary: TrainingSummary) -> str:
    """Say what the networks add to their anchors."""
    if summary.wis_over_anchors is None:
        return ""
    change = round(100 * (summary.wis_over_anchors - 1))
    if not change:
        return "; their WIS is that of their anchors alone"
    return f"; their WIS is {abs(change)} % {'higher' if change > 0 else 'lower'} than that of their anchors alone"


def _intervals(summary: TrainingSummary, panel: Panel) -> str:
    """Write the intervals of the score, and how to read it."""
    parts = []
    if summary.next_low is not None and summary.next_high is not None:
        between = f"{summary.next_low:.2f} to {summary.next_high:.2f}"
        ahead = amount(panel.frequency, summary.horizon)
        parts.append(f"{between} for the next {ahead} (90 % prediction interval)")
    if summary.relative_wis_low is not None and summary.relative_wis_high is not None:
        parts.append(f"{summary.relative_wis_low:.2f} to {summary.relative_wis_high:.2f} over time (90 % CI)")
    return "; ".join(["", *parts, "below 1 is better"])


def panel_data(panel: Panel, advice: Advice | None = None) -> dict[str, Any]:
    """Return what was read as JSON data."""
    first, last = _span(panel)
    known, missing = known_and_missing(panel)
    return {
        "source": panel.source,
        "columns": columns_data(panel.columns),
        "kind": str(panel.scale.kind),
        "frequency": panel.frequency.name,
        "series": len(panel),
        "first": first,
        "last": last,
        "known": known,
        "missing": missing,
    } | remarks_data(panel.notes, advice)


def model_data(model: Model, advice: Advice | None = None) -> dict[str, Any]:
    """Return what was read and learned as JSON data."""
    scale = MemoryScale(model.panel.frequency, model.length, model.horizon)
    return {
        "digest": digest_of(model),
        "seed": model.seed,
        "data": panel_data(model.panel, advice),
        "training": training_data(model.scored_summary, training_gates(model), scale),
    }


def training_data(summary: TrainingSummary, gates: GateStatistics, scale: MemoryScale) -> dict[str, Any]:
    """Return what was learned as JSON data; what could not be measured is null."""
    return {
        "horizon": summary.horizon,
        "members": summary.members,
        "hidden": summary.hidden,
        "parameters": summary.parameters,
        "second_members": summary.second_members,
        "second_hidden": summary.second_hidden,
        "second_parameters": summary.second_parameters,
        "trained_members": summary.trained_members,
        "held_out": _held_out(summary),
        "targets": summary.targets,
        "rehearsed": summary.rehearsed,
        "blocks": summary.blocks,
        "baseline": baseline_label(summary.baseline),
        "relative_wis": finite(summary.relative_wis),
        "relative_wis_low": finite(summary.relative_wis_low),
        "relative_wis_high": finite(summary.relative_wis_high),
        "next_low": finite(summary.next_low),
        "next_high": finite(summary.next_high),
        "wis_over_anchors": finite(summary.wis_over_anchors),
        "coverage_50": finite(summary.coverage_50),
        "coverage_95": finite(summary.coverage_95),
        "verdict": summary_verdict(summary),
        "verdict_code": summary.verdict.value,
        **remarks_data(summary.remarks),
        "gates": gates_data(gates, scale),
    }


def processes_text(processes: int, *, scheduler: str | None = None) -> str:
    """Say in how many processes and threads training runs."""
    count = "one process" if processes == 1 else f"{processes} processes"
    count = count if scheduler is None else f"one process and one worker of {printable(scheduler)}"
    return f"  work      {count}, each with one thread for matrix products"
