"""What every unit of every member did, pooled over series and steps: the figures that a diagnosis shows."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Floats
from lstm_cli.lstm.cell_variants import FREE_UNITS
from lstm_cli.lstm.gate_statistics import UnitSums, half_life
from lstm_cli.options import Cell

__all__ = ["GATE_NAMES", "GateFigures", "UnitTable", "gate_figures", "own_gates", "unit_table"]

GATE_NAMES: Final = ("input", "forget", "output", "candidate")
NEARLY_ALWAYS: Final = 0.99  # share of readings from which a gate counts as dead, or as always on


@dataclass(frozen=True, slots=True)
class GateFigures:
    """One gate over all free units, members, series and steps; of the candidate the size |C̃| is taken for the shares."""

    name: str
    mean: float
    spread: float  # standard deviation of the readings
    below: float  # share below 0.1
    above: float  # share above 0.9
    derivative: float  # mean σ' ≤ ¼; of the candidate mean tanh' ≤ 1
    dead: int  # units below 0.1 in 99 % of their readings or more
    always_on: int  # units above 0.9 in as many


@dataclass(frozen=True, slots=True)
class UnitTable:
    """Figures of M members' H units: (M, 4, H) for each gate in the order of `GATE_NAMES`, else (M, H).

    cell: mean |C|; full: share of |tanh C| above 0.99; half_life: steps in which the forget gate halves the cell.
    """

    mean: Floats
    spread: Floats
    below: Floats
    above: Floats
    derivative: Floats
    cell: Floats
    full: Floats
    half_life: Floats

    @property
    def free(self) -> "UnitTable":
        """The units that did not start as a constant: what the constant ones do says nothing of what was learned."""
        return UnitTable(*(getattr(self, name)[..., FREE_UNITS] for name in self.__slots__))

    @property
    def dead(self) -> Bools:
        """Which gates (M, 4, H) are nearly always shut."""
        return self.below >= NEARLY_ALWAYS

    @property
    def always_on(self) -> Bools:
        """Which gates (M, 4, H) are nearly always open."""
        return self.above >= NEARLY_ALWAYS


def unit_table(sums: UnitSums) -> UnitTable:
    """Turn sums over series and steps into means of every unit."""
    total = sums.whole()
    steps = max(float(total.steps[0]), 1.0)
    mean, square, below, above, slope = (
        one[0] / steps for one in (total.value, total.square, total.shut, total.wide, total.slope)
    )
    spread = np.sqrt(np.maximum(square - mean**2, 0))
    lasting = np.vectorize(half_life, otypes=[float])(total.log_forget[0] / steps)
    return UnitTable(mean, spread, below, above, slope, total.cell[0] / steps, total.full[0] / steps, lasting)


def own_gates(cell: Cell) -> tuple[int, ...]:
    """Return the places in `GATE_NAMES` of the gates that a kind of cell has: the f of a cec is 1."""
    return (0, 2, 3) if cell is Cell.CEC else (0, 1, 2, 3)


def gate_figures(table: UnitTable, cell: Cell = Cell.LSTM) -> tuple[GateFigures, ...]:
    """Average the units of each gate that a cell has; every unit was read equally often."""
    square = table.spread**2 + table.mean**2
    return tuple(
        GateFigures(
            GATE_NAMES[gate],
            mean := float(table.mean[:, gate].mean()),
            float(np.sqrt(max(float(square[:, gate].mean()) - mean**2, 0.0))),
            float(table.below[:, gate].mean()),
            float(table.above[:, gate].mean()),
            float(table.derivative[:, gate].mean()),
            int(table.dead[:, gate].sum()),
            int(table.always_on[:, gate].sum()),
        )
        for gate in own_gates(cell)
    )
