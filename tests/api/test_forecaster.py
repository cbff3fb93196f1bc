"""The forecaster: what `predict`, `save`, `load` and `diagnose` promise, and arguments that cannot be."""

import inspect

import numpy as np
import pandas as pd
import pytest

import lstm_cli as lf
from lstm_cli.api import planning


def table(forecast):
    """Return the frame of a forecast by series and time."""
    return forecast.to_frame().set_index(["location", "date"])


def test_levels_are_intervals_and_quantiles_are_levels(model):
    """The 50 and 95 % intervals with the median are these five quantiles, and the default."""
    five = [0.025, 0.25, 0.5, 0.75, 0.975]
    assert model.predict(levels=[50, 95]).levels == tuple(five)
    pd.testing.assert_frame_equal(model.predict(quantiles=five).to_frame(), model.predict(levels=(95, 50)).to_frame())
    pd.testing.assert_frame_equal(model.predict().to_frame(), model.predict(levels=[50, 95]).to_frame())
    assert model.predict(quantiles=np.array([0.9, 0.1])).levels == (0.1, 0.9)
    assert model.predict(levels=80).levels == (0.1, 0.5, 0.9)
    assert model.predict(quantiles=0.5).levels == (0.5,)


def test_levels_computed_in_steps_are_the_decimals_meant(model):
    """``numpy.arange`` and sums of floats miss decimals by an error of arithmetic; columns are named without it."""
    levels = np.arange(0.05, 1, 0.05)
    assert 0.15 not in levels  # but 0.15000000000000002
    columns = model.predict(quantiles=levels).to_frame().columns
    assert list(columns[2:]) == [f"q{number / 100:g}" for number in range(5, 100, 5)]
    assert model.predict(quantiles=[0.1 + 0.2, 0.3]).levels == (0.3,)
    assert model.predict(levels=50 * 1.1).levels == model.predict(levels=55).levels
    assert model.predict(quantiles=[1 / 3]).levels == (1 / 3,)


def test_series_are_chosen_by_name(model):
    """Forecasts of some series are those among all, by one name or several."""
    every = table(model.predict())
    pd.testing.assert_frame_equal(table(model.predict(series="Ohio")), every.loc[["Ohio"]])
    chosen = model.predict(series=["Washington", "California"])
    assert chosen.series == ("California", "Washington")
    pd.testing.assert_frame_equal(table(chosen), every.loc[["California", "Washington"]])


def test_series_named_by_numbers_are_chosen_by_numbers(model, flu):
    """Where a frame has numbers in place of names, such numbers of any type name the series, alone or in a list."""
    frame = flu.assign(location=flu["location"].map({"California": 7, "Ohio": 10, "Washington": 9}))
    for one in (7, 7.0, np.int64(7), "7", [7], np.array([7]), pd.Series([7]), ("7",), b"7"):
        assert model.predict(frame, series=one).series == ("7",)
    every = model.predict(frame, series=frame["location"].unique())
    assert every.series == ("10", "7", "9")
    assert model.diagnose(frame, series=9).time_line.name == "9"
    likely = every.above({7: 50, 9: 0, 10: 0}, paths=200)
    pd.testing.assert_frame_equal(likely, every.above({"7": 50, "9": 0, "10": 0}, paths=200))
    assert every.total(by={7: "a", 9: "a", 10: "b"}, paths=200).series == ("a", "b")


def test_a_shorter_horizon_is_the_beginning_of_the_longer(model):
    """The first steps do not depend on how many are asked for."""
    two = table(model.predict(horizon=2))
    every = table(model.predict())
    pd.testing.assert_frame_equal(two, every[every.index.isin(two.index)])
    assert len(two) == 6


def test_one_part_starts_no_process(model, monkeypatch):
    """A panel that is a single part is forecast here, however many processes there may be, and is what `predict` returns."""

    def refuse(*_arguments):
        raise AssertionError("processes were made ready")

    monkeypatch.setattr(planning, "make_executor", refuse)
    (only,) = model.predict_parts(jobs=4)
    pd.testing.assert_frame_equal(table(only), table(model.predict()))


def test_newer_data_are_gone_on_from(model, flu):
    """With other data, forecasts begin where those end, by the same weights; the model stays as it is."""
    before = model.predict().to_csv()
    earlier = flu[flu["date"] <= "2024-01-06"]
    forecast = model.predict(earlier, horizon=1)
    assert forecast.to_frame()["date"].unique().tolist() == [pd.Timestamp("2024-01-13")]
    assert model.predict(flu).to_csv() == before
    assert model.predict().to_csv() == before
    assert model.panel.to_frame()["date"].max() == flu["date"].max()


def test_remarks_are_kept_and_nothing_is_printed(model, flu, capfd):
    """What is worth a word is in ``notes``; standard output and error stay empty."""
    forecast = model.predict(flu.assign(location=flu["location"].replace("Ohio", "Iowa")))
    assert len(forecast.notes) >= 1
    assert capfd.readouterr() == ("", "")


