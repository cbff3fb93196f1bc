"""Simulated panels of counts of many kinds, on which the shared weights are trained instead of real series."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.features.history import History, carried
from lstm_cli.panel.frequency import DAY, HOUR, WEEK, Frequency
from lstm_cli.panel.scale import COUNTS
from lstm_cli.pretraining.chance import counts_about, log_uniform
from lstm_cli.pretraining.endemic import bursts, levels, night, seasons, weekday_pattern
from lstm_cli.pretraining.epidemics import YEAR, seasonal_epidemics, sporadic_outbreaks, waves

__all__ = ["SimulatedPanel", "simulate_panel"]

KINDS: Final = ("epidemics", "waves", "sporadic", "endemic", "intermittent", "bursts")


@dataclass(frozen=True, slots=True)
class _Cadence:
    """A frequency of simulated panels: its share, the range of steps, the horizons, and the shares of the kinds."""

    frequency: Frequency
    share: float
    steps: tuple[int, int]
    horizons: tuple[int, ...]
    kinds: tuple[float, ...]


CADENCES: Final = (
    _Cadence(Frequency(seconds=WEEK), 0.36, (16, 500), (4, 8, 13, 20), (0.38, 0.12, 0.12, 0.26, 0.06, 0.06)),
    _Cadence(Frequency(seconds=DAY), 0.20, (16, 800), (7, 14, 28), (0.18, 0.22, 0.12, 0.35, 0.04, 0.09)),
    _Cadence(Frequency(months=1), 0.16, (16, 200), (6, 12, 24), (0.18, 0.04, 0.12, 0.48, 0.13, 0.05)),
    _Cadence(Frequency(seconds=HOUR), 0.08, (200, 1200), (24, 48), (0, 0, 0, 0.85, 0.05, 0.10)),
    _Cadence(Frequency(seconds=HOUR // 2), 0.02, (200, 1200), (48,), (0, 0, 0, 0.90, 0, 0.10)),
    _Cadence(Frequency(seconds=2 * WEEK), 0.06, (16, 300), (6, 12), (0.44, 0.09, 0.12, 0.26, 0.06, 0.03)),
    _Cadence(Frequency(months=12), 0.08, (16, 90), (4, 6, 10), (0, 0.10, 0, 0.70, 0.15, 0.05)),
    _Cadence(Frequency(months=3), 0.04, (16, 80), (8, 12), (0.05, 0.05, 0, 0.75, 0.10, 0.05)),
)
SERIES: Final = (1, 1, 2, 4, 8, 16, 32)
EPIDEMIC_STEPS: Final = 40  # an epidemic needs some to be one
MAX_LOG: Final = 14.0
MAX_MEAN: Final = 1e7


@dataclass(frozen=True, slots=True)
class SimulatedPanel:
    """Counts (N, T), right-aligned, NaN where missing or before a series begins, and their calendar."""

    counts: Floats
    frequency: Frequency
    offset: float  # steps since New Year at the first count
    horizon: int
    kind: str

    def take(self, rows: Ints) -> "SimulatedPanel":
        """Return some of the series."""
        return replace(self, counts=self.counts[rows])

    def begun_by(self, steps: int, least: int) -> "SimulatedPanel":
        """Return the series that exist for at least ``least`` of the first ``steps`` steps, from their first known count."""
        exist = np.cumsum(~np.isnan(self.counts[:, :steps]), axis=1) > 0
        return self.take(np.flatnonzero(exist.sum(axis=1) >= least))

    def history(self, steps: int) -> History:
        """Return the first steps as a history whose calendar reaches to the horizon."""
        counts = self.counts[:, :steps]
        known = ~np.isnan(counts)
        growth = np.where(known, COUNTS.growth_of(np.where(known, counts, 0)), np.nan)
        slots = np.tile(np.arange(steps + self.horizon), (len(growth), 1))
        phases = np.array([(self.offset + slots) / season % 1 for season in self.frequency.seasons], np.float32)
        shape = (len(self.frequency.seasons), *slots.shape)
        lengths = steps - known.argmax(axis=1)
        return History(growth, carried(growth), lengths, slots, phases.reshape(shape), self.frequency)


def simulate_panel(rng: np.random.Generator) -> SimulatedPanel:
    """Draw a panel: a frequency, a kind, a number of series and steps, expected values, and counts."""
    cadence = CADENCES[rng.choice(len(CADENCES), p=[cadence.share for cadence in CADENCES])]
    kind = str(rng.choice(KINDS, p=cadence.kinds))
    count = int(rng.choice(SERIES))
    low, high = cadence.steps
    steps = max(int(log_uniform(rng, max(low, 20), high)), EPIDEMIC_STEPS if kind == "epidemics" else low)
    frequency = cadence.frequency
    days = frequency.seconds / DAY or frequency.months * YEAR / 12
    steps_a_year = YEAR / days
    places = rng.normal(size=(count, 1)) * rng.choice([0, 0.5, 1.5, 2.5])  # of unlike size
    begin = rng.uniform(0, 1)
    if kind == "epidemics":
        mean, winter = _infections(rng, places, steps, steps_a_year, frequency)
        # Half of the calendars are uninformative, so that the meaning of the calendar can still be learned from a panel.
        begin = winter if rng.random() < 0.5 else begin
    else:
        mean = _others(rng, kind, places, steps, steps_a_year, frequency)
    size = None if rng.random() < 0.25 else log_uniform(rng, 1, 300)  # a quarter is plain Poisson
    counts = _as_reported(rng, counts_about(rng, mean, size))
    seen = np.nan_to_num(counts).max(axis=1) > 0
    counts = counts[seen] if seen.any() else counts[:1]
    return SimulatedPanel(counts, frequency, float(begin * steps_a_year), int(rng.choice(cadence.horizons)), kind)


def _infections(
    rng: np.random.Generator, places: Floats, steps: int, steps_a_year: float, frequency: Frequency
) -> tuple[Floats, float]:
    """Return the expected reports (N, T) of seasonal epidemics, and when in a year they begin."""
    ill, begin = seasonal_epidemics(rng, len(places), steps, steps_a_year)
    reported = log_uniform(rng, 1e3, 3e7) * log_uniform(rng, 0.001, 0.5)
    noise = log_uniform(rng, 0.001, 0.15) * rng.normal(size=ill.shape)
    mean = ill * reported * np.exp(places + noise)
    if rng.random() < 0.3:  # reporting that grows or fades over the years
        mean = mean * np.exp(rng.normal() * np.arange(steps) / steps)
    if frequency.seconds == DAY:
        mean = mean * np.exp(weekday_pattern(rng, steps))
    others = log_uniform(rng, 0.01, 3) if rng.random() < 0.3 else 0.0  # cases of something else
    return np.minimum(mean + others, MAX_MEAN), begin


def _others(
    rng: np.random.Generator, kind: str, places: Floats, steps: int, steps_a_year: float, frequency: Frequency
) -> Floats:
    """Return the expected counts (N, T) of another kind of panel."""
    count = len(places)
    if kind == "sporadic":
        return sporadic_outbreaks(rng, count, steps, steps_a_year)
    if kind == "waves":
        values = waves(rng, count, steps, steps_a_year) + places + rng.uniform(-1, 5)
        if frequency.seconds == DAY and rng.random() < 0.5:  # half of the daily ones
            values = values + weekday_pattern(rng, steps)
        return np.asarray(np.exp(np.clip(values, -MAX_LOG, MAX_LOG)))
    usual = log_uniform(rng, 0.03, 1.5) if kind == "intermittent" else log_uniform(rng, 0.3, 3000)
    values = np.log(usual) + places + seasons(rng, count, steps, frequency) + levels(rng, count, steps)
    if kind == "bursts":
        values = values + bursts(rng, count, steps)
    if 0 < frequency.seconds <= HOUR and rng.random() < 0.4:  # what is closed at night
        values = values + night(rng, steps, DAY // frequency.seconds)
    return np.asarray(np.exp(np.clip(values, -MAX_LOG, MAX_LOG)))


def _as_reported(rng: np.random.Generator, counts: Floats) -> Floats:
    """Add reporting errors to some panels: dips, reports that are a step late, gaps."""
    if rng.random() < 0.12:  # holidays, and reports that are lost in part
        hit = rng.random(counts.shape) < log_uniform(rng, 0.002, 0.02)
        counts = np.where(hit, np.floor(counts * rng.uniform(0, 1)), counts)
    if rng.random() < 0.1:  # a step's reports that are counted in the next one
        late = np.where(rng.random(counts.shape) < 0.05, counts, 0)  # one in twenty
        counts = counts - late
        counts[:, 1:] += late[:, :-1]
    if rng.random() < 0.15:  # gaps
        counts[rng.random(counts.shape) < log_uniform(rng, 0.005, 0.15)] = np.nan
    return counts
