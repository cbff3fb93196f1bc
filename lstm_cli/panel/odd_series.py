"""Finds the series that do not fit on the time line of most others, once a whole panel does not."""

from collections import Counter

import numpy as np

from lstm_cli._arrays import Datetimes, Ints
from lstm_cli.panel.frequency_names import Wanted
from lstm_cli.panel.pairs import Pairs
from lstm_cli.panel.rows import Origin, RowGroups, run_starts
from lstm_cli.panel.timeline import Grid, OffGridError, find_grid

__all__ = ["odd_series"]


def odd_series(groups: RowGroups, origin: Origin) -> list[str]:
    """Return the names of the series that share no time line with the longest series of the most common step."""
    names: list[str] = []
    of_series: list[Ints] = []
    for rows in groups:
        starts = run_starts(rows.series)
        names += [rows.names[at] for at in rows.series[starts].tolist()]
        of_series += np.split(rows.time, starts[1:])
    times, wanted = groups.times, origin.wanted
    grids = [_grid(times, [time], wanted) for time in of_series]
    kinds = [grid and _kind(grid, times[time[0]]) for grid, time in zip(grids, of_series, strict=True)]
    common = Counter(kind for kind in kinds if kind)
    if not common:
        return []
    ((usual, _),) = common.most_common(1)
    model = max((place for place, kind in enumerate(kinds) if kind == usual), key=lambda at: len(of_series[at]))
    odd = []
    for place, name in enumerate(names):
        together = _grid(times, [of_series[model], of_series[place]], wanted)
        if place != model and _step(together) != _step(grids[model]):
            odd.append(name)
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
    series = np.repeat(np.arange(len(of_series)), [len(time) for time in of_series])
    try:
        return find_grid(times[used], Pairs.of_rows(series, places), wanted)
    except OffGridError:
        return None
