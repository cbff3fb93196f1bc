"""What is learned of how first reports are revised, and what it does to histories and forecasts."""

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

from lstm_cli.features.history import history_of
from lstm_cli.features.revisions import Revisions, learn_revisions
from lstm_cli.options import LEVELS, ReadOptions
from lstm_cli.panel.scale import COUNTS
from lstm_cli.readers.vintage_reader import read_vintages

FIRST = np.datetime64("2020-01-04")
WEEKS, SERIES = 40, 30


def vintages_of(report, *, header="area,date,cases,as_of", names=SERIES, weeks=WEEKS, **options):
    """Return vintages in which ``report(series, week, age)`` is what was known of a week so many weeks after it."""
    rows = [
        f"S{name:02d},{FIRST + 7 * week},{report(name, week, age)},{FIRST + 7 * (week + age) + 4}"
        for name in range(names)
        for week in range(weeks)
        for age in range(4)
        if week + age < weeks
    ]
    return read_vintages("\n".join([header, *rows, ""]).encode(), name="v.csv", options=ReadOptions(**options))


@pytest.fixture(scope="module")
def simulated_report():
    """Return reports that are ⅔ (spread 0.1) and then 0.9 (spread 0.03) of what they become two weeks later."""
    rng = np.random.default_rng(1)
    final = rng.uniform(2_000, 9_000, (SERIES, WEEKS))
    part = np.exp(np.stack([rng.normal(np.log(of), sd, final.shape) for of, sd in ((2 / 3, 0.1), (0.9, 0.03), (1, 0))]))
    return lambda name, week, age: round(final[name, week] * part[min(age, 2), name, week])


@pytest.fixture(scope="module")
def simulated(simulated_report):
    """Return vintages of these reports."""
    return vintages_of(simulated_report)


def test_the_ratios_of_a_simulated_panel_come_true(simulated):
    """The newest week becomes 1.5 times its report, the one before 1/0.9 times, older ones stay; spreads are those drawn."""
    found = learn_revisions(simulated, COUNTS)
    assert np.exp(found.shift) == pytest.approx([1.5, 1 / 0.9], rel=0.01)
    assert found.spread == pytest.approx([0.1, 0.03], rel=0.1)
    assert found.pairs.tolist() == [SERIES * (WEEKS - 2)] * 2  # weeks that are two weeks old
    assert found.factors == pytest.approx([1.5, 1 / 0.9], rel=0.01)


def test_nothing_is_learned_from_what_came_after_a_cutoff(simulated):
    """Later rows change nothing, and another ratio later on is seen only later."""
    cutoff = 20
    vintage = simulated.reporting()[cutoff]
    late = replace(simulated, value=np.where(simulated.vintage > vintage, 5 * simulated.value, simulated.value))
    then, changed = (learn_revisions(one, COUNTS, cutoff=cutoff) for one in (simulated, late))
    assert np.array_equal(then.shift, changed.shift)
    assert np.array_equal(then.spread, changed.spread)
    assert not np.array_equal(learn_revisions(late, COUNTS).shift, learn_revisions(simulated, COUNTS).shift)


def test_reports_that_are_never_revised_are_left_alone():
    """The ratio is 1 without spread, and no step is corrected."""
    found = learn_revisions(vintages_of(lambda name, week, _: 50 + name + week), COUNTS)
    assert (found.shift.tolist(), found.spread.tolist(), found.factors.tolist()) == ([0.0], [0.0], [])


def test_a_median_without_evidence_is_shrunk():
    """Of twelve ratios from a third to three times about 1.1 little is left; of as many that agree all."""
    for apart, low, high in ((1.0, 0.0, 0.03), (0.001, 0.094, 0.096)):
        logs = np.log(1.1) + apart * np.random.default_rng(3).permutation(np.linspace(-1, 1, 12))

        def report(_, week, age, logs=logs):
            return round(10_000 * np.exp(logs[week % 12])) if age or week >= 12 else 10_000

        few = vintages_of(report, names=1, weeks=13)
        found = learn_revisions(few, COUNTS)
        assert found.pairs[0] == 12
        assert low < found.shift[0] < high


def test_nothing_is_learned_where_there_is_no_ratio(simulated_report, simulated):
    """Two series more, one reported as 0 until it is three weeks old and one withdrawn after a week, change nothing."""

    def report(name, week, age):
        if name == SERIES:
            return 40 if age > 2 else 0
        if name > SERIES:
            return "" if age else 50
        return simulated_report(name, week, age)

    found, alone = (learn_revisions(one, COUNTS) for one in (vintages_of(report, names=SERIES + 2), simulated))
    assert found.to_dict() == alone.to_dict()


