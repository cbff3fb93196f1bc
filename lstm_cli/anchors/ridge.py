"""Anchors: where a forecast would go without the network, g_t plus a linear step for every horizon.

An anchor is either a simple rule or a ridge regression of the growth g_{t+k} - g_t on lags, smoothed levels, seasonal
lags and calendar harmonics (Hoerl & Kennard 1970; direct multi-step: one regression a step
ahead). Every fold of the time line that is held out has a regression of its own that has not seen it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.features.history import History, smooth

__all__ = ["SMOOTHING", "Design", "Regression", "design_of", "fit_anchors", "regressor_count", "seasonal_lags"]


LAGS: Final = (1, 2, 3, 4, 5, 6, 8, 10, 13)
SMOOTHING: Final = (0.5, 0.2, 0.07, 0.02)  # weights of the exponentially smoothed levels
SEASONS_NEEDED: Final = 2.5  # a seasonal lag is used from so many seasons of history on
PENALTIES: Final = (1.0, 10.0, 100.0, 1e3, 1e4, 1e6)
SEASON_COLUMNS: Final = ("target", "here", "before", "usual", "usual_here")  # regressors of each season
HARMONICS: Final = (1, 2)
MAX_ROWS: Final = 20_000  # positions a regression is fitted on; more do not change it


@dataclass(frozen=True, slots=True)
class Design:
    """What regressions look at, kept so that any (series, step) can be gathered: see `rows`."""

    history: History
    smoothed: tuple[Floats, ...]  # (N, T) each
    lags: tuple[int, ...]  # seasonal lags in steps
    seasonal: tuple[Floats, ...]  # for each of them the smoothed seasonal deviation (N, T)

    def rows(self, series: Ints, step: Ints) -> Floats:
        """Return the regressors of some positions, shape (len, K, P); the last one is the constant."""
        horizon = self.history.horizon
        ahead = np.arange(1, horizon + 1)
        level = self.history.level
        now = level[series, step]
        common = [level[series, np.maximum(step - lag, 0)] - now for lag in LAGS]
        common += [smoothed[series, step] - now for smoothed in self.smoothed]
        parts = [np.repeat(np.stack(common, axis=1)[:, None], horizon, axis=1)]
        for lag, seasonal in zip(self.lags, self.seasonal, strict=True):
            parts.append(self._seasonal_rows(series, step, lag, seasonal, now))
        angle = 2 * np.pi * self.history.phases[:, series[:, None], step[:, None] + ahead]  # (P, len, K)
        known = [round(season) in self.lags for season in self.history.seasons]
        for one in angle[known]:  # with fewer seasons than that, harmonics learn one year by heart
            parts += [np.stack([np.sin(n * one), np.cos(n * one)], axis=-1) for n in HARMONICS]
        parts.append(np.ones((len(series), horizon, 1)))
        return np.concatenate(parts, axis=-1)

    def _seasonal_rows(self, series: Ints, step: Ints, lag: int, seasonal: Floats, now: Floats) -> Floats:
        """Regressors of one season, in the order of `SEASON_COLUMNS`.

        They are the level a season before the target, the same before now, two seasons before the target, and the usual
        deviation at the target's and at now's time of the season.
        """
        ahead = np.arange(1, self.history.horizon + 1)
        back = step[:, None] + ahead - lag * -(-ahead // lag)
        level, column = self.history.level, series[:, None]
        target = level[column, np.maximum(back, 0)]
        before = level[column, np.maximum(back - lag, 0)]
        here = level[series, np.maximum(step - lag, 0)]
        usual, usual_here = seasonal[column, np.maximum(back, 0)], seasonal[series, np.maximum(step - lag, 0)]
        same = np.broadcast_to((here - now)[:, None], target.shape)
        flat = np.broadcast_to(usual_here[:, None], target.shape)
        return np.stack([target - now[:, None], same, before - now[:, None], usual, flat], axis=-1)

    def complete(self) -> Bools:
        """Where every regressor has real history behind it, shape (N, T)."""
        begin = self.history.steps - self.history.lengths
        wanted = 2 * max(self.lags, default=0) or 2
        # A series too short for the seasonal lags is taken as it is: its forecast lacks them too.
        need = np.where(self.history.lengths > wanted + 2, wanted, 1)
        return np.arange(self.history.steps) >= (begin + need)[:, None]


def regressor_count(seasons: Sequence[float], lags: Sequence[int]) -> int:
    """Return how many regressors P a row has, of data with these seasons and with these seasonal lags."""
    harmonics = 2 * len(HARMONICS) * sum(round(season) in lags for season in seasons)
    return len(LAGS) + len(SMOOTHING) + len(SEASON_COLUMNS) * len(lags) + harmonics + 1


def seasonal_lags(history: History) -> tuple[int, ...]:
    """Return the seasonal lags, in steps, that most series of a history are long enough for."""
    typical = float(np.median(history.lengths))
    return tuple(round(season) for season in history.seasons if typical >= SEASONS_NEEDED * season)


def design_of(history: History, lags: tuple[int, ...]) -> Design:
    """Prepare the regressors of a history, with these seasonal lags among them."""
    return Design(
        history,
        tuple(smooth(history, weight) for weight in SMOOTHING),
        lags,
        tuple(_seasonal_deviation(history, lag) for lag in lags),
    )


def _seasonal_deviation(history: History, lag: int, weight: float = 0.3) -> Floats:
    """Smoothed deviation from the slow level, phase by phase: what this time of the season usually adds."""
    deviation = history.level - smooth(history, 2 / (lag + 1))
    usual = np.zeros_like(deviation)
    exists = history.exists
    for step in range(history.steps):
        before = usual[:, step - lag] if step >= lag else 0.0
        seen = exists[:, step - lag] if step >= lag else False
        share = np.where(seen, weight, 1.0)
        usual[:, step] = np.where(exists[:, step], before + share * (deviation[:, step] - before), 0)
    return usual


@dataclass(frozen=True, slots=True)
class Regression:
    """Regressions by fold: coefficients (F, K, P), applied to the rows of its design."""

    coefficients: Floats
    error: float  # mean absolute error on folds that were not seen, in growth units

    def anchors(self, design: Design, series: Ints, step: Ints) -> Floats:
        """Return the anchors of some positions, (F, len, K), in growth units."""
        rows = design.rows(series, step)
        change = np.einsum("lkp,fkp->flk", rows, self.coefficients, optimize=True)
        return np.asarray(design.history.level[series, step][:, None] + change)


@dataclass(frozen=True, slots=True)
class _Sample:
    """Ints that regressions are fitted on: rows (L, K, P), target growth, weight (0 where unknown), fold (L, K)."""

    rows: Floats
    target: Floats
    weight: Floats
    fold: Ints

    def error(self, coefficients: Floats) -> float:
        """Weighted mean absolute error of each fold's regression on the fold it has not seen."""
        total = 0.0
        for one in range(len(coefficients)):
            gap = np.abs(np.einsum("lkp,kp->lk", self.rows, coefficients[one]) - self.target)
            total += float((self.weight * gap)[self.fold == one].sum())
        return total / max(float(self.weight.sum()), 1e-12)


