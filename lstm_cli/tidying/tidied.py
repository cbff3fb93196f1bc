"""The long table that tidying makes, and the changes that led to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.errors import DataError
from lstm_cli.options import READ_DEFAULTS, ReadOptions
from lstm_cli.readers.columns import find_columns
from lstm_cli.readers.decimals import is_thousands
from lstm_cli.readers.table import Header
from lstm_cli.readers.values import are_decimals
from lstm_cli.tidying.ledger import Change
from lstm_cli.tidying.numbers import MISSING, total, with_point

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Tidied", "output_names"]

USUAL: Final = ("series", "date", "count")


@dataclass(frozen=True, slots=True)
class Tidied:
    """One count per series and time, sorted; arrays of shape (N,).

    ``columns`` are the names of the columns of the series (absent for a single series without a name), the time and the
    count. ``series`` are indices into ``names``, ``time`` into ``times``, which are in ISO 8601; ``counts`` (int64) are
    valid where ``known`` is true.
    """

    source: str
    columns: tuple[str, ...]
    names: tuple[str, ...]
    series: Ints
    times: tuple[str, ...]
    time: Ints
    counts: Ints
    known: Bools
    rows_in: int
    counts_in: int
    changes: tuple[Change, ...]
    decimals: int = 0  # of rates: ``counts`` and their sums are multiples of the last decimal

    def __len__(self) -> int:
        return len(self.series)

    @property
    def total(self) -> int:
        """The sum of all counts."""
        return total(np.where(self.known, self.counts, MISSING))

    @property
    def frame(self) -> "pd.DataFrame":
        """The table as a frame: names of series, times as text, counts as Int64 with <NA> where none is known."""
        import pandas as pd

        columns = {
            self.columns[-2]: np.array(self.times, object)[self.time],
            self.columns[-1]: self._values(),
        }
        if len(self.columns) == len(USUAL):
            columns = {self.columns[0]: np.array(self.names, object)[self.series], **columns}
        frame = pd.DataFrame(columns)
        frame.loc[~self.known, self.columns[-1]] = pd.NA
        return frame

    def text(self, value: float) -> str:
        """Write a count, a rate or a sum of them, with its decimals."""
        return with_point(int(value), self.decimals) if self.decimals else str(value)

    def cell(self) -> Callable[[int], str]:
        """Return the function that writes values for the readers: as 8.1110, if too many, like 8.111, may be thousands."""
        if not self.decimals:
            return str
        values, rows = np.unique(self.counts[self.known & (self.counts > 0)], return_counts=True)
        texts = [self.text(value) for value in values.tolist()]
        decimal = np.array(["." in text for text in texts], np.bool_)
        clear = decimal & ~np.array([is_thousands(text) for text in texts], np.bool_)
        if are_decimals(int(rows[decimal].sum()), int(rows[clear].sum()), int(rows.sum())):
            return self.text
        return lambda value: f"{self.text(value)}0" if is_thousands(self.text(value)) else self.text(value)

    def number(self, value: float) -> float:
        """Return a count, a rate or a sum of them as a number."""
        return float(self.text(value)) if self.decimals else value

    def _values(self) -> "pd.api.extensions.ExtensionArray":
        """Return the counts as Int64, or rates as Float64."""
        import pandas as pd

        counts = np.where(self.known, self.counts, 0)
        if not self.decimals:
            return pd.array(counts, dtype="Int64")
        distinct, place = np.unique(counts, return_inverse=True)
        return pd.array(np.array([self.number(value) for value in distinct.tolist()])[place], dtype="Float64")


def output_names(series: str | None, time: str | None, count: str | None, *, single: bool) -> tuple[str, ...]:
    """Return the header of the long table: the file's own names if the readers recognise them, else the usual ones.

    ``single``: there is a single series without a name.

    >>> output_names("location", "Wk", "cases", single=False), output_names(None, "date", "% positive", single=True)
    (('location', 'date', 'cases'), ('date', 'count'))
    """
    own = (series, time, count)
    for mask in sorted(range(8), key=lambda mask: (mask.bit_count(), mask), reverse=True):
        names = tuple(own[at] if mask >> at & 1 else USUAL[at] for at in range(3))
        if None in names:
            continue
        header = tuple(name for name in names[single:] if name is not None)
        if _are_found(header, single=single):
            return header
    return USUAL[single:]


def _are_found(names: tuple[str, ...], *, single: bool) -> bool:
    """Whether the readers give the columns these roles by their names alone."""
    if names[0].startswith("#") or any(character in name for name in names for character in '\r\n"'):
        return False
    try:
        plan = find_columns(Header(names, 1), READ_DEFAULTS, path="")
    except DataError:
        return False
    found = ReadOptions(plan.columns.id, plan.columns.time, plan.columns.value)
    return not plan.tentative and found == ReadOptions(None if single else names[0], names[-2], names[-1])
