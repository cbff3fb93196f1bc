"""Rows to a Panel: series in the order of their names, on one time line, trimmed to what is known."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lstm_cli.data.calendar import DAY, Frequency
from lstm_cli.data.complaints import Complaints, refuse, shown
from lstm_cli.data.grid import Grid, OffGridError, Pairs, find_grid, witnesses
from lstm_cli.data.panel import Columns, Panel, Series, TimeStyle
from lstm_cli.data.wanted import Wanted
from lstm_cli.errors import DataError

__all__ = ["Rows", "assemble"]

NAMED: Final = 3  # series that a note names
FAR: Final = 200  # slots a row, beyond which a panel is not sparse but misdated


@dataclass(frozen=True, slots=True)
class Rows:
    """Valid rows in file order: arrays of shape (N,); ``count`` is -1 where missing."""

    names: list[str]
    series: NDArray[np.int64]  # index into names
    times: NDArray[np.datetime64]  # sorted unique times, shape (U,)
    time: NDArray[np.int64]  # index into times
    count: NDArray[np.int64]
    line: NDArray[np.int64]


def assemble(
    rows: Rows, *, source: str, columns: Columns, style: TimeStyle, wanted: Wanted | None, notes: Sequence[str]
) -> Panel:
    """Return the panel of ``rows``; DataError when times repeat or keep no regular step."""
    rows = _sorted(rows)
    _check_duplicates(rows, source=source, columns=columns, style=style)
    grid = _grid(rows, source=source, style=style, wanted=wanted)
    slots = grid.slots[rows.time]
    starts = np.flatnonzero(np.diff(rows.series, prepend=-1))
    line = _time_line(rows.times, grid, rows=len(rows.line), source=source)
    series, without = [], []
    for start, stop in zip(starts, [*starts[1:], len(slots)], strict=True):
        name = rows.names[rows.series[start]]
        one = _series(name, slots[start:stop], rows.count[start:stop], line)
        series.append(one) if one else without.append(name)
    if not series:
        raise refuse(source, f"column {shown(columns.value)}: every count is missing, there is nothing to learn from")
    said = [*notes, *_bent_note(rows, grid, style), *_panel_notes(series, without, style)]
    return Panel(tuple(series), grid.frequency, columns, style, source, tuple(said))


def _sorted(rows: Rows) -> Rows:
    """Return the rows ordered by the name of the series as text, then by time."""
    order_of_names = sorted(range(len(rows.names)), key=rows.names.__getitem__)
    rank = np.empty(len(order_of_names), np.int64)
    rank[order_of_names] = np.arange(len(order_of_names))
    series = rank[rows.series]
    order = np.argsort(series * len(rows.times) + rows.time, kind="stable")
    names = [rows.names[at] for at in order_of_names]
    return Rows(names, series[order], rows.times, rows.time[order], rows.count[order], rows.line[order])


def _check_duplicates(rows: Rows, *, source: str, columns: Columns, style: TimeStyle) -> None:
    """Refuse two rows of one series and time, naming both lines."""
    same = np.flatnonzero((np.diff(rows.series) == 0) & (np.diff(rows.time) == 0)) + 1
    same = same[np.argsort(rows.line[same], kind="stable")]
    complaints = Complaints(source)
    found = []
    for at in same[:5]:
        name = f"series {shown(rows.names[rows.series[at]])}, " if columns.id else ""
        again = "with the same count" if rows.count[at] == rows.count[at - 1] else "with another count"
        text = f"{name}{style.write(rows.times[rows.time[at]])} is already on line {rows.line[at - 1]}, {again}"
        found.append((int(rows.line[at]), 0, text))
    complaints.add(found, total=len(same))
    hint = ""
    if columns.id is None:
        hint = "no column names the series; if there are several, say with --id which column tells them apart"
    elif columns.ignored:
        hint = f"if an ignored column ({', '.join(map(shown, columns.ignored[:4]))}) tells rows apart, keep one kind of row"
    complaints.settle(hint=hint)


def _grid(rows: Rows, *, source: str, style: TimeStyle, wanted: Wanted | None) -> Grid:
    """Return the panel's time line, or say in which row the times leave it."""
    together = np.flatnonzero(np.diff(rows.series) == 0)
    pairs = Pairs(rows.time[together], rows.time[together + 1], rows.series[together])
    if wanted is None:
        _check_mixed(rows, pairs, source=source)
    try:
        return find_grid(rows.times, pairs, wanted)
    except OffGridError as error:
        raise _off_grid(rows, error, source=source, style=style, wanted=wanted) from None


def _check_mixed(rows: Rows, pairs: Pairs, *, source: str) -> None:
    """Refuse a panel in which regular series have different steps."""
    found = witnesses(rows.times, pairs)
    if len(found) > 1:
        each = ", ".join(f"{shown(rows.names[at])} (steps of {_span(low, high)})" for at, low, high in found[:3])
        raise refuse(source, f"series of different frequencies: {each}; put each frequency in a file of its own")


