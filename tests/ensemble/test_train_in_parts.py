"""Large panels are learned from some series at a time: the same model, in memory that grows by little with their number."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from lstm_cli.anchors import sample, smoothing_settings
from lstm_cli.ensemble import from_prior, training_set
from lstm_cli.ensemble.fit import fit
from lstm_cli.features import histories, panel_means
from lstm_cli.features.folds import fold_bounds
from lstm_cli.features.histories import PanelHistories, histories_of, parts
from lstm_cli.features.history import history_of

STEPS = 90
OF_ALL = 8 * STEPS  # bytes a series: what one matrix of all steps would take


@pytest.fixture(scope="module")
def many(make_panel, make_waves):
    """Return a panel of 60 series: some begin late, some have gaps."""
    series = {}
    for row in range(60):
        counts = make_waves(row, weeks=STEPS, size=20.0 + 5 * row)
        counts[row % 40 + 20] = None
        series[f"S{row:03d}"] = [*[None] * (row % 7), *counts[row % 7 :]]
    return make_panel(series)


@pytest.fixture
def small_parts(monkeypatch):
    """Make parts, and what is learned from of a large panel, so small that this one is large."""
    monkeypatch.setattr(histories, "STRETCH", 7 * STEPS)
    monkeypatch.setattr(from_prior, "MAX_STEPS", 20 * STEPS)
    monkeypatch.setattr(training_set, "MAX_VALUES", 12 * 2 * 900)
    monkeypatch.setattr(sample, "MAX_ROWS", 500)
    monkeypatch.setattr(smoothing_settings, "MAX_WORK", 210 * STEPS * 2 * 10)
    monkeypatch.setattr(panel_means, "MAX_MEAN_SERIES", 10)


def silent(*_state):
    """Report nothing."""


@pytest.mark.usefixtures("small_parts")
def test_a_panel_in_parts_gives_the_model_of_one_laid_out(many, monkeypatch):
    """Anchors, networks, scales and held-out forecasts are those of a panel that is one matrix, up to rounding."""
    assert isinstance(histories_of(many, 2), PanelHistories)
    in_parts = fit(histories_of(many, 2), seed=3, report=silent, effort=0.2)
    monkeypatch.setattr(histories, "STRETCH", 1_000 * STEPS)
    at_once = fit(history_of(many, 2), seed=3, report=silent, effort=0.2)
    for name, array in at_once.anchors.to_arrays().items():
        np.testing.assert_allclose(in_parts.anchors.to_arrays()[name], array, rtol=1e-6, atol=1e-9)
    for mine, theirs in ((in_parts, at_once), (in_parts.second, at_once.second)):
        assert len(np.unique(theirs.members.held_out.series)) > 10
        for name in ("series", "step", "target", "record", "fold"):
            np.testing.assert_array_equal(getattr(mine.members.held_out, name), getattr(theirs.members.held_out, name))
        for name, array in theirs.members.units.to_arrays().items():
            np.testing.assert_allclose(mine.members.units.to_arrays()[name], array, rtol=1e-9)
        np.testing.assert_allclose(mine.members.network.projection, theirs.members.network.projection, atol=1e-5)
        np.testing.assert_allclose(mine.held_out_quantiles(), theirs.held_out_quantiles(), atol=1e-5)
    np.testing.assert_array_equal(in_parts.calibration.ceiling, at_once.calibration.ceiling)


@pytest.mark.slow
@pytest.mark.usefixtures("small_parts")
def test_the_memory_of_training_grows_by_little_with_the_number_of_series(many):
    """More series take what is kept of each, not what their steps would take as a matrix of any kind."""
    peaks = []
    for copies in (1, 41):
        series = [replace(one, name=f"{copy}{one.name}") for copy in range(copies) for one in many.series]
        panel = replace(many, series=tuple(series))
        tracemalloc.start()
        fit(histories_of(panel, 2), seed=1, report=silent, effort=0)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    grown = (peaks[1] - peaks[0]) / (40 * len(many))
    assert grown < OF_ALL


def test_bounds_of_folds_are_quantiles_of_all_that_was_observed(many, monkeypatch):
    """In any parts, stretches end where equal numbers of observations do."""
    history = history_of(many, 2)
    seen = np.sort(history.slots[:, : history.steps][~np.isnan(history.growth)])
    for steps in (7 * STEPS, 1_000 * STEPS):
        monkeypatch.setattr(histories, "STRETCH", steps)
        bounds = fold_bounds(history)
        wanted = [seen[place * len(seen) // (len(bounds) + 1)] for place in range(1, len(bounds) + 1)]
        assert bounds.tolist() == wanted


@pytest.mark.usefixtures("small_parts")
def test_places_of_a_panel_have_the_slots_of_its_matrix(many):
    """A panel that is not laid out knows its slots, and its parts are the rows of the matrix."""
    whole, lazy = history_of(many, 2), histories_of(many, 2)
    rows, steps = np.indices(whole.growth.shape).reshape(2, -1)
    np.testing.assert_array_equal(lazy.slots_at(rows, steps), whole.slots_at(rows, steps))
    for some, part in parts(lazy):
        np.testing.assert_array_equal(part.growth, whole.growth[some])
        np.testing.assert_array_equal(lazy.take(some).phases, whole.phases[:, some])
