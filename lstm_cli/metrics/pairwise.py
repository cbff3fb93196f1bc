"""Compares several models pair by pair, on the tasks that both forecast."""

import numpy as np

from lstm_cli._arrays import Floats, Ints

__all__ = ["common_counts", "relative_skill", "score_ratios"]


def score_ratios(scores: Floats) -> Floats:
    """Return the ratio of the mean scores of each model (row) to each other (column) on the tasks that both have.

    ``scores`` has shape (T, M) for T tasks and M models, NaN if a model has none; the ratios have shape (M, M), 1 on the
    diagonal. NaN if two models share no task, or one of them made no error on the shared ones.
    """
    known = (~np.isnan(scores)).astype(float)
    sums = np.where(known > 0, scores, 0.0).T @ known  # (M, M): scores of the row's model on the tasks of both
    sums = np.where(sums > 0, sums, np.nan)
    ratios: Floats = sums / sums.T
    np.fill_diagonal(ratios, 1.0)
    return ratios


def common_counts(scores: Floats) -> Ints:
    """Return the number of tasks that each model shares with each other, shape (M, M)."""
    known = (~np.isnan(scores)).astype(np.int64)
    return np.asarray(known.T @ known)


def relative_skill(ratios: Floats) -> Floats:
    """Return theta, shape (M,): the geometric mean of a model's ratios to all models including itself.

    Models may miss different tasks; unknown ratios are left out of the mean. Divided by theta of a baseline, theta is what
    hubs call the relative WIS, and scoringutils the scaled relative skill. For a single model beside the baseline that is
    the plain ratio. Cramer et al. 2022, doi:10.1073/pnas.2113561119.
    """
    known = ~np.isnan(ratios)
    logs = np.log(np.where(known, ratios, 1.0))
    theta: Floats = np.exp(logs.sum(axis=1) / known.sum(axis=1))
    alone = known.sum(axis=1) == 1
    return np.where(alone & (len(ratios) > 1), np.nan, theta)
