"""Scores of quantile forecasts of counts: arrays of quantiles and outcomes in, arrays of scores and their means out.

Throughout, ``quantiles`` is float, shape (..., Q), non-decreasing over its last axis; ``levels`` is the Q increasing
probabilities; ``outcomes`` is float, shape (...), NaN if unknown. A score is NaN if its outcome is, and means leave
such cells out. Lower is better, and scores are in counts unless stated otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Floats

__all__ = [
    "INTERVALS",
    "CellScores",
    "Index",
    "IntervalScore",
    "ScoreSummary",
    "interval_coverage",
    "log_counts",
    "mean_known",
    "quantile_at",
    "randomised_pit",
    "relative_score",
    "score_cells",
    "seasonal_scale",
    "stack_cells",
    "summarise",
    "weighted_interval_score",
]

Index = tuple[int | slice | Bools, ...]
INTERVALS: Final = (0.5, 0.8, 0.9, 0.95)
SAME_LEVEL: Final = 1e-9  # 1 - 0.975 is not 0.025 in binary


@dataclass(frozen=True, slots=True)
class IntervalScore:
    """The weighted interval score and its three parts, each of shape (...); the parts sum to the total."""

    total: Floats
    dispersion: Floats  # the width of the intervals
    overprediction: Floats  # how far outcomes lay below the intervals
    underprediction: Floats  # how far they lay above them

    def at(self, index: Index) -> "IntervalScore":
        """Return the cells at an index."""
        return IntervalScore(*(getattr(self, part)[index] for part in self.__slots__))


def weighted_interval_score(quantiles: Floats, outcomes: Floats, levels: Sequence[float]) -> IntervalScore:
    """Weighted interval score of symmetric levels: K central intervals [l, u] of level 1 - α, and the median m.

    ``WIS = 1/(K + ½) · (½ |y - m| + Σ_k α_k/2 · (u_k - l_k) + Σ_k max(l_k - y, 0) + Σ_k max(y - u_k, 0))``,
    which is 2 × the mean pinball loss over all levels. The widths are the dispersion; what the outcome falls short of
    the lower ends (and half of m - y) is overprediction, what it exceeds the upper ends by is underprediction.
    Without a median among the levels its term is left out and the divisor is K.
    Bracher et al. 2021, doi:10.1371/journal.pcbi.1008618.

    Raises
    ------
    ValueError
        The levels do not increase or are not symmetric about ½.
    """
    tau = np.asarray(levels, float)
    if not (np.all(np.diff(tau) > 0) and np.allclose(tau + tau[::-1], 1, rtol=0, atol=SAME_LEVEL)):
        raise ValueError("the levels of a weighted interval score increase and are symmetric about ½")
    outcome = np.asarray(outcomes, float)[..., None]
    lower = tau < 0.5 + SAME_LEVEL  # the median is both a lower and an upper end, at half weight each
    weight = np.where(np.abs(tau - 0.5) < SAME_LEVEL, 0.5, 1.0)[lower]
    low, high = quantiles[..., lower], quantiles[..., ::-1][..., lower]
    scale = 2 / len(tau)  # 1/(K + ½), or 1/K without a median
    known = np.where(np.isnan(outcome), np.nan, 1.0)
    width = scale * (tau[lower] * (high - low) * known).sum(axis=-1)  # that of the median is 0
    over = scale * (weight * np.maximum(low - outcome, 0)).sum(axis=-1)
    under = scale * (weight * np.maximum(outcome - high, 0)).sum(axis=-1)
    return IntervalScore(width + over + under, width, over, under)


def quantile_at(quantiles: Floats, levels: Sequence[float], level: float) -> Floats:
    """Return the quantile of one level, shape (...); NaN if it is not among the levels."""
    place = np.flatnonzero(np.abs(np.asarray(levels, float) - level) < SAME_LEVEL)
    return quantiles[..., place[0]] if len(place) else np.full(quantiles.shape[:-1], np.nan)


def interval_coverage(quantiles: Floats, outcomes: Floats, levels: Sequence[float], interval: float) -> Floats:
    """1 where the outcome lies in the closed central interval of probability ``interval``, 0 where not, else NaN."""
    low = quantile_at(quantiles, levels, (1 - interval) / 2)
    high = quantile_at(quantiles, levels, (1 + interval) / 2)
    inside = ((outcomes >= low) & (outcomes <= high)).astype(float)
    return np.where(np.isnan(outcomes) | np.isnan(low) | np.isnan(high), np.nan, inside)


def seasonal_scale(values: Floats, *, season: int) -> float:
    """Mean absolute change over a season, the unit of MASE: the mean of ``|y_t - y_{t-m}|`` over the known pairs.

    ``values`` is the past, shape (T,), NaN if missing; m falls back to 1 in a series of at most m points. NaN if no change
    is known, or nothing ever changed.
    Hyndman & Koehler 2006, doi:10.1016/j.ijforecast.2006.03.001.
    """
    step = season if len(values) > season else 1
    scale = mean_known(np.abs(values[step:] - values[:-step]))
    return scale if scale > 0 else float("nan")


def randomised_pit(
    quantiles: Floats, outcomes: Floats, levels: Sequence[float], *, step: float = 1.0, rng: np.random.Generator
) -> Floats:
    """Draw the probability integral transform of counts, shape (...): uniform on (0, 1) if the forecast is right.

    The distribution function F is linear between the quantiles and jumps where several are equal. A count y stands for the
    interval from y - ½ to y + ½, and the transform is drawn uniformly between F at its two ends. Beyond the outermost
    quantiles only their probability is known, and the transform is drawn between that and 0 or 1. Outcomes with decimals
    stand for an interval of one ``step``, the smallest difference between two of them.
    Czado et al. 2009, doi:10.1111/j.1541-0420.2009.01191.x.
    """
    tau = np.asarray(levels, float)
    outcome = np.asarray(outcomes, float)
    start = _distribution(quantiles, outcome - step / 2, tau, below=0.0, above=float(tau[-1]))
    end = _distribution(quantiles, outcome + step / 2, tau, below=float(tau[0]), above=1.0)
    drawn = start + rng.random(outcome.shape) * (end - start)
    return np.where(np.isnan(outcome) | np.isnan(quantiles).any(axis=-1), np.nan, drawn)


def _distribution(quantiles: Floats, points: Floats, tau: Floats, *, below: float, above: float) -> Floats:
    """Evaluate the right-continuous, piecewise linear distribution function; ``points`` has shape (...)."""
    at_or_below = (quantiles <= points[..., None]).sum(axis=-1)
    right = np.clip(at_or_below, 1, len(tau) - 1)
    low, high = (np.take_along_axis(quantiles, place[..., None], -1)[..., 0] for place in (right - 1, right))
    inside = (at_or_below > 0) & (at_or_below < len(tau))
    share = np.divide(points - low, high - low, out=np.zeros_like(low), where=inside)
    value = tau[right - 1] + share * (tau[right] - tau[right - 1])
    return np.select([at_or_below == 0, at_or_below == len(tau)], [below, above], value)


def mean_known(values: Floats) -> float:
    """Mean of the values that are not NaN; NaN, without a warning, if there are none."""
    known = np.asarray(values)[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")


def relative_score(scores: Floats, baseline: Floats) -> float:
    """Mean score over the baseline's mean score, on the cells that both have: below 1 is better than the baseline.

    NaN if no cell is shared or the baseline made no error.
    """
    shared = ~(np.isnan(scores) | np.isnan(baseline))
    total = float(baseline[shared].sum())
    return float(scores[shared].sum()) / total if total > 0 else float("nan")


@dataclass(frozen=True, slots=True)
class CellScores:
    """Every score of every cell (cutoff, series, step: whatever the axes are), each of shape (...)."""

    wis: IntervalScore
    log_wis: Floats  # WIS of log(1 + count), in growth units
    absolute_error: Floats  # of the median
    scaled_error: Floats  # the same in units of the seasonal naive's past error; its mean is MASE
    covered: Floats  # (..., 4): whether inside the central INTERVALS

    def at(self, index: Index) -> "CellScores":
        """Return the cells at an index."""
        return CellScores(self.wis.at(index), *(getattr(self, part)[index] for part in self.__slots__[1:]))


@dataclass(frozen=True, slots=True)
class ScoreSummary:
    """Means over cells; NaN if no cell is known."""

    cells: int
    wis: float
    dispersion: float
    overprediction: float
    underprediction: float
    log_wis: float
    mae: float
    mase: float
    coverage: tuple[float, ...]  # of the central INTERVALS


def score_cells(
    quantiles: Floats, outcomes: Floats, levels: Sequence[float], *, scale: Floats | float = float("nan")
) -> CellScores:
    """Score every cell; ``scale``, broadcast to the outcomes, is the `seasonal_scale` of the cell's past."""
    median_error = np.abs(outcomes - quantile_at(quantiles, levels, 0.5))
    return CellScores(
        wis=weighted_interval_score(quantiles, outcomes, levels),
        log_wis=weighted_interval_score(log_counts(quantiles), np.log1p(outcomes), levels).total,
        absolute_error=median_error,
        scaled_error=median_error / np.asarray(scale, float),
        covered=np.stack([interval_coverage(quantiles, outcomes, levels, part) for part in INTERVALS], axis=-1),
    )


