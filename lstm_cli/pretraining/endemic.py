"""Simulated endemic counts: moving levels, seasons, bursts, all in logarithms of the mean."""

from typing import Final

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.panel.frequency import DAY, Frequency
from lstm_cli.pretraining.chance import autoregressive, log_uniform

__all__ = ["bursts", "levels", "night", "seasons", "weekday_pattern"]

MAX_PLACES: Final = 400  # points of a simulated season; longer seasons repeat points
KINDS: Final = ("walk", "autoregressive", "trend", "constant", "shifts", "mix")


def seasons(rng: np.random.Generator, count: int, steps: int, frequency: Frequency) -> Floats:
    """Return the seasonal effects of a frequency, (N, T): random periodic profiles, mostly shared by the series.

    They are sums of harmonics (Harvey 1989, section 2.3.4), whose strength may change over the years.
    """
    total = np.zeros((count, steps))
    place = np.arange(steps)
    shared = rng.random() < 0.7  # most panels
    for season in frequency.seasons:
        if season > 2 * steps or rng.random() > 0.8:  # a fifth of the seasons do not matter
            continue
        size = min(round(season), MAX_PLACES)
        profile = _profiles(rng, 1 if shared else count, size)
        if shared:
            profile = profile * np.exp(0.3 * rng.normal(size=(count, 1))) + 0.1 * _profiles(rng, count, size)
        if frequency.seconds == DAY and size == 7 and rng.random() < 0.6:  # weekdays have no harmonics
            profile = rng.normal(size=profile.shape) * log_uniform(rng, 0.05, 0.8)
        strength: float | Floats = 1.0
        if rng.random() < 0.3:  # some
            wander = np.cumsum(rng.normal(size=(count, steps)), axis=1) * 0.3 / np.sqrt(4 * season)
            strength = 1 + np.clip(wander, -1, 2)
        # The margin keeps whole places whole: 5/12·12 is a little less than 5.
        at = np.floor(place % season / season * size + 1e-9).astype(int) % size
        total += profile[:, at] * strength
    return total


def _profiles(rng: np.random.Generator, count: int, size: int) -> Floats:
    """Return random profiles (count, size) around 0, from nearly flat to more than tenfold."""
    waves = np.arange(1, max(2, min(size // 2, 12)) + 1)
    amplitude = rng.normal(size=(count, 2, len(waves))) * waves ** -log_uniform(rng, 0.5, 2.5)
    angle = 2 * np.pi * waves[:, None] * np.arange(size) / size
    profile = amplitude[:, 0] @ np.sin(angle) + amplitude[:, 1] @ np.cos(angle)
    profile /= profile.std(axis=1, keepdims=True) + 1e-9
    return np.asarray(profile * log_uniform(rng, 0.05, 1.5) * np.exp(0.3 * rng.normal(size=(count, 1))))


def levels(rng: np.random.Generator, count: int, steps: int) -> Floats:
    """Return a moving level, (N, T): a random walk, a stationary process, a trend, shifts, or all of these.

    These are the components of structural time series (Harvey 1989).
    """
    kind = rng.choice(KINDS)
    common = rng.uniform(0, 0.9)

    def noise() -> Floats:
        own, panel = rng.normal(size=(count, steps)), rng.normal(size=(1, steps))
        return np.asarray(np.sqrt(common) * panel + np.sqrt(1 - common) * own)

    level = np.zeros((count, steps))
    if kind in {"walk", "mix"}:
        level += np.cumsum(noise(), axis=1) * log_uniform(rng, 0.005, 0.25)
    if kind in {"autoregressive", "mix"}:
        level += log_uniform(rng, 0.05, 0.6) * autoregressive(noise(), rng.uniform(0.3, 0.98))
    if kind in {"trend", "mix"}:
        level += rng.normal(size=(count, 1)) * log_uniform(rng, 0.1, 2) * np.arange(steps) / steps
        if rng.random() < 0.5:  # half of them bend
            bend = np.cumsum(np.cumsum(noise(), axis=1), axis=1)
            level += bend / (np.abs(bend).max(axis=1, keepdims=True) + 1e-9) * log_uniform(rng, 0.1, 2)
    if kind in {"shifts", "mix"} or rng.random() < 0.1:  # and some of the others
        for _ in range(int(rng.integers(1, 4))):
            concerned = rng.random((count, 1)) < rng.choice([0.3, 1.0])
            level[:, int(rng.integers(1, steps)) :] += concerned * rng.normal() * log_uniform(rng, 0.1, 1)
    return level


def bursts(rng: np.random.Generator, count: int, steps: int) -> Floats:
    """Return bursts (N, T) that start suddenly and decay, as after news or promotions."""
    hit = rng.random((count, steps)) < log_uniform(rng, 0.002, 0.03)
    size = rng.exponential(log_uniform(rng, 0.3, 2), (count, steps)) * hit
    kept, now = rng.uniform(0, 0.9), np.zeros(count)
    values = np.empty((count, steps))
    for step in range(steps):
        now = kept * now + size[:, step]
        values[:, step] = now
    return values


def weekday_pattern(rng: np.random.Generator, steps: int) -> Floats:
    """Return the weekday effect of daily reports, (T,)."""
    return np.resize(rng.normal(size=7) * log_uniform(rng, 0.05, 0.7), steps)


def night(rng: np.random.Generator, steps: int, steps_a_day: int) -> Floats:
    """Return the effect of hours of the day in which almost nothing is counted, (T,) in logarithms."""
    still = np.zeros(steps_a_day)
    first = int(rng.integers(steps_a_day))
    still[(first + np.arange(steps_a_day // 4)) % steps_a_day] = np.log(1e-6)
    return np.resize(still, steps)
