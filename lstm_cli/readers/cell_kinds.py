"""The kind of a cell: a count, a count with a mark, another number, a date, or words."""

import re
from enum import StrEnum
from typing import Final

from lstm_cli.readers.counts import BAD, MISSING, parse_count

__all__ = ["DATED", "NUMBERS", "NUMERIC", "ROUNDED", "WHOLE", "Kind", "kind_of"]


class Kind(StrEnum):
    """Kinds of cells."""

    EMPTY = "empty"  # nothing, NA, NaN or null
    COUNT = "count"
    NEGATIVE = "negative"  # a whole number below 0
    DECIMAL = "decimal"
    GROUPED = "grouped"  # 1,025, 1.025.300 or 1,02,500
    ROUNDED = "rounded"  # 12.5K, 1.2M
    FLAGGED = "flagged"  # 39 p, 48 (16.0%)
    MARK = "mark"  # <5, *, ND, n/a: stands in place of a count
    DATE = "date"  # a whole date
    CLOCK = "clock"  # a time of day, or a span of them
    PERIOD = "period"  # a week, a month or a quarter
    TEXT = "text"


WHOLE: Final = frozenset({Kind.COUNT, Kind.GROUPED, Kind.ROUNDED})
NUMERIC: Final = WHOLE | {Kind.NEGATIVE, Kind.FLAGGED}
NUMBERS: Final = NUMERIC | {Kind.DECIMAL, Kind.MARK}
DATED: Final = frozenset({Kind.DATE, Kind.PERIOD})
NEGATIVE: Final = re.compile(r"-\d+(\.0*)?", re.ASCII)
DECIMAL: Final = re.compile(r"[+-]?\d*[.,]\d+([eE][+-]?\d+)?%?|[+-]?\d+%", re.ASCII)
GROUPED: Final = re.compile(
    r"[+-]?[1-9](?:\d{0,2}([,.' \u00a0\u2007-\u2009\u2019\u202f])\d{3}(?:\1\d{3})*|\d?(?:,\d\d)+,\d{3})", re.ASCII
)
# 12.5K, 45 k, 1.2M: thousands and millions, rounded to some decimals; in 39 M, the letter may be a mark.
ROUNDED: Final = re.compile(
    r"([+-]?\d{1,3}(?:[.,]\d+)?)\s?[kK]|([+-]?\d{1,3}(?:[.,]\d+)?)M|([+-]?\d{1,3}[.,]\d+)\sM", re.ASCII
)
FLAGGED: Final = re.compile(
    r"\d+(?:\s?[a-zA-Z*†‡#~^]{1,3}|\s?\([a-zA-Z0-9]{1,3}\)|\s?\[[a-zA-Z0-9]{1,3}\]|\s?\([<>]?\d+([.,]\d+)?\s?%\))",
    re.ASCII,
)
MARK: Final = re.compile(
    r"[<>≤≥]\s?=?\s?\d+|\d+\s?[-\u2013]\s?\d+|[*.\u2026:~#x\-\u2013\u2014+?]{1,3}|n\.?/?[adr]\.?|nr|ns|np|suppressed|missing"
    r"|unknown|none|nil|not available|not reported|redacted|no data|k\.?\s?a\.?",
    re.IGNORECASE,
)
# A year before \u5e74: of four digits, of three in Taiwan, or of a named era
CJK_YEAR: Final = r"(?:\d{4}|1\d\d|(?:\u4ee4\u548c|\u5e73\u6210|\u662d\u548c|(?:\u4e2d\u83ef)?\u6c11[\u570b\u56fd])\s?(?:\d{1,3}|\u5143))"
# Weeks, quarters and months: 2020-W1, 2020W01, W01-2020, W1'20, 2020Q1, Q1 2020, II/2020, 2015M01; 2024-01 is a month in ISO 8601.
PERIOD: Final = re.compile(
    r"\d{4}[-\s/]?(?:W|KW|S|Q|M|K|T|U|V)\s?\d{1,2}(?:-\d)?|(?:W|KW|S|Q|M|K|T|U|V)\s?\d{1,2}[-\s/]?\d{4}|\d{4}[-/]\d\d|\d\d/\d{4}"
    r"|(?:W|KW)\s?\d{1,2}\s?[/'\u2019]\s?\d\d"
    r"|(?-i:(?:I{1,3}|I?V|VI{1,3}|I?X|XI{1,2})\.?\s?[-/., ]\s?(?:1[7-9]|20)\d\d|(?:1[7-9]|20)\d\d\.?\s?[-/., ]\s?(?:I{1,3}|I?V|VI{1,3}|I?X|XI{1,2})\.?)"
    r"|FY\s?(?:\d{4}|\d\d)(?:[-/](?:\d{4}|\d\d))?|\d{4}\s?[-/\u2013]\s?\d{4}"
    # 2022年5月, 2022年第5週; 令和4年5月 and 民國111年5月
    rf"|{CJK_YEAR}\s?[\u5e74\ub144]\s?\u7b2c?\d{{1,2}}\s?[\u6708\uc6d4\u9031\u5468\uc8fc]",
    re.ASCII | re.IGNORECASE,
)
MONTH: Final = (
    r"(?:jan|feb|fev|mar|mrt|maj|mei|m[a\u00e4]r|apr|avr|abr|ma[iyg]|jui?n|giu|jui?l|lug|au[gt]|ao[u\u00fb]|ago|sep|set|o[ck]t|ott|"
    r"nov|out|de[czs]|d[e\u00e9]c|dic|ene|gen)[^\W\d]{0,7}\.?"
)
CLOCK: Final = r"(?:[T,\s]\s?(?:@\s)?\d{1,2}:\d\d.*)?"
LOG_CLOCK: Final = r"(?::\d\d(?::\d\d.*)?)?"  # of web servers: 10/Oct/2000:13:55:36 -0700, and its hours
DATE: Final = re.compile(
    rf"\d{{4}}([-/.])\d{{1,2}}\1\d{{1,2}}{CLOCK}|\d{{1,2}}([-/.])\d{{1,2}}\2(?:\d{{4}}|\d\d){CLOCK}"
    rf"|(?:\d{{1,2}}\.?[-\s]?)?{MONTH}[-\s]?(?:\d{{4}}|\d\d){CLOCK}|\d{{4}}[-\s]?{MONTH}|\.*{MONTH}/\d{{4}}"
    rf"|(?:[a-z]{{3,9}},?\s)?{MONTH}\s\d{{1,2}},?\s\d{{4}}{CLOCK}"
    rf"|\[?\d{{1,2}}/{MONTH}/\d{{4}}{LOG_CLOCK}"
    r"|(?:1\d\d|[RHS]\d{1,2})([-/.])\d{1,2}\3\d{1,2}"  # of Taiwan, or of a Japanese era
    rf"|{CJK_YEAR}\s?[\u5e74\ub144]\s?\d{{1,2}}\s?[\u6708\uc6d4]\s?\d{{1,2}}\s?[\u65e5\uc77c\u53f7]{CLOCK}",
    re.IGNORECASE,
)
OF_DAY: Final = re.compile(
    r"\d{1,2}h\d\d|\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]m)?(?:\s?(?:[-\u2013]|to)\s?\d{1,2}:\d\d(?::\d\d)?(?:\s?[ap]m)?)?",
    re.ASCII | re.IGNORECASE,
)
# Tried in this order on cells that are no counts.
PATTERNS: Final = (
    (Kind.NEGATIVE, NEGATIVE),
    (Kind.DATE, DATE),
    (Kind.CLOCK, OF_DAY),
    (Kind.PERIOD, PERIOD),
    (Kind.MARK, MARK),
    (Kind.GROUPED, GROUPED),
    (Kind.ROUNDED, ROUNDED),
    (Kind.DECIMAL, DECIMAL),
    (Kind.FLAGGED, FLAGGED),
)


def kind_of(text: str) -> Kind:
    """Return the kind of a cell.

    >>> [kind_of(text).value for text in ("12", "", "-3", "0.5", "1,025", "39 p", "9.5K", "<5", "2024-01-06", "2020W1")]
    ['count', 'empty', 'negative', 'decimal', 'grouped', 'flagged', 'rounded', 'mark', 'date', 'period']
    """
    cell = text.strip()
    count = parse_count(cell)
    if count != BAD:
        return Kind.EMPTY if count == MISSING else Kind.COUNT
    return next((kind for kind, pattern in PATTERNS if pattern.fullmatch(cell)), Kind.TEXT)
