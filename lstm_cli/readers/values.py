"""Reads the cells of values as counts, rates or proportions: as the options say, or as most cells show."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints, Values
from lstm_cli.errors import Hint, Setting
from lstm_cli.options import DataKind
from lstm_cli.panel.scale import COUNTS, MAX_DECIMALS, Scale
from lstm_cli.readers.counts import BAD, expected_count, parse_counts
from lstm_cli.readers.decimals import expected_decimal, expected_proportion, is_thousands, parse_decimals
from lstm_cli.readers.name_words import names_rates
from lstm_cli.readers.table import Column
from lstm_cli.remarks import Remark
from lstm_cli.remedies import Remedies, Remedy

__all__ = ["ParsedValues", "are_decimals", "parse_values"]

MIN_DECIMAL: Final = 0.5  # share of the cells above 0 that have decimals, for a column without counts
MIN_CLEAR: Final = 0.05  # share of them that cannot be thousands, so that the others are none either
USUAL_DECIMALS: Final = 6  # to which forecasts are rounded at most ...
DIGITS: Final = 4  # ... unless small values would have fewer digits left
SMALL: Final = 0.05  # quantile of the positive values that counts as small
EXPECTED: Final[dict[DataKind, Callable[[str], str]]] = {
    DataKind.COUNT: expected_count,
    DataKind.RATE: expected_decimal,
    DataKind.PROPORTION: expected_proportion,
}


@dataclass(frozen=True, slots=True)
class ParsedValues:
    """The values of the distinct cells of each value column: numbers, MISSING or BAD; and the scale of the numbers.

    hint: what helps if some are bad; notes: what was inferred.
    """

    columns: Sequence[Values]
    scale: Scale = COUNTS
    hint: Hint | None = None
    notes: tuple[Remark, ...] = ()

    @property
    def expected(self) -> Callable[[str], str]:
        """What would be valid in place of a bad cell."""
        return EXPECTED[self.scale.kind]


@dataclass(frozen=True, slots=True)
class _Decimals:
    """The distinct cells of all value columns in turn, read as decimals."""

    columns: Sequence[Column]
    values: Floats
    places: Ints

    @property
    def known(self) -> Floats:
        """The numbers alone."""
        return self.values[self.values >= 0]

    def split(self) -> list[Floats]:
        """Return the values of each column."""
        return np.split(self.values, np.cumsum([len(column.texts) for column in self.columns])[:-1])

    def rows(self, *, written: bool) -> tuple[int, int, int]:
        """Return the number of cells with decimals, of those that cannot be thousands, and of cells above 0.

        ``written``: the cells are text, in which a point may separate thousands, unlike the numbers of a frame.
        """
        rows = np.concatenate([column.weights() for column in self.columns])
        decimal = self.places > 0
        texts = (text for column in self.columns for text in column.texts)
        clear = decimal & ~np.fromiter((written and is_thousands(text) for text in texts), np.bool_, len(decimal))
        return int(rows[decimal].sum()), int(rows[clear].sum()), int(rows[self.values > 0].sum())


def are_decimals(decimal: int, clear: int, above: int) -> bool:
    """Whether a column holds rates, by its cells with decimals, those that cannot be thousands, and all above 0."""
    return decimal >= MIN_DECIMAL * above and clear >= MIN_CLEAR * max(above, 1)


def parse_values(columns: Sequence[Column], *, delimiter: str, kind: DataKind | None) -> ParsedValues:
    """Read the cells of all value columns as one kind of values; None for the kind that most of them show.

    If most cells above 0 have decimals, they are rates, or proportions if none is above 1 and no name says rates. A few
    decimals among whole counts are mistakes.
    """
    if kind in {None, DataKind.COUNT}:
        counts = [parse_counts(column.texts, delimiter=delimiter) for column in columns]
        if kind is DataKind.COUNT or not any((parsed == BAD).any() for parsed in counts):
            return ParsedValues(counts)
        read = _decimals(columns)
        rows = read.rows(written=bool(delimiter))
        if not are_decimals(*rows):
            return ParsedValues(counts, hint=_way_to_rates(rows[1] if delimiter == ";" else rows[0]))
        found = _kind_of(read)
        note = Remark("values-by-content", {"kind": str(found), "name": columns[0].name, "columns": len(columns)})
        return _parsed(read, found, notes=(note,))
    return _parsed(_decimals(columns), DataKind(kind))


def _decimals(columns: Sequence[Column]) -> _Decimals:
    """Read all distinct cells as decimals."""
    parts = [parse_decimals(column.texts) for column in columns]
    return _Decimals(columns, *(np.concatenate(each) for each in zip(*parts, strict=True)))


def _kind_of(read: _Decimals) -> DataKind:
    """Return the kind of decimals: proportions if none is above 1 and no column has a name of rates."""
    above = bool(read.known.max(initial=0) > 1) or any(names_rates(column.name) for column in read.columns)
    return DataKind.RATE if above else DataKind.PROPORTION


def _parsed(read: _Decimals, kind: DataKind, notes: tuple[Remark, ...] = ()) -> ParsedValues:
    """Return decimals as values of a kind; a proportion above 1 is bad."""
    hint = None
    if kind is DataKind.PROPORTION and read.known.max(initial=0) > 1:
        read.values[read.values > 1] = BAD
        hint = _if_so("the values are per cent or other rates")
    return ParsedValues(read.split(), Scale(kind, decimals=_kept_decimals(read)), hint, notes)


def _kept_decimals(read: _Decimals) -> int:
    """Return the largest number of decimals, without the noise in the last digits of floating-point numbers."""
    most = int(read.places.max(initial=0))
    above = read.known[read.known > 0]
    small = float(np.quantile(above, SMALL)) if len(above) else 1.0
    enough = max(USUAL_DECIMALS, DIGITS - 1 - int(np.floor(np.log10(small))))
    return min(most, enough, MAX_DECIMALS)


def _way_to_rates(decimal: int) -> Hint | None:
    """Return what helps if the cells with decimals are no mistakes."""
    return _if_so("the values are rates") if decimal else None


def _if_so(words: str) -> Hint:
    """Return what helps if these words for rates are true."""
    return Remedies(Remedy(words, Setting("kind", DataKind.RATE.value), conditional=True))
