"""The newest steps of long series, as if their file had begun there."""

from dataclasses import replace

import numpy as np

from lstm_cli.panel.packed import MISSING, PackedSeries, lengths_of
from lstm_cli.panel.series import Panel, Series

__all__ = ["newest_steps"]


def newest_steps(panel: Panel, most: int) -> Panel:
    """Return the panel with at most the newest ``most`` steps of each series, the panel itself if none is longer.

    A series begins with a known count, so one whose newest steps begin with a gap has fewer.
    """
    if int(lengths_of(panel).max()) <= most:
        return panel
    if isinstance(panel.series, PackedSeries):
        return replace(panel, series=_newest_of_packed(panel.series, most))
    newest = [_newest(series, most) for series in panel.series]
    base = min(series.start for series in newest)
    return replace(panel, series=tuple(replace(series, start=series.start - base) for series in newest))


def _newest(series: Series, most: int) -> Series:
    """Return the newest steps of one series."""
    if len(series) <= most:
        return series
    gap = int(np.argmax(series.observed[-most:]))
    first = len(series) - most + gap
    arrays = {name: getattr(series, name)[first:] for name in ("times", "counts", "observed")}
    return replace(series, start=series.start + first, earlier_empty=gap, **arrays)


def _newest_of_packed(series: PackedSeries, most: int) -> PackedSeries:
    """Return the newest steps of packed series."""
    gaps = np.zeros(len(series), np.int64)
    for row in np.flatnonzero(series.lengths > most).tolist():
        stop = int(series.stops[row])
        gaps[row] = np.argmax(series.values[stop - most : stop] != MISSING)
    lengths = np.minimum(series.lengths, most) - gaps
    dropped = series.lengths - lengths
    starts = series.starts + dropped
    parts = zip(series.stops - lengths, series.stops, strict=True)
    earlier = np.where(dropped > 0, gaps, series.earlier_empty)
    return replace(
        series,
        lengths=lengths,
        starts=starts - starts.min(),
        line=series.line[int(starts.min()) :],
        earlier_empty=earlier.tolist(),
        values=np.concatenate([series.values[first:stop] for first, stop in parts]),
    )
