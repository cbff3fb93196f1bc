"""Which column is which: by the names people use, without case, or by the options."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.options import ReadOptions
from lstm_cli.panel.series import Columns
from lstm_cli.problems import shown
from lstm_cli.readers.column_errors import (
    no_such_column,
    no_time_column,
    no_value_column,
    same_columns,
    several_columns,
    twin_columns,
)
from lstm_cli.readers.column_names import ID_NAMES, TIME_NAMES, VALUE_NAMES, Ranks, plain_name
from lstm_cli.readers.table import Header

__all__ = ["Plan", "find_columns", "find_keys"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Positions of the columns to read, and their names for the output."""

    columns: Columns
    time: int
    id: int | None
    values: tuple[int, ...]  # one for the long layout, one a series for the wide one
    tentative: bool = False  # wide only if every value column holds counts

    @property
    def wide(self) -> bool:
        """Whether each value column is a series of its own."""
        return self.columns.layout == "wide"


def find_columns(header: Header, options: ReadOptions, *, path: str) -> Plan:
    """Choose the columns by the options and by their names; DataError if one cannot be chosen."""
    _check_options(options)
    names = header.names
    given = _given(header, options, path=path)
    time = _role(header, "time", TIME_NAMES, given, path=path)
    if time is None:
        raise no_time_column(header, path=path)
    if options.wide:
        return _wide(header, time, tentative=False, path=path)
    identity = _role(header, "id", ID_NAMES, given, path=path)
    value = _role(header, "value", VALUE_NAMES, given, path=path)
    if value is None and identity is None and options.wide is None:
        return _wide(header, time, tentative=True, path=path)
    if value is None:
        raise no_value_column(header, {time, identity}, path=path)
    used = {time, identity, value}
    ignored = tuple(_name(names, position) for position in range(len(names)) if position not in used)
    id_name = None if identity is None else names[identity]
    return Plan(Columns(id_name, names[time], names[value], "long", ignored), time, identity, (value,))


def find_keys(header: Header, *, time: str | None, id: str | None, path: str) -> tuple[int, int | None]:  # noqa: A002
    """Choose the column of times and that of series' names alone, if there is one, as `find_columns` does."""
    given = _given(header, ReadOptions(id=id, time=time), path=path)
    position = _role(header, "time", TIME_NAMES, given, path=path)
    if position is None:
        raise no_time_column(header, path=path)
    return position, _role(header, "id", ID_NAMES, given | {"time": position}, path=path)


def _check_options(options: ReadOptions) -> None:
    """Raise UsageError for options that contradict each other."""
    if options.wide and (options.id is not None or options.value is not None):
        message = "a wide table has no column of names or of counts: every column but the time is a series"
        raise UsageError(message, hint=Hint("leave out {} and {}", Setting("id"), Setting("value")))


def _wide(header: Header, time: int, *, tentative: bool, path: str) -> Plan:
    """Return the plan that takes every named column but those of time as a series."""
    names = header.names
    values = [
        position
        for position, name in enumerate(names)
        if position != time and name and not (tentative and _is_time(name))
    ]
    if not values:
        raise no_value_column(header, {time}, path=path)
    _check_unique((names[position] for position in values), header, path=path)
    used = {time, *values}
    ignored = tuple(_name(names, position) for position in range(len(names)) if position not in used)
    return Plan(Columns("series", names[time], "count", "wide", ignored), time, None, tuple(values), tentative)


def _given(header: Header, options: ReadOptions, *, path: str) -> dict[str, int]:
    """Return the positions of the columns that options name, by role."""
    roles = {"time": options.time, "id": options.id, "value": options.value}
    given = {role: _named(header, role, name, path=path) for role, name in roles.items() if name is not None}
    if len(set(given.values())) < len(given):
        raise same_columns(header, list(given), path=path)
    return given


def _role(header: Header, role: str, ranks: Ranks, given: Mapping[str, int], *, path: str) -> int | None:
    """Return the position of the column for a role, or None when no name matches."""
    if role in given:
        return given[role]
    free = [position for position in range(len(header.names)) if position not in given.values()]
    for rank in ranks:
        matching = [position for position in free if plain_name(header.names[position]) in rank]
        if len(matching) > 1:
            names = [header.names[position] for position in matching]
            _check_unique(names, header, path=path)
            raise several_columns(header, role, names, path=path)
        if matching:
            return matching[0]
    return None


def _named(header: Header, role: str, wanted: str, *, path: str) -> int:
    """Return the position of the column an option names: exactly, else without regard to case."""
    names, name = header.names, wanted.strip()
    exact = [position for position, other in enumerate(names) if other == name]
    alike = exact or [position for position, other in enumerate(names) if other.casefold() == name.casefold()]
    if len(alike) > 1:
        message = f"{len(alike)} columns are named {shown(wanted)}: rename all but one"
        raise DataError(message, path=path, line=header.line, column=names[alike[0]])
    if not alike:
        raise no_such_column(header, role, wanted, path=path)
    return alike[0]


def _check_unique(names: Iterable[str], header: Header, *, path: str) -> None:
    """Refuse two columns of one name."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise twin_columns(header, name, path=path)
        seen.add(name)


def _is_time(name: str) -> bool:
    return any(plain_name(name) in rank for rank in TIME_NAMES)


def _name(names: Sequence[str], position: int) -> str:
    """Return what to call a column, also a nameless one."""
    return names[position] or f"column {position + 1} (no name)"
