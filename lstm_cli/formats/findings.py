"""The sentence of each remark of `lstm_cli.diagnostics`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from lstm_cli.formats.durations import amount
from lstm_cli.formats.gates import gate_label
from lstm_cli.formats.text import plural
from lstm_cli.panel.frequency import Frequency
from lstm_cli.remarks import Remark

__all__ = ["finding_text"]


@dataclass(frozen=True, slots=True)
class _Facts:
    """The details of one remark, in the form that sentences need."""

    remark: Remark
    frequency: Frequency

    def value(self, key: str) -> float:
        """Return a number."""
        value = self.remark.details[key]
        if not isinstance(value, int | float):
            raise TypeError(f"{self.remark.code}: {key} is no number")
        return value

    def has(self, key: str) -> bool:
        """Whether a detail is neither empty nor false."""
        return bool(self.remark.details[key])

    def count(self, key: str) -> int:
        """Return a whole number."""
        return int(self.value(key))

    def amount(self, key: str) -> str:
        """Write a number of steps as a duration."""
        return amount(self.frequency, self.value(key))

    def share(self, key: str, digits: int = 0) -> str:
        """Write a share in per cent."""
        return f"{100 * self.value(key):.{digits}f} %"

    def change(self, key: str) -> str:
        """Write a change in per cent, with its sign."""
        return f"{100 * self.value(key):+.0f} %".replace("-", "−")

    def name(self) -> str:
        """Return the name of the gate or input of the remark."""
        return str(self.remark.details["name"])

    def names(self, key: str) -> tuple[str, ...]:
        """Return several names."""
        names = self.remark.details[key]
        if not isinstance(names, tuple):
            raise TypeError(f"{self.remark.code}: {key} is no tuple of names")
        return tuple(map(str, names))


def finding_text(remark: Remark, frequency: Frequency) -> str:
    """Write one finding or note of a diagnosis as a sentence."""
    return SENTENCES[remark.code](_Facts(remark, frequency))


def _half_lives(facts: _Facts) -> str:
    of, ahead = f"of {facts.count('units')} units", f"longer than the {facts.amount('horizon')} ahead"
    if not facts.has("season"):
        return f"By half-life, {facts.count('beyond_horizon')} {of} remember for {ahead}."
    season = f"{facts.count('beyond_season')} {of} remember for longer than a season ({facts.amount('season')})"
    return f"By half-life, {season}, and {facts.count('beyond_horizon')} for {ahead}."


def _units_in_use(facts: _Facts) -> str:
    full = f"the cell state is saturated (|tanh C| above 0.99) in {facts.share('share_cell_full', 1)} of readings"
    shut, wide, units = facts.count("stuck_shut"), facts.count("stuck_open"), facts.count("units")
    if not shut + wide:
        return f"No gate of the {units} units is stuck shut or open; {full}."
    closed, opened = (f"{count} {'has' if count == 1 else 'have'}" for count in (shut, wide))
    return f"Of {units} units, {closed} a gate stuck shut and {opened} one stuck open; {full}."


def _gradients_explode(facts: _Facts) -> str:
    return f"Gradients explode: {facts.amount('lag')} back they are {facts.value('times'):.0f} times the newest."


def _gradients_last(facts: _Facts) -> str:
    return f"Gradients neither vanish nor explode: {facts.amount('lag')} back they are {facts.share('left')} of the newest."


def _gradients_vanish(facts: _Facts) -> str:
    return (
        f"Gradients vanish: from {facts.amount('lag')} back on, less than {facts.share('left')} of the newest is left, "
        "so that older steps hardly influence training."
    )


def _carry_skill(facts: _Facts) -> str:
    return f"The network's inputs carry skill: with all held at their means, WIS rises by {facts.share('rise')}."


def _depends(what: str) -> Callable[[_Facts], str]:
    def sentence(facts: _Facts) -> str:
        name = gate_label(facts.name()) if what == "gate" else f"input '{facts.name()}'"
        share = f", {facts.share('share')} of that skill" if facts.remark.details["share"] is not None else ""
        chance = "" if facts.has("certain") else ", which may be chance"
        return f"The forecast depends most on the {name}: held at its mean, WIS rises by {facts.share('rise')}{share}{chance}."

    return sentence


def _calendar(facts: _Facts) -> str:
    positive = facts.remark.details["share"] is not None and facts.value("share") > 0
    return f"The {facts.name()} inputs carry {facts.share('share') if positive else 'none'} of that skill."


def _better_without(facts: _Facts) -> str:
    names = [*map(gate_label, facts.names("gates")), *facts.names("inputs")]
    return f"Forecasts would have been better with these held at their means: {', '.join(names)}."


def _uncertain(facts: _Facts) -> str:
    between = f"90 % CI {facts.change('low')} to {facts.change('high')}"
    return f"The value of the inputs is uncertain: with all held at their means, WIS changes by {facts.change('rise')} ({between})."


def _too_few_blocks(facts: _Facts) -> str:
    few = plural(facts.count("blocks"), "time block")
    return (
        f"The value of the inputs is uncertain: with all held at their means, WIS changes by {facts.change('rise')} "
        f"({few}: too few for an interval)."
    )


def _no_later(facts: _Facts) -> str:
    end, source = facts.remark.details["training_end"], facts.remark.details["source"]
    return (
        f"no ablation: it needs values after the training end ({end}), and there are too few of them in {source}; "
        "without DATA it is measured on held-out time blocks of training"
    )


def _other_ensemble(facts: _Facts) -> str:
    name, networks = facts.remark.details["name"], facts.remark.details["networks"]
    return (
        f"forecasts combine these networks with {networks} others (ensemble {name}); "
        "everything shown here is of these alone"
    )


SENTENCES: Final[Mapping[str, Callable[[_Facts], str]]] = {
    "no-forget-gate": lambda _: "The cell has no forget gate: what a unit holds never fades.",
    "half-lives": _half_lives,
    "units-in-use": _units_in_use,
    "gradients-explode": _gradients_explode,
    "gradients-last": _gradients_last,
    "gradients-vanish": _gradients_vanish,
    "inputs-carry-skill": _carry_skill,
    "depends-on-gate": _depends("gate"),
    "depends-on-input": _depends("input"),
    "no-gate-needed": lambda _: "Holding any single gate at its mean does not raise WIS.",
    "no-input-needed": lambda _: "Holding any single input at its mean does not raise WIS.",
    "calendar-share": _calendar,
    "better-without": _better_without,
    "no-errors": lambda _: "The value of the inputs cannot be measured: every forecast was exact.",
    "too-few-blocks": _too_few_blocks,
    "skill-uncertain": _uncertain,
    "gates-sampled": lambda _: (
        "this model samples its gates to forecast: the values shown are the probabilities that a unit is on"
    ),
    "other-ensemble": _other_ensemble,
    "no-held-out-ablation": lambda _: "no ablation: too few known values in held-out time blocks",
    "no-later-ablation": _no_later,
    "no-memory-by-lag": lambda _: "no memory by lag: too few known values to measure a gradient",
}
