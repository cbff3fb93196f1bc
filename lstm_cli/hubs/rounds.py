"""Dates of rounds: which round is meant, and which horizon ends when.

A ``tasks.json`` lists the dates of the seasons that it was written for. A date between them that lies on their grid (every
week on the same weekday) is the round of another part of the year, and is taken; `RoundDate.is_listed` tells it apart.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import gcd
from typing import Final

from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.hubs.hub import Hub
from lstm_cli.hubs.tasks import ModelTask, Round
from lstm_cli.problems import shown

__all__ = [
    "END",
    "HORIZON",
    "RoundDate",
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

END: Final = "target_end_date"
HORIZON: Final = "horizon"
ROUND: Final = "reference_date"  # the setting that names a round
WEEK: Final = 7
ISO_LENGTH: Final = 10


@dataclass(frozen=True, slots=True)
class RoundDate:
    """A round by its id, which may be a date between those that the configuration lists."""

    round: Round
    id: str
    is_listed: bool

    @property
    def date(self) -> date | None:
        """The id as a date."""
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
def _dates(values: tuple[str, ...]) -> tuple[date, ...]:
    """Return the dates that some values are, in their order in time; none where one of them is anything else."""
    dates = sorted({day for text in values if (day := iso_date(text))})
    return tuple(dates) if len(dates) == len(set(values)) else ()


@cache
def _grid(values: tuple[str, ...]) -> tuple[date, date, int] | None:
    """Return first and last of some dates and the days between neighbours; None where there are not two dates."""
    dates = _dates(values)
    if len(dates) < 2:  # noqa: PLR2004 - two dates make a step
        return None
    return dates[0], dates[-1], gcd(*((day - dates[0]).days for day in dates[1:]))


def on_grid(values: Sequence[str], text: str) -> bool:
    """Whether a date lies between the listed ones and as many days from them as they from each other.

    >>> on_grid(("2025-05-24", "2025-05-31", "2025-11-22"), "2025-10-18")
    True
    >>> on_grid(("2025-05-24", "2025-05-31", "2025-11-22"), "2025-10-17")
    False
    """
    grid, day = _grid(tuple(values)), iso_date(text)
    return grid is not None and day is not None and grid[0] <= day <= grid[1] and in_step(values, text)


def in_step(values: Sequence[str], text: str) -> bool:
    """Whether a date is whole steps away from the listed ones, before, between or after them."""
    grid, day = _grid(tuple(values)), iso_date(text)
    return grid is not None and day is not None and not (day - grid[0]).days % grid[2]


def find_round(hub: Hub, name: str) -> RoundDate | None:
    """Return the round of an id, one that lists it if there is any."""
    for round_ in hub.rounds:
        if name in round_.ids:
            return RoundDate(round_, name, is_listed=True)
    for round_ in reversed(hub.rounds):
        if round_.from_variable and on_grid(round_.ids, name):
            return RoundDate(round_, name, is_listed=False)
    return None


def deadline(chosen: RoundDate) -> date | None:
    """Return the last day on which a round takes submissions, None where it is not said."""
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
    newest = max((name for round_ in hub.rounds for name in round_.ids), default="none")
    message = f"the data end on {last}, but the last round of this hub is {shown(newest)}"
    hint = Hint("fetch the newest hub-config, for example with `git pull`")
    raise DataError(message, path=str(hub.config / "tasks.json"), hint=hint)


def _possible(hub: Hub) -> Iterator[RoundDate]:
    """Yield the rounds of a hub that are dates: what it lists, be it an entry for each, and what lies between on their grid."""
    for round_ in hub.rounds:
        if not round_.from_variable:
            continue
        yield from (RoundDate(round_, str(day), is_listed=True) for day in _dates(round_.ids))
        grid = _grid(round_.ids)
        between = [] if grid is None else range(0, (grid[1] - grid[0]).days, grid[2])
        for days in between:
            day = str(grid[0] + timedelta(days)) if grid else ""
            if day not in round_.ids:
                yield RoundDate(round_, day, is_listed=False)


def no_such_round(hub: Hub, name: str, usual: RoundDate | None) -> UsageError:
    """Return the refusal of a round that the hub does not have; ``usual`` is the one that is meant where none is named."""
    ids = [known for round_ in hub.rounds for known in round_.ids]
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
    """Return the days between the date of a round and the end of its horizon 0, None where it has no such dates.

    That is 0 where both are whole steps apart, as any two days are, and where a hub has no ends in its rows. Elsewhere the first listed end is that of the first listed
    round, at its first horizon of all if a lone round lists an end for each, else at its first one from 0 on: RespiCast's
    Wednesdays and Sundays are 10 days apart.
    """
    if not chosen.from_variable or HORIZON not in task.ids:
        return None
    if END not in task.ids:
        return 0
    rounds, ends = (_dates(task.ids[name].allowed) for name in (chosen.id, END))
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
    """Return the last day whose value a round can know, None where it has no date.

    That is the day before the round's date, and not after the end of horizon 0: RespiCast calls the last week reported so, though
    another is over by the round's Wednesday. `lstm_cli.evaluation.known` reads the rows of a submission in the same way.
    """
    if chosen.date is None:
        return None
    offset = end_offset(chosen.round, task)
    return chosen.date + timedelta(-1 if offset is None else min(offset, -1))