def test_a_model_comes_back_from_its_file(model, tmp_path):
    """A saved and loaded forecaster forecasts the same bytes, and is saved as the same bytes again."""
    model.save(tmp_path / "a.lstm")
    loaded = lf.load(str(tmp_path / "a.lstm"))
    assert loaded.predict().to_csv() == model.predict().to_csv()
    assert (loaded.horizon, loaded.options.seed, repr(loaded)) == (4, 1, repr(model))
    loaded.save(tmp_path / "b.lstm")
    assert (tmp_path / "a.lstm").read_bytes() == (tmp_path / "b.lstm").read_bytes()


def test_a_file_tells_what_is_in_it(model, tmp_path):
    """`info` gives the facts of a model file."""
    model.save(tmp_path / "a.lstm")
    facts = lf.info(tmp_path / "a.lstm")
    assert (facts.names, facts.horizon, facts.seed) == (model.predict().series, 4, 1)
    assert facts.file_size == (tmp_path / "a.lstm").stat().st_size


def test_the_same_seed_is_the_same_model(ohio, tmp_path):
    """Integers of NumPy are as good as Python's, and training twice gives one file; another seed gives another."""
    short = ohio.tail(16)
    for name, seed in (("a", 7), ("b", np.int64(7)), ("c", 8)):
        lf.Forecaster(horizon=np.int64(2), seed=seed).fit(short).save(tmp_path / name)
    first, second, third = ((tmp_path / name).read_bytes() for name in "abc")
    assert first == second != third


def test_training_reports_its_progress(training):
    """`fit` calls the given function with how far it is."""
    _, states, _, _ = training
    assert states
    assert all(0 <= state.done <= state.total and state.message for state in states)


def test_a_diagnosis_reads_the_gates(model):
    """A diagnosis has the gates over all series, and time lines of the series that is named."""
    diagnosis = model.diagnose(series="Ohio")
    assert diagnosis.horizon == 4
    assert diagnosis.time_line.name == "Ohio"
    assert diagnosis.gates.mean.shape == (4,)
    assert [gate.name for gate in diagnosis.ablation.gates] == ["input", "forget", "output", "candidate"]


def test_stochastic_gates_are_drawn_by_the_seed(model):
    """Sampled gates give another forecast than the expected ones, and the same one each time."""
    forecast = model.predict(gates="stochastic", draws=3).to_csv()
    assert forecast == model.predict(gates="stochastic", draws=3).to_csv()
    assert forecast != model.predict().to_csv()


UNTRAINED = {
    "predict": lambda model, _: model.predict(),
    "save": lambda model, path: model.save(path / "x"),
    "diagnose": lambda model, _: model.diagnose(),
    "cross_validation": lambda model, _: model.cross_validation(),
    "summary": lambda model, _: model.summary,
    "horizon": lambda model, _: model.horizon,
}


@pytest.mark.parametrize("use", UNTRAINED.values(), ids=UNTRAINED)
def test_an_untrained_forecaster_says_what_to_do(use, tmp_path):
    """Whatever needs a model says that `fit` comes first."""
    with pytest.raises(lf.UsageError, match=r"call fit\(data\) first"):
        use(lf.Forecaster(), tmp_path)


