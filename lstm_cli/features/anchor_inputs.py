"""The inputs of networks that start from the prior: a series relative to an anchor, in units of the anchor's errors.

They depend on the size of the counts, the number of series and the frequency only through columns for these, so that one
network can read every panel.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli._arrays import Floats, Ints
from lstm_cli.features.anchor_errors import SMALLEST, AnchorErrors
from lstm_cli.features.history import History, smooth_values, smoothed
from lstm_cli.features.panel_means import PANEL_INPUTS, PanelMeans, change, cut, surprise
from lstm_cli.panel.frequency import DAY, HOUR, WEEK, YEAR, Frequency

__all__ = ["WIDTH", "anchor_inputs", "input_groups"]

SEASON: Final = ("here", "next step", "a few steps on", "later", "known")  # columns about one season ago
CYCLES: Final = ("day", "week", "year")
HARMONICS: Final = 2
# Steps in seconds of the simulated frequencies, with one column each: 1 for the nearest, else 0.
CADENCES: Final = (HOUR, HOUR / 2, DAY, WEEK, 2 * WEEK, YEAR / 12, YEAR / 4, YEAR)
ANCHOR_INPUTS: Final[dict[str, int]] = {
    "surprise": 1,
    "level over mean": 3,
    "change": 2,
    "anchor": 3,
    "anchor's bias": 3,
    "anchor's error": 3,
    "size": 1,
    "record": 2,
    "zeros": 1,
    "missing": 1,
    "age": 1,
    "short season": len(SEASON),
    "long season": len(SEASON),
    "calendar": 2 * HARMONICS * len(CYCLES),
    "frequency": len(CADENCES),
    "panel": len(PANEL_INPUTS) + 1,
}
WIDTH: Final = sum(ANCHOR_INPUTS.values())  # columns D
MEANS: Final = (0.3, 0.05, 0.01)  # weights of the smoothed levels that the level is compared with
NEAR: Final = 4  # steps
NEVER: Final = 99.0  # growth units: higher than every level


def input_groups() -> dict[str, tuple[int, ...]]:
    """Return the columns of each group of inputs by its name."""
    ends = np.cumsum(list(ANCHOR_INPUTS.values()))
    return {
        name: tuple(range(end - width, end))
        for (name, width), end in zip(ANCHOR_INPUTS.items(), ends.tolist(), strict=True)
    }


def anchor_inputs(
    history: History,
    anchors: Floats,
    errors: AnchorErrors,
    *,
    knots: Ints,
    lags: tuple[int, ...],
    means: PanelMeans,
) -> NDArray[np.float32]:
    """Return the inputs of every anchor, (A, N, T, D) float32, zero before a series begins.

    anchors (A, N, T, J): at knots (J,); lags: seasonal lags in steps; means: of the panel that the series belong to.
    """
    exists = history.exists
    shared = _shared_columns(history, means.series)
    slow = tuple(smoothed(history, MEANS))
    inputs = np.empty((len(anchors), WIDTH, *exists.shape), np.float32)  # column by column
    for which, panel in enumerate(means.at(history)):
        own = _own_columns(history, anchors[which], errors, which=which, knots=knots, lags=lags, slow=slow)
        columns = [*own, *shared[:-1], *np.moveaxis(panel, -1, 0), shared[-1]]
        for place, column in enumerate(columns):
            inputs[which, place] = np.where(exists, column, 0)
    return np.moveaxis(inputs, 1, -1)


def _own_columns(
    history: History,
    anchor: Floats,
    errors: AnchorErrors,
    *,
    which: int,
    knots: Ints,
    lags: tuple[int, ...],
    slow: tuple[Floats, ...],
) -> list[Floats]:
    """Return the columns that depend on the anchor, or are measured in its errors."""
    scale, bias = errors.scale[which], errors.bias[which]
    level, unit = history.level, errors.level_unit[which]
    near, far = _nearest(knots, NEAR), _nearest(knots, _later(history))
    exists = history.exists
    highest = np.maximum.accumulate(np.where(exists, level, 0), axis=1)
    lowest = np.minimum.accumulate(np.where(exists, level, NEVER), axis=1)
    columns = [
        cut(surprise(errors, which)),
        *(cut((level - mean) / unit / part) for mean, part in zip(slow, (1, 2, 3), strict=True)),
        cut(change(history, 1) / unit),
        cut(change(history, NEAR) / unit / 2),
        *(cut((anchor[..., place] - level) / unit / part) for place, part in ((0, 1), (near, 1.5), (far, 2))),
        *(cut(bias[..., place] / scale[..., place] * 2) for place in (0, near, far)),
        np.log(np.maximum(scale[..., 0], SMALLEST)) / 1.5 + 0.8,
        np.log(scale[..., near] / scale[..., 0]),
        np.log(scale[..., far] / scale[..., 0]),
        level / 6 - 0.5,
        cut((highest - level) / unit / 4),
        cut((level - lowest) / unit / 4),
        _share_of_zeros(history) * 2 - 0.5,
        np.isnan(history.growth).astype(float),
        np.log(np.cumsum(exists, axis=1) + 1) / 3 - 1,
    ]
    for lag in (lags[0], lags[-1]) if lags else (0, 0):
        columns += _season_ago(history, lag, unit)
    return columns


def _shared_columns(history: History, series: int) -> list[Floats]:
    """Return the columns of the calendar, of the frequency and of the number of series."""
    size = history.level.shape
    cadence = [np.full(size, float(mine)) for mine in _cadence(history.frequency)]
    return [*_calendar(history), *cadence, np.full(size, np.log(series) / 3)]


def _nearest(knots: Ints, wanted: int) -> int:
    """Return the position of the knot nearest to a number of steps ahead."""
    return int(np.argmin(np.abs(knots - wanted)))


def _later(history: History) -> int:
    """Return the steps ahead that represent the later part of the horizon."""
    return max(NEAR, int(history.horizon * 0.6))


def _share_of_zeros(history: History) -> Floats:
    """Return the recent share of zero counts, (N, T)."""
    zero = np.where(np.isnan(history.growth), np.nan, history.growth == 0).astype(float)
    return smooth_values(history, zero, 0.05)


def _season_ago(history: History, lag: int, unit: Floats) -> list[Floats]:
    """Return the level a season ago and how it continued from there, in units; zeros without this season."""
    level, count, steps = history.level, *history.growth.shape
    if not lag:
        return [np.zeros((count, steps))] * len(SEASON)

    def at(shift: int) -> tuple[Floats, NDArray[np.bool_]]:
        place = np.arange(steps) - lag + shift
        known = (place >= 0) & (place >= (steps - history.lengths)[:, None])
        return level[:, np.maximum(place, 0)], known

    here, known = at(0)
    columns = [np.where(known, cut((level - here) / unit / 3), 0)]
    for ahead, part in ((1, 1.0), (NEAR, 2.0), (_later(history), 3.0)):
        then, known_then = at(min(ahead, lag - 1))
        columns.append(np.where(known & known_then, cut((then - here) / unit / part), 0))
    return [*columns, known.astype(float)]


def _calendar(history: History) -> list[Floats]:
    """Return harmonics of the day, the week and the year at the next step; zeros for cycles that the data do not have."""
    phases = dict(zip(map(history.frequency.cycle, history.seasons), history.phases, strict=True))
    steps = history.steps
    columns: list[Floats] = []
    for cycle in CYCLES:
        if cycle in phases:
            angle = 2 * np.pi * phases[cycle][:, 1 : steps + 1]
            columns += [turn(n * angle) for n in range(1, HARMONICS + 1) for turn in (np.sin, np.cos)]
        else:
            columns += [np.zeros(history.growth.shape)] * (2 * HARMONICS)
    return columns


def _cadence(frequency: Frequency) -> Iterator[bool]:
    """Yield for each of `CADENCES` whether it is the nearest to the data's step."""
    seconds = frequency.seconds or frequency.months * YEAR / 12
    nearest = int(np.argmin(np.abs(np.log(np.array(CADENCES) / seconds))))
    return (place == nearest for place in range(len(CADENCES)))
