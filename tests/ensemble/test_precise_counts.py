"""Large counts that change little: intervals as wide as the changes, not as wide as those of small counts."""

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.ensemble.model_file import load_model, save_model
from lstm_cli.ensemble.train import train
from lstm_cli.evaluation.holdout import train_and_score
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


def test_intervals_of_newer_data_without_a_change_have_a_width(make_panel):
    """Two newer counts that are the same, or eight, are forecast with errors as the training data had; only these decide."""
    rng = np.random.default_rng(5)
    moving = make_panel({name: rng.poisson(40, 60).tolist() for name in "abc"})
    model = train(moving, TrainOptions(horizon=STEPS)).model
    for counts in ([500] * 2, [40] * 8):
        newer = predict(model, panel=make_panel({"new": counts}), levels=(0.025, 0.975))
        low, high = newer.series[0].quantiles.T
        assert (high - low > 0.1 * counts[0]).all()


def test_what_never_changed_in_training_either_is_forecast_as_it_is(make_panel, tmp_path):
    """Also where the count is the largest that there is; the model file is one that loads."""
    most = 2**63 - 1
    model = train_and_score(make_panel({"a": [most] * 30}), TrainOptions(horizon=STEPS))
    save_model(tmp_path / "m.lstm", model)
    quantiles = predict(load_model(tmp_path / "m.lstm"), levels=(0.025, 0.975)).series[0].quantiles
    np.testing.assert_allclose(quantiles, most, rtol=1e-9)
