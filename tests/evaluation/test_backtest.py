"""Which cutoffs a backtest has, what it forecasts there, and that nothing later can reach a forecast."""

from dataclasses import replace

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError
from lstm_cli.evaluation.backtest import forecast_group, forecast_set, groups_of, plan_backtest
from lstm_cli.evaluation.holdout import train_and_score as train
from lstm_cli.evaluation.report import evaluate
from lstm_cli.metrics.baselines import naive, seasonal_naive
from lstm_cli.metrics.scores import seasonal_scale
from lstm_cli.options import LEVELS, BacktestOptions, DataKind, TrainOptions
from lstm_cli.panel.scale import Scale
from lstm_cli.panel.slicing import cut_panel

SHORT = {"A": [5, 9, 4, 8, 12, 7, 3, 6, 11, 10, 14, 9, 13, 8, 6, 7], "B": [None] * 10 + [1, 2, 3, None, None, 4]}
EARLY = {"A": SHORT["A"], "C": [20, 30, 25, 24, 22, 21, 28, 27, 26, 23, 25]}


def run(panel, **options):
    """Backtest in this process; return the plan and what was found at each cutoff."""
    plan = plan_backtest(panel, BacktestOptions(**options))
    return plan, {one.cutoff: one for group in groups_of(panel, plan) for one in forecast_group(group)}


@pytest.mark.parametrize(
    ("weeks", "options", "cutoffs", "groups"),
    [
        (90, {"horizon": 4}, (69, 73, 77, 81, 85), 5),
        (90, {"horizon": 4, "step": 1, "cutoffs": 3}, (83, 84, 85), 3),
        (90, {"horizon": 4, "cutoffs": 5, "every_refit": 2}, (69, 73, 77, 81, 85), 3),
        (90, {"horizon": 4, "cutoffs": 2, "every_refit": 9}, (81, 85), 1),
        (90, {}, (24, 37, 50, 63, 76), 5),  # 13 weeks by default
        (24, {}, (7, 15), 2),  # a third of the series
        (24, {"horizon": 4}, (7, 11, 15, 19), 4),  # the first has just enough counts
        (24, {"horizon": 16}, (7,), 1),
        (24, {"horizon": 1, "cutoffs": 10**9}, tuple(range(7, 23)), 16),
    ],
)
def test_cutoffs_are_steps_apart_with_a_full_horizon_after_the_last(make_panel, weeks, options, cutoffs, groups):
    """Counted back from the end, as many as asked for and no more than leave 8 known counts."""
    plan = plan_backtest(make_panel({"A": list(range(1, weeks + 1))}), BacktestOptions(**options))
    assert plan.cutoffs == cutoffs
    assert len(plan.groups) == groups
    assert sum(plan.groups, ()) == cutoffs


@pytest.mark.parametrize(
    ("counts", "horizon", "would"),
    [
        (list(range(12)), 5, "the longest is --horizon 4"),
        (list(range(9)), 2, "the longest is --horizon 1"),
        ([1, None, *range(12)], 13, "the longest is --horizon 5"),
        (list(range(8)), 1, "any horizon needs more counts"),
        ([1, None, 2, 3], 1, "any horizon needs more counts"),
    ],
)
def test_too_short_a_panel_is_refused_with_what_would_do(make_panel, counts, horizon, would):
    """One line says how many counts a cutoff takes and which horizon would leave so many."""
    with pytest.raises(DataError) as caught:
        plan_backtest(make_panel({"A": counts}), BacktestOptions(horizon=horizon))
    (line,) = caught.value.lines(flag)
    steps = "1 step" if horizon == 1 else f"{horizon} steps"
    assert line == (
        f"inline.csv: too short for a backtest {steps} ahead: "
        f"a cutoff needs 8 known counts of a series before it and {steps} after it; {would}"
    )


def test_the_first_cutoff_is_where_any_series_has_enough(make_panel):
    """Eight known counts of one series are enough, though it has no more of them, and others begin later."""
    counts = {"A": [*range(5), None, *range(3)], "B": [None] * 8 + list(range(12))}
    plan = plan_backtest(make_panel(counts), BacktestOptions(horizon=1, cutoffs=99))
    assert plan.cutoffs == tuple(range(8, 19))


def test_what_would_do_does(make_panel):
    """The horizon that the message names is the longest that is accepted."""
    panel = make_panel({"A": [1, None, *range(12)]})
    assert plan_backtest(panel, BacktestOptions(horizon=5)).cutoffs == (8,)


def test_a_forecast_at_a_cutoff_is_that_of_train_and_predict(make_panel, make_waves):
    """Quantiles are those of a model trained on a file that ends at the cutoff; weights reused see newer counts."""
    counts = {"A": make_waves(1, weeks=40), "B": make_waves(2, weeks=40)}
    panel = make_panel(counts)
    _, found = run(panel, horizon=3, cutoffs=3, every_refit=2, seed=4)
    models = {
        week: train(
            make_panel({name: one[: week + 1] for name, one in counts.items()}), TrainOptions(horizon=3, seed=4)
        )
        for week in (30, 36)
    }
    for cutoff, trained in ((30, 30), (33, 30), (36, 36)):
        known = make_panel({name: one[: cutoff + 1] for name, one in counts.items()})
        expected = predict(models[trained], panel=known, levels=LEVELS).series
        assert np.array_equal(found[cutoff].quantiles, np.stack([one.quantiles for one in expected]))


