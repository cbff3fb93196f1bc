"""Arguments of a wrong type end in one line that names them; what plainly means a value of the right type is taken as it."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_hub import COUNTS, make_hub, series

import lstm_cli as lf

A_PATH = "expected a path, as a text or a pathlib.Path, got "
A_DAY = "expected a day, or a text such as '2024-01-06', got "
TRUTH = "expected True or False, got "
NAN = float("nan")


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """Return a small hub whose counts were published in two vintages, of 2025-01-15 and 2025-01-22."""
    folder = make_hub(tmp_path_factory.mktemp("arguments"))
    rows = ["target,location,target_end_date,as_of,observation"]
    for as_of, until in (("2025-01-15", dt.date(2025, 1, 11)), ("2025-01-22", dt.date(2025, 1, 18))):
        rows += [f"{COUNTS},{place},{day},{as_of},{n}" for place, day, n in series() if day <= until]
    (folder / "target-data" / "time-series.csv").write_text("\n".join([*rows, ""]))
    return lf.Hub(folder)


def lines_of(call):
    """Return the lines of the usage error that a call ends in."""
    with pytest.raises(lf.UsageError) as caught:
        call()
    return str(caught.value).split("\n")


FIT = {
    "jobs: expected a whole number from 1, got 'x'": {"jobs": "x"},
    "3 is not the address of a scheduler; for example scheduler='tcp://HOST:8786'": {"scheduler": 3},
    "progress: expected a function of one argument, got 'bar'": {"progress": "bar"},
    "progress: expected a function of one argument, got None; leave it out for none": {"progress": None},
    f"skip_bad_series: {TRUTH}'no'": {"skip_bad_series": "no"},
    f"wide: {TRUTH}array([ True, False])": {"wide": np.array([True, False])},
    f"wide: {TRUTH}<NA>": {"wide": pd.NA},
}


@pytest.mark.parametrize(("message", "options"), FIT.items(), ids=FIT)
def test_training(flu, message, options):
    """The line is there before anything is trained."""
    assert lines_of(lambda: lf.Forecaster(2).fit(flu.head(60), **options)) == [message]


READ = {
    "encoding: expected a text, got None": {"encoding": None},
    "labels: expected the name of a column, got nan": {"labels": [NAN]},
    f"skip_bad_series: {TRUTH}nan": {"skip_bad_series": NAN},
}


@pytest.mark.parametrize(("message", "options"), READ.items(), ids=READ)
def test_reading(root, message, options):
    """As an argument of a file."""
    path = root / "sample_data" / "flu_hospital_admissions.csv"
    assert lines_of(lambda: lf.read_csv(path, **options)) == [message]


@pytest.mark.parametrize("path", [3, None, b"a.csv", "", ["a.csv"]], ids=repr)
def test_paths(model, hub, path):
    """Wherever one is taken."""
    forecast = model.predict()
    for name, call in (
        ("path", lambda: lf.read_csv(path)),
        ("path", lambda: lf.read_vintages(path)),
        ("path", lambda: lf.load(path)),
        ("path", lambda: lf.info(path)),
        ("path", lambda: model.save(path)),
        ("path", lambda: forecast.to_csv([] if path is None else path)),
        ("folder", lambda: model.predict_files(path, "out")),
        ("folder", lambda: lf.Hub(path)),
        ("file", lambda: hub.check(path)),
    ):
        (line,) = lines_of(call)
        assert line.startswith(f"{name}: {A_PATH}")
    assert lines_of(lambda: lf.load("a\0b")) == [r"path: a path cannot contain a zero byte, got 'a\x00b'"]


def test_a_frame_in_the_place_of_a_path_is_one_line(flu):
    """Its text has many."""
    (line,) = lines_of(lambda: lf.read_csv(flu))
    assert line.startswith(f"path: {A_PATH}location date admissions")


PREDICT = {
    f"as_reported: {TRUTH}'no'": {"as_reported": "no"},
    f"readings: {TRUTH}None": {"readings": None},
    "labels: expected the name of a column, got None": {"labels": [None]},
}


@pytest.mark.parametrize(("message", "options"), PREDICT.items(), ids=PREDICT)
def test_forecasting(model, flu, message, options):
    """As an argument of `predict`."""
    assert lines_of(lambda: model.predict(flu, **options)) == [message]


@pytest.mark.parametrize("name", [pd.NA, np.array([1, 2])], ids=["missing", "array"])
def test_what_is_no_name_names_no_series(model, name):
    """Values that cannot be compared are no exception."""
    assert lines_of(lambda: model.predict(series=[name]))[0].startswith("no series is called ")


def test_results(model):
    """Of a forecast and a diagnosis."""
    forecast = model.predict()
    assert lines_of(lambda: forecast.to_frame(mean="no")) == [f"mean: {TRUTH}'no'"]
    assert lines_of(lambda: forecast.to_hub(target=3)) == ["target: expected a text, got 3"]
    assert lines_of(lambda: forecast.plot("Ohio", ax=3)) == ["ax: expected axes of Matplotlib, got 3"]
    expected = "units: expected pairs (member, unit) counted from 0, such as [(0, 3)], got 3"
    assert lines_of(lambda: model.diagnose(units=3)) == [expected]


def test_groups_and_limits_of_a_series_are_given_once(model):
    """Of two, one would be taken without a word: of a Series of pandas, and of a name that is a number and its text."""
    forecast = model.predict()
    twice = pd.Series([3, 4], index=["Ohio", "Ohio"])
    for call in (
        lambda: forecast.above(twice),
        lambda: forecast.total(by=twice),
        lambda: forecast.above({7: 1, "7": 2}),
    ):
        (line,) = lines_of(call)
        assert line.startswith("a series is named twice: expected one value for each, got ")
    assert len(forecast.above(pd.Series({"Ohio": 3, "Texas": 4}))) == 4


SCORE = {
    "interval: expected a number, got 'x'": {"interval": "x"},
    "interval: expected a number, got True": {"interval": True},
    "first_horizon: expected a whole number, got 1.0": {"first_horizon": 1.0},
    "first_horizon: expected a whole number, got [1]": {"first_horizon": [1]},
    "target: expected a text, got 3": {"target": 3},
    f"cutoff: {A_DAY}NaT": {"cutoff": pd.NaT},
}


@pytest.fixture(scope="module")
def prophets(flu):
    """Return forecasts whose columns do not say the level of their interval."""
    ohio = flu[flu["location"] == "Ohio"].tail(4)
    frame = pd.DataFrame({"location": "Ohio", "ds": ohio["date"], "yhat": ohio["admissions"] + 3.0})
    return frame.assign(yhat_lower=frame["yhat"] - 9.0, yhat_upper=frame["yhat"] + 9.0)


@pytest.mark.parametrize(("message", "options"), SCORE.items(), ids=SCORE)
def test_scores(flu, prophets, message, options):
    """Of `score` and `compare` alike."""
    for call in (lf.score, lambda frame, truth, **said: lf.compare({"ours": frame}, truth, **said)):
        assert lines_of(lambda: call(prophets, flu, **options)) == [message]  # noqa: B023 - called at once


def test_numbers_of_any_type_score_alike(flu, prophets):
    """80 per cent is that as a float32 too, whose last digits are others' in arithmetic with levels."""
    scores = [
        lf.score(prophets, flu, interval=share) for share in (80, 80.0, np.int64(80), np.float32(80), Decimal(80))
    ]
    assert len({(one.overall["wis"], one.overall["coverage_80"]) for one in scores}) == 1


