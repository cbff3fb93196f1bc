"""One pass through the rows of a table: what its time line rests on, without the rows themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.panel.pairs import Pairs
from lstm_cli.panel.rows import Rows, run_starts

__all__ = ["Survey", "joined_surveys", "survey"]


@dataclass(frozen=True, slots=True)
class Survey:
    """Facts on N series with rows, and on U unique times.

    series: (N,), indices of their names; first, last: (N,), indices of the times of their first and last row; rows: (N,),
    how many they have; shortest, longest: (N,), distances of neighbouring rows in seconds, 0 of a single row;
    at: (U,), how many rows each time has; pairs: the neighbouring rows of all series.
    """

    series: Ints
    first: Ints
    last: Ints
    rows: Ints
    shortest: Ints
    longest: Ints
    at: Ints
    pairs: Pairs


def survey(rows: Rows) -> Survey:
    """Return the facts on rows that are ordered by series, then by time."""
    starts = run_starts(rows.series)
    size = np.diff(starts, append=len(rows.series))
    before = np.diff(rows.times.astype(np.int64)[rows.time], prepend=0)
    before[starts] = np.iinfo(np.int64).max
    shortest = np.minimum.reduceat(before, starts)
    before[starts] = 0
    return Survey(
        rows.series[starts],
        rows.time[starts],
        rows.time[starts + size - 1],
        size,
        np.where(size > 1, shortest, 0),
        np.maximum.reduceat(before, starts),
        np.bincount(rows.time, minlength=len(rows.times)),
        Pairs.of_rows(rows.series, rows.time),
    )


def joined_surveys(parts: Sequence[Survey]) -> Survey:
    """Return the facts on the rows of all parts, in turn."""
    of_series = ("series", "first", "last", "rows", "shortest", "longest")
    series, first, last, rows, shortest, longest = (
        np.concatenate([getattr(part, name) for part in parts]) for name in of_series
    )
    at = np.sum([part.at for part in parts], axis=0)
    return Survey(series, first, last, rows, shortest, longest, at, Pairs.joined([part.pairs for part in parts]))
