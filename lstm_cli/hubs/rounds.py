"""Dates of rounds: which round is meant, and which horizon ends when.

A ``tasks.json`` lists the dates of the seasons that it was written for. A date between them that lies on their grid (every
week on the same weekday) is the round of another part of the year, and is taken; `RoundDate.is_listed` tells it apart.
"""

from collections.abc import Sequence
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
def _grid(values: tuple[str, ...]) -> tuple[date, date, int] | None:
    """Return first and last of some dates and the days between neighbours; None where there are not two dates."""
    dates = sorted({day for text in values if (day := iso_date(text))})
    if len(dates) < 2 or len(dates) < len(set(values)):  # noqa: PLR2004 - two dates make a step
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
    for round_ in hub.rounds:
        grid = _grid(round_.ids) if round_.from_variable else None
        days = [] if grid is None else [grid[0] + timedelta(k) for k in range(0, (grid[1] - grid[0]).days + 1, grid[2])]
        for day in days:
            chosen = RoundDate(round_, str(day), is_listed=str(day) in round_.ids)
            if day > last and (as_of is None or (deadline(chosen) or day) >= as_of):
                return chosen
    newest = max((name for round_ in hub.rounds for name in round_.ids), default="none")
    message = f"the data end on {last}, and the last round of this hub is {shown(newest)}"
    hint = Hint("fetch the newest hub-config, as with `git pull`")
    raise DataError(message, path=str(hub.config / "tasks.json"), hint=hint)


def no_such_round(hub: Hub, name: str, usual: RoundDate | None) -> UsageError:
    """Return the refusal of a round that the hub does not have; ``usual`` is the one that is meant where none is named."""
    ids = [known for round_ in hub.rounds for known in round_.ids]
    message = f"{shown(name)} is no round of this hub, whose {len(ids)} rounds are {ids[0]} to {ids[-1]}"
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

    That is 0 where both are the same weekday. Elsewhere the first listed end is that of the first listed round, at its
    first horizon from 0 on: RespiCast's Wednesdays and Sundays are 10 days apart.
    """
    if not chosen.from_variable or END not in task.ids or HORIZON not in task.ids:
        return None
    rounds, ends = (_grid(task.ids[name].allowed) for name in (chosen.id, END))
    if rounds is None or ends is None:
        return None
    if not (ends[0] - rounds[0]).days % WEEK:
        return 0
    first = min((int(value) for value in task.ids[HORIZON].allowed), default=0)
    return (ends[0] - rounds[0]).days - max(first, 0) * (task.targets[0].days or WEEK if task.targets else WEEK)


def known_until(chosen: RoundDate, task: ModelTask) -> date | None:
    """Return the last day whose value a round can know, None where it has no date.

    That is the day before the round's date, and not after the end of horizon 0: RespiCast calls the last week reported so, though
    another is over by the round's Wednesday. `lstm_cli.evaluation.known` reads the rows of a submission in the same way.
    """
    if chosen.date is None:
        return None
    offset = end_offset(chosen.round, task)
    return chosen.date + timedelta(-1 if offset is None else min(offset, -1))
