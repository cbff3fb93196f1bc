"""Rows to a Panel: series in the order of their names, on one time line, trimmed to what is known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Datetimes, Ints
from lstm_cli.errors import DataError, Hint, Problem, Setting, on_line
from lstm_cli.panel.frequency_names import Wanted
from lstm_cli.panel.remarks import closed_times, panel_remarks, span, uneven_steps
from lstm_cli.panel.series import Columns, Panel, Series, TimeStyle
from lstm_cli.panel.timeline import CHECK, Grid, OffGridError, Pairs, find_grid, regular_series, slot_times
from lstm_cli.problems import MAX_SHOWN, Problems, shown
from lstm_cli.remarks import Remark

__all__ = ["NO_COUNTS", "Rows", "assemble"]

NO_COUNTS: Final = "every count is missing: there is nothing to learn from"
MAX_NAMED: Final = 3  # names that a message lists
MAX_STEPS_PER_ROW: Final = 100  # above this a date must be wrong ...
MIN_CHECKED: Final = 20_000  # ... unless the series span no more steps than this
MAX_SLOTS: Final = 10_000_000  # steps of the whole time line


@dataclass(frozen=True, slots=True)
class Rows:
    """Valid rows in file order: arrays of shape (N,), which `assemble` sorts; ``count`` is -1 where missing."""

    names: list[str]
    series: Ints  # index into names
    times: Datetimes  # sorted unique times, shape (U,)
    time: Ints  # index into times
    count: Ints
    line: Ints


def assemble(
    rows: Rows, *, source: str, columns: Columns, style: TimeStyle, wanted: Wanted | None, notes: Sequence[Remark]
) -> Panel:
    """Return the panel of ``rows``; DataError when times repeat or keep no regular step."""
    rows = _sorted(rows)
    _check_duplicates(rows, source=source, columns=columns, style=style)
    neighbours = np.flatnonzero(np.diff(rows.series) == 0)
    pairs = Pairs(rows.time[neighbours], rows.time[neighbours + 1], rows.series[neighbours])
    grid = _grid(rows, pairs, source=source, columns=columns, style=style, wanted=wanted)
    series, without = _all_series(rows, grid, source=source, style=style)
    if not series:
        raise DataError(NO_COUNTS, path=source, column=columns.value)
    uneven = uneven_steps(rows.times, pairs, grid, style)
    closed = [] if wanted else closed_times(grid.frequency)
    remarks = (*notes, *uneven, *closed, *panel_remarks(series, without, grid.frequency, style))
    return Panel(tuple(series), grid.frequency, columns, style, source, remarks)


def _sorted(rows: Rows) -> Rows:
    """Order the rows by the name of the series as text, then by time; in place, so that none is in memory twice."""
    order_of_names = sorted(range(len(rows.names)), key=rows.names.__getitem__)
    names = [rows.names[at] for at in order_of_names]
    rank = np.empty(len(order_of_names), np.int32)
    rank[order_of_names] = np.arange(len(order_of_names))
    rows.series[:] = rank[rows.series]
    narrow = len(names) * len(rows.times) <= np.iinfo(np.int32).max
    key: Ints = rows.series.astype(np.int32) if narrow else rows.series.astype(np.int64)
    key *= len(rows.times)
    key += rows.time
    if not (key[1:] >= key[:-1]).all():
        order = np.argsort(key, kind="stable")
        del key
        for values in (rows.series, rows.time, rows.count, rows.line):
            values[:] = values[order]
    return replace(rows, names=names)


def _check_duplicates(rows: Rows, *, source: str, columns: Columns, style: TimeStyle) -> None:
    """Refuse two rows of one series and time, naming both lines."""
    same = np.flatnonzero((np.diff(rows.series) == 0) & (np.diff(rows.time) == 0)) + 1
    lines, first = np.unique(rows.line[same], return_index=True)
    repeated = []
    for line, at in zip(lines[:MAX_SHOWN].tolist(), same[first[:MAX_SHOWN]].tolist(), strict=True):
        time = style.write(rows.times[rows.time[at]])
        message = f"{time} is already {on_line(source, rows.line[at - 1])}"
        if columns.layout == "long":
            again = "the same count" if rows.count[at] == rows.count[at - 1] else "another count"
            message = f"series {shown(rows.names[rows.series[at]])}, {message}, with {again}"
        repeated.append(Problem(message, source, line, columns.time, time))
    problems = Problems(source)
    problems.add(repeated, total=len(lines))
    problems.raise_if_any(advice=_hint_of_duplicates(columns, style))


def _hint_of_duplicates(columns: Columns, style: TimeStyle) -> Hint | None:
    """Return advice for the usual cause of repeated times."""
    if columns.ignored:
        few = ", ".join(map(shown, columns.ignored[:MAX_NAMED]))
        if columns.id:
            return Hint("if an ignored column ({}) tells such rows apart, keep one kind of row", few)
        return Hint("if an ignored column ({}) tells such rows apart, name it with {}", few, Setting("id"))
    if "%H" in style.pattern and style.pattern.endswith(("%H:%M", "%S")):
        return Hint("local times come twice when clocks go back: write the times in UTC (…Z)")
    return None


def _grid(rows: Rows, pairs: Pairs, *, source: str, columns: Columns, style: TimeStyle, wanted: Wanted | None) -> Grid:
    """Return the panel's time line, or raise a DataError that names the first row off it."""
    if wanted is None or not wanted.text:
        _check_mixed(rows, pairs, source=source)
    try:
        return find_grid(rows.times, pairs, wanted)
    except OffGridError as error:
        row = int(np.flatnonzero(rows.time == error.index)[0])
        time = style.write(rows.times[error.index])
        message = f"{error}: {time} of series {shown(rows.names[rows.series[row]])}"
        hint = Hint("check that date, or the step") if wanted and wanted.text and error.hint is CHECK else error.hint
        line = int(rows.line[row])
        raise DataError(message, path=source, line=line, column=columns.time, value=time, hint=hint) from None


