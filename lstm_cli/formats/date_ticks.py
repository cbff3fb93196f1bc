"""Positions and labels of ticks on a time axis, in the unit of the data: hours, days, months, quarters, years."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from lstm_cli._arrays import Datetimes, Ints
from lstm_cli.panel.frequency import DAY, HOUR, WEEK, Frequency
from lstm_cli.panel.month_days import weekdays

__all__ = ["Tick", "date_ticks"]

MONTH_NAMES: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TWELVE: Final = 12
QUARTER: Final = 3
LABEL_GAP: Final = 2.0  # columns between two labels
MIN_ONE_LINE: Final = 50.0  # columns of room; with less, the year is put below the month
MIN_TICKS, MAX_TICKS = 2, 10
SECONDS: Final = (
    *(1, 5, 15, 30, 60, 300, 900, 1800),
    *(hours * HOUR for hours in (1, 2, 3, 6, 12)),
    *(days * DAY for days in (1, 2, 7, 14)),
)
YEARS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
MONTHS: Final = (1, 2, 3, 4, 6, *(TWELVE * years for years in YEARS))


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on a time axis: where, and its label of one to three lines."""

    at: np.datetime64  # datetime64[s]
    label: str


def date_ticks(
    first: np.datetime64, last: np.datetime64, frequency: Frequency, *, anchor: np.datetime64, room: float
) -> list[Tick]:
    """Mark the times from ``first`` to ``last``, as densely as labels fit into ``room`` columns of text.

    ``anchor``: the time of any observation; marks of days, weeks and calendar steps fall on times of the data.
    """
    closer: list[Tick] = []
    for ticks in _candidates(first, last, frequency, anchor, room=room):
        if len(ticks) < MIN_TICKS <= len(closer):
            break
        closer = ticks or closer
        if 0 < len(ticks) <= _most(ticks, room):
            return ticks
    return closer[:: -(-len(closer) // _most(closer, room))] if closer else [Tick(anchor, "")]


def _most(ticks: list[Tick], room: float) -> int:
    """Return how many labels of this width fit into ``room`` columns."""
    wide = max(len(line) for tick in ticks for line in tick.label.split("\n"))
    return max(min(MAX_TICKS, int(room / (wide + LABEL_GAP))), 1)


def _candidates(
    first: np.datetime64, last: np.datetime64, frequency: Frequency, anchor: np.datetime64, *, room: float
) -> Iterator[list[Tick]]:
    """Yield ways to mark an axis, from the densest to the sparsest."""
    if frequency.months:
        for step in dict.fromkeys((frequency.months, *MONTHS)):
            if step % frequency.months == 0:
                ticks = _calendar(first, last, frequency, anchor, step)
                yield [Tick(tick.at, _stacked(tick.label)) for tick in ticks] if room < MIN_ONE_LINE else ticks
        return
    for step in sorted({frequency.seconds, *SECONDS}):
        fits = step >= frequency.seconds and (frequency.seconds < DAY or step % frequency.seconds == 0)
        if fits and (last - first) // np.timedelta64(step, "s") < 100 * MAX_TICKS:
            yield _regular(first, last, frequency, anchor, step)
    for step in MONTHS:
        yield _months(first, last, step)


def _calendar(
    first: np.datetime64, last: np.datetime64, frequency: Frequency, anchor: np.datetime64, step: int
) -> list[Tick]:
    """Mark times of the data, every ``step`` months: "Jan 2024", "2024 Q1" or "2024"."""
    back = int(_month(anchor) - _month(first)) // frequency.months + 1
    ahead = int(_month(last) - _month(anchor)) // frequency.months + 1
    times = frequency.after(anchor, np.arange(-back, ahead + 1))
    numbers = _month(times)
    due = (numbers // frequency.months) % (step // frequency.months) == 0
    shown = (times >= first) & (times <= last) & due
    return [
        Tick(time, _calendar_label(int(number), frequency.unit))
        for time, number in zip(times[shown], numbers[shown], strict=True)
    ]


def _stacked(label: str) -> str:
    """Put the year below the month or the quarter."""
    return "\n".join(sorted(label.split(" "), key=str.isdecimal))


def _calendar_label(number: int, unit: str) -> str:
    """Return the label of a month, counted from January of year 0, for data of a unit."""
    year, month = divmod(number, TWELVE)
    return {"year": f"{year}", "quarter": f"{year} Q{month // QUARTER + 1}"}.get(unit, f"{MONTH_NAMES[month]} {year}")


def _regular(
    first: np.datetime64, last: np.datetime64, frequency: Frequency, anchor: np.datetime64, step: int
) -> list[Tick]:
    """Mark every ``step`` seconds: whole hours, Mondays, or the weekday of weekly stamps."""
    origin = anchor
    if frequency.seconds < WEEK <= step:
        origin = anchor - np.timedelta64(int(weekdays(anchor)), "D")
    if frequency.seconds < DAY:
        origin = origin.astype("datetime64[D]").astype("datetime64[s]")
    width = np.timedelta64(step, "s")
    begin = origin - (origin - first) // width * width
    times = np.arange(begin, last + np.timedelta64(1, "s"), width)
    return _labelled(times, clock=step < DAY, days=True)


def _months(first: np.datetime64, last: np.datetime64, step: int) -> list[Tick]:
    """Mark the first day of every ``step``-th month."""
    numbers = np.arange(-(-int(_month(first)) // step) * step, int(_month(last)) + 1, step)
    times = (numbers - 1970 * TWELVE).astype("datetime64[M]").astype("datetime64[s]")
    times = times[times >= first]
    if step >= TWELVE:
        return [Tick(time, f"{number // TWELVE}") for time, number in zip(times, _month(times), strict=True)]
    return _labelled(times, clock=False, days=False)


def _labelled(times: Datetimes, *, clock: bool, days: bool) -> list[Tick]:
    """Label times: the smallest unit on every one, larger units below it where they change."""
    ticks = []
    before = ("", "")
    for time in times:
        moment = time.astype("datetime64[s]").item()
        month = MONTH_NAMES[moment.month - 1]
        day = f"{moment.day} {month}" if days else month
        year = f"{moment.year}"
        lines = [f"{moment:%H:%M}" if moment.second == 0 else f"{moment:%H:%M:%S}"] if clock else []
        if not clock or (day, year) != before:
            lines.append(day)
        if year != before[1]:
            lines.append(year)
        before = (day, year)
        ticks.append(Tick(time, "\n".join(lines)))
    return ticks


def _month(times: Datetimes | np.datetime64) -> Ints:
    """Return months counted from January of year 0."""
    return np.asarray(times).astype("datetime64[M]").astype(np.int64) + 1970 * TWELVE
