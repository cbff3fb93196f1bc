"""Weekdays and hours that never occur are no steps: calendars by hand and by NumPy's business days."""

import datetime as dt
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_cli.errors import UsageError
from lstm_cli.features.history import history_of
from lstm_cli.options import ReadOptions
from lstm_cli.panel.closed_times import observed_calendar
from lstm_cli.panel.coherence import check_coherence
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.frequency_names import parse_frequency, spelled
from lstm_cli.panel.slicing import cut_panel, last_slot, time_line
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.remarks import Remark

HEADER = "unique_id,ds,y\n"
DAY, HOUR = 86_400, 3_600
WORKING = Frequency(seconds=DAY, open_days=(0, 1, 2, 3, 4))
CLINIC = Frequency(seconds=HOUR, open_days=(0, 1, 2, 3, 4), open_times=tuple(h * HOUR for h in range(8, 18)))
BAR = Frequency(seconds=HOUR, open_times=tuple(h * HOUR for h in (0, 1, 2, 20, 21, 22, 23)))
HALVES = Frequency(seconds=1800, open_times=tuple(s * 1800 + 900 for s in range(16, 20)))
GULF = Frequency(seconds=DAY, open_days=(0, 1, 2, 3, 6))
MASKS = {WORKING: "1111100", GULF: "1111001", Frequency(seconds=DAY, open_days=(0, 3)): "1001000"}


def days(first, last, mask):
    """Return the days from one to another (both in) whose weekday has a 1 in NumPy's mask."""
    every = np.arange(np.datetime64(first), np.datetime64(last) + 1)
    return every[np.is_busday(every, weekmask=mask)]


def rows(times, name="a", count=1):
    return "".join(f"{name},{time},{count}\n" for time in times)


def opening(first, count, hours, mask="1111111"):
    """Return the hours of ``count`` days from one on, those of a mask."""
    span = days(first, np.datetime64(first) + (count - 1), mask)
    return [f"{day}T{hour:02d}:00" for day in span for hour in hours]


@pytest.mark.parametrize("mask", ["1111100", "1111110", "1111001", "1001000", "1010100", "0111110"])
def test_weekdays_without_a_row_are_no_steps(read, mask):
    """Four weeks of some weekdays: every row is one step after the other, and the future has those days alone."""
    observed = days("2024-01-01", "2024-01-31", mask)
    series = read(HEADER + rows(observed)).series[0]
    panel = read(HEADER + rows(observed))
    assert series.observed.all()
    assert np.array_equal(series.times.astype("datetime64[D]"), observed)
    expected = np.busday_offset(observed[-1], np.arange(1, 30), weekmask=mask)
    assert np.array_equal(panel.frequency.after(series.times[-1], np.arange(1, 30)).astype("datetime64[D]"), expected)
    assert panel.frequency.main_season == mask.count("1")
    assert panel.frequency.default_horizon == 2 * mask.count("1")


@pytest.mark.parametrize(
    ("last", "left_out"),
    [("2024-01-19", False), ("2024-01-21", False), ("2024-01-22", True), ("2024-02-05", True)],
)
def test_three_weekends_must_have_passed(read, last, left_out):
    """Working days from Monday 1 January on are known as such when a row follows the third weekend."""
    panel = read(HEADER + rows(days("2024-01-01", last, "1111100")))
    assert panel.frequency.name == ("daily (Monday to Friday)" if left_out else "daily")
    (note,) = panel.notes
    assert note.code == ("closed-times" if left_out else "no-weekends")


def test_one_row_opens_a_weekday(read):
    """A single Saturday in a year makes Saturdays steps, an empty count too; Sundays remain closed."""
    year = days("2023-01-02", "2023-12-29", "1111100")
    for count in (3, ""):
        panel = read(HEADER + rows(year) + rows(["2023-06-17"], count=count))
        assert panel.frequency.name == "daily (Monday to Saturday)"