def _check_mixed(rows: Rows, pairs: Pairs, *, source: str) -> None:
    """Refuse a panel in which regular series have different steps."""
    examples = regular_series(rows.times, pairs)
    if len(examples) > 1:
        each = ", ".join(f"{shown(rows.names[at])} (steps of {span(low, high)})" for at, low, high in examples[:3])
        hint = Hint("put each in a file of its own, or name one step with {}", Setting("freq"))
        raise DataError(f"series of different frequencies: {each}", path=source, hint=hint)


def _all_series(rows: Rows, grid: Grid, *, source: str, style: TimeStyle) -> tuple[list[Series], list[str]]:
    """Return the series with a known count, and the names of the others."""
    slots = grid.slots[rows.time]
    starts = np.flatnonzero(np.diff(rows.series, prepend=-1))
    stops = np.append(starts[1:], len(slots))
    _check_spans(rows, grid, starts, stops, source=source, style=style)
    line = slot_times(rows.times, grid)
    series, without = [], []
    for start, stop in zip(starts, stops, strict=True):
        name = rows.names[rows.series[start]]
        entry = _series(name, slots[start:stop], rows.count[start:stop], line)
        if entry is None:
            without.append(name)
        else:
            series.append(entry)
    return series, without


def _check_spans(rows: Rows, grid: Grid, starts: Ints, stops: Ints, *, source: str, style: TimeStyle) -> None:
    """Refuse series with so few rows for their time span that a date must be wrong."""
    slots = grid.slots[rows.time]
    spans = slots[stops - 1] - slots[starts] + 1
    far = int(np.argmax(spans))
    if int(spans.sum()) > max(MAX_STEPS_PER_ROW * len(slots), MIN_CHECKED):
        first, last = starts[far], stops[far] - 1
        what, steps = f"series {shown(rows.names[rows.series[first]])} has {last - first + 1} rows on", spans[far]
    elif int(grid.slots[-1]) > MAX_SLOTS:
        first, last = np.argmin(rows.time), np.argmax(rows.time)
        what, steps = "the series span", int(grid.slots[-1]) + 1
    else:
        return
    period = " to ".join(style.write(rows.times[rows.time[at]]) for at in (first, last))
    raise DataError(f"{what} {steps} steps from {period}, {grid.frequency.name}: check the dates", path=source)


def _series(name: str, slots: Ints, counts: Ints, line: Datetimes) -> Series | None:
    """Return one series from its rows in order of time, or None when no count is known."""
    known = np.flatnonzero(counts >= 0)
    if not len(known):
        return None
    first, last = int(slots[known[0]]), int(slots[known[-1]])
    filled = np.zeros(last - first + 1, np.int64)
    observed = np.zeros(last - first + 1, np.bool_)
    filled[slots[known] - first] = counts[known]
    observed[slots[known] - first] = True
    later = len(counts) - 1 - int(known[-1])
    return Series(name, line[first : last + 1], filled, observed, first, later, int(known[0]))
