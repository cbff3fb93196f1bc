"""A diagnosis as JSON data: every figure, those of each unit, and the time lines of the chosen ones."""

from typing import Any

from lstm_cli.diagnostics.ablation import KnockOut, KnockOuts
from lstm_cli.diagnostics.diagnose import Diagnosis, Unit
from lstm_cli.diagnostics.memory import Fading
from lstm_cli.diagnostics.unit_table import GATE_NAMES, GateFigures, UnitTable
from lstm_cli.ensemble.prepared import READINGS, TimeLine
from lstm_cli.formats.gates import gates_data
from lstm_cli.formats.json_envelope import finite
from lstm_cli.lstm.cell_variants import CONSTANT_UNIT
from lstm_cli.panel.series import Panel

__all__ = ["diagnosis_data"]


def diagnosis_data(found: Diagnosis, panel: Panel) -> dict[str, Any]:
    """Give a diagnosis as JSON data; members and units are numbered from 1, what is endless or unknown is null."""
    return {
        "series": found.series,
        "untrained_members": found.untrained,
        "context_steps": found.steps,
        "unit_of_time": panel.frequency.unit,
        "gates": [_figures(one) for one in found.gates],
        "summary": gates_data(found.summary),
        "units": _units(found.table),
        "memory": None if found.fading is None else _memory(found.fading),
        "knock_outs": None if found.knock_outs is None else _knock_outs(found.knock_outs),
        "time_lines": _time_lines(found.line, found.units, panel),
        "verdict": list(found.verdict),
        "notes": list(found.notes),
    }


def _figures(one: GateFigures) -> dict[str, Any]:
    """Give one gate over all units."""
    return {
        "gate": one.name,
        "mean": finite(one.mean),
        "spread": finite(one.spread),
        "below_0.1": finite(one.below),
        "above_0.9": finite(one.above),
        "mean_derivative": finite(one.derivative),
        "dead": one.dead,
        "always_on": one.always_on,
    }


def _units(table: UnitTable) -> list[dict[str, Any]]:
    """Give every unit of every member."""
    members, _, units = table.mean.shape
    return [_unit(table, (member, unit)) for member in range(members) for unit in range(units)]


def _unit(table: UnitTable, place: Unit) -> dict[str, Any]:
    """Give one unit: its gates, its cell, its half-life."""
    member, unit = place
    gates = {
        name: {
            "mean": finite(table.mean[member, gate, unit]),
            "spread": finite(table.spread[member, gate, unit]),
            "below_0.1": finite(table.below[member, gate, unit]),
            "above_0.9": finite(table.above[member, gate, unit]),
            "mean_derivative": finite(table.derivative[member, gate, unit]),
            "dead": bool(table.dead[member, gate, unit]),
            "always_on": bool(table.always_on[member, gate, unit]),
        }
        for gate, name in enumerate(GATE_NAMES)
    }
    return {
        "member": member + 1,
        "unit": unit + 1,
        "constant": unit == CONSTANT_UNIT,
        **gates,
        "mean_cell_size": finite(table.cell[place]),
        "cell_full": finite(table.full[place]),
        "half_life_steps": finite(table.half_life[place]),
    }


def _memory(fading: Fading) -> dict[str, Any]:
    """Give what is left by lag, from 0 on."""
    return {
        "windows": fading.windows,
        "forget_product_by_lag": [finite(value) for value in fading.carousel.tolist()],
        "gradient_by_lag": [finite(value) for value in fading.gradient.tolist()],
        "below_1_percent_from_lag": fading.faded_at,
    }


def _knock_outs(found: KnockOuts) -> dict[str, Any]:
    """Give all knock-outs."""
    return {
        "origins": found.origins,
        "targets": found.targets,
        "stretches_of_time": found.blocks,
        "draws": found.draws,
        "where": "held_out_stretches" if found.held_out else "after_training",
        "wis": finite(found.wis),
        "gates": [_knock_out(one) for one in found.gates],
        "inputs": [_knock_out(one) for one in found.inputs],
        "all_inputs": _knock_out(found.all_inputs),
    }


def _knock_out(one: KnockOut) -> dict[str, Any]:
    """Give one knock-out."""
    numbers = {name: finite(getattr(one, name)) for name in ("wis", "rise", "low", "high", "share")}
    return {"name": one.name} | numbers


def _time_lines(line: TimeLine, units: tuple[Unit, ...], panel: Panel) -> dict[str, Any]:
    """Give the chosen units over time."""
    return {
        "series": line.name,
        "times": [panel.time_style.write(time) for time in line.times],
        "counts": [finite(count) for count in line.counts.tolist()],
        "units": [
            {"member": member + 1, "unit": unit + 1}
            | {name: line.values[place, :, member, unit].tolist() for place, name in enumerate(READINGS)}
            for member, unit in units
        ],
    }
