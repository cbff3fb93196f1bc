"""Checks that arrays from a model file form a valid panel."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from lstm_cli._arrays import Array, Bools, Ints
from lstm_cli._temporary import release
from lstm_cli.panel.frequency import DAY, Frequency
from lstm_cli.panel.packed import MISSING, stretches_of

__all__ = ["check_coherence", "joint_line"]

AT_ONCE: Final = 1 << 18  # steps of series examined at once, to bound memory
MAX_DEVIATION: Final = 0.5  # of a step, exclusive: what `timeline.find_grid` rounds to a whole step


def check_coherence(*, lengths: Ints, starts: Ints, line: Ints, values: Array, frequency: Frequency) -> None:
    """Refuse arrays that form no panel of this frequency.

    Parameters
    ----------
    lengths, starts
        int64 (N,): the number of slots of each series, at least 1, and its first slot, at least 0.
    line
        int64 (S,): the time of every slot that a series has, in seconds since 1970; 0 for the other slots.
    values
        (T,): the values of all series in turn, T being the sum of the lengths; `MISSING` if not known, else at least 0.

    Raises
    ------
    ValueError
        The text says which rule is broken.
    """
    if int(lengths.sum()) != len(values):
        raise ValueError("the lengths of the series do not add up")
    _check_values(lengths, values)
    if len(line) != int((starts + lengths).max()):
        raise ValueError("the time line does not end with the last series")
    change = np.bincount(starts, minlength=len(line) + 1) - np.bincount(starts + lengths, minlength=len(line) + 1)
    seen = np.cumsum(change)[:-1] > 0
    if line[~seen].any():
        raise ValueError("a slot that no series has has a time")
    slot = np.flatnonzero(seen)  # neighbours may be of one series or of two
    if not _keep_step(np.diff(slot), line[slot], frequency).all():
        raise ValueError(f"times are not {frequency.name}")


def _check_values(lengths: Ints, values: Array) -> None:
    """Refuse series that do not begin and end with a known value, or have one below 0; some series at a time."""
    stops = np.cumsum(lengths)
    for low, high in stretches_of(lengths, AT_ONCE):
        begin = int(stops[low] - lengths[low])
        part, ends = values[begin : int(stops[high - 1])], stops[low:high] - begin
        if (part[ends - lengths[low:high]] == MISSING).any() or (part[ends - 1] == MISSING).any():
            raise ValueError("a series does not begin and end with a known count")
        if part.dtype.kind == "f" and ((part < 0) & (part != MISSING)).any():
            raise ValueError("a value is below 0 and yet known")
        release(values)


def joint_line(lengths: Ints, starts: Ints, times: Ints) -> Ints:
    """Return the time of every slot up to the last, 0 if no series has it, from the times of all series in turn (T,).

    Raises
    ------
    ValueError
        Two series have different times at the same slot.
    """
    line = np.zeros(int((starts + lengths).max()), np.int64)
    for part, slots in _slots(lengths, starts):
        line[slots] = times[part]
    if any((line[slots] != times[part]).any() for part, slots in _slots(lengths, starts)):
        raise ValueError("series have different times at the same step")
    return line


def _slots(lengths: Ints, starts: Ints) -> Iterator[tuple[slice, Ints]]:
    """Yield, for some series at a time, where their values lie among all, and the slots of these values."""
    stops = np.cumsum(lengths)
    first = stops - lengths
    size = max(AT_ONCE // int(lengths.max()), 1)
    for low in range(0, len(lengths), size):
        some = slice(low, low + size)
        part = slice(int(first[low]), int(stops[some][-1]))
        yield part, np.repeat(starts[some] - first[some], lengths[some]) + np.arange(part.start, part.stop)


def _keep_step(steps: Ints, time: Ints, frequency: Frequency) -> Bools:
    """Whether consecutive times (T,) are as far apart as their slots, by ``steps`` (T - 1,)."""
    if frequency.months:
        month = time.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
        return np.asarray(np.diff(month) == steps * frequency.months)
    if calendar := frequency.calendar:
        whole = (time[1:] - time[0]) % frequency.seconds == 0
        steps_apart = np.diff(calendar.number(time, phase=int(time[0]) % DAY)) == steps
        return np.asarray(whole & steps_apart & calendar.is_open(time)[1:] & calendar.is_open(time)[0])
    expected = steps * frequency.seconds
    return np.asarray(np.abs(np.diff(time) - expected) < np.maximum(MAX_DEVIATION * expected, 1))
