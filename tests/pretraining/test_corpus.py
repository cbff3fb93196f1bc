"""Examples from simulated panels: outcomes in units of errors, and only where they may be learned from."""

import numpy as np
import pytest

from lstm_cli.features.anchor_errors import KNOTS
from lstm_cli.features.anchor_inputs import WIDTH
from lstm_cli.pretraining import corpus
from lstm_cli.pretraining.corpus import sequences, sequences_of_panel
from lstm_cli.pretraining.panels import simulate_panel


def test_sequences_are_of_two_anchors_and_have_their_shapes():
    """Inputs (T, D) and units (T, 15) in half precision, every series twice."""
    found = list(sequences(4, range(3)))
    assert {sequence.panel for sequence in found} <= {0, 1, 2}
    for number in {sequence.panel for sequence in found}:
        assert sum(sequence.panel == number for sequence in found) % 2 == 0
    for sequence in found:
        assert sequence.inputs.shape == (len(sequence.units), WIDTH)
        assert sequence.units.shape[1] == len(KNOTS)
        assert np.isfinite(sequence.inputs).all()
        assert sequence.inputs.dtype == sequence.units.dtype == np.float16


def test_the_same_seed_gives_the_same_examples_in_any_order():
    """A panel's examples depend on the seed and its number alone."""
    together = [sequence for sequence in sequences(4, range(5, 8)) if sequence.panel == 7]
    alone = list(sequences(4, range(7, 8)))
    assert len(together) == len(alone) > 0
    for one, other in zip(together, alone, strict=True):
        np.testing.assert_array_equal(one.inputs, other.inputs)
        np.testing.assert_array_equal(one.units, other.units)


@pytest.mark.parametrize("number", range(40, 52))
def test_outcomes_come_after_what_anchors_were_fitted_to(number, monkeypatch):
    """Where anchors are fitted to the first part, no outcome inside that part is scored."""
    fitted_to = []
    whole = corpus.fit_anchors

    def fit(data, *, rng):
        fitted_to.append(data.history.steps)
        return whole(data, rng=rng)

    monkeypatch.setattr(corpus, "fit_anchors", fit)
    rng = np.random.default_rng([4, number])
    panel = simulate_panel(rng)
    found = list(sequences_of_panel(panel, number, rng))
    steps = panel.counts.shape[1]
    for sequence in found:
        first = fitted_to[0] - 1 if fitted_to[0] < steps else int(steps * corpus.WARM_UP)
        begin = steps - len(sequence.units)
        assert np.isnan(sequence.units[: max(first - begin, 0)]).all()
