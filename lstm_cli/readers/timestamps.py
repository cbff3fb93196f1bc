"""Cells to times: in ISO 8601, or a format that the user names; never a guess between day and month first."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.panel.series import TimeStyle
from lstm_cli.problems import shown
from lstm_cli.readers.column_names import names_weeks

__all__ = ["LAST_YEAR", "YEARS", "ParsedTimes", "hint_of_format", "is_iso", "parse_times", "years_may_be_first"]

YEARS: Final = range(1700, 2201)  # in which four digits are a year; 1000, 1001, … are an index
LAST_YEAR: Final = 9000  # tables write "no date" as 9999-12-31, and a forecast must end before year 10000
ISO: Final = re.compile(
    r"(\d{4})-(\d\d)(?:-(\d\d)(?:([T ])(\d\d):(\d\d)(?::(\d\d)(\.0{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?)?", re.ASCII
)
OFFSET: Final = re.compile(r"(Z|[+-]\d\d:?\d\d)$", re.ASCII)
ISO_WEEK: Final = re.compile(r"(\d{4})-W(\d\d)(?:-([1-7]))?", re.ASCII)
WEEK_NUMBER: Final = re.compile(r"\d{4}[-/ ]?[0-5]?\d", re.ASCII)
SPAN: Final = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
SHORT: Final = re.compile(r"(\d\d)([-/.])\d\d\2(\d\d)", re.ASCII)
MONTHS: Final = 12
MIN_SPANS: Final = 3  # cells
ISO_YEAR: Final = re.compile(r"\d{4}", re.ASCII)
# Formats that hints may name, the most likely first.
COMMON: Final = (
    *("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
    *("%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M", "%Y/%m/%d %H:%M", "%d/%m/%Y %H:%M:%S"),
    *("%m/%d/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S", "%Y/%m/%d %H:%M:%S", "%Y%m%d%H%M", "%d/%m/%y", "%m/%d/%y"),
    *("%b %Y", "%B %Y", "%b-%y", "%b-%Y", "%m/%Y", "%Y/%m", "%Y %b", "%d %b %Y", "%d %B %Y", "%d-%b-%Y"),
    *("%d-%b-%y", "%d%b%Y", "%b %d, %Y", "%B %d, %Y", "%d %b %Y %H:%M"),
)
WEEK_NUMBERS: Final = (Setting("week", "iso"), Setting("week", "mmwr"))
NO_WEEKS: Final = {"%Y-%m", "%Y"}  # never the pattern of a column of weeks
# Numbers that are not dates, by pattern.
LIKE: Final = {
    re.compile(r"\d{1,4}"): Hint(
        "the numbers look like an index without dates: tidy gives them dates, with {} and {}",
        Setting("start", "2024-01-01"),
        Setting("freq", "W"),
    ),
    re.compile(r"[2-6]\d{4}(\.\d+)?"): Hint(
        "five digits look like the day numbers of a spreadsheet (45297 is 2024-01-06): tidy reads them with {}",
        Setting("date_format", "excel"),
    ),
    re.compile(r"(19|20)\d{4}"): Hint(
        "six digits may be months or epidemiological weeks: add {} for months; tidy reads weeks with {} or {}",
        Setting("date_format", "%Y%m"),
        *WEEK_NUMBERS,
    ),
    re.compile(r"\d{9,10}(\.0)?"): Hint(
        "the numbers look like seconds since 1970 (1704499200 is 2024-01-06): tidy reads them with {}",
        Setting("date_format", "unix"),
    ),
    re.compile(r"\d{12,13}(\.0)?"): Hint(
        "the numbers look like milliseconds since 1970: tidy reads them with {}", Setting("date_format", "unix-ms")
    ),
}
WEEKLY: Final = Hint("the column's name says weeks: tidy reads them with {} or {}", *WEEK_NUMBERS)
WEEK: Final = re.compile("%[GUVW]")
FORMAT_HINT: Final = Hint("{} is for example %d/%m/%Y", Setting("date_format"))
UNREADABLE: Final = {  # without any %%
    re.compile(r"^(?!.*%[YyGcx])", re.DOTALL): "has no year (%Y or %y)",
    re.compile(r"^(?=.*%[UW])(?!.*%[waAu])", re.DOTALL): "has a week but no day of the week (%w)",
    re.compile("%Z"): "has a time zone, which cannot be written back: use %z for an offset",
}


@dataclass(frozen=True, slots=True)
class ParsedTimes:
    """The parsed distinct cells of the time column; where ``bad`` is true, ``at`` means nothing."""

    at: Datetimes  # datetime64[s]
    bad: Bools
    style: TimeStyle
    expected: str  # what a valid cell looks like, for messages


def parse_times(
    texts: Sequence[str], weights: Sequence[int], *, date_format: str | None, column: str = ""
) -> ParsedTimes:
    """Return the times in distinct cells; ``weights``: the number of rows with each cell.

    A column has one style, that of most rows: cells in another style are bad. ``column`` is its name: if it says weeks,
    the cells are neither months nor years.
    """
    if date_format is not None:
        return _by_format(texts, date_format)
    parsed = [_iso(text.strip(" \t")) for text in texts]
    if names_weeks(column):
        parsed = [None if match and match[1] in NO_WEEKS else match for match in parsed]
    if _are_spans(texts):
        parsed = [None] * len(texts)
    rows: Counter[str] = Counter()
    for match, weight in zip(parsed, weights, strict=True):
        if match:
            rows[match[1]] += weight
    if not rows:
        return _times([None] * len(texts), TimeStyle(), expected="a date such as 2024-01-06")
    pattern = rows.most_common(1)[0][0]
    moments = [match[0] if match and match[1] == pattern else None for match in parsed]
    example = next(text.strip() for text, moment in zip(texts, moments, strict=True) if moment)
    several = len(rows) > 1 and any(match is not None and match[1] != pattern for match in parsed)
    expected = f"a time written like {shown(example)}" if several else f"a date such as {example}"
    if several and OFFSET.search(pattern):
        expected += ", with one offset in all rows"
    return _times(moments, TimeStyle(pattern), expected=expected)


def _are_spans(texts: Sequence[str]) -> bool:
    """Whether all cells are two consecutive years, such as 2004-05 and 2005-06, and not every thirteenth month."""
    if len(texts) < MIN_SPANS:
        return False
    spans = (SPAN.fullmatch(text.strip()) for text in texts)
    return all(span is not None and (int(span[1]) + 1 - int(span[2])) % 100 == 0 for span in spans)


def is_iso(text: str) -> bool:
    """Whether a cell or a column name is a date in ISO 8601, which a bare year is not."""
    return len(text) > len("2024") and _iso(text.strip()) is not None


def hint_of_format(texts: Sequence[str], *, column: str = "") -> Hint | None:
    """Return as advice the date format that reads all cells, or what they look like; None without either."""
    cells = [text.strip() for text in texts[:2_000] if text.strip()]
    if not cells:
        return None
    if names_weeks(column) and all(WEEK_NUMBER.fullmatch(cell) for cell in cells):
        return WEEKLY
    for pattern, meaning in LIKE.items():
        if all(pattern.fullmatch(cell) for cell in cells):
            return meaning
    fitting = [pattern for pattern in _formats(cells) if all(_strptime(cell, pattern) for cell in cells)]
    if not fitting:
        return None
    first = Setting("date_format", fitting[0])
    other = next((pattern for pattern in fitting[1:] if _differ(cells, fitting[0], pattern)), None)
    if other:
        return Hint("the dates can be read in two ways: add {} or {}", first, Setting("date_format", other))
    return Hint("add {}", first)


def years_may_be_first(first: Sequence[str], last: Sequence[str]) -> bool:
    """Whether the first of three two-digit numbers may be the year: it has few values, and the last more than months."""
    return len(set(last)) > max(MONTHS, 2 * len(set(first)))


def _formats(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the formats that hints may name for these cells."""
    parts = [SHORT.fullmatch(cell) for cell in cells]
    found = [part for part in parts if part is not None]
    if len(found) < len(parts) or not years_may_be_first([part[1] for part in found], [part[3] for part in found]):
        return COMMON
    mark = found[0][2]
    return (f"%y{mark}%m{mark}%d", *COMMON)


