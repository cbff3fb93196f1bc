"""Reads column names that are times, for tables with dates across."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools
from lstm_cli.options import TidyOptions
from lstm_cli.panel.series import TimeStyle
from lstm_cli.readers.column_names import is_time_name, names_weeks
from lstm_cli.tidying.times.forms import likely_form
from lstm_cli.tidying.times.index import read_index
from lstm_cli.tidying.times.named_format import read_by_format
from lstm_cli.tidying.times.names import names_dates, names_months
from lstm_cli.tidying.times.plain_numbers import INDEX, WORDS, are_regular_serials, no_dates, read_by_word
from lstm_cli.tidying.times.records import NO_TIME, Captures, Cells, Kind, Reading, matched

__all__ = ["AGAIN", "read_header_times"]

# What R puts before a name that starts with a digit.
R_PREFIX: Final = re.compile(r"X(?=\d)")
AGAIN: Final = re.compile(r" \(column \d+\)$")  # what distinguishes two columns of one name
MIN_DATES: Final = 2  # names that are dates, for a header of dates
MIN_NUMBERED: Final = 10  # consecutively numbered names that are taken for times without an option
NO_HEADER: Final = ("index", "serial", "unix")  # forms of plain numbers, which any name may have


def read_header_times(names: Sequence[str], options: TidyOptions, *, path: str = "") -> Reading:
    """Return the time of each name; other names are bad, and all are bad if fewer than two are times.

    Raises
    ------
    DataError
        The names are ambiguous times, or consecutive numbers, and the time of the first is not known.
    """
    texts = [AGAIN.sub("", R_PREFIX.sub("", name, count=1)).strip() for name in names]
    cells = Cells(path, "", texts, np.ones(len(texts), np.int64), np.zeros(len(texts), np.int64), options)
    fits = np.array([any(character.isdigit() for character in text) for text in texts], np.bool_)
    reading = None
    if fits.sum() >= MIN_DATES:
        fits, reading = _read(cells, fits)
    if reading is None or (~reading.bad).sum() < MIN_DATES:
        return Reading(np.full(len(texts), NO_TIME), np.ones(len(texts), np.bool_), Kind.DATE, TimeStyle(), "a date")
    return reading.among(fits)


def _read(cells: Cells, fits: Bools) -> tuple[Bools, Reading | None]:
    """Return which names may be times, and their reading, if they are times."""
    options = cells.options
    if options.start is not None:
        numbered = _numbered(cells, fits)
        return numbered, read_index(cells.only(numbered)) if numbered.any() else None
    if options.date_format is not None:
        is_word = options.date_format.lower() in WORDS
        return fits, None if is_word and not options.across else read_by_format(cells.only(fits), options.date_format)
    serials = are_regular_serials(cells.texts)
    if serials.any() and (options.across or not any(map(is_time_name, cells.texts))):
        return serials, read_by_word(cells.only(serials), "excel")
    form, _ = likely_form(cells.only(fits), without=NO_HEADER)
    if form is not None:
        matching = fits & np.array([matched(form.pattern, text) is not None for text in cells.texts], np.bool_)
        # Years across and months down are no series of years.
        by_part = form.name == "year" and any(names_months(text) or names_weeks(text) for text in cells.texts)
        if matching.sum() >= MIN_DATES and not (by_part and not options.across):
            return matching, form.read(cells.only(matching))
    numbered = _numbered(cells, fits)
    if numbered.any() and not any(map(_is_time, cells.texts)):
        raise no_dates(cells.only(numbered))
    return fits, None


def _numbered(cells: Cells, fits: Bools) -> Bools:
    """Return the names that are a common prefix with consecutive numbers; many, unless the options ask for dates across."""
    found = Captures(INDEX, cells.texts)
    prefixes, numbers = found.text("prefix"), found.number("number")
    usual = Counter(prefix for prefix, fit in zip(prefixes, found.hit & fits, strict=True) if fit).most_common(1)
    chosen = found.hit & fits & np.array([bool(usual) and prefix == usual[0][0] for prefix in prefixes], np.bool_)
    consecutive = chosen.any() and np.ptp(numbers[chosen]) == chosen.sum() - 1
    enough = MIN_DATES if cells.options.across else MIN_NUMBERED
    return chosen if consecutive and chosen.sum() >= enough else np.zeros(len(cells), np.bool_)


def _is_time(name: str) -> bool:
    """Whether a name says that its column holds times."""
    return names_dates(name) or names_weeks(name) or names_months(name)
