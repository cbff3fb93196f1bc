"""Of a large panel, what the networks from the prior learn from: whole series of a sample, or newest steps of more series.

    python tests/benchmarks/newest_steps.py --series 2000 --steps 400 --newest 200

Both read as many steps. Printed are the scores of the last four weeks, which training has not seen: the mean pinball loss of
all levels, doubled, of counts and of log(1 + count), and the processor's seconds of the whole training.
"""

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from many_series import make_panel

import lstm_cli as lf
from lstm_cli.anchors.training_data import TrainingData
from lstm_cli.ensemble import fit
from lstm_cli.ensemble.from_prior import members_from_prior
from lstm_cli.options import LEVELS

HORIZON, SEEDS = 4, (1, 2, 3)


@dataclass(frozen=True)
class Newest:
    """Histories of which no more than the newest steps are seen, as if all series had begun there."""

    of: object
    steps: int

    def __getattr__(self, name):
        return getattr(self.of, name)

    @property
    def lengths(self):
        """Steps of each series."""
        return np.minimum(self.of.lengths, self.steps)

    def take(self, which, *, calendar=True):
        """Return the newest steps of some series."""
        return self.of.take(which, calendar=calendar).newest(self.steps)

    def slots_at(self, series, step):
        """Return the slots of places."""
        return self.of.slots_at(series, step + self.of.steps - self.steps)


def of_newest(steps):
    """Return what trains members on the newest steps of series."""

    def members(data, anchors, units, **rest):
        history = data.history
        size = min(steps, history.steps)
        cut = TrainingData(Newest(history, size), data.lags, data.bounds, data.mean_weight)
        made = members_from_prior(cut, anchors, units, **rest)
        return replace(made, held_out=replace(made.held_out, step=made.held_out.step + history.steps - size))

    return members


def losses(forecast, truth):
    """Return the mean loss of counts and of their logarithms."""
    levels = np.array(LEVELS)
    quantiles = np.concatenate([series.quantiles for series in forecast.result.series])
    both = []
    for scale in (lambda values: values, np.log1p):
        error = scale(truth)[:, None] - scale(quantiles)
        both.append(float(2 * np.maximum(levels * error, (levels - 1) * error).mean()))
    return both


def main():
    """Print the scores of both for each seed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, usual in (("series", 2000), ("steps", 400), ("newest", 200)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        make_panel(Path(folder) / "panel.csv", asked.series, asked.steps)
        table = pd.read_csv(Path(folder) / "panel.csv", parse_dates=["date"])
    last = np.sort(table["date"].unique())[-HORIZON]
    truth = table[table["date"] >= last].sort_values(["series", "date"])["count"].to_numpy(float)
    for seed in SEEDS:
        for name, members in (("whole series", members_from_prior), ("newest steps", of_newest(asked.newest))):
            fit.members_from_prior = members
            begun = time.process_time()
            trained = lf.Forecaster(horizon=HORIZON, seed=seed).fit(table[table["date"] < last])
            seconds = time.process_time() - begun
            counts, logs = losses(trained.predict(quantiles=LEVELS), truth)
            sys.stdout.write(f"seed {seed}, {name}: {counts:.4f} of counts, {logs:.5f} of logs, {seconds:.1f} s\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
