"""Counts are read exactly, or not at all."""

from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lstm_cli.readers.counts import BAD, LARGEST, MISSING, parse_count, parse_counts


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("0", 0),
        ("007", 7),
        ("12.0", 12),
        ("12.", 12),
        (".0", 0),
        ("1.2e1", 12),
        ("1.2E+1", 12),
        ("120e-1", 12),
        ("  +12 ", 12),
        ("-0", 0),
        ("0e999999999999999999999", 0),
        ("9007199254740993", 9007199254740993),  # 2^53 + 1, which no float holds
        ("9.007199254740993e15", 9007199254740993),
        (str(LARGEST), LARGEST),
        ("9223372036854775807.000000", LARGEST),
        ("0" * 30 + "5", 5),
        ("5" + "0" * 30 + "e-30", 5),
        ("5e-0000000000000000000000000000", 5),
        *[(cell, MISSING) for cell in ("", "  ", "NA", "NaN", "nan", "null", "NULL")],
        *[(cell, BAD) for cell in ("-1", "3.5", "1e-1", "1e999999999", "1e99999999999999999999", "inf", "None", "n/a")],
        *[(cell, BAD) for cell in (".", "e5", "+", "1e", "0x10", "1_000", "١٢", "1 000", "1,000", "12%", "²", "true")],
        (str(LARGEST + 1), BAD),
        ("9.3e18", BAD),
        ("1e19", BAD),
    ],
)
def test_a_cell_is_an_exact_count_or_missing_or_bad(cell, count):
    """Decimal and exponent notation with a whole value from 0 to 2^63 - 1 are counts; empty, NA, NaN, null missing."""
    assert parse_count(cell) == count


@given(st.text(alphabet="0123456789.eE+- ", max_size=30))
@example("1.5e1")
@example("100e-2")
@example("-0.0")
def test_counts_agree_with_decimal_arithmetic(cell):
    """Every cell of digits, signs, dots and exponents is read as Python's decimal module reads it."""
    text = cell.strip()
    try:
        value = Decimal(text)
    except InvalidOperation:
        assert parse_count(cell) == (BAD if text else MISSING)
        return
    whole = value.is_finite() and value.adjusted() < 25 and 0 <= value <= LARGEST and value == value.to_integral_value()
    assert parse_count(cell) == (int(value) if whole or value == 0 else BAD)


@pytest.mark.parametrize(
    ("cells", "delimiter", "counts"),
    [
        (["12.000", "980.000", ""], ",", [12, 980, MISSING]),  # every count with three decimals: a float's dress
        (["980", "1.000"], ",", [980, BAD]),
        (["12.5", "1.000"], ",", [BAD, 1]),  # refused anyhow, for the cell that is no count
        (["1.000", "2.000"], ";", [BAD, BAD]),
        (["0.000", "1.0"], ";", [0, 1]),
        (["1000.000"], ";", [1000]),
    ],
)
def test_a_point_that_may_part_thousands_is_not_guessed(cells, delimiter, counts):
    """1.000 beside plain numbers, or between semicolons, is one or a thousand, and is refused."""
    assert parse_counts(cells, delimiter=delimiter).tolist() == counts
