"""Confidence intervals of ratios of two sums of errors, from nearly independent blocks of time.

Errors that are near in time depend on each other: those of one forecast, and those of forecasts of the same times. The
sum over a block of time is one observation, and a ratio has as many observations as there are blocks.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints

__all__ = [
    "MIN_BLOCKS",
    "LogRatio",
    "block_sums",
    "cutoff_blocks",
    "log_ratio",
    "ratio_interval",
    "spread_of_forecasts",
    "t_quantile",
    "time_blocks",
]

MIN_BLOCKS: Final = 3  # with fewer, the interval is too wide to say anything
BLOCK_HORIZONS: Final = 2  # forecasts span one horizon: two horizons apart they share few errors
MIN_FREEDOM: Final = 1.0
NODES, WEIGHTS = np.polynomial.legendre.leggauss(64)
HALVINGS: Final = 60  # of π/2, down to the resolution of float64


@dataclass(frozen=True, slots=True)
class LogRatio:
    """The logarithm of a ratio of two sums over blocks of time, its standard error, and the degrees of freedom of the error."""

    value: float
    error: float
    freedom: float
    blocks: int

    def corrected(self, by: float) -> "LogRatio":
        """Return the ratio shifted by a correction that was observed once, and so is as uncertain as it is large."""
        return replace(self, value=self.value + by, error=float(np.hypot(self.error, by)))

    def interval(self, *, probability: float = 0.9, spread: float = 0.0) -> tuple[float, float]:
        """Return the ends of the confidence interval of the ratio, or of a single later ratio with that spread.

        spread: root mean square of the logarithms of single ratios around this one, each over one horizon, so that a block has
        `BLOCK_HORIZONS` of them. The degrees of freedom of the combined variance are those of Welch and Satterthwaite
        (Satterthwaite 1946, doi:10.2307/3002019).
        """
        singles = BLOCK_HORIZONS * self.blocks
        own, later = self.error**2, spread**2 * singles / (singles - 1)
        if not own + later > 0:
            return float(np.exp(self.value)), float(np.exp(self.value))
        freedom = (own + later) ** 2 / (own**2 / self.freedom + later**2 / (singles - 1))
        reach = t_quantile((1 + probability) / 2, freedom) * float(np.sqrt(own + later))
        return float(np.exp(self.value - reach)), float(np.exp(self.value + reach))


def log_ratio(scores: Floats, baseline: Floats) -> LogRatio | None:
    """Estimate ``log(sum(scores) / sum(baseline))`` over all time from n blocks.

    scores, baseline (n,): sums over the same cells of each block, none negative. The standard error is the jackknife's
    (Miller 1974, doi:10.1093/biomet/61.1.1): with a_i and b_i the shares of the sums that lie in block i, leaving it out
    moves the logarithm by ``log(1 - a_i) - log(1 - b_i)``. A block with most of the error counts more than others, and
    so there are fewer of them: the degrees of freedom are ``1 / Σ s_i² - 1``, with s_i = (a_i + b_i) / 2, which is n - 1
    where blocks are equal. Student's t intervals by these cover 90 to 93 % of ratios of gamma and of lognormal errors
    with 2 to 20 blocks, where a percentile bootstrap covers 75 to 86 % with 5 to 20. Mean logarithms of the blocks' own ratios are
    centred elsewhere: they cover 80 % where scores and baseline vary unequally.

    None if fewer than `MIN_BLOCKS` blocks have any error, or if all error of either lies in one of them.
    """
    some = scores + baseline > 0
    ours, theirs = scores[some], baseline[some]
    if len(ours) < MIN_BLOCKS or not min(ours.sum(), theirs.sum()) > 0:
        return None
    a, b = ours / ours.sum(), theirs / theirs.sum()
    if max(a.max(), b.max()) >= 1:
        return None
    moved = np.log1p(-a) - np.log1p(-b)
    error = float(np.sqrt((len(a) - 1) / len(a) * (moved**2).sum()))
    freedom = max(1 / float((((a + b) / 2) ** 2).sum()) - 1, MIN_FREEDOM)
    return LogRatio(float(np.log(ours.sum() / theirs.sum())), error, freedom, len(a))


def ratio_interval(scores: Floats, baseline: Floats, *, probability: float = 0.9) -> tuple[float, float]:
    """Return the confidence interval of ``sum(scores) / sum(baseline)``, NaN if `log_ratio` has none.

    Scores without any error give 0 if the baseline has errors in enough blocks.
    """
    ratio = log_ratio(scores, baseline)
    if ratio is not None:
        return ratio.interval(probability=probability)
    if not scores.sum() > 0 and (baseline > 0).sum() >= MIN_BLOCKS:
        return 0.0, 0.0
    return float("nan"), float("nan")


def spread_of_forecasts(scores: Floats, baseline: Floats, origin: Ints, *, whole: float, about: float) -> float | None:
    """Return the root mean square of ``log(scores / baseline) - about`` over single forecasts of a panel.

    scores, baseline, origin (L,): of each target, and the slot at which its forecast was made. If a sample holds fewer
    than ``whole`` targets of an origin, neighbouring origins count as one forecast, as their targets overlap: a forecast
    of a few series varies more than one of the panel. None with fewer than `MIN_BLOCKS` forecasts.
    """
    shared = ~(np.isnan(scores) | np.isnan(baseline))
    _, place, count = np.unique(origin[shared], return_inverse=True, return_counts=True)
    group = ((np.cumsum(count) - 1) // max(whole, 1)).astype(np.int64)[place]
    ours, theirs = (np.bincount(group, weights=some[shared]) for some in (scores, baseline))
    both = (ours > 0) & (theirs > 0)
    if both.sum() < MIN_BLOCKS:
        return None
    return float(np.sqrt(((np.log(ours[both] / theirs[both]) - about) ** 2).mean()))


def block_sums(scores: Floats, baseline: Floats, block: Ints) -> tuple[Floats, Floats]:
    """Sum both over each block, (B,), on the cells where both are known; all have one shape, and blocks are 0..B-1."""
    shared = ~(np.isnan(scores) | np.isnan(baseline))
    count = int(block.max()) + 1 if block.size else 0
    sums = [np.bincount(block[shared], weights=some[shared], minlength=count) for some in (scores, baseline)]
    return np.asarray(sums[0]), np.asarray(sums[1])


def time_blocks(slots: Ints, horizon: int) -> Ints:
    """Return the block 0..B-1 of each slot, of any shape: equal spans of at least two horizons, or one block.

    Blocks are of forecast times, not of the times of making forecasts, so that no outcome is in two.
    """
    first, span = int(slots.min()), int(slots.max() - slots.min()) + 1
    return np.asarray((slots - first) * max(span // (BLOCK_HORIZONS * horizon), 1) // span)


def cutoff_blocks(cutoffs: Ints, horizon: int) -> Ints:
    """Return the block of each cutoff and step ahead, (C, K): one per cutoff, or `time_blocks` if horizons overlap.

    cutoffs (C,): slots, increasing. Good forecasts make unrelated errors over horizons that do not overlap: with one
    block each, 90 % intervals cover 90 %. With overlapping horizons they would cover 60 to 85 %, with `time_blocks` 88 to 90 %.
    """
    ahead = np.arange(1, horizon + 1)
    if len(cutoffs) < 2 or np.diff(cutoffs).min() >= horizon:  # noqa: PLR2004 - one overlaps nothing
        return np.repeat(np.arange(len(cutoffs))[:, None], horizon, axis=1)
    return time_blocks(cutoffs[:, None] + ahead, horizon)


@np.errstate(under="ignore")  # powers of small cosines are 0
def t_quantile(probability: float, freedom: float) -> float:
    """Return the quantile of Student's t for a probability from ½ to 1 and any ``freedom`` ≥ 1.

    With t = √ν·tan θ the density is proportional to ``cos(θ)^(ν - 1)``, integrated by Gauss and Legendre's rule.
    """

    def below(angle: float) -> float:
        return angle / 2 * float((WEIGHTS * np.cos((NODES + 1) / 2 * angle) ** (freedom - 1)).sum())

    whole = below(np.pi / 2)
    low, high = 0.0, np.pi / 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if (1 + below(middle) / whole) / 2 < probability else (low, middle)
    return float(np.sqrt(freedom) * np.tan(low))
