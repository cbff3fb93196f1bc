"""Refusals of series that fit on no common time line: repeated times, different steps, far dates."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from lstm_cli._arrays import Array, Ints
from lstm_cli.errors import DataError, Hint, Problem, Setting, on_line
from lstm_cli.options import Absent, DataKind
from lstm_cli.panel.checks.known import KnownPanel
from lstm_cli.panel.checks.step_change import StepChange
from lstm_cli.panel.commands import tidy_command
from lstm_cli.panel.frequency import Frequency
from lstm_cli.panel.frequency_names import short_name
from lstm_cli.panel.packed import names_in
from lstm_cli.panel.remarks import span, steps_text
from lstm_cli.panel.rows import Origin, RowGroups, Rows
from lstm_cli.panel.series import Columns, TimeStyle
from lstm_cli.panel.survey import Survey
from lstm_cli.panel.timeline import Grid
from lstm_cli.problems import MAX_SHOWN, Problems, shown
from lstm_cli.remedies import Remedies, Remedy

__all__ = ["MAX_SLOTS", "RepeatedTimes", "check_mixed", "check_spans", "check_step"]

MAX_NAMED: Final = 3  # names that a message lists
MAX_STEPS_PER_ROW: Final = 100  # more of them mean that a date is wrong ...
MIN_CHECKED: Final = 20_000  # ... unless the series span no more steps than this
MIN_REGULAR: Final = 8  # equal steps in a row, for a series to have a frequency of its own
MAX_SLOTS: Final = 10_000_000  # of the whole time line


@dataclass(slots=True)
class RepeatedTimes:
    """Rows of one series and time, collected some series at a time."""

    origin: Origin
    _problems: dict[int, Problem] = field(default_factory=dict)  # by line, of the first lines of each group
    _lines: list[Ints] = field(default_factory=list)
    _series: list[str] = field(default_factory=list)

    def add(self, rows: Rows, published: Array | None = None) -> None:
        """Add ordered rows of some series; published: when each was published, as text, if rows of a time may differ in that."""
        same = np.flatnonzero((np.diff(rows.series) == 0) & (np.diff(rows.time) == 0)) + 1
        if published is not None:
            same = same[published[same] == published[same - 1]]
        lines, first = np.unique(rows.line[same], return_index=True)
        self._lines.append(lines)
        self._series += [rows.names[row] for row in np.unique(rows.series[same])]
        for at in same[first[:MAX_SHOWN]].tolist():
            version = "" if published is None else f" as of {published[at]}"
            self._problems.setdefault(int(rows.line[at]), self._problem(rows, at, version))

    def _problem(self, rows: Rows, at: int, version: str) -> Problem:
        """Return the problem of a row that is like the one before."""
        origin, earlier = self.origin, int(rows.line[at - 1])
        time = origin.style.write(rows.times[rows.time[at]])
        message = f"{time}{version} is already {on_line(origin.source, earlier)}"
        if origin.columns.layout == "long":
            again = "the same count" if rows.count[at] == rows.count[at - 1] else "another count"
            message = f"series {shown(rows.names[rows.series[at]])}, {message}, with {again}"
        line, column = int(rows.line[at]), origin.columns.time
        return Problem(message, origin.source, line, column, time, kind="repeated-time", earlier=earlier)

    def refuse(self) -> None:
        """Refuse two rows of one series and time, with the lines of both."""
        problems = Problems(self.origin.source)
        lines = np.unique(np.concatenate(self._lines)).tolist()
        problems.add([self._problems[line] for line in lines[:MAX_SHOWN]], total=len(lines))
        advice = _hint_of_duplicates(self.origin.columns, self.origin.style)
        problems.raise_if_any(advice=advice, series=self._series)


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


def check_mixed(found: Survey, names: Sequence[str], *, source: str) -> None:
    """Refuse a panel in which regular series have different steps."""
    groups = _regular_series(found)
    if len(groups) > 1:
        each = ", ".join(f"{shown(names[at[0]])} (steps of {span(low, high)})" for at, low, high in groups[:3])
        hint = Hint("put each in a file of its own, or set one step with {}", Setting("freq"))
        problem = Problem(f"series of different frequencies: {each}", source, hint=hint)
        most = max(groups, key=lambda group: len(group[0]))
        others = [names[at] for group in groups if group is not most for at in group[0]]
        raise DataError(problem, path=source, series=others)


def _regular_series(found: Survey) -> list[tuple[list[int], int, int]]:
    """Return, for each frequency that is strictly kept, the series that keep it, and the range of steps of the first.

    Series are indices, and steps are in seconds. Steps within a quarter of each other are one frequency: months have 28
    to 31 days.
    """
    shortest, longest = found.shortest, found.longest
    strict = np.flatnonzero((found.rows > MIN_REGULAR) & (longest * 4 <= shortest * 5))
    groups: list[tuple[list[int], int, int]] = []
    for at in strict[np.argsort(shortest[strict], kind="stable")].tolist():
        if not groups or shortest[at] > 1.5 * groups[-1][2]:
            groups.append(([], int(shortest[at]), int(longest[at])))
        groups[-1][0].append(int(found.series[at]))
    return groups


def check_spans(found: Survey, rows: RowGroups, grid: Grid, origin: Origin) -> None:
    """Refuse series with so few rows for their time span that a date must be wrong."""
    begin, end = grid.slots[found.first], grid.slots[found.last]
    spans = end - begin + 1
    if int(spans.sum()) > max(MAX_STEPS_PER_ROW * int(found.rows.sum()), MIN_CHECKED):
        odd = int(np.argmax(spans))
        first, last = found.first[odd], found.last[odd]
        what = f"series {shown(rows.names[found.series[odd]])} has {found.rows[odd]} rows over"
    elif int(grid.slots[-1]) > MAX_SLOTS:
        first, last, what = 0, len(grid.slots) - 1, "the series span"
        middle = np.median(np.repeat(grid.slots, found.at))
        early, late = int(np.argmin(begin)), int(np.argmax(end))
        odd = late if end[late] - middle > middle - begin[early] else early
    else:
        return
    period = " to ".join(origin.style.write(rows.times[at]) for at in (first, last))
    steps = int(grid.slots[last] - grid.slots[first]) + 1
    message = f"{what} {steps} steps from {period}, {grid.frequency.name}: check the dates"
    raise DataError(message, path=origin.source, series=[rows.names[found.series[odd]]])


def check_step(known: KnownPanel, changes: Sequence[StepChange], rows: RowGroups, origin: Origin) -> None:
    """Refuse series that change their step."""
    frequency, found = known.frequency, []
    names = names_in(known.members)
    for change in changes[:MAX_SHOWN]:
        name, one = names[change.row], known.one(change.row)
        first, last = one.time(change.first), one.time(change.last)
        wide, usual = steps_text(frequency, change.steps), steps_text(frequency, 1)
        message = f"series {shown(name)} has a row every {wide} from {first} to {last}, but every {usual} elsewhere"
        line = int(rows.known_lines(name)[change.first])
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
