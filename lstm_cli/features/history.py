"""A panel as right-aligned matrices: the last column holds the last observation of every series, at different dates.

Growth units are those of the panel's scale, log(1 + count) of counts. Datetimes come in as slots of the panel's time line and as phases of its seasons.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.scale import COUNTS, Scale
from lstm_cli.panel.series import Panel, Series

__all__ = ["History", "carried", "history_of", "smooth"]


@dataclass(frozen=True, slots=True)
class History:
    """N series of at most T steps, and the calendar of K steps more.

    growth (N, T): g, NaN where missing; level (N, T): g carried forward over gaps, the first g before the start;
    lengths (N,); slots (N, T+K): the panel's time line; phases (P, N, T+K): place in each season, 0 to 1;
    frequency: the step between columns, and with it the P seasons; scale: what g is of the values.
    """

    growth: Floats
    level: Floats
    lengths: Ints
    slots: Ints
    phases: NDArray[np.float32]
    frequency: Frequency
    scale: Scale = COUNTS

    @property
    def steps(self) -> int:
        """Number of columns T."""
        return int(self.growth.shape[1])

    @property
    def horizon(self) -> int:
        """Number of calendar steps K after the last observation."""
        return int(self.slots.shape[1] - self.growth.shape[1])

    @property
    def seasons(self) -> tuple[float, ...]:
        """Lengths of the P seasons in steps, shortest first."""
        return self.frequency.seasons

    @property
    def exists(self) -> Bools:
        """Where a series has begun, shape (N, T)."""
        return np.arange(self.steps) >= (self.steps - self.lengths)[:, None]

    def take(self, which: Ints) -> "History":
        """Return some of the series."""
        return History(
            self.growth[which],
            self.level[which],
            self.lengths[which],
            self.slots[which],
            self.phases[:, which],
            self.frequency,
            self.scale,
        )


def history_of(panel: Panel, horizon: int, *, calendar: Ints | None = None) -> History:
    """Return the matrices of a panel with ``horizon`` further calendar steps.

    calendar: rows of the series whose phases are computed, the others' being 0; left out: all.
    """
    series, frequency = panel.series, panel.frequency
    lengths = np.array([len(member) for member in series], dtype=np.int64)
    steps = int(lengths.max())
    growth = np.full((len(series), steps), np.nan)
    slots = np.zeros((len(series), steps + horizon), dtype=np.int64)
    phases = np.zeros((len(frequency.seasons), len(series), steps + horizon), dtype=np.float32)
    for row, member in enumerate(series):
        first = steps - len(member)
        growth[row, first:] = np.where(member.observed, panel.scale.growth_of(member.counts), np.nan)
        slots[row] = member.start - first + np.arange(steps + horizon)
    for row in range(len(series)) if calendar is None else calendar:
        phases[:, row, steps - lengths[row] :] = _phases(series[row], frequency, horizon)
    return History(growth, carried(growth), lengths, slots, phases, frequency, panel.scale)


def _phases(series: Series, frequency: Frequency, horizon: int) -> Floats:
    """Place of each step, and of ``horizon`` more, in each season: shape (P, len + horizon), 0 to 1."""
    after = frequency.after(series.times[-1], np.arange(1, horizon + 1))
    times = np.concatenate([series.times.astype("datetime64[s]"), after.astype("datetime64[s]")])
    if frequency.months:
        months = times.astype("datetime64[M]").astype(np.int64) % 12
        return np.tile(months / 12, (len(frequency.seasons), 1))
    years = times.astype("datetime64[Y]")
    in_year = (times - years.astype("datetime64[s]")).astype(float) / (365.25 * 86_400)
    seconds = times.astype(np.int64)
    # 1970-01-05 was a Monday; which day a week starts on does not matter to a harmonic.
    periods = frequency.periods
    rows = [in_year if period > 300 * 86_400 else seconds % period / period for period in periods]
    return np.array(rows).reshape(len(periods), len(times))


def carried(growth: Floats) -> Floats:
    """Carry the last known value over gaps; before the first known value stands that value."""
    known = ~np.isnan(growth)
    place = np.where(known, np.arange(growth.shape[1]), -1)
    place = np.maximum.accumulate(place, axis=1)
    first = known.argmax(axis=1)
    rows = np.arange(len(growth))
    return np.where(place >= 0, growth[rows[:, None], np.maximum(place, 0)], growth[rows, first][:, None])


def smooth(history: History, weight: float) -> Floats:
    """Exponentially weighted level (N, T) of the growth values; a missing value leaves the level as it is.

    It starts as a running mean (weight 1/n while that is larger), so that the first value fades quickly.
    """
    level = np.empty_like(history.level)
    current = history.level[:, 0].copy()
    count = np.zeros(len(current))
    for step in range(history.steps):
        known = ~np.isnan(history.growth[:, step])
        count += known
        share = np.maximum(weight, 1 / np.maximum(count, 1))
        current = np.where(known, current + share * (history.level[:, step] - current), current)
        level[:, step] = current
    return level
