"""Weeks and months written as their first and last day, as in old exports of Google Trends and periods of pandas."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes
from lstm_cli.options import WeekDate
from lstm_cli.panel.month_days import month_lengths
from lstm_cli.panel.series import TimeStyle
from lstm_cli.problems import shown
from lstm_cli.readers.month_names import MONTH_NAME, month_numbers
from lstm_cli.remarks import Remark
from lstm_cli.tidying.times.days import read_days
from lstm_cli.tidying.times.named_format import read_by_format
from lstm_cli.tidying.times.records import Captures, Cells, Kind, Reading, calendar_day

__all__ = ["NAMED_RANGE", "RANGE", "read_named_ranges", "read_ranges", "without_week_numbers"]

DATE: Final = r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T]\d{1,2}:\d\d(?::\d\d)?)?"
# 2015-01-04 - 2015-01-10, 2023-01-01/2023-01-07, 02.01.2023–08.01.2023, 01.01.2024 00:00 - 01.01.2024 01:00
RANGE: Final = re.compile(rf"(?P<first>{DATE})\s*(?:-|–|—|/|to|bis)\s*(?P<last>{DATE})")
DAY: Final = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}([-/.])\d{1,2}\1\d{4}", re.ASCII)
TO: Final = r"\s*(?:-|–|—|to|bis|until|al?|au)\s*"
# 2 Jan - 8 Jan 2023, 2–8 January 2023, Jan 29 - Feb 4, 2024, 29 Dec 2023 to 4 Jan 2024
NAMED_RANGE: Final = re.compile(
    rf"(?P<a1>\d{{1,2}})(?:\s*(?P<m1>{MONTH_NAME})(?:,?\s*(?P<y1>\d{{4}}))?)?{TO}(?P<a2>\d{{1,2}})\s*(?P<m2>{MONTH_NAME}),?\s*(?P<y2>\d{{4}})"
    rf"|(?P<n1>{MONTH_NAME})\s*(?P<b1>\d{{1,2}})(?:,?\s*(?P<z1>\d{{4}}))?{TO}(?:(?P<n2>{MONTH_NAME})\s*)?(?P<b2>\d{{1,2}}),?\s*(?P<z2>\d{{4}})"
)
# Week 1 (02/01/2023 to 08/01/2023), W1: 2 Jan - 8 Jan 2023, 1 (…), Wk 1 (02/01/2023)
NUMBERED: Final = re.compile(
    r"(?:(?:epi\s?)?(?:week|wk|woche|semaine|semana|ew|se|kw|w)\.?\s*)?\d{1,2}(?:[ /-]\d{4})?\s*[(:,]\s*(?P<span>[^()]+?)\s*\)?",
    re.ASCII | re.IGNORECASE,
)
SIX_DAYS: Final = np.timedelta64(6, "D")
NOTHING: Final = np.timedelta64(0, "s")
ONE_DAY: Final = np.timedelta64(1, "D")


def read_ranges(cells: Cells) -> Reading:
    """Read spans of seven days, dated by their last or first day, and of calendar months; other spans are bad.

    A date format applies to both days.

    Raises
    ------
    DataError
        The order of day and month is ambiguous.
    """
    found = Captures(RANGE, cells.texts)
    ends = [text or "x" for text in (*found.text("first"), *found.text("last"))]
    both = replace(cells, texts=ends, rows=np.tile(cells.rows, 2), lines=np.tile(cells.lines, 2))
    date_format = cells.options.date_format
    days = read_days(both) if date_format is None else read_by_format(both, date_format)
    bad = ~found.hit | np.logical_or(*np.split(days.bad, 2))
    if days.kind is Kind.TIME:
        return _moments(cells, days, bad)
    first, last = np.split(days.at.astype("datetime64[D]"), 2)
    return _spans(cells, first, last, bad, days.remarks)


def read_named_ranges(cells: Cells) -> Reading:
    """Read the same with named months; the first day may lack a month that it shares with the last, and the year."""
    found = Captures(NAMED_RANGE, cells.texts)
    days = [found.number(f"a{end}", f"b{end}") for end in "12"]
    words = [found.text(f"m{end}", f"n{end}") for end in "12"]
    words = [[word or other for word, other in zip(ours, theirs, strict=True)] for ours, theirs in (words, words[::-1])]
    (begins, ends), year = map(month_numbers, words), found.number("y2", "z2")
    before = np.where(begins > ends, year - 1, year)  # 29 Dec - 4 Jan 2024
    own = found.number("y1", "z1")
    first, absent = calendar_day(np.where(own > 0, own, before), begins, days[0])
    last, missing = calendar_day(year, ends, days[1])
    return _spans(cells, first.astype("datetime64[D]"), last.astype("datetime64[D]"), ~found.hit | absent | missing, ())


def without_week_numbers(texts: Sequence[str]) -> list[str]:
    """Return texts without a week number before a day, or the first and last day: Week 1 (2 Jan - 8 Jan 2023)."""
    found = Captures(NUMBERED, texts).text("span")
    is_span = [any(form.fullmatch(span) for form in (RANGE, NAMED_RANGE, DAY)) for span in found]
    return [span if known else text for text, span, known in zip(texts, found, is_span, strict=True)]


def _spans(cells: Cells, first: Datetimes, last: Datetimes, bad: Bools, remarks: tuple[Remark, ...]) -> Reading:
    """Return the weeks, or the months if these are more frequent, with given first and last days."""
    weekly, monthly = last - first == SIX_DAYS, _is_month(first, last)
    is_month = cells.rows[monthly & ~bad].sum() > cells.rows[weekly & ~bad].sum()
    bad = bad | ~(monthly if is_month else weekly)
    at = first if is_month or cells.options.week_date is WeekDate.START else last
    kind, style = (Kind.MONTH, TimeStyle("%Y-%m")) if is_month else (Kind.WEEK, TimeStyle())
    expected = f"the first and the last day of a {kind.value[:-1]}"
    if bad.all():
        return Reading(at.astype("datetime64[s]"), bad, kind, style, expected)
    place = int(np.argmax(~bad))
    example, date = cells.texts[place], style.write(at[place])
    dated = "month" if is_month else str(cells.options.week_date)
    remark = Remark("ranges-read", {"column": cells.column, "example": example, "date": date, "dated": dated})
    return Reading(
        at.astype("datetime64[s]"), bad, kind, style, f"{expected} such as {shown(example)}", (*remarks, remark)
    )


def _moments(cells: Cells, ends: Reading, bad: Bools) -> Reading:
    """Return spans of at most a day and one length, such as hours, by their first moment; others are bad."""
    first, last = np.split(ends.at, 2)
    spans, rows = np.unique((last - first)[~bad], return_counts=True)
    usual = spans[np.argmax(rows)] if len(spans) else ONE_DAY
    bad = bad | (last - first != usual) | (usual <= NOTHING) | (usual > ONE_DAY)
    expected = "the first and the last moment of a step"
    if bad.all():
        return Reading(first, bad, Kind.TIME, ends.style, expected)
    place = int(np.argmax(~bad))
    example = {"column": cells.column, "example": cells.texts[place], "date": ends.style.write(first[place])}
    remark = Remark("ranges-read", example | {"dated": "moment"})
    return Reading(
        first, bad, Kind.TIME, ends.style, f"{expected} such as {shown(cells.texts[place])}", (*ends.remarks, remark)
    )


def _is_month(first: Datetimes, last: Datetimes) -> Bools:
    """Whether two days are the first and the last of a month."""
    month = first.astype("datetime64[M]")
    return np.asarray((first == month) & ((last - first).astype(np.int64) + 1 == month_lengths(month)))
