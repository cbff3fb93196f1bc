"""How well training forecast what it held out: scores beside the seasonal naive's, and the verdict that they give."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.ensemble.calibration import MIN_EXAMPLES, crossed_quantiles
from lstm_cli.ensemble.fit import Fitted, Stream, stream
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.results import TrainingSummary
from lstm_cli.ensemble.train import train
from lstm_cli.evaluation.report import baseline_name
from lstm_cli.features.history import History
from lstm_cli.features.transforms import counts_of
from lstm_cli.metrics.baselines import seasonal_naive
from lstm_cli.metrics.scores import (
    MIN_BLOCKS,
    bootstrap_relative,
    interval_coverage,
    mean_known,
    relative_score,
    weighted_interval_score,
)
from lstm_cli.metrics.verdict import decide
from lstm_cli.options import LEVELS, TrainOptions
from lstm_cli.panel.series import Panel
from lstm_cli.progress import Report, ignore
from lstm_cli.remarks import Remark

__all__ = ["summarise_training", "train_and_score"]

MAX_ORIGINS: Final = 600  # (series, step) pairs the seasonal naive is computed at


@dataclass(frozen=True, slots=True)
class _Score:
    """Held-out WIS over the baseline's with its 90 % interval, coverage, and the stretches of time they rest on."""

    coverage_50: float | None = None  # None, as is all else, with too few targets
    coverage_95: float | None = None
    relative: float | None = None  # None where the baseline made no error
    low: float | None = None  # None, as is the other end, from fewer than `MIN_BLOCKS` stretches
    high: float | None = None
    blocks: int = 0
    compared: int = 0  # targets that the baseline forecasts too
    error: float = 0.0  # their summed WIS


def train_and_score(panel: Panel, options: TrainOptions, *, progress: Report = ignore) -> Model:
    """Train a model and give it the summary of its held-out scores."""
    trained = train(panel, options, progress=progress)
    summary = summarise_training(panel, trained.history, trained.fitted, seed=options.seed)
    return replace(trained.model, summary=summary)


def summarise_training(panel: Panel, history: History, fitted: Fitted, *, seed: int) -> TrainingSummary:
    """Score the held-out forecasts and decide whether to trust the model."""
    score = _held_out_score(panel, history, fitted, np.random.default_rng(stream(seed, Stream.SUMMARY)))
    baseline = baseline_name("seasonal-naive", season=panel.frequency.main_season, known=history.steps - 1)
    targets = len(fitted.held_out.target)
    remarks = list(fitted.remarks)
    if not fitted.best_at.any():
        remarks.append(Remark("networks-untrained", {"targets": targets, "minimum": MIN_EXAMPLES}))
    return TrainingSummary(
        series=len(panel),
        observations=int((~np.isnan(history.growth)).sum()),
        missing=int((history.exists & np.isnan(history.growth)).sum()),
        horizon=history.horizon,
        members=len(fitted.network.gates),
        hidden=fitted.network.hidden,
        parameters=fitted.network.parameters,
        trained_members=int(np.count_nonzero(fitted.best_at)),
        targets=targets,
        blocks=score.blocks,
        baseline=baseline,
        relative_wis=score.relative,
        relative_wis_low=score.low,
        relative_wis_high=score.high,
        coverage_50=score.coverage_50,
        coverage_95=score.coverage_95,
        verdict=decide(
            score.relative,
            score.low,
            score.high,
            compared=score.compared,
            error=score.error,
            scored=score.coverage_50 is not None,
        ),
        remarks=tuple(remarks),
    )


def _held_out_score(panel: Panel, history: History, fitted: Fitted, rng: np.random.Generator) -> _Score:
    """Score the held-out forecasts beside the seasonal naive."""
    held_out = fitted.held_out
    if len(held_out.target) < MIN_EXAMPLES:
        return _Score()
    growth = crossed_quantiles(held_out, fitted.calibration.ceiling)
    quantiles, outcome = counts_of(growth), held_out.count
    ours = weighted_interval_score(quantiles, outcome, LEVELS).total
    theirs = _naive_scores(panel, history, fitted, outcome, rng)
    block = history.slots[held_out.series, held_out.step] // history.horizon
    _, block = np.unique(block, return_inverse=True)
    shared = ~np.isnan(theirs)
    sums = [np.bincount(block[shared], weights=score[shared], minlength=block.max() + 1) for score in (ours, theirs)]
    relative = relative_score(ours, theirs)
    some = sums[1] + sums[0] > 0
    low, high = bootstrap_relative(*(np.where(some, one, np.nan) for one in sums), rng=rng)
    blocks = int(some.sum())
    sure = blocks >= MIN_BLOCKS and not np.isnan(low)
    half, most = (mean_known(interval_coverage(quantiles, outcome, LEVELS, width)) for width in (0.5, 0.95))
    return _Score(
        coverage_50=half,
        coverage_95=most,
        relative=None if np.isnan(relative) else relative,
        low=low if sure else None,
        high=high if sure else None,
        blocks=blocks,
        compared=int(shared.sum()),
        error=float(ours[shared].sum()),
    )


def _naive_scores(panel: Panel, history: History, fitted: Fitted, outcome: Floats, rng: np.random.Generator) -> Floats:
    """WIS of the seasonal naive, which sees the past of each origin alone, (L,); NaN at origins not drawn."""
    held_out = fitted.held_out
    origins, which = np.unique(np.stack([held_out.series, held_out.step]), axis=1, return_inverse=True)
    drawn = np.sort(rng.permutation(origins.shape[1])[:MAX_ORIGINS])
    season = panel.frequency.main_season
    scores = np.full(len(outcome), np.nan)
    place = {int(origin): np.flatnonzero(which.reshape(-1) == origin) for origin in drawn}
    for origin, cells in place.items():
        series, step = origins[:, origin]
        past = np.expm1(history.growth[series, history.steps - history.lengths[series] : step + 1])
        quantiles = seasonal_naive(np.rint(past), season=season, horizon=history.horizon, levels=LEVELS)
        scores[cells] = weighted_interval_score(quantiles[held_out.ahead[cells]], outcome[cells], LEVELS).total
    return scores
