"""Refusals of series that fit on no common time line: repeated times, different steps, far dates."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Array, Datetimes, Ints
from lstm_cli.errors import DataError, Hint, Problem, Setting, on_line
from lstm_cli.options import Absent, DataKind
from lstm_cli.panel.checks.known import KnownPanel
from lstm_cli.panel.checks.step_change import StepChange
from lstm_cli.panel.commands import tidy_command
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.frequency_names import short_name
from lstm_cli.panel.packed import names_in
from lstm_cli.panel.pairs import Pairs
from lstm_cli.panel.remarks import span, steps_text
from lstm_cli.panel.rows import Origin, Rows, run_starts
from lstm_cli.panel.series import Columns, TimeStyle
from lstm_cli.panel.timeline import Grid
from lstm_cli.problems import MAX_SHOWN, Problems, shown
from lstm_cli.remedies import Remedies, Remedy

__all__ = ["MAX_SLOTS", "check_duplicates", "check_mixed", "check_spans", "check_step"]

MAX_NAMED: Final = 3  # names that a message lists
MAX_STEPS_PER_ROW: Final = 100  # more of them mean that a date is wrong ...
MIN_CHECKED: Final = 20_000  # ... unless the series span no more steps than this
MIN_REGULAR: Final = 8  # equal steps in a row, for a series to have a frequency of its own
MAX_SLOTS: Final = 10_000_000  # of the whole time line


def check_duplicates(rows: Rows, origin: Origin, published: Array | None = None) -> None:
    """Refuse two rows of one series and time, with the lines of both; rows must be ordered.

    published: when each row was published, as text, if rows of one time may differ in that.
    """
    same = np.flatnonzero((np.diff(rows.series) == 0) & (np.diff(rows.time) == 0)) + 1
    if published is not None:
        same = same[published[same] == published[same - 1]]
    lines, first = np.unique(rows.line[same], return_index=True)
    repeated = []
    for line, at in zip(lines[:MAX_SHOWN].tolist(), same[first[:MAX_SHOWN]].tolist(), strict=True):
        time = origin.style.write(rows.times[rows.time[at]])
        version = "" if published is None else f" as of {published[at]}"
        message = f"{time}{version} is already {on_line(origin.source, rows.line[at - 1])}"
        if origin.columns.layout == "long":
            again = "the same count" if rows.count[at] == rows.count[at - 1] else "another count"
            message = f"series {shown(rows.names[rows.series[at]])}, {message}, with {again}"
        column, earlier = origin.columns.time, int(rows.line[at - 1])
        repeated.append(Problem(message, origin.source, line, column, time, kind="repeated-time", earlier=earlier))
    problems = Problems(origin.source)
    problems.add(repeated, total=len(lines))
    series = [rows.names[row] for row in np.unique(rows.series[same])]
    problems.raise_if_any(advice=_hint_of_duplicates(origin.columns, origin.style), series=series)


def _hint_of_duplicates(columns: Columns, style: TimeStyle) -> Hint | None:
    """Return advice on the usual causes of repeated times."""
    if columns.ignored:
        few = ", ".join(map(shown, columns.ignored[:MAX_NAMED]))
        if columns.id:
            return Hint("if such rows differ in an ignored column ({}), keep one kind of row", few)
        return Hint("if such rows differ in an ignored column ({}), name it with {}", few, Setting("id"))
    if "%H" in style.pattern and style.pattern.endswith(("%H:%M", "%S")):
        return Hint("local times repeat when clocks go back: write the times in UTC (…Z)")
    return None


def check_mixed(rows: Rows, pairs: Pairs, *, source: str) -> None:
    """Refuse a panel in which regular series have different steps."""
    groups = _regular_series(rows.times, pairs)
    if len(groups) > 1:
        each = ", ".join(f"{shown(rows.names[at[0]])} (steps of {span(low, high)})" for at, low, high in groups[:3])
        hint = Hint("put each in a file of its own, or set one step with {}", Setting("freq"))
        problem = Problem(f"series of different frequencies: {each}", source, hint=hint)
        most = max(groups, key=lambda group: len(group[0]))
        others = [rows.names[at] for group in groups if group is not most for at in group[0]]
        raise DataError(problem, path=source, series=others)


def _regular_series(times: Datetimes, pairs: Pairs) -> list[tuple[list[int], int, int]]:
    """Return, for each frequency that is strictly kept, the series that keep it, and the range of steps of the first.

    Series are indices, and steps are in seconds. Steps within a quarter of each other are one frequency: months have 28
    to 31 days.
    """
    if not len(pairs.left):
        return []
    steps = pairs.steps(times.astype(np.int64))
    first = run_starts(pairs.series)
    shortest, longest = (each.reduceat(steps, first).astype(np.int64) for each in (np.minimum, np.maximum))
    lengths = np.diff(first, append=len(steps))
    strict = np.flatnonzero((lengths >= MIN_REGULAR) & (longest * 4 <= shortest * 5))
    groups: list[tuple[list[int], int, int]] = []
    for at in strict[np.argsort(shortest[strict], kind="stable")]:
        if not groups or shortest[at] > 1.5 * groups[-1][2]:
            groups.append(([], int(shortest[at]), int(longest[at])))
        groups[-1][0].append(int(pairs.series[first[at]]))
    return groups


def check_spans(rows: Rows, grid: Grid, starts: Ints, stops: Ints, origin: Origin) -> None:
    """Refuse series with so few rows for their time span that a date must be wrong."""
    spans = grid.slots[rows.time[stops - 1]] - grid.slots[rows.time[starts]] + 1
    far = int(np.argmax(spans))
    if int(spans.sum()) > max(MAX_STEPS_PER_ROW * len(rows.time), MIN_CHECKED):
        first, last = starts[far], stops[far] - 1
        what, steps = f"series {shown(rows.names[rows.series[first]])} has {last - first + 1} rows over", spans[far]
        odd = int(rows.series[first])
    elif int(grid.slots[-1]) > MAX_SLOTS:
        slots = grid.slots[rows.time]
        first, last = np.argmin(rows.time), np.argmax(rows.time)
        what, steps = "the series span", int(grid.slots[-1]) + 1
        middle = np.median(slots)
        odd = int(rows.series[last if slots[last] - middle > middle - slots[first] else first])
    else:
        return
    period = " to ".join(origin.style.write(rows.times[rows.time[at]]) for at in (first, last))
    message = f"{what} {steps} steps from {period}, {grid.frequency.name}: check the dates"
    raise DataError(message, path=origin.source, series=[rows.names[odd]])


def check_step(known: KnownPanel, changes: Sequence[StepChange], rows: Rows, origin: Origin) -> None:
    """Refuse series that change their step."""
    frequency, found = known.frequency, []
    names = names_in(known.members)
    for change in changes[:MAX_SHOWN]:
        name, one = names[change.row], known.one(change.row)
        first, last = one.time(change.first), one.time(change.last)
        wide, usual = steps_text(frequency, change.steps), steps_text(frequency, 1)
        message = f"series {shown(name)} has a row every {wide} from {first} to {last}, but every {usual} elsewhere"
        line = int(rows.lines_of(name)[change.first])
        found.append(Problem(message, origin.source, line, origin.columns.time, first))
    problems = Problems(origin.source)
    problems.add(found, total=len(changes))
    series = [names[change.row] for change in changes]
    problems.raise_if_any(
        advice=_hint_of_step(frequency, origin, adding=origin.scale.kind is DataKind.COUNT), series=series
    )


def _hint_of_step(frequency: Frequency, origin: Origin, *, adding: bool) -> Hint:
    """Return advice for rows that may include the counts since the row before, if values add up."""
    keep = Remedy("steps without a row are read as missing", Setting("freq", short_name(frequency)))
    if not adding:
        return Remedies(keep)
    command = tidy_command(origin.source, origin.reading, Setting("absent", Absent.ACCUMULATE.value))
    return Remedies(Remedy("a row includes the counts since the previous row", command, conditional=True), keep)
