"""A model bound to a panel, or to some of its series: the same bits, and nothing computed for the others."""

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.anchors.exponential_smoothing import ExponentialSmoothing
from lstm_cli.ensemble import prepared as module
from lstm_cli.ensemble.surveyed import prepare, survey
from lstm_cli.errors import UsageError
from lstm_cli.options import LEVELS, Gates


@pytest.fixture(params=["model", "of_scratch"])
def either(request):
    """Give a model whose members start from the prior, and one whose members are trained from scratch."""
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("gates", list(Gates))
def test_a_chosen_series_is_forecast_as_among_all(either, gates):
    """Quantiles and gates of chosen series are those of a forecast of the whole panel, in the panel's order."""
    model = either
    every = predict(model, levels=LEVELS, gates=gates, draws=20).series
    some = predict(model, series=["C", "A", "C"], levels=LEVELS, gates=gates, draws=20).series
    assert [forecast.name for forecast in some] == ["A", "C"]
    for alone, among in zip(some, (every[0], every[2]), strict=True):
        np.testing.assert_array_equal(alone.quantiles, among.quantiles)
        np.testing.assert_allclose(alone.gates.mean, among.gates.mean, rtol=1e-9)


def test_a_chosen_series_that_was_not_trained_on_is_forecast_as_among_all(either, series, make_panel):
    """Typical scales and settings are taken for an unknown series, and its own level, whether it is chosen or not."""
    model = either
    panel = make_panel({"A": series["A"], "new": series["C"], "zz": series["B"][20:]})
    every = predict(model, panel=panel, levels=LEVELS).series
    for place, name in ((1, "new"), (2, "zz")):
        (alone,) = predict(model, panel=panel, series=[name], levels=LEVELS).series
        np.testing.assert_array_equal(alone.quantiles, every[place].quantiles)
    (bound,), (trained,) = (
        [anchor for anchor in anchors.anchors if isinstance(anchor, ExponentialSmoothing)]
        for anchors in (prepare(model, panel).anchors, model.anchors)
    )
    np.testing.assert_array_equal(bound.settings[:, 0], trained.settings[:, 0])
    np.testing.assert_array_equal(bound.settings[:, 1], trained.typical)
    assert not np.array_equal(trained.settings[:, 1], trained.typical)


def test_the_series_that_are_not_chosen_are_not_computed(either, monkeypatch):
    """Calendar, anchors and network run over the chosen series alone; the panel's mean is still that of all."""
    model = either
    seen = {}
    real_forward, real_design = module.forward, module.design_of

    def forward(network, inputs, *rest, **options):
        seen["windows"] = inputs.shape[-1]
        return real_forward(network, inputs, *rest, **options)

    def design_of(history, lags):
        seen["series"] = len(history.lengths)
        return real_design(history, lags)

    monkeypatch.setattr(module, "forward", forward)
    monkeypatch.setattr(module, "design_of", design_of)
    predict(model, series=["B"])
    assert seen == {"windows": 1, "series": 1}
    alone, among = survey(model, model.panel).of(np.array([1])), prepare(model, model.panel)
    np.testing.assert_array_equal(alone.newest(np.array([0]))[0], among.newest(np.array([1]))[0])


def test_a_series_that_is_not_there_is_refused(model):
    """The name that is wrong is in the message."""
    with pytest.raises(UsageError, match="no series is called 'D'"):
        predict(model, series=["A", "D"])
