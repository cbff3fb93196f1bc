"""``lf.watch``: new counts beside the forecast from before them, checked against what `predict` says of the same past."""

import copy
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from quiet_counts import PROCESSES, frame_of, quiet_counts

import lstm_cli as lf
from lstm_cli.errors import DataError, UsageError
from lstm_cli.features.revisions import Revisions


@pytest.fixture
def newer(flu):
    """Return the data with eight further weeks, which continue the last weeks in reverse."""
    weeks = sorted(flu["date"].unique())
    back = dict(zip(weeks[-8:], reversed(weeks[-8:]), strict=True))
    further = flu[flu["date"].isin(back)]
    further = further.assign(date=further["date"].map(back) + pd.Timedelta(weeks=8))
    return pd.concat([flu, further]).sort_values(["location", "date"]).reset_index(drop=True)


def before(frame, steps):
    """Return a frame without its newest weeks, and the first of them."""
    first = sorted(frame["date"].unique())[-steps]
    return frame[frame["date"] < first], first


@pytest.mark.parametrize("steps", [1, 3])
def test_what_is_expected_is_the_forecast_from_before(model, newer, steps):
    """Median and ends of the interval are quantiles that `predict` gives for the same past; every count is there once."""
    past, first = before(newer, steps)
    expected = model.predict(past, quantiles=[0.025, 0.5, 0.975], horizon=steps).to_frame()
    found = lf.watch(model, newer, steps=steps, level=95).to_frame()
    found = found.sort_values(["location", "date"]).reset_index(drop=True)
    np.testing.assert_array_equal(found[["low", "median", "high"]], expected[["q0.025", "q0.5", "q0.975"]])
    truth = newer[newer["date"] >= first].sort_values(["location", "date"])
    np.testing.assert_array_equal(found["admissions"], truth["admissions"])
    np.testing.assert_array_equal(found["date"], truth["date"])


@pytest.mark.parametrize("kind", ["rate", "proportion"])
def test_rates_are_compared_on_the_scale_of_the_model(flu, kind):
    """Newer data have a scale of their own, which is not that of the forecast; what is always 1 is expected to be 1."""
    frame = flu.assign(admissions=(1 - flu["admissions"] / 5000).round(3)).rename(columns={"admissions": "share"})
    frame.loc[frame["location"] == "Ohio", "share"] = 1.0
    past, first = before(frame, 1)
    model = lf.Forecaster(horizon=1, seed=1).fit(past, kind=kind)
    newer = pd.concat([past[past["date"] > past["date"].min() + pd.Timedelta(weeks=60)], frame[frame["date"] == first]])
    expected = model.predict(before(newer, 1)[0], quantiles=[0.025, 0.5, 0.975]).to_frame().set_index("location")
    watched = lf.watch(model, newer, level=95)
    found = watched.to_frame().set_index("location").loc[expected.index]
    np.testing.assert_array_equal(found[["low", "median", "high"]], expected[["q0.025", "q0.5", "q0.975"]])
    assert expected.loc["Ohio", "q0.5"] == 1
    assert found.loc["Ohio", "p_value"] > 0.5


@pytest.mark.parametrize("level", [50, 90, 99, 99.9])
def test_an_alarm_is_a_count_outside_of_its_interval(model, newer, level):
    """Whatever the count: the p-value and the interval never contradict each other, and both sides count."""
    _, first = before(newer, 1)
    ohio = newer["location"] == "Ohio"
    seen = set()
    for count in [*range(0, 400, 7), 1_000, 10_000]:
        data = newer.assign(admissions=newer["admissions"].where(~(ohio & (newer["date"] == first)), count))
        watched = lf.watch(model, data, level=level)
        (own,) = (each for each in watched.counts if each.name == "Ohio")
        outside = not own.low <= count <= own.high
        assert (own in watched.alarms) == outside
        assert 0 < own.p_value <= 1
        seen.add(1 if count > own.high else -1 if count < own.low else 0)
    assert seen == {-1, 0, 1}


def test_p_values_are_twice_the_tail_of_the_forecast(model, newer):
    """By the quantiles of the forecast: a count at its 5 % quantile or below has about a tenth, one at the median about 1."""
    past, first = before(newer, 1)
    levels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]
    quantiles = model.predict(past, quantiles=levels, horizon=1).to_frame().set_index("location").loc["California"]
    for level in levels:
        count = int(quantiles[f"q{level}"])
        rows = (newer["location"] == "California") & (newer["date"] == first)
        watched = lf.watch(model, newer.assign(admissions=newer["admissions"].where(~rows, count)))
        (own,) = (each for each in watched.counts if each.name == "California")
        assert own.p_value == pytest.approx(min(2 * min(level, 1 - level), 1), abs=0.02)


