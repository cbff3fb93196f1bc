"""``--quantiles 0.1,0.5,0.9`` and ``--levels 50,95``: text in, quantile levels out, or a usage error."""

from decimal import Decimal, InvalidOperation
from typing import Final

from lstm_cli.errors import UsageError

__all__ = ["read_levels"]

LOWEST, HIGHEST = Decimal("0.01"), Decimal("0.99")
WIDEST: Final = 98  # per cent: the interval between the outermost levels
LONGEST: Final = 40  # characters of a found value that an error repeats


def read_levels(quantiles: str | None, levels: str | None) -> tuple[float, ...] | None:
    """Read whichever was given; None if neither was. The result ascends and repeats nothing.

    Examples
    --------
    >>> read_levels("0.9, .5", None), read_levels(None, "50,95")
    ((0.5, 0.9), (0.025, 0.25, 0.5, 0.75, 0.975))
    """
    if quantiles is not None and levels is not None:
        raise UsageError("--quantiles and --levels say the same thing in two ways: give one of them")
    if quantiles is not None:
        wanted = [_level(entry) for entry in quantiles.split(",")]
    elif levels is not None:
        wanted = [Decimal("0.5"), *(level for entry in levels.split(",") for level in _interval(entry))]
    else:
        return None
    return tuple(sorted({float(level) for level in wanted}))


def _level(entry: str) -> Decimal:
    """Read one quantile level."""
    level = _number(entry)
    if level is None or not LOWEST <= level <= HIGHEST:
        raise UsageError(
            f"--quantiles: expected levels from 0.01 to 0.99 as in 0.1,0.5,0.9, got {entry.strip()[:LONGEST]!r}"
        )
    return level


def _interval(entry: str) -> tuple[Decimal, Decimal]:
    """Read one central interval in per cent: its lower and its upper level."""
    share = _number(entry)
    if share is None or not 0 < share <= WIDEST:
        raise UsageError(
            f"--levels: expected per cent above 0 and up to 98 as in 50,95, got {entry.strip()[:LONGEST]!r}"
        )
    return (100 - share) / 200, (100 + share) / 200


def _number(entry: str) -> Decimal | None:
    """Read a plain decimal in ASCII."""
    try:
        number = Decimal(entry.strip()) if entry.isascii() and "_" not in entry else Decimal("nan")
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
