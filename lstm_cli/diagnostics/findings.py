"""The conclusions of a diagnosis as remarks: a code for each statement, with the numbers behind it as details.

`lstm_cli.formats.findings` has the sentences. Durations in details are in steps.
"""

import numpy as np

from lstm_cli.diagnostics.ablation import Ablation, AblationStudy
from lstm_cli.diagnostics.memory_by_lag import VANISHED, MemoryByLag
from lstm_cli.lstm.cell import CANDIDATE
from lstm_cli.lstm.gate_statistics import GateStatistics
from lstm_cli.panel.frequency import Frequency
from lstm_cli.remarks import Plain, Remark

__all__ = ["findings"]


def findings(
    frequency: Frequency,
    horizon: int,
    *,
    units: GateStatistics,
    memory: MemoryByLag | None,
    study: AblationStudy | None,
) -> tuple[Remark, ...]:
    """Return remarks on half-lives, on units in use, on gradients, and on what the forecasts depend on.

    units: only the free units.
    """
    remarks = [_holding(frequency, horizon, units), _use(units)]
    if memory is not None:
        remarks.append(_gradients(memory))
    if study is not None:
        remarks += _skill(study)
    return tuple(remarks)


def _holding(frequency: Frequency, horizon: int, units: GateStatistics) -> Remark:
    """Count the units whose memory lasts longer than the horizon, and longer than a season."""
    if not units.has_forget_gate:
        return Remark("no-forget-gate")
    season = frequency.seasons[-1] if frequency.seasons else None
    details = {
        "units": units.half_life.size,
        "horizon": horizon,
        "beyond_horizon": int((units.half_life > horizon).sum()),
        "season": season,
        "beyond_season": None if season is None else int((units.half_life > season).sum()),
    }
    return Remark("half-lives", details)


def _use(units: GateStatistics) -> Remark:
    """Count the units with a gate that never moves, and measure how often cells are full."""
    gates = [gate for gate, _ in units.rows if gate != CANDIDATE]
    details = {
        "units": units.half_life.size,
        "stuck_shut": int(units.dead[gates].any(axis=0).sum()),
        "stuck_open": int(units.always_on[gates].any(axis=0).sum()),
        "share_cell_full": float(units.share_cell_full.mean()),
    }
    return Remark("units-in-use", details)


def _gradients(memory: MemoryByLag) -> Remark:
    """Find whether gradients vanish or explode."""
    if memory.explodes:
        worst = int(np.argmax(memory.gradient))
        return Remark("gradients-explode", {"lag": worst, "times": float(memory.gradient[worst])})
    if memory.vanished_at is None:
        return Remark("gradients-last", {"lag": len(memory.gradient) - 1, "left": float(memory.gradient[-1])})
    return Remark("gradients-vanish", {"lag": memory.vanished_at, "left": VANISHED})


def _skill(study: AblationStudy) -> list[Remark]:
    """Find what the inputs add to the anchors, and on which gate and which input this depends."""
    every = study.all_inputs
    if not every.low > 0:
        return [_no_proven_skill(study)]
    remarks = [Remark("inputs-carry-skill", {"rise": every.rise})]
    remarks += [_dependence("gate", study.gates), _dependence("input", study.inputs)]
    best = max(study.inputs, key=lambda held: held.rise)
    calendar = [held for held in study.inputs if held.name.startswith("calendar") and held is not best]
    remarks += [Remark("calendar-share", {"name": held.name, "share": held.share}) for held in calendar]
    gates, inputs = (tuple(held.name for held in part if held.high < 0) for part in (study.gates, study.inputs))
    if gates or inputs:
        remarks.append(Remark("better-without", {"gates": gates, "inputs": inputs}))
    return remarks


def _no_proven_skill(study: AblationStudy) -> Remark:
    """Return the reason why nothing is claimed about single gates and inputs."""
    every = study.all_inputs
    if not study.wis > 0:
        return Remark("no-errors")
    if np.isnan(every.low):
        return Remark("too-few-blocks", {"rise": every.rise, "blocks": study.blocks})
    return Remark("skill-uncertain", {"rise": every.rise, "low": every.low, "high": every.high})


def _dependence(what: str, held: tuple[Ablation, ...]) -> Remark:
    """Find the gate or input whose ablation raises the WIS most, and whether its interval excludes 0."""
    best = max(held, key=lambda ablation: ablation.rise)
    if best.rise <= 0:
        return Remark("no-gate-needed" if what == "gate" else "no-input-needed")
    details: dict[str, Plain] = {"name": best.name, "rise": best.rise, "share": best.share, "certain": best.low > 0}
    return Remark("depends-on-gate" if what == "gate" else "depends-on-input", details)
