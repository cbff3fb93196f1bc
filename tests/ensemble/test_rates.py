"""Models of rates and proportions: forecasts with the data's decimals, within their range, and the same from a file."""

import dataclasses

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.ensemble.model_document import document_of
from lstm_cli.ensemble.model_file import load_model, save_model
from lstm_cli.ensemble.model_parts import digest_of, stored_arrays
from lstm_cli.ensemble.train import train
from lstm_cli.errors import DataError, ModelFileError
from lstm_cli.evaluation.backtest import forecast_group, groups_of, plan_backtest
from lstm_cli.formats.forecast_csv import forecast_csv
from lstm_cli.options import LEVELS, BacktestOptions, DataKind, ReadOptions, TrainOptions
from lstm_cli.panel.scale import Scale
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.storage.container import encode, read_contents
from lstm_cli.storage.format import VERSION

WEEKS = 40


def panel_of(make_waves, divisor, *, places, kind=None):
    """Return two series of waves, divided, with so many decimals."""
    days = np.datetime64("2022-01-01") + 7 * np.arange(WEEKS)
    rows = [
        f"{name},{day},{count / divisor:.{places}f}"
        for seed, name in enumerate("AB")
        for day, count in zip(days, make_waves(seed, weeks=WEEKS), strict=True)
    ]
    text = "\n".join(["area,date,value", *rows])
    return read_panel(text.encode(), name="d.csv", options=ReadOptions(kind=kind))


@pytest.fixture(scope="module")
def made():
    """Give the waves of the models here."""
    rng = np.random.default_rng(5)
    counts = {seed: rng.poisson(60 * np.exp(np.sin(np.arange(WEEKS) / 4))) for seed in (0, 1)}
    return lambda seed, weeks: counts[seed][:weeks].tolist()


@pytest.fixture(scope="module")
def rates(made):
    """Train on the waves as rates with two decimals."""
    return train(panel_of(made, 100, places=2, kind=DataKind.RATE), TrainOptions(horizon=2, seed=1)).model


@pytest.fixture(scope="module")
def proportions(made):
    """Train on the waves as proportions with three decimals."""
    return train(panel_of(made, 200, places=3), TrainOptions(horizon=2, seed=1)).model


def quantiles(model, panel=None):
    """Return all quantiles of all series (N, K, Q)."""
    return np.stack([series.quantiles for series in predict(model, panel=panel, levels=LEVELS).series])


def test_the_unit_of_rates_does_not_matter(made, rates):
    """Ten times the rates, with one decimal less, are forecast as ten times the forecasts."""
    tenfold = train(panel_of(made, 10, places=1, kind=DataKind.RATE), TrainOptions(horizon=2, seed=1)).model
    assert tenfold.panel.scale.floor == pytest.approx(10 * rates.panel.scale.floor, rel=1e-12)
    assert quantiles(tenfold) == pytest.approx(10 * quantiles(rates), abs=0.1001)  # of one rounding step


def test_quantiles_have_the_decimals_of_the_data(rates, proportions):
    """They are multiples of the last decimal, ordered, and proportions are from 0 to 1."""
    for model, places in ((rates, 2), (proportions, 3)):
        values = quantiles(model)
        assert model.panel.scale.decimals == places
        assert values.tolist() == [[[round(q, places) for q in step] for step in each] for each in values.tolist()]
        assert (np.diff(values, axis=-1) >= 0).all()
        assert len(np.unique(values)) > 30
    assert proportions.panel.scale.kind is DataKind.PROPORTION
    assert 0 <= quantiles(proportions).min() < quantiles(proportions).max() <= 1


def test_a_file_gives_the_model_back(tmp_path, rates, proportions):
    """Scale, values and forecasts are the same after saving and loading, and the file is of the newest format."""
    for model in (rates, proportions):
        save_model(tmp_path / "model.lstm", model)
        again = load_model(tmp_path / "model.lstm")
        assert read_contents(tmp_path / "model.lstm").version == VERSION
        assert again.panel.scale == model.panel.scale
        assert digest_of(again) == digest_of(model)
        for before, after in zip(model.panel.series, again.panel.series, strict=True):
            assert after.counts.tolist() == before.counts.tolist()
        assert forecast_csv(predict(again), again.panel) == forecast_csv(predict(model), model.panel)
        assert again.panel.reading.kind is model.panel.scale.kind


