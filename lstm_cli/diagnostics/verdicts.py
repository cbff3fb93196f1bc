"""What a diagnosis comes to, in plain sentences; each rests on a figure that is shown above it."""

import numpy as np

from lstm_cli.diagnostics.ablation import KnockOut, KnockOuts
from lstm_cli.diagnostics.memory import FADED, Fading
from lstm_cli.diagnostics.unit_table import GATE_NAMES, UnitTable, own_gates
from lstm_cli.ensemble.model import Model
from lstm_cli.options import Cell
from lstm_cli.panel.frequency import Frequency

__all__ = ["verdicts"]


def verdicts(
    frequency: Frequency, model: Model, *, table: UnitTable, fades: Fading | None, knocked: KnockOuts | None
) -> tuple[str, ...]:
    """Say how long the units hold, whether they are in use, where gradients go, and what the forecast depends on."""
    said = [_holding(frequency, model, table), _use(table, model.network.cell)]
    if fades is not None:
        said.append(_gradients(frequency, fades))
    if knocked is not None:
        said += _skill(knocked)
    return tuple(said)


def _holding(frequency: Frequency, model: Model, table: UnitTable) -> str:
    """Say how many units hold for longer than the forecast and than a season."""
    if model.network.cell is Cell.CEC:
        return "The cell has no forget gate: what a unit holds never fades."
    lasting, horizon = table.half_life, model.horizon
    far = f"{int((lasting > horizon).sum())} for longer than the {frequency.amount(horizon)} ahead"
    if not frequency.seasons:
        return f"The forget gates hold {far}, of {lasting.size} units."
    season = frequency.seasons[-1]
    held = (
        f"{int((lasting > season).sum())} of {lasting.size} units for longer than a season ({frequency.amount(season)})"
    )
    return f"The forget gates hold {held} and {far}."


def _use(table: UnitTable, cell: Cell) -> str:
    """Say how many units have a gate that never moves, or a cell that is full."""
    gates = [gate for gate in own_gates(cell) if GATE_NAMES[gate] != "candidate"]
    shut = int(table.dead[:, gates].any(axis=1).sum())
    wide = int(table.always_on[:, gates].any(axis=1).sum())
    units = table.half_life.size
    full = f"the cell is full (|tanh C| above 0.99) in {100 * float(table.full.mean()):.1f} % of readings"
    if not shut + wide:
        return f"No gate of the {units} units is stuck shut or open; {full}."
    return f"Of {units} units, {shut} have a gate stuck shut and {wide} one stuck open; {full}."


def _gradients(frequency: Frequency, fades: Fading) -> str:
    """Say whether gradients vanish or explode, and how that compares with the carousel alone."""
    lag = fades.faded_at
    longest = frequency.amount(len(fades.gradient) - 1)
    if fades.explodes:
        worst = int(np.argmax(fades.gradient))
        return (
            f"Gradients explode: {frequency.amount(worst)} back they are {fades.gradient[worst]:.0f} times the newest."
        )
    if lag is None:
        left = 100 * float(fades.gradient[-1])
        return f"Gradients neither vanish nor explode: {left:.0f} % are left {longest} back."
    return f"Gradients vanish: {frequency.amount(lag)} back less than {100 * FADED:.0f} % are left: what is older teaches the network next to nothing."


def _skill(knocked: KnockOuts) -> list[str]:
    """Say what the network adds to its anchor, and which gate and which input that rests on."""
    every = knocked.all_inputs
    if not every.low > 0:
        return [_unsure(knocked)]
    said = [f"The network's inputs carry skill: without any, WIS rises by {100 * every.rise:.0f} %."]
    said += [_dependence("gate", knocked.gates), _dependence("input", knocked.inputs)]
    best = max(knocked.inputs, key=lambda one: one.rise)
    calendar = [one for one in knocked.inputs if one.name.startswith("calendar") and one is not best]
    said += [f"The {one.name} inputs carry {_part(one)} of that skill." for one in calendar]
    idle = [one.name for one in (*knocked.gates, *knocked.inputs) if one.high < 0]
    if idle:
        said.append(f"Forecasts would have been better with these held at their means: {', '.join(idle)}.")
    return said


def _unsure(knocked: KnockOuts) -> str:
    """Say why nothing is said of what single gates and inputs are worth."""
    every = knocked.all_inputs
    if not knocked.wis > 0:
        return "What the inputs are worth cannot be told: nothing was forecast wrong."
    between = (
        f"{knocked.blocks} stretch{'es' if knocked.blocks > 1 else ''} of time are too few to be sure"
        if np.isnan(every.low)
        else f"90 % sure between {_signed(every.low)} and {_signed(every.high)}"
    )
    return f"What the inputs are worth is not sure: without any, WIS changes by {_signed(every.rise)} ({between})."


def _dependence(what: str, found: tuple[KnockOut, ...]) -> str:
    """Name the one whose absence costs most, and how sure that is."""
    best = max(found, key=lambda one: one.rise)
    if best.rise <= 0:
        return f"No single {what} is missed when it is held at its mean."
    share = "" if best.share is None else f", {100 * best.share:.0f} % of that skill"
    sure = "" if best.low > 0 else ", which may be chance"
    name = best.name if what == "gate" else f"input {best.name!r}"
    return (
        f"The forecast depends most on the {name}: held at its mean, WIS rises by {100 * best.rise:.0f} %{share}{sure}."
    )


def _part(one: KnockOut) -> str:
    """Write the share of the skill that an input carries."""
    return f"{100 * one.share:.0f} %" if one.share and one.share > 0 else "none"


def _signed(share: float) -> str:
    """Write a change in per cent."""
    return f"{100 * share:+.0f} %".replace("-", "−")
