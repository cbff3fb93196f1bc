"""What was known at each forecast follows from its cutoff, its origin, its horizons' dates, or what the user says."""

import datetime as dt
from dataclasses import replace

import forecast_tables
import numpy as np
import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError, UsageError
from lstm_cli.evaluation.alignment import Truth, match
from lstm_cli.evaluation.known import Given, check_given
from lstm_cli.evaluation.line import line_of
from lstm_cli.evaluation.report import report_of
from lstm_cli.evaluation.scored_models import score_models
from lstm_cli.options import DataKind
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.readers.quantiles.reader import read_forecasts
from lstm_cli.readers.quantiles.table import join_tables

HUB = "location,target_end_date,output_type,output_type_id,value"


def panel(first, steps, count=40):
    """Return a panel of one series whose k-th date is given by a function."""
    rows = [f"{steps(first, k)},{k}" for k in range(count)]
    return read_panel("\n".join(["date,cases", *rows, ""]).encode(), name="t.csv")


def weekly(first="2024-01-06", count=40):
    """Return weekly counts."""
    return panel(dt.date.fromisoformat(first), lambda day, k: day + dt.timedelta(weeks=k), count)


def daily(first="2024-01-01", count=60):
    """Return daily counts."""
    return panel(dt.date.fromisoformat(first), lambda day, k: day + dt.timedelta(days=k), count)


def monthly(count=40):
    """Return counts of months, stamped on their first day."""
    return panel(2022, lambda year, k: f"{year + k // 12}-{k % 12 + 1:02}-01", count)


