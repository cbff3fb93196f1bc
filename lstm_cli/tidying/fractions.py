"""Cells with decimals: if most cells have some, the values are rates, kept as whole multiples of their last decimal.

If all numbers of a column are per cents, they are shares of 1: 17.7% is 0.177. All steps can so work on exact whole
numbers; the output has the decimals again.
"""

from dataclasses import replace
from decimal import Decimal
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.errors import Problem
from lstm_cli.options import Absent, Negative, TidyOptions
from lstm_cli.problems import shown
from lstm_cli.readers.counts import NUMBER
from lstm_cli.readers.decimals import is_thousands
from lstm_cli.readers.values import are_decimals
from lstm_cli.tidying.counted import Counted
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.numbers import FIRST_UNREAD, Notation, is_known, is_unread, notation
from lstm_cli.tidying.rows import kept_by

__all__ = ["with_fractions"]

MAX_DIGITS: Final = 17  # of the largest value with all its decimals; sums must fit into int64, too


def with_fractions(counted: Counted, column: str, job: Job) -> Counted:
    """Return the values with their decimals if they are rates; otherwise, cells with decimals stay unread.

    Only the rows that the options keep decide which they are.

    Raises
    ------
    DataError
        An option adds values up or takes them apart: that needs counts.
    """
    if not counted.unread:
        return counted
    how = notation(job.options)
    kept = counted.counts[kept_by(counted.sheet, job.options)]
    shares = [_share(text, how) for text in counted.unread]
    per_cents = [(share, text) for text, share in zip(counted.unread, shares, strict=True) if share is not None]
    if per_cents and not (is_known(kept) & (kept != 0)).any():
        _refuse_sums(column, job)
        share, text = max(per_cents)
        job.ledger.add("per-cents", text=text, number=f"{share:f}")
        return _scaled(counted, shares, job)
    numbers = [_decimal(how.plain(text)) for text in counted.unread]
    if not any(number is not None for number in numbers):
        return counted
    decimal = np.array([number is not None for number in numbers])
    clear = decimal & np.array([job.options.decimal is not None or not is_thousands(text) for text in counted.unread])
    rows = np.bincount(_places(kept[is_unread(kept)]), minlength=len(numbers))
    above = int((is_known(kept) & (kept > 0)).sum() + rows[decimal].sum())
    if not are_decimals(int(rows[decimal].sum()), int(rows[clear].sum()), above):
        return counted
    _refuse_sums(column, job)
    return _scaled(counted, numbers, job)


def _share(text: str, how: Notation) -> Decimal | None:
    """Return a number of per cent as a share of 1, None for any other text."""
    word = text.rstrip()
    number = _decimal(how.plain(word[:-1].rstrip())) if word.endswith("%") else None
    return None if number is None else number.scaleb(-2)


def _decimal(word: str) -> Decimal | None:
    """Return a word without separators as a number, None if it is no number."""
    match = NUMBER.fullmatch(word.strip())
    if match is None or not match[2] + (match[3] or ""):
        return None
    number = Decimal(word.strip())
    return number if number == 0 or -MAX_DIGITS <= number.adjusted() < MAX_DIGITS else None


def _places(codes: Ints) -> Ints:
    """Return the place of each unread text."""
    return np.asarray(codes - FIRST_UNREAD)


def _scaled(counted: Counted, words: list[Decimal | None], job: Job) -> Counted:
    """Return all values as multiples of the last decimal that fits; words: those of the unread texts that are numbers."""
    numbers, decimal = [word for word in words if word is not None], np.array([word is not None for word in words])
    unread = is_unread(counted.counts)
    whole = counted.counts[is_known(counted.counts)]
    largest = max(*map(abs, numbers), Decimal(int(np.abs(whole).max(initial=0))))
    most = max(-int(number.normalize().as_tuple().exponent) for number in numbers)
    places = min(most, MAX_DIGITS - max(largest.adjusted() + 1, 0))
    values = np.full(len(decimal), 0, np.int64)
    values[decimal] = [int(number.scaleb(places).to_integral_value()) for number in numbers]
    at = np.where(unread, _places(counted.counts), 0)
    fraction = unread & decimal[at]
    counts = np.where(is_known(counted.counts), counted.counts * 10**places, counted.counts)
    job.decimals = places
    return replace(counted, counts=np.where(fraction, values[at], counts))


def _refuse_sums(column: str, job: Job) -> None:
    """Refuse options that add values up, or take them apart."""
    asked = _sums(job.options)
    if asked:
        message = f"column {shown(column)} holds decimals: rates cannot be {asked}"
        raise job.stop(Problem(message, job.path, column=column))


def _sums(options: TidyOptions) -> str:
    """Return what the options do that only counts allow, in words."""
    done = {
        "added up": options.sum,
        "running totals": options.cumulative,
        "spread over the rows before": options.negative == Negative.SPREAD,
        "spread over absent rows": options.absent == Absent.ACCUMULATE,
    }
    return next((words for words, is_asked in done.items() if is_asked), "")
