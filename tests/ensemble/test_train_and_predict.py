"""Promises about training and forecasting, on small panels."""

import dataclasses

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.cli.settings import flag
from lstm_cli.ensemble.model_parts import digest_of
from lstm_cli.ensemble.panel_notes import panel_notes
from lstm_cli.errors import DataError, UsageError
from lstm_cli.evaluation.holdout import train_and_score as train
from lstm_cli.metrics.verdict import Verdict
from lstm_cli.options import LEVELS, TrainOptions
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.remarks import Remark

pytestmark = pytest.mark.slow


def all_quantiles(forecast):
    """Every quantile of a forecast, by series."""
    return {one.name: one.quantiles for one in forecast.series}


def test_quantiles_are_whole_counts_that_do_not_cross(model):
    """Quantiles are finite whole counts, at least 0, and never decrease from level to level."""
    for one in predict(model, levels=LEVELS).series:
        assert one.quantiles.shape == (8, 23)
        assert np.isfinite(one.quantiles).all()
        assert (one.quantiles >= 0).all()
        assert (np.diff(one.quantiles, axis=1) >= 0).all()
        assert np.array_equal(one.quantiles, np.rint(one.quantiles))


def test_a_shorter_horizon_is_the_start_of_a_longer_one(model):
    """Of one model, four steps are the first four of eight."""
    long, short = predict(model, levels=LEVELS), predict(model, horizon=4, levels=LEVELS)
    for mine, other in zip(short.series, long.series, strict=True):
        assert np.array_equal(mine.quantiles, other.quantiles[:4])
        assert np.array_equal(mine.times, other.times[:4])


def test_levels_between_the_trained_ones_lie_between(model):
    """A level that is asked for and not trained is interpolated between its neighbours."""
    for one in predict(model, levels=(0.4, 0.42, 0.45)).series:
        assert (one.quantiles[:, 0] <= one.quantiles[:, 1]).all()
        assert (one.quantiles[:, 1] <= one.quantiles[:, 2]).all()


def test_the_order_of_rows_changes_nothing(series, model):
    """Rows in another order, and series in another order, give the same numbers."""
    rows = [
        f"{name},{np.datetime64('2020-01-04') + 7 * week},{count}"
        for name in "CAB"
        for week, count in enumerate(series[name])
    ]
    np.random.default_rng(0).shuffle(rows)
    shuffled = read_panel("\n".join(["area,date,cases", *rows, ""]).encode(), name="inline.csv")
    again = train(shuffled, TrainOptions(horizon=8, seed=3))
    expected = all_quantiles(predict(model, levels=LEVELS))
    for name, quantiles in all_quantiles(predict(again, levels=LEVELS)).items():
        assert np.array_equal(quantiles, expected[name])


def test_names_change_nothing(series, model, make_panel):
    """Other names in the same order give the same numbers."""
    renamed = train(
        make_panel({f"x{name}": counts for name, counts in series.items()}), TrainOptions(horizon=8, seed=3)
    )
    for mine, other in zip(predict(renamed).series, predict(model).series, strict=True):
        assert np.array_equal(mine.quantiles, other.quantiles)


def test_the_seed_decides(series, model, make_panel):
    """The same seed gives the same model, to its digest; another seed another."""
    again = train(make_panel(series), TrainOptions(horizon=8, seed=3))
    other = train(make_panel(series), TrainOptions(horizon=8, seed=4))
    assert digest_of(again) == digest_of(model)
    assert digest_of(other) != digest_of(model)


def test_each_series_goes_on_from_its_own_end(model):
    """A series that ends earlier is forecast from its own end."""
    ends = {one.name: one.times[-1] for one in model.panel.series}
    for one in predict(model).series:
        assert one.times[0] == ends[one.name] + np.timedelta64(7, "D")


def test_a_gap_is_not_zero(make_panel, make_waves):
    """Missing weeks are not taken as weeks without cases."""
    counts = make_waves(5)
    gap = [None if 70 <= week < 76 else count for week, count in enumerate(counts)]
    zero = [0 if 70 <= week < 76 else count for week, count in enumerate(counts)]
    medians = [
        predict(train(make_panel({"A": one}), TrainOptions(horizon=3))).series[0].median for one in (gap, zero, counts)
    ]
    assert not np.array_equal(medians[0], medians[1])
    assert np.abs(np.log1p(medians[0]) - np.log1p(medians[2])).mean() < np.log(2)


