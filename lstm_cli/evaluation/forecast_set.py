"""Forecasts of any origin on a grid of cutoffs, series and steps, and the baselines that they are compared with."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.metrics.baselines import flusight_baseline, naive, seasonal_naive
from lstm_cli.options import Baseline
from lstm_cli.panel.scale import COUNTS, Scale

__all__ = ["BASELINES", "ForecastSet", "baseline_name", "baseline_quantiles"]

BASELINES: Final = tuple(map(str, Baseline))


@dataclass(frozen=True, slots=True)
class ForecastSet:
    """Quantile forecasts on a grid of C cutoffs, N series and K steps, with their outcomes and a baseline's forecasts."""

    levels: tuple[float, ...]  # Q, increasing, symmetric about ½
    cutoffs: tuple[str, ...]  # C, the last known times, written as in the data
    series: tuple[str, ...]  # N
    quantiles: Floats  # (C, N, K, Q) in values of the kind, NaN where nothing was forecast
    outcomes: Floats  # (C, N, K) in the same, NaN where unknown
    scale: Floats  # (C, N): `seasonal_scale` of the past at that cutoff
    baseline: Floats  # (C, N, K, Q), NaN where none
    baseline_name: str  # one of the BASELINES, or the name of a model
    slots: Ints  # (C,): the cutoffs on the panel's time line, increasing
    known: Ints | None = None  # (C, N): the last known slot of each series, if they differ
    value_scale: Scale = COUNTS  # the kind and the decimals of the outcomes

    @property
    def last_known(self) -> Ints:
        """The last known slot of each series at each cutoff, (C, N)."""
        shape = (len(self.cutoffs), len(self.series))
        return np.broadcast_to(self.slots[:, None], shape) if self.known is None else self.known


def baseline_name(name: str, *, season: int, known: int) -> str:
    """Return the baseline in effect: without a whole season in the longest known past, the seasonal naive is the naive."""
    return str(Baseline.NAIVE if name == Baseline.SEASONAL_NAIVE and not 1 < season < known else name)


def baseline_quantiles(name: str, past: Floats, *, season: int, horizon: int, levels: Sequence[float]) -> Floats:
    """Return the forecast (K, Q) of one of the `BASELINES` for the next steps; NaN if nothing of the past (T,) is known.

    Random draws depend only on the past, so that every caller compares with the same baseline.
    """
    known = np.flatnonzero(~np.isnan(past))
    if not len(known):
        return np.full((horizon, len(levels)), np.nan)
    if name == Baseline.FLUSIGHT:
        rng = np.random.default_rng(zlib.crc32(past[known[0] :].tobytes()))
        return flusight_baseline(past, horizon=horizon, levels=levels, rng=rng)
    if name == Baseline.NAIVE:
        return naive(past, horizon=horizon, levels=levels)
    return seasonal_naive(past, season=season, horizon=horizon, levels=levels)
