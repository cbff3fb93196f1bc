"""A model bound to a panel: ready to run over its series, for forecasts and for inspecting its gates."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Floats, Ints
from lstm_cli.anchors.anchor_set import ANCHOR_COUNT, AnchorSet
from lstm_cli.anchors.design_matrix import Design, design_of
from lstm_cli.ensemble.calibration import combined, final_quantiles
from lstm_cli.ensemble.gate_sampling import pooled_draws
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.units import Bound
from lstm_cli.ensemble.windows import Windows
from lstm_cli.features.anchor_inputs import series_of_means
from lstm_cli.features.folds import FOLDS
from lstm_cli.features.history import History, history_of
from lstm_cli.lstm.cell import GATES
from lstm_cli.lstm.gate_statistics import GateStatistics, GateSums, gate_sums
from lstm_cli.lstm.network import Network, Trace, forward
from lstm_cli.options import DRAWS, LEVELS, Gates
from lstm_cli.panel.series import Panel, Series

__all__ = ["READINGS", "Prepared", "TimeLine", "prepare", "training_gates"]

READINGS: Final = (*GATES, "cell", "hidden")  # order of a time line's values
BATCH_SIZE: Final = 64  # series a pass: bounds memory


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
class Prepared:
    """A model and n chosen series of a panel, in the panel's order.

    history: of the chosen series; bound: the members' units on the panel; anchors: those of the chosen series, typical ones
    for a series that was not in the training data; second: the model's second ensemble, bound to the same.
    """

    model: Model
    panel: Panel
    series: tuple[Series, ...]
    history: History
    bound: Bound
    network: Network  # float64
    anchors: AnchorSet
    second: "Prepared | None" = None

    @property
    def input_groups(self) -> dict[str, tuple[int, ...]]:
        """The columns of each input by its name."""
        return self.model.units.input_groups(self.panel.frequency)

    def design(self, rows: Ints) -> Design:
        """Return the regressors of some of the series."""
        return design_of(self.history.take(rows), self.model.lags)

    def windows(self, rows: Ints, end: Ints) -> tuple[Floats, Bools]:
        """Return the windows of inputs that end at some steps, (L, D, W) or (L, G, D, W), and where they are real (L, W)."""
        inputs, _, exists = self.seen(rows, end)
        return inputs, exists

    def seen(self, rows: Ints, end: Ints) -> tuple[Floats, Floats, Bools]:
        """Return the windows of inputs, the scale of the forecasts from their ends (A, W, K), and where they are real."""
        chosen, place = np.unique(rows, return_inverse=True)
        view = self.bound.view(chosen)
        windows = Windows(place, end, self.model.length)
        steps = windows.steps()
        exists = (steps >= 0) & self.history.exists[rows[:, None], np.maximum(steps, 0)]
        return view.windows(windows).astype(float), view.scale_at(place, end, self.model.horizon), exists.T

    def newest(self, rows: Ints) -> tuple[Floats, Bools]:
        """Return the windows that end at the last step of some series, as `windows` does."""
        return self.windows(rows, np.full(len(rows), self.history.steps - 1))

    def run(self, inputs: Floats, *, reuse: Trace | None = None) -> tuple[Floats, Trace]:
        """Run over windows of inputs: z (M, K·Q, W) at their last steps, and the trace."""
        return forward(self.network, inputs, np.array([len(inputs) - 1]), reuse=reuse)

    def quantiles(self, *, gates: Gates | None = None, draws: int = DRAWS) -> tuple[Floats, GateSums]:
        """Forecast from the end of each series: calibrated quantiles (n, K, 23) in growth units, float64.

        Quantiles are averaged over folds level by level, then over anchors by the calibration's weights; two ensembles
        are combined. gates: as the model was trained, unless given; stochastic ones are drawn so many times. The gate
        statistics always use the values, never the draws.
        """
        growth, sums = self._own_quantiles(gates, draws)
        if self.second is None:
            return growth, sums
        others, more = self.second.quantiles(gates=gates, draws=draws)
        return combined(growth, others), sums.add(more)

    def _own_quantiles(self, gates: Gates | None, draws: int) -> tuple[Floats, GateSums]:
        """Forecast with the members of this ensemble alone."""
        sampled = draws if (gates or self.model.trained_gates) is Gates.STOCHASTIC else 0
        count, horizon = len(self.series), self.model.horizon
        parts = [
            self._batch_quantiles(np.arange(start, min(start + BATCH_SIZE, count)), sampled)
            for start in range(0, count, BATCH_SIZE)
        ]
        sums = parts[0][1]
        for _, batch_sums in parts[1:]:
            sums = sums.join(batch_sums)
        by_anchor = np.concatenate([part[0] for part in parts], axis=1)
        record = np.repeat(self.history.level.max(axis=1)[:, None], horizon, axis=1)
        ahead = np.broadcast_to(np.arange(horizon), record.shape)
        return final_quantiles(self.model.calibration, by_anchor, record, ahead), sums

    def _batch_quantiles(self, rows: Ints, draws: int) -> tuple[Floats, GateSums]:
        """Quantiles (A, n, K, Q) of some series, and their gates."""
        horizon = self.model.horizon
        last = np.full(len(rows), self.history.steps - 1)
        inputs, scale, exists = self.seen(rows, last)
        z, trace = self.run(inputs)
        if draws:
            rngs = [_generator(self.model, self.series[row]) for row in rows]
            z = pooled_draws(self.network, inputs, horizon=horizon, draws=draws, rngs=rngs)
        z = z.reshape(ANCHOR_COUNT, FOLDS, horizon, len(LEVELS), len(rows)).transpose(0, 1, 4, 2, 3)
        anchors = self.anchors.of_series(rows).at(self.design(rows), np.arange(len(rows)), last)  # (A, F, n, K)
        quantiles = anchors[..., None] + scale[:, None, :, :, None] * z
        return np.sort(quantiles, axis=-1).mean(axis=1), gate_sums(self.network, trace, exists).pooled()

    def record(self, rows: Ints, *, reuse: Trace | None = None) -> tuple[Trace, Bools]:
        """Run over the last windows of some series; return the trace, and where it is not padding (L, n)."""
        inputs, exists = self.newest(rows)
        return self.run(inputs, reuse=reuse)[1], exists

    def time_lines(self, rows: Iterable[int]) -> Iterator[TimeLine]:
        """Yield what happened in each series, one at a time: no two of them are in memory at once."""
        trace: Trace | None = None
        hidden = self.network.hidden
        for row in rows:
            trace, exists = self.record(np.array([row]), reuse=trace)
            real = exists[:, 0]
            gates = trace.gates[real, :, :, 0]
            gates = gates.reshape(*gates.shape[:2], 4, hidden).transpose(2, 0, 1, 3)
            states = [trace.cell[1:][real, :, :, 0], trace.state[1:, :, :hidden, 0][real]]
            series, size = self.series[row], int(real.sum())
            counts = np.where(series.observed, series.counts.astype(float), np.nan)
            yield TimeLine(series.name, series.times[-size:], counts[-size:], np.concatenate([gates, np.stack(states)]))


def prepare(model: Model, panel: Panel, rows: Sequence[int] | None = None) -> Prepared:
    """Bind a model to a panel, or to some of its series.

    Of the other series only the levels are read, for the panel's mean among the inputs.
    """
    chosen = np.arange(len(panel)) if rows is None else np.array(rows, np.int64)
    calendar = np.union1d(chosen, series_of_means(len(panel)))
    panel = panel if panel.scale == model.panel.scale else replace(panel, scale=model.panel.scale)
    history = history_of(panel, model.horizon, calendar=calendar)
    trained = {series.name: row for row, series in enumerate(model.panel.series)}
    place = np.array([trained.get(series.name, -1) for series in panel.series])
    anchors = model.anchors.of_series(place)
    times = np.zeros(history.growth.shape, np.int64)
    for row, series in enumerate(panel.series):
        times[row, history.steps - len(series) :] = series.times.astype("datetime64[s]").astype(np.int64)

    def bound(ensemble: Model, second: Prepared | None = None) -> Prepared:
        units = ensemble.units.of_series(place, history)
        return Prepared(
            ensemble,
            panel,
            tuple(panel.series[row] for row in chosen),
            history.take(chosen),
            units.bind(history, chosen, times, anchors=anchors, lags=model.lags),
            ensemble.network.astype(np.float64),
            anchors.of_series(chosen),
            second,
        )

    return bound(model, None if model.second is None else bound(model.second))


def training_gates(model: Model) -> GateStatistics:
    """Return the gates over the context of all series that the model was trained on."""
    sums = prepare(model, model.panel).quantiles(gates=Gates.EXPECTED)[1]  # values are the same, sampled or not
    return sums.statistics()


def _generator(model: Model, series: Series) -> np.random.Generator:
    """Return the generator of a series' draws, which does not depend on the other series."""
    return np.random.default_rng([model.seed, zlib.crc32(series.name.encode())])
