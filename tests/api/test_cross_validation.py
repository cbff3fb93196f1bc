"""Forecasts from earlier cutoffs, and their scores against the counts that were observed."""

import numpy as np
import pandas as pd
import pytest

import lstm_cli as lf

pytestmark = pytest.mark.slow


def test_it_forecasts_what_was_unknown_then(cv):
    """Each cutoff is followed by its steps: four weeks ahead of each of two cutoffs, four weeks apart, to the end."""
    assert list(cv.columns[:3]) == ["cutoff", "location", "date"]
    assert cv["cutoff"].unique().tolist() == [pd.Timestamp("2024-03-02"), pd.Timestamp("2024-03-30")]
    ahead = (cv["date"] - cv["cutoff"]) / pd.Timedelta(weeks=1)
    assert ahead.tolist() == [1, 2, 3, 4] * 6
    assert [column for column in cv.columns if column.startswith("q")][::11] == ["q0.01", "q0.5", "q0.99"]
    assert len(cv.columns) == 3 + 23


def test_later_counts_change_nothing(ohio):
    """Counts after the first cutoff leave the forecasts of that cutoff as they are, and not those of the next."""
    short = ohio.tail(20)
    scrambled = short.where(short.index <= short.index[-5], 7 * short + 1)
    first, second = (
        lf.Forecaster(horizon=2).cross_validation(data, n_windows=2, refit=False) for data in (short, scrambled)
    )
    assert first["cutoff"].unique().tolist() == [short.index[-5], short.index[-3]]
    pd.testing.assert_frame_equal(first.iloc[:2], second.iloc[:2])
    assert not first.iloc[2:].equals(second.iloc[2:])


@pytest.mark.slow
def test_two_processes_forecast_what_one_does(ohio):
    """With ``jobs=2`` the frame is the same."""
    model = lf.Forecaster(horizon=2)
    sequential, parallel = (model.cross_validation(ohio.tail(24), n_windows=2, jobs=jobs) for jobs in (1, 2))
    pd.testing.assert_frame_equal(sequential, parallel)


def test_it_needs_no_training_before_and_leaves_none(ohio):
    """A fresh forecaster cross-validates, and stays untrained."""
    model = lf.Forecaster(horizon=2)
    cv = model.cross_validation(ohio.tail(16), n_windows=1)
    assert list(cv.columns[:2]) == ["cutoff", "date"]
    assert "untrained" in repr(model)


def test_the_cell_is_the_forecasters(ohio):
    """Cross-validation trains the cell that the forecaster has: another cell, other forecasts."""
    short = ohio.tail(16)
    lstm, cec = (lf.Forecaster(horizon=2, cell=cell).cross_validation(short, n_windows=1) for cell in ("lstm", "cec"))
    assert not lstm.equals(cec)


def test_refit_says_at_which_cutoffs_to_train(ohio):
    """Training at every second cutoff equals training at each, at the first of every two."""
    model, short = lf.Forecaster(horizon=1), ohio.tail(16)
    each, second = (model.cross_validation(short, n_windows=2, refit=refit) for refit in (True, 2))
    pd.testing.assert_frame_equal(each.iloc[:1], second.iloc[:1])
    for never in (False, np.False_):
        pd.testing.assert_frame_equal(model.cross_validation(short, n_windows=2, refit=never), second)
    assert not each.iloc[1:].equals(second.iloc[1:])


def test_too_short_data_are_refused(ohio):
    """Data without room for a cutoff and a horizon are a DataError."""
    with pytest.raises(lf.DataError, match="too short"):
        lf.Forecaster(horizon=9).cross_validation(ohio.tail(10))


