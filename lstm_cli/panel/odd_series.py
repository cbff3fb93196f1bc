"""Series that do not fit on the time line of most others, looked for once a whole panel does not."""

from collections import Counter

import numpy as np

from lstm_cli._arrays import Datetimes, Ints
from lstm_cli.panel.frequency_names import Wanted
from lstm_cli.panel.rows import Origin, Rows
from lstm_cli.panel.timeline import Grid, OffGridError, Pairs, find_grid

__all__ = ["odd_series"]


def odd_series(rows: Rows, origin: Origin) -> list[str]:
    """Return the names of the series that share no time line with the longest of those whose step, and place in it, is the most common."""
    starts = np.flatnonzero(np.diff(rows.series, prepend=-1))
    of_series = np.split(rows.time, starts[1:])
    grids = [_grid(rows.times, [time], origin.wanted) for time in of_series]
    phases = [
        (_step(grid), _phase(rows.times[time[0]], grid)) if grid else None
        for time, grid in zip(of_series, grids, strict=True)
    ]
    common = Counter(phase for phase in phases if phase)
    if not common:
        return []
    ((most, _),) = common.most_common(1)
    usual = most[0]
    model = max((place for place, phase in enumerate(phases) if phase == most), key=lambda at: len(of_series[at]))
    odd = []
    for place, start in enumerate(starts.tolist()):
        together = _grid(rows.times, [of_series[model], of_series[place]], origin.wanted)
        if place != model and _step(together) != usual:
            odd.append(rows.names[rows.series[start]])
    return odd


def _phase(first: np.datetime64, grid: Grid) -> int:
    """Return where in a step of so many seconds a series begins: weekly series on Mondays and on Saturdays differ."""
    return int(first.astype("datetime64[s]").astype(np.int64)) % grid.frequency.seconds if grid.frequency.seconds else 0


def _step(grid: Grid | None) -> tuple[int, int] | None:
    """Return the step of a time line in seconds and months."""
    return None if grid is None else (grid.frequency.seconds, grid.frequency.months)


def _grid(times: Datetimes, of_series: list[Ints], wanted: Wanted | None) -> Grid | None:
    """Return the time line of some series, by the places of their times in order; None where there is none."""
    used, places = np.unique(np.concatenate(of_series), return_inverse=True)
    parts = np.split(places, np.cumsum([len(time) for time in of_series])[:-1])
    left, right = (np.concatenate([part[cut] for part in parts]) for cut in (slice(None, -1), slice(1, None)))
    series = np.repeat(np.arange(len(parts)), [len(part) - 1 for part in parts])
    try:
        return find_grid(times[used], Pairs(left, right, series), wanted)
    except OffGridError:
        return None
