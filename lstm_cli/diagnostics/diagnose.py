"""Diagnose a model: what its gates do on data, how far it remembers, and what its forecasts depend on."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Final

import numpy as np

from lstm_cli._arrays import ByValue
from lstm_cli.diagnostics.ablation import AblationStudy, ablate
from lstm_cli.diagnostics.findings import findings
from lstm_cli.diagnostics.memory_by_lag import MemoryByLag, memory_by_lag
from lstm_cli.diagnostics.origins import held_out_origins, later_origins, long_origins
from lstm_cli.ensemble.likeness import check_like
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.panel_notes import panel_notes
from lstm_cli.ensemble.prepared import Prepared, TimeLine
from lstm_cli.ensemble.surveyed import prepare
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.lstm.cell import FORGET, INPUT
from lstm_cli.lstm.constant_unit import CONSTANT_UNIT
from lstm_cli.lstm.gate_statistics import GateStatistics, GateSums, gate_sums
from lstm_cli.options import Ensemble, Gates
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import last_time
from lstm_cli.remarks import Remark

__all__ = ["Diagnosis", "Unit", "check_units", "diagnose", "ensemble_of"]

Unit = tuple[int, int]  # member (or set of shared gates) and unit, both counted from 0
BATCH_SIZE: Final = 64  # series per pass
DEFAULT_SHOWN: Final = 3  # units whose time lines are shown if none are asked for


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Diagnosis(ByValue):
    """The results of a diagnosis; ``shown`` are the units whose time lines, for one series, are in ``time_line``."""

    series: int
    members: int
    untrained: int  # members with their initial weights, for lack of data or of gain on held-out data
    context_length: int  # steps that the model looks back
    horizon: int
    gates: GateStatistics  # over all free units, series and steps
    units: GateStatistics  # of every unit (M, H), or (G, H) for G shared sets of gates, over series and steps
    memory: MemoryByLag | None  # None with too few known counts
    ablation: AblationStudy | None  # None with too few known counts
    time_line: TimeLine
    shown: tuple[Unit, ...]
    findings: tuple[Remark, ...]
    notes: tuple[Remark, ...]  # what could not be measured, and how the panel differs from the training panel

    def __repr__(self) -> str:
        return f"Diagnosis({self.series} series, {self.members} networks, {self.horizon} steps ahead)"


def diagnose(
    model: Model,
    panel: Panel | None = None,
    *,
    series: int | None = None,
    units: Sequence[Unit] = (),
    ensemble: Ensemble | None = None,
) -> Diagnosis:
    """Diagnose a model on a panel, None for the one that it was trained on.

    series, units: whose time lines to keep; by default the series with the largest counts, and the units whose forget gates
    vary most. ensemble: the ensemble to diagnose, as if it forecast alone; by default the first.

    Raises
    ------
    DataError
        The panel has another frequency.
    UsageError
        The model has no such unit or ensemble.
    """
    read = model.panel if panel is None else panel
    check_like(read, model.panel)
    chosen = ensemble_of(model, ensemble)
    check_units(chosen, units)
    prepared = prepare(chosen, read)
    sums = _sums(prepared)
    of_units = sums.statistics()
    long = long_origins(prepared)
    judged = held_out_origins(prepared) if read is model.panel else later_origins(prepared)
    study = None if judged is None else ablate(prepared, judged)
    memory = None if long is None else memory_by_lag(prepared, long)
    (line,) = prepared.time_lines([_largest(read) if series is None else series])
    return Diagnosis(
        series=len(read),
        members=len(chosen.network.projection),
        untrained=int((chosen.best_at == 0).sum()),
        context_length=chosen.length,
        horizon=model.horizon,
        gates=sums.pooled().statistics(),
        units=of_units,
        memory=memory,
        ablation=study,
        time_line=line,
        shown=tuple(units) or _most_active(chosen, of_units),
        findings=findings(read.frequency, model.horizon, units=of_units.free, memory=memory, study=study),
        notes=(*_other_ensembles(model, chosen), *_notes(prepared, memory, study)),
    )


def ensemble_of(model: Model, ensemble: Ensemble | None) -> Model:
    """Return one ensemble of a model as a model of its own, by default the first; UsageError if there is none such."""
    known = model.ensembles
    if ensemble is None:
        return next(iter(known.values()))
    if ensemble not in known:
        hint = Hint("its networks are {}", Setting("ensemble", next(iter(known)).value))
        raise UsageError(f"the model has no networks called {ensemble}", value=ensemble.value, hint=hint)
    return known[ensemble]


def _other_ensembles(model: Model, chosen: Model) -> list[Remark]:
    """Return remarks on the other ensembles that the model's forecast combines."""
    others = {name: other for name, other in model.ensembles.items() if other.network is not chosen.network}
    return [
        Remark("other-ensemble", {"name": name.value, "networks": len(other.network.projection)})
        for name, other in others.items()
    ]


def check_units(model: Model, units: Sequence[Unit], *, first: int = 0) -> None:
    """Refuse units that the model does not have; ``first`` is the number from which the message counts, as the user did."""
    network = model.network
    sets, hidden = len(network.gates), network.hidden
    what = "members" if sets == len(network.projection) else "sets of gates"
    for member, unit in units:
        if not (0 <= member < sets and 0 <= unit < hidden):
            name = f"{member + first}.{unit + first}" if first else f"({member}, {unit})"
            ranges = f"{what} go from {first} to {sets - 1 + first}, units from {first} to {hidden - 1 + first}"
            raise UsageError(f"there is no unit {name}: {ranges}")


def _sums(prepared: Prepared) -> GateSums:
    """Return the sums of every unit's readings over the newest windows of all series, as those of a single series."""
    every = np.arange(len(prepared.panel))
    batches = (every[start : start + BATCH_SIZE] for start in range(0, len(every), BATCH_SIZE))
    return reduce(GateSums.add, (gate_sums(prepared.network, *prepared.record(rows)).total() for rows in batches))


def _largest(panel: Panel) -> int:
    """Return the series with the largest sum of counts."""
    return int(np.argmax([float(series.counts.astype(float).sum()) for series in panel.series]))


def _most_active(model: Model, units: GateStatistics) -> tuple[Unit, ...]:
    """Return the units whose forget gates (in a cec: input gates) vary most, with members weighted as in the forecast."""
    anchors = model.calibration.weights
    spread = units.spread[FORGET if units.has_forget_gate else INPUT].copy()
    members, hidden = spread.shape
    spread *= np.repeat(anchors, members // len(anchors))[:, None]
    spread[:, CONSTANT_UNIT] = 0
    best = np.argsort(-spread.reshape(-1), kind="stable")[:DEFAULT_SHOWN]
    return tuple((int(place) // hidden, int(place) % hidden) for place in best)


def _notes(prepared: Prepared, memory: MemoryByLag | None, study: AblationStudy | None) -> tuple[Remark, ...]:
    """Return remarks on what could not be measured, and why."""
    model, panel = prepared.model, prepared.panel
    notes = panel_notes(model, panel)
    if model.trained_gates is Gates.STOCHASTIC:
        notes.append(Remark("gates-sampled"))
    if study is None and panel is model.panel:
        notes.append(Remark("no-held-out-ablation"))
    elif study is None:
        end = panel.time_style.write(last_time(model.panel))
        notes.append(Remark("no-later-ablation", {"training_end": end, "source": panel.source}))
    if memory is None:
        notes.append(Remark("no-memory-by-lag"))
    return tuple(notes)
