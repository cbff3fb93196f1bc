"""How the forecasts of two ensembles become one: each counts by the errors that it states and by those that it lately made."""

import math
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.ensemble.calibration import MEDIAN, MIN_EXAMPLES, MIN_LOSS, deviation, loss_by_target
from lstm_cli.ensemble.held_out import HeldOut

__all__ = ["combined", "crossed_combination", "inflation_of"]

MIN_DEVIATION: Final = 1e-9  # growth units: two forecasts without any width count the same
NEWEST: Final = 0.25  # share of the held-out targets by which the ensembles are compared
# The errors of two ensembles on the same anchors go together, so that the better one deserves more than its share of the
# two variances: with a correlation of 0.87, 5 % more error asks for this power of the ratio of the losses.
STEEPNESS: Final = 16.0
SURE: Final = 2.0  # standard errors: a difference is taken for real by as much as it is beyond them
MIN_BLOCKS: Final = 3  # of time, that a standard error is from
MAX_INFLATION: Final = 20.0


def combined(first: Floats, second: Floats, *, inflation: float = 1.0) -> Floats:
    """Combine the forecasts (..., Q) of two ensembles, level by level in growth units.

    Each target is weighed by the inverse of the variances that the forecasts themselves state (Bates & Granger 1969,
    doi:10.1057/jors.1969.103); what the second's median is away from the first's counts as an error of the second, which
    goes further astray where nothing like the present has been seen. On every third cutoff of 22 data sets equal weights
    have 3 % more error, and the same on every third week of two seasons and four years of influenza. inflation: a factor
    of the second's variance, as `inflation_of` learns it.
    """
    own, other = (np.maximum(deviation(quantiles), MIN_DEVIATION) for quantiles in (first, second))
    apart = second[..., MEDIAN] - first[..., MEDIAN]
    share = (own**2 / (own**2 + inflation * (other**2 + apart**2)))[..., None]
    return np.asarray((1 - share) * first + share * second)


def inflation_of(first: Floats, second: Floats, held_out: HeldOut, which: Bools | None = None) -> float:
    """Return the factor of the second's variance that its newest held-out errors ask for, beside the first's.

    first, second (L, Q): forecasts of the held-out targets, by settings that have not seen them. The oldest ones lie
    between what was learned from, the newest ones beyond nearly all of it, as the future does: how the losses of the newest
    quarter compare foretells how they will, how all of them compare does not. What may be chance is left out by a positive
    part of James & Stein (1961; Efron & Morris 1973, doi:10.1080/01621459.1973.10481350): (1 - (2 s/d)^2) d of a difference d
    of the logarithms with a standard error s. which (L,): targets that may be looked at.
    """
    when = held_out.step + held_out.ahead
    newest = when >= np.quantile(when, 1 - NEWEST) if len(when) else np.zeros(0, bool)
    looked_at = newest if which is None else newest & which
    if np.count_nonzero(looked_at) < MIN_EXAMPLES:
        return 1.0
    losses = loss_by_target(np.stack([first[looked_at], second[looked_at]]), held_out.target[looked_at])
    blocks = (when.max() - when[looked_at]) // (held_out.ahead.max() + 1)  # of a horizon, the newest one whole
    difference, error = _compared(losses, blocks)
    sure = max(1 - (SURE * error / difference) ** 2, 0) * difference if difference else 0.0
    return float(np.clip(np.exp(STEEPNESS * sure), 1 / MAX_INFLATION, MAX_INFLATION))


def _compared(losses: Floats, block: Ints) -> tuple[float, float]:
    """Return the logarithm of the second's mean loss over the first's (2, L), and its standard error.

    The error is the jackknife's over blocks of time (Efron & Stein 1981, doi:10.1214/aos/1176345462), infinite of too few.
    """
    place = np.unique(block, return_inverse=True)[1]
    sums = np.stack([np.bincount(place, own) for own in losses]) + MIN_LOSS
    whole = sums.sum(axis=1)
    difference, blocks = float(np.log(whole[1] / whole[0])), sums.shape[1]
    if blocks < MIN_BLOCKS:
        return difference, math.inf
    without = np.log((whole[1] - sums[1]) / (whole[0] - sums[0]))
    return difference, float(np.sqrt((blocks - 1) * np.var(without)))


def crossed_combination(first: Floats, second: Floats, held_out: HeldOut) -> Floats:
    """Combine the forecasts of held-out targets, those of each fold by what the other folds teach."""
    whole = np.empty_like(first)
    for fold in np.unique(held_out.fold):
        mine = held_out.fold == fold
        inflation = inflation_of(first, second, held_out, ~mine)
        whole[mine] = combined(first[mine], second[mine], inflation=inflation)
    return whole
