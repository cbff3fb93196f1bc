"""The held-out score of a training, against a loop over its held-out targets, and its verdict."""

import dataclasses

import numpy as np
import pytest

from lstm_cli.ensemble.calibration import MIN_EXAMPLES, crossed_quantiles
from lstm_cli.ensemble.fit import fit
from lstm_cli.evaluation.holdout import _held_out_score, summarise_training
from lstm_cli.features.history import history_of
from lstm_cli.metrics.baselines import seasonal_naive
from lstm_cli.metrics.verdict import Verdict
from lstm_cli.options import LEVELS
from lstm_cli.remarks import Remark


@pytest.fixture(scope="module")
def panel(series, make_panel):
    """Give one area with a few weeks missing, so that every origin enters the score."""
    return make_panel({"A": [None if week in {30, 31, 50} else count for week, count in enumerate(series["A"])]})


@pytest.fixture(scope="module")
def fitted(panel):
    """Fit two weeks ahead."""
    return fit(history_of(panel, 2), seed=1, report=lambda *_: None)


def pinball(quantiles, outcome):
    """Twice the mean pinball loss over all levels: the WIS, a level at a time."""
    losses = [max(tau * (outcome - q), (tau - 1) * (outcome - q)) for tau, q in zip(LEVELS, quantiles, strict=True)]
    return 2 * sum(losses) / len(losses)


def test_the_score_is_our_error_over_the_baselines(panel, fitted):
    """Relative WIS and coverage equal a loop over held-out targets; the baseline sees what came before each alone."""
    counts = [
        count if known else np.nan
        for count, known in zip(panel.series[0].counts, panel.series[0].observed, strict=True)
    ]
    held_out = fitted.held_out
    growth = crossed_quantiles(held_out, fitted.calibration.ceiling)
    ours, theirs, half, most = [], [], [], []
    for place, (step, ahead) in enumerate(zip(held_out.step, held_out.ahead, strict=True)):
        outcome = counts[step + ahead + 1]
        assert not np.isnan(outcome)
        quantiles = [max(round(np.exp(g) - 1), 0) for g in growth[place]]
        past = np.array(counts[: step + 1], float)
        base = seasonal_naive(past, season=panel.frequency.main_season, horizon=2, levels=LEVELS)[ahead]
        ours.append(pinball(quantiles, outcome))
        theirs.append(pinball(base, outcome))
        half.append(quantiles[LEVELS.index(0.25)] <= outcome <= quantiles[LEVELS.index(0.75)])
        most.append(quantiles[LEVELS.index(0.025)] <= outcome <= quantiles[LEVELS.index(0.975)])
    summary = summarise_training(panel, history_of(panel, 2), fitted, seed=1)
    assert summary.relative_wis == pytest.approx(sum(ours) / sum(theirs), rel=1e-9)
    assert summary.coverage_50 == pytest.approx(np.mean(half))
    assert summary.coverage_95 == pytest.approx(np.mean(most))
    assert summary.relative_wis_low <= summary.relative_wis <= summary.relative_wis_high


def test_the_figures_of_the_panel_are_counted(panel, fitted):
    """Series, known and missing counts, and every weight of a member are counted."""
    summary = summarise_training(panel, history_of(panel, 2), fitted, seed=1)
    assert (summary.series, summary.observations, summary.missing, summary.horizon) == (1, 87, 3, 2)
    assert summary.members == len(fitted.network.gates)
    assert summary.parameters == fitted.network.gates[0].size + fitted.network.projection[0].size
    assert summary.targets == len(fitted.held_out.target)
    assert summary.trained_members == np.count_nonzero(fitted.best_at) > 0
    assert summary.remarks == ()


def test_members_that_learned_nothing_say_so(panel, fitted):
    """When no member got better than it began, a remark says so."""
    still = dataclasses.replace(fitted, best_at=np.zeros_like(fitted.best_at))
    summary = summarise_training(panel, history_of(panel, 2), still, seed=1)
    details = {"targets": len(fitted.held_out.target), "minimum": MIN_EXAMPLES}
    assert summary.remarks == (Remark("networks-untrained", details),)
    assert summary.trained_members == 0


def test_few_targets_are_not_scored(panel, fitted):
    """One target fewer than the least gives no score, rather than one that means nothing."""
    some = np.arange(len(fitted.held_out.target)) < MIN_EXAMPLES
    history = history_of(panel, 2)
    for which, scored in ((some, True), (some & (np.arange(len(some)) > 0), False)):
        part = dataclasses.replace(fitted, held_out=fitted.held_out.take(which))
        assert (_held_out_score(panel, history, part, np.random.default_rng(0)).coverage_50 is not None) == scored


def test_few_stretches_of_time_are_no_certainty(panel, fitted):
    """Held-out targets of fewer than five stretches of a horizon give a score without an interval, and say so."""
    first = int(fitted.held_out.step.min()) // 2 * 2
    some = dataclasses.replace(fitted, held_out=fitted.held_out.take(fitted.held_out.step < first + 40))
    wide = history_of(panel, 20)  # stretches are as long as the horizon
    summary = summarise_training(panel, wide, some, seed=1)
    assert summary.relative_wis is not None
    assert (summary.relative_wis_low, summary.relative_wis_high) == (None, None)
    assert summary.verdict is Verdict.TOO_FEW_BLOCKS
    assert 1 <= summary.blocks < 5


def test_too_little_to_judge_by(panel, fitted):
    """Where nothing could be scored the verdict says so, and no figure stands beside it."""
    few = dataclasses.replace(fitted, held_out=fitted.held_out.take(np.arange(len(fitted.held_out.target)) < 1))
    summary = summarise_training(panel, history_of(panel, 2), few, seed=1)
    assert (summary.verdict, summary.targets) == (Verdict.TOO_LITTLE_DATA, 1)
    assert (summary.relative_wis, summary.coverage_50, summary.coverage_95) == (None, None, None)


def test_counts_that_never_change(make_panel):
    """Beside a baseline without error nothing can be relative: the verdict says that, and not that data are few."""
    summaries = []
    for last in (0, 4):
        flat = make_panel({"A": [0] * 89 + [last]})
        history = history_of(flat, 2)
        fitted = fit(history, seed=1, report=lambda *_: None)
        if last:
            held_out = fitted.held_out
            fitted = dataclasses.replace(
                fitted, held_out=dataclasses.replace(held_out, quantiles=held_out.quantiles + 3.0)
            )
            fitted = dataclasses.replace(fitted, held_out=fitted.held_out.take(held_out.target < 1))
        summaries.append(summarise_training(flat, history, fitted, seed=1))
    good, bad = summaries
    assert good.verdict is Verdict.BASELINE_WITHOUT_ERROR_EQUAL
    assert (good.relative_wis, good.relative_wis_low, good.coverage_50) == (None, None, 1.0)
    assert bad.verdict is Verdict.BASELINE_WITHOUT_ERROR_WORSE
