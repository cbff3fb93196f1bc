"""Baselines that a forecast must beat: the past of one series in, quantiles of its next steps out.

``values`` is float, shape (T,), at equal steps, NaN if missing; ``levels`` is Q increasing probabilities; the result is
float, shape (K, Q), for the K steps after the end of ``values``, and never below 0.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats

__all__ = ["flusight_baseline", "naive", "seasonal_naive"]

FLUSIGHT_DRAWS: Final = 100_000  # as in the code of the hub


def naive(values: Floats, *, horizon: int, levels: Sequence[float]) -> Floats:
    """Repeat the last known value, with quantiles from past one-step changes that widen with the square root of the step."""
    return seasonal_naive(values, season=1, horizon=horizon, levels=levels)


def seasonal_naive(values: Floats, *, season: int, horizon: int, levels: Sequence[float]) -> Floats:
    """Repeat the value of a season of m steps ago, with quantiles from past changes over a season.

    Step k = 0, 1, … has the median ``y[T - m + k mod m]``. Around it are the quantiles of {r} ∪ {-r}, where r are all
    known ``y_t - y_{t-m}``, times the square root of the number of seasons ahead, ``k // m + 1``. If a median is missing,
    the value of the latest earlier season that has one is used, which adds to the seasons ahead; in a phase never seen, it
    is the last known value. m falls back to 1 in a series of at most m points. Without any known change the width is 0.

    Raises
    ------
    ValueError
        No value of the series is known.
    """
    step = season if len(values) > season else 1
    base, seasons = _seasonal_medians(values, step, horizon)
    spread = np.quantile(_symmetric_changes(values, step), levels)
    return np.maximum(base[:, None] + np.sqrt(seasons)[:, None] * spread, 0)  # (K, Q)


def flusight_baseline(
    values: Floats, *, horizon: int, levels: Sequence[float], rng: np.random.Generator, draws: int = FLUSIGHT_DRAWS
) -> Floats:
    """Walk randomly from the last value by past changes, as the FluSight baseline of 2023-24 does.

    The symmetric changes r = {d} ∪ {-d} over exactly one step are represented by their quantiles s at ``draws`` equally
    spaced probabilities. The first step is ``max(0, y_T + s)``; each later one adds a random permutation of s, and its
    quantiles are those of the sum, shifted so that their median is y_T, and floored at 0. The next step continues from the
    sum before the shift. All known steps are used, and nothing is rounded. The first step is horizon 0 of the hub.

    It reproduces the published forecasts of 52 places: to 0.03 % of the 0.99 quantile in the first step, and in later ones
    to the 1 % by which two runs of ours differ (26 weeks; in the first three of the season the hub began a week earlier,
    from the value before the last).

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
    """Return the known changes over ``step`` steps and their negatives; only 0 if none is known."""
    changes = values[step:] - values[:-step]
    known = changes[~np.isnan(changes)]
    return np.concatenate([known, -known]) if len(known) else np.zeros(1)


def _seasonal_medians(values: Floats, season: int, horizon: int) -> tuple[Floats, Floats]:
    """Return the last known value in the phase of each step, and the number of seasons from it to the step."""
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
