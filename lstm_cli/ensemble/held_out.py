"""Forecasts of known targets by the members that have not seen them.

Every known target is hidden from the members of one fold, one for each anchor.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.anchors.anchor_set import ANCHOR_COUNT
from lstm_cli.ensemble.gate_sampling import pooled_draws
from lstm_cli.ensemble.training_set import Examples
from lstm_cli.ensemble.units import View
from lstm_cli.ensemble.windows import Windows
from lstm_cli.features.folds import FOLDS
from lstm_cli.features.history import History
from lstm_cli.lstm.network import Network
from lstm_cli.lstm.untraced import last_outputs
from lstm_cli.options import LEVELS, Gates

__all__ = ["HeldOut", "anchor_quantiles", "held_out_forecasts", "most_places", "outputs"]

MAX_TARGETS: Final = 12_000
MIN_PLACES: Final = 200  # that are forecast, however many steps ahead each has
MAX_SAMPLED: Final = 200  # places that are forecast if gates are sampled, which takes many draws for each
FEW_DRAWS: Final = 50
SAMPLED_BATCH_SIZE: Final = 10  # windows per pass if gates are sampled
BATCH_SIZE: Final = 128  # windows per pass


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Forecasts of targets that the forecasting members had not seen.

    quantiles (A, L, Q): of each anchor, in growth units; target (L,): g; series, step (L,): the origin of the forecast;
    ahead (L,): k - 1; record (L,): the highest g of the series up to the origin; fold (L,): the fold of the target.
    """

    quantiles: Floats
    target: Floats
    ahead: Ints
    series: Ints
    step: Ints
    record: Floats
    fold: Ints

    def take(self, which: Bools | Ints) -> "HeldOut":
        """Return some of the targets."""
        return HeldOut(
            self.quantiles[:, which],
            *(getattr(self, name)[which] for name in ("target", "ahead", "series", "step", "record", "fold")),
        )


def held_out_forecasts(
    network: Network,
    examples: Examples,
    history: History,
    *,
    length: int,
    rng: np.random.Generator,
    gates: Gates = Gates.EXPECTED,
) -> HeldOut:
    """Forecast a sample of all targets with the members that have not seen them, with few draws if gates are sampled."""
    horizon = examples.targets.shape[1]
    known = ~np.isnan(examples.targets)
    places = np.flatnonzero(known.any(axis=1))
    most = most_places(horizon) if gates is Gates.EXPECTED else MAX_SAMPLED
    if len(places) > most:
        places = places[np.sort(rng.choice(len(places), most, replace=False))]
    series, step = examples.series[places], examples.step[places]
    windows, view = Windows(series, step, length), View(examples.inputs[None], examples.scale)
    parts = [
        _own_folds(z, examples, places[part])
        for part, z in outputs(network, view, windows, horizon=horizon, rng=rng, gates=gates)
    ]
    quantiles = np.concatenate(parts, axis=1) if parts else np.empty((ANCHOR_COUNT, 0, horizon, len(LEVELS)))
    row, ahead = np.nonzero(known[places])
    target = examples.targets[places[row], ahead]
    record = history.record[series[row], step[row]]
    fold = examples.folds[places[row], ahead].astype(np.int64)
    # In C order, as when they come from another process: the order in memory decides the last bit of sums.
    own = np.ascontiguousarray(np.sort(quantiles[:, row, ahead], axis=-1))
    return HeldOut(own, target, ahead, series[row], step[row], record, fold)


def most_places(horizon: int) -> int:
    """Return how many places are forecast at most, if gates are not sampled."""
    return max(MAX_TARGETS // horizon, MIN_PLACES)


def anchor_quantiles(held_out: HeldOut, examples: Examples, usual: Floats) -> Floats:
    """Forecast held-out targets with the anchors and their usual errors alone, (A, L, Q) in growth units.

    usual (M, K, Q): the quantiles of (g - a)/s that each member starts with.
    """
    place, ahead = examples.place[held_out.series, held_out.step], held_out.ahead
    quantiles = []
    for anchor in range(ANCHOR_COUNT):
        member = anchor * FOLDS + held_out.fold
        values = held_out.target - examples.residuals[member, place, ahead]
        scale = examples.scale[anchor, held_out.series, ahead]
        quantiles.append(values[:, None] + scale[:, None] * usual[member, ahead])
    return np.sort(np.stack(quantiles), axis=-1)


def outputs(
    network: Network,
    view: View,
    windows: Windows,
    *,
    horizon: int,
    rng: np.random.Generator,
    gates: Gates,
) -> Iterator[tuple[slice, Floats]]:
    """Yield batches of windows, as slices, and z (M, K, Q, w) at the ends of the w windows of each."""
    precise = network.astype(np.float64)
    for start in range(0, len(windows.series), BATCH_SIZE):
        part = slice(start, start + BATCH_SIZE)
        seen = view.windows(windows.take(part)).astype(float)
        if gates is Gates.STOCHASTIC:
            rngs = rng.spawn(seen.shape[-1])
            z = pooled_draws(
                precise, seen, horizon=horizon, draws=FEW_DRAWS, rngs=rngs, windows_per_pass=SAMPLED_BATCH_SIZE
            )
        else:
            z = last_outputs(precise, seen)
        yield part, z.reshape(len(z), horizon, len(LEVELS), -1)


def _own_folds(z: Floats, examples: Examples, places: Ints) -> Floats:
    """Return the quantiles of every target by the member of each anchor that has not seen it, (A, W, K, Q) in growth units."""
    horizon = z.shape[1]
    fold = examples.folds[places].astype(np.int64)  # (W, K)
    window, ahead = np.arange(len(places))[:, None], np.arange(horizon)
    quantiles = []
    for anchor in range(ANCHOR_COUNT):
        member = anchor * FOLDS + fold
        values = examples.targets[places] - examples.residuals[member, places[:, None], ahead]
        scale = examples.scale[anchor][examples.series[places]]
        quantiles.append(values[..., None] + scale[..., None] * z[member, ahead, :, window])
    return np.stack(quantiles)
