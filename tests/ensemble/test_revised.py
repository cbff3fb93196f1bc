"""Forecasts of a model that knows how newest values are revised: corrected, wider, said, saved, and switched off."""

from dataclasses import replace

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.ensemble.model_document import document_of
from lstm_cli.ensemble.model_file import load_model, save_model
from lstm_cli.ensemble.model_parts import digest_of, stored_arrays
from lstm_cli.ensemble.older_documents import current_document
from lstm_cli.ensemble.predict import ForecastRequest, Piece, plan_forecast
from lstm_cli.ensemble.train import train
from lstm_cli.errors import ModelFileError
from lstm_cli.features.revisions import Revisions, learn_revisions
from lstm_cli.formats.sentences import sentence
from lstm_cli.options import LEVELS, TrainOptions
from lstm_cli.readers.vintage_reader import read_vintages
from lstm_cli.storage.container import encode

REVISIONS = Revisions(np.log([1.5, 1.02]), np.array([0.2, 0.05]), np.array([1234, 5]))
FIRST = np.datetime64("2021-01-02")


@pytest.fixture(scope="module")
def revised(model):
    """Return the session's model with revisions."""
    return replace(model, revisions=REVISIONS)


def quantiles(model, **options):
    """Return all forecasts (N, K, Q)."""
    return np.stack([one.quantiles for one in predict(model, levels=LEVELS, **options).series])


def test_the_newest_values_count_as_what_they_will_become(model, revised, series, make_panel):
    """Without spread it is the forecast from a file that has the corrected values; counts too large for rounding to show."""
    panel = make_panel({name: [1_000 * count + 1_000 for count in counts[-60:]] for name, counts in series.items()})
    shifted = replace(revised, revisions=replace(REVISIONS, spread=np.zeros(2)))
    last = max(len(one) + one.start for one in panel.series) - 1

    def becoming(one):
        age = last - one.start - np.arange(len(one))
        return replace(one, counts=np.rint(one.counts * np.select([age == 0, age == 1], [1.5, 1.02], 1)).astype(int))

    corrected = replace(panel, series=tuple(map(becoming, panel.series)))
    assert np.allclose(quantiles(shifted, panel=panel), quantiles(model, panel=corrected), rtol=1e-3)


def test_intervals_are_wider_and_medians_the_same(revised):
    """The spread widens every interval of a series that is up to date and moves no median; C ended long before."""
    narrow = quantiles(replace(revised, revisions=replace(REVISIONS, spread=np.zeros(2))))
    wide = quantiles(revised)
    assert np.array_equal(wide[..., 11], narrow[..., 11])
    large = narrow[:2, :, 11] > 20
    assert large.sum() >= 8
    assert (wide[..., 21] - wide[..., 1] > narrow[..., 21] - narrow[..., 1])[:2][large].all()
    assert np.array_equal(wide[2], narrow[2])


def test_as_reported_is_the_forecast_without(model, revised):
    """Switched off it is that of the model without revisions, with nothing said."""
    assert np.array_equal(quantiles(revised, as_reported=True), quantiles(model))
    assert not {"newest-revised", "revisions-none"} & {note.code for note in predict(revised, as_reported=True).notes}


def test_as_reported_of_a_model_without_revisions_changes_nothing_and_says_so(model):
    """Who asks for it thinks that there is something to leave out."""
    assert np.array_equal(quantiles(model, as_reported=True), quantiles(model))
    assert "revisions-none" in {note.code for note in predict(model, as_reported=True).notes}
    assert "revisions-none" not in {note.code for note in predict(model).notes}


def test_it_is_said_how_many_steps_are_corrected_and_by_how_much(revised):
    """One note, with the ratios, the spread and what both rest on."""
    (note,) = [note for note in predict(revised).notes if note.code == "newest-revised"]
    assert sentence(note) == (
        "the newest 2 weeks: reported values are multiplied by 1.50 and 1.02; intervals allow for 22 % more or less, "
        "based on how 1,234 earlier first reports were revised"
    )
    none = replace(revised, revisions=Revisions(np.zeros(1), np.array([0.05]), np.array([80])))
    (note,) = [note for note in predict(none).notes if note.code == "newest-revised"]
    assert sentence(note) == (
        "the newest values are used as reported; intervals allow for 5 % of revision, "
        "based on how 80 earlier first reports were revised"
    )


