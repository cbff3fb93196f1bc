"""What the numbers of a table are: as the options say, or as most of its cells show; and what is refused."""

import json

import numpy as np
import pytest

from lstm_cli.options import DataKind, ReadOptions
from lstm_cli.panel.scale import COUNTS
from lstm_cli.readers.count_reader import read_panel

DAYS = [str(day) for day in np.datetime64("2024-01-06") + 7 * np.arange(40)]


def table(cells, *, head="date,value", separator=","):
    """Return a table of dates and the cells beside them."""
    rows = (f"{day}{separator}{cell}" for day, cell in zip(DAYS, cells, strict=False))
    return "\n".join([head.replace(",", separator), *rows]) + "\n"


def kind_of(panel):
    """Return the kind of a panel's values, its decimals, and whether it was found by content."""
    found = [note.details["kind"] for note in panel.notes if note.code == "values-by-content"]
    assert found in ([], [panel.scale.kind])
    return panel.scale.kind, panel.scale.decimals, bool(found)


def test_whole_numbers_are_counts(read):
    """Also those that floats write with a point, and nothing is said of it."""
    for cells in (range(12), [f"{at}.0" for at in range(12)], ["3", "", "4e2"]):
        panel = read(table(cells))
        assert panel.scale == COUNTS
        assert kind_of(panel) == (DataKind.COUNT, 0, False)
        assert panel.series[0].counts.dtype == np.int64


def test_decimals_are_kept_exactly(read):
    """Each value is the float64 nearest to its text; the decimals are the most of any cell, without final zeros."""
    cells = ["0.1", "2.675", "1.10", "", "12", "0.3"]
    panel = read(table(cells))
    assert kind_of(panel) == (DataKind.RATE, 3, True)
    (series,) = panel.series
    assert series.counts.tolist() == [0.1, 2.675, 1.1, 0.0, 12.0, 0.3]
    assert series.observed.tolist() == [True, True, True, False, True, True]


def test_decimals_up_to_1_are_proportions(read):
    """Unless a name says that they are rates."""
    cells = ["0.5", "1", "0", "0.25"]
    assert kind_of(read(table(cells))) == (DataKind.PROPORTION, 2, True)
    for name in ("incidence", "cases_per_100k", "% WEIGHTED ILI", "inzidenz"):
        assert kind_of(read(table(cells, head=f"date,{name}"))) == (DataKind.RATE, 2, True), name
    assert kind_of(read(table([*cells, "1.01"])))[0] is DataKind.RATE


@pytest.mark.parametrize(
    ("decimals", "of", "refused"), [(1, 40, True), (19, 40, True), (20, 40, False), (40, 40, False)]
)
def test_half_of_what_is_above_0_decides(complaint, read, decimals, of, refused):
    """Fewer decimals are mistakes among counts, and zeros say nothing of either."""
    cells = [f"{3 + at}.5" for at in range(decimals)] + ["7"] * (of - decimals)
    content = table(cells)
    if refused:
        *lines, advice = complaint(content)
        assert lines[0] == "d.csv:2: column 'value': expected a whole number >= 0, got '3.5'"
        assert advice == "d.csv: if the values are rates: --kind rate"
    else:
        assert kind_of(read(content)) == (DataKind.RATE, 1, True)


def test_zeros_say_nothing(read):
    """Off season nearly all proportions of a hub are 0."""
    assert kind_of(read(table([*["0"] * 36, "0.01", "0.02", "0.01", "0.03"]))) == (DataKind.PROPORTION, 2, True)


def test_points_between_thousands_are_no_decimals(complaint, read):
    """1.025 may be a thousand; beside 0.5 or 12.25 it is not."""
    thousands = [f"{1 + at}.{100 + at}" for at in range(40)]
    lines = complaint(table(thousands))
    assert "expected a whole number" in lines[0]
    assert lines[-1] == "d.csv: if the values are rates: --kind rate"
    numbers = [{"date": day, "value": float(value)} for day, value in zip(DAYS, thousands, strict=True)]
    assert kind_of(read(json.dumps(numbers))) == (DataKind.RATE, 3, True)
    clear = [*thousands[:36], "0.5", "1.25", "12.5", "2.75"]
    assert kind_of(read(table(clear))) == (DataKind.RATE, 3, True)
    assert read(table(thousands), kind=DataKind.RATE).series[0].counts[0] == 1.1


