"""How far back a model remembers, as one picture: bars of the forget gates' product and of the gradient, lag by lag."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from lstm_cli.diagnostics.memory import Fading
from lstm_cli.formats.style import PLAIN_STYLE, Style
from lstm_cli.formats.text import cell, columns, plural, width
from lstm_cli.panel.frequency import Frequency

__all__ = ["fading_lines", "half_life_lines", "left"]

LAGS: Final = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89)
MIN_POWER: Final = -6  # power of ten at which a bar is nothing
MAX_BAR: Final = 40
INDENT: Final = 2


def fading_lines(fading: Fading, frequency: Frequency, *, size: int, style: Style = PLAIN_STYLE) -> list[str]:
    """Draw what is left by lag, both on one log scale, within ``size`` columns."""
    last = len(fading.gradient) - 1
    wanted = {*LAGS, fading.faded_at or 0, last}  # where the gradient has faded is what the verdict speaks of
    lags = sorted(lag for lag in wanted if lag <= last)
    carousel, gradient = ([float(one[lag]) for lag in lags] for one in (fading.carousel, fading.gradient))
    top = max(0.0, *(math.log10(value) for value in (*carousel, *gradient) if value > 0))
    label = ["back", *(frequency.amount(lag) if lag else "now" for lag in lags)]
    first, second = ["forget gates", *map(left, carousel)], ["gradient", *map(left, gradient)]
    texts = columns(list(zip(label, first, second, strict=True)), left=(), gap="\0")
    parts = [line.split("\0") for line in texts]
    room = max(min((size - INDENT - sum(map(width, parts[0])) - 8) // 2, MAX_BAR), 1)
    heading, *rows = parts
    lines = [style.bold(f"  {heading[0]}  {heading[1]}  {' ' * room}  {heading[2]}")]
    for row, one, two in zip(rows, carousel, gradient, strict=True):
        bars = [_bar(value, top, room) for value in (one, two)]
        filled = style.accent(bars[1])
        lines.append(f"  {row[0]}  {row[1]}  {cell(bars[0], room, left=True)}  {row[2]}  {filled}".rstrip())
    return lines


def left(share: float) -> str:
    """Write what is left of a whole, however little.

    >>> left(1.0), left(0.734), left(0.0123), left(1.2e-9), left(0.0), left(25.0)
    ('100 %', '73 %', '1.2 %', '1e-07 %', '0 %', '2500 %')
    """
    value = 100 * share
    if value == 0 or value >= 10:  # noqa: PLR2004 - two digits
        return f"{value:.0f} %"
    return f"{value:.2g} %" if value >= 0.01 else f"{value:.0e} %"  # noqa: PLR2004 - shorter than with zeros


def _bar(value: float, top: float, room: int) -> str:
    """Draw one bar on a log scale."""
    share = (math.log10(value) - MIN_POWER) / (top - MIN_POWER) if value > 0 else 0
    return "━" * min(max(round(share * room), 0), room)


def half_life_lines(
    lasting: Sequence[float], frequency: Frequency, horizon: int, *, size: int, style: Style = PLAIN_STYLE
) -> list[str]:
    """Count units by how long they hold, from less than a step to longer than the longest season."""
    if all(map(math.isinf, lasting)):
        return ["  endless: nothing fades"]
    season = frequency.seasons[-1] if frequency.seasons else horizon
    edges = sorted({0.0, 1.0, 2.0, 4.0, float(horizon), season} | ({8.0} if horizon > 8 else set()))  # noqa: PLR2004
    bounds = [*pairwise(edges), (edges[-1], math.inf)]
    counts = [sum(low < one <= high for one in lasting) for low, high in bounds]
    rows = [[_span(low, high, frequency), plural(n, "unit")] for (low, high), n in zip(bounds, counts, strict=True)]
    texts = columns(rows)
    most = max(*counts, 1)
    room = max(min(size - INDENT - max(map(width, texts)) - 2, MAX_BAR), 1)
    bars = [style.accent("━" * round(n / most * room)) for n in counts]
    return [f"  {text}  {bar}".rstrip() for text, bar in zip(texts, bars, strict=True)]


def _span(low: float, high: float, frequency: Frequency) -> str:
    """Name a range of half-lives."""
    if math.isinf(high):
        return f"longer than {frequency.amount(low)}"
    if low == 0:
        return f"up to {frequency.amount(high)}"
    return (
        f"{low:.3g} to {frequency.amount(high)}"
        if frequency.amount(1).startswith("1 ")
        else f"up to {frequency.amount(high)}"
    )
