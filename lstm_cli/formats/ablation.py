"""The ablation of a diagnosis: a table of the rises of WIS, and the same as JSON data."""

import math
from typing import Any

from lstm_cli.diagnostics.ablation import Ablation, AblationStudy
from lstm_cli.formats.gates import gate_label
from lstm_cli.formats.json_envelope import finite
from lstm_cli.formats.score_tables import score_text
from lstm_cli.formats.style import PLAIN_STYLE, Style
from lstm_cli.formats.text import fitting, plural
from lstm_cli.formats.wrapping import headed, wrapped

__all__ = ["ablation_data", "ablation_lines"]


def ablation_lines(study: AblationStudy, *, size: int, style: Style = PLAIN_STYLE) -> list[str]:
    """Show by how much WIS rises if a gate or an input is held at its mean."""
    where = (
        "in time blocks held out from the networks that forecast them" if study.held_out else "after the training end"
    )
    draws = f", each with {study.draws} draws of the gates" if study.draws else ""
    about = (
        f"measured on {plural(study.origins, 'forecast')} of {plural(study.targets, 'target')} {where}{draws}; "
        f"WIS of the full model: {score_text(study.wis)}"
    )
    rows = [["  held at its mean", "WIS", "rise", "90 % CI", "share of skill"]]
    rows += [_row(gate_label(held.name), held) for held in study.gates]
    rows += [_row(held.name, held) for held in (*study.inputs, study.all_inputs)]
    return [
        *headed("Ablation: what forecasts lose when a gate or an input is held at its mean", size, style),
        *wrapped(about, size),
        *fitting(rows, size, style.bold),
        *wrapped(_skill(study.all_inputs), size),
    ]


def _skill(every: Ablation) -> str:
    """Say what the shares of skill are, or why there are none."""
    if math.isnan(every.low):
        return "no shares of skill: too few time blocks for a 90 % CI of the rise with all inputs held"
    if every.low > 0:
        return "skill: the rise with all inputs held; inputs overlap, so that shares need not sum to 100 %"
    return "no shares of skill: the 90 % CI of the rise with all inputs held includes 0"


def _row(name: str, held: Ablation) -> list[str]:
    """Write one ablation."""
    interval = "–" if math.isnan(held.low) else f"{_change(held.low)} to {_change(held.high)}"
    share = "–" if held.share is None else f"{100 * held.share:.0f} %".replace("-", "−")
    return [f"  {name}", score_text(held.wis), _change(held.rise), interval, share]


def _change(share: float) -> str:
    """Write a change in per cent, with a true minus."""
    return f"{100 * share:+.1f} %".replace("-", "−")


def ablation_data(study: AblationStudy) -> dict[str, Any]:
    """Return all ablations as JSON data; unknown ends of intervals are null."""
    return {
        "origins": study.origins,
        "targets": study.targets,
        "stretches_of_time": study.blocks,
        "draws": study.draws,
        "where": "held_out_stretches" if study.held_out else "after_training",
        "wis": finite(study.wis),
        "gates": [_data(gate_label(held.name), held) for held in study.gates],
        "inputs": [_data(held.name, held) for held in study.inputs],
        "all_inputs": _data(study.all_inputs.name, study.all_inputs),
    }


def _data(name: str, held: Ablation) -> dict[str, Any]:
    """Return one ablation."""
    return {"name": name} | {key: finite(getattr(held, key)) for key in ("wis", "rise", "low", "high", "share")}
