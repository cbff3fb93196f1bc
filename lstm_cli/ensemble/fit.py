"""Fit an ensemble to a panel: anchors, members, calibration; everything that is decided is decided out of fold."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.anchors.anchor_set import AnchorSet, fit_anchors
from lstm_cli.anchors.design_matrix import design_of, seasonal_lags
from lstm_cli.ensemble.calibration import (
    Calibration,
    as_they_are,
    calibrate,
    crossed_quantiles,
    final_quantiles,
    record_ceiling,
)
from lstm_cli.ensemble.chance import Stream, stream
from lstm_cli.ensemble.from_prior import members_from_prior
from lstm_cli.ensemble.from_scratch import members_from_scratch
from lstm_cli.ensemble.members import Members
from lstm_cli.ensemble.units import AnchorUnits
from lstm_cli.features.folds import example_weights, fold_bounds, fold_of
from lstm_cli.features.history import History
from lstm_cli.options import Cell, Gates

__all__ = ["Fitted", "fit", "has_prior"]


@dataclass(frozen=True, slots=True)
class Fitted:
    """What training found: the anchors, the members, and how they become a forecast; lags: seasons among the regressors."""

    anchors: AnchorSet
    members: Members
    lags: tuple[int, ...]
    calibration: Calibration

    def held_out_quantiles(self) -> Floats:
        """Return the forecasts of the held-out targets, (L, Q) in growth units, by settings that have not seen them."""
        held_out = self.members.held_out
        if self.members.calibrated:
            return crossed_quantiles(held_out, self.calibration.ceiling)
        return final_quantiles(self.calibration, held_out.quantiles, held_out.record, held_out.ahead)


def has_prior(cell: Cell, gates: Gates) -> bool:
    """Whether members can start from the prior, which is an LSTM whose gates are not sampled."""
    return cell is Cell.LSTM and gates is Gates.EXPECTED


def fit(
    history: History,
    *,
    seed: int,
    report: Callable[[int, int, str], None],
    cell: Cell = Cell.LSTM,
    gates: Gates = Gates.EXPECTED,
    lags: tuple[int, ...] | None = None,
    effort: float = 1.0,
) -> Fitted:
    """Fit everything to a history whose calendar reaches as far ahead as the horizon.

    lags: the seasonal lags, left out those that the history is long enough for; effort: share of the usual updates.
    """
    lags = seasonal_lags(history) if lags is None else lags
    design = design_of(history, lags)
    bounds, slots = fold_bounds(history, history.horizon), history.slots[:, : history.steps]
    folds = fold_of(bounds, slots)
    weights = example_weights(history, design.smoothed[1])
    anchors = fit_anchors(design, folds, weights, rng=np.random.default_rng(stream(seed, Stream.ROWS)))
    if has_prior(cell, gates):
        members = members_from_prior(
            design,
            anchors,
            AnchorUnits(bounds, int(slots.max())),
            folds=folds,
            weights=weights,
            rng=np.random.default_rng(stream(seed, Stream.TRAIN)),
            report=report,
            effort=effort,
        )
    else:
        members = members_from_scratch(
            design,
            anchors,
            folds=folds,
            weights=weights,
            seed=seed,
            report=report,
            cell=cell,
            gates=gates,
            effort=effort,
        )
    ceiling = record_ceiling(history)
    calibration = calibrate(members.held_out, ceiling) if members.calibrated else as_they_are(ceiling)
    return Fitted(anchors, members, lags, calibration)
