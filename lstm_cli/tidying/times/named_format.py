"""Times in a format that the user names: a format of strptime, also for weeks without a day, or a word for numbers."""

import re
from typing import Final

import numpy as np

from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.options import WeekDate
from lstm_cli.panel.series import TimeStyle
from lstm_cli.problems import shown
from lstm_cli.readers.timestamps import parse_times
from lstm_cli.tidying.times.mixed_days import ISO_DAYS, joined
from lstm_cli.tidying.times.plain_numbers import WORDS, read_by_word
from lstm_cli.tidying.times.records import Cells, Kind, Reading, style_of

__all__ = ["read_by_format"]

# For weeks without a day, by their directive: the directive of the weekday, and its first and last value.
ENDS: Final = {"V": ("%u", "1", "7"), "W": ("%w", "1", "0"), "U": ("%w", "0", "6")}
DIRECTIVES: Final = re.compile("%(.)", re.DOTALL)
DAYS: Final = set("dwaAujcxe")
SHORT_OFFSET: Final = re.compile(r"[+-]\d\d", re.ASCII)
SIX_DAYS: Final = np.timedelta64(6 * 86_400, "s")


def read_by_format(cells: Cells, date_format: str) -> Reading:
    """Read times in a format that the user names; UsageError for a format that leaves the time incomplete."""
    if date_format.lower() in WORDS:
        return read_by_word(cells, date_format.lower())
    directives = set(DIRECTIVES.findall(date_format.replace("%%", "")))
    week = next((letter for letter in ENDS if letter in directives), None)
    if week and not directives & DAYS:
        return _weeks(cells, date_format, week)
    texts = cells.texts
    if date_format.endswith("%z"):
        texts = [f"{text}00" if SHORT_OFFSET.fullmatch(text[-3:]) else text for text in texts]
    times = parse_times(texts, cells.rows.tolist(), date_format=date_format)
    # `parse_times` has put the common offset into the format.
    offset = times.style.pattern[len(date_format) - len("%z") :] if date_format.endswith("%z") else ""
    kind, style = style_of(_kind(directives), times.at[~times.bad], offset=offset)
    reading = Reading(times.at, times.bad, kind, style, times.expected)
    return reading if times.bad.all() or offset else _with_iso(cells, reading)


def _with_iso(cells: Cells, reading: Reading) -> Reading:
    """Return a reading of days that also takes those in ISO 8601 beside them."""
    if reading.kind not in {Kind.DATE, Kind.TIME} or not reading.bad.any():
        return reading
    others = cells.only(reading.bad)
    times = parse_times(others.texts, others.rows.tolist(), date_format=None, column=cells.column)
    if times.bad.all() or not times.style.pattern.endswith(ISO_DAYS):
        return reading
    kind, style = style_of(Kind.TIME, times.at[~times.bad])
    iso = Reading(times.at, times.bad, kind, style, times.expected)
    return joined(cells, reading, iso.among(reading.bad))


def _weeks(cells: Cells, date_format: str, week: str) -> Reading:
    """Read weeks without a day, dated by their start or end."""
    if week == "V" and "%Y" in date_format:
        hint = Hint("the year of an ISO week is %G: {}", Setting("date_format", date_format.replace("%Y", "%G")))
        raise UsageError(f"the date format {shown(date_format)} has the calendar year", value=date_format, hint=hint)
    # Where a year begins or ends within a week, one end of the week belongs to another year.
    directive, *ends = ENDS[week]
    first, last = (
        parse_times(
            [f"{text} {end}" for text in cells.texts], cells.rows.tolist(), date_format=f"{date_format} {directive}"
        )
        for end in ends
    )
    start = np.where(first.bad, last.at - SIX_DAYS, first.at)
    at = start + SIX_DAYS if cells.options.week_date is WeekDate.END else start
    return Reading(
        at.astype("datetime64[s]"),
        first.bad & last.bad,
        Kind.WEEK,
        TimeStyle(),
        f"a week in the format {date_format!r}",
    )


def _kind(directives: set[str]) -> Kind:
    """Return what the directives of a format name."""
    if directives & set("HIMScXp"):
        return Kind.TIME
    if directives & DAYS:
        return Kind.DATE
    return Kind.MONTH if directives & set("mbB") else Kind.YEAR
