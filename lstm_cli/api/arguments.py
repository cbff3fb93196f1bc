"""Convert API arguments: integers of any type, names of choices, a single value instead of a list."""

import operator
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeVar

from lstm_cli.errors import UsageError
from lstm_cli.options import DataKind

__all__ = ["MAX_SHOWN", "choice", "data_kind", "listed", "shown_value", "text_of", "whole_number"]

MAX_SHOWN: Final = 40  # characters of a value that an error repeats

Choice = TypeVar("Choice", bound=StrEnum)


def choice(name: str, kind: type[Choice], value: Choice | str) -> Choice:
    """Return the member of an enumeration with this value.

    Raises
    ------
    UsageError
        There is no such member; the message lists them.
    """
    try:
        return kind(value)
    except ValueError:
        names = ", ".join(repr(str(member)) for member in kind)
        raise UsageError(f"{name}: expected one of {names}, got {shown_value(value)}") from None


def data_kind(value: DataKind | str | None) -> DataKind | None:
    """Return the kind of data that an argument names; None stays None."""
    return None if value is None else choice("kind", DataKind, value)


def whole_number(name: str, value: object, *, minimum: int) -> int:
    """Return an integer of any type (NumPy's too) as int.

    Raises
    ------
    UsageError
        It is not an integer, or below the minimum.
    """
    try:
        number = None if isinstance(value, bool) else operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        number = None
    if number is None or number < minimum:
        raise UsageError(f"{name}: expected a whole number from {minimum}, got {shown_value(value)}")
    return number


def text_of(name: str, value: object) -> str | None:
    """Return text as it is and dates in ISO 8601, without a time of day at midnight; None stays None.

    >>> from datetime import date
    >>> text_of("until", date(2024, 1, 6)), text_of("until", "2024")
    ('2024-01-06', '2024')

    Raises
    ------
    UsageError
        The value is of another type.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date):  # includes datetime and pandas.Timestamp
        return value.isoformat().removesuffix("T00:00:00")
    raise UsageError(f"{name}: expected a text, got {shown_value(value)}")


def listed(values: object) -> list[Any]:
    """Return values as a list; text, bytes and anything that is not iterable count as one value.

    >>> listed("Ohio"), listed(["Ohio", "Texas"]), listed(95)
    (['Ohio'], ['Ohio', 'Texas'], [95])
    """
    return list(values) if isinstance(values, Iterable) and not isinstance(values, str | bytes) else [values]


def shown_value(value: object) -> str:
    """Return a value as an error message shows it."""
    text = repr(str(value) if isinstance(value, str) else value)
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"
