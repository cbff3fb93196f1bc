"""Tuning of a projection: what it learns, from what, and for how long."""

import dataclasses

import numpy as np
import pytest

from lstm_cli.ensemble import tuning
from lstm_cli.ensemble.tuning import TuningExamples, tune
from lstm_cli.features.folds import FOLDS
from lstm_cli.options import LEVELS
from lstm_cli.prior.weights import USUAL_UNITS

KNOTS, HIDDEN, PLACES = 2, 3, 800
CONSTANT = 0.7  # what the first hidden unit always is


@pytest.fixture
def start():
    """Give a projection whose outputs are the quantiles of normal errors, whatever is read."""
    projection = np.zeros((KNOTS * len(LEVELS), HIDDEN), np.float32)
    projection[:, 0] = np.tile(USUAL_UNITS, KNOTS) / CONSTANT
    return projection


def examples(shift, *, seed=0):
    """Draw targets about ``shift`` (hidden, folds): units (P, J) of normal errors, a tenth of them unknown."""
    rng = np.random.default_rng(seed)
    hidden = rng.normal(size=(PLACES, HIDDEN)).astype(np.float32)
    hidden[:, 0] = CONSTANT
    folds = np.stack([np.arange(PLACES) // 50 % FOLDS, (np.arange(PLACES) + 7) // 50 % FOLDS], axis=1)
    units = shift(hidden, folds) + rng.normal(0, 1.25, (PLACES, KNOTS))
    units[rng.random(units.shape) < 0.1] = np.nan
    weights = rng.uniform(0.2, 2, units.shape).astype(np.float32)
    return TuningExamples(hidden, units.astype(np.float32), weights, folds.astype(np.int8))


def held_out_loss(projection, data, fold):
    """Return the weighted mean pinball loss of the targets inside a fold, one at a time."""
    total = weight = 0.0
    for place in range(len(data.hidden)):
        for knot in np.flatnonzero((data.folds[place] == fold) & ~np.isnan(data.units[place])):
            z = projection.reshape(KNOTS, len(LEVELS), -1)[knot].astype(float) @ data.hidden[place].astype(float)
            away = data.units[place, knot] - z
            loss = np.mean([max(tau * e, (tau - 1) * e) for tau, e in zip(LEVELS, away, strict=True)])
            total += data.weights[place, knot] * loss
            weight += data.weights[place, knot]
    return total / weight


def test_a_known_shift_is_learned(start):
    """Where targets are shifted by what hidden units say, each fold's held-out loss falls, and tune tells by how much."""
    data = examples(lambda hidden, _: 1.0 + 0.5 * hidden[:, 1:2])
    projections, best_at, share = tune(start, data, rng=np.random.default_rng(1))
    before = np.array([held_out_loss(start, data, fold) for fold in range(FOLDS)])
    after = np.array([held_out_loss(projections[fold], data, fold) for fold in range(FOLDS)])
    assert best_at > 0
    assert (after < 0.9 * before).all()
    assert share == pytest.approx((after / before).mean(), rel=1e-4)


def test_the_start_is_kept_where_what_is_learned_misleads(start):
    """Folds of which each is the opposite of the others on the whole: no update helps, and the start comes back."""
    data = examples(lambda _, folds: np.where(folds < 2, 1.5, -1.5))
    projections, best_at, share = tune(start, data, rng=np.random.default_rng(1))
    assert (best_at, share) == (0, 1)
    np.testing.assert_array_equal(projections, np.broadcast_to(start, projections.shape))


def test_the_start_is_kept_where_there_is_nothing_to_learn_from(start):
    """All targets of one fold: it has nothing to learn from, and the others nothing to be judged by."""
    data = dataclasses.replace(examples(lambda *_: 1.0), folds=np.zeros((PLACES, KNOTS), np.int8))
    projections, best_at, share = tune(start, data, rng=np.random.default_rng(1))
    assert (best_at, share) == (0, 1)
    np.testing.assert_array_equal(projections, np.broadcast_to(start, projections.shape))


def test_the_gradient_is_that_of_finite_differences(start):
    """A nudge of any weight changes the loss by what the gradient says; unknown targets and others' folds do not count."""
    data = examples(lambda hidden, _: hidden[:, 1:2])
    precise = TuningExamples(
        data.hidden.astype(float), data.units.astype(float), data.weights.astype(float), data.folds
    ).take(np.arange(60))
    counts = precise.of_fold(0, inside=False)
    assert 0 < counts.sum() < counts.size - np.isnan(precise.units).sum()
    projection = start + np.random.default_rng(3).normal(0, 0.3, start.shape)
    gradient = tuning._gradient(projection, precise, counts)
    assert precise.loss(projection, ~counts & (precise.folds == 0) & ~np.isnan(precise.units)) == pytest.approx(
        held_out_loss(projection, precise, 0), rel=1e-5
    )
    for at in np.ndindex(projection.shape):
        sides = []
        for nudge in (-1e-7, 1e-7):
            moved = projection.copy()
            moved[at] += nudge
            sides.append(precise.loss(moved, counts))
        assert gradient[at] == pytest.approx((sides[1] - sides[0]) / 2e-7, rel=1e-4, abs=1e-6)


def test_a_fold_looks_at_its_own_targets_only_to_decide_how_long(start):
    """With other targets inside the fold the projections at every look are the same, bit for bit; the losses are not."""
    data = examples(lambda hidden, _: 0.8 + hidden[:, 1:2])
    inside = data.folds == 1
    other = dataclasses.replace(data, units=np.where(inside, 3 - 2 * data.units, data.units))
    outside = dataclasses.replace(data, units=np.where(inside, data.units, 3 - 2 * data.units))
    looks, again, moved = (
        tuning._tuned(start, one, 1, rng=np.random.default_rng(5), updates=40) for one in (data, other, outside)
    )
    assert len(looks) == 40 // tuning.EVERY + 1
    for (mine, loss), (same, other_loss) in zip(looks, again, strict=True):
        np.testing.assert_array_equal(mine, same)
        assert loss != other_loss
    assert not np.array_equal(looks[-1][0], moved[-1][0])
    assert looks[0][1] == moved[0][1]


def test_the_projection_is_pulled_back_to_the_start(start, monkeypatch):
    """With a strong pull the projection hardly leaves the prior's."""
    data = examples(lambda *_: 2.0)
    free = tuning._tuned(start, data, 0, rng=np.random.default_rng(5), updates=50)[-1][0]
    monkeypatch.setattr(tuning, "PULL", 90.0)
    held = tuning._tuned(start, data, 0, rng=np.random.default_rng(5), updates=50)[-1][0]
    assert np.abs(held - start).max() < 0.2 * np.abs(free - start).max()
