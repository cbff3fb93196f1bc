"""Rows of one series and time added up."""

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.errors import Problem
from lstm_cli.readers.counts import LARGEST
from lstm_cli.tidying.counted import Long
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.numbers import MISSING, is_known, total

__all__ = ["add_up", "keys_of"]


def keys_of(long: Long) -> Ints:
    """Return a number for each series and time."""
    times, at = np.unique(long.at, return_inverse=True)
    return np.asarray(long.series * len(times) + at)


def add_up(long: Long, job: Job) -> Long:
    """Add up the rows of each series and time, in order; a sum with a part that is missing is missing.

    Raises
    ------
    DataError
        A sum is too large for a count.
    """
    long = long.ordered()
    if not (job.options.sum or job.options.count_rows):
        return long
    starts = np.flatnonzero(np.diff(keys_of(long), prepend=-1))
    if len(starts) == len(long):
        return long
    known = is_known(long.counts)
    sums = np.add.reduceat(np.where(known, long.counts, 0), starts)
    if np.add.reduceat(np.where(known, long.counts, 0).astype(float), starts).max() > LARGEST:
        raise job.stop(Problem("a sum is larger than any count may be", job.path))
    whole_sum = np.logical_and.reduceat(known, starts)
    added = long.where(starts)
    added = Long(added.names, added.series, added.at, np.where(whole_sum, sums, MISSING), added.row)
    lost = int((~whole_sum).sum() - (~known).sum()) if (~whole_sum).any() else 0
    code = "events-counted" if job.options.count_rows else "rows-added"
    job.ledger.add(code, rows=len(added) - len(long), before=len(long), after=len(added))
    gone = total(sums[~whole_sum])
    if gone or lost > 0:
        job.ledger.add("sums-incomplete", counts=-gone, count=int((~whole_sum).sum()))
    return added
