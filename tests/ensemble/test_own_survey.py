"""What a model's units find of all series of its own large panel is in its file, and looked for in other panels alone."""

from dataclasses import replace

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.ensemble import anchor_units, surveyed
from lstm_cli.ensemble.model_document import document_of
from lstm_cli.ensemble.model_file import load_model, save_model
from lstm_cli.ensemble.model_parts import stored_arrays
from lstm_cli.errors import ModelFileError
from lstm_cli.features import network_inputs, panel_means
from lstm_cli.options import LEVELS
from lstm_cli.storage.container import encode, read_contents

COPIES = 4


@pytest.fixture
def large(model, monkeypatch):
    """Return a model of twelve series, of which means are over five."""
    for module in (panel_means, surveyed):
        monkeypatch.setattr(module, "MAX_MEAN_SERIES", 5)
    copies = [replace(one, name=f"{copy}{one.name}") for copy in range(COPIES) for one in model.panel.series]
    panel = replace(model.panel, series=tuple(copies))
    rows = np.tile(np.arange(len(model.panel)), COPIES)
    units = model.second.units
    own = replace(units, scale=units.scale[:, rows], scaling=units.scaling[rows])
    anchors = model.anchors.of_series(rows)
    second = replace(model.second, panel=panel, anchors=anchors, units=own)
    return replace(model, panel=panel, anchors=anchors, second=second)


def quantiles(model, **options):
    """Return all forecasts (N, K, Q)."""
    return np.stack([one.quantiles for one in predict(model, levels=LEVELS, **options).series])


def refuse(*_arguments):
    """Stand for a look over a panel that is not wanted."""
    raise AssertionError("looked over the panel")


def test_a_loaded_model_does_not_look_over_its_panel_again(large, tmp_path, monkeypatch):
    """The forecast is the same bits, of all series and of one; newer data are looked over."""
    save_model(tmp_path / "m.lstm", large)
    expected, loaded = quantiles(large), load_model(tmp_path / "m.lstm")
    newer = replace(loaded.panel, source="newer.csv")
    assert np.array_equal(quantiles(loaded, panel=newer), expected)
    monkeypatch.setattr(anchor_units, "panel_means", refuse)
    monkeypatch.setattr(network_inputs, "panel_mean", refuse)
    assert np.array_equal(quantiles(loaded), expected)
    assert np.array_equal(quantiles(loaded, series=["1B"])[0], expected[4])
    with pytest.raises(AssertionError, match="looked over"):
        quantiles(loaded, panel=newer)


def test_revised_values_are_looked_over(large, tmp_path, monkeypatch):
    """What the file has is of values as they were reported: with revisions it is not used."""
    from lstm_cli.features.revisions import Revisions

    revisions = Revisions(np.log([1.5]), np.array([0.2]), np.array([12]))
    revised = replace(large, revisions=revisions)
    save_model(tmp_path / "m.lstm", revised)
    loaded = load_model(tmp_path / "m.lstm")
    assert np.array_equal(quantiles(loaded), quantiles(revised))
    monkeypatch.setattr(network_inputs, "panel_mean", refuse)
    assert np.array_equal(quantiles(loaded, as_reported=True), quantiles(loaded, as_reported=True))
    with pytest.raises(AssertionError, match="looked over"):
        quantiles(loaded)


def test_a_small_panel_is_looked_over_anew(model, tmp_path):
    """Its file has no more than before."""
    save_model(tmp_path / "m.lstm", model)
    assert not [name for name in read_contents(tmp_path / "m.lstm").arrays if "survey" in name]
    assert load_model(tmp_path / "m.lstm").survey is None


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        ("survey/means", lambda array: array * 100, "survey/means has values that are not from -4 to 4"),
        ("survey/means", lambda array: array[:, :-1], "survey/means is float64"),
        ("survey/slots", lambda array: array[::-1].copy(), "are not in order, each once"),
        ("survey/slots", lambda array: array - 1, "survey/slots has values that are not from 0"),
        ("second/survey/mean", lambda array: array + 1e13, "survey/mean has values that are not from"),
        ("second/survey/mean", lambda array: array[:0], "the panel has no mean"),
        ("second/survey/first", lambda array: array - 1, "survey/first has values that are not from 0"),
        ("survey/slots", lambda _: None, "the arrays are not"),
        ("second/survey/first", lambda _: None, "the arrays are not"),
    ],
)
def test_a_survey_that_makes_no_sense_is_refused(large, tmp_path, name, change, reason):
    """Another shape, a value out of range or a part alone."""
    arrays = stored_arrays(large, surveyed.own_surveys(large))
    wrong = change(arrays[name])
    changed = {key: array for key, array in arrays.items() if key != name}
    (tmp_path / "m.lstm").write_bytes(encode(changed if wrong is None else changed | {name: wrong}, document_of(large)))
    with pytest.raises(ModelFileError, match=reason):
        load_model(tmp_path / "m.lstm")