def log_counts(quantiles: Floats) -> Floats:
    """Return log(1 + quantile), of any shape; quantiles of other programs below 0 are taken as 0, as no count is below."""
    return np.log1p(np.maximum(quantiles, 0))


def stack_cells(parts: Sequence[CellScores]) -> CellScores:
    """Stack cells of one shape along a new first axis."""
    wis = [np.stack([getattr(cells.wis, part) for cells in parts]) for part in IntervalScore.__slots__]
    rest = [np.stack([getattr(cells, part) for cells in parts]) for part in CellScores.__slots__[1:]]
    return CellScores(IntervalScore(*wis), *rest)


def summarise(cells: CellScores, *, where: Bools | None = None) -> ScoreSummary:
    """Return the means over all cells, or over those where ``where`` (shape (...)) is True."""
    chosen = np.ones(cells.log_wis.shape, dtype=bool) if where is None else np.broadcast_to(where, cells.log_wis.shape)
    return ScoreSummary(
        cells=int(np.count_nonzero(~np.isnan(cells.wis.total[chosen]))),
        wis=mean_known(cells.wis.total[chosen]),
        dispersion=mean_known(cells.wis.dispersion[chosen]),
        overprediction=mean_known(cells.wis.overprediction[chosen]),
        underprediction=mean_known(cells.wis.underprediction[chosen]),
        log_wis=mean_known(cells.log_wis[chosen]),
        mae=mean_known(cells.absolute_error[chosen]),
        mase=mean_known(cells.scaled_error[chosen]),
        coverage=tuple(mean_known(cells.covered[chosen][..., place]) for place in range(len(INTERVALS))),
    )
