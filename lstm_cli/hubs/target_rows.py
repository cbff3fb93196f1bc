"""The rows of one target in one table of target data; each distinct text of a column is parsed once."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from lstm_cli._arrays import Array, Bools, Floats, Ints
from lstm_cli.errors import DataError
from lstm_cli.hubs.further_ids import further_columns
from lstm_cli.hubs.hub import Hub
from lstm_cli.hubs.plain_numbers import number
from lstm_cli.hubs.target_files import AS_OF, TARGET, TargetFile
from lstm_cli.hubs.tasks import LOCATION, ModelTask, Target, TaskId
from lstm_cli.problems import Problems, shown
from lstm_cli.readers.name_words import plain_name
from lstm_cli.readers.table import Column, add_bad_cells
from lstm_cli.readers.timestamps import parse_times

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MISSING", "differing", "target_rows", "targets_in"]

MISSING: Final = frozenset({"", "NA", "NaN", "nan", "null", "None"})  # a value that is not known


def targets_in(file: TargetFile, targets: Iterable[Target]) -> frozenset[str] | None:
    """Return the targets that a table names in its columns or its path; None if it does not tell targets apart."""
    found, is_named = set(), TARGET in file.roles or TARGET in file.path_values
    for target in targets:
        keys = _keys(file, target)
        is_named = is_named or bool(keys)
        in_path = file.path_values.get(TARGET) in _names(target)
        if (keys or in_path) and all(_names_of(file, name) & values for name, values in keys.items()):
            found.add(target.name)
    return frozenset(found) if is_named else None


def _keys(file: TargetFile, target: Target) -> dict[str, frozenset[str]]:
    """Return the columns of a table that tell targets apart, each with the values that mean this one."""
    plain = {plain_name(name): name for name in reversed(file.table.header.names)}
    keys = {plain[at]: frozenset({value}) for name, value in target.keys.items() if (at := plain_name(name)) in plain}
    return keys | ({file.roles[TARGET]: _names(target)} if TARGET in file.roles else {})


def _names(target: Target) -> frozenset[str]:
    """Return the texts by which a column or folder ``target`` may name a target: its key and its name."""
    return frozenset({target.keys.get(TARGET, target.name), target.name})


def _names_of(file: TargetFile, name: str) -> frozenset[str]:
    """Return the distinct texts of a column."""
    return frozenset(text.strip() for text in _columns(file, [name])[0][0].texts)


def target_rows(
    hub: Hub, file: TargetFile, target: Target, task: ModelTask, *, further: Sequence[TaskId] = ()
) -> "pd.DataFrame":
    """Return the rows of a target: location (the hub's code), date, value (NaN if unknown), as_of, line and further task ids.

    If the table has no column of a further id, and the id only one value, all rows have that value.

    Raises
    ------
    DataError
        A date or a value cannot be read (at most five lines are named), or a further id with several values has no column.
    """
    import pandas as pd

    found = further_columns(further, file.table.header.names)
    keys = _keys(file, target)
    names = list(dict.fromkeys([*file.roles.values(), *found.values(), *keys]))
    columns, lines = _columns(file, names)
    cells = dict(zip(names, columns, strict=True))
    by_role = {role: cells[name] for role, name in file.roles.items()}
    wanted = np.ones(len(lines), np.bool_)
    for name, values in keys.items():
        wanted &= cells[name].expand(np.array([text.strip() in values for text in cells[name].texts], np.bool_))
    problems = Problems(str(file.path))
    frame = pd.DataFrame(
        {
            LOCATION: _coded(by_role[LOCATION], hub, task),
            "date": _read(
                by_role["date"], _days, problems, lines=lines, wanted=wanted, expected="a date such as 2025-01-04"
            ),
            "value": _read(by_role["value"], _numbers, problems, lines=lines, wanted=wanted, expected="a number"),
            AS_OF: by_role[AS_OF].expand(np.array(by_role[AS_OF].texts))
            if AS_OF in by_role
            else file.path_values.get(AS_OF),
            "line": lines,
        }
        | {task_id.name: _ids(task_id, cells.get(found.get(task_id.name, "")), file) for task_id in further}
    )
    problems.raise_if_any()
    return frame[wanted]


def differing(file: TargetFile, lines: Sequence[int]) -> list[str]:
    """Return the columns without a role in which the rows at some lines differ."""
    names = [name for name in file.table.header.names if name not in file.roles.values()]
    columns, known = _columns(file, names)
    rows = np.flatnonzero(np.isin(known, lines)).tolist()
    return [column.name for column in columns if len({column.text(row) for row in rows}) > 1]


def _columns(file: TargetFile, names: Sequence[str]) -> tuple[list[Column], Ints]:
    """Return the columns of some names, and the line of every row."""
    return file.table.columns([file.table.header.names.index(name) for name in names])


def _coded(column: Column, hub: Hub, task: ModelTask) -> Array:
    """Return the hub's codes of the locations; one that the hub does not know keeps its name."""
    known = task.ids[LOCATION].allowed if LOCATION in task.ids else ()
    codes = [hub.locations.code(text, known) or text.strip() for text in column.texts]
    return column.expand(np.array(codes, object))


def _ids(task_id: TaskId, column: Column | None, file: TargetFile) -> Array | str:
    """Return the values of a further task id: from its column, else from the path, else its only value."""
    if column is not None:
        return column.expand(np.array([text.strip() for text in column.texts], object))
    if task_id.name in file.path_values:
        return file.path_values[task_id.name]
    if len(task_id.allowed) != 1:
        message = f"has no column {shown(task_id.name)}, for which the hub lists {len(task_id.allowed)} values"
        raise DataError(message, path=str(file.path))
    return task_id.allowed[0]


def _read(
    column: Column,
    parse: Callable[[Column], tuple[Array, Bools]],
    problems: Problems,
    *,
    lines: Ints,
    wanted: Bools,
    expected: str,
) -> Array:
    """Return the values of a column; values that cannot be read are added to the problems if their rows are wanted."""
    values, bad = parse(column)
    used = np.zeros(len(column.texts), np.bool_)
    used[column.codes[wanted]] = True
    add_bad_cells(problems, column, bad & used, lines=lines, expected=expected)
    return column.expand(values)


def _days(column: Column) -> tuple[Array, Bools]:
    """Parse the distinct dates of a column."""
    times = parse_times(column.texts, column.weights().tolist(), date_format=None, column=column.name)
    return times.at.astype("datetime64[D]"), times.bad


def _numbers(column: Column) -> tuple[Floats, Bools]:
    """Parse the distinct values of a column."""
    texts = [text.strip() for text in column.texts]
    values = np.array([number(text) for text in texts])
    values[~np.isfinite(values)] = np.nan
    return values, np.isnan(values) & np.array([text not in MISSING for text in texts])
