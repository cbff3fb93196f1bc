"""Numbered weeks of a year; an option, the spelling, the column's name or a week 53 decides on the system."""

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.errors import DataError, Hint
from lstm_cli.options import Week, WeekDate
from lstm_cli.panel.series import TimeStyle
from lstm_cli.problems import shown
from lstm_cli.readers.format_hints import WEEK_SETTINGS
from lstm_cli.remarks import Plain, Remark
from lstm_cli.tidying.times.calendars import SYSTEM_NAMES, week_dates, weeks_in
from lstm_cli.tidying.times.names import names_of_system
from lstm_cli.tidying.times.periods import full_year
from lstm_cli.tidying.times.records import Captures, Cells, Kind, Reading, is_likely_year

__all__ = ["WEEK", "Numbered", "date_weeks", "read_weeks"]

LETTERS: Final = r"weeks?|woche|semaine|semana|settimana|vecka|viikko|vko\.?|uge|uke|týden|tydzień|sem\.?|sett\.?|wks?|kw|cw|ew|se|w|v\.?|u"
# 2020-W05, 2020W051, 2020 week 5; W05-2020, Week 5, 2020, KW 05/20; 5. KW 2020. An S is a week with two digits, else a
# half-year.
WEEK: Final = re.compile(
    rf"""(?P<y1>\d{{4}}) \s*[-_/.,:]?\s* (?: (?P<l1>{LETTERS}) \s*[-_.]?\s* (?P<n1>\d{{1,2}}) | (?P<s1>s)(?P<m1>\d\d) )
         (?: -?(?P<day>[1-7]) )?
       | (?: (?P<l2>{LETTERS}) \s*[-_.]?\s* (?P<n2>\d{{1,2}}) | (?P<s2>s)(?P<m2>\d\d) )
         (?: (?: \s*(?:of|[-_/.,:])\s* | \s+ ) (?P<y2>\d{{4}}) | \s*[/'’]\s*(?P<short>\d\d) )
       | (?P<n3>\d{{1,2}}) \.?\s* (?P<l3>weeks?|woche|týden|tydzień|vecka|viikko|uge|uke|kw|cw|w|v\.?) [\s/.,-]* (?P<y3>\d{{4}})""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
# Letters that only one system uses; both systems use the others.
ISO_LETTERS: Final = {"w", "kw", "cw", "woche", "s", "sem", "sem.", "semaine"}
# Words of languages whose countries all use ISO weeks: Danish, Norwegian, Swedish, Finnish, Czech, Polish, Italian.
NATIONAL: Final = frozenset(
    ["uge", "uke", "u", "vecka", "v", "v.", "viikko", "vko", "vko.", "týden", "tydzień", "settimana", "sett", "sett."]
)
WEEK_CHOICES: Final = Hint(
    "for weeks from Monday (ISO 8601) add {}, for weeks from Sunday (MMWR, as the US CDC numbers them) {}",
    *WEEK_SETTINGS,
)
LONG_YEAR: Final = 53
LAST_SHORT: Final = 2039  # KW 40/41 names two weeks, not one of 2041


@dataclass(frozen=True, slots=True)
class Numbered:
    """Numbered weeks, one per text; ``letters``: what stands before the numbers, in lower case; ``bad``: no week at all."""

    years: Ints
    weeks: Ints
    bad: Bools
    letters: frozenset[str] = frozenset()


def read_weeks(cells: Cells) -> Reading:
    """Read weeks that are marked by a letter or a word; with a day of the week, they are days."""
    found = Captures(WEEK, cells.texts)
    letters = frozenset(text.lower() for text in found.text("l1", "l2", "l3", "s1", "s2") if text)
    years, short = found.number("y1", "y2", "y3"), found.number("short")
    years = np.where(years > 0, years, full_year(short))
    days = found.number("day")
    with_day = bool((days > 0)[found.hit].mean() > 0.5)  # noqa: PLR2004 - most
    bad = ~found.hit | ((short > 0) & (years > LAST_SHORT)) | ((days > 0) != with_day)
    numbered = Numbered(years, found.number("n1", "n2", "n3", "m1", "m2"), bad, letters)
    return date_weeks(cells, numbered, days=days if with_day else None)


def date_weeks(cells: Cells, numbered: Numbered, *, days: Ints | None = None) -> Reading:
    """Return the dates of weeks, or of days of weeks; DataError if the system of week numbers is not clear."""
    system, why = _system(cells, numbered)
    years, weeks = numbered.years, numbered.weeks
    longest = weeks_in(system, years)
    bad = numbered.bad | (weeks < 1) | (weeks > longest) | ~is_likely_year(years)
    dated = cells.options.week_date if days is None else WeekDate.START
    at = week_dates(system, years, weeks, dated)
    if days is not None:
        at = at + (days - 1).astype("timedelta64[D]")
    kind = Kind.WEEK if days is None else Kind.DATE
    expected = _expected(cells, numbered, system, bad)
    if bad.all():
        return Reading(at, bad, kind, TimeStyle(), expected)
    first = int(np.argmax(~bad))
    details: dict[str, Plain] = {
        "column": cells.column,
        "example": cells.texts[first],
        "year": int(years[first]),
        "week": int(weeks[first]),
        "system": SYSTEM_NAMES[system],
        "why": why,
        "dated": "day" if days is not None else str(dated),
        "date": str(at[first])[:10],
    }
    return Reading(at, bad, kind, TimeStyle(), expected, (Remark("weeks-read", details),))


def _system(cells: Cells, numbered: Numbered) -> tuple[Week, str]:
    """Return the system of week numbers, and what decided on it."""
    if cells.options.week is not None:
        return cells.options.week, "option"
    named = names_of_system(cells.column)
    spelled = bool(numbered.letters) and numbered.letters <= ISO_LETTERS | NATIONAL
    if named and not (spelled and named[1] == "epi"):
        return named[0], "name"
    if spelled and not named:
        return Week.ISO, "country" if numbered.letters & NATIONAL else "spelling"
    possible = [system for system in Week if _all_exist(system, numbered)]
    if len(possible) == 1:
        return possible[0], "week 53"
    raise _open(cells, numbered)


def _all_exist(system: Week, numbered: Numbered) -> bool:
    """Whether a system has all the weeks 53 that occur."""
    long = ~numbered.bad & (numbered.weeks == LONG_YEAR)
    return bool((weeks_in(system, numbered.years[long]) == LONG_YEAR).all())


def _open(cells: Cells, numbered: Numbered) -> DataError:
    """Return the error for weeks that may be ISO or MMWR weeks, with both dates of one."""
    at = int(np.argmax(~numbered.bad & (numbered.weeks < LONG_YEAR)))
    year, week = numbered.years[at : at + 1], numbered.weeks[at : at + 1]
    iso, mmwr = (str(week_dates(system, year, week, cells.options.week_date)[0])[:10] for system in Week)
    ends = f"{cells.options.week_date}s"
    what = f"{shown(cells.texts[at])} is week {week[0]} of {year[0]}, which {ends} on {iso} (ISO) or {mmwr} (MMWR)"
    return cells.refused(what, at, hint=WEEK_CHOICES)


def _expected(cells: Cells, numbered: Numbered, system: Week, bad: Bools) -> str:
    """Return what a valid week looks like, and why a week 53 does not exist."""
    example = next((text for text, wrong in zip(cells.texts, bad.tolist(), strict=True) if not wrong), "2024-W01")
    text = f"an {SYSTEM_NAMES[system]} week such as {shown(example)}"
    absent = bad & ~numbered.bad & (numbered.weeks == LONG_YEAR)
    return f"{text} ({numbered.years[np.argmax(absent)]} has 52 weeks)" if absent.any() else text