def working_days(count=60):
    """Return counts of working days from Monday 1 January 2024 on."""
    return panel(dt.date(2024, 1, 1), lambda day, k: day + dt.timedelta(days=k // 5 * 7 + k % 5), count)


def matched(truth, text, **given):
    """Match forecasts with a panel."""
    (table,) = read_forecasts(text.encode(), name="f.csv", truth=truth.columns).tables.values()
    return match(table, Truth.of(truth, baseline="naive"), given=Given(**given))


def origins(truth, text, **given):
    """Return the last time known and the step of every forecast that is scored, in order."""
    found = matched(truth, text, **given).forecasts
    c, n, k = np.nonzero(~np.isnan(found.outcomes))
    line = line_of(truth)
    known = found.last_known[c, n]
    return sorted(zip(map(line.write, known.tolist()), (k + 1).tolist(), strict=True))


def rows(header, *starts):
    """Write hub rows at three levels, each beginning with some cells."""
    lines = [f"{start},quantile,{level},{value}" for start in starts for level, value in ((0.1, 1), (0.5, 2), (0.9, 3))]
    return "\n".join([f"{header},{HUB}", *lines, ""])


@pytest.mark.parametrize(
    "name", ["own", "backtest", "flusight", "respicast", "zoltar", "scoringutils", "neuralforecast"]
)
def test_every_hub_knew_the_same(name):
    """FluSight's horizon 0 is new, RespiCast's and Zoltar's is known: all of them knew the same week and no other."""
    text = forecast_tables.SEVERAL[name](places=("Ohio",))
    assert origins(weekly(), text) == [("2024-04-06", step) for step in (1, 2, 3)]


def test_the_last_week_known_may_be_horizon_zero():
    """RespiCast, 27 August 2025: the week to 24 August is over but not yet known, and horizon 0 is the one before."""
    text = rows("origin_date,horizon", *(f"2025-08-27,{k},CZ,2025-08-{17 + 7 * k}" for k in range(3)))
    truth = weekly("2025-06-01")
    found = matched(truth, text)
    assert origins(truth, text) == [("2025-08-17", 1), ("2025-08-17", 2)]
    codes = {note.code: note.details for note in found.notes}
    assert codes["first-horizon"] == {"column": "origin_date", "lowest": 1, "highest": 1}
    assert codes["time-already-known"]["count"] == 1


@pytest.mark.parametrize(
    ("made", "step"), [("2024-04-07", 1), ("2024-04-08", 1), ("2024-04-11", 2), ("2024-04-13", 2), ("2024-04-01", 3)]
)
def test_a_week_is_known_when_it_is_over(made, step):
    """Of one week ahead of different days: on a Thursday the week in progress is not known, whatever horizon it has."""
    text = rows("forecast_date,horizon", f"{made},1,Ohio,{'2024-04-13' if step < 2 else '2024-04-20'}")
    known = {1: "2024-04-06", 2: "2024-04-06", 3: "2024-03-30"}[step]
    assert origins(weekly(), text) == [(known, step)]


def test_an_origin_without_horizons():
    """What was over at the origin is known; a reference date on the last day of a week is not over."""
    text = rows("reference_date", "2024-04-13,Ohio,2024-04-13", "2024-04-15,Ohio,2024-04-20")
    assert origins(weekly(), text) == [("2024-04-06", 1), ("2024-04-13", 1)]
    assert "known-by-origin" in {note.code for note in matched(weekly(), text).notes}


def test_days_are_over_on_the_next():
    """Of daily counts the day of the origin is new, also where it is horizon 0 or given to the minute."""
    text = rows("forecast_date,horizon", "2024-02-01,1,x,2024-02-02", "2024-02-05,0,x,2024-02-05")
    assert origins(daily(), text) == [("2024-01-31", 2), ("2024-02-04", 1)]
    late = rows("forecast_date", "2024-02-01 23:00,x,2024-02-02")
    assert origins(daily(), late) == [("2024-01-31", 2)]


def test_months_that_are_named_by_their_first_day_are_over_later():
    """In the middle of May, May is not known, though it is stamped 1 May and called horizon 0."""
    text = rows("origin_date,horizon", "2024-05-10,1,x,2024-06-01", "2024-06-01,1,x,2024-07-01")
    assert origins(monthly(), text) == [("2024-04-01", 2), ("2024-05-01", 2)]


def test_weeks_that_are_named_by_their_monday_are_over_later():
    """A week stamped on Monday is over on the next Monday."""
    text = rows("origin_date,horizon", "2024-02-07,1,x,2024-02-12", "2024-02-12,1,x,2024-02-19")
    assert origins(weekly("2024-01-01"), text) == [("2024-01-29", 2), ("2024-02-05", 2)]


def test_horizons_in_days_of_the_calendar():
    """Of working days horizons may count days of the calendar: Monday is three after Friday, and one step."""
    text = rows("forecast_date,horizon", "2024-01-20,2,x,2024-01-22", "2024-01-20,3,x,2024-01-23")
    assert origins(working_days(), text) == [("2024-01-19", 1), ("2024-01-19", 2)]
    after = rows("forecast_date,horizon", "2024-01-22,1,x,2024-01-23", "2024-01-22,7,x,2024-01-29")
    assert origins(working_days(), after) == [("2024-01-19", 2), ("2024-01-19", 6)]


def test_horizons_in_days_of_weekly_counts():
    """Horizons that are the days from the origin say nothing more than the origin."""
    text = rows("forecast_date,horizon", "2024-04-08,5,x,2024-04-13", "2024-04-08,12,x,2024-04-20")
    assert origins(weekly(), text) == [("2024-04-06", 1), ("2024-04-06", 2)]


def test_horizons_alone():
    """Without any date of the forecast horizon 1 is the first new step; a horizon of 0 is asked about."""
    text = rows("horizon", "1,x,2024-04-13", "2,x,2024-04-13")
    assert origins(weekly(), text) == [("2024-03-30", 2), ("2024-04-06", 1)]
    zero = rows("horizon", "0,x,2024-04-13", "1,x,2024-04-20")
    with pytest.raises(DataError) as caught:
        matched(weekly(), zero)
    assert list(caught.value.lines(flag)) == [
        "f.csv:2: series 'x', 2024-04-13 has horizon 0, which may be known or new: no column says when it was made",
        "f.csv: add a column such as reference_date, or give the first horizon after the known data with --first-horizon 0",
    ]
    assert origins(weekly(), zero, first_horizon=0) == [("2024-04-06", 1), ("2024-04-06", 2)]
    assert origins(weekly(), zero, first_horizon=1) == [("2024-04-13", 1)]


def test_scores_know_what_they_are_of():
    """Forecasts of rates are matched as rates, so that their scores are not said to be those of counts."""
    rates = read_panel(
        b"location,date,rate\n" + b"".join(b"x,2024-01-%02d,%d.5\n" % (day, day) for day in range(1, 20))
    )
    text = rows("horizon", "1,x,2024-01-13", "2,x,2024-01-14")
    (table,) = read_forecasts(text.encode(), name="f.csv", truth=rates.columns).tables.values()
    scored = score_models({"m": table}, rates, baseline="naive")
    report = report_of(scored.models[0].forecasts, scored.models[0].scored)
    assert {report.kind, scored.compare().kind} == {DataKind.RATE}


def test_what_decides_nothing_is_refused():
    """A first horizon of tables without horizons, or with cutoffs, and a cutoff of tables that say when they were made."""
    (table,) = read_forecasts(forecast_tables.own().encode(), name="f.csv").tables.values()
    alone = replace(table, cutoffs=None, horizons=None, origins=None)
    steps = np.ones(len(table), np.int64)
    first, cutoff = Given(first_horizon=1), Given(cutoff=np.datetime64("2024-01-06", "s"))
    none = "no table of forecasts has a column of horizons"
    said = "every table of forecasts says when its forecasts were made; leave out --cutoff"
    for tables, given, message in (
        ([alone], first, f"{none}; --first-horizon says which horizon is the first new one"),
        (
            [replace(alone, cutoffs=table.times, horizons=steps)],
            first,
            f"{none} without one of cutoffs; --first-horizon says which horizon is the first new one",
        ),
        ([replace(alone, cutoffs=table.times)], cutoff, said),
        ([replace(alone, origins=table.times), replace(alone, horizons=steps)], cutoff, said),
    ):
        with pytest.raises(UsageError) as caught:
            check_given(tables, given)
        assert list(caught.value.lines(flag)) == [message]
    check_given([replace(alone, cutoffs=table.times), alone], cutoff)
    check_given([alone, replace(alone, horizons=steps)], first)


def test_the_user_knows_better():
    """A first horizon that is named decides, whatever the origin says."""
    text = rows("origin_date,horizon", "2025-08-27,0,CZ,2025-08-17", "2025-08-27,1,CZ,2025-08-24")
    assert origins(weekly("2025-06-01"), text, first_horizon=0) == [("2025-08-10", 1), ("2025-08-10", 2)]


def test_a_table_that_contradicts_itself():
    """Horizons of one origin that do not fit their dates are refused, with both lines."""
    text = rows("reference_date,horizon", "2024-04-13,0,x,2024-04-13", "2024-04-13,1,x,2024-04-27")
    with pytest.raises(DataError) as caught:
        matched(weekly(), text)
    assert list(caught.value.lines(flag)) == [
        (
            "f.csv:5: series 'x', 2024-04-27: by its horizon, horizon 0 would be 2024-04-20, but 2024-04-13 by "
            "that on line 2"
        ),
        "f.csv: correct the horizons, or give the first one after the known data with --first-horizon 1",
    ]


def test_files_that_contradict_each_other():
    """Where the first forecast is in another file of the model, that file is named with its line."""
    lines = ("2024-04-13,0,x,2024-04-13", "2024-04-13,1,x,2024-04-27")
    texts = [rows("reference_date,horizon", line).encode() for line in lines]
    tables = [read_forecasts(text, name=name).tables for text, name in zip(texts, ("m/a.csv", "m/b.csv"), strict=True)]
    both = join_tables([table for found in tables for table in found.values()], source="m")
    with pytest.raises(DataError, match=r"m/b.csv:2: series 'x', 2024-04-27: .* by that in m/a.csv:2"):
        match(both, Truth.of(weekly(), baseline="naive"))


@pytest.mark.parametrize(
    ("truth", "first", "second"),
    [
        (weekly, "2024-04-13", "2024-04-13"),
        (monthly, "2024-05-01", "2024-05-01"),
        (working_days, "2024-02-01", "2024-02-02"),
    ],
)
def test_a_time_with_two_horizons(truth, first, second):
    """Of one origin a week or a month has one horizon, and a working day its own: the second is refused."""
    text = rows("origin_date,horizon", f"2024-01-25,1,x,{first}", f"2024-01-25,3,x,{second}")
    with pytest.raises(DataError, match="by its horizon, horizon 0 would be"):
        matched(truth(), text)


def test_a_contradiction_beyond_all_that_can_be_written():
    """A date of year 1 contradicts as well, and does not stop the message."""
    text = rows("origin_date,horizon", "2024-04-17,1,x,2024-04-20", "2024-04-17,3,x,0001-01-06")
    with pytest.raises(DataError, match="horizon 0 would be 0001-01-01"):
        matched(weekly(), text)


def test_a_cutoff_of_the_user():
    """Where nothing is said the step before the first forecast is the last known, or the one that is named."""
    text = forecast_tables.prophet(places=("Ohio",))
    assert origins(weekly(), text) == [("2024-04-06", step) for step in (1, 2, 3)]
    given = {"cutoff": np.datetime64("2024-04-13", "s")}
    assert origins(weekly(), text, **given) == [("2024-04-13", 1), ("2024-04-13", 2)]
    found = matched(weekly(), text, **given)
    assert [note.code for note in found.notes if note.code in {"cutoff-before-first", "time-already-known"}] == [
        "time-already-known"
    ]
    told = forecast_tables.backtest(places=("Ohio",))
    assert origins(weekly(), told, **given) == origins(weekly(), told)


def test_nothing_but_what_was_known():
    """Forecasts of nothing new are refused."""
    text = rows("reference_date,horizon", "2024-04-13,-1,x,2024-04-06")
    with pytest.raises(DataError) as caught:
        matched(weekly(), text)
    assert list(caught.value.lines(flag)) == [
        "f.csv: every forecast is for a time that was already known when it was made"
    ]


def test_rounds_of_different_days_of_one_week_are_all_scored():
    """A Monday's and a Friday's forecast of the next week know the same and are two forecasts."""
    text = rows("forecast_date,horizon", "2024-04-07,1,x,2024-04-13", "2024-04-08,1,x,2024-04-13")
    assert origins(weekly(), text) == [("2024-04-06", 1), ("2024-04-06", 1)]


@pytest.mark.parametrize("truth", [weekly, daily, monthly, working_days])
def test_slots_and_times_are_one_to_one(truth):
    """The time of a slot is in that slot, within the panel and far beyond it on either side."""
    line = line_of(truth())
    slots = np.arange(-30, 120)
    times = line.at(slots)
    assert (np.diff(times) > np.timedelta64(0, "s")).all()
    found, exact = line.slots(times)
    np.testing.assert_array_equal(found, slots)
    assert exact[(times >= line.times[0]) & (times <= line.times[-1])].all()


def night(name, *starts, more=0):
    """Return the forecasts in a file of a night: two days each of some series, from some days of February 2024 on."""
    lines = [
        f"{series},2024-02-{day + k:02},{day + k},{day + k + 1},{day + k + 2 + more}"
        for series, day in starts
        for k in (0, 1)
    ]
    text = "\n".join(["place,date,q0.1,q0.5,q0.9", *lines, ""])
    (table,) = read_forecasts(text.encode(), name=name).tables.values()
    return table


def places(*names):
    """Return daily counts of some places."""
    rows = [
        f"{name},{dt.date(2024, 1, 1) + dt.timedelta(days=k)},{k % 9 + len(name)}" for name in names for k in range(60)
    ]
    return read_panel("\n".join(["place,date,cases", *rows, ""]).encode(), name="t.csv")


def scored(truth, *tables, **given):
    """Return the cells of forecasts in several files of a model: cutoff, series, step, quantiles and baseline."""
    found = match(join_tables(tables, source="m"), Truth.of(truth, baseline="naive"), given=Given(**given)).forecasts
    c, n, k = np.nonzero(~np.isnan(found.outcomes))
    known = found.last_known[c, n].tolist()
    cells = zip(
        known, n.tolist(), k.tolist(), found.quantiles[c, n, k].tolist(), found.baseline[c, n, k].tolist(), strict=True
    )
    return sorted(cells), found.cutoffs


def test_each_file_of_a_night_has_a_cutoff_of_its_own():
    """Nights that overlap, do not, or in which one place is late: the cells are those of each file alone."""
    truth = places("A", "B")
    nights = [
        night("m/1.csv", ("A", 5), ("B", 5)),
        night("m/2.csv", ("A", 6), ("B", 5)),
        night("m/3.csv", ("A", 9), ("B", 9)),
    ]
    alone = sorted(cell for table in nights for cell in scored(truth, table)[0])
    together, cutoffs = scored(truth, *nights)
    assert together == alone
    assert len(cutoffs) == 3
    assert cutoffs[2] == "2024-02-08"


def test_a_place_that_stands_still_does_not_join_nights():
    """A had no new data, or a wrong date in the future, while B went on: the cells of B are those of each file alone."""
    truth = places("A", "B")
    for still in (8, 25):
        nights = [night(f"m/{k}.csv", ("A", still), ("B", day)) for k, day in enumerate((6, 7, 8))]
        alone = sorted({cell for table in nights for cell in map(repr, scored(truth, table)[0])})
        assert sorted(set(map(repr, scored(truth, *nights)[0]))) == alone
    parts = [night("m/0a.csv", ("A", 8)), night("m/0b.csv", ("B", 6)), night("m/1.csv", ("A", 9), ("B", 8))]
    assert {(known, step) for known, _, step, *_ in scored(truth, *parts)[0]} == {
        (known, step) for table in parts for known, _, step, *_ in scored(truth, table)[0]
    }


def test_a_night_without_new_data_counts_once():
    """Its forecasts are those of the night before, for all places or for the one that was late."""
    truth = places("A", "B")
    nights = [night("m/1.csv", ("A", 5), ("B", 5)), night("m/2.csv", ("A", 6), ("B", 5)), night("m/4.csv", ("A", 9))]
    again = [night("m/1b.csv", ("A", 5), ("B", 5)), night("m/4b.csv", ("A", 9))]
    assert scored(truth, nights[0], again[0], *nights[1:], again[1]) == scored(truth, *nights)


@pytest.mark.parametrize("step", [0, 1])
def test_a_file_that_repeats_only_some_forecasts_is_refused(step):
    """Without those it would seem to be made later: its second step ahead would be scored as its first."""
    first, second = night("m/1.csv", ("A", 5), ("B", 5)), night("m/2.csv", ("A", 5), ("B", 5))
    quantiles = second.quantiles.copy()
    quantiles[step] += 1
    with pytest.raises(DataError, match=rf"m/2.csv:{2 + step}: series 'A', 2024-02-0{5 + step} is already in m/1.csv"):
        join_tables([first, replace(second, quantiles=quantiles)], source="m")


def test_files_that_begin_together_are_parts_of_one_round():
    """Places in two files of a night have one cutoff; two forecasts of a place are an error, and so is one cutoff for two nights."""
    truth = places("A", "B")
    assert scored(truth, night("m/a.csv", ("A", 5)), night("m/b.csv", ("B", 5)))[1] == ("2024-02-04",)
    with pytest.raises(DataError, match=r"m/b.csv:2: series 'A', 2024-02-05 is already in m/a.csv:2") as error:
        join_tables([night("m/a.csv", ("A", 5)), night("m/b.csv", ("A", 5), more=1)], source="m")
    assert str(error.value).endswith("begin at the same time, such as two runs on one day's data, give only one")
    with pytest.raises(DataError, match=r"m/b.csv:2: series 'A', 2024-02-06 is already in m/a.csv:3"):
        scored(truth, night("m/a.csv", ("A", 5)), night("m/b.csv", ("A", 6)), cutoff=np.datetime64("2024-02-04", "s"))
