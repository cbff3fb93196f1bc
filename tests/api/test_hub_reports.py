"""Submissions from target data with vintages: the newest values are forecast as earlier first reports were revised."""

import csv
import datetime as dt
import re

import numpy as np
import pytest
import small_hub
from small_hub import COUNTS, LAST, PROPORTIONS, ROUND, WEEK

import lstm_cli as lf
from lstm_cli.api.hub_outlook import outlook
from lstm_cli.api.hub_plan import plan_submission
from lstm_cli.api.hub_submission import existing_file, make_submission, write_submission
from lstm_cli.formats.hub_submission import submission_text
from lstm_cli.progress import ignore

pytestmark = pytest.mark.slow  # to train

WEEKS = 8  # that are first reported too low
LEVELS = small_hub.LEVEL_NAMES


def share(place, back):
    """Return what share of a count its first report is: .7 to .9, another in each place and week."""
    return (0.7, 0.8, 0.9)[(back + list(small_hub.PLACES).index(place)) % 3]


def reports(vintages=WEEKS, again=False):
    """Write target data in which a vintage a week first reports the newest week, and the one before in full.

    again: whether each week is in a second vintage, a day later.
    """
    published = dt.timedelta(3 if again else 4)
    days = [LAST - back * WEEK for back in reversed(range(vintages))]
    rows = ["as_of,target,location,target_end_date,observation"]
    for place, day, n in small_hub.series():
        first = max(day, days[0])
        back = (LAST - day).days // 7
        low = round(share(place, back) * n) if day >= days[0] else n
        rows.append(f"{first + published},{COUNTS},{place},{day},{low}")
        if days[0] <= day < LAST:
            rows.append(f"{day + WEEK + published},{COUNTS},{place},{day},{n}")
    if again:
        rows.append(f"{LAST + dt.timedelta(4)},{COUNTS},US,{LAST - 20 * WEEK},5")
    return "\n".join([*rows, ""])


def hub_of(folder, text):
    """Make the small hub with other target data."""
    small_hub.make_hub(folder)
    (folder / "target-data" / "time-series.csv").write_text(text)
    return lf.Hub(folder)


def known_week(path):
    """Return the quantiles of the week that is known, by place, and its samples."""
    with path.open(newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["horizon"] == "-1"]
    kinds = {}
    for row in rows:
        kinds.setdefault((row["location"], row["output_type"]), []).append(float(row["value"]))
    return kinds


FIRST = {place: round(share(place, 0) * n) for place, day, n in small_hub.series() if day == LAST}


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    """Make a hub whose newest week is too low."""
    return hub_of(tmp_path_factory.mktemp("low") / "hub", reports())


def test_the_known_week_is_forecast_as_it_will_be_revised(hub):
    """First reports of .7 to .9 are at the ends of the 80 % interval around the middle one; paths are drawn from the same."""
    found = known_week(hub.write("Team", "Model", targets=[COUNTS]))
    for place, first in FIRST.items():
        quantiles, samples = found[place, "quantile"], found[place, "sample"]
        middle, low, high = (quantiles[LEVELS.index(level)] for level in ("0.5", "0.1", "0.9"))
        assert middle == pytest.approx(first / 0.8, abs=max(0.06 * first, 1))
        if first > 50:
            assert 1 / 0.95 < low / first < 1 / 0.8 < high / first < 1 / 0.6
            assert np.median(samples) == pytest.approx(middle, rel=0.06)
            assert np.mean((np.array(samples) >= low) & (np.array(samples) <= high)) == pytest.approx(0.8, abs=0.12)


