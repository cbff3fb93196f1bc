"""Task ids other than round, target, horizon and location, such as an age group; each combination is its own series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lstm_cli.hubs.tasks import END, HORIZON, LOCATION, ModelTask, Round, Target, TaskId
from lstm_cli.readers.name_words import plain_name

__all__ = ["SeriesKey", "further_columns", "further_ids"]

BETWEEN: Final = " / "  # the parts of a series' name


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """What identifies a series: a location, and the values of further task ids in the order of their names."""

    location: str
    further: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The name of the series: ``US``, or ``US / 0-4``."""
        return BETWEEN.join((self.location, *(value for _, value in self.further)))


def further_ids(round_: Round, task: ModelTask, target: Target) -> tuple[TaskId, ...]:
    """Return the task ids of a target beside the usual ones, without those that must be NA."""
    usual = {round_.id, HORIZON, END, LOCATION, *target.keys}
    return tuple(task_id for name, task_id in task.ids.items() if name not in usual and task_id.allowed)


def further_columns(ids: Sequence[TaskId], names: Sequence[str]) -> Mapping[str, str]:
    """Return the columns of task ids in a table, by the name of the id; case and spaces may differ."""
    plain = {plain_name(name): name for name in reversed(names)}
    return {task_id.name: plain[plain_name(task_id.name)] for task_id in ids if plain_name(task_id.name) in plain}
