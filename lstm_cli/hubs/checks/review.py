"""A file under review: its columns, which model task each row is of, and which rows are known to be wrong.

Rules about single rows mark the rows that break them, and rules about whole tasks leave out the tasks of marked rows, so
that a mistake is reported once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from lstm_cli._arrays import Bools, Floats, Ints
from lstm_cli.hubs.checks.breach import MAX_EXAMPLES, Breach, Example
from lstm_cli.hubs.hub import Hub
from lstm_cli.hubs.rounds import RoundDate
from lstm_cli.hubs.tasks import END, HORIZON, LOCATION, OUTPUT_TYPE, ModelTask, OutputType
from lstm_cli.readers.table import Column
from lstm_cli.remarks import Plain

__all__ = ["NA", "Review", "Segment", "blank_if_na", "is_odd_na"]

NA = frozenset({"", "NA"})  # how a cell without a value is written
# Other spellings of a missing value, in lower case, which R reads as text.
ODD_NA = frozenset({"nan", "null", "none", "na", "n/a", "#n/a", "<na>", "nil"})


@dataclass(frozen=True, slots=True)
class Segment:
    """The rows of one model task and output type, and the place of each row's id among the type's ids, -1 where none."""

    task: ModelTask
    output: OutputType
    rows: Ints
    places: Ints


@dataclass(slots=True)
class Review:
    """The file that the rules look at, and what they have found so far."""

    hub: Hub
    chosen: RoundDate
    columns: Mapping[str, Column]
    lines: Ints
    breaches: list[Breach] = field(default_factory=list)
    bad: Bools = field(init=False)
    lost: Bools = field(init=False)  # rows in `bad` that may belong to another task than they say
    task: Ints = field(init=False)  # the model task of each row, -1 where none fits
    place: Ints = field(init=False)  # where each row's id stands among those of its output type, -1 where it has none
    values: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.bad = np.zeros(len(self.lines), np.bool_)
        self.lost = np.zeros(len(self.lines), np.bool_)
        self.task = np.full(len(self.lines), -1)
        self.place = np.full(len(self.lines), -1)
        self.values = np.full(len(self.lines), np.nan)

    @property
    def tasks(self) -> tuple[ModelTask, ...]:
        """The model tasks of the round."""
        return self.chosen.round.tasks

    def mask(self, name: str, wanted: Callable[[str], bool]) -> Bools:
        """Return which rows have a cell that is wanted; each distinct text is looked at once."""
        column = self.columns[name]
        return column.expand(np.array([wanted(text.strip()) for text in column.texts]))

    def of_type(self, name: str) -> Bools:
        """Return which rows are of an output type."""
        return self.mask(OUTPUT_TYPE, name.__eq__)

    def report(
        self,
        rule: str,
        rows: Bools | Ints,
        *,
        column: str | None = None,
        details: Callable[[int], Mapping[str, Plain]] | None = None,
        spoils: bool = True,
        lost: bool = False,
    ) -> None:
        """Report rows that break a rule; ``details`` returns what the message needs for a row.

        spoils: the rows are marked; False for a mistake that leaves no doubt of what is meant. lost: the rows may belong to
        another task than they say.
        """
        places = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
        if not len(places):
            return
        self.bad[places] |= spoils
        self.lost[places] |= lost
        examples = tuple(
            Example(
                int(self.lines[row]),
                column,
                None if column is None else self.columns[column].text(row),
                details(row) if details else {},
            )
            for row in places[:MAX_EXAMPLES].tolist()
        )
        self.breaches.append(Breach(rule, len(places), examples))

    def groups(self, names: Sequence[str]) -> Ints:
        """Return a number for each row, the same for rows with the same cells in some columns."""
        number = np.zeros(len(self.lines), np.int64)
        for name in names:
            column = self.columns[name]
            plain = {text: blank_if_na(text) for text in column.texts}
            known = {text: at for at, text in enumerate(dict.fromkeys(plain.values()))}
            codes = column.expand(np.array([known[plain[text]] for text in column.texts]))
            number = np.unique(number * len(known) + codes, return_inverse=True)[1]
        return number

    def key_names(self) -> tuple[str, ...]:
        """Return the task ids that tell tasks apart: all but the round and those that are derived from others."""
        names = self.chosen.round.task_ids
        derived = self.chosen.round.derived | ({END} if HORIZON in names else set())
        derived |= {self.chosen.round.id} if self.chosen.round.from_variable else set()
        return tuple(name for name in names if name not in derived)

    def segments(self) -> Iterator[Segment]:
        """Yield the rows of each model task and output type, without those of tasks in which a row is marked."""
        sound = ~self._spoilt()
        for number, task in enumerate(self.tasks):
            for output in task.outputs.values():
                rows = np.flatnonzero(sound & (self.task == number) & self.of_type(output.name))
                if len(rows):
                    yield Segment(task, output, rows, self.place[rows])

    def _spoilt(self) -> Bools:
        """Return the rows of tasks in which a row is marked.

        A marked row that is lost, or fits no task, may belong to any task that differs from it in one task id; these are
        left out, too.
        """
        names = self.key_names()
        spoilt = _shared(self.groups(names), self.bad)
        lost = self.bad & (self.lost | (self.task < 0))
        if lost.any():
            for name in names:
                spoilt |= _shared(self.groups([other for other in names if other != name]), lost)
        return spoilt

    def text(self, name: str, row: int) -> str:
        """Return a cell."""
        return self.columns[name].text(row)

    def task_text(self, row: int, *, without: Sequence[str] = ()) -> str:
        """Write which task a row is of, for a message."""
        names = [name for name in self.key_names() if name not in without]
        cells = [(name, self.text(name, row).strip()) for name in names]
        return ", ".join(
            text if name in {"target", LOCATION} else f"{name} {text}" for name, text in cells if text not in NA
        )


def blank_if_na(text: str) -> str:
    """Return a cell without the blanks around it; empty for NA."""
    return "" if text.strip() in NA else text.strip()


def is_odd_na(text: str) -> bool:
    """Whether a text means a missing value, but is written otherwise than as an empty cell or NA."""
    return text.lower() in ODD_NA and text not in NA


def _shared(group: Ints, marked: Bools) -> Bools:
    """Return the rows whose group has a marked row."""
    groups = np.zeros(group.max(initial=0) + 1, np.bool_)
    groups[group[marked]] = True
    return groups[group]
