"""Checks that arrays from a model file form a valid panel."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.panel.frequency import DAY, Frequency

__all__ = ["check_coherence"]

MAX_DEVIATION: Final = 0.5  # of a step, exclusive: what `timeline.find_grid` rounds to whole steps


def check_coherence(
    *, lengths: Ints, starts: Ints, times: Ints, counts: Ints, observed: Bools, frequency: Frequency
) -> None:
    """Refuse arrays that do not form a panel of this frequency.

    Parameters
    ----------
    lengths, starts
        int64 (N,): how many slots each series has, at least 1, and which is its first, at least 0.
    times, counts, observed
        int64 seconds since 1970, int64 and bool (T,): the series laid end to end, T the sum of the lengths.

    Raises
    ------
    ValueError
        With the rule that is broken.
    """
    stops = np.cumsum(lengths)
    first = stops - lengths
    if not (observed[first] & observed[stops - 1]).all():
        raise ValueError("a series does not begin and end with a known count")
    if counts[~observed].any():
        raise ValueError("a count is not known and yet not 0")
    slots = np.repeat(starts - first, lengths) + np.arange(len(times))
    line, seen = np.zeros(int(slots.max()) + 1, np.int64), np.zeros(int(slots.max()) + 1, np.bool_)
    line[slots], seen[slots] = times, True
    if (line[slots] != times).any():
        raise ValueError("series have different times at the same step")
    slot = np.flatnonzero(seen)  # neighbours on the panel's time line, of one series or of two
    steps, time = np.diff(slot), line[slot]
    if not _keep_step(steps, time, frequency).all():
        raise ValueError(f"times are not {frequency.name}")


def _keep_step(steps: Ints, time: Ints, frequency: Frequency) -> Bools:
    """Whether consecutive times (T,) are as far apart as their slots, ``steps`` (T - 1,)."""
    if frequency.months:
        month = time.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
        return np.asarray(np.diff(month) == steps * frequency.months)
    if calendar := frequency.calendar:
        whole = (time[1:] - time[0]) % frequency.seconds == 0
        steps_apart = np.diff(calendar.number(time, phase=int(time[0]) % DAY)) == steps
        return np.asarray(whole & steps_apart & calendar.is_open(time)[1:] & calendar.is_open(time)[0])
    expected = steps * frequency.seconds
    return np.asarray(np.abs(np.diff(time) - expected) < np.maximum(MAX_DEVIATION * expected, 1))
