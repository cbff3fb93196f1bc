"""Models go to their file and back, bit for bit, and a file that would not is refused."""

import dataclasses
import zipfile
from pathlib import Path

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.anchors.anchor_set import MEMBERS
from lstm_cli.ensemble import from_prior, training_set
from lstm_cli.ensemble import model_file as storage
from lstm_cli.ensemble.model_file import describe, load_model, save_model
from lstm_cli.ensemble.model_parts import digest_of
from lstm_cli.errors import ModelFileError
from lstm_cli.evaluation.holdout import train_and_score as train
from lstm_cli.features.anchor_inputs import WIDTH
from lstm_cli.formats.forecast_csv import forecast_csv
from lstm_cli.options import LEVELS, Cell, Gates, ReadOptions, TrainOptions
from lstm_cli.prior.weights import prior
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.remarks import Remark
from lstm_cli.storage.container import encode, read_contents
from lstm_cli.storage.format import VERSION

STORED = Path(__file__).parents[1] / "storage" / "data"  # made by the program at d4083f0, with --horizon 2 --seed 7


def test_a_loaded_model_forecasts_the_same_bits(model, tmp_path):
    """Save, load, forecast: every bit is that of the model trained, and its file is the same when written again."""
    save_model(tmp_path / "one.lstm", model)
    loaded = load_model(tmp_path / "one.lstm")
    for mine, other in zip(predict(loaded, levels=LEVELS).series, predict(model, levels=LEVELS).series, strict=True):
        assert np.array_equal(mine.quantiles, other.quantiles)
        np.testing.assert_equal(dataclasses.asdict(mine.gates), dataclasses.asdict(other.gates))
    assert digest_of(loaded) == digest_of(model)
    assert loaded.summary == model.summary
    save_model(tmp_path / "two.lstm", loaded)
    assert (tmp_path / "one.lstm").read_bytes() == (tmp_path / "two.lstm").read_bytes()


def test_a_panel_too_large_to_learn_from_all_of_it_is_forecast_whole(series, make_panel, tmp_path, monkeypatch):
    """Trained on a sample of windows of all series, a model goes to its file and back, and says how many there were."""
    monkeypatch.setattr(training_set, "MAX_VALUES", 3 * MEMBERS * 68 * 2)
    trained = train(make_panel(series), TrainOptions(horizon=2, seed=1, cell=Cell.CEC))
    assert len(np.unique(trained.units.scale[0, :, 0])) == 3  # each series has its own
    assert Remark("trained-on-sample", {"windows": 3, "possible": 240}) in trained.summary.remarks
    save_model(tmp_path / "m.lstm", trained)
    found = predict(load_model(tmp_path / "m.lstm"))
    assert [one.name for one in found.series] == ["A", "B", "C"]


def test_a_panel_of_too_many_series_is_forecast_whole(series, make_panel, tmp_path, monkeypatch):
    """Where some series alone are learned from, all are forecast, and a remark says from how many was learned."""
    monkeypatch.setattr(from_prior, "MAX_STEPS", 160)
    trained = train(make_panel(series), TrainOptions(horizon=2, seed=1))
    (remark,) = [one for one in trained.summary.remarks if one.code == "trained-on-series"]
    assert remark.details["of"] == 3
    assert 1 <= remark.details["series"] < 3
    save_model(tmp_path / "m.lstm", trained)
    found = predict(load_model(tmp_path / "m.lstm"))
    assert [one.name for one in found.series] == ["A", "B", "C"]


@pytest.mark.parametrize(("kind", "name"), [("model", "anchor/smoothing"), ("of_scratch", "scaling")])
def test_arrays_that_do_not_belong_together_are_refused(kind, name, tmp_path, request):
    """A model file whose arrays fit their header but not each other is one line and exit 4."""
    path = tmp_path / "broken.lstm"
    save_model(path, request.getfixturevalue(kind))
    contents = read_contents(path)
    arrays = contents.arrays | {name: contents.arrays[name][:-1]}
    path.write_bytes(encode(arrays, contents.document))
    with pytest.raises(ModelFileError, match=r"broken\.lstm: is a model file whose parts are inconsistent") as caught:
        load_model(path)
    assert caught.value.path == str(path)


