"""A model bound to series of a panel: ready to forecast them, and to show its gates."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Floats, Ints
from lstm_cli.anchors.anchor_set import AnchorSet
from lstm_cli.anchors.design_matrix import Design, design_of
from lstm_cli.ensemble.calibration import final_quantiles
from lstm_cli.ensemble.combination import combined
from lstm_cli.ensemble.gate_sampling import pooled_draws
from lstm_cli.ensemble.members import member_quantiles
from lstm_cli.ensemble.model import Model
from lstm_cli.ensemble.units import Bound
from lstm_cli.ensemble.windows import Windows
from lstm_cli.features.histories import stretches
from lstm_cli.features.history import History
from lstm_cli.lstm.cell import GATES
from lstm_cli.lstm.gate_statistics import GateSums, gate_sums, joined
from lstm_cli.lstm.network import Network, Trace, forward
from lstm_cli.lstm.untraced import last_outputs
from lstm_cli.options import DRAWS, Gates
from lstm_cli.panel.series import Panel, Series

__all__ = ["READINGS", "Prepared", "TimeLine"]

READINGS: Final = (*GATES, "cell", "hidden")  # the order of a time line's values
# Series per pass of the networks, so that their buffers stay in the processor's cache. With more than 16 columns, the last
# bits depend on the position of a column in OpenBLAS's float32 kernels for AVX2; with 64, forecasts would take 5 % less time.
BATCH_SIZE: Final = 16
FEATURE_STEPS: Final = 51_200  # total steps of the series whose inputs are computed at once: bounds memory


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The readings of every unit while the networks read one series.

    times (T,) datetime64[s]; counts (T,), NaN where missing; values (6, T, M, H): i, f, o, C̃, C and h.
    """

    name: str
    times: Datetimes
    counts: Floats
    values: Floats


