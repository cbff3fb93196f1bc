"""Calibration: held-out forecasts decide the weights of the anchors' members and the widths of the intervals."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.anchors.anchor_set import ANCHOR_COUNT
from lstm_cli.ensemble.held_out import HeldOut
from lstm_cli.features.histories import Histories, parts
from lstm_cli.features.history import History
from lstm_cli.metrics.normal import MEDIAN, NORMAL
from lstm_cli.metrics.pinball import pinball_loss
from lstm_cli.options import LEVELS

__all__ = [
    "MIN_EXAMPLES",
    "MIN_LOSS",
    "Calibration",
    "as_they_are",
    "blend",
    "calibrate",
    "crossed_quantiles",
    "deviation",
    "final_quantiles",
    "loss_by_target",
    "record_ceiling",
    "spread",
]

STEEPNESS: Final = 4.0  # an anchor with twice the error of the best has a weight 2^4 times smaller
WIDTHS: Final = np.exp(np.linspace(np.log(0.5), np.log(3.0), 37))
MIN_RECORD: Final = 8  # points before the highest value counts as a record, or a third of a shorter series
MIN_GROWTH: Final = np.log1p(5)  # medians below are not used to judge widths
MIN_EXAMPLES: Final = 60  # known targets needed to train networks and to learn weights and widths
MIN_LOSS: Final = 1e-6  # so that anchors without any error share the weight
CAUTION: Final = 1.25  # width of intervals that could not be checked
PRIOR_TARGETS: Final = 6000.0  # number of held-out targets that weigh as much as the usual widths
USUAL_WIDTHS: Final = (1.0, 1.2)  # of the 50 and the 95 % interval: early stopping makes held-out errors look too good
# A factor of the variance between anchors; 1 and 3 forecast as well, 0 covers 91 instead of 93 %.
DISAGREEMENT: Final = 2.0
MAX_STRETCH: Final = 2.0  # largest factor by disagreement
MIN_VARIANCE: Final = 1e-30
LOWER, UPPER = LEVELS.index(0.025), LEVELS.index(0.975)  # the ends of the 95 % interval
# Distances of the levels from the median in Student's t with 2 degrees of freedom, as shares of the 0.975 quantile's.
STUDENT: Final = np.array([(2 * level - 1) / np.sqrt(2 * level * (1 - level)) for level in LEVELS])
HEAVIEST: Final = STUDENT / STUDENT[UPPER]
INNER, OUTER = NORMAL[LEVELS.index(0.75)], NORMAL[UPPER]  # upper ends of the 50 and the 95 % interval


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the members' forecasts become one.

    weights (A,): of the members of each anchor, summing to 1; widths (2, 2): factors of the 50 and the 95 % interval, each
    for the lower and the upper half; ceiling (K,): how far a series has risen above its record in k steps, in growth units.
    """

    weights: Floats
    widths: Floats
    ceiling: Floats


def spread(quantiles: Floats, widths: Floats) -> Floats:
    """Stretch quantiles (..., Q) about their median: by the first factors inside 50 %, the second at 95 % and beyond."""
    place = np.clip((np.abs(NORMAL) - INNER) / (OUTER - INNER), 0, 1)
    inner, outer = np.log(np.where(NORMAL < 0, widths[:, :1], widths[:, 1:]))
    factor = np.exp((1 - place) * inner + place * outer)
    median = quantiles[..., MEDIAN, None]
    return np.asarray(np.sort(median + (quantiles - median) * factor, axis=-1))


def deviation(quantiles: Floats) -> Floats:
    """Return the standard deviation of normal forecasts with these 95 % intervals."""
    return np.asarray((quantiles[..., UPPER] - quantiles[..., LOWER]) / (2 * OUTER))


def final_quantiles(calibration: Calibration, by_anchor: Floats, record: Floats, ahead: Ints) -> Floats:
    """Turn the quantiles of each anchor (A, ..., Q) into the forecast's (..., Q), all in growth units.

    record: the highest g of the series so far; ahead: k - 1; both of shapes that broadcast to (...). Quantiles further above
    the record than any series of the panel has risen grow only logarithmically. This is no ceiling, but it avoids absurd
    heights if reports swing between zero and thousands (without it one data set of 16 scores 15 times its seasonal naive
    instead of 1.1).
    """
    blended = spread(blend(by_anchor, calibration.weights), calibration.widths)
    beyond = blended - (np.maximum(record, np.log(2)) + calibration.ceiling[ahead])[..., None]
    slower = blended - beyond + np.log1p(2 * np.maximum(beyond, 0)) / 2
    return _bounded_tail(np.where(beyond > 0, slower, blended), record)


def _bounded_tail(quantiles: Floats, record: Floats) -> Floats:
    """Bound the quantiles (..., Q) above the 95 % interval, for series with records (...), in growth units.

    One target in a hundred decides the 0.99 quantile, so that a single spike could move it anywhere. Above the record of the
    series, and above a handful of counts, its distance from the median is at most what it is in Student's t with 2 degrees
    of freedom that has the same 0.975 quantile: the heaviest t distribution with whole degrees of freedom that has a mean.
    """
    median = quantiles[..., MEDIAN, None]
    high = quantiles[..., UPPER, None]
    outermost = np.maximum(median + HEAVIEST * (high - median), np.maximum(record, MIN_GROWTH)[..., None])
    return np.asarray(np.where(HEAVIEST > 1, np.minimum(quantiles, outermost), quantiles))


