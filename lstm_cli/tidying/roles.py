"""Which columns hold the series' names, the times and the counts: as the options say, else by the names people use."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NoReturn

from lstm_cli.errors import Problem
from lstm_cli.problems import shown
from lstm_cli.readers.column_errors import no_such_column, no_time_column, no_value_column
from lstm_cli.readers.column_names import ID_NAMES, TIME_NAMES, VALUE_NAMES, Ranks, plain_name
from lstm_cli.readers.table import Header
from lstm_cli.tidying.job import Choice, Job

__all__ = ["Layout", "Roles", "find_roles", "named_columns"]

# Columns that are a time together, the longer unit first.
YEARS: Final = frozenset({"year", "yr", "jahr", "annee", "ano", "iso_year", "mmwr_year", "epi_year", "epiyear"})
PARTS: Final = (
    frozenset({"week", "iso_week", "isoweek", "mmwr_week", "epi_week", "epiweek", "week_no", "week_number", "wk"}),
    frozenset({"month", "mon", "monat", "mois", "mes"}),
    frozenset({"quarter", "qtr", "quartal"}),
)
DAYS: Final = frozenset({"date", "day", "datum", "fecha"})
CLOCK: Final = frozenset({"hour", "hr", "time", "time_of_day", "stunde"})
MAX_CANDIDATES: Final = 3  # columns that a refusal proposes for one role


class Layout(StrEnum):
    """What the columns of counts are: one in all, one a series, or one a time."""

    LONG = "long"
    WIDE = "wide"
    ACROSS = "across"


@dataclass(frozen=True, slots=True)
class Roles:
    """Columns by name: of the series, of the time (none where times are the header), and of the counts."""

    ids: tuple[str, ...]
    time: tuple[str, ...]
    values: tuple[str, ...]
    layout: Layout = Layout.LONG

    def others(self, names: Sequence[str]) -> list[str]:
        """Return the columns that have no role."""
        used = {*self.ids, *self.time, *self.values}
        return [name for name in names if name not in used]


def named_columns(names: Sequence[str], wanted: Sequence[str], role: str, job: Job) -> tuple[str, ...]:
    """Return the columns that an option names, several of them perhaps joined by +.

    Raises
    ------
    DataError
        There is no such column.
    """
    found: list[str] = []
    for text in wanted:
        columns = next(_readings(text, names), None)
        if columns is None:
            missing = next((part for part in text.split("+") if _find(part, names) is None), text)
            header = Header(tuple(names), None)
            raise no_such_column(header, role, missing, path=job.path)
        found += columns
    return tuple(found)


def _readings(text: str, names: Sequence[str]) -> Iterator[list[str]]:
    """Yield each way in which a text is names of columns joined by +, the longest first name first."""
    parts = text.split("+")
    for count in range(len(parts), 0, -1):
        first = _find("+".join(parts[:count]), names)
        if first is None:
            continue
        if count == len(parts):
            yield [first]
        else:
            yield from ([first, *rest] for rest in _readings("+".join(parts[count:]), names))


def _find(text: str, names: Sequence[str]) -> str | None:
    """Return the column of a name: exactly, else the only one without regard to case and blanks."""
    plain = " ".join(text.split())
    if plain in names:
        return plain
    alike = [name for name in names if name.casefold() == plain.casefold()]
    return alike[0] if len(alike) == 1 else None


def find_roles(names: Sequence[str], dates: Sequence[str], job: Job) -> Roles:
    """Return the roles of the columns of a sheet; ``dates`` are those whose names are times.

    Raises
    ------
    DataError
        A role is open and nothing can be proposed for it.
    """
    options = job.options
    ids = named_columns(names, options.id, "id", job)
    if dates and not options.time and options.across is not False:
        return Roles(ids or _by_name(names, dates, ID_NAMES, "id", job), (), tuple(dates), Layout.ACROSS)
    values = named_columns(names, () if options.value is None else (options.value,), "value", job)
    given = [*ids, *values]
    time = named_columns(names, options.time, "time", job) or _time_by_names(names, given, job)
    if not time:
        raise no_time_column(Header(tuple(names), None), path=job.path)
    if options.wide:
        return Roles((), time, tuple(name for name in names if name not in time), Layout.WIDE)
    ids = ids or _by_name(names, [*given, *time], ID_NAMES, "id", job)
    if options.count_rows:
        return Roles(ids, time, ())
    values = values or _by_name(names, [*ids, *time], VALUE_NAMES, "value", job)
    if not values:
        header, taken = Header(tuple(names), None), [names.index(name) for name in (*ids, *time)]
        raise no_value_column(header, taken, path=job.path)
    return Roles(ids, time, values)


def _by_name(names: Sequence[str], taken: Sequence[str], ranks: Ranks, role: str, job: Job) -> tuple[str, ...]:
    """Return the column that has a role by its name; of several the first is proposed."""
    free = [name for name in names if name not in taken]
    for rank in ranks:
        found = [name for name in free if plain_name(name) in rank]
        if len(found) > 1:
            _ask(found, role, job)
        if found:
            return (found[0],)
    return ()


def _ask(found: Sequence[str], role: str, job: Job) -> NoReturn:
    """Ask which of several columns has a role."""
    holds = {"time": "times", "id": "names of the series", "value": "counts"}[role]
    job.refuse(
        Problem(f"several columns may hold the {holds}: {', '.join(map(shown, found))}", job.path),
        choices=tuple(
            Choice(f"with {shown(name)}", {role: name if role == "value" else (name,)})
            for name in found[:MAX_CANDIDATES]
        ),
    )


def _time_by_names(names: Sequence[str], taken: Sequence[str], job: Job) -> tuple[str, ...]:
    """Return the column of times by its name, or those that are a time only together, which is entered in the ledger."""
    free = {plain_name(name): name for name in reversed(names) if name not in taken}
    year, day, clock = (_one_of(free, known) for known in (YEARS, DAYS, CLOCK))
    whole = any(known in rank for rank in TIME_NAMES[:2] for known in free if known not in CLOCK)
    part = next((found for known in PARTS if (found := _one_of(free, known))), None)
    together = (day, clock) if day and clock else (year, part) if year and part and not whole else None
    if together is None:
        return _by_name(names, taken, TIME_NAMES, "time", job)
    job.ledger.add("time-columns", names=together)
    return together


def _one_of(free: dict[str, str], known: frozenset[str]) -> str | None:
    """Return the only column with one of some names."""
    found = [name for plain, name in free.items() if plain in known or plain.removeprefix("current_") in known]
    return found[0] if len(found) == 1 else None
