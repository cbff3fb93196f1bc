"""Turns a file into a long table of counts, step by step; each step records what it did."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.errors import FRAME, DataError, Problem
from lstm_cli.options import Negative, TidyOptions
from lstm_cli.panel.series import TimeStyle
from lstm_cli.problems import shown
from lstm_cli.readers.cell_kinds import NUMERIC, Kind, kind_of
from lstm_cli.readers.folder import has_at_most
from lstm_cli.readers.frame_table import FrameTable
from lstm_cli.readers.name_words import names_other_date, names_series
from lstm_cli.readers.source import Content, Source, as_source
from lstm_cli.remarks import Remark, first_names
from lstm_cli.tidying.absence import fill_absent
from lstm_cli.tidying.adding import add_up
from lstm_cli.tidying.bins import into_steps, onto_grid
from lstm_cli.tidying.cells import check_cells, check_negative, count_cells
from lstm_cli.tidying.changes import differences, without_first, without_negative
from lstm_cli.tidying.counted import Counted, Long
from lstm_cli.tidying.examine import find_roles, with_row_numbers
from lstm_cli.tidying.filling import check_merged, fill_down
from lstm_cli.tidying.fractions import with_fractions
from lstm_cli.tidying.job import Choice, Job, run
from lstm_cli.tidying.naming import groups, series_names
from lstm_cli.tidying.opening import open_sheet
from lstm_cli.tidying.partial import without_partial
from lstm_cli.tidying.parts_across import rows_of_parts
from lstm_cli.tidying.result import result_of
from lstm_cli.tidying.roles import Layout, Roles, named_columns
from lstm_cli.tidying.row_times import rows_with_times
from lstm_cli.tidying.rows import between, drop_doubles, drop_last, newest_known, only_where
from lstm_cli.tidying.sheet import Sheet
from lstm_cli.tidying.skipping import without_bad
from lstm_cli.tidying.tidied import Tidied
from lstm_cli.tidying.times.forms import check_weeks
from lstm_cli.tidying.times.header import read_header_times
from lstm_cli.tidying.times.parts import YEAR, Role, roles_by_name
from lstm_cli.tidying.times.plain_numbers import are_regular_serials
from lstm_cli.tidying.times.records import Kind as TimeKind
from lstm_cli.tidying.unique import check_unique
from lstm_cli.tidying.year_rows import with_years_of_rows

__all__ = ["MAX_TRIED", "attempt", "tidy"]

MAX_LOOKED_AT: Final = 20  # rows that tell whether a column holds numbers
VALUES: Final = NUMERIC | {Kind.DECIMAL}
MAX_TRIED: Final = 10_000_000  # bytes; of a larger file only one command is tried, without alternatives


def tidy(content: Content | FrameTable, options: TidyOptions, *, name: str = "") -> Tidied:
    """Turn a file into a long table of counts.

    Parameters
    ----------
    content
        The source of the file, its bytes, or a frame.
    options
        The decisions of the user.
    name
        The name of bytes in messages and advised commands; a source has its own.

    Raises
    ------
    DataError
        Something in the file is ambiguous or cannot be read; the error lists all such things and a command that works.
    UsageError
        An option itself is invalid.
    """
    if isinstance(content, FrameTable):
        return run(lambda job: attempt(content, job), Job(FRAME, options))
    source = as_source(content, name).again()
    return run(lambda job: attempt(source, job), Job(source.name, options), alternatives=has_at_most(MAX_TRIED, source))


def attempt(source: Source | FrameTable, job: Job) -> Tidied:
    """Take each step once, with the options of the job."""
    sheet = with_years_of_rows(fill_down(open_sheet(source, job), job), job)
    sheet = with_row_numbers(rows_of_parts(sheet, job))
    dates = _dates_across(sheet, job)
    roles = find_roles(sheet, dates, job)
    check_merged(sheet, roles, job)
    counted = with_fractions(count_cells(sheet, roles.values, job), roles.counts_name, job)
    _enter_what_came(counted, roles, job)
    counted = drop_doubles(only_where(counted, job), roles, job)
    long, counted, style = _to_long(counted, roles, job)
    _enter_ignored(counted, roles, job)
    long = _one_a_time(long, counted, roles, job)
    long = _as_counted(long, counted, roles, job)
    return result_of(long, counted, roles, style, job)


def _enter_what_came(counted: Counted, roles: Roles, job: Job) -> None:
    """Enter the number of rows of the file, including those that were already dropped, and the sum of its counts."""
    job.ledger.rows_in = len(counted) - sum(change.rows for change in job.ledger.changes)
    if roles.values:
        job.ledger.counts_in = counted.total
    else:
        job.ledger.add("rows-are-events", counts=len(counted), count=len(counted))


def _enter_ignored(counted: Counted, roles: Roles, job: Job) -> None:
    """Enter the columns of numbers that did not become rows, where others did."""
    if not any(change.remark.code == "columns-to-rows" for change in job.ledger.changes):
        return
    rows = counted.sheet.frame.iloc[:MAX_LOOKED_AT]
    others = [name for name in roles.others(counted.sheet.names) if any(kind_of(text) in VALUES for text in rows[name])]
    if others:
        job.ledger.enter(Remark("columns-ignored", first_names(others)))


def _dates_across(sheet: Sheet, job: Job) -> list[str]:
    """Return the columns whose names are times, unless the options rule out times across the columns.

    Raises
    ------
    DataError
        The options ask for times across the columns, and no name is a time.
    """
    if job.options.across is False or (job.options.time and not job.options.across):
        return []
    times = read_header_times(sheet.names, job.options, path=job.path)
    ids = named_columns(sheet.names, job.options.id, "id", job)
    dates = [name for name, bad in zip(sheet.names, times.bad.tolist(), strict=True) if not bad and name not in ids]
    if job.options.across and not dates:
        raise DataError("no column name is a time", path=job.path)
    if job.options.across:
        return dates
    # Such as shops 1998 and 2003, or districts 45001, 45002, …
    are_numbers = all(map(YEAR.fullmatch, dates)) or are_regular_serials(dates).all()
    are_series = are_numbers and _has_dates(sheet, dates)
    return [] if are_series or len(dates) <= 1 else dates


def _has_dates(sheet: Sheet, apart: Sequence[str]) -> bool:
    """Whether a column is called one of dates, or holds mostly whole dates, apart from some columns."""
    for name in (name for name in sheet.names if name not in apart and not names_other_date(name)):
        cells = sheet.frame[name].iloc[:MAX_LOOKED_AT].unique()
        whole = sum(kind_of(text) is Kind.DATE for text in cells)
        if len(cells) > 1 and (Role.DATE in roles_by_name(name) or whole > len(cells) / 2):
            return True
    return False


def _to_long(counted: Counted, roles: Roles, job: Job) -> tuple[Long, Counted, TimeStyle]:
    """Return a row for each count with its series and its time, within the dates and the vintage that the options name."""
    if roles.layout is Layout.ACROSS:
        times = read_header_times(roles.values, job.options, path=job.path)
        check_weeks(times.kind, roles.values[0], job.options, numbered=times.kind is TimeKind.WEEK)
        for remark in times.remarks:
            job.ledger.enter(remark)
        series, names = _series(counted, roles, job)
        long, style = counted.from_times_across(names, series, times.at), times.style
    else:
        timed = rows_with_times(counted, roles, job)
        counted, style = timed.counted, timed.style
        if roles.layout is Layout.WIDE:
            long = counted.from_series_across(roles.values, timed.at)
        else:
            series, names = _series(counted, roles, job)
            long = Long(names, series, timed.at, counted.counts[:, 0], np.arange(len(counted)))
    if roles.layout is not Layout.LONG:
        job.ledger.add("columns-to-rows", rows=len(long) - len(counted), before=len(counted), after=len(long))
    long = newest_known(long, counted, roles, job)
    return between(long, job), counted, style


def _series(counted: Counted, roles: Roles, job: Job) -> tuple[Ints, list[str]]:
    """Return the index of each row's series, and the names of the series."""
    if not roles.ids:
        return np.zeros(len(counted), np.int64), [
            roles.values[0] if roles.layout is Layout.LONG and roles.values else "all"
        ]
    codes, combinations = groups(counted.sheet, roles.ids)
    nameless = np.array([not any(parts) for parts in combinations], np.bool_)[codes]
    if nameless.any():
        name = "+".join(roles.ids)
        line = int(counted.sheet.lines[np.argmax(nameless)])
        message = f"column {shown(name)}: expected the name of a series, got '' in {int(nameless.sum())} rows"
        problem = Problem(message, job.path, line, name, "", kind="cell")
        _refuse_nameless(problem, counted.sheet.where(nameless), roles, job)
    return codes, series_names(combinations, job)