def test_a_holiday_is_an_ordinary_gap(read):
    """Days without a row on open weekdays are missing steps, a week of them too."""
    away = ["2024-05-01", "2024-05-09", *np.arange("2024-05-20", "2024-05-25", dtype="datetime64[D]").astype(str)]
    observed = [day for day in days("2024-04-01", "2024-06-28", "1111100").astype(str) if day not in away]
    (series,) = read(HEADER + rows(observed)).series
    assert series.times[~series.observed].astype("datetime64[D]").astype(str).tolist() == away


def test_the_calendar_is_that_of_all_series(read):
    """One series with weekends opens them for the other, whose weekends are missing."""
    week = days("2024-01-01", "2024-02-25", "1111111")
    panel = read(HEADER + rows(days("2024-01-01", "2024-02-23", "1111100")) + rows(week, name="b"))
    assert panel.frequency == Frequency(seconds=DAY)
    assert (~panel.series[0].observed).sum() == 14


def test_series_on_different_days_share_one_time_line(read):
    """A series on Mondays to Wednesdays and one on Thursdays and Fridays are on one line of working days."""
    first, second = days("2024-01-01", "2024-02-09", "1110000"), days("2024-01-01", "2024-02-09", "0001100")
    panel = read(HEADER + rows(first) + rows(second, name="b"))
    assert panel.frequency == WORKING
    assert [series.start for series in panel.series] == [0, 3]


@pytest.mark.parametrize("share", [0.15, 0.3, 0.5, 0.7])
@pytest.mark.parametrize("weeks", [4, 6, 12])
def test_days_that_are_absent_by_chance_are_rarely_left_out(share, weeks):
    """Where each day has a row with the same probability, some weekday is left out in at most 2 of 100 tables."""
    rng = np.random.default_rng(weeks)
    found = 0
    for _ in range(300):
        observed = np.flatnonzero(rng.random(7 * weeks) < share)
        found += len(observed) > 1 and observed_calendar(np.datetime64("2024-01-01") + observed, DAY) is not None
    assert found <= 6


def test_weekly_data_stay_weekly(read):
    """Rows on one weekday are weekly, not days of which six are closed."""
    assert read(HEADER + rows(days("2024-01-01", "2024-06-30", "0000010"))).frequency.name.startswith("weekly")


@pytest.mark.parametrize(
    ("times", "frequency", "name"),
    [
        (opening("2024-01-01", 26, range(8, 18), "1111100"), CLINIC, "hourly (Monday to Friday, 8:00 to 17:00)"),
        (opening("2024-01-01", 10, [0, 1, 2, 20, 21, 22, 23]), BAR, "hourly (20:00 to 2:00)"),
        (
            [f"{day}T{clock}" for day in days("2024-01-01", "2024-01-09", "1" * 7) for clock in ("08:15", "08:45", "09:15", "09:45")],
            HALVES,
            "every 30 minutes (8:15 to 9:45)",
        ),
        (
            opening("2024-01-01", 12, [8, 9, 10, 11, 14, 15, 16]),
            Frequency(seconds=HOUR, open_times=tuple(h * HOUR for h in (8, 9, 10, 11, 14, 15, 16))),
            "hourly (8:00 to 11:00 and 14:00 to 16:00)",
        ),
        (
            opening("2024-01-01", 30, range(24), "1111110"),
            Frequency(seconds=HOUR, open_days=(0, 1, 2, 3, 4, 5), open_times=tuple(range(0, DAY, HOUR))),
            "hourly (Monday to Saturday)",
        ),
    ],
)  # fmt: skip
def test_times_of_day_without_a_row_are_no_steps(read, times, frequency, name):
    """Open hours follow each other, over night and over a weekend, and come again after the last."""
    panel = read(HEADER + rows(times[:-4]))
    (series,) = panel.series
    assert (panel.frequency, panel.frequency.name) == (frequency, name)
    assert series.observed.all()
    expected = np.array(times[-4:], "datetime64[s]")
    assert np.array_equal(panel.frequency.after(series.times[-1], [1, 2, 3, 4]), expected)


