"""The trained model: everything that a forecast needs, and the forecast in growth units itself."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Floats, Ints
from lstm_cli.anchors.anchor_set import KINDS, Anchors
from lstm_cli.anchors.ridge import Design, design_of
from lstm_cli.ensemble.calibration import Calibration, final_quantiles
from lstm_cli.ensemble.gate_sampling import pooled_draws
from lstm_cli.ensemble.gate_summary import summarise_gates
from lstm_cli.ensemble.results import GateSummary, TrainingSummary
from lstm_cli.ensemble.trainer import Windows
from lstm_cli.features.history import History, history_of
from lstm_cli.features.network_inputs import network_inputs, series_scaling
from lstm_cli.lstm.gate_statistics import GateTotals, read_gates
from lstm_cli.lstm.network import Network, forward
from lstm_cli.options import DRAWS, LEVELS, Gates
from lstm_cli.panel.series import Panel, Series

__all__ = ["Model", "growth_quantiles", "series_constants"]

AT_ONCE: Final = 256  # series a pass: bounds memory, and changes no number


@dataclass(frozen=True, slots=True)
class Model:
    """An ensemble trained on a panel.

    network: M members, float32, kind by kind of anchor and fold by fold; scale (KINDS, N, K) and scaling (N, 2): of the panel's series; length: steps the network looks back.
    """

    panel: Panel
    seed: int
    network: Network
    anchors: Anchors
    scale: Floats
    scaling: Floats
    change_scale: float
    length: int
    lags: tuple[int, ...]  # seasonal lags among the regressors, in steps
    calibration: Calibration
    best_at: Ints
    summary: TrainingSummary | None  # None where nobody asked for held-out scores, as in a backtest
    trained_gates: Gates = Gates.EXPECTED
    digest: str = ""

    @property
    def horizon(self) -> int:
        """Steps ahead K that the model forecasts."""
        return int(self.scale.shape[2])

    @property
    def scored_summary(self) -> TrainingSummary:
        """The summary of a model that was scored; ValueError for one that was not."""
        if self.summary is None:
            raise ValueError("the model was trained without held-out scores")
        return self.summary

    @property
    def gates(self) -> GateSummary:
        """The gates over the context of all series that the model was trained on; computed when asked for."""
        totals = growth_quantiles(self, self.panel, gates=Gates.EXPECTED)[1]  # values are the same, tossed or not
        return self.gates_of(totals, slice(None), horizon=self.horizon)

    def gates_of(self, totals: GateTotals, rows: slice, *, horizon: int) -> GateSummary:
        """Summarise the gates of some series, beside a forecast of ``horizon`` steps."""
        frequency = self.panel.frequency
        return summarise_gates(totals, rows, frequency=frequency, length=self.length, horizon=horizon)


def growth_quantiles(
    model: Model, panel: Panel, *, gates: Gates | None = None, draws: int = DRAWS
) -> tuple[Floats, GateTotals]:
    """Forecast from the end of each series of a panel: calibrated quantiles (N, K, 23) in growth units, float64.

    Quantiles are averaged over members level by level, then over the kinds of anchor by the calibration's weights.
    gates: as the model was trained, unless said otherwise; stochastic ones are drawn so many times. The gates that are
    reported are always the values, never the draws.
    """
    tossed = draws if (gates or model.trained_gates) is Gates.STOCHASTIC else 0
    history = history_of(panel, model.horizon)
    design = design_of(history, model.lags)
    scale, scaling, anchors = series_constants(model, panel, history)
    inputs = network_inputs(history, scaling, model.change_scale)
    precise = model.network.astype(np.float64)
    parts = [
        _some_quantiles(
            model,
            precise,
            design,
            anchors=anchors,
            inputs=inputs,
            scale=scale,
            rows=slice(start, start + AT_ONCE),
            rngs=[_generator(model, series) for series in panel.series[start : start + AT_ONCE]],
            draws=tossed,
        )
        for start in range(0, len(panel), AT_ONCE)
    ]
    totals = parts[0][1]
    for _, more in parts[1:]:
        totals = totals.join(more)
    kinds = np.concatenate([part[0] for part in parts], axis=1)
    record = np.repeat(history.level.max(axis=1)[:, None], model.horizon, axis=1)
    ahead = np.broadcast_to(np.arange(model.horizon), record.shape)
    return final_quantiles(model.calibration, kinds, record, ahead), totals


def _some_quantiles(
    model: Model,
    network: Network,
    design: Design,
    *,
    anchors: Anchors,
    inputs: NDArray[np.float32],
    scale: Floats,
    rows: slice,
    rngs: Sequence[np.random.Generator],
    draws: int,
) -> tuple[Floats, GateTotals]:
    """Quantiles (KINDS, n, K, Q) for some series, and their gates."""
    history = design.history
    series = np.arange(len(history.lengths))[rows]
    last = np.full(len(series), history.steps - 1)
    windows = Windows(series, last, model.length)
    seen = windows.inputs(inputs).astype(float)
    z, trace = forward(network, seen, np.array([model.length - 1]))
    if draws:
        z = pooled_draws(network, seen, horizon=model.horizon, draws=draws, rngs=rngs)
    z = z.reshape(KINDS, -1, model.horizon, len(LEVELS), len(series)).transpose(0, 1, 4, 2, 3)  # (KINDS, F, n, K, Q)
    quantiles = anchors.newest(design, series)[..., None] + scale[:, None, rows, :, None] * z
    steps = windows.steps()
    exists = (steps >= 0) & history.exists[series[:, None], np.maximum(steps, 0)]
    return np.sort(quantiles, axis=-1).mean(axis=1), read_gates(trace, network.hidden, exists.T)


def _generator(model: Model, series: Series) -> np.random.Generator:
    """Return the source of a series' draws, which does not depend on what stands beside it."""
    return np.random.default_rng([model.seed, zlib.crc32(series.name.encode())])


def series_constants(model: Model, panel: Panel, history: History) -> tuple[Floats, Floats, Anchors]:
    """Scale (KINDS, N, K), level scaling (N, 2) and anchors of a panel's series, typical ones where not trained on."""
    scaling = series_scaling(history)
    scale = np.repeat(np.median(model.scale, axis=1, keepdims=True), len(panel), axis=1)
    trained = {series.name: row for row, series in enumerate(model.panel.series)}
    rows = np.array([trained.get(series.name, -1) for series in panel.series])
    known = rows >= 0
    scale[:, known] = model.scale[:, rows[known]]
    scaling[known] = model.scaling[rows[known]]
    return scale, scaling, replace(model.anchors, smoothing=model.anchors.smoothing.of_series(rows))
