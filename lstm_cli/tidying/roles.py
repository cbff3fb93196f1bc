"""The columns that hold the names of the series, the times and the counts, and how options name columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from typing import Final

from lstm_cli.errors import Hint, Problem, Setting, UsageError
from lstm_cli.options import TidyOptions
from lstm_cli.problems import shown
from lstm_cli.readers.cell_kinds import DATED, WHOLE, Kind, kind_of
from lstm_cli.readers.column_errors import no_such_column, times_twice
from lstm_cli.readers.column_names import ID_NAMES, is_known, is_time_name
from lstm_cli.readers.columns import check_wide
from lstm_cli.readers.name_words import is_code, is_no_count, names_forecast, names_series, plain_name
from lstm_cli.readers.table import Header
from lstm_cli.tidying.job import Choice, Job
from lstm_cli.tidying.sheet import Sheet

__all__ = [
    "Layout",
    "Roles",
    "check_columns",
    "find_name",
    "holds_times",
    "named_columns",
    "refuse_forecasts",
    "series_key",
]

MAX_JOINED: Final = 3  # columns that together name a series
# Columns of observed counts in tables of forecasts.
OBSERVED: Final = frozenset({"oracle_value", "observation", "truth"})
NUMBERS: Final = WHOLE | {Kind.DECIMAL, Kind.NEGATIVE}


class Layout(StrEnum):
    """What the columns of counts are: a single one, one per series, or one per time."""

    LONG = "long"
    WIDE = "wide"
    ACROSS = "across"


@dataclass(frozen=True, slots=True)
class Roles:
    """The names of the columns of the series, of the time (none where times are the header), and of the counts."""

    ids: tuple[str, ...]
    time: tuple[str, ...]
    values: tuple[str, ...]
    layout: Layout = Layout.LONG

    @property
    def counts_name(self) -> str:
        """The name of the column of counts for messages; if there are several, the first and the last."""
        return " … ".join(dict.fromkeys((*self.values[:1], *self.values[-1:])))

    def others(self, names: Sequence[str]) -> list[str]:
        """Return the columns without a role."""
        used = {*self.ids, *self.time, *self.values}
        return [name for name in names if name not in used]


def named_columns(names: Sequence[str], wanted: Sequence[str], role: str, job: Job) -> tuple[str, ...]:
    """Return the columns that an option names, which may join several by +; an empty text names none.

    Raises
    ------
    DataError
        There is no such column.
    """
    found: list[str] = []
    for text in filter(str.strip, wanted):
        columns = next(_readings(text, names), None)
        if columns is None:
            missing = next((part for part in text.split("+") if find_name(part, names) is None), text)
            header = Header(tuple(names), None)
            raise no_such_column(header, role, missing, path=job.path)
        found += columns
    return tuple(found)


def _readings(text: str, names: Sequence[str]) -> Iterator[list[str]]:
    """Yield each way to split a text at + into names of columns, the longest first name first."""
    parts = text.split("+")
    for count in range(len(parts), 0, -1):
        first = find_name("+".join(parts[:count]), names)
        if first is None:
            continue
        if count == len(parts):
            yield [first]
        else:
            yield from ([first, *rest] for rest in _readings("+".join(parts[count:]), names))


def check_columns(dates: Sequence[str], ids: Sequence[str], options: TidyOptions) -> None:
    """Refuse the name of a column that the layout does not have; ``dates`` are the columns whose names are times.

    Raises
    ------
    UsageError
        An option names a column of counts where there are several, or where rows are counted, or one of series among series.
    """
    if dates and options.time:
        message = f"the names of columns, such as {shown(dates[0])}, are the times, so no column holds them"
        raise UsageError(message, hint=Hint("leave out {} or {}", Setting("time"), Setting("across")))
    if dates and options.value is not None:
        message = f"every column whose name is a time, such as {shown(dates[0])}, holds counts"
        raise UsageError(message, value=options.value, hint=Hint("leave out {}", Setting("value")))
    if options.count_rows and options.value is not None:
        message = "the rows are counted, so no column holds the counts"
        hint = Hint("leave out {} or {}", Setting("value"), Setting("count_rows"))
        raise UsageError(message, value=options.value, hint=hint)
    if options.wide and not dates:
        check_wide(has_id=bool(ids), has_value=options.value is not None)


def find_name(text: str, names: Sequence[str]) -> str | None:
    """Return the column with exactly this name, else the only one with it regardless of case and extra blanks."""
    plain = " ".join(text.split())
    if plain in names:
        return plain
    alike = [name for name in names if name.casefold() == plain.casefold()]
    return alike[0] if len(alike) == 1 else None


def series_key(sheet: Sheet, dates: Sequence[str], job: Job) -> tuple[str, ...]:
    """Return the columns that name the rows of a table with dates across; refuse those that hold times, too."""
    key = _unique_key(sheet, dates)
    times = [name for name in key if not job.options.across and holds_times(sheet, name)]
    if times:
        ways = (
            Choice("a series for each column", {"time": (times[0],), "wide": True}),
            Choice("a series for each row", {"id": key, "across": True}),
        )
        job.refuse(Problem(times_twice(dates, times[0]), job.path), choices=ways)
    return key


def holds_times(sheet: Sheet, name: str) -> bool:
    """Whether most cells of a column are dates or periods, or its name says times and they have digits."""
    cells = sheet.frame[name].unique()
    dated = sum(kind_of(text) in DATED for text in cells)
    numbered = sum(any(map(str.isdigit, text)) for text in cells)
    return dated > len(cells) / 2 or (is_time_name(name) and numbered > len(cells) / 2)


def _unique_key(sheet: Sheet, dates: Sequence[str]) -> tuple[str, ...]:
    """Return the fewest columns that make the rows of a table with dates across unique, preferring names of series."""
    free = [name for name in sheet.names if name not in set(dates)]
    ranked = [name for rank in ID_NAMES for name in free if is_known(name, rank)]
    worded = [name for name in free if name not in ranked and names_series(name) and not is_no_count(name)]
    words = [name for name in free if NUMBERS.isdisjoint(map(kind_of, sheet.frame[name].unique()))]
    named = [*ranked, *worded]
    spelled = [*named, *sorted((name for name in words if name not in named), key=is_code)]  # names before their codes
    codes = [name for name in free if is_code(name) and name not in spelled]
    for pool in (named, spelled, [*spelled, *codes], free[:1]):
        for size in range(1, min(len(pool), MAX_JOINED) + 1):
            for columns in combinations(pool, size):
                parts = sheet.frame[list(columns)]
                if not parts.duplicated().any() and (parts != "").any(axis=1).all():
                    return tuple(sorted(columns, key=[*named, *words, *free].index))
    return tuple(ranked or worded or words)


def refuse_forecasts(names: Sequence[str], job: Job) -> None:
    """Refuse a table of forecasts, whose rows are no counts, unless options choose some of its rows or a column of it."""
    if job.options.where or job.options.value is not None or any(plain_name(name) in OBSERVED for name in names):
        return
    column = next(filter(names_forecast, names), None)
    if column is not None:
        message = f"these are forecasts, not counts (column {shown(column)})"
        hint = Hint("score compares them with counts")
        raise job.stop(Problem(message, job.path, column=column, hint=hint, kind="forecasts"))
