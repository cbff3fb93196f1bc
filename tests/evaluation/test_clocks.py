"""Forecasts and truths whose times have different UTC offsets."""

import datetime as dt

import pytest

from lstm_cli.evaluation.alignment import Truth, match
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.readers.quantiles.reader import read_forecasts
from lstm_cli.readers.quantiles.table import join_tables

START = dt.datetime(2026, 10, 20, tzinfo=dt.UTC)


def written(hours, offset):
    """Return a moment, some hours after the start in UTC, as a clock with an offset in hours shows it; None for no offset."""
    moment = START + dt.timedelta(hours=hours + (offset or 0))
    return f"{moment:%Y-%m-%d %H:%M}{'' if offset is None else f'{offset:+03}:00' if offset else 'Z'}"


def truth(offset, *, step=1):
    """Return 60 counts of one series, by default hourly."""
    rows = [f"A,{written(step * k, offset)},{(7 * k) % 31}" for k in range(60)]
    return Truth.of(read_panel("\n".join(["place,time,cases", *rows, ""]).encode(), name="t.csv"), baseline="naive")


def forecast(offset, first, *, cutoff=False, name="f.csv", step=1):
    """Return a table of forecasts of three steps from some step on, perhaps with a column of cutoffs."""
    head = "cutoff,place,time,q0.1,q0.5,q0.9" if cutoff else "place,time,q0.1,q0.5,q0.9"
    known = f"{written(step * (first - 1), offset)}," if cutoff else ""
    rows = [f"{known}A,{written(step * k, offset)},{k},{k + 1},{k + 2}" for k in range(first, first + 3)]
    (table,) = read_forecasts("\n".join([head, *rows, ""]).encode(), name=name).tables.values()
    return table


def cells(table, against):
    """Return the outcomes, forecasts and cutoffs that are scored."""
    found = match(table, against).forecasts
    return found.outcomes.tolist(), found.quantiles.tolist(), found.baseline.tolist(), found.cutoffs


def codes(table, against):
    """Return the remarks about offsets."""
    return [(note.code, dict(note.details)) for note in match(table, against).notes if "offset" in note.code]


@pytest.mark.parametrize("cutoff", [False, True])
@pytest.mark.parametrize(("own", "other", "text"), [(2, 0, "+02:00"), (0, -3, "Z"), (-3, 2, "-03:00")])
def test_the_same_moments_are_scored_whatever_the_offset(own, other, text, cutoff):
    """Hourly forecasts score as if written with the offset of the truth, and a remark says so."""
    against = truth(other)
    assert cells(forecast(own, 40, cutoff=cutoff), against) == cells(forecast(other, 40, cutoff=cutoff), against)
    ((code, details),) = codes(forecast(own, 40, cutoff=cutoff), against)
    assert (code, details["offsets"]) == ("offset-converted", (text,))
    assert not codes(forecast(other, 40, cutoff=cutoff), against)


def test_each_file_has_its_own_offset():
    """Nights before and after a change of clocks score as if all files were written alike."""
    tables = [forecast(2, 30, name="f-1.csv"), forecast(1, 40, name="f-2.csv"), forecast(0, 50, name="f-3.csv")]
    alike = [forecast(0, first, name=f"f-{k}.csv") for k, first in enumerate((30, 40, 50))]
    together, same = join_tables(tables, source="f"), join_tables(alike, source="f")
    assert cells(together, truth(0)) == cells(same, truth(0))
    assert codes(together, truth(0)) == [("offset-converted", {"offsets": ("+02:00", "+01:00"), "truth": "Z"})]


@pytest.mark.parametrize(("own", "other"), [(None, 2), (2, None)])
def test_without_an_offset_times_are_compared_as_written(own, other):
    """Nobody knows the clock of times without an offset: they are compared as written, with a remark."""
    as_written = forecast(own, 40 if own is None else 38)  # the same hour of the day on both clocks
    outcomes = cells(as_written, truth(other))[0]
    assert outcomes == cells(forecast(other, 38 if own is None else 40), truth(other))[0]
    ((code, details),) = codes(as_written, truth(other))
    assert (code, sorted(details.values())) == ("offset-unknown", ["", "+02:00"])


def test_days_are_the_same_days_with_any_offset():
    """Midnights of summer and of winter name the days that they begin: daily times are compared as written."""
    summer = forecast(None, 40, step=24)
    days = b"\n".join(
        [b"place,time,cases", *(f"A,{written(24 * k, None)}+01:00,{(7 * k) % 31}".encode() for k in range(60)), b""]
    )
    winter = Truth.of(read_panel(days, name="t.csv"), baseline="naive")
    text = "\n".join(
        [
            "place,time,q0.1,q0.5,q0.9",
            *(f"A,{written(24 * k, None)}+02:00,{k},{k + 1},{k + 2}" for k in (40, 41, 42)),
            "",
        ]
    )
    (table,) = read_forecasts(text.encode(), name="f.csv").tables.values()
    assert cells(table, winter) == cells(summer, winter)
    assert codes(table, winter) == []
