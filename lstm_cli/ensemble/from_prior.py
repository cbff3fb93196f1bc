"""Members that start from the prior: one network with shared gates for each anchor, and a projection for each fold.

The prior was trained on simulations and reads every series relative to an anchor. On a panel with enough targets its
projection is tuned (`lstm_cli.ensemble.tuning`); otherwise it forecasts as it is.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Floats, Ints
from lstm_cli.anchors.anchor_set import ANCHOR_COUNT, AnchorSet
from lstm_cli.anchors.design_matrix import Design
from lstm_cli.anchors.sample import LaidOut
from lstm_cli.anchors.training_data import TrainingData
from lstm_cli.ensemble.anchor_units import AnchorUnits
from lstm_cli.ensemble.calibration import MIN_EXAMPLES
from lstm_cli.ensemble.held_out import HeldOut, most_places
from lstm_cli.ensemble.members import Members, usual_quantiles
from lstm_cli.ensemble.tuning import TUNING_UPDATES, TuningExamples, tune
from lstm_cli.ensemble.units import Bound
from lstm_cli.features.anchor_errors import KNOTS, MAX_UNIT, knots_of, spread_over_steps
from lstm_cli.features.folds import FOLDS
from lstm_cli.features.histories import Histories, stretches
from lstm_cli.features.history import History, ahead_of
from lstm_cli.lstm.network import Network
from lstm_cli.lstm.untraced import hidden_states
from lstm_cli.options import LEVELS
from lstm_cli.prior.weights import prior
from lstm_cli.progress import Progress, Report
from lstm_cli.remarks import Remark

__all__ = ["LENGTH", "members_from_prior"]

LENGTH: Final = 104  # steps that the networks look back; 208 forecast as well
MAX_STEPS: Final = 250_000  # total steps of the series that are learned from; a larger panel is sampled
MAX_PLACES: Final = 24_000  # places that are learned from
CHUNK_STEPS: Final = 30_000  # total steps of the series that are read at once
MIN_KNOWN: Final = 4  # steps of a series before the first place that is learned from
# On a panel with this many steps, half of what tuning learned is kept: its series share seasons and epidemics.
TRUSTED_STEPS: Final = 150


@dataclass(frozen=True, slots=True)
class _Places:
    """P places of the series that are learned from, and the prior's hidden states there for each of A anchors.

    series, step (P,); targets (P, K) in growth units, NaN where unknown; folds (P, K) of the targets; hidden (A, P, H);
    scale, anchors (A, P, J): at knots.
    """

    series: Ints
    step: Ints
    targets: Floats
    folds: Ints
    hidden: NDArray[np.float32]
    scale: Floats
    anchors: Floats


def members_from_prior(
    data: TrainingData,
    anchors: AnchorSet,
    units: AnchorUnits,
    *,
    rng: np.random.Generator,
    report: Report,
    effort: float = 1.0,
) -> Members:
    """Run the prior over a panel and tune it; units: with bounds in slots; effort: share of the usual updates."""
    history, updates = data.history, round(effort * TUNING_UPDATES)
    rows, remarks = _learned_from(history, rng)
    laid_out, own = data.laid_out(rows), anchors.of_series(rows)
    bound = units.bind(history, rows, anchors=anchors, lags=data.lags)
    start, knots = prior(), knots_of(history.horizon)
    places = _read(start, bound, laid_out, _chosen_places(laid_out.design.history, rng))
    by_anchor = [_tuning_examples(places, kind, laid_out.weights, knots) for kind in range(ANCHOR_COUNT)]
    first = _at_knots(start.projection[0], knots)
    projections = np.broadcast_to(first, (ANCHOR_COUNT, FOLDS, *first.shape)).copy()
    best_at = np.zeros((ANCHOR_COUNT, FOLDS), np.int64)
    if int((~np.isnan(places.targets)).sum()) >= MIN_EXAMPLES:
        for kind, examples in enumerate(by_anchor):
            tuned, best_at[kind], share = tune(first, examples, rng=rng, updates=updates)
            projections[kind] += np.float32(history.steps / (history.steps + TRUSTED_STEPS)) * (tuned - first)
            message = f"training, held-out loss {100 * share:.1f} % of the prior's"
            report(Progress((kind + 1) * updates, ANCHOR_COUNT * updates, message))
    network = _network(start, projections, knots, history.horizon)
    held_out, alone = _held_out(laid_out.design, network, places, by_anchor, knots, anchors=own, rng=rng)
    held_out = replace(held_out, series=rows[held_out.series])
    length = min(LENGTH, max(int(history.lengths.max()), MIN_KNOWN))
    return Members(network, units, length, best_at.reshape(-1), held_out, alone, calibrated=False, remarks=remarks)


def _learned_from(history: Histories, rng: np.random.Generator) -> tuple[Ints, tuple[Remark, ...]]:
    """Return the series that are learned from, and a remark if these are not all."""
    rows = np.arange(len(history.lengths))
    if int(history.lengths.sum()) <= MAX_STEPS:
        return rows, ()
    order = rng.permutation(rows)
    most = max(int(np.searchsorted(np.cumsum(history.lengths[order]), MAX_STEPS)), 1)
    return np.sort(order[:most]), (Remark("trained-on-series", {"series": most, "of": len(rows)}),)


def _chosen_places(history: History, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Return the series and step of the places that are learned from."""
    begun = np.arange(history.steps) >= (history.steps - history.lengths + MIN_KNOWN - 1)[:, None]
    series, step = np.nonzero(begun & (np.arange(history.steps) < history.steps - 1))
    if len(series) > MAX_PLACES:
        chosen = np.sort(rng.choice(len(series), MAX_PLACES, replace=False))
        series, step = series[chosen], step[chosen]
    return series, step


