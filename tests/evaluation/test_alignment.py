"""Forecasts and the counts that came find each other: series, steps, cutoffs, the past that a baseline may know."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError
from lstm_cli.evaluation import alignment
from lstm_cli.evaluation.alignment import Truth
from lstm_cli.evaluation.known import Given
from lstm_cli.evaluation.report import evaluate
from lstm_cli.metrics.baselines import naive
from lstm_cli.options import ReadOptions
from lstm_cli.panel.series import Columns
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.readers.quantiles.reader import read_forecasts
from lstm_cli.readers.quantiles.table import join_tables
from lstm_cli.remarks import Remark

OWN = "area,date,q0.1,q0.5,q0.9"
CUT = f"cutoff,{OWN}"
HUB = "reference_date,target,horizon,target_end_date,location,output_type,output_type_id,value"
COUNTS = {"A": [10, 12, 9, 15, 20, 18, 25, 30], "B": [1, 0, None, 3, 2, 5, 4, 6]}


def day(week):
    """Return a Saturday, week 0 being the first of the counts."""
    return str(dt.date(2024, 1, 6) + dt.timedelta(weeks=week))


def truth(counts=None, **options):
    """Read a panel of weekly counts that begins in week 0."""
    counts = COUNTS if counts is None else counts
    rows = [f"{name},{day(k)},{'' if n is None else n}" for name, row in counts.items() for k, n in enumerate(row)]
    return read_panel("\n".join(["area,date,cases", *rows, ""]).encode(), name="t.csv", options=ReadOptions(**options))


def table(*rows, header=OWN, columns=None):
    """Read forecasts of one model given as rows of a CSV."""
    content = "\n".join([header, *rows, ""]).encode()
    (only,) = read_forecasts(content, name="f.csv", truth=columns or Columns("area", "date", "cases")).tables.values()
    return only


def match(found, panel, *, baseline, **given):
    """Match forecasts with counts."""
    return alignment.match(found, Truth.of(panel, baseline=baseline), given=Given(**given))


def hub(*forecasts):
    """Write hub rows of (horizon, week, location), each with the quantiles 1, 2, 3; horizon 0 is the reference date."""
    return [
        f"{day(week - horizon)},t,{horizon},{day(week)},{place},quantile,{level},{value}"
        for horizon, week, place in forecasts
        for level, value in ((0.1, 1), (0.5, 2), (0.9, 3))
    ]


def refused(found, panel):
    """Return the lines of the error."""
    with pytest.raises(DataError) as caught:
        match(found, panel, baseline="naive")
    return list(caught.value.lines(flag))


def grid(forecasts):
    """Return every cell with a forecast: its cutoff, series, step, median and outcome."""
    return [
        (forecasts.cutoffs[c], forecasts.series[n], k + 1, forecasts.quantiles[c, n, k, 1], forecasts.outcomes[c, n, k])
        for c, n, k in np.argwhere(~np.isnan(forecasts.quantiles[..., 1])).tolist()
    ]


def test_without_cutoffs_each_series_starts_before_its_first_forecast():
    """A file of one run: what was known ended a step before the first forecast of each series."""
    found = table(f"B,{day(7)},4,5,6", f"A,{day(6)},30,33,36", f"A,{day(5)},20,22,24")
    forecasts = match(found, truth(), baseline="naive").forecasts
    span = f"{day(4)} to {day(6)}"
    assert grid(forecasts) == [(span, "A", 1, 22, 18), (span, "A", 2, 33, 25), (span, "B", 1, 5, 6)]
    a, b = np.array(COUNTS["A"][:5], float), np.array([1, 0, np.nan, 3, 2, 5, 4])
    np.testing.assert_array_equal(forecasts.baseline[0, 0], naive(a, horizon=2, levels=(0.1, 0.5, 0.9)))
    np.testing.assert_array_equal(forecasts.baseline[0, 1], naive(b, horizon=2, levels=(0.1, 0.5, 0.9)))
    assert forecasts.scale[0, 0] == np.mean([2, 3, 6, 5])  # 8 weeks are too few for a season of 52: steps of one
    assert forecasts.baseline_name == "naive"


def test_one_cutoff_of_all_is_written_once():
    """Where all series start alike, the cutoff is that date."""
    forecasts = match(table(f"A,{day(5)},1,2,3", f"B,{day(5)},1,2,3"), truth(), baseline="naive").forecasts
    assert forecasts.cutoffs == (day(4),)


def test_cutoffs_as_given():
    """A cutoff may be any date: the last step at or before it was known."""
    sunday = str(dt.date.fromisoformat(day(3)) + dt.timedelta(days=1))
    found = table(f"{sunday},A,{day(5)},1,2,3", f"{day(4)},A,{day(5)},2,3,4", header=CUT)
    forecasts = match(found, truth(), baseline="naive").forecasts
    assert grid(forecasts) == [(sunday, "A", 2, 2, 18), (day(4), "A", 1, 3, 18)]


def test_hub_horizons():
    """Of a hub whose reference date ends the week in progress horizon 0 is the first step; −1 was known before."""
    found = table(*hub((0, 5, "A"), (1, 6, "A"), (-1, 4, "A"), (1, 5, "B")), header=HUB)
    matched = match(found, truth(), baseline="naive")
    assert grid(matched.forecasts) == [(day(3), "B", 2, 2, 5), (day(4), "A", 1, 2, 18), (day(4), "A", 2, 2, 25)]
    assert matched.notes == (
        Remark("first-horizon", {"column": "reference_date", "lowest": 0, "highest": 0}),
        Remark("time-already-known", {"count": 1, "of": 4, "source": "f.csv", "first_line": 8}),
        Remark("baseline-from-truth", {"baseline": "naive"}),
    )


@pytest.mark.parametrize("baseline", ["naive", "seasonal-naive", "flusight"])
def test_a_baseline_knows_nothing_after_its_cutoff(baseline):
    """Other counts after a cutoff change neither the baseline nor the scale there."""
    found = table(f"{day(3)},A,{day(4)},1,2,3", f"{day(5)},A,{day(6)},1,2,3", header=CUT)
    changed = COUNTS | {"A": [*COUNTS["A"][:5], 999, 1, 500]}
    one, other = (match(found, truth(counts), baseline=baseline).forecasts for counts in (COUNTS, changed))
    np.testing.assert_array_equal(one.baseline[0], other.baseline[0])
    np.testing.assert_array_equal(one.scale[0], other.scale[0])
    assert (one.baseline[1] != other.baseline[1]).any()
    assert one.scale[1] != other.scale[1]


def test_the_season_of_the_data_is_that_of_the_baseline():
    """With more than a year of weeks the seasonal naive repeats last year."""
    counts = {"A": [(7 * k) % 53 for k in range(110)]}
    forecasts = match(table(f"A,{day(108)},1,2,3"), truth(counts), baseline="seasonal-naive").forecasts
    assert forecasts.baseline_name == "seasonal-naive"
    assert forecasts.baseline[0, 0, 0, 1] == counts["A"][56]


def test_what_is_left_out_is_remarked():
    """Series that the truth lacks, counts that have not come, levels that are missing: the rest is scored."""
    rows = [row for row in hub((0, 5, "A"), (0, 6, "A"), (1, 9, "A"), (0, 5, "C"), (0, 2, "B")) if "05,2" not in row]
    rows.remove(f"{day(6)},t,0,{day(6)},A,quantile,0.9,3")
    matched = match(table(*rows, header=HUB), truth(), baseline="naive")
    assert grid(matched.forecasts) == [(day(4), "A", 1, 2, 18)]
    assert matched.notes[1:3] == (
        Remark("series-not-in-truth", {"names": ("C",), "count": 1}),
        Remark("levels-missing", {"levels": 3, "count": 1, "of": 5, "source": "f.csv", "first_line": 5}),
    )
    assert matched.notes[3] == Remark("no-count-in-truth", {"count": 2, "of": 5, "source": "f.csv", "first_line": 7})


def test_a_note_on_several_files_knows_the_file():
    """The first forecast without a count is in the second file of the model: its file and line, of how many files."""
    found = [
        replace(table(*rows), source=name)
        for name, rows in (("m/a.csv", [f"A,{day(5)},1,2,3"]), ("m/b.csv", [f"B,{day(5)},1,2,3", f"B,{day(9)},1,2,3"]))
    ]
    notes = match(join_tables(found, source="m"), truth(), baseline="naive").notes
    told = Remark("no-count-in-truth", {"count": 1, "of": 3, "source": "m/b.csv", "first_line": 3, "files": 2})
    assert told in notes


def test_a_cutoff_between_two_steps_knows_the_earlier_and_that_is_remarked():
    """A forecast made on a Wednesday knows the Saturday before."""
    found = table(f"2024-02-07,A,{day(6)},1,2,3", f"{day(4)},A,{day(5)},1,2,3", header=CUT)
    matched = match(found, truth(), baseline="naive")
    assert grid(matched.forecasts) == [(day(4), "A", 1, 2, 18), ("2024-02-07", "A", 2, 2, 25)]
    assert matched.notes[0] == Remark("cutoff-between-steps", {"count": 1, "of": 2, "source": "f.csv", "first_line": 2})


def test_forecasts_whose_cutoffs_fall_between_the_same_two_steps_are_all_scored():
    """A Tuesday's and a Thursday's forecast of one week are two forecasts, listed under the cutoffs they were given."""
    found = table(
        f"2024-02-06,A,{day(5)},1,2,3",
        f"2024-02-08,A,{day(5)},4,5,6",
        f"{day(4)},A,{day(5)},7,8,9",
        header=CUT,
    )
    forecasts = match(found, truth(), baseline="naive").forecasts
    assert grid(forecasts) == [
        (day(4), "A", 1, 8, 18),
        ("2024-02-06", "A", 1, 2, 18),
        ("2024-02-08", "A", 1, 5, 18),
    ]
    assert evaluate(forecasts).cells == 3
    assert len(np.unique(forecasts.baseline, axis=0)) == 1  # all three know the same past


def test_the_baseline_is_called_what_it_is():
    """A seasonal naive that knows no season is the naive, and is not called otherwise; one series with more is enough."""
    long = {"A": [*range(60)], "B": [*range(30)]}
    found = [table(f"{day(end)},A,{day(end + 1)},1,2,3", header=CUT) for end in (51, 52)]
    names = [match(one, truth(long), baseline="seasonal-naive").forecasts.baseline_name for one in found]
    assert names == ["naive", "seasonal-naive"]
    note = match(found[0], truth(long), baseline="seasonal-naive").notes[-1]
    assert note == Remark("baseline-from-truth", {"baseline": "naive"})


def test_levels_without_a_counterpart_are_left_out():
    """WIS takes intervals: a level whose counterpart is missing is not used, and that is said."""
    found = table(f"A,{day(5)},1,2,3,4", header="area,date,q0.1,q0.5,q0.9,q0.95")
    matched = match(found, truth(), baseline="naive")
    assert matched.forecasts.levels == (0.1, 0.5, 0.9)
    assert matched.forecasts.quantiles[0, 0, 0].tolist() == [1, 2, 3]
    assert matched.notes[0] == Remark("levels-unpaired", {"levels": (0.95,), "in_all": 1})
    one_sided = table(f"A,{day(5)},1,2", header="area,date,q0.6,q0.9")
    assert refused(one_sided, truth()) == [
        "f.csv: no two levels make an interval: 0.6, 0.9 have no counterpart on the other side of 0.5"
    ]


def test_truth_of_the_evaluated_time_alone():
    """Where the truth begins with what was forecast there is no past: scores without a baseline."""
    forecasts = match(table(f"A,{day(0)},1,2,3", f"A,{day(1)},2,3,4"), truth({"A": [7, 9]}), baseline="naive").forecasts
    assert grid(forecasts) == [(day(-1), "A", 1, 2, 7), (day(-1), "A", 2, 3, 9)]
    assert np.isnan(forecasts.baseline).all()
    assert np.isnan(forecasts.scale).all()
    early = table(f"{day(-3)},A,{day(1)},1,2,3", header=CUT)
    assert grid(match(early, truth({"A": [7, 9]}), baseline="naive").forecasts) == [(day(-3), "A", 4, 2, 9)]


def test_months_before_the_truth_begins():
    """Calendar steps are counted back as calendars do."""
    panel = read_panel(b"date,cases\n2024-03-31,1\n2024-04-30,2\n2024-05-31,4\n", name="t.csv")
    found = table("2023-12-31,2024-04-30,1,2,3", header="cutoff,date,q0.1,q0.5,q0.9", columns=panel.columns)
    assert grid(match(found, panel, baseline="naive").forecasts) == [("2023-12-31", "cases", 4, 2, 2)]


def test_the_only_series_needs_no_name():
    """One series without a name in the forecasts, in the truth, or in both, is that one."""
    plain = read_panel(f"date,cases\n{day(0)},1\n{day(1)},2\n{day(2)},4\n".encode(), name="t.csv")
    for panel, found in (
        (plain, table(f"{day(2)},1,2,3", header="date,q0.1,q0.5,q0.9", columns=plain.columns)),
        (plain, table(f"X,{day(2)},1,2,3", columns=plain.columns)),
        (truth({"A": [1, 2, 4]}), table(f"{day(2)},1,2,3", header="date,q0.1,q0.5,q0.9")),
    ):
        assert [cell[2:] for cell in grid(match(found, panel, baseline="naive").forecasts)] == [(1, 2, 4)]


ERRORS = {
    "no name": (
        [f"{day(5)},1,2,3"],
        "date,q0.1,q0.5,q0.9",
        "f.csv: no column names the series, but t.csv has 2 series; looked for id, location, region, …",
    ),
    "unknown series": (
        [f"X,{day(5)},1,2,3"],
        OWN,
        "f.csv: none of its series is in t.csv: looked for 'X', found 'A', 'B'",
    ),
    "no count yet": (
        [f"A,{day(8)},1,2,3", f"A,{day(9)},1,2,3"],
        OWN,
        f"f.csv: none of its forecasts, for {day(8)} to {day(9)}, has a count in t.csv, which ends on {day(7)}",
    ),
    "between steps": (
        ["A,2024-01-07,1,2,3"],
        OWN,
        "f.csv:2: series 'A', 2024-01-07 is not a step of t.csv, which is weekly (weeks stamped Saturday)",
    ),
    "mistyped year": (
        [f"1924-01-05,A,{day(5)},1,2,3"],
        CUT,
        f"f.csv:2: series 'A', {day(5)} is 5223 steps after its cutoff (at most 2000)",
    ),
    "mistyped year of a run": (
        [f"A,{day(5)},1,2,3", "A,1024-01-06,1,2,3"],
        OWN,
        f"f.csv:2: series 'A', {day(5)} is 52184 steps after the first of its series (at most 20000)",
    ),
    "not ahead": (
        [f"{day(5)},A,{day(5)},1,2,3"],
        CUT,
        f"f.csv:2: series 'A', {day(5)} is not after its cutoff",
    ),
}


@pytest.mark.parametrize("case", ERRORS)
def test_what_cannot_be_scored_is_an_error(case):
    """Nothing in common, or nothing that makes sense: one line says why, and where."""
    rows, header, line = ERRORS[case]
    assert refused(table(*rows, header=header), truth()) == [line]


def test_every_forecast_lacks_a_level():
    """Rows of which none makes a whole forecast are an error, too."""
    rows = [
        row for row in hub((0, 5, "A"), (0, 6, "B")) if ("A,quantile,0.1" not in row) and "B,quantile,0.9" not in row
    ]
    assert refused(table(*rows, header=HUB), truth()) == [
        "f.csv: every forecast lacks one of the 3 levels: a forecast needs a row for each"
    ]


def test_a_far_date_costs_nothing():
    """A forecast for a time far beyond the truth is left out, not waited for."""
    found = table(f"A,{day(5)},1,2,3", "A,8999-12-28,1,2,3")
    assert grid(match(found, truth(), baseline="naive").forecasts) == [(day(4), "A", 1, 2, 18)]


def working(*rows, header=OWN):
    """Put forecasts beside working days of five weeks from 1 January 2024 on, day k of them having the count k."""
    dates = [str(dt.date(2024, 1, 1) + dt.timedelta(days=7 * week + day)) for week in range(5) for day in range(5)]
    counts = "\n".join(["date,cases", *(f"{date},{k}" for k, date in enumerate(dates)), ""])
    panel = read_panel(counts.encode(), name="t.csv", options=ReadOptions(value="cases"))
    found = table(*rows, header=header, columns=panel.columns)
    return match(found, panel, baseline="seasonal-naive")


def test_steps_over_a_weekend_are_open_days():
    """Monday is the step after Friday, also where a cutoff is a Sunday; five days ago is the season."""
    header = "cutoff,date,q0.1,q0.5,q0.9"
    matched = working(
        "2024-01-26,2024-01-29,1,2,3", "2024-01-26,2024-01-30,2,3,4", "2024-01-28,2024-01-30,5,6,7", header=header
    )
    assert grid(matched.forecasts) == [
        ("2024-01-26", "cases", 1, 2, 20),
        ("2024-01-26", "cases", 2, 3, 21),
        ("2024-01-28", "cases", 2, 6, 21),
    ]
    assert matched.forecasts.baseline_name == "seasonal-naive"
    assert matched.forecasts.baseline[0, 0, :2, 1].tolist() == [15, 16]
    assert [note.code for note in matched.notes] == ["cutoff-between-steps", "baseline-from-truth"]


def test_forecasts_of_closed_days_are_left_out_and_told():
    """Another program's Saturday and Sunday are no Friday, and do not move what was known when it forecast."""
    days = ("2024-01-29", "2024-01-30", "2024-01-27", "2024-01-28", "2024-02-03")
    rows = (f"{day},{k},{k + 1},{k + 2}" for k, day in enumerate(days))
    matched = working(*rows, header="date,q0.1,q0.5,q0.9")
    assert grid(matched.forecasts) == [("2024-01-26", "cases", 1, 1, 20), ("2024-01-26", "cases", 2, 2, 21)]
    assert matched.notes[1:] == (
        Remark("closed-in-truth", {"count": 3, "of": 5, "source": "f.csv", "first_line": 4}),
        Remark("baseline-from-truth", {"baseline": "seasonal-naive"}),
    )


