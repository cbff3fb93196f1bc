"""Times that are plain numbers: serial dates of spreadsheets, seconds since 1970, and an index with a start."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Floats, Ints
from lstm_cli.errors import DataError, Hint, Setting
from lstm_cli.panel.frequency import DAY
from lstm_cli.problems import shown
from lstm_cli.readers.timestamps import strict_strptime
from lstm_cli.remarks import Remark
from lstm_cli.tidying.times.names import names_dates
from lstm_cli.tidying.times.records import Captures, Cells, Kind, Reading, style_of

__all__ = [
    "INDEX",
    "SERIAL",
    "UNIX",
    "WORDS",
    "are_regular_serials",
    "no_dates",
    "read_by_word",
    "read_serials",
    "read_unix",
]

# 45000, 45000.5, 45000,5
SERIAL: Final = re.compile(r"(?P<whole>[2-7]\d{4})(?:[.,](?P<part>\d+))?", re.ASCII)
SHORT_SERIAL: Final = re.compile(r"[2-7]\d{4}", re.ASCII)
UNIX: Final = re.compile(r"(?P<whole>\d{9,10}|\d{12,13}|\d{15,16}|\d{18,19})(?:\.(?P<part>\d+))?", re.ASCII)
NUMBER: Final = re.compile(r"(?P<whole>\d{1,19})(?:[.,](?P<part>\d*))?", re.ASCII)
# 1, 1000, d_1, Week 12
INDEX: Final = re.compile(r"(?P<prefix>[^\d]{0,20}?)(?P<number>\d{1,9})(?:\.0+)?", re.ASCII)
SHORT_DAY: Final = "%y%m%d"
# Day 0 of the 1900 system after February 1900, in which it counts a 29th that never was.
FIRST_DAY: Final = np.datetime64("1899-12-30", "s")
SERIALS: Final = (25_569, 73_051)  # likely: 1970 to 2099
REGULAR: Final = (32_874, 51_502)  # 1990 to 2040, for serial dates that no name says are dates ...
MIN_REGULAR: Final = 4  # ... but as many of them, in steps of a day, a week, or a month
MONTH_LENGTHS: Final = (28, 31)
MOMENTS: Final = (315_532_800, 4_102_444_800)  # likely: 1980 to 2099
# Units of numbers since 1970 by their digits, and the words for them in `date_format`.
PER_SECOND: Final = {"unix": 1, "unix-ms": 10**3, "unix-us": 10**6, "unix-ns": 10**9}
DIGITS: Final = {10: "unix", 13: "unix-ms", 16: "unix-us", 19: "unix-ns"}
WORDS: Final = ("excel", *PER_SECOND)
START: Final = Setting("start", "2024-01-01")
MAX_NUMBER: Final = 10**11  # seconds since 1970; more are no date


def read_serials(cells: Cells) -> Reading:
    """Read serial dates of a spreadsheet; DataError unless the column's name says dates and all are likely."""
    reading = _serials(cells, Captures(SERIAL, cells.texts), SERIALS)
    if reading.bad.any() or not names_dates(cells.column):
        raise _asked(cells, "the day number of a spreadsheet", reading, "excel")
    return reading


def are_regular_serials(texts: Sequence[str]) -> Bools:
    """Return which names of columns are serial dates: all of five digits, if they are days, weeks or months in a row.

    >>> are_regular_serials(["area", "45292", "45299", "45306", "45313"]).tolist()
    [False, True, True, True, True]
    >>> are_regular_serials(["45292", "45299", "45307", "45313"]).any()
    np.False_
    """
    found = np.array([SHORT_SERIAL.fullmatch(text) is not None for text in texts], np.bool_)
    numbers = np.array([int(text) for text, is_serial in zip(texts, found, strict=True) if is_serial], np.int64)
    steps = np.unique(np.diff(numbers))
    steps = -steps[::-1] if (steps < 0).all() else steps
    likely = ((numbers >= REGULAR[0]) & (numbers < REGULAR[1])).all()
    days = (FIRST_DAY + numbers * np.timedelta64(DAY, "s")).astype("datetime64[D]")
    are_months = (steps >= MONTH_LENGTHS[0]).all() and (steps <= MONTH_LENGTHS[1]).all() and _are_one_day(days)
    regular = len(numbers) >= MIN_REGULAR and likely and (steps.tolist() in ([1], [7]) or are_months)
    return found if regular else np.zeros(len(texts), np.bool_)


