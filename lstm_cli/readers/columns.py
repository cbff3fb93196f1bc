"""Which column is which: by the names people use, without case, or by the options."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from lstm_cli.errors import DataError, UsageError
from lstm_cli.options import ReadOptions
from lstm_cli.panel.series import Columns
from lstm_cli.problems import refuse, shown
from lstm_cli.readers.counts import BAD, parse_count
from lstm_cli.readers.csv_table import Header
from lstm_cli.readers.timestamps import is_iso

__all__ = ["Plan", "find_columns", "find_keys", "list_names", "no_value_column", "plain_name"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# By role, rank by rank: a name of an earlier rank wins; two of the same rank need an option.
TIME_NAMES: Final = (
    frozenset({"ds"}),
    _words(
        """date dates datetime date_time timestamp time target_end_date target_date week_ending week_end week_end_date
        week_ending_date week_start week_start_date week_starting week_beginning week_commencing weekending month_end
        month_start report_date reporting_date datum"""
    ),
    _words("week month year day quarter hour period iso_week isoweek epiweek yearmonth year_month"),
)
VALUE_NAMES: Final = (
    frozenset({"y"}),
    _words(
        """value values count counts cases case_count new_cases total_cases confirmed confirmed_cases cases_count admissions
        new_admissions hospitalizations hospitalisations deaths new_deaths observation observations observed oracle_value
        events visits sales n"""
    ),
)
ID_NAMES: Final = (
    frozenset({"unique_id"}),
    _words(
        """id series_id item_id location area region geo_value geo geography series district state country segment province
        county city jurisdiction site"""
    ),
)
HOLDS: Final = {"time": "times", "id": "names of the series", "value": "counts"}
SHORT: Final = 8  # names that a message lists


@dataclass(frozen=True, slots=True)
class Plan:
    """Ints of the columns to read, and their names for the output."""

    columns: Columns
    time: int
    id: int | None
    values: tuple[int, ...]  # one for the long layout, one a series for the wide one
    tentative: bool = False  # wide only if every value column holds counts

    @property
    def wide(self) -> bool:
        """Whether each value column is a series of its own."""
        return self.columns.layout == "wide"


def find_columns(header: Header, options: ReadOptions, *, name: str) -> Plan:
    """Choose the columns by the options and by their names, or say which cannot be chosen and how to mend it."""
    _check_options(options)
    names = header.names
    given = _given(header, options, source=name)
    time = _role(header, "time", TIME_NAMES, given, source=name)
    if time is None:
        raise _no_time_column(header, source=name)
    if options.wide:
        return _wide(header, time, tentative=False, source=name)
    identity = _role(header, "id", ID_NAMES, given, source=name)
    value = _role(header, "value", VALUE_NAMES, given, source=name)
    if value is None and identity is None and options.wide is None:
        return _wide(header, time, tentative=True, source=name)
    if value is None:
        raise no_value_column(header, {time, identity}, source=name)
    used = {time, identity, value}
    ignored = tuple(_name(names, at) for at in range(len(names)) if at not in used)
    id_name = None if identity is None else names[identity]
    return Plan(Columns(id_name, names[time], names[value], "long", ignored), time, identity, (value,))


def find_keys(header: Header, *, time: str | None, id: str | None, name: str) -> tuple[int, int | None]:  # noqa: A002
    """Choose the column of times and that of series' names alone, if there is one, as `find_columns` does."""
    given = _given(header, ReadOptions(id=id, time=time), source=name)
    position = _role(header, "time", TIME_NAMES, given, source=name)
    if position is None:
        raise _no_time_column(header, source=name)
    return position, _role(header, "id", ID_NAMES, given | {"time": position}, source=name)


def _check_options(options: ReadOptions) -> None:
    """Raise UsageError for options that contradict each other."""
    if options.wide and (options.id is not None or options.value is not None):
        raise UsageError("--wide reads every column but the time as a series: leave out --id and --value")


def _wide(header: Header, time: int, *, tentative: bool, source: str) -> Plan:
    """Return the plan that takes every named column but those of time as a series."""
    names = header.names
    values = [at for at, name in enumerate(names) if at != time and name and not (tentative and _is_time(name))]
    if not values:
        raise no_value_column(header, {time}, source=source)
    _unique((names[at] for at in values), header, source=source)
    ignored = tuple(_name(names, at) for at in range(len(names)) if at != time and at not in set(values))
    return Plan(Columns("series", names[time], "count", "wide", ignored), time, None, tuple(values), tentative)


def _given(header: Header, options: ReadOptions, *, source: str) -> dict[str, int]:
    """Return the positions of the columns that options name, by role."""
    roles = {"time": options.time, "id": options.id, "value": options.value}
    given = {
        role: _named(header, named, flag=f"--{role}", source=source)
        for role, named in roles.items()
        if named is not None
    }
    if len(set(given.values())) < len(given):
        flags = " and ".join(f"--{role}" for role in given)
        raise refuse(source, f"{flags} must name different columns", header.line)
    return given


