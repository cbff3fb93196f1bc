"""Anchors at every step, each by the fit that has not seen its target, against a loop over places."""

import numpy as np
import pytest
from laid_out import fit_laid_out

from lstm_cli.anchors import out_of_fold as module
from lstm_cli.anchors.design_matrix import design_of
from lstm_cli.anchors.out_of_fold import out_of_fold
from lstm_cli.features.folds import FOLDS, UNSEEN, time_folds
from lstm_cli.features.history import history_of

HORIZON = 5


@pytest.fixture(scope="module")
def fitted(series, make_panel):
    """Give anchors of three areas, the design they were fitted on, and the folds of the steps, the newest of them unseen."""
    history = history_of(make_panel(series), HORIZON)
    design = design_of(history, (26,))
    folds, weights = time_folds(history), np.ones_like(history.growth)
    anchors = fit_laid_out(design, folds, weights)
    folds[:, -6:] = UNSEEN
    return anchors, design, folds


@pytest.mark.parametrize("ahead", [[1, 3, 5], [2], [1, 2, 3, 4, 5]])
def test_every_place_is_forecast_by_the_fit_that_has_not_seen_the_target(fitted, ahead, monkeypatch):
    """The fold of the target picks the fit; what none has seen, and what lies beyond the end, takes the mean of all."""
    monkeypatch.setattr(module, "CHUNK_VALUES", FOLDS * 90 * len(ahead))  # a series at a time
    anchors, design, folds = fitted
    found = out_of_fold(anchors, design, folds, np.array(ahead))
    count, steps = folds.shape
    assert found.shape == (len(anchors.anchors), count, steps, len(ahead))
    for series in range(count):
        for step in (0, 1, 40, 61, steps - 9, steps - 7, steps - 2, steps - 1):
            every = anchors.at(design, np.array([series]), np.array([step]))[:, :, 0]  # (A, F, K)
            for place, k in enumerate(ahead):
                fold = folds[series, step + k] if step + k < steps else UNSEEN
                expected = every[:, :, k - 1].mean(axis=1) if fold == UNSEEN else every[:, fold, k - 1]
                np.testing.assert_allclose(found[:, series, step, place], expected, rtol=1e-12)


def test_some_steps_ahead_are_those_of_all(fitted):
    """Asked for some steps ahead, every anchor gives those of all steps, bit for bit."""
    anchors, design, _ = fitted
    places, ahead = (np.array([0, 2, 1]), np.array([50, 89, 7])), np.array([2, 5])
    for anchor in anchors.anchors:
        np.testing.assert_allclose(
            anchor.at(design, *places, ahead), anchor.at(design, *places)[..., ahead - 1], rtol=1e-12
        )
