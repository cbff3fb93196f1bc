"""What networks see beside an anchor: column by column against loops, nothing of what comes later, the same in any company."""

import itertools

import numpy as np
import pytest
from laid_out import fit_laid_out

from lstm_cli.anchors.design_matrix import design_of
from lstm_cli.anchors.out_of_fold import out_of_fold
from lstm_cli.ensemble.anchor_units import AnchorUnits
from lstm_cli.features import panel_means as module
from lstm_cli.features.anchor_errors import AnchorErrors, anchor_errors, knots_of
from lstm_cli.features.anchor_inputs import WIDTH, anchor_inputs, input_groups
from lstm_cli.features.folds import fold_bounds, time_folds
from lstm_cli.features.history import history_of
from lstm_cli.features.panel_means import panel_means, series_of_means
from lstm_cli.readers.count_reader import read_panel

HORIZON, LAGS = 8, (26,)


@pytest.fixture(scope="module")
def fit_of(make_panel):
    """Return a function that fits anchors to series, once, and one that gives what networks see of any others."""

    def fit(series, lags=LAGS):
        history = history_of(make_panel(series), HORIZON)
        folds = time_folds(history)
        design = design_of(history, lags)
        anchors = fit_laid_out(design, folds)
        units = AnchorUnits(fold_bounds(history), int(history.slots[:, : history.steps].max()))

        def seen(others, rows=None, of=None):
            history = history_of(make_panel(others), HORIZON)
            chosen = np.arange(len(history.lengths)) if rows is None else np.array(rows)
            own = anchors.of_series(np.arange(len(history.lengths)) if of is None else np.array(of))
            bound = units.bind(history, chosen, anchors=own, lags=lags)
            return history, bound.view(np.arange(len(chosen)))

        return seen

    return fit


@pytest.fixture(scope="module")
def gappy(series):
    """Give three areas; the first has a few weeks missing, and weeks without a case."""
    holes = {11, 50, 51}
    counts = [None if week in holes else 0 if week in {20, 21, 22} else count for week, count in enumerate(series["A"])]
    return series | {"A": counts}


def smoothed(values, weight):
    """Return the running mean at first, then what moves by a weight; a missing value moves nothing."""
    level, seen, found = values[0], 0, []
    for value in values:
        if not np.isnan(value):
            seen += 1
            level += max(weight, 1 / seen) * (value - level)
        found.append(level)
    return np.array(found)


def of_loop(history, row, view, which):
    """Return the columns of a series from its first count on, by name, each with a loop or a closed form of its own."""
    first, knots = history.steps - history.lengths[row], view.knots.tolist()
    growth, level = history.growth[row, first:], history.level[row, first:]
    scale, made = view.scale[which, row, first:], view.anchors[which, row, first:]
    one, near, far = scale[:, 0], knots.index(4), int(np.argmin(np.abs(np.array(knots) - int(HORIZON * 0.6))))
    steps = range(len(growth))

    def cut(values):
        return np.clip(np.array(values, float), -4, 4)

    def back(lag):
        return [level[t] - level[t - lag] if t >= lag else 0 for t in steps]

    biases = []
    for place in (0, near, far):
        bias, of_place = 0.0, []
        for t in steps:
            origin = t - knots[place]
            if origin >= 0 and not np.isnan(growth[t]):
                bias = 0.9 * bias + 0.1 * (growth[t] - made[origin, place])
            of_place.append(2 * bias / scale[t, place])
        biases.append(cut(of_place))
    error = [0.0 if t == 0 or np.isnan(growth[t]) else (growth[t] - made[t - 1, 0]) / one[t - 1] for t in steps]
    season = [[], [], [], [], []]
    for t in steps:
        known = t >= 26
        here = level[t - 26] if known else 0.0
        season[0].append(np.clip((level[t] - here) / one[t] / 3, -4, 4) * known)
        for place, (ahead, part) in enumerate(((1, 1), (4, 2), (4, 3)), start=1):
            season[place].append(np.clip((level[t - 26 + ahead] - here) / one[t] / part, -4, 4) if known else 0)
        season[4].append(float(known))
    zero = np.where(np.isnan(growth), np.nan, (growth == 0).astype(float))
    return {
        "surprise": [cut(error)],
        "level over mean": [cut((level - smoothed(growth, w)) / one / p) for w, p in ((0.3, 1), (0.05, 2), (0.01, 3))],
        "change": [cut(back(1) / one), cut(back(4) / one / 2)],
        "anchor": [cut((made[:, k] - level) / one / p) for k, p in ((0, 1), (near, 1.5), (far, 2))],
        "anchor's bias": biases,
        "anchor's error": [np.log(one) / 1.5 + 0.8, np.log(scale[:, near] / one), np.log(scale[:, far] / one)],
        "size": [level / 6 - 0.5],
        "record": [
            cut([(level[: t + 1].max() - level[t]) / one[t] / 4 for t in steps]),
            cut([(level[t] - level[: t + 1].min()) / one[t] / 4 for t in steps]),
        ],
        "zeros": [2 * smoothed(zero, 0.05) - 0.5],
        "missing": [np.isnan(growth).astype(float)],
        "age": [np.log(np.arange(1, len(growth) + 1) + 1) / 3 - 1],
        "short season": season,
        "long season": season,
    }


