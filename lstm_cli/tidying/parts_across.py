"""Tables with parts of a time across and the others down, such as months across and years down or the reverse: to rows."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli.readers.name_words import parts_across
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.sheet import Sheet
from lstm_cli.tidying.times.parts import YEAR, Role, read_part, role_by_spelling, roles_by_name, time_columns

__all__ = ["rows_of_parts"]

COUNT: Final = "count"
MIN_YEARS: Final = 2  # columns named by years that make a table with these across
MIN_SHARE: Final = 0.5  # of the rows that hold a part of a year: others are totals and notes
PARTS: Final = frozenset({Role.WEEK, Role.MONTH, Role.QUARTER, Role.HALF})
LAST_WEEK: Final = re.compile(r"\D*53(?:\.0+)?", re.ASCII)  # which few years have
R_PREFIX: Final = re.compile(r"X(?=\d{4}$)")  # what R puts before a name that begins with a digit


def rows_of_parts(sheet: Sheet, job: Job) -> Sheet:
    """Return the sheet with a row for each part of a time that is a column, if there are such and nothing else is said."""
    options = job.options
    if options.across is False or options.wide or options.value is not None:
        return sheet
    return _with_years_across(_with_parts_across(sheet, job), job)


def _with_parts_across(sheet: Sheet, job: Job) -> Sheet:
    """Return the sheet with a row for each month, quarter or hour that is a column, if there are many."""
    part, columns = parts_across(sheet.names)
    others = [name for name in sheet.names if name not in columns]
    if not columns or part in others or COUNT in others or part not in time_columns([*others, part]):
        return sheet
    return _melted(sheet, columns, part, job)


def _with_years_across(sheet: Sheet, job: Job) -> Sheet:
    """Return the sheet with a row for each year that is a column, if the rows are weeks, months or quarters of years."""
    years = [name for name in sheet.names if YEAR.fullmatch(R_PREFIX.sub("", name))]
    others = [name for name in sheet.names if name not in years]
    if len(years) < MIN_YEARS or Role.YEAR in others or COUNT in others:
        return sheet
    parts = {name: role for name in others if (role := _part_down(sheet, name))}
    if len(parts) != 1:
        return sheet
    (name, role), plain = parts.popitem(), {year: R_PREFIX.sub("", year) for year in years}
    if role not in roles_by_name(name):
        plain[name] = str(role)
    renamed = Sheet(sheet.path, sheet.frame.rename(columns=plain), sheet.lines, sheet.delimiter)
    rows = _melted(renamed, [plain[year] for year in years], str(Role.YEAR), job)
    return _without_last_weeks(rows, plain.get(name, name), job) if role is Role.WEEK else rows


def _without_last_weeks(sheet: Sheet, name: str, job: Job) -> Sheet:
    """Return the sheet without the empty weeks 53, of years that may have none."""
    cells, counts = sheet.frame[name].to_numpy(), sheet.frame[COUNT].to_numpy()
    last = np.array([bool(LAST_WEEK.fullmatch(cell)) and not count for cell, count in zip(cells, counts, strict=True)])
    if not last.any():
        return sheet
    job.ledger.add("blank-rows", rows=-int(last.sum()), count=int(last.sum()), line=int(sheet.lines[np.argmax(last)]))
    frame = sheet.frame[~last].reset_index(drop=True)
    return Sheet(sheet.path, frame, sheet.lines[~last], sheet.delimiter)


def _part_down(sheet: Sheet, name: str) -> Role | None:
    """Return which part of a year most cells of a column are, by its name or by how they are spelled."""
    cells = sheet.frame[name].to_numpy()
    texts, rows = np.unique(cells[cells != ""].astype(str), return_counts=True)
    for role in roles_by_name(name):
        if role in PARTS and rows[~read_part(role, texts.tolist()).bad].sum() >= MIN_SHARE * rows.sum() > 0:
            return role
    return role_by_spelling(texts.tolist())


def _melted(sheet: Sheet, columns: Sequence[str], part: str, job: Job) -> Sheet:
    """Return the sheet with a row for each of some columns, whose names become a column."""
    others = [name for name in sheet.names if name not in columns]
    before, count = len(sheet), len(columns)
    frame = sheet.frame.melt(id_vars=others, value_vars=list(columns), var_name=part, value_name=COUNT)
    order = np.arange(before * count).reshape(count, before).T.ravel()  # as the rows stand in the file
    frame = frame.iloc[order].reset_index(drop=True)
    job.ledger.add("columns-to-rows", rows=len(frame) - before, before=before, after=len(frame))
    return Sheet(sheet.path, frame, np.repeat(sheet.lines, count), sheet.delimiter)
