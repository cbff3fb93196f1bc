"""Large counts that change little: intervals as wide as the changes, not as wide as those of small counts."""

import numpy as np
import pytest

from lstm_cli.ensemble.predict import predict
from lstm_cli.ensemble.train import train
from lstm_cli.options import TrainOptions

STEPS = 4


@pytest.mark.parametrize(
    ("level", "spread", "weeks"),
    [
        (1e6, 1e-3, 150),
        pytest.param(5e4, 5e-3, 200, marks=pytest.mark.slow),
        pytest.param(1e7, 1e-4, 300, marks=pytest.mark.slow),
    ],
)
def test_intervals_of_a_slow_walk(make_panel, level, spread, weeks):
    """A random walk in logarithms whose spread is known: the mean width of 95 % intervals is 0.45 to 1.5 times the true one."""
    ratios = []
    for seed in range(3):
        walk = np.cumsum(np.random.default_rng(seed).normal(size=weeks) * spread)
        model = train(
            make_panel({"a": np.rint(level * np.exp(walk)).astype(int).tolist()}), TrainOptions(horizon=STEPS)
        ).model
        quantiles = predict(model, levels=(0.025, 0.975)).series[0].quantiles
        true = 2 * 1.96 * level * np.exp(walk[-1]) * spread * np.sqrt(np.arange(1, STEPS + 1))
        ratios.append((quantiles[:, 1] - quantiles[:, 0]) / true)
    assert 0.45 < np.mean(ratios) < 1.5  # 3 to 20 without units that are finer than 2 %