def calibrate(held_out: HeldOut, ceiling: Floats) -> Calibration:
    """Weight the anchors by their held-out errors, then choose the widths that give the intervals their coverage."""
    if len(held_out.target) < MIN_EXAMPLES:
        return Calibration(np.full(ANCHOR_COUNT, 1 / ANCHOR_COUNT), np.full((2, 2), CAUTION), ceiling)
    losses = _losses(held_out.quantiles, held_out.target)
    weights = (losses.min() / losses) ** STEEPNESS
    weights /= weights.sum()
    return Calibration(weights, _widths(blend(held_out.quantiles, weights), held_out.target), ceiling)


def as_they_are(ceiling: Floats) -> Calibration:
    """Weight all anchors equally and keep the members' intervals.

    Members that start from the prior need no more: learned weights and widths raise the WIS by 1 % over 22 data sets, and by
    as much over four seasons of influenza.
    """
    return Calibration(np.full(ANCHOR_COUNT, 1 / ANCHOR_COUNT), np.ones((2, 2)), ceiling)


def crossed_quantiles(held_out: HeldOut, ceiling: Floats, targets: HeldOut | None = None) -> Floats:
    """Return the final quantiles (L, Q) of held-out targets, with weights and widths from the other folds.

    targets: other targets of the same members, None for the held-out ones. The ceiling, the settings of exponential
    smoothing and the scale of the inputs come from all counts.
    """
    wanted = held_out if targets is None else targets
    crossed: Floats = np.empty(wanted.quantiles.shape[1:])
    for fold in np.unique(wanted.fold):
        mine = wanted.fold == fold
        calibration = calibrate(held_out.take(held_out.fold != fold), ceiling)
        some = wanted.take(mine)
        crossed[mine] = final_quantiles(calibration, some.quantiles, some.record, some.ahead)
    return crossed


def record_ceiling(history: Histories) -> Floats:
    """Return how far any series of the panel has risen above its record within k steps, (K,), at least ln 2."""
    highest = np.max([_above_records(part) for _, part in parts(history)], axis=0)
    return np.asarray(np.maximum.accumulate(np.maximum(highest, np.log(2))))


def _above_records(history: History) -> Floats:
    """Return how far any series was above its earlier record k steps later, (K,)."""
    record = history.record
    first = np.minimum(MIN_RECORD, history.lengths // 3)
    begun = history.exists & (np.arange(history.steps) >= (history.steps - history.lengths + first)[:, None])
    highest = np.full(history.horizon, -np.inf)
    for ahead in range(1, history.horizon + 1):
        excess = history.growth[:, ahead:] - record[:, :-ahead]
        known = begun[:, :-ahead] & ~np.isnan(excess)
        highest[ahead - 1] = excess[known].max(initial=-np.inf)
    return highest


def blend(quantiles: Floats, weights: Floats) -> Floats:
    """Average the anchors (A, ..., Q) level by level, in growth units, and widen the result if they disagree.

    Disagreement is uncertainty: the variance of the anchors' medians is added to that of their mean.
    """
    mean = np.tensordot(weights, quantiles, axes=1)
    median = mean[..., MEDIAN]
    apart = np.tensordot(weights, (quantiles[..., MEDIAN] - median) ** 2, axes=1)
    variance = np.maximum(deviation(mean) ** 2, MIN_VARIANCE)
    factor = np.minimum(np.sqrt(1 + DISAGREEMENT * apart / variance), MAX_STRETCH)
    return np.asarray(median[..., None] + (mean - median[..., None]) * factor[..., None])


def _losses(quantiles: Floats, target: Floats) -> Floats:
    """Return the mean loss (A,) of each of A forecasts (A, L, Q), plus a floor."""
    return np.asarray(loss_by_target(quantiles, target).mean(axis=1) + MIN_LOSS)


def loss_by_target(quantiles: Floats, target: Floats) -> Floats:
    """Return the pinball loss (A, L) of A forecasts (A, L, Q) in growth units, weighted by the square root of the count.

    The weights, with mean 1, are a compromise between errors in growth, where every count has the same weight, and errors
    in counts, where the largest series alone decides.
    """
    weight = np.exp(0.5 * np.clip(quantiles[..., MEDIAN].mean(axis=0), 0, 60))
    return np.asarray(pinball_loss(quantiles, target, LEVELS).mean(axis=-1) * weight / weight.mean())


def _widths(quantiles: Floats, target: Floats) -> Floats:
    """Return factors (2, 2) that leave 25 % and 2.5 % of the outcomes beyond each end, shrunk to the usual ones.

    Only targets with a median above a handful count: for smaller counts, ties decide what an interval covers.
    """
    large = quantiles[:, MEDIAN] > MIN_GROWTH
    quantiles, target = quantiles[large], target[large]
    median = quantiles[:, MEDIAN]
    widths = np.ones((2, 2))
    trust = len(target) / (len(target) + PRIOR_TARGETS)
    for end, level in enumerate((0.25, 0.025)):
        for side, (near, tail) in enumerate(((level, -1), (1 - level, 1))):
            reach = np.abs(quantiles[:, LEVELS.index(round(near, 3))] - median)
            away = tail * (target - median)
            beyond = (away > WIDTHS[:, None] * reach).sum(axis=1) / max(len(away), 1)
            asked = WIDTHS[int(np.argmin(np.abs(beyond - level)))]
            widths[end, side] = asked**trust * USUAL_WIDTHS[end] ** (1 - trust)
    return widths