def test_a_model_of_counts_has_no_scale(tmp_path, made):
    """Its file is as before there were rates, without a word of kinds."""
    model = train(panel_of(made, 1, places=0), TrainOptions(horizon=2, seed=1)).model
    save_model(tmp_path / "model.lstm", model)
    contents = read_contents(tmp_path / "model.lstm")
    assert "scale" not in contents.document["model"]
    assert "kind" not in contents.document["about"]["reading"]
    assert contents.arrays["panel/values"].dtype.kind == "i"


@pytest.mark.parametrize(
    ("scale", "reason"),
    [
        ({"kind": "share", "floor": 0.1, "decimals": 2}, "model: scale is not the fields"),
        ({"kind": "rate", "floor": 0.0, "decimals": 2}, "model: scale is not the fields"),
        ({"kind": "rate", "floor": 0.1, "decimals": 99}, "model: scale is not the fields"),
        ({"kind": "rate", "floor": 0.1}, "model: scale is not the fields"),
        ({"kind": "count", "floor": 1.0, "decimals": 0}, "panel/values is float64"),
        ({"kind": "proportion", "floor": 0.1, "decimals": 2}, "panel/values has values that are not from -1 to 1"),
    ],
)
def test_a_scale_that_is_none_is_refused(tmp_path, rates, scale, reason):
    """A file with a valid digest whose scale does not fit its values is no model."""
    document = document_of(rates)
    document["model"]["scale"] = scale
    (tmp_path / "forged.lstm").write_bytes(encode(stored_arrays(rates), document))
    with pytest.raises(ModelFileError, match=reason):
        load_model(tmp_path / "forged.lstm")


def test_newer_data_are_seen_on_the_scale_of_the_model(rates):
    """What the newer data would have as their floor and decimals does not matter."""
    same = dataclasses.replace(rates.panel, scale=Scale(DataKind.RATE, 123.0, 0))
    assert quantiles(rates, same).tolist() == quantiles(rates).tolist()


def test_data_of_another_kind_are_refused(made, rates):
    """Counts beside a model of rates would be forecast as rates: the message says how to read them."""
    counts = panel_of(made, 1, places=0)
    with pytest.raises(DataError, match="holds counts, but the model was trained on rates") as caught:
        predict(rates, panel=counts)
    assert "kind='rate'" in str(caught.value)


def test_a_backtest_forecasts_rates_and_its_baseline_keeps_their_decimals(made):
    """Forecasts are rounded to the data's decimals, the seasonal naive is not rounded at all."""
    panel = panel_of(made, 200, places=3)
    plan = plan_backtest(panel, BacktestOptions(horizon=2, seed=1, cutoffs=1))
    (forecasts,) = forecast_group(groups_of(panel, plan)[0])
    assert forecasts.quantiles.tolist() == np.round(forecasts.quantiles, 3).tolist()
    last = [series.counts[WEEKS - 3] for series in panel.series]
    assert forecasts.baseline[:, 0, LEVELS.index(0.5)] == pytest.approx(last, abs=1e-12)
    assert (forecasts.scale < 1).all() > 0


def test_paths_of_rates_have_their_decimals_and_margins(rates):
    """Quantiles of sample paths are those of the forecast, and each value has the decimals of the data."""
    joint = predict(rates, levels=LEVELS).joint_forecast
    paths = next(joint.paths(2000, seed=1))
    assert paths.tolist() == np.round(paths, 2).tolist()
    wanted = quantiles(rates)[0]
    assert pytest.approx(wanted, abs=0.011) == np.quantile(paths, LEVELS, axis=0).T
    assert joint.expected()[0] == pytest.approx(paths.mean(axis=0), abs=0.02)