def _off_grid(rows: Rows, error: OffGridError, *, source: str, style: TimeStyle, wanted: Wanted | None) -> DataError:
    """Return the error for the first row that tells, with the flag that may help."""
    if error.index is None:
        return refuse(source, str(error))
    at = int(np.flatnonzero(rows.time == error.index)[0])
    where = f"{style.write(rows.times[error.index])} of series {shown(rows.names[rows.series[at]])}"
    help_ = "check that date" if wanted else "check that date, or name the step with --freq (W, D, h, MS, …)"
    return refuse(source, f"{error}: {where}; {help_}", int(rows.line[at]))


def _time_line(times: NDArray[np.datetime64], grid: Grid, *, rows: int, source: str) -> NDArray[np.datetime64]:
    """Return the time of every slot: as observed, else by the calendar from the time before."""
    total = int(grid.slots[-1]) + 1
    if total > max(FAR * rows, 100_000):
        text = f"{total} steps ({grid.frequency.name}) from {times[0]} to {times[-1]}, but {rows} rows; check the dates"
        raise refuse(source, text)
    known = np.searchsorted(grid.slots, np.arange(total), side="right") - 1
    beyond = np.arange(total) - grid.slots[known]
    line = times[known]
    gaps = np.flatnonzero(beyond)
    if len(gaps):
        line[gaps] = _after_each(grid.frequency, line[gaps], beyond[gaps])
    return line


def _after_each(
    frequency: Frequency, times: NDArray[np.datetime64], steps: NDArray[np.int64]
) -> NDArray[np.datetime64]:
    """Return each time moved on by its own number of steps."""
    if frequency.seconds:
        return np.asarray(times + (steps * frequency.seconds).astype("timedelta64[s]"))
    return np.array(
        [frequency.after(time, [step])[0] for time, step in zip(times, steps, strict=True)], "datetime64[s]"
    )


def _series(
    name: str, slots: NDArray[np.int64], counts: NDArray[np.int64], line: NDArray[np.datetime64]
) -> Series | None:
    """Return one series from its rows in order of time, or None when no count is known."""
    known = np.flatnonzero(counts >= 0)
    if not len(known):
        return None
    first, last = int(slots[known[0]]), int(slots[known[-1]])
    filled = np.zeros(last - first + 1, np.int64)
    observed = np.zeros(last - first + 1, np.bool_)
    filled[slots[known] - first] = counts[known]
    observed[slots[known] - first] = True
    return Series(name, line[first : last + 1], filled, observed, first, len(counts) - 1 - int(known[-1]))


def _bent_note(rows: Rows, grid: Grid, style: TimeStyle) -> list[str]:
    """Say how many steps are not quite as long as the others, and where the first is."""
    bent = np.flatnonzero(grid.bent)
    if not len(bent):
        return []
    together = np.flatnonzero(np.diff(rows.series) == 0)
    left, right = rows.times[rows.time[together]], rows.times[rows.time[together + 1]]
    steps = (right - left)[bent].astype(np.int64)
    first = f"{style.write(left[bent[0]])} to {style.write(right[bent[0]])}"
    usual, odd = _span(grid.frequency.seconds, grid.frequency.seconds), _span(int(steps.min()), int(steps.max()))
    what = f"{len(bent)} of {len(grid.bent)} steps are not {usual} long but {odd}"
    return [f"{what} (the first from {first}); each is read as whole steps"]


def _panel_notes(series: Sequence[Series], without: Sequence[str], style: TimeStyle) -> list[str]:
    """Say what a user should know of the series: left out, alike in name, ending early, not yet reported."""
    notes = []
    if without:
        notes.append(f"{_several(without)} left out: no count is known")
    alike = defaultdict(list)
    for one in series:
        alike[one.name.strip().casefold()].append(one.name)
    twins = next((names for names in alike.values() if len(names) > 1), None)
    if twins:
        notes.append(f"{' and '.join(map(shown, twins))} differ only in case or blanks and are separate series")
    ends = np.array([one.times[-1] for one in series])
    early = int((ends < ends.max()).sum())
    if early:
        notes.append(
            f"{early} of {len(series)} series end before {style.write(ends.max())} (the first on "
            f"{style.write(ends.min())}); each is forecast from its own end"
        )
    late = [one.name for one in series if one.later_empty]
    if late:
        most = max(one.later_empty for one in series)
        notes.append(
            f"{_several(late)}: the last rows have no count ({most} at most); forecasts start after the last known count"
        )
    return notes


def _several(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"series {', '.join(map(shown, names[:NAMED]))}{more}"


def _span(shortest: int, longest: int) -> str:
    """Return lengths of steps in seconds as people say them: "8 to 9 days"."""
    size, unit = next(
        (size, unit)
        for size, unit in ((DAY, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
        if shortest % size == 0 == longest % size
    )
    low, high = shortest // size, longest // size
    return f"{low} {unit}{'s' * (low != 1)}" if low == high else f"{low} to {high} {unit}s"
