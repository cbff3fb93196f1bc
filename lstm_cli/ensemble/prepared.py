"""A model ready to be run over the series of a panel, with everything that its gates did kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Bools, Datetimes, Floats, Ints
from lstm_cli.anchors.anchor_set import Anchors
from lstm_cli.ensemble.model import Model, series_constants
from lstm_cli.ensemble.trainer import Windows
from lstm_cli.features.history import History, history_of
from lstm_cli.features.network_inputs import network_inputs
from lstm_cli.lstm.network import Network, Trace, forward
from lstm_cli.panel.series import Panel

__all__ = ["READINGS", "Recorder", "TimeLine", "recorder_of"]

READINGS: Final = ("input", "forget", "output", "candidate", "cell", "hidden")  # order of a time line's values


@dataclass(frozen=True, slots=True)
class TimeLine:
    """What every unit did while one series was read.

    times (T,) datetime64[s]; counts (T,), NaN where missing; values (6, T, M, H): i, f, o, C̃, C and h.
    """

    name: str
    times: Datetimes
    counts: Floats
    values: Floats


@dataclass(frozen=True, slots=True)
class Recorder:
    """A model and the panel that it reads; inputs (N, T, D), scale (KINDS, N, K) and anchors are the panel's."""

    model: Model
    panel: Panel
    history: History
    inputs: NDArray[np.float32]
    network: Network  # float64
    scale: Floats
    anchors: Anchors

    def windows(self, series: Ints, end: Ints) -> tuple[Floats, Bools]:
        """Return what the network sees up to some steps, (L, D, W), and where that is no padding, (L, W)."""
        windows = Windows(series, end, self.model.length)
        steps = windows.steps()
        exists = (steps >= 0) & self.history.exists[series[:, None], np.maximum(steps, 0)]
        return windows.inputs(self.inputs).astype(float), exists.T

    def record(self, rows: Ints, *, reuse: Trace | None = None) -> tuple[Trace, Bools]:
        """Run over what forecasts from the ends of some series see; say where that is no padding, (L, n)."""
        inputs, exists = self.windows(rows, np.full(len(rows), self.history.steps - 1))
        return forward(self.network, inputs, np.array([self.model.length - 1]), reuse=reuse)[1], exists

    def time_lines(self, rows: Iterable[int]) -> Iterator[TimeLine]:
        """Yield what happened in each series, one at a time: no two of them are in memory at once."""
        trace: Trace | None = None
        hidden = self.network.hidden
        for row in rows:
            trace, exists = self.record(np.array([row]), reuse=trace)
            real = exists[:, 0]
            gates = trace.gates[real, :, :, 0]
            gates = gates.reshape(*gates.shape[:2], 4, hidden).transpose(2, 0, 1, 3)
            more = [trace.cell[1:][real, :, :, 0], trace.state[1:, :, :hidden, 0][real]]
            one, size = self.panel.series[row], int(real.sum())
            counts = np.where(one.observed, one.counts.astype(float), np.nan)
            yield TimeLine(one.name, one.times[-size:], counts[-size:], np.concatenate([gates, np.stack(more)]))


def recorder_of(model: Model, panel: Panel) -> Recorder:
    """Prepare a model for a panel."""
    history = history_of(panel, model.horizon)
    scale, scaling, anchors = series_constants(model, panel, history)
    inputs = network_inputs(history, scaling, model.change_scale)
    return Recorder(model, panel, history, inputs, model.network.astype(np.float64), scale, anchors)