def fit_anchors(
    design: Design, folds: Ints, weights: Floats, *, rng: np.random.Generator
) -> tuple[Regression, Regression]:
    """Return the simple rule and the ridge regression that forecast held-out folds best, by mean absolute error.

    folds (N, T): the fold of every step, 0..F-1; weights (N, T): how much a forecast made there counts.
    """
    sample = _sample(design, folds, weights, rng)
    count = int(folds.max()) + 1
    rules = [np.broadcast_to(rule, (count, *rule.shape)) for rule in _rules(design, sample.rows.shape[1:])]
    simple = min((Regression(rule, sample.error(rule)) for rule in rules), key=lambda option: option.error)
    scale = np.sqrt((sample.weight[..., None] * sample.rows**2).sum((0, 1)) / max(sample.weight.sum(), 1e-12)) + 1e-9
    moments = _moments(sample, scale, count)
    options = (_solve(*moments, penalty) / scale for penalty in PENALTIES)
    ridge = min((Regression(option, sample.error(option)) for option in options), key=lambda option: option.error)
    # Laid out as a model file gives them back: other strides take other sums, and differ in the last bit.
    plain, regressed = (
        replace(found, coefficients=np.ascontiguousarray(found.coefficients)) for found in (simple, ridge)
    )
    return plain, regressed


