"""What the name of a column says about its times."""

import re
from typing import Final

from lstm_cli.options import Week
from lstm_cli.readers.column_names import TIME_NAMES
from lstm_cli.readers.name_words import plain_name

__all__ = ["names_dates", "names_months", "names_of_system", "names_quarters"]

ISO: Final = re.compile(r"iso|(^|_)kw(_|$)|kalenderwoche|meldewoche")
MMWR: Final = re.compile(r"mmwr|(^|_)cdc")
EPI: Final = re.compile(r"(^|_)epi|epi(_?week|_?wk|weeks?)")
QUARTERS: Final = re.compile(r"quarter|quartal|kvartal|kwart|trimest|(^|_)(qtr|q|yq|yyyyq)(_|$)")
MONTHS: Final = re.compile(r"month|monat|mois|(^|_)(mes|ym|yyyymm|mon)(_|$)")
DATES: Final = re.compile(r"date|datum|fecha|time|(^|_)(ts|dt|day|tag|unix|epoch)(_|$)")


def names_of_system(name: str) -> tuple[Week, str] | None:
    """Return the system of week numbers that a column's name says, and the word for it: ``epi`` is the weakest."""
    plain = plain_name(name.replace("+", " "))
    words = ((ISO, Week.ISO, "iso"), (MMWR, Week.MMWR, "mmwr"), (EPI, Week.MMWR, "epi"))
    return next(((system, word) for pattern, system, word in words if pattern.search(plain)), None)


def names_months(name: str) -> bool:
    """Whether the name of a column says months."""
    return MONTHS.search(plain_name(name)) is not None


def names_quarters(name: str) -> bool:
    """Whether the name of a column says quarters."""
    return QUARTERS.search(plain_name(name)) is not None


def names_dates(name: str) -> bool:
    """Whether the name of a column says dates or moments."""
    plain = plain_name(name)
    return plain in TIME_NAMES[0] | TIME_NAMES[1] or DATES.search(plain) is not None
