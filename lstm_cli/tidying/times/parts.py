"""Parts of times in separate columns: what the name and the cells of a column say that it holds."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.panel.frequency import HOUR
from lstm_cli.readers.cell_kinds import Kind, kind_of
from lstm_cli.readers.column_names import NAMELESS, names_weeks
from lstm_cli.readers.month_names import MONTH_NAME, month_numbers
from lstm_cli.readers.name_words import plain_name
from lstm_cli.tidying.times.clock import CLOCK, read_clock
from lstm_cli.tidying.times.records import Captures

__all__ = [
    "LEGAL",
    "Part",
    "Role",
    "is_year_column",
    "last_day",
    "read_part",
    "role_by_spelling",
    "roles_by_content",
    "roles_by_name",
    "time_columns",
]


class Role(StrEnum):
    """The part of a time that a column holds."""

    YEAR = "year"
    SEASON = "season"
    HALF = "half-year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    YEAR_DAY = "day of the year"
    DATE = "date"
    CLOCK = "hour or time of day"


# Columns that make a time together, preferred first.
CALENDAR: Final = (
    frozenset({Role.YEAR, Role.YEAR_DAY}),
    frozenset({Role.YEAR, Role.WEEK}),
    frozenset({Role.SEASON, Role.WEEK}),
    frozenset({Role.YEAR, Role.MONTH}),
    frozenset({Role.YEAR, Role.QUARTER}),
    frozenset({Role.YEAR, Role.HALF}),
    frozenset({Role.YEAR, Role.MONTH, Role.DAY}),
)
LEGAL: Final = (
    *CALENDAR,
    frozenset({Role.DATE, Role.CLOCK}),
    frozenset({Role.YEAR, Role.MONTH, Role.DAY, Role.CLOCK}),
    frozenset({Role.YEAR, Role.YEAR_DAY, Role.CLOCK}),
)
NAMES: Final = {
    Role.DATE: r"(?<!to_)date|datum|dato|fecha|\u65e5\u671f|\u65e5\u4ed8|\u6708\u65e5|ending|starting|beginning|commencing|(^|_)(end|start)(_|$)",
    Role.SEASON: r"season|saison|temporada",
    Role.HALF: r"half|semest|halbjahr",
    Role.QUARTER: r"quarter|quartal|trimest|(^|_)(qtr|q)(_|$)",
    Role.MONTH: r"month|monat|mois|maned|manad|\u6708(?!\u65e5)|(^|_)(mes|mon|mm|m)(_|$)",
    Role.CLOCK: r"hour|stunde|heure|hora|uhrzeit|clock|time_of_day|(^|_)(hr|hh|h|time)$",
    Role.DAY: r"(^|_)(day|tag|dia|jour|dom|dd|d)(_|$)",
    Role.YEAR: r"year|jahr|annee|\u5e74(?![\u9f62\u9f84\u9f61])|(^|_)(yr|ano|anio|an|yyyy|y|rok|vuosi)(_|$)",
}
PLAIN: Final = re.compile(r"((mmwr|iso|epi|year|week|month|quarter|day|hour|date|time|of|nr|no|num|number)_?)+")
YEAR_DAY: Final = re.compile(r"day_?of_?(the_?)?year|julian_?day|ordinal_?day|(^|_)(doy|yday|jday)(_|$)")
# Names of columns that hold a year and a part of it.
WHOLE: Final = re.compile(
    r"year_?(week|wk|mon|quarter|qtr)|(week|month|quarter)_?year|yyyy_?(mm|ww|q)|anio_?mes|\u5e74[\u6708\u9031\u5468]"
)
YEAR: Final = re.compile(r"(?P<n>1[7-9]\d\d|2[01]\d\d|2200)(?:\.0+|\s?[年년])?", re.ASCII)
SEASON: Final = re.compile(r"(?P<n>(?:19|20)\d\d)\s*[-/–]\s*(?P<to>(?:19|20)?\d\d)", re.ASCII)
NUMBERS: Final = {
    Role.HALF: (re.compile(r"[HS]?0?(?P<n>[12])(?:\.0+)?", re.ASCII | re.IGNORECASE), 2),
    Role.QUARTER: (re.compile(r"(?:quarter|qtr|q|t)?\s*0?(?P<n>[1-4])(?:\.0+)?", re.ASCII | re.IGNORECASE), 4),
    Role.MONTH: (re.compile(rf"M?(?P<n>[0-9][0-9]?)(?:\.0+|\s?[月월])?|(?P<word>{MONTH_NAME})", re.IGNORECASE), 12),
    Role.WEEK: (
        re.compile(
            r"(?:(?P<letter>weeks?|woche|wks?|vecka|uge|uke|kw|cw|ew|se|s|w|v)\.?\s*)?(?P<n>\d\d?)(?:\.0+)?",
            re.ASCII | re.IGNORECASE,
        ),
        53,
    ),
    Role.DAY: (re.compile(r"(?P<n>\d\d?)(?:\.0+|\s?[日일号])?", re.ASCII), 31),
    Role.YEAR_DAY: (re.compile(r"(?P<n>\d{1,3})(?:\.0+)?", re.ASCII), 366),
}
# The ranges of the smallest and the largest number by which numbers are recognised whatever the column's name.
YEARS: Final = (range(1700, 2201), range(1700, 2201))
SPANS: Final = {
    Role.YEAR: YEARS,
    Role.SEASON: YEARS,
    Role.QUARTER: (range(1, 2), range(4, 5)),
    Role.MONTH: (range(1, 2), range(12, 13)),
    Role.DAY: (range(1, 2), range(28, 32)),
    Role.WEEK: (range(1, 54), range(32, 54)),
    Role.CLOCK: (range(1), range(13 * 3_600, 86_400)),
}
# How many different parts of a year reveal what a column holds: W1 to W4 may be wards, May a name.
DIFFERENT: Final = {Role.WEEK: 40, Role.MONTH: 6, Role.QUARTER: 4, Role.HALF: 2}
SPELLED: Final = re.compile(r"\D")
MIN_SHARE: Final = 0.5  # of the texts that must be such parts; the others are totals and notes
UNTIL: Final = re.compile(r"\s*(?:[-–]|to)\s*\d{1,2}:\d\d.*")  # the end of an interval within a day
HOUR_LETTER: Final = re.compile(r"^(?:h|hour)[ _]?(?=\d)", re.IGNORECASE)
BARE_CLOCK: Final = re.compile(CLOCK, re.VERBOSE)
LAST_HOUR: Final = 24


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a time, for each distinct text of a column; where ``bad`` is true, the value means nothing.

    values: a number; the first year of a season; seconds after midnight for a time of day. letters: what stands before
    the numbers of weeks.
    """

    role: Role
    values: Ints
    bad: Bools
    letters: frozenset[str] = frozenset()
    hours_from_one: bool = False

    def taken(self, places: Ints) -> "Part":
        """Return the part with the values at some indices."""
        return replace(self, values=self.values[places], bad=self.bad[places])


