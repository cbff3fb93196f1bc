"""Estimate the score of future forecasts from held-out ones: WIS relative to the seasonal naive, intervals, coverage."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.ensemble.calibration import MIN_EXAMPLES, crossed_quantiles
from lstm_cli.ensemble.fit import Fitted
from lstm_cli.ensemble.held_out import HeldOut
from lstm_cli.evaluation.rehearsal import Rehearsal
from lstm_cli.features.histories import Histories
from lstm_cli.metrics.baselines import seasonal_naive
from lstm_cli.metrics.ratio_intervals import LogRatio, block_sums, log_ratio, spread_of_forecasts, time_blocks
from lstm_cli.metrics.scores import interval_coverage, mean_known, relative_score, weighted_interval_score
from lstm_cli.metrics.verdict import Verdict, decide
from lstm_cli.options import LEVELS
from lstm_cli.panel.series import Panel

__all__ = ["HeldOutScore", "held_out_score"]

MAX_ORIGINS: Final = 600  # (series, step) pairs at which the seasonal naive is computed
MIN_SHARE: Final = 0.75  # of a panel's targets that make a whole forecast of it, so that a few may be missing


@dataclass(frozen=True, slots=True)
class HeldOutScore:
    """The WIS relative to the baseline, coverage, and the number of time blocks and targets behind them."""

    coverage_50: float | None = None  # None, like the others, with too few targets
    coverage_95: float | None = None
    over_anchors: float | None = None  # WIS over that of the anchors alone; None if they made no error
    relative: float | None = None  # None if the baseline made no error
    next_low: float | None = None  # 90 % prediction interval for the next horizon; None with too few blocks
    next_high: float | None = None
    low: float | None = None  # 90 % confidence interval of the mean over time; None with too few blocks
    high: float | None = None
    blocks: int = 0
    compared: int = 0  # targets that the baseline forecasts too
    error: float = 0.0  # their summed WIS
    rehearsed: int = 0  # targets that the rehearsal forecast too

    @property
    def verdict(self) -> Verdict:
        """Whether the model can be trusted, by the interval of its score."""
        scored = self.coverage_50 is not None
        return decide(self.relative, self.low, self.high, compared=self.compared, error=self.error, scored=scored)


@dataclass(frozen=True, slots=True)
class _Cells:
    """Scores of the held-out targets (L,): our WIS and the baseline's, NaN where the latter was not computed."""

    quantiles: Floats  # (L, Q) counts
    outcome: Floats
    ours: Floats
    theirs: Floats
    origin: Ints  # slot


def held_out_score(panel: Panel, history: Histories, fitted: Fitted, rehearsal: Rehearsal | None) -> HeldOutScore:
    """Score the held-out forecasts relative to the seasonal naive, corrected for hindsight.

    The newest two horizons of a panel alone are too few to score. All held-out stretches are enough, but most of them were
    forecast by members that learned from later counts. A rehearsal measures the advantage of this hindsight on the newest
    counts, which both forecast: the score is multiplied by the error of the rehearsal over that of the held-out forecasts.
    """
    if len(fitted.members.held_out.target) < MIN_EXAMPLES:
        return HeldOutScore()
    cells = _cells(panel, history, fitted)
    shared = ~np.isnan(cells.theirs)
    relative = relative_score(cells.ours, cells.theirs)
    sums = block_sums(
        cells.ours, cells.theirs, time_blocks(cells.origin + 1 + fitted.members.held_out.ahead, history.horizon)
    )
    half, most = (mean_known(interval_coverage(cells.quantiles, cells.outcome, LEVELS, part)) for part in (0.5, 0.95))
    worth = None if np.isnan(relative) or rehearsal is None else _hindsight(history, cells, rehearsal)
    score = HeldOutScore(
        coverage_50=half,
        coverage_95=most,
        over_anchors=_over_anchors(history, fitted, cells),
        relative=None if np.isnan(relative) else relative * float(np.exp(worth or 0)),
        blocks=int((sums[0] + sums[1] > 0).sum()),
        compared=int(shared.sum()),
        error=float(cells.ours[shared].sum()),
        rehearsed=0 if worth is None or rehearsal is None else len(rehearsal.which),
    )
    estimate = log_ratio(*sums)
    if estimate is None or worth is None:
        return score
    spread = _spread(history, fitted, cells, estimate)
    honest = estimate.corrected(worth)
    low, high = honest.interval()
    next_low, next_high = (None, None) if spread is None else honest.interval(spread=spread)
    return replace(score, low=low, high=high, next_low=next_low, next_high=next_high)


