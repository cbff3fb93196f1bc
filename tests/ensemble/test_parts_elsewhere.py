"""Parts of a forecast that are made elsewhere: nothing of the other series travels, and no bit changes."""

import pickle
from concurrent.futures import Executor, Future

import numpy as np
import pytest

from lstm_cli.ensemble import anchor_units, surveyed
from lstm_cli.ensemble import predict as module
from lstm_cli.ensemble.predict import ForecastRequest, plan_forecast
from lstm_cli.options import LEVELS, Gates


class Posted(Executor):
    """Runs a call after it has been bytes, as on another machine, and sends the result as bytes."""

    def __init__(self):
        self.bytes = []

    def submit(self, call, /, *arguments):
        """Run a call at once."""
        future = Future()
        self.bytes.append(pickle.dumps((call, arguments)))
        call, arguments = pickle.loads(self.bytes[-1])  # noqa: S301 - our own
        future.set_result(pickle.loads(pickle.dumps(call(*arguments))))  # noqa: S301 - as above
        return future


@pytest.mark.parametrize("kept", [True, False], ids=["small", "large"])
@pytest.mark.parametrize("kind", ["model", "of_scratch"])
def test_parts_made_elsewhere_are_those_made_here(request, series, monkeypatch, kind, kept):
    """Whether the panel is read once or series by series, for known and unknown series, and with drawn gates."""
    model, make_panel = request.getfixturevalue(kind), request.getfixturevalue("make_panel")
    if not kept:
        monkeypatch.setattr(anchor_units, "MAX_KEPT", 0)
        monkeypatch.setattr(surveyed, "MAX_EXACT", 0)
    monkeypatch.setattr(module, "stretches", lambda rows, _steps: iter(np.split(rows, range(2, len(rows), 2))))
    panel = make_panel({"A": series["A"], "B": series["B"][5:], "new": series["C"], "other": series["A"][9:]})
    for gates in Gates:
        plan = plan_forecast(model, ForecastRequest(8, LEVELS, gates, draws=20), panel=panel)
        here, there = list(plan.parts()), list(plan.parts(Posted(), jobs=2))
        assert [[member.name for member in part.series] for part in there] == [["A", "B"], ["new", "other"]]
        for mine, theirs in zip(here, there, strict=True):
            np.testing.assert_array_equal(mine.joint.growth, theirs.joint.growth)
            for one, other in zip(mine.series, theirs.series, strict=True):
                np.testing.assert_array_equal(one.quantiles, other.quantiles)
                np.testing.assert_array_equal(one.gates.mean, other.gates.mean)


def test_the_other_series_do_not_travel(model, make_panel, make_waves, monkeypatch):
    """What one part takes has the same size beside eight series as beside forty."""
    monkeypatch.setattr(anchor_units, "MAX_KEPT", 0)
    monkeypatch.setattr(module, "stretches", lambda rows, _steps: iter([rows[:2], rows[2:4]]))
    sizes = []
    for count in (8, 40):
        office = Posted()
        panel = make_panel({f"S{number:02}": make_waves(number) for number in range(count)})
        list(plan_forecast(model, ForecastRequest(8, LEVELS), panel=panel).parts(office, jobs=1))
        sizes.append(len(office.bytes[0]))
    assert sizes[1] == pytest.approx(sizes[0], rel=0.01)
