"""The held-out score of a training, against a loop over its held-out targets, and its verdict."""

import dataclasses

import numpy as np
import pytest

from lstm_cli.anchors.anchor_set import ANCHOR_COUNT, MEMBERS
from lstm_cli.anchors.design_matrix import design_of
from lstm_cli.anchors.training_data import TrainingData
from lstm_cli.ensemble.calibration import MIN_EXAMPLES, Calibration, crossed_quantiles, final_quantiles
from lstm_cli.ensemble.fit import fit
from lstm_cli.ensemble.held_out import held_out_forecasts
from lstm_cli.ensemble.members import usual_quantiles
from lstm_cli.ensemble.training_set import examples_of
from lstm_cli.evaluation.held_out_score import held_out_score
from lstm_cli.evaluation.holdout import summarise_training
from lstm_cli.evaluation.rehearsal import rehearse
from lstm_cli.features.folds import FOLDS, time_folds
from lstm_cli.features.history import history_of
from lstm_cli.features.network_inputs import network_inputs, series_scaling
from lstm_cli.metrics.baselines import seasonal_naive
from lstm_cli.metrics.ratio_intervals import MIN_BLOCKS
from lstm_cli.metrics.verdict import Verdict
from lstm_cli.options import LEVELS, Cell, Gates
from lstm_cli.panel.scale import COUNTS
from lstm_cli.remarks import Remark


@pytest.fixture(scope="module")
def panel(series, make_panel):
    """Give one area with a few weeks missing, so that every origin enters the score."""
    return make_panel({"A": [None if week in {30, 31, 50} else count for week, count in enumerate(series["A"])]})


@pytest.fixture(scope="module", params=["from the prior", "from scratch"])
def cell(request):
    """Give a cell whose members start from the prior, and one whose members are trained from scratch."""
    return Cell.LSTM if request.param == "from the prior" else Cell.CEC


@pytest.fixture(scope="module")
def fitted(panel, cell):
    """Fit two weeks ahead."""
    return fit(history_of(panel, 2), seed=1, report=lambda *_: None, cell=cell)


@pytest.fixture(scope="module")
def rehearsal(panel, fitted):
    """Forecast the newest targets by a training that ends before them."""
    return rehearse(panel, history_of(panel, 2), fitted, seed=1, gates=Gates.EXPECTED)


def pinball(quantiles, outcome):
    """Twice the mean pinball loss over all levels: the WIS, a level at a time."""
    losses = [max(tau * (outcome - q), (tau - 1) * (outcome - q)) for tau, q in zip(LEVELS, quantiles, strict=True)]
    return 2 * sum(losses) / len(losses)


def held_out_growth(fitted):
    """Forecasts of held-out targets: from the prior with equal weights and widths of 1, from scratch as the others taught."""
    held_out, ceiling = fitted.members.held_out, fitted.calibration.ceiling
    if fitted.members.network.gates.shape[0] == MEMBERS:
        return crossed_quantiles(held_out, ceiling)
    as_they_are = Calibration(np.full(ANCHOR_COUNT, 1 / ANCHOR_COUNT), np.ones((2, 2)), ceiling)
    return final_quantiles(as_they_are, held_out.quantiles, held_out.record, held_out.ahead)


def test_the_score_is_our_error_over_the_baselines(panel, fitted, rehearsal):
    """Relative WIS and coverage equal a loop over held-out targets; the baseline sees what came before each alone.

    Targets whose forecast has no season behind it are not compared.
    The ratio is multiplied by the error of the rehearsal over that of the held-out forecasts of the same targets.
    """
    counts = [
        count if known else np.nan
        for count, known in zip(panel.series[0].counts, panel.series[0].observed, strict=True)
    ]
    held_out = fitted.members.held_out
    growth = held_out_growth(fitted)
    losses, ours, theirs, half, most = [], [], [], [], []
    for place, (step, ahead) in enumerate(zip(held_out.step, held_out.ahead, strict=True)):
        outcome = counts[step + ahead + 1]
        assert not np.isnan(outcome)
        quantiles = [max(round(np.exp(g) - 1), 0) for g in growth[place]]
        past = np.array(counts[: step + 1], float)
        base = seasonal_naive(past, season=panel.frequency.main_season, horizon=2, levels=LEVELS)[ahead]
        losses.append(pinball(quantiles, outcome))
        if step + 1 > panel.frequency.main_season:  # the baseline falls back to the last count before
            ours.append(losses[-1])
            theirs.append(pinball(base, outcome))
        half.append(quantiles[LEVELS.index(0.25)] <= outcome <= quantiles[LEVELS.index(0.75)])
        most.append(quantiles[LEVELS.index(0.025)] <= outcome <= quantiles[LEVELS.index(0.975)])
    later = [
        pinball([max(round(np.exp(g) - 1), 0) for g in growths], counts[held_out.step[at] + held_out.ahead[at] + 1])
        for at, growths in zip(rehearsal.which, rehearsal.quantiles, strict=True)
    ]
    worth = sum(later) / sum(losses[at] for at in rehearsal.which)
    summary = summarise_training(panel, history_of(panel, 2), fitted, rehearsal)
    assert worth != pytest.approx(1, abs=1e-3)
    assert summary.relative_wis == pytest.approx(worth * sum(ours) / sum(theirs), rel=1e-9)
    assert summary.coverage_50 == pytest.approx(np.mean(half))
    assert summary.coverage_95 == pytest.approx(np.mean(most))
    assert summary.next_low < summary.relative_wis_low < summary.relative_wis
    assert summary.relative_wis < summary.relative_wis_high < summary.next_high
    assert summary.rehearsed == len(later)
    plain = summarise_training(panel, history_of(panel, 2), fitted, None)
    assert plain.relative_wis == pytest.approx(sum(ours) / sum(theirs), rel=1e-9)