STEP = {
    "weights: expected a mapping of names to matrices and rows, got 'x'": {"weights": "x"},
    "weights: expected a mapping of names to matrices and rows, got array([1.])": {"weights": np.ones(1)},
    "x: expected a list of finite numbers, such as [1, 2, 3], got 'abc'": {"x": "abc"},
    f"x: expected a list of finite numbers, such as [1, 2, 3], got [1{'0' * 37}…": {"x": [10**400]},
    "seed: expected a whole number from 0, got 1.0": {"seed": 1.0},
}


@pytest.mark.parametrize(("message", "options"), STEP.items(), ids=STEP)
def test_a_worked_step(message, options):
    """No error of attributes from deep inside."""
    assert lines_of(lambda: lf.worked_step(**options)) == [message]


def test_weights_of_a_worked_step():
    """Of a cell of another size they are refused as those of a mapping are; tuples and NumPy's numbers are rows."""
    own = lf.worked_step([0.5], [0.1]).weights
    with pytest.raises(lf.DataError, match="weights: W_i: row 1: expected 3 numbers, got 2"):
        lf.worked_step([0.5, 1], [0.1], weights=own)
    with pytest.raises(lf.DataError, match="weights: p_i is missing"):
        lf.worked_step([0.5], [0.1], weights=own, cell="peephole")
    with pytest.raises(lf.DataError, match="weights: unknown name '3'"):
        lf.worked_step([0.5], [0.1], weights={3: [1]})
    rows = {f"W_{gate}": ((np.int64(1), 1),) for gate in "ifCo"} | {f"b_{gate}": (np.float32(1),) for gate in "ifCo"}
    assert lf.worked_step([0.5], [0.1], weights={**rows, "W": [np.ones(1)]}).c == lf.worked_step([0.5], [0.1]).c
    assert lf.worked_step([0.5], [0.1], weights=own).c == lf.worked_step([0.5], [0.1]).c
    with pytest.raises(lf.DataError, match="weights: W: expected one row or more of 1 numbers"):
        lf.worked_step([0.5], [0.1], weights={**rows, "W": object()})


