"""Joint forecasts from Python: paths, totals, peaks and limits."""

import pickle

import numpy as np
import pandas as pd
import pytest

import lstm_cli as lf

REGIONS = {"California": "west", "Ohio": "east", "Washington": "west"}


@pytest.fixture(scope="module")
def forecast(model, flu):
    """Forecast from a frame that has a region and a limit for each state."""
    frame = flu.assign(region=flu["location"].map(REGIONS), beds=100)
    return model.predict(frame, labels=["region", "beds"])


def test_samples_have_the_quantiles_of_the_forecast(forecast):
    """Of 1,000 paths the quantiles of a state and week are those of the forecast; the seed decides which paths are drawn."""
    paths = forecast.sample(1000)
    assert paths.columns.tolist() == ["location", "sample", "date", "admissions"]
    assert len(paths) == 3 * 1000 * 4
    found = paths.groupby(["location", "date"])["admissions"].quantile(0.75).to_numpy()
    frame = forecast.to_frame()
    np.testing.assert_allclose(found, frame["q0.75"], atol=1)
    pd.testing.assert_frame_equal(forecast.sample(20, seed=4), forecast.sample(20, seed=4))
    assert (forecast.sample(20, seed=5)["admissions"] != forecast.sample(20, seed=4)["admissions"]).any()


def test_totals_follow_from_the_paths(forecast):
    """Sums over states, steps, groups or all are the quantiles of the sums of the same paths."""
    paths = forecast.sample(500)
    by_sample = paths.groupby(["sample", "date"])["admissions"].sum().unstack()
    total = forecast.total(paths=500)
    assert total.series == ("total",)
    np.testing.assert_allclose(total.to_frame(mean=True)["mean"], by_sample.mean())
    assert total.total("steps").to_frame(mean=True)["mean"].item() == pytest.approx(by_sample.sum(axis=1).mean())
    west = paths[paths["location"].map(REGIONS) == "west"].groupby("sample")["admissions"].sum()
    for groups in ("region", REGIONS, pd.Series(REGIONS)):
        both = forecast.total("both", by=groups, paths=500).to_frame(mean=True)
        assert both["location"].tolist() == ["east", "west"]
        assert both["mean"].tolist()[1] == pytest.approx(west.mean())
    assert total.panel.series[0].counts[-1] == sum(series.counts[-1] for series in forecast.panel.series)
    assert len(total.sample(10)) == 40


def test_forecasts_from_paths_go_to_other_processes(forecast, model, flu):
    """Through a pickle, totals and peaks give the same numbers, also those of reconciled paths and without a whole."""
    west = flu[flu["location"] != "Ohio"].groupby("date")["admissions"].sum().reset_index().assign(location="west")
    whole = model.predict(pd.concat([flu, west]))
    for made in (
        forecast,
        forecast.total(paths=50),
        forecast.total("steps", paths=50),
        forecast.peak(paths=50),
        whole.total("both", paths=50),
        whole.reconcile(paths=50),
    ):
        again = pickle.loads(pickle.dumps(made))  # noqa: S301 - made here
        pd.testing.assert_frame_equal(again.to_frame(mean=True), made.to_frame(mean=True))
        pd.testing.assert_frame_equal(again.sample(7, seed=2), made.sample(7, seed=2))


def test_one_column_of_labels_needs_no_list(model, flu):
    """A text is one column, and not its letters."""
    limits = model.predict(flu.assign(beds=100), labels="beds").above("beds", paths=50)
    assert limits["limit"].unique().tolist() == [100]


def test_groups_are_named_by_texts_and_none_is_no_group(forecast):
    """The group 1 is the series "1"; a state whose group is missing is refused, as one that has none."""
    total = forecast.total(by={"California": 1, "Ohio": 2, "Washington": 1}, paths=50)
    assert total.series == ("1", "2")
    with pytest.raises(lf.DataError, match="Ohio: belongs to no group"):
        forecast.total(by={**REGIONS, "Ohio": None})


def test_limits_and_peaks(forecast):
    """Chances are shares of paths; a limit may be one number, a number a series, or a column."""
    above = forecast.above("beds", paths=400)
    pd.testing.assert_frame_equal(above, forecast.above(100, paths=400))
    paths = forecast.sample(400)
    share = (paths["admissions"] > 100).groupby([paths["location"], paths["date"]]).mean()
    np.testing.assert_allclose(above["p_above"], share)
    assert (above.groupby("location")["p_above_by"].diff().fillna(0) >= 0).all()
    assert forecast.above({"Ohio": 1})["location"].unique().tolist() == ["Ohio"]
    of_each = {"California": 100, "Ohio": 100, "Washington": 100, "Texas": 100}
    pd.testing.assert_frame_equal(forecast.above(pd.Series(of_each), paths=400), above)
    highest = paths.groupby(["location", "sample"])["admissions"].max().groupby("location").mean()
    np.testing.assert_allclose(forecast.peak(paths=400).to_frame(mean=True)["mean"], highest)
    dates = forecast.peak_times(paths=400)
    np.testing.assert_allclose(dates.groupby("location")["p_peak"].sum(), 1)


def test_one_value_of_all_steps_is_no_value_of_a_step(forecast, flu):
    """A sum or peak over all steps is no row of a hub, no fan, and has no observed count: each is refused."""
    past = forecast.total(paths=20)
    assert repr(past) == "Forecast(1 series, 4 steps ahead, quantile levels 0.025, 0.25, 0.5, 0.75, 0.975)"
    for made, what in (
        (forecast.total("steps", paths=20), "sum of all steps"),
        (forecast.total("both", paths=20), "sum of all steps"),
        (forecast.peak(paths=20), "highest of all steps"),
    ):
        assert repr(made) == f"Forecast({len(made)} series, {what}, quantile levels 0.025, 0.25, 0.5, 0.75, 0.975)"
        for write in (made.to_hub, made.plot):
            with pytest.raises(lf.UsageError, match="is one value: neither hub rows nor a picture"):
                write()
        for score in (lambda made=made: lf.score(made, flu), lambda made=made: lf.compare({"a": made, "b": made}, flu)):
            with pytest.raises(lf.UsageError, match="cannot be scored against the counts of single steps"):
                score()


def test_what_cannot_be_is_refused(forecast, model):
    """Columns that were not read, groups of steps, limits that are no numbers."""
    with pytest.raises(lf.UsageError, match="columns read: 'region', 'beds'"):
        forecast.total(by="state")
    with pytest.raises(lf.UsageError, match="groups need a sum over series"):
        forecast.total("steps", by="region")
    with pytest.raises(
        lf.DataError, match="column 'region': expected a number as the limit of series 'California', got 'west'"
    ):
        forecast.above("region")
    with pytest.raises(lf.UsageError, match="columns read: none"):
        model.predict().above("beds")
    with pytest.raises(lf.UsageError):
        forecast.sample(0)
