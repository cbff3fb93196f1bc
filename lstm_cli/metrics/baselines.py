"""Baselines that a forecast must beat: the past of one series in, quantiles of its next steps out.

``values`` is float, shape (T,), at equal steps, NaN where missing; ``levels`` is Q increasing probabilities; what
comes back is float, shape (K, Q), for the K steps after the end of ``values``, never below 0.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats

__all__ = ["flusight_baseline", "naive", "seasonal_naive"]

FLUSIGHT_DRAWS: Final = 100_000  # as the hub's own code


def naive(values: Floats, *, horizon: int, levels: Sequence[float]) -> Floats:
    """Repeat the last known value, with quantiles of past one-step changes that widen with the square root of the step."""
    return seasonal_naive(values, season=1, horizon=horizon, levels=levels)


def seasonal_naive(values: Floats, *, season: int, horizon: int, levels: Sequence[float]) -> Floats:
    """Repeat the value a season of m steps ago, with quantiles of past changes over a season.

    Step k = 0, 1, … has the median ``y[T - m + k mod m]``, and around it the quantiles of {r} ∪ {-r}, r being all
    known ``y_t - y_{t-m}``, times the square root of the seasons ahead, ``k // m + 1``. A missing median is taken from
    as many seasons earlier as it must be, which counts as further ahead; in a phase never seen it is the last known
    value. m falls back to 1 in a series of no more than m points. Without any change to learn from the width is 0.

    Raises
    ------
    ValueError
        Nothing is known of the series.
    """
    step = season if len(values) > season else 1
    base, seasons = _seasonal_medians(values, step, horizon)
    spread = np.quantile(_symmetric_changes(values, step), levels)
    return np.maximum(base[:, None] + np.sqrt(seasons)[:, None] * spread, 0)  # (K, Q)


def flusight_baseline(
    values: Floats, *, horizon: int, levels: Sequence[float], rng: np.random.Generator, draws: int = FLUSIGHT_DRAWS
) -> Floats:
    """Walk at random by past changes from the last value, as the FluSight baseline of 2023-24 does.

    The changes r = {d} ∪ {-d} over exactly one step are drawn as their own quantiles at ``draws`` equally spaced
    probabilities, s. The first step is ``max(0, y_T + s)``; each later one adds a random permutation of s, and its
    quantiles are those of the sum, moved so that its median is y_T again, and floored at 0. The sum that goes on is
    the one not moved. All steps known are used and nothing is rounded. The first step is the hub's horizon 0.

    It reproduces the published forecasts of 52 places: to 0.03 % of the 0.99 quantile in the first step, and to the
    1 % by which two runs of ours differ in the later ones (26 weeks; in the first three of the season the hub began
    a week earlier, from the value before the last).

    References
    ----------
    https://github.com/cdcepi/FluSight-forecast-hub; Cramer et al. 2022, doi:10.1073/pnas.2113561119.
    """
    last = _last_known(values)
    ranks = np.linspace(0, 1, draws)
    known = np.sort(_symmetric_changes(values, 1))
    changes = np.interp(ranks, np.linspace(0, 1, len(known)), known)  # np.quantile takes nine times as long
    walk = np.maximum(last + changes, 0)
    quantiles = np.empty((horizon, len(levels)))
    quantiles[0] = np.interp(levels, ranks, np.sort(walk))
    for k in range(1, horizon):
        walk += rng.permutation(changes)
        *walked, median = np.interp([*levels, 0.5], ranks, np.sort(walk))
        quantiles[k] = np.maximum(walked - median + last, 0)
    return quantiles


def _symmetric_changes(values: Floats, step: int) -> Floats:
    """Return the known changes over so many steps and their negatives; 0 alone where none is known."""
    changes = values[step:] - values[:-step]
    known = changes[~np.isnan(changes)]
    return np.concatenate([known, -known]) if len(known) else np.zeros(1)


def _seasonal_medians(values: Floats, season: int, horizon: int) -> tuple[Floats, Floats]:
    """Return the last known value in the phase of each step, and how many seasons ahead of it the step is."""
    last = _last_known(values)
    ahead = np.arange(horizon)
    base, seasons = values[len(values) - season + ahead % season], (ahead // season + 1).astype(float)
    for k in np.flatnonzero(np.isnan(base)):
        phase = values[len(values) - season + k % season :: -season]  # the latest first
        known = np.flatnonzero(~np.isnan(phase))
        missing = int(known[0]) if len(known) else 0
        base[k] = phase[missing] if len(known) else last
        seasons[k] += missing
    return base, seasons


def _last_known(values: Floats) -> float:
    """Return the last value that is not missing."""
    known = values[~np.isnan(values)]
    if not len(known):
        raise ValueError("a baseline needs at least one known value")
    return float(known[-1])