def test_columns_are_what_they_are_called(fit_of, gappy):
    """Every column that depends on a series and its anchor is that of a loop; before a series begins all are 0."""
    history, view = fit_of(gappy)(gappy)
    groups = input_groups()
    assert sorted(column for columns in groups.values() for column in columns) == list(range(WIDTH))
    for which in range(len(view.inputs)):
        for row in range(3):
            first = history.steps - history.lengths[row]
            assert not view.inputs[which, row, :first].any()
            for name, expected in of_loop(history, row, view, which).items():
                found = view.inputs[which, row, first:][:, list(groups[name])].T
                np.testing.assert_allclose(found, np.array(expected), atol=2e-5, err_msg=name)


def test_calendar_and_frequency(fit_of, gappy):
    """The phase of the year is that of the next step; a week has a column of its own, and the number of series is told."""
    history, view = fit_of(gappy)(gappy)
    groups, inputs = input_groups(), view.inputs[0, 1]
    phase = history.phases[-1, 1, 1 : history.steps + 1]
    turns = [turn(2 * np.pi * n * phase) for n in (1, 2) for turn in (np.sin, np.cos)]
    calendar = inputs[:, list(groups["calendar"])].T
    np.testing.assert_allclose(calendar[-4:], turns, atol=1e-5)
    assert not calendar[:8].any()  # no cycle of a day or a week in weekly data
    assert (inputs[:, list(groups["frequency"])] == [0, 0, 0, 1, 0, 0, 0, 0]).all()
    np.testing.assert_allclose(inputs[:, groups["panel"][-1]], np.log(3) / 3, rtol=1e-6)


def test_panel_columns_are_means_over_dates(fit_of, gappy):
    """At each date the panel's surprise, level and change are means over the series that are there."""
    history, view = fit_of(gappy)(gappy)
    groups = input_groups()
    for which in range(len(view.inputs)):
        sums = {}
        for row in range(3):
            first = history.steps - history.lengths[row]
            loop = of_loop(history, row, view, which)
            one = view.scale[which, row, first:, 0]
            level = history.level[row, first:] - smoothed(history.growth[row, first:], 0.05)
            columns = zip(loop["surprise"][0], np.clip(level / one / 2, -4, 4), loop["change"][0], strict=True)
            for slot, values in zip(history.slots[row, first : history.steps], columns, strict=True):
                sums.setdefault(slot, []).append(values)
        for row in range(3):
            first = history.steps - history.lengths[row]
            found = view.inputs[which, row, first:][:, list(groups["panel"][:3])]
            expected = [np.mean(sums[slot], axis=0) for slot in history.slots[row, first : history.steps]]
            np.testing.assert_allclose(found, expected, atol=2e-5)


