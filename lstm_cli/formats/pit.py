"""The histogram of the probability integral transform as bars, and what its shape means."""

import math
from collections.abc import Sequence
from typing import Final

from lstm_cli.formats.style import PLAIN_STYLE, Style
from lstm_cli.formats.text import cell, percent

__all__ = ["pit_lines", "pit_reading"]

MIN_OUTCOMES: Final = 50  # with fewer, the shape is left to chance
MAX_BIAS, MAX_SPREAD = 0.05, 0.15  # deviations from a mean of ½ and a spread of 1 that are not mentioned
MIN_STANDARD_ERRORS: Final = 2.0  # of a deviation that is no chance
SPREAD_VARIANCE: Final = 0.8  # of 12 (u - ½)², for uniform u
BAR_WIDTH: Final = 30  # columns that the longest bar may take
LABEL_WIDTH: Final = 18  # columns before a bar, and the mark after it


def pit_reading(counts: Sequence[int]) -> str:
    """Describe the shape: the mean shows whether forecasts are too low or high, the spread whether they are too narrow.

    Both are compared with those of a uniform histogram, and must deviate by more than two standard errors (as if all
    outcomes were independent) to be mentioned.
    """
    total = sum(counts)
    if total < MIN_OUTCOMES:
        return f"too few outcomes to judge the shape ({total}; at least {MIN_OUTCOMES} are needed)"
    middles = [(k + 0.5) / len(counts) - 0.5 for k in range(len(counts))]
    lean = sum(n * x for n, x in zip(counts, middles, strict=True)) / total
    even = sum(x * x for x in middles) / len(middles)
    spread = sum(n * x * x for n, x in zip(counts, middles, strict=True)) / total / even - 1
    readings = []
    if abs(spread) > max(MAX_SPREAD, MIN_STANDARD_ERRORS * math.sqrt(SPREAD_VARIANCE / total)):
        readings.append("U-shaped: intervals too narrow" if spread > 0 else "hump-shaped: intervals too wide")
    if abs(lean) > max(MAX_BIAS, MIN_STANDARD_ERRORS * math.sqrt(even / total)):
        readings.append("sloping up: forecasts too low" if lean > 0 else "sloping down: forecasts too high")
    return "; ".join(readings) or "close to uniform: the forecasts are calibrated"


def pit_lines(counts: Sequence[int], style: Style = PLAIN_STYLE, *, size: int = 80) -> list[str]:
    """Draw a bar per tenth of the forecast distribution, with a mark at the height of a uniform histogram."""
    total, bins = sum(counts), len(counts)
    scale = max(min(BAR_WIDTH, size - LABEL_WIDTH), 1) / max(*counts, total / bins, 1)
    mark = round(total / bins * scale)
    lines = []
    for k, count in enumerate(counts):
        size = round(count * scale)
        bar = cell("━" * size, max(size, mark + 1), left=True)
        bar = bar[:mark] + "│" + bar[mark + 1 :]
        share = percent(count / total) if total else ""
        lines.append(f"  {k / bins:.1f}–{(k + 1) / bins:.1f} {cell(share, 5)}  {style.fan(bar)}")
    return lines
