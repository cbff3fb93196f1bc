"""What a diagnosis comes to, in plain sentences; each rests on a figure that is shown above it."""

import numpy as np

from lstm_cli.data import Frequency
from lstm_cli.forecasting.knockouts import KnockOut, KnockOuts
from lstm_cli.forecasting.memory import FADED, Fading
from lstm_cli.forecasting.model import Model
from lstm_cli.forecasting.unit_table import UnitTable

__all__ = ["verdicts"]


def verdicts(
    frequency: Frequency, model: Model, *, table: UnitTable, fades: Fading | None, knocked: KnockOuts | None
) -> tuple[str, ...]:
    """Say how long the units hold, whether they are in use, where gradients go, and what the forecast depends on."""
    said = [_holding(frequency, model.horizon, table), _use(table)]
    if fades is not None:
        said.append(_gradients(frequency, fades))
    if knocked is not None:
        said += _skill(knocked)
    return tuple(said)


def _holding(frequency: Frequency, horizon: int, table: UnitTable) -> str:
    """Say how many units hold for longer than the forecast and than a season."""
    lasting = table.half_life
    far = f"{int((lasting > horizon).sum())} for longer than the {frequency.amount(horizon)} ahead"
    if not frequency.seasons:
        return f"The forget gates hold {far}, of {lasting.size} units."
    season = frequency.seasons[-1]
    held = (
        f"{int((lasting > season).sum())} of {lasting.size} units for longer than a season ({frequency.amount(season)})"
    )
    return f"The forget gates hold {held} and {far}."


def _use(table: UnitTable) -> str:
    """Say how many units have a gate that never moves, or a cell that is full."""
    shut = int(table.dead[:, :3].any(axis=1).sum())
    wide = int(table.always_on[:, :3].any(axis=1).sum())
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
        between = (
            "one stretch of time"
            if np.isnan(every.low)
            else f"90 % sure between {_signed(every.low)} and {_signed(every.high)}"
        )
        return [
            f"What the inputs are worth is not sure: without any, WIS changes by {_signed(every.rise)} ({between})."
        ]
    said = [f"The network's inputs carry skill: without any, WIS rises by {100 * every.rise:.0f} %."]
    said += [_dependence("gate", knocked.gates), _dependence("input", knocked.inputs)]
    best = max(knocked.inputs, key=lambda one: one.rise)
    calendar = [one for one in knocked.inputs if one.name.startswith("calendar") and one is not best]
    said += [f"The {one.name} inputs carry {_part(one)} of that skill." for one in calendar]
    return said


def _dependence(what: str, found: tuple[KnockOut, ...]) -> str:
    """Name the one whose absence costs most, and how sure that is."""
    best = max(found, key=lambda one: one.rise)
    if best.rise <= 0:
        return f"No single {what} is missed when it is held at its mean."
    share = "" if best.share is None or what == "gate" else f", {100 * best.share:.0f} % of that skill"
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
