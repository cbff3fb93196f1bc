"""Ablation: how much worse forecasts get if a gate or an input is held at its mean, so that it carries no information."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.diagnostics.origins import Origins
from lstm_cli.ensemble.gate_sampling import pooled_draws
from lstm_cli.ensemble.prepared import Prepared
from lstm_cli.lstm.cell import CANDIDATE, FORGET, GATES, INPUT, gate_rows
from lstm_cli.lstm.cell_variants import own_gates
from lstm_cli.lstm.gate_statistics import GateSums, gate_sums
from lstm_cli.lstm.network import Network, forward
from lstm_cli.lstm.untraced import last_outputs
from lstm_cli.metrics.ratio_intervals import block_sums, ratio_interval
from lstm_cli.metrics.scores import weighted_interval_score
from lstm_cli.options import LEVELS, Cell, Gates

__all__ = ["Ablation", "AblationStudy", "ablate", "hold_gate"]

BATCH_SIZE: Final = 32  # windows per pass
DRAWS: Final = 20  # runs per forecast if gates are sampled; every ablation uses the same draws
EDGE: Final = 1e-9  # a mean of 0 or 1 has no logit


@dataclass(frozen=True, slots=True)
class Ablation:
    """The effect of holding one gate or input at its mean.

    name: of a gate as in `lstm_cli.lstm.cell.GATES`, in a coupled cell "forget and input"; wis: the mean WIS with it held;
    rise: the increase relative to the full model's WIS; low, high: the 90 % `ratio_interval` of the rise over time blocks,
    NaN with too few; share: for an input, the rise divided by that of holding all inputs, None if the interval of the latter
    includes 0.
    """

    name: str
    wis: float
    rise: float
    low: float
    high: float
    share: float | None


@dataclass(frozen=True, slots=True)
class AblationStudy:
    """Ablations of every gate, of every input and of all inputs at once, and the full model's mean WIS."""

    origins: int
    targets: int
    blocks: int  # time blocks with any WIS, which the intervals resample
    held_out: bool  # whether targets are training counts held out from the members that forecast, else later counts
    draws: int  # of the gates for each forecast; 0 if they are not sampled
    wis: float
    gates: tuple[Ablation, ...]
    inputs: tuple[Ablation, ...]
    all_inputs: Ablation


@dataclass(frozen=True, slots=True)
class _Trial:
    """Forecasts from some origins: windows (L, D, W) or (L, G, D, W), where they are no padding (L, W), outcomes (W, K)."""

    prepared: Prepared
    origins: Origins
    windows: Floats
    exists: Bools
    outcomes: Floats
    draws: int

    def run(self, network: Network, windows: Floats) -> Floats:
        """Return the WIS of every target (W, K), with sampled gates if the model samples them."""
        count = windows.shape[-1]
        if self.draws:
            rngs = [np.random.default_rng([self.prepared.model.seed, place]) for place in range(count)]
            horizon = self.outcomes.shape[1]
            z = pooled_draws(
                network, windows, horizon=horizon, draws=self.draws, rngs=rngs, windows_per_pass=BATCH_SIZE
            )
        else:
            z = np.concatenate([last_outputs(network, windows[..., part]) for part in self._parts()], axis=2)
        growth = self.origins.forecast(self.prepared, z)
        return weighted_interval_score(self.prepared.history.scale.values_of(growth), self.outcomes, LEVELS).total

    def gate_means(self, network: Network) -> Floats:
        """Return the mean value of every gate (4, M, H), without padding."""
        last = np.array([len(self.windows) - 1])
        sums = (
            gate_sums(network, forward(network, self.windows[..., part], last)[1], self.exists[:, part]).total()
            for part in self._parts()
        )
        return reduce(GateSums.add, sums).statistics().mean

    def _parts(self) -> Iterator[slice]:
        """Yield the windows of each pass."""
        return (slice(start, start + BATCH_SIZE) for start in range(0, self.windows.shape[-1], BATCH_SIZE))

    def without(self, columns: tuple[int, ...], full: Floats) -> Floats:
        """Return the WIS (W, K) with some inputs held, which is that of the full model if they do not vary."""
        windows = self.hold_inputs(columns)
        return full if np.array_equal(windows, self.windows) else self.run(self.prepared.network, windows)

    def hold_inputs(self, columns: tuple[int, ...]) -> Floats:
        """Return the windows with some inputs at their means, except in the padding."""
        windows = self.windows.copy()
        real = self.exists if windows.ndim == 3 else np.broadcast_to(self.exists[:, None], _without_inputs(windows))  # noqa: PLR2004
        for column in columns:
            seen = windows[..., column, :]
            seen[real] = seen[real].mean()
        return windows


