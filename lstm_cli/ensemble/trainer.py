"""Train the ensemble: all members in one array program, each blind to its own folds, each kind kept at its best.

Members come in F folds for each kind of anchor. A member's loss is the mean pinball loss in growth units over
steps ahead and quantile levels (half the weighted interval score of log(1 + count)) of targets outside its fold; how
long it trains is decided by the same loss on targets inside.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Floats, Ints
from lstm_cli.ensemble.gate_sampling import uniform
from lstm_cli.ensemble.training_set import Examples
from lstm_cli.features.folds import FOLDS
from lstm_cli.lstm.cell_variants import CONSTANT_UNIT, constant_unit
from lstm_cli.lstm.network import Draws, Network, Trace, backward, forward, initial_network
from lstm_cli.lstm.optimiser import AdamW, clip_gradients, one_cycle
from lstm_cli.options import LEVELS, Cell

__all__ = ["HIDDEN", "Windows", "start_network", "train_members", "windows_of"]

HIDDEN: Final = 12
UPDATES: Final = 80
RATE: Final = 5e-3
DECAY: Final = 0.02
EVERY: Final = 10  # updates between looks at the held-out loss
MAX_COLUMNS: Final = 48  # windows in a batch
MAX_OUTPUTS: Final = 2_500_000  # z values a batch projects
TAU: Final = np.array(LEVELS, np.float32)[:, None]


@dataclass(frozen=True, slots=True)
class Windows:
    """Stretches of the series: window w is steps end - length + 1 .. end of its series (padded before the start)."""

    series: Ints
    end: Ints
    length: int

    def steps(self) -> Ints:
        """Step of every place in every window, (W, L); negative before the first column."""
        return np.asarray(self.end[:, None] + np.arange(1 - self.length, 1))

    def inputs(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Gather inputs (N, T, D) into (L, D, W), zero before the first column."""
        steps = self.steps()
        found = inputs[self.series[:, None], np.maximum(steps, 0)] * (steps >= 0)[..., None]
        return np.ascontiguousarray(found.transpose(1, 2, 0))


def windows_of(lengths: Ints, steps: int, length: int, count: int, rng: np.random.Generator) -> Windows:
    """Draw windows: every series once with its newest steps while they fit in, else at random places."""
    if int(lengths.max()) <= length and len(lengths) <= count:
        return Windows(np.arange(len(lengths)), np.full(len(lengths), steps - 1), length)
    series = rng.choice(len(lengths), count, p=lengths / lengths.sum())
    spare = np.maximum(lengths[series] - length, 0)
    return Windows(series, steps - 1 - rng.integers(spare + 1), length)


def start_network(
    inputs: int, quantiles: Floats, *, seed: np.random.SeedSequence, cell: Cell = Cell.LSTM, stochastic: bool = False
) -> Network:
    """Members that begin as their anchor with the usual errors around it: quantiles (M, K, Q) of (g - a)/s.

    The constant unit takes the place of the bias that y = σ(W·h) does not have.
    """
    members, horizon, levels = quantiles.shape
    rng = np.random.default_rng(seed)
    network = initial_network(members, inputs, HIDDEN, horizon * levels, rng=rng, cell=cell)
    gates = network.gates.reshape(members, 4, HIDDEN, -1)
    gates[:, :, CONSTANT_UNIT] = 0
    biases, constant = constant_unit(cell, stochastic=stochastic)
    gates[:, :, CONSTANT_UNIT, -1] = biases
    network.projection[...] *= 0.1
    network.projection[:, :, CONSTANT_UNIT] = quantiles.reshape(members, -1) / constant
    return network


