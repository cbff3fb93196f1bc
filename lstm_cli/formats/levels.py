"""Quantile levels as people write them: shortest decimals, and the central intervals that pairs of them make."""

from collections.abc import Sequence
from dataclasses import dataclass

from lstm_cli.options import MIDDLE

__all__ = ["Interval", "column_name", "intervals", "level_name"]


@dataclass(frozen=True, slots=True)
class Interval:
    """A central interval: the indices of its two levels, and its probability."""

    low: int
    high: int
    share: float

    @property
    def name(self) -> str:
        """The name in headings: ``95 %``."""
        return f"{100 * self.share:.6g} %"


def level_name(level: float) -> str:
    """Write a level as its shortest decimal, as hubs require.

    >>> level_name(0.1), level_name(0.975)
    ('0.1', '0.975')
    """
    return repr(float(level))


def column_name(level: float) -> str:
    """Return the name of the column of a level: ``q0.025``."""
    return f"q{level_name(level)}"


def intervals(levels: Sequence[float]) -> list[Interval]:
    """Pair the levels that are equally far from ½, innermost first.

    >>> [pair.name for pair in intervals((0.025, 0.25, 0.5, 0.75, 0.975))]
    ['50 %', '95 %']
    """
    places = {round(level, 9): k for k, level in enumerate(levels)}
    pairs = [
        Interval(k, places[round(1 - level, 9)], round(1 - 2 * level, 9))
        for k, level in enumerate(levels)
        if level < MIDDLE and round(1 - level, 9) in places
    ]
    return sorted(pairs, key=lambda pair: pair.share)
