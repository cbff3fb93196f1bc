"""Days with or without a time of day, in any order of day, month and year that is unambiguous."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools
from lstm_cli.errors import Hint, Setting
from lstm_cli.problems import shown
from lstm_cli.readers.format_hints import year_may_be_first
from lstm_cli.readers.month_names import MONTH_NAME, month_numbers
from lstm_cli.readers.timestamps import LAST_YEAR, YEARS, parse_times
from lstm_cli.remarks import Plain, Remark
from lstm_cli.tidying.times.clock import CLOCK, read_clock, same_clock
from lstm_cli.tidying.times.mixed_days import read_two_kinds
from lstm_cli.tidying.times.names import names_dates
from lstm_cli.tidying.times.orders import DMY, MDY, YMD, Ordered, ordered, settle
from lstm_cli.tidying.times.periods import CENTURY, full_year
from lstm_cli.tidying.times.records import Captures, Cells, Kind, Reading, day_of_year, style_of

__all__ = [
    "COMPACT_DAY",
    "CTIME",
    "NAMED_DAY",
    "NUMBER_DAY",
    "ORDINAL_DAY",
    "read_compact_days",
    "read_days",
    "read_named_days",
    "read_ordinal_days",
]

WEEKDAY: Final = r"\[? (?: (?P<W>[^\W\d_]{2,10})\.?,?\s+ )?"
# 2024-01-06, 1/22/20, 13.01.2024, each perhaps with a weekday before and a time of day behind
NUMBER_DAY: Final = re.compile(
    rf"{WEEKDAY} (?P<a>\d{{1,4}}) (?P<sep>[-/._]) \s?(?P<b>\d{{1,2}}) (?P=sep) \s?(?P<c>\d{{1,4}}) {CLOCK} \]?",
    re.ASCII | re.VERBOSE,
)
# 20240106, 20240106T0500, 2024010600, and 06012024; ten digits that start with another year are seconds since 1970
COMPACT_DAY: Final = re.compile(
    r"(?=(?:19|20)|\d{4}(?:19|20)\d\d$)(?P<a>\d\d)(?P<b>\d\d)(?P<c>\d\d)(?P<d>\d\d)"
    r"(?:[T ]?(?P<H>\d\d)(?:(?P<M>\d\d)(?P<S>\d\d)?)?(?P<Z>Z)?)?",
    re.ASCII,
)
# 2024-006, the sixth day of the year in ISO 8601; 2024006, as in satellite data and SAS
ORDINAL_DAY: Final = re.compile(r"(?P<y>(?:19|20)\d\d)-?(?P<n>[0-3]\d\d)", re.ASCII)
# 6 Jan 2024, 06-JAN-24, 01JAN2020:00:00:00, 4 de enero de 2020, Jan 6, 2024, 2024 January 6, 10/Oct/2000:13:55:36 -0700
NAMED_DAY: Final = re.compile(
    rf"""{WEEKDAY} (?:
        (?P<d1>[0-9]{{1,2}})(?:st|nd|rd|th|er|º|\.)? [-\s/]* (?:de\s)? (?P<m1>{MONTH_NAME}) ,?[-\s/]* (?:de\s)? (?P<y1>[0-9]{{4}}|[0-9][0-9])
      | (?P<m2>{MONTH_NAME}) [-\s/]* (?P<d2>[0-9]{{1,2}})(?:st|nd|rd|th)? (?:,\s?|[-\s/]+) (?P<y2>[0-9]{{4}})
      | (?P<y3>[0-9]{{4}}) [-\s/]* (?P<m3>{MONTH_NAME}) [-\s/]* (?P<d3>[0-9]{{1,2}})
    ) {CLOCK} \]?""",
    re.VERBOSE,
)
# Mon Jan  1 00:05:04 UTC 2024
CTIME: Final = re.compile(r"(\w{3} +\w{3} +\d{1,2}) (\d\d:\d\d:\d\d)(?: (UTC|GMT))? (\d{4})", re.ASCII)
# The groups that hold year, month and day.
PLACES: Final = {YMD: ("a", "b", "c"), DMY: ("c", "b", "a"), MDY: ("c", "a", "b")}
EXACT: Final = ("%d", "%H:%M", "%S", "%H:%MZ", "%SZ")  # ends of patterns in ISO 8601 that are kept as they are
WRITTEN_YEAR: Final = 4  # digits
ANY_YEAR: Final = range(1, LAST_YEAR + 1)


@dataclass(frozen=True, slots=True)
class _YearPlace:
    """A position of the year: the texts that have it there, its digits, and the possible orders."""

    fits: Bools
    digits: int
    orders: Sequence[str]


def read_days(cells: Cells) -> Reading:
    """Read days in numbers: in ISO 8601, else in the only possible order; DataError if there are two."""
    strict = parse_times(cells.texts, cells.rows.tolist(), date_format=None, column=cells.column)
    if not strict.bad.any() and strict.style.pattern.endswith(EXACT):
        kind, style = style_of(Kind.TIME, strict.at, offset="Z" if strict.style.pattern.endswith("Z") else "")
        midnights = kind is Kind.DATE and strict.style != style
        remarks = (_remark(cells, 0, style.write(strict.at[0]), Ordered(YMD, strict.at, strict.bad, {})),)
        return Reading(strict.at, strict.bad, kind, style, strict.expected, remarks if midnights else ())
    found = Captures(NUMBER_DAY, cells.texts)
    places = _year_places(found)
    first, last, _ = (place.fits for place in places)
    if first.any() and last.any() and (first | last | ~found.hit).all():
        return read_two_kinds(cells, found, first, read_days)
    place = max(places, key=lambda place: int(cells.rows[place.fits].sum()))
    choices = [_in_order(found, place, order) for order in place.orders]
    if len(choices) == len(PLACES) and "-" not in found.text("sep"):
        return _reading(cells, found, settle(cells, found, *_by_year(choices)))
    return _reading(cells, found, settle(cells, found, choices))


def read_compact_days(cells: Cells) -> Reading:
    """Read 20240106 and 20240106T0500; DataError if the year may be at the other end."""
    found = Captures(COMPACT_DAY, cells.texts)
    a, b, c, d = (found.number(place) for place in "abcd")
    first, last = CENTURY * a + b, CENTURY * c + d
    choices = [
        ordered(YMD, (first, c, d), ~found.hit, {"a": "%Y", "b": "", "c": "%m", "d": "%d"}),
        ordered(DMY, (last, b, a), ~found.hit, {"a": "%d", "b": "%m", "c": "%Y", "d": ""}),
        ordered(MDY, (last, a, b), ~found.hit, {"a": "%m", "b": "%d", "c": "%Y", "d": ""}),
    ]
    order = settle(cells, found, choices)
    return _reading(cells, found, order if order.name != YMD else replace(order, ruled_out=""))


def read_ordinal_days(cells: Cells) -> Reading:
    """Read numbered days of a year; DataError for digits alone, unless the column's name says dates."""
    if "-" not in cells.texts[0] and not names_dates(cells.column):
        what = f"{shown(cells.texts[0])} may be a year and the number of a day in it, or not a time"
        raise cells.refused(what, 0, hint=Hint("if it is a time, add {}", Setting("date_format", "%Y%j")))
    found = Captures(ORDINAL_DAY, cells.texts)
    at, absent = day_of_year(found.number("y"), found.number("n"))
    return _reading(cells, found, Ordered("", at, ~found.hit | absent, {}))


