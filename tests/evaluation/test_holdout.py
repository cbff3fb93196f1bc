"""What training says of itself, against a loop over its held-out targets and in so many words."""

import dataclasses

import numpy as np
import pytest

from lstm_cli.ensemble.calibration import MIN_EXAMPLES, crossed_quantiles
from lstm_cli.ensemble.fit import fit
from lstm_cli.evaluation.holdout import _held_out_score, _Score, _verdict, summarise_training
from lstm_cli.features.history import history_of
from lstm_cli.metrics.baselines import seasonal_naive
from lstm_cli.options import LEVELS


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
    assert f"{len(fitted.held_out.target)} targets" in summary.held_out


def test_members_that_learned_nothing_say_so(panel, fitted):
    """When no member got better than it began, a note says that the networks stay at their start."""
    still = dataclasses.replace(fitted, best_at=np.zeros_like(fitted.best_at))
    notes = summarise_training(panel, history_of(panel, 2), still, seed=1).notes
    assert len(notes) == 1
    assert notes[0].startswith("nothing that was learned held out: the networks stay at their start")


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
    assert summary.verdict.endswith("held-out stretches of time: too few to tell from chance")


@pytest.mark.parametrize(
    ("interval", "sentence"),
    [
        ((0.7, 0.6, 0.99), "better than the naive on held-out data, by 30 % of its error"),
        ((0.9, 0.8, 1.0), "not clearly different from the naive on held-out data: look at both"),
        ((1.1, 1.0, 1.2), "not clearly different from the naive on held-out data: look at both"),
        ((1.3, 1.01, 1.5), "worse than the naive on these data: use that instead"),
        (
            (0.9, None, None),
            "10 % less error than the naive, over 9 held-out stretches of time: too few to tell from chance",
        ),
        ((None, None, None), "as good as the naive: neither makes an error on these data"),
    ],
)
def test_the_verdict_follows_the_interval(interval, sentence):
    """The sentence is decided by where the interval of the relative score lies, not by the score alone."""
    assert _verdict(_Score(0.5, 0.95, *interval, 9), "naive") == sentence


def test_too_little_to_judge_by():
    """Where nothing was scored the verdict says so, and what to compare with."""
    sentence = (
        "too little data to learn from or to judge by: the forecast leans on its anchor; compare it with the naive"
    )
    assert _verdict(_Score(), "naive") == sentence


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
    assert good.verdict == "as good as the seasonal naive: neither makes an error on these data"
    assert (good.relative_wis, good.relative_wis_low, good.coverage_50) == (None, None, 1.0)
    assert good.held_out.endswith(" targets")
    assert bad.verdict.startswith("worse than the seasonal naive on these data, which makes no error there")
