"""The report of a grid of forecasts, against loops that share no code with it, and its words."""

import math
from dataclasses import replace

import numpy as np
import pytest

from lstm_cli.evaluation.forecast_set import ForecastSet, baseline_name, baseline_quantiles
from lstm_cli.evaluation.report import evaluate
from lstm_cli.metrics.baselines import flusight_baseline, naive, seasonal_naive
from lstm_cli.metrics.verdict import Verdict

LEVELS = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)
SHAPE = (6, 4, 3)  # cutoffs, series, steps


def grid(seed=0, shape=SHAPE, levels=LEVELS, holes=0.2):
    """Draw forecasts, outcomes and a baseline with holes of every kind."""
    rng = np.random.default_rng(seed)
    size = rng.gamma(2, 20, (*shape, 1))
    quantiles = np.sort(size * rng.gamma(8, 1 / 8, (*shape, len(levels))), axis=-1)
    baseline = np.sort(size * rng.gamma(4, 1 / 3, (*shape, len(levels))), axis=-1)
    outcomes = rng.poisson(size[..., 0]).astype(float)
    quantiles[rng.random(shape) < holes] = np.nan
    quantiles[0, 0, 0, 2] = np.nan  # one level alone: no whole forecast
    outcomes[rng.random(shape) < holes] = np.nan
    baseline[rng.random(shape) < holes] = np.nan
    scale = rng.gamma(4, 1, shape[:2])
    scale[1] = np.nan
    cutoffs = tuple(f"2024-01-{day:02}" for day in range(1, shape[0] + 1))
    names = tuple("ABCDEFGH"[: shape[1]])
    slots = np.arange(shape[0]) * shape[2]
    return ForecastSet(levels, cutoffs, names, quantiles, outcomes, scale, baseline, "naive", slots)


def mean(values):
    """Return the mean of a list, NaN of nothing."""
    return math.fsum(values) / len(values) if values else float("nan")


