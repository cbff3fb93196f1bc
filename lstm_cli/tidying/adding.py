"""Adding up the rows of one series and time."""

import numpy as np

from lstm_cli.errors import Problem
from lstm_cli.readers.counts import LARGEST
from lstm_cli.tidying.counted import Long
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.numbers import MISSING, is_known, total

__all__ = ["add_up"]


def add_up(long: Long, job: Job) -> Long:
    """Add up the rows of each series and time; rows must be ordered. A sum with a missing part is missing.

    Raises
    ------
    DataError
        A sum is too large for a count.
    """
    again = long.repeated
    if not (job.options.sum or job.options.count_rows) or not again.any():
        return long
    starts = np.flatnonzero(~again)
    known = is_known(long.counts)
    parts = np.where(known, long.counts, 0)
    if np.abs(np.add.reduceat(parts.astype(float), starts)).max() > LARGEST:
        raise job.stop(Problem("a sum exceeds the largest possible count", job.path))
    sums, complete = np.add.reduceat(parts, starts), np.logical_and.reduceat(known, starts)
    added = long.where(starts).with_counts(np.where(complete, sums, MISSING))
    code = "events-counted" if job.options.count_rows else "rows-added"
    job.ledger.add(code, rows=len(added) - len(long), before=len(long), after=len(added))
    broken = ~complete & np.logical_or.reduceat(known, starts)
    if broken.any():
        job.ledger.add("sums-incomplete", counts=-total(sums[broken]), count=int(broken.sum()))
    return added
