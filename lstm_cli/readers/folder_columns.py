"""What the paths of a folder's files say: columns such as ``region=north``, the name of a series, or a date."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from lstm_cli.errors import DataError
from lstm_cli.options import ReadOptions
from lstm_cli.problems import shown
from lstm_cli.readers.cell_kinds import Kind
from lstm_cli.readers.column_contents import Contents
from lstm_cli.readers.file_names import DATE, SERIES, stem_of
from lstm_cli.readers.file_series import series_of_files
from lstm_cli.readers.roles import ColumnRoles
from lstm_cli.readers.table import Table

__all__ = ["name_columns", "path_columns"]

NO_VALUE: Final = "__HIVE_DEFAULT_PARTITION__"  # in a path, stands for an empty cell
TIME: Final = "date"  # the column of dates in file names
HOURS: Final = frozenset(
    {"hour", "hours", "hr", "stunde", "heure", "hora", "ora", "uur"}
)  # columns of hours of the day
MIN_SHARE: Final = 0.9  # of the filled cells, for a column of times of day
TIME_AND_COUNT: Final = 2  # columns of a file that is one series


def path_columns(table: Table, folder: str) -> dict[str, str]:
    """Return the columns in the path of a file below the folder, such as ``region=north``, that the file itself lacks."""
    parts = [part.split("=", 1) for part in Path(table.path).relative_to(folder).parent.parts if "=" in part]
    named = {unquote(name): "" if value == NO_VALUE else unquote(value) for name, value in parts}
    return {name: value for name, value in named.items() if name not in table.header.names}


def name_columns(tables: Sequence[Table], folder: str, options: ReadOptions) -> list[dict[str, str]]:
    """Return the column that the name of each file adds, with its value.

    A file without dates is dated by its name; a file of nothing but a time and a count is a series with its name, unless the
    files continue each other.
    """
    nothing: list[dict[str, str]] = [{} for _ in tables]
    stems = [stem_of(Path(table.path).name) for table in tables]
    names = tables[0].header.names
    time = options.time if options.time in names else _dates(tables[0])
    if time is None:
        return [{TIME: str(day)} for day in _dates_of_names(tables, stems)] or nothing
    asked = options.id == SERIES
    if (len(tables) > 1 or asked) and len(names) == TIME_AND_COUNT and SERIES not in names:
        longer = [stem_of(Path(table.path).relative_to(folder).as_posix()) for table in tables]
        series = series_of_files(tables, stems, longer, time=time, asked=asked)
        return [{SERIES: name} for name in series] or nothing
    return nothing


def _dates_of_names(tables: Sequence[Table], stems: Sequence[str]) -> list[date]:
    """Return the dates in the names of files, if these differ in nothing but date and numbers; none if they have no dates.

    A few names that are not like most of the others are refused: it is not known of when their rows are.
    """
    dates = list(map(_date_in, stems))
    rests = [re.sub(r"\d", "", DATE.sub("", stem)) if day else None for day, stem in zip(dates, stems, strict=True)]
    usual, count = Counter(rests).most_common(1)[0]
    if usual is None or 2 * count <= len(stems):
        return []
    for table, rest in zip(tables, rests, strict=True):
        if rest != usual:
            like = shown(Path(tables[rests.index(usual)].path).name)
            message = (
                f"no column holds the times, and the file is not named like {like}, by a date: rename or remove it"
            )
            raise DataError(message, path=table.path)
    return [day for day in dates if day is not None]


def _date_in(stem: str) -> date | None:
    """Return the only date in the name of a file."""
    try:
        (found,) = (date.fromisoformat(text.replace("_", "-")) for text in DATE.findall(stem))
    except ValueError:  # none, several, or no date of the calendar
        return None
    return found


def _dates(table: Table) -> str | None:
    """Return the column of a file that may hold the times; None if there is none, or only one of hours."""
    names = table.header.names
    roles = ColumnRoles(table.header, {}, path=table.path, table=table)
    dated = [at for at in roles.times() if not _is_of_day(names[at], roles.contents, at)]
    return names[dated[0]] if dated else None


def _is_of_day(name: str, contents: Contents, position: int) -> bool:
    """Whether a column holds times of day without a date: 06:00, or the numbers of hours."""
    if contents.share(position, frozenset({Kind.CLOCK})) >= MIN_SHARE:
        return True
    return name.casefold() in HOURS and contents.share(position, frozenset({Kind.COUNT})) >= MIN_SHARE
