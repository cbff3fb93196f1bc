"""Whole commands beside what a user would run instead, imports and files included: who takes how much longer.

    python -m venv peers && peers/bin/pip install torch==2.13.0 && peers/bin/pip install torch==2.13.0 statsforecast==2.1.1 neuralforecast==3.3.0
    python tests/benchmarks/whole_commands.py --peers peers/bin/python [--only start,sample] [--panel CSV] [--rounds 3]

The first line makes an environment for the others alone (2 GB; PyTorch for CPUs where pip finds that one); the second is
run in ours, in which `lstm-forecast` is installed. Sides take turns, each in processes of its own, and a figure is the
median over the rounds. Ratios are theirs over ours: above 1 means that ours is faster. They are of the processor's time
(user and system, of all threads), which a busy machine changes least, and of the clock's. Where theirs would take too
long, it forecasts some of the series, twice as many and so on, and the line through these gives its time for all; the
table says so.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "flu_hospital_admissions.csv"
OURS = str(Path(sys.executable).with_name("lstm-forecast"))
HORIZON = {"weekly": 13, "daily": 14}
LEVELS = "50,95"
DAILY = (2000, 200)  # series, days

READ = """
import sys, warnings; warnings.simplefilter("ignore")
import pandas as pd
path, count, horizon, season, out = sys.argv[1], *map(int, sys.argv[2:5]), sys.argv[5]
frame = pd.read_csv(path); frame.columns = ["unique_id", "ds", "y"]; frame["ds"] = pd.to_datetime(frame["ds"])
step = frame["ds"].drop_duplicates().sort_values().diff().min()
full = frame.set_index("ds").groupby("unique_id")["y"].apply(lambda y: y.asfreq(step).interpolate()).reset_index()
full = full[full["unique_id"].isin(full["unique_id"].unique()[:count])]; freq = pd.tseries.frequencies.to_offset(step)
"""
NEURAL = """
import logging; logging.disable(logging.CRITICAL)
from neuralforecast import NeuralForecast
from neuralforecast.losses.pytorch import MQLoss
from neuralforecast.models import LSTM
quiet = dict(accelerator="cpu", logger=False, enable_progress_bar=False, enable_checkpointing=False, enable_model_summary=False)
model = NeuralForecast([LSTM(h=horizon, loss=MQLoss(level=[50, 95]), random_seed=0, **quiet)], freq=freq)
model.fit(full); model.predict().to_csv(out)
"""
STATS = """
from statsforecast import StatsForecast
from statsforecast.models import {name}
StatsForecast([{name}(season_length=season)], freq=freq, n_jobs=1).forecast(df=full, h=horizon, level=[50, 95]).to_csv(out)
"""


@dataclass
class Side:
    """Commands that do a job one after the other, and the seconds of processor and clock that they took each time."""

    commands: list
    spent: list = field(default_factory=list)

    def run(self, folder):
        """Run the commands once more."""
        before, begun = os.times(), time.perf_counter()
        for command in self.commands:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(f"{command[:2]} failed:\n{done.stderr[-2000:]}")
        after, ended = os.times(), time.perf_counter()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        self.spent.append((cpu, ended - begun))

    @property
    def median(self):
        """The median seconds of processor and clock."""
        return np.array([statistics.median(column) for column in zip(*self.spent, strict=True)])


@dataclass
class Contest:
    """A job, our side, and theirs: one side for each number of series that it was tried with, all in the end."""

    name: str
    ours: Side
    theirs: dict
    series: int

    def run(self, folder, rounds):
        """Let all sides take turns."""
        sides = [self.ours, *self.theirs.values()]
        for turn in range(rounds):
            for place in range(len(sides)):
                sides[(place + turn) % len(sides)].run(folder)

    def line(self):
        """Return a row of the table: seconds of both, and how many times ours theirs is."""
        ours, counts = self.ours.median, list(self.theirs)
        medians = np.array([side.median for side in self.theirs.values()])
        theirs, how = medians[-1], "measured"
        if counts[-1] < self.series:
            slope = (medians[-1] - medians[0]) / (counts[-1] - counts[0])
            theirs = medians[-1] + slope * (self.series - counts[-1])
            how = f"line through {counts[0]} and {counts[-1]} of {self.series} series"
        cells = (*(f"{value:.2f}" for value in (ours[0], theirs[0], ours[1], theirs[1])), *ratios(ours, theirs), how)
        return f"| {self.name} | {' | '.join(cells)} |"


def ratios(ours, theirs):
    """Return theirs over ours, of processor and clock."""
    return tuple(f"{ratio:.2f}" if ratio < 10 else f"{ratio:.0f}" for ratio in theirs / ours)


def made_daily(path, *, seed=0):
    """Write daily counts with a week and a slow wave."""
    count, days = DAILY
    rng = np.random.default_rng(seed)
    level, day = np.exp(rng.normal(3, 1, (count, 1))), np.arange(days)
    week = np.exp(0.3 * rng.normal(size=(count, 7)))[:, day % 7]
    wave = np.exp(0.5 * np.sin(day / 40 + rng.uniform(0, 6, (count, 1))))
    names = np.repeat([f"S{number:04}" for number in range(count)], days)
    dates = np.tile(np.datetime64("2024-01-01") + day, count)
    counts = rng.poisson(level * week * wave).ravel()
    pd.DataFrame({"unique_id": names, "ds": dates, "y": counts}).to_csv(path, index=False)


def trained_and_predicted(path, horizon):
    """Return our commands: learn from a file, forecast its series."""
    train = [OURS, "train", str(path), "--horizon", str(horizon), "--model", "m.lstm", "-q"]
    return Side([train, [OURS, "predict", "--model", "m.lstm", "--levels", LEVELS, "-o", "ours.csv", "-q"]])


def of_peer(python, program, path, *, counts, horizon, season):
    """Return a side for each number of series of a peer's program."""
    asked = (str(horizon), str(season), "theirs.csv")
    return {count: Side([[python, "-c", READ + program, str(path), str(count), *asked]]) for count in counts}


