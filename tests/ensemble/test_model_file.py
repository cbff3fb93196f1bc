"""Models go to their file and back, bit for bit, and a file that would not is refused."""

import dataclasses

import numpy as np
import pytest

from lstm_cli.anchors.anchor_set import MEMBERS
from lstm_cli.ensemble import model_file as storage
from lstm_cli.ensemble import training_set
from lstm_cli.ensemble.model_file import load_model, save_model
from lstm_cli.ensemble.predict import predict
from lstm_cli.errors import ModelFileError
from lstm_cli.evaluation.holdout import train_and_score as train
from lstm_cli.options import LEVELS, TrainOptions


def test_a_loaded_model_forecasts_the_same_bits(model, tmp_path):
    """Save, load, forecast: every bit is that of the model trained, and its file is the same when written again."""
    save_model(tmp_path / "one.lstm", model)
    loaded = load_model(tmp_path / "one.lstm")
    for mine, other in zip(predict(loaded, levels=LEVELS).series, predict(model, levels=LEVELS).series, strict=True):
        assert np.array_equal(mine.quantiles, other.quantiles)
        np.testing.assert_equal(dataclasses.asdict(mine.gates), dataclasses.asdict(other.gates))
    assert loaded.digest == model.digest
    assert loaded.summary == model.summary
    save_model(tmp_path / "two.lstm", loaded)
    assert (tmp_path / "one.lstm").read_bytes() == (tmp_path / "two.lstm").read_bytes()


def test_a_panel_too_large_to_learn_from_all_of_it_is_forecast_whole(series, make_panel, tmp_path, monkeypatch):
    """Trained on a sample of windows of all series, a model goes to its file and back, and says how many there were."""
    monkeypatch.setattr(training_set, "MAX_VALUES", 3 * MEMBERS * 68 * 2)
    trained = train(make_panel(series), TrainOptions(horizon=2, seed=1))
    assert len(np.unique(trained.scale[0, :, 0])) == 3  # each series has its own
    assert any("learned from 3 windows of all series, of 240 there are" in note for note in trained.summary.notes)
    save_model(tmp_path / "m.lstm", trained)
    found = predict(load_model(tmp_path / "m.lstm"))
    assert [one.name for one in found.series] == ["A", "B", "C"]


def test_arrays_that_do_not_belong_together_are_refused(model, tmp_path):
    """A model file whose arrays fit their header but not each other is one line and exit 4."""
    broken = dataclasses.replace(model, scaling=model.scaling[:-1])
    path = tmp_path / "broken.lstm"
    path.write_bytes(storage.encode(*storage._parts(broken)))
    with pytest.raises(ModelFileError, match=r"broken\.lstm: is a model file whose content does not fit together"):
        load_model(path)


def test_a_file_that_forecasts_otherwise_replaces_nothing(model, tmp_path, monkeypatch):
    """When the file read back forecasts otherwise, the old model stays and no other file is left."""
    path = tmp_path / "m.lstm"
    save_model(path, model)
    before = path.read_bytes()
    worse = dataclasses.replace(model, scale=model.scale * 2)
    monkeypatch.setattr(storage, "load_model", lambda _path: model)
    with pytest.raises(ModelFileError, match="forecasts otherwise than the one trained"):
        save_model(path, worse)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
