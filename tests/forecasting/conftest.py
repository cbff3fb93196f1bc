"""Small panels made of text, as a user would write them, and one model that the tests share."""

import numpy as np
import pytest

from lstm_cli.data import read_panel
from lstm_cli.forecasting import TrainOptions, train


def weekly_rows(name, counts, first="2020-01-04"):
    """Rows of one weekly series; None is an empty cell."""
    start = np.datetime64(first)
    return [f"{name},{start + 7 * week},{'' if count is None else count}" for week, count in enumerate(counts)]


def panel_of(series, first="2020-01-04"):
    """Read a panel of weekly series from a table in which they stand one after another."""
    rows = [row for name, counts in series.items() for row in weekly_rows(name, counts, first)]
    return read_panel("\n".join(["area,date,cases", *rows, ""]).encode(), name="inline.csv")


def waves(seed, weeks=90, size=60.0):
    """Poisson counts with a wave every 26 weeks."""
    rng = np.random.default_rng(seed)
    return rng.poisson(size * np.exp(np.sin(np.arange(weeks) / 26 * 2 * np.pi))).tolist()


@pytest.fixture(scope="session")
def series():
    """Three areas of unlike size."""
    return {"A": waves(1), "B": waves(2, size=6.0), "C": waves(3, weeks=60, size=900.0)}


@pytest.fixture(scope="session")
def model(series):
    """Train a model of those areas that looks 8 weeks ahead."""
    return train(panel_of(series), TrainOptions(horizon=8, seed=3))


@pytest.fixture(scope="session")
def make_panel():
    """Give `panel_of`."""
    return panel_of


@pytest.fixture(scope="session")
def make_waves():
    """Give `waves`."""
    return waves