def test_a_few_days_do_not_tell_the_hours(read):
    """Seven days of clinic hours, of which six nights are over, are hourly with nights missing; eight are clinic hours."""
    for count, name in ((7, "hourly"), (8, "hourly (8:00 to 17:00)")):
        assert read(HEADER + rows(opening("2024-01-01", count, range(8, 18)))).frequency.name == name


def test_seasons_count_open_steps():
    """A working week has five steps, a clinic's day ten and its week fifty; a year is as many weeks as ever."""
    weeks = 365.25 / 7
    assert WORKING.seasons == pytest.approx((5, 5 * weeks))
    assert CLINIC.seasons == pytest.approx((10, 50, 50 * weeks))
    assert [CLINIC.cycle(season) for season in CLINIC.seasons] == ["day", "week", "year"]
    assert [WORKING.cycle(season) for season in WORKING.seasons] == ["week", "year"]
    assert Frequency(seconds=DAY).seasons == (7, 365.25)
    assert (CLINIC.main_season, CLINIC.default_horizon) == (10, 20)


def test_phases_are_those_of_the_real_time(read):
    """The place of a step in its week is its weekday, of seven, also where weekends are no steps, and in the future."""
    panel = read(HEADER + rows(days("2024-01-01", "2024-02-09", "1111100")))
    history = history_of(panel, 10)
    steps = [dt.date(2024, 1, 1) + dt.timedelta(days=7 * week + day) for week in range(8) for day in range(5)]
    since_thursday = np.array([(day.weekday() - 3) % 7 / 7 for day in steps])
    assert history.phases[0, 0] == pytest.approx(since_thursday, abs=1e-6)
    of_year = [(day - dt.date(2024, 1, 1)).days / 365.25 for day in steps]
    assert history.phases[1, 0] == pytest.approx(of_year, abs=1e-6)


@given(st.sampled_from(list(MASKS)), st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)), st.integers(-400, 400))
def test_steps_are_business_days_of_numpy(frequency, start, count):
    """A step after an open day is NumPy's business day with the same mask, and steps are counted as NumPy counts."""
    mask = MASKS[frequency]
    first = np.busday_offset(start, 0, roll="forward", weekmask=mask)
    stamped = first.astype("datetime64[s]") + np.timedelta64(8 * HOUR, "s")
    moved = frequency.after(stamped, [count])
    expected = np.busday_offset(first, count, weekmask=mask)
    assert moved[0] == expected.astype("datetime64[s]") + np.timedelta64(8 * HOUR, "s")
    assert frequency.steps_from(stamped, moved).tolist() == [count]
    assert frequency.is_open(moved).all()
    later = moved + np.timedelta64(23 * HOUR, "s")  # not yet the next day's time
    assert frequency.steps_from(stamped, later).tolist() == [count]


@given(st.sampled_from([CLINIC, BAR, HALVES]), st.integers(-2_000, 2_000))
def test_open_hours_are_counted_as_by_hand(frequency, count):
    """A step ahead is the open time so many open times later, in a list of all times of a few years."""
    every = np.arange("2023-01-01", "2026-01-01", 900, dtype="datetime64[s]")
    of_day = (every - every.astype("datetime64[D]")).astype(np.int64)
    weekday = (every.astype("datetime64[D]").astype(np.int64) + 3) % 7
    is_open = np.isin(of_day, frequency.open_times) & np.isin(weekday, frequency.open_days or range(7))
    assert np.array_equal(frequency.is_open(every), is_open)
    by_hand = every[is_open]
    middle = len(by_hand) // 2
    assert frequency.after(by_hand[middle], [count])[0] == by_hand[middle + count]
    assert frequency.steps_from(by_hand[middle], by_hand[middle + count]) == count


