"""Pictures of forecasts: axes come back, the caller's axes are drawn on, and a missing matplotlib is named."""

import subprocess
import sys

import numpy as np
import pytest

import lstm_cli as lf

WITHOUT = """
import sys
from importlib.machinery import PathFinder

class Without:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return None if name.partition(".")[0] == "matplotlib" else PathFinder.find_spec(name, path, target)

sys.meta_path[:] = [Without if finder is PathFinder else finder for finder in sys.meta_path]
import lstm_cli as lf
forecast = lf.load(sys.argv[1]).predict()
try:
    forecast.plot()
except lf.UsageError as error:
    print(error)
"""


@pytest.mark.slow
def test_without_matplotlib_the_error_says_what_to_install(desk):
    """Where matplotlib is missing, `plot` is a UsageError with the command that installs it; all else works."""
    command = [sys.executable, "-c", WITHOUT, str(desk / "cli.lstm")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr == ""
    assert "drawing needs matplotlib; this installs it: " in done.stdout


@pytest.fixture
def plt():
    """Return pyplot without a window, and close its figures afterwards."""
    matplotlib = pytest.importorskip("matplotlib", reason="the extra 'plot' is not installed")
    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    yield plt
    plt.close("all")


def test_a_single_series_gives_its_axes(model, plt):
    """One series is one pair of axes on a new figure of pyplot, named after the series."""
    axes = model.predict().plot("Ohio")
    assert isinstance(axes, plt.Axes)
    assert axes.figure is plt.gcf()
    assert any("Ohio" in axes.get_title(loc) for loc in ("left", "center", "right"))


def test_several_series_give_a_list(model, plt):
    """Three series are three pairs of axes on one figure."""
    every = model.predict().plot()
    assert len(every) == 3
    assert {axes.figure for axes in every} == {plt.gcf()}
    assert len(model.predict().plot(["Ohio", "California"])) == 2


def test_a_series_named_by_a_number(model, flu, plt):
    """A series whose name is a number in the frame is drawn by that number, on a new figure and on axes of the caller."""
    numbered = model.predict(flu.assign(location=flu["location"].map({"California": 7, "Ohio": 8, "Washington": 9})))
    assert "8" in numbered.plot(8).get_title("left")
    _, axes = plt.subplots()
    assert numbered.plot(np.int64(7), ax=axes) is axes


def test_axes_of_the_caller_are_drawn_on(model, plt):
    """With ``ax`` nothing else is made: the forecast is drawn there, and comes back."""
    _, axes = plt.subplots()
    assert model.predict().plot(series="Ohio", ax=axes) is axes
    assert axes.lines
    assert len(plt.get_fignums()) == 1
    assert model.predict(series="Ohio").plot(ax=axes) is axes


def test_one_pair_of_axes_takes_one_series(model, plt):
    """Several series on one pair of axes are refused, by how many they are."""
    _, axes = plt.subplots()
    for series in (None, ["Ohio", "California"]):
        with pytest.raises(lf.UsageError, match="ax takes a single series"):
            model.predict().plot(series, ax=axes)


@pytest.mark.parametrize("wrong", [{"past": 0}, {"past": "x"}, {"max_panels": 0}])
def test_a_number_of_nothing_is_refused(model, plt, wrong):  # noqa: ARG001 - figures are closed
    """No steps of the past, or no panels, are no picture."""
    with pytest.raises(lf.UsageError, match=f"{next(iter(wrong))}: expected a whole number from 1"):
        model.predict().plot("Ohio", **wrong)


def test_an_unknown_series_is_refused(model, plt):  # noqa: ARG001 - figures are closed
    """A name that is not in the forecast is a UsageError."""
    with pytest.raises(lf.UsageError, match="Ohoi"):
        model.predict().plot("Ohoi")
