"""The memory of a model: bars of the product of its forget gates and of the gradient by lag, and of half-lives."""

import math
from itertools import pairwise
from typing import Final

import numpy as np

from lstm_cli.diagnostics.memory_by_lag import MemoryByLag
from lstm_cli.formats.durations import amount
from lstm_cli.formats.style import PLAIN_STYLE, Style
from lstm_cli.formats.text import cell, columns, plural, width
from lstm_cli.formats.wrapping import headed, wrapped
from lstm_cli.lstm.gate_statistics import GateStatistics
from lstm_cli.panel.frequency import Frequency

__all__ = ["half_life_lines", "left", "memory_by_lag_lines"]

LAGS: Final = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89)
MIN_POWER: Final = -6  # power of ten at which a bar is empty
MIN_BAR, MAX_BAR = 3, 40
INDENT: Final = 2


def memory_by_lag_lines(
    memory: MemoryByLag, frequency: Frequency, *, size: int, style: Style = PLAIN_STYLE
) -> list[str]:
    """Draw what is left at each lag, both curves on one log scale, within ``size`` columns."""
    last = len(memory.gradient) - 1
    wanted = {*LAGS, memory.vanished_at or 0, last}  # a finding may name the lag at which the gradient has vanished
    lags = sorted(lag for lag in wanted if lag <= last)
    values = [[float(curve[lag]) for lag in lags] for curve in (memory.forget_product, memory.gradient)]
    labels = ["back", *(amount(frequency, lag) if lag else "now" for lag in lags)]
    table = [labels, ["forget gates", *map(left, values[0])], ["gradient", *map(left, values[1])]]
    about = f"means over {plural(memory.windows, 'forecast')} with known values"
    return [
        *headed("Memory by lag: product of the forget gates, and gradient ‖∂L/∂C‖", size, style),
        *_with_bars(table, values, size=size, style=style),
        *wrapped(f"{about}; bars on a log scale, to 0.0001 %", size),
    ]


def _with_bars(table: list[list[str]], values: list[list[float]], *, size: int, style: Style) -> list[str]:
    """Add a bar to each figure of the second and the third column, if there is room."""
    parts = [line.split("\0") for line in columns(list(zip(*table, strict=True)), left=(), gap="\0")]
    room = min((size - INDENT - sum(map(width, parts[0])) - 8) // 2, MAX_BAR)
    if room < MIN_BAR:
        texts = [f"  {'  '.join(part)}" for part in parts]
        return [style.bold(texts[0]), *texts[1:]]
    top = max(0.0, *(math.log10(value) for curve in values for value in curve if value > 0))
    heading, *rows = parts
    lines = [style.bold(f"  {heading[0]}  {heading[1]}  {' ' * room}  {heading[2]}")]
    for row, product, gradient in zip(rows, *values, strict=True):
        first, second = (_bar(value, top, room) for value in (product, gradient))
        text = f"  {row[0]}  {row[1]}  {cell(first, room, left=True)}  {row[2]}  {style.accent(second)}"
        lines.append(text.rstrip())
    return lines


def left(share: float) -> str:
    """Write the share that is left, however small.

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
    units: GateStatistics, frequency: Frequency, horizon: int, *, size: int, style: Style = PLAIN_STYLE
) -> list[str]:
    """Count units by half-life, from less than a step to longer than the longest season."""
    if not units.has_forget_gate:
        return ["  never: no forget gate, nothing fades"]
    half_lives = units.half_life.reshape(-1)
    if np.isinf(half_lives).all():
        return ["  never: every forget gate stays open"]
    season = frequency.seasons[-1] if frequency.seasons else horizon
    edges = sorted({0.0, 1.0, 2.0, 4.0, float(horizon), season} | ({8.0} if horizon > 8 else set()))  # noqa: PLR2004
    bounds = [*pairwise(edges), (edges[-1], math.inf)]
    counts = [int(((low < half_lives) & (half_lives <= high)).sum()) for low, high in bounds]
    rows = [[_span(low, high, frequency), plural(n, "unit")] for (low, high), n in zip(bounds, counts, strict=True)]
    texts = columns(rows)
    room = min(size - INDENT - max(map(width, texts)) - 2, MAX_BAR)
    if room < MIN_BAR:
        return [f"  {text}" for text in texts]
    most = max(*counts, 1)
    bars = [style.accent("━" * round(n / most * room)) for n in counts]
    return [f"  {text}  {bar}".rstrip() for text, bar in zip(texts, bars, strict=True)]


def _span(low: float, high: float, frequency: Frequency) -> str:
    """Name a range of half-lives."""
    if math.isinf(high):
        return f"longer than {amount(frequency, low)}"
    if low == 0 or not amount(frequency, 1).startswith("1 "):
        return f"up to {amount(frequency, high)}"
    return f"{low:.3g} to {amount(frequency, high)}"
