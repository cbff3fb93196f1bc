"""The parts of fitting: history, anchors, examples, loss, calibration, each against something independent."""

import dataclasses
from statistics import NormalDist

import numpy as np
import pytest
from laid_out import fit_laid_out

from lstm_cli.anchors.anchor_set import ANCHOR_COUNT, MEMBERS
from lstm_cli.anchors.design_matrix import LAGS, design_of, seasonal_lags
from lstm_cli.anchors.ridge import PENALTIES
from lstm_cli.anchors.training_data import TrainingData
from lstm_cli.ensemble import training_set
from lstm_cli.ensemble.calibration import (
    Calibration,
    blend,
    calibrate,
    crossed_quantiles,
    final_quantiles,
    loss_by_target,
    record_ceiling,
)
from lstm_cli.ensemble.held_out import HeldOut
from lstm_cli.ensemble.member_loss import held_out_losses, loss_gradient
from lstm_cli.ensemble.residual_scale import residual_scale
from lstm_cli.ensemble.trainer import start_network
from lstm_cli.ensemble.training_set import Examples, examples_of, sample_windows
from lstm_cli.ensemble.windows import Windows, windows_of
from lstm_cli.features.anchor_errors import error_floor
from lstm_cli.features.folds import FOLDS, SERIES_POWER, TIME_POWER, raw_weights, time_folds
from lstm_cli.features.history import ahead_of, history_of, smooth
from lstm_cli.features.network_inputs import network_inputs, series_scaling
from lstm_cli.lstm.network import forward
from lstm_cli.options import LEVELS
from lstm_cli.panel.scale import COUNTS


@pytest.fixture
def history(series, make_panel):
    """Give the history of three areas, 8 weeks ahead."""
    return history_of(make_panel(series), 8)


def test_history_is_aligned_at_the_newest_count(history, series):
    """The last column is each series' last count, and what is before its start is missing."""
    assert np.array_equal(np.expm1(history.growth[:, -1]).round(), [series[name][-1] for name in "ABC"])
    assert np.isnan(history.growth[2, :30]).all()
    assert not np.isnan(history.growth[2, 30:]).any()
    assert np.array_equal(history.slots[0, -9:], np.arange(89, 98))


def test_the_newest_steps_are_a_history_of_their_own(history, series, make_panel):
    """They are those of series that begin there; of more steps than there are, all are left."""
    panel = make_panel({"A": series["A"][40:], "B": series["B"][40:]}, str(np.datetime64("2020-01-04") + 7 * 40))
    alone, newest = history_of(panel, 8), history.newest(50).take(np.array([0, 1]))
    for name in ("growth", "level", "lengths", "phases", "exists"):
        np.testing.assert_array_equal(getattr(newest, name), getattr(alone, name), err_msg=name)
    np.testing.assert_array_equal(newest.slots, alone.slots + 40)
    for steps in (90, 95):
        np.testing.assert_array_equal(history.newest(steps).level, history.level)


def test_smoothing_is_the_recursion(history):
    """The smoothed level is a running mean first and then moves by its weight."""
    smoothed = smooth(history, 0.2)[0]
    expected = [history.growth[0, 0]]
    for count, value in enumerate(history.growth[0, 1:], start=2):
        expected.append(expected[-1] + max(0.2, 1 / count) * (value - expected[-1]))
    np.testing.assert_allclose(smoothed, expected, rtol=1e-12)


def test_nothing_looks_ahead(series, make_panel, make_waves):
    """Inputs and regressors of a step are the same bits whatever comes after it, in any series of the panel."""
    series = {"A": series["A"], "B": series["B"], "D": make_waves(9)}
    cutoff = 70
    changed = {name: counts[:71] + [9 * count + 5 for count in counts[71:]] for name, counts in series.items()}
    found = []
    for one in (series, changed):
        history = history_of(make_panel(one), 8)
        design = design_of(history, (26,))
        rows = design.rows(np.array([0, 1, 2]), np.full(3, cutoff))
        found.append((network_inputs(design.history, np.array([[3.0, 1.0]] * 3), 0.3), rows))
    assert np.array_equal(found[0][0][:, : cutoff + 1], found[1][0][:, : cutoff + 1])
    assert not np.array_equal(found[0][0][:, cutoff + 1], found[1][0][:, cutoff + 1])
    assert np.array_equal(found[0][1], found[1][1])


