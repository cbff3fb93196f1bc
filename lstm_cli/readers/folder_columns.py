"""What the paths of a folder's files say: columns such as ``region=north``, the name of a series, or a date."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from lstm_cli.readers.file_names import DATE, SERIES, stem_of
from lstm_cli.readers.roles import ColumnRoles
from lstm_cli.readers.table import Table

__all__ = ["path_columns"]

NO_VALUE: Final = "__HIVE_DEFAULT_PARTITION__"  # in a path, stands for an empty cell
TIME: Final = "date"  # the column of dates in file names
TIME_AND_COUNT: Final = 2  # columns of a file that is one series


def path_columns(tables: Sequence[Table], folder: str) -> list[dict[str, str]]:
    """Return the columns that the path of each file below the folder adds, with their values.

    Parts such as ``region=north`` are columns. Otherwise, a file without times is dated by its name, and a file of nothing
    but a time and a count is a series with its name, unless the files continue each other.
    """
    of_paths = [_parts(table.path, folder) for table in tables]
    if any(of_paths):
        return of_paths
    stems = [stem_of(Path(table.path).name) for table in tables]
    width = len(tables[0].header.names)
    if not _has_times(tables[0]):
        dates = list(map(_date_in, stems))
        if None not in dates and len({DATE.sub("", stem) for stem in stems}) == 1:
            return [{TIME: str(day)} for day in dates]
    elif len(tables) > 1 and width == TIME_AND_COUNT and not _are_pieces(tables, stems):
        return [{SERIES: stem} for stem in stems]
    return of_paths


def _parts(file: str, folder: str) -> dict[str, str]:
    """Return the columns in the path of a file below the folder, such as ``region=north``."""
    parts = [part.split("=", 1) for part in Path(file).relative_to(folder).parent.parts if "=" in part]
    return {unquote(name): "" if value == NO_VALUE else unquote(value) for name, value in parts}


def _date_in(stem: str) -> date | None:
    """Return the only date in the name of a file."""
    try:
        (found,) = map(date.fromisoformat, DATE.findall(stem))
    except ValueError:  # none, several, or no date of the calendar
        return None
    return found


def _has_times(table: Table) -> bool:
    """Whether a column of a file may hold times."""
    return bool(ColumnRoles(table.header, {}, path=table.path, table=table).times())


def _are_pieces(tables: Sequence[Table], stems: Sequence[str]) -> bool:
    """Whether files of two columns are pieces of one series: numbered or dated names, and no time in two of them."""
    if len({"".join(letter for letter in stem if not letter.isdigit()) for stem in stems}) > 1:
        return False
    seen: dict[int, set[str]] = {0: set(), 1: set()}
    for table in tables:
        columns, _ = table.columns([0, 1])
        for column in columns:
            texts = set(column.texts)
            if column.position in seen and seen[column.position].isdisjoint(texts):
                seen[column.position] |= texts
            else:
                seen.pop(column.position, None)
        if not seen:
            return False
    return True
