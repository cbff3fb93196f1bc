"""A rehearsal: forecast the newest counts again by a shorter training that ends before them.

The held-out forecasts of training come from networks that learned from later counts too. A rehearsal measures the
advantage of this hindsight on the counts that both forecast: all its settings, anchors, scales and widths come from before
the cut.
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
from lstm_cli.ensemble.fit import Fitted, fit
from lstm_cli.ensemble.held_out import HeldOut
from lstm_cli.features.histories import Histories, histories_of
from lstm_cli.options import Gates
from lstm_cli.panel.length import is_long_enough
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import begun_at, cut_panel
from lstm_cli.progress import ignore

__all__ = ["Rehearsal", "rehearse"]

EFFORT: Final = 0.375  # share of the usual updates; with a quarter, errors on short panels rise by 2 to 3 %
MIN_HORIZONS: Final = 2  # horizons that are rehearsed at least
# Or this part of what was held out, if that is more; a quarter would leave two of three seasons to learn from.
SHARE: Final = 6
MAX_VALUES: Final = 6_000_000  # anchors in memory at once; in a larger panel only some series are rehearsed


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Forecasts of the newest l held-out targets by a training that ends before them.

    which (l,): their positions among all held-out targets; quantiles (l, Q): in growth units.
    """

    which: Ints
    quantiles: Floats


def rehearse(
    panel: Panel, history: Histories, fitted: Fitted, *, seed: int, gates: Gates, executor: Executor | None = None
) -> Rehearsal | None:
    """Forecast the newest held-out targets again; None if there is too little before them.

    history, fitted, seed and gates are those of the training.
    """
    held_out = fitted.members.held_out
    if len(held_out.target) < MIN_EXAMPLES:  # too few for a score
        return None
    cut, newest = _newest_targets(history, held_out)
    before = cut_panel(panel, cut)
    if not is_long_enough(before):
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
        past, seed=seed, report=ignore, cell=cell, gates=gates, lags=fitted.lags, effort=EFFORT, executor=executor
    )
    wanted = replace(held_out.take(which), series=np.searchsorted(begun, held_out.series[which]))
    quantiles = _forecast(again, history.take(begun), wanted, rng=rng, gates=gates)
    if again.second is not None:
        others = _forecast(again.second, history.take(begun), wanted, rng=rng, gates=gates)
        quantiles = combined(quantiles, others, inflation=again.inflation)
    return Rehearsal(which, quantiles)


def _newest_targets(history: Histories, held_out: HeldOut) -> tuple[int, Bools]:
    """Return the last slot before the rehearsal, and which held-out targets (L,) were forecast at it or later."""
    origin = history.slots_at(held_out.series, held_out.step)
    target = origin + 1 + held_out.ahead
    size = max(MIN_HORIZONS * history.horizon, int(target.max() + 1 - target.min()) // SHARE)
    cut = int(target.max()) - size
    return cut, origin >= cut


def _affordable(judged: Ints, past: Histories, rng: np.random.Generator) -> Ints:
    """Return the rows of all series, or a sample of the judged ones if the panel is too large."""
    most, count = max(MAX_VALUES // (MEMBERS * past.steps * past.horizon), 1), len(past.lengths)
    return np.arange(count) if count <= most else np.sort(rng.permutation(judged)[:most])


def _forecast(
    fitted: Fitted, history: Histories, targets: HeldOut, *, rng: np.random.Generator, gates: Gates
) -> Floats:
    """Forecast targets (l,) by one ensemble, averaging the members of each anchor: (l, Q) in growth units."""
    by_anchor = target_quantiles(fitted.members, fitted.anchors, history, fitted.lags, targets, rng=rng, gates=gates)
    return final_quantiles(fitted.calibration, by_anchor, targets.record, targets.ahead)
