"""Members that are trained from scratch: a small network for each anchor and fold, for cells that have no prior."""

from collections.abc import Callable
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.anchors.anchor_set import MEMBERS, AnchorSet
from lstm_cli.anchors.design_matrix import Design
from lstm_cli.ensemble.calibration import MIN_EXAMPLES
from lstm_cli.ensemble.chance import Stream, stream
from lstm_cli.ensemble.held_out import anchor_quantiles, held_out_forecasts
from lstm_cli.ensemble.members import Members, usual_quantiles
from lstm_cli.ensemble.series_units import SeriesUnits
from lstm_cli.ensemble.trainer import UPDATES, start_network, train_members
from lstm_cli.ensemble.training_set import Examples, examples_of, sample_windows
from lstm_cli.ensemble.windows import Windows
from lstm_cli.features.folds import FOLDS
from lstm_cli.features.history import History
from lstm_cli.features.network_inputs import network_inputs, series_scaling
from lstm_cli.lstm.network import Network
from lstm_cli.options import LEVELS, Cell, Gates
from lstm_cli.remarks import Remark

__all__ = ["context_length", "members_from_scratch"]

LONGEST_SEASON: Final = 60  # steps, of those that decide how far networks look back


def members_from_scratch(
    design: Design,
    anchors: AnchorSet,
    *,
    folds: Ints,
    weights: Floats,
    seed: int,
    report: Callable[[int, int, str], None],
    cell: Cell,
    gates: Gates,
    effort: float = 1.0,
) -> Members:
    """Train members on a history; folds, weights (N, T): of the steps, and how much a forecast made there counts."""
    history = design.history
    stochastic = gates is Gates.STOCHASTIC
    change_scale, scaling = _change_scale(history), series_scaling(history)
    inputs = network_inputs(history, scaling, change_scale)
    length = context_length(history)
    pool = sample_windows(history, length, np.random.default_rng(stream(seed, Stream.WINDOWS)))
    examples = examples_of(design, anchors, inputs, folds, weights, pool=pool)
    usual = _usual_errors(examples)
    start = start_network(inputs.shape[2], usual, seed=stream(seed, Stream.START), cell=cell, stochastic=stochastic)
    updates = round(effort * UPDATES) if _known_targets(history) >= MIN_EXAMPLES else 0
    network, best_at = _trained(
        start, examples, updates, length=length, seed=seed, report=report, stochastic=stochastic
    )
    rng = np.random.default_rng(stream(seed, Stream.CHECK))
    held_out = held_out_forecasts(network, examples, history, length=length, rng=rng, gates=gates)
    remarks = () if pool is None else (_sampled(pool, history),)
    alone = anchor_quantiles(held_out, examples, usual)
    return Members(
        network,
        SeriesUnits(examples.scale, scaling, change_scale),
        length,
        best_at,
        held_out,
        alone,
        calibrated=True,
        remarks=remarks,
    )


def context_length(history: History) -> int:
    """Return the steps the network looks back: two of the longest season of at most 60 steps, from 24 to 104.

    No more than the longest series has, and at least 4. Half of it forecasts weekly counts no worse, a quarter does.
    """
    season = max((s for s in history.seasons if s <= LONGEST_SEASON), default=12)
    return int(min(np.clip(2 * season, 24, 104), max(history.lengths.max(), 4)))


def _trained(
    start: Network,
    examples: Examples,
    updates: int,
    *,
    length: int,
    seed: int,
    report: Callable[[int, int, str], None],
    stochastic: bool,
) -> tuple[Network, Ints]:
    """Return members after some updates, and at which of these each was best; without any they are as they start."""
    if updates == 0:
        return start, np.zeros(MEMBERS, np.int64)
    chance = stream(seed, Stream.TRAIN)
    return train_members(
        start, examples, length=length, seed=chance, report=report, stochastic=stochastic, updates=updates
    )


def _sampled(pool: Windows, history: History) -> Remark:
    """Remark that training looked at a sample of windows, of as many as there are steps that one can end at."""
    windows, possible = len(pool.series), int(history.exists.sum())
    return Remark("trained-on-sample", {"windows": windows, "possible": possible})


def _known_targets(history: History) -> int:
    """Return how many targets are known, over all steps and steps ahead."""
    known = ~np.isnan(history.growth)
    return sum(int(known[:, ahead:].sum()) for ahead in range(1, history.horizon + 1))


def _change_scale(history: History) -> float:
    """Mean absolute one-step change of the panel in growth units, at least 0.05."""
    change = np.abs(np.diff(history.growth, axis=1))
    known = ~np.isnan(change)
    return max(float(change[known].mean()), 0.05) if known.any() else 1.0


def _usual_errors(examples: Examples) -> Floats:
    """Quantiles (M, K, Q) of (g - a)/s over what each member may see, shrunk to the normal's when there are few."""
    members, _, horizon = examples.residuals.shape
    quantiles = np.empty((members, horizon, len(LEVELS)))
    for member in range(members):
        anchor, fold = divmod(member, FOLDS)
        unit = examples.residuals[member] / examples.scale[anchor][examples.series]
        mine = ~np.isnan(unit) & (examples.folds != fold)
        for k in range(horizon):
            quantiles[member, k] = usual_quantiles(unit[..., k][mine[..., k]])
    return quantiles