def test_the_forecast_is_that_of_a_forecaster_with_the_vintages(hub):
    """What the hub published goes into `fit` as a frame of `Hub.data` does; the quantiles are the same."""
    plan = plan_submission(hub.record, "Team", "Model", targets=[COUNTS])
    (data,) = plan.data
    task = next(task for target, task in plan.chosen.round.wanted() if target.name == COUNTS)
    last = ROUND + 3 * WEEK
    settings = {"last": last, "levels": (0.1, 0.5, 0.9), "seed": 3, "progress": ignore}
    view = outlook(data, task, plan.chosen, reports=plan.reports[COUNTS], **settings)
    names = {"id_col": "location", "time_col": "date", "target_col": "count"}
    model = lf.Forecaster(4, seed=3).fit(vintages=hub.data(COUNTS, vintages=True), **names)
    forecast = model.predict(quantiles=(0.1, 0.5, 0.9))
    for ours, theirs in zip(view.forecast.result.series, forecast.result.series, strict=True):
        assert np.array_equal(ours.quantiles, theirs.quantiles)
    assert "newest-revised" in {note.code for note in view.notes}
    plain = outlook(data, task, plan.chosen, **settings)
    assert plain.forecast.result.series[0].median[0] < view.forecast.result.series[0].median[0]


def test_a_note_on_one_of_several_targets_names_it(tmp_path):
    """Counts are first reported too low, proportions in full: what is said of each is told apart, what is said of both is not."""
    text = reports()
    text += text.partition("\n")[2].replace(COUNTS, PROPORTIONS)
    shares = [line.rsplit(",", 1) for line in text.splitlines() if f",{PROPORTIONS}," in line]
    now = {place_and_day(start): n for start, n in shares}  # the newest vintage is the last
    lines = [f"{start},{int(now[place_and_day(start)]) / 10_000:.4f}" for start, _ in shares]
    counts = [line for line in text.splitlines() if f",{PROPORTIONS}," not in line]
    hub = hub_of(tmp_path / "hub", "\n".join([*counts, *lines, ""]))
    submission = make_submission(plan_submission(hub.record, "Team", "Model", targets=[COUNTS, PROPORTIONS]))
    revised = [note for note in submission.notes if note.code == "newest-revised"]
    assert {note.details["of_targets"]: len(note.details["ratios"]) for note in revised} == {
        (COUNTS,): 1,
        (PROPORTIONS,): 0,
    }
    said = submission_text(submission, size=200)
    assert f"note: {COUNTS}: the newest 1 week: reported values are multiplied by 1." in said
    assert f"note: {PROPORTIONS}: the newest values are used as reported" in said
    alone = make_submission(plan_submission(hub.record, "Team", "Model", targets=[PROPORTIONS]))
    assert "note: the newest values are used as reported" in submission_text(alone, size=200)


def place_and_day(start):
    """Return place and day of the beginning of a row: vintage, target, place, day."""
    return tuple(start.split(",")[2:])


def test_changes_are_counted_from_what_is_expected_of_the_known_week(hub):
    """Paths of derived targets start from one value of the known week, which is not the one reported; those of rows do not."""
    plan = plan_submission(hub.record, "Team", "Model", targets=[COUNTS])
    (data,) = plan.data
    task = next(task for target, task in plan.chosen.round.wanted() if target.name == COUNTS)
    settings = {"last": ROUND, "levels": (0.5,), "seed": 3, "progress": ignore}
    view = outlook(data, task, plan.chosen, reports=plan.reports[COUNTS], **settings)
    for fixed, drawn in zip(view.paths([LAST], 500), view.paths([LAST], 500, drawn=True), strict=True):
        place = fixed.key.location
        (value,) = np.unique(fixed.values)
        assert value == view.known_quantiles(place, LAST)[0] > FIRST[place]
        assert len(np.unique(drawn.values)) > 1
        assert np.median(drawn.values) == pytest.approx(value, abs=max(0.05 * value, 1))


def one_week():
    """Write target data of five vintages within eight days, of which four have the same newest week."""
    rows = ["as_of,target,location,target_end_date,observation"]
    for place, day, n in small_hub.series():
        first = LAST if day == LAST else LAST - WEEK
        rows.append(f"{first + dt.timedelta(4)},{COUNTS},{place},{day},{FIRST[place] if day == LAST else n}")
        if day == LAST - WEEK:
            rows += [f"{day + dt.timedelta(k)},{COUNTS},{place},{day},{n - k}" for k in (1, 2, 3)]
    return "\n".join([*rows, ""])


