"""What a Dask cluster of two workers on this machine takes and gives: calls a second, bytes a series.

    python tests/benchmarks/cluster.py        (needs the extra ``dask``)

Calls do nothing, so that their number a second is what the scheduler, the client and the way between them can do; with a
hundred threads a worker it is their most. Bytes are those of a call and of its result as they travel, over the series
that they are of; the rest of a call, as the network, is said beside it.
"""

import pickle
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
import psutil

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "samples"))

from dask_cluster import Cluster

import lstm_cli as lf
from lstm_cli.api.data import to_panel
from lstm_cli.ensemble.predict import ForecastRequest, Piece, plan_forecast
from lstm_cli.evaluation.backtest import CutoffForecasts, groups_of, plan_backtest
from lstm_cli.options import LEVELS, BacktestOptions
from lstm_cli.parallel.executors import finished, make_executor

WEEKS, HORIZON = 200, 13
COUNTS = (500, 1000)  # series
CALLS = 1000


def panel_of(count):
    """Return a made panel of weekly counts."""
    rng = np.random.default_rng(0)
    names = np.repeat([f"S{number:05}" for number in range(count)], WEEKS)
    dates = np.tile(pd.date_range("2020-01-04", periods=WEEKS, freq="W-SAT"), count)
    return to_panel(pd.DataFrame({"unique_id": names, "ds": dates, "y": rng.poisson(50, count * WEEKS)}))


def a_series(parts):
    """Return the bytes for each further series, and those that do not depend on their number."""
    small, large = (len(pickle.dumps(part, protocol=5)) for part in parts)
    slope = (large - small) / (COUNTS[1] - COUNTS[0])
    return slope, small - COUNTS[0] * slope


def bytes_of_calls():
    """Yield what is asked for, with the bytes that travel there and back."""
    panels = [panel_of(count) for count in COUNTS]
    options = BacktestOptions(horizon=HORIZON, cutoffs=1)
    groups = [groups_of(panel, plan_backtest(panel, options))[0] for panel in panels]
    shape = (HORIZON, len(LEVELS))
    back = [CutoffForecasts(0, *np.zeros((2, count, *shape)), np.zeros(count)) for count in COUNTS]
    yield "backtest, a cutoff", a_series(groups), a_series(back)
    model = lf.Forecaster(horizon=HORIZON).fit(panels[0].to_frame().head(2 * WEEKS)).model
    plans = [plan_forecast(model, ForecastRequest(HORIZON, LEVELS, readings=False), panel=panel) for panel in panels]
    pieces = [Piece(plan.surveyed.part(plan.rows), plan.request) for plan in plans]
    yield "predict", a_series(pieces), a_series([np.zeros((count, *shape)) for count in COUNTS])


def calls_a_second(threads):
    """Return how many calls of nothing two workers do in a second, and the scheduler's and our own seconds of CPU for each."""
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(Path(folder), threads)
        try:
            cluster.ask("c.wait_for_workers(2)")
            with make_executor(None, cluster.address) as executor:
                list(finished(executor, abs, range(100), jobs=None))
                scheduler = psutil.Process(cluster.scheduler.pid)
                begun = np.array([time.perf_counter(), sum(scheduler.cpu_times()[:2]), time.process_time()])
                done = sum(1 for _ in finished(executor, abs, range(CALLS), jobs=None))
                ended = np.array([time.perf_counter(), sum(scheduler.cpu_times()[:2]), time.process_time()])
                return done / (ended - begun)[0], *((ended - begun)[1:] / done)
        finally:
            cluster.stop()


def main():
    """Print the figures."""
    for threads in (1, 100):
        rate, scheduler, client = calls_a_second(threads)
        line = (
            f"2 workers of {threads} threads: {rate:.0f} calls a second; CPU a call: {1000 * scheduler:.2f} ms of the"
        )
        sys.stdout.write(f"{line} scheduler, {1000 * client:.2f} ms of the client\n")
        sys.stdout.flush()
    for name, there, back in bytes_of_calls():
        line = f"{name}: {there[0]:.0f} bytes a series of {WEEKS} weeks there and {there[1] / 1e6:.2f} MB a call,"
        sys.stdout.write(f"{line} {back[0]:.0f} bytes a series back\n")


if __name__ == "__main__":
    main()