WRONG = {
    "horizon: expected a whole number from 1, got 0": lambda _: lf.Forecaster(horizon=0),
    "horizon: expected a whole number from 1, got 2.5": lambda _: lf.Forecaster(horizon=2.5),
    "horizon: expected a whole number from 1, got True": lambda _: lf.Forecaster(horizon=True),
    "horizon: expected a whole number from 1, got '4'": lambda _: lf.Forecaster(horizon="4"),
    "seed: expected a whole number from 0, got -1": lambda _: lf.Forecaster(seed=-1),
    "seed: expected a whole number from 0, got None": lambda _: lf.Forecaster(seed=None),
    "cell: expected one of 'lstm', 'cec', 'peephole', 'coupled', got 'gru'": lambda _: lf.Forecaster(cell="gru"),
    "gates: expected one of 'expected', 'stochastic', got 'x'": lambda _: lf.Forecaster(gates="x"),
    "horizon: expected a whole number from 1, got -3": lambda model: model.predict(horizon=-3),
    "draws: expected a whole number from 1, got 0": lambda model: model.predict(gates="stochastic", draws=0),
    "draws are runs with stochastic gates; add gates='stochastic'": lambda model: model.predict(draws=5),
    "the list is empty": lambda model: model.predict(series=[]),
    "no series is called 'Ohoi'; did you mean series='Ohio'?": lambda model: model.predict(series="Ohoi"),
    "no series is called '3'; there are California, Ohio, Washington": lambda model: model.predict(series=3),
    "no series is called '7'; there are": lambda model: model.predict(series=[7]),
    "no series is called '8'; there are": lambda model: model.diagnose(series=8),
    "quantiles: the list is empty": lambda model: model.predict(quantiles=[]),
    "give one of them": lambda model: model.predict(quantiles=[0.5], levels=[50]),
    "for the 95 % interval write levels=": lambda model: model.predict(levels=[0.95]),
    "for a central interval write levels=": lambda model: model.predict(quantiles=[95]),
    "expected central intervals in per cent": lambda model: model.predict(levels="50,95"),
    "n_windows: expected a whole number from 1, got 0": lambda model: model.cross_validation(n_windows=0),
    "step_size: expected a whole number from 1, got 0": lambda model: model.cross_validation(step_size=0),
    "refit: expected True, False or a whole number from 1, got 0": lambda model: model.cross_validation(refit=0),
    "jobs: expected a whole number from 1, got 0": lambda model: model.cross_validation(jobs=0),
    "units: expected pairs (member, unit) counted from 0": lambda model: model.diagnose(units=["1.2"]),
    "got (0, 1)": lambda model: model.diagnose(units=(0, 1)),
    "units: expected a whole number from 0, got -1": lambda model: model.diagnose(units=[(0, -1)]),
    "there is no unit (9, 0): sets of gates go from 0 to 2, units from 0 to 63": lambda model: model.diagnose(
        units=[(9, 0)]
    ),
    "paths: expected a whole number from 1, got 0": lambda model: model.predict().total(paths=0),
    "whole number from 0, got -1": lambda model: model.predict().above(100, seed=-1),
    "by: expected a column of labels, or groups": lambda model: model.predict().total(by=3),
    "limit: expected a number, numbers by": lambda model: model.predict().above([3]),
    "names of series, or a column of labels, got {}": lambda model: model.predict().above({}),
    "got '3'": lambda model: model.predict().above({"Ohio": "3"}),
    "limit: expected a finite number, got nan": lambda model: model.predict().above({"Ohio": float("nan")}),
    "no series is called 'Ohoi'; did you mean": lambda model: model.predict().above({"Ohoi": 3}),
    "'Californa'; did you mean series='California'": lambda model: model.predict().above({"Ohio": 3, "Californa": 4}),
}


@pytest.mark.parametrize(("message", "use"), WRONG.items(), ids=WRONG)
def test_what_cannot_be_is_refused(model, message, use):
    """An argument that cannot be used ends in a UsageError that names it, before any work is done."""
    with pytest.raises(lf.UsageError) as caught:
        use(model)
    assert message in str(caught.value)


def test_a_misspelt_argument_is_not_dropped(model, tmp_path):
    """What `predict` does not take, forecasts in parts and of files do not take either."""
    with pytest.raises(TypeError, match=r"unexpected argument 'level'; .*levels"):
        model.predict_parts(level=[50])
    with pytest.raises(TypeError, match="unexpected argument 'level'"):
        model.predict_files(tmp_path, tmp_path / "out", level=[50])


def test_what_needs_a_model_is_no_attribute_before(model):
    """An untrained forecaster can be looked into; what a trained one has is not there yet."""
    members = dict(inspect.getmembers(lf.Forecaster()))
    trained = dict(inspect.getmembers(model))
    assert set(trained) - set(members) == {"model", "panel", "summary", "horizon"}
    assert "predict" in members


def test_a_forecaster_says_what_it_is_made_of():
    """Its line names a cell and gates that are not the usual ones."""
    assert repr(lf.Forecaster(4)) == "Forecaster(horizon=4, seed=0, untrained)"
    unusual = lf.Forecaster(cell="coupled", gates="stochastic")
    assert repr(unusual) == "Forecaster(horizon=None, seed=0, cell='coupled', gates='stochastic', untrained)"


def test_a_longer_horizon_needs_another_training(model):
    """A model forecasts no further than it was trained for, and the error says what to train."""
    with pytest.raises(lf.UsageError, match="forecasts 4 steps ahead, not 9"):
        model.predict(horizon=9)


def test_files_that_are_no_models_are_refused(tmp_path, flu):
    """A missing file, and a file of something else, end in a ModelFileError that names the file."""
    flu.to_csv(tmp_path / "counts.csv")
    for name, reason in (("none.lstm", "no such model file"), ("counts.csv", "not a model file")):
        path = str(tmp_path / name)
        with pytest.raises(lf.ModelFileError) as caught:
            lf.load(path)
        assert caught.value.path == path
        assert str(caught.value) == f"{path}: {reason}; `Forecaster.save` writes one"


def test_errors_have_one_family():
    """Every expected error is a ForecastError, so that one ``except`` is enough."""
    for kind in (lf.DataError, lf.UsageError, lf.ModelFileError):
        assert issubclass(kind, lf.ForecastError)
