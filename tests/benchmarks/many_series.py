"""Train and predict panels of many series with the installed command; print seconds, megabytes and exponents of growth.

    python tests/benchmarks/many_series.py
    python tests/benchmarks/many_series.py --series 10000,100000 --steps 200 --horizon 4

Panels are made: negative binomial counts of weeks with a season and a drift, as a long CSV. Seconds are those of the
processor (user and system), which other programs on the machine move less than those of the clock. An exponent is the
slope of log seconds over log size; start-up, which every run has, makes it smaller.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

COMMAND: Final = str(Path(sys.executable).with_name("lstm-forecast"))
NOTHING: Final = (sys.executable, "-c", "import numpy, pandas")  # what any program of the kind takes on this machine
FIRST: Final = np.datetime64("2000-01-01")  # a Saturday
BLOCK: Final = 1_000  # series that are written at once


@dataclass(frozen=True, slots=True)
class Run:
    """What one command took."""

    cpu: float
    wall: float
    peak: float  # megabytes


def make_panel(path: Path, series: int, steps: int, *, seed: int = 1) -> None:
    """Write a long CSV of weekly counts."""
    rng = np.random.default_rng(seed)
    times = (FIRST + 7 * np.arange(steps)).astype(str)
    with path.open("w") as file:
        file.write("date,series,count\n")
        for first in range(0, series, BLOCK):
            size = min(BLOCK, series - first)
            drift = np.cumsum(rng.normal(0, 0.06, (size, steps)), axis=1)
            season = rng.uniform(0.1, 0.8, (size, 1)) * np.cos(2 * np.pi * np.arange(steps) / 52.18)
            mean = np.exp(rng.normal(3, 1.2, (size, 1)) + season + np.clip(drift, -2, 2))
            shape = rng.uniform(3, 20, (size, 1))
            counts = rng.negative_binomial(np.broadcast_to(shape, mean.shape), shape / (shape + mean))
            for row, values in enumerate(counts.tolist(), start=first):
                file.writelines(f"{time},s{row:07d},{value}\n" for time, value in zip(times, values, strict=True))


def run(*arguments: str, program: Sequence[str] = (COMMAND,)) -> Run:
    """Run the installed command, or another program; SystemExit where it fails."""
    started = time.monotonic()
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # without it every import compiles, as in no installed program
    _, status, usage = os.wait4(os.posix_spawn(program[0], [*program, *arguments], environment), 0)
    if status:
        raise SystemExit(f"lstm-forecast {' '.join(arguments)} failed")
    return Run(usage.ru_utime + usage.ru_stime, time.monotonic() - started, usage.ru_maxrss / 1024)


def measure(folder: Path, series: int, steps: int, horizon: int) -> dict[str, Run]:
    """Return what training a panel, forecasting it and forecasting one of its series take."""
    data, model, out = (str(folder / name) for name in ("panel.csv", "panel.lstm", "forecasts.csv"))
    make_panel(Path(data), series, steps)
    trained = run("train", data, "--model", model, "--horizon", str(horizon), "--quiet")
    made = run("predict", "--model", model, "--quiet", "-o", out)
    one = run("predict", "--model", model, "--quiet", "--series", "s0000007", "-o", out)
    runs = {"train": trained, "predict": made, "one": one, "imports": run(program=NOTHING)}
    print(f"{series:9,} {steps:7,} {horizon:5} {'file':>8} {Path(model).stat().st_size / 1e6:8.1f} MB")
    for name, each in runs.items():
        print(
            f"{series:9,} {steps:7,} {horizon:5} {name:>8} {each.cpu:8.1f} {each.wall:8.1f} {each.peak:8.0f}",
            flush=True,
        )
    return runs


def exponent(sizes: Sequence[int], runs: Sequence[Run]) -> float:
    """Return the slope of log seconds over log size."""
    return float(np.polyfit(np.log(sizes), np.log([each.cpu for each in runs]), 1)[0])


def main() -> None:
    """Measure every size beside the first of the others, and fit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", default="1250,2500,5000,10000", help="sizes of panels, between commas")
    parser.add_argument("--steps", default="200,400,800", help="steps of each series, of the smallest panel")
    parser.add_argument("--horizon", default="4,8,16", help="steps ahead, of the smallest panel")
    asked = parser.parse_args()
    sizes = {name: [int(text) for text in getattr(asked, name).split(",")] for name in ("series", "steps", "horizon")}
    print(f"{'series':>9} {'steps':>7} {'ahead':>5} {'command':>8} {'CPU s':>8} {'wall s':>8} {'peak MB':>8}")
    smallest = {name: values[0] for name, values in sizes.items()}
    known: dict[tuple[int, ...], dict[str, Run]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, values in sizes.items():
            places = [tuple((smallest | {name: value}).values()) for value in values]
            for place in places:
                if place not in known:
                    known[place] = measure(Path(folder), *place)
            for command in ("train", "predict") if len(values) > 1 else ():
                slope = exponent(values, [known[place][command] for place in places])
                print(f"seconds of {command} grow with {name} ^ {slope:.2f}", flush=True)


if __name__ == "__main__":
    main()
