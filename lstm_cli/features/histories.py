"""Histories of a panel of any size, of which only a few series at a time are laid out as matrices."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.features.history import History, history_of
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.packed import lengths_of, release_values, starts_of
from lstm_cli.panel.scale import Scale
from lstm_cli.panel.series import Panel

__all__ = ["Histories", "PanelHistories", "histories_of", "parts", "stretches"]

STRETCH: Final = 200_000  # total steps of the series that are laid out at once: some 10 MB


class Histories(Protocol):
    """N series of at most T steps, and the calendar of K more: a `History`, or a panel that makes one of any series."""

    @property
    def lengths(self) -> Ints:
        """Steps of each series, (N,)."""
        ...

    @property
    def steps(self) -> int:
        """Number of columns T of every history."""
        ...

    @property
    def horizon(self) -> int:
        """Number of calendar steps K after the last observation."""
        ...

    @property
    def frequency(self) -> Frequency:
        """The step between columns."""
        ...

    @property
    def seasons(self) -> tuple[float, ...]:
        """Lengths of the P seasons in steps, shortest first."""
        ...

    @property
    def scale(self) -> Scale:
        """What growth units are of the values."""
        ...

    def take(self, which: Ints, *, calendar: bool = True) -> History:
        """Return the history of some series; without a calendar phases may be 0."""
        ...

    def slots_at(self, series: Ints, step: Ints) -> Ints:
        """Return the slots of n places."""
        ...


@dataclass(frozen=True, slots=True)
class PanelHistories:
    """A panel whose series are laid out on request; lengths, starts (N,): of its series, in slots."""

    panel: Panel
    horizon: int
    steps: int
    lengths: Ints
    starts: Ints

    @property
    def frequency(self) -> Frequency:
        """The step between columns."""
        return self.panel.frequency

    @property
    def seasons(self) -> tuple[float, ...]:
        """Lengths of the P seasons in steps, shortest first."""
        return self.panel.frequency.seasons

    @property
    def scale(self) -> Scale:
        """What growth units are of the values."""
        return self.panel.scale

    def take(self, which: Ints, *, calendar: bool = True) -> History:
        """Return the history of some series, as wide as the history of all."""
        return history_of(self.panel, self.horizon, rows=which, steps=self.steps, calendar=calendar)

    def slots_at(self, series: Ints, step: Ints) -> Ints:
        """Return the slots of n places."""
        return np.asarray((self.starts + self.lengths - self.steps)[series] + step)


def histories_of(panel: Panel, horizon: int) -> Histories:
    """Return the histories of a panel: laid out at once if it is small, else on request."""
    lengths = lengths_of(panel)
    steps = int(lengths.max())
    if len(lengths) * steps <= STRETCH:
        return history_of(panel, horizon)
    return PanelHistories(panel, horizon, steps, lengths, starts_of(panel))


def parts(histories: Histories) -> Iterator[tuple[Ints, History]]:
    """Yield the rows and the history of all series, a few at a time, without a calendar: phases may be 0."""
    for rows in stretches(np.arange(len(histories.lengths)), histories.steps):
        if isinstance(histories, History) and len(rows) == len(histories.lengths):
            yield rows, histories
        else:
            yield rows, histories.take(rows, calendar=False)
            if isinstance(histories, PanelHistories):
                release_values(histories.panel.series)


def stretches(rows: Ints, steps: int, *, at_most: int | None = None) -> Iterator[Ints]:
    """Yield rows in groups with at most ``at_most`` steps together, by default `STRETCH`; steps: of one series."""
    size = max((STRETCH if at_most is None else at_most) // steps, 1)
    return (rows[first : first + size] for first in range(0, len(rows), size))