def _read(start: Network, bound: Bound, laid_out: LaidOut, chosen: tuple[Ints, Ints]) -> _Places:
    """Run the prior over the series of the chosen places, a few series at a time."""
    history, (series, step) = laid_out.design.history, chosen
    parts = []
    for rows in stretches(np.unique(series), history.steps, at_most=CHUNK_STEPS):
        view = bound.view(rows)
        mine = np.flatnonzero((series >= rows[0]) & (series <= rows[-1]))
        place, at = np.searchsorted(rows, series[mine]), step[mine]
        groups, count, steps, width = view.inputs.shape
        inputs = view.inputs.transpose(2, 3, 0, 1).reshape(steps, width, groups * count)
        states = hidden_states(start, np.ascontiguousarray(inputs))[:, 0]  # (T, H, A·n)
        states = states.reshape(steps, -1, groups, count)
        parts.append((states[at, :, :, place].transpose(2, 0, 1), view.scale[:, place, at], view.anchors_at(place, at)))
    hidden, scale, anchors = (np.concatenate(part, axis=1) for part in zip(*parts, strict=True))
    targets = ahead_of(history.growth, history.horizon, beyond=np.nan)[series, step]
    folds = ahead_of(laid_out.folds, history.horizon, beyond=0)[series, step]
    return _Places(series, step, targets, folds, hidden, scale, anchors)


def _tuning_examples(places: _Places, kind: int, weights: Floats, knots: Ints) -> TuningExamples:
    """Return the training examples for one anchor."""
    scale = places.scale[kind]
    units = np.clip((places.targets[:, knots - 1] - places.anchors[kind]) / scale, -MAX_UNIT, MAX_UNIT)
    weight = scale * weights[places.series, places.step][:, None]
    folds = places.folds[:, knots - 1].astype(np.int8)
    return TuningExamples(places.hidden[kind], units.astype(np.float32), weight.astype(np.float32), folds)


def _at_knots(projection: NDArray[np.float32], knots: Ints) -> NDArray[np.float32]:
    """Return the prior's projection (15·Q, H) interpolated to other steps ahead, (J·Q, H)."""
    by_knot = projection.reshape(len(KNOTS), len(LEVELS), -1)
    between = np.stack([np.interp(knots, KNOTS, unit) for unit in np.eye(len(KNOTS))], axis=1)
    at_knots = np.einsum("jk,kqh->jqh", between, by_knot)
    return np.asarray(at_knots, np.float32).reshape(-1, projection.shape[1])


def _network(start: Network, projections: NDArray[np.float32], knots: Ints, horizon: int) -> Network:
    """Return the members: the prior's gates for each anchor, and projections (A, F, J·Q, H) interpolated to every step."""
    hidden = start.hidden
    by_knot = projections.reshape(ANCHOR_COUNT * FOLDS, len(knots), len(LEVELS), hidden)
    every = np.einsum("kj,mjqh->mkqh", spread_over_steps(knots, horizon), by_knot, optimize=True)
    gates = np.repeat(start.gates, ANCHOR_COUNT, axis=0)
    return Network(gates, every.reshape(len(every), -1, hidden).astype(np.float32))


def _held_out(
    design: Design,
    network: Network,
    places: _Places,
    by_anchor: list[TuningExamples],
    knots: Ints,
    *,
    anchors: AnchorSet,
    rng: np.random.Generator,
) -> tuple[HeldOut, Floats]:
    """Forecast a sample of the places with the projections that have not seen the target, and with the anchors alone."""
    history, horizon = design.history, design.history.horizon
    known = ~np.isnan(places.targets)
    which = np.flatnonzero(known.any(axis=1))
    most = most_places(horizon)
    if len(which) > most:
        which = np.sort(rng.choice(which, most, replace=False))
    series, step, fold = places.series[which], places.step[which], places.folds[which].astype(np.int64)
    own = np.take_along_axis(anchors.at(design, series, step), fold[None, None], axis=1)[:, 0]
    scale = places.scale[:, which] @ spread_over_steps(knots, horizon).T
    members = network.projection.astype(float).reshape(ANCHOR_COUNT, FOLDS, horizon, len(LEVELS), -1)
    place, ahead = np.arange(len(which))[:, None], np.arange(horizon)
    quantiles, alone = np.empty((2, ANCHOR_COUNT, len(which), horizon, len(LEVELS)))
    for kind, examples in enumerate(by_anchor):
        z = np.einsum("fkqh,nh->fnkq", members[kind], places.hidden[kind, which].astype(float), optimize=True)
        usual = spread_over_steps(knots, horizon) @ _usual(examples)  # (F, K, Q)
        for made, unit in ((quantiles, z[fold, place, ahead]), (alone, usual[fold, ahead])):
            made[kind] = np.sort(own[kind][..., None] + scale[kind][..., None] * unit, axis=-1)
    row, column = np.nonzero(known[which])
    record = history.record[series[row], step[row]]
    target = places.targets[which][row, column]
    held_out = HeldOut(quantiles[:, row, column], target, column, series[row], step[row], record, fold[row, column])
    return held_out, alone[:, row, column]


def _usual(examples: TuningExamples) -> Floats:
    """Return the quantiles of an anchor's errors outside each fold, (F, J, Q)."""
    outside = [examples.of_fold(fold, inside=False) for fold in range(FOLDS)]
    columns = range(examples.units.shape[1])
    return np.array(
        [[usual_quantiles(examples.units[mine[:, k], k].astype(float)) for k in columns] for mine in outside]
    )
