"""Checks that each series and time has one count; else refuses, and says in which columns the rows differ."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

import numpy as np

from lstm_cli._arrays import Bools
from lstm_cli.errors import Problem, on_line
from lstm_cli.problems import shown
from lstm_cli.readers.cell_kinds import NUMERIC, Kind, kind_of
from lstm_cli.readers.name_words import is_code, is_no_count, names_measure, vintage_column
from lstm_cli.tidying.apart import Apart, columns_apart, one_kind
from lstm_cli.tidying.counted import Counted, Long
from lstm_cli.tidying.job import Choice, Job
from lstm_cli.tidying.roles import Layout, Roles, find_name
from lstm_cli.tidying.rows import doubles
from lstm_cli.tidying.sheet import Sheet
from lstm_cli.tidying.times.parts import is_year_column
from lstm_cli.tidying.totals import labels_of

__all__ = ["check_unique"]

VALUES: Final = NUMERIC | {Kind.DECIMAL, Kind.EMPTY}  # kinds of cells that are numbers
MAX_CONDITIONS: Final = 12  # of a command


def check_unique(long: Long, counted: Counted, roles: Roles, job: Job) -> None:
    """Refuse several rows of one series and time, and sums that would add a total to its parts.

    Rows must be ordered.
    """
    again = long.repeated
    if not again.any() or job.options.count_rows:
        return
    if job.options.sum:
        _check_totals(long, counted, roles, job)
        return
    keys = np.full(len(counted), -1, np.int64)
    keys[long.row] = np.cumsum(~again)
    rows = np.flatnonzero(keys >= 0)
    others = roles.others(counted.sheet.names)
    vintages = [name for name in (vintage_column(others),) if name]
    names = [name for name in others if not _measures_series(counted.sheet, name)]
    apart, complete = columns_apart(counted.sheet, rows, keys[rows], names, labels_too=vintages)
    if not complete:
        names = others
        apart, complete = columns_apart(counted.sheet, rows, keys[rows], names, labels_too=vintages)
    kind = one_kind(counted.sheet, rows, keys[rows], names)
    labels = {name: labels_of(long, counted.sheet, name) for name in names}
    totals = {name: label for name in names if (label := labels[name].total) is not None}
    if kind is None and complete and apart:
        kind = tuple((entry.column, next(filter(None, entry.texts))) for entry in apart)
    kind = kind and tuple((column, totals.get(column, text)) for column, text in kind)
    parts = tuple((name, part) for name in names if labels[name].sums for part in labels[name].parts)
    found = _Found(apart if complete else [], kind if roles.layout is Layout.LONG else None, bool(totals), parts)
    problem = _repeated(long, again, apart, counted, job)
    job.refuse(problem, choices=tuple(_ways(found, counted, roles, job)))


def _measures_series(sheet: Sheet, name: str) -> bool:
    """Whether a column may hold a number for each series, such as its population, and no name of it."""
    if not is_no_count(name) or is_code(name):
        return False
    return all(kind_of(text) in VALUES for text in sheet.frame[name].unique())


@dataclass(frozen=True, slots=True)
class _Found:
    """What would make rows unique: columns to name the series by, and texts that select one kind of row.

    has_total: some rows are the total of all others; parts: the rows to add up where some are the sums of a few others.
    """

    apart: list[Apart]
    kind: tuple[tuple[str, str], ...] | None
    has_total: bool
    parts: tuple[tuple[str, str], ...]


def _repeated(long: Long, again: Bools, apart: list[Apart], counted: Counted, job: Job) -> Problem:
    """Return the problem of repeated rows, with the lines of the first two."""
    lines = counted.sheet.lines
    second = int(np.argmax(again))
    clock = long.at[second] != long.at[second].astype("datetime64[D]")
    time = np.datetime_as_string(long.at[second], unit="m" if clock else "D").replace("T", " ")
    several = int(again.sum())
    repeat = "row repeats" if several == 1 else "rows repeat"
    first = int(lines[long.row[second - 1]])
    message = (
        f"{several} {repeat} the series and time of another row: {shown(long.names[long.series[second]])}, {time} is "
        f"{on_line(job.path, first)} and here"
    )
    why = _why_repeated(apart, clock=bool(clock), job=job)
    # Beside what readers say of such rows, only the reason is news.
    line = int(lines[long.row[second]])
    return Problem(message + why, job.path, line, kind="" if why else "repeated-time", earlier=first)


def _why_repeated(apart: list[Apart], *, clock: bool, job: Job) -> str:
    """Return why rows repeat, as the end of a sentence; empty if nothing is known."""
    if apart:
        listed = (f"{shown(entry.column)} ({len(entry.texts)} values)" for entry in apart)
        return f"; such rows differ in {', '.join(listed)}"
    if job.options.start is not None:
        return "; numbers that restart are not times: add a column of years, or use dates"
    return "; local times repeat when clocks go back" if clock else ""


def _ways(found: _Found, counted: Counted, roles: Roles, job: Job) -> Iterator[Choice]:
    """Yield the choices that make rows unique: a vintage, more names, one kind of row, or sums."""
    options, columns = job.options, [entry.column for entry in found.apart]
    if options.as_of is None and vintage_column(columns) is not None:
        yield Choice("only the newest of each", {"as_of": "latest"})
        return
    if not columns and options.start is not None:  # an index that restarts every year must not be added up
        return
    if not columns and not options.drop_doubles and doubles(counted, roles).any():
        yield Choice("without rows identical to another", {"drop_doubles": True})
    each = [Choice("a series for each", {"id": (*roles.ids, *columns)})] if columns else []
    kind = [Choice("one kind of row", {"where": (*options.where, *found.kind)})] if found.kind else []
    measures = any(map(names_measure, (*columns, *(column for column, _ in found.kind or ()))))
    yield from [*kind, *each] if measures else [*each, *kind]
    restarts = options.start is not None and any(is_year_column(entry.column, entry.texts) for entry in found.apart)
    if not measures and not restarts and not found.has_total and len(found.parts) <= MAX_CONDITIONS:
        # Whoever adds up rows keeps those that look alike, unless the user has dropped them.
        is_proposed = any("drop_doubles" in choice.options for choice in job.choices)
        added = {"sum": True} | ({"drop_doubles": False} if is_proposed else {})
        if found.parts:
            yield Choice("rows added up, but for sums of others", added | {"where": (*options.where, *found.parts)})
        else:
            yield Choice("rows added up", added)


def _check_totals(long: Long, counted: Counted, roles: Roles, job: Job) -> None:
    """Refuse to add a total, or a sum of a few labels, to its parts; whoever names the labels has chosen."""
    chosen = {find_name(column, counted.sheet.names) for column, _ in job.options.where}
    for name in roles.others(counted.sheet.names):
        labels = labels_of(long, counted.sheet, name)
        if labels.total is not None:
            _refuse_to_add(name, f"the total {shown(labels.total)} beside its parts", (labels.total,), job)
        elif labels.sums and name not in chosen:
            label, parts = next(iter(labels.sums.items()))
            _refuse_to_add(name, f"{shown(label)} beside its parts {', '.join(map(shown, parts))}", labels.parts, job)


def _refuse_to_add(name: str, what: str, kept: Sequence[str], job: Job) -> NoReturn:
    """Refuse to add up all labels of a column, and propose to add those that count everything once."""
    message = f"column {shown(name)} has {what}: adding both would count twice"
    where = (*job.options.where, *((name, label) for label in kept))
    job.refuse(Problem(message, job.path, None, name, kept[0]), where=where)