def contests(chosen, arguments, folder):
    """Yield the contests that were asked for."""
    python, panel = arguments.peers, arguments.panel.resolve()
    weekly, daily = HORIZON["weekly"], HORIZON["daily"]
    if "start" in chosen:
        typer, numbers = ([sys.executable, "-c", f"import {what}"] for what in ("typer", "numpy, pandas"))
        for name in ("--help", "--version"):
            yield Contest(f"{name} / import typer", Side([[OURS, name]]), {1: Side([typer])}, 1)
        trained_and_predicted(SAMPLE, weekly).run(folder)
        predict = [OURS, "predict", "--model", "m.lstm", "-o", "ours.csv", "-q"]
        yield Contest("predict / import numpy, pandas", Side([predict]), {1: Side([numbers])}, 1)
    if "sample" in chosen:
        size = pd.read_csv(SAMPLE).iloc[:, 0].nunique()
        theirs = of_peer(python, NEURAL, SAMPLE, counts=[size], horizon=weekly, season=52)
        yield Contest("sample / neuralforecast LSTM", trained_and_predicted(SAMPLE, weekly), theirs, size)
    size = pd.read_csv(panel).iloc[:, 0].nunique()
    for name, counts in (("AutoETS", [size]), ("AutoARIMA", [1, 3])):
        if name.removeprefix("Auto").lower() in chosen:
            theirs = of_peer(python, STATS.format(name=name), panel, counts=counts, horizon=weekly, season=52)
            yield Contest(f"{size} weekly / {name}(52)", trained_and_predicted(panel, weekly), theirs, size)
    if "daily" in chosen:
        made_daily(folder / "daily.csv")
        theirs = of_peer(python, STATS.format(name="AutoETS"), "daily.csv", counts=[20, 60], horizon=daily, season=7)
        yield Contest(f"{DAILY[0]} daily / AutoETS(7)", trained_and_predicted("daily.csv", daily), theirs, DAILY[0])


def say(line):
    """Write a line of the table as soon as it is known."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main():
    """Run the contests and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", help="the python of their environment")
    parser.add_argument("--only", default="start,sample,ets,arima,daily", help="which contests [default: %(default)s]")
    parser.add_argument("--panel", type=Path, default=SAMPLE, help="weekly: series, date, count [default: the sample]")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    chosen = set(arguments.only.split(","))
    if chosen - {"start"} and not arguments.peers:
        parser.error("--peers is needed for all but --only start")
    say("| job / theirs | ours CPU s | theirs CPU s | ours s | theirs s | CPU ratio | clock ratio | theirs |")
    say("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as place:
        for contest in contests(chosen, arguments, Path(place)):
            contest.run(Path(place), arguments.rounds * (5 if contest.series == 1 else 1))
            say(contest.line())


if __name__ == "__main__":
    main()
