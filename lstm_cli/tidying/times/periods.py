"""Months, quarters, half-years and years by number and by name; each is dated by the first day of its first month."""

import re
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.errors import Hint, Setting
from lstm_cli.problems import shown
from lstm_cli.readers.month_names import MONTH_NAME, month_numbers
from lstm_cli.remarks import Plain, Remark
from lstm_cli.tidying.times.records import Captures, Cells, Kind, Reading, first_of_month, is_likely_year, style_of

__all__ = [
    "DECIMAL_YEAR",
    "HALF",
    "LETTER_MONTH",
    "MONTH_SPAN",
    "NAMED_MONTH",
    "QUARTER",
    "SPAN",
    "YEAR",
    "date_months",
    "date_periods",
    "full_year",
    "read_decimal_years",
    "read_halves",
    "read_letter_months",
    "read_month_spans",
    "read_named_months",
    "read_quarters",
    "read_spans",
    "read_years",
]

SEP: Final = r"\s*[-_/.,: ]?\s*"
# 2015M01, M01-2015, 2015MM01
LETTER_MONTH: Final = re.compile(
    rf"(?P<y1>\d{{4}}){SEP}mm?(?P<n1>\d{{1,2}})|mm?(?P<n2>\d{{1,2}}){SEP}(?P<y2>\d{{4}})", re.ASCII | re.IGNORECASE
)
# Jan 2015, January, 2015, 2015-Jan, Jan-15, Jan '15, 15-Jan
NAMED_MONTH: Final = re.compile(
    rf"(?P<w1>{MONTH_NAME})(?:[-/ ,]*(?:de )?(?P<y1>[0-9]{{4}})|[-'’ ]+(?P<s1>[0-9][0-9]))|(?P<y2>[0-9]{{4}})[-/, ]*(?P<w2>{MONTH_NAME})"
    rf"|(?P<s2>[0-9][0-9])-(?P<w3>{MONTH_NAME})"
)
QUARTERS: Final = r"(?:quarter|quartal|kvartal|kwartaal|kwartał|trimestre|trim|qtr|qu|q|t|kv|k)\.?"
ROMAN_NUMBERS: Final = {"I": 1, "II": 2, "III": 3, "IV": 4}
ROMAN: Final = "|".join(sorted(ROMAN_NUMBERS, reverse=True))
# 2020Q1, 2020-Q1, Q1 2020, Q1 '20, 1Q2020, 1Q20, 20Q1, 2020 Quarter 1, 1. Quartal 2020, 2020T1, 2020K1, III trim 2020
QUARTER: Final = re.compile(
    rf"(?P<y1>\d{{4}}|\d\d){SEP}{QUARTERS}\s*-?(?P<n1>[1-4])|{QUARTERS}\s*(?P<n2>[1-4]){SEP}['’]?(?P<y2>\d{{4}}|\d\d)"
    rf"|0?(?P<n3>[1-4])(?:\.|º|er|e|st|nd|rd|th)?\s*{QUARTERS}{SEP}['’]?(?P<y3>\d{{4}}|\d\d)"
    rf"|(?P<r1>{ROMAN})\.?\s*{QUARTERS}{SEP}(?:de )?(?P<y4>\d{{4}})|{QUARTERS}\s*(?P<r2>{ROMAN}){SEP}(?P<y5>\d{{4}})"
    rf"|(?P<y6>\d{{4}}){SEP}(?P<r3>{ROMAN})\.?\s*{QUARTERS}",
    re.ASCII | re.IGNORECASE,
)
# Jan-Mar 2020, January to March 2020, 2020 Jan–Mar
TO: Final = r"\s*(?:[-–/]|to|bis|à|a)\s*"
MONTH_SPAN: Final = re.compile(
    rf"(?P<w1>{MONTH_NAME}){TO}(?P<w2>{MONTH_NAME}),?[-\s]*(?P<y1>[0-9]{{4}})|(?P<y2>[0-9]{{4}})[-,\s]*(?P<w3>{MONTH_NAME}){TO}(?P<w4>{MONTH_NAME})"
)
# 2020H1, H1 2020, 1H2020, 2020-S1 (Eurostat)
HALF: Final = re.compile(
    rf"(?P<y1>\d{{4}}){SEP}[HS](?P<n1>[12])|[HS](?P<n2>[12]){SEP}(?P<y2>\d{{4}})|(?P<n3>[12])[HS]{SEP}(?P<y3>\d{{4}})",
    re.ASCII | re.IGNORECASE,
)
# Two consecutive years, as fiscal years, school years and seasons are written: 2004/05, 2004-2005, FY2004/05.
NEXT: Final = "|".join(rf"{year:02d}\s*[-/–]\s*(?:\d\d)?{(year + 1) % 100:02d}" for year in range(100))
SPAN: Final = re.compile(
    rf"(?:FY\s?)?(?=(?:1[7-9]|2[01])(?:{NEXT})$)(?P<year>\d{{4}})\D+\d+|FY\s?-?(?P<fiscal>\d{{4}}|\d\d)",
    re.ASCII | re.IGNORECASE,
)
YEAR: Final = re.compile(r"(?P<year>1[7-9]\d\d|2[01]\d\d|2200)(?:\.0+)?", re.ASCII)
# Years with the fraction that has passed, as R writes months and quarters: 2000, 2000.083, 2000.17, 2000.25; NOAA: 1958.2027
FRACTIONS: Final = r"0+|5|25|75|08|17|33|42|58|67|83|92|\d{3,}"
DECIMAL_YEAR: Final = re.compile(rf"(?P<year>(?:1[7-9]|2[01])\d\d)(?P<part>\.(?:{FRACTIONS}))?", re.ASCII)
NEAR: Final = 0.1  # of a step: months have different lengths, and fractions may be rounded
LAST_SHORT: Final = 68  # two digits mean 1969 to 2068, as in the C library and Python
CENTURY: Final = 100
LIKELY: Final = np.datetime64("2024-01-01", "s")


