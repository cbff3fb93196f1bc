"""Anchors at every step of a history, each from the fit that has not seen its target."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.anchors.anchor_set import AnchorSet
from lstm_cli.anchors.design_matrix import Design
from lstm_cli.features.folds import FOLDS, UNSEEN
from lstm_cli.features.history import ahead_of

__all__ = ["out_of_fold"]

CHUNK_VALUES: Final = 4_000_000  # values of an anchor per chunk, in float64


def out_of_fold(fitted: AnchorSet, design: Design, folds: Ints, ahead: Ints) -> Floats:
    """Return the anchors (A, N, T, J) from every step for some steps ahead (J,), in growth units.

    folds (N, T): the fold of each step, `UNSEEN` if no fit has seen it. Unseen steps and those beyond the end are forecast
    by the mean of the fits of all folds.
    """
    count, steps = folds.shape
    target = ahead_of(folds, int(ahead[-1]), beyond=UNSEEN)[..., ahead - 1]
    anchors = np.empty((len(fitted.anchors), count, steps, len(ahead)))
    rows = max(CHUNK_VALUES // (FOLDS * steps * len(ahead)), 1)
    for first in range(0, count, rows):
        part = np.arange(first, min(first + rows, count))
        series, step = np.repeat(part, steps), np.tile(np.arange(steps), len(part))
        for by_fold, place in zip(fitted.each_at(design, series, step, ahead), anchors, strict=True):
            place[part] = _own(by_fold.reshape(-1, *target[part].shape), target[part])
    return anchors


def _own(by_fold: Floats, target: Ints) -> Floats:
    """Pick from the forecasts of all fits, (F or 1, n, T, J), those of the fit that has not seen the target, (n, T, J)."""
    if len(by_fold) == 1:
        return np.asarray(by_fold[0])
    own = np.take_along_axis(by_fold, np.maximum(target, 0)[None], axis=0)[0]
    return np.asarray(np.where(target == UNSEEN, by_fold.mean(axis=0), own))
