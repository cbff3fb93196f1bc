"""A backtest with vintages forecasts each cutoff from its first report, and scores against what came."""

from dataclasses import replace

import numpy as np
import pytest
from whole_forecast import predict

from lstm_cli.cli.settings import flag
from lstm_cli.errors import DataError, UsageError
from lstm_cli.evaluation.backtest import forecast_group, forecast_set, groups_of, plan_backtest
from lstm_cli.evaluation.checkpoint import open_working_file
from lstm_cli.evaluation.holdout import train_and_score
from lstm_cli.formats.backtest_csv import plan_data, plan_text
from lstm_cli.options import LEVELS, BacktestOptions, TrainOptions
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.readers.vintage_reader import read_vintages

FIRST = np.datetime64("2020-01-04")
WEEKS = 24


@pytest.fixture(scope="module")
def reports(make_waves):
    """Return whole tables by week of publication: the newest counts are two thirds of what they will be a week later."""
    true = {name: make_waves(seed, weeks=WEEKS) for seed, name in enumerate("AB", start=1)}

    def known(name, at):
        counts = true[name][: at + 1]
        return [*counts[:-1], 2 * counts[-1] // 3]

    return {at: {name: known(name, at) for name in true} for at in range(WEEKS)}


def lines_of(table, at, *, published=True):
    """Return the rows of one table."""
    when = f",{FIRST + 7 * at + 4}" if published else ""
    return [
        f"{name},{FIRST + 7 * week},{count}{when}"
        for name, counts in table.items()
        for week, count in enumerate(counts)
    ]


def vintages_of(reports):
    """Return the vintages of tables by week of publication."""
    rows = [line for at, table in reports.items() for line in lines_of(table, at)]
    return read_vintages("\n".join(["area,date,cases,as_of", *rows, ""]).encode(), name="v.csv")


def run(vintages, **options):
    """Backtest in this process; return the plan and what was found at each cutoff."""
    plan = plan_backtest(vintages.newest, BacktestOptions(**options), vintages)
    return plan, {one.cutoff: one for group in groups_of(vintages.newest, plan) for one in forecast_group(group)}


@pytest.mark.parametrize("as_reported", [True, False])
def test_a_forecast_is_that_of_the_files_that_were_published_then(reports, as_reported):
    """Quantiles are those of a model trained on the file of the first cutoff, which knows the revisions of all files before."""
    plan, found = run(
        vintages_of(reports), horizon=2, step=2, cutoffs=2, every_refit=2, seed=4, as_reported=as_reported
    )
    assert plan.cutoffs == (19, 21)
    files = {
        cutoff: read_panel(
            "\n".join(["area,date,cases", *lines_of(reports[cutoff], cutoff, published=False), ""]).encode(),
            name="f.csv",
        )
        for cutoff in plan.cutoffs
    }
    until = vintages_of({at: table for at, table in reports.items() if at <= 19})
    model = train_and_score(files[19], TrainOptions(horizon=2, seed=4), vintages=until)
    assert np.exp(model.revisions.shift[0]) == pytest.approx(1.5, rel=0.03)
    for cutoff in plan.cutoffs:
        by_hand = predict(model, panel=files[cutoff], levels=LEVELS, as_reported=as_reported).series
        assert np.array_equal(found[cutoff].quantiles, np.stack([one.quantiles for one in by_hand]))


def test_scores_are_against_the_newest_state(reports):
    """What came is what the last vintage says, not what the first report of it did."""
    vintages = vintages_of(reports)
    plan, found = run(vintages, horizon=2, step=2, cutoffs=1)
    outcomes = forecast_set(vintages.newest, plan, found).outcomes
    assert outcomes[0].tolist() == [reports[23][name][22:24] for name in "AB"]
    assert outcomes[0, 0, 0] != reports[22]["A"][22]


def test_later_vintages_change_no_forecast(reports):
    """Counts that were published after a cutoff reach the scores and nothing else."""
    changed = {
        at: table if at < 22 else {n: [7 * c + 1 for c in counts] for n, counts in table.items()}
        for at, table in reports.items()
    }
    first, second = (run(vintages_of(one), horizon=2, cutoffs=1)[1][21] for one in (reports, changed))
    assert np.array_equal(first.quantiles, second.quantiles)
    assert np.array_equal(first.baseline, second.baseline)


def test_a_cutoff_without_a_vintage_is_passed_over_and_said(reports):
    """The next older one with a vintage takes its place, and a line says how many were passed over."""
    vintages = vintages_of({at: table for at, table in reports.items() if at not in {18, 20}})
    plan = plan_backtest(vintages.newest, BacktestOptions(horizon=2, step=1, cutoffs=3), vintages)
    assert plan.cutoffs == (17, 19, 21)
    assert plan.passed_over == 2
    assert "  note      2 cutoffs are skipped: no vintage has it as its newest step" in plan_text(
        vintages.newest, plan, asked=True, wanted=3
    )
    assert plan_data(vintages.newest, plan)["passed_over"] == 2


def test_without_any_vintage_of_a_cutoff_it_is_refused(reports):
    """The line names the time and a step that would find one."""
    vintages = vintages_of({at: table for at, table in reports.items() if at in {20, 23}})
    with pytest.raises(DataError) as caught:
        plan_backtest(vintages.newest, BacktestOptions(horizon=2, step=2), vintages)
    assert caught.value.lines(flag) == (
        (
            "v.csv: no vintage is the first report of a cutoff from 2020-02-22 to 2020-05-30 with 8 known counts of a series before it; "
            "--step 1 tries every step as a cutoff"
        ),
    )
    assert plan_backtest(vintages.newest, BacktestOptions(horizon=2, step=1), vintages).cutoffs == (20,)


def test_kept_cutoffs_are_of_the_same_vintages(tmp_path, reports):
    """A working file of other vintages, or of none, is not gone on with."""
    vintages = vintages_of(reports)
    options = BacktestOptions(horizon=2, step=1, cutoffs=2)
    plan = plan_backtest(vintages.newest, options, vintages)
    path = tmp_path / "k.partial"
    open_working_file(path, vintages.newest, plan, resume=False)
    open_working_file(path, vintages.newest, plan, resume=True)
    other = replace(vintages, value=vintages.value + (vintages.vintage == 3))
    for changed in (
        plan_backtest(vintages.newest, options, other),
        plan_backtest(vintages.newest, options),
        plan_backtest(vintages.newest, replace(options, as_reported=True), vintages),
    ):
        with pytest.raises(UsageError, match="another backtest"):
            open_working_file(path, vintages.newest, changed, resume=True)
