"""A forecast knows what came before it and nothing else: neither later counts, nor names, nor its neighbours' padding."""

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.anchors.design_matrix import design_of
from lstm_cli.features.history import history_of
from lstm_cli.features.network_inputs import network_inputs, series_scaling
from lstm_cli.options import DEFAULT_LEVELS, LEVELS

pytestmark = pytest.mark.slow

SCALING = np.array([[3.0, 1.0]])


@pytest.fixture(params=["from the prior", "from scratch"])
def model(request, model, of_scratch):
    """Give a model whose members start from the prior, and one whose members are trained from scratch."""
    return model if request.param == "from the prior" else of_scratch


def test_later_counts_of_other_series_do_not_matter(model, series, make_panel):
    """C ends 30 weeks before A and B: whatever happens to them in those weeks, its forecast is the same bits."""
    other = {name: counts[:60] + [7 * count + 90 for count in counts[60:]] for name, counts in series.items()}
    before, after = (predict(model, panel=make_panel(one), levels=LEVELS).series for one in (series, other))
    assert np.array_equal(before[2].quantiles, after[2].quantiles)
    assert not np.array_equal(before[0].quantiles, after[0].quantiles)


def test_earlier_counts_of_other_series_do_matter(model, series, make_panel):
    """The panel is one: what A and B did while C was there is in C's forecast."""
    other = {name: [7 * count + 90 for count in counts] for name, counts in series.items()} | {"C": series["C"]}
    before, after = (predict(model, panel=make_panel(one), levels=LEVELS).series[2] for one in (series, other))
    assert not np.array_equal(before.quantiles, after.quantiles)


def test_training_sees_at_a_step_what_a_forecast_from_there_would_see(series, make_panel):
    """Inputs and regressors at a step of the whole panel are those at the end of a panel that stops there, bit for bit."""
    whole = design_of(history_of(make_panel(series), 8), (26,))
    cut = design_of(history_of(make_panel({name: counts[:75] for name, counts in series.items()}), 8), (26,))
    seen, found = (network_inputs(one.history, SCALING.repeat(3, axis=0), 0.3) for one in (whole, cut))
    assert np.array_equal(seen[:2, :75], found[:2])  # A and B stop earlier
    assert np.array_equal(seen[2, 30:], found[2, 15:])  # C ends before, and stands further left
    for row, step, last in ((0, 74, 74), (1, 74, 74), (2, 89, 74)):
        assert np.array_equal(
            whole.rows(np.array([row]), np.array([step])), cut.rows(np.array([row]), np.array([last]))
        )


def test_a_longer_neighbour_does_not_change_what_a_series_looks_like(series, make_panel):
    """The empty columns that a longer series brings change no regressor of a shorter one, from its first count on."""
    alone = history_of(make_panel({"C": series["C"]}), 8)
    beside = history_of(make_panel({"B": series["B"], "C": series["C"]}), 8)
    np.testing.assert_allclose(series_scaling(alone)[0], series_scaling(beside)[1], rtol=1e-12)  # sums of other lengths
    designs = [design_of(one, (10,)) for one in (alone, beside)]
    mine = designs[0].rows(np.zeros(60, int), np.arange(60))
    shared = designs[1].rows(np.ones(60, int), np.arange(30, 90))
    assert np.array_equal(mine, shared)


def test_the_panel_mean_is_of_the_same_date(make_panel):
    """The panel's mean at a date is over the series that have begun by then and not ended, wherever their columns are."""
    counts = {"A": [1, 2, 3, 4, 5, 6, 7, 8], "B": [None] * 3 + [20, 30, 40], "C": [None] * 5 + [90, 80, 70]}
    history = history_of(make_panel(counts), 2)
    scaling = np.array([[1.0, 2.0], [3.0, 0.5], [2.0, 1.0]])
    inputs = network_inputs(history, scaling, 0.3)
    standard = [
        [np.nan if count is None else (np.log1p(count) - mean) / spread for count in one]
        for one, (mean, spread) in zip(counts.values(), scaling, strict=True)
    ]
    for row, (begin, end) in enumerate(((0, 8), (3, 6), (5, 8))):
        for week in range(begin, end):
            known = [one[week] for one in standard if week < len(one) and not np.isnan(one[week])]
            assert abs(inputs[row, week + 8 - end, 5] - np.mean(known)) < 1e-6