def test_scores_are_those_of_the_definitions(cv, flu):
    """Coverage, absolute error and the weighted interval score, computed by hand from frames, are those of `score`."""
    both = cv.merge(flu, on=["location", "date"])
    levels = np.array([float(name[1:]) for name in cv.columns[3:]])
    quantiles, counts = both[cv.columns[3:]].to_numpy(float), both["admissions"].to_numpy(float)
    pinball = np.maximum(levels * (counts[:, None] - quantiles), (1 - levels) * (quantiles - counts[:, None]))
    scores = lf.score(cv, flu)
    assert scores.overall["wis"] == pytest.approx(2 * pinball.sum(axis=1).mean() / len(levels))
    assert scores.overall["mae"] == pytest.approx(abs(counts - both["q0.5"]).mean())
    assert scores.overall["coverage_50"] == ((both["q0.25"] <= counts) & (counts <= both["q0.75"])).mean()
    assert scores.overall["cells"] == len(both) == 24
    assert list(scores.by_step.index) == [1, 2, 3, 4]
    assert list(scores.by_series.index) == ["California", "Ohio", "Washington"]
    assert scores.by_series.loc["Ohio", "mae"] == pytest.approx(
        abs(both["admissions"] - both["q0.5"])[both["location"] == "Ohio"].mean()
    )


def test_a_forecast_is_scored_as_it_is(model, flu):
    """A forecast made from earlier data is scored without a detour over a frame, and says what it is relative to."""
    forecast = model.predict(flu[flu["date"] <= "2024-03-30"])
    scores = lf.score(forecast, flu, baseline="naive")
    assert scores.overall["cells"] == 12
    assert repr(scores).endswith("to the naive)")
    assert "baseline" not in scores.verdict or scores.verdict
    for cutoff in (None, "2024-03-30", pd.Timestamp("2024-03-30")):
        framed = lf.score(forecast.to_frame(), flu, baseline="naive", cutoff=cutoff)
        pd.testing.assert_series_equal(scores.overall, framed.overall)
    numbered = lf.compare({2024: forecast}, flu, baseline="naive")
    assert "2024" in numbered.models.index


def test_scores_of_anything_else_are_refused(model, flu):
    """A baseline that does not exist, a frame without quantiles, and forecasts of the future are refused by name."""
    with pytest.raises(lf.UsageError, match="baseline: expected one of 'seasonal-naive', 'naive', 'flusight'"):
        lf.score(model.predict(), flu, baseline="best")
    with pytest.raises(lf.DataError, match="no quantiles"):
        lf.score(flu, flu)
    with pytest.raises(lf.DataError, match="has a count in"):
        lf.score(model.predict(), flu)


def test_vintages_are_what_was_known(ohio):
    """With a frame of vintages each cutoff is forecast from its first report, which is a third of what came."""
    first = ohio.tail(16).reset_index().assign(as_of=lambda frame: frame["date"] + pd.Timedelta(days=4))
    reports = pd.concat(
        [first.assign(admissions=first["admissions"] // 3), first.assign(as_of=first["as_of"] + pd.Timedelta(days=7))]
    )
    model = lf.Forecaster(horizon=2)
    cv = model.cross_validation(vintages=reports, n_windows=2, step_size=1, as_reported=True)
    cutoff = cv["cutoff"].unique()[0]
    known = first.assign(admissions=np.where(first["date"] == cutoff, first["admissions"] // 3, first["admissions"]))
    by_hand = (
        lf.Forecaster(horizon=2).fit(known[known["date"] <= cutoff].drop(columns="as_of")).predict(quantiles=[0.1, 0.5])
    )
    assert (
        cv.loc[cv["cutoff"] == cutoff, ["q0.1", "q0.5"]].to_numpy().tolist()
        == by_hand.to_frame()[["q0.1", "q0.5"]].to_numpy().tolist()
    )
    same = model.cross_validation(ohio.tail(16), vintages=reports, n_windows=2, step_size=1, as_reported=True)
    pd.testing.assert_frame_equal(same, cv)
    with pytest.raises(
        lf.UsageError, match=r"^as_reported= needs vintages=, whose newest values it leaves uncorrected$"
    ):
        model.cross_validation(ohio, n_windows=2, as_reported=True)