@pytest.mark.parametrize("frequency", [*MASKS, CLINIC, BAR, HALVES])
def test_a_calendar_survives_json_and_its_spelling(frequency):
    """Fields as JSON, and the text for --freq, give the same frequency again."""
    assert Frequency.from_dict(json.loads(json.dumps(frequency.to_dict()))) == frequency
    wanted = parse_frequency(spelled(frequency))
    assert (wanted.seconds, wanted.open_days, wanted.open_times) == (
        frequency.seconds,
        frequency.open_days,
        frequency.open_times,
    )


def test_frequencies_without_closed_times_are_written_as_ever():
    """Nothing is added to the files of models without closed times, and files that know none are read."""
    fields = {"seconds": DAY, "months": 0, "month_end": False, "weekday": None, "day": None}
    assert Frequency(seconds=DAY).to_dict() == fields
    assert Frequency.from_dict(fields) == Frequency(seconds=DAY)


@pytest.mark.parametrize(
    "change",
    [
        {"open_days": [0]},
        {"open_days": [0, 1, 2, 3, 4, 5, 6]},
        {"open_days": [1, 0]},
        {"open_days": [0, 7]},
        {"open_days": [0, True]},
        {"open_days": "MON-FRI"},
        {"open_days": [0, 1], "open_times": [0, 3600]},
        {"seconds": 3600, "open_days": [0, 1]},
        {"seconds": 3600, "open_times": [28_800]},
        {"seconds": 3600, "open_times": [28_800, 30_000]},
        {"seconds": 3600, "open_times": [82_800, 86_400]},
        {"seconds": 7 * DAY, "open_days": [0, 1]},
        {"seconds": 0, "months": 1, "open_days": [0, 1]},
    ],
)
def test_fields_that_are_no_calendar_are_refused(change):
    """A model file with an impossible calendar raises ValueError and nothing else."""
    with pytest.raises(ValueError, match="a frequency"):
        Frequency.from_dict(Frequency(seconds=DAY).to_dict() | change)


@pytest.mark.parametrize(
    ("text", "frequency"),
    [
        ("B", WORKING),
        ("b", WORKING),
        ("daily@mon-fri", WORKING),
        ("D@MON,TUE,WED,THU,FRI", WORKING),
        ("D@SUN-THU", GULF),
        ("h@8-17@MON-FRI", CLINIC),
        ("h@20-2", BAR),
        ("30min@8:15-9:45", HALVES),
        ("D@MON-SUN", Frequency(seconds=DAY)),
        ("h@0-23", Frequency(seconds=HOUR)),
    ],
)
def test_calendars_have_names(text, frequency):
    """--freq takes weekdays and times of day behind the step, and B for working days."""
    wanted = parse_frequency(text)
    found = Frequency(seconds=wanted.seconds, open_days=wanted.open_days, open_times=wanted.open_times)
    assert found == frequency


@pytest.mark.parametrize(
    "text",
    [
        *("2B", "D@", "D@MON", "D@8-17", "D@MOO", "W@MON-TUE", "MS@MON-FRI"),
        *("h@25", "h@8-25", "h@8:70-17", "h@8-", "h@8-17@9"),
    ],
)
def test_a_freq_that_is_no_calendar_is_a_usage_error(text):
    """What names no open days or times exits 2 and says what --freq takes."""
    with pytest.raises(UsageError, match=r"freq= takes .*B, ") as caught:
        parse_frequency(text)
    assert caught.value.value == text


def test_named_working_days_need_no_three_weeks(read):
    """--freq B leaves weekends out of the shortest file, without a note: it was asked for."""
    panel = read(HEADER + rows(["2024-01-05", "2024-01-08"]), freq="B")
    assert panel.frequency == WORKING
    assert panel.series[0].observed.tolist() == [True, True]
    assert panel.notes == ()