@dataclass(frozen=True, slots=True)
class Prepared:
    """A model and n chosen series of a panel, in the panel's order.

    history: of the chosen series; bound: the members' units bound to them; anchors: of the chosen series, typical ones for
    series that were not in the training data; second: the model's second ensemble, bound to the same series.
    """

    model: Model
    panel: Panel
    series: tuple[Series, ...]
    history: History
    bound: Bound
    network: Network  # float64, of a large panel float32
    anchors: AnchorSet
    second: "Prepared | None" = None

    @property
    def input_groups(self) -> dict[str, tuple[int, ...]]:
        """The columns of each input by its name."""
        return self.model.units.input_groups(self.panel.frequency)

    def design(self, rows: Ints) -> Design:
        """Return the regressors of some of the series."""
        return design_of(self.history.take(rows), self.model.lags)

    def windows(self, rows: Ints, end: Ints, design: Design | None = None) -> tuple[Floats, Floats, Bools]:
        """Return the windows of inputs that end at some steps of some series, and what belongs to them.

        These are inputs (L, D, W) or (L, G, D, W), the scale (A, W, K) of the forecasts from their ends, and where they are
        no padding (L, W). design: the regressors of the series, if they have already been computed.
        """
        chosen, place = np.unique(rows, return_inverse=True)
        view = self.bound.view(chosen, design)
        windows = Windows(place, end, self.model.length)
        steps = windows.steps()
        exists = (steps >= 0) & self.history.exists[rows[:, None], np.maximum(steps, 0)]
        inputs = view.windows(windows).astype(self.network.gates.dtype)
        return inputs, view.scale_at(place, end, self.model.horizon), exists.T

    def newest(self, rows: Ints) -> tuple[Floats, Bools]:
        """Return the inputs that end at the last step of some series, and where they are no padding; see `windows`."""
        inputs, _, exists = self.windows(rows, np.full(len(rows), self.history.steps - 1))
        return inputs, exists

    def run(self, inputs: Floats, *, reuse: Trace | None = None) -> tuple[Floats, Trace]:
        """Run the networks over windows of inputs; return z (M, K·Q, W) at their last steps, and the trace."""
        return forward(self.network, inputs, np.array([len(inputs) - 1]), reuse=reuse)

    def quantiles(self, *, gates: Gates | None = None, draws: int = DRAWS) -> tuple[Floats, GateSums]:
        """Forecast like `growth`, and also return sums of the gates' values (of the values even if gates are sampled)."""
        growth, sums = self._forecast(gates, draws, readings=True)
        if sums is None:
            raise ValueError("there is no series to read")
        return growth, sums

    def growth(self, *, gates: Gates | None = None, draws: int = DRAWS) -> Floats:
        """Forecast from the end of each series; return calibrated quantiles (n, K, 23) in growth units, float64.

        Quantiles are averaged level by level over folds, then over anchors with the calibration's weights; two ensembles
        are combined. gates: None uses them as in training; draws: runs with stochastic gates.
        """
        return self._forecast(gates, draws, readings=False)[0]

    def _forecast(self, gates: Gates | None, draws: int, *, readings: bool) -> tuple[Floats, GateSums | None]:
        """Forecast all series, a few at a time."""
        sampled = draws if (gates or self.model.trained_gates) is Gates.STOCHASTIC else 0
        every = stretches(np.arange(len(self.series)), self.history.steps, at_most=FEATURE_STEPS)
        parts = [self._of_rows(rows, sampled, readings=readings) for rows in every]
        growth = np.concatenate([growth for growth, _ in parts])
        return growth, joined([sums for _, sums in parts if sums is not None])

    def _of_rows(self, rows: Ints, draws: int, *, readings: bool) -> tuple[Floats, GateSums | None]:
        """Forecast some series with both ensembles, on the same anchors."""
        last, design = np.full(len(rows), self.history.steps - 1), self.design(rows)
        anchors = self.anchors.of_series(rows).at(design, np.arange(len(rows)), last)  # (A, F, n, K)
        growth, sums = self.own_quantiles(rows, design, anchors, draws, readings=readings)
        if self.second is None:
            return growth, sums
        others, more = self.second.own_quantiles(rows, design, anchors, draws, readings=readings)
        both = combined(growth, others, inflation=self.second.model.inflation)
        return both, None if sums is None or more is None else sums.add(more)

    def own_quantiles(
        self, rows: Ints, design: Design, anchors: Floats, draws: int, *, readings: bool
    ) -> tuple[Floats, GateSums | None]:
        """Forecast some series with this ensemble alone."""
        horizon = self.model.horizon
        inputs, scale, exists = self.windows(rows, np.full(len(rows), self.history.steps - 1), design)
        z, sums = self._outputs(inputs, exists, readings=readings)
        if draws:
            rngs = [_generator(self.model, self.series[row]) for row in rows]
            z = pooled_draws(self.network, inputs, horizon=horizon, draws=draws, rngs=rngs)
        by_anchor = member_quantiles(z, anchors, scale).mean(axis=1)
        record = design.history.level.max(axis=1)[:, None]
        return final_quantiles(self.model.calibration, by_anchor, record, np.arange(horizon)), sums

    def _outputs(self, inputs: Floats, exists: Bools, *, readings: bool) -> tuple[Floats, GateSums | None]:
        """Run the networks over windows, `BATCH_SIZE` at a time; return z (M, K·Q, W) and the sums of the gates."""
        outputs, sums = [], []
        count = inputs.shape[-1]
        for first in range(0, count, BATCH_SIZE):
            part = inputs[..., first : first + BATCH_SIZE]
            size = part.shape[-1]
            if self.network.gates.dtype == np.float32:  # whose last bits depend on the number of columns of a product
                part = np.pad(part, [(0, 0)] * (inputs.ndim - 1) + [(0, BATCH_SIZE - size)])
            outputs.append(last_outputs(self.network, part)[..., :size])
            if readings:  # from a run of their own, so that the forecast is the same with and without them
                trace = self.run(part)[1]
                real = np.pad(exists[:, first : first + size], [(0, 0), (0, part.shape[-1] - size)])
                sums.append(gate_sums(self.network, trace, real).first(size).pooled())
        return np.concatenate(outputs, axis=-1).astype(float), joined(sums)

    def record(self, rows: Ints, *, reuse: Trace | None = None) -> tuple[Trace, Bools]:
        """Run the networks over the last windows of some series; return the trace, and where it is no padding (L, n)."""
        inputs, exists = self.newest(rows)
        return self.run(inputs, reuse=reuse)[1], exists

    def time_lines(self, rows: Iterable[int]) -> Iterator[TimeLine]:
        """Yield the time line of each series, only one of which is in memory at a time."""
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


def _generator(model: Model, series: Series) -> np.random.Generator:
    """Return the random generator of a series, which does not depend on the other series."""
    return np.random.default_rng([model.seed, zlib.crc32(series.name.encode())])
