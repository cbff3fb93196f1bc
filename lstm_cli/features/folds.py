"""The stretches of the time line that are held out from each ensemble member."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.features.histories import Histories, parts
from lstm_cli.features.history import History

__all__ = ["FOLDS", "UNSEEN", "fold_bounds", "fold_of", "raw_weights", "time_folds"]

FOLDS: Final = 4
UNSEEN: Final = -1  # the fold of steps that training did not use
MAX_STRETCHES: Final = 5  # of each fold
# Forecasts are weighted by powers of the count: a compromise between errors in growth (0) and in counts (1), as in WIS.
# Of the typical count of a series; 0 raises the WIS of a panel of very different series by 14 %.
SERIES_POWER: Final = 0.25
TIME_POWER: Final = 0.1  # of a count relative to the typical count of its series; 0.25 overfits a single high peak


def fold_bounds(history: Histories) -> Ints:
    """Return the slots at which one stretch ends and the next begins; stretches are at least about two horizons long.

    The bounds are quantiles of the observed slots, so that every stretch has the same number of observations. If the time
    line is shorter than eight horizons, there are F shorter stretches.
    """
    by_part = [_known_slots(part) for _, part in parts(history)]
    slots, place = np.unique(np.concatenate([slots for slots, _ in by_part]), return_inverse=True)
    counts = np.zeros(len(slots), np.int64)
    np.add.at(counts, place, np.concatenate([counts for _, counts in by_part]))
    ends = np.cumsum(counts)
    stretches = FOLDS * int(np.clip(len(slots) // (FOLDS * 2 * history.horizon), 1, MAX_STRETCHES))
    bounds: Ints = slots[np.searchsorted(ends, (np.arange(1, stretches) * ends[-1]) // stretches, side="right")]
    return bounds


def _known_slots(history: History) -> tuple[Ints, Ints]:
    """Return the slots with observations, and how many each has."""
    slots, counts = np.unique(history.slots[:, : history.steps][~np.isnan(history.growth)], return_counts=True)
    return slots, counts


def fold_of(bounds: Ints, places: Ints) -> Ints:
    """Return the fold 0..F-1 of slots or times: the stretches belong to the folds in turn."""
    return np.asarray(np.searchsorted(bounds, places, side="right") % FOLDS)


def time_folds(history: History) -> Ints:
    """Return the fold 0..F-1 of every step (N, T)."""
    return fold_of(fold_bounds(history), history.slots[:, : history.steps])


def raw_weights(history: History, smoothed: Floats) -> Floats:
    """Return the weight of forecasts made at each step (N, T), up to a factor; smoothed (N, T): levels in growth units."""
    exists = history.exists
    typical = (np.where(exists, smoothed, 0).sum(axis=1) / exists.sum(axis=1))[:, None]
    return np.where(exists, np.exp(SERIES_POWER * typical + TIME_POWER * (smoothed - typical)), 0)
