"""Chooses the columns: by the options, by usual names, and, where these leave a role open, by content."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.options import ReadOptions
from lstm_cli.panel.series import Columns
from lstm_cli.problems import shown
from lstm_cli.readers.cell_kinds import Kind, kind_of
from lstm_cli.readers.column_errors import (
    across,
    no_such_column,
    no_time_column,
    no_value_column,
    same_columns,
    times_twice,
)
from lstm_cli.readers.column_names import parts_across
from lstm_cli.readers.roles import ColumnRoles, check_unique
from lstm_cli.readers.table import Header, Table
from lstm_cli.remarks import Remark

__all__ = ["Plan", "check_wide", "find_columns", "find_keys"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Positions of the columns to read, and their names for the output."""

    columns: Columns
    time: int
    id: int | None
    values: tuple[int, ...]  # one for the long layout, one per series for the wide one
    tentative: bool = False  # wide, provided that every value column holds counts
    notes: tuple[Remark, ...] = ()  # what was chosen by more than names


def find_columns(
    header: Header, options: ReadOptions, *, path: str, table: Table | None = None, used: Collection[int] = ()
) -> Plan:
    """Choose the columns by the options, their names and, if a table is given, their content.

    ``used``: columns with another role, which are passed over.

    Raises
    ------
    DataError
        No column can be chosen for some roles; the error lists all of them.
    """
    _check_options(options)
    roles = ColumnRoles(header, _given(header, options, path=path), path=path, table=table, used=used)
    errors: list[DataError] = []
    plan = _plan(roles, options, errors)
    if plan is None or errors:
        advice = next((error.advice for error in errors if error.advice), None)
        raise DataError(*(problem for error in errors for problem in error.problems), advice=advice)
    return plan


def _plan(roles: ColumnRoles, options: ReadOptions, errors: list[DataError]) -> Plan | None:
    """Return the plan, None if a role is open; errors are collected, so that the other roles are looked for, too."""
    time = _collected(lambda: _time(roles), errors)
    if options.wide:
        return None if time is None else _wide(roles, time, tentative=False)
    value = _collected(lambda: roles.take("value", roles.named_values()), errors)
    if time is None:
        return None
    sure = len(errors) == 0
    identity = _collected(lambda: roles.take("id", roles.named_ids(time=time)), errors)
    if value is None and sure:
        no_count = None
        if not errors and identity is None and options.wide is None:
            plan = _wide(roles, time, tentative=True)
            no_count = roles.contents.no_count(plan.values, decimals=roles.search.may_be_rates(plan.values))
            if no_count is None:
                return plan
        value = _collected(lambda: _value(roles, no_count), errors)
    if identity is None and options.id is None and not errors:
        identity = _collected(lambda: roles.take("id", roles.found_ids(time=time)), errors)
    if value is None:
        return None
    if options.value is None:  # beside months across, a column of their totals is no column of counts
        _check_no_parts(roles)
        if identity is None and options.wide is None:
            roles.search.note_total(value, roles.free)
    return _long(roles, time, identity, value)


def _collected(find: Callable[[], int | None], errors: list[DataError]) -> int | None:
    """Return the found column; an error is collected instead of raised."""
    try:
        return find()
    except DataError as error:
        errors.append(error)
        return None


def _time(roles: ColumnRoles) -> int:
    """Return the column of times; DataError if there is none, or more than one."""
    time = roles.take("time", roles.times())
    if time is None:
        raise no_time_column(roles.header, roles.taken.values(), path=roles.path)
    return time


def _value(roles: ColumnRoles, no_count: tuple[str, int, str] | None) -> int | None:
    """Return the column of counts if no usual name identifies it.

    ``no_count``: the cell (column, line, text) that rules out a wide table.
    """
    candidates = roles.found_values()
    if not candidates or (len(candidates) > 1 and no_count):
        raise no_value_column(roles.header, roles.taken.values(), path=roles.path, no_count=no_count)
    return roles.take("value", candidates)


