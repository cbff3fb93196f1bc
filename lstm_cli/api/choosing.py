"""Find series by name, with a suggestion for an unknown name."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias, TypeVar

from lstm_cli.api.arguments import listed, shown_value, whole_number
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.formats.text import shorten
from lstm_cli.problems import closest
from lstm_cli.readers.cell_texts import value_texts

__all__ = ["Name", "by_name", "names_of", "places", "units_of"]

MAX_NAME: Final = 60  # characters of a name in a message
MAX_LISTED: Final = 5  # names in a message

Name: TypeAlias = object  # of a series: text, or another value from the frame's column, such as the number 7
Value = TypeVar("Value")


def names_of(wanted: Name | Sequence[Name]) -> list[str]:
    """Return one or several names as text, written as the names of series from a frame are.

    >>> names_of("Ohio"), names_of(7), names_of([7.0, "x"])
    (['Ohio'], ['7'], ['7', 'x'])
    """
    return value_texts(listed(wanted))


def by_name(values: Mapping[Name, Value] | Any) -> dict[str, Value] | None:  # noqa: ANN401 - what is tested
    """Return the values of a mapping or a pandas Series by name of series; None for anything else.

    >>> by_name({7: 100}), by_name(100)
    ({'7': 100}, None)

    Raises
    ------
    UsageError
        A series is named twice.
    """
    found = values if isinstance(values, Mapping) else getattr(values, "to_dict", lambda: None)()
    if not isinstance(found, Mapping):
        return None
    named = dict(zip(names_of(list(found)), found.values(), strict=True))
    if getattr(values, "ndim", 1) == 1 and len(named) < getattr(values, "size", len(found)):
        raise UsageError(f"a series is named twice: expected one value for each, got {shown_value(values)}")
    return named


def units_of(units: Sequence[Any]) -> list[tuple[int, int]]:
    """Return pairs (member, unit), counted from 0.

    Raises
    ------
    UsageError
        Something is not such a pair.
    """
    pairs = [tuple(pair) if isinstance(pair, Sequence) and not isinstance(pair, str) else () for pair in listed(units)]
    if not all(len(pair) == 2 for pair in pairs):  # noqa: PLR2004 - a pair
        raise UsageError(
            f"units: expected pairs (member, unit) counted from 0, such as [(0, 3)], got {shown_value(units)}"
        )
    return [
        (whole_number("units", member, minimum=0), whole_number("units", unit, minimum=0)) for member, unit in pairs
    ]


def places(wanted: Sequence[str], names: Sequence[str]) -> list[int]:
    """Return the positions of the wanted names in ``names``, ascending and each once.

    Raises
    ------
    UsageError
        No name was given, or there is no such series; the hint has the closest name.
    """
    if not wanted:
        raise UsageError("series: the list is empty; leave it out for all of them")
    known = {name: at for at, name in enumerate(names)}
    for name in wanted:
        if name not in known:
            raise UsageError(f"no series is called {shorten(name, MAX_NAME)!r}", hint=_meant(name, names))
    return sorted({known[name] for name in wanted})


def _meant(name: str, names: Sequence[str]) -> Hint:
    """Return a hint with the closest name, else with the first few names that exist."""
    close = closest(name, names)
    if close:
        return Hint("did you mean {}?", Setting("series", shorten(close, MAX_NAME)))
    rest = f" and {len(names) - MAX_LISTED} more" if len(names) > MAX_LISTED else ""
    return Hint("there are {}{}", ", ".join(shorten(name, MAX_NAME) for name in names[:MAX_LISTED]), rest)
