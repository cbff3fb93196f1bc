"""Numbers as hubs write them."""

import math
from typing import Final

__all__ = ["is_step", "is_whole", "number"]

MAX_STEP: Final = 9_999  # days or weeks; more lead out of the calendar


def number(text: str) -> float:
    """Read a number in ASCII as R does; NaN for anything else, such as ``1_000``, which Python takes for one.

    >>> number(" 0.10 "), number("1e3"), number("1_000")
    (0.1, 1000.0, nan)
    """
    if not text.isascii() or "_" in text:
        return math.nan
    try:
        return float(text)
    except ValueError:
        return math.nan


def is_whole(text: str) -> bool:
    """Whether a text is a whole number, and not a code such as ``01``.

    >>> is_whole("-1"), is_whole("01"), is_whole("1.5")
    (True, False, False)
    """
    return text.removeprefix("-").isdecimal() and str(int(text)) == text


def is_step(text: str) -> bool:
    """Whether a text is a whole number of days or weeks, back or ahead, by which hubs count from the date of a round."""
    return is_whole(text) and abs(int(text)) <= MAX_STEP
