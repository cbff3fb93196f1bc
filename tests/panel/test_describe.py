"""The audit tells plain facts: lengths, gaps, zeros, and counts that stand out."""

from datetime import date, timedelta

import pytest

from lstm_cli.panel.describe import audit
from lstm_cli.remarks import Remark


def facts(read, counts, *, first="2024-01-01"):
    """Return the facts of one daily series; None is a missing row."""
    start = date.fromisoformat(first)
    rows = (f"A,{start + timedelta(k)},{count}\n" for k, count in enumerate(counts) if count is not None)
    return audit(read("unique_id,ds,y\n" + "".join(rows), freq="D")).series[0]


def test_a_series_is_described_by_its_known_counts(read):
    """Length runs from the first to the last known count; gaps are in steps; zeros are known zeros."""
    audited = facts(read, [5, 0, None, None, 7, None, 0, 9, "", ""])
    assert (audited.length, audited.known, audited.missing, audited.longest_gap, audited.zeros) == (8, 5, 3, 2, 2)
    assert (audited.first, audited.last, audited.smallest, audited.largest) == ("2024-01-01", "2024-01-08", 0, 9)
    assert (audited.constant, audited.later_empty) == (False, 2)


@pytest.mark.parametrize(
    ("counts", "constant"), [([7, 7, None, 7], True), ([0, 0], True), ([7], False), ([7, 8], False)]
)
def test_a_constant_series_has_one_value_more_than_once(read, counts, constant):
    """One count alone is not called constant."""
    assert facts(read, counts).constant is constant


def spike(count, day):
    """Return the remark on a single spike."""
    return Remark("spikes", {"counts": (count,), "times": (f"2024-01-0{day}",), "in_all": 1, "factor": 10})


def zeros(*days, in_all):
    """Return the remark on zeros that stand alone."""
    return Remark("lone-zeros", {"times": tuple(f"2024-01-0{day}" for day in days), "in_all": in_all})


@pytest.mark.parametrize(
    ("counts", "remarks"),
    [
        ([0, 0, 400, 0, 0], [spike(400, 3)]),
        ([50, 52, 521, 49, 51, *[50] * 9], [spike(521, 3)]),
        ([50, 52, 520, 49, 51, *[50] * 9], []),  # ten times, not more
        ([0, 0, 30, 0, 0], []),  # small counts jump
        ([521, 52, 50], []),  # no neighbour on one side
        ([50, None, 521, 52, 50], []),
        ([0, 0, 0, 900, 0, 0, 0, 950, 0, 0, 0, 900, 0, 0, 0], []),  # its habit: one report in four days
        ([50, 0, 52, 51], [zeros(2, in_all=1)]),
        ([50, 0, 52, 0, 50, 51, 0, 50, 52, 0, 50], [zeros(2, 4, 7, in_all=4)]),
        ([19, 0, 19], []),
        ([50, 0, 0, 50], []),  # two in a row are no single slip
        ([50, 0, None, 50], []),
        ([7], []),
    ],
)
def test_what_stands_out_is_remarked_with_its_time(read, counts, remarks):
    """Spikes and lone zeros are remarks with dates; ordinary data have none."""
    assert list(facts(read, counts).remarks) == remarks


def test_a_panel_is_described_as_a_whole(read):
    """Totals, first and last time of all series, the frequency's name and the reader's notes."""
    panel = read("date,area,cases,rate\n2024-01,N,1,x\n2024-02,N,0,x\n2024-04,N,2,x\n2024-03,S,5,x\n2024-04,S,0,x\n")
    whole = audit(panel)
    assert (whole.source, whole.columns, whole.notes) == ("d.csv", panel.columns, panel.notes)
    assert (whole.frequency, whole.frequency_name) == (panel.frequency, "monthly (month starts)")
    assert (whole.first, whole.last) == ("2024-01", "2024-04")
    assert (whole.observations, whole.missing, whole.zeros) == (5, 1, 2)
    assert [audited.name for audited in whole.series] == ["N", "S"]
