"""Sparklines and fan bars, drawn with characters in one line of text."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

__all__ = ["blocks", "fan_bar", "sparkline"]

BARS: Final = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float], top: float) -> str:
    """Draw values between 0 and ``top`` as bars; a missing one (NaN) is a blank.

    >>> sparkline([0, 1, float("nan"), 7], top=7)
    '▁▂ █'
    """
    return "".join(" " if math.isnan(value) else BARS[_share(value, top, len(BARS) - 1)] for value in values)


def _share(value: float, top: float, parts: int) -> int:
    """Return the position of a value on a scale of ``parts`` from 0 to ``top``."""
    return 0 if top <= 0 else min(max(round(parts * (value / top)), 0), parts)


def blocks(values: Sequence[float], limit: int) -> list[float]:
    """Reduce values to at most ``limit`` by averaging neighbours, so that a long path fits.

    >>> blocks([1, 3, 5, 7, 9], limit=3)
    [1.0, 4.0, 8.0]
    """
    count = min(limit, len(values))
    edges = [k * len(values) // count for k in range(count + 1)] if count else []
    return [math.fsum(values[a:b]) / (b - a) for a, b in pairwise(edges)]


def fan_bar(
    outer: tuple[float, float], inner: tuple[float, float], median: float, *, scale: tuple[float, float], size: int
) -> str:
    """Draw an outer interval, an inner one within it and the median on a scale of ``size`` characters.

    >>> fan_bar((10, 90), (30, 70), 50, scale=(0, 100), size=21)
    '  ────━━━━●━━━━────'
    """
    low, high = scale

    def place(value: float) -> int:
        return _share(value - low, high - low, size - 1)

    line = [" "] * (place(outer[1]) + 1)
    for (start, end), mark in ((outer, "─"), (inner, "━"), ((median, median), "●")):
        for k in range(place(start), min(place(end) + 1, len(line))):
            line[k] = mark
    return "".join(line)
