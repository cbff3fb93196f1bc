"""Rows to a Panel: series in the order of their names, on one time line, trimmed to their known counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.errors import DataError, Hint, Problem
from lstm_cli.panel.checks.known import KnownPanel, known_counts
from lstm_cli.panel.checks.registry import doubts
from lstm_cli.panel.checks.step_change import changed_steps, step_changes
from lstm_cli.panel.packed import PackedSeries
from lstm_cli.panel.packing import joined, on_time_line, unpacked_if_few
from lstm_cli.panel.pairs import Pairs
from lstm_cli.panel.refusals import RepeatedTimes, check_mixed, check_spans, check_step
from lstm_cli.panel.remarks import closed_times, panel_remarks, uneven_steps
from lstm_cli.panel.rows import Origin, RowGroups, Rows
from lstm_cli.panel.series import Panel, Series
from lstm_cli.panel.survey import Survey, joined_surveys, survey
from lstm_cli.panel.timeline import CHECK, Grid, OffGridError, find_grid, slot_times
from lstm_cli.problems import shown
from lstm_cli.remarks import Remark

__all__ = ["NO_COUNTS", "LaidOut", "assemble", "laid_out"]

NO_COUNTS: Final = "every count is missing: there is nothing to learn from"
CHECK_STEP: Final = Hint("check that date, or the step")  # where a step is already named


def assemble(rows: Rows, origin: Origin) -> Panel:
    """Return the panel of ``rows``; DataError if times repeat or keep no regular step."""
    return laid_out(RowGroups.of(rows), origin).panel()


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Rows on a time line, before the checks of their counts; the rows themselves are no longer needed."""

    known: KnownPanel
    remarks: tuple[Remark, ...]
    origin: Origin

    def panel(self) -> Panel:
        """Check the counts, and return the panel."""
        known, origin = self.known, self.origin
        return Panel(
            known.members,
            known.frequency,
            origin.columns,
            origin.style,
            origin.source,
            (*self.remarks, *doubts(known, origin.scale.kind)),
            origin.reading,
            scale=origin.scale,
        )


def laid_out(rows: RowGroups, origin: Origin) -> LaidOut:
    """Put ``rows`` on a time line; DataError if times repeat or keep no regular step."""
    found = _surveyed(rows, origin)
    grid, uneven = _grid(rows, found.pairs, origin)
    check_spans(found, rows, grid, origin)
    series, empty, without = _all_series(rows, grid)
    if not series:
        raise DataError(Problem(NO_COUNTS, origin.source, column=origin.columns.value, kind="no-counts"))
    # A wide table can only leave a row out by an empty cell.
    known = known_counts(series, grid.frequency, origin.style, None if origin.columns.layout == "wide" else empty)
    remarks = (
        *origin.notes,
        *uneven,
        *([] if origin.wanted else closed_times(grid.frequency)),
        *panel_remarks(series, without, grid.frequency),
        *_changed_steps(known, rows, origin),
    )
    return LaidOut(known, remarks, origin)


def _surveyed(rows: RowGroups, origin: Origin) -> Survey:
    """Return what the time line rests on; DataError if times repeat, or series have different steps."""
    repeated, parts = RepeatedTimes(origin), []
    for group in rows:
        repeated.add(group)
        parts.append(survey(group))
    repeated.refuse()
    found = joined_surveys(parts)
    if origin.infers:
        check_mixed(found, rows.names, source=origin.source)
    return found


def _grid(rows: RowGroups, pairs: Pairs, origin: Origin) -> tuple[Grid, list[Remark]]:
    """Return the time line and a remark on uneven steps; DataError names the first row off the time line."""
    try:
        grid = find_grid(rows.times, pairs, origin.wanted)
        return grid, uneven_steps(rows.times, pairs, grid, origin.style)
    except OffGridError as error:
        name, line = rows.first_at(error.index)
        time = origin.style.write(rows.times[error.index])
        message = f"{error}: {time} of series {shown(name)}"
        hint = error.hint if origin.infers or error.hint is not CHECK else CHECK_STEP
        problem = Problem(message, origin.source, line, origin.columns.time, time, hint, "off-step")
        raise DataError(problem, path=origin.source) from None


def _changed_steps(known: KnownPanel, rows: RowGroups, origin: Origin) -> list[Remark]:
    """Refuse series that change their step, or only remark on them if a step is named or empty rows keep it."""
    changes = step_changes(known)
    refused = [each for each in changes if origin.infers and 2 * known.empty[each.row] < each.absent]
    if refused:
        check_step(known, refused, rows, origin)
    return changed_steps(known, changes)


def _all_series(groups: RowGroups, grid: Grid) -> tuple[Sequence[Series], Ints, list[str]]:
    """Return the series with a known count, the number of empty rows inside each, and the names of the other series."""
    empty: list[Ints] = []
    without: list[str] = []
    line = slot_times(groups.times, grid)

    def parts() -> Iterator[PackedSeries]:
        """Yield the series of each group; the lists are filled on the way, so that no group is held for them."""
        for rows in groups:
            part = on_time_line(rows, grid.slots, line)
            empty.append(part.empty)
            without.extend(part.without)
            yield part.series

    series = unpacked_if_few(joined(parts(), line))
    return series, np.concatenate(empty), without