def with_other_weights(model):
    """Return a model whose members' outputs are twice as large."""
    network = dataclasses.replace(model.network, projection=model.network.projection * 2)
    return dataclasses.replace(model, network=network)


def test_a_file_that_forecasts_otherwise_replaces_nothing(model, tmp_path, monkeypatch):
    """When the file read back forecasts otherwise, the old model stays and no other file is left."""
    path = tmp_path / "m.lstm"
    save_model(path, model)
    before = path.read_bytes()
    worse = with_other_weights(model)
    monkeypatch.setattr(storage, "load_model", lambda _path: model)
    with pytest.raises(ModelFileError, match="forecasts differently from the one trained"):
        save_model(path, worse)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_is_replaced_while_it_is_read_is_the_one_that_was_opened(model, tmp_path, monkeypatch):
    """A new model under the same name, after a part of the old one was read, does no harm; the next who loads has the new one."""
    path, other = tmp_path / "m.lstm", with_other_weights(model)
    save_model(path, model)
    opened, replaced = zipfile.ZipFile.open, []

    def meanwhile(archive, member, *args, **options):
        if getattr(member, "filename", "") == "network/gates.npy" and not replaced:
            replaced.append(member)
            save_model(path, other)
        return opened(archive, member, *args, **options)

    monkeypatch.setattr(zipfile.ZipFile, "open", meanwhile)
    assert digest_of(load_model(path)) == digest_of(model)
    assert replaced
    assert digest_of(load_model(path)) == digest_of(other)


def test_a_model_of_format_1_forecasts_as_it_did():
    """A file of the first format is read, and its forecast is the one that was stored with it."""
    assert read_contents(STORED / "format_1.lstm").version == 1
    old = load_model(STORED / "format_1.lstm")
    levels = (0.01, 0.025, 0.25, 0.5, 0.75, 0.975, 0.99)
    text = forecast_csv(predict(old, levels=levels), old.panel)
    assert text == (STORED / "format_1_forecast.csv").read_text("utf-8")
    summary = old.scored_summary
    assert (summary.series, summary.observations, summary.missing, summary.members) == (2, 123, 2, 12)
    assert round(summary.relative_wis, 2) == 0.88
    assert old.panel.notes == ()
    assert old.panel.reading == ReadOptions(id="area", time="week", value="cases")


def test_a_model_of_format_2_forecasts_as_it_did():
    """A file of the second format, made by the program at 94b1611 with --horizon 3 --seed 5, forecasts what it printed then."""
    assert read_contents(STORED / "format_2.lstm").version == 2
    old = load_model(STORED / "format_2.lstm")
    levels = (0.01, 0.025, 0.25, 0.5, 0.75, 0.975, 0.99)
    assert forecast_csv(predict(old, levels=levels), old.panel) == (STORED / "format_2_forecast.csv").read_text("utf-8")
    summary = old.scored_summary
    assert (summary.series, summary.observations, summary.horizon) == (2, 123, 3)
    assert (summary.members, summary.gate_sets, len(old.network.gates)) == (12, 12, 12)
    assert old.panel.reading == ReadOptions(id="area", time="week", value="cases")


def test_a_model_of_format_3_forecasts_as_it_did():
    """A file of the third format, made by the program at 1267e97 with --horizon 3 --seed 5, forecasts what it printed then."""
    assert read_contents(STORED / "format_3.lstm").version == 3
    old = load_model(STORED / "format_3.lstm")
    levels = (0.01, 0.025, 0.25, 0.5, 0.75, 0.975, 0.99)
    assert forecast_csv(predict(old, levels=levels), old.panel) == (STORED / "format_3_forecast.csv").read_text("utf-8")
    summary = old.scored_summary
    assert (summary.members, summary.gate_sets, summary.second_members, old.second) == (12, 3, 0, None)


