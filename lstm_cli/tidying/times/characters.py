"""Dates with Chinese, Japanese or Korean characters for year, month, week and day: 2022年5月3日, 2022년 5월."""

import re
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes
from lstm_cli.problems import shown
from lstm_cli.remarks import Remark
from lstm_cli.tidying.times.periods import date_months, date_periods
from lstm_cli.tidying.times.records import Captures, Cells, Kind, Reading, calendar_day, style_of
from lstm_cli.tidying.times.weeks import Numbered, date_weeks

__all__ = ["CHARACTERS", "read_characters"]

CHARACTERS: Final = re.compile(
    r"""(?P<year>\d{4})\s?[年년] (?: \s?第?\s?(?P<week>\d{1,2})\s?[週周주](?:차)?
        | \s?(?P<month>\d{1,2})\s?[月월] (?: \s?(?P<day>\d{1,2})\s?[日일号] )? )?""",
    re.ASCII | re.VERBOSE,
)


def read_characters(cells: Cells) -> Reading:
    """Read the finest unit that occurs, of days, weeks, months and years; texts with a coarser unit are bad."""
    found = Captures(CHARACTERS, cells.texts)
    year, week, month, day = (found.number(part) for part in ("year", "week", "month", "day"))
    if day.any():
        return _days(cells, *calendar_day(year, month, day))
    if week.any():
        return date_weeks(cells, Numbered(year, week, ~found.hit))
    if month.any():
        return date_months(cells, year, month, ~found.hit)
    return date_periods(cells, (year, np.ones_like(year)), ~found.hit, Kind.YEAR)


def _days(cells: Cells, at: Datetimes, bad: Bools) -> Reading:
    """Return the reading of days."""
    style = style_of(Kind.DATE, at)[1]
    if bad.all():
        return Reading(at, bad, Kind.DATE, style, "a date such as 2024-01-06")
    first = int(np.argmax(~bad))
    example = {"column": cells.column, "example": cells.texts[first], "date": style.write(at[first])}
    remark = Remark("dates-read", example | {"order": "", "ruled_out_by": "", "short_years": False})
    return Reading(at, bad, Kind.DATE, style, f"a date such as {shown(cells.texts[first])}", (remark,))