def test_too_few_reports_teach_nothing(simulated):
    """Below eight that can be compared there are no revisions: at the first cutoff there are none."""
    assert learn_revisions(simulated, COUNTS, cutoff=0) is None
    assert learn_revisions(simulated, COUNTS, cutoff=3) is not None


def test_ratios_of_proportions_are_those_of_odds():
    """A share that is reported as 0.2 and becomes 0.5 has odds of 1/4 that become 1."""
    vintages = vintages_of(
        lambda name, _, age: 0.5 if age else 0.2 + 0.001 * (name % 2),
        header="area,date,prop,as_of",
        kind="proportion",
    )
    found = learn_revisions(vintages, replace(vintages.newest.scale, floor=0.01))
    assert found.shift[0] == pytest.approx(np.log(4), abs=0.02)


REVISIONS = Revisions(np.log([1.5, 1.2]), np.array([0.3, 0.1]), np.array([50, 60]))


def test_the_newest_steps_are_corrected_by_their_age(make_panel):
    """Values times the median ratio of their age; a series that ends a week before the others is a week old there."""
    panel = make_panel({"A": [10, 20, 40, 100], "B": [10, 20, 40]})
    history = history_of(panel, 2)
    growth = REVISIONS.corrected(history, 3).growth
    assert np.expm1(growth[0]) == pytest.approx([10, 20, 48, 150])
    assert np.expm1(growth[1, 1:]) == pytest.approx([10, 20, 48])
    alone = history.take(np.array([1]))
    assert np.allclose(REVISIONS.corrected(alone, 3).growth, growth[1:], equal_nan=True)
    assert np.array_equal(history.growth, history_of(panel, 2).growth, equal_nan=True)  # what there was is untouched


def test_a_missing_value_stays_missing_and_what_is_carried_is_corrected(make_panel):
    """A gap is no report; the level over it is that of the corrected value before."""
    panel = make_panel({"A": [10, 20, 40, 100], "B": [5, 8, None, 9]})
    corrected = REVISIONS.corrected(history_of(panel, 1), 3)
    assert np.isnan(corrected.growth[1, 2])
    assert np.expm1(corrected.level[1]) == pytest.approx([5, 8, 8, 13.5])


def test_variances_of_forecast_and_last_step_add_up(make_panel):
    """A normal forecast of large counts stays normal, with the root of the sum of squares; the median stays."""
    history = history_of(make_panel({"A": [10, 20, 40, 100], "B": [10, 20, 40], "C": [7]}), 2)
    normal = np.array([NormalDist(9, 0.4).inv_cdf(level) for level in LEVELS])
    growth = np.broadcast_to(normal, (3, 2, len(LEVELS)))
    wide = REVISIONS.widened(history, 3, growth)
    assert wide[0, 0] == pytest.approx([NormalDist(9, 0.5).inv_cdf(level) for level in LEVELS], rel=1e-4)
    assert wide[1, 1] == pytest.approx([NormalDist(9, np.hypot(0.4, 0.1)).inv_cdf(level) for level in LEVELS], rel=1e-4)
    assert np.array_equal(wide[2], growth[2])  # its last step is older than any that is revised


def test_a_forecast_of_nothing_is_not_widened(make_panel):
    """A ratio of zero counts is nothing."""
    history = history_of(make_panel({"A": [0, 0, 0, 0]}), 1)
    assert not REVISIONS.widened(history, 3, np.zeros((1, 1, len(LEVELS)))).any()


def test_what_a_report_becomes():
    """100 reported of the newest step are 150 with 30 % of them as the deviation; of an old step, and of none, nothing moves.

    A deviation in growth units is that of log(1 + y): 30 % of y over 1 + y.
    """
    growth, deviation = REVISIONS.becomes(np.log1p([100.0, 100.0, 100.0, 0.0]), np.array([0, 1, 2, 0]))
    assert np.expm1(growth) == pytest.approx([150, 120, 100, 0])
    assert deviation == pytest.approx([0.3 * 150 / 151, 0.1 * 120 / 121, 0, 0])


def test_reports_of_a_week_ago_are_due_for_their_second_revision():
    """The ratios of older ages move up; after the last age nothing is revised."""
    older = REVISIONS.older(1)
    assert (np.exp(older.shift).tolist(), older.spread.tolist(), older.pairs.tolist()) == (
        [pytest.approx(1.2)],
        [0.1],
        [60],
    )
    assert REVISIONS.older(2) is None
    assert np.array_equal(REVISIONS.older(0).shift, REVISIONS.shift)


def test_they_come_back_from_json():
    """As plain lists and back."""
    again = Revisions.from_dict(REVISIONS.to_dict())
    for name in ("shift", "spread", "pairs"):
        assert np.array_equal(getattr(again, name), getattr(REVISIONS, name))