def test_regressors_are_what_they_are_called(history):
    """Lags, seasonal lags, the time of the year of the target and the constant stand where the equations put them."""
    year = design_of(history, (26, 52)).rows(np.array([1]), np.array([80]))[0, :, -5:-1]
    for k in (1, 8):
        day = np.datetime64("2020-01-04") + 7 * (80 + k)
        angle = 2 * np.pi * (day - day.astype("datetime64[Y]")).astype(int) / 365.25
        expected = [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)]
        np.testing.assert_allclose(year[k - 1], expected, atol=1e-6)
    design = design_of(history, (26,))
    rows = design.rows(np.array([1]), np.array([80]))[0]
    g = history.growth[1]
    np.testing.assert_allclose(rows[0, : len(LAGS)], [g[80 - lag] - g[80] for lag in LAGS], rtol=1e-12)
    first = len(LAGS) + len(design.smoothed)
    for k in (1, 5, 8):
        expected = [g[80 + k - 26] - g[80], g[80 - 26] - g[80], g[80 + k - 52] - g[80]]
        np.testing.assert_allclose(rows[k - 1, first : first + 3], expected, rtol=1e-12)
    assert (rows[:, -1] == 1).all()


def test_seasonal_lags_need_two_and_a_half_seasons(history):
    """90 weeks are too few for a lag of 52; monthly data of 30 months have one."""
    assert seasonal_lags(history) == ()


def test_a_fold_does_not_see_itself(series, make_panel):
    """Changing the targets of a fold leaves that fold's regression alone, and moves the others'."""
    panel = make_panel({"A": series["A"]})
    history = history_of(panel, 1)
    folds = time_folds(history)
    design = design_of(history, ())
    weights = np.ones_like(history.growth)
    before = fit_laid_out(design, folds, weights).anchors[1]
    last = int(np.flatnonzero(folds[0] == folds[0, -1])[-1])  # the newest step: nobody's regressor, only a target
    history.growth[0, last] += 1
    after = fit_laid_out(design, folds, weights).anchors[1]
    mine = folds[0, last]
    other = (mine + 1) % FOLDS
    np.testing.assert_allclose(before.coefficients[mine], after.coefficients[mine], rtol=1e-9)  # all minus its own sums
    assert not np.allclose(before.coefficients[other], after.coefficients[other], rtol=1e-3)


def test_the_ridge_is_the_ridge(series, make_panel):
    """Coefficients equal weighted least squares on rows with the penalty's square root stacked below."""
    history = history_of(make_panel({"A": series["A"]}), 1)
    folds = time_folds(history)
    design = design_of(history, ())
    weights = np.random.default_rng(1).uniform(0.2, 5, history.growth.shape)
    ridge = fit_laid_out(design, folds, weights).anchors[1]
    steps = np.flatnonzero(design.complete()[0])[:-1]
    rows = design.rows(np.zeros_like(steps), steps)[:, 0]
    target = history.growth[0, steps + 1] - history.growth[0, steps]
    weight = weights[0, steps]
    scale = np.sqrt(np.average(rows**2, axis=0, weights=weight)) + 1e-9
    seen, root = folds[0, steps + 1] != 2, np.sqrt(weight)
    fits = []
    for penalty in PENALTIES:
        stacked = np.concatenate([(rows / scale * root[:, None])[seen], np.sqrt(penalty) * np.eye(rows.shape[1])])
        fits.append(np.linalg.lstsq(stacked, np.append((target * root)[seen], np.zeros(rows.shape[1])))[0] / scale)
    assert min(np.abs(fit - ridge.coefficients[2, 0]).max() for fit in fits) < 1e-8


def test_folds_are_stretches_that_share_the_time_line(history):
    """Every fold has a quarter of the time line, and equal slots are in equal folds."""
    folds = time_folds(history)
    by_slot = dict(zip(history.slots[0], folds[0], strict=False))
    assert [by_slot[slot] for slot in history.slots[2, 30:90]] == folds[2, 30:].tolist()
    assert np.allclose(np.bincount(folds[0]) / 90, 0.25, atol=0.12)
    assert (np.diff(np.flatnonzero(np.diff(folds[0]))) >= 8).all()


