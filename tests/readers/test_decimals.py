"""Cells to decimals, against Python's decimal numbers."""

import math
from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_cli.readers.counts import BAD, MISSING
from lstm_cli.readers.decimals import expected_decimal, expected_proportion, is_thousands, parse_decimal

DIGITS = st.text("0123456789", max_size=12)


@given(st.sampled_from(["", "+"]), DIGITS, st.booleans(), DIGITS, st.one_of(st.none(), st.integers(-30, 15)))
def test_a_number_is_the_nearest_float_with_its_decimals(sign, whole, point, fraction, exponent):
    """The value is that of the decimal number, and the decimals are those that it has without final zeros."""
    text = f"{sign}{whole}{'.' * point}{fraction * point}{'' if exponent is None else f'e{exponent}'}"
    try:
        number = Decimal(text)
    except InvalidOperation:
        assert parse_decimal(text)[0] in {BAD, MISSING}
        return
    value, places = parse_decimal(text)
    if number > 2**63 - 1:
        assert value == BAD
        return
    assert value == float(number)
    assert places == (max(-number.normalize().as_tuple().exponent, 0) if number else 0)


@pytest.mark.parametrize(
    "cell", ["-0.5", "-3", "0,5", "1,000.5", "12%", "1.2.3", "inf", "1e99999", "0x1p3", "½", ".", "e5"]
)
def test_what_is_no_number_from_0_is_bad(cell):
    """Signs, commas, per cent signs and words are no numbers."""
    assert parse_decimal(cell) == (BAD, 0)


@pytest.mark.parametrize("cell", ["", " ", "NA", "nan", "NULL"])
def test_missing_cells(cell):
    """They are those of counts."""
    assert parse_decimal(cell) == (MISSING, 0)


def test_a_minus_before_zero_says_nothing():
    """-0.00 is 0, without a sign."""
    assert parse_decimal("-0.00") == (0.0, 0)
    assert math.copysign(1, parse_decimal("-0.00")[0]) == 1


def test_points_that_may_separate_thousands():
    """Three digits after one to three that begin with no 0."""
    assert [is_thousands(text) for text in ("1.025", "999.000", "0.125", "1.25", "1234.567", "1.0250")] == [
        *(True, True),
        *(False,) * 4,
    ]


def test_what_would_be_valid():
    """The words name what is wrong with the cell."""
    assert expected_decimal("0,5") == "a number >= 0 with a decimal point, without commas"
    assert expected_proportion("12%") == "a proportion from 0 to 1 without a per cent sign"
    assert expected_proportion("3.5") == "a proportion from 0 to 1"
