"""Anchors at every step of a history, each by the fit that has not seen its target."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.anchors.anchor_set import AnchorSet
from lstm_cli.anchors.base import Anchor
from lstm_cli.anchors.design_matrix import Design
from lstm_cli.features.folds import FOLDS, UNSEEN

__all__ = ["out_of_fold"]

CHUNK_VALUES: Final = 4_000_000  # values of an anchor in one chunk, in float64


def out_of_fold(fitted: AnchorSet, design: Design, folds: Ints, ahead: Ints) -> Floats:
    """Return the anchors (A, N, T, J) made at every step for some steps ahead (J,), in growth units.

    folds (N, T): the fold of each step, `UNSEEN` where no fit has seen it. What no fit has seen, what lies beyond the end
    included, is forecast by the mean of all folds' fits.
    """
    count, steps = folds.shape
    beyond = np.full((count, int(ahead[-1])), UNSEEN, folds.dtype)
    extended = np.concatenate([folds, beyond], axis=1)
    target = extended[:, np.arange(steps)[:, None] + ahead]  # (N, T, J)
    anchors = np.empty((len(fitted.anchors), count, steps, len(ahead)))
    rows = max(CHUNK_VALUES // (FOLDS * steps * len(ahead)), 1)
    for first in range(0, count, rows):
        part = np.arange(first, min(first + rows, count))
        for anchor, place in zip(fitted.anchors, anchors, strict=True):
            place[part] = _of_rows(anchor, design, part, target[part], ahead)
    return anchors


def _of_rows(anchor: Anchor, design: Design, rows: Ints, target: Ints, ahead: Ints) -> Floats:
    """Return an anchor at every step of some series, (n, T, J); target: the folds of what is forecast."""
    steps = design.history.steps
    series, step = np.repeat(rows, steps), np.tile(np.arange(steps), len(rows))
    by_fold = anchor.at(design, series, step, ahead).reshape(-1, *target.shape)
    if len(by_fold) == 1:
        return np.asarray(by_fold[0])
    own = np.take_along_axis(by_fold, np.maximum(target, 0)[None], axis=0)[0]
    return np.asarray(np.where(target == UNSEEN, by_fold.mean(axis=0), own))
