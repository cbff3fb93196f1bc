"""The sentence of each remark on the watch over new counts."""

from collections.abc import Callable
from typing import Final

from lstm_cli.formats.data_sentences import Details, named
from lstm_cli.formats.text import plural

__all__ = ["WATCH_SENTENCES"]


def _learned(details: Details) -> str:
    return (
        f"the model has learned from values after {details['end']}, which it should not know: train it on those before"
    )


def _silent(details: Details) -> str:
    has, are = ("has", "is") if details["count"] == 1 else ("have", "are")
    which = f"{details['count']} of {details['of']} series"
    return f"{which} {has} no value after {details['end']} and {are} not watched ({named(details)})"


def _too_late(details: Details) -> str:
    has, previous = ("has", "its previous value") if details["count"] == 1 else ("have", "their previous values")
    which = plural(details["count"], "series", "series")
    return f"{which} {has} new values too long after {previous} to be watched ({named(details)})"


def _fresh(details: Details) -> str:
    begin, are = ("begins", "is") if details["count"] == 1 else ("begin", "are")
    return f"{plural(details['count'], 'series', 'series')} {begin} with the new values and {are} not watched ({named(details)})"


WATCH_SENTENCES: Final[dict[str, Callable[[Details], str]]] = {
    "watched-in-training": _learned,
    "watched-may-be-revised": lambda _: (
        "the new values may still be revised: the model expects their final values, so low ones can be reports to come"
    ),
    "watched-too-late": _too_late,
    "watched-without-count": _silent,
    "watched-without-past": _fresh,
}
