"""Sample paths: margins, dependence, and the same paths whatever else is asked for."""

import dataclasses

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.ensemble.dependence import Dependence
from lstm_cli.ensemble.paths import Joint
from lstm_cli.metrics.normal import NORMAL
from lstm_cli.options import LEVELS
from lstm_cli.panel.scale import COUNTS


@pytest.fixture(scope="module")
def joint():
    """Give a joint forecast of three series over four steps with a strong dependence."""
    growth = np.log(np.array([50.0, 400.0, 3000.0]))[:, None, None] + 0.3 * NORMAL * np.arange(1, 5)[:, None] ** 0.5
    ones = np.ones((4, 1))
    return Joint(("A", "B", "C"), growth, Dependence(np.sqrt(0.5) * ones, np.sqrt(0.3) * ones), 7)


@pytest.mark.parametrize("size", [200, 1000])
def test_margins_are_the_forecast(joint, size):
    """At each of the 23 levels the share of paths at or below the forecast's quantile is that level, tails included."""
    for row, paths in enumerate(joint.paths(size)):
        assert paths.shape == (size, 4)
        quantiles = COUNTS.values_of(joint.growth[row])
        for step in range(4):
            shares = (paths[:, [step]] <= quantiles[step]).mean(axis=0)
            below = (paths[:, [step]] < quantiles[step]).mean(axis=0)
            assert (below <= np.array(LEVELS) + 1 / size).all()
            assert (shares >= np.array(LEVELS) - 1 / size).all()


def test_dependence_is_that_of_the_factors(joint):
    """Normal scores of paths correlate with 0.8 over steps and with 0.5 between series."""
    paths = np.stack(list(joint.paths(4000)))
    scores = np.log(paths[..., 3] + 1), np.log(paths[..., 0] + 1)
    assert np.corrcoef(scores[0][0], scores[1][0])[0, 1] == pytest.approx(0.8, abs=0.03)
    assert np.corrcoef(scores[0][0], scores[0][1])[0, 1] == pytest.approx(0.5, abs=0.04)
    assert np.corrcoef(scores[0][0], scores[1][2])[0, 1] == pytest.approx(0.5, abs=0.04)


def test_a_path_does_not_depend_on_what_else_is_asked_for(joint):
    """One series alone, in another order, or fewer steps ahead: the same paths; another seed: others."""
    every = list(joint.paths(50))
    only = dataclasses.replace(joint, names=joint.names[1:2], growth=joint.growth[1:2])
    (alone,) = only.paths(50)
    np.testing.assert_array_equal(alone, every[1])
    shorter = dataclasses.replace(joint, growth=joint.growth[:, :2])
    np.testing.assert_array_equal(next(iter(shorter.paths(50))), every[0][:, :2])
    (other,) = only.paths(50, seed=8)
    assert (other != alone).any()


def test_a_model_gives_paths_of_its_forecast(model):
    """A forecast's paths have its medians, and some series alone have the paths that they have among all."""
    forecast = predict(model)
    every = list(forecast.joint.paths(101))
    for paths, series in zip(every, forecast.series, strict=True):
        np.testing.assert_array_equal(np.median(paths, axis=0), series.median)
    alone = predict(model, series=["B"])
    np.testing.assert_array_equal(next(iter(alone.joint.paths(101))), every[1])