def read_part(role: Role, texts: Sequence[str]) -> Part:
    """Read texts as one part of a time, which is not a date."""
    if role is Role.CLOCK:
        return _clock(texts)
    if role is Role.SEASON:
        found = Captures(SEASON, texts)
        first, second = found.number("n"), found.number("to")
        return Part(role, first, ~found.hit | ((first + 1 - second) % 100 != 0))
    pattern, most = (YEAR, YEARS[1][-1]) if role is Role.YEAR else NUMBERS[role]
    found = Captures(pattern, texts)
    values = found.number("n") + month_numbers(found.text("word"))
    letters = frozenset(letter.lower() for letter in found.text("letter") if letter)
    return Part(role, values, ~found.hit | (values < 1) | (values > most), letters)


def roles_by_name(name: str) -> list[Role]:
    """Return the parts of a time that the name of a column says, the most likely first."""
    decomposed = unicodedata.normalize("NFKD", plain_name(name))
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    if WHOLE.search(plain):
        return []
    if YEAR_DAY.search(plain):
        return [Role.YEAR_DAY]
    named = [role for role, pattern in NAMES.items() if re.search(pattern, plain)]
    if not names_weeks(name):
        return named
    first = [
        role for role in named if role is Role.DATE or (role is Role.YEAR and not re.search("week|wk|woche", plain))
    ]
    return [*first, Role.WEEK, *named]