def test_a_model_of_format_4_forecasts_as_it_did():
    """A file of the fourth format, made by the program at 8ef5162 with --horizon 3 --seed 5, forecasts what it printed then."""
    assert read_contents(STORED / "format_4.lstm").version == 4
    old = load_model(STORED / "format_4.lstm")
    levels = (0.01, 0.025, 0.25, 0.5, 0.75, 0.975, 0.99)
    forecast = predict(old, levels=levels)
    assert forecast_csv(forecast, old.panel) == (STORED / "format_4_forecast.csv").read_text("utf-8")
    assert (old.scored_summary.second_members, old.dependence, forecast.joint.dependence) == (12, None, None)


@pytest.mark.parametrize("version", [5, 6])
def test_a_model_of_formats_5_and_6_forecasts_as_it_did(version):
    """Files made by the program at c795f6a with --horizon 3 --seed 5, of format 6 with revisions, forecast as then."""
    path = STORED / f"format_{version}.lstm"
    assert read_contents(path).version == version
    old = load_model(path)
    levels = (0.01, 0.025, 0.25, 0.5, 0.75, 0.975, 0.99)
    text = forecast_csv(predict(old, levels=levels), old.panel)
    assert text == (STORED / f"format_{version}_forecast.csv").read_text("utf-8")
    assert (old.revisions is None) == (version != 6)
    assert old.second.inflation == 1


@pytest.mark.parametrize("version", range(1, VERSION))
def test_a_model_of_an_older_format_is_written_in_the_newest(tmp_path, version):
    """Loaded and saved again it is the same model, with the same digest."""
    old = load_model(STORED / f"format_{version}.lstm")
    save_model(tmp_path / "new.lstm", old)
    assert read_contents(tmp_path / "new.lstm").version == VERSION
    new = load_model(tmp_path / "new.lstm")
    assert digest_of(new) == digest_of(old)
    assert new.summary == old.summary
    assert forecast_csv(predict(new, levels=LEVELS), new.panel) == forecast_csv(predict(old, levels=LEVELS), old.panel)


def test_the_digest_is_of_the_data_not_of_their_file(tmp_path, make_waves):
    """The same counts under other names of the file and of the times, with a comment on top, make a model of the same digest."""
    counts = make_waves(4, weeks=40)
    rows = [f"{np.datetime64('2021-01-02') + 7 * week},{count}" for week, count in enumerate(counts)]
    plain, other = "\n".join(["date,cases", *rows]), "\n".join(["# exported", "week;cases", *rows]).replace(",", ";")
    changed = "\n".join(["date,cases", *rows[:-1], rows[-1] + "0"])
    digests = []
    for number, table in enumerate((plain, other, changed)):
        panel = read_panel(table.encode(), name=f"{number}.csv")
        trained = train(panel, TrainOptions(horizon=2, seed=1))
        save_model(tmp_path / f"{number}.lstm", trained)
        assert digest_of(load_model(tmp_path / f"{number}.lstm")) == digest_of(trained)
        digests.append(digest_of(trained))
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize(
    "change",
    [
        lambda model: dataclasses.replace(model, seed=4),
        lambda model: dataclasses.replace(model, units=dataclasses.replace(model.units, last=model.units.last + 1)),
        with_other_weights,
        lambda model: dataclasses.replace(model, trained_gates=Gates.STOCHASTIC),
        lambda model: dataclasses.replace(model, length=model.length - 1),
        lambda model: dataclasses.replace(model, network=dataclasses.replace(model.network, cell=Cell.CEC)),
    ],
    ids=["seed", "units", "array", "gates", "length", "cell"],
)
def test_the_digest_is_of_all_that_a_forecast_depends_on(model, change):
    """Another number or choice in the model is another digest."""
    assert digest_of(change(model)) != digest_of(model)


