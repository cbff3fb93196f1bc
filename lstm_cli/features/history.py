"""A panel as right-aligned matrices: the last column holds the last observation of every series, at different dates.

Values are in the growth units of the panel's scale, log(1 + count) for counts. Dates are represented by slots of the panel's
time line and by phases of its seasons.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Array, Bools, Datetimes, Floats, Ints
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.scale import COUNTS, Scale
from lstm_cli.panel.series import Panel, Series

__all__ = ["History", "ahead_of", "carried", "history_of", "smooth", "smooth_values", "smoothed"]

SMOOTHED: Final = 256  # number of series that are smoothed at once: bounds memory
NOTHING: Final = (np.empty(0, "datetime64[s]"), np.empty(0))


@dataclass(frozen=True, slots=True)
class History:
    """N series of at most T steps, and the calendar of K more.

    growth (N, T): g, NaN where missing; level (N, T): g carried forward over gaps, the first g before the start;
    lengths (N,); slots (N, T+K): of the panel's time line; phases (P, N, T+K): position in each season, 0 to 1; frequency:
    the step between columns, which determines the P seasons; scale: converts between values and g.
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

    @property
    def record(self) -> Floats:
        """The highest level of each series up to each step, shape (N, T)."""
        return np.asarray(np.maximum.accumulate(self.level, axis=1))

    def take(self, which: Ints, *, calendar: bool = True) -> "History":  # noqa: ARG002 - for histories that are not laid out
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

    def newest(self, steps: int) -> "History":
        """Return the newest steps of all series, as if the series began there; all steps if there are no more."""
        if steps >= self.steps:
            return self
        first = self.steps - steps
        lengths = np.minimum(self.lengths, steps)
        growth, level, slots = self.growth[:, first:], self.level[:, first:], self.slots[:, first:]
        return History(growth, level, lengths, slots, self.phases[..., first:], self.frequency, self.scale)

    def slots_at(self, series: Ints, step: Ints) -> Ints:
        """Return the slots of n places."""
        return np.asarray(self.slots[series, step])


def history_of(
    panel: Panel, horizon: int, *, rows: Ints | None = None, steps: int | None = None, calendar: bool = True
) -> History:
    """Return the matrices of a panel with ``horizon`` further calendar steps.

    rows: of some series, None for all; steps: T, None for the length of the longest; calendar: whether to compute phases,
    which are 0 otherwise.
    """
    frequency = panel.frequency
    series = panel.series if rows is None else [panel.series[row] for row in rows.tolist()]
    lengths = np.array([len(member) for member in series], dtype=np.int64)
    steps = int(lengths.max()) if steps is None else steps
    exists = np.arange(steps) >= (steps - lengths)[:, None]
    counts, observed = (np.concatenate([getattr(member, name) for member in series]) for name in ("counts", "observed"))
    growth = np.full((len(series), steps), np.nan)
    growth[exists] = np.where(observed, panel.scale.growth_of(counts), np.nan)
    starts = np.array([member.start for member in series], np.int64)
    slots = (starts - steps + lengths)[:, None] + np.arange(steps + horizon)
    phases = np.zeros((len(frequency.seasons), len(series), steps + horizon), dtype=np.float32)
    known: dict[tuple[int, int], tuple[Datetimes, Floats]] = {}
    for row in range(len(series)) if calendar else ():
        member = series[row]
        times, found = known.get((member.start, len(member)), NOTHING)
        if not np.array_equal(times, member.times):  # most series of a panel have the same times
            times, found = member.times, _phases(member, frequency, horizon)
            known[member.start, len(member)] = times, found
        phases[:, row, steps - len(member) :] = found
    return History(growth, carried(growth), lengths, slots, phases, frequency, panel.scale)


def _phases(series: Series, frequency: Frequency, horizon: int) -> Floats:
    """Return the position of each step, and of ``horizon`` more, in each season, (P, len + horizon), 0 to 1."""
    after = frequency.after(series.times[-1], np.arange(1, horizon + 1))
    times = np.concatenate([series.times.astype("datetime64[s]"), after.astype("datetime64[s]")])
    if frequency.months:
        months = times.astype("datetime64[M]").astype(np.int64) % 12
        return np.tile(months / 12, (len(frequency.seasons), 1))
    years = times.astype("datetime64[Y]")
    in_year = (times - years.astype("datetime64[s]")).astype(float) / (365.25 * 86_400)
    seconds = times.astype(np.int64)
    # 1970-01-01 was a Thursday, but the first day of the week does not matter to a harmonic.
    periods = frequency.periods
    rows = [in_year if period > 300 * 86_400 else seconds % period / period for period in periods]
    return np.array(rows).reshape(len(periods), len(times))


def carried(growth: Floats) -> Floats:
    """Carry the last known value forward over gaps, and the first known value back to the beginning."""
    known = ~np.isnan(growth)
    place = np.where(known, np.arange(growth.shape[1]), -1)
    place = np.maximum.accumulate(place, axis=1)
    first = known.argmax(axis=1)
    rows = np.arange(len(growth))
    return np.where(place >= 0, growth[rows[:, None], np.maximum(place, 0)], growth[rows, first][:, None])


def ahead_of(values: Array, horizon: int, *, beyond: float) -> Array:
    """Return a view of the values (N, T) at the K steps after each step, (N, T, K); ``beyond`` after the last step."""
    padded = np.concatenate([values, np.full((len(values), horizon), beyond, values.dtype)], axis=1)
    return np.lib.stride_tricks.sliding_window_view(padded, horizon, axis=1)[:, 1:]


def smooth(history: History, weight: float) -> Floats:
    """Return the exponentially smoothed level (N, T) of the growth values; a missing value does not change it.

    It starts as a running mean (weight 1/n while that is larger), so that the influence of the first value fades quickly.
    """
    return smoothed(history, (weight,))[0]


def smooth_values(history: History, values: Floats, weight: float) -> Floats:
    """Smooth other values (N, T) of a history, NaN where missing, in the same way."""
    return smooth(replace(history, growth=values, level=np.nan_to_num(values)), weight)


def smoothed(history: History, weights: Sequence[float]) -> tuple[Floats, ...]:
    """Return the level (N, T) smoothed with each of some weights, in one pass over the steps of a few series at a time."""
    levels = tuple(np.empty(history.level.shape) for _ in weights)
    for first in range(0, len(history.level), SMOOTHED):
        rows = slice(first, first + SMOOTHED)
        by_step = _smoothed_by_step(history.growth[rows], history.level[rows], weights)
        for place, level in enumerate(levels):
            level[rows] = by_step[:, place].T
    return levels


def _smoothed_by_step(growth: Floats, level: Floats, weights: Sequence[float]) -> Floats:
    """Smooth the levels (n, T) of a few series with each of W weights, (T, W, n)."""
    known = np.ascontiguousarray(~np.isnan(growth).T)  # (T, n): step by step
    values = np.ascontiguousarray(level.T)
    count = np.cumsum(known, axis=0, dtype=float)
    by_step = np.empty((len(values), len(weights), len(level)))
    current, least = np.tile(values[0], (len(weights), 1)), np.array(weights)[:, None]
    is_running_mean, is_known = 1 / np.maximum(count.min(axis=1), 1) > least.min(), np.asarray(known.all(axis=1))
    for step, (now, value) in enumerate(zip(by_step, values, strict=True)):
        share = np.maximum(least, 1 / np.maximum(count[step], 1)) if is_running_mean[step] else least
        changed = current + share * (value - current)
        now[...] = current = changed if is_known[step] else np.where(known[step], changed, current)
    return by_step
