"""Cells to decimals: numbers from 0 in decimal or exponent notation, as the nearest float64, or missing."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Floats, Ints
from lstm_cli.readers.counts import ABSENT, BAD, LARGEST, MISSING, NUMBER

__all__ = ["expected_decimal", "expected_proportion", "is_thousands", "parse_decimal", "parse_decimals"]

MAX_EXPONENT: Final = 4  # digits of an exponent; numbers with more are 0, or above `LARGEST`
# 1.025 is one and a bit in Boston, and a thousand in Berlin.
THOUSANDS: Final = re.compile(r"[+]?[1-9]\d{0,2}\.\d{3}", re.ASCII)


def parse_decimal(cell: str) -> tuple[float, int]:
    """Return the number in a cell, or MISSING, or BAD, and its number of decimals without final zeros.

    >>> parse_decimal("2.50"), parse_decimal("1.2e-05"), parse_decimal("NA"), parse_decimal("0,5")
    ((2.5, 1), (1.2e-05, 6), (-1.0, 0), (-2.0, 0))
    """
    text = cell.strip(" \t")
    if text.lower() in ABSENT:
        return float(MISSING), 0
    match = NUMBER.fullmatch(text)
    sign, whole, fraction, exponent = ("",) * 4 if match is None else match.groups(default="")
    digits = whole + fraction
    if not digits or len(exponent.lstrip("+-").lstrip("0")) > MAX_EXPONENT:
        return float(BAD), 0
    kept = digits.rstrip("0")
    if not kept:
        return 0.0, 0
    value = float(text)
    if sign == "-" or value > LARGEST:
        return float(BAD), 0
    power = int(exponent or 0) - len(fraction) + len(digits) - len(kept)
    return value, max(-power, 0)


def parse_decimals(texts: Sequence[str]) -> tuple[Floats, Ints]:
    """Return the numbers in the distinct cells of a column, or MISSING or BAD, and the decimals of each."""
    parsed = [parse_decimal(text) for text in texts]
    return np.array([value for value, _ in parsed], float), np.array([places for _, places in parsed], np.int64)


def is_thousands(cell: str) -> bool:
    """Whether the point in a cell may separate thousands."""
    return THOUSANDS.fullmatch(cell.strip()) is not None


def expected_decimal(cell: str) -> str:
    """Return what would be valid in place of a bad rate."""
    if "," in cell:
        return "a number >= 0 with a decimal point, without commas"
    if "%" in cell:
        return "a number >= 0 without a per cent sign"
    return "a number >= 0"


def expected_proportion(cell: str) -> str:
    """Return what would be valid in place of a bad proportion."""
    return "a proportion from 0 to 1" + expected_decimal(cell).removeprefix("a number >= 0")