def test_one_series_is_forecast_as_among_all(revised):
    """Its newest step is corrected alike, and that of C is not new: the age is that in the whole panel."""
    for at, name in enumerate("ABC"):
        assert np.allclose(quantiles(revised, series=[name])[0], quantiles(revised)[at], atol=1)


def test_series_that_are_sent_elsewhere_are_corrected_as_among_all(revised):
    """What travels to a worker with one series, which may not be the newest, gives the same bits."""
    plan = plan_forecast(revised, ForecastRequest(revised.horizon, LEVELS))
    every = np.stack([one.quantiles for one in plan.forecast().series])
    for row in range(len(every)):
        growth, _ = Piece(plan.surveyed.part(np.array([row])), plan.request).forecast()
        assert np.array_equal(revised.panel.scale.values_of(growth[0]), every[row])


def test_a_file_has_them(tmp_path, model, revised):
    """They come back and forecast the same; a model without has no word of them."""
    save_model(tmp_path / "r.lstm", revised)
    again = load_model(tmp_path / "r.lstm")
    assert np.array_equal(quantiles(again), quantiles(revised))
    assert digest_of(again) == digest_of(revised) != digest_of(model)
    assert "revisions" not in document_of(model)["model"]


def test_a_file_of_format_6_has_them(revised):
    """Format 6 was format 5 with revisions: its document is read as one whose second ensemble counts as it states."""
    document = document_of(revised)
    new = document["model"] | {"second": {"hidden": 12, "length": 52, "units": {"of": "anchors"}, "inflation": 2.0}}
    old = new | {"second": {"hidden": 12, "length": 52, "units": {"of": "anchors"}}}
    again = current_document(document | {"model": old}, {}, version=6)["model"]
    assert again == new | {"second": old["second"] | {"inflation": 1.0}}
    assert again["revisions"] == document["model"]["revisions"]


@pytest.mark.parametrize(
    "broken",
    [
        {"shift": [0.1], "spread": [0.1]},
        {"shift": [0.1], "spread": [-0.1], "pairs": [9]},
        {"shift": [11.0], "spread": [0.1], "pairs": [9]},
        {"shift": [0.1, 0.2], "spread": [0.1], "pairs": [9]},
        {"shift": [], "spread": [], "pairs": []},
        {"shift": ["a"], "spread": [0.1], "pairs": [9]},
        {"shift": [0.1], "spread": [0.1], "pairs": [0]},
        None,
    ],
)
def test_a_file_with_revisions_that_make_no_sense_is_refused(tmp_path, revised, broken):
    """Whatever is not three lists of as many numbers in their ranges."""
    document = document_of(revised)
    document["model"]["revisions"] = broken
    (tmp_path / "b.lstm").write_bytes(encode(stored_arrays(revised), document))
    with pytest.raises(ModelFileError, match="revisions is not how newest values are revised"):
        load_model(tmp_path / "b.lstm")


@pytest.mark.slow
def test_intervals_cover_what_first_reports_become():
    """Reports are e^-0.3 of what they become, with a spread of 0.1: with vintages intervals cover as they say, without not."""
    rng = np.random.default_rng(1)
    names, weeks, horizon = 300, 40, 2
    level = np.cumsum(rng.normal(0, 0.12, (names, weeks + horizon)), axis=1) + np.log(
        rng.uniform(200, 2_000, (names, 1))
    )
    final = rng.poisson(np.exp(level))
    first = np.rint(final * np.exp(rng.normal(-0.3, 0.1, final.shape))).astype(int)
    rows = [
        f"S{name:03d},{FIRST + 7 * of},{(first if of == week else final)[name, of]},{FIRST + 7 * week + 4}"
        for week in range(weeks - 12, weeks)
        for name in range(names)
        for of in range(0 if week == weeks - 12 else week - 1, week + 1)
    ]
    vintages = read_vintages("\n".join(["area,date,cases,as_of", *rows, ""]).encode(), name="v.csv")
    panel, came = vintages.newest, final[:, weeks:]
    model = train(replace(panel, series=panel.series[:12]), TrainOptions(horizon=horizon, seed=1)).model
    knowing = replace(model, revisions=learn_revisions(vintages, panel.scale))

    def coverage(one, low, high):
        found = quantiles(one, panel=panel)
        return ((found[..., low] <= came) & (came <= found[..., high])).mean()

    assert 0.45 < coverage(knowing, 6, 16) < 0.55
    assert 0.92 < coverage(knowing, 1, 21) < 0.98
    assert coverage(model, 6, 16) < 0.3
    assert coverage(model, 1, 21) < 0.8
