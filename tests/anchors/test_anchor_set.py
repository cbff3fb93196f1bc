"""The anchors of an ensemble: a fourth is one module and one entry; they go to arrays and back; company changes nothing."""

import shutil
import subprocess
import sys

import numpy as np
import pytest
from laid_out import fit_laid_out

from lstm_cli.anchors.anchor_set import ANCHOR_COUNT, ANCHORS, AnchorSet
from lstm_cli.anchors.base import AnchorSizes
from lstm_cli.anchors.design_matrix import design_of
from lstm_cli.features.folds import FOLDS, time_folds
from lstm_cli.features.history import history_of

DRIFT = '''"""The last value plus the mean change of each series so far."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from lstm_cli._arrays import Floats
from lstm_cli.anchors.base import Anchor


@dataclass(frozen=True, slots=True)
class Drift(Anchor):
    """One factor on the drift."""

    NAME: ClassVar[str] = "drift"
    factor: Floats

    @classmethod
    def fit(cls, data):
        return cls(np.ones(1))

    def at(self, design, series, step, ahead=None):
        history = design.history
        ahead = np.arange(1, history.horizon + 1) if ahead is None else ahead
        begin = history.steps - history.lengths[series]
        run = np.maximum(step - begin, 1)
        drift = (history.level[series, step] - history.level[series, begin]) / run
        return (history.level[series, step][:, None] + self.factor * drift[:, None] * ahead)[None]

    def to_arrays(self):
        return {self.NAME: self.factor}

    @classmethod
    def shapes(cls, sizes):
        return {cls.NAME: (1,)}

    @classmethod
    def from_arrays(cls, arrays):
        return cls(arrays[cls.NAME])
'''

SESSION = """
import sys
from pathlib import Path
import numpy as np
import lstm_cli
assert Path(lstm_cli.__file__).is_relative_to(sys.argv[1]), lstm_cli.__file__
from lstm_cli.diagnostics.diagnose import diagnose
from lstm_cli.ensemble.model_file import load_model, save_model
from lstm_cli.ensemble.predict import ForecastRequest, plan_forecast
from lstm_cli.evaluation.holdout import train_and_score
from lstm_cli.options import DEFAULT_LEVELS, TrainOptions
from lstm_cli.readers.count_reader import read_panel

rows = [f"{w // 12 + 2000}-{w % 12 + 1:02d}-01,{20 + w + w % 7}" for w in range(80)]
panel = read_panel(chr(10).join(["date,cases", *rows, ""]).encode(), name="d.csv")
model = train_and_score(panel, TrainOptions(horizon=2, seed=1))
path = Path(sys.argv[1], "m.lstm")
save_model(path, model)
loaded = load_model(path)
assert len(model.network.gates) == 4 and len(model.network.projection) == 16 and model.calibration.weights.shape == (4,)
assert type(loaded.anchors.anchors[3]).__name__ == "Drift"
forecasts = [plan_forecast(each, ForecastRequest(2, DEFAULT_LEVELS)).forecast() for each in (model, loaded)]
for trained, again in zip(*(forecast.series for forecast in forecasts), strict=True):
    assert np.array_equal(trained.quantiles, again.quantiles)
diagnose(loaded, None)
print(model.calibration.weights[3])
"""


@pytest.mark.slow
def test_a_fourth_anchor_is_one_module_and_one_entry(root, tmp_path):
    """In a copy of the package with a new module and its entry in `ANCHORS`, models train, save, load and diagnose."""
    package = shutil.copytree(root / "lstm_cli", tmp_path / "lstm_cli", ignore=shutil.ignore_patterns("__pycache__"))
    (package / "anchors" / "drift.py").write_text(DRIFT, encoding="utf-8")
    place = package / "anchors" / "anchor_set.py"
    source = place.read_text(encoding="utf-8")
    changed = source.replace(
        "from lstm_cli.anchors.design_matrix",
        "from lstm_cli.anchors.drift import Drift\nfrom lstm_cli.anchors.design_matrix",
    ).replace("RidgeRegression, ExponentialSmoothing)", "RidgeRegression, ExponentialSmoothing, Drift)")
    assert changed.count("Drift") == source.count("Drift") + 2
    place.write_text(changed, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, sys.argv[1])\n{SESSION}", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert 0 < float(done.stdout) < 1


@pytest.fixture(scope="module")
def fitted(series, make_panel):
    """Give the anchors of three areas and the design they were fitted on."""
    history = history_of(make_panel(series), 3)
    design = design_of(history, (26,))
    folds, weights = time_folds(history), np.ones_like(history.growth)
    return fit_laid_out(design, folds, weights), design


def test_anchors_are_the_same_in_any_company(fitted):
    """An anchor made at a place is the same whether it is made alone, in a selection of series, or with all others."""
    anchors, design = fitted
    steps = design.history.steps
    series, step = np.repeat(np.arange(3), steps), np.tile(np.arange(steps), 3)
    every = anchors.at(design, series, step).reshape(ANCHOR_COUNT, FOLDS, 3, steps, 3)
    rows, last = np.array([2, 0, 2]), np.array([steps - 1, 40, 70])
    np.testing.assert_allclose(anchors.at(design, rows, last), every[:, :, rows, last], rtol=1e-12)
    selected = design_of(design.history.take(np.array([2])), design.lags)
    alone = anchors.of_series(np.array([2])).at(selected, np.array([0]), np.array([70]))
    np.testing.assert_allclose(alone[:, :, 0], every[:, :, 2, 70], rtol=1e-12)


def test_anchors_go_to_arrays_and_back(fitted):
    """Anchors made of their arrays forecast the same, and the arrays have the names and shapes that a file must have."""
    anchors, design = fitted
    sizes = AnchorSizes(3, 3, design.history.seasons, design.lags)
    arrays = anchors.to_arrays()
    place = np.array([1]), np.array([80])
    np.testing.assert_array_equal(AnchorSet.from_arrays(arrays).at(design, *place), anchors.at(design, *place))
    shapes = {name: shape for kind in ANCHORS for name, shape in kind.shapes(sizes).items()}
    assert {name: array.shape for name, array in arrays.items()} == shapes