def test_without_a_rehearsal_there_is_no_interval(panel, fitted):
    """Where nothing is known of what hindsight was worth, the score stands alone."""
    summary = summarise_training(panel, history_of(panel, 2), fitted, None)
    assert summary.relative_wis is not None
    assert (summary.next_low, summary.relative_wis_low, summary.relative_wis_high) == (None, None, None)
    assert summary.rehearsed == 0
    assert summary.verdict is Verdict.TOO_FEW_BLOCKS


def test_what_the_networks_add_to_their_anchors(panel):
    """The WIS over that of networks that are the constant they start as: the usual errors about each anchor."""
    history = history_of(panel, 2)
    fitted = fit(history, seed=1, report=lambda *_: None, cell=Cell.CEC)
    members = fitted.members
    laid_out = TrainingData.of_panel(history, fitted.lags).laid_out(np.arange(len(history.lengths)))
    inputs = network_inputs(history, series_scaling(history), members.units.change_scale)
    examples = examples_of(laid_out.design, fitted.anchors, inputs, laid_out.folds, laid_out.weights)
    start = fit(history, seed=1, report=lambda *_: None, cell=Cell.CEC, effort=0).members.network
    start.projection[:, :, 1:] = 0  # all but the constant unit
    alone = held_out_forecasts(start, examples, history, length=members.length, rng=np.random.default_rng(0))
    wis = []
    for forecasts in (members.held_out, alone):
        quantiles = COUNTS.values_of(crossed_quantiles(forecasts, fitted.calibration.ceiling))
        wis.append(sum(map(pinball, quantiles, np.rint(np.expm1(forecasts.target)))))
    summary = summarise_training(panel, history, fitted, None)
    assert summary.wis_over_anchors == pytest.approx(wis[0] / wis[1], rel=2e-3)  # counts are rounded
    assert summary.wis_over_anchors < 0.99


def test_what_tuning_adds_to_the_anchors(panel):
    """From the prior, too, the WIS is over that of the usual errors about each anchor, in units of its running error."""
    history = history_of(panel, 2)
    fitted = fit(history, seed=1, report=lambda *_: None)
    held_out, folds = fitted.members.held_out, time_folds(history)
    design = design_of(history, fitted.lags)
    everywhere = np.zeros(history.steps, int), np.arange(history.steps)
    made = fitted.anchors.at(design, *everywhere)  # (A, F, T, K)
    view = fitted.members.units.bind(history, np.array([0]), anchors=fitted.anchors, lags=fitted.lags).view(
        np.array([0])
    )
    alone = np.empty_like(held_out.quantiles)
    for anchor in range(ANCHOR_COUNT):
        for fold in range(FOLDS):
            for ahead in range(2):
                errors = []
                for step in range(3, history.steps - 1 - ahead):
                    target = step + 1 + ahead
                    own = folds[0, target]
                    if own != fold and not np.isnan(history.growth[0, target]):
                        error = history.growth[0, target] - made[anchor, own, step, ahead]
                        errors.append(error / view.scale[anchor, 0, step, ahead])
                usual = usual_quantiles(np.clip(errors, -30, 30))
                for place in np.flatnonzero((held_out.fold == fold) & (held_out.ahead == ahead)):
                    step = held_out.step[place]
                    alone[anchor, place] = made[anchor, fold, step, ahead] + view.scale[anchor, 0, step, ahead] * usual
    np.testing.assert_allclose(fitted.members.anchors_alone, alone, rtol=1e-5)
    by_anchors = crossed_quantiles(dataclasses.replace(held_out, quantiles=alone), fitted.calibration.ceiling)
    outcome = np.rint(np.expm1(held_out.target))
    wis = [sum(map(pinball, COUNTS.values_of(growth), outcome)) for growth in (held_out_growth(fitted), by_anchors)]
    summary = summarise_training(panel, history, fitted, None)
    assert summary.wis_over_anchors == pytest.approx(wis[0] / wis[1], rel=2e-3)  # counts are rounded