def _cells(panel: Panel, history: Histories, fitted: Fitted) -> _Cells:
    """Score the held-out targets; each fold uses weights and widths from the other folds."""
    held_out = fitted.members.held_out
    quantiles = history.scale.values_of(fitted.held_out_quantiles())
    outcome = history.scale.values_of(held_out.target)  # exact up to 10^14, the precision of logarithms in float64
    ours = weighted_interval_score(quantiles, outcome, LEVELS).total
    theirs = _naive_scores(panel, history, held_out, outcome)
    return _Cells(quantiles, outcome, ours, theirs, history.slots_at(held_out.series, held_out.step))


def _hindsight(history: Histories, cells: _Cells, rehearsal: Rehearsal) -> float | None:
    """Return the log ratio of the errors without hindsight to those with it; None if one of them is 0."""
    which = rehearsal.which
    again = weighted_interval_score(history.scale.values_of(rehearsal.quantiles), cells.outcome[which], LEVELS).total
    sums = float(again.sum()), float(cells.ours[which].sum())
    return float(np.log(sums[0] / sums[1])) if min(sums) > 0 else None


def _over_anchors(history: Histories, fitted: Fitted, cells: _Cells) -> float | None:
    """Return the WIS over that of the anchors alone, with weights and widths from the anchors' own errors."""
    alone = replace(fitted.members.held_out, quantiles=fitted.members.anchors_alone)
    quantiles = history.scale.values_of(crossed_quantiles(alone, fitted.calibration.ceiling))
    theirs = float(weighted_interval_score(quantiles, cells.outcome, LEVELS).total.sum())
    return float(cells.ours.sum()) / theirs if theirs > 0 else None


def _spread(history: Histories, fitted: Fitted, cells: _Cells, estimate: LogRatio) -> float | None:
    """Return how much the log score of a single forecast of the panel varies about that of all."""
    series = len(np.unique(fitted.members.held_out.series))
    whole = MIN_SHARE * series * history.horizon
    return spread_of_forecasts(cells.ours, cells.theirs, cells.origin, whole=whole, about=estimate.value)


def _naive_scores(panel: Panel, history: Histories, held_out: HeldOut, outcome: Floats) -> Floats:
    """Return the WIS (L,) of the seasonal naive, which sees only the past of each origin; NaN at origins left out.

    Origins without a whole season of past are left out if others have one: there the baseline falls back to the last value,
    which is easier or harder to beat than the baseline of future forecasts. With more than `MAX_ORIGINS`, only every n-th
    slot counted from the newest is scored, with all series at that slot, as in a forecast.
    """
    origins, which = np.unique(np.stack([held_out.series, held_out.step]), axis=1, return_inverse=True)
    which = which.reshape(-1)
    season = panel.frequency.main_season
    past = origins[1] + 1 - (history.steps - history.lengths[origins[0]])
    seasonal = (past > season) | (past.max() <= season)
    back = history.slots_at(held_out.series, held_out.step).max() - history.slots_at(*origins)
    scored = seasonal & (back % -(-int(seasonal.sum()) // MAX_ORIGINS) == 0)
    quantiles = np.full((origins.shape[1], history.horizon, len(LEVELS)), np.nan)
    rows = np.unique(origins[0, scored])
    growth = history.take(rows, calendar=False).growth
    for place in np.flatnonzero(scored):
        series, step = origins[:, place]
        own = growth[np.searchsorted(rows, series)]
        past = history.scale.values_of(own[history.steps - history.lengths[series] : step + 1])
        quantiles[place] = seasonal_naive(past, season=season, horizon=history.horizon, levels=LEVELS)
    scores = np.full(len(outcome), np.nan)
    cells = scored[which]
    theirs = quantiles[which[cells], held_out.ahead[cells]]
    scores[cells] = weighted_interval_score(theirs, outcome[cells], LEVELS).total
    return scores
