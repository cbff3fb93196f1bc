"""A small panel with a forecast whose numbers are known by construction."""

import numpy as np
import pytest

from lstm_cli.ensemble.paths import Joint
from lstm_cli.ensemble.results import Forecast, SeriesForecast
from lstm_cli.lstm.gate_statistics import GateStatistics
from lstm_cli.options import DEFAULT_LEVELS, Cell
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.series import Columns, Panel, Series

WEEKLY = Frequency(seconds=7 * 86_400, weekday=5)
GATES = GateStatistics(
    cell=Cell.LSTM,
    mean=np.array([0.52, 0.93, 0.4, 0.1]),
    spread=np.array([0.17, 0.02, 0.3, 0.5]),
    share_below=np.array([0.12, 0.0, 0.2, 0.04]),
    share_above=np.array([0.31, 0.999, 0.004, 0.06]),
    mean_derivative=np.array([0.15, 0.061, 0.18, 0.7]),
    mean_cell_size=np.array(1.5),
    share_cell_full=np.array(0.1),
    half_life=np.array(9.5),
)


@pytest.fixture
def make():
    """Build a panel and a forecast: series of 12 steps that end ``behind`` steps before the last, K steps ahead."""

    def build(
        names=("A", "B"), *, steps=2, levels=DEFAULT_LEVELS, frequency=WEEKLY, place="place", behind=None, notes=()
    ):
        behind = behind or {}
        series, forecasts = [], []
        for k, name in enumerate(names):
            end = 12 - behind.get(name, 0)
            times = frequency.after(np.datetime64("2024-01-06", "s"), np.arange(end))
            counts = np.arange(end, dtype=np.int64) * 10 * (k + 1)
            series.append(Series(name, times, counts, np.ones(end, np.bool_), 0))
            ahead = frequency.after(times[-1], np.arange(1, steps + 1))
            median = counts[-1] + np.arange(1.0, steps + 1)
            quantiles = np.round(median[:, None] * (0.5 + np.array(levels)), 3)
            forecasts.append(
                SeriesForecast(name, ahead, quantiles, median, quantiles.mean(axis=1), counts.astype(float), GATES)
            )
        panel = Panel(tuple(series), frequency, Columns(place, "week", "n"))
        joint = Joint(tuple(names), np.zeros((len(names), steps, 23)), None, 0)
        return Forecast(tuple(levels), tuple(forecasts), GATES, 12, tuple(notes), joint), panel

    return build
