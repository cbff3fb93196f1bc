"""Ordered rows to series on a time line, without a loop over series."""

from dataclasses import dataclass
from itertools import compress

import numpy as np

from lstm_cli._arrays import Datetimes, Ints
from lstm_cli.panel.packed import MISSING, PackedSeries, narrow_type
from lstm_cli.panel.rows import Rows, run_starts

__all__ = ["PackedRows", "on_time_line"]


@dataclass(frozen=True, slots=True)
class PackedRows:
    """The series with a known count, how many empty rows each has inside (N,), and the names of the other series."""

    series: PackedSeries
    empty: Ints
    without: list[str]


def on_time_line(rows: Rows, slots: Ints, line: Datetimes) -> PackedRows:
    """Return the series of rows that are ordered by series, then by time.

    slots: that of each of the rows' unique times, (U,); line: the time of each slot.
    """
    starts = run_starts(rows.series)
    size = np.diff(starts, append=len(rows.series))
    names = [rows.names[at] for at in rows.series[starts].tolist()]
    known = np.flatnonzero(rows.count >= 0)
    owner = np.repeat(np.arange(len(starts)), size)[known]
    begin = run_starts(owner)
    first, last, owner = known[begin], known[np.append(begin, len(known))[1:] - 1], owner[begin]
    each = np.diff(begin, append=len(known))
    earlier, later = first - starts[owner], (starts + size)[owner] - 1 - last
    slot = slots[rows.time[known]]
    begins = slots[rows.time[first]]
    lengths = slots[rows.time[last]] - begins + 1
    counts = rows.count[known]
    values = np.full(int(lengths.sum()), MISSING, narrow_type([counts]))
    values[np.repeat(np.cumsum(lengths) - lengths - begins, each) + slot] = counts
    there = np.zeros(len(starts), np.bool_)
    there[owner] = True
    kind = np.dtype(np.float64 if counts.dtype.kind == "f" else np.int64)
    series = PackedSeries(
        list(compress(names, there)), lengths, begins, later.tolist(), earlier.tolist(), line, values, kind
    )
    return PackedRows(series, size[owner] - each - earlier - later, list(compress(names, ~there)))
