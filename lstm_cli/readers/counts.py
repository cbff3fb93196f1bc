"""Cells to exact counts: whole numbers from 0 to 2^63 - 1 in decimal or exponent notation, or missing.

Cells never become floats: 9007199254740993 stays exact, and 1e999999999 is refused at no cost.
"""

import re
from collections.abc import Iterable
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints

__all__ = ["BAD", "LARGEST", "MISSING", "expected_count", "parse_count", "parse_counts"]

LARGEST: Final = 2**63 - 1
MISSING: Final = -1
BAD: Final = -2
DIGITS: Final = len(str(LARGEST))  # 19
ABSENT: Final = frozenset({"", "na", "nan", "null"})
NUMBER: Final = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?", re.ASCII)
# 1.000 is one in Boston and a thousand in Berlin.
AMBIGUOUS: Final = re.compile(r"[+]?[1-9]\d{0,2}\.000", re.ASCII)
THREE_DECIMALS: Final = re.compile(r"[+]?\d+\.000", re.ASCII)


def parse_count(cell: str) -> int:
    """Return the count in a cell, or MISSING, or BAD."""
    text = cell.strip(" \t")
    if text.isdigit() and text.isascii() and len(text) < DIGITS:
        return int(text)
    if text.lower() in ABSENT:
        return MISSING
    match = NUMBER.fullmatch(text)
    return BAD if match is None else _exact(*match.groups(default=""))


def _exact(sign: str, whole: str, fraction: str, exponent: str) -> int:
    """Return the value of a decimal number if it is a whole number in range, else BAD."""
    if not whole + fraction:
        return BAD
    digits = (whole + fraction).strip("0")
    if not digits:
        return 0
    trailing = len(whole + fraction) - len((whole + fraction).rstrip("0"))
    places = exponent.lstrip("+-").lstrip("0")  # int() is slow, and finally raises, at thousands of digits
    if sign == "-" or len(digits) > DIGITS or len(places) > DIGITS:
        return BAD
    power = (-1 if exponent.startswith("-") else 1) * int(places or 0) - len(fraction) + trailing
    if not 0 <= power < DIGITS:
        return BAD
    value = int(digits) * 10**power
    return value if value <= LARGEST else BAD


def parse_counts(texts: list[str], *, delimiter: str) -> Ints:
    """Return the counts of the distinct cells of a column, with MISSING and BAD for cells without a count.

    A cell such as ``1.000`` is BAD if it may mean a thousand: beside cells without three decimals, or between
    semicolons, as spreadsheets in continental Europe write it.
    """
    counts = np.fromiter(map(parse_count, texts), np.int64, len(texts))
    ambiguous = [code for code, text in enumerate(texts) if "." in text and AMBIGUOUS.fullmatch(text.strip())]
    if ambiguous and (delimiter == ";" or not _all_three_decimals(texts, counts)):
        counts[ambiguous] = BAD
    return counts


def _all_three_decimals(texts: Iterable[str], counts: Ints) -> bool:
    """Whether every count of the column is written with three decimals, as a float."""
    return all(THREE_DECIMALS.fullmatch(text.strip()) for text, count in zip(texts, counts, strict=True) if count >= 0)


def expected_count(cell: str) -> str:
    """Return what would be valid in place of a bad count."""
    text = cell.strip()
    if AMBIGUOUS.fullmatch(text):
        return "a whole number >= 0 (is it one or a thousand?)"
    if "," in text:
        return "a whole number >= 0 without commas"
    if text.isdigit() and text.isascii():
        return f"a whole number up to {LARGEST}"
    return "a whole number >= 0"