def test_quantiles_below_zero_are_told():
    """Another program's forecasts of less than nothing are scored, and how many they are is said."""
    header = "unique_id,ds,M-lo-80,M-hi-80"
    matched = match(table(f"A,{day(5)},-3,30", f"B,{day(5)},1,4", header=header), truth(), baseline="naive")
    assert matched.forecasts.quantiles[0, 0, 0].tolist() == [-3, 30]
    told = Remark("quantiles-below-zero", {"count": 1, "of": 2, "source": "f.csv", "first_line": 2})
    assert told in matched.notes


def test_a_baseline_is_named_by_the_longest_past():
    """The seasonal naive of weekdays is one if any series has a week behind it, whichever comes last; else it is a naive."""
    days = [str(np.datetime64("2024-01-01") + k) for k in range(30)]
    rows = [f"{name},{day},{k}" for name, first in (("A", 0), ("B", 24)) for k, day in enumerate(days) if k >= first]
    daily = read_panel("\n".join(["area,date,cases", *rows, ""]).encode(), name="t.csv")
    both = table(f"{days[27]},A,{days[28]},1,2,3", f"{days[27]},B,{days[28]},1,2,3", header=CUT)
    late = table(f"{days[27]},B,{days[28]},1,2,3", header=CUT)
    for found, name in ((both, "seasonal-naive"), (late, "naive")):
        assert match(found, daily, baseline="seasonal-naive").forecasts.baseline_name == name


def test_proportions_far_below_their_forecasts_are_in_the_lowest_tenth():
    """A proportion stands for one step of its last decimal, not for everything within ½ of it."""
    panel = truth({"A": [0.05, 0.06, 0.04, 0.05, 0.07, 0.06, 0.05, 0.04]}, kind="proportion")
    forecasts = table(*(f"{day(k - 1)},A,{day(k)},0.2,0.21,0.22" for k in range(3, 8)), header=CUT)
    report = evaluate(match(forecasts, panel, baseline="naive").forecasts)
    assert report.pit == (5, *[0] * 9)
