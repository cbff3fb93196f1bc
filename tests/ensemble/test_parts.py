"""Large panels are forecast some series at a time: the same bits, in memory that does not grow with their number."""

import itertools
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.ensemble import anchor_units, prepared, surveyed
from lstm_cli.ensemble.predict import ForecastRequest, plan_forecast
from lstm_cli.ensemble.surveyed import survey
from lstm_cli.features import histories, panel_means
from lstm_cli.features import history as history_module
from lstm_cli.features.history import history_of, smoothed
from lstm_cli.features.network_inputs import panel_mean, series_scaling
from lstm_cli.formats.forecast_csv import forecast_csv, forecast_parts
from lstm_cli.formats.registry import Request
from lstm_cli.metrics.quantile_function import between_levels
from lstm_cli.options import LEVELS

STEPS = 90


@pytest.fixture(scope="module")
def many(make_panel, make_waves):
    """Return a panel of 70 series, of which the model knows three: some begin late, some have gaps."""
    rng = np.random.default_rng(7)
    series = {name: make_waves(seed, weeks=STEPS) for seed, name in enumerate("ABC", start=1)}
    for row in range(67):
        counts = make_waves(row + 10, weeks=STEPS, size=float(rng.uniform(2, 400)))
        counts[row % 40 + 20] = None
        series[f"S{row:03d}"] = [*[None] * (row % 7), *counts[row % 7 :]]
    return make_panel(series)


