"""What the paths of a folder's files say: columns such as ``region=north``, the name of a series, or a date."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from lstm_cli._arrays import Ints
from lstm_cli.errors import DataError, Hint
from lstm_cli.problems import shown
from lstm_cli.readers.cell_kinds import Kind
from lstm_cli.readers.column_contents import Contents
from lstm_cli.readers.file_names import DATE, SERIES, as_text, stem_of
from lstm_cli.readers.file_series import DATED, series_of_files
from lstm_cli.readers.file_vintages import AS_OF, day_in, vintages_of_files
from lstm_cli.readers.roles import ColumnRoles
from lstm_cli.readers.table import Column, Header, Table
from lstm_cli.readers.timestamps import is_iso

__all__ = ["name_columns", "path_columns", "with_one_count"]

NO_VALUE: Final = "__HIVE_DEFAULT_PARTITION__"  # in a path, stands for an empty cell
NOTHING: Final = r"(?!)"
# 03-22-2020 and 22.03.2020: the other parts of all names tell which is the month
YEAR_LAST: Final = re.compile(r"(?<!\d)(\d\d)([-_.])(\d\d)\2((?:19|20)\d\d)(?!\d)", re.ASCII)
ORDERS: Final = ((3, 0, 2), (3, 2, 0))  # the groups of year, month and day: the month first, or the day first
# What names of files are dated by: the column, and what else may differ between them
FORMS: Final = (
    ("date", DATE, r"\d"),
    ("date", YEAR_LAST, r"\d"),
    ("month", re.compile(r"(?<!\d)(?:19|20)\d\d[-_](?:0[1-9]|1[0-2])(?![-_]?\d)", re.ASCII), NOTHING),
    ("year", re.compile(r"(?<!\d)(?<!\d[-_])(?:19|20)\d\d(?![-_]?\d)", re.ASCII), NOTHING),
)
HOURS: Final = frozenset(
    {"hour", "hours", "hr", "stunde", "heure", "hora", "ora", "uur"}
)  # columns of hours of the day
MIN_SHARE: Final = 0.9  # of the filled cells, for a column of times of day
TIME_AND_COUNT: Final = 2  # columns of a file that is one series
COUNT: Final = "count"
BETWEEN: Final = re.compile(r"[-_. ]+", re.ASCII)  # words of a name


@dataclass(frozen=True, slots=True)
class RenamedTable:
    """A table with another header of the same columns."""

    table: Table
    header: Header

    @property
    def path(self) -> str:
        """The file as the user named it."""
        return self.table.path

    def columns(self, positions: Sequence[int], *, limit: int | None = None) -> tuple[list[Column], Ints]:
        """Return the columns at some positions, and the line of every row."""
        columns, lines = self.table.columns(positions, limit=limit)
        return [replace(column, name=self.header.names[column.position]) for column in columns], lines


def path_columns(table: Table, folder: str) -> dict[str, str]:
    """Return the columns in the path of a file below the folder, such as ``region=north``, that the file itself lacks."""
    parts = [
        part.split("=", 1)
        for part in Path(as_text(table.path)).relative_to(as_text(folder)).parent.parts
        if "=" in part
    ]
    named = {unquote(name): "" if value == NO_VALUE else unquote(value) for name, value in parts}
    return {name: value for name, value in named.items() if name not in table.header.names}


def with_one_count(tables: Sequence[Table]) -> tuple[Table, ...]:
    """Return tables; those of a time and a count that is named after its file, such as web1 of web1.csv, all call it ``count``."""
    headers = [table.header.names for table in tables]
    if len(set(headers)) > 1 and {len(names) for names in headers} == {TIME_AND_COUNT}:
        for at in range(TIME_AND_COUNT):
            others = {names[1 - at] for names in headers}
            if len(others) == 1 and COUNT not in others and all(_is_named_after_file(table, at) for table in tables):
                return tuple(_renamed(table, at, COUNT) for table in tables)
    return tuple(tables)


def _is_named_after_file(table: Table, at: int) -> bool:
    """Whether a column has the name of its file, with or without the dates in this."""
    stem = stem_of(Path(table.path).name)
    names = (BETWEEN.sub(" ", name).strip().casefold() for name in (stem, DATED.sub("", stem)))
    return BETWEEN.sub(" ", table.header.names[at]).strip().casefold() in names


def _renamed(table: Table, at: int, name: str) -> Table:
    """Return a table with another name of one of its columns."""
    names = list(table.header.names)
    names[at] = name
    return RenamedTable(table, replace(table.header, names=tuple(names)))


def name_columns(tables: Sequence[Table], folder: str, *, time: str | None, series: str | None) -> list[dict[str, str]]:
    """Return the column that the name of each file adds, with its value; ``time``, ``series``: columns that are named.

    A file without dates is dated by its name; files with times in common whose names differ in a day are vintages; a file of
    nothing but a time and a count is a series with its name, unless the files continue each other.
    """
    nothing: list[dict[str, str]] = [{} for _ in tables]
    stems = [as_text(stem_of(Path(table.path).name)) for table in tables]
    names = tables[0].header.names
    time = time if time in names else _dates(tables[0])
    if time is None and any(map(is_iso, names)):  # dates across the columns
        return nothing
    if time is None:
        return _dates_of_names(tables, stems) or nothing
    asked, is_series = series == SERIES, len(names) == TIME_AND_COUNT and SERIES not in names
    longer = [as_text(stem_of(Path(table.path).relative_to(folder).as_posix())) for table in tables]
    apart = longer if is_series and len(set(stems)) < len(stems) else stems
    if vintages := vintages_of_files(tables, apart, time=time, apart=is_series):
        is_series = is_series and (asked or len({name for _, name in vintages}) > 1)
        return [
            {AS_OF: day} | ({SERIES: name or stem} if is_series else {})
            for (day, name), stem in zip(vintages, apart, strict=True)
        ]
    if (len(tables) > 1 or asked) and is_series:
        return [{SERIES: name} for name in series_of_files(tables, stems, longer, time=time, asked=asked)] or nothing
    return nothing


def _dates_of_names(tables: Sequence[Table], stems: Sequence[str]) -> list[dict[str, str]]:
    """Return the column of dates, months or years in the names of files, if these differ in nothing else; none without them.

    A few names that are not like most of the others are refused: it is not known of when their rows are.
    """
    for column, pattern, further in FORMS:
        dates = _days(tables, stems) if pattern is YEAR_LAST else [_only(pattern, stem) for stem in stems]
        rests = [
            re.sub(further, "", pattern.sub("", stem)) if day else None for day, stem in zip(dates, stems, strict=True)
        ]
        usual, count = Counter(rests).most_common(1)[0]
        if usual is None or 2 * count <= len(stems):
            continue
        for table, rest in zip(tables, rests, strict=True):
            if rest != usual:
                like = shown(Path(tables[rests.index(usual)].path).name)
                message = f"no column holds the times, and the file is not named like {like}, by a {column}"
                raise DataError(f"{message}: rename or remove it", path=table.path)
        return [{column: day} for day in dates]
    return []


def _days(tables: Sequence[Table], stems: Sequence[str]) -> list[str]:
    """Return the only day with its year last in each name, in ISO 8601; empty for none, or if most names have none.

    The order of day and month is that in which all of them are days; DataError if both are.
    """
    found = [YEAR_LAST.findall(stem) for stem in stems]
    named = [groups[0] if len(groups) == 1 else None for groups in found]
    if 2 * sum(groups is not None for groups in named) <= len(stems):
        return [""] * len(stems)
    ways = [["-".join(groups[part] for part in order) if groups else "" for groups in named] for order in ORDERS]
    good = [days for days in ways if all(map(_is_day, filter(None, days)))]
    if len(good) == len(ORDERS) and good[0] != good[1]:
        at = next(at for at, days in enumerate(zip(*good, strict=True)) if len(set(days)) > 1)
        message = f"the name of this file may be {good[0][at]} (month first) or {good[1][at]} (day first)"
        raise DataError(message, path=tables[at].path, hint=Hint(f"name the files like {good[0][at]}"))
    return good[0] if good else [""] * len(stems)


def _is_day(text: str) -> bool:
    """Whether a text in ISO 8601 is a day of the calendar."""
    return bool(day_in(text))


def _only(pattern: re.Pattern[str], stem: str) -> str:
    """Return the only date, month or year in the name of a file, in ISO 8601; empty for none or several."""
    if pattern is DATE:
        return day_in(stem)
    found = pattern.findall(stem)
    return found[0].replace("_", "-") if len(found) == 1 else ""


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
