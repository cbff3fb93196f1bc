"""A change of step is refused with the ways out, and remarked on where somebody has decided."""

import numpy as np
import pytest

from lstm_cli.options import DataKind
from lstm_cli.panel.checks import known
from lstm_cli.panel.checks.step_change import step_changes
from lstm_cli.panel.frequency import DAY, Frequency
from lstm_cli.panel.series import Series, TimeStyle

COUNTS = np.random.default_rng(8).poisson(100, 300).tolist()


def every(step, rows, absent=None):
    """Return counts at every so-manieth step alone."""
    return [value for count in rows for value in (*[absent] * (step - 1), count)]


def test_daily_then_weekly_is_refused_with_two_commands(refusal):
    """The first weekly row is named, and what each way of reading asks for."""
    head, advice = refusal([*COUNTS[:100], *every(7, [700] * 12)])
    assert head == (
        "d.csv:102: series 'a' has a row every 7 days from 2024-04-21 to 2024-07-07, but every day elsewhere"
    )
    assert advice == (
        "d.csv: if a row includes the counts since the previous row: lstm-forecast tidy d.csv --id unique_id --time ds "
        "--value y --absent accumulate | lstm-forecast train -; steps without a row are read as missing with --freq D"
    )


def test_rates_are_not_advised_to_be_shared_out(refusal):
    """A rate of a week is no sum of the rates of its days."""
    rates = [count + 0.5 for count in COUNTS[:112]]
    head, advice = refusal([*rates[:100], *every(7, rates[100:])], kind=DataKind.RATE)
    assert head.startswith("d.csv:102: series 'a' has a row every 7 days")
    assert advice == "d.csv: steps without a row are read as missing with --freq D"


@pytest.mark.parametrize(
    ("counts", "step"),
    [
        ([*every(7, [700] * 12), *COUNTS[:100]], "7 days"),
        ([*COUNTS[:100], *every(2, [200] * 12), *COUNTS[:50]], "2 days"),
        ([*COUNTS[:100], *(value for _ in range(8) for value in (None, None, 300, None, None, None, 400))], "3.5 days"),
        (
            [*COUNTS[:300], *(value for days in (30, 29, 31, 30, 28, 31, 30, 31) for value in every(days, [3000]))],
            "30 days",
        ),
    ],
)
def test_other_changes_are_refused_too(refusal, counts, step):
    """From weekly to daily, for a while, on two days a week, once a month."""
    assert f"has a row every {step} from" in refusal(counts)[0]


def test_a_few_wide_gaps_are_no_step(doubts):
    """Seven weekly rows may be a break in reporting; the eighth shows that they are the rule."""
    assert "step-changed" not in doubts([*COUNTS[:100], *every(7, [700] * 7)], freq="D")
    assert "step-changed" in doubts([*COUNTS[:100], *every(7, [700] * 8)], freq="D")


def test_who_names_the_step_or_writes_the_rows_has_decided(doubts):
    """Then it is a remark: the step was asked for, or rows without a count stand at every step."""
    for counts, options in (
        ([*COUNTS[:100], *every(7, [700] * 12)], {"freq": "D"}),
        ([*COUNTS[:100], *every(7, [700] * 12, absent="")], {}),
    ):
        details = doubts(counts, **options)["step-changed"]
        assert (details["steps"], details["first"], details["last"]) == (7.0, "2024-04-21", "2024-07-07")


def test_a_series_that_fades_out_keeps_its_step(doubts):
    """Of 60 outbreaks whose zeros have no row, none is refused."""
    rng = np.random.default_rng(9)
    for _ in range(60):
        counts = rng.poisson(20 * np.exp(-np.arange(250) / 50)).tolist()
        assert doubts([count or None for count in counts])


@pytest.mark.parametrize("share", [0.05, 0.2])
def test_rows_that_are_missing_by_chance_are_no_step(doubts, share):
    """Of 400 series from which rows are missing at random, none has changed its step."""
    rng = np.random.default_rng(10)
    here = rng.random((400, 200)) >= share
    panel = {f"{row:03}": [5 if seen else None for seen in row_of] for row, row_of in enumerate(here.tolist())}
    assert "step-changed" not in doubts(panel, freq="D")


def test_totals_with_zeros_between_are_noticed(doubts):
    """Daily counts, and from a day on one a week with six zeros before it, not ones; if it has always been so, it is a habit."""
    details = doubts([*COUNTS[:60], *every(7, [700] * 12, absent=0)])["zeros-between-totals"]
    assert (details["steps"], details["first"], details["last"]) == (7.0, "2024-03-12", "2024-05-28")
    assert "zeros-between-totals" not in doubts([0, *COUNTS[:60], *every(7, [700] * 12, absent=1)])
    assert "zeros-between-totals" not in doubts(every(7, [700] * 40, absent=0))
    sparse = np.random.default_rng(11).poisson(0.3, 400).tolist()
    assert "zeros-between-totals" not in doubts(sparse)


@pytest.mark.parametrize("at_once", [1, 150, 333, 1_000, 10_000])
def test_a_change_is_found_however_many_counts_are_looked_at_at_once(monkeypatch, at_once):
    """Series are looked at whole, some after others: rows and places of a change are those of the whole panel."""
    daily, weekly = [1] * 100, [7] * 12
    steps = [daily, [*daily, *weekly], daily, [*weekly, *daily], []]
    series = []
    for row, gaps in enumerate(steps):
        at = np.cumsum(np.array([0, *gaps]))
        observed = np.isin(np.arange(at[-1] + 1), at)
        times = np.datetime64("2024-01-06", "s") + np.timedelta64(1, "D") * np.arange(len(observed))
        series.append(Series(str(row), times, observed.astype(int), observed, 0))
    monkeypatch.setattr(known, "AT_ONCE", at_once)
    changes = step_changes(known.known_counts(series, Frequency(seconds=DAY), TimeStyle()))
    assert [(each.row, each.first, each.last, each.rows) for each in changes] == [(1, 101, 112, 12), (3, 1, 12, 12)]
