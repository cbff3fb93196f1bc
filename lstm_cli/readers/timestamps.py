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

__all__ = ["LAST_YEAR", "YEARS", "ParsedTimes", "is_iso", "parse_times", "strict_strptime"]

YEARS: Final = range(1700, 2201)  # in which four digits are a year; 1000, 1001, … are an index
LAST_YEAR: Final = 9000  # tables write "no date" as 9999-12-31, and a forecast must end before year 10000
ISO: Final = re.compile(
    r"(\d{4})-(\d\d)(?:-(\d\d)(?:([T ])(\d\d):(\d\d)(?::(\d\d)(\.0{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?)?", re.ASCII
)
ISO_WEEK: Final = re.compile(r"(\d{4})-W(\d\d)(?:-([1-7]))?", re.ASCII)
SPAN: Final = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
MIN_SPANS: Final = 3  # cells
ISO_YEAR: Final = re.compile(r"\d{4}", re.ASCII)
NO_WEEKS: Final = {"%Y-%m", "%Y"}  # never the pattern of a column of weeks
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
    several = len(rows) > 1
    expected = f"a time written like {shown(example)}" if several else f"a date such as {example}"
    style = TimeStyle(pattern)
    if several and style.offset:
        expected += ", with one offset in all rows"
    return _times(moments, style, expected=expected)


def _are_spans(texts: Sequence[str]) -> bool:
    """Whether all cells are two consecutive years, such as 2004-05 and 2005-06, and not every thirteenth month."""
    if len(texts) < MIN_SPANS:
        return False
    spans = (SPAN.fullmatch(text.strip()) for text in texts)
    return all(span is not None and (int(span[1]) + 1 - int(span[2])) % 100 == 0 for span in spans)


def is_iso(text: str) -> bool:
    """Whether a cell or a column name is a date in ISO 8601, which a bare year is not."""
    return len(text) > len("2024") and _iso(text.strip()) is not None


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
    parsed = [strict_strptime(text.strip(" \t"), pattern) for text in texts]
    offsets = Counter(moment.strftime("%z") for moment in parsed if moment)
    offset = offsets.most_common(1)[0][0] if offsets else ""
    moments = [moment.replace(tzinfo=None) if moment and moment.strftime("%z") == offset else None for moment in parsed]
    expected = f"a date in the format {pattern!r}" + (f" with the offset {offset} of the others" if offset else "")
    return _times(moments, TimeStyle(pattern).filled("%z", offset), expected=expected)


def strict_strptime(text: str, pattern: str) -> datetime | None:
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
