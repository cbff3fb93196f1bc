"""What each vintage knew, which of them first reported a step, and the counts that came of them."""

import numpy as np
import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError
from lstm_cli.panel.vintage_rows import with_outcome
from lstm_cli.readers.vintage_reader import read_vintages

FIRST = np.datetime64("2024-01-06")


def vintages_of(*rows):
    """Return vintages of rows (series, week, count, days after the first week at which it was published)."""
    lines = [f"{name},{FIRST + 7 * week},{count},{FIRST + day}" for name, week, count, day in rows]
    return read_vintages("\n".join(["area,date,cases,as_of", *lines, ""]).encode(), name="v.csv")


def weekly(names, weeks, delay=4):
    """Return rows in which every week is published once, some days after it."""
    return [(name, week, 10 + week, 7 * week + delay) for name in names for week in range(weeks)]


def test_a_cutoff_has_the_vintage_that_first_reported_it():
    """Week k is published by the k-th vintage, and nothing that was published later is known to it."""
    vintages = vintages_of(*weekly("AB", 5))
    assert vintages.reporting() == {week: week for week in range(5)}


def test_later_vintages_of_the_same_weeks_are_not_taken():
    """A correction in the days after the first report does not become what was known on the day of forecasting."""
    vintages = vintages_of(*weekly("A", 4), ("A", 2, 99, 7 * 2 + 6))
    assert len(vintages.as_of) == 5
    assert vintages.reporting() == {0: 0, 1: 1, 2: 2, 3: 4}
    assert vintages.values(2)[0, 2] == 12
    assert vintages.values(3)[0, 2] == 99


def test_a_week_counts_as_reported_when_half_of_the_series_are():
    """One early series of four does not begin a week, and one that comes late does not hold it up."""
    rows = [row for row in weekly("ABCD", 4, delay=8) if row[:2] not in {("A", 2), ("D", 2)}]
    vintages = vintages_of(*rows, ("A", 2, 12, 15), ("D", 2, 12, 23))  # with week 1, and a day after week 2
    by_cutoff = vintages.reporting()
    assert vintages.as_of[by_cutoff[1]] == FIRST + 15
    assert vintages.as_of[by_cutoff[2]] == FIRST + 22
    state = vintages.state(by_cutoff[1], 1)
    assert [series.counts.tolist() for series in state.panel.series] == [[10, 11]] * 4  # not the early count of A
    late = vintages.state(by_cutoff[2], 2)
    assert [len(series) for series in late.panel.series] == [3, 3, 3, 2]


def test_a_week_that_came_together_with_the_next_has_no_vintage():
    """Two weeks in one vintage: only the second is its newest."""
    rows = [row if row[1] != 2 else (*row[:3], 7 * 3 + 4) for row in weekly("AB", 5)]
    assert vintages_of(*rows).reporting() == {0: 0, 1: 1, 3: 2, 4: 3}


def test_a_series_that_a_vintage_did_not_have_has_no_row():
    """Rows of a state are places in the newest state."""
    vintages = vintages_of(*weekly("AC", 4), ("B", 0, 5, 28), ("B", 1, 6, 28))
    state = vintages.state(vintages.reporting()[2], 2)
    assert (state.rows, state.of) == ((0, 2), 3)
    assert [series.name for series in state.panel.series] == ["A", "C"]


def test_counts_that_came_are_the_newest_state(make_panel):
    """They replace the last vintage's, go on after it, and no cutoff is forecast from them."""
    vintages = vintages_of(*weekly("A", 4))
    outcome = make_panel({"A": [None, 21, 22, 23, 24, 25]}, first="2024-01-06")
    joined = with_outcome(vintages, outcome)
    assert joined.newest.series[0].counts.tolist() == [10, 21, 22, 23, 24, 25]
    assert joined.newest.source == "inline.csv"
    assert joined.source == "v.csv"
    assert joined.reporting() == vintages.reporting()
    assert joined.values(3)[0].tolist() == [10, 11, 12, 13, -1, -1]


def test_counts_that_came_of_another_day_of_the_week_are_refused(make_panel):
    """Sundays are no outcome of Saturdays; the line names both."""
    with pytest.raises(DataError) as caught:
        with_outcome(vintages_of(*weekly("A", 9)), make_panel({"A": [1, 2, 3, 4]}, first="2024-01-07"))
    assert caught.value.lines(flag) == (
        (
            "v.csv: vintages are weekly (weeks stamped Saturday), but 'inline.csv' is weekly (weeks stamped Sunday); "
            "name it with --freq"
        ),
    )


def test_counts_that_came_of_other_places_are_refused(make_panel):
    """No series in common is a mistake: nothing would be learned of these, and others be added to them."""
    with pytest.raises(DataError) as caught:
        with_outcome(vintages_of(*weekly("A", 9)), make_panel({"Z": [1, 2, 3, 4]}, first="2024-01-06"))
    assert caught.value.lines(flag) == (
        "v.csv: none of its series is in 'inline.csv': looked for 'A', found 'Z'; leave out one of the two",
    )
