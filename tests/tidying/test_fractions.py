"""Rates pass through tidying exactly; what only counts allow is refused."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from lstm_cli.errors import DataError
from lstm_cli.formats.tidying import csv_parts, tidied_text
from lstm_cli.options import TidyOptions
from lstm_cli.readers.count_reader import read_panel
from lstm_cli.tidying.engine import tidy

DAYS = [str(day) for day in np.datetime64("2024-01-06") + 7 * np.arange(30)]


def table(cells, *, head="date;value"):
    """Return a table of dates and the cells beside them."""
    return "\n".join([head, *(f"{day};{cell}" for day, cell in zip(DAYS, cells, strict=False))]) + "\n"


@given(st.lists(st.decimals(0, 10**6, places=4).filter(bool), min_size=4, max_size=30))
def test_decimals_come_out_as_they_went_in(values):
    """Each cell is the same number, and the sums in and out are exact."""
    text = table([format(value, "f") for value in values])
    result = tidy(text.encode(), TidyOptions(), name="d.csv")
    cells = [line.split(",")[1] for line in "".join(csv_parts(result)).splitlines()[1:]]
    assert [Decimal(cell) for cell in cells] == values
    assert not any("e" in cell.lower() for cell in cells)
    assert Decimal(result.text(result.counts_in)) == Decimal(result.text(result.total)) == sum(values)


def test_a_decimal_comma(written, refusal):
    """It is advised where cells have one, and the file is read with it."""
    cells = [f"{at},{at % 10}5" for at in range(1, 20)]
    assert refusal(table(cells))[-1] == "d.csv: with a decimal comma: lstm-forecast tidy d.csv --decimal ,"
    lines, _ = written(table(cells), decimal=",")
    assert lines[:3] == ["date,value", "2024-01-06,1.15", "2024-01-13,2.25"]


@given(st.lists(st.decimals(0, 999, places=3), min_size=9, max_size=30).filter(lambda values: sum(values) > 0))
def test_a_decimal_comma_is_none_between_thousands_for_whoever_reads_the_result(values):
    """Values such as 8,111 are written so that no command takes them for thousands, or refuses them."""
    text = table([format(value, "f").replace(".", ",") for value in values])
    try:
        result = tidy(text.encode(), TidyOptions(decimal=","), name="d.csv")
    except DataError:  # a few decimals among whole numbers
        reject()
    panel = read_panel("".join(csv_parts(result)).encode(), name="d.csv")
    assert panel.series[0].counts.tolist() == [float(value) for value in values]
    assert panel.scale.decimals == max(-value.normalize().as_tuple().exponent for value in values if value)


@given(st.lists(st.decimals(0, 100, places=1), min_size=3, max_size=30))
def test_per_cents_are_shares_of_one(values):
    """Each is a hundredth of the number before the sign, exactly; and that is told."""
    signs = (" %" if at % 3 == 1 else "%" for at in range(len(values)))
    text = table([f"{value}{sign}" for value, sign in zip(values, signs, strict=False)])
    result = tidy(text.encode(), TidyOptions(), name="d.csv")
    cells = [line.split(",")[1] for line in "".join(csv_parts(result)).splitlines()[1:]]
    assert [Decimal(cell) for cell in cells] == [value / 100 for value in values]
    assert [change.remark.code for change in result.changes].count("per-cents") == 1


def test_per_cents_with_a_comma_or_below_a_limit_get_a_command(refusal, written):
    """A comma is advised as the decimal point, and a limit as missing; both then work."""
    commas = table([f"{at},{at % 10}%" for at in range(1, 20)])
    assert refusal(commas)[-1] == "d.csv: with a decimal comma: lstm-forecast tidy d.csv --decimal ,"
    assert written(commas, decimal=",")[0][1] == "2024-01-06,0.011"
    limited = table(["<5%", *(f"{at}.5%" for at in range(5, 25))])
    assert refusal(limited)[-1].endswith("lstm-forecast tidy d.csv --missing '<5%'")
    assert written(limited, missing=("<5%",))[0][1:3] == ["2024-01-06,", "2024-01-13,0.055"]


def test_per_cents_that_are_all_zero_are_read(written):
    """Beside a text that is none, too."""
    assert written(table(["<1%", "0%", "0.0%"]), missing=("<1%",))[0] == [
        "date,value",
        "2024-01-06,",
        "2024-01-13,0",
        "2024-01-20,0",
    ]


def test_per_cents_beside_plain_numbers_are_refused(refusal):
    """12 may be 12 % or twelve times the whole; numbers are never offered as missing."""
    lines = refusal(table([12, *(f"{at}.5%" for at in range(5, 25))]))
    assert len(lines) == 1
    assert "20 rows hold no whole number" in lines[0]
    assert "1 row holds no whole number: '12%' in 1" in refusal(table([*range(30, 50), "12%"]))[0]


def test_a_few_decimals_among_counts_are_refused(refusal):
    """As they are by the other commands."""
    assert "1 row holds no whole number: '3.5' in 1" in refusal(table([*range(5, 30), "3.5"]))[0]


def test_points_between_thousands_are_no_decimals(refusal):
    """1.025 is a thousand unless other cells say otherwise, or a decimal point is named."""
    cells = [f"{1 + at}.{100 + at}" for at in range(20)]
    assert refusal(table(cells))[-1].endswith("--thousands .")


def test_what_the_options_keep_decides(written):
    """A table of counts and of proportions is read as what is left of it, and counts stay whole."""
    rows = [f"{day};{target};{value}" for day in DAYS for target, value in (("hosp", 120), ("prop", "0.0125"))]
    text = "\n".join(["date;target;value", *rows])
    assert written(text, where=(("target", "prop"),))[0][1] == "prop,2024-01-06,0.0125"
    assert written(text, where=(("target", "hosp"),))[0][1] == "hosp,2024-01-06,120"


@pytest.mark.parametrize(
    ("options", "done"),
    [
        ({"sum": True}, "added up"),
        ({"cumulative": True}, "running totals"),
        ({"negative": "spread"}, "spread over the rows before"),
        ({"absent": "accumulate"}, "spread over absent rows"),
    ],
)
def test_rates_do_not_add_up(refusal, options, done):
    """What adds values, or takes them apart, is refused by the name of the column."""
    lines = refusal(table([f"{at}.5" for at in range(20)]), **options)
    assert lines[0] == f"d.csv: column 'value' holds decimals: rates cannot be {done}"


def test_negative_rates(refusal, written):
    """They are listed with their decimals, and can be missing."""
    text = table(["1.5", "-0.25", *(f"{at}.5" for at in range(20))])
    assert refusal(text)[0] == "d.csv:3: column 'value': 1 row holds a negative count (-0.25)"
    lines, changes = written(text, negative="missing")
    assert lines[2] == "2024-01-13,"
    assert changes["negative-missing"].remark.details["total"] == 0.25


def test_the_report_has_the_decimals(tidied):
    """Sums of values are written as the values are."""
    rows = [f"{day};{kind};{value}" for day in DAYS for kind, value in (("a", "0.5"), ("b", "0.125"))]
    text = tidied_text(tidied("\n".join(["date;target;value", *rows]), where=(("target", "b"),)))
    assert "(-30 rows, values -15)" in text
    assert text.endswith("values 18.75 in, 3.75 out")


def test_a_frame_of_rates_has_floats(tidied):
    """The values as they are in the file, missing ones as <NA>."""
    frame = tidied(table(["0.5", "", "2.25", "0.1"])).frame
    assert frame["value"].dtype == "Float64"
    assert frame["value"].isna().tolist() == [False, True, False, False]
    assert frame["value"].dropna().tolist() == [0.5, 2.25, 0.1]


def test_rows_of_the_newest_vintage_are_all_kept(refusal, written):
    """Two targets of one vintage are no versions of each other: which is meant is asked, not guessed."""
    rows = [
        f"{day};{issue};{target};{value}"
        for day in DAYS[:20]
        for issue, more in (("2024-12-01", 0), ("2024-12-08", 1))
        for target, value in (("cases", 40 + more), ("deaths", 3 + more))
    ]
    text = "\n".join(["date;as_of;target;value", *rows])
    assert "20 rows repeat the series and time of another row" in refusal(text, as_of="latest")[0]
    assert written(text, as_of="latest", where=(("target", "deaths"),))[0][1] == "2024-01-06,4"
