"""Ratios of pairs of models on common tasks, and their geometric means, against numbers computed by hand."""

import numpy as np
import pytest

from lstm_cli.metrics.pairwise import common_counts, relative_skill, score_ratios

NAN = float("nan")
# Four tasks, three models; B lacks the last task, C the first.
SCORES = np.array([[2.0, 4.0, NAN], [6.0, 4.0, 3.0], [1.0, 8.0, 5.0], [3.0, NAN, 8.0]])


def test_ratios_by_hand():
    """A and B share three tasks (9 over 16), A and C three others (10 over 16), B and C two (12 over 8)."""
    expected = [[1, 9 / 16, 10 / 16], [16 / 9, 1, 12 / 8], [16 / 10, 8 / 12, 1]]
    np.testing.assert_allclose(score_ratios(SCORES), expected, rtol=1e-12)
    assert common_counts(SCORES).tolist() == [[4, 3, 3], [3, 3, 2], [3, 2, 3]]


def test_relative_skill_by_hand():
    """Theta is the geometric mean of all ratios of a model, the 1 with itself among them, as scoringutils has it.

    With C as the baseline: A (9/16 · 10/16)^⅓ over (16/10 · 8/12)^⅓ is 0.6908, B (16/9 · 12/8)^⅓ over the same 1.3572.
    """
    theta = relative_skill(score_ratios(SCORES))
    assert theta == pytest.approx([0.7058, 1.3867, 1.0217], abs=1e-4)
    assert theta / theta[2] == pytest.approx([0.6908, 1.3572, 1], abs=1e-4)


def test_a_single_model_beside_a_baseline_has_their_ratio():
    """With two, theta over theta of the baseline is the plain ratio."""
    theta = relative_skill(score_ratios(SCORES[:, :2]))
    assert theta[0] / theta[1] == pytest.approx(9 / 16)


def test_ratios_without_gaps_are_those_of_means():
    """Where all models have all tasks, skill over the baseline's is the ratio of mean scores."""
    scores = np.random.default_rng(3).gamma(2.0, size=(50, 5))
    theta = relative_skill(score_ratios(scores))
    np.testing.assert_allclose(theta / theta[4], scores.mean(axis=0) / scores[:, 4].mean(), rtol=1e-12)


def test_pairs_against_a_loop():
    """A loop over pairs and tasks gives the same, whatever is missing."""
    rng = np.random.default_rng(4)
    scores = np.where(rng.random((40, 6)) < 0.4, NAN, rng.gamma(2.0, size=(40, 6)))
    ratios = score_ratios(scores)
    for i in range(6):
        for j in range(6):
            both = [(row[i], row[j]) for row in scores if not np.isnan(row[[i, j]]).any()]
            assert ratios[i, j] == pytest.approx(sum(a for a, _ in both) / sum(b for _, b in both))


def test_what_cannot_be_compared():
    """Models without a common task, or without any error, have no ratio; one without any has no skill."""
    apart = np.array([[1.0, NAN, 2.0], [NAN, 3.0, NAN]])
    ratios = score_ratios(apart)
    assert np.isnan(ratios[0, 1])
    assert ratios[0, 2] == 0.5
    assert np.isnan(relative_skill(ratios)).tolist() == [False, True, False]
    assert np.isnan(relative_skill(ratios[:2, :2])).all()
    assert relative_skill(ratios[:1, :1]).tolist() == [1]  # a baseline on its own
    perfect = score_ratios(np.array([[0.0, 2.0], [0.0, 1.0]]))
    assert np.isnan(perfect[[0, 1], [1, 0]]).all()
    assert np.diag(perfect).tolist() == [1, 1]
