"""What Python computes is what the installed command computes: the same bytes, whatever the caller's environment."""

import json
import os
import subprocess
import sys

import pandas as pd
import pytest
from kernels import KERNELS

import lstm_cli as lf


@pytest.mark.slow
def test_a_saved_model_has_the_bytes_of_train(desk, tmp_path, monkeypatch):
    """`read_csv`, `fit` and `save` write the very file that ``lstm-forecast train`` writes."""
    monkeypatch.chdir(desk)
    lf.Forecaster(horizon=2, seed=3).fit(lf.read_csv("few.csv")).save(tmp_path / "api.lstm")
    assert (tmp_path / "api.lstm").read_bytes() == (desk / "few.lstm").read_bytes()


@pytest.mark.slow
def test_a_forecast_has_the_bytes_of_predict(desk, model):
    """The CSV of a forecast is the CSV of ``lstm-forecast predict``, also when training read a frame."""
    printed = (desk / "forecast.csv").read_bytes()
    assert lf.load(desk / "cli.lstm").predict(levels=[50, 95]).to_csv().encode() == printed
    assert model.predict().to_csv().encode() == printed


@pytest.mark.slow
def test_cross_validation_has_the_numbers_of_backtest(desk, cv):
    """The frame of cross-validation is the CSV that ``lstm-forecast backtest --forecasts`` keeps."""
    kept = pd.read_csv(desk / "kept.csv", parse_dates=["cutoff", "date"])
    pd.testing.assert_frame_equal(cv, kept, check_dtype=False)


@pytest.mark.slow
def test_scores_have_the_numbers_of_score(desk, cv, flu):
    """`score` gives what ``lstm-forecast score`` writes as JSON, and what ``backtest`` writes about the same forecasts."""
    wanted = json.loads((desk / "scores.json").read_text(encoding="utf-8"))["data"]["scores"]
    scores = lf.score(cv, flu)
    assert scores.overall.to_dict() == numbers(wanted["overall"])
    for rows, table, key in (
        (wanted["by_step"], scores.by_step, "step"),
        (wanted["by_series"], scores.by_series, "name"),
    ):
        assert [row[key] for row in rows] == list(table.index)
        for row in rows:
            assert table.loc[row.pop(key)].to_dict() == numbers(row)
    backtest = json.loads((desk / "backtest.json").read_text(encoding="utf-8"))["data"]["scores"]["overall"]
    assert scores.overall["wis"] == pytest.approx(backtest["wis"], rel=1e-3)


def numbers(row):
    """Return measures of JSON data, in which null is no number, for comparison."""
    measures = {name: float("nan") if value is None else value for name, value in row.items()}
    return pytest.approx(measures, rel=1e-12, nan_ok=True)


PROGRAM = """
import hashlib, os, sys
before = dict(os.environ)
import lstm_cli as lf
model = lf.Forecaster(horizon=4, seed=1).fit(lf.read_csv("counts.csv"))
text = model.predict().to_csv()
model.save(sys.argv[1])
cv = model.cross_validation(n_windows=1, refit=False)
model.diagnose()
assert dict(os.environ) == before, "the environment was changed"
print(hashlib.sha256(text.encode()).hexdigest(), hashlib.sha256(cv.to_csv().encode()).hexdigest())
"""


@pytest.mark.slow
def test_threads_of_the_caller_change_nothing(desk, tmp_path):
    """With one BLAS thread, four, or no word about them: the same bytes, and the environment is left as it was."""
    seen = set()
    for threads in ({}, {"OPENBLAS_NUM_THREADS": "1"}, {"OPENBLAS_NUM_THREADS": "4", "OMP_NUM_THREADS": "4"}):
        path = tmp_path / f"{len(threads)}{threads.get('OMP_NUM_THREADS')}.lstm"
        environment = {"PATH": os.environ["PATH"], **KERNELS, **threads}
        command = [sys.executable, "-c", PROGRAM, str(path)]
        done = subprocess.run(
            command, cwd=desk, env=environment, capture_output=True, text=True, check=False, timeout=240
        )
        assert done.returncode == 0, done.stderr
        seen.add((done.stdout, path.read_bytes()))
    assert len(seen) == 1
    assert seen.pop()[1] == (desk / "cli.lstm").read_bytes()


def test_the_work_takes_one_thread_and_gives_the_others_back(training):
    """While a forecaster trains, matrix products use one thread; afterwards as many as before."""
    _, _, meanwhile, afterwards = training
    assert (meanwhile, afterwards) == ({1}, {2})


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["rate", "proportion"])
def test_rates_have_the_bytes_of_the_commands(desk, tmp_path, monkeypatch, command, kind):
    """Model, forecast and scores of rates and proportions are the same from both, of a file and of a frame."""
    monkeypatch.chdir(tmp_path)
    frame = pd.read_csv(desk / "few.csv")
    frame["admissions"] = (frame["admissions"] / 2500).round(4)
    frame.to_csv("few.csv", index=False)
    for line in (
        f"train few.csv --kind {kind} --horizon 2 --seed 3 --model cli.lstm",
        "predict --model cli.lstm -o forecast.csv",
        f"backtest few.csv --kind {kind} --horizon 2 --seed 3 --cutoffs 1 --jobs 1 --forecasts kept.csv -o scores.json",
    ):
        command(tmp_path, f"{line} --quiet")
    model = lf.Forecaster(horizon=2, seed=3).fit(lf.read_csv("few.csv", kind=kind))
    model.save("api.lstm")
    assert (tmp_path / "api.lstm").read_bytes() == (tmp_path / "cli.lstm").read_bytes()
    assert model.predict().to_csv() == (tmp_path / "forecast.csv").read_text(encoding="utf-8")
    again = lf.Forecaster(horizon=2, seed=3).fit(frame, kind=kind)
    assert again.predict().to_csv() == model.predict().to_csv()
    kept = pd.read_csv("kept.csv", parse_dates=["cutoff", "date"])
    cv = again.cross_validation(frame, n_windows=1, kind=kind)
    pd.testing.assert_frame_equal(cv, kept, check_dtype=False)
    wanted = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))["data"]["scores"]["overall"]
    assert lf.score(cv, frame, kind=kind).overall.to_dict() == numbers(wanted)
