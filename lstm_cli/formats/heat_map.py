"""Heat maps drawn with characters: a row of numbers becomes a line of shades or colours."""

import math
from collections.abc import Sequence
from typing import Final

from lstm_cli.formats.sparklines import blocks
from lstm_cli.formats.style import PLAIN_STYLE, Style

__all__ = ["DIVERGING", "SEQUENTIAL", "axis_line", "heat_line", "stretch"]

SHADES: Final = " ░▒▓█"
# Among the 256 colours: dark violet to yellow, and blue over grey to red; legible without telling red from green.
SEQUENTIAL: Final[tuple[int, ...]] = (53, 54, 61, 67, 31, 37, 36, 77, 149, 226)
DIVERGING: Final[tuple[int, ...]] = (20, 26, 68, 110, 152, 253, 224, 217, 210, 203, 160)


def stretch(values: Sequence[float], room: int) -> list[float]:
    """Repeat the values of a row, or average neighbours, to make it exactly ``room`` columns wide.

    >>> stretch([1, 2], 5), stretch([1, 3, 5, 7], 2)
    ([1, 1, 1, 2, 2], [2.0, 6.0])
    """
    if len(values) > room:
        return blocks(values, room)
    return [values[column * len(values) // room] for column in range(room)] if values else []


def heat_line(
    values: Sequence[float],
    scale: tuple[float, float],
    *,
    colours: Sequence[int] = SEQUENTIAL,
    style: Style = PLAIN_STYLE,
) -> str:
    """Draw each value on a scale: as a shade from blank to full, or as a colour if the style has colours.

    >>> heat_line([0, 0.3, 0.5, 1], (0, 1))
    ' ░▒█'
    """
    if not style.colour:
        return "".join(SHADES[_place(value, scale, len(SHADES))] for value in values)
    parts, run = [], ""
    places = [_place(value, scale, len(colours)) for value in values]
    for here, after in zip(places, [*places[1:], -1], strict=True):
        run += " "
        if here != after:
            parts.append(style.tint(colours[here], run))
            run = ""
    return "".join(parts)


def _place(value: float, scale: tuple[float, float], parts: int) -> int:
    """Return the index of the part of a scale that contains a value."""
    low, high = scale
    share = (value - low) / (high - low) if high > low and not math.isnan(value) else 0
    return min(max(int(share * parts), 0), parts - 1)


def axis_line(first: str, last: str, size: int) -> str:
    """Write the first and the last time below a time line.

    >>> axis_line("2024-01-06", "2024-03-02", 26)
    '2024-01-06      2024-03-02'
    """
    gap = size - len(first) - len(last)
    return f"{first}{' ' * gap}{last}" if gap > 0 else first[:size]