def roles_by_content(texts: Sequence[str]) -> list[Role]:
    """Return the parts that cells can be, by their spelling or the smallest and largest number."""
    if all(kind_of(text) is Kind.CLOCK for text in texts):
        return [Role.CLOCK]
    parts = [read_part(role, texts) for role in SPANS]
    found = []
    for part in parts:
        (smallest, largest), low, high = SPANS[part.role], part.values.min(), part.values.max()
        if not part.bad.any() and low in smallest and high in largest:
            found.append(part.role)
    spelled = None if found else role_by_spelling(texts)
    return found if spelled is None else [spelled]


def is_year_column(name: str, texts: Sequence[str]) -> bool:
    """Whether a column holds years, and its name says so or says nothing, as ``column 3`` does."""
    is_open = NAMELESS.fullmatch(name) is not None
    return bool(texts) and (is_open or Role.YEAR in roles_by_name(name)) and all(map(YEAR.fullmatch, texts))


def role_by_spelling(texts: Sequence[str]) -> Role | None:
    """Return which part of a year most texts spell, such as KW 05, Q1, M01, January; plain numbers may be anything.

    >>> role_by_spelling(["Q1", "Q2", "Q3", "Q4"]), role_by_spelling(["1", "2", "3", "4"])
    (<Role.QUARTER: 'quarter'>, None)
    """
    spelled = np.array([SPELLED.search(text.removesuffix(".0")) is not None for text in texts], np.bool_)
    for role, many in DIFFERENT.items():
        good = ~read_part(role, texts).bad
        if good.sum() >= max(many, MIN_SHARE * len(texts)) and spelled[good].all():
            return role
    return None


def last_day(name: str, texts: Sequence[str]) -> int:
    """Return the largest number of a column that is named as days, if most texts are days of a year; 0 if it is no such.

    >>> last_day("day", ["1", "x", "366"]), last_day("day", ["Mon", "Tue", "9"]), last_day("cases", ["1", "2"])
    (366, 0, 0)
    """
    part = read_part(Role.YEAR_DAY, texts)
    days = part.values[~part.bad]
    return max(days.tolist(), default=0) if Role.DAY in roles_by_name(name) and 2 * len(days) >= len(texts) else 0


def time_columns(names: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that make a time together, judged by their names; none if a column of dates is enough.

    >>> time_columns(["REGION", "YEAR", "WEEK", "ILITOTAL"])
    ('YEAR', 'WEEK')
    >>> time_columns(["Current MMWR Year", "MMWR WEEK", "Current week, flag"])
    ('Current MMWR Year', 'MMWR WEEK')
    >>> time_columns(["date", "hour", "count"]), time_columns(["date", "year", "week"])
    (('date', 'hour'), ())
    """
    first = {name: roles[0] for name in names if (roles := roles_by_name(name))}
    has_date = Role.DATE in first.values()
    for legal in sorted(LEGAL, key=len, reverse=True):
        chosen = [_only([name for name in first if first[name] is role]) for role in legal]
        if all(chosen) and (Role.DATE in legal) == has_date:
            return tuple(sorted(filter(None, chosen), key=names.index))
    return ()


def _only(names: Sequence[str]) -> str | None:
    """Return the only name of a list, or the only one without other words: MMWR WEEK before Current week, flag."""
    plain = [name for name in names if PLAIN.fullmatch(plain_name(name))]
    return names[0] if len(names) == 1 else plain[0] if len(plain) == 1 else None


def _clock(texts: Sequence[str]) -> Part:
    """Read hours and times of day; hours from 1 to 24 are numbered by their end."""
    begins = [UNTIL.sub("", text) if ":" in text else HOUR_LETTER.sub("", text).removesuffix(".0") for text in texts]
    found = Captures(BARE_CLOCK, [f" {text}" if text else "x" for text in begins])
    clock = read_clock(found)
    bad = ~found.hit | clock.bad | clock.has_offset
    hours = clock.seconds[~bad] // HOUR
    from_one = bool(len(hours) and hours.min() == 1 and hours.max() == LAST_HOUR)
    return Part(Role.CLOCK, clock.seconds - HOUR * from_one, bad, hours_from_one=from_one)
