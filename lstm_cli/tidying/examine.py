"""Which role each column of a sheet has: as the options say, else by the names and the content of the columns.

Where the readers refuse to choose, tidying proposes: the first of several columns, series named by several columns
together, each row counted as one if no column holds counts. Proposals are tried before they are advised (`job`).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NoReturn

from lstm_cli.errors import Problem
from lstm_cli.problems import shown
from lstm_cli.readers.cell_kinds import Kind
from lstm_cli.readers.column_errors import HOLDS, no_time_column, no_value_column, same_columns
from lstm_cli.readers.column_names import VALUE_NAMES, is_known, list_names
from lstm_cli.readers.frame_table import FrameTable
from lstm_cli.readers.name_words import names_totals, words
from lstm_cli.readers.roles import ColumnRoles
from lstm_cli.readers.table import Header
from lstm_cli.tidying.job import EACH, EACH_BY_DAY, Choice, Job
from lstm_cli.tidying.roles import Layout, Roles, check_columns, named_columns, refuse_forecasts, series_key
from lstm_cli.tidying.sheet import Sheet
from lstm_cli.tidying.times.columns import forming_a_time
from lstm_cli.tidying.times.parts import Role, is_year_column, last_day, role_by_spelling, roles_by_name, time_columns

__all__ = ["find_roles", "with_row_numbers"]

MAX_CANDIDATES: Final = 3  # columns that a refusal proposes for one role
MIN_SERIES: Final = 2  # columns of counts that make a wide table
ALL: Final = frozenset({"all", "overall"})
CLOCKS: Final = frozenset({Kind.CLOCK})
MIN_REPEATED: Final = 0.5  # share of the rows of a headed table that have the time of another row
TOGETHER: Final = 2  # columns
DAYS_OF_WEEK, DAYS_OF_MONTH = 7, 31


def find_roles(sheet: Sheet, dates: Sequence[str], job: Job) -> Roles:
    """Return the roles of the columns of a sheet; ``dates`` are the columns whose names are times.

    Raises
    ------
    DataError
        No column is found for a role, and none can be proposed.
    """
    names, options = sheet.names, job.options
    refuse_forecasts(names, job)
    ids = named_columns(names, options.id, "id", job)
    check_columns(dates, ids, options)
    if dates:
        return Roles(ids if options.id else series_key(sheet, dates, job), (), tuple(dates), Layout.ACROSS)
    values = named_columns(names, () if options.value is None else (options.value,), "value", job)
    time = named_columns(names, options.time, "time", job)
    search = _Search(sheet, {"id": ids, "value": values, "time": time}, job)
    if len({*ids, *values, *time}) < len([*ids, *values, *time]):
        raise same_columns(search.header, ("id", "value", "time"), path=job.path)
    time = time or search.time()
    if options.wide:
        return Roles((), time, tuple(name for name in names if name not in time), Layout.WIDE)
    ids = ids if options.id else search.ids(time)
    values = values or (() if options.count_rows else search.named_values())
    if options.count_rows:
        return search.noted(Roles(ids, time, ()))
    may_be_wide = options.wide is None and not (values or ids or options.id or search.times_repeat(time))
    if may_be_wide and len(series := search.series_across()) >= MIN_SERIES:
        return search.noted(Roles((), time, series, Layout.WIDE))
    values = values or search.values()
    ids = ids if ids or options.id else search.found_ids(time)
    if options.wide is None and options.value is None and not ids:
        search.roles.search.note_total(search.place[values[0]], search.roles.free)
    return search.noted(Roles(ids, time, values))


def with_row_numbers(sheet: Sheet) -> Sheet:
    """Return a sheet of a single column of counts with a column of row numbers, which serve as an index."""
    if len(sheet.names) > 1 or not _Search(sheet, {}, Job(sheet.path)).roles.contents.holds_counts(0):
        return sheet
    frame = sheet.frame.copy()
    frame.insert(0, "row", [str(number) for number in range(1, len(sheet) + 1)])
    return replace(sheet, frame=frame)


class _Search:
    """The search for the columns of a sheet that no option names."""

    def __init__(self, sheet: Sheet, given: dict[str, tuple[str, ...]], job: Job) -> None:
        self.sheet = sheet
        self.job = job
        self.repeats = False
        self.header = Header(tuple(sheet.names), None, sheet.delimiter)
        self.place = {name: at for at, name in enumerate(sheet.names)}
        used = [self.place[name] for columns in given.values() for name in columns]
        first = {role: self.place[columns[0]] for role, columns in given.items() if columns}
        table = FrameTable(self.header, sheet.frame)
        self.roles = ColumnRoles(self.header, first, path=job.path, table=table, used=used)

    def noted(self, roles: Roles) -> Roles:
        """Enter in the ledger which columns were chosen by their content, and return the roles."""
        for remark in self.roles.notes:
            self.job.ledger.enter(remark)
        return roles

    def time(self) -> tuple[str, ...]:
        """Return the column of times, or the columns that make a time together; these are entered in the ledger."""
        seasons = self._seasons(self._names(self.roles.free))
        free = [name for name in self._names(self.roles.free) if name not in seasons]
        parts = time_columns([name for name in free if not self.roles.contents.holds_decimals(self.place[name])])
        together = forming_a_time(self.sheet, parts, self.job.options)
        candidates = [at for at in self.roles.times() if self.header.names[at] not in seasons]
        whole = [at for at in candidates if self.roles.contents.holds_dates(at)]
        together = together or self._beside(whole[:1], free)
        if together and (not whole or self._names(whole)[0] in together):
            self.job.ledger.add("time-columns", names=together)
            self.roles.taken["time"] = self.place[together[0]]
            self.roles.used.update(self.place[name] for name in together)
            return together
        candidates = whole or candidates or self._indices()
        if not candidates:
            raise no_time_column(self.header, path=self.job.path)
        time = self._take("time", candidates)
        self.roles.taken["time"] = self.place[time[0]]
        return time

    def _seasons(self, names: Sequence[str]) -> set[str]:
        """Return the columns named as years that hold seasons, if another one holds years; or y, which holds counts."""
        named = [name for name in names if roles_by_name(name)[:1] == [Role.YEAR]]
        years = [name for name in named if is_year_column(name, self.roles.contents.texts(self.place[name]))]
        return set(named).difference(years) if years else {name for name in named if is_known(name, VALUE_NAMES[0])}

    def _beside(self, dates: Sequence[int], names: Sequence[str]) -> tuple[str, ...]:
        """Return columns whose content makes a time together: a day and a time of day, or a year and a part of it in words."""
        if dates:
            others = [name for name in names if self.roles.contents.share(self.place[name], CLOCKS) == 1]
            is_day = not any(":" in text for text in self.roles.contents.texts(dates[0]))
            pair = [*self._names(dates), *others] if is_day else []
        else:
            texts = {name: self.roles.contents.texts(self.place[name]) for name in names}
            years = [name for name in names if is_year_column(name, texts[name])]
            pair = [*years, *(name for name in names if texts[name] and self._tells_part(name))]
            pair = pair if len(years) == 1 else []
        return tuple(sorted(pair, key=self.sheet.names.index)) if len(pair) == TOGETHER else ()

    def _tells_part(self, name: str) -> bool:
        """Whether a column tells parts of a year in words, or days that are more than those of a month."""
        spelled = role_by_spelling(self.roles.contents.texts(self.place[name]))
        return spelled is not None or self._last_day(name) > DAYS_OF_MONTH

    def named_values(self) -> tuple[str, ...]:
        """Return the column of counts by its name."""
        return self._take("value", self._all_first(self.roles.named_values()))

    def values(self) -> tuple[str, ...]:
        """Return the column of counts by the words in its name, or by its content; else propose something else to count."""
        return self._take("value", self._all_first(self.roles.found_values())) or self._propose_counts()

    def series_across(self) -> tuple[str, ...]:
        """Return the columns of a wide table, if all columns without another role hold counts, or all rates."""
        return tuple(self._names(self.roles.search.wide(self.roles.free)))

    def ids(self, time: Sequence[str]) -> tuple[str, ...]:
        """Return the columns that name the series, found by their own names: several where no single one is enough."""
        return self._joined(self.roles.named_ids(time=self.place[time[0]]))

    def found_ids(self, time: Sequence[str]) -> tuple[str, ...]:
        """Return the columns that name the series, found by the words in their names or by their content."""
        return self._joined(self.roles.found_ids(time=self.place[time[0]]))

    def _joined(self, candidates: Sequence[int]) -> tuple[str, ...]:
        if candidates:
            self.roles.taken["id"] = candidates[0]
        self.roles.used.update(candidates)
        return tuple(self._names(candidates))

    def _take(self, role: str, candidates: Sequence[int]) -> tuple[str, ...]:
        """Give a role to the only candidate; if there are several, refuse and propose the first."""
        names = self._names(candidates)
        if len(names) > 1:
            problem = Problem(f"several columns may hold the {HOLDS[role]}: {list_names(names)}", self.job.path)
            each = (self._choice(role, at) for at in candidates[:MAX_CANDIDATES])
            self.job.refuse(problem, choices=(*self._days(role, names), *each))
        self.roles.used.update(candidates)
        return tuple(names)

    def _days(self, role: str, names: Sequence[str]) -> list[Choice]:
        """Return the choice of a year and the day of it, if the candidates for the times are just these."""
        if role != "time" or sorted(next(iter(roles_by_name(name)), "") for name in names) != [Role.DAY, Role.YEAR]:
            return []
        choice = Choice(f"with {' and '.join(map(shown, names))}, the day of the year", {role: tuple(names)})
        return [choice] if max(map(self._last_day, names)) > DAYS_OF_WEEK else []

    def _last_day(self, name: str) -> int:
        return last_day(name, self.roles.contents.texts(self.place[name]))

    def times_repeat(self, time: Sequence[str]) -> bool:
        """Whether rows are kinds of counts at one time, and no wide table: as in the output of uniq -c, or most of them."""
        frame = self.sheet.frame
        once = frame.drop_duplicates() if frame[list(time)].duplicated().any() else frame
        repeated = once[list(time)].duplicated(keep=False)
        self.repeats = bool(repeated.mean() > (0 if self.job.options.no_header else MIN_REPEATED))
        return self.repeats

    def _all_first(self, candidates: Sequence[int]) -> list[int]:
        """Return columns of counts, those of all kinds together first (``INF_ALL`` before ``INF_A``), and last the labels.

        Where rows of one time differ in numbers, such as those of wards, these repeat more than the counts.
        """
        several = {at: self.repeats * len(self.roles.contents.texts(at)) for at in candidates}
        return sorted(candidates, key=lambda at: (not ALL.intersection(words(self.header.names[at])), -several[at]))

    def _choice(self, role: str, at: int) -> Choice:
        """Return the choice of a column for a role; if it never falls, the counts are its differences."""
        name = self.header.names[at]
        if role == "time":
            return Choice(f"with {shown(name)}", {role: (name,)})
        if not self.job.options.cumulative and self.roles.contents.never_falls(at, self.roles.taken.get("id")):
            return Choice(f"the increases of {shown(name)}, which never falls", {role: name, "cumulative": True})
        return Choice(f"with {shown(name)}", {role: name})

    def _indices(self) -> list[int]:
        """Return the column that numbers the rows, or the rows of each series."""
        return [at for at in self.roles.free if self.roles.contents.is_row_number(at)][:1]

    def _propose_counts(self) -> NoReturn:
        """Propose what to count if no column holds counts: the differences of totals, or the rows themselves."""
        free = self._names(self.roles.free)
        totals = [name for name in free if names_totals(name) and self.roles.contents.holds_counts(self.place[name])]
        taken = [at for name, at in self.place.items() if name not in free]
        error = no_value_column(self.header, taken, path=self.job.path)
        problem = Problem(error.problems[0].message, self.job.path)
        if totals:
            choices = [
                Choice(f"the increases of {shown(name)}", {"value": name, "cumulative": True}) for name in totals
            ]
            self.job.refuse(problem, choices=tuple(choices[:MAX_CANDIDATES]))
        if self._are_events():
            columns = filter(self.roles.contents.holds_counts, self.roles.free)
            self.job.refuse(problem, choices=(EACH, *(self._choice("value", at) for at in columns)))
        time = self.roles.taken.get("time")
        if time is not None and all(":" in text for text in self.roles.contents.texts(time)):
            self.job.refuse(problem, choices=(EACH_BY_DAY,))
        raise error

    def _are_events(self) -> bool:
        """Whether some time occurs more than once, as the times of events do."""
        time = self.roles.taken.get("time")
        return time is not None and bool(self.sheet.frame.iloc[:, time].duplicated().any())

    def _names(self, positions: Sequence[int]) -> list[str]:
        return [self.header.names[at] for at in positions]
