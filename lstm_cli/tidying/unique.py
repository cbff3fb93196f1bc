"""One count for each series and time: rows added up where that is asked for, else refused with what makes them several."""

from collections.abc import Iterator
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.errors import Problem, on_line
from lstm_cli.problems import shown
from lstm_cli.readers.counts import LARGEST
from lstm_cli.readers.name_words import names_measure
from lstm_cli.tidying.apart import Apart, columns_apart, whole
from lstm_cli.tidying.counted import Counted, Long
from lstm_cli.tidying.job import Choice, Job
from lstm_cli.tidying.numbers import MISSING, is_known, total
from lstm_cli.tidying.roles import Layout, Roles
from lstm_cli.tidying.rows import vintage_column

__all__ = ["add_up", "check_unique"]

MAX_LABELS: Final = 1_000  # distinct texts of a column that holds kinds


def check_unique(long: Long, counted: Counted, roles: Roles, job: Job) -> None:
    """Refuse several rows of one series and time, with what tells them apart, or sums of a total and its parts."""
    keys = _keys(long)
    several = len(keys) - len(np.unique(keys))
    if not several or job.options.count_rows:
        return
    if job.options.sum:
        _check_totals(long, counted, roles, job)
        return
    sheet = counted.sheet
    order = np.lexsort((long.row, keys))
    again = int(np.argmax(np.diff(keys[order]) == 0)) + 1
    first, second = long.row[order[again - 1]], long.row[order[again]]
    by_row = np.full(len(sheet), -1, np.int64)
    by_row[long.row] = keys
    rows = np.unique(long.row)
    apart, complete = columns_apart(sheet, rows, by_row[rows], roles.others(sheet.names))
    time = np.datetime_as_string(long.at[order[again]], unit="D")
    message = f"{several} rows are of a series and time that another row has, as {shown(long.names[long.series[order[again]]])} "
    message += f"on {time}, {on_line(job.path, int(sheet.lines[first]))} and here"
    if apart:
        message += (
            f"; they differ in {', '.join(f'{shown(entry.column)} ({len(entry.texts)} values)' for entry in apart)}"
        )
    problem = Problem(message, job.path, int(sheet.lines[second]))
    job.refuse(problem, choices=tuple(_ways(apart, complete, counted, roles, job)))


def _ways(apart: list[Apart], complete: bool, counted: Counted, roles: Roles, job: Job) -> Iterator[Choice]:
    """Yield what would make rows unique: a vintage, more names, one kind, or sums."""
    options = job.options
    vintage = vintage_column([entry.column for entry in apart])
    if vintage is not None and options.as_of is None:
        yield Choice("the newest of each", {"as_of": "latest"})
        return
    if not apart and not options.drop_doubles and counted.sheet.frame.duplicated().any():
        yield Choice("rows that repeat another in every cell dropped", {"drop_doubles": True})
    measures = any(names_measure(entry.column) for entry in apart)
    if apart and complete:
        each = Choice("a series for each", {"id": (*roles.ids, *(entry.column for entry in apart))})
        kinds = tuple((entry.column, whole(entry.texts) or next(filter(None, entry.texts))) for entry in apart)
        kind = [Choice("one kind of row", {"where": (*options.where, *kinds)})] if roles.layout is Layout.LONG else []
        yield from [*kind, each] if measures else [each, *kind]
    if not measures and not any(whole(entry.texts) for entry in apart):
        yield Choice("added up", {"sum": True})


def _keys(long: Long) -> Ints:
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
    starts = np.flatnonzero(np.diff(_keys(long), prepend=-1))
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


def _check_totals(long: Long, counted: Counted, roles: Roles, job: Job) -> None:
    """Refuse to add a total to its parts."""
    rows = np.unique(long.row)
    for name in roles.others(counted.sheet.names):
        texts = tuple(counted.sheet.frame[name].iloc[rows].unique().tolist())
        part = whole(texts) if len(texts) <= MAX_LABELS else None
        if part is not None:
            message = f"column {shown(name)} has {shown(part)} beside its parts: they cannot be added to it"
            job.refuse(Problem(message, job.path, None, name, part), where=(*job.options.where, (name, part)))