def test_targets_are_the_growth_ahead(history):
    """Target k of a step is the value k steps later, and unknown beyond the end."""
    target = ahead_of(history.growth, history.horizon, beyond=np.nan)
    np.testing.assert_allclose(target[1, 50, 6], history.growth[1, 57], rtol=1e-6)
    assert np.isnan(target[:, -1]).all()


def test_scales_go_on_where_there_are_no_errors():
    """A step without residuals continues with the square root of the horizon, and nothing falls below the floor."""
    residuals = np.full((40, 4), np.nan)
    residuals[:, 0], residuals[:, 1] = 0.3, -0.5
    scale = residual_scale(residuals, np.ones(40), np.zeros(40, int), np.full(1, 0.02))
    np.testing.assert_allclose(scale[0], [0.3, 0.5, 0.5 * np.sqrt(1.5), 0.5 * np.sqrt(2)])
    assert (residual_scale(np.zeros((40, 2)), np.ones(40), np.zeros(40, int), np.full(1, 0.02)) == 0.02).all()


def test_the_floor_of_a_scale_is_half_a_count(make_panel):
    """Half a count at the usual level of a series, but no more than 2 % and no less than float64 can tell apart."""
    panel = make_panel({"A": [3] * 9, "B": [10**6] * 9, "C": [10**15] * 9})
    np.testing.assert_allclose(
        error_floor(panel.scale, series_scaling(history_of(panel, 1))[:, 0]),
        [0.02, 0.5 / (10**6 + 1), 1e-12],
        rtol=1e-9,
    )


def some_examples(rng):
    """Examples of 2 series, 30 steps, 3 ahead, with all members; one step of them is no example."""
    series, step = np.nonzero(np.arange(60).reshape(2, 30) != 46)
    place = np.full((2, 30), -1)
    place[series, step] = np.arange(59)
    targets = rng.normal(size=(59, 3))
    targets[5, 1] = np.nan
    scale = rng.uniform(0.5, 2, size=(ANCHOR_COUNT, 2, 3))
    return Examples(
        inputs=rng.normal(size=(2, 30, 4)).astype(np.float32),
        place=place,
        series=series,
        step=step,
        targets=targets,
        folds=rng.integers(FOLDS, size=(59, 3)).astype(np.int8),
        residuals=(targets - rng.normal(size=(MEMBERS, 59, 3))).astype(np.float32),
        scale=scale,
        panel_scale=scale,
        weights=rng.uniform(0.5, 2, size=(2, 30)),
        lengths=np.full(2, 30),
    )


def test_the_loss_is_the_pinball_loss_of_what_a_member_may_see():
    """Loss and gradient equal a loop over targets, levels and members: the loss of hidden targets, the gradient of others."""
    rng = np.random.default_rng(4)
    examples = some_examples(rng)
    windows, places = Windows(np.array([0, 1]), np.array([29, 20]), 12), np.array([3, 7, 11])
    z = rng.normal(size=(MEMBERS, 3 * 23, 6)).astype(np.float32)
    loss, d_z = held_out_losses(z, examples, windows, places), loss_gradient(z, examples, windows, places)
    for member in range(MEMBERS):
        kind, fold = divmod(member, FOLDS)
        total, hidden, weights, gradient = 0.0, 0.0, 0.0, np.zeros((3, 23, 6))
        for column in range(6):
            place, window = divmod(column, 2)
            series, step = windows.series[window], windows.steps()[window, places[place]]
            example = examples.place[series, step]
            for k in range(3):
                if example < 0 or np.isnan(examples.targets[example, k]):
                    continue
                weight, scale = examples.weights[series, step], examples.scale[kind, series, k]
                mine = examples.folds[example, k] == fold
                hidden, weights = hidden + weight * mine, weights + weight * (not mine)
                for q, tau in enumerate(LEVELS):
                    error = examples.residuals[member, example, k] - scale * z[member, k * 23 + q, column]
                    if mine:
                        total += weight * max(tau * error, (tau - 1) * error) / 23
                    else:
                        gradient[k, q, column] = -weight * scale * (tau if error > 0 else tau - 1) / 23
        np.testing.assert_allclose(loss[member], total / max(hidden, 1e-9), rtol=1e-5)
        np.testing.assert_allclose(d_z[member].reshape(3, 23, 6), gradient / weights, rtol=1e-4, atol=1e-7)


