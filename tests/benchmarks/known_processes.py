"""How near forecasts come to the best that is possible: series of known processes, scored beside their true distribution.

    python tests/benchmarks/known_processes.py [--singles 6] [--panels 3] [--only "random walk"]

Each process is simulated and forecast, alone and as a panel of five series. What follows is simulated 2,000 times from the
state in which the series ends; this gives the true quantiles, and 40 of these futures are scored. A ratio of 1 means that
nobody who knows only the series can do better; whoever forecasts must find out from the counts what the process is.
"""

import argparse
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

import lstm_cli as lf
from lstm_cli.metrics.scores import weighted_interval_score

LEVELS = [0.01, 0.025, *(round(0.05 * place, 2) for place in range(1, 20)), 0.975, 0.99]
INTERVALS = (50, 95)
FUTURES, SCORED = 2_000, 40
PANEL = 5
WEEKDAYS = np.array([1, 1.1, 1.05, 1, 0.9, 0.4, 0.3])


@dataclass(frozen=True)
class Process:
    """How series begin, and how n copies of one go on: from states (n,) to counts (n,) and the next states."""

    begin: Callable
    follow: Callable
    steps: int = 150
    horizon: int = 4
    freq: str = "W-SAT"


def overdispersed(rng, mean, size):
    """Draw negative binomial counts with a mean and a size."""
    return rng.negative_binomial(size, size / (size + np.maximum(mean, 1e-9)))


def around(low, high):
    """Return how a series begins at a level drawn between two, on the log scale, at rest."""
    return lambda rng: {"level": rng.uniform(np.log(low), np.log(high)), "state": 0.0, "phase": rng.uniform()}


def independent(rng, state, step, *, size=None):  # noqa: ARG001 - the same for all steps
    """Return counts around a level, Poisson or negative binomial."""
    mean = np.exp(state["level"])
    return (rng.poisson(mean) if size is None else overdispersed(rng, mean, size)), state


def autoregressive(rng, state, step, *, memory, spread, growth=0.0):
    """Return Poisson counts whose logarithms return to their level, or walk if the memory is 1."""
    shift = memory * state["state"] + rng.normal(0, spread, state["state"].shape)
    return rng.poisson(np.exp(state["level"] + growth * step + shift)), state | {"state": shift}


def seasonal(rng, state, step, *, period, amplitude, size, own_phase=False):
    """Return negative binomial counts with a sine on the log scale."""
    turn = step / period + (state["phase"] if own_phase else 0.3)
    return overdispersed(rng, np.exp(state["level"] + amplitude * np.sin(2 * np.pi * turn)), size), state


def shifted(rng, state, step, *, at, factor=3):
    """Return negative binomial counts around a level that is multiplied at one step."""
    return overdispersed(rng, np.exp(state["level"]) * (factor if step >= at else 1), 30), state


def on_weekdays(rng, state, step):
    """Return daily counts with a slow walk and a profile of the week."""
    shift = 0.98 * state["state"] + rng.normal(0, 0.05, state["state"].shape)
    return overdispersed(rng, np.exp(state["level"] + shift) * WEEKDAYS[step % 7], 40), state | {"state": shift}


def begin_epidemic(rng):
    """Return the shares of people who are susceptible and infectious, their number, and the reproduction number."""
    return {"susceptible": 0.9, "infectious": 1e-3, "people": rng.uniform(1e5, 1e6), "rate": rng.uniform(1.3, 1.8)}


def epidemic(rng, state, step):
    """Return 2 % of the new infections of a seasonal SIRS model with noisy transmission."""
    susceptible, infectious = state["susceptible"], state["infectious"]
    noise = np.exp(rng.normal(0, 0.05, susceptible.shape))
    rate = 0.7 * state["rate"] * (1 + 0.15 * np.cos(2 * np.pi * step / 52)) * noise
    new = np.minimum(rate * susceptible * infectious, susceptible)
    after = {
        "susceptible": susceptible - new + 0.012 * (1 - susceptible - infectious),
        "infectious": np.maximum(0.3 * infectious + new, 1e-6),
    }
    return overdispersed(rng, 0.02 * state["people"] * new, 20), state | after


def bursts(rng, state, step):  # noqa: ARG001 - the same for all steps
    """Return counts near 0 with outbreaks that decay."""
    shape = state["state"].shape
    size = np.where(rng.random(shape) < 0.03, rng.gamma(2, 20, shape), 0.6 * state["state"])
    return rng.poisson(size + 0.2), state | {"state": size}


