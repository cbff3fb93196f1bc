"""Times whose parts are in several columns, in any order: year and week, year and month, date and hour."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.options import TidyOptions
from lstm_cli.problems import shown
from lstm_cli.remarks import Remark
from lstm_cli.tidying.sheet import Sheet
from lstm_cli.tidying.times.cells import column_cells, read_filled
from lstm_cli.tidying.times.forms import likely_form
from lstm_cli.tidying.times.named_format import read_by_format
from lstm_cli.tidying.times.parts import LEGAL, Part, Role, read_part, roles_by_content, roles_by_name
from lstm_cli.tidying.times.periods import date_months, date_periods
from lstm_cli.tidying.times.records import Cells, Kind, Reading, calendar_day, day_of_year, style_of
from lstm_cli.tidying.times.seasons import first_week
from lstm_cli.tidying.times.weeks import Numbered, date_weeks

__all__ = ["forming_a_time", "read_columns"]

MAX_LOOKED_AT: Final = 20  # rows
OWN_YEAR: Final = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)", re.ASCII)
DATED: Final = {"day", "named day", "compact day", "ctime", "serial", "unix"}  # forms that name days
DAYS: Final = {Role.DAY, Role.YEAR_DAY}
MIN_SHARE: Final = 0.5  # of the rows that must be what the column's name says


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its distinct texts, the index of each row's text, and the parts of a time that it may hold."""

    cells: Cells
    codes: Ints
    roles: Sequence[Role]


@dataclass(frozen=True, slots=True)
class Joined:
    """Distinct combinations of the texts of several columns, joined by blanks, and the index of each row's combination.

    members: for each column, the index of its text in each combination.
    """

    cells: Cells
    codes: Ints
    members: Sequence[Ints]


def read_columns(sheet: Sheet, names: Sequence[str], options: TidyOptions) -> tuple[Reading, Ints]:
    """Return the times that several columns make together, and the index of each row's time.

    A date format applies to the column of dates, or, if there is none, to the cells joined by blanks.

    Raises
    ------
    DataError
        The columns make no time together.
    UsageError
        Options contradict each other or the cells.
    """
    if options.start is not None:
        raise UsageError("an index must be in one column", hint=Hint("leave out {}", Setting("start")))
    columns = [_column(sheet, name, options) for name in names]
    if options.date_format is not None and not any(Role.DATE in column.roles for column in columns):
        joined = _joined(sheet, columns)
        return read_by_format(joined.cells, options.date_format), joined.codes
    by_role = _assigned(columns)
    if options.week is not None and Role.WEEK not in by_role:
        message = f"the columns hold {' and '.join(by_role)}, but no numbered weeks"
        raise UsageError(message, value=options.week, hint=Hint("leave out {}", Setting("week")))
    clock = by_role.pop(Role.CLOCK, None)
    if Role.DATE in by_role:
        date = by_role[Role.DATE]
        reading, codes = read_filled(date.cells), date.codes
    else:
        joined = _joined(sheet, list(by_role.values()))
        parts = {
            role: read_part(role, column.cells.texts).taken(member)
            for (role, column), member in zip(by_role.items(), joined.members, strict=True)
        }
        reading, codes = _calendar(joined.cells, parts), joined.codes
    return (reading, codes) if clock is None else _with_clock(reading, codes, clock)


def forming_a_time(sheet: Sheet, names: Sequence[str], options: TidyOptions) -> tuple[str, ...]:
    """Return columns whose names say that they make a time together; none if they do not, as weeks or months have their year."""
    parts = [name for name in names if roles_by_name(name)[:1] not in ([Role.YEAR], [Role.DATE])]
    if not any(OWN_YEAR.search(text) for name in parts for text in sheet.frame[name].iloc[:MAX_LOOKED_AT]):
        return tuple(names)
    try:
        _assigned([_column(sheet, name, options) for name in names])
    except DataError:
        return ()
    return tuple(names)


def _column(sheet: Sheet, name: str, options: TidyOptions) -> Column:
    """Return a column with the part that its name says, if its cells agree, else the parts that its cells can only be."""
    cells, codes = column_cells(sheet, name, options)
    filled = cells.only(np.array([bool(text) for text in cells.texts], np.bool_))
    if not len(filled):
        return Column(cells, codes, ())
    said = roles_by_name(name)
    named = [role for role in ([*said, Role.YEAR_DAY] if Role.DAY in said else said) if _holds(role, filled)]
    if named:  # a day without a month is one of the year
        return Column(cells, codes, named[:1] if named[0] not in DAYS else [role for role in named if role in DAYS])
    if options.week is not None and _holds(Role.WEEK, filled):
        return Column(cells, codes, (Role.WEEK,))
    return Column(cells, codes, roles_by_content(filled.texts) or ([Role.DATE] if _holds(Role.DATE, filled) else ()))


