"""The errors of choosing columns: which were looked for, which exist, and what would help."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from lstm_cli.errors import FRAME, DataError, Hint, Setting, line_name
from lstm_cli.problems import is_short, shown
from lstm_cli.readers.column_names import ID_NAMES, TIME_NAMES, VALUE_NAMES, list_names, nearest_known, nearest_to
from lstm_cli.readers.counts import BAD, parse_count
from lstm_cli.readers.name_words import names_forecast
from lstm_cli.readers.table import Header
from lstm_cli.readers.timestamps import is_iso

__all__ = [
    "HOLDS",
    "across",
    "lacks_header",
    "no_such_column",
    "no_time_column",
    "no_value_column",
    "same_columns",
    "several_columns",
    "times_twice",
    "twin_columns",
]

HOLDS: Final = {"time": "times", "id": "names of the series", "value": "counts"}
NAMES: Final = {"time": TIME_NAMES, "id": ID_NAMES, "value": VALUE_NAMES}
TIMES_LOOKED_FOR: Final = "ds, date, time, week, month, timestamp, target_end_date, …"
COUNTS_LOOKED_FOR: Final = "y, value, count, cases, admissions, deaths, observation, …"
MELT: Final = "each date must be a row"


def same_columns(header: Header, roles: Sequence[str], *, path: str) -> DataError:
    """Return the error for options that name one column for several roles."""
    settings = [Setting(role) for role in roles]
    hint = Hint(f"{' and '.join('{}' for _ in settings)} must name different columns", *settings)
    return DataError("a column can have only one role", path=path, line=header.line, hint=hint)


def twin_columns(header: Header, name: str, *, path: str) -> DataError:
    """Return the error for two columns with the same name."""
    message = f"two columns are named {shown(name)}: rename or drop one"
    return DataError(message, path=path, line=header.line, column=name)


def several_columns(header: Header, role: str, names: Sequence[str], *, path: str) -> DataError:
    """Return the error for several columns that may have one role."""
    message = f"several columns may hold the {HOLDS[role]}: {list_names(names)}"
    return DataError(message, path=path, line=header.line, hint=Hint("choose one with {}", Setting(role)))


def no_such_column(header: Header, role: str, wanted: str, *, path: str) -> DataError:
    """Return the error for an option that names no column."""
    near = nearest_to(wanted, header.names, NAMES[role])
    if near is None:
        hint = Hint("{} takes one of {}", Setting(role), list_names(header.names))
    else:
        hint = Hint("did you mean {}?", Setting(role, near))
    return DataError(f"no column {shown(wanted)}", path=path, line=header.line, value=wanted, hint=hint)


def no_time_column(header: Header, taken: Collection[int] = (), *, path: str) -> DataError:
    """Return the error for a header without a column of times, with the reason that the names suggest.

    taken: the positions of columns that have another role.
    """
    names, line = header.names, header.line
    dates = [name for name in names if is_iso(name)]
    if len(dates) > 1:
        few = ", ".join(shown(name) for name in dates[:2])
        return DataError(f"the dates run across the columns ({few}, …): {MELT}", path=path, line=line)
    if lacks_header(names) and path == FRAME:
        message = f"the columns have no names, found {list_names(names)}"
        hint = Hint(
            "name them, such as unique_id, ds and y, or give {}, {} and {}", *map(Setting, ("id", "time", "value"))
        )
        return DataError(message, path=path, advice=hint)
    if lacks_header(names):
        message = f"no header: the first line must name the columns, found {list_names(names)}"
        return DataError(message, path=path, line=line, advice=Hint("add a first line such as unique_id,ds,y"))
    free = [name for position, name in enumerate(names) if position not in taken]
    message = f"no column holds the times: looked for {TIMES_LOOKED_FOR}, found {list_names(names)}"
    return DataError(message, path=path, line=line, hint=_name_it("time", nearest_known(free, TIME_NAMES)))


def across(header: Header, part: str, columns: Sequence[str], *, path: str) -> DataError:
    """Return the error for parts of a time that run across the columns."""
    few = ", ".join(shown(name) for name in columns[:2])
    message = f"the {part}s run across the columns ({few}, …) and are not series: each must be a row"
    return DataError(message, path=path, line=header.line)


def times_twice(dates: Sequence[str], column: str) -> str:
    """Return the message for dates across the columns beside a column of times."""
    return (
        f"dates run across the columns ({', '.join(map(shown, dates[:2]))}, …), and column {shown(column)} holds times"
    )


def lacks_header(names: Sequence[str]) -> bool:
    """Whether the names look like the cells of a row: one is a date, or one is a number and the last is not empty."""
    numbered = any(name and parse_count(name) != BAD for name in names)
    return any(map(is_iso, names)) or bool(numbered and names[-1])


def no_value_column(
    header: Header, taken: Iterable[int | None], *, path: str, no_count: tuple[str, int, str] | None = None
) -> DataError:
    """Return the error for a header in which no column has a name of counts.

    ``no_count``: the cell (column, line, text) that rules out a wide table.
    """
    unavailable = set(taken)
    free = [name for position, name in enumerate(header.names) if position not in unavailable and name]
    if not free:
        hint = Hint("add a column of counts")
    elif len(free) == 1 and is_short(free[0]):
        hint = _name_it("value", free[0])
    else:
        hint = _name_it("value", nearest_known(free, VALUE_NAMES))
    message = f"no column holds the counts: looked for {COUNTS_LOOKED_FOR}, found {list_names(header.names)}"
    if no_count is None or any(map(names_forecast, header.names)):
        return DataError(message, path=path, line=header.line, hint=hint)
    column, line, cell = no_count
    template = f"{hint.template}; or, if every column but the time is a series, add {{}} (but column {{}}, {{}}: {{}} is not a count)"
    hint = Hint(template, *hint.parts, Setting("wide", value=True), shown(column), line_name(path, line), shown(cell))
    return DataError(message, path=path, line=header.line, hint=hint)


def _name_it(role: str, meant: str | None) -> Hint:
    """Return the advice to name a column, with a guess if there is one."""
    return Hint("name it with {}", Setting(role)) if meant is None else Hint("did you mean {}?", Setting(role, meant))
