"""Of a very long series, what its newest steps alone are worth: loss and time with the newest 25,000 to all steps.

    python tests/benchmarks/long_series.py --steps 120000 --newest 25000,50000,100000,120000

Each of ``--series`` hourly series (negative binomial, with the seasons of a day, a week and a year and a level that drifts) is
forecast for its last 48 hours, which training has not seen. Printed are the geometric means over the series of the mean
pinball loss of all levels, doubled, relative to that with the last of ``--newest``, and the processor's seconds.
"""

import argparse
import sys
import time
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

import lstm_cli as lf
from lstm_cli.ensemble import limits
from lstm_cli.options import LEVELS

HORIZON = 48
YEAR = 8766


@dataclass
class Newest:
    """What was measured with the newest steps alone."""

    losses: list = field(default_factory=list)
    seconds: list = field(default_factory=list)


def hourly(steps, seed):
    """Return a table of one simulated series."""
    rng = np.random.default_rng(seed)
    hour = np.arange(steps)
    season = (
        0.8 * np.sin(hour * 2 * np.pi / 24)
        + 0.3 * np.sin(hour * 2 * np.pi / 168)
        + 0.3 * np.sin(hour * 2 * np.pi / YEAR)
    )
    drift = np.zeros(steps)
    for step, shock in enumerate(rng.normal(0, 0.03, steps - 1)):
        drift[step + 1] = 0.998 * drift[step] + shock
    mean = 40 * np.exp(season + drift)
    counts = rng.poisson(rng.gamma(20, mean / 20))
    return pd.DataFrame({"time": pd.date_range("2005-01-01", periods=steps, freq="h"), "count": counts})


def loss(forecast, truth):
    """Return the mean pinball loss of all levels, doubled."""
    levels, error = np.array(LEVELS), truth[:, None] - forecast.result.series[0].quantiles
    return float(2 * np.maximum(levels * error, (levels - 1) * error).mean())


def main():
    """Print a line for each number of newest steps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=120_000)
    parser.add_argument("--series", type=int, default=4)
    parser.add_argument("--newest", default="25000,50000,100000,120000")
    asked = parser.parse_args()
    found = {int(steps): Newest() for steps in asked.newest.split(",")}
    for seed in range(asked.series):
        table = hourly(asked.steps, seed)
        for steps, one in found.items():
            limits.MAX_HISTORY = steps
            begun = time.process_time()
            trained = lf.Forecaster(horizon=HORIZON, seed=1).fit(table[:-HORIZON])
            one.losses.append(loss(trained.predict(quantiles=LEVELS), table["count"].to_numpy(float)[-HORIZON:]))
            one.seconds.append(time.process_time() - begun)
    last = np.log(next(reversed(found.values())).losses)
    for steps, one in found.items():
        ratio, seconds = np.exp((np.log(one.losses) - last).mean()), np.mean(one.seconds)
        sys.stdout.write(f"newest {steps:,} steps: {ratio:.3f} of the loss, {seconds:.0f} s\n")


if __name__ == "__main__":
    main()