def test_the_most_surprising_comes_first(model, newer):
    """A count ten times as large is an alarm, above all others; the number by chance is that of the level."""
    rows = (newer["location"] == "Ohio") & (newer["date"] == newer["date"].max())
    watched = lf.watch(model, newer.assign(admissions=newer["admissions"].where(~rows, newer["admissions"] * 10 + 500)))
    assert watched.counts[0].name == "Ohio"
    assert watched.counts[0] in watched.alarms
    assert [count.p_value for count in watched.counts] == sorted(count.p_value for count in watched.counts)
    assert watched.by_chance == pytest.approx(0.03)
    assert "3 counts" in repr(watched)
    assert list(watched.to_frame(every=False)["location"]) == [count.name for count in watched.alarms]


def test_what_no_p_value_tells_apart_is_ordered_by_its_distance(model, newer):
    """Far out all p-values are the same least one: what lies further from its interval, in widths of it, comes first."""
    last = newer["date"] == newer["date"].max()
    orders = set()
    for factors in (
        {"California": 30, "Ohio": 3, "Washington": 10_000},
        {"California": 1_000, "Ohio": 100_000, "Washington": 20},
    ):
        counts = newer["admissions"].where(~last, newer["location"].map(factors) * (newer["admissions"] + 500))
        found = lf.watch(model, newer.assign(admissions=counts)).to_frame()
        assert found["p_value"].max() == found["p_value"].min()
        reached, low, high = (np.log1p(found[name]) for name in ("admissions", "low", "high"))
        distances = (reached - high) / (high - low)
        assert distances.is_monotonic_decreasing
        orders.add(tuple(found["location"]))
    assert len(orders) == 2


def test_frames_of_nights_fit_together(model, newer):
    """A night without an alarm has columns of the same types; only the rows are missing."""
    watched = lf.watch(model, newer, level=99.999)
    assert not watched.alarms
    every, none = watched.to_frame(), watched.to_frame(every=False)
    assert len(none) == 0
    pd.testing.assert_series_equal(none.dtypes, every.dtypes)


def test_a_series_that_is_late_is_compared_at_its_own_step(model, newer):
    """Its last known count is a week earlier, so that the watched week is two steps ahead of it."""
    past, first = before(newer, 1)
    gap = sorted(newer["date"].unique())[-2]
    late = newer[~((newer["location"] == "Ohio") & (newer["date"] == gap))]
    (own,) = (each for each in lf.watch(model, late, level=95).counts if each.name == "Ohio")
    known = past[~((past["location"] == "Ohio") & (past["date"] == gap))]
    rows = model.predict(known, quantiles=[0.025, 0.5, 0.975], horizon=2, series="Ohio").to_frame()
    assert list(rows["date"])[-1] == first == pd.Timestamp(own.time)
    assert [own.low, own.median, own.high] == rows.iloc[-1][["q0.025", "q0.5", "q0.975"]].tolist()


def test_what_is_not_watched_is_named(model, flu, newer):
    """A series without a new count, one that begins with it, and a model that has learned the counts."""
    last = newer["date"].max()
    fresh = pd.DataFrame({"location": ["Guam"], "date": [last], "admissions": [3]})
    data = pd.concat([newer[~((newer["location"] == "Ohio") & (newer["date"] == last))], fresh])
    notes = {note.code: note.details for note in lf.watch(model, data).notes}
    assert notes["watched-without-count"] == {
        "names": ("Ohio",),
        "count": 1,
        "of": 3,
        "end": str(before(newer, 1)[0]["date"].max().date()),
    }
    assert notes["watched-without-past"] == {"names": ("Guam",), "count": 1}
    assert "watched-in-training" not in notes
    learned = {note.code: note.details for note in lf.watch(model, flu, steps=2).notes}
    assert learned["watched-in-training"] == {"end": str((flu["date"].max() - pd.Timedelta(weeks=2)).date())}


