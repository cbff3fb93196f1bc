"""Dates of rounds: which round is meant, and when its horizons end."""

import copy
import datetime as dt

import pytest
import small_hub

from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError
from lstm_cli.hubs.rounds import deadline, end_offset, find_round, known_until, newest_round, no_such_round


def test_the_newest_round_is_the_one_after_the_data(hub):
    """A week after the last Saturday; in summer, too, where none is listed, which is said."""
    chosen = newest_round(hub, dt.date(2025, 1, 18))
    assert (chosen.id, chosen.is_listed, deadline(chosen)) == ("2025-01-25", True, dt.date(2025, 1, 22))
    summer = newest_round(hub, dt.date(2025, 6, 28))
    assert (summer.id, summer.is_listed) == ("2025-07-05", False)


def test_a_vintage_after_the_deadline_means_the_round_after_it(hub):
    """What was known on Wednesday is for this Saturday, what was known on Thursday for the next."""
    days = {day: newest_round(hub, dt.date(2025, 1, 18), as_of=dt.date(2025, 1, day)).id for day in (22, 23)}
    assert days == {22: "2025-01-25", 23: "2025-02-01"}


def test_a_hub_without_deadlines_has_rounds(changed):
    """Then the newest is the first after the data, whenever their vintage is."""
    hub = changed(lambda tasks: tasks["rounds"][0].pop("submissions_due"))
    chosen = newest_round(hub, dt.date(2025, 1, 18), as_of=dt.date(2025, 1, 24))
    assert (chosen.id, deadline(chosen)) == ("2025-01-25", None)


def test_after_the_last_round_there_is_none(hub):
    """The error says which was the last."""
    with pytest.raises(DataError, match="the data end on 2026-05-02, but the last round of this hub is '2025-12-27'"):
        newest_round(hub, dt.date(2026, 5, 2))


@pytest.mark.parametrize(
    ("name", "listed"),
    [("2025-01-25", True), ("2025-08-02", False), ("2025-08-01", None), ("2026-03-07", None), ("first", None)],
)
def test_dates_between_the_seasons_are_rounds_if_they_are_on_the_grid(hub, name, listed):
    """A Saturday between the first and the last listed one is a round, a Friday or a later Saturday is none."""
    found = find_round(hub, name)
    assert (None if found is None else found.is_listed) is listed


def test_an_unknown_round_is_refused_with_its_neighbours(hub):
    """The message has the span of rounds and the nearest."""
    usual = find_round(hub, "2025-02-01")
    for name, advice in (
        ("2025-01-24", "the nearest are --reference-date 2025-01-18 and --reference-date 2025-01-25"),
        ("2031-01-04", "the nearest is --reference-date 2025-12-27"),
        ("banana", "the first after the data is --reference-date 2025-02-01"),
    ):
        (line,) = no_such_round(hub, name, usual).lines(flag)
        assert line == f"'{name}' is not a round of this hub, whose 20 rounds are 2024-11-23 to 2025-12-27; {advice}"
    (line,) = no_such_round(hub, "banana", None).lines(flag)
    assert line.endswith("; the last is --reference-date 2025-12-27")


def test_horizon_0_ends_on_the_round_where_both_are_the_same_weekday(hub):
    """The dates that are listed do not matter for it."""
    assert end_offset(hub.rounds[0], hub.rounds[0].tasks[0]) == 0
    assert end_offset(hub.rounds[0], hub.rounds[0].tasks[2]) is None  # a peak has no horizon


@pytest.mark.parametrize("horizons", [["1 wk", "2 wk"], [0.5, 1.5], [10**9]])
def test_horizons_that_are_no_whole_steps_have_no_ends(changed, horizons):
    """They could not be counted from the date of the round."""
    edit = ids(small_hub.ROUNDS, small_hub.ENDS, horizons, "week")
    hub = changed(edit)
    assert end_offset(hub.rounds[0], hub.rounds[0].tasks[1]) is None


def test_elsewhere_the_first_listed_dates_tell_it(changed):
    """Wednesdays and Sundays as RespiCast lists them: horizon 0 ends 10 days before the round, as in its submissions."""

    def to_respicast(tasks):
        ids = tasks["rounds"][0]["model_tasks"][1]["task_ids"]
        ids["reference_date"]["optional"] = small_hub.weeks(dt.date(2024, 10, 16), dt.date(2025, 3, 26))
        ids["target_end_date"]["optional"] = small_hub.weeks(dt.date(2024, 10, 6), dt.date(2025, 3, 23))

    hub = changed(to_respicast)
    task = hub.rounds[0].tasks[1]
    assert end_offset(hub.rounds[0], task) == -10
    assert known_until(find_round(hub, "2024-12-04"), task) == dt.date(
        2024, 11, 24
    )  # horizon 0, and not the Sunday after it


def test_a_round_knows_nothing_of_its_own_week(hub):
    """Where horizon 0 ends on the round's date, which is not over yet; a target without horizons knows as much."""
    chosen = find_round(hub, "2025-01-25")
    assert {known_until(chosen, task) for task in chosen.round.tasks} == {dt.date(2025, 1, 24)}


def test_a_hub_may_list_each_round_by_itself(changed):
    """An entry for each date, as hubs add them week by week: the newest round is found, and its horizons have their ends."""

    def one_by_one(tasks):
        (every,) = tasks["rounds"]
        tasks["rounds"] = []
        for day in ("2025-01-18", "2025-01-25", "2025-02-01"):
            entry = copy.deepcopy(every)
            for task in entry["model_tasks"]:
                task["task_ids"]["reference_date"] = {"required": [day], "optional": None}
            tasks["rounds"].append(entry)

    hub = changed(one_by_one)
    chosen = newest_round(hub, dt.date(2025, 1, 18))
    assert (chosen.id, chosen.is_listed) == ("2025-01-25", True)
    assert end_offset(chosen.round, chosen.round.tasks[1]) == 0
    with pytest.raises(DataError, match="the last round of this hub is '2025-02-01'"):
        newest_round(hub, dt.date(2025, 2, 1))


def ids(days, ends, horizons, unit):
    """Return an edit that gives the counts other dates, horizons and length of a step; ends are left out where they are None."""

    def edit(tasks):
        task = tasks["rounds"][0]["model_tasks"][1]
        task["task_ids"]["reference_date"]["optional"] = days
        task["task_ids"]["horizon"]["optional"] = horizons
        task["task_ids"]["target_end_date"]["optional"] = ends
        if ends is None:
            del task["task_ids"]["target_end_date"]
        task["target_metadata"][0]["time_unit"] = unit

    return edit


DAYS = [str(dt.date(2025, 1, 4) + dt.timedelta(k)) for k in range(40)]


@pytest.mark.parametrize(
    ("edit", "offset"),
    [
        (ids(["2025-01-06", "2025-01-13"], DAYS, [-2, -1, 0, 1], "day"), 0),  # listed from horizon -2 of the first on
        (
            ids(["2025-01-15"], ["2025-01-11", "2025-01-18", "2025-01-25"], [-1, 0, 1], "week"),
            3,
        ),  # all ends of one round
        (ids(["2025-01-06", "2025-01-13"], None, [1, 2], "week"), 0),
    ],
    ids=["days", "lone round", "no ends"],
)
def test_horizons_end_where_a_hub_says_so(changed, edit, offset):
    """Days before the round are no shift, a lone round lists an end for each horizon, and without ends steps are counted from it."""
    hub = changed(edit)
    assert end_offset(hub.rounds[0], hub.rounds[0].tasks[1]) == offset