def _sample(design: Design, folds: Ints, weights: Floats, rng: np.random.Generator) -> _Sample:
    """Gather the positions to fit on, at most `MAX_ROWS` of them."""
    history = design.history
    usable = design.complete() & ~np.isnan(history.growth)
    series, step = np.nonzero(usable[:, :-1])
    if len(series) > MAX_ROWS:
        chosen = np.sort(rng.choice(len(series), MAX_ROWS, replace=False))
        series, step = series[chosen], step[chosen]
    ahead = step[:, None] + np.arange(1, history.horizon + 1)
    inside, ahead = ahead < history.steps, np.minimum(ahead, history.steps - 1)
    target = history.growth[series[:, None], ahead]
    known = inside & ~np.isnan(target)
    return _Sample(
        design.rows(series, step),
        np.where(known, target - history.level[series, step][:, None], 0),
        np.where(known, weights[series, step][:, None], 0),
        np.where(known, folds[series[:, None], ahead], -1),
    )


def _rules(design: Design, shape: tuple[int, ...]) -> list[Floats]:
    """Return coefficients (K, P) of the simple rules.

    They are the last value, smoothed levels, each of these with what the season adds, the seasonal naive, and the last
    value plus last season's growth.
    """
    first, season = len(LAGS), len(LAGS) + len(SMOOTHING)
    rules = [np.zeros(shape) for _ in range(1 + len(SMOOTHING))]
    for place in range(len(SMOOTHING)):
        rules[1 + place][:, first + place] = 1
    for _ in design.lags:
        target, here, _, usual, usual_here = range(season, season + len(SEASON_COLUMNS))
        season += len(SEASON_COLUMNS)
        plain = [rule.copy() for rule in rules[: 1 + len(SMOOTHING)]]
        for rule in plain:
            rule[:, [usual, usual_here]] = 1, -1  # plus what the season usually adds
        naive, growth = np.zeros(shape), np.zeros(shape)
        naive[:, target] = 1
        growth[:, [target, here]] = 1, -1
        rules += [*plain, naive, growth]
    return rules


def _moments(sample: _Sample, scale: Floats, count: int) -> tuple[Floats, Floats]:
    """Return sums of squares and products over all but each fold: (F, K, P, P) and (F, K, P)."""
    horizon, regressors = sample.rows.shape[1:]
    grams, moments = np.zeros((count, horizon, regressors, regressors)), np.zeros((count, horizon, regressors))
    for k in range(horizon):
        for one in range(count):
            mine = sample.fold[:, k] == one
            rows = sample.rows[mine, k] / scale
            weighted = rows.T * sample.weight[mine, k]
            grams[one, k], moments[one, k] = weighted @ rows, weighted @ sample.target[mine, k]
    return grams.sum(0) - grams, moments.sum(0) - moments


def _solve(grams: Floats, moments: Floats, penalty: float) -> Floats:
    """Ridge coefficients (F, K, P) of standardised rows; a large penalty leaves the last value."""
    return np.asarray(np.linalg.solve(grams + penalty * np.eye(grams.shape[-1]), moments[..., None])[..., 0])
