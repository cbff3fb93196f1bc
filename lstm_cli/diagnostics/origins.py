"""Origins in the past from which forecasts can be made and scored, with weights that were not fitted to the outcomes."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.ensemble.calibration import MIN_EXAMPLES, final_quantiles
from lstm_cli.ensemble.members import member_quantiles
from lstm_cli.ensemble.prepared import Prepared
from lstm_cli.features.folds import time_folds
from lstm_cli.features.history import History, ahead_of
from lstm_cli.metrics.ratio_intervals import time_blocks
from lstm_cli.options import Gates
from lstm_cli.panel.slicing import last_time

__all__ = ["Origins", "held_out_origins", "later_origins", "long_origins"]

MAX_SERIES: Final = 48  # whose anchors are made at every step
MAX_VALUES: Final = 4_000_000  # of an anchor in memory
MAX_ORIGINS: Final = 120  # forecast again with each gate and each input held
MAX_LONG: Final = 64  # with the longest past
MAX_SAMPLED: Final = 40  # if gates are sampled, which takes many draws for each


@dataclass(frozen=True, slots=True)
class Origins:
    """W origins of forecasts.

    series, step (W,); growth (W, K): the outcomes g, NaN where unknown or not to be scored; anchors (A, F, W, K);
    scale (A, W, K); record (W,): the highest g so far; block (W, K): the time block of the target; fold (W, K): the fold
    whose members have not seen the target, None if no member has seen any.
    """

    series: Ints
    step: Ints
    growth: Floats
    anchors: Floats
    scale: Floats
    record: Floats
    block: Ints
    fold: Ints | None

    @property
    def targets(self) -> int:
        """The number of counts that forecasts are scored against."""
        return int((~np.isnan(self.growth)).sum())

    def forecast(self, prepared: Prepared, z: Floats) -> Floats:
        """Turn the members' outputs, z (M, K·Q, W), into calibrated quantiles (W, K, Q) in growth units."""
        by_fold = member_quantiles(z, self.anchors, self.scale)
        if self.fold is None:
            by_anchor = by_fold.mean(axis=1)
        else:
            by_anchor = np.take_along_axis(by_fold, self.fold[None, None, ..., None], axis=1)[:, 0]
        ahead = np.arange(self.growth.shape[1])
        return final_quantiles(prepared.model.calibration, by_anchor, self.record[:, None], ahead)


def held_out_origins(prepared: Prepared) -> Origins | None:
    """Return a sample of origins in the training panel, whose targets are forecast by the members that have not seen them."""
    model, history = prepared.model, prepared.history
    folds = time_folds(history)
    rng = np.random.default_rng(model.seed)
    rows = _some(len(history.lengths), history, rng)
    return _origins(prepared, rows, rng=rng, folds=folds[rows])


def later_origins(prepared: Prepared) -> Origins | None:
    """Return a sample of origins with targets later than the training data; only these targets count."""
    model, history = prepared.model, prepared.history
    end = last_time(model.panel)
    later = np.zeros(history.growth.shape, np.bool_)
    for row, series in enumerate(prepared.panel.series):
        later[row, history.steps - len(series) :] = series.times > end
    rng = np.random.default_rng(model.seed)
    rows = np.flatnonzero(later.any(axis=1))
    rows = rows[_some(len(rows), history, rng)]
    return _origins(prepared, rows, rng=rng, judged=later[rows])


def long_origins(prepared: Prepared) -> Origins | None:
    """Return the origins with known targets and the longest past, up to the steps that the model looks back."""
    rng = np.random.default_rng(prepared.model.seed)
    lengths = np.minimum(prepared.history.lengths, prepared.model.length + 1)
    rows = np.flatnonzero(lengths >= _among_largest(lengths, MAX_SERIES))
    return _origins(prepared, rows[_some(len(rows), prepared.history, rng)], rng=rng, longest=True)


def _among_largest(values: Ints, count: int) -> int:
    """Return the smallest of the ``count`` largest values."""
    return int(np.sort(values)[-min(count, len(values))])


def _some(count: int, history: History, rng: np.random.Generator) -> Ints:
    """Pick as many series, in order, as have anchors at every step that fit into memory."""
    most = int(np.clip(MAX_VALUES // (history.steps * history.horizon), 1, MAX_SERIES))
    return np.arange(count) if count <= most else np.sort(rng.choice(count, most, replace=False))


def _origins(
    prepared: Prepared,
    rows: Ints,
    *,
    rng: np.random.Generator,
    folds: Ints | None = None,
    judged: Bools | None = None,
    longest: bool = False,
) -> Origins | None:
    """Sample origins of some series; None if there are too few targets."""
    if not len(rows):
        return None
    design = prepared.design(rows)
    history = design.history
    targets = ahead_of(history.growth, history.horizon, beyond=np.nan).copy()
    if judged is not None:
        targets[~ahead_of(judged, history.horizon, beyond=False)] = np.nan
    usable = design.complete() & history.exists & ~np.isnan(targets).all(axis=2)
    if longest and usable.any():
        whole = usable & ~np.isnan(targets).any(axis=2)  # the last steps have long pasts but few targets
        usable = whole if whole.any() else usable
        past = np.arange(history.steps) - (history.steps - history.lengths)[:, None] + 1
        past = np.minimum(past, prepared.model.length)
        usable &= past >= _among_largest(past[usable], MAX_LONG)
    row, step = np.nonzero(usable)
    if not len(row):
        return None
    judging = MAX_SAMPLED if prepared.model.trained_gates is Gates.STOCHASTIC else MAX_ORIGINS
    most = MAX_LONG if longest else judging
    if len(row) > most:
        chosen = np.sort(rng.choice(len(row), most, replace=False))
        row, step = row[chosen], step[chosen]
    here = rows[row]
    origins = Origins(
        here,
        step,
        targets[row, step],
        prepared.anchors.of_series(rows).at(design, row, step),
        prepared.windows(here, step)[1],
        history.record[row, step],
        time_blocks(history.slots[row, step][:, None] + np.arange(1, history.horizon + 1), history.horizon),
        None if folds is None else ahead_of(folds, history.horizon, beyond=0)[row, step],
    )
    return origins if origins.targets >= MIN_EXAMPLES else None
