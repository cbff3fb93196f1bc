"""What a layout of a table of forecasts is: which of its columns are levels, or which hold a level and a value.

A layout looks at the names of the columns alone. What a row is a forecast of (series, time, origin, …) is found in the
same way for all of them: `lstm_cli.readers.quantiles.tasks`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lstm_cli.errors import DataError
from lstm_cli.readers.column_errors import twin_columns
from lstm_cli.readers.name_words import plain_name
from lstm_cli.readers.table import Header
from lstm_cli.remarks import Remark

__all__ = ["Asked", "ColumnPlan", "Layout", "LevelColumns", "Names", "RowPlan", "ends_of", "row_layout"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a user may say about a table of forecasts."""

    target: str | None = None
    interval: float | None = None  # per cent, of columns that name no level such as yhat_lower
    date_format: str | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """The columns of a table that may hold quantiles: all but those that the truth names as id and time."""

    header: Header
    source: str
    taken: frozenset[int] = frozenset()

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return ((at, name) for at, name in enumerate(self.header.names) if at not in self.taken)

    def one(self, *wanted: str) -> int | None:
        """Return the column of the first of some plain names that there is; two of that name are refused."""
        plain = [(at, plain_name(name)) for at, name in self]
        for name in wanted:
            places = [at for at, other in plain if other == name]
            if len(places) > 1:
                raise twin_columns(self.header, self.header.names[places[0]], path=self.source)
            if places:
                return places[0]
        return None


@dataclass(frozen=True, slots=True)
class RowPlan:
    """A row for each quantile: where its level and its value stand, and the kind of the row if there are several."""

    level: int
    value: int
    kind: int | None = None

    @property
    def positions(self) -> set[int]:
        """The columns that are used."""
        return {self.level, self.value} | (set() if self.kind is None else {self.kind})


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """A column for each quantile of each model: their places by model ("" where none is named) and increasing level."""

    models: Mapping[str, Mapping[float, int]]
    notes: tuple[Remark, ...] = ()
    by_interval: bool = False  # whether the share of an interval that the user may name decided about levels

    @property
    def positions(self) -> set[int]:
        """The columns that are used."""
        return {at for levels in self.models.values() for at in levels.values()}


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout that tables of forecasts come in; `lstm_cli.readers.quantiles.registry` lists them.

    ``plan`` says which columns are which, or None where the header is of another layout. ``strict``: quantiles are at
    least 0 and none is missing.
    """

    name: str
    example: str  # columns that it is known by, for messages
    plan: Callable[[Names, Asked], RowPlan | ColumnPlan | None]
    strict: bool = False


def row_layout(
    name: str,
    example: str,
    *,
    level: tuple[str, ...],
    value: tuple[str, ...],
    kind: tuple[str, ...] = (),
    strict: bool = False,
) -> Layout:
    """Return the layout with a row for each quantile whose columns have one of these plain names.

    ``kind``: of the column that says what a row holds, where there is one: rows of the kind ``quantile`` are read.
    """

    def plan(names: Names, _asked: Asked) -> RowPlan | None:
        places = [names.one(*wanted) for wanted in (level, value, kind) if wanted]
        found = [at for at in places if at is not None]
        return RowPlan(*found) if len(found) == len(places) else None

    return Layout(name, example, plan, strict)


@dataclass(slots=True)
class LevelColumns:
    """Collects which column holds which level of which model, and what else there is to say."""

    names: Names
    found: dict[str, dict[float, int]] = field(default_factory=dict)
    medians: list[str] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    by_interval: bool = False

    def add(self, at: int, level: float, model: str = "") -> None:
        """Take a column as a level, a number between 0 and 1; another of that level and model is refused."""
        levels = self.found.setdefault(model, {})
        level = round(level, 9)
        if level in levels:
            header = self.names.header
            message = f"two columns hold the level {level:.6g}{f' of {model}' if model else ''}: drop one"
            raise DataError(message, path=self.names.source, line=header.line, column=header.names[at])
        levels[level] = at

    def add_median(self, at: int | None, model: str = "", *, said: bool = False) -> None:
        """Take a column as the median, unless there is one; that a point forecast is taken for it is remarked.

        ``said``: the column is called so.
        """
        if at is not None and 0.5 not in self.found.get(model, {}):  # noqa: PLR2004 - the median
            self.add(at, 0.5, model)
            self.medians += [] if said else [self.names.header.names[at]]

    def add_ends(self, low: int, high: int, share: float) -> None:
        """Take two columns as the ends of the central interval whose share, in per cent, no column says."""
        for at, level in zip((low, high), ends_of(share), strict=True):
            self.add(at, level)
        self.by_interval = True

    def plan(self) -> ColumnPlan | None:
        """Return the plan of the collected columns, None where there are none."""
        if not self.found:
            return None
        medians = [Remark("point-as-median", {"columns": tuple(self.medians)})] if self.medians else []
        models = {model: dict(sorted(levels.items())) for model, levels in self.found.items()}
        return ColumnPlan(models, (*medians, *self.notes), self.by_interval)


def ends_of(per_cent: float) -> tuple[float, float]:
    """Return the levels of the two ends of a central interval.

    >>> ends_of(95)
    (0.025, 0.975)
    """
    return round(0.5 - per_cent / 200, 9), round(0.5 + per_cent / 200, 9)
