"""Read the gates of a run: how far they stand open, what gradient they let through, how long the cell remembers."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lstm_cli.data import Frequency
from lstm_cli.forecasting.history import Floats
from lstm_cli.forecasting.results import GateReading, GateSummary
from lstm_cli.lstm import Trace

__all__ = ["GateTotals", "read_gates", "summarise_gates"]

SHUT, OPEN = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class GateTotals:
    """Sums over members, units and steps, a row a series.

    count (N,): readings of one gate; value, shut, wide, slope (N, 3): sums of value, of value < 0.1, of value > 0.9
    and of v(1 - v) for input, forget and output gate; saturated (N,): |C̃| > 0.9; log_forget (N,): sum of ln f.
    """

    count: Floats
    value: Floats
    shut: Floats
    wide: Floats
    slope: Floats
    saturated: Floats
    log_forget: Floats

    def join(self, other: "GateTotals") -> "GateTotals":
        """Return the rows of both."""
        fields = (name for name in self.__slots__)
        return GateTotals(*(np.concatenate([getattr(self, name), getattr(other, name)]) for name in fields))

    def rows(self, rows: slice) -> "GateTotals":
        """Return some rows, summed into one."""
        return GateTotals(*(getattr(self, name)[rows].sum(axis=0, keepdims=True) for name in self.__slots__))


def read_gates(trace: Trace, hidden: int, exists: NDArray[np.bool_]) -> GateTotals:
    """Sum up a trace over windows of N series; exists (L, N) says which steps are of the series and not padding."""
    steps, members, _, count = trace.gates.shape
    gates = trace.gates.reshape(steps, members, 4, hidden, count)
    weight = exists[:, None, None, None].astype(float)
    sigmoids = gates[:, :, :3]

    def total(values: Floats) -> Floats:
        return np.asarray((values * weight).sum(axis=(0, 1, 3)).T)

    forget = np.log(np.maximum(gates[:, :, 1:2], 1e-300))
    return GateTotals(
        exists.sum(axis=0) * float(members * hidden),
        total(sigmoids),
        total((sigmoids < SHUT).astype(float)),
        total((sigmoids > OPEN).astype(float)),
        total(sigmoids * (1 - sigmoids)),
        total((np.abs(gates[:, :, 3:]) > OPEN).astype(float))[:, 0],
        total(forget)[:, 0],
    )


def summarise_gates(totals: GateTotals, rows: slice, *, frequency: Frequency, length: int, horizon: int) -> GateSummary:
    """Return the means over some series, and what they mean for a forecast ``horizon`` steps ahead."""
    total = totals.rows(rows)
    count = max(float(total.count[0]), 1.0)
    values = np.stack([total.value[0], total.shut[0], total.wide[0], total.slope[0]]) / count
    opened, kept, passed = (GateReading(*map(float, values[:, gate])) for gate in range(3))
    mean_log = float(total.log_forget[0]) / count
    half_life = math.log(0.5) / mean_log if mean_log < 0 else math.inf
    return GateSummary(
        opened,
        kept,
        passed,
        float(total.saturated[0]) / count,
        half_life,
        frequency.amount(half_life),
        _sentence(half_life, frequency, length, horizon),
    )


def _sentence(half_life: float, frequency: Frequency, length: int, horizon: int) -> str:
    """Say what a half-life means beside the context and the horizon."""
    held, ahead = frequency.amount(half_life), frequency.amount(horizon)
    if half_life > length:
        return f"The cells keep most of what they saw in all {frequency.amount(length)} of context."
    if half_life < 1:
        return f"The cells forget within a step ({held}): the newest count decides."
    if half_life < horizon:
        return f"Memory fades in {held}, within the {ahead} ahead: recent counts decide."
    return f"Memory lasts {held}, longer than the {ahead} ahead: the older past counts, too."
