"""Dates of rounds: which round is meant, and when each horizon ends.

A ``tasks.json`` lists the dates of the seasons for which it was written. A date between them on the same grid, such as the
same weekday, is accepted as a round of another part of the year; `RoundDate.is_listed` is False for it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import gcd
from typing import Final

from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.hubs.hub import Hub
from lstm_cli.hubs.plain_numbers import is_step
from lstm_cli.hubs.tasks import END, HORIZON, ModelTask, Round
from lstm_cli.problems import shown

__all__ = [
    "RoundDate",
    "dates_of",
    "deadline",
    "end_offset",
    "find_round",
    "in_step",
    "iso_date",
    "known_until",
    "newest_round",
    "no_such_round",
    "on_grid",
]

ROUND: Final = "reference_date"  # the setting that names a round
WEEK: Final = 7
ISO_LENGTH: Final = 10


@dataclass(frozen=True, slots=True)
class RoundDate:
    """A round and its id, which may be a date between those that the configuration lists."""

    round: Round
    id: str
    is_listed: bool

    @property
    def date(self) -> date | None:
        """The id as a date; None if it is none."""
        return iso_date(self.id)


def iso_date(text: str) -> date | None:
    """Read a date as hubs write it, ``YYYY-MM-DD``; None if it is anything else."""
    if len(text) != ISO_LENGTH or not text.isascii():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@cache
def dates_of(values: tuple[str, ...]) -> tuple[date, ...]:
    """Return values as dates in order; none at all if one of them is no date."""
    dates = sorted({day for text in values if (day := iso_date(text))})
    return tuple(dates) if len(dates) == len(set(values)) else ()


@cache
def _grid(values: tuple[str, ...]) -> tuple[date, date, int] | None:
    """Return the first and the last of some dates and the days of their step; None if there are fewer than two."""
    dates = dates_of(values)
    if len(dates) < 2:  # noqa: PLR2004 - two dates make a step
        return None
    return dates[0], dates[-1], gcd(*((day - dates[0]).days for day in dates[1:]))


def on_grid(values: Sequence[str], text: str) -> bool:
    """Whether a date lies between the listed ones, a whole number of steps from them.

    >>> on_grid(("2025-05-24", "2025-05-31", "2025-11-22"), "2025-10-18")
    True
    >>> on_grid(("2025-05-24", "2025-05-31", "2025-11-22"), "2025-10-17")
    False
    """
    grid, day = _grid(tuple(values)), iso_date(text)
    return grid is not None and day is not None and grid[0] <= day <= grid[1] and in_step(values, text)


def in_step(values: Sequence[str], text: str) -> bool:
    """Whether a date is a whole number of steps from the listed ones, before, between or after them."""
    grid, day = _grid(tuple(values)), iso_date(text)
    return grid is not None and day is not None and not (day - grid[0]).days % grid[2]


def find_round(hub: Hub, name: str) -> RoundDate | None:
    """Return the round of an id, preferably one that lists it; None if there is none."""
    for round_ in hub.rounds:
        if name in round_.ids:
            return RoundDate(round_, name, is_listed=True)
    for round_ in reversed(hub.rounds):
        if round_.from_variable and on_grid(round_.ids, name):
            return RoundDate(round_, name, is_listed=False)
    return None


def deadline(chosen: RoundDate) -> date | None:
    """Return the last day on which a round accepts submissions; None if that is not configured."""
    window = chosen.round.window
    if window is None:
        return None
    if window.relative_to is None:
        return iso_date(window.end)
    return chosen.date + timedelta(int(window.end)) if chosen.date else None


def newest_round(hub: Hub, last: date, *, as_of: date | None = None) -> RoundDate:
    """Return the first round whose date lies after the data, and whose deadline is not before ``as_of``.

    Raises
    ------
    DataError
        All rounds lie before that.
    """
    possible = [
        chosen
        for chosen in _possible(hub)
        if chosen.date and chosen.date > last and (as_of is None or (deadline(chosen) or chosen.date) >= as_of)
    ]
    if possible:
        return min(possible, key=lambda chosen: (chosen.id, not chosen.is_listed))
    newest = max(hub.round_ids, default="none")
    message = f"the data end on {last}, but the last round of this hub is {shown(newest)}"
    hint = Hint("fetch the newest hub-config, for example with `git pull`")
    raise DataError(message, path=str(hub.config / "tasks.json"), hint=hint)


def _possible(hub: Hub) -> Iterator[RoundDate]:
    """Yield the rounds of a hub that are dates: the listed ones, and those between them on the same grid."""
    for round_ in hub.rounds:
        if not round_.from_variable:
            continue
        yield from (RoundDate(round_, str(day), is_listed=True) for day in dates_of(round_.ids))
        if (grid := _grid(round_.ids)) is None:
            continue
        first, last, step = grid
        for days in range(0, (last - first).days, step):
            day = str(first + timedelta(days))
            if day not in round_.ids:
                yield RoundDate(round_, day, is_listed=False)


def no_such_round(hub: Hub, name: str, usual: RoundDate | None) -> UsageError:
    """Return the error for a round that the hub does not have; ``usual`` is the one that is taken if none is named."""
    ids = hub.round_ids
    message = f"{shown(name)} is not a round of this hub, whose {len(ids)} rounds are {ids[0]} to {ids[-1]}"
    if iso_date(name) is None:
        setting = Setting(ROUND, ids[-1] if usual is None else usual.id)
        hint = Hint("the last is {}" if usual is None else "the first after the data is {}", setting)
    else:
        near = [known for known in ids if known < name][-1:] + [known for known in ids if known > name][:1]
        words = "the nearest are {} and {}" if len(near) > 1 else "the nearest is {}"
        hint = Hint(words, *(Setting(ROUND, known) for known in near))
    return UsageError(message, value=name, hint=hint)


def end_offset(chosen: Round, task: ModelTask) -> int | None:
    """Return the days from the date of a round to the end of its horizon 0; None if it has no such dates or no whole horizons.

    0 if the hub has no column of ends, or if rounds and ends are whole steps apart, as any two days are with daily steps.
    If not, the first listed end is taken as that of the first listed round: at its first horizon, if there is one round
    and an end for each horizon, else at its first horizon from 0 on. RespiCast's Wednesdays and Sundays are 10 days apart.
    """
    if not chosen.from_variable or HORIZON not in task.ids or not all(map(is_step, task.ids[HORIZON].allowed)):
        return None
    if END not in task.ids:
        return 0
    rounds, ends = (dates_of(task.ids[name].allowed) for name in (chosen.id, END))
    if not rounds or not ends:
        return None
    step = (task.targets[0].days if task.targets else None) or WEEK
    apart = (ends[0] - rounds[0]).days
    if not apart % step:
        return 0
    horizons = [int(value) for value in task.ids[HORIZON].allowed]
    first = min(horizons, default=0)
    return apart - step * (first if len(rounds) == 1 and len(ends) == len(horizons) else max(first, 0))


def known_until(chosen: RoundDate, task: ModelTask) -> date | None:
    """Return the last day whose value a round can know; None if it has no date.

    It is the day before the round's date, or the end of horizon 0 if that is earlier: RespiCast gives horizon 0 to the last
    week reported, though another is over by the round's Wednesday. `lstm_cli.evaluation.known` reads submissions likewise.
    """
    if chosen.date is None:
        return None
    offset = end_offset(chosen.round, task)
    return chosen.date + timedelta(-1 if offset is None else min(offset, -1))
