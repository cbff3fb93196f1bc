"""Of a series that is too long to learn from all of it, training and forecasts use the newest steps, and say so."""

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.ensemble import limits
from lstm_cli.ensemble.model_file import load_model, save_model
from lstm_cli.evaluation.holdout import train_and_score
from lstm_cli.options import TrainOptions
from lstm_cli.panel.newest import newest_steps
from lstm_cli.remarks import Remark

MOST = 90
OPTIONS = TrainOptions(horizon=2, seed=1)


@pytest.fixture
def short_memory(monkeypatch):
    """Let training use no more than 90 steps."""
    monkeypatch.setattr(limits, "MAX_HISTORY", MOST)


@pytest.fixture
def long_panel(make_panel):
    """Return two series, one of which is longer than what is used of it, and grew a hundredfold before that."""
    rng = np.random.default_rng(3)
    season = np.exp(np.sin(np.arange(160) * 2 * np.pi / 52))
    level = np.where(np.arange(160) < 60, 4000, 40)
    return make_panel({"long": rng.poisson(level * season).tolist(), "short": rng.poisson(30 * season[:80]).tolist()})


@pytest.mark.usefixtures("short_memory")
def test_a_long_series_is_forecast_from_its_newest_steps(long_panel, make_panel, tmp_path):
    """The model and its forecasts, of newer data too, are those of a file that begins where the newest steps begin."""
    whole = train_and_score(long_panel, OPTIONS)
    newest = train_and_score(newest_steps(long_panel, MOST), OPTIONS)
    remark = Remark("newest-steps-only", {"steps": MOST, "series": 1, "of": 2, "longest": 160})
    assert whole.summary.remarks == (remark, *newest.summary.remarks)
    assert len(whole.panel.series[0]) == MOST
    save_model(tmp_path / "m.lstm", whole)
    expected = predict(newest)
    newer = make_panel({one.name: [*one.counts.tolist(), 44] for one in long_panel.series})
    expected_of_newer = predict(newest, panel=newest_steps(newer, MOST))
    for model in (whole, load_model(tmp_path / "m.lstm")):
        for made, wanted in (
            (predict(model), expected),
            (predict(model, panel=newer), expected_of_newer),
            (predict(model, panel=long_panel), expected),
        ):
            for mine, theirs in zip(made.series, wanted.series, strict=True):
                assert np.array_equal(mine.quantiles, theirs.quantiles)
                assert np.array_equal(mine.times, theirs.times)
