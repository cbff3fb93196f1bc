"""Work on a Dask cluster, a real one on this machine: the same bytes, workers that die, interruptions, refusals."""

import importlib.util
import os
import signal
import socket
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from dask_cluster import Cluster, until

from lstm_cli.evaluation.checkpoint import is_working_file
from lstm_cli.storage.container import read_arrays

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="the extra 'dask' is not installed"),
    pytest.mark.skipif(os.name != "posix", reason="signals are POSIX only"),
]
CUTOFFS = 48
ASKED = ("backtest", "d.csv", "--horizon", "2", "--cutoffs", CUTOFFS, "--step", "1", "--seed", "5")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Start a cluster; a test may kill its first worker."""
    running = Cluster(tmp_path_factory.mktemp("cluster"))
    yield running
    running.stop()


@pytest.fixture
def data(tmp_path, weekly):
    """Write a table whose cutoffs take seconds together."""
    (tmp_path / "d.csv").write_text(weekly(counts=[20 + (7 * week) % 23 + week % 11 for week in range(70)]))


@pytest.fixture
def begun(start, tmp_path):
    """Start a command and return it when it has kept two cutoffs."""

    def begin(*arguments):
        running = start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        kept = tmp_path / "k.csv.partial"
        until(lambda: is_working_file(kept) and len(read_arrays(kept)[1]["finished"]) > 1)
        return running

    return begin


@pytest.mark.usefixtures("data")
def test_a_worker_that_dies_changes_no_byte(cli, begun, cluster, tmp_path):
    """One of two workers is killed when two of 48 cutoffs are finished: the other goes on, and all is as it is here."""
    cluster.ask("c.wait_for_workers(2)")
    running = begun(*ASKED, "--scheduler", cluster.address, "--forecasts", "k.csv")
    cluster.workers[0].kill()
    assert running.poll() is None
    scores, words = running.communicate(timeout=200)
    assert running.returncode == 0, words
    assert "Traceback" not in words
    assert cluster.ask("len(c.nthreads())") == "1"
    here = cli(*ASKED, "--jobs", "1", "--forecasts", "here.csv").ended()
    assert scores == here.text
    assert (tmp_path / "k.csv").read_bytes() == (tmp_path / "here.csv").read_bytes()


@pytest.mark.usefixtures("data")
def test_an_interruption_takes_back_what_waits(begun, cluster):
    """Ctrl-C ends the command, what was finished is kept, and the cluster has nothing left to do."""
    running = begun(*ASKED, "--scheduler", cluster.address, "--forecasts", "k.csv")
    running.send_signal(signal.SIGINT)
    words = running.communicate(timeout=60)[1]
    assert running.returncode == 130, words
    assert words.splitlines()[-2].endswith("the same command with --resume continues from there")
    assert words.splitlines()[-1] == "lstm-forecast: interrupted"
    until(lambda: cluster.ask("c.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks))") == "0")


def test_a_model_of_the_cluster_is_the_one_trained_here(cli, cluster, trained, tmp_path):
    """The second ensemble is trained by a worker, and the model file is the same, byte for byte."""
    (tmp_path / "cases.csv").write_bytes(trained.table.read_bytes())  # a model knows what its data are called
    asked = ("train", "cases.csv", "--horizon", "4")
    there = cli(*asked, "--model", "there.lstm", "--verbose", "--scheduler", cluster.address).ended()
    assert f"  work      one process and one worker of {cluster.address}, each with one thread" in there.err
    assert (there.cwd / "there.lstm").read_bytes() == trained.model.read_bytes()


def test_a_forecast_of_the_cluster_is_the_one_made_here(cli, cluster, trained):
    """Rows of quantiles are the same, byte for byte; what takes all series at once is refused."""
    asked = ("predict", trained.table, "--model", trained.model, "-q", "--scheduler", cluster.address)
    there = cli(*asked, "--format", "csv").ended()
    assert there.out == cli(*asked[:-2], "--format", "csv").ended().out
    refused = "--samples takes all series at once, but --scheduler forecasts them in parts; leave --scheduler out"
    assert refused in cli(*asked, "--samples", "5").ended(2).err


def test_counts_that_the_cluster_watches_are_those_watched_here(cli, cluster, trained, tmp_path):
    """Of a panel that is large enough to be divided, with an alarm in its last part."""
    weeks, places = pd.date_range("2022-01-01", periods=81, freq="W-SAT"), [f"p{at:04}" for at in range(2_600)]
    frame = pd.DataFrame({"location": np.repeat(places, len(weeks)), "week_ending": np.tile(weeks.date, len(places))})
    frame["cases"] = np.random.default_rng(3).poisson(30, len(frame))
    frame.loc[len(frame) - 1, "cases"] = 300
    frame.to_csv(tmp_path / "many.csv", index=False)
    asked = ("watch", "many.csv", "--model", trained.model, "-q")
    there = cli(*asked, "--scheduler", cluster.address).ended().out
    assert there == cli(*asked, "--jobs", "1").ended().out
    assert there == cli(*asked, "--jobs", "2").ended().out
    assert b"p2599," in there


def test_files_that_the_cluster_forecasts_are_those_made_here(cli, cluster, trained, tmp_path):
    """Each file of a folder goes to a worker as it is, and comes back as the same bytes."""
    table = pd.read_csv(trained.table, parse_dates=["week_ending"])
    (tmp_path / "panel").mkdir()
    for place, rows in table.groupby("location"):
        rows.to_parquet(tmp_path / "panel" / f"{place}.parquet")
    asked = ("predict", "panel", "--model", trained.model, "--each-file")
    there = cli(*asked, "-o", "there/", "--scheduler", cluster.address).ended()
    assert cli(*asked, "-o", "here/", "--jobs", "1").ended().err == there.err
    here = {path.name: path.read_bytes() for path in (tmp_path / "here").iterdir()}
    assert {path.name: path.read_bytes() for path in (tmp_path / "there").iterdir()} == here
    assert len(here) == 3


def test_a_pretraining_simulates_on_the_cluster_what_it_does_here(cluster, tmp_path):
    """Panels that workers simulated give the same weights, and their files are written here."""
    tiny = ("--panels", "6", "--updates", "2", "--hidden", "4", "--batch", "2", "--length", "20")
    weights = []
    for folder, where in (("here", ("--workers", "1")), ("there", ("--scheduler", cluster.address))):
        command = [sys.executable, "-m", "lstm_cli.pretraining", folder, *tiny, *where]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        weights.append((tmp_path / folder / "weights.npz").read_bytes())
    assert weights[0] == weights[1]
    assert len(list((tmp_path / "there").rglob("examples_*.npz"))) == 1


@pytest.mark.usefixtures("data")
def test_nobody_at_the_address_is_one_line(cli):
    """A port that nobody listens at is said after ten seconds; nothing is left behind."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{unused.getsockname()[1]}"
        done = cli(*ASKED, "--scheduler", address, "-q").ended(1)
    says = f"lstm-forecast: error: no Dask scheduler answers at {address} within 10 s; this starts one: dask scheduler"
    assert done.err.splitlines() == [says]
    assert sorted(path.name for path in done.cwd.iterdir()) == ["d.csv"]


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("more", "says"),
    [
        (
            ("tcp://127.0.0.1:9", "--jobs", "2"),
            (
                "work goes either to processes of this machine or to the workers of a cluster; "
                "leave --jobs or --scheduler out"
            ),
        ),
        (("here:there",), "'here:there' is not the address of a scheduler; for example --scheduler tcp://HOST:8786"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_once(cli, more, says):
    """Two places for the work, and what is no address, are usage errors of one line."""
    assert cli(*ASKED, "-q", "--scheduler", *more).ended(2).err.splitlines() == [f"lstm-forecast: error: {says}"]


@pytest.mark.usefixtures("data")
def test_without_the_extra_one_line_installs_it(cli, tmp_path):
    """Where Dask is not installed the message has the command that installs what the extra lists."""
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\nf = u.find_spec\nu.find_spec = lambda n, *a: None if n == 'distributed' else f(n, *a)\n"
    )
    done = cli(*ASKED, "-q", "--scheduler", "tcp://127.0.0.1:9", env={"PYTHONPATH": str(tmp_path)}).ended(2)
    (line,) = done.err.splitlines()
    assert line.startswith("lstm-forecast: error: work on a cluster needs Dask's distributed; this installs it: ")
    assert line.endswith(" install 'distributed>=2025.1'")
