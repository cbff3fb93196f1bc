"""Forecasts on a grid of cutoffs, series and steps, whoever made them, and the baselines that they are compared with."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.metrics.baselines import flusight_baseline, naive, seasonal_naive

__all__ = ["BASELINES", "ForecastSet", "baseline_name", "baseline_quantiles"]

BASELINES: Final = ("seasonal-naive", "naive", "flusight")


@dataclass(frozen=True, slots=True)
class ForecastSet:
    """Quantile forecasts on a grid of C cutoffs, N series and K steps, with what came and a baseline's forecasts."""

    levels: tuple[float, ...]  # Q, increasing, symmetric about ½
    cutoffs: tuple[str, ...]  # C, as the data write times: the last time known when the forecast was made
    series: tuple[str, ...]  # N
    quantiles: Floats  # (C, N, K, Q) in counts, NaN where nothing was forecast
    outcomes: Floats  # (C, N, K) in counts, NaN where unknown
    scale: Floats  # (C, N): `seasonal_scale` of the past at that cutoff
    baseline: Floats  # (C, N, K, Q), NaN where none
    baseline_name: str  # one of the BASELINES
    slots: Ints  # (C,): the cutoffs on the panel's time line, increasing
    known: Ints | None = None  # (C, N): the last slot known to each series, where that is not the same for all

    @property
    def last_known(self) -> Ints:
        """The last slot known at each cutoff to each series, shape (C, N)."""
        shape = (len(self.cutoffs), len(self.series))
        return np.broadcast_to(self.slots[:, None], shape) if self.known is None else self.known


def baseline_name(name: str, *, season: int, known: int) -> str:
    """Return which baseline it really is: without a season in the longest past known, the seasonal naive is the naive."""
    return "naive" if name == "seasonal-naive" and not 1 < season < known else str(name)


def baseline_quantiles(name: str, past: Floats, *, season: int, horizon: int, levels: Sequence[float]) -> Floats:
    """Forecast the next steps by one of the `BASELINES`, shape (K, Q); NaN where nothing of the past (T,) is known.

    What is drawn at random depends on the past alone, so that every caller compares with the same baseline.
    """
    known = np.flatnonzero(~np.isnan(past))
    if not len(known):
        return np.full((horizon, len(levels)), np.nan)
    if name == "flusight":
        rng = np.random.default_rng(zlib.crc32(past[known[0] :].tobytes()))
        return flusight_baseline(past, horizon=horizon, levels=levels, rng=rng)
    if name == "naive":
        return naive(past, horizon=horizon, levels=levels)
    return seasonal_naive(past, season=season, horizon=horizon, levels=levels)
