"""Finds the series that do not fit on the time line of most others, once a whole panel does not."""

from collections import Counter

import numpy as np

from lstm_cli._arrays import Datetimes, Ints
from lstm_cli.panel.frequency_names import Wanted
from lstm_cli.panel.pairs import Pairs
from lstm_cli.panel.rows import Origin, Rows, run_starts
from lstm_cli.panel.timeline import Grid, OffGridError, find_grid

__all__ = ["odd_series"]


def odd_series(rows: Rows, origin: Origin) -> list[str]:
    """Return the names of the series that share no time line with the longest series of the most common step."""
    starts = run_starts(rows.series)
    of_series = np.split(rows.time, starts[1:])
    grids = [_grid(rows.times, [time], origin.wanted) for time in of_series]
    kinds = [grid and _kind(grid, rows.times[time[0]]) for grid, time in zip(grids, of_series, strict=True)]
    common = Counter(kind for kind in kinds if kind)
    if not common:
        return []
    ((usual, _),) = common.most_common(1)
    model = max((place for place, kind in enumerate(kinds) if kind == usual), key=lambda at: len(of_series[at]))
    odd = []
    for place, start in enumerate(starts.tolist()):
        together = _grid(rows.times, [of_series[model], of_series[place]], origin.wanted)
        if place != model and _step(together) != _step(grids[model]):
            odd.append(rows.names[rows.series[start]])
    return odd


def _kind(grid: Grid, first: np.datetime64) -> tuple[int, ...]:
    """Return the step of a series and its stamp, which all series of one time line share."""
    frequency = grid.frequency
    if frequency.months:
        return frequency.months, int(frequency.month_end), frequency.day or 0
    return frequency.seconds, int(first.astype(np.int64)) % frequency.seconds


def _step(grid: Grid | None) -> tuple[int, int] | None:
    """Return the step of a time line in seconds and months."""
    return None if grid is None else (grid.frequency.seconds, grid.frequency.months)


def _grid(times: Datetimes, of_series: list[Ints], wanted: Wanted | None) -> Grid | None:
    """Return the time line of some series, given the indices of their times in order; None if there is none."""
    used, places = np.unique(np.concatenate(of_series), return_inverse=True)
    parts = np.split(places, np.cumsum([len(time) for time in of_series])[:-1])
    left, right = (np.concatenate([part[cut] for part in parts]) for cut in (slice(None, -1), slice(1, None)))
    series = np.repeat(np.arange(len(parts)), [len(part) - 1 for part in parts])
    try:
        return find_grid(times[used], Pairs(left, right, series), wanted)
    except OffGridError:
        return None