def _role(
    header: Header, role: str, ranks: Iterable[frozenset[str]], given: Mapping[str, int], *, source: str
) -> int | None:
    """Return the position of the column for a role, or None when no name matches."""
    if role in given:
        return given[role]
    free = [at for at in range(len(header.names)) if at not in given.values()]
    for rank in ranks:
        found = [at for at in free if plain_name(header.names[at]) in rank]
        if len(found) > 1:
            _unique((header.names[at] for at in found), header, source=source)
            several = ", ".join(shown(header.names[at]) for at in found)
            raise refuse(
                source, f"several columns may hold the {HOLDS[role]}: {several}; choose with --{role}", header.line
            )
        if found:
            return found[0]
    return None


def _named(header: Header, named: str, *, flag: str, source: str) -> int:
    """Return the position of the column an option names: exactly, else without regard to case."""
    names = header.names
    exact = [at for at, name in enumerate(names) if name == named.strip()]
    found = exact or [at for at, name in enumerate(names) if name.casefold() == named.strip().casefold()]
    if len(found) > 1:
        raise refuse(source, f"{len(found)} columns are named {shown(named)}: rename all but one", header.line)
    if found:
        return found[0]
    close = get_close_matches(named.casefold(), [name.casefold() for name in names if name], n=1)
    meant = next((name for name in names if close and name.casefold() == close[0]), None)
    advice = f"did you mean {shown(meant)}?" if meant else f"the columns are {list_names(names)}"
    raise refuse(source, f"no column {shown(named)} ({flag}); {advice}", header.line)


def _unique(names: Iterable[str], header: Header, *, source: str) -> None:
    """Refuse two columns of one name."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise refuse(source, f"two columns are named {shown(name)}: rename or drop one", header.line)
        seen.add(name)


def _no_time_column(header: Header, *, source: str) -> DataError:
    """Return the error for a header without a column of times, as near to the reason as the names tell."""
    names = header.names
    dates = [name for name in names if is_iso(name)]
    if len(dates) > 1:
        few = ", ".join(shown(name) for name in dates[:2])
        mend = "turn it so that each date is a row, e.g. pandas.read_csv(FILE).melt('area', var_name='date', value_name='count')"
        return refuse(source, f"the dates run across the columns ({few}, …): {mend}", header.line)
    if dates or (names[-1] and any(name and parse_count(name) != BAD for name in names)):
        text = f"no header: the first line must name the columns, found {list_names(names)}"
        return refuse(source, text, header.line, hint="put a line such as unique_id,ds,y on top")
    looked = "ds, date, time, week, month, timestamp, target_end_date, …"
    meant = _meant(names, TIME_NAMES)
    advice = f"did you mean --time {shown(meant)}?" if meant else "name it with --time"
    text = f"no column holds the times: looked for {looked}, found {list_names(names)}; {advice}"
    return refuse(source, text, header.line)


def no_value_column(header: Header, taken: Iterable[int | None], *, source: str, because: str = "") -> DataError:
    """Return the error for a header in which no column is named as counts are."""
    free = [name for at, name in enumerate(header.names) if at not in set(taken) and name]
    meant = free[0] if len(free) == 1 else _meant(free, VALUE_NAMES)
    found = f"found {list_names(header.names)}"
    advice = f"did you mean --value {shown(meant)}?" if meant else "name it with --value"
    if not free:
        advice = "add a column of counts"
    text = f"no column holds the counts: looked for y, value, count, cases, admissions, deaths, observation, …, {found}; {advice}"
    return refuse(source, text + because, header.line)


def _meant(names: Sequence[str], ranks: Iterable[frozenset[str]]) -> str | None:
    """Return the column whose name is nearest to a known one."""
    known = sorted(frozenset().union(*ranks))
    return next((name for name in names if name and get_close_matches(plain_name(name), known, n=1, cutoff=0.75)), None)


def plain_name(name: str) -> str:
    """Return a column name as the lists above write it."""
    return re.sub(r"[\s\-.]+", "_", name.strip()).casefold()


def _is_time(name: str) -> bool:
    return any(plain_name(name) in rank for rank in TIME_NAMES)


def _name(names: Sequence[str], at: int) -> str:
    """Return what to call a column, also a nameless one."""
    return names[at] or f"column {at + 1} (no name)"


def list_names(names: Sequence[str]) -> str:
    """Return the first few column names."""
    more = f", … ({len(names)} in all)" if len(names) > SHORT else ""
    return ", ".join(shown(name) for name in names[:SHORT]) + more
