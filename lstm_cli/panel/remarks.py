"""What the reader tolerated or noticed, a plain sentence each."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import numpy as np

from lstm_cli._arrays import Datetimes
from lstm_cli.panel.frequency import DAY, HOUR, WEEK, Frequency
from lstm_cli.panel.series import Series, TimeStyle
from lstm_cli.panel.timeline import Grid, Pairs
from lstm_cli.problems import shown

__all__ = ["bent_note", "panel_notes", "span"]

NAMED: Final = 3  # series that a note names
FRIDAY: Final = 4


def bent_note(times: Datetimes, pairs: Pairs, grid: Grid, style: TimeStyle) -> list[str]:
    """Say how many steps are not quite as long as the others, and where the first is."""
    bent = np.flatnonzero(grid.bent)
    if not len(bent):
        return []
    left, right = times[pairs.left[bent]], times[pairs.right[bent]]
    steps = (right - left).astype(np.int64)
    first = f"{style.write(left[0])} to {style.write(right[0])}"
    usual, odd = span(grid.frequency.seconds, grid.frequency.seconds), span(int(steps.min()), int(steps.max()))
    what = f"{len(bent)} of {len(grid.bent)} steps are not {usual} long but {odd}"
    return [f"{what} (the first from {first}); each is read as whole steps"]


def panel_notes(series: Sequence[Series], without: Sequence[str], frequency: Frequency, style: TimeStyle) -> list[str]:
    """Say what a user should know of the series: left out, alike in name, ending early, not yet reported."""
    notes = []
    if without:
        notes.append(f"{_several(without)} left out: no count is known")
    notes.extend(_twins(series))
    if _no_weekends(series, frequency):
        notes.append("no row falls on a Saturday or Sunday: those days are read as missing")
    ends = np.array([one.times[-1] for one in series])
    early = int((ends < ends.max()).sum())
    if early:
        which, own = ("series ends", "it is") if early == 1 else ("series end", "each is")
        when = f"{style.write(ends.max())} (the first on {style.write(ends.min())})"
        notes.append(f"{early} of {len(series)} {which} before {when}; {own} forecast from its own end")
    early_empty = [one.name for one in series if one.earlier_empty]
    if early_empty:
        rows = max(one.earlier_empty for one in series)
        many = f"the first {rows} rows have no count" if rows > 1 else "the first row has no count"
        notes.append(
            f"{_several(early_empty)}: {many}{' at most' * (len(early_empty) > 1)}; a series begins with its first known count"
        )
    late = [one.name for one in series if one.later_empty]
    if late:
        rows = max(one.later_empty for one in series)
        many = f"the last {rows} rows have no count" if rows > 1 else "the last row has no count"
        notes.append(
            f"{_several(late)}: {many}{' at most' * (len(late) > 1)}; forecasts start after the last known count"
        )
    return notes


def _twins(series: Sequence[Series]) -> list[str]:
    """Say which series a person may take for one."""
    alike = defaultdict(list)
    for one in series:
        alike[one.name.strip().casefold()].append(one.name)
    twins = next((names for names in alike.values() if len(names) > 1), None)
    return [f"{' and '.join(map(shown, twins))} differ only in case or blanks: separate series"] if twins else []


def _no_weekends(series: Sequence[Series], frequency: Frequency) -> bool:
    """Whether daily series of more than a week know no weekend."""
    if frequency.seconds != DAY or max(len(one) for one in series) * DAY <= WEEK:
        return False
    days = np.concatenate([one.times[one.observed] for one in series]).astype("datetime64[D]").astype(np.int64)
    return bool(((days + 3) % 7 <= FRIDAY).all())


def _several(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"series {', '.join(map(shown, names[:NAMED]))}{more}"


def span(shortest: int, longest: int) -> str:
    """Return lengths of steps in seconds as people say them: "8 to 9 days"."""
    size, unit = next(
        (size, unit)
        for size, unit in ((DAY, "day"), (HOUR, "hour"), (60, "minute"), (1, "second"))
        if shortest % size == 0 == longest % size
    )
    low, high = shortest // size, longest // size
    return f"{low} {unit}{'s' * (low != 1)}" if low == high else f"{low} to {high} {unit}s"