def _differ(cells: Sequence[str], first: str, second: str) -> bool:
    """Whether two formats that read all cells disagree on one."""
    return any(_strptime(cell, first) != _strptime(cell, second) for cell in cells)


def _times(moments: Sequence[datetime | None], style: TimeStyle, *, expected: str) -> ParsedTimes:
    """Return parsed moments as arrays."""
    bad = np.array([moment is None for moment in moments], dtype=np.bool_)
    at = np.array([moment or datetime(1970, 1, 1) for moment in moments], dtype="datetime64[s]")  # noqa: DTZ001
    return ParsedTimes(at, bad, style, expected)


def _iso(text: str) -> tuple[datetime, str] | None:
    """Return the moment of a text in ISO 8601, without its offset, and the strftime pattern that writes it back."""
    match = ISO.fullmatch(text)
    try:
        if match is None:
            return _iso_week_or_year(text)
        year, month, day, joint, hour, minute, second, fraction, offset = match.groups()
        moment = datetime(int(year), int(month), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0))  # noqa: DTZ001
    except ValueError:
        return None
    if moment.year > LAST_YEAR:
        return None
    clock = f"{joint}%H:%M{':%S' if second else ''}{fraction or ''}{offset or ''}" if joint else ""
    return moment, f"%Y-%m{'-%d' if day else ''}{clock}"