def test_counts_are_refused_where_they_are_asked_for(complaint):
    """``--kind count`` takes no decimals, and does not advise another kind."""
    lines = complaint(table(["0.5", "0.25", "3"]), kind=DataKind.COUNT)
    assert lines == [
        "d.csv:2: column 'value': expected a whole number >= 0, got '0.5'",
        "d.csv:3: column 'value': expected a whole number >= 0, got '0.25'",
    ]


def test_proportions_above_1_are_refused(complaint):
    """With their line and column, and a way out for per cent."""
    assert complaint(table(["0.5", "12.5", "1"]), kind=DataKind.PROPORTION) == [
        "d.csv:3: column 'value': expected a proportion from 0 to 1, got '12.5'",
        "d.csv: if the values are per cent or other rates: --kind rate",
    ]


def test_rates_below_0_and_words_are_refused(complaint):
    """What is valid is said in words of the kind, for each cell."""
    assert complaint(table(["1.5", "-1.5", "n.d.", "3,5", "12%"], separator=";")) == [
        "d.csv:3: column 'value': expected a number >= 0, got '-1.5'",
        "d.csv:4: column 'value': expected a number >= 0, got 'n.d.'",
        "d.csv:5: column 'value': expected a number >= 0 with a decimal point, without commas, got '3,5'",
        "d.csv:6: column 'value': expected a number >= 0 without a per cent sign, got '12%'",
    ]


def test_whole_numbers_may_be_rates(read):
    """If that is said; their forecasts have no decimals, as they have none."""
    panel = read(table(range(1, 20)), kind=DataKind.RATE)
    assert kind_of(panel) == (DataKind.RATE, 0, False)
    assert panel.series[0].counts.dtype == np.float64


def test_noise_of_floating_point_is_no_precision(read):
    """0.1 + 0.2 has 17 decimals, of which six are kept, and more where values are so small that these would be few digits."""
    assert read(table([str(0.1 + 0.2), "1.5", "2.25"])).scale.decimals == 6
    small = [repr(1.23456789e-5 * (1 + at / 7)) for at in range(12)]
    assert read(table(small)).scale.decimals == 8


def test_rates_of_a_wide_table(read, complaint):
    """Columns of decimals are series, as columns of counts are; what is named as neither is none."""
    rows = [f"{day},{at + 0.5},{at / 4 + 0.1}" for at, day in enumerate(DAYS[:12])]
    panel = read("\n".join(["date,North,South", *rows]))
    assert [series.name for series in panel.series] == ["North", "South"]
    assert kind_of(panel) == (DataKind.RATE, 2, True)
    assert "no column holds the counts" in complaint("\n".join(["date,temperature,humidity", *rows]))[0]


def test_a_column_of_rates_is_found(read):
    """By its name and what it holds, where no column holds counts."""
    rows = [
        f"{day},{name},{at + 0.5},{5000 if name == 'A' else 700}" for name in "AB" for at, day in enumerate(DAYS[:12])
    ]
    panel = read("\n".join(["date,state,weekly_rate,population", *rows]))
    assert (panel.columns.id, panel.columns.value) == ("state", "weekly_rate")
    assert kind_of(panel) == (DataKind.RATE, 1, True)
    shares = [f"{day},{name},{0.5 + at / 40}" for name in "AB" for at, day in enumerate(DAYS[:12])]
    panel = read("\n".join(["date,state,share", *shares]))
    assert (panel.columns.value, kind_of(panel)) == ("share", (DataKind.PROPORTION, 3, True))
    rows = [f"{day},{name},{at + 0.5},{at}" for name in "AB" for at, day in enumerate(DAYS[:12])]
    assert read("\n".join(["date,state,weekly_rate,cases", *rows])).columns.value == "cases"


def test_json_holds_rates(read):
    """As numbers, which have no final zeros."""
    rows = [{"date": day, "value": at / 8} for at, day in enumerate(DAYS)]
    assert kind_of(read(json.dumps(rows))) == (DataKind.RATE, 3, True)


def test_newer_data_are_read_as_the_kind_before(read):
    """Whole numbers beside a model of rates are rates; those of a model of counts are looked at anew."""
    first = read(table(["0.5", "2.5", "3"]))
    assert first.reading.kind is DataKind.RATE
    newer = read_panel(table(["4", "5", "6"]).encode(), name="d.csv", remembered=first.reading)
    assert newer.scale.kind is DataKind.RATE
    assert read(table(["4", "5", "6"])).reading == ReadOptions(time="date", value="value")
