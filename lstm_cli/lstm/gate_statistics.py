"""Statistics of the gates over a run: how far each is open, what gradient it passes, how long the cell remembers.

There are two records: `GateSums` add up over passes, steps and series, and `GateStatistics` are the means computed from
them. Both have an entry for each unit of each member, or one entry for all units together.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeVar

import numpy as np

from lstm_cli._arrays import Array, Bools, ByValue, Floats
from lstm_cli.lstm.cell import CANDIDATE, FORGET, GATES
from lstm_cli.lstm.cell_variants import own_gates
from lstm_cli.lstm.constant_unit import FREE_UNITS
from lstm_cli.lstm.network import Network, Trace
from lstm_cli.options import Cell

__all__ = ["GateStatistics", "GateSums", "gate_sums", "half_life", "joined"]

BELOW, ABOVE = 0.1, 0.9  # limits of a nearly shut and of a nearly open gate
FULL: Final = 0.99  # |tanh C| from which a larger cell state hardly changes the output
SATURATED_SHARE: Final = 0.99  # share of readings from which a gate counts as dead, or as always on
TINY: Final = 1e-300  # keeps logarithms finite

Record = TypeVar("Record", "GateSums", "GateStatistics")


@dataclass(frozen=True, slots=True, eq=False)
class GateStatistics(ByValue):
    """Means over the readings of the gates of a kind of cell.

    Shapes end in U: (M, H) for every unit of every member, () for the free units of all members together. The first axis
    has the gates in the order of `lstm_cli.lstm.cell.GATES`.
    """

    cell: Cell
    mean: Floats  # (4, *U)
    spread: Floats  # (4, *U), standard deviation of the readings
    share_below: Floats  # (4, *U), share of readings below 0.1; for the candidate, of |C̃|
    share_above: Floats  # (4, *U), share above 0.9
    mean_derivative: Floats  # (4, *U), mean σ' = v(1 − v) ≤ ¼; for the candidate tanh' = 1 − v² ≤ 1
    mean_cell_size: Floats  # U, mean |C|
    share_cell_full: Floats  # U, share of |tanh C| above 0.99
    half_life: Floats  # U, steps after which the forget gate has halved the cell state, ln ½ / mean ln f; inf if f is 1

    @property
    def free(self) -> "GateStatistics":
        """The units that did not start as constants, U = (M, H - 1); constant units show nothing learned."""
        return _each_array(self, lambda values: values[..., FREE_UNITS])

    @property
    def dead(self) -> Bools:
        """Which gates (4, *U) are below 0.1 in 99 % of their readings or more."""
        return np.asarray(self.share_below >= SATURATED_SHARE)

    @property
    def always_on(self) -> Bools:
        """Which gates (4, *U) are above 0.9 in 99 % of their readings or more."""
        return np.asarray(self.share_above >= SATURATED_SHARE)

    @property
    def rows(self) -> tuple[tuple[int, str], ...]:
        """The row and the name of each gate that the cell has."""
        return tuple((gate, GATES[gate]) for gate in own_gates(self.cell))

    @property
    def has_forget_gate(self) -> bool:
        """Whether the cell has a forget gate; without one every half-life is inf."""
        return FORGET in own_gates(self.cell)


@dataclass(frozen=True, slots=True)
class GateSums:
    """Sums over the readings of N series; U as in `GateStatistics`."""

    cell: Cell
    count: Floats  # (N,), number of readings in each sum
    value: Floats  # (N, 4, *U), of v
    square: Floats  # (N, 4, *U), of v²
    below: Floats  # (N, 4, *U), number of |v| < 0.1
    above: Floats  # (N, 4, *U), number of |v| > 0.9
    cell_size: Floats  # (N, *U), of |C|
    cell_full: Floats  # (N, *U), number of |tanh C| > 0.99
    log_forget: Floats  # (N, *U), of ln f

    def add(self, other: "GateSums") -> "GateSums":
        """Add the sums of another record, series by series."""
        return replace(self, **{name: getattr(self, name) + getattr(other, name) for name in _arrays(self)})

    def first(self, count: int) -> "GateSums":
        """Return the sums of the first ``count`` series."""
        return _each_array(self, lambda values: values[:count])

    def total(self) -> "GateSums":
        """Return the sums over all series as those of a single series."""
        return _each_array(self, lambda values: values.sum(axis=0, keepdims=True))

    def pooled(self) -> "GateSums":
        """Return the sums over members and free units, U = (), which are small enough to keep for thousands of series."""
        free = {name: getattr(self, name)[..., FREE_UNITS] for name in _arrays(self) if name != "count"}
        units = free["log_forget"][0].size
        return replace(
            self, count=self.count * float(units), **{name: values.sum(axis=(-2, -1)) for name, values in free.items()}
        )

    def statistics(self, series: slice = slice(None)) -> GateStatistics:
        """Return the means over all readings of some series."""
        count = float(self.count[series].sum())

        def mean(sums: Floats) -> Floats:
            return np.asarray(sums[series].sum(axis=0) / count)

        value, square = mean(self.value), mean(self.square)
        derivative = value - square
        derivative[CANDIDATE] = 1 - square[CANDIDATE]
        return GateStatistics(
            cell=self.cell,
            mean=value,
            spread=np.sqrt(np.maximum(square - value**2, 0)),
            share_below=mean(self.below),
            share_above=mean(self.above),
            mean_derivative=np.maximum(derivative, 0),
            mean_cell_size=mean(self.cell_size),
            share_cell_full=mean(self.cell_full),
            half_life=half_life(mean(self.log_forget)),
        )


def joined(parts: Sequence[GateSums]) -> GateSums | None:
    """Return the series of all parts in one record; None if there is no part."""
    if not parts:
        return None
    arrays: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts]) for name in _arrays(parts[0])
    }
    return replace(parts[0], **arrays)


def _arrays(record: Record) -> list[str]:
    """Return the names of the fields that are arrays."""
    return [entry.name for entry in fields(record) if entry.name != "cell"]


def _each_array(record: Record, change: Callable[[Any], Any]) -> Record:
    """Return the record with a function applied to every array."""
    return replace(record, **{name: change(getattr(record, name)) for name in _arrays(record)})


def gate_sums(network: Network, trace: Trace, exists: Bools) -> GateSums:
    """Sum the readings of a run over windows of N series for every unit, U = (M, H).

    trace: from `forward`, (T, M, rows, N); exists (T, N): which steps are no padding.
    """
    steps, members, _, count = trace.gates.shape
    gates = trace.gates.reshape(steps, members, 4, network.hidden, count)
    size = np.abs(gates)

    def total(values: Array) -> Floats:  # (T, M, ..., H, N) to (N, M, ..., H)
        real = exists.reshape(steps, *(1,) * (values.ndim - 2), count)
        return np.moveaxis(np.asarray(values.sum(axis=0, where=real, dtype=float)), -1, 0)

    def by_gate(values: Array) -> Floats:  # (T, M, 4, H, N) to (N, 4, M, H)
        return np.swapaxes(total(values), 1, 2)

    return GateSums(
        cell=network.cell,
        count=exists.sum(axis=0).astype(float),
        value=by_gate(gates),
        square=by_gate(np.square(gates)),
        below=by_gate(size < BELOW),
        above=by_gate(size > ABOVE),
        cell_size=total(np.abs(trace.cell[1:])),
        cell_full=total(np.abs(trace.squashed) > FULL),
        log_forget=total(np.log(np.maximum(gates[:, :, FORGET], TINY))),
    )


def half_life(mean_log: Floats) -> Floats:
    """Return the half-life in steps of a cell whose forget gate has this mean logarithm; inf if it is always open.

    >>> half_life(np.log([0.5, 1.0])).tolist()
    [1.0, inf]
    """
    logs = np.asarray(mean_log, float)
    return np.asarray(np.divide(math.log(0.5), logs, out=np.full(logs.shape, np.inf), where=logs < 0))
