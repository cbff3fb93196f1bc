"""The time line of a panel: convert times to slots and slots to times, and find the slots that are over."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Ints
from lstm_cli.panel.frequency import DAY, Frequency
from lstm_cli.panel.series import Panel, TimeStyle
from lstm_cli.panel.slicing import time_line

__all__ = ["Line", "line_of"]

MONDAY: Final = 0
EARLIEST, LATEST = np.datetime64("0001-01-01", "s"), np.datetime64("9999-12-31", "s")


@dataclass(frozen=True, slots=True)
class Line:
    """The times of all slots from the first observation to the last; the frequency extends them in both directions."""

    times: Datetimes
    first: int  # the slot of the first time
    frequency: Frequency
    style: TimeStyle

    def slots(self, times: Datetimes) -> tuple[Ints, Bools]:
        """Return the last slot at or before each time, and whether the time is that of a slot or outside the time line."""
        position = np.searchsorted(self.times, times, side="right") - 1
        early, late = position < 0, times > self.times[-1]
        before, after = (self.frequency.steps_from(end, times) for end in self.times[[0, -1]])
        slot = np.select([early, late], [before, len(self.times) - 1 + np.maximum(after, 1)], position)
        return slot + self.first, early | late | (self.times[np.maximum(position, 0)] == times)

    def at(self, slots: Ints) -> Datetimes:
        """Return the times of slots, including slots before the panel begins or after it ends."""
        place = slots - self.first
        last = len(self.times) - 1
        times = self.times[np.clip(place, 0, last)]
        outside = np.flatnonzero((place < 0) | (place > last))
        if len(outside):
            beyond = np.where(place < 0, place, place - last)[outside]
            times[outside] = self.frequency.after(times[outside], beyond)
        return times

    def write(self, slot: int) -> str:
        """Write the time of a slot as in the data, limited to the years 1 to 9999."""
        return self.style.write(np.clip(self.at(np.array([slot])), EARLIEST, LATEST)[0])

    def passed(self, moments: Datetimes) -> Ints:
        """Return the last slot that was over at each moment.

        A week dated by its last day is over on the next day. Steps dated by their start (those of a day or less, months
        dated by their first day, weeks dated by their Monday) are over when the next one begins.
        """
        slots, exact = self.slots(moments)
        if not self._names_starts():
            return np.asarray(slots - (exact & (self.at(slots) == moments)))
        starts = self.at(slots)
        step = self.frequency
        ends = starts + np.timedelta64(step.seconds, "s") if step.seconds else self.at(slots + 1)
        return np.asarray(slots - (ends > moments))

    def _names_starts(self) -> bool:
        """Whether times are the starts of their steps."""
        step = self.frequency
        if step.months:
            return not step.month_end and step.day == 1
        return step.seconds <= DAY or step.weekday == MONDAY


def line_of(panel: Panel) -> Line:
    """Return the time line of a panel."""
    times = time_line(panel)
    first = int(np.argmax(~np.isnat(times)))
    return Line(times[first:], first, panel.frequency, panel.time_style)
