"""Diagnose a model: what its gates do on the data it reads, how far it remembers, and what its forecasts depend on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_cli.diagnostics.ablation import KnockOuts, knock_outs
from lstm_cli.diagnostics.memory import Fading, fading
from lstm_cli.diagnostics.origins import held_out_origins, later_origins, long_origins
from lstm_cli.diagnostics.unit_table import GateFigures, UnitTable, gate_figures, unit_table
from lstm_cli.diagnostics.verdicts import verdicts
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.predict import check_frequency, panel_notes
from lstm_cli.ensemble.prepared import Prepared, TimeLine, prepare
from lstm_cli.ensemble.results import GateSummary
from lstm_cli.errors import UsageError
from lstm_cli.lstm.cell_variants import CONSTANT_UNIT
from lstm_cli.lstm.gate_statistics import UnitSums, read_units
from lstm_cli.options import Cell, Gates
from lstm_cli.panel.series import Panel

__all__ = ["Diagnosis", "Unit", "diagnose", "start_diagnosis"]

Unit = tuple[int, int]  # member and unit, both from 0
AT_ONCE = 64  # series a pass
SHOWN = 3  # units whose time lines are shown unless others are asked for


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything that was found; ``units`` are those whose time line, of one series, is in ``line``."""

    series: int
    untrained: int  # members that stay as they started: too little to learn from, or nothing that held out
    steps: int  # that the model looks back
    horizon: int
    gates: tuple[GateFigures, ...]
    summary: GateSummary  # the same as training and predicting show
    table: UnitTable
    fading: Fading | None
    knock_outs: KnockOuts | None
    line: TimeLine
    units: tuple[Unit, ...]
    verdict: tuple[str, ...]
    notes: tuple[str, ...]


def start_diagnosis(model: Model, panel: Panel | None) -> Prepared:
    """Prepare a model for its training panel or another one.

    Raises
    ------
    DataError
        The panel is of another frequency.
    """
    if panel is not None:
        check_frequency(panel, model.panel.frequency)
    return prepare(model, panel or model.panel)


def diagnose(prepared: Prepared, *, series: int | None = None, units: Sequence[Unit] = ()) -> Diagnosis:
    """Diagnose a model on the panel it was prepared for; the time line is of one series and a few units.

    Left out, they are the series with the largest counts and the units whose forget gates vary most.

    Raises
    ------
    UsageError
        There is no such unit.
    """
    model, panel = prepared.model, prepared.panel
    check_units(model, units)
    sums = _sums(prepared)
    table = unit_table(sums)
    long = long_origins(prepared)
    own = panel is model.panel
    judged = held_out_origins(prepared) if own else later_origins(prepared)
    knocked = None if judged is None else knock_outs(prepared, judged)
    fades = None if long is None else fading(prepared, long)
    (line,) = prepared.time_lines([_largest(panel) if series is None else series])
    summary = prepared.gate_summary(sums.totals(), horizon=model.horizon)
    return Diagnosis(
        len(panel),
        int((model.best_at == 0).sum()),
        model.length,
        model.horizon,
        gate_figures(table.free, model.network.cell),
        summary,
        table,
        fades,
        knocked,
        line,
        tuple(units) or _liveliest(model, table),
        verdicts(panel.frequency, model, table=table.free, fades=fades, knocked=knocked),
        _notes(prepared, fades, knocked),
    )


def check_units(model: Model, units: Sequence[Unit]) -> None:
    """Refuse units that the model does not have."""
    members, hidden = len(model.network.gates), model.network.hidden
    for member, unit in units:
        if not (0 <= member < members and 0 <= unit < hidden):
            raise UsageError(
                f"--unit: there is no {member + 1}.{unit + 1}; members go from 1 to {members}, units from 1 to {hidden}"
            )


def _sums(prepared: Prepared) -> UnitSums:
    """Read every unit over what the forecasts from the ends of all series see."""
    count = len(prepared.panel)
    total: UnitSums | None = None
    for start in range(0, count, AT_ONCE):
        trace, exists = prepared.record(np.arange(start, min(start + AT_ONCE, count)))
        some = read_units(trace, prepared.network.hidden, exists).whole()
        total = some if total is None else total.add(some)
    if total is None:
        raise ValueError("a panel has at least one series")
    return total


def _largest(panel: Panel) -> int:
    """Return the series with the most counted."""
    return int(np.argmax([int(series.counts.astype(float).sum()) for series in panel.series]))


def _liveliest(model: Model, table: UnitTable) -> tuple[Unit, ...]:
    """Return the units whose forget (of a cec: input) gates vary most, members weighed as in the forecast."""
    members = len(table.mean)
    anchors = model.calibration.weights
    weight = np.repeat(anchors, members // len(anchors))
    gate = 0 if model.network.cell is Cell.CEC else 1  # it has no forget gate
    spread = table.spread[:, gate] * weight[:, None]
    spread[:, CONSTANT_UNIT] = 0
    lively = spread.reshape(-1)
    best = np.argsort(-lively, kind="stable")[:SHOWN]
    return tuple((int(place) // table.mean.shape[2], int(place) % table.mean.shape[2]) for place in best)


def _notes(prepared: Prepared, fades: Fading | None, knocked: KnockOuts | None) -> tuple[str, ...]:
    """Say what could not be measured, and why."""
    own = prepared.panel is prepared.model.panel
    notes = panel_notes(prepared.model, prepared.panel)
    if prepared.model.trained_gates is Gates.STOCHASTIC:
        notes.append(
            "forecasts of this model toss its gates: what is shown are the values, which are the odds of being on"
        )
    if knocked is None and own:
        notes.append("too few known counts for knock-outs on held-out stretches")
    elif knocked is None:
        end = max(series.times[-1] for series in prepared.model.panel.series)
        written = prepared.panel.time_style.write(end)
        notes.append(
            f"knock-outs need counts after the training end ({written}), and there are too few of them in "
            f"{prepared.panel.source}; without DATA, held-out stretches of training serve"
        )
    if fades is None:
        notes.append("too few known counts to measure a gradient by")
    return tuple(notes)
