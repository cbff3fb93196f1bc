"""Watch the newest counts of a panel: how surprising each is, given the forecast from before it.

A count's p-value is two-sided: twice the smaller of the probabilities, under the forecast, of a count at least as large
and of one at most as large. A count stands for all values that round to it, so it is an alarm at a level exactly where it
lies outside of the central interval of that level, and at most the stated share of counts should do so by chance.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lstm_cli._arrays import Datetimes, Floats
from lstm_cli.ensemble.results import Forecast
from lstm_cli.ensemble.rounded import below_and_at_most
from lstm_cli.metrics.quantile_function import MIN_WIDTH, values_at
from lstm_cli.options import MIDDLE
from lstm_cli.panel.packed import ends_of, series_names
from lstm_cli.panel.scale import Scale
from lstm_cli.panel.series import Panel
from lstm_cli.panel.slicing import counts_between, time_line
from lstm_cli.remarks import Remark

__all__ = ["WatchReport", "WatchedCount", "watched_counts"]


@dataclass(frozen=True, slots=True)
class WatchedCount:
    """One of the newest counts, the median and the central interval of the forecast from before it, and its p-value.

    ``excess``: how far outside of the interval it lies, in widths of the interval in growth units; negative inside.
    """

    name: str
    time: np.datetime64
    value: float
    median: float
    low: float
    high: float
    p_value: float
    excess: float

    @property
    def order(self) -> tuple[float, float]:
        """What puts the most surprising first: far out, where all p-values are the same least one, the excess."""
        return self.p_value, -self.excess


@dataclass(frozen=True, slots=True)
class WatchReport:
    """The newest counts of a panel, the most surprising first.

    ``after``: the time of the newest count before them; ``level``: the probability of their central intervals.
    """

    counts: tuple[WatchedCount, ...]
    after: np.datetime64
    level: float
    panel: Panel
    notes: tuple[Remark, ...] = ()

    @property
    def alarms(self) -> tuple[WatchedCount, ...]:
        """The counts outside of their intervals."""
        return tuple(filter(self.is_alarm, self.counts))

    @property
    def by_chance(self) -> float:
        """How many alarms are expected by chance, at most, if the forecasts are right."""
        return len(self.counts) * (1 - self.level)

    def is_alarm(self, count: WatchedCount) -> bool:
        """Whether a count lies outside of its interval."""
        return count.p_value < 1 - self.level


def watched_counts(
    parts: Iterable[Forecast], panel: Panel, past: Panel, slot: int, level: float
) -> Iterator[WatchedCount]:
    """Yield the known counts after a slot, with what the forecasts of the ``past`` up to there expect of them.

    Parameters
    ----------
    parts
        The forecasts of all series, a few at a time.
    panel, past
        The whole panel, and the same up to the slot.
    level
        The probability of the central interval.
    """
    rows = {name: row for row, name in enumerate(series_names(panel))}
    ends = dict(zip(series_names(past), (ends_of(past) - 1).tolist(), strict=True))
    line = time_line(panel)
    counts = counts_between(panel, slot + 1, len(line))
    for part in parts:
        growth = part.joint_forecast.growth
        known = counts[[rows[series.name] for series in part.series]]
        late = np.array([slot - ends[series.name] for series in part.series])
        n, step = np.nonzero(~np.isnan(known))
        reached = step + late[n] < growth.shape[1]
        n, step = n[reached], step[reached]
        names = [part.series[at].name for at in n.tolist()]
        expected = growth[n, step + late[n]]
        scale = part.joint_forecast.scale  # that of the model, which may differ from the panel's
        yield from _compared(names, line[slot + 1 + step], known[n, step], expected, scale=scale, level=level)


def _compared(
    names: Sequence[str], times: Datetimes, values: Floats, growth: Floats, *, scale: Scale, level: float
) -> Iterator[WatchedCount]:
    """Yield counts (M,) beside their forecasts (M, 23) in growth units."""
    below, at_most = below_and_at_most(growth, values, scale)
    p_values = np.minimum(2 * np.minimum(at_most, 1 - below), 1)
    ends = values_at(growth, np.array([(1 - level) / 2, MIDDLE, (1 + level) / 2]))
    low, median, high = scale.values_of(ends).T
    reached = scale.growth_of(values)
    width = np.maximum(ends[:, 2] - ends[:, 0], MIN_WIDTH)
    excess = np.maximum(ends[:, 0] - reached, reached - ends[:, 2]) / width
    columns = (values, median, low, high, p_values, excess)
    for name, time, *numbers in zip(names, times, *(column.tolist() for column in columns), strict=True):
        yield WatchedCount(name, time, *numbers)
