"""Large counts that change little: intervals as wide as the changes, not as wide as those of small counts."""

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.ensemble.model_file import load_model, save_model
from lstm_cli.ensemble.train import train
from lstm_cli.evaluation.holdout import train_and_score
from lstm_cli.options import DataKind, ReadOptions, TrainOptions
from lstm_cli.readers.count_reader import read_panel

STEPS = 4


@pytest.mark.parametrize(
    ("level", "spread", "weeks"),
    [
        (1e6, 1e-3, 150),
        (5e6, 3e-3, 30),
        pytest.param(2e5, 1e-2, 120, marks=pytest.mark.slow),
        pytest.param(5e4, 2e-2, 150, marks=pytest.mark.slow),
        pytest.param(5e4, 5e-3, 200, marks=pytest.mark.slow),
        pytest.param(1e7, 1e-4, 300, marks=pytest.mark.slow),
    ],
)
def test_intervals_of_a_slow_walk(make_panel, level, spread, weeks):
    """A random walk in logarithms whose spread is known: 50 and 95 % intervals have the true widths, within 30 %.

    Where the network saw such a series in units of 2 %, those of 50 % had a sixth to two thirds of the true width.
    """
    ratios = []
    for seed in range(4):
        rng = np.random.default_rng(seed)
        walk = np.cumsum(rng.normal(size=weeks) * spread)
        counts = rng.poisson(level * np.exp(walk))
        widths = widths_of(make_panel({"a": counts.tolist()}))
        ratios.append(widths / true_widths(counts[-1] * np.sqrt(np.arange(1, STEPS + 1) * spread**2 + 2 / level)))
    assert (np.abs(np.mean(ratios, axis=(0, 2)) - 1) < 0.3).all()


@pytest.mark.parametrize("kind", [DataKind.RATE, DataKind.PROPORTION])
@pytest.mark.parametrize("spread", [pytest.param(2e-3, marks=pytest.mark.slow), 1e-2])
def test_intervals_of_a_slow_rate(weekly, kind, spread):
    """The same for a walk of odds: its intervals are nowhere near those of changes by 2 %, 17 times the true width."""
    ratios = []
    for seed in range(4):
        odds = np.exp(-0.4 + np.cumsum(np.random.default_rng(seed).normal(size=150) * spread))
        share = odds / (1 + odds)
        values = np.round(share if kind is DataKind.PROPORTION else odds, 5)
        panel = read_panel(weekly(counts=values).encode(), options=ReadOptions(kind=kind), name="rates.csv")
        slope = share[-1] * (1 - share[-1]) if kind is DataKind.PROPORTION else odds[-1]
        ratios.append(widths_of(panel) / true_widths(slope * spread * np.sqrt(np.arange(1, STEPS + 1))))
    inner, outer = np.mean(ratios, axis=(0, 2))
    assert 0.8 < inner < 1.5
    assert 0.8 < outer < 1.8


def widths_of(panel):
    """Return the widths of the 50 and the 95 % interval at each step, (2, K), by a new model."""
    quantiles = (
        predict(train(panel, TrainOptions(horizon=STEPS)).model, levels=(0.25, 0.75, 0.025, 0.975)).series[0].quantiles
    )
    return np.stack([quantiles[:, 1] - quantiles[:, 0], quantiles[:, 3] - quantiles[:, 2]])


def true_widths(deviation):
    """Return the same of normal outcomes with the standard deviations (K,)."""
    return 2 * np.array([[0.6745], [1.96]]) * deviation


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