def read_named_days(cells: Cells) -> Reading:
    """Read days whose month is a name."""
    found = Captures(NAMED_DAY, [CTIME.sub(r"\1 \4 \2 \3", text).rstrip() for text in cells.texts])
    months = month_numbers(found.text("m1", "m2", "m3"))
    short = {"y1": "%y"} if any(len(text) < WRITTEN_YEAR for text in found.text("y1") if text) else {}
    parts = (full_year(found.number("y1", "y2", "y3")), months, found.number("d1", "d2", "d3"))
    return _reading(cells, found, ordered("", parts, ~found.hit, short))


def _year_places(found: Captures) -> list[_YearPlace]:
    """Return the positions where the year may be."""
    first, last = (np.array([len(text) for text in found.text(place)], np.int64) for place in "ac")
    long, short = WRITTEN_YEAR, WRITTEN_YEAR - 2
    return [
        _YearPlace((first == long) & (last <= short), long, (YMD,)),
        _YearPlace((last == long) & (first <= short), long, (DMY, MDY)),
        _YearPlace(found.hit & (first <= short) & (last <= short), short, (DMY, MDY, YMD)),
    ]


def _by_year(choices: Sequence[Ordered]) -> tuple[list[Ordered], list[Ordered]]:
    """Return the likely orders of two-digit numbers between slashes or full stops, and the unlikely ones.

    The year stands behind, unless that is impossible or the days run better with the year in front.
    """
    *behind, front = choices
    fewest = min(int(choice.bad.sum()) for choice in behind)
    others = [choice.at[~choice.bad] for choice in behind if int(choice.bad.sum()) == fewest]
    is_likely = int(front.bad.sum()) == fewest and year_may_be_first(front.at[~front.bad], others)
    if is_likely or int(front.bad.sum()) < fewest:
        return [front, *behind], []
    return behind, [front]


def _in_order(found: Captures, place: _YearPlace, order: str) -> Ordered:
    """Return the days of texts read in one order."""
    year, month, day = PLACES[order]
    short = place.digits < WRITTEN_YEAR
    years = full_year(found.number(year)) if short else found.number(year)
    directives = {year: "%y" if short else "%Y", month: "%m", day: "%d"}
    parts = (years, found.number(month), found.number(day))
    fits = place.fits & np.array([len(text) == place.digits for text in found.text(year)], np.bool_)
    return ordered(order, parts, ~fits, directives, years=ANY_YEAR if place.orders == (YMD,) else YEARS)


def _reading(cells: Cells, found: Captures, order: Ordered) -> Reading:
    """Return days with their times of day on one clock."""
    clock = read_clock(found)
    bad = order.bad | clock.bad
    at, bad, offset, remarks = same_clock(cells.column, order.at + clock.seconds.astype("timedelta64[s]"), clock, bad)
    kind, style = style_of(Kind.TIME, at[~bad], offset=offset)
    if bad.all():
        return Reading(at, bad, kind, style, "a date such as 2024-01-06")
    first = int(np.argmax(~bad))
    example, date = cells.texts[first], style.write(at[first])
    if example != date:
        remarks = [_remark(cells, first, date, order), *remarks]
    if clock.has_fraction[~bad].any():
        rows = int(cells.rows[clock.has_fraction].sum())
        remarks = [*remarks, Remark("fractions-cut", {"column": cells.column, "rows": rows})]
    named = f" ({order.name})" if order.name not in {"", YMD} else ""
    return Reading(at, bad, kind, style, f"a date such as {shown(example)}{named}", tuple(remarks))


def _remark(cells: Cells, at: int, date: str, order: Ordered) -> Remark:
    """Return the remark that shows by an example how days were read."""
    details: dict[str, Plain] = {"column": cells.column, "example": cells.texts[at], "date": date, "order": order.name}
    short = "%y" in order.directives.values()
    return Remark("dates-read", details | {"ruled_out_by": order.ruled_out, "short_years": short})
