"""The stretches of the time line that are held out from each ensemble member."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.features.histories import Histories, parts
from lstm_cli.features.history import History

__all__ = ["FOLDS", "UNSEEN", "example_weights", "fold_bounds", "fold_of", "raw_weights", "time_folds"]

FOLDS: Final = 4
UNSEEN: Final = -1  # the fold of what training did not look at
MAX_STRETCHES: Final = 5  # of each fold
# A forecast is weighted by powers of the count: between errors in growth (0) and errors in counts (1), as in WIS.
SERIES_POWER: Final = 0.25  # of a series' typical count; 0 costs a panel of very different series 14 % of WIS
TIME_POWER: Final = 0.1  # of a count relative to its series' typical count; 0.25 overfits a single high peak


def fold_bounds(history: Histories, horizon: int) -> Ints:
    """Return the slots at which one stretch ends and the next begins: stretches of about two horizons or more.

    The bounds are quantiles of the observed slots, so that every stretch holds the same number of observations.
    Where the time line is shorter than eight horizons, the F stretches are shorter than that.
    """
    by_part = [_known_slots(part) for _, part in parts(history)]
    slots, place = np.unique(np.concatenate([slots for slots, _ in by_part]), return_inverse=True)
    counts = np.zeros(len(slots), np.int64)
    np.add.at(counts, place, np.concatenate([counts for _, counts in by_part]))
    ends = np.cumsum(counts)
    stretches = FOLDS * int(np.clip(len(slots) // (FOLDS * 2 * horizon), 1, MAX_STRETCHES))
    bounds: Ints = slots[np.searchsorted(ends, (np.arange(1, stretches) * ends[-1]) // stretches, side="right")]
    return bounds


def _known_slots(history: History) -> tuple[Ints, Ints]:
    """Return the slots at which something was observed, and how often at each."""
    slots, counts = np.unique(history.slots[:, : history.steps][~np.isnan(history.growth)], return_counts=True)
    return slots, counts


def fold_of(bounds: Ints, places: Ints) -> Ints:
    """Return the fold 0..F-1 of slots or times: stretches are dealt out in turn."""
    return np.asarray(np.searchsorted(bounds, places, side="right") % FOLDS)


def time_folds(history: History, horizon: int) -> Ints:
    """Return the fold 0..F-1 of every step (N, T)."""
    return fold_of(fold_bounds(history, horizon), history.slots[:, : history.steps])


def example_weights(history: History, smoothed: Floats) -> Floats:
    """Return how much a forecast made at each step counts (N, T), mean 1 over what exists; smoothed (N, T) growth."""
    weights = raw_weights(history, smoothed)
    return np.asarray(weights / (weights.sum() / history.exists.sum()))


def raw_weights(history: History, smoothed: Floats) -> Floats:
    """Return `example_weights` before they are divided by their mean."""
    exists = history.exists
    typical = (np.where(exists, smoothed, 0).sum(axis=1) / exists.sum(axis=1))[:, None]
    return np.where(exists, np.exp(SERIES_POWER * typical + TIME_POWER * (smoothed - typical)), 0)