def test_the_figures_of_the_panel_are_counted(panel, fitted):
    """Series, known and missing counts, and every weight of a member are counted."""
    summary = summarise_training(panel, history_of(panel, 2), fitted, None)
    assert (summary.series, summary.observations, summary.missing, summary.horizon) == (1, 87, 3, 2)
    network = fitted.members.network
    assert (summary.members, summary.gate_sets) == (MEMBERS, len(network.gates))
    assert summary.parameters == network.gates[0].size + network.projection[0].size
    assert summary.targets == len(fitted.members.held_out.target)
    assert summary.trained_members == np.count_nonzero(fitted.members.best_at) > 0
    assert summary.remarks == ()


def test_members_that_learned_nothing_say_so(panel, fitted):
    """When no member got better than it began, a remark says so."""
    members = dataclasses.replace(fitted.members, best_at=np.zeros_like(fitted.members.best_at))
    still = dataclasses.replace(fitted, members=members)
    summary = summarise_training(panel, history_of(panel, 2), still, None)
    details = {"targets": len(members.held_out.target), "minimum": MIN_EXAMPLES}
    assert summary.remarks == (Remark("networks-untrained", details),)
    assert summary.trained_members == 0


def part_of(fitted, which):
    """Take some of the held-out targets."""
    held_out, alone = fitted.members.held_out.take(which), fitted.members.anchors_alone[:, which]
    members = dataclasses.replace(fitted.members, held_out=held_out, anchors_alone=alone)
    return dataclasses.replace(fitted, members=members)


def test_few_targets_are_not_scored(panel, fitted):
    """One target fewer than the least gives no score, rather than one that means nothing."""
    some = np.arange(len(fitted.members.held_out.target)) < MIN_EXAMPLES
    history = history_of(panel, 2)
    for which, scored in ((some, True), (some & (np.arange(len(some)) > 0), False)):
        part = part_of(fitted, which)
        assert (held_out_score(panel, history, part, None).coverage_50 is not None) == scored


def test_few_stretches_of_time_are_no_certainty(panel, cell):
    """Held-out targets of fewer than three stretches of two horizons give a score without an interval, and say so."""
    wide = history_of(panel, 20)
    some = fit(wide, seed=1, report=lambda *_: None, cell=cell)
    newest = rehearse(panel, wide, some, seed=1, gates=Gates.EXPECTED)
    summary = summarise_training(panel, wide, some, newest)
    assert len(newest.which)
    assert summary.relative_wis is not None
    assert (summary.relative_wis_low, summary.next_high) == (None, None)
    assert summary.verdict is Verdict.TOO_FEW_BLOCKS
    assert 1 <= summary.blocks < MIN_BLOCKS


def test_too_little_to_judge_by(panel, fitted):
    """Where nothing could be scored the verdict says so, and no figure stands beside it."""
    few = part_of(fitted, np.arange(len(fitted.members.held_out.target)) < 1)
    summary = summarise_training(panel, history_of(panel, 2), few, None)
    assert (summary.verdict, summary.targets) == (Verdict.TOO_LITTLE_DATA, 1)
    assert (summary.relative_wis, summary.coverage_50, summary.coverage_95) == (None, None, None)


def test_counts_that_never_change(make_panel, cell):
    """Beside a baseline without error nothing can be relative: the verdict says that, and not that data are few."""
    summaries = []
    for last in (0, 4):
        flat = make_panel({"A": [0] * 89 + [last]})
        history = history_of(flat, 2)
        fitted = fit(history, seed=1, report=lambda *_: None, cell=cell)
        if last:
            held_out = fitted.members.held_out
            worse = dataclasses.replace(held_out, quantiles=held_out.quantiles + 3.0)
            fitted = dataclasses.replace(fitted, members=dataclasses.replace(fitted.members, held_out=worse))
            fitted = part_of(fitted, held_out.target < 1)
        summaries.append(summarise_training(flat, history, fitted, None))
    good, bad = summaries
    assert good.verdict is Verdict.BASELINE_WITHOUT_ERROR_EQUAL
    assert (good.relative_wis, good.relative_wis_low, good.coverage_50) == (None, None, 1.0)
    assert bad.verdict is Verdict.BASELINE_WITHOUT_ERROR_WORSE
