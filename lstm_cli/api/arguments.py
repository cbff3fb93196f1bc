"""Convert API arguments: numbers of any type, names of choices, days, paths, a single value instead of a list."""

import operator
import os
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum
from numbers import Real
from pathlib import Path
from typing import Any, Final, TypeVar

from lstm_cli.errors import Hint, UsageError
from lstm_cli.progress import Report

__all__ = [
    "MAX_SHOWN",
    "called",
    "choice",
    "day_of",
    "every_nth",
    "listed",
    "number",
    "optional",
    "optional_choice",
    "path_of",
    "shown_value",
    "text_of",
    "time_of",
    "whole_number",
    "yes_or_no",
]

MAX_SHOWN: Final = 40  # characters of a value that an error repeats
SECONDS: Final = len("2024-01-06T00:00:00")

Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")


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


def optional_choice(name: str, kind: type[Choice], value: Choice | str | None) -> Choice | None:
    """Return None as it is, and any other value as `choice` reads it."""
    return None if value is None else choice(name, kind, value)


def whole_number(name: str, value: object, *, minimum: int | None = None) -> int:
    """Return an integer of any type (NumPy's too) as int.

    Raises
    ------
    UsageError
        It is not an integer, or below the minimum.
    """
    try:
        whole = None if isinstance(value, bool) else operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        whole = None
    if whole is None or (minimum is not None and whole < minimum):
        least = "" if minimum is None else f" from {minimum}"
        raise UsageError(f"{name}: expected a whole number{least}, got {shown_value(value)}")
    return whole


def number(name: str, value: object) -> float:
    """Return a number of any type as float; UsageError if the value is not a number."""
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        raise UsageError(f"{name}: expected a number, got {shown_value(value)}")
    return float(value)


def yes_or_no(name: str, value: object) -> bool:
    """Return True and False of any type (also of NumPy), and 0 and 1, as bool; UsageError for other values."""
    if _is_bool(value) or (isinstance(value, int) and value in {0, 1}):
        return bool(value)
    raise UsageError(f"{name}: expected True or False, got {shown_value(value)}")


def every_nth(name: str, value: object, *, never: int) -> int:
    """Return a number from 1 as int, 1 for True of any type, and ``never`` for False.

    Raises
    ------
    UsageError
        It is none of these.
    """
    if _is_bool(value):
        return 1 if value else never
    try:
        return whole_number(name, value, minimum=1)
    except UsageError as error:
        expected = "expected True, False or a whole number from 1"
        raise UsageError(f"{name}: {expected}, got {shown_value(value)}") from error


def optional(read: Callable[..., Value], name: str, value: object, **limits: int) -> Value | None:
    """Return None as it is, and any other value as a function of this module reads it, perhaps within limits."""
    return None if value is None else read(name, value, **limits)


def text_of(name: str, value: object) -> str:
    """Return a text; UsageError if the value is another type."""
    if isinstance(value, str):
        return value
    raise UsageError(f"{name}: expected a text, got {shown_value(value)}")


def time_of(name: str, value: object) -> str:
    """Return text as it is, and dates of Python, NumPy and pandas in ISO 8601, without a time of day at midnight.

    >>> from datetime import date
    >>> time_of("until", date(2024, 1, 6)), time_of("until", "2024")
    ('2024-01-06', '2024')

    Raises
    ------
    UsageError
        The value is of another type.
    """
    if isinstance(value, str):
        return value
    text = ""
    if isinstance(value, date):  # includes datetime and pandas.Timestamp
        text = value.isoformat()
    elif _kind(value) == "M":
        text = str(value)[:SECONDS]
    if text in {"", "NaT"}:
        raise UsageError(f"{name}: expected a day, or a text such as '2024-01-06', got {shown_value(value)}")
    return text.removesuffix("T00:00:00")


def day_of(name: str, value: object) -> str:
    """Return text as it is, and the day of dates and times in ISO 8601; UsageError if the value is another type."""
    text = time_of(name, value)
    return text if isinstance(value, str) else text.partition("T")[0]


def path_of(name: str, value: object) -> Path:
    """Return a path; UsageError if the value cannot be one."""
    text = os.fspath(value) if isinstance(value, str | os.PathLike) else None
    if not text or not isinstance(text, str):
        raise UsageError(f"{name}: expected a path, as a text or a pathlib.Path, got {shown_value(value)}")
    if "\0" in text:
        raise UsageError(f"{name}: a path cannot contain a zero byte, got {shown_value(text)}")
    return Path(text)


def called(name: str, value: object) -> Report:
    """Return a function; UsageError if the value cannot be called."""
    if not callable(value):
        hint = Hint("leave it out for none") if value is None else None
        raise UsageError(f"{name}: expected a function of one argument, got {shown_value(value)}", hint=hint)
    return value


def listed(values: object) -> list[Any]:
    """Return values as a list; text, bytes and anything that is not iterable count as one value.

    >>> listed("Ohio"), listed(["Ohio", "Texas"]), listed(95)
    (['Ohio'], ['Ohio', 'Texas'], [95])
    """
    return list(values) if isinstance(values, Iterable) and not isinstance(values, str | bytes) else [values]


def shown_value(value: object) -> str:
    """Return a value as an error message shows it, in one line."""
    text = " ".join(repr(str(value) if isinstance(value, str) else value).split())
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


def _is_bool(value: object) -> bool:
    """Whether a value is True or False of any type."""
    return isinstance(value, bool) or _kind(value) == "b"


def _kind(value: object) -> str:
    """Return the kind of a NumPy scalar, such as ``"M"``, and an empty text for other values."""
    return getattr(getattr(value, "dtype", None), "kind", "") if getattr(value, "shape", None) == () else ""
