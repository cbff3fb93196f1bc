"""Fit an ensemble to a panel: anchors, members, calibration; everything that is decided is decided out of fold."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.anchors.anchor_set import MEMBERS, AnchorSet, fit_anchors
from lstm_cli.anchors.design_matrix import design_of, seasonal_lags
from lstm_cli.ensemble.calibration import (
    MIN_EXAMPLES,
    NORMAL,
    Calibration,
    calibrate,
    record_ceiling,
)
from lstm_cli.ensemble.held_out import HeldOut, anchor_quantiles, held_out_forecasts
from lstm_cli.ensemble.trainer import UPDATES, start_network, train_members
from lstm_cli.ensemble.training_set import Examples, examples_of, sample_windows
from lstm_cli.ensemble.windows import Windows
from lstm_cli.features.folds import FOLDS, example_weights, time_folds
from lstm_cli.features.history import History
from lstm_cli.features.network_inputs import network_inputs, series_scaling
from lstm_cli.lstm.network import Network
from lstm_cli.options import LEVELS, Cell, Gates
from lstm_cli.remarks import Remark

__all__ = ["Fitted", "Stream", "context_length", "fit", "stream"]

PRIOR_ERRORS: Final = 20.0  # errors that count as much as the assumption that they are normal


class Stream(IntEnum):
    """What chance decides in training; each has numbers of its own, so that one does not move another."""

    WINDOWS = 0
    ROWS = 1
    START = 2
    TRAIN = 3
    CHECK = 4
    REHEARSAL = 5


def stream(seed: int, which: Stream) -> np.random.SeedSequence:
    """Return the seed of one use of chance."""
    return np.random.SeedSequence(seed).spawn(len(Stream))[which]


@dataclass(frozen=True, slots=True)
class Fitted:
    """What training found; float64 but for the network's float32.

    network: M members, anchor by anchor and fold by fold; scale (A, N, K); change_scale: typical one-step change; best_at (M,): updates each member was trained for; anchors_alone (A, L, Q): quantiles of the held-out targets without networks.
    """

    network: Network
    anchors: AnchorSet
    scale: Floats
    change_scale: float
    length: int
    lags: tuple[int, ...]
    calibration: Calibration
    best_at: Ints
    held_out: HeldOut
    anchors_alone: Floats
    remarks: tuple[Remark, ...] = ()  # such as that training looked at a sample


def context_length(history: History) -> int:
    """Return the steps the network looks back: two of the longest season of at most 60 steps, from 24 to 104.

    No more than the longest series has, and at least 4. Half of it forecasts weekly counts no worse, a quarter does.
    """
    season = max((s for s in history.seasons if s <= 60), default=12)  # noqa: PLR2004
    return int(min(np.clip(2 * season, 24, 104), max(history.lengths.max(), 4)))


def fit(
    history: History,
    *,
    seed: int,
    report: Callable[[int, int, str], None],
    cell: Cell = Cell.LSTM,
    gates: Gates = Gates.EXPECTED,
    lags: tuple[int, ...] | None = None,
    updates: int = UPDATES,
) -> Fitted:
    """Fit everything to a history whose calendar reaches as far ahead as the horizon.

    lags: the seasonal lags, left out those that the history is long enough for; updates: of the networks' weights.
    """
    stochastic = gates is Gates.STOCHASTIC
    lags = seasonal_lags(history) if lags is None else lags
    design = design_of(history, lags)
    folds = time_folds(history, history.horizon)
    weights = example_weights(history, design.smoothed[1])
    anchors = fit_anchors(design, folds, weights, rng=np.random.default_rng(stream(seed, Stream.ROWS)))
    change_scale = _change_scale(history)
    inputs = network_inputs(history, series_scaling(history), change_scale)
    length = context_length(history)
    pool = sample_windows(history, length, np.random.default_rng(stream(seed, Stream.WINDOWS)))
    examples = examples_of(design, anchors, inputs, folds, weights, pool=pool)
    start = stream(seed, Stream.START)
    usual = _usual_errors(examples)
    network = start_network(inputs.shape[2], usual, seed=start, cell=cell, stochastic=stochastic)
    best_at = np.zeros(MEMBERS, np.int64)
    if _known_targets(history) >= MIN_EXAMPLES:
        chance = stream(seed, Stream.TRAIN)
        network, best_at = train_members(
            network, examples, length=length, seed=chance, report=report, stochastic=stochastic, updates=updates
        )
    rng = np.random.default_rng(stream(seed, Stream.CHECK))
    held_out = held_out_forecasts(network, examples, history, length=length, rng=rng, gates=gates)
    calibration = calibrate(held_out, record_ceiling(history))
    remarks = () if pool is None else (_sampled(pool, history),)
    alone = anchor_quantiles(held_out, examples, usual)
    return Fitted(
        network, anchors, examples.scale, change_scale, length, lags, calibration, best_at, held_out, alone, remarks
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
    normal = 1.25 * NORMAL  # the scale is a mean absolute error: σ = √(π/2) of it
    quantiles = np.empty((members, horizon, len(LEVELS)))
    for member in range(members):
        anchor, fold = divmod(member, FOLDS)
        unit = examples.residuals[member] / examples.scale[anchor][examples.series]
        mine = ~np.isnan(unit) & (examples.folds != fold)
        for k in range(horizon):
            errors = unit[..., k][mine[..., k]]
            share = len(errors) / (len(errors) + PRIOR_ERRORS)
            usual = np.quantile(errors, LEVELS) if len(errors) else normal
            quantiles[member, k] = share * usual + (1 - share) * normal
    return quantiles
