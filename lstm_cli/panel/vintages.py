"""A panel in vintages: what was known at each time of publication, and which vintage first reported a step.

A vintage is the state after all rows published by then: the newest row of each series and time. A row without a value
withdraws an earlier one. All states share the slots of the newest.
"""

from dataclasses import dataclass, replace

import numpy as np

from lstm_cli._arrays import Bools, ByValue, Datetimes, Ints, Values
from lstm_cli.panel.series import Panel, Series
from lstm_cli.panel.slicing import last_slot, time_line

__all__ = ["State", "Vintages"]


@dataclass(frozen=True, slots=True)
class State:
    """What was known up to a slot: the series that had begun, and their indices among all ``of`` series."""

    panel: Panel
    rows: tuple[int, ...]
    of: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Vintages(ByValue):
    """Rows of V vintages, in order of publication, and the newest state.

    series, slot, value, vintage (R,): a row's series and slot in the newest state, its value (-1 if withdrawn) and vintage;
    as_of (V,): datetime64[s], increasing. Rows of vintage V are the outcome, which was known after all others.
    """

    newest: Panel
    as_of: Datetimes
    series: Ints
    slot: Ints
    value: Values
    vintage: Ints
    source: str

    def __repr__(self) -> str:
        write = self.newest.time_style.write
        published = f", {write(self.as_of[0])} to {write(self.as_of[-1])}" if len(self.as_of) else ""
        return f"Vintages({len(self.as_of)} vintages{published}, {len(self.newest)} series)"

    def values(self, vintage: int) -> Values:
        """Return the values (N, S) of a vintage, -1 if it had none."""
        known = np.full((len(self.newest), last_slot(self.newest) + 1), -1, self.value.dtype)
        rows = slice(0, int(np.searchsorted(self.vintage, vintage, side="right")))
        known[self.series[rows], self.slot[rows]] = self.value[rows]  # the last of several assignments stays
        return known

    def reporting(self) -> dict[int, int]:
        """Return the vintage from which a forecaster would have worked at each cutoff, if there is one.

        It is the first vintage in which at least half of the series have a value at that slot, provided that no later slot is
        reported so by then.
        """
        total = len(self.as_of)
        ordered = np.sort(self.first_reports(), axis=0)
        known = (ordered < total).sum(axis=0)
        half = np.where(known > 0, ordered[np.maximum(known - 1, 0) // 2, np.arange(len(known))], total)
        later = np.minimum.accumulate(np.append(half, total)[::-1])[::-1][1:]  # of all later slots the earliest
        return {int(at): int(half[at]) for at in np.flatnonzero(half < later)}

    def first_reports(self) -> Ints:
        """Return the first vintage (N, S) with a value of each series and slot, V if none has."""
        first = np.full((len(self.newest), last_slot(self.newest) + 1), len(self.as_of))
        known = np.flatnonzero(self.value >= 0)[::-1]
        first[self.series[known], self.slot[known]] = self.vintage[known]
        return first

    def state(self, vintage: int, slot: int) -> State:
        """Return what a vintage had up to a slot, with the frequency, columns and scale of the newest state."""
        known = self.values(vintage)[:, : slot + 1]
        line = time_line(self.newest)
        rows = tuple(np.flatnonzero((known >= 0).any(axis=1)).tolist())
        members = tuple(_series(self.newest.series[row].name, known[row], known[row] >= 0, line) for row in rows)
        return State(replace(self.newest, series=members, notes=()), rows, len(self.newest))


def _series(name: str, values: Values, known: Bools, line: Datetimes) -> Series:
    """Return a series from its values on the time line."""
    slots = np.flatnonzero(known)
    span = slice(int(slots[0]), int(slots[-1]) + 1)
    observed = known[span]
    return Series(name, line[span], np.where(observed, values[span], 0), observed, span.start)
