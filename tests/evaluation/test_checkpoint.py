"""What a backtest has finished survives in its file as it was, and never goes on as part of another backtest."""

from dataclasses import replace

import numpy as np
import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import UsageError
from lstm_cli.evaluation.backtest import CutoffForecasts, plan_backtest
from lstm_cli.evaluation.checkpoint import open_working_file
from lstm_cli.options import BacktestOptions, DataKind, ReadOptions
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.storage.container import encode

COUNTS = {"A": list(range(1, 41)), "B": [3, None, 4, *range(30)]}
OPTIONS = BacktestOptions(horizon=4, cutoffs=3)


@pytest.fixture
def backtest(make_panel):
    """Return a panel and a plan, with other counts or options."""

    def planned(counts=None, **changes):
        panel = make_panel(COUNTS | (counts or {}))
        return panel, plan_backtest(panel, replace(OPTIONS, **changes))

    return planned


def some(cutoff, series=2):
    """Make forecasts with numbers that only exact storage gives back, and gaps."""
    rng = np.random.default_rng(cutoff)
    quantiles = np.rint(np.exp(rng.normal(10, 10, (series, 4, 23))))
    quantiles[0, 2:] = np.nan
    return CutoffForecasts(cutoff, quantiles, rng.exponential(size=(series, 4, 23)), np.array([0.1, np.nan])[:series])


def assert_same(one, other):
    assert one.keys() == other.keys()
    for cutoff, found in one.items():
        assert found.cutoff == cutoff
        for part in ("quantiles", "baseline", "scale"):
            assert np.array_equal(getattr(found, part), getattr(other[cutoff], part), equal_nan=True)


def test_what_is_kept_comes_back_bit_for_bit(tmp_path, backtest):
    """Each write keeps all that is finished; gaps stay gaps, and a removed file is gone."""
    path = tmp_path / "k.partial"
    work, found = open_working_file(path, *backtest(), resume=False)
    assert found == {}
    finished = {}
    for cutoff in (34, 38):
        finished[cutoff] = some(cutoff)
        work.write(finished)
    again, kept = open_working_file(path, *backtest(), resume=True)
    assert_same(kept, finished)
    again.remove()
    assert list(tmp_path.iterdir()) == []
    again.remove()


def test_without_resume_a_file_that_is_there_stays(tmp_path, backtest):
    """Neither finished work nor that of a run beside this one is lost; the line says what to do."""
    path = tmp_path / "k.partial"
    work, _ = open_working_file(path, *backtest(), resume=False)
    work.write({34: some(34)})
    before = path.read_bytes()
    with pytest.raises(UsageError) as caught:
        open_working_file(path, *backtest(), resume=False)
    (line,) = caught.value.lines(flag)
    assert line == (
        f"{path}: holds 1 of 3 cutoffs of a backtest that was interrupted or is still running; "
        "add --resume to continue it, or remove the file"
    )
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("counts", "changes", "difference"),
    [
        ({"A": [*range(1, 40), 99]}, {}, "the same data"),
        ({"B": [3, 0, 4, *range(30)]}, {}, "the same data"),
        ({"C": [1]}, {}, "the same data"),
        ({}, {"seed": 1}, "--seed 0"),
        ({}, {"baseline": "naive"}, "--baseline seasonal-naive"),
        ({}, {"every_refit": 2}, "--refit-every 1"),
        ({}, {"cutoffs": 2}, "the same --cutoffs and --step"),
        ({}, {"step": 1}, "the same --cutoffs and --step"),
        ({}, {"horizon": 5, "seed": 2}, "--horizon 4, --seed 0"),
    ],
)
def test_another_backtest_does_not_go_on_from_it(tmp_path, backtest, counts, changes, difference):
    """Other data or other options would give a mixture: refused in one line that says what differs."""
    path = tmp_path / "k.partial"
    open_working_file(path, *backtest(), resume=False)
    with pytest.raises(UsageError) as caught:
        open_working_file(path, *backtest(counts, **changes), resume=True)
    assert caught.value.lines(flag) == (
        f"{path}: holds cutoffs of another backtest; ask for the same as it did ({difference}), or remove the file",
    )


def test_rates_do_not_go_on_from_counts(tmp_path):
    """The same numbers, read as another kind of data, are other data."""
    path = tmp_path / "k.partial"
    rows = [f"{np.datetime64('2024-01-06') + 7 * week},{week}" for week in range(40)]
    table = "\n".join(["date,value", *rows, ""]).encode()
    counts, rates = (
        read_panel(table, name="d.csv", options=ReadOptions(kind=kind)) for kind in (DataKind.COUNT, DataKind.RATE)
    )
    open_working_file(path, counts, plan_backtest(counts, OPTIONS), resume=False)
    with pytest.raises(UsageError, match="the same data"):
        open_working_file(path, rates, plan_backtest(rates, OPTIONS), resume=True)


def test_another_version_does_not_go_on_from_it(tmp_path, backtest, monkeypatch):
    """Cutoffs of one report come from one program."""
    path = tmp_path / "k.partial"
    with monkeypatch.context() as then:
        then.setattr("lstm_cli.evaluation.checkpoint.__version__", "0.0.1")
        open_working_file(path, *backtest(), resume=False)
    with pytest.raises(UsageError, match=r"\(version 0\.0\.1\)"):
        open_working_file(path, *backtest(), resume=True)


@pytest.mark.parametrize("content", [b"", b"thesis", encode({"a": np.zeros(3)}, {}), encode({}, {"kind": "model"})])
@pytest.mark.parametrize("resume", [False, True])
def test_any_other_file_stays_as_it_is(tmp_path, backtest, content, resume):
    """A file that is no list of finished cutoffs is never taken for one, nor replaced."""
    path = tmp_path / "k.partial"
    path.write_bytes(content)
    with pytest.raises(UsageError, match="is not a file of finished cutoffs"):
        open_working_file(path, *backtest(), resume=resume)
    assert path.read_bytes() == content


@pytest.mark.parametrize("resume", [False, True])
def test_a_place_that_cannot_be_written_to_is_done_without(tmp_path, backtest, monkeypatch, resume):
    """Where nothing can be written an optional file is left out, with what an older one keeps; another is an error."""
    path = tmp_path / "k.partial"
    if resume:
        open_working_file(path, *backtest(), resume=False)[0].write({34: some(34)})

    def full(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("lstm_cli.evaluation.checkpoint.write_atomically", full)
    with pytest.raises(OSError, match="Read-only"):
        open_working_file(path, *backtest(), resume=resume)
    work, kept = open_working_file(path, *backtest(), resume=resume, optional=True)
    assert_same(kept, {34: some(34)} if resume else {})
    assert work.path is None
    work.write({34: some(34)})
    work.remove()
    assert path.exists() is resume