def test_a_plain_step_keeps_every_day(read):
    """--freq D reads working-day data with weekends missing."""
    panel = read(HEADER + rows(days("2024-01-01", "2024-01-31", "1111100")), freq="D")
    assert panel.frequency == Frequency(seconds=DAY)
    assert len(panel.series[0]) == 31
    assert panel.notes == (Remark("no-weekends"),)


@pytest.mark.parametrize(
    ("freq", "time", "line"),
    [
        ("B", "2024-01-13", "the step B leaves out Saturdays: 2024-01-13"),
        (
            "D@MON,TUE,WED,THU,FRI,SAT",
            "2024-01-14",
            "the step D@MON,TUE,WED,THU,FRI,SAT leaves out Sundays: 2024-01-14",
        ),
    ],
)
def test_a_row_on_a_day_that_a_named_step_leaves_out_is_located(complaint, freq, time, line):
    """The first such row is named by its line, with the step that keeps it."""
    observed = days("2024-01-08", "2024-01-12", "1111100").astype(str).tolist()
    hint = "check that date, or keep every step with --freq D"
    assert complaint(HEADER + rows([*observed, time]), freq=freq) == [f"d.csv:7: {line} of series 'a'; {hint}"]


def newer(table, panel, **options):
    """Read a table as `predict` reads data for a model of a panel."""
    return read_panel(table.encode(), name="new.csv", options=ReadOptions(**options), remembered=panel.reading)


def test_short_newer_data_have_the_calendar_of_the_model(read):
    """A Friday and a Monday are two steps of a model without weekends, one row is enough, and nothing is remarked."""
    panel = read(HEADER + rows(days("2024-01-01", "2024-02-09", "1111100")))
    for observed in (["2024-02-09", "2024-02-12"], ["2024-02-12"]):
        found = newer(HEADER + rows(observed), panel)
        assert found.frequency == WORKING
        assert found.series[0].observed.all()
        assert found.notes == ()


def test_newer_data_of_another_step_are_read_as_they_are(read):
    """Weekly rows for a model of working days are weekly, so that the model can refuse them."""
    panel = read(HEADER + rows(days("2024-01-01", "2024-02-09", "1111100")))
    assert newer(HEADER + rows(["2024-02-05", "2024-02-12", "2024-02-19"]), panel).frequency.seconds == 7 * DAY


def test_newer_data_for_a_model_with_weekends_have_weekends(read):
    """Working days alone are read as days with gaps for a model that knows all weekdays."""
    panel = read(HEADER + rows(days("2024-01-01", "2024-02-11", "1111111")))
    found = newer(HEADER + rows(days("2024-01-01", "2024-02-09", "1111100")), panel)
    assert found.frequency == panel.frequency == Frequency(seconds=DAY)


def test_a_panel_cut_earlier_keeps_its_days(read):
    """The time line of a backtest is that of the open days: a slot is an open day, before and after a cut."""
    observed = days("2024-01-01", "2024-02-09", "1111100")
    panel = read(HEADER + rows(observed))
    assert last_slot(panel) == len(observed) - 1
    assert np.array_equal(time_line(panel).astype("datetime64[D]"), observed)
    assert cut_panel(panel, 7).series[0].times[-1] == np.datetime64("2024-01-10")


def test_arrays_of_a_model_file_keep_their_calendar():
    """Times of a file must be open steps as far apart as their slots."""
    seconds = days("2024-01-01", "2024-01-12", "1111100").astype("datetime64[s]").astype(np.int64)
    size = len(seconds)
    parts = {"values": np.ones(size, np.int64), "frequency": WORKING}
    whole = {"lengths": np.array([size]), "starts": np.array([0])}
    check_coherence(**whole, **parts, line=seconds)
    for broken in (np.arange(size) * DAY + seconds[0], seconds + 5 * DAY, seconds + np.arange(size)):
        with pytest.raises(ValueError, match="Monday to Friday"):
            check_coherence(**whole, **parts, line=broken)
