"""Quarters and months as bare Roman numerals with their year: II/2010, 2010-II, I 2015, XI.2019."""

import re
from typing import Final

import numpy as np

from lstm_cli.errors import Hint
from lstm_cli.problems import shown
from lstm_cli.tidying.times.names import names_months, names_quarters
from lstm_cli.tidying.times.periods import date_months, date_periods
from lstm_cli.tidying.times.records import Captures, Cells, Kind, Reading

__all__ = ["ROMAN", "read_roman"]

NUMERALS: Final = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
NUMERAL: Final = "|".join(sorted(NUMERALS, reverse=True))
YEAR: Final = r"(?:1[7-9]|20)\d\d"  # other numbers of four digits belong to codes, such as X-1001
ROMAN: Final = re.compile(
    rf"(?P<r1>{NUMERAL})\.?\s*[-/., ]\s*(?P<y1>{YEAR})|(?P<y2>{YEAR})\.?\s*[-/., ]\s*(?P<r2>{NUMERAL})\.?", re.ASCII
)
LAST: Final = 4  # of the quarters


def read_roman(cells: Cells) -> Reading:
    """Read months if a numeral is above IV or the name of the column says months, else quarters.

    Raises
    ------
    DataError
        They are I to IV of a single year, which may be the first months or the quarters.
    """
    found = Captures(ROMAN, cells.texts)
    years = found.number("y1", "y2")
    numbers = np.array([NUMERALS.index(text) + 1 if text else 0 for text in found.text("r1", "r2")], np.int64)
    if numbers.max(initial=0) > LAST or names_months(cells.column):
        return date_months(cells, years, numbers, ~found.hit)
    if len(np.unique(years[found.hit])) == 1 and not names_quarters(cells.column):
        at = int(np.argmax(found.hit))
        what = f"{shown(cells.texts[at])} may be a quarter or a month"
        written = Hint(f"write {years[at]}-Q{numbers[at]} or {years[at]}-{numbers[at]:02d}")
        raise cells.refused(what, at, hint=written)
    return date_periods(cells, (years, 3 * numbers - 2), ~found.hit, Kind.QUARTER)
