"""Leaves out series that cannot be read, and names them, if the options ask for it."""

import numpy as np

from lstm_cli.errors import DataError, on_line
from lstm_cli.problems import shown
from lstm_cli.remarks import Remark, first_names
from lstm_cli.tidying.counted import Counted, Long
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.numbers import FIRST_UNREAD, is_negative, is_unread, with_point

__all__ = ["without_bad"]


def without_bad(long: Long, counted: Counted, job: Job, *, negative: bool) -> Long:
    """Leave out series with a cell that cannot be read, if the options ask for it; with ``negative``, a negative count, too.

    Raises
    ------
    DataError
        No series is left.
    """
    if not job.options.skip_bad_series:
        return long
    bad = np.isnat(long.at) | is_unread(long.counts)
    if negative and job.options.negative is None:
        bad |= is_negative(long.counts)
    if not bad.any():
        return long
    present, spoiled = np.zeros((2, len(long.names)), np.bool_)
    present[long.series] = True
    spoiled[long.series[bad]] = True
    if not (present & ~spoiled).any():
        raise DataError("every series has a cell that cannot be read: none is left", path=job.path)
    names = sorted(long.names[at] for at in np.flatnonzero(spoiled).tolist())
    reason = _reason(long, counted, int(np.argmax(bad)), job)
    kept = ~spoiled[long.series]
    dropped = long.where(~kept)
    remark = Remark("series-skipped", {**first_names(names), "of": int(present.sum()), "reason": reason})
    job.ledger.enter(remark, rows=-len(dropped), counts=-dropped.total)
    return long.where(kept).ordered()


def _reason(long: Long, counted: Counted, row: int, job: Job) -> str:
    """Return what is wrong with a row."""
    where = on_line(job.path, int(counted.sheet.lines[long.row[row]]))
    if np.isnat(long.at[row]):
        return f"a time cannot be read {where}"
    count = int(long.counts[row])
    unread = is_unread(long.counts)[row]
    text = shown(counted.unread[count - FIRST_UNREAD]) if unread else with_point(count, job.decimals)
    return f"{text} is not a count {where}"