def full_year(years: Ints) -> Ints:
    """Return years in full; some may have two digits."""
    return np.where(years >= CENTURY, years, years + np.where(years > LAST_SHORT, 1900, 2000))


def date_months(cells: Cells, years: Ints, months: Ints, bad: Bools) -> Reading:
    """Return the first days of months."""
    return date_periods(cells, (years, months), bad, Kind.MONTH)


def date_periods(cells: Cells, months: tuple[Ints, Ints], bad: Bools, kind: Kind) -> Reading:
    """Return periods by their first months, as (years, months)."""
    years, numbers = months
    at, absent = first_of_month(years, numbers)
    bad = bad | absent | ~is_likely_year(years)
    style = style_of(kind, at)[1]
    if bad.all():
        return Reading(at, bad, kind, style, f"a {kind.value[:-1]} such as {style.write(LIKELY)}")
    first = int(np.argmax(~bad))
    example, date = cells.texts[first], style.write(at[first])
    expected = f"a {kind.value[:-1]} such as {shown(example)}"
    if example == date:
        return Reading(at, bad, kind, style, expected)
    details: dict[str, Plain] = {"column": cells.column, "example": example, "kind": str(kind)}
    remark = Remark("periods-read", details | {"date": date})
    return Reading(at, bad, kind, style, expected, (remark,))


def read_letter_months(cells: Cells) -> Reading:
    """Read months such as 2015M01."""
    found = Captures(LETTER_MONTH, cells.texts)
    return date_months(cells, found.number("y1", "y2"), found.number("n1", "n2"), ~found.hit)