def _are_one_day(days: Datetimes) -> bool:
    """Whether all days have one number in their months, or are the last days of them."""
    numbers, after = ((day - day.astype("datetime64[M]")).astype(np.int64) for day in (days, days + 1))
    return len(set(numbers.tolist())) == 1 or not after.any()


def read_unix(cells: Cells) -> Reading:
    """Read seconds since 1970, or milliseconds and so on; DataError as in `read_serials`."""
    digits = max(len(text.partition(".")[0]) for text in cells.texts)
    word = next(word for count, word in DIGITS.items() if digits <= count)
    reading = _unix(cells, Captures(UNIX, cells.texts), word, MOMENTS)
    if reading.bad.any() or not names_dates(cells.column):
        raise _asked(
            cells, "a time in seconds since 1970" if word == "unix" else f"a time since 1970 ({word})", reading, word
        )
    return reading


def read_by_word(cells: Cells, word: str) -> Reading:
    """Read numbers by the user's word for them, one of `WORDS`."""
    found = Captures(NUMBER, cells.texts)
    return _serials(cells, found, (1, 2_958_466)) if word == "excel" else _unix(cells, found, word, (0, MAX_NUMBER))


def no_dates(cells: Cells) -> DataError:
    """Return the error for an index without dates, or for days such as 240131."""
    if names_dates(cells.column) and all(map(_is_short_day, cells.texts)):
        what = f"{shown(cells.texts[0])} may be a day with a year of two digits, or a number"
        raise cells.refused(what, 0, hint=Hint("for days add {}", Setting("date_format", SHORT_DAY)))
    found = Captures(INDEX, cells.texts)
    at = int(np.argmax(found.hit))
    last = int(np.argmax(np.where(found.hit, found.number("number"), -1)))
    what = f"{shown(cells.texts[at])} to {shown(cells.texts[last])} are an index, not dates"
    # Both settings are needed, but only one has a value: several settings with values are alternatives.
    hint = Hint("give the date of the first with {}, and the length of a step with {}", START, Setting("freq"))
    return cells.refused(what, at, hint=hint)


def _is_short_day(text: str) -> bool:
    """Whether six digits are a day with a year of two digits."""
    return len(text) == len("yymmdd") and strict_strptime(text, SHORT_DAY) is not None


def _serials(cells: Cells, found: Captures, likely: tuple[int, int]) -> Reading:
    """Return the times of serial dates."""
    whole, parts = _numbers(found)
    bad = ~found.hit | (whole < likely[0]) | (whole >= likely[1])
    seconds = np.where(bad, 0, whole) * DAY + np.rint(parts * DAY).astype(np.int64)
    return _told(cells, FIRST_DAY + seconds.astype("timedelta64[s]"), bad, "excel")


def _unix(cells: Cells, found: Captures, word: str, likely: tuple[int, int]) -> Reading:
    """Return the times of numbers since 1970."""
    seconds = _numbers(found)[0] // PER_SECOND[word]
    bad = ~found.hit | (seconds < likely[0]) | (seconds >= likely[1])
    return _told(cells, np.where(bad, 0, seconds).astype("datetime64[s]"), bad, word)


def _numbers(found: Captures) -> tuple[Ints, Floats]:
    """Return the whole parts and the fractions of numbers."""
    fractions = [float(f"0.{text}") if text else 0.0 for text in found.text("part")]
    return found.number("whole"), np.array(fractions, np.float64)


def _told(cells: Cells, at: Datetimes, bad: Bools, word: str) -> Reading:
    """Return times with the remark that says what the numbers were read as."""
    kind, style = style_of(Kind.TIME, at[~bad])
    expected = f"a number that is a time ({word})"
    if bad.all():
        return Reading(at, bad, kind, style, expected)
    first = int(np.argmax(~bad))
    details = {"column": cells.column, "example": cells.texts[first], "date": style.write(at[first]), "word": word}
    return Reading(at, bad, kind, style, expected, (Remark("numbers-read", details),))


def _asked(cells: Cells, meaning: str, reading: Reading, word: str) -> DataError:
    """Return the error for numbers that may be times or not."""
    at = int(np.argmax(~reading.bad)) if not reading.bad.all() else 0
    what = f"{shown(cells.texts[at])} may be {meaning} ({reading.style.write(reading.at[at])}), or not a time"
    return cells.refused(what, at, hint=Hint("if it is a time, add {}", Setting("date_format", word)))