PROCESSES = {
    "Poisson": Process(around(10, 40), independent),
    "negative binomial": Process(around(10, 80), partial(independent, size=3)),
    "rare": Process(around(0.1, 0.5), independent),
    "autoregressive": Process(around(20, 150), partial(autoregressive, memory=0.8, spread=0.3)),
    "random walk": Process(around(20, 150), partial(autoregressive, memory=1, spread=0.2)),
    "slow walk of millions": Process(around(3e6, 9e6), partial(autoregressive, memory=1, spread=0.003)),
    "growth of 2 % a week": Process(around(20, 60), partial(autoregressive, memory=0, spread=0.1, growth=0.02)),
    "level three times as high for 20 weeks": Process(around(20, 60), partial(shifted, at=130)),
    "yearly season": Process(around(20, 150), partial(seasonal, period=52, amplitude=1.2, size=20)),
    "yearly season, each at its time": Process(
        around(20, 150), partial(seasonal, period=52, amplitude=1.2, size=20, own_phase=True)
    ),
    "epidemics": Process(begin_epidemic, epidemic),
    "outbreaks among zeros": Process(lambda _: {"state": 0.0}, bursts),
    "days of the week": Process(around(20, 150), on_weekdays, 200, 14, "D"),
    "months of the year": Process(
        around(20, 150), partial(seasonal, period=12, amplitude=0.8, size=40), 72, 12, "MS"
    ),
}  # fmt: skip


def copies(state, count):
    """Return the state of one series as that of some copies."""
    return {name: np.repeat(np.ravel(value)[:1], count).astype(float) for name, value in state.items()}


def simulated(process, rng):
    """Return the counts of a series, and what may follow (K, futures)."""
    state, counts, follow = copies(process.begin(rng), 1), [], []
    for step in range(process.steps):
        count, state = process.follow(rng, state, step)
        counts.append(int(count[0]))
    state = copies(state, FUTURES)
    for step in range(process.steps, process.steps + process.horizon):
        count, state = process.follow(rng, state, step)
        follow.append(count)
    return counts, np.array(follow)


def forecast(process, series):
    """Return the quantiles of each series, (N, K, Q)."""
    times = pd.date_range("2018-01-06", periods=process.steps, freq=process.freq)
    frame = pd.concat(
        pd.DataFrame({"unique_id": f"s{place}", "ds": times, "y": counts}) for place, counts in enumerate(series)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = lf.Forecaster(horizon=process.horizon, seed=0).fit(frame).predict(quantiles=LEVELS).to_frame()
    return made[[f"q{level:g}" for level in LEVELS]].to_numpy(float).reshape(len(series), process.horizon, -1)


def scored(process, seed, series_count):
    """Return the WIS of forecasts, of the true quantiles, and the shares of futures that the intervals hold."""
    rng = np.random.default_rng([seed, series_count])
    series, follow = zip(*(simulated(process, rng) for _ in range(series_count)), strict=True)
    wis, held = np.zeros(2), []
    for made, futures in zip(forecast(process, series), follow, strict=True):
        true = np.quantile(futures, LEVELS, axis=1).T
        outcomes = futures[:, rng.integers(FUTURES, size=SCORED)].ravel()
        for place, quantiles in enumerate((made, true)):
            each = np.repeat(quantiles, SCORED, axis=0)
            wis[place] += weighted_interval_score(each, outcomes, LEVELS).total.mean()
        ends = [LEVELS.index(round(0.5 - width / 200, 3)) for width in INTERVALS]
        each = np.repeat(made, SCORED, axis=0)
        held.append([np.mean((outcomes >= each[:, end]) & (outcomes <= each[:, -1 - end])) for end in ends])
    return wis, held


def line(process, seeds, series_count):
    """Return the ratio of all WIS and the coverage as text."""
    runs = [scored(process, seed, series_count) for seed in range(seeds)]
    ratio = np.exp(np.mean([np.log(wis[0] / wis[1]) for wis, _ in runs]))
    held = 100 * np.mean([each for _, some in runs for each in some], axis=0)
    return f"{ratio:.2f} | {held[0]:.0f}, {held[1]:.0f} %"


def main():
    """Print a row of a table for each process."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--singles", type=int, default=6)
    parser.add_argument("--panels", type=int, default=3)
    parser.add_argument("--only", choices=PROCESSES, action="append")
    asked = parser.parse_args()
    sys.stdout.write("| process | one series | 50, 95 % hold | five series | 50, 95 % hold |\n|---|---|---|---|---|\n")
    for name in asked.only or PROCESSES:
        process = PROCESSES[name]
        sys.stdout.write(f"| {name} | {line(process, asked.singles, 1)} | {line(process, asked.panels, PANEL)} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