def small_reports():
    """Write target data whose first reports are too low, but whose newest week has no count above 0."""
    lines = reports().splitlines()
    return "\n".join([*(re.sub(r"\d+$", "0", line) if f",{LAST}," in line else line for line in lines), ""])


@pytest.mark.parametrize(
    ("text", "as_reported", "said"),
    [
        (reports(), True, None),
        (reports(vintages=1), True, "hub-vintages-none"),
        (reports(vintages=4), False, "hub-vintages-few"),
        (reports(again=True), False, "hub-newest-not-new"),
        (one_week(), False, "hub-vintages-few"),
        (reports() + f"{small_hub.FIRST + WEEK},{COUNTS},US,{small_hub.FIRST},0.5\n", False, "hub-vintages-unusable"),
    ],
    ids=[
        "asked for",
        "asked for without need",
        "few vintages",
        "newest week in an earlier vintage",
        "several vintages a week",
        "no counts",
    ],
)
def test_values_are_taken_as_they_are(tmp_path, text, as_reported, said):
    """The known week is certain, and unless that was asked for, it is said why."""
    hub = hub_of(tmp_path / "hub", text)
    submission = made(hub, as_reported=as_reported)
    found = known_week(submission.path)
    for place, first in FIRST.items():
        assert {*found[place, "quantile"], *found[place, "sample"]} == {first}
    about = ("revis", "newest", "vintages")
    told = [note.code for note in submission.notes if any(word in note.code for word in about)]
    assert told == ([said] if said else [])


def test_four_earlier_weeks_are_enough(tmp_path):
    """With one vintage more than are too few, the newest week is corrected by what became of four before it."""
    submission = made(hub_of(tmp_path / "hub", reports(vintages=5)))
    assert "newest-revised" in {note.code for note in submission.notes}
    found = known_week(submission.path)
    for place, first in FIRST.items():
        assert found[place, "quantile"][LEVELS.index("0.5")] > 1.1 * first


def test_a_corrected_file_is_written_again_as_reported(tmp_path):
    """Its known week has an interval; as reported it has none, and the file stays then, as it does without being asked for."""
    hub = hub_of(tmp_path / "hub", reports())
    path = hub.write("Team", "Model", targets=[COUNTS])
    corrected = path.read_bytes()
    assert hub.write("Team", "Model", targets=[COUNTS], if_new=True) is None
    assert existing_file(asked_as_reported(hub)).corrected == (COUNTS,)
    assert hub.write("Team", "Model", targets=[COUNTS], if_new=True, as_reported=True) == path
    assert path.read_bytes() != corrected
    assert path.read_bytes() == made(hub, as_reported=True, folder=tmp_path / "new").content
    assert existing_file(asked_as_reported(hub)).is_current
    assert hub.write("Team", "Model", targets=[COUNTS], if_new=True, as_reported=True) is None


def test_a_file_as_reported_is_written_again_with_corrections(tmp_path):
    """Its known week is certain, though revisions are known; the new file is the one that is corrected from the start."""
    hub = hub_of(tmp_path / "hub", reports())
    path = made(hub, as_reported=True).path
    assert existing_file(asked(hub)).uncorrected == (COUNTS,)
    assert hub.write("Team", "Model", targets=[COUNTS], if_new=True) == path
    assert path.read_bytes() == made(hub, folder=tmp_path / "new").content
    assert hub.write("Team", "Model", targets=[COUNTS], if_new=True) is None


@pytest.mark.parametrize("text", [reports(vintages=4), reports(again=True), one_week(), small_reports()])
def test_a_file_stays_where_nothing_is_to_be_corrected(tmp_path, text):
    """Vintages that teach nothing, or values that revisions do not change: an hourly job would write the same file for ever."""
    hub = hub_of(tmp_path / "hub", text)
    made(hub)
    assert existing_file(asked(hub)).is_current
    assert existing_file(asked_as_reported(hub)).is_current