def test_new_counts_that_no_forecast_reaches_are_named(model, newer):
    """After a gap as long as the horizon a count is new, but not watched; of several, those that are reached are."""
    weeks = sorted(newer["date"].unique())
    ohio = newer["location"] == "Ohio"
    gap = newer[~(ohio & newer["date"].isin(weeks[-5:-1]))]
    watched = lf.watch(model, gap)
    assert "Ohio" not in {count.name for count in watched.counts}
    notes = {note.code: note.details for note in watched.notes}
    assert notes["watched-too-late"] == {"names": ("Ohio",), "count": 1}
    assert "watched-without-count" not in notes
    some = lf.watch(model, newer[~(ohio & newer["date"].isin(weeks[-5:-3]))], steps=3)
    assert sorted(count.time for count in some.counts if count.name == "Ohio") == [
        np.datetime64(weeks[-3]),
        np.datetime64(weeks[-2]),
    ]
    assert "watched-too-late" in {note.code for note in some.notes}
    assert "watched-too-late" not in {note.code for note in lf.watch(model, newer, steps=4).notes}


def test_counts_before_the_watched_ones_have_been_revised_since(model, newer):
    """The newest count of the past is a week old tonight: what is due for a second report is corrected, not a first's."""

    def learned(*ratios):
        of = copy.copy(model)
        revisions = Revisions(np.log(ratios), np.zeros(len(ratios)), np.full(len(ratios), 50))
        of._model = replace(model.model, revisions=revisions)
        return of

    past, _ = before(newer, 1)
    for night, then in ((learned(1.5), model), (learned(1.5, 1.2), learned(1.2))):
        expected = then.predict(past, horizon=1).to_frame().sort_values("location")["q0.5"]
        watched = lf.watch(night, newer)
        assert list(watched.to_frame().sort_values("location")["median"]) == list(expected)
        assert "watched-may-be-revised" in {note.code for note in watched.notes}
    assert list(lf.watch(model, newer).to_frame().sort_values("location")["median"]) != list(expected)


def test_doubts_about_the_data_are_told(model, newer):
    """As `predict` tells them: zeros at the end of a series are perhaps not reported yet."""
    rows = (newer["location"] == "California") & (newer["date"] == newer["date"].max())
    watched = lf.watch(model, newer.assign(admissions=newer["admissions"].where(~rows, 0)))
    assert "zeros-last" in {note.code for note in watched.notes}


@pytest.mark.parametrize("level", [49, 100, 0.95, "x", math.nan, None, True])
def test_a_level_that_is_none_is_refused(model, newer, level):
    """In one line that says what would be valid."""
    with pytest.raises(UsageError, match=r"^level: expected a central interval in per cent from 50 to 99\.999, got "):
        lf.watch(model, newer, level=level)


def test_what_cannot_be_watched_is_refused(model, newer):
    """More steps than the model forecasts, data that have nothing before them, and the path of a model in its place."""
    with pytest.raises(UsageError, match=r"the model forecasts 4 steps ahead, not 5; train with horizon=5"):
        lf.watch(model, newer, steps=5)
    with pytest.raises(
        UsageError, match=r"^model: expected a Forecaster, got 'm\.lstm'; read a model file with load\(path\)$"
    ):
        lf.watch("m.lstm", newer)
    short = newer[newer["date"] == newer["date"].max()]
    with pytest.raises(DataError, match="there is no count before the newest 1 to forecast it from"):
        lf.watch(model, short)


@pytest.mark.slow
@pytest.mark.parametrize("name", PROCESSES[:4])
def test_alarms_come_by_chance_no_more_often_than_is_said(name):
    """On 40 nights of 60 series that nothing happens to; of counts that are tripled, the watch finds most."""
    size, nights = 220, 40
    counts = quiet_counts(name, size, np.random.default_rng(11))
    model = lf.Forecaster(horizon=1, seed=1).fit(frame_of(counts[:, :-nights]))
    p_values, found, large = [], 0, 0
    for end in range(size - nights + 1, size + 1):
        p_values += [count.p_value for count in lf.watch(model, frame_of(counts[:, :end])).counts]
        if end % 8 == 0:
            changed = counts[:, :end].copy()
            busy = np.flatnonzero(changed[:20, -1] >= 20)
            changed[:20, -1] *= 3
            alarms = {count.name for count in lf.watch(model, frame_of(changed)).alarms}
            found += sum(f"s{row:02}" in alarms for row in busy)
            large += len(busy)
    assert len(p_values) == 60 * nights
    for share in (0.1, 0.05, 0.01):
        error = math.sqrt(share * (1 - share) / len(p_values))
        assert (np.array(p_values) < share).mean() <= share + 3 * error
    assert large == 0 or found / large > 0.6
