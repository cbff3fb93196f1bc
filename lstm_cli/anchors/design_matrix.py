"""What linear anchors look at: lags, smoothed levels, seasonal lags and calendar harmonics of any (series, step)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.features.histories import Histories
from lstm_cli.features.history import History, smooth, smoothed

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
SEASONS_NEEDED: Final = 2.5  # a seasonal lag is used from so many seasons of history on
SEASON_COLUMNS: Final = ("target", "here", "before", "usual", "usual_here")  # regressors of each season
HARMONICS: Final = (1, 2)


@dataclass(frozen=True, slots=True)
class Design:
    """What regressions look at, kept so that any (series, step) can be gathered: see `rows`."""

    history: History
    smoothed: tuple[Floats, ...]  # (N, T) each
    lags: tuple[int, ...]  # seasonal lags in steps
    seasonal: tuple[Floats, ...]  # for each of them the smoothed seasonal deviation (N, T)

    def rows(self, series: Ints, step: Ints, ahead: Ints | None = None) -> Floats:
        """Return the regressors of some positions, shape (len, K, P); the last one is the constant.

        ahead (J,): of some steps ahead only, (len, J, P).
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
        angle = 2 * np.pi * self.history.phases[:, series[:, None], step[:, None] + ahead]  # (P, len, K)
        known = [round(season) in self.lags for season in self.history.seasons]
        for phase in angle[known]:  # with fewer seasons than that, harmonics memorise the one year
            parts += [np.stack([np.sin(n * phase), np.cos(n * phase)], axis=-1) for n in HARMONICS]
        parts.append(np.ones((len(series), horizon, 1)))
        return np.concatenate(parts, axis=-1)

    def _seasonal_rows(self, series: Ints, step: Ints, ahead: Ints, lag: int, seasonal: Floats) -> Floats:
        """Regressors of one season, in the order of `SEASON_COLUMNS`.

        They are the level a season before the target, the same before now, two seasons before the target, and the usual
        deviation at the target's and at now's time of the season.
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
        """Where every regressor has real history behind it, shape (N, T)."""
        return np.arange(self.history.steps) >= first_complete(self.history, self.lags)[:, None]


def first_complete(history: Histories, lags: tuple[int, ...]) -> Ints:
    """Return the first step of each series (N,) where every regressor has real history behind it."""
    wanted = 2 * max(lags, default=0) or 2
    # A series too short for the seasonal lags is taken as it is: its forecast lacks them too.
    need = np.where(history.lengths > wanted + 2, wanted, 1)
    return np.asarray(history.steps - history.lengths + need)


def regressor_count(seasons: Sequence[float], lags: Sequence[int]) -> int:
    """Return how many regressors P a row has, of data with these seasons and with these seasonal lags."""
    harmonics = 2 * len(HARMONICS) * sum(round(season) in lags for season in seasons)
    return len(LAGS) + len(SMOOTHING) + len(SEASON_COLUMNS) * len(lags) + harmonics + 1


def seasonal_lags(history: Histories) -> tuple[int, ...]:
    """Return the seasonal lags, in steps, that most series of a history are long enough for."""
    typical = float(np.median(history.lengths))
    return tuple(round(season) for season in history.seasons if typical >= SEASONS_NEEDED * season)


def design_of(history: History, lags: tuple[int, ...]) -> Design:
    """Prepare the regressors of a history, with these seasonal lags among them."""
    return Design(
        history,
        tuple(smoothed(history, SMOOTHING)),
        lags,
        tuple(_seasonal_deviation(history, lag) for lag in lags),
    )


def _seasonal_deviation(history: History, lag: int, weight: float = 0.3) -> Floats:
    """Smoothed deviation from the slow level, phase by phase: what this time of the season usually adds, (N, T).

    A missing count teaches nothing: what is carried over a gap is no deviation of its phase.
    """
    deviation = history.level - smooth(history, 2 / (lag + 1))
    known, exists = ~np.isnan(history.growth), history.exists
    usual = np.zeros_like(deviation)
    seen = np.zeros((len(deviation), lag), np.bool_)
    for step in range(history.steps):
        before = usual[:, step - lag] if step >= lag else np.zeros(len(deviation))
        share = np.where(seen[:, step % lag], weight, 1.0)
        learned = np.where(known[:, step], before + share * (deviation[:, step] - before), before)
        usual[:, step] = np.where(exists[:, step], learned, 0)
        seen[:, step % lag] |= known[:, step]
    return usual