def find_keys(header: Header, *, path: str) -> tuple[int, int | None]:
    """Choose only the columns of times and of series' names, if there is one, by their names."""
    roles = ColumnRoles(header, {}, path=path)
    position = _time(roles)
    return position, roles.take("id", roles.named_ids(time=position))


def _long(roles: ColumnRoles, time: int, identity: int | None, value: int) -> Plan:
    """Return the plan of a table with a row per series and time."""
    names, used = roles.header.names, {time, identity, value, *roles.used}
    ignored = tuple(_name(names, position) for position in range(len(names)) if position not in used)
    id_name = None if identity is None else names[identity]
    columns = Columns(id_name, names[time], names[value], "long", ignored)
    return Plan(columns, time, identity, (value,), notes=roles.notes)


def _check_options(options: ReadOptions) -> None:
    """Raise UsageError for options that contradict each other."""
    if options.wide:
        check_wide(has_id=options.id is not None, has_value=options.value is not None)


def check_wide(*, has_id: bool, has_value: bool) -> None:
    """Raise UsageError if a wide table is given a column of names or of counts."""
    given = [Setting(name) for name, is_given in (("id", has_id), ("value", has_value)) if is_given]
    if given:
        message = "a wide table has no column of names or of counts: every column but the time is a series"
        raise UsageError(message, hint=Hint(f"leave out {' and '.join('{}' for _ in given)}", *given))


def _wide(roles: ColumnRoles, time: int, *, tentative: bool) -> Plan:
    """Return the plan of a table in which every named column but the time is a series.

    A tentative plan leaves out columns that are no series, such as populations and row numbers, if others are left.
    """
    header, path = roles.header, roles.path
    names = header.names
    values = [at for at, name in enumerate(names) if at != time and at not in roles.used and name]
    if tentative:
        values = roles.search.across(values)
    if not values:
        raise no_value_column(header, {time}, path=path)
    check_unique([names[position] for position in values], header, path=path)
    if tentative:
        _check_no_parts(roles)
        _check_no_dates(roles, values, time)
    used = {time, *values, *roles.used}
    ignored = tuple(_name(names, position) for position in range(len(names)) if position not in used)
    columns = Columns("series", names[time], "count", "wide", ignored)
    return Plan(columns, time, None, tuple(values), tentative, roles.notes)


def _check_no_parts(roles: ColumnRoles) -> None:
    """Refuse tables in which parts of a year or a day run across the columns."""
    part, parts = parts_across(roles.header.names)
    if parts:
        raise across(roles.header, part, parts, path=roles.path)


def _check_no_dates(roles: ColumnRoles, series: Sequence[int], time: int) -> None:
    """Refuse series whose names are dates: they are times, or those of publication, beside other times."""
    names = roles.header.names
    dates = [names[at] for at in series if kind_of(names[at]) is Kind.DATE]
    if len(dates) > 1 and 2 * len(dates) > len(series):
        raise DataError(times_twice(dates, names[time]), path=roles.path, line=roles.header.line)


def _given(header: Header, options: ReadOptions, *, path: str) -> dict[str, int]:
    """Return the positions of the columns that options name, by role."""
    roles = {"time": options.time, "id": options.id, "value": options.value}
    given = {role: _named(header, role, name, path=path) for role, name in roles.items() if name is not None}
    if len(set(given.values())) < len(given):
        raise same_columns(header, list(given), path=path)
    return given


def _named(header: Header, role: str, wanted: str, *, path: str) -> int:
    """Return the position of the column with this name, else of the one with it regardless of case."""
    names, name = header.names, wanted.strip()
    exact = [position for position, other in enumerate(names) if other == name]
    alike = exact or [position for position, other in enumerate(names) if other.casefold() == name.casefold()]
    if len(alike) > 1:
        message = f"{len(alike)} columns are named {shown(wanted)}: rename all but one"
        raise DataError(message, path=path, line=header.line, column=names[alike[0]])
    if not alike:
        raise no_such_column(header, role, wanted, path=path)
    return alike[0]


def _name(names: Sequence[str], position: int) -> str:
    """Return the name of a column for messages, also of a nameless one."""
    return names[position] or f"column {position + 1} (no name)"
