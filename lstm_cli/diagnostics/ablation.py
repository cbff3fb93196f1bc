"""Knock-outs: what forecasts lose when one gate, or one input, is held at its mean and can tell nothing any more."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.diagnostics.origins import Origins
from lstm_cli.ensemble.gate_sampling import pooled_draws
from lstm_cli.ensemble.prepared import Prepared
from lstm_cli.features.network_inputs import input_groups
from lstm_cli.features.transforms import counts_of
from lstm_cli.lstm.gate_statistics import UnitSums, read_units
from lstm_cli.lstm.network import Network, Trace, forward
from lstm_cli.metrics.scores import MIN_BLOCKS, bootstrap_relative, weighted_interval_score
from lstm_cli.options import LEVELS, Cell, Gates

__all__ = ["HELD", "KnockOut", "KnockOuts", "held_gate", "knock_outs"]

HELD: Final = {"input gate": 0, "forget gate": 1, "output gate": 2, "candidate": 3}
AT_ONCE: Final = 32  # windows a pass
TOSSES: Final = 20  # draws of a forecast whose gates are tossed; every knock-out meets the same
EDGE: Final = 1e-9  # a mean of 0 or 1 has no logit


@dataclass(frozen=True, slots=True)
class KnockOut:
    """What holding one thing at its mean did.

    wis: the mean WIS with it held; rise: by which share of the whole model's WIS that is higher; low, high: the ends of
    a 90 % bootstrap interval of the rise over stretches of time, NaN with too few of them; share: of an input, the rise
    over that of holding all inputs, None where it is not sure that this costs anything.
    """

    name: str
    wis: float
    rise: float
    low: float
    high: float
    share: float | None


@dataclass(frozen=True, slots=True)
class KnockOuts:
    """Knock-outs of every gate, of every input and of all inputs at once, beside the whole model's mean WIS."""

    origins: int
    targets: int
    blocks: int  # stretches of time with any WIS, by which the intervals are drawn
    held_out: bool  # stretches of training hidden from the members that forecast; else what came after training
    draws: int  # of the gates for each forecast; 0 where they are not tossed
    wis: float
    gates: tuple[KnockOut, ...]
    inputs: tuple[KnockOut, ...]
    all_inputs: KnockOut


@dataclass(frozen=True, slots=True)
class _Trial:
    """Forecasts from some origins: windows (L, D, W), where they are real (L, W), and the counts that came (W, K)."""

    prepared: Prepared
    origins: Origins
    windows: Floats
    exists: Bools
    outcomes: Floats
    draws: int

    def run(self, network: Network, windows: Floats) -> Floats:
        """Return the WIS of every target (W, K), its gates tossed where the model's forecasts toss them."""
        count = windows.shape[2]
        if self.draws:
            rngs = [np.random.default_rng([self.prepared.model.seed, place]) for place in range(count)]
            horizon = self.outcomes.shape[1]
            z = pooled_draws(network, windows, horizon=horizon, draws=self.draws, rngs=rngs, together=AT_ONCE)
        else:
            z = np.concatenate([z for z, _, _ in self._passes(network, windows)], axis=2)
        growth = self.origins.forecast(self.prepared, z)
        return weighted_interval_score(counts_of(growth), self.outcomes, LEVELS).total

    def means(self, network: Network) -> Floats:
        """Return the mean value of every gate (M, 4, H) over the steps that are real."""
        total: UnitSums | None = None
        for _, trace, part in self._passes(network, self.windows):
            found = read_units(trace, network.hidden, self.exists[:, part]).whole()
            total = found if total is None else total.add(found)
        if total is None:
            raise ValueError("there is at least one origin")
        return np.asarray(total.value[0] / total.steps[0])

    def _passes(self, network: Network, windows: Floats) -> Iterator[tuple[Floats, Trace, slice]]:
        """Run some windows after others; the trace of a pass is written over by the next."""
        last, trace = np.array([len(windows) - 1]), None
        for start in range(0, windows.shape[2], AT_ONCE):
            part = slice(start, start + AT_ONCE)
            z, trace = forward(network, windows[..., part], last, reuse=trace)
            yield z, trace, part

    def held_inputs(self, columns: tuple[int, ...]) -> Floats:
        """Return the windows with some inputs at their means; padding stays as it is."""
        windows = self.windows.copy()
        for column in columns:
            windows[:, column][self.exists] = windows[:, column][self.exists].mean()
        return windows


