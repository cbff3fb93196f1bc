"""A rehearsal: the newest counts forecast by a smaller training that ends before them.

Held-out forecasts of training come from networks that learned from what came after. A rehearsal measures what that was
worth on counts that both forecast: all its settings, anchors, scales and widths come from before the cut.
"""

from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.anchors.anchor_set import MEMBERS
from lstm_cli.ensemble.at_places import target_quantiles
from lstm_cli.ensemble.calibration import MIN_EXAMPLES, final_quantiles
from lstm_cli.ensemble.chance import Stream, stream
from lstm_cli.ensemble.combination import combined
from lstm_cli.ensemble.fit import Fitted, fit, silent
from lstm_cli.ensemble.held_out import HeldOut
from lstm_cli.features.histories import Histories, histories_of
from lstm_cli.options import MIN_POINTS, Gates
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import begun_at, cut_panel

__all__ = ["Rehearsal", "rehearse"]

EFFORT: Final = 0.375  # of the usual updates; a quarter costs 2 to 3 % of error on short panels
MIN_HORIZONS: Final = 2  # that are rehearsed
SHARE: Final = 6  # of what was held out a sixth, if that is more; a quarter would leave two seasons of three to learn
MAX_VALUES: Final = 6_000_000  # anchors held in memory at once; of a larger panel some series rehearse for all


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Forecasts of the newest l held-out targets by a training that ends before them.

    which (l,): which of the held-out targets of the training; quantiles (l, Q): in growth units.
    """

    which: Ints
    quantiles: Floats


def rehearse(
    panel: Panel, history: Histories, fitted: Fitted, *, seed: int, gates: Gates, executor: Executor | None = None
) -> Rehearsal | None:
    """Forecast the newest held-out targets of a training again; None where too little comes before them.

    history, fitted, seed and gates are those of the training.
    """
    held_out = fitted.members.held_out
    if len(held_out.target) < MIN_EXAMPLES:  # no score is made of so few
        return None
    cut, newest = _newest_targets(history, held_out)
    before = cut_panel(panel, cut)
    if max((int(np.count_nonzero(member.observed)) for member in before.series), default=0) < MIN_POINTS:
        return None
    begun = np.array(begun_at(panel, cut), np.int64)
    rng = np.random.default_rng(stream(seed, Stream.REHEARSAL))
    past = histories_of(before, history.horizon)
    rows = _affordable(np.flatnonzero(np.isin(begun, held_out.series[newest])), past, rng)
    begun, past = begun[rows], past.take(rows)
    which = np.flatnonzero(newest & np.isin(held_out.series, begun))
    if not len(which):
        return None
    cell = fitted.members.network.cell
    again = fit(
        past, seed=seed, report=silent, cell=cell, gates=gates, lags=fitted.lags, effort=EFFORT, executor=executor
    )
    wanted = replace(held_out.take(which), series=np.searchsorted(begun, held_out.series[which]))
    quantiles = _forecast(again, history.take(begun), wanted, rng=rng, gates=gates)
    if again.second is not None:
        others = _forecast(again.second, history.take(begun), wanted, rng=rng, gates=gates)
        quantiles = combined(quantiles, others, inflation=again.inflation)
    return Rehearsal(which, quantiles)


def _newest_targets(history: Histories, held_out: HeldOut) -> tuple[int, Bools]:
    """Return the last slot before the rehearsal, and which held-out forecasts (L,) were made from then on."""
    origin = history.slots_at(held_out.series, held_out.step)
    target = origin + 1 + held_out.ahead
    size = max(MIN_HORIZONS * history.horizon, int(target.max() + 1 - target.min()) // SHARE)
    cut = int(target.max()) - size
    return cut, origin >= cut


def _affordable(judged: Ints, past: Histories, rng: np.random.Generator) -> Ints:
    """Return all series, or some of the judged ones of a panel that is too large to rehearse with all of them."""
    most, count = max(MAX_VALUES // (MEMBERS * past.steps * past.horizon), 1), len(past.lengths)
    return np.arange(count) if count <= most else np.sort(rng.permutation(judged)[:most])


def _forecast(
    fitted: Fitted, history: Histories, targets: HeldOut, *, rng: np.random.Generator, gates: Gates
) -> Floats:
    """Forecast some targets (l,) as one ensemble does, by the means of all members of an anchor: (l, Q) in growth units."""
    by_anchor = target_quantiles(fitted.members, fitted.anchors, history, fitted.lags, targets, rng=rng, gates=gates)
    return final_quantiles(fitted.calibration, by_anchor, targets.record, targets.ahead)
