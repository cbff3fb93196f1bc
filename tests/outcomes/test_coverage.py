"""Intervals of sums over steps and series hold what they say, on panels that are drawn with a known dependence."""

import math
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli._threads import one_thread
from lstm_cli.ensemble.train import train
from lstm_cli.options import TrainOptions
from lstm_cli.outcomes.futures import futures_of
from lstm_cli.panel.slicing import cut_panel
from lstm_cli.readers.count_reader import read_panel

SERIES, STEPS, HORIZON = 6, 220, 4
PANELS, WINDOWS = 14, 12
PATHS = 1000
MEMORY, SHARED = 0.8, 0.6  # of an AR(1) logarithm, and the share of its variance that all series have in common
LEVELS = (0.025, 0.25, 0.75, 0.975)


def drawn(seed):
    """Draw Poisson counts (6, 220) of series that move together."""
    rng = np.random.default_rng([2031, seed])

    def autoregression(series):
        state = np.zeros((series, STEPS + 100))
        shocks = rng.normal(0, math.sqrt(1 - MEMORY**2), state.shape)
        for step in range(1, state.shape[1]):
            state[:, step] = MEMORY * state[:, step - 1] + shocks[:, step]
        return state[:, 100:]

    logarithm = math.sqrt(SHARED) * autoregression(1) + math.sqrt(1 - SHARED) * autoregression(SERIES)
    return rng.poisson(np.exp(rng.uniform(4, 6, (SERIES, 1)) + 0.4 * logarithm))


def held(seed):
    """Return the shares of later sums (2 ways to draw, 2 kinds of sum, 2 intervals) that intervals of one panel hold."""
    counts = drawn(seed)
    start = np.datetime64("2015-01-03")
    rows = [f"s{n},{start + 7 * k},{count}" for n, row in enumerate(counts) for k, count in enumerate(row)]
    panel = read_panel("\n".join(["area,date,cases", *rows, ""]).encode(), name="drawn.csv")
    first = STEPS - WINDOWS * HORIZON
    found = np.zeros((WINDOWS, 2, 2, 2))
    with one_thread():
        model = train(cut_panel(panel, first - 1), TrainOptions(horizon=HORIZON, seed=seed)).model
        for window in range(WINDOWS):
            known = first + window * HORIZON
            paths = np.stack(list(futures_of(predict(model, panel=cut_panel(panel, known - 1)), size=PATHS).paths()))
            apart = np.random.default_rng(seed).permuted(paths, axis=1)
            came = counts[:, known : known + HORIZON]
            for way, ways in enumerate((paths, apart)):
                for kind, (sums, truth) in enumerate(
                    ((ways.sum(axis=2), came.sum(axis=1)), (ways.sum(axis=0).T, came.sum(axis=0)))
                ):
                    low, lower, upper, high = np.quantile(sums, LEVELS, axis=1)
                    found[window, way, kind] = (
                        np.mean((lower <= truth) & (truth <= upper)),
                        np.mean((low <= truth) & (truth <= high)),
                    )
    return found.mean(axis=0)


@pytest.mark.slow
def test_sums_are_covered_as_stated():
    """50 and 95 % intervals of sums over steps, and over series, hold 45 to 55 and 92 to 98 %; of independent draws not."""
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        joint, apart = np.mean(list(pool.map(held, range(PANELS))), axis=0)
    for kind in range(2):
        assert 0.45 <= joint[kind, 0] <= 0.55
        assert 0.92 <= joint[kind, 1] <= 0.98
        assert apart[kind, 0] < 0.4
        assert apart[kind, 1] < 0.85
