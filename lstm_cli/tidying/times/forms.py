"""The forms in which a text names a time; the form of most rows is used to read them all."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.options import TidyOptions, WeekDate
from lstm_cli.problems import shown
from lstm_cli.readers.column_names import names_weeks
from lstm_cli.readers.format_hints import hint_of_format
from lstm_cli.tidying.times.characters import CHARACTERS, read_characters
from lstm_cli.tidying.times.days import (
    COMPACT_DAY,
    CTIME,
    NAMED_DAY,
    NUMBER_DAY,
    ORDINAL_DAY,
    read_compact_days,
    read_days,
    read_named_days,
    read_ordinal_days,
)
from lstm_cli.tidying.times.eras import in_our_years
from lstm_cli.tidying.times.index import read_index
from lstm_cli.tidying.times.named_format import read_by_format
from lstm_cli.tidying.times.pairs import PAIR, read_pairs
from lstm_cli.tidying.times.periods import (
    DECIMAL_YEAR,
    HALF,
    LETTER_MONTH,
    MONTH_SPAN,
    NAMED_MONTH,
    QUARTER,
    SPAN,
    YEAR,
    read_decimal_years,
    read_halves,
    read_letter_months,
    read_month_spans,
    read_named_months,
    read_quarters,
    read_spans,
    read_years,
)
from lstm_cli.tidying.times.plain_numbers import INDEX, SERIAL, UNIX, no_dates, read_serials, read_unix
from lstm_cli.tidying.times.ranges import NAMED_RANGE, RANGE, read_named_ranges, read_ranges, without_week_numbers
from lstm_cli.tidying.times.records import Cells, Kind, Reading, matched
from lstm_cli.tidying.times.roman import ROMAN, read_roman
from lstm_cli.tidying.times.weeks import WEEK, read_weeks

__all__ = ["Form", "check_weeks", "likely_form", "read_cells"]

MAX_SAMPLE: Final = 500  # distinct texts that decide on the form
MIN_SHARE: Final = 0.5  # of the rows that must have the form
MAX_FOUND: Final = 3  # texts that a message repeats


@dataclass(frozen=True, slots=True)
class Form:
    """The pattern of a form, and the function that reads it, which may raise if a text is ambiguous."""

    name: str
    pattern: re.Pattern[str]
    read: Callable[[Cells], Reading]


def _no_dates(cells: Cells) -> Reading:
    raise no_dates(cells)


# If texts fit several forms, the first one counts: an index is anything that has no other form.
FORMS: Final = (
    Form("span", SPAN, read_spans),
    Form("week", WEEK, read_weeks),
    Form("characters", CHARACTERS, read_characters),
    Form("quarter", QUARTER, read_quarters),
    Form("roman", ROMAN, read_roman),
    Form("half", HALF, read_halves),
    Form("month span", MONTH_SPAN, read_month_spans),
    Form("month", LETTER_MONTH, read_letter_months),
    Form("named month", NAMED_MONTH, read_named_months),
    Form("day", NUMBER_DAY, read_days),
    Form("named day", NAMED_DAY, read_named_days),
    Form("ctime", CTIME, read_named_days),
    Form("range", RANGE, read_ranges),
    Form("named range", NAMED_RANGE, read_named_ranges),
    Form("compact day", COMPACT_DAY, read_compact_days),
    Form("ordinal day", ORDINAL_DAY, read_ordinal_days),
    Form("pair", PAIR, read_pairs),
    Form("year", YEAR, read_years),
    Form("decimal year", DECIMAL_YEAR, read_decimal_years),
    Form("unix", UNIX, read_unix),
    Form("serial", SERIAL, read_serials),
    Form("index", INDEX, _no_dates),
)
WEEKLY: Final = {"week", "pair", "characters"}
WORDS: Final = re.compile(
    r"^(?:(?:week|wk|woche|semaine|semana)\.?\s*(?:ending|ended|end|starting|beginning|commencing|of|from|vom|du|del)"
    r"|w\s?[/.]\s?[ecbo]\.?)\s*[:-]?\s*(?=\w)",
    re.IGNORECASE,
)
PERSIAN: Final = re.compile(r"1[34]\d\d[-/]\d", re.ASCII)
# Q1 2012/13, 2012/13 Q1, FY2013 Q1, Q1 FY13
FISCAL_QUARTER: Final = re.compile(
    r"Q[1-4][-, ]*(?:FY ?)?(?:\d{4}[-/]\d\d(?:\d\d)?|(?<=Y)\d\d(?:\d\d)?)|(?:\d{4}[-/]\d\d(?:\d\d)?|FY ?\d\d(?:\d\d)?)[-, ]*Q[1-4]",
    re.ASCII | re.IGNORECASE,
)
MIN_SPANS: Final = 3  # texts that are two consecutive years; 2000-01 alone is a month or a week


def read_cells(cells: Cells) -> Reading:
    """Return the times of texts, none of them empty, read as the options say, or in the form of most texts.

    Raises
    ------
    DataError
        Most texts are no times, or they are ambiguous.
    UsageError
        Options contradict each other or the texts.
    """
    options = cells.options
    _check_options(cells)
    if options.start is not None:
        return read_index(cells)
    cells = _without_words(cells)
    if options.date_format is not None:
        reading = read_by_format(cells, options.date_format)
        is_range = reading.bad.all() and all(matched(RANGE, text) for text in cells.texts)
        return read_ranges(cells) if is_range else reading
    _check_calendar(cells)
    cells, told = in_our_years(cells)
    form, share = likely_form(cells)
    if form is None or share < MIN_SHARE:
        raise _no_times(cells)
    reading = form.read(cells)
    if reading.bad.all():
        raise _no_times(cells)
    check_weeks(reading.kind, cells.texts[0], options, numbered=form.name in WEEKLY)
    return replace(reading, remarks=(*told, *reading.remarks))


def check_weeks(kind: Kind, text: str, options: TidyOptions, *, numbered: bool) -> None:
    """Refuse options about weeks for times, such as ``text``, that are none; moved onto steps, any time may be in a week."""
    by_start = options.week_date is WeekDate.START and options.freq is None and kind is not Kind.WEEK
    name = "week" if options.week is not None else "week_date" if by_start else None
    if name is not None and not numbered:
        message = f"the times are {kind}, such as {shown(text)}, not numbered weeks"
        raise UsageError(message, value=getattr(options, name), hint=Hint("leave out {}", Setting(name)))


def _without_words(cells: Cells) -> Cells:
    """Return the cells without words and week numbers before a date, such as ``week ending``, if most rows have them."""
    rest = without_week_numbers([WORDS.sub("", text, count=1) for text in cells.texts])
    have = np.array([len(short) < len(text) for short, text in zip(rest, cells.texts, strict=True)], np.bool_)
    return replace(cells, texts=rest) if cells.rows[have].sum() >= MIN_SHARE * cells.rows.sum() else cells


def likely_form(cells: Cells, *, without: Sequence[str] = ()) -> tuple[Form | None, float]:
    """Return the form that most rows have, and their share, judged by a sample of the distinct texts."""
    places = np.unique(np.linspace(0, len(cells) - 1, MAX_SAMPLE).astype(np.int64))
    sample = [cells.texts[place] for place in places]
    rows = cells.rows[places]
    best: tuple[Form | None, float] = (None, 0.0)
    for form in FORMS:
        few = form.name == "span" and len(cells) < MIN_SPANS
        if few or form.name in without or (form.name == "year" and names_weeks(cells.column)):
            continue
        found = [matched(form.pattern, text) for text in sample]
        if form.name == "index":  # all its numbers have the same prefix
            word, _ = Counter(match["prefix"] for match in found if match).most_common(1)[0] if any(found) else ("", 0)
            found = [match if match and match["prefix"] == word else None for match in found]
        fits = np.array([match is not None for match in found], np.bool_)
        share = float(rows[fits].sum() / rows.sum())
        if share > best[1]:
            best = (form, share)
    return best


def _check_options(cells: Cells) -> None:
    """Refuse options that contradict each other."""
    options = cells.options
    ways = {"start": options.start, "date_format": options.date_format, "week": options.week}
    given = [Setting(name) for name, value in ways.items() if value is not None]
    if len(given) > 1:
        hint = Hint(f"leave out {' or '.join('{}' for _ in given)}", *given)
        raise UsageError("times can be read in only one way", hint=hint)


def _check_calendar(cells: Cells) -> None:
    """Refuse calendars whose months are not Gregorian, and quarters of fiscal years."""
    if all(map(PERSIAN.match, cells.texts)):
        what = f"{shown(cells.texts[0])} is a date of the Persian or Islamic calendar, whose months differ"
        raise cells.refused(what, 0, hint=Hint("write dates such as 2024-01-06"))
    if all(map(FISCAL_QUARTER.fullmatch, cells.texts)):
        what = f"{shown(cells.texts[0])} is a quarter of a fiscal year, whose first month is not known"
        raise cells.refused(what, 0, hint=Hint("write the first month of each quarter, such as 2024-04"))


def _no_times(cells: Cells) -> DataError:
    """Return the error for a column without times."""
    order = np.argsort(-cells.rows, kind="stable")[:MAX_FOUND]
    few = ", ".join(shown(cells.texts[at]) for at in order)
    how = Hint("name another column with {}, or how they are written with {}", Setting("time"), Setting("date_format"))
    hint = hint_of_format(cells.texts, column=cells.column) or how
    return cells.refused(
        f"no times that can be read: {few}{', …' if len(cells) > MAX_FOUND else ''}", int(order[0]), hint=hint
    )
