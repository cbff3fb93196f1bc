"""Choose the settings of exponential smoothing that forecast best, by trying a fixed grid on the history of each series."""

import itertools
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.anchors.smoothing_filter import damped_sums, states
from lstm_cli.features.histories import Histories
from lstm_cli.features.history import History

__all__ = ["KEPT", "best_settings", "grid_of"]

LEVEL_WEIGHTS: Final = (0.005, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.85, 1.0)  # α
TRENDS: Final = ((0.0, 0.0), (0.1, 0.8), (0.1, 0.95), (0.3, 0.9), (0.3, 0.7))  # β and φ
SEASON_WEIGHTS: Final = (0.05, 0.15, 0.35, 0.7)  # γ
KEPT: Final = 8  # settings averaged; with only 1 the anchor's WIS over 60 data sets is 2 % higher
GRID_VALUES: Final = 8_000  # settings × series that are tried at once
PANEL_PRIOR: Final = 100.0  # number of forecasts of a series that weigh as much as the panel's ranking of settings
MAX_WORK: Final = 400_000_000  # settings × forecast values, beyond which further series take the panel's settings
MAX_WORK_OF_ONE: Final = 2_000_000_000  # the same for one series, beyond which only its newest steps are tried
MIN_CYCLES: Final = 3  # of the longest season among these newest steps; the first two cycles are not forecast


def grid_of(seasons: int) -> Floats:
    """Return every setting, (G, 4 + P): no season, any one of them, or all of them."""
    sets = [np.zeros(seasons), *np.eye(seasons)] + ([np.ones(seasons)] if seasons > 1 else [])
    return np.array(
        [
            (alpha, beta, phi, gamma, *used)
            for alpha, (beta, phi), used in itertools.product(LEVEL_WEIGHTS, TRENDS, sets)
            for gamma in (SEASON_WEIGHTS if used.any() else (0.0,))
        ]
    )


def best_settings(history: Histories, lags: tuple[int, ...], *, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Choose the settings of each series by the mean absolute errors of its own forecasts and of all forecasts of the panel.

    Returns the settings (E, N, 4 + P) of the series, and those (E, 4 + P) of the panel.
    """
    grid = grid_of(len(lags))
    count, steps = len(history.lengths), history.steps
    max_series = max(MAX_WORK // (len(grid) * steps * history.horizon), 1)
    newest = max(MAX_WORK_OF_ONE // (len(grid) * history.horizon), MIN_CYCLES * max(lags, default=0))
    rows = np.arange(count) if count <= max_series else np.sort(rng.choice(count, max_series, replace=False))
    error, forecasts = _errors(history.take(rows).newest(newest), lags, grid)
    panel = error.sum(axis=1) / max(float(forecasts.sum()), 1)
    best = int(np.argmin(panel))
    own = error / np.maximum(forecasts, 1)
    trust = forecasts / (forecasts + PANEL_PRIOR * history.horizon)
    # Errors are relative to those of the panel's best setting, because those of the series' own best can be 0.
    scale = np.maximum(own[best], 0.3 * panel[best]) + 1e-9
    merit = trust * own / scale + (1 - trust) * (panel / (panel[best] + 1e-9))[:, None]
    typical = grid[np.argsort(panel, kind="stable")[:KEPT]]
    settings = np.repeat(typical[:, None], count, axis=1)
    settings[:, rows] = grid[np.argsort(merit, axis=0, kind="stable")[:KEPT]]
    return settings, typical


def _errors(history: History, lags: tuple[int, ...], grid: Floats) -> tuple[Floats, Floats]:
    """Return the sum of absolute errors of every setting in every series (G, N), and the number of forecasts (N,)."""
    count = len(history.lengths)
    size = max(GRID_VALUES // len(grid), 1)  # more series would not fit into the processor's cache
    parts = [
        _errors_of(history.take(np.arange(first, min(first + size, count))), lags, grid)
        for first in range(0, count, size)
    ]
    error = np.concatenate([total for total, _ in parts], axis=1)
    error[~np.isfinite(error)] = np.inf  # several seasons that each absorb nearly all of an error diverge together
    return error, np.concatenate([number for _, number in parts])


@np.errstate(over="ignore", invalid="ignore")
def _errors_of(history: History, lags: tuple[int, ...], grid: Floats) -> tuple[Floats, Floats]:
    """Return the same for a few series."""
    horizon, steps = history.horizon, history.steps
    begin = steps - history.lengths + 2 * max(lags, default=0)
    known, ahead = ~np.isnan(history.growth), np.arange(1, horizon + 1)
    total, count = np.zeros((len(grid), len(begin))), np.zeros(len(begin))
    damped = damped_sums(grid[:, None], ahead)
    for step, state in states(history, lags, grid[:, None]):
        inside = min(horizon, steps - 1 - step)
        counts = known[:, step + 1 : step + 1 + inside] & (known[:, step] & (step >= begin))[:, None]
        if not counts.any():
            continue
        target = np.where(counts, history.growth[:, step + 1 : step + 1 + inside], 0)
        made = state.forecast(step, ahead[:inside], damped[..., :inside])
        total += (np.abs(made - target) * counts).sum(axis=-1)
        count += counts.sum(axis=-1)
    return total, count