def test_training_makes_no_digest(make_panel, series, monkeypatch):
    """A model is hashed when its digest is asked for, not while it is trained."""
    asked = []
    monkeypatch.setattr("lstm_cli.ensemble.model_parts.content_digest", lambda *_: asked.append(1) or "")
    trained = train(make_panel(series), TrainOptions(horizon=2, seed=1))
    assert asked == []
    assert digest_of(trained) == ""
    assert asked == [1]


def test_a_model_remembers_how_its_data_were_read(tmp_path):
    """Columns, format of dates, step and delimiter go to the file and back, and read newer data the same way."""
    days = [(np.datetime64("2022-12-03") + 7 * week).item() for week in range(22)]
    rows = [f"{day:%d.%m.%Y};{day.day};N" for day in days]
    table = "\n".join(["tag;n_ill;ort", *rows]).encode()
    options = ReadOptions(
        id="ort", time="tag", value="n_ill", date_format="%d.%m.%Y", freq="W", delimiter=";", encoding="latin-1"
    )
    panel = read_panel(table, name="d.csv", options=options)
    save_model(tmp_path / "m.lstm", train(panel, TrainOptions(horizon=2, seed=1)))
    loaded = load_model(tmp_path / "m.lstm")
    assert loaded.panel.reading == options
    assert loaded.panel.columns == panel.columns
    newer = read_panel(table + b"\n06.05.2023;7;N", name="newer.csv", remembered=loaded.panel.reading)
    assert newer.series[0].name == "N"
    assert newer.series[0].counts[-1] == 7
    assert len(predict(loaded, panel=newer).series) == 1


def test_rows_with_empty_counts_are_remembered(tmp_path, make_waves):
    """What stood before the first and after the last known count is still reported after loading."""
    counts = ["", "", *make_waves(4, weeks=40), "", "", ""]
    rows = [f"{np.datetime64('2021-01-02') + 7 * week},{count}" for week, count in enumerate(counts)]
    panel = read_panel("\n".join(["date,cases", *rows]).encode(), name="d.csv")
    save_model(tmp_path / "m.lstm", train(panel, TrainOptions(horizon=2, seed=1)))
    (series,) = load_model(tmp_path / "m.lstm").panel.series
    assert (series.earlier_empty, series.later_empty) == (2, 3)


def test_what_is_in_a_model_file(model, tmp_path):
    """`describe` gives the facts of a file and of a model that has none."""
    path = tmp_path / "m.lstm"
    save_model(path, model)
    info = describe(path)
    assert (info.format_version, info.file_size, info.digest) == (VERSION, path.stat().st_size, digest_of(model))
    assert info.numpy_version == np.__version__
    assert (info.seed, info.cell, info.gates, info.horizon) == (3, Cell.LSTM, Gates.EXPECTED, 8)
    hidden = prior().hidden
    weights = 4 * hidden * (hidden + WIDTH + 1) + 8 * 23 * hidden
    assert (info.members, info.gate_sets, info.hidden, info.parameters) == (12, 3, hidden, weights)
    assert (info.second_members, info.second_hidden) == (12, model.second.network.hidden)
    assert info.second_parameters == model.second.network.parameters
    assert (info.series, info.names, info.observations, info.missing) == (3, ("A", "B", "C"), 240, 0)
    assert (info.first, info.last) == ("2020-01-04", "2021-09-18")
    assert (info.length, info.lags, info.frequency.name) == (
        model.length,
        model.lags,
        "weekly (weeks stamped Saturday)",
    )
    assert (info.source, info.columns.value, info.reading.time) == ("inline.csv", "cases", "date")
    assert info.summary == model.summary
    assert describe(model) == dataclasses.replace(info, file_size=None)
    for version in (1, 2, 3):
        assert describe(STORED / f"format_{version}.lstm").format_version == version


def test_describe_refuses_as_loading_does(tmp_path):
    """What is no model file has no facts."""
    with pytest.raises(ModelFileError, match="no such model file"):
        describe(tmp_path / "none")
