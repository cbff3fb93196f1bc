"""The time of every row: rows that cannot be data are left out, and damaged times are refused."""

from dataclasses import dataclass

import numpy as np

from lstm_cli._arrays import Bools, Datetimes
from lstm_cli.panel.series import TimeStyle
from lstm_cli.problems import Problems
from lstm_cli.readers.format_hints import hint_of_format
from lstm_cli.readers.table import bad_cell
from lstm_cli.tidying.counted import Counted
from lstm_cli.tidying.footers import no_data
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.roles import Roles
from lstm_cli.tidying.times.read import read_times
from lstm_cli.tidying.times.records import Reading

__all__ = ["Timed", "rows_with_times"]


@dataclass(frozen=True, slots=True)
class Timed:
    """Rows with their times; NaT where a time cannot be read and its series is to be left out."""

    counted: Counted
    at: Datetimes
    style: TimeStyle


def rows_with_times(counted: Counted, roles: Roles, job: Job) -> Timed:
    """Return the rows that may be data, and their times.

    Raises
    ------
    DataError
        Times cannot be read, and the options do not leave such series out.
    """
    times = read_times(counted.sheet, roles.time, job.options)
    for remark in times.remarks:
        job.ledger.enter(remark)
    dropped = no_data(counted, times.at, times.bad, roles, job)
    if dropped.any():
        counted = counted.where(~dropped)
    at, bad = times.at[~dropped].copy(), times.bad[~dropped]
    at[bad] = np.datetime64("NaT")
    if bad.any() and not (job.options.skip_bad_series and roles.ids):
        _refuse(counted, bad, times, roles, job)
    return Timed(counted, at, times.style)


def _refuse(counted: Counted, bad: Bools, times: Reading, roles: Roles, job: Job) -> None:
    """Refuse times that cannot be read; the first few are listed with their lines."""
    rows = np.flatnonzero(bad)
    frame = counted.sheet.frame
    cells = [" ".join(row) for row in frame[list(roles.time)].iloc[rows[:5]].itertuples(index=False)]
    name = "+".join(roles.time)
    problems = Problems(job.path)
    problems.add(
        (
            bad_cell(job.path, line, name, cell, times.expected)
            for cell, line in zip(cells, counted.sheet.lines[rows].tolist(), strict=False)
        ),
        total=len(rows),
    )
    single = len(roles.time) == 1 and bad.all()
    hint = hint_of_format(frame[roles.time[0]].drop_duplicates().tolist()) if single else None
    problems.raise_if_any(advice=hint)
