"""Members trained from scratch: a small network for each anchor and fold, the only ones for cells without a prior."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.anchors.anchor_set import MEMBERS, AnchorSet
from lstm_cli.anchors.training_data import TrainingData
from lstm_cli.ensemble.calibration import MIN_EXAMPLES
from lstm_cli.ensemble.chance import Stream, stream
from lstm_cli.ensemble.held_out import anchor_quantiles, held_out_forecasts
from lstm_cli.ensemble.members import Members, usual_quantiles
from lstm_cli.ensemble.series_units import SeriesUnits
from lstm_cli.ensemble.trainer import UPDATES, start_network, train_members
from lstm_cli.ensemble.training_set import Examples, examples_of, sample_windows
from lstm_cli.ensemble.windows import Windows
from lstm_cli.features.anchor_errors import error_floor
from lstm_cli.features.folds import FOLDS
from lstm_cli.features.histories import Histories, parts
from lstm_cli.features.history import History
from lstm_cli.features.network_inputs import PanelMean, network_inputs, panel_mean, series_scaling
from lstm_cli.lstm.network import Network
from lstm_cli.options import LEVELS, Cell, Gates
from lstm_cli.progress import Report
from lstm_cli.remarks import Remark

__all__ = ["ScratchData", "context_length", "members_from_scratch", "scratch_data"]

LONGEST_SEASON: Final = 60  # steps of the longest season that the context can depend on


@dataclass(frozen=True, slots=True)
class ScratchData:
    """The n series, out of N in a panel, that members are trained on from scratch, and facts about the whole panel.

    rows (n,): their rows in the panel; scaling (N, 2): of all series; mean, change_scale: of the panel; known: its number of
    known targets; steps: the total of its series; length: steps of context; pool: windows of the n series, None if the whole
    panel is learned from.
    """

    data: TrainingData
    anchors: AnchorSet
    rows: Ints
    scaling: Floats
    mean: PanelMean
    change_scale: float
    known: int
    steps: int
    length: int
    pool: Windows | None

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """The remark that training uses a sample of windows, if it does; a window could end at each of ``steps`` steps."""
        if self.pool is None:
            return ()
        return (Remark("trained-on-sample", {"windows": len(self.pool.series), "possible": self.steps}),)

    def examples(self) -> Examples:
        """Lay out the series and gather the training examples."""
        laid_out = self.data.laid_out(np.arange(len(self.rows)))
        history = laid_out.design.history
        floor = error_floor(history.scale, self.scaling[:, 0])
        inputs = network_inputs(history, self.scaling[self.rows], self.change_scale, mean=self.mean)
        folds, weights = laid_out.folds, laid_out.weights
        return examples_of(
            laid_out.design, self.anchors, inputs, folds, weights, pool=self.pool, floor=floor, rows=self.rows
        )


def scratch_data(data: TrainingData, anchors: AnchorSet, *, seed: int) -> ScratchData:
    """Summarise a panel, a few series at a time, and choose the windows that are learned from."""
    history = data.history
    length = context_length(history)
    pool = sample_windows(history, length, np.random.default_rng(stream(seed, Stream.WINDOWS)))
    rows = np.arange(len(history.lengths)) if pool is None else np.unique(pool.series)
    if pool is not None:
        pool = replace(pool, series=np.searchsorted(rows, pool.series))
    scaling = np.concatenate([series_scaling(part) for _, part in parts(history)])
    return ScratchData(
        data.take(rows),
        anchors.of_series(rows),
        rows,
        scaling,
        panel_mean((part, scaling[some]) for some, part in parts(history)),
        _change_scale(history),
        sum(_known_targets(part) for _, part in parts(history)),
        int(history.lengths.sum()),
        length,
        pool,
    )


def members_from_scratch(
    learned: ScratchData,
    *,
    seed: int,
    report: Report,
    cell: Cell,
    gates: Gates,
    effort: float = 1.0,
) -> Members:
    """Train members on some series of a panel."""
    stochastic = gates is Gates.STOCHASTIC
    examples, length = learned.examples(), learned.length
    usual = _usual_errors(examples)
    width = examples.inputs.shape[2]
    start = start_network(width, usual, seed=stream(seed, Stream.START), cell=cell, stochastic=stochastic)
    updates = round(effort * UPDATES) if learned.known >= MIN_EXAMPLES else 0
    network, best_at = _trained(
        start, examples, updates, length=length, seed=seed, report=report, stochastic=stochastic
    )
    rng = np.random.default_rng(stream(seed, Stream.CHECK))
    history = learned.data.history.take(np.arange(len(learned.rows)))
    held_out = held_out_forecasts(network, examples, history, length=length, rng=rng, gates=gates)
    return Members(
        network,
        SeriesUnits(examples.panel_scale, learned.scaling, learned.change_scale),
        length,
        best_at,
        replace(held_out, series=learned.rows[held_out.series]),
        anchor_quantiles(held_out, examples, usual),
        calibrated=True,
        remarks=learned.remarks,
    )


def context_length(history: Histories) -> int:
    """Return the steps that the network looks back: twice the longest season of at most 60 steps, limited to 24 to 104.

    It is at most the length of the longest series, and at least 4. Half of it forecasts weekly counts as well, a quarter
    does not.
    """
    season = max((s for s in history.seasons if s <= LONGEST_SEASON), default=12)
    return int(min(np.clip(2 * season, 24, 104), max(history.lengths.max(), 4)))


def _trained(
    start: Network,
    examples: Examples,
    updates: int,
    *,
    length: int,
    seed: int,
    report: Report,
    stochastic: bool,
) -> tuple[Network, Ints]:
    """Return the best members and the update of each; without updates, the members that training would start from."""
    if updates == 0:
        return start, np.zeros(MEMBERS, np.int64)
    chance = stream(seed, Stream.TRAIN)
    return train_members(
        start, examples, length=length, seed=chance, report=report, stochastic=stochastic, updates=updates
    )


def _known_targets(history: History) -> int:
    """Return the number of known targets over all steps and steps ahead."""
    known = ~np.isnan(history.growth)
    return sum(int(known[:, ahead:].sum()) for ahead in range(1, history.horizon + 1))


def _change_scale(history: Histories) -> float:
    """Return the mean absolute one-step change of the panel in growth units, at least 0.05."""
    total, count = 0.0, 0
    for _, part in parts(history):
        change = np.abs(np.diff(part.growth, axis=1))
        known = change[~np.isnan(change)]
        total, count = total + float(known.sum()), count + len(known)
    return max(total / count, 0.05) if count else 1.0


def _usual_errors(examples: Examples) -> Floats:
    """Return the quantiles (M, K, Q) of (g - a)/s over the targets that each member may see, shrunk to normal ones if few."""
    members, _, horizon = examples.residuals.shape
    quantiles = np.empty((members, horizon, len(LEVELS)))
    for member in range(members):
        anchor, fold = divmod(member, FOLDS)
        unit = examples.residuals[member] / examples.scale[anchor][examples.series]
        mine = ~np.isnan(unit) & (examples.folds != fold)
        for k in range(horizon):
            quantiles[member, k] = usual_quantiles(unit[..., k][mine[..., k]])
    return quantiles
