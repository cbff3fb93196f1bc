"""A rehearsal knows nothing of what it forecasts."""

import numpy as np
import pytest

from lstm_cli.ensemble.calibration import MIN_EXAMPLES
from lstm_cli.ensemble.fit import fit
from lstm_cli.evaluation.rehearsal import rehearse
from lstm_cli.features.history import history_of
from lstm_cli.options import Cell, Gates
from lstm_cli.panel.slicing import cut_panel

pytestmark = pytest.mark.slow

HORIZON = 3


@pytest.fixture(scope="module")
def panel(series, make_panel):
    """Give three areas, the last of which begins later."""
    return make_panel(series)


def fitted_to(panel, cell=Cell.LSTM, gates=Gates.EXPECTED):
    """Fit three weeks ahead, without training: a rehearsal asks only what was held out."""
    return fit(history_of(panel, HORIZON), seed=1, report=lambda *_: None, cell=cell, gates=gates, effort=0)


def rehearsed(panel, fitted, gates=Gates.EXPECTED):
    """Rehearse three weeks ahead."""
    return rehearse(panel, history_of(panel, HORIZON), fitted, seed=1, gates=gates)


@pytest.mark.parametrize(
    ("cell", "gates"), [(Cell.LSTM, Gates.EXPECTED), (Cell.CEC, Gates.EXPECTED), (Cell.LSTM, Gates.STOCHASTIC)]
)
def test_what_came_changes_no_forecast_of_it(series, panel, make_panel, cell, gates):
    """With other counts after the first origin its forecasts are the same, bit for bit; later origins see the counts.

    The targets are the newest that training holds out: two horizons of them, or a sixth if that is more.
    """
    history = history_of(panel, HORIZON)
    fitted = fitted_to(panel, cell, gates)
    held_out = fitted.members.held_out
    origin = history.slots[held_out.series, held_out.step]
    slot = origin + 1 + held_out.ahead
    cut = int(slot.max()) - max(2 * HORIZON, int(slot.max() + 1 - slot.min()) // 6)
    other = make_panel(
        {name: [*counts[: cut + 1 - one.start], *(3 * count + 1 for count in counts[cut + 1 - one.start :])]
         for (name, counts), one in zip(series.items(), panel.series, strict=True)}
    )  # fmt: skip
    first, again = rehearsed(panel, fitted, gates), rehearsed(other, fitted, gates)
    assert first.which.tolist() == again.which.tolist() == np.flatnonzero(origin >= cut).tolist()
    whence = origin[first.which]
    assert np.array_equal(first.quantiles[whence == cut], again.quantiles[whence == cut])
    assert (whence == cut).any()
    assert not np.array_equal(first.quantiles[whence > cut], again.quantiles[whence > cut])
    assert (np.diff(first.quantiles, axis=1) >= 0).all()


def test_too_little_to_rehearse_with(panel):
    """Where fewer than eight counts come before, there is none."""
    short = cut_panel(panel, 12)
    fitted = fitted_to(short)
    assert len(fitted.members.held_out.target) >= MIN_EXAMPLES
    assert rehearsed(short, fitted) is None
