"""A joint forecast of three series, drawn in no time."""

import numpy as np
import pytest

from lstm_cli.ensemble.dependence import Dependence
from lstm_cli.ensemble.paths import Joint
from lstm_cli.ensemble.results import Forecast, SeriesForecast
from lstm_cli.metrics.normal import NORMAL
from lstm_cli.options import DEFAULT_LEVELS

LEVELS_OF_SERIES = {"Coast": 40.0, "Hills": 200.0, "Plain": 3000.0}


@pytest.fixture
def forecast():
    """Give the forecast over four weeks; its gates are of no interest here."""
    growth = np.log(np.array([*LEVELS_OF_SERIES.values()]))[:, None, None] + 0.2 * NORMAL * np.ones((4, 1))
    joint = Joint(tuple(LEVELS_OF_SERIES), growth, Dependence(0.7 * np.ones((4, 1)), 0.5 * np.ones((4, 1))), 3)
    times = np.datetime64("2024-01-06", "s") + np.arange(4) * np.timedelta64(7, "D")
    empty = np.empty((4, len(DEFAULT_LEVELS)))
    series = [SeriesForecast(name, times, empty, empty[:, 0], empty[:, 0], empty[:, 0], None) for name in joint.names]
    return Forecast(DEFAULT_LEVELS, tuple(series), None, 12, (), joint)
