"""A panel as it was known at an earlier slot of its time line, and counts and times around that slot."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Floats
from lstm_cli.panel.packed import PackedSeries, ends_of, extents_in, starts_of
from lstm_cli.panel.packing import packed
from lstm_cli.panel.series import Panel, Series

__all__ = [
    "begun_at",
    "common_part",
    "common_span",
    "counts_between",
    "cut_panel",
    "first_time",
    "last_slot",
    "last_time",
    "past_of",
    "time_line",
]


def cut_panel(panel: Panel, slot: int) -> Panel:
    """Return the panel without anything observed after a slot, as if its file had ended there.

    Series that have not begun by then are left out; a series whose last observation is earlier keeps its own end. The
    frequency stays that of the whole panel; the notes, which describe the whole panel, are dropped.
    """
    cut = _cut(panel, slot)
    if isinstance(panel.series, PackedSeries):
        return replace(panel, series=packed(cut, panel.series.line), notes=())
    return replace(panel, series=tuple(cut), notes=())


def _cut(panel: Panel, slot: int) -> Iterator[Series]:
    """Yield each series that has begun, up to its last observation."""
    for series in panel.series:
        if series.start > slot:
            continue
        size = slot + 1 - series.start
        end = int(np.flatnonzero(series.observed[:size])[-1]) + 1
        arrays = {name: getattr(series, name)[:end] for name in ("times", "counts", "observed")}
        # The panel does not record whether a missing step had a row with an empty count: assume that it had.
        later = size - end if end < len(series) else min(series.later_empty, size - end)
        yield replace(series, later_empty=later, **arrays)


def begun_at(panel: Panel, slot: int) -> list[int]:
    """Return the series that have begun by a slot, as indices: those that `cut_panel` keeps."""
    return np.flatnonzero(starts_of(panel) <= slot).tolist()


def last_slot(panel: Panel) -> int:
    """Return the slot of the last observation of the panel."""
    return int(ends_of(panel).max()) - 1


def first_time(panel: Panel) -> np.datetime64:
    """Return the time of the first observation of the panel."""
    begin: np.datetime64 = panel.series[int(np.argmin(starts_of(panel)))].times[0]
    return begin


def last_time(panel: Panel) -> np.datetime64:
    """Return the time of the last observation of the panel."""
    end: np.datetime64 = panel.series[int(np.argmax(ends_of(panel)))].times[-1]
    return end


def counts_between(panel: Panel, first: int, stop: int) -> Floats:
    """Return the counts of all series at the slots ``first`` to ``stop - 1``, shape (N, S); NaN where unknown."""
    counts = np.full((len(panel), stop - first), np.nan)
    for row, series in enumerate(panel.series):
        low, high = max(first, series.start), min(stop, series.start + len(series))
        if low < high:
            part = slice(low - series.start, high - series.start)
            counts[row, low - first : high - first] = np.where(series.observed[part], series.counts[part], np.nan)
    return counts


def past_of(series: Series, slot: int) -> Floats:
    """Return the counts from a series' first observation to a slot, shape (T,); NaN where unknown, as after its end."""
    past = np.full(max(slot + 1 - series.start, 0), np.nan)
    size = min(len(past), len(series))
    past[:size] = np.where(series.observed[:size], series.counts[:size], np.nan)
    return past


def common_span(members: Sequence[Series]) -> tuple[int, int]:
    """Return the first slot that all series have, and the one after the last; the same slot twice if there is none."""
    starts, ends = extents_in(members)
    start = int(starts.max())
    return start, max(start, int(ends.min()))


def common_part(members: Sequence[Series]) -> tuple[int, list[slice], Bools]:
    """Return the first slot that all series have, the steps of each that all have, and which of these all know."""
    start, end = common_span(members)
    pieces = [slice(start - member.start, end - member.start) for member in members]
    known = np.all([member.observed[piece] for member, piece in zip(members, pieces, strict=True)], axis=0)
    return start, pieces, known


def time_line(panel: Panel) -> Datetimes:
    """Return the time of every slot up to the last (datetime64[s]); NaT before the first observation of the panel."""
    line = np.full(last_slot(panel) + 1, "NaT", "datetime64[s]")
    for series in panel.series:
        line[series.start : series.start + len(series)] = series.times
    slots = np.arange(len(line))
    known = np.maximum.accumulate(np.where(np.isnat(line), -1, slots))
    gaps = np.flatnonzero(np.isnat(line) & (known >= 0))
    line[gaps] = panel.frequency.after(line[known[gaps]], slots[gaps] - known[gaps])
    return line
