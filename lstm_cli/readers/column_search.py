"""Finds the column for a role that usual names leave open: by the words of names, then by content."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.readers.cell_kinds import DATED, NUMERIC, Kind
from lstm_cli.readers.column_contents import Contents, determines
from lstm_cli.readers.column_names import NAMELESS, is_time_name
from lstm_cli.readers.name_words import (
    is_code,
    is_no_count,
    names_counts,
    names_date,
    names_decimals,
    names_forecast,
    names_series,
    word_set,
    words,
)
from lstm_cli.remarks import Remark, first_names

__all__ = ["Search"]

# Words for new counts; beside such a column, one of the same measure without them holds running totals.
NEW: Final = word_set("new neu neue nouveaux nouvelles nuevos nuevas novos novas nuovi nuove daily weekly")
# The numbers of each part of a date.
YEARS, WEEKS, MONTHS, DAYS, HOURS = (1700, 2200), (1, 53), (1, 12), (1, 31), (0, 24)
PARTS: Final = (
    dict.fromkeys(["year", "years", "jahr", "annee", "ano", "anio", "anno", "jaar"], YEARS)
    | dict.fromkeys(["week", "weeks", "woche", "kw", "semaine", "semana", "settimana"], WEEKS)
    | dict.fromkeys(["month", "monat", "mois", "mes", "mese", "maand"], MONTHS)
    | dict.fromkeys(["day", "tag", "jour", "dia", "giorno", "dag"], DAYS)
    | dict.fromkeys(["hour", "stunde", "heure", "hora", "ora", "uur"], HOURS)
)
VALUES: Final = NUMERIC | DATED | {Kind.DECIMAL, Kind.CLOCK, Kind.EMPTY}  # kinds of cells that may differ in every row
MIN_ROWS: Final = 20  # that a column of a wide table numbers
TOTAL: Final = frozenset({"total", "totale", "totales", "gesamt"})
MIN_PARTS: Final = 2  # columns that a total adds up


@dataclass(slots=True)
class Search:
    """A search among the columns of a table; ``notes`` say what was chosen by more than names."""

    names: Sequence[str]
    contents: Contents
    notes: list[Remark] = field(default_factory=list)

    def times(self, positions: Iterable[int]) -> list[int]:
        """Return the columns that hold whole dates, or weeks, months or quarters with their year."""
        return [position for position in positions if self.contents.holds_dates(position)]

    def times_by_words(self, free: Sequence[int]) -> list[int]:
        """Return the columns of dates with a word for dates in their names."""
        return self.times(position for position in free if names_date(self.names[position]))

    def by_content(self, role: str, positions: Sequence[int]) -> None:
        """Add a note that the only column for a role was chosen by its content."""
        if len(positions) == 1:
            self.notes.append(Remark("column-by-content", {"role": role, "name": self.names[positions[0]]}))

    def narrowed_values(self, positions: Sequence[int]) -> list[int]:
        """Return the columns that hold counts, without totals beside new counts of the same measure."""
        if not self.contents.first_rows:
            return list(positions)
        holding = [position for position in positions if self.contents.share(position, NUMERIC)]
        measures = {self._measure(position) for position in holding if self._is_new(position)}
        return [position for position in holding if self._is_new(position) or self._measure(position) not in measures]

    def values_by_words(self, free: Sequence[int]) -> list[int]:
        """Return the columns of counts with a word for counts in their names."""
        named = [at for at in free if names_counts(self.names[at]) and not self._is_part_of_date(at)]
        return self.narrowed_values([position for position in named if self.contents.holds_counts(position)])

    def values(self, free: Sequence[int], identity: int | None) -> list[int]:
        """Return the columns that may be counts by content and name: no rates, parts of a date or row numbers.

        A column that is constant within each series, such as a population, counts only if there is no other. Beside a column
        of counts, one with many other cells is a candidate, too: it is not clear which is meant.
        """
        countable = [
            position
            for position in free
            if self.names[position]
            and not is_no_count(self.names[position])
            and not is_time_name(self.names[position])
            and self.contents.holds_some_counts(position)
            and not self._is_part_of_date(position)
            and not self.contents.is_row_number(position)
        ]
        others = [at for at in free if self.names[at] and not NAMELESS.fullmatch(self.names[at])]
        if any(self.contents.holds_counts(at) or self.contents.holds_decimals(at) for at in others):
            countable = [at for at in countable if not self._numbers_rows(at)]
        holding = [position for position in countable if self.contents.holds_counts(position)]
        varying = [position for position in countable if not self._belongs_to(position, identity)]
        if any(position in holding for position in varying):
            return varying
        return holding if len(holding) == 1 else []

    def across(self, free: Iterable[int]) -> list[int]:
        """Return the columns that may each be a series of a wide table.

        Times are left out; so are rates, populations and row numbers, if others are left.
        """
        found = [at for at in free if self.names[at] and not is_time_name(self.names[at])]
        found = [at for at in found if not self._numbers_rows(at)] or found
        counts = [at for at in found if not is_no_count(self.names[at])]
        return counts or [at for at in found if names_decimals(self.names[at])] or found

    def may_be_rates(self, positions: Sequence[int]) -> bool:
        """Whether the columns of a wide table may hold rates: no name is that of a forecast, or of another number."""
        named = [self.names[at] for at in positions]
        return all(names_decimals(name) or not is_no_count(name) for name in named) and not any(
            map(names_forecast, self.names)
        )

    def wide(self, free: Iterable[int]) -> list[int]:
        """Return the columns that may each be a series of a wide table if all hold counts, or all rates; else none."""
        found = self.across(free)
        rates = self.may_be_rates(found) and all(map(self.contents.holds_decimals, found))
        return found if rates or all(map(self.contents.holds_counts, found)) else []

    def note_total(self, position: int, free: Sequence[int]) -> None:
        """Add a note if counts called a total are the sum of other columns: these may be meant, each as a series."""
        parts = [at for at in self.across(free) if self.contents.holds_counts(at)]
        if len(parts) < MIN_PARTS or not TOTAL.issuperset(words(self.names[position])):
            return
        if self.contents.varies(position) and self.contents.is_sum(position, parts):
            details = {"name": self.names[position], **first_names([self.names[at] for at in parts])}
            self.notes.append(Remark("total-of-columns", details))

    def rates(self, free: Sequence[int], time: int | None) -> list[int]:
        """Return the columns of decimals with names of rates or proportions, else those with neutral names.

        Forecasts do not count, nor what was measured of each case of a line list, if the name is neutral: in such a list,
        times repeat, and a column names the cases.
        """
        if any(map(names_forecast, self.names)):
            return []
        holding = [at for at in free if self.names[at] and self.contents.holds_decimals(at)]
        named = [at for at in holding if names_decimals(self.names[at])]
        found = named or [at for at in holding if not is_no_count(self.names[at]) and not is_time_name(self.names[at])]
        if found and not named and self._repeats_times(time) and any(map(self._names_cases, free)):
            return []
        self.by_content("rate", found)
        return found

    def series(self, positions: Sequence[int]) -> list[int]:
        """Return the one of several columns of names that distinguishes as many series as all together, else all that vary.

        If several name the same series, such as a country and its code, names are preferred to codes.
        """
        if len(positions) == 1 or not self.contents.first_rows:
            return list(positions)
        varying = [position for position in positions if self.contents.varies(position)] or positions[:1]
        codes = dict(zip(varying, self.contents.whole(varying), strict=True))
        finest = [at for at in varying if all(determines(codes[at], codes[other]) for other in varying if other != at)]
        if not finest:
            return list(varying)
        chosen = min(finest, key=lambda position: is_code(self.names[position]))
        others = [self.names[position] for position in positions if position != chosen]
        if others:
            self.notes.append(Remark("series-column-chosen", {"name": self.names[chosen], **first_names(others)}))
        return [chosen]

    def series_by_words(self, free: Sequence[int]) -> list[int]:
        """Return the columns of words or codes with a word for series in their names."""
        return [
            position
            for position in free
            if names_series(self.names[position])
            and not self.contents.holds_dates(position)
            and not self.contents.differs_in_every_row(position)
            and (self.contents.holds_words(position) or is_code(self.names[position]))
        ]

    def series_by_content(self, free: Sequence[int], time: int) -> list[int]:
        """Return the only column of words that makes repeated times unique."""
        worded = [at for at in free if self.names[at] and self.contents.holds_words(at) and self.contents.varies(at)]
        if not worded:
            return []
        times, *columns = self.contents.whole([time, *worded])
        if not _repeats(times):
            return []
        unique = [
            position
            for position, codes in zip(worded, columns, strict=True)
            if _repeats(codes) and not _repeats(times * (int(codes.max()) + 1) + codes)
        ]
        chosen = self.series(unique) if unique else []
        self.by_content("id", chosen)
        return chosen

    def numbers_rows(self, position: int, time: int) -> bool:
        """Whether a column differs in every row of a table with several times, and so names no series."""
        if not self.contents.varies(time) or not self.contents.differs_in_every_row(position):
            return False
        self.notes.append(Remark("column-differs-in-every-row", {"name": self.names[position]}))
        return True

    def _repeats_times(self, time: int | None) -> bool:
        """Whether two rows have the same time."""
        return time is not None and any(map(_repeats, self.contents.whole([time])))

    def _names_cases(self, position: int) -> bool:
        """Whether a column has another text in every row, as the names of cases do; numbers and times may differ, too."""
        return self.contents.differs_in_every_row(position) and not self.contents.share(position, VALUES)

    def _numbers_rows(self, position: int) -> bool:
        """Whether a column numbers the rows: so many of them that these are no counts such as 1, 2, 3, or without a name.

        One without a name beside others with names may have been sorted or filtered with the rows.
        """
        if NAMELESS.fullmatch(self.names[position]) and not all(map(NAMELESS.fullmatch, self.names)):
            return self.contents.differs_in_every_row(position)
        many = len(self.contents.texts(position)) >= MIN_ROWS or NAMELESS.fullmatch(self.names[position]) is not None
        return many and self.contents.is_row_number(position)

    def _is_part_of_date(self, position: int) -> bool:
        """Whether a name has a word such as week, and all cells are possible numbers of it: ``Current MMWR Year``."""
        ranges = [PARTS[word] for word in words(self.names[position]) if word in PARTS]
        numbers = self.contents.numbers(position)
        return bool(numbers) and any(low <= min(numbers) and max(numbers) <= high for low, high in ranges)

    def _is_new(self, position: int) -> bool:
        return bool(NEW.intersection(words(self.names[position])))

    def _measure(self, position: int) -> frozenset[str]:
        """Return the words of a name except those that distinguish new counts from totals."""
        return frozenset(words(self.names[position])) - NEW - TOTAL

    def _belongs_to(self, position: int, identity: int | None) -> bool:
        """Whether a column is constant within each series, as a population is; never in a table of counts alone."""
        if identity is None and not any(map(self.contents.holds_words, range(len(self.names)))):
            return False
        if identity is None or not self.contents.varies(identity):
            return not self.contents.varies(position)
        series, codes = (self.contents.first_rows[at].codes for at in (identity, position))
        return _repeats(series) and determines(series, codes)


def _repeats(codes: Ints) -> bool:
    return len(np.unique(codes)) < len(codes)
