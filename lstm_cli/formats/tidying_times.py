"""The sentence of each remark on how the times of a table were read, and on periods that it has only in part."""

import re
from collections.abc import Callable
from typing import Final

from lstm_cli.formats.data_sentences import Details, named
from lstm_cli.formats.text import and_more, plural
from lstm_cli.panel.remarks import span
from lstm_cli.problems import shown

__all__ = ["TIME_SENTENCES"]

# What numbers are, by the word for it.
NUMBERS: Final = {
    "excel": "the day number of a spreadsheet (1900 system)",
    "unix": "seconds since 1970",
    "unix-ms": "milliseconds since 1970",
    "unix-us": "microseconds since 1970",
    "unix-ns": "nanoseconds since 1970",
}
WHY: Final = {
    "option": "as requested",
    "spelling": "a W means ISO 8601",
    "country": "weeks written like this are ISO 8601 weeks",
    "name": "as the column's name says",
    "week 53": "only this numbering has all its weeks 53",
}
DATED: Final = {
    "start": "a week is dated by its first day",
    "end": "a week is dated by its last day",
    "day": "a day",
    "moment": "a step is dated by its first moment",
}
CALENDARS: Final = {
    "japanese": "a Japanese era",
    "minguo": "the Republic of China",
    "buddhist": "the Buddhist calendar",
}
SPAN: Final = re.compile("[-/–]")
FIRST_MONTH: Final = {"quarters": "quarter", "half-years": "half-year"}


def _read(details: Details) -> str:
    """Begin a sentence with an example."""
    where = f"column {shown(details['column'])}: " if details["column"] else ""
    return f"{where}{shown(details['example'])} is read as {details['date']}"


def _weeks(details: Details) -> str:
    week = f"{details['system']} week {details['week']} of {details['year']}"
    return f"{_read(details)}: {week} ({WHY[details['why']]}); {DATED[details['dated']]}"


def _periods(details: Details) -> str:
    kind = FIRST_MONTH.get(details["kind"])
    if details["kind"] == "years" and SPAN.search(details["example"]):
        return f"{_read(details)}: two years are dated by the first"
    return _read(details) + (f": a {kind} is dated by its first month" if kind else "")


def _converted(details: Details) -> str:
    return f"{_read(details)}: a year of {CALENDARS[details['calendar']]}"


def _dates(details: Details) -> str:
    order = f", {details['order']}" if details["order"] else ""
    if details["ruled_out_by"]:
        order += f" ({shown(details['ruled_out_by'])} cannot be anything else)"
    return _read(details) + order + ("; two-digit years are 1969 to 2068" if details["short_years"] else "")


def _ranges(details: Details) -> str:
    return _read(details) + (f"; {DATED[details['dated']]}" if details["dated"] in DATED else ": a month")


def _numbers(details: Details) -> str:
    return f"{_read(details)}: {NUMBERS[details['word']]}"


def _index(details: Details) -> str:
    return f"{_read(details)}; each number is one step ({details['freq']}) later"


def _offsets(details: Details) -> str:
    offsets = and_more(details["offsets"], details["count"])
    return f"column {shown(details['column'])}: times with the UTC offsets {offsets}"


def _fractions(details: Details) -> str:
    return f"column {shown(details['column'])}: fractions of seconds are cut off in {plural(details['rows'], 'row')}"


def _seasons(details: Details) -> str:
    weeks = f"weeks from {details['week']} on are in the first year of a season, lower numbers in the second"
    return f"columns {shown(details['column'])}: {weeks}"


def _hours(details: Details) -> str:
    return f"column {shown(details['column'])}: hours 1 to 24 are read as the hours that begin at 0:00 to 23:00"


def _moved(details: Details) -> str:
    most = span(details["most_seconds"], details["most_seconds"])
    return f"{details['count']} of {details['of']} times are moved onto regular steps, by at most {most}"


def _years_above(details: Details) -> str:
    where = f"{shown(details['text'])} on line {details['line']}"
    more = f", and {details['count'] - 1} more" if details["count"] > 1 else ""
    return f"a year stands in a row above those of its parts: {where}{more}"


def _partial(details: Details) -> str:
    length, step = details["length"], details["step"]
    period = details["unit"] if length == 1 else f"period of {length} {details['unit']}s"
    parts = f"{details['part']}s" if step == 1 else f"steps of {step} {details['part']}s"
    has = f"{details['date']}, has {details['have']} of {details['of']} {parts}"
    if details["single"]:
        return f"the {details['edge']} {period}, {has} and is left out"
    if details["count"] == 1:
        return f"the {details['edge']} {period} of series {named(details)}, {has} and is left out"
    where = f"in {details['count']} series ({named(details)}) and is left out"
    return f"the {details['edge']} {period} is incomplete {where}: that of {shown(details['names'][0])}, {has}"


TIME_SENTENCES: Final[dict[str, Callable[[Details], str]]] = {
    "weeks-read": _weeks,
    "periods-read": _periods,
    "years-converted": _converted,
    "dates-read": _dates,
    "dates-of-two-kinds": lambda details: (
        f"column {shown(details['column'])} has dates of two kinds: {details['rows']} of {plural(details['of'], 'row')} are like "
        f"{shown(details['example'])}"
    ),
    "ranges-read": _ranges,
    "numbers-read": _numbers,
    "index-read": _index,
    "partial-periods": _partial,
    "offsets-to-utc": lambda details: f"{_offsets(details)} are converted to UTC",
    "offsets-of-midnights": lambda details: f"{_offsets(details)} are local midnights: they are read as dates",
    "fractions-cut": _fractions,
    "seasons-read": _seasons,
    "year-rows": _years_above,
    "hours-from-one": _hours,
    "times-moved": _moved,
    "row-a-month": lambda details: (
        f"each month has one row, on varying days: {details['count']} of {details['of']} times are moved to the first day"
    ),
}
