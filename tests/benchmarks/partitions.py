"""Forecast a folder of Parquet partitions with two Dask workers on this machine: seconds of each, bytes a series, messages.

    python tests/benchmarks/partitions.py --partitions 2,4 --series 10000        (needs the extras ``dask`` and ``parquet``)

Partitions are panels of weekly counts, 200 each, as `many_series.py` makes them. A model is trained on the first; then the
installed command forecasts as many as asked for, two sizes of which give what a further partition costs.
"""

import argparse
import os
import pickle
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
from many_series import FIRST, run
from newest_steps import losses

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "samples"))

from dask_cluster import Cluster

import lstm_cli as lf
from lstm_cli.ensemble.model_file import load_model
from lstm_cli.options import LEVELS

STEPS, HORIZON = 200, 4


def make_partition(path, series, number):
    """Write one partition of small integers: negative binomial counts with a season and a drift."""
    rng = np.random.default_rng([1, number])
    drift = np.clip(np.cumsum(rng.normal(0, 0.06, (series, STEPS)), axis=1), -2, 2)
    season = rng.uniform(0.1, 0.8, (series, 1)) * np.cos(2 * np.pi * np.arange(STEPS) / 52.18)
    mean = np.exp(rng.normal(3, 1.2, (series, 1)) + season + drift)
    shape = np.broadcast_to(rng.uniform(3, 20, (series, 1)), mean.shape)
    counts = rng.negative_binomial(shape, shape / (shape + mean)).astype(np.int32)
    names = pa.array([f"s{number * series + row:07d}" for row in range(series)])
    columns = {
        "series": names.take(pa.array(np.repeat(np.arange(series), STEPS))),
        "date": pa.array(np.tile(FIRST + 7 * np.arange(STEPS), series)),
        "count": pa.array(counts.ravel()),
    }
    pq.write_table(pa.table(columns), path)


class Watch:
    """What some processes take while a block runs: seconds of the processor, and the most memory, by their names."""

    def __init__(self, processes):
        self.processes = {name: psutil.Process(number) for name, number in processes.items()}
        self.seconds, self.peak = {}, dict.fromkeys(processes, 0.0)

    def __enter__(self):
        self.before = {name: sum(one.cpu_times()[:2]) for name, one in self.processes.items()}
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._look)
        self.thread.start()
        return self

    def _look(self):
        while not self.ended.wait(0.2):
            for name, one in self.processes.items():
                self.peak[name] = max(self.peak[name], one.memory_info().rss / 1e6)

    def __exit__(self, *_error):
        self.ended.set()
        self.thread.join()
        self.seconds = {name: sum(one.cpu_times()[:2]) - self.before[name] for name, one in self.processes.items()}


def forecast(folder, cluster, partitions):
    """Forecast so many partitions of a folder, and print what that took; return the client's and the workers' seconds."""
    some = folder / f"some-{partitions}"
    some.mkdir()
    for path in sorted((folder / "panel").iterdir())[:partitions]:
        os.link(path, some / path.name)
    started = time.monotonic()
    numbers = {"scheduler": cluster.scheduler.pid} | {f"worker {n}": one.pid for n, one in enumerate(cluster.workers)}
    with Watch(numbers) as watch:
        asked = ("--model", str(folder / "m.lstm"), "--each-file", "--scheduler", cluster.address, "--quiet")
        client = run("predict", str(some), *asked, "-o", f"{folder / 'out'}-{partitions}/")
    wall = time.monotonic() - started
    workers = sum(seconds for name, seconds in watch.seconds.items() if name != "scheduler")
    sys.stdout.write(
        f"{partitions:5} partitions: {wall:6.0f} s by the clock; processor: client {client.cpu:.1f} s,"
        f" scheduler {watch.seconds['scheduler']:.1f} s, workers {workers:.0f} s;"
        f" memory: client {client.peak:.0f} MB, {', '.join(f'{name} {peak:.0f}' for name, peak in watch.peak.items())}\n"
    )
    sys.stdout.flush()
    return np.array([client.cpu, watch.seconds["scheduler"], workers])


def scores(folder, series):
    """Print the score of the last weeks of a partition, by a model of another one and by one of its own."""
    parts = []
    for number in range(2):
        make_partition(folder / f"{number}.parquet", series, number)
        parts.append(pd.read_parquet(folder / f"{number}.parquet").astype({"date": "datetime64[s]"}))
    cut = np.sort(parts[1]["date"].unique())[-HORIZON]
    truth = parts[1][parts[1]["date"] >= cut].sort_values(["series", "date"])["count"].to_numpy(float)
    past = [part[part["date"] < cut] for part in parts]
    for name, learned in (("another", past[0]), ("itself", past[1])):
        forecast = lf.Forecaster(horizon=HORIZON, seed=1).fit(learned).predict(past[1], quantiles=LEVELS)
        counts, logs = losses(forecast, truth)
        sys.stdout.write(f"a model of {name}: loss {counts:.3f} of counts, {logs:.5f} of logs\n")


def main():
    """Make partitions and a model, forecast two numbers of partitions, and print the difference for one more."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--partitions", default="2,4", help="two numbers of partitions, between a comma")
    parser.add_argument("--series", type=int, default=10_000, help="series of each")
    parser.add_argument("--score", action="store_true", help="scores of a model of another partition instead")
    asked = parser.parse_args()
    if asked.score:
        with tempfile.TemporaryDirectory() as name:
            scores(Path(name), asked.series)
        return
    sizes = [int(text) for text in asked.partitions.split(",")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "panel").mkdir()
        for number in range(max(sizes)):
            make_partition(folder / "panel" / f"part-{number:05d}.parquet", asked.series, number)
        first = min((folder / "panel").iterdir())
        model = folder / "m.lstm"
        trained = run("train", str(first), "--model", str(model), "--horizon", str(HORIZON), "--quiet")
        bytes_of = first.stat().st_size, len(pickle.dumps(load_model(model), protocol=5))
        sys.stdout.write(f"train on one of them: {trained.cpu:.1f} s of the processor, {trained.peak:.0f} MB\n")
        cluster = Cluster(folder)
        try:
            took = [forecast(folder, cluster, size) for size in sizes]
        finally:
            cluster.stop()
        back = (folder / f"out-{sizes[0]}" / first.name).stat().st_size
        there = sum(bytes_of) / asked.series
        sys.stdout.write(
            f"bytes a series: {there:.0f} there ({bytes_of[0] / asked.series:.0f} of the file, {bytes_of[1] / 1e6:.1f} MB of"
            f" the model a file), {back / asked.series:.0f} back\n"
        )
        more = (took[1] - took[0]) / (sizes[1] - sizes[0])
        sys.stdout.write(
            f"one more partition: client {more[0]:.2f} s, scheduler {more[1]:.2f} s, workers {more[2]:.1f} s\n"
        )


if __name__ == "__main__":
    main()