def read_named_months(cells: Cells) -> Reading:
    """Read named months; DataError if Jan-15 and 15-Jan may be days without a year."""
    found = Captures(NAMED_MONTH, cells.texts)
    months = month_numbers(found.text("w1", "w2", "w3"))
    years = full_year(found.number("y1", "y2", "s1", "s2"))
    bad = ~found.hit | (months == 0)
    short, before = found.has("s1", "s2") & ~bad, found.has("s2") & ~bad
    if short.any() and (_may_be_days(years[short], months[short]) or (before.any() and np.ptp(years[short]) == 0)):
        at = int(np.argmax(short))
        what = f"{shown(cells.texts[at])} may be a month of {years[at]}, or a day without a year"
        form = Setting("date_format", "%y-%b" if before[at] else "%b-%y")
        raise cells.refused(what, at, hint=Hint("for months add {}; days need a year", form))
    return date_months(cells, years, months, bad)


def _may_be_days(years: Ints, months: Ints) -> bool:
    """Whether two-digit years may be days: all are below 32, and the months do not form a run that ends before 2028."""
    if not ((years > 2000) & (years < 2032)).all():  # noqa: PLR2004 - the days 1 to 31, read as years
        return False
    number = np.unique(years * 12 + months)
    is_run = 1 < len(number) >= 0.9 * (number[-1] - number[0] + 1)
    return not is_run or bool(years.max() >= 2028)  # noqa: PLR2004 - every month has a 28th


def read_quarters(cells: Cells) -> Reading:
    """Read quarters, dated by their first month."""
    found = Captures(QUARTER, cells.texts)
    years = full_year(found.number("y1", "y2", "y3", "y4", "y5", "y6"))
    roman = np.array([ROMAN_NUMBERS.get(text.upper(), 0) for text in found.text("r1", "r2", "r3")], np.int64)
    quarters = found.number("n1", "n2", "n3") + roman
    return date_periods(cells, (years, 3 * quarters - 2), ~found.hit, Kind.QUARTER)


def read_month_spans(cells: Cells) -> Reading:
    """Read quarters written as their first and last month; other spans of months are bad."""
    found = Captures(MONTH_SPAN, cells.texts)
    first, last = (month_numbers(found.text(*groups)) for groups in (("w1", "w3"), ("w2", "w4")))
    is_quarter = (first % 3 == 1) & (last == first + 2)
    return date_periods(cells, (found.number("y1", "y2"), first), ~found.hit | ~is_quarter, Kind.QUARTER)


def read_halves(cells: Cells) -> Reading:
    """Read half-years, dated by their first month."""
    found = Captures(HALF, cells.texts)
    halves = found.number("n1", "n2", "n3")
    return date_periods(cells, (found.number("y1", "y2", "y3"), 6 * halves - 5), ~found.hit, Kind.HALF)


def read_spans(cells: Cells) -> Reading:
    """Read fiscal years and seasons, dated by their first year, or by the year after FY."""
    found = Captures(SPAN, cells.texts)
    years = full_year(found.number("year", "fiscal"))
    return date_periods(cells, (years, np.ones_like(years)), ~found.hit, Kind.YEAR)


def read_years(cells: Cells) -> Reading:
    """Read bare years."""
    found = Captures(YEAR, cells.texts)
    years = found.number("year")
    return date_periods(cells, (years, np.ones_like(years)), ~found.hit, Kind.YEAR)


def read_decimal_years(cells: Cells) -> Reading:
    """Read years with a fraction as the quarters or months that begin there, or else as the months that are then.

    The latter are bad unless each month has only one fraction, since others are days or weeks.
    """
    found = Captures(DECIMAL_YEAR, cells.texts)
    years, parts = found.number("year"), np.array([float(f"0{text}") for text in found.text("part")])
    for count, kind in ((4, Kind.QUARTER), (12, Kind.MONTH)):
        begun = np.rint(parts * count)
        if (np.abs(parts * count - begun) <= NEAR)[found.hit].all():
            return date_periods(cells, (years, begun.astype(np.int64) * (12 // count) + 1), ~found.hit, kind)
    months = (parts * 12).astype(np.int64)
    several = len(np.unique((12 * years + months)[found.hit])) < found.hit.sum()
    return date_months(cells, years, months + 1, ~found.hit | several)