def asked(hub):
    """Plan the submission of counts, corrected for revisions."""
    return plan_submission(hub.record, "Team", "Model", targets=[COUNTS])


def asked_as_reported(hub):
    """Plan the submission of counts as they are reported."""
    return plan_submission(hub.record, "Team", "Model", targets=[COUNTS], as_reported=True)


def test_a_week_that_a_late_place_does_not_know_is_not_corrected(tmp_path):
    """It is forecast, with an interval, in a file as reported, too: which stays."""
    late = "\n".join(line for line in reports().splitlines() if f",02,{LAST}," not in line)
    hub = hub_of(tmp_path / "hub", late + "\n")
    found = known_week(made(hub, as_reported=True).path)
    assert len(set(found["02", "quantile"])) > 1
    assert existing_file(asked_as_reported(hub)).is_current


def test_what_was_withdrawn_need_not_fit(tmp_path):
    """A row of a day between the weeks, withdrawn since, changes nothing."""
    day, as_of = LAST - 3 * WEEK - dt.timedelta(1), LAST - 2 * WEEK + dt.timedelta(4)
    odd = [f"{as_of - WEEK},{COUNTS},US,{day},700.5", f"{as_of},{COUNTS},US,{day},NA"]
    whole = made(hub_of(tmp_path / "odd", reports() + "\n".join([*odd, ""])))
    assert whole.content == made(hub_of(tmp_path / "plain", reports())).content
    assert "newest-revised" in {note.code for note in whole.notes}


def made(hub, **settings):
    """Write a submission of counts, and return it."""
    submission = make_submission(plan_submission(hub.record, "Team", "Model", targets=[COUNTS], **settings))
    write_submission(submission)
    return submission


@pytest.mark.parametrize("newest", [1, 0], ids=["a new week", "the newest week revised"])
def test_a_newest_table_without_a_vintage(tmp_path, newest):
    """It may be the first to report a week, as the next vintage will be; a week that it revises is not corrected once more."""
    hub = hub_of(tmp_path / "hub", reports())
    end = LAST + newest * WEEK
    counts = {(place, day): n for place, day, n in small_hub.series(end)}
    counts |= {(place, end): round(0.8 * n) for (place, day), n in counts.items() if day == end}
    lines = [f"{COUNTS},{place},{day},{n}" for (place, day), n in counts.items()]
    table = "\n".join(["target,location,target_end_date,observation", *lines, ""])
    (tmp_path / "hub" / "target-data" / "newest.csv").write_text(table)
    found = known_week(made(hub).path)
    for place in FIRST:
        reported = counts[place, end]
        middle = found[place, "quantile"][LEVELS.index("0.5")]
        assert middle == pytest.approx(reported / (0.8 if newest else 1), abs=max(0.06 * reported, 1) if newest else 0)
        assert (len(set(found[place, "quantile"])) > 1) == bool(newest)


def test_a_round_before_the_first_vintage_knows_the_values_of_now(hub):
    """Which is said; revisions of later weeks correct nothing there. Of a round that vintages know it is not said."""
    early = made(hub, round_id=str(ROUND - (WEEKS + 1) * WEEK), folder=hub.record.folder.parent / "elsewhere")
    codes = [note.code for note in early.notes]
    assert "hub-values-of-now" in codes
    assert not [code for code in codes if "revis" in code or "vintage" in code or "newest" in code]
    late = made(hub, round_id=str(ROUND - 2 * WEEK), folder=hub.record.folder.parent / "elsewhere")
    assert "hub-values-of-now" not in {note.code for note in late.notes}


def test_a_round_of_the_past_knows_the_vintages_of_then(hub):
    """Of a round two weeks before, what was published after its deadline is not looked at."""
    plan = plan_submission(hub.record, "Team", "Model", round_id=str(ROUND - 2 * WEEK), targets=[COUNTS])
    published = plan.reports[COUNTS].published
    assert max(published) == str(LAST - 2 * WEEK + dt.timedelta(4))
    assert plan.reports[COUNTS].last == LAST - 2 * WEEK
