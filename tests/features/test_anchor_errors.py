"""Running errors of anchors against a loop over steps, and knots."""

import numpy as np
import pytest

from lstm_cli.features.anchor_errors import anchor_errors, knots_of, spread_over_steps
from lstm_cli.features.history import history_of

KNOTS = np.array([1, 2, 4])


@pytest.fixture
def history(make_panel, make_waves):
    """Give two series, one of which begins later, with gaps."""
    counts = make_waves(3, weeks=40, size=9)
    late = [None] * 25 + make_waves(5, weeks=15, size=400)
    return history_of(
        make_panel({"A": [None if week in {7, 8, 30} else c for week, c in enumerate(counts)], "B": late}), 4
    )


@pytest.fixture
def anchors(history):
    """Give four anchors: the level, the level with something random added, what comes, and that with a small error."""
    level = np.repeat(history.level[..., None], len(KNOTS), axis=-1)
    right = level.copy()
    for place, ahead in enumerate(KNOTS):
        right[:, :-ahead, place] = level[:, ahead:, 0]
    return np.stack([level, level + np.random.default_rng(1).normal(0, 0.3, level.shape), right, right + 0.003])


def of_one(growth, made, level, ahead):
    """Return scale, bias and fine scale of one anchor in one series, step by step: errors as they become known."""
    total = weight = bias = 0.0
    ones_total = ones_weight = 0.0
    largest = ones_largest = 0.0
    left = ones_left = 1.0  # of what is expected
    for step in range(len(growth)):
        for back, first in ((1, True), (ahead, False)):
            if step >= back and not np.isnan(growth[step]):
                error = growth[step] - made[1 if first else ahead][step - back]
                if first:
                    ones_largest = max(ones_largest, abs(error))
                    ones_total, ones_weight, ones_left = (
                        0.98 * ones_total + abs(error),
                        0.98 * ones_weight + 1,
                        0.7 * ones_left,
                    )
                else:
                    largest = max(largest, abs(error))
                    total, weight = 0.98 * total + abs(error), 0.98 * weight + 1
                    bias, left = 0.9 * bias + 0.1 * error, 0.7 * left
        noise = max(0.8 / np.sqrt(np.exp(level[step])), 0.15)
        usual = (ones_total + 3 * noise) / (ones_weight + 3) * ahead**0.35
        scale = max((total + 4 * usual) / (weight + 4), 0.02)
        half = min(0.5 / np.exp(level[step]), 0.02)
        expected = min(noise, 4 * ones_largest) if ones_largest > half else noise
        faded = (ones_total + ones_left * 3 * expected) / (ones_weight + ones_left * 3) * ahead**0.35
        fine = max((total + left * 4 * faded) / (weight + left * 4), half)
        enough = 0.7 ** (4 if largest > half else 10)  # errors
        yield scale, bias, fine if left < 1.01 * enough else scale


def test_errors_are_those_of_a_loop(history, anchors):
    """Scale, bias, the fine scale and the newest error at every step, over gaps and from a series' first count on."""
    found = anchor_errors(history, anchors, KNOTS)
    for which, of_anchor in enumerate(anchors):
        for row, length in enumerate(history.lengths):
            first = history.steps - length
            growth = history.growth[row, first:]
            made = {k: of_anchor[row, first:, place] for place, k in enumerate(KNOTS.tolist())}
            for place, ahead in enumerate(KNOTS.tolist()):
                loop = list(of_one(growth, made, history.level[row, first:], ahead))
                scale, bias, fine = np.array(loop).T
                np.testing.assert_allclose(found.scale[which, row, first:, place], scale, rtol=1e-9)
                np.testing.assert_allclose(found.bias[which, row, first:, place], bias, atol=1e-12)
                np.testing.assert_allclose(found.fine[which, row, first:, place], fine, rtol=1e-9)
            newest = [np.nan, *(growth[1:] - made[1][:-1])]
            np.testing.assert_allclose(found.last[which, row, first:], np.nan_to_num(newest), atol=1e-12)


def test_levels_are_measured_in_steps_where_errors_are_fine(make_panel):
    """In the mean absolute step so far, at least the fine error and at most that with its floor; elsewhere in the error."""
    slow = np.rint(1e6 * np.exp(np.cumsum(np.random.default_rng(2).normal(0, 0.01, 40)))).astype(int).tolist()
    history = history_of(make_panel({"A": [*slow[:20], None, *slow[21:]], "B": slow[25:]}), 4)
    level = np.repeat(history.level[..., None], len(KNOTS), axis=-1)
    anchors = np.stack([level + 0.1, np.roll(level, -1, axis=1) + 0.003])
    before = anchor_errors(history, anchors, KNOTS)
    after = before.in_fine_units(history)
    fine = before.fine[..., 0] < 0.02
    assert fine[1].any()
    assert not fine[0, :, -10:].any()
    np.testing.assert_array_equal(before.level_unit, before.scale[..., 0])
    np.testing.assert_array_equal(after.scale, np.where(before.fine < 0.02, before.fine, before.scale))
    np.testing.assert_array_equal(after.level_unit[~fine], before.scale[..., 0][~fine])
    for row, length in enumerate(history.lengths):
        growth, level = history.growth[row, -length:], history.level[row, -length:]
        steps = np.abs(np.diff(level, prepend=level[0]))
        for step in range(length):
            known = ~np.isnan(growth[: step + 1])
            mean = steps[: step + 1][known].mean()  # fewer than 50 counts weigh the same
            for which in np.flatnonzero(fine[:, row, step - length]):
                bounds = after.scale[which, row, step - length, 0], before.scale[which, row, step - length, 0]
                np.testing.assert_allclose(
                    after.level_unit[which, row, step - length], np.clip(mean, *bounds), rtol=1e-9
                )


def test_errors_that_are_nowhere_fine_stay_what_they_are(history):
    """Nothing is computed for counts with usual errors."""
    before = anchor_errors(history, history.level[None, ..., None] + np.full(len(KNOTS), 0.5), KNOTS)
    assert before.fine.min() >= 0.02
    assert before.in_fine_units(history) is before


def test_errors_are_known_when_their_target_is(history, anchors):
    """Counts and anchors after a step change nothing at it; the count at the step itself does."""
    cut = 33
    before = anchor_errors(history, anchors, KNOTS)
    history.growth[:, cut + 1 :] += 1
    history.level[:, cut + 1 :] += 1
    anchors[:, :, cut + 1 :] -= 2
    after = anchor_errors(history, anchors, KNOTS)
    for name in ("scale", "fine", "bias", "last"):
        one, other = getattr(before, name), getattr(after, name)
        np.testing.assert_array_equal(one[:, :, : cut + 1], other[:, :, : cut + 1])
        assert not np.array_equal(one[:, :, cut + 1], other[:, :, cut + 1])


@pytest.mark.parametrize(
    ("horizon", "knots"),
    [(1, [1]), (4, [1, 2, 3, 4]), (8, [1, 2, 3, 4, 5, 6, 8]), (9, [1, 2, 3, 4, 5, 6, 8, 9]),
     (200, [1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 24, 28, 36, 48, 96, 192, 200])],
)  # fmt: skip
def test_knots_end_at_the_horizon(horizon, knots):
    """Knots are dense at first and reach the horizon; values between them are interpolated."""
    assert knots_of(horizon).tolist() == knots
    values = np.sqrt(knots)
    found = spread_over_steps(knots_of(horizon), horizon) @ values
    np.testing.assert_allclose(found, np.interp(range(1, horizon + 1), knots, values), rtol=1e-12)
