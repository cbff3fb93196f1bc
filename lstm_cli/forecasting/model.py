"""The trained model: everything that a forecast needs, and the forecast in growth units itself."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli.data import Panel
from lstm_cli.forecasting.anchors import Design, Ridge, design_of
from lstm_cli.forecasting.calibration import Calibration, final_quantiles
from lstm_cli.forecasting.gates import GateTotals, read_gates, summarise_gates
from lstm_cli.forecasting.history import Floats, History, history_of
from lstm_cli.forecasting.inputs import network_inputs, series_scaling
from lstm_cli.forecasting.results import LEVELS, GateSummary, TrainingSummary
from lstm_cli.forecasting.training import Windows
from lstm_cli.lstm import Network, forward

__all__ = ["Model", "growth_quantiles"]

AT_ONCE: Final = 256  # series a pass: bounds memory, and changes no number


@dataclass(frozen=True, slots=True)
class Model:
    """An ensemble trained on a panel.

    network: M = 2·F members, float32, the first F with the simple anchor; simple, ridge: coefficients (F, K, P);
    scale (2, N, K) and scaling (N, 2): of the panel's series; length: steps the network looks back.
    """

    panel: Panel
    seed: int
    network: Network
    simple: Ridge
    ridge: Ridge
    scale: Floats
    scaling: Floats
    change_scale: float
    length: int
    lags: tuple[int, ...]  # seasonal lags among the regressors, in steps
    calibration: Calibration
    best_at: NDArray[np.int64]
    summary: TrainingSummary
    digest: str = ""

    @property
    def horizon(self) -> int:
        """Steps ahead K that the model forecasts."""
        return int(self.scale.shape[2])

    @property
    def gates(self) -> GateSummary:
        """The gates over the context of all series that the model was trained on; computed when asked for."""
        return self.gates_of(growth_quantiles(self, self.panel)[1], slice(None), horizon=self.horizon)

    def gates_of(self, totals: GateTotals, rows: slice, *, horizon: int) -> GateSummary:
        """Summarise the gates of some series, beside a forecast of ``horizon`` steps."""
        frequency = self.panel.frequency
        return summarise_gates(totals, rows, frequency=frequency, length=self.length, horizon=horizon)


def growth_quantiles(model: Model, panel: Panel) -> tuple[Floats, GateTotals]:
    """Forecast from the end of each series of a panel: calibrated quantiles (N, K, 23) in growth units, float64.

    Quantiles are averaged over members level by level, then over the two kinds of anchor by the calibration's share.
    """
    history = history_of(panel, model.horizon)
    design = design_of(history, model.lags)
    scale, scaling = _series_constants(model, panel, history)
    inputs = network_inputs(design, scaling, model.change_scale)
    precise = model.network.astype(np.float64)
    parts = [
        _some_quantiles(model, precise, design, inputs=inputs, scale=scale, rows=slice(start, start + AT_ONCE))
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
    model: Model, network: Network, design: Design, *, inputs: NDArray[np.float32], scale: Floats, rows: slice
) -> tuple[Floats, GateTotals]:
    """Quantiles (2, n, K, Q) of both kinds for some series, and their gates."""
    history = design.history
    series = np.arange(len(history.lengths))[rows]
    last = np.full(len(series), history.steps - 1)
    windows = Windows(series, last, model.length)
    z, trace = forward(network, windows.inputs(inputs).astype(float), np.array([model.length - 1]))
    z = z.reshape(2, -1, model.horizon, len(LEVELS), len(series)).transpose(0, 1, 4, 2, 3)  # (2, F, n, K, Q)
    anchors = np.stack([kind.anchors(design, series, last) for kind in (model.simple, model.ridge)])  # (2, F, n, K)
    quantiles = anchors[..., None] + scale[:, None, rows, :, None] * z
    steps = windows.steps()
    exists = (steps >= 0) & history.exists[series[:, None], np.maximum(steps, 0)]
    return np.sort(quantiles, axis=-1).mean(axis=1), read_gates(trace, network.hidden, exists.T)


def _series_constants(model: Model, panel: Panel, history: History) -> tuple[Floats, Floats]:
    """Scale (2, N, K) and level scaling (N, 2) of a panel's series: as trained, or typical of a series not trained on."""
    scaling = series_scaling(history)
    scale = np.repeat(np.median(model.scale, axis=1, keepdims=True), len(panel), axis=1)
    trained = {series.name: row for row, series in enumerate(model.panel.series)}
    for row, series in enumerate(panel.series):
        if series.name in trained:
            scale[:, row] = model.scale[:, trained[series.name]]
            scaling[row] = model.scaling[trained[series.name]]
    return scale, scaling
