"""Processes to whose counts nothing happens: their future is like their past."""

import numpy as np
import pandas as pd

PROCESSES = ("Poisson", "negative binomial", "autoregressive", "mostly zeros", "heavy tails")
SERIES = 60
FIRST = "2021-01-02"


def quiet_counts(name, days, rng):
    """Return the counts (60, days) of a process, each series on a level of its own."""
    level = np.exp(rng.uniform(0.5, 5, (SERIES, 1)))
    season = np.exp(0.4 * np.sin(2 * np.pi * np.arange(days) / 7))
    if name == "Poisson":
        return rng.poisson(level * season)
    if name == "negative binomial":
        return rng.negative_binomial(8, 8 / (8 + level * season))
    if name == "autoregressive":
        noise = np.zeros((SERIES, days))
        for day in range(1, days):
            noise[:, day] = 0.8 * noise[:, day - 1] + 0.25 * rng.standard_normal(SERIES)
        return rng.poisson(level * np.exp(noise))
    if name == "heavy tails":
        noise = rng.standard_t(4, (SERIES, days))
        return np.maximum(np.rint(20 * level + 3 * level * noise), 0).astype(int)
    return rng.poisson(rng.uniform(0.05, 1.5, (SERIES, 1)), (SERIES, days))


def frame_of(counts):
    """Return counts as a long frame with daily dates."""
    days = counts.shape[1]
    names = np.repeat([f"s{row:02}" for row in range(len(counts))], days)
    dates = np.tile(pd.date_range(FIRST, periods=days), len(counts))
    return pd.DataFrame({"id": names, "date": dates, "count": counts.ravel()})
