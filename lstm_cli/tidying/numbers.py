"""Texts to whole numbers, with the separators, flags and signs of tables that are made for people to read.

Arrays of counts also hold codes: ``MISSING``, and below ``FLOOR`` one for each distinct text that is no count.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools, Ints
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.options import TidyOptions
from lstm_cli.problems import shown
from lstm_cli.readers import counts as plain
from lstm_cli.readers.cell_kinds import ROUNDED
from lstm_cli.readers.excel_formulas import is_formula

__all__ = [
    "FIRST_UNREAD",
    "FLAGGED",
    "MISSING",
    "SPACES",
    "Notation",
    "deducted",
    "grouped",
    "is_known",
    "is_negative",
    "is_unread",
    "may_mean_missing",
    "notation",
    "total",
    "with_point",
]

FLOOR: Final = -(2**62)  # no count is smaller
MISSING: Final = int(np.iinfo(np.int64).min)
FIRST_UNREAD: Final = MISSING + 1  # the code of the first text in the list of unread texts; the next has the next
# What spreadsheets and data frames write for "not available"; readers already know the empty cell, NA, NaN and null.
UNAVAILABLE: Final = frozenset({"n/a", "#n/a", "#n/a n/a", "#na", "<na>", "none", "nil"})
NAMED: Final = {"comma": ",", "dot": ".", "point": ".", "space": " ", "apostrophe": "'"}
# Blanks and apostrophes that spreadsheets and typesetters put between thousands.
SPACES: Final = str.maketrans(dict.fromkeys("\u00a0\u2007\u2008\u2009\u202f", " ") | dict.fromkeys("\u2019\u02bc", "'"))
MINUS: Final = str.maketrans({"\u2212": "-"})
MARKS: Final = "*†‡§^!#¹²³⁰⁴-⁹ᵃ-ᵛʰʲʳˢʷˣʸᶻⁱⁿ"
# A number with a mark of one to three letters or signs beside it, but not k, M or %, which change the number; or with
# another number in brackets, such as a share: 48 (16.0%), 48 [41-56].
FLAGGED: Final = re.compile(
    r"(?:[*†‡§^~]|\(?[a-z]{1,2}\)?\s)?\s*([+-]?\d[\d.,' ]*?)"
    rf"\s*(?:[{MARKS}]{{1,3}}|(?![kKmM]\b|bn\b|mn\b)[A-Za-z]{{1,2}}|[(\[](?:[A-Za-z0-9*]{{1,3}}|[^()\[\]]*\d[^()\[\]]*)[)\]])?",
    re.ASCII,
)
DEDUCTED: Final = re.compile(r"\(\s?([\d.,' ]*\d)\s?\)|([\d.,' ]*\d)\s?-", re.ASCII)  # (25) and 25-: -25 in accounts
MAX_WORD: Final = 100  # characters of a word for "not known"
NUMERIC: Final = re.compile(
    r"[+-]?[\d.,' ]*\d[\d.,' ]*([eE][+-]?\d+)?|\(\s?[\d.,' ]+\)|\d[\d.,' ]*-"
)  # a number in any notation, and so no word for "not known"
# 30,0 mil, 5 million: numbers followed by a word for their unit
SCALED: Final = re.compile(
    r"[\d.,' ]*\d\s?(k|m|bn|mil|mio|mrd|tsd|thousand|million|billion|lakh|crore|[千万億만]).*", re.IGNORECASE
)
THOUSAND: Final = 3  # powers of ten that a K stands for


def may_mean_missing(text: str) -> bool:
    """Whether a text may be a word for "not known": no number, not one with a unit, no formula, and not long."""
    is_number = NUMERIC.fullmatch(text) is not None or SCALED.fullmatch(text) is not None
    return not is_number and not is_formula(text) and len(text) <= MAX_WORD


def with_point(value: int, decimals: int) -> str:
    """Write a multiple of the last decimal as a number.

    >>> with_point(120, 3), with_point(-5, 0), with_point(7000, 3)
    ('0.12', '-5', '7')
    """
    return f"{Decimal(value).scaleb(-decimals).normalize():f}" if decimals else str(value)


def is_known(values: Ints) -> Bools:
    """Whether each value is a number."""
    return np.asarray(values > FLOOR)


def is_negative(values: Ints) -> Bools:
    """Whether each value is a number below 0."""
    return np.asarray(is_known(values) & (values < 0))


def is_unread(values: Ints) -> Bools:
    """Whether each value is the code of a text that is no count."""
    return np.asarray((values <= FLOOR) & (values != MISSING))


def total(values: Ints) -> int:
    """Return the exact sum of the values that are known.

    >>> total(np.array([3, MISSING, 4, FIRST_UNREAD]))
    7
    """
    known = values[is_known(values)]
    if not known.size:
        return 0
    largest = max(int(known.max()), -int(known.min()))
    return int(known.sum()) if largest < 2**62 // known.size else sum(known.tolist())


@dataclass(frozen=True, slots=True)
class Notation:
    """How numbers are written."""

    thousands: str = ""
    decimal: str = ""
    missing: frozenset[str] = frozenset()
    flags: bool = False

    def read(self, texts: Sequence[str], delimiter: str) -> tuple[Ints, Bools]:
        """Return the numbers of distinct texts, and which of the texts are no number."""
        words = [self.plain(text) for text in texts]
        negative = np.array([word.startswith("-") and len(word) > 1 for word in words], np.bool_)
        sizes = [word.removeprefix("-") for word in words]
        if self.decimal or self.thousands:
            counts = np.fromiter(map(plain.parse_count, sizes), np.int64, len(sizes))
        else:
            counts = plain.parse_counts(sizes, delimiter=delimiter)
        no_number = (counts == plain.MISSING) | (counts >= -FLOOR)  # with a minus, such a large count would be a code
        bad = (counts == plain.BAD) | (negative & no_number)
        values = np.where(counts == plain.MISSING, MISSING, np.where(negative, -counts, counts))
        return values, bad

    def plain(self, text: str) -> str:
        """Return a number without separators and flags; other texts stay as they are."""
        if text in self.missing or text.lower() in UNAVAILABLE:
            return ""
        word = text.translate(MINUS) if self.flags else deducted(text.translate(MINUS))
        if self.flags and (match := DEDUCTED.fullmatch(word) or FLAGGED.fullmatch(word)):
            word = next(filter(None, match.groups()))
        return self.unrounded(word) or self._without_separators(word)

    def unrounded(self, word: str) -> str:
        """Return the whole number that a K or an M abbreviates, or an empty text for any other text.

        >>> Notation().unrounded("12.5K"), Notation().unrounded("1.2M"), Notation().unrounded("39 p")
        ('12500', '1200000', '')
        """
        match = ROUNDED.fullmatch(word) if word[-1:] in {"k", "K", "M"} else None
        number, point = next(filter(None, match.groups())) if match else "", self.decimal or "."
        if not number or set(number) & ({",", "."} - {point}):
            return ""
        value = Decimal(number.replace(point, ".")).scaleb(THOUSAND if word[-1] in "kK" else 2 * THOUSAND)
        return str(int(value)) if value == int(value) else ""

    def _without_separators(self, word: str) -> str:
        """Remove correctly placed thousands separators, and write the decimal point as a point; "?" if they are misplaced."""
        mark, point = self.thousands, self.decimal
        if mark and mark in word.translate(SPACES):
            word = word.translate(SPACES)
            whole = re.fullmatch(rf"([+-]?{grouped(mark)})({re.escape(point)}\d*)?", word, re.ASCII)
            if whole is None:
                return "?"
            word = whole[1].replace(mark, "") + (whole[2] or "")
        if point == ",":
            return "?" if "." in word else word.replace(",", ".")
        return word


def deducted(word: str) -> str:
    """Return a number that is negative as accounts write it with a minus, and any other text as it is.

    >>> deducted("(25)"), deducted("25-"), deducted("25 (p)")
    ('-25', '-25', '25 (p)')
    """
    match = DEDUCTED.fullmatch(word)
    return f"-{match[1] or match[2]}" if match else word


@cache
def grouped(mark: str) -> str:
    """Return the pattern of whole numbers with ``mark`` between thousands; commas may also separate lakhs: 1,23,000.

    A number of thousands does not begin with 0, as the decimal number 0,671 does.
    """
    thousands = rf"[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+"
    return rf"(?:{thousands}|[1-9]\d?(?:,\d\d)+,\d{{3}})" if mark == "," else thousands


def notation(options: TidyOptions) -> Notation:
    """Return the notation of numbers that the options describe.

    Raises
    ------
    UsageError
        A separator is not one character, or both are the same.
    """
    thousands, decimal = (
        _separator(name, given) for name, given in (("thousands", options.thousands), ("decimal", options.decimal))
    )
    if thousands and not decimal:
        decimal = "," if thousands == "." else "."
    if thousands and thousands == decimal:
        hint = Hint("name two characters with {} and {}", Setting("thousands"), Setting("decimal"))
        raise UsageError("one character cannot separate thousands and decimals", value=thousands, hint=hint)
    return Notation(thousands, decimal, frozenset(text.strip() for text in options.missing), options.strip_flags)


def _separator(name: str, given: str | None) -> str:
    """Return the separator that the user names."""
    if given is None:
        return ""
    character = NAMED.get(given.lower(), given).translate(SPACES)
    allowed = ",." if name == "decimal" else ",.' _"
    if len(character) != 1 or character not in allowed:
        takes = "comma or dot" if name == "decimal" else "comma, dot, space or apostrophe"
        raise UsageError(
            f"{shown(given)} is not a separator of digits", value=given, hint=Hint(f"{{}} takes {takes}", Setting(name))
        )
    return character