def _without_inputs(windows: Floats) -> tuple[int, ...]:
    """Return the shape of windows (L, G, D, W) without the axis of the inputs."""
    return (*windows.shape[:-2], windows.shape[-1])


def hold_gate(network: Network, gate: int, mean: Floats) -> Network:
    """Return the network with one gate of every unit held at its mean (M, H), by zero weights and a suitable bias."""
    rows = gate_rows(gate, network.hidden)
    gates = network.gates.copy()
    gates[:, rows] = 0
    if gate == CANDIDATE:
        gates[:, rows, -1] = np.arctanh(np.clip(mean, EDGE - 1, 1 - EDGE))
    else:
        inside = np.clip(mean, EDGE, 1 - EDGE)
        gates[:, rows, -1] = np.log(inside / (1 - inside))
    return replace(network, gates=gates)


def ablate(prepared: Prepared, origins: Origins) -> AblationStudy:
    """Hold each gate and each input at its mean over the windows of these origins, one at a time.

    A sampled gate is held at its mean value and still sampled.
    """
    windows, _, exists = prepared.windows(origins.series, origins.step)
    draws = DRAWS if prepared.model.trained_gates is Gates.STOCHASTIC else 0
    trial = _Trial(prepared, origins, windows, exists, prepared.history.scale.values_of(origins.growth), draws)
    network = prepared.network
    full, means = trial.run(network, windows), trial.gate_means(network)
    groups = prepared.input_groups
    every = tuple(column for columns in groups.values() for column in columns)
    judge = _Judge(full, origins.block)
    nothing = judge.compare("all inputs", trial.without(every, full), None)
    rows = _ablated_gates(network.cell)
    gates = [trial.run(hold_gate(network, gate, means[gate]), windows) for gate in rows]
    inputs = [trial.without(columns, full) for columns in groups.values()]
    skill = nothing.rise if nothing.low > 0 else None
    return AblationStudy(
        len(origins.series),
        origins.targets,
        judge.blocks,
        origins.fold is not None,
        draws,
        float(np.nanmean(full)),
        tuple(judge.compare(name, scores, None) for name, scores in zip(rows.values(), gates, strict=True)),
        tuple(judge.compare(name, scores, skill) for name, scores in zip(groups, inputs, strict=True)),
        replace(nothing, share=None if skill is None else 1.0),
    )


def _ablated_gates(cell: Cell) -> dict[int, str]:
    """Return the rows and names of the gates that can be held one at a time."""
    gates = {gate: GATES[gate] for gate in own_gates(cell)}
    if cell is Cell.COUPLED:  # i is 1 - f
        del gates[INPUT]
        gates[FORGET] = f"{GATES[FORGET]} and {GATES[INPUT]}"
    return gates


@dataclass(frozen=True, slots=True)
class _Judge:
    """Compares scores (W, K) with those of the full model; block (W, K): the time block of each target."""

    full: Floats
    block: Ints

    @property
    def blocks(self) -> int:
        """The number of time blocks with any WIS; the others carry no information."""
        return int((block_sums(self.full, self.full, self.block)[0] > 0).sum())

    def compare(self, name: str, scores: Floats, skill: float | None) -> Ablation:
        """Return the rise of the WIS with its interval, and its share of ``skill``, the rise with all inputs held."""
        held, full = block_sums(scores, self.full, self.block)
        base = float(full.sum())
        rise = float(held.sum()) / base - 1 if base > 0 else 0.0
        low, high = ratio_interval(held, full)
        share = None if skill is None else rise / skill
        return Ablation(name, float(np.nanmean(scores)), rise, low - 1, high - 1, share)