@pytest.mark.parametrize("lags", [(), (3,), (3, 26)])
def test_nothing_looks_ahead(fit_of, gappy, make_waves, lags):
    """Whatever comes after a date, in any series, what networks see until then is the same, bit for bit.

    A season may be shorter than the steps by which its continuation is looked up.
    """
    gappy = gappy | {"C": make_waves(3, size=900.0)}
    seen, cutoff = fit_of(gappy, lags), 70
    changed = {
        name: counts[: cutoff + 1] + [9 * (count or 1) + 5 for count in counts[cutoff + 1 :]]
        for name, counts in gappy.items()
    }
    (_, one), (_, other) = seen(gappy), seen(changed)
    assert np.array_equal(one.inputs[:, :, : cutoff + 1], other.inputs[:, :, : cutoff + 1])
    assert np.array_equal(one.scale[:, :, : cutoff + 1], other.scale[:, :, : cutoff + 1])
    assert not np.array_equal(one.inputs[:, :, cutoff + 1], other.inputs[:, :, cutoff + 1])


def test_a_series_looks_the_same_alone_but_for_the_panel(fit_of, gappy):
    """Alone, or chosen from a panel, a series has the inputs that it has among others, all but those of the panel."""
    seen = fit_of(gappy)
    panel = list(input_groups()["panel"])
    own = [column for column in range(WIDTH) if column not in panel]
    history, among = seen(gappy)
    for row, name in enumerate("ABC"):
        _, chosen = seen(gappy, rows=[row])
        np.testing.assert_array_equal(chosen.inputs[:, 0], among.inputs[:, row])
        _, alone = seen({name: gappy[name]}, of=[row])
        beside = among.inputs[:, row, history.steps - history.lengths[row] :]
        np.testing.assert_allclose(alone.inputs[:, 0][..., own], beside[..., own], atol=1e-5)
        assert not np.allclose(alone.inputs[:, 0][..., panel], beside[..., panel], atol=0.01)


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 5000])
def test_the_series_of_the_means_are_at_most_256(count):
    """All series of a small panel, and as many as 256 of a large one, from its first to its last."""
    rows = series_of_means(count)
    assert len(rows) == min(count, 256)
    assert (np.diff(rows) > 0).all()
    assert (rows[0], rows[-1]) == (0, count - 1)


def test_a_large_panel_has_the_means_of_some(fit_of, make_waves, monkeypatch):
    """A series that is not among those of the means changes nothing in the others; one that is does."""
    monkeypatch.setattr(module, "MAX_MEAN_SERIES", 2)
    panel = {name: make_waves(k, weeks=60) for k, name in enumerate("ABCD")}
    seen = fit_of(panel)
    _, before = seen(panel)
    for name, same in (("B", True), ("D", False)):
        _, after = seen(panel | {name: make_waves(9, weeks=60, size=300.0)})
        assert np.array_equal(before.inputs[:, [0, 2]], after.inputs[:, [0, 2]]) == same
    panel_columns = before.inputs[0, 0][:, input_groups()["panel"][-1]]
    np.testing.assert_allclose(panel_columns, np.log(4) / 3, rtol=1e-6)  # the number of series is that of the panel


