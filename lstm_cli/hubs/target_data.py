"""The series of a target in a hub's target data: the newest state or that of an earlier day, and what was revised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import numpy as np

from lstm_cli._arrays import Array, Datetimes, Floats
from lstm_cli.errors import DataError, Hint, Setting, UsageError
from lstm_cli.hubs.choosing import chosen_target, series_targets
from lstm_cli.hubs.further_ids import SeriesKey, further_columns, further_ids
from lstm_cli.hubs.hub import Hub
from lstm_cli.hubs.rounds import iso_date
from lstm_cli.hubs.target_files import AS_OF, TargetFile, target_files, word_score
from lstm_cli.hubs.target_rows import differing, target_rows, targets_in
from lstm_cli.hubs.target_states import Revision, changes_of, known_states, revision_of, state_of
from lstm_cli.hubs.tasks import LOCATION, ModelTask, Target, TaskId
from lstm_cli.problems import shown

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TargetData", "TargetTable", "read_target_data", "read_target_table", "targets_with_data"]

DATE: Final = "date"
LATEST: Final = "latest"
NO_VINTAGES: Final = "the target data of this hub have no vintages (no column as_of): there is only the newest state"
FETCH: Final = Hint("fetch the hub's target data, for example with `git pull`")


@dataclass(frozen=True, slots=True)
class TargetData:
    """The values of a target: one row for each location, combination of further task ids, and date, sorted by these."""

    target: Target
    task: ModelTask
    location: Array
    dates: Datetimes
    observed: Floats
    as_of: str | None
    vintages: tuple[str, ...]
    revision: Revision | None
    files: tuple[Path, ...]
    further: Mapping[str, Array] = field(default_factory=dict)
    published: Array | None = None  # the vintage of each row; None if all rows are of one state

    def series_keys(self) -> list[SeriesKey]:
        """Return the series of each row."""
        values = [array.tolist() for array in self.further.values()]
        return [
            SeriesKey(place, tuple(zip(self.further, cells, strict=True)))
            for place, *cells in zip(self.location.tolist(), *values, strict=True)
        ]

    @property
    def last(self) -> date:
        """The newest date of any location."""
        newest: date = self.dates.max().astype("datetime64[D]").item()
        return newest


@dataclass(frozen=True, slots=True)
class TargetTable:
    """All rows of a target in the tables of a hub, of every vintage, and the vintages in order."""

    target: Target
    task: ModelTask
    rows: "pd.DataFrame"
    vintages: tuple[str, ...]
    files: tuple[Path, ...]
    further: tuple[str, ...]  # names of the task ids that tell apart the series of a location

    @property
    def _key(self) -> list[str]:
        return [LOCATION, *self.further, DATE]

    def state(self, as_of: str | None = None) -> TargetData:
        """Return the values known on a day, ``YYYY-MM-DD``; None or ``"latest"`` for the newest state.

        Raises
        ------
        UsageError
            All vintages are later than that.
        """
        day = _day_asked(as_of, self.vintages)
        known = known_states(self.rows, self.vintages, day, self._key)
        state = state_of(self.rows, known[-1], self._key)
        before = known[-2] if len(known) > 1 else None
        past = state_of(self.rows, before, self._key) if before else None
        revision = None if past is None or before is None else revision_of(past, state, before, self._key)
        return self._data(state, known[-1], revision)

    def changes(self, known: TargetData) -> TargetData:
        """Return all values published until a state, with the vintage that first had each; NaN withdraws a value.

        Tables without a vintage are left out: it is not known when their values were published.

        Raises
        ------
        UsageError
            There are no vintages.
        """
        if not self.vintages:
            raise UsageError(NO_VINTAGES, hint=Hint("leave out {}", Setting("vintages")))
        rows = changes_of(self.rows if known.as_of is None else self.rows[self.rows[AS_OF] <= known.as_of], self._key)
        return self._data(rows, known.as_of, known.revision, published=rows[AS_OF].to_numpy(object))

    def _data(
        self, state: "pd.DataFrame", as_of: str | None, revision: Revision | None, *, published: Array | None = None
    ) -> TargetData:
        """Return rows of the table as arrays."""
        return TargetData(
            self.target,
            self.task,
            state[LOCATION].to_numpy(object),
            state[DATE].to_numpy("datetime64[D]"),
            state["value"].to_numpy(np.float64),
            as_of,
            self.vintages,
            revision,
            self.files,
            {name: state[name].to_numpy(object) for name in self.further},
            published,
        )


def read_target_table(hub: Hub, target: str | None = None) -> TargetTable:
    """Read all rows of a target by its name in the hub; None means the only one that has data.

    Raises
    ------
    UsageError
        There is no such target.
    DataError
        A table cannot be read, or has two values for one series, date and vintage.
    """
    files = list(target_files(hub))
    if not files:
        raise DataError("this hub has no target data", path=str(hub.folder / "target-data"), hint=FETCH)
    held = {known: used for known, used in _files_by_target(hub, files).items() if used}
    chosen, task = chosen_target(hub, target, list(held))
    further = _further(hub, held[chosen.name], chosen, task)
    rows = _rows(hub, held[chosen.name], chosen, task, further=further)
    vintages = tuple(sorted(set(rows[AS_OF].dropna())))
    paths = tuple(file.path for file in held[chosen.name])
    return TargetTable(chosen, task, rows, vintages, paths, tuple(task_id.name for task_id in further))


def read_target_data(
    hub: Hub, target: str | None = None, *, as_of: str | None = None, all_vintages: bool = False
) -> TargetData:
    """Read the values of a target known on a day, or all published by then: `TargetTable.state` or `changes`."""
    table = read_target_table(hub, target)
    known = table.state(as_of)
    return table.changes(known) if all_vintages else known


def _further(hub: Hub, files: Sequence[TargetFile], target: Target, task: ModelTask) -> list[TaskId]:
    """Return the further task ids of a target that one of its tables has, as a column or in its path."""
    round_ = next(round_ for known, _, round_ in hub.targets() if known.name == target.name)
    ids = further_ids(round_, task, target)
    held = {name for file in files for name in (*further_columns(ids, file.table.header.names), *file.path_values)}
    return [task_id for task_id in ids if task_id.name in held]


def targets_with_data(hub: Hub) -> dict[str, frozenset[str]]:
    """Return the targets that have target data, each with the further task ids of these data."""
    held = _files_by_target(hub, list(target_files(hub)))
    found = {target.name: (target, task) for target, task, _ in hub.targets()}
    return {
        name: frozenset(task_id.name for task_id in _further(hub, files, *found[name]))
        for name, files in held.items()
        if files
    }


def _files_by_target(hub: Hub, files: Sequence[TargetFile]) -> dict[str, list[TargetFile]]:
    """Return the tables of each target: those that name it, and those whose file name has the most of its words.

    Oracle output, which repeats the final values for scoring, is read only if a hub has nothing else.
    """
    targets = series_targets(hub)
    found: dict[str, list[TargetFile]] = {target.name: [] for target, _ in targets}
    for file in files:
        named = targets_in(file, (target for target, _ in targets))
        if named is None:
            scores = {target.name: word_score(file.path.stem, target) for target, _ in targets}
            best = max(scores.values(), default=0)
            named = frozenset(name for name, score in scores.items() if score == best)
            named = named if len(named) == 1 and (best or len(scores) == 1) else frozenset()
        for name in named & found.keys():
            found[name].append(file)
    return {name: [file for file in some if not file.is_oracle] or some for name, some in found.items()}


def _rows(
    hub: Hub, files: Sequence[TargetFile], target: Target, task: ModelTask, *, further: Sequence[TaskId]
) -> "pd.DataFrame":
    """Return the rows of all tables of a target; refuse two values for the same series, date and vintage."""
    import pandas as pd

    key = [LOCATION, *(task_id.name for task_id in further), DATE, AS_OF]
    parts = []
    for file in files:
        part = target_rows(hub, file, target, task, further=further).drop_duplicates([*key, "value"])
        if part.duplicated(key).any():
            _refuse_double(file, part, key)
        parts.append(part)
    rows = pd.concat(parts, ignore_index=True)
    if not rows["value"].notna().any():
        raise DataError(f"there are no values of {shown(target.name)}", path=str(files[0].path), hint=FETCH)
    return rows


def _refuse_double(file: TargetFile, part: "pd.DataFrame", key: list[str]) -> NoReturn:
    """Refuse two values for the same series, date and vintage, with the columns in which their rows differ."""
    double = part[part.duplicated(key)]
    first = double.iloc[0]
    alike = part.merge(first[key].to_frame().T.infer_objects(), on=key)["line"]
    names = ", ".join(map(shown, differing(file, alike.tolist())))
    place = ", ".join([*map(str, first[key[:-2]]), f"{first[DATE]:%Y-%m-%d}"])
    message = f"locations and dates with two values: {len(double)}, the first {place}"
    message += f"; such rows differ in {names}, which is not a task id in tasks.json" if names else ""
    raise DataError(message, path=str(file.path), line=int(first["line"]))


def _day_asked(as_of: str | None, vintages: Sequence[str]) -> str | None:
    """Check the day whose state is asked for; None for the newest state."""
    if as_of is None or as_of == LATEST:
        return None
    if iso_date(as_of) is None:
        message = f"expected a date such as 2025-01-04, or latest, got {shown(as_of)}"
        raise UsageError(message, value=as_of, hint=Hint("for example {}", Setting("as_of", LATEST)))
    if not vintages:
        raise UsageError(NO_VINTAGES, value=as_of, hint=Hint("leave out {}", Setting("as_of")))
    if as_of < vintages[0]:
        message = f"the first vintage is of {vintages[0]}: nothing is known for {as_of}"
        hint = Hint("the vintages are {}", ", ".join(vintages[:5]) + (", …" if len(vintages) > 5 else ""))  # noqa: PLR2004 - a line
        raise UsageError(message, value=as_of, hint=hint)
    return as_of
