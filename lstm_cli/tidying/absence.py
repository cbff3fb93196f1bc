"""What a time without a row means: a missing count, a zero, or a count that the next row includes."""

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

MAX_STEPS_PER_ROW: Final = 1_000  # more of them mean that a date is wrong ...
MIN_CHECKED: Final = 100_000  # ... unless the table has fewer steps than this in all


def fill_absent(long: Long, job: Job) -> Long:
    """Return a row for every step, where the options say what absent rows mean; rows must be ordered.

    Where each row is an event, a time without a row has a count of 0. Where absent rows mean missing counts, rows without
    a count are added, so that every reader of the table sees the gap.
    """
    absent = job.options.absent or (Absent.ZERO if job.options.count_rows else None)
    if absent is None or (long.at == long.at[:1]).all():
        return long
    return _spread(long, job) if absent == Absent.ACCUMULATE else _filled(long, job, zero=absent == Absent.ZERO)


def without_empty(long: Long, job: Job) -> Long:
    """Drop rows without a count: a later row includes it."""
    return _without(long, ~is_known(long.counts), job)


def _without(long: Long, empty: Bools, job: Job) -> Long:
    """Drop the rows that are ``empty``; DataError if none is left."""
    if not empty.any():
        return long
    if empty.all():
        raise job.stop(Problem(NO_COUNTS, job.path, kind="no-counts"))
    count = int(empty.sum())
    job.ledger.add("empty-rows-dropped", rows=-count, count=count)
    return long.where(~empty)


def _filled(long: Long, job: Job, *, zero: bool) -> Long:
    """Add a row for each step that has none, from the first row of each series on.

    Added rows hold 0 and reach to the last time of the table, or hold no count and reach to the last time of their series.
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

    The first count of a series stays as it is, unless rows without a count come before it.
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
    """Refuse to fill in steps if there are so many that a date must be wrong."""
    if total > max(MAX_STEPS_PER_ROW * len(long), MIN_CHECKED):
        first, last = np.datetime_as_string(np.array([long.at.min(), long.at.max()]), unit="D")
        message = f"{len(long)} rows over {total} steps from {first} to {last}: check the dates, or set a longer step"
        raise job.stop(Problem(message, job.path))
