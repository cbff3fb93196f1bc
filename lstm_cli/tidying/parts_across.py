"""Tables with one part of a time across and the others down, such as months across and years down: to rows."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from lstm_cli.errors import Problem
from lstm_cli.problems import shown
from lstm_cli.readers.column_names import parts_across
from lstm_cli.readers.name_words import is_no_count
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.sheet import Sheet
from lstm_cli.tidying.times.header import AGAIN
from lstm_cli.tidying.times.parts import YEAR, Role, read_part, role_by_spelling, roles_by_name, time_columns
from lstm_cli.tidying.times.periods import NAMED_MONTH

__all__ = ["rows_of_parts"]

COUNT: Final = "count"
MIN_YEARS: Final = 2  # columns whose names have a year and other words, for a table with years across
MIN_SHARE: Final = 0.5  # of the rows that name a part of a year; the others are totals and notes
WHOLE: Final = frozenset({Role.YEAR, Role.SEASON, Role.DATE})  # with such a column, names of years mean something else
PARTS: Final = frozenset({Role.WEEK, Role.MONTH, Role.QUARTER, Role.HALF})
# Weeks that few years have, and days that some months do not have.
LAST: Final[dict[str, re.Pattern[str]]] = {
    Role.WEEK: re.compile(r"\D*53(?:\.0+)?", re.ASCII),
    Role.DAY: re.compile(r"\D*(?:29|30|31)(?:\.0+)?", re.ASCII),
}
YEAR_NAME: Final = re.compile(
    r"(?P<before>\D*?)(?P<year>(?:1[89]|20)\d\d(?:\s?[-/–]\s?(?:\d\d)?\d\d)?)(?P<after>\D*)", re.ASCII
)


def rows_of_parts(sheet: Sheet, job: Job) -> Sheet:
    """Return the sheet with a row for each column that is a part of a time, unless the options describe another layout."""
    options = job.options
    if options.across is False or options.wide or options.value is not None:
        return sheet
    _refuse_months_without_year(sheet.names, job)
    return _with_years_across(_with_parts_across(sheet, job), job)


def _refuse_months_without_year(names: Sequence[str], job: Job) -> None:
    """Refuse a header in which only some months have their year, as in Jan 2023, Feb, Mar."""
    bare = list(dict.fromkeys(AGAIN.sub("", name) for name in names))
    part, months = parts_across(bare)
    if part == Role.MONTH and any(NAMED_MONTH.fullmatch(name) for name in bare):
        message = f"months run across the columns, but names such as {shown(months[0])} lack the year"
        raise job.stop(Problem(message, job.path, 1, months[0]))


def _with_parts_across(sheet: Sheet, job: Job) -> Sheet:
    """Return the sheet with a row for each column that is a month, quarter, week, day or hour, if there are several."""
    part, columns = parts_across(sheet.names)
    others = [name for name in sheet.names if name not in columns]
    if not columns or part in others or COUNT in others:
        return sheet
    if part not in time_columns([*others, part]):
        if part == Role.MONTH and any(Role.DAY in roles_by_name(name) for name in others):
            message = f"months run across the columns ({shown(columns[0])}, {shown(columns[1])}, …), but no column holds the year"
            raise job.stop(Problem(message, job.path))
        return sheet
    return _without_last(_melted(sheet, columns, part, job), part, LAST.get(part), job)


def _with_years_across(sheet: Sheet, job: Job) -> Sheet:
    """Return the sheet with a row for each column that is a year, if the rows are weeks, months or quarters."""
    named = _years_across(sheet.names)
    others = [name for name in sheet.names if name not in named]
    if any(WHOLE.intersection(roles_by_name(name)) for name in others) or any(map(is_no_count, named)):
        return sheet
    parts = {name: role for name in others if (role := _part_down(sheet, name))} if named else {}
    if len(parts) != 1 or COUNT in others:
        return sheet
    ((name, role),) = parts.items()
    part = name if role in roles_by_name(name) else str(role)
    across = Role.YEAR if all(map(YEAR.fullmatch, named.values())) else Role.SEASON
    if across is Role.SEASON and role is not Role.WEEK:
        return sheet  # the first month of a fiscal year is not known
    renamed = replace(sheet, frame=sheet.frame.rename(columns=named | {name: part}))
    rows = _melted(renamed, list(named.values()), str(across), job)
    return _without_last(rows, part, LAST.get(role), job)


def _years_across(names: Sequence[str]) -> dict[str, str]:
    """Return the years, or seasons such as 2019/20, by the names of their columns, if these differ in nothing else.

    >>> _years_across(["Week", "Cases 2021", "Cases 2022"]), _years_across(["Month", "X2021", "X2022"])
    ({'Cases 2021': '2021', 'Cases 2022': '2022'}, {'X2021': '2021', 'X2022': '2022'})
    >>> _years_across(["Week", "2021", "Area"]), _years_across(["Week", "ICD 2010"])
    ({'2021': '2021'}, {})
    """
    groups: dict[tuple[str, str], dict[str, str]] = {}
    for name in names:
        if match := YEAR_NAME.fullmatch(name):
            groups.setdefault((match["before"], match["after"]), {})[name] = match["year"]
    many = [group for group in groups.values() if len(group) >= MIN_YEARS and len(set(group.values())) == len(group)]
    many = many or [groups[key] for key in (("", ""),) if key in groups]  # the weeks of a single year
    return many[0] if len(many) == 1 else {}


def _without_last(sheet: Sheet, name: str, numbers: re.Pattern[str] | None, job: Job) -> Sheet:
    """Return the sheet without empty cells of the last weeks of a year, or days of a month, which some do not have."""
    if numbers is None:
        return sheet
    cells, counts = sheet.frame[name].to_numpy(), sheet.frame[COUNT].to_numpy()
    last = np.array([bool(numbers.fullmatch(cell)) and not count for cell, count in zip(cells, counts, strict=True)])
    if not last.any():
        return sheet
    job.ledger.add("blank-rows", rows=-int(last.sum()), count=int(last.sum()), line=int(sheet.lines[np.argmax(last)]))
    return sheet.where(~last)


def _part_down(sheet: Sheet, name: str) -> Role | None:
    """Return which part of a year most cells of a column name, by the column's name or by their spelling."""
    cells = sheet.frame[name].to_numpy()
    texts, rows = np.unique(cells[cells != ""].astype(str), return_counts=True)
    for role in roles_by_name(name):
        if role in PARTS and rows[~read_part(role, texts.tolist()).bad].sum() >= MIN_SHARE * rows.sum() > 0:
            return role
    return role_by_spelling(texts.tolist())


def _melted(sheet: Sheet, columns: Sequence[str], part: str, job: Job) -> Sheet:
    """Return the sheet with a row for each of ``columns``, whose names become the column ``part``."""
    others = [name for name in sheet.names if name not in columns]
    before, count = len(sheet), len(columns)
    frame = sheet.frame.melt(id_vars=others, value_vars=list(columns), var_name=part, value_name=COUNT)
    order = np.arange(before * count).reshape(count, before).T.ravel()  # as the rows stand in the file
    frame = frame.iloc[order].reset_index(drop=True)
    job.ledger.add("columns-to-rows", rows=len(frame) - before, before=before, after=len(frame))
    return replace(sheet, frame=frame, lines=np.repeat(sheet.lines, count))