def test_the_seasonal_deviation_is_smoothed_phase_by_phase(series, make_panel):
    """What the season usually adds is the first deviation of its phase, then moves by 0.3, in each series by itself."""
    history = history_of(make_panel(series), 8)
    found = design_of(history, (26,)).seasonal[0]
    for row, length in enumerate((90, 90, 60)):
        growth = history.growth[row, 90 - length :]
        level, usual = growth[0], []
        for week, value in enumerate(growth):
            level += max(2 / 27, 1 / (week + 1)) * (value - level)
            before = usual[week - 26] if week >= 26 else value - level
            usual.append(before + 0.3 * (value - level - before))
        np.testing.assert_allclose(found[row, 90 - length :], usual, rtol=1e-9, atol=1e-12)
        assert not found[row, : 90 - length].any()


def test_the_seasonal_deviation_learns_nothing_over_a_gap(make_panel, make_waves):
    """A missing week leaves what its phase usually adds as it was a season before, and 0 where it was never seen."""
    counts = make_waves(4, weeks=90)
    holes = {5, 31, 40, 41, 66}  # weeks 5 and 31 are of one phase, and so are 40 and 66
    series = [None if week in holes else count for week, count in enumerate(counts)]
    history = history_of(make_panel({"A": series}), 2)
    found = design_of(history, (26,)).seasonal[0][0]
    level, seen, usual = np.log1p(counts[0]), 0, {}
    for week, count in enumerate(series):
        if count is not None:
            seen += 1
            value = np.log1p(count)
            level += max(2 / 27, 1 / seen) * (value - level)
            before = usual.get(week % 26, value - level)
            usual[week % 26] = before + 0.3 * (value - level - before)
        assert found[week] == pytest.approx(usual.get(week % 26, 0), abs=1e-12)


def test_unknown_names_are_all_alike(model, series, make_panel):
    """A series that the model has not seen is forecast by its counts, whatever it is called and wherever that puts it."""
    first, second = (
        predict(model, panel=make_panel({name: series["A"], "B": series["B"]}), levels=LEVELS).series
        for name in ("=cmd()", "~")
    )
    assert [one.name for one in first] == ["=cmd()", "B"]
    by_name = {one.name: one.quantiles for one in second}
    assert np.array_equal(first[0].quantiles, by_name["~"])
    assert np.array_equal(first[1].quantiles, by_name["B"])


def test_series_may_start_and_end_anywhere(model, series, make_panel):
    """Each series goes on from its own end, whether it starts late, ends early or has gaps."""
    late = [None] * 20 + series["B"][20:]
    early = series["C"][:41] + [None] * 49
    holes = [None if week % 9 == 4 else count for week, count in enumerate(series["A"])]
    forecast = predict(model, panel=make_panel({"A": holes, "B": late, "C": early}), levels=LEVELS)
    ends = [np.datetime64("2020-01-04") + 7 * week for week in (89, 89, 40)]
    for one, end in zip(forecast.series, ends, strict=True):
        assert np.array_equal(one.times, end + 7 * np.arange(1, 9))
        assert np.isfinite(one.quantiles).all()


def test_levels_are_rows_of_one_forecast(model):
    """Some levels are those columns of all levels, and the median is there whatever is asked for."""
    everything = predict(model, levels=LEVELS).series
    columns = [LEVELS.index(level) for level in DEFAULT_LEVELS]
    for some, tails, whole in zip(
        predict(model).series, predict(model, levels=(0.01, 0.99)).series, everything, strict=True
    ):
        assert np.array_equal(some.quantiles, whole.quantiles[:, columns])
        assert np.array_equal(tails.quantiles, whole.quantiles[:, [0, -1]])
        assert np.array_equal(tails.median, whole.quantiles[:, LEVELS.index(0.5)])