@pytest.mark.parametrize("most", [0, 1_000], ids=["float32", "float64"])
def test_how_many_series_are_forecast_at_once_makes_no_difference(many, model, monkeypatch, most):
    """A few series at a time, or all at once: the CSV is the same, and float32 adds no noise of its own."""
    stretch, features = 13 * STEPS, 5 * STEPS
    monkeypatch.setattr(surveyed, "MAX_EXACT", most)
    at_once = predict(model, panel=many)
    monkeypatch.setattr(histories, "STRETCH", stretch)
    monkeypatch.setattr(prepared, "FEATURE_STEPS", features)
    parts = list(
        plan_forecast(model, ForecastRequest(model.horizon, at_once.levels, readings=False), panel=many).parts()
    )
    assert len(parts) == -(-len(many) // (stretch // STEPS))
    assert "".join(forecast_parts(parts, many, Request("csv"))) == forecast_csv(at_once, many)
    growth = np.concatenate([part.joint_forecast.growth for part in parts])
    np.testing.assert_allclose(growth, at_once.joint_forecast.growth, rtol=1e-12)


def test_float32_is_as_good_as_float64(many, model, monkeypatch):
    """What a large panel's networks lose in precision is far below a hundredth of a per cent of a count."""
    exact = predict(model, panel=many).joint_forecast.growth
    monkeypatch.setattr(surveyed, "MAX_EXACT", 0)
    quick = predict(model, panel=many).joint_forecast.growth
    assert 0 < np.abs(quick - exact).max() < 1e-5


def test_one_series_is_forecast_as_it_is_among_all(many, model, monkeypatch):
    """To name a series of a large panel changes nothing in its forecast, although its networks run in float32."""
    monkeypatch.setattr(surveyed, "MAX_EXACT", 0)
    every = predict(model, panel=many)
    for name in ("A", "S057"):
        row = [series.name for series in many.series].index(name)
        alone = predict(model, panel=many, series=[name])
        np.testing.assert_allclose(alone.joint_forecast.growth[0], every.joint_forecast.growth[row], rtol=1e-12)
        np.testing.assert_array_equal(alone.series[0].quantiles, every.series[row].quantiles)


def test_memory_is_that_of_a_part_whatever_the_number_of_series(many, model, monkeypatch):
    """Four times as many series take no more memory to forecast, beyond a kilobyte of each."""
    monkeypatch.setattr(panel_means, "MAX_MEAN_SERIES", 10)  # the panel's means are of so many series
    monkeypatch.setattr(histories, "STRETCH", 10 * STEPS)
    monkeypatch.setattr(prepared, "FEATURE_STEPS", 10 * STEPS)
    peaks = []
    for copies in (1, 4):
        series = [replace(one, name=f"{copy:02d}{one.name}") for copy in range(copies) for one in many.series]
        panel = replace(many, series=tuple(series))
        asked = ForecastRequest(model.horizon, (0.5,), readings=False)
        tracemalloc.start()
        for _ in plan_forecast(model, asked, panel=panel).parts():
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < 210 * 1_024


def test_a_forecast_is_the_same_whether_or_not_gates_are_read(many, model, monkeypatch):
    """Tables and JSON, which tell what gates did, have the numbers of the CSV to the last bit."""
    monkeypatch.setattr(surveyed, "MAX_EXACT", 0)
    bound = survey(model, many).of(np.arange(len(many)))
    np.testing.assert_array_equal(bound.quantiles()[0], bound.growth())


def test_readings_of_gates_are_those_of_all_series(many, model):
    """What the gates of some series did does not depend on which others are read beside them."""
    every = predict(model, panel=many)
    alone = predict(model, panel=many, series=["S011"])
    row = [series.name for series in many.series].index("S011")
    np.testing.assert_allclose(alone.series[0].gates.mean, every.series[row].gates.mean, rtol=1e-9)
    without = plan_forecast(model, ForecastRequest(model.horizon, (0.5,), readings=False), panel=many).forecast()
    with pytest.raises(ValueError, match="without the readings"):
        _ = without.gates


def test_the_mean_of_a_panel_is_the_same_in_any_parts(many):
    """A panel's mean at each slot, taken in parts, is that of a loop over its series."""
    history = history_of(many, 4)
    scaling = series_scaling(history)
    whole_mean = panel_mean([(history, scaling)])
    rows = np.arange(len(many))
    parts = panel_mean((history.take(some), scaling[some]) for some in (rows[:1], rows[1:20], rows[20:]))
    assert parts.first == whole_mean.first
    np.testing.assert_array_equal(parts.values, whole_mean.values)
    slot = 30
    at = [
        (history.level[row, history.steps - len(one) + slot - one.start] - scaling[row, 0]) / scaling[row, 1]
        for row, one in enumerate(many.series)
        if one.start <= slot
    ]
    assert whole_mean.values[slot - whole_mean.first] == pytest.approx(np.mean(at))


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_mean_of_a_panel_in_parts_that_begin_and_end_apart(make_panel, make_waves, order):
    """Whichever part comes first, each slot has the mean over the series that are there."""
    spans = {"A": (0, 20), "B": (10, 40), "C": (5, 12)}
    weeks = make_waves(4, weeks=40)
    panel = make_panel({name: [*[None] * begin, *weeks[begin:end]] for name, (begin, end) in spans.items()})
    history = history_of(panel, 2)
    scaling = np.array([[1.0, 2.0], [2.0, 1.0], [0.0, 0.5]])
    found = panel_mean((history.take(np.array([row])), scaling[[row]]) for row in order)
    assert (found.first, len(found.values)) == (0, 40)
    for slot, value in enumerate(found.values):
        there = [row for row, (begin, end) in enumerate(spans.values()) if begin <= slot < end]
        assert value == pytest.approx(
            np.mean([(np.log1p(weeks[slot]) - scaling[row, 0]) / scaling[row, 1] for row in there])
        )


def test_histories_of_some_series_are_rows_of_that_of_all(many):
    """A part of a panel is laid out as wide as the whole, with the same values in the same columns."""
    rows = np.array([3, 4, 60])
    every, some = history_of(many, 4), history_of(many, 4, rows=rows, steps=STEPS)
    for name in ("growth", "level", "lengths", "slots"):
        np.testing.assert_array_equal(getattr(some, name), getattr(every, name)[rows])
    np.testing.assert_array_equal(some.phases, every.phases[:, rows])


def test_levels_are_smoothed_as_by_a_plain_loop(many, monkeypatch):
    """A running mean at first, then what moves by a weight, whatever part of the panel is smoothed at once."""
    monkeypatch.setattr(history_module, "SMOOTHED", 20)
    history = history_of(many, 4)
    for weight, made in zip((0.2, 0.05), smoothed(history, (0.2, 0.05)), strict=True):
        for row, values in enumerate(history.growth):
            level, seen, plain = history.level[row, 0], 0, []
            for value in values:
                if not np.isnan(value):
                    seen += 1
                    level += max(weight, 1 / seen) * (value - level)
                plain.append(level)
            np.testing.assert_allclose(made[row], plain, rtol=1e-12)


def test_values_between_levels_are_those_of_interp():
    """Quantiles at levels between and beyond the 23 are those that numpy.interp gives row by row."""
    rng = np.random.default_rng(1)
    quantiles = np.sort(rng.normal(size=(4, 3, len(LEVELS))), axis=-1)
    levels = np.array([0.001, 0.01, 0.02, 0.03, 0.5, 0.77, 0.98, 0.99, 0.999])
    expected = [[np.interp(levels, LEVELS, row) for row in one] for one in quantiles]
    np.testing.assert_array_equal(between_levels(quantiles, levels), expected)


def test_a_survey_knows_a_small_panel_once(model, monkeypatch):
    """A panel of a few series keeps the view of all of them, whichever are chosen: nothing is read again."""
    known = survey(model, model.panel)

    def again(*_):
        raise AssertionError("the panel is read again")

    monkeypatch.setattr(anchor_units, "out_of_fold", again)
    rows = np.array([2])
    chosen, every = known.of(rows), known.of(np.arange(3))
    np.testing.assert_array_equal(chosen.newest(np.array([0]))[0], every.newest(rows)[0])
