"""A rehearsal: the newest counts forecast by a smaller training that ends before them.

Held-out forecasts of training come from networks that learned from what came after. A rehearsal measures what that was
worth on counts that both forecast: all its settings, anchors, scales and widths come from before the cut. It needs
nothing of the training itself, so that both can run at the same time.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Floats, Ints
from lstm_cli.anchors.anchor_set import ANCHOR_COUNT, MEMBERS
from lstm_cli.anchors.design_matrix import design_of, seasonal_lags
from lstm_cli.ensemble.calibration import final_quantiles
from lstm_cli.ensemble.fit import Fitted, Stream, fit, stream, training_windows
from lstm_cli.ensemble.held_out import outputs, sampled_places
from lstm_cli.ensemble.training_set import example_places, target_growth
from lstm_cli.ensemble.windows import Windows
from lstm_cli.features.folds import FOLDS
from lstm_cli.features.history import History, history_of
from lstm_cli.features.network_inputs import network_inputs, series_scaling
from lstm_cli.options import MIN_POINTS, Gates, TrainOptions
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import begun_at, cut_panel

__all__ = ["Rehearsal", "rehearse"]

UPDATES: Final = 30  # of the networks, instead of 80: 20 cost 2 to 3 % of error on short panels
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


@dataclass(frozen=True, slots=True)
class _Targets:
    """Held-out targets (L,) as `held_out_forecasts` orders them: series, step and k - 1, and the slots of both ends."""

    series: Ints
    step: Ints
    ahead: Ints
    origin: Ints

    def take(self, which: Ints) -> "_Targets":
        """Return some of the targets."""
        return _Targets(self.series[which], self.step[which], self.ahead[which], self.origin[which])

    @property
    def cut(self) -> int:
        """The last slot before the rehearsal."""
        slot = self.origin + 1 + self.ahead
        return int(slot.max()) - max(
            MIN_HORIZONS * (int(self.ahead.max()) + 1), int(slot.max() + 1 - slot.min()) // SHARE
        )


def rehearse(
    panel: Panel, history: History, options: TrainOptions, *, report: Callable[[int, int, str], None]
) -> Rehearsal | None:
    """Forecast the newest held-out targets of a training with these options; None where too little comes before them.

    history: that of the panel; report: called now and then with how far it is, and may raise to end it.
    """
    lags = seasonal_lags(history)
    targets = _held_out_targets(history, lags, options)
    if not len(targets.series):
        return None
    cut = targets.cut
    newest = targets.origin >= cut
    before = cut_panel(panel, cut)
    if max((int(np.count_nonzero(member.observed)) for member in before.series), default=0) < MIN_POINTS:
        return None
    begun = np.array(begun_at(panel, cut), np.int64)
    rng = np.random.default_rng(stream(options.seed, Stream.REHEARSAL))
    past = history_of(before, history.horizon)
    rows = _affordable(np.flatnonzero(np.isin(begun, targets.series[newest])), past, rng)
    if rows is not None:
        begun, past = begun[rows], past.take(rows)
    which = np.flatnonzero(newest & np.isin(targets.series, begun))
    if not len(which):
        return None
    fitted = fit(
        past, seed=options.seed, report=report, cell=options.cell, gates=options.gates, lags=lags, updates=UPDATES
    )
    now = history.take(begun)
    inputs = network_inputs(now, series_scaling(past), fitted.change_scale)
    wanted = replace(targets.take(which), series=np.searchsorted(begun, targets.series[which]))
    return Rehearsal(which, _forecast(fitted, now, inputs, wanted, rng=rng, gates=options.gates))


def _held_out_targets(history: History, lags: tuple[int, ...], options: TrainOptions) -> _Targets:
    """Return what a training with these options holds out."""
    series, step = example_places(history, lags, training_windows(history, seed=options.seed))
    known = ~np.isnan(target_growth(history)[series, step])
    rng = np.random.default_rng(stream(options.seed, Stream.CHECK))
    places = sampled_places(known, rng=rng, gates=options.gates)
    row, ahead = np.nonzero(known[places])
    series, step = series[places[row]], step[places[row]]
    return _Targets(series, step, ahead, history.slots[series, step])


def _affordable(judged: Ints, past: History, rng: np.random.Generator) -> Ints | None:
    """Return some of the judged series of a panel that is too large to rehearse with all of them; None where it is not."""
    most = max(MAX_VALUES // (MEMBERS * past.steps * past.horizon), 1)
    return None if len(past.lengths) <= most else np.sort(rng.permutation(judged)[:most])


def _forecast(
    fitted: Fitted,
    history: History,
    inputs: NDArray[np.float32],
    targets: _Targets,
    *,
    rng: np.random.Generator,
    gates: Gates,
) -> Floats:
    """Forecast some targets (l,) as a model does, by the means of all members of an anchor: (l, Q) in growth units."""
    (series, step), which = np.unique(np.stack([targets.series, targets.step]), axis=1, return_inverse=True)
    anchors = fitted.anchors.at(design_of(history, fitted.lags), series, step)  # (A, F, w, K)
    windows = Windows(series, step, fitted.length)
    parts = []
    for part, z in outputs(fitted.network, inputs, windows, horizon=history.horizon, rng=rng, gates=gates):
        units = z.reshape(ANCHOR_COUNT, FOLDS, *z.shape[1:]).transpose(0, 1, 4, 2, 3)  # (A, F, w, K, Q)
        scale = fitted.scale[:, None, series[part], :, None]
        parts.append(np.sort(anchors[:, :, part, :, None] + scale * units, axis=-1).mean(axis=1))
    by_anchor = np.concatenate(parts, axis=1)[:, which.reshape(-1), targets.ahead]
    record = np.maximum.accumulate(history.level, axis=1)[targets.series, targets.step]
    return final_quantiles(fitted.calibration, by_anchor, record, targets.ahead)
