"""The quantile levels of a forecast, given as levels or as central intervals in per cent."""

import math
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Final

from lstm_cli.api.arguments import MAX_SHOWN, listed
from lstm_cli.errors import Hint, Setting, UsageError

__all__ = ["Number", "decimal_of", "quantile_levels"]

MIN_LEVEL, MAX_LEVEL = Decimal("0.01"), Decimal("0.99")
MAX_INTERVAL: Final = 98  # per cent: the interval between the outermost levels
SHORT: Final = 12  # digits behind the point of a short decimal
ERROR: Final = 1e-13  # relative, of a sum of some hundred steps

Number = float | str | Decimal


def quantile_levels(
    quantiles: Iterable[Number] | Number | None = None, levels: Iterable[Number] | Number | None = None
) -> tuple[float, ...] | None:
    """Return quantile levels from the argument that is given, ascending and each once; None if neither is.

    Parameters
    ----------
    quantiles
        Quantile levels from 0.01 to 0.99, or a single one.
    levels
        Central intervals in per cent, from 1 to 98, or a single one; the median is added.

    Raises
    ------
    UsageError
        Both are given, a number is out of range, or the list is empty.

    Examples
    --------
    >>> quantile_levels(quantiles=[0.9, 0.5]), quantile_levels(levels=[50, 95])
    ((0.5, 0.9), (0.025, 0.25, 0.5, 0.75, 0.975))
    """
    if quantiles is not None and levels is not None:
        raise UsageError("quantiles and levels are two ways to ask for the same: give one of them")
    if quantiles is not None:
        wanted = [_level(entry) for entry in listed(quantiles)]
    elif levels is not None:
        wanted = [Decimal("0.5"), *(level for entry in listed(levels) for level in _interval(entry))]
    else:
        return None
    if not wanted:
        raise UsageError("quantiles: the list is empty; leave it out for the default")
    return tuple(sorted({float(level) for level in wanted}))


def _level(entry: Number) -> Decimal:
    """Read one quantile level."""
    level = decimal_of(entry)
    if level is None or not MIN_LEVEL <= level <= MAX_LEVEL:
        hint = None
        if level is not None and 1 < level <= MAX_INTERVAL:
            hint = Hint("for a central interval write {}", Setting("levels", f"{level.normalize():f}"))
        text = str(entry).strip()[:MAX_SHOWN]
        raise UsageError(f"expected quantile levels from 0.01 to 0.99, such as 0.1,0.5,0.9, got {text!r}", hint=hint)
    return level


def _interval(entry: Number) -> tuple[Decimal, Decimal]:
    """Read one central interval in per cent; return its lower and upper level."""
    share = decimal_of(entry)
    if share is None or not 1 <= share <= MAX_INTERVAL:
        hint = None
        if share is not None and 0 < share < 1:
            percent = f"{(100 * share).normalize():f}"
            hint = Hint("for the {} % interval write {}", percent, Setting("levels", percent))
        text = str(entry).strip()[:MAX_SHOWN]
        raise UsageError(f"expected central intervals in per cent from 1 to 98, such as 50,95, got {text!r}", hint=hint)
    return (100 - share) / 200, (100 + share) / 200


def decimal_of(entry: Number) -> Decimal | None:
    """Return a number, or text of a plain decimal in ASCII, as a decimal; None for anything else.

    A float that misses a short decimal by an error of arithmetic, as those of `numpy.arange` do, is that decimal.

    >>> decimal_of(0.1 + 0.2), decimal_of(1 / 3)
    (Decimal('0.3'), Decimal('0.3333333333333333'))
    """
    if isinstance(entry, float) and math.isclose(short := round(entry, SHORT), entry, rel_tol=ERROR):
        entry = short
    text = str(entry).strip()
    if not text.isascii() or "_" in text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
