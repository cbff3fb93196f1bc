"""What a hub asks for: its rounds and model tasks, as records. Every value is a text, as a CSV holds it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from lstm_cli.options import DataKind

__all__ = ["OUTPUT_COLUMNS", "ModelTask", "OutputType", "Round", "Samples", "Target", "TaskId", "Window"]

OUTPUT_COLUMNS: Final = ("output_type", "output_type_id", "value")  # of every hub, after its task ids
POINTS: Final = frozenset({"mean", "median"})  # output types that have no id


@dataclass(frozen=True, slots=True)
class TaskId:
    """The values that a column of a submission may have; none at all where it must be NA."""

    name: str
    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def allowed(self) -> tuple[str, ...]:
        """All values, the required ones first."""
        return self.required + self.optional


@dataclass(frozen=True, slots=True)
class Samples:
    """How many sample paths a task has, what their ids are, and the task ids that one path is of."""

    kind: str  # "character" or "integer"
    max_length: int | None
    minimum: int
    maximum: int
    compound: tuple[str, ...] | None  # None: all task ids, so that a sample is a single value


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
        """All ids; none for a mean, a median and samples."""
        return () if self.name in POINTS or self.samples else self.required + self.optional

    @property
    def needed(self) -> tuple[str, ...]:
        """The ids that every task with this output type has."""
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

    @property
    def is_count(self) -> bool:
        """Whether values are counts of people or events."""
        return self.units.strip().lower() in {"count", "counts"} and self.kind in {"continuous", "discrete"}

    @property
    def measure(self) -> DataKind:
        """What values are: counts, proportions, or rates of any other unit."""
        if self.is_count:
            return DataKind.COUNT
        return DataKind.PROPORTION if "proportion" in self.units.lower() else DataKind.RATE

    @property
    def is_series(self) -> bool:
        """Whether the target is a series that is forecast step by step, and not something that is made of one."""
        return self.is_step_ahead and self.kind in {"continuous", "discrete"}

    @property
    def days(self) -> int | None:
        """Days of one step; None where a step is of another unit of time."""
        return {"day": 1, "week": 7}.get(self.time_unit)


@dataclass(frozen=True, slots=True)
class ModelTask:
    """Combinations of task ids that share targets and output types."""

    ids: Mapping[str, TaskId]
    outputs: Mapping[str, OutputType]
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """When submissions are taken: days relative to a date column, or dates."""

    relative_to: str | None
    start: str
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
        return tuple(dict.fromkeys(value for task in self.tasks for value in task.ids[self.id].allowed))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a file, in the order of the configuration."""
        return (*dict.fromkeys(name for task in self.tasks for name in task.ids), *OUTPUT_COLUMNS)

    def targets(self) -> "Iterator[tuple[Target, ModelTask]]":
        """Yield every target with its model task."""
        for task in self.tasks:
            for target in task.targets:
                yield target, task
