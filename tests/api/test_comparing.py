"""`compare` and `score` of frames from any program: the numbers of the command, as frames."""

import io
import json
import subprocess
import sys

import forecast_tables
import pandas as pd
import pytest

import lstm_cli as lf


@pytest.fixture(scope="module")
def came():
    """Return counts of two states."""
    rows = [
        (place, str(forecast_tables.week(k - 13)), {"Ohio": 110, "Texas": 12}[place] + (7 * k) % 23)
        for place in forecast_tables.PLACES
        for k in range(18)
    ]
    return pd.DataFrame(rows, columns=["location", "date", "cases"])


def frame(write, **which):
    """Read what a program writes as pandas does."""
    return pd.read_csv(io.StringIO(write(**which)))


@pytest.fixture(scope="module")
def models():
    """Return frames of three programs."""
    return {
        "ours": frame(forecast_tables.own),
        "zoltar": frame(forecast_tables.zoltar, factor=2),
        "bounds": frame(forecast_tables.bounds, places=("Texas",)),
    }


def test_compare_has_the_numbers_of_the_command(models, came, tmp_path):
    """Every number of ``models``, ``parts`` and ``pairs`` is in the JSON of ``lstm-forecast score``."""
    came.to_csv(tmp_path / "truth.csv", index=False)
    for name, model in models.items():
        model.to_csv(tmp_path / f"{name}.csv", index=False, na_rep="NA")
    files = [*(f"{name}.csv" for name in models), "truth.csv"]
    command = [sys.executable, "-m", "lstm_cli", "score", *files, "--by", "series", "--format", "json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    wanted = json.loads(done.stdout)["data"]["comparison"]
    found = lf.compare(models, came, by="series")
    assert found.models.index.tolist() == [line["model"] for line in wanted["models"]]
    for line in wanted["models"]:
        for name, value in line.items():
            if name != "model" and value is not None:
                assert found.models.loc[line["model"], name] == value
    for part in wanted["parts"]:
        for line in part["models"]:
            assert found.parts.loc[(part["label"], line["model"]), "relative_wis"] == line["relative_wis"]
    assert found.pairs.loc[("ours", "zoltar"), "common"] == 6
    assert found.pairs.loc[("ours", "bounds"), "common"] == 3
    assert len(found.pairs) == len(wanted["pairs"]) == 12


def test_frames_of_several_models(came):
    """One frame may tell models apart by a column or by the names of its columns; nothing asked for is no parts."""
    found = lf.compare(frame(forecast_tables.statsforecast), came)
    assert sorted(found.models.index) == ["AutoETS", "Theta"]
    assert found.parts.empty
    assert "point-as-median" in {note.code for note in found.notes}
    assert repr(found).startswith("Comparison(2 models, best 'AutoETS': relative WIS ")
    with pytest.raises(lf.DataError, match=r"DataFrame: holds several models, 'AutoETS', 'Theta'; compare"):
        lf.score(frame(forecast_tables.statsforecast), came)


def test_counts_within_a_frame(came):
    """Without a truth the frame's own column of counts is taken."""
    inside = lf.score(frame(forecast_tables.scoringutils))
    losses = [
        2 * max(level * (y - q), (level - 1) * (y - q))
        for place, step, _, values in forecast_tables.forecasts()
        for level, q in zip(forecast_tables.LEVELS, values, strict=True)
        for y in [forecast_tables.observed(place, step)]
    ]
    assert inside.overall["wis"] == pytest.approx(sum(losses) / len(losses))
    assert inside.overall["relative_log_wis"] != inside.overall["relative_log_wis"]  # there is no past
    with pytest.raises(lf.UsageError, match="there are no observed counts"):
        lf.score(frame(forecast_tables.own))
    assert lf.score(frame(forecast_tables.own), came).overall["cells"] == 6


def test_named_columns_of_counts_within_a_frame(came):
    """A frame with counts must have the columns that are named; beside a truth, they are the truth's."""
    inside = frame(forecast_tables.scoringutils)
    named = {"id_col": "location", "time_col": "target_end_date", "target_col": "observed"}
    assert lf.score(inside, **named).overall.equals(lf.score(inside).overall)
    for argument, column in named.items():
        with pytest.raises(
            lf.DataError, match=rf"^DataFrame.*: no column '{column}s'; did you mean {argument}='{column}'\?$"
        ):
            lf.score(inside, **{argument: f"{column}s"})
    with pytest.raises(
        lf.DataError, match=r"column 'predicted' of the forecasts holds no counts; leave out target_col="
    ):
        lf.score(inside, target_col="predicted")
    one = {"own": frame(forecast_tables.own), "inside": inside}
    assert lf.compare(one, **named).models.loc["inside", "cells"] == 6
    other = came.rename(columns={"location": "place", "date": "day"})
    assert lf.score(frame(forecast_tables.own), other, id_col="place", time_col="day").overall["cells"] == 6


def test_a_model_as_the_baseline(models, came):
    """The name of a model is a baseline; anything else is refused."""
    found = lf.compare(models, came, baseline="zoltar")
    assert found.models.loc["zoltar", "relative_wis"] == 1
    with pytest.raises(lf.UsageError, match="no baseline 'best'"):
        lf.compare(models, came, baseline="best")
    with pytest.raises(lf.UsageError, match="by: expected one of 'series', 'step', 'cutoff', 'week', got 'month'"):
        lf.compare(models, came, by="month")


def test_what_a_frame_does_not_say(came):
    """Share of an interval, last time known and first horizon, as the command has them."""
    ohio = came[came["location"] == "Ohio"]
    prophet = frame(forecast_tables.prophet, places=("Ohio",))
    scores = lf.score(prophet, ohio, interval=95, cutoff="2024-04-13")
    assert (scores.overall["cells"], scores.overall["coverage_95"]) == (2, 1)
    hub = frame(forecast_tables.flusight)
    assert lf.score(hub, came, first_horizon=1).overall["cells"] == 4
    assert lf.score(hub, came).overall["cells"] == 6


def test_frames_whose_columns_are_called_as_levels(came):
    """Forecasts of data whose series stand in a column ``q0.5`` keep that column, and are scored."""
    odd = came.rename(columns={"location": "q0.5"})
    model = lf.Forecaster(horizon=2).fit(odd[odd["date"] <= "2024-04-06"], id_col="q0.5")
    forecast = model.predict(levels=[80])
    assert forecast.to_frame().columns.tolist() == ["q0.5", "date", "q0.1", "q0.5", "q0.9"]
    assert forecast.to_frame().iloc[:, 0].tolist() == ["Ohio", "Ohio", "Texas", "Texas"]
    assert lf.score(forecast, odd, id_col="q0.5").overall["cells"] == 4


def test_nothing_to_compare_is_said():
    """No models are no comparison, and no error of Python's own."""
    with pytest.raises(lf.UsageError, match="there are no forecasts to compare"):
        lf.compare({}, pd.DataFrame({"date": ["2024-01-06"], "y": [1]}))


def test_a_truth_that_lacks_is_asked_for_by_its_argument():
    """In the words of the library, not of the command line."""
    forecasts = pd.DataFrame({"ds": ["2024-01-06"], "q0.25": [1], "q0.5": [2], "q0.75": [3]})
    with pytest.raises(lf.UsageError, match=r"; give a table of them as truth=$"):
        lf.score(forecasts)
