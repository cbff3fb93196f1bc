"""A year and a number, of a month or a week: decided by an option, the column's name, or a number above 12."""

import re
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.errors import DataError, Hint, Setting
from lstm_cli.problems import shown
from lstm_cli.readers.column_names import names_weeks
from lstm_cli.readers.format_hints import WEEK_SETTINGS
from lstm_cli.tidying.times.names import names_months, names_quarters
from lstm_cli.tidying.times.periods import date_months, date_periods
from lstm_cli.tidying.times.records import Captures, Cells, Kind, Reading
from lstm_cli.tidying.times.weeks import Numbered, date_weeks

__all__ = ["PAIR", "read_pairs"]

YEAR: Final = r"1[7-9]\d\d|2[01]\d\d"
# 202005, 2020-05, 2020/5, 2020.05, 05/2020; not 2020.1, which may be 2020.10 as a number
PAIR: Final = re.compile(
    rf"(?P<y1>{YEAR})(?:[-/_ :](?P<n1>\d{{1,2}})|(?P<n2>\d\d)|\.(?P<n4>0[1-9]|[1-4]\d|5[0-3]))|(?P<n3>\d{{1,2}})[-/_. ](?P<y2>{YEAR})",
    re.ASCII,
)
QUARTERS: Final = 4
TWELVE: Final = 12
MAX_WEEK: Final = 53


def read_pairs(cells: Cells) -> Reading:
    """Read years and months, or years and weeks; DataError if both are possible."""
    found = Captures(PAIR, cells.texts)
    years, numbers = found.number("y1", "y2"), found.number("n1", "n2", "n3", "n4")
    if names_quarters(cells.column) and cells.options.week is None and not (numbers > QUARTERS).any():
        return date_periods(cells, (years, 3 * numbers - 2), ~found.hit, Kind.QUARTER)
    if _are_weeks(cells, found, numbers):
        return date_weeks(cells, Numbered(years, numbers, ~found.hit | (numbers > MAX_WEEK)))
    return date_months(cells, years, numbers, ~found.hit)


def _are_weeks(cells: Cells, found: Captures, numbers: Ints) -> bool:
    """Whether the numbers are weeks."""
    if cells.options.week is not None or names_weeks(cells.column):
        return True
    if names_months(cells.column):
        return False
    many = found.hit & (numbers > TWELVE)
    if (compact := found.has("n2")).any():
        _check_compact(cells, compact, many)
    return bool(many.any())


def _check_compact(cells: Cells, compact: Bools, many: Bools) -> None:
    """Refuse ambiguous groups of six digits: 202005 is a month or a week, 200531 a week or a day."""
    at = int(np.argmax(compact))
    if not many.any():
        what = f"{shown(cells.texts[at])} may be a month, or a week of the year"
        hint = Hint("for months add {}, for weeks {} or {}", Setting("date_format", "%Y%m"), *WEEK_SETTINGS)
        raise cells.refused(what, at, hint=hint)
    if _are_short_dates(cells):
        raise _short_dates(cells, at)


def _are_short_dates(cells: Cells) -> bool:
    """Whether all texts of six digits are days with a two-digit year."""
    parts = np.array([[int(text[:2]), int(text[2:4]), int(text[4:6])] for text in cells.texts if len(text) == 6])  # noqa: PLR2004 - digits
    return len(parts) == len(cells) and bool(((parts[:, 1] <= TWELVE) & (parts[:, 1] > 0) & (parts[:, 2] <= 31)).all())  # noqa: PLR2004 - days


def _short_dates(cells: Cells, at: int) -> DataError:
    what = f"{shown(cells.texts[at])} may be a week of the year, or a day with a year of two digits"
    hint = Hint("for weeks add {} or {}, for days {}", *WEEK_SETTINGS, Setting("date_format", "%y%m%d"))
    return cells.refused(what, at, hint=hint)
