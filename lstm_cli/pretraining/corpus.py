"""Examples from simulated panels: the inputs of a network at each step, and the outcomes in units of error.

Each panel is used with two of its three anchors. In half of the panels, anchors are fitted to the first part and outcomes
come after it, as when a trained model forecasts; in the others, anchors are fitted to all counts, and each outcome is
compared with the fit that has not seen it, as in tuning on a panel.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Floats, Ints
from lstm_cli.anchors.anchor_set import ANCHOR_COUNT, fit_anchors
from lstm_cli.anchors.design_matrix import design_of
from lstm_cli.anchors.out_of_fold import out_of_fold
from lstm_cli.anchors.training_data import TrainingData
from lstm_cli.features.anchor_errors import KNOTS, MAX_UNIT, anchor_errors, knots_of
from lstm_cli.features.anchor_inputs import anchor_inputs
from lstm_cli.features.folds import UNSEEN, time_folds
from lstm_cli.features.panel_means import panel_means
from lstm_cli.pretraining.panels import SimulatedPanel, simulate_panel

__all__ = ["Sequence", "sequences", "sequences_of_panel"]

ANCHORS_USED: Final = 2
MAX_SERIES: Final = 16  # of a panel; more series add little
FIRST_PART: Final = (0.35, 0.8)  # of the steps
MIN_PART: Final = 8  # steps
WARM_UP: Final = 0.25  # of the steps, if anchors are fitted to all
MIN_KNOWN: Final = 4  # steps of a series before it is forecast


@dataclass(frozen=True, slots=True)
class Sequence:
    """One series with one anchor: inputs (T, D) and outcomes (T, 15) in units, NaN where not scored, both float16."""

    inputs: NDArray[np.float16]
    units: NDArray[np.float16]
    panel: int


def sequences(seed: int, panels: range) -> Iterator[Sequence]:
    """Yield the sequences of some of the panels of a seed."""
    for number in panels:
        rng = np.random.default_rng([seed, number])
        yield from sequences_of_panel(simulate_panel(rng), number, rng)


def sequences_of_panel(panel: SimulatedPanel, number: int, rng: np.random.Generator) -> Iterator[Sequence]:
    """Yield each series of a panel with two of its anchors."""
    steps = panel.counts.shape[1]
    fitted_steps = steps
    if rng.random() < 0.5:  # half of the panels are forecast beyond what anchors were fitted to
        fitted_steps = max(int(steps * rng.uniform(*FIRST_PART)), MIN_PART)
    panel = panel.begun_by(fitted_steps, MIN_KNOWN)
    if len(panel.counts) > MAX_SERIES:
        panel = panel.take(np.sort(rng.choice(len(panel.counts), MAX_SERIES, replace=False)))
    if not len(panel.counts):
        return
    history, past = panel.history(steps), panel.history(fitted_steps)
    data = TrainingData.of_panel(past)
    anchors = fit_anchors(data, rng=rng)
    which = np.sort(rng.choice(ANCHOR_COUNT, ANCHORS_USED, replace=False))
    knots = knots_of(panel.horizon)
    folds = np.full(history.growth.shape, UNSEEN)
    folds[:, :fitted_steps] = time_folds(past)
    made = out_of_fold(anchors, design_of(history, data.lags), folds, knots)[which]
    errors = anchor_errors(history, made, knots)
    means = panel_means([(history, errors)], len(panel.counts))
    inputs = anchor_inputs(history, made, errors, knots=knots, lags=data.lags, means=means).astype(np.float16)
    units = _units(history.growth, made, errors.scale, knots)
    first = fitted_steps - 1 if fitted_steps < steps else int(steps * WARM_UP)
    units[:, :, :first] = np.nan
    for anchor in range(len(which)):
        for series, exists in enumerate(history.exists):
            yield Sequence(inputs[anchor, series, exists], units[anchor, series, exists], number)


def _units(growth: Floats, anchors: Floats, scale: Floats, knots: Ints) -> NDArray[np.float16]:
    """Return (g - a)/s at those `KNOTS` that are among the knots of the panel, (A, N, T, 15), NaN where unknown."""
    units = np.full((*anchors.shape[:3], len(KNOTS)), np.nan, np.float16)
    for place, ahead in enumerate(knots):
        if ahead in KNOTS and ahead < growth.shape[1]:
            gap = growth[None, :, ahead:] - anchors[:, :, :-ahead, place]
            units[:, :, :-ahead, KNOTS.index(ahead)] = np.clip(gap / scale[:, :, :-ahead, place], -MAX_UNIT, MAX_UNIT)
    return units