def test_means_are_made_of_the_same_errors(fit_of, make_panel, gappy):
    """The parts put together by hand are what the units of a model put together."""
    history = history_of(make_panel(gappy), HORIZON)
    folds, design, knots = time_folds(history), design_of(history, LAGS), knots_of(HORIZON)
    anchors = fit_laid_out(design, folds)
    made = out_of_fold(anchors, design, folds, knots)
    before = anchor_errors(history, made, knots)
    errors = before.in_fine_units(history)
    means = panel_means([(history, errors)], 3)
    inputs = anchor_inputs(history, made, errors, knots=knots, lags=LAGS, means=means)
    _, view = fit_of(gappy)(gappy)
    np.testing.assert_array_equal(inputs, view.inputs)
    np.testing.assert_array_equal(errors.scale, view.scale)
    assert (errors.scale == np.where(before.fine < 0.02, before.fine, before.scale)).all()
    some = [np.array(rows) for rows in ([0], [1, 2])]
    parts = [
        (
            history.take(rows),
            AnchorErrors(
                *(each[:, rows] for each in (errors.scale, errors.fine, errors.bias, errors.last, errors.level_unit))
            ),
        )
        for rows in some
    ]
    in_parts = panel_means(iter(parts), 3)  # one value is added after another: the same bits
    np.testing.assert_array_equal(in_parts.slots, means.slots)
    np.testing.assert_array_equal(in_parts.values, means.values)


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_means_of_series_that_begin_and_end_apart(make_panel, make_waves, order):
    """Whichever series comes first, each slot has the means over those that are there, and a slot without any has none."""
    spans = {"A": (0, 20), "B": (30, 40), "C": (5, 12)}
    weeks = make_waves(4, weeks=40)
    history = history_of(
        make_panel({name: [*[None] * begin, *weeks[begin:end]] for name, (begin, end) in spans.items()}), 2
    )
    knots = knots_of(2)
    errors = anchor_errors(history, np.repeat(history.level[None, ..., None], len(knots), axis=-1), knots)
    each = [np.array([row]) for row in order]
    parts = [
        (
            history.take(row),
            AnchorErrors(
                *(one[:, row] for one in (errors.scale, errors.fine, errors.bias, errors.last, errors.level_unit))
            ),
        )
        for row in each
    ]
    found = panel_means(iter(parts), 3)
    assert found.slots.tolist() == [*range(20), *range(30, 40)]
    changes = {}
    for row, (begin, end) in enumerate(spans.values()):
        growth, one = np.log1p(weeks[begin:end]), errors.scale[0, row, begin - end :, 0]
        for place, slot in enumerate(range(begin, end)):
            change = growth[place] - growth[place - 1] if place else 0
            changes.setdefault(slot, []).append(np.clip(change / one[place], -4, 4))
    np.testing.assert_allclose(found.values[0, :, 2], [np.mean(changes[slot]) for slot in found.slots], atol=1e-12)


@pytest.mark.parametrize(
    ("times", "column"),
    [
        ([f"2024-01-01 {hour:02}:00" for hour in range(24)], 0),
        ([f"2024-01-01 {half // 2:02}:{30 * (half % 2):02}" for half in range(24)], 1),
        ([f"2024-01-01 00:{minute:02}" for minute in range(24)], 1),
        ([f"2024-01-{day:02}" for day in range(1, 25)], 2),
        ([str(np.datetime64("2024-01-06") + 7 * week) for week in range(24)], 3),
        ([str(np.datetime64("2024-01-06") + 14 * week) for week in range(24)], 4),
        ([f"{2024 + month // 12}-{month % 12 + 1:02}-01" for month in range(24)], 5),
        ([f"{2024 + quarter // 4}-{3 * (quarter % 4) + 1:02}-01" for quarter in range(24)], 6),
        ([f"{2000 + year}-01-01" for year in range(24)], 7),
    ],
)
def test_every_frequency_has_a_column(times, column):
    """Hours, half hours, days, weeks, fortnights, months, quarters and years each have one; another step has the nearest."""
    rows = [f"A,{time},{12 + place % 5}" for place, time in enumerate(times)]
    history = history_of(read_panel("\n".join(["area,time,cases", *rows, ""]).encode(), name="d.csv"), 2)
    knots = knots_of(2)
    made = np.repeat(history.level[None, ..., None], len(knots), axis=-1)
    errors = anchor_errors(history, made, knots)
    inputs = anchor_inputs(history, made, errors, knots=knots, lags=(), means=panel_means([(history, errors)], 1))
    found = inputs[0, 0][:, list(input_groups()["frequency"])]
    assert (found == np.eye(8)[column]).all()
