"""Rows to the long table of the output: its header, its times as text, and a check that the readers accept it."""

from dataclasses import replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Datetimes, Ints
from lstm_cli.errors import Command, DataError, Problem
from lstm_cli.options import Absent
from lstm_cli.panel.assemble import assemble
from lstm_cli.panel.rows import Origin, Rows
from lstm_cli.panel.series import Columns, TimeStyle
from lstm_cli.panel.timeline import CHECK
from lstm_cli.remedies import advised, without_advice
from lstm_cli.tidying.bins import near_step
from lstm_cli.tidying.counted import Counted, Long
from lstm_cli.tidying.distinct import distinct
from lstm_cli.tidying.job import EACH_BY_DAY, Choice, Job
from lstm_cli.tidying.numbers import is_known
from lstm_cli.tidying.roles import Layout, Roles
from lstm_cli.tidying.styles import iso_pattern, iso_texts
from lstm_cli.tidying.tidied import Tidied, output_names

__all__ = ["result_of"]

SHOWN: Final = Choice("with the step of the rows", {"freq": None})

# What it may mean that rows become less frequent from some time on.
GATHERED: Final = (
    Choice("a row includes the counts since the previous row", {"absent": Absent.ACCUMULATE}),
    Choice("steps without a row are missing", {"absent": Absent.MISSING}),
)


def result_of(long: Long, counted: Counted, roles: Roles, style: TimeStyle, job: Job) -> Tidied:
    """Return the long table, after checking that the readers accept it."""
    times, time = distinct(long.at)
    pattern = iso_pattern(times, style)
    single = not roles.ids and roles.layout is not Layout.WIDE
    names = output_names(
        roles.ids[0] if len(roles.ids) == 1 else None,
        roles.time[0] if len(roles.time) == 1 else None,
        roles.values[0] if len(roles.values) == 1 else None,
        single=single,
    )
    known = is_known(long.counts)
    _check(_rows(long, counted, times, time), names, TimeStyle(pattern), job)
    return Tidied(
        job.path,
        names,
        tuple(long.names),
        long.series,
        tuple(iso_texts(times, pattern)),
        time,
        long.counts,
        known,
        job.ledger.rows_in,
        job.ledger.counts_in,
        job.changes(),
        job.decimals,
    )


def _rows(long: Long, counted: Counted, times: Datetimes, time: Ints) -> Rows:
    """Return the rows as the readers represent them, in new arrays that are as small as possible."""
    counts = np.where(is_known(long.counts), long.counts, -1)
    lines = np.where(long.row < 0, 0, counted.sheet.lines.astype(np.int32)[long.row])
    if counts.max() <= np.iinfo(np.int32).max:
        counts = counts.astype(np.int32)
    return Rows(long.names, long.series.astype(np.int32), times, time.astype(np.int32), counts, lines)


def _check(rows: Rows, names: tuple[str, ...], style: TimeStyle, job: Job) -> None:
    """Refuse a table that no command would read, except one that is only too short."""
    if not (np.diff(rows.series) == 0).any():
        return
    columns = Columns(names[0] if len(names) > 2 else None, names[-2], names[-1])  # noqa: PLR2004 - with a column of names
    try:
        assemble(rows, Origin(job.path, columns, style))
    except DataError as error:
        entries = without_advice(error)
        if job.options.absent is None and _asks_for_absent(error):
            job.refuse(*entries, choices=GATHERED)
        if "%H" not in style.pattern or job.options.freq or job.options.sum or job.options.count_rows:
            if SHOWN in job.choices and job.options.freq is None:
                raise job.stop() from None  # the rows show no step
            if job.options.freq is None:
                raise
            job.refuse(*_with_named_step(error, job.options.freq), choices=(SHOWN,))
        by_day = Choice("rows added up by day", {"sum": True, "freq": "D"})
        step = near_step(rows.times[rows.time], rows.series)
        moved = [Choice("times moved onto the nearest steps", {"freq": step})] if step else []
        events = [EACH_BY_DAY] if job.options.no_header and not step else []  # the lines of a log
        job.refuse(*entries, choices=(*moved, by_day, *events))


def _with_named_step(error: DataError, freq: str) -> list[Problem]:
    """Return the problems of rows off the named step, without the advice to name one."""
    moved = f"moved onto the step {freq}, "
    return [
        replace(entry, message=f"{moved if entry.hint is CHECK else ''}{entry.message}", hint=None)
        for entry in error.entries
        if entry.message
    ]


def _asks_for_absent(error: DataError) -> bool:
    """Whether an error advises to say what absent rows mean."""
    commands = [part for part in advised(error) if isinstance(part, Command)]
    return any(setting.name == "absent" for command in commands for setting in command.settings)
