"""Which targets are made of which series, and when they cannot be made."""

import datetime as dt

import pytest
import small_hub
from small_hub import CHANGE, COUNTS, PEAK, PEAK_WEEK, PEAK_WEEKS

from lstm_cli.hubs.derived.peak import Peak
from lstm_cli.hubs.derived.resolve import base_of, derived_target, is_derived
from lstm_cli.hubs.hub import open_hub
from lstm_cli.hubs.rounds import find_round


def resolved(hub, name, round_id="2025-01-25"):
    """Return how a target is made in a round."""
    chosen = find_round(hub, round_id)
    return derived_target(hub, chosen, *next(pair for pair in chosen.round.targets() if pair[0].name == name))


def test_changes_and_peaks_are_made_of_the_counts(hub):
    """By unit and name; series themselves are made of nothing else."""
    derived = {target.name for target, task, _ in hub.targets() if is_derived(target, task)}
    assert derived == {CHANGE, PEAK, PEAK_WEEK}
    bases = {target.name: base_of(round_, target) for target, _, round_ in hub.targets() if target.name in derived}
    assert bases == {CHANGE: COUNTS, PEAK: COUNTS, PEAK_WEEK: COUNTS}


def test_a_peak_of_shares_is_made_of_shares(changed):
    """The unit tells of which series, whatever words the names share."""

    def edit(tasks):
        tasks["rounds"][0]["model_tasks"][2]["target_metadata"][0]["target_units"] = "proportion"

    hub = changed(edit)
    target = next(target for target, _, _ in hub.targets() if target.name == PEAK)
    assert base_of(hub.rounds[0], target) == small_hub.PROPORTIONS


def test_a_series_of_the_same_unit_and_words_leaves_it_unclear(changed):
    """Two series of counts that share as many words with the peak: neither is taken; of one that shares more, that is."""

    def rename(tasks, name):
        task = tasks["rounds"][0]["model_tasks"][4]
        task["task_ids"]["target"]["optional"] = [name]
        task["target_metadata"][0] |= {"target_id": name, "target_keys": {"target": name}, "target_units": "count"}

    hub = changed(lambda tasks: rename(tasks, "wk inc flu hosp stays"))
    assert resolved(hub, PEAK) == "no-base"
    hub = changed(lambda tasks: rename(tasks, "wk inc flu deaths"))
    assert resolved(hub, PEAK).base == COUNTS


def test_the_season_is_that_of_the_weeks_that_the_round_lists(hub):
    """A peak needs them all; its size has the levels of the task, and the median."""
    week, size = resolved(hub, PEAK_WEEK), resolved(hub, PEAK)
    assert list(map(str, week.days)) == PEAK_WEEKS == list(map(str, size.days))
    assert (week.levels, size.levels) == ((), tuple(small_hub.LEVELS))
    assert isinstance(size, Peak)


@pytest.mark.parametrize(("round_id", "is_made"), [("2025-01-25", True), ("2025-02-22", True), ("2025-03-01", False)])
def test_a_round_of_another_season_has_no_peak(hub, round_id, is_made):
    """Up to the last week of the season, and from a year before it."""
    assert (resolved(hub, PEAK_WEEK, round_id) != "other-season") is is_made


def test_a_change_without_a_step_in_days_is_not_made(changed):
    """Its weeks could not be told from the horizons."""

    def edit(tasks):
        tasks["rounds"][0]["model_tasks"][0]["target_metadata"][0]["time_unit"] = "month"

    assert resolved(changed(edit), CHANGE) == "no-steps"


def test_a_peak_without_weeks_has_no_season(changed):
    """Nothing else says when a season begins."""
    hub = changed(lambda tasks: tasks["rounds"][0]["model_tasks"].pop(3))
    assert resolved(hub, PEAK) == "no-season"


def test_the_week_compared_with_is_the_one_before_the_round(hub):
    """Horizon 0 is compared with the last week that is known in time."""
    made = resolved(hub, CHANGE)
    assert made.start == dt.date(2025, 1, 18)
    assert made.ends[dt.date(2025, 1, 25)] == 0
    assert made.people["01"] == 5_157_699
    assert made.rule.season.startswith("FluSight 2024-25")


def test_a_hub_of_unknown_thresholds_has_no_categories(folder):
    """Without one of the columns that its rule has, or without a locations file."""
    places = folder / "auxiliary-data" / "locations.csv"
    places.write_text(places.read_text().replace("count_rate0p7", "count_rate0p8"))
    assert resolved(open_hub(folder), CHANGE) == "no-rule"
    places.unlink()
    assert resolved(open_hub(folder), CHANGE) == "no-rule"
