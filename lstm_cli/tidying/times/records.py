"""The texts to read as times, and their readings; one entry per distinct text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import compress
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Ints
from lstm_cli.errors import DataError, Hint
from lstm_cli.options import TidyOptions
from lstm_cli.panel.frequency import DAY
from lstm_cli.panel.series import TimeStyle
from lstm_cli.problems import shown
from lstm_cli.readers.timestamps import YEARS
from lstm_cli.remarks import Remark

__all__ = [
    "NO_TIME",
    "Captures",
    "Cells",
    "Kind",
    "Reading",
    "calendar_day",
    "day_of_year",
    "first_of_month",
    "is_likely_year",
    "matched",
    "style_of",
]

MAX_DAY: Final = 31
MAX_TEXT: Final = 64  # characters
MAX_NUMBER: Final = 2**63 - 1
NO_TIME: Final = np.datetime64("1970-01-01", "s")


class Kind(StrEnum):
    """What a text names: a moment, a day, or a longer period that is dated by one of its days."""

    TIME = "times"
    DATE = "dates"
    WEEK = "weeks"
    MONTH = "months"
    QUARTER = "quarters"
    HALF = "half-years"
    YEAR = "years"


STYLES: Final = {Kind.MONTH: "%Y-%m", Kind.QUARTER: "%Y-%m", Kind.HALF: "%Y-%m", Kind.YEAR: "%Y"}


@dataclass(frozen=True, slots=True)
class Cells:
    """The distinct texts of a column, without blanks around them.

    rows (int64, one per text): how many rows have it; lines: the first line that has it, 0 if there is none.
    """

    path: str
    column: str
    texts: list[str]
    rows: Ints
    lines: Ints
    options: TidyOptions

    def __len__(self) -> int:
        return len(self.texts)

    def only(self, kept: Bools) -> "Cells":
        """Return the selected texts."""
        texts = list(compress(self.texts, kept.tolist()))
        return Cells(self.path, self.column, texts, self.rows[kept], self.lines[kept], self.options)

    def refused(self, what: str, at: int, *, hint: Hint) -> DataError:
        """Return the error for texts that are ambiguous or mean nothing; ``at`` is the index of an example."""
        where = f"column {shown(self.column)}: " if self.column else ""
        line = int(self.lines[at]) or None
        return DataError(
            f"{where}{what}", path=self.path, line=line, column=self.column or None, value=self.texts[at], hint=hint
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """The time of each text or row (datetime64[s]), which means nothing where ``bad``.

    style: how to write the times so that every command reads them; expected: what a valid cell looks like, for messages;
    remarks: what was assumed.
    """

    at: Datetimes
    bad: Bools
    kind: Kind
    style: TimeStyle
    expected: str
    remarks: tuple[Remark, ...] = ()

    def among(self, kept: Bools) -> "Reading":
        """Return the reading of more texts: this one for the ``kept`` texts, and bad for the others."""
        at, bad = np.full(len(kept), NO_TIME), np.ones(len(kept), np.bool_)
        at[kept], bad[kept] = self.at, self.bad
        return replace(self, at=at, bad=bad)


class Captures:
    """The named groups of a pattern in each of some texts, which the pattern must match in full."""

    def __init__(self, pattern: re.Pattern[str], texts: Sequence[str]) -> None:
        self.matches = [matched(pattern, text) for text in texts]
        self.numbers = pattern.groupindex
        self.hit: Bools = np.array([match is not None for match in self.matches], np.bool_)

    def text(self, *groups: str) -> list[str]:
        """Return the first of some groups that is not empty, for each text; empty if there is none, or no match."""
        known = [self.numbers[group] for group in groups if group in self.numbers]
        if len(known) == 1:
            group = known[0]
            return [(match[group] or "") if match else "" for match in self.matches]
        return [next(filter(None, map(match.group, known)), "") if match else "" for match in self.matches]

    def has(self, *groups: str) -> Bools:
        """Whether one of some groups is not empty, for each text."""
        return np.array([bool(text) for text in self.text(*groups)], np.bool_)

    def number(self, *groups: str) -> Ints:
        """Return the same as whole numbers, 0 for an empty text."""
        return np.array([min(int(text), MAX_NUMBER) if text else 0 for text in self.text(*groups)], np.int64)


def matched(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Return the match of a pattern with a whole text; longer texts than `MAX_TEXT` are no times."""
    return pattern.fullmatch(text) if len(text) <= MAX_TEXT else None


def style_of(kind: Kind, at: Datetimes, *, offset: str = "") -> tuple[Kind, TimeStyle]:
    """Return the kind and style to write times so that every command reads them; moments at midnight are dates."""
    if kind is not Kind.TIME:
        return kind, TimeStyle(STYLES.get(kind, "%Y-%m-%d"))
    seconds = at.astype("datetime64[s]").astype(np.int64)
    if not (seconds % DAY).any():
        return Kind.DATE, TimeStyle()
    return kind, TimeStyle(f"%Y-%m-%d %H:%M{':%S' if (seconds % 60).any() else ''}{offset}")


def is_likely_year(years: Ints) -> Bools:
    """Whether years are in the range in which the readers take four digits for a year."""
    return np.asarray((years >= YEARS[0]) & (years <= YEARS[-1]))


def first_of_month(years: Ints, months: Ints) -> tuple[Datetimes, Bools]:
    """Return the first days of months, and which of the months do not exist."""
    bad = (months < 1) | (months > 12) | (years < 1)  # noqa: PLR2004 - months of a year
    number = np.where(bad, 0, (years - 1970) * 12 + months - 1)
    return number.astype("datetime64[M]").astype("datetime64[s]"), bad


def day_of_year(years: Ints, days: Ints) -> tuple[Datetimes, Bools]:
    """Return numbered days of years, from 1, and which do not exist: only leap years have a day 366."""
    first, bad = first_of_month(years, np.ones_like(years))
    at = first.astype("datetime64[D]") + (days - 1).astype("timedelta64[D]")
    bad = bad | (at.astype("datetime64[Y]") != first.astype("datetime64[Y]"))
    return np.where(bad, NO_TIME, at.astype("datetime64[s]")), bad


def calendar_day(years: Ints, months: Ints, days: Ints) -> tuple[Datetimes, Bools]:
    """Return days of the calendar, and which of them do not exist."""
    first, bad = first_of_month(years, months)
    at = first.astype("datetime64[D]") + (np.clip(days, 1, MAX_DAY) - 1).astype("timedelta64[D]")
    bad = bad | (days < 1) | (days > MAX_DAY) | (at.astype("datetime64[M]") != first.astype("datetime64[M]"))
    return np.where(bad, NO_TIME, at.astype("datetime64[s]")), bad