def test_losses_of_targets_by_hand():
    """The mean pinball loss over levels, weighed by the root of the count that the anchors expect, 1 on average."""
    quantiles = np.repeat(np.array([[[0.0], [2.0]], [[2.0], [4.0]]]), len(LEVELS), axis=-1)  # medians 1 and 3
    found = loss_by_target(quantiles, np.array([1.0, 4.0]))
    weight = np.exp([0.5, 1.5]) / np.mean(np.exp([0.5, 1.5]))
    over, under = np.mean(1 - np.array(LEVELS)), np.mean(LEVELS)  # of an error of 1
    np.testing.assert_allclose(found, [[under * weight[0], 2 * under * weight[1]], [over * weight[0], 0]], atol=1e-12)


def test_members_start_as_their_anchor_with_its_usual_errors():
    """Before training, z is the quantiles given, whatever the inputs: the constant unit stands for the bias."""
    quantiles = np.sort(np.random.default_rng(0).normal(size=(2, 3, 23)), axis=-1)
    network = start_network(4, quantiles, seed=np.random.SeedSequence(1))
    network.projection[:, :, 1:] = 0
    z, _ = forward(network, np.random.default_rng(1).normal(size=(30, 4, 5)).astype(np.float32), np.array([29]))
    np.testing.assert_allclose(z, np.repeat(quantiles.reshape(2, -1, 1), 5, axis=2), atol=1e-4)


def test_windows_end_inside_their_series():
    """Windows lie in the history, and short panels are taken whole."""
    rng = np.random.default_rng(0)
    lengths = np.array([50, 200])
    drawn = windows_of(lengths, 200, 60, 40, rng)
    assert (drawn.end < 200).all()
    assert (drawn.end - 59 >= 200 - lengths[drawn.series])[drawn.series == 1].all()
    whole = windows_of(np.array([20, 30]), 30, 40, 48, rng)
    assert whole.series.tolist() == [0, 1]
    assert (whole.end == 29).all()


def test_a_large_panel_is_learned_from_by_windows_of_all_its_series(monkeypatch, make_panel, make_waves):
    """Where not all anchors fit, windows of every series are sampled, longer series by more of them, inside their series."""
    weeks = [200] * 4 + [100] * 7 + [35]  # the last is shorter than a window
    panel = make_panel({f"S{place:02}": make_waves(place, weeks=count) for place, count in enumerate(weeks)})
    history = history_of(panel, 2)
    assert sample_windows(history, 40, np.random.default_rng(0)) is None
    monkeypatch.setattr(training_set, "MAX_VALUES", 32 * MEMBERS * 2 * 30)
    pool = sample_windows(history, 40, np.random.default_rng(0))
    drawn = np.bincount(pool.series, minlength=12)
    assert drawn.sum() == 32
    assert (abs(drawn - 32 * history.lengths / history.lengths.sum()) < 2).all()
    assert (pool.end - 39 >= 200 - np.maximum(history.lengths[pool.series], 40)).all()
    assert (pool.end < 200).all()
    assert len(np.unique(pool.end)) > 20


def test_examples_of_windows_are_those_of_all_places(series, make_panel):
    """The examples in a window's scored part are those that stand there among all, with the same anchors."""
    history = history_of(make_panel(series), 3)
    design = design_of(history, ())
    folds, weights = time_folds(history), np.ones_like(history.growth)
    anchors = fit_laid_out(design, folds, weights)
    inputs = network_inputs(history, series_scaling(history), 0.3)
    every = examples_of(design, anchors, inputs, folds, weights)
    pool = Windows(np.array([0, 2]), np.array([60, 89]), 20)
    some = examples_of(design, anchors, inputs, folds, weights, pool=pool)
    assert np.flatnonzero(some.place[0] >= 0).tolist() == list(range(46, 61))
    assert np.flatnonzero(some.place[2] >= 0).tolist() == list(range(75, 90))
    assert (some.place[1] < 0).all()
    same = every.place[some.series, some.step]
    np.testing.assert_array_equal(some.targets, every.targets[same])
    np.testing.assert_array_equal(some.folds, every.folds[same])
    np.testing.assert_allclose(some.residuals, every.residuals[:, same], rtol=1e-5, atol=1e-7)
    for row, step in ((0, 50), (2, 80)):
        target = history.growth[row, step + 1 : step + 4]
        np.testing.assert_array_equal(some.targets[some.place[row, step]], target)


