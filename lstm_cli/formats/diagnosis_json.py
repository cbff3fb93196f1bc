"""A diagnosis as JSON data: all figures, also per unit, and the time lines of the shown units."""

from typing import Any

from lstm_cli.diagnostics.diagnose import Diagnosis, Unit
from lstm_cli.diagnostics.memory_by_lag import MemoryByLag
from lstm_cli.ensemble.prepared import READINGS, TimeLine
from lstm_cli.formats.ablation import ablation_data
from lstm_cli.formats.diagnosis import note_texts
from lstm_cli.formats.findings import finding_text
from lstm_cli.formats.gates import MemoryScale, gates_data
from lstm_cli.formats.json_envelope import finite
from lstm_cli.lstm.cell import GATES
from lstm_cli.lstm.constant_unit import CONSTANT_UNIT
from lstm_cli.lstm.gate_statistics import GateStatistics
from lstm_cli.panel.series import Panel

__all__ = ["diagnosis_data"]


def diagnosis_data(diagnosis: Diagnosis, panel: Panel) -> dict[str, Any]:
    """Return a diagnosis as JSON data; members and units are numbered from 1, infinite and unknown numbers are null."""
    study = None if diagnosis.ablation is None else ablation_data(diagnosis.ablation)
    scale = MemoryScale(panel.frequency, diagnosis.context_length, diagnosis.horizon)
    return {
        "series": diagnosis.series,
        "untrained_members": diagnosis.untrained,
        "context_steps": diagnosis.context_length,
        "unit_of_time": panel.frequency.unit,
        "gates": _gates(diagnosis.gates, diagnosis.units.free),
        "summary": gates_data(diagnosis.gates, scale),
        "units": _units(diagnosis.units),
        "memory": None if diagnosis.memory is None else _memory(diagnosis.memory),
        "ablation": study,
        "knock_outs": study,  # the name of ``ablation`` before version 4
        "time_lines": _time_lines(diagnosis.time_line, diagnosis.shown, panel),
        "findings": [finding.to_dict() for finding in diagnosis.findings],
        "verdict": [finding_text(finding, panel.frequency) for finding in diagnosis.findings],
        "notes": note_texts(diagnosis, panel.frequency),
        "remarks": [note.to_dict() for note in diagnosis.notes],
    }


def _gates(pooled: GateStatistics, units: GateStatistics) -> list[dict[str, Any]]:
    """Return each gate over all units, and the numbers of dead units and of those always on."""
    return [
        {
            "gate": name,
            **_figures(pooled, gate),
            "dead": int(units.dead[gate].sum()),
            "always_on": int(units.always_on[gate].sum()),
        }
        for gate, name in pooled.rows
    ]


def _figures(statistics: GateStatistics, *place: int) -> dict[str, Any]:
    """Return the figures of one gate, for one unit or all."""
    return {
        "mean": finite(float(statistics.mean[place])),
        "spread": finite(float(statistics.spread[place])),
        "below_0.1": finite(float(statistics.share_below[place])),
        "above_0.9": finite(float(statistics.share_above[place])),
        "mean_derivative": finite(float(statistics.mean_derivative[place])),
    }


def _units(units: GateStatistics) -> list[dict[str, Any]]:
    """Return every unit of every member."""
    members, hidden = units.half_life.shape
    return [_unit(units, (member, unit)) for member in range(members) for unit in range(hidden)]


def _unit(units: GateStatistics, place: Unit) -> dict[str, Any]:
    """Return one unit: its gates, its cell and its half-life."""
    member, unit = place
    gates = {
        name: {
            **_figures(units, gate, member, unit),
            "dead": bool(units.dead[gate, member, unit]),
            "always_on": bool(units.always_on[gate, member, unit]),
        }
        for gate, name in enumerate(GATES)
    }
    return {
        "member": member + 1,
        "unit": unit + 1,
        "constant": unit == CONSTANT_UNIT,
        **gates,
        "mean_cell_size": finite(units.mean_cell_size[place]),
        "cell_full": finite(units.share_cell_full[place]),
        "half_life_steps": finite(units.half_life[place]),
    }


def _memory(memory: MemoryByLag) -> dict[str, Any]:
    """Return what is left at each lag, from 0 on."""
    return {
        "windows": memory.windows,
        "forget_product_by_lag": [finite(value) for value in memory.forget_product.tolist()],
        "gradient_by_lag": [finite(value) for value in memory.gradient.tolist()],
        "below_1_percent_from_lag": memory.vanished_at,
    }


def _time_lines(line: TimeLine, units: tuple[Unit, ...], panel: Panel) -> dict[str, Any]:
    """Return the shown units over time."""
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
