"""Forecast known targets, held out or later than training, with trained members of any units."""

from collections.abc import Callable

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.anchors.anchor_set import ANCHOR_COUNT, AnchorSet
from lstm_cli.anchors.design_matrix import Design, design_of
from lstm_cli.ensemble.held_out import HeldOut, outputs
from lstm_cli.ensemble.members import Members, member_quantiles
from lstm_cli.ensemble.windows import Windows
from lstm_cli.features.histories import Histories
from lstm_cli.options import Gates

__all__ = ["target_quantiles"]


def target_quantiles(
    members: Members,
    anchors: AnchorSet,
    history: Histories,
    lags: tuple[int, ...],
    targets: HeldOut,
    *,
    unseen: Ints | None = None,
    rng: np.random.Generator,
    gates: Gates = Gates.EXPECTED,
    design: Callable[[Ints], Design] | None = None,
) -> Floats:
    """Return the quantiles (A, L, Q) of targets in growth units, by the members of each anchor.

    history: the series of the members' units, in their order; lags: seasonal lags among the regressors; unseen (L,): the
    fold whose members alone forecast each target, None to average all members of an anchor; design: a function that returns
    the regressors of some series, if they may have been computed already.
    """
    horizon = history.horizon
    (series, step), which = np.unique(np.stack([targets.series, targets.step]), axis=1, return_inverse=True)
    rows, place = np.unique(series, return_inverse=True)
    regressors = design_of(history.take(rows), lags) if design is None else design(rows)
    made = anchors.of_series(rows).at(regressors, place, step)  # (A, F, w, K)
    bound = members.units.bind(history, rows, anchors=anchors, lags=lags)
    view, windows = bound.view(np.arange(len(rows))), Windows(place, step, members.length)
    scales = view.scale_at(place, step, horizon)
    which = which.reshape(-1)
    quantiles = np.empty((ANCHOR_COUNT, len(which), targets.quantiles.shape[2]))
    for part, z in outputs(members.network, view, windows, horizon=horizon, rng=rng, gates=gates):
        by_fold = member_quantiles(z, made[:, :, part], scales[:, part])
        here = np.flatnonzero((which >= part.start) & (which < part.stop))
        window, ahead = which[here] - part.start, targets.ahead[here]
        if unseen is None:
            quantiles[:, here] = by_fold.mean(axis=1)[:, window, ahead]
        else:
            quantiles[:, here] = by_fold[:, unseen[here], window, ahead]
    return quantiles