HUB = {
    "target: expected a text, got ['a']": lambda hub: hub.data(["a"]),
    f"as_of: {A_DAY}3": lambda hub: hub.data(as_of=3),
    f"vintages: {TRUTH}'no'": lambda hub: hub.data(vintages="no"),
    "team: expected a text, got 3": lambda hub: hub.write(3, "M"),
    "abbr: expected a text, got None": lambda hub: hub.metadata("T", None),
    "contributors: expected a text, got 3": lambda hub: hub.metadata("T", "M", contributors=[3]),
    "team_name: expected a text, got 3": lambda hub: hub.metadata("T", "M", team_name=3),
    "license: expected a text, got []": lambda hub: hub.metadata("T", "M", license=[]),
    "fields: expected a text, got 3": lambda hub: hub.metadata("T", "M", fields=3),
    f"reference_date: {A_DAY}3": lambda hub: hub.write("T", "M", reference_date=3),
    "targets: expected a text, got 3": lambda hub: hub.write("T", "M", targets=[3]),
    f"folder: {A_PATH}3": lambda hub: hub.write("T", "M", folder=3),
    f"as_reported: {TRUTH}'no'": lambda hub: hub.write("T", "M", as_reported="no"),
    f"if_new: {TRUTH}'no'": lambda hub: hub.write("T", "M", if_new="no"),
    "progress: expected a function of one argument, got 3": lambda hub: hub.write("T", "M", progress=3),
    "seed: expected a whole number from 0, got None": lambda hub: hub.write("T", "M", seed=None),
}


@pytest.mark.parametrize(("message", "call"), HUB.items(), ids=HUB)
def test_hubs(hub, message, call):
    """Before anything is forecast."""
    assert lines_of(lambda: call(hub)) == [message]


def days_of(text):
    """Return a day as the types that a notebook has."""
    stamp = pd.Timestamp(text)
    return [text, stamp, stamp.date(), stamp + pd.Timedelta(hours=9), stamp.to_datetime64(), np.datetime64(text)]


@pytest.mark.parametrize("day", days_of("2025-01-16"), ids=repr)
def test_days_of_any_type(hub, flu, day):
    """The state of a hub's data on a day, and the round of a day, are those of its text; so is the end of a tidied table."""
    assert hub.data(as_of=day)["date"].max() == pd.Timestamp("2025-01-11")
    (line,) = lines_of(lambda: hub.write("Team", "Model", reference_date=day))
    assert line.startswith("'2025-01-16' is not a round of this hub")
    if not isinstance(day, str) and pd.Timestamp(day).hour == 0:
        assert lf.tidy(flu, until=day).to_csv() == lf.tidy(flu, until="2025-01-16").to_csv()


def test_metadata_are_advised_in_words_of_python(root):
    """What the error proposes works: the argument is called so, and takes a text."""
    hub = lf.Hub(root / "sample_data" / "hub")
    text = "\n".join(lines_of(lambda: hub.metadata("T", "M")))
    assert "; for example contributors='Jane Doe <jane@example.org>, Institute of Health'" in text
    assert "; for example fields='designated_model=true'" in text
    person = "Jane Doe <jane@example.org>, Institute of Health"
    made = hub.metadata("T", "M", contributors=person, license="CC-BY-4.0", fields="designated_model=true")
    same = hub.metadata("T", "M", contributors=[person], license="CC-BY-4.0", fields={"designated_model": "true"})
    assert made == same


TIDY = {
    f"sum: {TRUTH}'no'": {"sum": "no"},
    f"cumulative: {TRUTH}['x']": {"cumulative": ["x"]},
    f"until: {A_DAY}nan": {"until": NAN},
    "sheet: expected a text, got Timestamp('2024-01-06 00:00:00')": {"sheet": pd.Timestamp("2024-01-06")},
    "target_col: expected the name of a column, got 1.5": {"target_col": 1.5},
    "DataFrame: neither CSV nor a workbook, so it has no lines around its table; leave out skip=": {"skip": 2},
    "DataFrame: neither CSV nor a workbook, so its columns have names; leave out no_header=": {"no_header": True},
    "DataFrame: not CSV, so it has no column separator; leave out delimiter=": {"delimiter": ";"},
    "DataFrame: not a workbook, so it has no sheets; leave out sheet=": {"sheet": "2024"},
}


@pytest.mark.parametrize(("message", "options"), TIDY.items(), ids=TIDY)
def test_tidying(flu, message, options):
    """A text in the place of a truth value was taken for true, and options for files did nothing to a frame."""
    assert lines_of(lambda: lf.tidy(flu, **options)) == [message]


def test_numpy_has_its_own_true_and_false(flu):
    """They are such, as are 0 and 1; columns that are numbers may be NumPy's."""
    assert lf.tidy(flu, drop_last=np.int64(2), sum=np.False_).frame.equals(lf.tidy(flu, drop_last=2).frame)
    numbered = flu.set_axis([0, 1, 2], axis=1)
    assert len(lf.tidy(numbered, id_col=0, time_col=np.int64(1), target_col=2).frame) == len(flu)
    audit = lf.describe(numbered, id_col=np.int64(0), time_col=np.int64(1), target_col=np.int64(2), wide=0)
    assert len(audit.series) == 3
    assert (
        lf.read_csv(Path(__file__).parents[2] / "sample_data" / "flu_hospital_admissions.csv", labels=None).labels == {}
    )
