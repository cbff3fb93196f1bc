"""The regressors of linear anchors: lags, smoothed levels, seasonal lags and calendar harmonics at any (series, step)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.features.histories import Histories
from lstm_cli.features.history import History, smoothed

__all__ = [
    "LAGS",
    "SEASON_COLUMNS",
    "SMOOTHING",
    "Design",
    "design_of",
    "first_complete",
    "regressor_count",
    "seasonal_lags",
]

LAGS: Final = (1, 2, 3, 4, 5, 6, 8, 10, 13)
SMOOTHING: Final = (0.5, 0.2, 0.07, 0.02)  # weights of the exponentially smoothed levels
SEASONS_NEEDED: Final = 2.5  # seasons of history needed for a seasonal lag
DEVIATION_WEIGHT: Final = 0.3  # of the newest deviation in the smoothed seasonal deviation
SEASON_COLUMNS: Final = ("target", "here", "before", "usual", "usual_here")  # regressors of each season
HARMONICS: Final = (1, 2)


@dataclass(frozen=True, slots=True)
class Design:
    """The data behind the regressors, from which `rows` gathers those of any (series, step)."""

    history: History
    smoothed: tuple[Floats, ...]  # (N, T) each
    lags: tuple[int, ...]  # seasonal lags in steps
    seasonal: tuple[Floats, ...]  # the smoothed seasonal deviation (N, T) for each lag

    def rows(self, series: Ints, step: Ints, ahead: Ints | None = None) -> Floats:
        """Return the regressors at n places, (n, K, P); the last one is the constant.

        ahead (J,): only these steps ahead, with the result (n, J, P).
        """
        ahead = np.arange(1, self.history.horizon + 1) if ahead is None else ahead
        horizon = len(ahead)
        level = self.history.level
        now = level[series, step]
        common = [level[series, np.maximum(step - lag, 0)] - now for lag in LAGS]
        common += [smoothed[series, step] - now for smoothed in self.smoothed]
        parts = [np.repeat(np.stack(common, axis=1)[:, None], horizon, axis=1)]
        for lag, seasonal in zip(self.lags, self.seasonal, strict=True):
            parts.append(self._seasonal_rows(series, step, ahead, lag, seasonal))
        angle = 2 * np.pi * self.history.phases[:, series[:, None], step[:, None] + ahead]  # (seasons, n, K)
        known = [round(season) in self.lags for season in self.history.seasons]
        for phase in angle[known]:  # with fewer seasons, harmonics would memorise a single year
            parts += [np.stack([np.sin(n * phase), np.cos(n * phase)], axis=-1) for n in HARMONICS]
        parts.append(np.ones((len(series), horizon, 1)))
        return np.concatenate(parts, axis=-1)

    def _seasonal_rows(self, series: Ints, step: Ints, ahead: Ints, lag: int, seasonal: Floats) -> Floats:
        """Return the regressors of one season, in the order of `SEASON_COLUMNS`.

        They are the levels one season before the target, one season before now, and two seasons before the target, and the
        usual seasonal deviations at the target and now.
        """
        back = step[:, None] + ahead - lag * -(-ahead // lag)
        level, column = self.history.level, series[:, None]
        now = level[series, step]
        target = level[column, np.maximum(back, 0)]
        before = level[column, np.maximum(back - lag, 0)]
        here = level[series, np.maximum(step - lag, 0)]
        usual, usual_here = seasonal[column, np.maximum(back, 0)], seasonal[series, np.maximum(step - lag, 0)]
        same = np.broadcast_to((here - now)[:, None], target.shape)
        flat = np.broadcast_to(usual_here[:, None], target.shape)
        return np.stack([target - now[:, None], same, before - now[:, None], usual, flat], axis=-1)

    def complete(self) -> Bools:
        """Return where every regressor is computed from real history, (N, T)."""
        return np.arange(self.history.steps) >= first_complete(self.history, self.lags)[:, None]


def first_complete(history: Histories, lags: tuple[int, ...]) -> Ints:
    """Return the first step of each series (N,) at which every regressor is computed from real history."""
    wanted = 2 * max(lags, default=0) or 2
    # A series too short for the seasonal lags is used as it is: its forecasts lack them too.
    need = np.where(history.lengths > wanted + 2, wanted, 1)
    return np.asarray(history.steps - history.lengths + need)


def regressor_count(seasons: Sequence[float], lags: Sequence[int]) -> int:
    """Return the number of regressors P for data with these seasons and seasonal lags."""
    harmonics = 2 * len(HARMONICS) * sum(round(season) in lags for season in seasons)
    return len(LAGS) + len(SMOOTHING) + len(SEASON_COLUMNS) * len(lags) + harmonics + 1


def seasonal_lags(history: Histories) -> tuple[int, ...]:
    """Return the seasonal lags, in steps, that most series of a history are long enough for."""
    typical = float(np.median(history.lengths))
    return tuple(round(season) for season in history.seasons if typical >= SEASONS_NEEDED * season)


def design_of(history: History, lags: tuple[int, ...]) -> Design:
    """Prepare the regressors of a history, including those of some seasonal lags."""
    slow = [2 / (lag + 1) for lag in lags]
    levels = smoothed(history, (*SMOOTHING, *slow))  # in one pass over the steps
    usual = (
        _seasonal_deviation(history, lag, level) for lag, level in zip(lags, levels[len(SMOOTHING) :], strict=True)
    )
    return Design(history, levels[: len(SMOOTHING)], lags, tuple(usual))


def _seasonal_deviation(history: History, lag: int, slow: Floats) -> Floats:
    """Return the usual deviation of each time of the season from the slow level, smoothed from season to season, (N, T).

    Missing counts do not change it, because a value carried over a gap says nothing about its time of the season.
    """
    deviation = history.level - slow
    known, exists = ~np.isnan(history.growth), history.exists
    usual = np.zeros_like(deviation)
    before, seen = np.zeros((len(deviation), lag)), np.zeros((len(deviation), lag), np.bool_)
    for first in range(0, history.steps, lag):  # a season at a time
        here = slice(first, first + lag)
        size = known[:, here].shape[1]
        share = np.where(seen[:, :size], DEVIATION_WEIGHT, 1.0)
        past = before[:, :size]
        learned = np.where(known[:, here], past + share * (deviation[:, here] - past), past)
        usual[:, here] = np.where(exists[:, here], learned, 0)
        before = usual[:, here]
        seen[:, :size] |= known[:, here]
    return usual