def held_gate(network: Network, gate: int, mean: Floats) -> Network:
    """Return the network with one gate of every unit at a mean (M, H): no weights, and the bias that gives the mean."""
    hidden = network.hidden
    rows = slice(gate * hidden, (gate + 1) * hidden)
    gates = network.gates.copy()
    gates[:, rows] = 0
    if gate == HELD["candidate"]:
        gates[:, rows, -1] = np.arctanh(np.clip(mean, EDGE - 1, 1 - EDGE))
    else:
        sure = np.clip(mean, EDGE, 1 - EDGE)
        gates[:, rows, -1] = np.log(sure / (1 - sure))
    return replace(network, gates=gates)


def knock_outs(prepared: Prepared, origins: Origins) -> KnockOuts:
    """Hold each gate and each input at its mean over these origins' windows, one at a time.

    A gate that is tossed is held at its mean value, and goes on being tossed.
    """
    windows, exists = prepared.windows(origins.series, origins.step)
    draws = TOSSES if prepared.model.trained_gates is Gates.STOCHASTIC else 0
    trial = _Trial(prepared, origins, windows, exists, np.rint(np.expm1(origins.growth)), draws)
    network = prepared.network
    whole, means = trial.run(network, windows), trial.means(network)
    groups = input_groups(prepared.panel.frequency)
    every = tuple(column for columns in groups.values() for column in columns)
    judge = _Judge(whole, origins.block)
    nothing = judge.compare("all inputs", trial.run(network, trial.held_inputs(every)), None)
    own = _own_gates(network.cell)
    gates = [trial.run(held_gate(network, gate, means[:, gate]), windows) for gate in own.values()]
    inputs = [trial.run(network, trial.held_inputs(columns)) for columns in groups.values()]
    skill = nothing.rise if nothing.low > 0 else None
    nothing = replace(nothing, share=None if skill is None else 1.0)
    return KnockOuts(
        len(origins.series),
        origins.targets,
        judge.blocks,
        origins.fold is not None,
        draws,
        float(np.nanmean(whole)),
        tuple(judge.compare(name, one, None) for name, one in zip(own, gates, strict=True)),
        tuple(judge.compare(name, one, skill) for name, one in zip(groups, inputs, strict=True)),
        nothing,
    )


def _own_gates(cell: Cell) -> dict[str, int]:
    """Return the gates that a kind of cell has of its own, by name."""
    if cell is Cell.CEC:
        return {name: gate for name, gate in HELD.items() if name != "forget gate"}  # f is 1
    if cell is Cell.COUPLED:
        return {"forget and input gate": 1, "output gate": 2, "candidate": 3}  # i is 1 - f
    return HELD


@dataclass(frozen=True, slots=True)
class _Judge:
    """Compares scores (W, K) with those of the whole model, stretch by stretch."""

    whole: Floats
    block: Ints

    @property
    def blocks(self) -> int:
        """How many stretches of time tell something: those with any WIS."""
        return int((self._by_block(self.whole) > 0).sum())

    def compare(self, name: str, scores: Floats, skill: float | None) -> KnockOut:
        """Return by how much WIS rose, how sure that is, and which share of the skill that is."""
        sums = [self._by_block(one) for one in (scores, self.whole)]
        base = float(sums[1].sum())
        rise = float(sums[0].sum()) / base - 1 if base > 0 else 0.0
        low, high = bootstrap_relative(*sums, rng=np.random.default_rng(0))
        if self.blocks < MIN_BLOCKS:
            low = high = np.nan
        share = None if skill is None else rise / skill
        return KnockOut(name, float(np.nanmean(scores)), rise, low - 1, high - 1, share)

    def _by_block(self, scores: Floats) -> Floats:
        """Sum the scores of each stretch of time."""
        _, place = np.unique(self.block, return_inverse=True)
        return np.asarray(np.bincount(place.reshape(-1), weights=np.nansum(scores, axis=1)), dtype=float)
