"""What every test may use: the repository, the package as syntax trees, small tables and panels, one trained model."""

import os

# One thread for matrix products, as in the command: two workers with two threads each take four times as long.
for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

# ruff: noqa: E402 - before NumPy loads

import ast
import signal
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import hypothesis
import numpy as np
import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError
from lstm_cli.evaluation.holdout import train_and_score as train
from lstm_cli.options import Cell, ReadOptions, TrainOptions
from lstm_cli.readers.count_reader import read_panel

# A busy machine is no bug in the code under test; and the same run twice looks at the same examples.
hypothesis.settings.register_profile("steady", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("steady")

# Whoever runs the tests in the background may ignore signals, and an ignored signal stays so in every process started.
for number, usual in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGTERM, signal.SIG_DFL),
    (signal.SIGHUP, signal.SIG_DFL),
):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, usual)

ROOT = Path(__file__).resolve().parents[1]
COUNTS = (12, 15, 11, 19, 24, 31, 28, 22, 17, 14, 9, 13)


@dataclass(frozen=True)
class Module:
    """One source file of the package."""

    name: str
    path: Path
    source: str
    tree: ast.Module

    def at(self, node):
        """Where ``node`` stands, as an editor understands it."""
        return f"{self.path.relative_to(ROOT)}:{node.lineno}"


def _module(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    source = path.read_text(encoding="utf-8")
    return Module(".".join(part for part in parts if part != "__init__"), path, source, ast.parse(source))


@pytest.fixture(scope="session")
def root():
    """Return the directory of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def modules():
    """Return all modules of the package, parsed."""
    return tuple(_module(path) for path in sorted((ROOT / "lstm_cli").rglob("*.py")))


@pytest.fixture
def read():
    """Return a function that reads a table given as text or bytes under the name d.csv."""

    def reader(table, **options):
        content = table.encode() if isinstance(table, str) else table
        return read_panel(content, name="d.csv", options=ReadOptions(**options))

    return reader


@pytest.fixture
def complaint(read):
    """Return a function that gives the lines with which a table is refused (exit code 3)."""

    def refused(table, **options):
        with pytest.raises(DataError) as caught:
            read(table, **options)
        assert caught.value.exit_code == 3
        return list(caught.value.lines(flag))

    return refused


@pytest.fixture
def weekly():
    """Return a function that writes a plain weekly table, with rows or cells replaced."""

    def table(counts=COUNTS, *, header="unique_id,ds,y", name="A", start=date(2024, 1, 6), step=7, end="\n"):
        rows = (f"{name},{start + timedelta(step * k)},{count}" for k, count in enumerate(counts))
        return end.join([header, *rows, ""])

    return table


def weekly_rows(name, counts, first="2020-01-04"):
    """Rows of one weekly series; None is an empty cell."""
    start = np.datetime64(first)
    return [f"{name},{start + 7 * week},{'' if count is None else count}" for week, count in enumerate(counts)]


def panel_of(series, first="2020-01-04"):
    """Read a panel of weekly series from a table in which they stand one after another."""
    rows = [row for name, counts in series.items() for row in weekly_rows(name, counts, first)]
    return read_panel("\n".join(["area,date,cases", *rows, ""]).encode(), name="inline.csv")


def waves(seed, weeks=90, size=60.0):
    """Poisson counts with a wave every 26 weeks."""
    rng = np.random.default_rng(seed)
    return rng.poisson(size * np.exp(np.sin(np.arange(weeks) / 26 * 2 * np.pi))).tolist()


@pytest.fixture(scope="session")
def series():
    """Three areas of unlike size."""
    return {"A": waves(1), "B": waves(2, size=6.0), "C": waves(3, weeks=60, size=900.0)}


@pytest.fixture(scope="session")
def model(series):
    """Train a model of those areas that looks 8 weeks ahead."""
    return train(panel_of(series), TrainOptions(horizon=8, seed=3))


@pytest.fixture(scope="session")
def of_scratch(series):
    """Train a model of those areas whose members, of another cell, are trained from scratch."""
    return train(panel_of(series), TrainOptions(horizon=8, seed=3, cell=Cell.CEC))


@pytest.fixture(scope="session")
def make_panel():
    """Give `panel_of`."""
    return panel_of


@pytest.fixture(scope="session")
def make_waves():
    """Give `waves`."""
    return waves