def _holds(role: Role, cells: Cells) -> bool:
    """Whether most rows can be read as the part ``role`` of a time."""
    if role is Role.DATE:
        form, share = likely_form(cells)
        return form is not None and form.name in DATED and share >= MIN_SHARE
    bad = read_part(role, cells.texts).bad
    return bool(cells.rows[~bad].sum() >= MIN_SHARE * cells.rows.sum())


def _assigned(columns: Sequence[Column]) -> dict[Role, Column]:
    """Return which column holds which part; DataError unless exactly one assignment makes a time."""
    ways = [roles for roles in product(*(column.roles for column in columns)) if _is_legal(roles)]
    if len(ways) == 1:
        return dict(zip(ways[0], columns, strict=True))
    held = [f"{shown(column.cells.column)} holds {' or '.join(column.roles) or 'nothing known'}" for column in columns]
    message = f"the columns do not form a time together: {', '.join(held)}"
    hint = Hint(
        "{} takes a year and a week, month, quarter, half-year or day of the year, a year, a month and a day, or a date and an hour; "
        "columns are known by names such as year and week",
        Setting("time"),
    )
    first = columns[0].cells
    raise DataError(message, path=first.path, column=first.column, hint=hint)


def _is_legal(roles: Sequence[Role]) -> bool:
    return frozenset(roles) in LEGAL and len(set(roles)) == len(roles)


def _joined(sheet: Sheet, columns: Sequence[Column]) -> Joined:
    """Return the distinct combinations of the texts of several columns."""
    keys = columns[0].codes
    for column in columns[1:]:
        keys = keys * len(column.cells) + column.codes
    _, first, codes = np.unique(keys, return_index=True, return_inverse=True)
    members = [column.codes[first] for column in columns]
    parts = zip(
        *([column.cells.texts[at] for at in member] for column, member in zip(columns, members, strict=True)),
        strict=True,
    )
    name = "+".join(column.cells.column for column in columns)
    cells = Cells(
        sheet.path,
        name,
        [" ".join(texts) for texts in parts],
        np.bincount(codes),
        sheet.lines[first],
        columns[0].cells.options,
    )
    return Joined(cells, codes, members)


def _calendar(cells: Cells, parts: Mapping[Role, Part]) -> Reading:
    """Return the times of a year or season and a part of it."""
    year, *others = (parts[role] for role in sorted(parts, key=list(Role).index))
    bad = np.logical_or.reduce([part.bad for part in parts.values()])
    first = others[0]
    if first.role is Role.WEEK:
        return _weeks(cells, year, first, bad)
    if first.role is Role.HALF:
        return date_periods(cells, (year.values, 6 * first.values - 5), bad, Kind.HALF)
    if first.role is Role.QUARTER:
        return date_periods(cells, (year.values, 3 * first.values - 2), bad, Kind.QUARTER)
    if first.role is Role.YEAR_DAY:
        at, absent = day_of_year(year.values, first.values)
        return Reading(at, bad | absent, *style_of(Kind.DATE, at), "a year and a day of it, from 1 to 365 or 366")
    if len(others) == 1:
        return date_months(cells, year.values, first.values, bad)
    at, absent = calendar_day(year.values, first.values, others[1].values)
    return Reading(at, bad | absent, *style_of(Kind.DATE, at), "a year, a month and a day")


def _weeks(cells: Cells, year: Part, week: Part, bad: Bools) -> Reading:
    """Return the dates of the weeks of a year or season."""
    if year.role is Role.YEAR:
        return date_weeks(cells, Numbered(year.values, week.values, bad, week.letters))
    start = first_week(year.values[~bad], week.values[~bad], cells.lines[~bad])
    years = year.values + (week.values < start)
    reading = date_weeks(cells, Numbered(years, week.values, bad, week.letters))
    remark = Remark("seasons-read", {"column": cells.column, "week": start})
    return replace(reading, remarks=(remark, *reading.remarks))


def _with_clock(reading: Reading, codes: Ints, clock: Column) -> tuple[Reading, Ints]:
    """Return days with the times of day of another column, one moment per row."""
    if reading.kind is not Kind.DATE:
        message = f"the dates already have a time of day, such as {reading.style.write(reading.at[int(np.argmax(~reading.bad))])}"
        hint = Hint("leave out {} in {}", shown(clock.cells.column), Setting("time"))
        raise DataError(message, path=clock.cells.path, column=clock.cells.column, hint=hint)
    part = read_part(Role.CLOCK, clock.cells.texts)
    at = reading.at[codes] + part.values[clock.codes].astype("timedelta64[s]")
    bad = reading.bad[codes] | part.bad[clock.codes]
    kind, style = style_of(Kind.TIME, at[~bad])
    remarks = reading.remarks
    if part.hours_from_one:
        remarks = (*remarks, Remark("hours-from-one", {"column": clock.cells.column}))
    expected = f"{reading.expected} and an hour or a time of day"
    return Reading(at, bad, kind, style, expected, remarks), np.arange(len(codes))
