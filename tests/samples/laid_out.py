"""Anchors fitted to series whose folds and weights a test chooses."""

import numpy as np

from lstm_cli.anchors.anchor_set import fit_anchors
from lstm_cli.anchors.sample import LaidOut
from lstm_cli.anchors.training_data import TrainingData
from lstm_cli.features.folds import fold_bounds


def fit_laid_out(design, folds, weights=1.0):
    """Fit every anchor; folds (N, T) of the steps, weights (N, T) or one for all."""
    weights = np.broadcast_to(weights, folds.shape)
    data = TrainingData(design.history, design.lags, fold_bounds(design.history), 1.0, LaidOut(design, folds, weights))
    return fit_anchors(data, rng=np.random.default_rng(0))
