"""Checks that arrays from a model file form a valid panel."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.panel.frequency import DAY, Frequency

__all__ = ["check_coherence", "times_of_slots"]

AT_ONCE: Final = 1 << 18  # steps of series that are looked at at once: bounds memory
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
    line, seen = times_of_slots(lengths, starts, times)
    if any((line[slots] != times[part]).any() for part, slots in _slots(lengths, starts)):
        raise ValueError("series have different times at the same step")
    slot = np.flatnonzero(seen)  # neighbours on the panel's time line, of one series or of two
    steps, time = np.diff(slot), line[slot]
    if not _keep_step(steps, time, frequency).all():
        raise ValueError(f"times are not {frequency.name}")


def times_of_slots(lengths: Ints, starts: Ints, times: Ints) -> tuple[Ints, Bools]:
    """Return the time of every slot up to the last, 0 where no series has it, and which slots a series has."""
    size = int((starts + lengths).max())
    line, seen = np.zeros(size, np.int64), np.zeros(size, np.bool_)
    for part, slots in _slots(lengths, starts):
        line[slots], seen[slots] = times[part], True
    return line, seen


def _slots(lengths: Ints, starts: Ints) -> Iterator[tuple[slice, Ints]]:
    """Yield the slots of some series laid end to end at a time, and where these lie among all."""
    stops = np.cumsum(lengths)
    first = stops - lengths
    size = max(AT_ONCE // int(lengths.max()), 1)
    for low in range(0, len(lengths), size):
        some = slice(low, low + size)
        part = slice(int(first[low]), int(stops[some][-1]))
        yield part, np.repeat(starts[some] - first[some], lengths[some]) + np.arange(part.start, part.stop)


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