def loop_parts(quantiles, y, levels):
    """Return spread, too high and too low by the definition: interval by interval, then the median at half weight."""
    spread = high = low = 0.0
    pairs = [(k, len(levels) - 1 - k) for k in range(len(levels) // 2)]
    for lower, upper in pairs:
        alpha = 2 * levels[lower]
        spread += alpha / 2 * (quantiles[upper] - quantiles[lower])
        high += max(quantiles[lower] - y, 0)
        low += max(y - quantiles[upper], 0)
    middle = quantiles[len(levels) // 2]
    high += max(middle - y, 0) / 2
    low += max(y - middle, 0) / 2
    return [part / (len(pairs) + 0.5) for part in (spread, high, low)]


def loop_line(forecasts, places):
    """Score some cells one by one."""
    cells = []
    levels = forecasts.levels
    for place in places:
        q, y, b = forecasts.quantiles[place], forecasts.outcomes[place], forecasts.baseline[place]
        if np.isnan(q).any() or math.isnan(y):
            continue
        logs = loop_parts([math.log(1 + one) for one in q], math.log(1 + y), levels)
        theirs = float("nan") if np.isnan(b).any() else sum(loop_parts(b, y, levels))
        inside = [q[2] <= y <= q[4], float("nan"), q[1] <= y <= q[5], q[0] <= y <= q[6]]
        error = abs(y - q[3])
        cells.append((loop_parts(q, y, levels), sum(logs), error, error / forecasts.scale[place[:2]], inside, theirs))
    known = [(sum(cell[0]), cell[5]) for cell in cells if not math.isnan(cell[5])]
    below = math.fsum(theirs for _, theirs in known)
    return {
        "cells": len(cells),
        "wis": mean([sum(cell[0]) for cell in cells]),
        "dispersion": mean([cell[0][0] for cell in cells]),
        "overprediction": mean([cell[0][1] for cell in cells]),
        "underprediction": mean([cell[0][2] for cell in cells]),
        "log_wis": mean([cell[1] for cell in cells]),
        "mae": mean([cell[2] for cell in cells]),
        "mase": mean([cell[3] for cell in cells if not math.isnan(cell[3])]),
        "coverage": [mean([float(cell[4][k]) for cell in cells]) for k in range(4)],
        "relative": math.fsum(ours for ours, _ in known) / below if below else float("nan"),
    }


def same(line, expected):
    """Assert that a line of the report has the numbers of a loop."""
    found = {name: getattr(line.scores, name) for name in expected if name != "relative"}
    found |= {"relative": line.relative_wis, "coverage": list(line.scores.coverage)}
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=1e-12, nan_ok=True), f"{line.label}: {name}"


@pytest.mark.parametrize("seed", [0, 1])
def test_the_whole_report_in_loops(seed):
    """Every number of every line is what one gets cell by cell from the definitions, with holes wherever they may be."""
    forecasts = grid(seed)
    report = evaluate(forecasts)
    cells = list(np.ndindex(SHAPE))
    same(report.overall, loop_line(forecasts, cells))
    for line in report.by_step:
        same(line, loop_line(forecasts, [cell for cell in cells if str(cell[2] + 1) == line.label]))
    for line in report.by_series:
        same(line, loop_line(forecasts, [cell for cell in cells if forecasts.series[cell[1]] == line.label]))
    assert [line.label for line in report.by_step] == ["1", "2", "3"]
    assert [line.label for line in report.by_series] == list(forecasts.series)
    assert (report.cutoffs, report.series, report.steps) == SHAPE
    assert report.cells == report.overall.scores.cells == sum(report.pit)
    assert report.relative_low < report.overall.relative_wis < report.relative_high


def test_an_asymmetric_cell_by_hand():
    """Quantiles 8, 10, 16 of 0.1, 0.5, 0.9 and the outcome 20: the WIS is (0.1·8 + 0 + 4 + ½·10) / 1.5."""
    levels = (0.1, 0.5, 0.9)
    forecasts = ForecastSet(
        levels,
        ("2024-01-06",),
        ("A",),
        np.array([[[[8.0, 10.0, 16.0]]]]),
        np.array([[[20.0]]]),
        np.array([[5.0]]),
        np.array([[[[14.0, 14.0, 14.0]]]]),
        "naive",
        np.array([0]),
    )
    report = evaluate(forecasts)
    scores = report.overall.scores
    assert scores.wis == pytest.approx((0.8 + 4 + 5) / 1.5)
    assert scores.dispersion == pytest.approx(0.8 / 1.5)
    assert scores.overprediction == 0
    assert scores.underprediction == pytest.approx(9 / 1.5)
    assert (scores.mae, scores.mase) == (10, 2)
    assert scores.coverage[1] == 0
    assert report.overall.relative_wis == pytest.approx((9.8 / 1.5) / 6)
    assert report.pit == (0,) * 9 + (1,)
    assert (report.verdict, report.compared) == (Verdict.TOO_FEW_BLOCKS, 1)


def test_lines_without_a_scored_cell_are_left_out():
    """A series, a step or a cutoff of which nothing came is not in the report, nor in its counts."""
    forecasts = grid(holes=0)
    forecasts.outcomes[:, 2] = np.nan
    forecasts.outcomes[:, :, 0] = np.nan
    forecasts.outcomes[0] = np.nan
    report = evaluate(forecasts)
    assert [line.label for line in report.by_series] == ["A", "B", "D"]
    assert [line.label for line in report.by_step] == ["2", "3"]
    assert (report.cutoffs, report.first_cutoff, report.last_cutoff) == (5, "2024-01-02", "2024-01-06")


def test_the_report_is_the_same_each_time():
    """Even its drawn part, the PIT."""
    assert repr(evaluate(grid())) == repr(evaluate(grid()))  # as text, since NaN is unequal to itself


def test_pit_of_right_forecasts_is_even():
    """Poisson outcomes and their own quantiles at 99 levels put a tenth into each bin, up to chance."""
    levels = tuple(round(k / 100, 2) for k in range(1, 100))
    rng = np.random.default_rng(5)
    draws = rng.poisson(30, 200_000).astype(float)
    one = np.quantile(draws, levels, method="inverted_cdf")
    shape = (50, 10, 20)
    quantiles = np.broadcast_to(one, (*shape, 99))
    outcomes = rng.poisson(30, shape).astype(float)
    names, slots = tuple("ABCDEFGHIJ"), np.arange(50) * 20
    report = evaluate(
        ForecastSet(levels, ("t",) * 50, names, quantiles, outcomes, np.ones(shape[:2]), quantiles, "naive", slots)
    )
    assert np.abs(np.array(report.pit) / 1_000 - 1).max() < 0.12
    assert report.overall.relative_wis == 1


def shifted(factor, cutoffs=8, every=2):
    """Forecasts of two steps, made every so many, whose error is a multiple of the baseline's at every cutoff."""
    shape = (cutoffs, 3, 2)
    outcomes = np.random.default_rng(1).poisson(50, shape).astype(float)
    off = 5 + np.arange(cutoffs)[:, None, None]
    levels = (0.25, 0.5, 0.75)
    ours, theirs = (np.repeat((outcomes + off * part)[..., None], 3, axis=-1) for part in (factor, 1))
    slots = np.arange(cutoffs) * every
    return ForecastSet(
        levels, ("t",) * cutoffs, tuple("ABC"), ours, outcomes, np.ones(shape[:2]), theirs, "seasonal-naive", slots
    )


@pytest.mark.parametrize(
    ("factor", "cutoffs", "verdict"),
    [
        (0.75, 8, Verdict.BETTER),
        (1.5, 8, Verdict.WORSE),
        (1.0, 8, Verdict.UNCLEAR),
        (0.75, 1, Verdict.TOO_FEW_BLOCKS),
        (0.75, 2, Verdict.TOO_FEW_BLOCKS),
        (1.5, 3, Verdict.WORSE),
        (1.5, 1, Verdict.TOO_FEW_BLOCKS),
    ],
)
def test_verdict(factor, cutoffs, verdict):
    """The verdict claims no more than the interval over cutoffs allows."""
    report = evaluate(shifted(factor, cutoffs))
    assert (report.verdict, report.compared, report.blocks) == (verdict, cutoffs, cutoffs)
    assert report.overall.relative_wis == pytest.approx(factor)


def test_only_cutoffs_that_the_baseline_has_count_as_evidence():
    """Of eight cutoffs the baseline has two: no interval, and two are compared."""
    forecasts = shifted(0.75, 8)
    forecasts.baseline[:6] = np.nan
    report = evaluate(forecasts)
    assert report.cutoffs == 8
    assert np.isnan(report.relative_low)
    assert (report.verdict, report.compared, report.blocks) == (Verdict.TOO_FEW_BLOCKS, 2, 2)


def test_cutoffs_that_overlap_are_less_evidence():
    """Eight cutoffs at every step, of two steps each, forecast nine steps: that is two blocks of four."""
    report = evaluate(shifted(0.75, 8, every=1))
    assert np.isnan(report.relative_low)
    assert (report.verdict, report.compared, report.blocks) == (Verdict.TOO_FEW_BLOCKS, 8, 2)
    assert evaluate(shifted(0.75, 12, every=1)).verdict is Verdict.BETTER


def test_nothing_to_compare_with():
    """Without a baseline the scores stand alone, and the verdict says why."""
    forecasts = grid()
    forecasts.baseline[:] = np.nan
    report = evaluate(forecasts)
    assert math.isnan(report.overall.relative_wis)
    assert (report.verdict, report.compared) == (Verdict.NOTHING_TO_COMPARE, 0)
    assert report.overall.scores.wis > 0


@pytest.mark.parametrize("worse", [False, True])
def test_a_baseline_without_error(worse):
    """Nothing is relative to no error at all; the verdict says who is right instead."""
    forecasts = grid()
    forecasts.outcomes[:] = np.round(forecasts.outcomes)
    forecasts.baseline[:] = forecasts.outcomes[..., None]
    if not worse:
        forecasts.quantiles[:] = forecasts.outcomes[..., None]
    report = evaluate(forecasts)
    assert math.isnan(report.overall.relative_wis)
    assert report.verdict is (Verdict.BASELINE_WITHOUT_ERROR_WORSE if worse else Verdict.BASELINE_WITHOUT_ERROR_EQUAL)


def test_shares_are_of_the_summed_wis():
    """What a series or a step adds to the total WIS is its mean times its cells over all; the parts sum to 1."""
    report = evaluate(grid())
    total = report.overall.scores.wis * report.overall.scores.cells
    for lines in (report.by_step, report.by_series):
        assert [line.share for line in lines] == pytest.approx(
            [line.scores.wis * line.scores.cells / total for line in lines]
        )
        assert sum(line.share for line in lines) == pytest.approx(1)
    assert report.overall.share == 1


def test_of_no_error_nothing_has_a_share():
    """Forecasts without any error have no share of it."""
    forecasts = grid()
    forecasts.outcomes[:] = np.round(forecasts.outcomes)
    forecasts.quantiles[:] = forecasts.outcomes[..., None]
    assert math.isnan(evaluate(forecasts).by_series[0].share)


def test_baselines_by_name():
    """Each name gives the baseline it names; where nothing is known of the past there is none."""
    past = np.array([4.0, 9.0, 2.0, 7.0, 11.0, 3.0])
    options = {"season": 3, "horizon": 2, "levels": (0.1, 0.5, 0.9)}

    def drawn(name, values=past):
        return baseline_quantiles(name, values, **options)

    np.testing.assert_array_equal(drawn("seasonal-naive"), seasonal_naive(past, **options))
    np.testing.assert_array_equal(drawn("naive"), naive(past, horizon=2, levels=options["levels"]))
    hub = flusight_baseline(past, horizon=2, levels=options["levels"], rng=np.random.default_rng(1))
    np.testing.assert_allclose(drawn("flusight"), hub, rtol=0.02, atol=0.1)
    np.testing.assert_array_equal(drawn("flusight"), drawn("flusight", np.append([np.nan], past)))
    assert np.isnan(drawn("naive", np.array([np.nan, np.nan]))).all()
    assert np.isnan(drawn("flusight", np.array([]))).all()
    assert baseline_name("seasonal-naive", season=52, known=53) == "seasonal-naive"
    assert baseline_name("seasonal-naive", season=52, known=52) == "naive"
    assert baseline_name("seasonal-naive", season=1, known=53) == "naive"
    assert baseline_name("flusight", season=1, known=2) == "flusight"


def test_nothing_to_score_is_reported_as_nothing():
    """Without one outcome there are no cells, no cutoffs and no score, and nothing to compare."""
    forecasts = grid()
    report = evaluate(replace(forecasts, outcomes=np.full(SHAPE, np.nan)))
    assert (report.cutoffs, report.series, report.steps, report.compared) == (0, 0, 0, 0)
    assert (report.first_cutoff, report.last_cutoff) == ("", "")
    assert (report.overall.scores.cells, sum(report.pit)) == (0, 0)
    assert math.isnan(report.overall.scores.wis)
    assert math.isnan(report.relative_low)
    assert report.verdict is Verdict.NOTHING_TO_COMPARE
