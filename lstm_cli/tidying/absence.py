"""What a time without a row means: not known, none, or counted in the row that follows."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Bools
from lstm_cli.errors import Problem
from lstm_cli.options import Absent
from lstm_cli.panel.assemble import NO_COUNTS
from lstm_cli.tidying.counted import Long
from lstm_cli.tidying.grid import find_steps
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.numbers import MISSING, is_known

__all__ = ["fill_absent", "without_empty"]

MAX_STEPS_PER_ROW: Final = 1_000  # above this a date must be wrong ...
MIN_CHECKED: Final = 100_000  # ... unless there are no more steps than this in all


def fill_absent(long: Long, job: Job) -> Long:
    """Return the rows with one for each step, where the options say what absent ones mean; rows in order.

    Where each row is an event, a time without a row has none. Times that are said to be missing have rows without a count,
    so that whatever reads the table knows it.
    """
    absent = job.options.absent or (Absent.ZERO if job.options.count_rows else None)
    if absent is None or (long.at == long.at[:1]).all():
        return long
    return _spread(long, job) if absent == Absent.ACCUMULATE else _filled(long, job, zero=absent == Absent.ZERO)


def without_empty(long: Long, job: Job) -> Long:
    """Drop rows without a count: what they lack is in a later row."""
    return _without(long, ~is_known(long.counts), job)


def _without(long: Long, empty: Bools, job: Job) -> Long:
    """Drop rows that have no count."""
    if not empty.any():
        return long
    if empty.all():
        raise job.stop(Problem(NO_COUNTS, job.path))
    count = int(empty.sum())
    job.ledger.add("empty-rows-dropped", rows=-count, count=count)
    return long.where(~empty)


def _filled(long: Long, job: Job, *, zero: bool) -> Long:
    """Add a row for each step without one from a series' first row on.

    With 0 up to the last row of the table; without a count up to the last row of the series.
    """
    line, slots = find_steps(long, job)
    starts = long.starts
    last = int(slots.max()) if zero else slots[np.append(starts[1:], len(long)) - 1]
    lengths = last + 1 - slots[starts]
    total = int(lengths.sum())
    _check_size(total, long, job)
    offsets = np.cumsum(lengths) - lengths
    within = np.arange(total) - np.repeat(offsets, lengths)
    place = slots - np.repeat(slots[starts] - offsets, long.lengths)
    counts, row = np.full(total, 0 if zero else MISSING), np.full(total, -1, np.int64)
    counts[place], row[place] = long.counts, long.row
    filled = Long(
        long.names,
        np.repeat(long.series[starts], lengths),
        line[within + np.repeat(slots[starts], lengths)],
        counts,
        row,
    )
    added = total - len(long)
    if added:
        job.ledger.add("absent-zero" if zero else "absent-missing", rows=added, count=added)
    return filled


def _spread(long: Long, job: Job) -> Long:
    """Spread each count evenly, in whole counts, over the steps since the row before.

    The first count of a series stays where it is, unless rows without a count stand before it.
    """
    long = _without(long, ~is_known(long.counts) & long.has_begun, job)
    line, slots = find_steps(long, job)
    known = is_known(long.counts)
    same = (np.diff(long.series, prepend=-1) == 0) & known
    steps = np.where(same, np.diff(slots, prepend=0), 1)
    total = int(steps.sum())
    _check_size(total, long, job)
    ends = np.repeat(np.cumsum(steps), steps)
    back = ends - 1 - np.arange(total)  # steps to the row that holds the count
    size = np.repeat(steps, steps)
    count = np.repeat(np.where(known, long.counts, 0), steps)
    place = size - back  # 1 to size
    part, rest = count // size, count % size
    counts = part + rest * place // size - rest * (place - 1) // size
    counts = np.where(np.repeat(known, steps), counts, np.repeat(long.counts, steps))
    filled = Long(
        long.names,
        np.repeat(long.series, steps),
        line[np.repeat(slots, steps) - back],
        counts,
        np.where(back == 0, np.repeat(long.row, steps), -1),
    )
    job.ledger.add("absent-spread", rows=total - len(long), count=int((steps > 1).sum()), steps=total - len(long))
    return filled


def _check_size(total: int, long: Long, job: Job) -> None:
    """Refuse to fill so many steps that a date must be wrong."""
    if total > max(MAX_STEPS_PER_ROW * len(long), MIN_CHECKED):
        first, last = np.datetime_as_string(np.array([long.at.min(), long.at.max()]), unit="D")
        message = f"{len(long)} rows on {total} steps from {first} to {last}: check the dates, or name a longer step"
        raise job.stop(Problem(message, job.path))