@pytest.mark.parametrize(("counts", "median"), [([7] * 16, 7), ([0] * 16, 0), ([3] * 80, 3)])
def test_a_constant_series_stays(make_panel, counts, median):
    """A series that never changed is forecast to stay as it is."""
    forecast = predict(train(make_panel({"A": counts}), TrainOptions()))
    assert (forecast.series[0].median == median).all()


@pytest.mark.parametrize("count", [10**6, 12345678, 10**12])
def test_a_large_constant_is_forecast_to_the_count(make_panel, count):
    """Every median is the constant itself."""
    (forecast,) = predict(train(make_panel({"A": [count] * 90}), TrainOptions(horizon=4, seed=1))).series
    assert (forecast.median == count).all()


def test_a_large_constant_is_not_called_worse_than_the_naive(make_panel):
    """Held-out outcomes are the counts that came, which the naive forecasts without error, and so does the model."""
    model = train(make_panel({"A": [12345678] * 90}), TrainOptions(horizon=4, seed=1))
    assert "worse" not in model.summary.verdict


@pytest.mark.parametrize("top", [10**15, 2**63 - 1])
def test_huge_counts_stay_finite(make_panel, top):
    """Counts up to the largest allowed give finite forecasts of their own size, without a warning."""
    rng = np.random.default_rng(1)
    counts = (top - rng.integers(0, top // 8, 40)).tolist()
    one = predict(train(make_panel({"A": counts}), TrainOptions(horizon=4)), levels=LEVELS).series[0]
    assert np.isfinite(one.quantiles).all()
    assert (np.abs(np.log(one.median / top)) < np.log(2)).all()


def test_growth_without_end_stays_within_what_a_count_may_be(make_panel):
    """A series that doubles every other week up to 2^62 is forecast by whole numbers below 2^63."""
    (forecast,) = predict(
        train(make_panel({"A": [2 ** (week // 2) for week in range(20, 126)]}), TrainOptions(horizon=4)), levels=LEVELS
    ).series
    assert max(int(quantile) for quantile in forecast.quantiles.reshape(-1)) < 2**63
    assert forecast.median[-1] > 2**62


def test_a_last_spike_leaves_the_outermost_quantile_near_the_record(make_panel):
    """All zeros and 10^9 at the end: no quantile is above what was counted or far above its neighbour."""
    (forecast,) = predict(
        train(make_panel({"A": [0] * 59 + [10**9]}), TrainOptions(horizon=4, seed=1)), levels=(0.975, 0.99)
    ).series
    assert (forecast.quantiles[:, 1] <= np.maximum(10**9, 100 * forecast.quantiles[:, 0])).all()


def test_a_spike_among_zeros(make_panel):
    """All zeros but one: quantiles stay near 0 and nothing is divided by 0."""
    one = predict(train(make_panel({"A": [0] * 12 + [400] + [0] * 12}), TrainOptions(horizon=2))).series[0]
    assert (one.median == 0).all()


def test_eight_points_are_enough_and_it_says_they_are_few(make_panel):
    """Eight counts train; the verdict and the forecast's notes say there is little to learn from."""
    small = train(make_panel({"A": [3, 5, 4, 8, 9, 7, 12, 11]}), TrainOptions())
    forecast = predict(small, levels=(0.025, 0.5, 0.975))
    assert small.horizon == 2
    assert small.summary.relative_wis is None
    assert small.summary.verdict is Verdict.TOO_LITTLE_DATA
    assert "held-out-score-poor" in {note.code for note in forecast.notes}
    low, median, high = forecast.series[0].quantiles[0]
    assert low < median < high


def test_seven_points_are_refused(make_panel):
    """Seven counts are refused in one line."""
    with pytest.raises(DataError) as caught:
        train(make_panel({"A": [3, 5, 4, 8, 9, 7, 12]}), TrainOptions())
    assert caught.value.lines(flag) == (
        "inline.csv: training needs a series with at least 8 known counts (the most here is 7)",
    )


def test_a_horizon_that_was_asked_for_is_honoured(make_panel):
    """A horizon longer than the series is forecast all the same, with intervals that widen."""
    one = predict(
        train(make_panel({"A": [3, 5, 4, 8, 9, 7, 12, 11, 10, 14]}), TrainOptions(horizon=20)), levels=LEVELS
    ).series[0]
    assert one.quantiles.shape == (20, 23)
    width = np.log1p(one.quantiles[:, 16]) - np.log1p(one.quantiles[:, 6])
    assert width[-1] > width[0]


def test_short_and_new_series_are_named(series, model, make_panel):
    """A short series, a series the model has not seen and an absent one are remarked on."""
    notes = predict(model, panel=make_panel({"A": series["A"][:50], "new": [4, 5, 6]})).notes
    assert [note for note in notes if note.code != "held-out-score-poor"] == [
        Remark("series-end-early", {"count": 1, "of": 2, "last": "2020-12-12", "first": "2020-01-18"}),
        Remark("series-not-in-training", {"names": ("new",), "count": 1, "of": 2}),
        Remark("trained-series-absent", {"count": 2, "of": 3}),
        Remark("series-short", {"names": ("new",), "count": 1, "of": 2, "minimum": 8}),
    ]


def test_renamed_series_are_named_with_their_old_names(series, model, make_panel):
    """Case, blanks, a zero-width space: what a person does not see makes a series new to a model, which is said by both names."""
    counts = list(series.values())
    notes = panel_notes(model, make_panel(dict(zip(("a", " B ", "C\u200b"), counts, strict=True))))
    details = {"names": (" B ", "C\u200b", "a"), "trained": ("B", "C", "A"), "count": 3, "of": 3}
    assert [note for note in notes if note.code == "series-renamed"] == [Remark("series-renamed", details)]
    (note,) = panel_notes(model, make_panel({**series, "a": counts[0]}))
    assert note.code == "series-not-in-training"  # the trained one is there, too
    others = panel_notes(model, make_panel({"A": counts[0], "D": counts[1]}))
    assert [each.code for each in others] == ["series-not-in-training", "trained-series-absent"]


@pytest.mark.parametrize("factor", [1000, 1 / 50])
def test_counts_in_another_unit_are_named(series, model, make_panel, factor):
    """Counts that are many times those of the training at the same times are remarked on; a revised count is not."""
    other = {name: [round(factor * count) for count in counts] for name, counts in series.items()}
    (note,) = panel_notes(model, make_panel(series | {"C": other["C"]}))
    assert note.code == "counts-unlike-training"
    rest = {name: value for name, value in note.details.items() if name != "factor"}
    assert rest == {"names": ("C",), "count": 1, "of": 3, "same_times": True}
    assert note.details["factor"] == pytest.approx(factor, rel=0.05)
    revised = {name: [*counts[:-3], 2 * counts[-3], 40 * counts[-2], 0, 17] for name, counts in series.items()}
    assert panel_notes(model, make_panel(revised)) == []


def test_a_part_of_the_weeks_is_compared_with_those_weeks(series, model, make_panel):
    """A file of the last weeks only is compared at those weeks: a wave is no other unit."""
    last = {name: counts[-6:] for name, counts in series.items()}
    parts = [
        make_panel({name: counts}, str(model.panel.series[row].times[-6])[:10])
        for row, (name, counts) in enumerate(last.items())
    ]
    for part in parts:
        assert [note.code for note in panel_notes(model, part)] == ["trained-series-absent"]


def test_weeks_stamped_on_another_day_are_named(series, model, make_panel):
    """The same weeks stamped a day later are forecast, and that is remarked on."""
    (note,) = panel_notes(model, make_panel(series, first="2020-01-05"))
    days = {"frequency": "weekly (weeks stamped Sunday)", "trained": "weekly (weeks stamped Saturday)"}
    assert note == Remark("times-on-other-days", days)


def test_a_longer_horizon_than_trained_is_refused(model):
    """A model does not pretend to reach further than it was trained to."""
    with pytest.raises(UsageError, match="train with horizon=9"):
        predict(model, horizon=9)


def test_another_frequency_is_refused(model):
    """Daily data for a weekly model are refused by name."""
    days = "\n".join(f"2024-01-{day:02d},{day}" for day in range(1, 31))
    panel = read_panel(f"date,cases\n{days}\n".encode(), name="days.csv")
    with pytest.raises(DataError, match=r"days\.csv: is daily, but the model was trained on weekly"):
        predict(model, panel=panel)


def test_a_worse_model_says_so(model):
    """When the held-out score is worse than the baseline, every forecast repeats the verdict and its numbers."""
    summary = dataclasses.replace(
        model.summary, relative_wis=1.4, relative_wis_low=1.1, verdict=Verdict.WORSE, baseline="naive", blocks=7
    )
    details = {"verdict": "worse", "baseline": "naive", "relative_wis": 1.4, "blocks": 7}
    early = Remark("series-end-early", {"count": 1, "of": 3, "last": "2021-09-18", "first": "2021-02-20"})
    assert predict(dataclasses.replace(model, summary=summary)).notes == (early, Remark("held-out-score-poor", details))
    good = dataclasses.replace(summary, relative_wis=0.8, relative_wis_low=0.7, verdict=Verdict.BETTER)
    assert predict(dataclasses.replace(model, summary=good)).notes == (early,)