def train_members(
    network: Network,
    examples: Examples,
    *,
    length: int,
    seed: np.random.SeedSequence,
    report: Callable[[int, int, str], None],
    stochastic: bool = False,
) -> tuple[Network, Ints]:
    """Return the weights at the best look at held-out losses, and after how many updates that was, (M,).

    The members of a kind stop together, where the mean of their losses, each relative to its start, is lowest: what one
    fold says alone depends on a few stretches of time. Each member for itself: 0.6 % more WIS over 46 data sets.
    """
    *children, tossed = seed.spawn(3)
    draw, look = (np.random.default_rng(child) for child in children)
    toss = _source(tossed, stochastic=stochastic)
    lengths = examples.usable.sum(1)
    steps, horizon = examples.targets.shape[1:]
    scored = int(np.clip(MAX_OUTPUTS // (len(network.gates) * horizon * len(LEVELS) * MAX_COLUMNS), 4, length))
    trial = windows_of(lengths, steps, length, MAX_COLUMNS, look)
    trial_steps = _scored_steps(length, min(3 * scored, length), look)
    held_out = partial(_held_out_loss, network, examples, trial, trial_steps)
    first = held_out(draws=_source(tossed, stochastic=stochastic))
    best_loss = np.ones(len(network.gates))
    best = replace(network, gates=network.gates.copy(), projection=network.projection.copy())
    best_at = np.zeros(len(network.gates), np.int64)
    optimiser = AdamW([network.gates, network.projection], decay=DECAY)
    trace: Trace | None = None
    for update in range(UPDATES):
        windows = windows_of(lengths, steps, length, MAX_COLUMNS, draw)
        places = _scored_steps(length, scored, draw)
        z, trace = forward(network, windows.inputs(examples.inputs), places, reuse=trace, draws=toss)
        _, d_z = _pinball(z, examples, windows, places, held_out=False)
        gradients = backward(network, trace, places, d_z)
        both = [gradients.gates, gradients.projection]
        clip_gradients(both, 1.0)
        optimiser.update(both, one_cycle(update, UPDATES, RATE))
        if (update + 1) % EVERY == 0:
            # The same draws at every look, so that looks can be compared.
            loss = _of_kind(held_out(draws=_source(tossed, stochastic=stochastic)), first)
            better = loss < best_loss
            best.gates[better], best.projection[better] = network.gates[better], network.projection[better]
            best_loss, best_at[better] = np.where(better, loss, best_loss), update + 1
            report(update + 1, UPDATES, f"held-out loss {100 * float(best_loss.mean()):.1f} % of the anchors'")
    return best, best_at


def _of_kind(loss: Floats, first: Floats) -> Floats:
    """Give every member (M,) the mean loss over the folds of its kind, each relative to what it was at first."""
    relative = np.divide(loss, first, out=np.ones_like(loss), where=first > 0)
    return np.repeat(relative.reshape(-1, FOLDS).mean(axis=1), FOLDS)


def _source(seed: np.random.SeedSequence, *, stochastic: bool) -> Draws | None:
    """Return what tosses the gates, from its beginning; None where they are not tossed."""
    return uniform(np.random.default_rng(seed)) if stochastic else None


def _scored_steps(length: int, count: int, rng: np.random.Generator) -> Ints:
    """Places of a window that enter the loss; the first quarter only warms the state up."""
    first = length // 4
    if count >= length - first:
        return np.arange(first, length)
    return np.sort(rng.choice(np.arange(first, length), count, replace=False))


def _held_out_loss(
    network: Network, examples: Examples, windows: Windows, places: Ints, *, draws: Draws | None
) -> Floats:
    """Each member's mean loss (M,) on targets of its own fold."""
    z, _ = forward(network, windows.inputs(examples.inputs), places, draws=draws)
    return _pinball(z, examples, windows, places, held_out=True)[0]


def _pinball(
    z: NDArray[np.float32], examples: Examples, windows: Windows, places: Ints, *, held_out: bool
) -> tuple[Floats, NDArray[np.float32]]:
    """Each member's mean pinball loss (M,) in growth units and its gradient with respect to z (M, K·Q, S·W)."""
    members = len(z)
    steps = windows.steps()[:, places].T.reshape(-1)  # (S·W,)
    series = np.tile(windows.series, len(places))
    place = np.maximum(steps, 0)
    target = examples.targets[series, place]  # (S·W, K)
    target_fold = examples.folds[series, place]
    known = ~np.isnan(target) & (steps >= 0)[:, None]
    target = np.where(known, target, 0)
    loss, d_z = np.empty(members), np.empty_like(z)
    for member in range(members):
        kind, fold = divmod(member, FOLDS)
        counts = known & examples.usable[series, place][:, None] & ((target_fold == fold) == held_out)
        weight = np.where(counts, examples.weights[series, place][:, None], 0).astype(np.float32)
        total = max(float(weight.sum()), 1e-9)
        scale = examples.scale[kind][series].astype(np.float32)  # (S·W, K)
        aim = (target - examples.anchors[member, series, place]) / scale
        weight *= scale / total / len(LEVELS)
        mine = z[member].reshape(-1, len(LEVELS), len(steps))  # (K, Q, S·W)
        error = aim.T[:, None] - mine
        slope = np.where(error > 0, TAU, TAU - 1)
        slope *= weight.T[:, None]
        loss[member] = float(np.einsum("kqs,kqs->", slope, error))
        np.negative(slope, out=d_z[member].reshape(error.shape))
    return loss, d_z
