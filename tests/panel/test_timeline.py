"""The frequency is what the series' own steps show, or what --freq says; else the offending row is named."""

from collections import Counter
from itertools import pairwise
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_cli.cli.settings import flag
from lstm_cli.errors import UsageError
from lstm_cli.options import ReadOptions
from lstm_cli.panel import pairs
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.frequency_names import parse_frequency
from lstm_cli.panel.pairs import Pairs
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.remarks import Remark

DAY = 86_400
WEEKDAYS = ["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]
ALIASES = [
    ("min", Frequency(seconds=60)),
    ("15min", Frequency(seconds=900)),
    ("h", Frequency(seconds=3_600)),
    ("6h", Frequency(seconds=21_600)),
    ("D", Frequency(seconds=DAY)),
    ("14D", Frequency(seconds=14 * DAY, weekday=5)),
    ("28D", Frequency(seconds=28 * DAY, weekday=5)),
    *[(f"W-{name}", Frequency(seconds=7 * DAY, weekday=k)) for k, name in enumerate(WEEKDAYS)],
    ("MS", Frequency(months=1, day=1)),
    ("ME", Frequency(months=1, month_end=True)),
    ("2MS", Frequency(months=2, day=1)),
    ("QS", Frequency(months=3, day=1)),
    ("QE", Frequency(months=3, month_end=True)),
    ("QE-FEB", Frequency(months=3, month_end=True)),
    ("YS", Frequency(months=12, day=1)),
    ("YE", Frequency(months=12, month_end=True)),
]


def table(times, *, name="A", header="unique_id,ds,y\n"):
    return header + "".join(f"{name},{time},{k % 7}\n" for k, time in enumerate(times))


@pytest.mark.parametrize(("alias", "frequency"), ALIASES)
def test_every_frequency_is_inferred_with_and_without_gaps(read, alias, frequency):
    """Sixty pandas times of a frequency, whole or with a third of the rows gone, give that frequency and those times."""
    times = pd.date_range("2016-01-02", periods=60, freq=alias)
    panel = read(table(times))
    assert panel.frequency == frequency
    assert np.array_equal(panel.series[0].times, times.to_numpy("datetime64[s]"))
    kept = [k for k in range(60) if k % 5 not in {1, 3}]
    panel = read(table(times[kept]))
    assert panel.frequency == frequency
    assert np.array_equal(panel.series[0].times, times.to_numpy("datetime64[s]")[: kept[-1] + 1])
    assert np.flatnonzero(panel.series[0].observed).tolist() == kept


@pytest.mark.parametrize(("alias", "frequency"), ALIASES)
def test_a_given_frequency_agrees_with_the_inferred_one(read, alias, frequency):
    """--freq with the alias of the data gives the same panel; one row is enough then."""
    option = alias.split("-", maxsplit=1)[0] if alias.startswith("Q") else alias
    times = pd.date_range("2016-01-02", periods=9, freq=alias)
    assert read(table(times), freq=option).frequency == frequency
    if frequency.seconds:
        assert read(table(times[:1]), freq=option).frequency.seconds == frequency.seconds


def test_ends_of_february_are_ends_of_a_month_where_that_is_asked_for(read):
    """Of three common years, after which the leap year's is the 29th."""
    panel = read(table(["2021-02-28", "2022-02-28", "2023-02-28"]), freq="YE")
    assert panel.frequency == Frequency(months=12, month_end=True)
    assert panel.frequency.after(panel.series[0].times[-1], [1])[0] == np.datetime64("2024-02-29")


@pytest.mark.parametrize(
    ("option", "wanted"),
    [
        ("H", (3_600, 0, "", None)),
        ("d", (DAY, 0, "", None)),
        ("10s", (10, 0, "", None)),
        ("2W", (14 * DAY, 0, "", None)),
        ("w-sun", (7 * DAY, 0, "", 6)),
        ("weekly", (7 * DAY, 0, "", None)),
        ("M", (0, 1, "", None)),
        ("QS", (0, 3, "s", None)),
        ("ye", (0, 12, "e", None)),
    ],
)
def test_freq_is_read_without_regard_to_case(option, wanted):
    """The short forms of pandas, in either case, and the plain words."""
    parsed = parse_frequency(option)
    assert (parsed.seconds, parsed.months, parsed.stamp, parsed.weekday) == wanted


@pytest.mark.parametrize("option", ["", "x", "0D", "-1D", "1.5h", "BD", "W-XYZ", "5m", "99999999D", "W-SAT\n"])
def test_a_freq_that_is_no_step_is_a_usage_error(option):
    """What is no step of time, or may be two, exits 2."""
    with pytest.raises(UsageError) as caught:
        parse_frequency(option)
    (line,) = caught.value.lines(flag)
    assert line.startswith(f"{option!r} ")
    assert "; --freq takes " in line
    assert (caught.value.exit_code, caught.value.value) == (2, option)


@pytest.mark.parametrize(
    ("option", "times", "line"),
    [
        ("MS", ["2024-01-01", "2024-02-02"], "d.csv:3: the step MS asks for times at month starts: 2024-02-02"),
        ("ME", ["2024-01-31", "2024-02-28"], "d.csv:3: the step ME asks for times at month ends: 2024-02-28"),
        ("W-SUN", ["2024-01-06", "2024-01-13"], "d.csv:2: the step W-SUN asks for weeks stamped SUN: 2024-01-06"),
        ("W", ["2024-01-06", "2024-01-07"], "d.csv:3: a time is off the usual steps (weekly): 2024-01-07"),
        ("QS", ["2024-01-01", "2024-02-01"], "d.csv:3: the times are not always 3 months apart: 2024-02-01"),
    ],
)
def test_times_that_do_not_keep_the_given_frequency_are_located(complaint, option, times, line):
    """The first row that leaves the given steps is named."""
    assert complaint(table(times), freq=option) == [f"{line} of series 'A'; check that date, or the step"]


def test_given_steps_may_be_shorter_than_the_rows(read):
    """--freq D on weekly rows is honoured: six days of seven are missing, not zero."""
    panel = read(table(["2024-01-06", "2024-01-13"]), freq="D")
    assert panel.series[0].observed.tolist() == [True, *[False] * 6, True]


def test_a_few_uneven_steps_are_read_as_whole_and_told(read):
    """Weeks of 8 days at a year's end count as one step each, keep their real dates, and are noted."""
    times = ["2024-12-10", "2024-12-17", "2024-12-24", "2025-01-01", "2025-01-08", "2025-01-15", "2025-02-05"]
    panel = read(table(times))
    assert panel.frequency == Frequency(seconds=7 * DAY)
    assert panel.series[0].times.astype("datetime64[D]").astype(str).tolist() == [
        *times[:6],
        "2025-01-22",
        "2025-01-29",
        times[6],
    ]
    details = {"count": 1, "of": 6, "usual_seconds": 7 * DAY, "shortest_seconds": 8 * DAY, "longest_seconds": 8 * DAY}
    first = {"first_from": "2024-12-24", "first_to": "2025-01-01"}
    assert panel.notes == (Remark("uneven-steps", details | first),)


def test_two_series_on_one_uneven_calendar_share_their_slots(read):
    """Where two series know the same uneven dates, equal dates are equal slots."""
    times = ["2024-12-10", "2024-12-17", "2024-12-24", "2025-01-01", "2025-01-08", "2025-01-15"]
    panel = read(table(times) + table(times[2:], name="B", header=""))
    assert [series.start for series in panel.series] == [0, 2]
    assert np.array_equal(panel.series[0].times[2:], panel.series[1].times)


def test_too_many_uneven_steps_are_refused(complaint):
    """Twice a week on any days is no frequency: more than a quarter of the steps off the usual one is refused."""
    lines = complaint(table([f"2024-01-{day:02}" for day in (1, 5, 8, 12, 16, 19, 23, 27, 30)]))
    assert lines == [
        (
            "d.csv:4: no regular steps: 38% of the times are off the steps (every 4 days): 2024-01-08 of series 'A'; "
            "check that date, or set the step with --freq (W, D, h, MS, …)"
        )
    ]


def test_series_of_different_frequencies_are_named(complaint):
    """A daily, a weekly and a monthly series in one file: one line names a series of each."""
    spans = {"daily": "D", "weekly": "W-MON", "monthly": "MS"}
    rows = [table(pd.date_range("2024-01-01", periods=12, freq=alias).date, name=name) for name, alias in spans.items()]
    lines = complaint(rows[0] + "".join(block.split("\n", 1)[1] for block in rows[1:]))
    assert lines == [
        (
            "d.csv: series of different frequencies: 'daily' (steps of 1 day), 'weekly' (steps of 7 days), "
            "'monthly' (steps of 29 to 31 days); put each in a file of its own, or set one step with --freq"
        )
    ]


def test_sparse_rows_have_the_step_that_divides_them(read):
    """Rows on few of the days are daily with gaps, also where the most frequent step is two days."""
    days = np.cumsum([1, 2, 2, 1, 3, 2, 1, 2, 3, 2, 1, 1, 2, 4, 2])
    panel = read(table((np.datetime64("2024-01-01") + days).astype(str)))
    assert panel.frequency == Frequency(seconds=DAY)
    assert len(panel.series[0]) == days[-1] - days[0] + 1


@given(
    st.sampled_from([alias for alias, _ in ALIASES]),
    st.lists(st.tuples(st.integers(0, 30), st.integers(1, 40)), min_size=1, max_size=6),
)
def test_equal_slots_are_equal_times(alias, spans):
    """Series that start and end anywhere share one time line: slot k of any of them is time k of the calendar."""
    calendar = pd.date_range("2001-01-01", periods=75, freq=alias)
    spans = [*spans, (0, 5)]
    rows = [
        f"s{number},{time},1\n" for number, (first, length) in enumerate(spans) for time in calendar[first:][:length]
    ]
    panel = read_panel(("unique_id,ds,y\n" + "".join(rows)).encode(), name="d", options=ReadOptions())
    for series, (first, length) in zip(panel.series, spans, strict=True):
        assert series.start == first
        assert np.array_equal(series.times, calendar[first:][:length].to_numpy("datetime64[s]"))


@pytest.mark.parametrize("most", [0, 1 << 22])
@given(st.lists(st.lists(st.integers(0, 30), max_size=8, unique=True), min_size=1, max_size=6), st.integers(0, 5))
def test_each_pair_of_neighbours_is_counted_in_the_order_of_the_rows(most, series, cut):
    """As a loop over all rows counts them, in a table or sorted, and whatever the parts in which the rows come."""
    times = [sorted(each) for each in series]
    every = [pair for each in times for pair in pairwise(each)]

    def pairs_of(part):
        numbers = np.repeat(np.arange(len(part)), [len(each) for each in part])
        return Pairs.of_rows(numbers, np.array([time for each in part for time in each], np.int16))

    with mock.patch.object(pairs, "MAX_TABLE", most):
        found = Pairs.joined([pairs_of(times[:cut]), pairs_of(times[cut:])])
    assert list(zip(found.left.tolist(), found.right.tolist(), strict=True)) == list(dict.fromkeys(every))
    assert found.counts.tolist() == list(Counter(every).values())
    places = np.arange(31) ** 2
    assert found.steps(places).tolist() == [places[right] - places[left] for left, right in dict.fromkeys(every)]
