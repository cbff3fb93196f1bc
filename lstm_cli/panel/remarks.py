"""Remarks on what the reader of a panel tolerated or noticed; and the length of a step in words."""

from collections import Counter
from collections.abc import Sequence
from itertools import compress
from typing import Final
from unicodedata import category, normalize

import numpy as np

from lstm_cli._arrays import Datetimes
from lstm_cli.panel.frequency import DAY, HOUR, WEEK, Frequency
from lstm_cli.panel.month_days import weekdays
from lstm_cli.panel.packed import empty_rows_of, names_in
from lstm_cli.panel.pairs import Pairs
from lstm_cli.panel.series import Series, TimeStyle
from lstm_cli.panel.timeline import Grid
from lstm_cli.remarks import Plain, Remark, first_names

__all__ = ["closed_times", "name_as_seen", "panel_remarks", "span", "steps_text", "uneven_steps"]

FRIDAY: Final = 4
INVISIBLE: Final = "Cf"  # the Unicode category of format characters, such as a zero-width space or a byte order mark


def uneven_steps(times: Datetimes, pairs: Pairs, grid: Grid, style: TimeStyle) -> list[Remark]:
    """Return a remark on steps that differ slightly in length, with the number of them and the first."""
    uneven = np.flatnonzero(grid.uneven)
    if not len(uneven):
        return []
    left, right = times[pairs.left[uneven]], times[pairs.right[uneven]]
    steps = (right - left).astype(np.int64)
    details: dict[str, Plain] = {
        "count": int(pairs.counts[uneven].sum()),
        "of": int(pairs.counts.sum()),
        "usual_seconds": grid.frequency.seconds,
        "shortest_seconds": int(steps.min()),
        "longest_seconds": int(steps.max()),
        "first_from": style.write(left[0]),
        "first_to": style.write(right[0]),
    }
    return [Remark("uneven-steps", details)]


def closed_times(frequency: Frequency) -> list[Remark]:
    """Return a remark on weekdays and times of day that are left out because no row falls on them."""
    if frequency.calendar is None:
        return []
    details: dict[str, Plain] = {"step_seconds": frequency.seconds, **frequency.open_details}
    return [Remark("closed-times", details)]


def panel_remarks(series: Sequence[Series], without: Sequence[str], frequency: Frequency) -> list[Remark]:
    """Return remarks on series that are left out, alike in name, or not yet reported.

    ``without``: the names of the series without a known count.
    """
    remarks = [Remark("series-without-counts", first_names(without))] if without else []
    remarks += _alike(series)
    if _no_weekends(series, frequency):
        remarks.append(Remark("no-weekends"))
    names, (before, after) = names_in(series), empty_rows_of(series)
    if any(before):
        remarks.append(Remark("empty-rows-before", _empty(names, before)))
    if any(after):
        remarks.append(Remark("empty-rows-after", _empty(names, after)))
    return remarks


def _empty(names: Sequence[str], rows: Sequence[int]) -> dict[str, Plain]:
    """Return the details of series with rows without a count, from the number of these rows of each."""
    return {**first_names(list(compress(names, rows))), "most_rows": max(rows)}


def name_as_seen(name: str) -> str:
    r"""Return a name without what readers of it overlook: case, blanks, invisible characters, and how accents are encoded.

    >>> name_as_seen(" New  York ") == name_as_seen("new york"), name_as_seen("Zu\u0308rich") == name_as_seen("z\xfcrich")
    (True, True)
    """
    if not name.isascii():
        name = "".join(letter for letter in normalize("NFKC", name) if category(letter) != INVISIBLE)
    seen = " ".join(name.split()).casefold()
    return name if seen == name else seen  # as a rule, so that many names are not in memory twice


def _alike(series: Sequence[Series]) -> list[Remark]:
    """Return a remark on the first series whose names a person may confuse."""
    names = names_in(series)
    seen = Counter(map(name_as_seen, names))
    if len(seen) == len(names):
        return []
    first = next(name for name, times in seen.items() if times > 1)
    return [Remark("names-alike", first_names([name for name in names if name_as_seen(name) == first]))]


def _no_weekends(series: Sequence[Series], frequency: Frequency) -> bool:
    """Whether daily series of more than a week have no row at weekends."""
    if frequency.seconds != DAY or frequency.calendar or max(len(each) for each in series) * DAY <= WEEK:
        return False
    times = np.concatenate([each.times[each.observed] for each in series])
    return bool((weekdays(times) <= FRIDAY).all())


def steps_text(frequency: Frequency, steps: float) -> str:
    """Write a number of steps as the distance between two rows: "day", "7 days", "3.5 days"."""
    per_step, unit = frequency.in_units
    value = steps * per_step
    return f"{frequency.kind}{unit}" if value == 1 else f"{value:g} {frequency.kind}{unit}s"


def span(shortest: int, longest: int) -> str:
    """Write a range of lengths in seconds in a suitable unit: "8 to 9 days"."""
    size, unit = next(
        (size, unit)
        for size, unit in ((DAY, "day"), (HOUR, "hour"), (60, "minute"), (1, "second"))
        if shortest % size == 0 == longest % size
    )
    low, high = shortest // size, longest // size
    return f"{low} {unit}{'s' * (low != 1)}" if low == high else f"{low} to {high} {unit}s"
