"""Tables in which each time, or each series, is a column: to rows."""

from collections.abc import Sequence

import numpy as np

from lstm_cli._arrays import Datetimes, Ints
from lstm_cli.tidying.counted import Counted, Long

__all__ = ["from_dates_across", "from_series_across"]


def from_dates_across(counted: Counted, names: list[str], series: Ints, at: Datetimes) -> Long:
    """Return the counts of columns that are each a time, a row a count."""
    rows, times = counted.counts.shape
    return Long(
        names,
        np.repeat(series, times),
        np.tile(at, rows),
        counted.counts.ravel(),
        np.repeat(np.arange(rows), times),
    )


def from_series_across(counted: Counted, names: Sequence[str], at: Datetimes) -> Long:
    """Return the counts of columns that are each a series, a row a count."""
    rows, series = counted.counts.shape
    return Long(
        list(names),
        np.tile(np.arange(series), rows),
        np.repeat(at, series),
        counted.counts.ravel(),
        np.repeat(np.arange(rows), series),
    )
