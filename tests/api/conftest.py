"""What the tests of the API share: a small frame of real counts, one trained forecaster, and what the command makes of them.

Everything goes through ``import lstm_cli as lf`` or the installed command, as a user's work does.
"""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from kernels import KERNELS
from threadpoolctl import threadpool_info, threadpool_limits

import lstm_cli as lf

STATES = ("California", "Ohio", "Washington")
COMMAND = [sys.executable, "-m", "lstm_cli"]


@pytest.fixture(scope="session")
def flu(root):
    """Return weekly admissions of three states, times as datetime64: 348 rows."""
    frame = pd.read_csv(root / "sample_data" / "flu_hospital_admissions.csv", parse_dates=["date"])
    return frame[frame["location"].isin(STATES)].reset_index(drop=True)


@pytest.fixture(scope="session")
def ohio(flu):
    """Return one series as a Series with dates as index."""
    return flu[flu["location"] == "Ohio"].set_index("date")["admissions"]


def blas_threads():
    """Return how many threads matrix products may use."""
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


@pytest.fixture(scope="session")
def training(flu):
    """Train a forecaster that looks 4 weeks ahead, where two threads are allowed; return it and what happened meanwhile.

    That is the states of its progress, the numbers of threads seen meanwhile, and those seen afterwards.
    """
    states, threads = [], []

    def progress(state):
        states.append(state)
        threads.extend(blas_threads())

    with threadpool_limits(limits=2, user_api="blas"):
        model = lf.Forecaster(horizon=4, seed=1).fit(flu, progress=progress)
        return model, states, set(threads), blas_threads()


@pytest.fixture(scope="session")
def model(training):
    """Return the forecaster of `training`."""
    return training[0]


@pytest.fixture(scope="session")
def cv(model):
    """Return cross-validation at two cutoffs with one training."""
    return model.cross_validation(n_windows=2, step_size=4, refit=False)


@pytest.fixture(scope="session")
def desk(tmp_path_factory, flu):
    """Return a folder with the same counts as counts.csv, in which the commands have trained, forecast and backtested."""
    folder = tmp_path_factory.mktemp("desk")
    flu.assign(date=flu["date"].dt.strftime("%Y-%m-%d")).to_csv(folder / "counts.csv", index=False)
    flu[flu["location"] == "Ohio"].tail(40).to_csv(folder / "few.csv", index=False)
    run(folder, "train few.csv --model few.lstm --horizon 2 --seed 3 --quiet")
    run(folder, "train counts.csv --model cli.lstm --horizon 4 --seed 1 --quiet")
    run(folder, "predict --model cli.lstm --levels 50,95 -o forecast.csv --quiet")
    run(
        folder,
        "backtest counts.csv --horizon 4 --seed 1 --cutoffs 2 --step 4 --refit-every 2 --jobs 1 --forecasts kept.csv "
        "-o backtest.json --quiet",
    )
    run(folder, "score kept.csv counts.csv -o scores.json --quiet")
    return folder


def run(folder: Path, arguments: str, **variables: str) -> str:
    """Run the command in a folder with a small environment, and return what it prints."""
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **KERNELS, **variables}
    done = subprocess.run(
        [*COMMAND, *arguments.split()],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def command():
    """Give `run`."""
    return run
