"""Exponential smoothing as an anchor: a level, a damped trend and seasons of each series, in growth units.

With e_t the error of the forecast one step ahead: l_t = l_{t-1} + φ b_{t-1} + α e_t, b_t = φ b_{t-1} + α β e_t,
s_t = s_{t-m} + γ (1 - α) e_t, and the anchor k steps ahead is l_t + (φ + … + φ^k) b_t + the season's s (Holt 1957;
Winters 1960, doi:10.1287/mnsc.6.3.324; damped: Gardner & McKenzie 1985, doi:10.1287/mnsc.31.10.1237). Multiplicative in
counts, because growth units are logarithms. A long season is smoothed: each error also updates the neighbouring steps
of the season. The forecast of a series is the mean over its best few settings from a fixed grid. That is too little
freedom to memorise targets, so that no fold is held out.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import ClassVar, Final, Self

import numpy as np

from lstm_cli._arrays import Array, Arrays, Floats, Ints
from lstm_cli.anchors.base import Anchor, AnchorSizes, FitData
from lstm_cli.anchors.design_matrix import Design
from lstm_cli.features.histories import Histories
from lstm_cli.features.history import History

__all__ = ["ExponentialSmoothing"]

LEVEL_WEIGHTS: Final = (0.005, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 1.0)  # α
TRENDS: Final = ((0.0, 0.0), (0.1, 0.8), (0.1, 0.95), (0.3, 0.9), (0.3, 0.7))  # β and φ
SEASON_WEIGHTS: Final = (0.05, 0.15, 0.35, 0.7)  # γ
KEPT: Final = 8  # settings averaged; with 1 instead of 8 the anchor has 2 % more WIS over 60 data sets
# An error updates the steps within 1/26 of a season on either side; without: 1.3 % more WIS on 16 data sets.
NEIGHBOURS: Final = 26
SETTING_WIDTH: Final = 4  # α, β, φ and γ stand before the seasons
MAX_REACH: Final = 14  # steps, as for a year of days; bounds the work where a year has thousands
GRID_VALUES: Final = 8_000  # settings × series that are tried at once
PANEL_PRIOR: Final = 100.0  # forecasts of a series that weigh as much as the panel's ranking of settings
MAX_WORK: Final = 400_000_000  # settings × values forecast: series beyond it take the panel's settings


@dataclass(frozen=True, slots=True)
class ExponentialSmoothing(Anchor):
    """The settings (E, N, 4 + P) that are averaged in each series, and those (E, 4 + P) of the panel.

    A setting is α, β, φ, γ and for each of the P seasons 1 if it is used, else 0.
    """

    NAME: ClassVar[str] = "smoothing"
    RANGE: ClassVar[tuple[float, float]] = (0, 1)

    settings: Floats
    typical: Floats

    @classmethod
    def fit(cls, data: FitData) -> Self:
        """Choose each series' settings."""
        return cls(*_best_settings(data.history, data.lags, rng=data.rng))

    def at(self, design: Design, series: Ints, step: Ints, ahead: Ints | None = None) -> Floats:
        """Return the anchors made at n places, (1, n, K): the same for every fold."""
        history = design.history
        ahead = np.arange(1, history.horizon + 1) if ahead is None else ahead
        anchors = np.empty((1, len(series), len(ahead)))
        rows, place = np.unique(series, return_inverse=True)
        order = np.argsort(step, kind="stable")
        bounds = np.searchsorted(step[order], np.arange(history.steps + 1))
        settings = self.settings[:, rows]
        damped = _damped(settings, ahead)
        for now, state in _filter(history.take(rows), design.lags, settings):
            here = order[bounds[now] : bounds[now + 1]]
            if len(here):
                anchors[0, here] = state.mean_forecast(now, ahead, damped, place[here])
        return anchors

    def of_series(self, rows: Ints) -> Self:
        """Return the settings of some series, the panel's where the row is -1."""
        chosen = np.where((rows >= 0)[:, None], self.settings[:, rows], self.typical[:, None])
        return replace(self, settings=chosen)

    def to_arrays(self) -> Arrays:
        """Return the settings of the series and of the panel."""
        return {self.NAME: self.settings, f"{self.NAME}_typical": self.typical}

    @classmethod
    def shapes(cls, sizes: AnchorSizes) -> dict[str, tuple[int, ...]]:
        """Return the shapes of both."""
        width = SETTING_WIDTH + len(sizes.lags)
        return {cls.NAME: (KEPT, sizes.series, width), f"{cls.NAME}_typical": (KEPT, width)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Self:
        """Restore the anchor from its settings."""
        return cls(arrays[cls.NAME], arrays[f"{cls.NAME}_typical"])


@dataclass(slots=True)
class _State:
    """State of the recursions: level and trend (E, N), one table (E, N, m) for each season."""

    level: Floats
    trend: Floats
    seasons: list[Floats]
    used: list[Floats]  # 1 where a setting uses the season, else 0

    def forecast(self, step: int, ahead: Ints, damped: Floats) -> Floats:
        """Forecast (E, N, K) some steps ahead (K,), for which ``damped`` (E, N or 1, K) is φ + … + φ^k."""
        forecasts = self.level[..., None] + damped * self.trend[..., None]
        for used, season in zip(self.used, self.seasons, strict=True):
            forecasts += used[..., None] * season[:, :, (step + ahead) % season.shape[2]]
        return forecasts

    def mean_forecast(self, step: int, ahead: Ints, damped: Floats, rows: Ints) -> Floats:
        """Forecast chosen series by the mean over settings, (n, K); bit for bit independent of the other series."""
        forecasts = self.level[:, rows, None] + damped[:, rows] * self.trend[:, rows, None]
        for used, season in zip(self.used, self.seasons, strict=True):
            forecasts += used[:, rows, None] * season[:, rows[:, None], (step + ahead) % season.shape[2]]
        return np.asarray(reduce(np.add, forecasts) / len(forecasts))


def _damped(settings: Floats, ahead: Ints) -> Floats:
    """Return φ + … + φ^k of settings (E, N or 1, 4 + P) for some steps ahead, (E, N or 1, K)."""
    every = np.arange(1, int(ahead[-1]) + 1)
    return np.asarray(np.cumsum(settings[..., 2, None] ** every, axis=-1)[..., ahead - 1])


def _filter(history: History, lags: tuple[int, ...], settings: Floats) -> Iterator[tuple[int, _State]]:
    """Run settings (E, N or 1, 4 + P) over every series, and yield the state after each step."""
    steps = np.arange(history.steps)
    near = [np.arange(-reach, reach + 1) for reach in _reaches(lags)]
    alpha, beta, phi, gamma, *used = np.moveaxis(settings, -1, 0)
    begin = history.steps - history.lengths
    shape = (len(settings), len(begin))
    first = np.broadcast_to(history.level[np.arange(len(begin)), begin], shape).copy()
    state = _State(first, np.zeros(shape), _first_seasons(history, lags, used, shape), used)
    known, exists = ~np.isnan(history.growth), history.exists
    seen = np.cumsum(known, axis=1)
    all_known, all_exist = (np.asarray(each.all(axis=0)) for each in (known, exists))
    for step in steps:
        usual = [season[:, :, step % season.shape[2]] for season in state.seasons]
        slope = phi * state.trend
        expected = state.level + slope
        for included, here in zip(used, usual, strict=True):
            expected = expected + included * here
        error = history.level[:, step] - expected
        if not all_known[step]:
            error = np.where(known[:, step], error, 0)
        weight = np.maximum(
            alpha, 1 / np.maximum(seen[:, step], 1)
        )  # a running mean first, so that the initial value fades
        level, trend = state.level + slope + weight * error, slope + weight * beta * error
        if not all_exist[step]:
            level = np.where(exists[:, step], level, state.level)
            trend = np.where(exists[:, step], trend, state.trend)
        state.level, state.trend = level, trend
        for included, season, around in zip(used, state.seasons, near, strict=True):
            shared = included * gamma * (1 - weight) * error / len(around)
            season[:, :, (step + around) % season.shape[2]] += shared[..., None]
        yield int(step), state


def _reaches(lags: tuple[int, ...]) -> list[int]:
    """Return how many neighbours on either side a step of each season updates; 0 where a shorter season divides it."""
    nested = [any(lag % shorter == 0 for shorter in lags[:place]) for place, lag in enumerate(lags)]
    return [0 if inside else min(lag // NEIGHBOURS, MAX_REACH) for lag, inside in zip(lags, nested, strict=True)]


def _first_seasons(history: History, lags: tuple[int, ...], used: list[Floats], shape: tuple[int, int]) -> list[Floats]:
    """Return what each season usually adds at the start: the mean of a series' first two cycles, each about its mean.

    It is averaged over neighbouring steps, as the later updates are. Where the shortest season is used and divides a
    longer one, the longer one starts with what remains.
    """
    seasons: list[Floats] = []
    for place, (lag, reach) in enumerate(zip(lags, _reaches(lags), strict=True)):
        start = np.zeros((shape[1], lag))
        long = history.lengths >= 2 * lag
        for length in np.unique(history.lengths[long]).tolist():
            rows, begin = np.flatnonzero(history.lengths == length), history.steps - length
            cycles = history.level[rows, begin : begin + 2 * lag].reshape(len(rows), 2, lag)
            usual = (cycles - cycles.mean(axis=2, keepdims=True)).mean(axis=1)
            start[rows[:, None], (begin + np.arange(lag)) % lag] = usual
        start = np.mean([np.roll(start, by, axis=1) for by in range(-reach, reach + 1)], axis=0)
        season = np.broadcast_to(start, (*shape, lag)).copy()
        if place and lag % lags[0] == 0:
            season -= used[0][..., None] * np.tile(seasons[0], lag // lags[0])
        seasons.append(season)
    return seasons


def _grid(seasons: int) -> Floats:
    """Return every setting, (G, 4 + P): no season, any one of them, or all of them."""
    sets = [np.zeros(seasons), *np.eye(seasons)] + ([np.ones(seasons)] if seasons > 1 else [])
    return np.array(
        [
            (alpha, beta, phi, gamma, *used)
            for alpha, (beta, phi), used in itertools.product(LEVEL_WEIGHTS, TRENDS, sets)
            for gamma in (SEASON_WEIGHTS if used.any() else (0.0,))
        ]
    )


def _best_settings(history: Histories, lags: tuple[int, ...], *, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Choose each series' settings by the mean absolute error of its own forecasts and of the panel's."""
    grid = _grid(len(lags))
    count, steps = len(history.lengths), history.steps
    max_series = max(MAX_WORK // (len(grid) * steps * history.horizon), 1)
    rows = np.arange(count) if count <= max_series else np.sort(rng.choice(count, max_series, replace=False))
    error, forecasts = _errors(history.take(rows), lags, grid)
    panel = error.sum(axis=1) / max(float(forecasts.sum()), 1)
    best = int(np.argmin(panel))
    own = error / np.maximum(forecasts, 1)
    trust = forecasts / (forecasts + PANEL_PRIOR * history.horizon)
    # Errors are relative to those of the panel's best setting: those of the series' own best can be 0.
    scale = np.maximum(own[best], 0.3 * panel[best]) + 1e-9
    merit = trust * own / scale + (1 - trust) * (panel / (panel[best] + 1e-9))[:, None]
    typical = grid[np.argsort(panel, kind="stable")[:KEPT]]
    settings = np.repeat(typical[:, None], count, axis=1)
    settings[:, rows] = grid[np.argsort(merit, axis=0, kind="stable")[:KEPT]]
    return settings, typical


def _errors(history: History, lags: tuple[int, ...], grid: Floats) -> tuple[Floats, Floats]:
    """Sum of absolute errors of every setting in every series (G, N), and of how many forecasts (N,)."""
    count = len(history.lengths)
    size = max(GRID_VALUES // len(grid), 1)  # more series than these leave the processor's cache
    parts = [
        _errors_of(history.take(np.arange(first, min(first + size, count))), lags, grid)
        for first in range(0, count, size)
    ]
    return np.concatenate([total for total, _ in parts], axis=1), np.concatenate([number for _, number in parts])


def _errors_of(history: History, lags: tuple[int, ...], grid: Floats) -> tuple[Floats, Floats]:
    """Return the same of a few series."""
    horizon, steps = history.horizon, history.steps
    begin = steps - history.lengths + 2 * max(lags, default=0)
    known, ahead = ~np.isnan(history.growth), np.arange(1, horizon + 1)
    total, count = np.zeros((len(grid), len(begin))), np.zeros(len(begin))
    damped = _damped(grid[:, None], ahead)
    for step, state in _filter(history, lags, grid[:, None]):
        inside = min(horizon, steps - 1 - step)
        counts = known[:, step + 1 : step + 1 + inside] & (known[:, step] & (step >= begin))[:, None]
        if not counts.any():
            continue
        target = np.where(counts, history.growth[:, step + 1 : step + 1 + inside], 0)
        made = state.forecast(step, ahead[:inside], damped[..., :inside])
        total += (np.abs(made - target) * counts).sum(axis=-1)
        count += counts.sum(axis=-1)
    return total, count
