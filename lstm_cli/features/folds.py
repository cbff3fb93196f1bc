"""The stretches of the time line that are held out from each ensemble member."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.features.history import History

__all__ = ["FOLDS", "UNSEEN", "example_weights", "fold_bounds", "fold_of", "time_folds"]

FOLDS: Final = 4
UNSEEN: Final = -1  # the fold of what training did not look at
MAX_STRETCHES: Final = 5  # of each fold
# A forecast is weighted by powers of the count: between errors in growth (0) and errors in counts (1), as in WIS.
SERIES_POWER: Final = 0.25  # of a series' typical count; 0 costs a panel of very different series 14 % of WIS
TIME_POWER: Final = 0.1  # of a count relative to its series' typical count; 0.25 overfits a single high peak


def fold_bounds(history: History, horizon: int) -> Ints:
    """Return the slots at which one stretch ends and the next begins: stretches of about two horizons or more.

    The bounds are quantiles of the observed slots, so that every stretch holds the same number of observations.
    Where the time line is shorter than eight horizons, the F stretches are shorter than that.
    """
    slots = history.slots[:, : history.steps]
    seen = np.sort(slots[~np.isnan(history.growth)])
    distinct = len(np.unique(seen))
    stretches = FOLDS * int(np.clip(distinct // (FOLDS * 2 * horizon), 1, MAX_STRETCHES))
    bounds: Ints = seen[(np.arange(1, stretches) * len(seen)) // stretches]
    return bounds


def fold_of(bounds: Ints, places: Ints) -> Ints:
    """Return the fold 0..F-1 of slots or times: stretches are dealt out in turn."""
    return np.asarray(np.searchsorted(bounds, places, side="right") % FOLDS)


def time_folds(history: History, horizon: int) -> Ints:
    """Return the fold 0..F-1 of every step (N, T)."""
    return fold_of(fold_bounds(history, horizon), history.slots[:, : history.steps])


def example_weights(history: History, smoothed: Floats) -> Floats:
    """Return how much a forecast made at each step counts (N, T), mean 1 over what exists; smoothed (N, T) growth."""
    exists = history.exists
    typical = (np.where(exists, smoothed, 0).sum(axis=1) / exists.sum(axis=1))[:, None]
    weights = np.where(exists, np.exp(SERIES_POWER * typical + TIME_POWER * (smoothed - typical)), 0)
    return np.asarray(weights / (weights.sum() / history.exists.sum()))
