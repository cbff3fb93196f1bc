"""Read the gates of a run: how far they stand open, what gradient they let through, how long the cell remembers."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Array, Bools, Floats
from lstm_cli.lstm.cell_variants import FREE_UNITS
from lstm_cli.lstm.network import Trace

__all__ = ["OPEN", "SHUT", "GateTotals", "UnitSums", "half_life", "read_gates", "read_units"]

SHUT, OPEN = 0.1, 0.9
FULL: Final = 0.99  # |tanh C| from which the cell shows the same whatever it holds
TINY: Final = 1e-300  # whose logarithm is finite


@dataclass(frozen=True, slots=True)
class GateTotals:
    """Sums over members, free units and steps, a row a series.

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


@dataclass(frozen=True, slots=True)
class UnitSums:
    """Sums over steps, a row a series, for every unit of every member: whatever is read of a gate is made of these.

    steps (N,): how many; value, square, shut, wide (N, M, 4, H): sums of v, of v², of |v| < 0.1 and of |v| > 0.9 for
    input, forget and output gate and candidate; cell, full, log_forget (N, M, H): of |C|, of |tanh C| > 0.99, of ln f.
    """

    steps: Floats
    value: Floats
    square: Floats
    shut: Floats
    wide: Floats
    cell: Floats
    full: Floats
    log_forget: Floats

    def add(self, other: "UnitSums") -> "UnitSums":
        """Return the sums of both, row by row."""
        return UnitSums(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))

    def whole(self) -> "UnitSums":
        """Return the sums over all series as one row."""
        return UnitSums(*(getattr(self, name).sum(axis=0, keepdims=True) for name in self.__slots__))

    @property
    def slope(self) -> Floats:
        """Sums of the derivative (N, M, 4, H): σ' = v - v² of the gates, tanh' = 1 - v² of the candidate."""
        found = self.value - self.square
        found[:, :, 3] = self.steps[:, None, None] - self.square[:, :, 3]
        return np.asarray(np.maximum(found, 0))

    def totals(self) -> GateTotals:
        """Return the sums over members and the units that are free to move."""
        value, shut, wide, slope = (
            one[:, :, :3, FREE_UNITS].sum(axis=(1, 3)) for one in (self.value, self.shut, self.wide, self.slope)
        )
        log_forget = self.log_forget[:, :, FREE_UNITS]
        saturated = self.wide[:, :, 3, FREE_UNITS].sum(axis=(1, 2))
        count = self.steps * float(log_forget[0].size)
        return GateTotals(count, value, shut, wide, slope, saturated, log_forget.sum(axis=(1, 2)))


def read_units(trace: Trace, hidden: int, exists: Bools) -> UnitSums:
    """Sum up a trace over windows of N series; exists (L, N) says which steps are of the series and not padding."""
    steps, members, _, count = trace.gates.shape
    gates = trace.gates.reshape(steps, members, 4, hidden, count)
    size = np.abs(gates)

    def total(values: Array) -> Floats:
        real = exists.reshape(steps, *(1,) * (values.ndim - 2), count)
        return np.asarray(np.moveaxis(values.sum(axis=0, where=real, dtype=float), -1, 0))

    return UnitSums(
        exists.sum(axis=0).astype(float),
        total(gates),
        total(np.square(gates)),
        total(size < SHUT),
        total(size > OPEN),
        total(np.abs(trace.cell[1:])),
        total(np.abs(trace.squashed) > FULL),
        total(np.log(np.maximum(gates[:, :, 1], TINY))),
    )


def read_gates(trace: Trace, hidden: int, exists: Bools) -> GateTotals:
    """Sum up a trace over members and free units, too."""
    return read_units(trace, hidden, exists).totals()


def half_life(mean_log: float) -> float:
    """Return in how many steps a forget gate of this mean logarithm halves what the cell holds; inf if always open."""
    return math.log(0.5) / mean_log if mean_log < 0 else math.inf