def test_a_forecast_is_aligned_by_time(make_panel):
    """A series that ends before the cutoff is forecast from its own end: step k is k steps after the cutoff."""
    panel = make_panel(EARLY)  # C ends in week 10
    plan, found = run(panel, horizon=3, cutoffs=1)
    assert plan.cutoffs == (12,)
    known = cut_panel(panel, 12)
    own = predict(train(known, TrainOptions(horizon=3)), levels=LEVELS).series[1].quantiles  # weeks 11, 12 and 13
    assert np.array_equal(found[12].quantiles[1, 0], own[2])
    assert np.isnan(found[12].quantiles[1, 1:]).all()
    assert not np.isnan(found[12].quantiles[0]).any()


def test_a_series_that_has_ended_or_not_begun_has_its_place(make_panel):
    """The grid has all series of the file: nothing is forecast of one that begins later, nothing came of one that ended."""
    panel = make_panel(SHORT | EARLY)
    plan, found = run(panel, horizon=3, cutoffs=3, step=1)
    forecasts = forecast_set(panel, plan, found)
    assert plan.cutoffs == (10, 11, 12)
    assert forecasts.cutoffs == ("2020-03-14", "2020-03-21", "2020-03-28")
    assert forecasts.series == ("A", "B", "C")
    assert np.array_equal(forecasts.outcomes[0], [[9, 13, 8], [2, 3, np.nan], [np.nan] * 3], equal_nan=True)
    assert np.array_equal(forecasts.outcomes[2], [[8, 6, 7], [np.nan, np.nan, 4], [np.nan] * 3], equal_nan=True)
    late = replace(plan, cutoffs=(8,))
    early = {one.cutoff: one for group in groups_of(panel, late) for one in forecast_group(group)}
    absent = forecast_set(panel, late, early)
    assert np.isnan(absent.quantiles[0, 1]).all()
    assert np.isnan(absent.baseline[0, 1]).all()
    assert np.isnan(absent.scale[0, 1])
    assert not np.isnan(absent.quantiles[0, [0, 2]]).any()


@pytest.mark.parametrize(("name", "label"), [("seasonal-naive", "seasonal-naive"), ("naive", "naive")])
def test_the_baseline_and_the_scale_know_the_past_alone(make_panel, make_waves, name, label):
    """They are those of the counts up to the cutoff, missing ones at the end included."""
    counts = make_waves(1, weeks=90)
    panel = make_panel({"A": counts, "C": [*counts[:70], None, None, None, *counts[73:]]})
    plan, found = run(panel, horizon=3, cutoffs=2, step=15, every_refit=2, baseline=name)
    assert plan.cutoffs == (71, 86)
    past = np.array([*counts[:70], np.nan, np.nan], float)
    expected = (
        seasonal_naive(past, season=52, horizon=3, levels=LEVELS)
        if name == "seasonal-naive"
        else naive(past, horizon=3, levels=LEVELS)
    )
    assert np.array_equal(found[71].baseline[1], expected)
    assert found[71].scale[1] == seasonal_scale(past, season=52)
    assert forecast_set(panel, plan, found).baseline_name == label


def test_a_backtest_shorter_than_a_season_is_beside_the_naive(make_panel, make_waves):
    """Where no cutoff knows a season, the baseline is called what it is."""
    panel = make_panel({"A": make_waves(1, weeks=50)})
    plan, found = run(panel, horizon=3, cutoffs=2, step=3, every_refit=2, baseline="seasonal-naive")
    assert forecast_set(panel, plan, found).baseline_name == "naive"


def test_the_pit_does_not_depend_on_the_unit(make_panel, make_waves):
    """Counts and the same numbers as rates in thousands fall into the same tenths of their forecasts."""
    panel = make_panel({"A": make_waves(1)})
    plan, found = run(panel, horizon=3, cutoffs=4, every_refit=4)
    series = tuple(replace(one, counts=one.counts / 1000) for one in panel.series)
    rates = replace(panel, series=series, scale=Scale(DataKind.RATE, decimals=3))
    smaller = {cutoff: replace(one, quantiles=one.quantiles / 1000) for cutoff, one in found.items()}
    report = evaluate(forecast_set(panel, plan, found))
    assert sum(report.pit) == 12
    assert evaluate(forecast_set(rates, plan, smaller)).pit == report.pit


def test_a_group_is_handed_nothing_later_than_its_last_cutoff(make_panel, make_waves):
    """What leaves this process for a worker ends at the cutoff: there is nothing to look ahead at."""
    panel = make_panel({"A": make_waves(1), "B": make_waves(2)})
    plan = plan_backtest(panel, BacktestOptions(horizon=4, every_refit=2))
    for group, cutoffs in zip(groups_of(panel, plan), plan.groups, strict=True):
        assert max(series.start + len(series) - 1 for series in group.panel.series) == cutoffs[-1]
        assert max(series.times[-1] for series in group.panel.series) == panel.series[0].times[cutoffs[-1]]
