"""Rows or single series to packed series, without a loop over the steps of each, and a group of series at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

import numpy as np

from lstm_cli._arrays import Datetimes, Ints
from lstm_cli._temporary import Growing
from lstm_cli.panel.packed import MISSING, PackedSeries, lengths_in, narrow_type, starts_in
from lstm_cli.panel.rows import Rows, run_starts
from lstm_cli.panel.series import Series

__all__ = ["PackedRows", "joined", "on_time_line", "packed", "unpacked_if_few"]

GROUP: Final = 1 << 20  # total steps of the series that are packed at once; fewer stay single series


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


def unpacked_if_few(series: PackedSeries) -> Sequence[Series]:
    """Return packed series as single ones if they have few steps."""
    return tuple(series) if len(series.values) < GROUP else series


def packed(series: Iterable[Series], line: Datetimes) -> PackedSeries:
    """Return series packed, a group at a time; line: the time of every slot."""

    def groups() -> Iterator[PackedSeries]:
        group: list[Series] = []
        steps = 0
        for each in series:
            group.append(each)
            steps += len(each)
            if steps >= GROUP:
                yield _packed(group, line)
                group, steps = [], 0
        if group:
            yield _packed(group, line)

    return joined(groups(), line)


def _packed(series: Sequence[Series], line: Datetimes) -> PackedSeries:
    """Pack some series."""
    dtype = narrow_type(each.counts for each in series)
    return PackedSeries(
        [each.name for each in series],
        lengths_in(series),
        starts_in(series),
        [each.later_empty for each in series],
        [each.earlier_empty for each in series],
        line,
        np.concatenate([np.where(each.observed, each.counts, MISSING).astype(dtype) for each in series]),
        series[0].counts.dtype,
    )


def joined(groups: Iterable[PackedSeries], line: Datetimes) -> PackedSeries:
    """Join packed series of one time line, none of which is held; their values are in a file if they are many."""
    names: list[str] = []
    later: list[int] = []
    earlier: list[int] = []
    lengths, starts, values = [np.empty(0, np.int64)], [np.empty(0, np.int64)], Growing()
    kind, dtype = np.dtype(np.int64), np.dtype(np.int8)
    for group in groups:
        names += group.names
        later += group.later_empty
        earlier += group.earlier_empty
        lengths.append(group.lengths)
        starts.append(group.starts)
        kind, dtype = group.kind, np.promote_types(dtype, group.values.dtype)
        values.add(group.values, dtype)
    return PackedSeries(
        names, np.concatenate(lengths), np.concatenate(starts), later, earlier, line, values.array(), kind
    )
