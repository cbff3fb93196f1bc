"""What a hub asks for: its rounds and model tasks, as records. Every value is a text, as a CSV holds it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lstm_cli.options import DataKind

__all__ = [
    "END",
    "HORIZON",
    "LOCATION",
    "OUTPUT_ID",
    "OUTPUT_TYPE",
    "VALUE",
    "ModelTask",
    "OutputType",
    "Round",
    "Samples",
    "Target",
    "TaskId",
    "Window",
    "joined",
]

LOCATION, HORIZON, END = "location", "horizon", "target_end_date"  # the task ids that nearly all hubs have
OUTPUT_TYPE, OUTPUT_ID, VALUE = "output_type", "output_type_id", "value"
OUTPUT_COLUMNS: Final = (OUTPUT_TYPE, OUTPUT_ID, VALUE)  # of every hub, after its task ids
USUAL_PATHS: Final = 100  # sample paths that are written, as far as a hub accepts that many
SHARES: Final = ("rate", "per ", "percent", "%", "proportion", "ratio", "share")  # words in units of what is no count
POINTS: Final = frozenset({"mean", "median"})  # output types without ids


@dataclass(frozen=True, slots=True)
class TaskId:
    """The values that a column of a submission may have; none at all if it must be NA."""

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def allowed(self) -> tuple[str, ...]:
        """All values, the required ones first."""
        return self.required + self.optional


@dataclass(frozen=True, slots=True)
class Samples:
    """How many sample paths a task has, what their ids look like, and the task ids that all rows of a path share."""

    kind: str  # "character" or "integer"
    max_length: int | None
    minimum: int
    maximum: int
    compound: tuple[str, ...] | None  # None: all task ids, so that a sample is a single value

    @property
    def wanted(self) -> int:
        """How many paths are written: the usual number, within the limits of the hub."""
        return min(max(self.minimum, USUAL_PATHS), self.maximum)


@dataclass(frozen=True, slots=True)
class OutputType:
    """One kind of row: its ids (levels, categories), and what its values may be."""

    name: str
    is_required: bool
    required: tuple[str, ...]
    optional: tuple[str, ...]
    kind: str  # "integer" or "double"
    minimum: float | None
    maximum: float | None
    samples: Samples | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids; none for a mean, a median or samples."""
        return () if self.name in POINTS or self.samples else self.required + self.optional

    @property
    def needed(self) -> tuple[str, ...]:
        """The ids that every task with this output type must have."""
        return () if self.name in POINTS or self.samples else self.required


@dataclass(frozen=True, slots=True)
class Target:
    """What is forecast: its name, its unit (``count``, ``proportion``, …), and the values of the columns that name it."""

    name: str
    units: str
    kind: str
    is_step_ahead: bool
    time_unit: str
    keys: Mapping[str, str]
    is_whole: bool = False  # whether an output type accepts only whole values

    @property
    def is_count(self) -> bool:
        """Whether values are counts of people or events: by the unit, or because they are whole and the unit is no share."""
        units = self.units.strip().lower()
        counted = units in {"count", "counts"} or (self.is_whole and not any(word in units for word in SHARES))
        return counted and self.kind in {"continuous", "discrete"}

    @property
    def measure(self) -> DataKind:
        """The kind of the values: counts, proportions, or rates of any other unit."""
        if self.is_count:
            return DataKind.COUNT
        return DataKind.PROPORTION if "proportion" in self.units.lower() else DataKind.RATE

    @property
    def is_series(self) -> bool:
        """Whether the target is a series that is forecast step by step, and not derived from one."""
        return self.is_step_ahead and self.kind in {"continuous", "discrete"}

    @property
    def days(self) -> int | None:
        """Days of one step; None if the unit of time is neither day nor week."""
        return {"day": 1, "week": 7}.get(self.time_unit)


@dataclass(frozen=True, slots=True)
class ModelTask:
    """Combinations of task ids that share targets and output types."""

    ids: Mapping[str, TaskId]
    outputs: Mapping[str, OutputType]
    targets: tuple[Target, ...]


def joined(tasks: Sequence[ModelTask]) -> ModelTask:
    """Return one model task with all that several ask for, such as those of one target for different locations."""
    if len(tasks) == 1:
        return tasks[0]
    ids = {
        name: TaskId(name, *_united(*(task.ids[name] for task in tasks if name in task.ids)))
        for name in dict.fromkeys(name for task in tasks for name in task.ids)
    }
    outputs: dict[str, OutputType] = {}
    for output in (output for task in tasks for output in task.outputs.values()):
        required, optional = _united(outputs.get(output.name, output), output)
        outputs[output.name] = replace(output, required=required, optional=optional)
    return ModelTask(ids, outputs, tuple({target.name: target for task in tasks for target in task.targets}.values()))


def _united(*some: TaskId | OutputType) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the required and the optional values of several, each value once."""
    required = tuple(dict.fromkeys(value for part in some for value in part.required))
    optional = dict.fromkeys(value for part in some for value in part.optional if value not in required)
    return required, tuple(optional)


@dataclass(frozen=True, slots=True)
class Window:
    """Until when submissions are accepted: a number of days relative to a date column, or a date."""

    relative_to: str | None
    end: str


@dataclass(frozen=True, slots=True)
class Round:
    """Model tasks that are submitted together; ``id`` names a column of dates, or the round itself."""

    id: str
    from_variable: bool
    tasks: tuple[ModelTask, ...]
    derived: frozenset[str]
    window: Window | None
    file_format: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids that files of this round may have, in the order of the configuration."""
        if not self.from_variable:
            return (self.id,)
        return self.allowed(self.id)

    @property
    def task_ids(self) -> tuple[str, ...]:
        """The names of the task ids, in the order of the configuration."""
        return tuple(dict.fromkeys(name for task in self.tasks for name in task.ids))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a file, in the order of the configuration."""
        return (*self.task_ids, *OUTPUT_COLUMNS)

    def allowed(self, name: str) -> tuple[str, ...]:
        """Return all values that a task id may have in any of the tasks, each once."""
        return tuple(
            dict.fromkeys(value for task in self.tasks if name in task.ids for value in task.ids[name].allowed)
        )

    def wanted(self) -> "Iterator[tuple[Target, ModelTask]]":
        """Yield every target once, with one model task that joins all of its own."""
        tasks: dict[str, list[ModelTask]] = {}
        for target, task in self.targets():
            tasks.setdefault(target.name, []).append(task)
        for target in {target.name: target for target, _ in self.targets()}.values():
            yield target, joined(tasks[target.name])

    def targets(self) -> "Iterator[tuple[Target, ModelTask]]":
        """Yield every target with each of its model tasks."""
        for task in self.tasks:
            for target in task.targets:
                yield target, task