def test_large_series_and_high_times_count_for_more(history):
    """Weights grow by one power of a series' typical count and another of the count beside it, and are 1 on average in training."""
    smoothed = np.zeros_like(history.growth)
    smoothed[1] = 3  # a series e^3 times as large
    smoothed[0, 40:50], smoothed[0, 50:60] = 2, -2  # a high and a low about the typical count of the first
    weights = raw_weights(history, smoothed)
    assert (weights[~history.exists] == 0).all()
    assert weights[1, -1] / weights[0, -1] == pytest.approx(np.exp(3 * SERIES_POWER))
    assert weights[2, -1] == pytest.approx(weights[0, -1])  # shorter, but of the same typical count
    assert weights[0, 45] / weights[0, -1] == pytest.approx(np.exp(2 * TIME_POWER))
    laid_out = TrainingData.of_panel(history).laid_out(np.arange(len(history.lengths)))
    assert laid_out.weights[history.exists].mean() == pytest.approx(1)


def held_out_normal(spread, count=4000):
    """Forecasts that say N(5, 1) of outcomes that are N(5, spread)."""
    rng = np.random.default_rng(0)
    quantiles = np.array([NormalDist(5, 1).inv_cdf(level) for level in LEVELS])
    return HeldOut(
        np.broadcast_to(quantiles, (ANCHOR_COUNT, count, 23)).copy(),
        rng.normal(5, spread, count),
        *(np.zeros(count, np.int64) for _ in range(3)),
        np.full(count, 60.0),
        rng.integers(4, size=count),
    )


@pytest.mark.parametrize("spread", [0.6, 1.7])
def test_widths_bring_coverage_about(spread):
    """Intervals that are too narrow or too wide cover 50 and 95 % after calibration, on folds it has not seen too."""
    held_out = held_out_normal(spread, count=60_000)
    calibration = calibrate(held_out, np.zeros(1))
    own = final_quantiles(calibration, held_out.quantiles, held_out.record, held_out.ahead)
    for quantiles in (own, crossed_quantiles(held_out, np.zeros(1))):
        for low, high, level in ((6, 16, 0.5), (1, 21, 0.95)):
            inside = (held_out.target >= quantiles[:, low]) & (held_out.target <= quantiles[:, high])
            assert abs(inside.mean() - level) < 0.04


def test_no_target_decides_about_its_own_weights_and_widths():
    """Outcomes of one fold may be anything: its own forecasts stay the same, bit for bit, and those of other folds do not.

    So it is with other targets of the same members, whose own outcomes decide about nothing.
    """
    rng = np.random.default_rng(2)
    held_out = held_out_normal(1.5, count=4000)
    held_out.quantiles[1] += 0.1 * rng.normal(size=(4000, 1))
    mine = held_out.fold == 2
    target = np.where(mine, held_out.quantiles[1, :, 11] + 0.1 * rng.normal(size=4000), held_out.target)
    changed = dataclasses.replace(held_out, target=target)
    before, after = (crossed_quantiles(one, np.zeros(1)) for one in (held_out, changed))
    np.testing.assert_array_equal(before[mine], after[mine])
    for fold in (0, 1, 3):
        assert not np.array_equal(before[held_out.fold == fold], after[held_out.fold == fold])
    some = held_out.take(np.arange(0, 4000, 7))
    unknown = dataclasses.replace(some, target=np.full_like(some.target, np.nan))
    np.testing.assert_array_equal(crossed_quantiles(held_out, np.zeros(1), unknown), before[::7])


def test_weights_fall_steeply_with_the_error():
    """A kind whose held-out pinball loss is twice another's weighs 2^4 times less; kinds alike weigh alike."""
    held_out = held_out_normal(1.0)
    centre = held_out.target[:, None]
    away = held_out.quantiles[0] - 5
    narrow, wide = centre + 0.5 * away, centre + away
    moved = dataclasses.replace(held_out, quantiles=np.stack([narrow, wide, wide]))
    weights = calibrate(moved, np.zeros(1)).weights
    assert weights.sum() == pytest.approx(1)
    assert weights[1] == pytest.approx(weights[2])
    assert weights[0] / weights[1] == pytest.approx(2**4, rel=1e-3)