def _refuse_nameless(problem: Problem, nameless: Sheet, roles: Roles, job: Job) -> None:
    """Refuse series without a name; propose another column of places that names them, such as regions beside states."""
    other = next(
        (name for name in roles.others(nameless.names) if names_series(name) and (nameless.frame[name] != "").all()),
        None,
    )
    if other is None:
        job.block(problem)
    else:
        job.refuse(problem, choices=(Choice(f"also named by {shown(other)}", {"id": (other, *roles.ids)}),))


def _one_a_time(long: Long, counted: Counted, roles: Roles, job: Job) -> Long:
    """Return one count per series and time, ordered; cells that cannot be read are refused, or their series left out."""
    long = without_bad(long, counted, job, negative=not job.options.cumulative)
    check_cells(long, counted, roles.counts_name, job)
    if not job.options.cumulative and job.options.negative != Negative.SPREAD:
        long = without_negative(long, job)  # of each row, before rows are added up
    long = onto_grid(without_partial(into_steps(long, job), long, job), job).ordered()
    check_unique(long, counted, roles, job)
    return add_up(long, job)


def _as_counted(long: Long, counted: Counted, roles: Roles, job: Job) -> Long:
    """Return the counts of single steps: running totals become differences, and negative counts and gaps are handled."""
    if job.options.cumulative:
        long = without_bad(differences(long, job), counted, job, negative=True)
        check_negative(long, counted, roles.counts_name, job)
    long = fill_absent(without_negative(long, job), job)
    return drop_last(without_first(long, job), job)