def _iso_week_or_year(text: str) -> tuple[datetime, str] | None:
    """Return the Monday (or named day) of 2024-W01, or the first day of 2024."""
    if ISO_YEAR.fullmatch(text) and int(text) in YEARS:
        return datetime(int(text), 1, 1), "%Y"  # noqa: DTZ001
    match = ISO_WEEK.fullmatch(text)
    if match is None or int(match[1]) > LAST_YEAR:
        return None
    day = date.fromisocalendar(int(match[1]), int(match[2]), int(match[3] or 1))
    return datetime(day.year, day.month, day.day), f"%G-W%V{'-%u' if match[3] else ''}"  # noqa: DTZ001


def _by_format(texts: Sequence[str], pattern: str) -> ParsedTimes:
    """Return the times of cells in a named format; an offset must be the same in all of them."""
    _check_format(pattern)
    parsed = [_strptime(text.strip(" \t"), pattern) for text in texts]
    offsets = Counter(moment.strftime("%z") for moment in parsed if moment)
    offset = offsets.most_common(1)[0][0] if offsets else ""
    moments = [moment.replace(tzinfo=None) if moment and moment.strftime("%z") == offset else None for moment in parsed]
    expected = f"a date in the format {pattern!r}" + (f" with the offset {offset} of the others" if offset else "")
    return _times(moments, TimeStyle(pattern).filled("%z", offset), expected=expected)


def _strptime(text: str, pattern: str) -> datetime | None:
    """Return the moment, or None if the text does not fit; digits must be ASCII."""
    if not text.isascii() and any(character.isdigit() and not character.isascii() for character in text):
        return None
    try:
        moment = datetime.strptime(text, pattern)  # noqa: DTZ007
        # strptime reads a week 53 of a year with 52 weeks as a week of the next year.
        if WEEK.search(pattern) and _digits(moment.strftime(pattern)) != _digits(text):
            return None
    except (ValueError, OverflowError):
        return None
    return moment if moment.year <= LAST_YEAR and not moment.microsecond else None


def _digits(text: str) -> str:
    """Return the digits except zeros, because leading zeros may be left out."""
    return re.sub(r"[0\D]", "", text)


def _check_format(pattern: str) -> None:
    """Refuse a date format that leaves the time incomplete; UsageError."""
    for missing, why in UNREADABLE.items():
        if missing.search(pattern.replace("%%", "")):
            raise UsageError(f"the date format {shown(pattern)} {why}", value=pattern, hint=FORMAT_HINT)
    try:
        datetime.strptime(datetime(2019, 7, 1, tzinfo=UTC).strftime(pattern), pattern)  # noqa: DTZ007
    except ValueError as error:
        message = f"the date format {shown(pattern)} cannot be read: {error}"
        raise UsageError(message, value=pattern, hint=FORMAT_HINT) from None
    except re.error:
        message = f"the date format {shown(pattern)} has a part of the time twice"
        raise UsageError(message, value=pattern, hint=FORMAT_HINT) from None