def test_what_the_kinds_disagree_about_widens_the_intervals():
    """Twice the variance between the kinds' medians is added to that of their mean, up to twice the width."""
    normal = np.array([NormalDist().inv_cdf(level) for level in LEVELS])
    for apart in (0.0, 0.4, 1.0, 30.0):
        kinds = np.stack([normal - apart, normal, normal + apart])[:, None]
        found = blend(kinds, np.array([0.25, 0.5, 0.25]))[0]
        np.testing.assert_allclose(found, normal * min(np.sqrt(1 + 2 * 0.5 * apart**2), 2), atol=1e-9)


def test_few_targets_leave_intervals_wider():
    """With too few held-out targets to learn widths from, intervals are widened, not trusted."""
    few = held_out_normal(1.0, count=40)
    assert (calibrate(few, np.zeros(1)).widths > 1).all()


def test_beyond_all_records_quantiles_rise_slowly_and_without_end():
    """Above its record and what the panel has done, a quantile goes on by a logarithm, in order."""
    plain = Calibration(np.full(ANCHOR_COUNT, 1 / ANCHOR_COUNT), np.ones((2, 2)), np.array([0.7]))
    quantiles = np.broadcast_to(np.linspace(0, 22, 23), (ANCHOR_COUNT, 1, 23))
    found = final_quantiles(plain, quantiles, np.array([4.0]), np.array([0]))[0]
    np.testing.assert_allclose(found[:5], np.arange(5.0), atol=1e-12)
    np.testing.assert_allclose(found[10], 4.7 + np.log1p(2 * (10 - 4.7)) / 2)
    assert (np.diff(found) > 0).all()


def test_a_spike_does_not_take_the_outermost_quantile_anywhere():
    """Above the record, q0.99 is as far above the median as in Student's t with 2 degrees beside q0.975, not further."""
    plain = Calibration(np.full(ANCHOR_COUNT, 1 / ANCHOR_COUNT), np.ones((2, 2)), np.array([30.0]))
    quantiles = 6 + 0.5 * np.array([NormalDist().inv_cdf(level) for level in LEVELS])
    spiked = quantiles.copy()
    spiked[-1] = 30
    high = LEVELS.index(0.975)
    student = 6.964557 / 4.302653  # of the 0.99 and the 0.975 quantile, from tables
    for record, expected in ((7.0, 6 + student * (quantiles[high] - 6)), (20.0, 20.0), (31.0, 30.0)):
        given = np.broadcast_to(spiked, (ANCHOR_COUNT, 1, 23))
        found = final_quantiles(plain, given, np.array([record]), np.array([0]))[0]
        np.testing.assert_allclose(found[:-1], quantiles[:-1], rtol=1e-12)
        assert found[-1] == pytest.approx(expected, rel=1e-6)
    normal = final_quantiles(plain, np.broadcast_to(quantiles, (ANCHOR_COUNT, 1, 23)), np.array([1.0]), np.array([0]))
    np.testing.assert_allclose(normal[0], quantiles, rtol=1e-12)


def test_the_record_ceiling_is_the_highest_jump_over_a_record(history):
    """The ceiling equals a loop over every step of every series."""
    highest = np.full(8, np.log(2))
    for row in range(3):
        g = history.growth[row][~np.isnan(history.growth[row])]
        for step in range(8, len(g)):
            for k in range(1, min(9, len(g) - step)):
                highest[k - 1] = max(highest[k - 1], g[step + k] - g[: step + 1].max())
    np.testing.assert_allclose(record_ceiling(history), np.maximum.accumulate(highest), rtol=1e-6)


def test_counts_come_back_whole_and_never_negative():
    """Growth units go back to the nearest count, floored at 0 and finite."""
    assert COUNTS.values_of(np.array([-3.0, 0.0, np.log(4.4), np.log(4.6), 1e9])).tolist()[:4] == [0, 0, 3, 4]
    assert not np.signbit(COUNTS.values_of(np.array([-3.0, -0.2, -0.0, 0.3]))).any()  # no count is written as -0
    largest = COUNTS.values_of(np.array([43.0, 43.7, 60.0, 1e9]))
    assert largest[0] == np.rint(np.expm1(43.0))
    assert [int(count) for count in largest[1:]] == [2**63 - 1024] * 3  # the largest float64 below 2^63


def test_series_scaling_has_a_floor(make_panel):
    """A series that does not move is measured by the floor, not by nothing."""
    history = history_of(make_panel({"A": [5] * 12}), 2)
    np.testing.assert_allclose(series_scaling(history)[0], [np.log(6), 0.3])
