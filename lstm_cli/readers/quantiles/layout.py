"""The layout of a table of forecasts: which columns are quantiles, or hold levels and values.

A layout is recognised by the names of columns alone. The columns that identify a forecast (series, time, origin, …) are
found in the same way for all layouts: `lstm_cli.readers.quantiles.tasks`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from lstm_cli.errors import DataError
from lstm_cli.options import MIDDLE
from lstm_cli.readers.column_errors import twin_columns
from lstm_cli.readers.name_words import plain_name
from lstm_cli.readers.table import Header
from lstm_cli.remarks import Remark

__all__ = ["Asked", "ColumnPlan", "Layout", "LevelColumns", "Names", "RowPlan", "ends_of", "row_layout"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a user may say about a table of forecasts."""

    target: str | None = None
    interval: float | None = None  # in per cent, for columns such as yhat_lower that do not name their level
    date_format: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)  # of times, names and observed counts by role, if named


@dataclass(frozen=True, slots=True)
class Names:
    """The columns of a table that may hold quantiles: all except the id and time columns of the truth."""

    header: Header
    source: str
    taken: frozenset[int] = frozenset()

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return ((at, name) for at, name in enumerate(self.header.names) if at not in self.taken)

    def one(self, *wanted: str) -> int | None:
        """Return the column with the first of these plain names that exists; two columns with it are refused."""
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
    """A table with a row per quantile: the columns of levels and values, and of the kind of row if there is one."""

    level: int
    value: int
    kind: int | None = None

    @property
    def positions(self) -> set[int]:
        """The columns that are used."""
        return {self.level, self.value} | (set() if self.kind is None else {self.kind})


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """A table with a column per quantile and model: positions by model ("" if unnamed) and increasing level."""

    models: Mapping[str, Mapping[float, int]]
    notes: tuple[Remark, ...] = ()
    by_interval: bool = False  # whether the interval that the user may name decided on levels

    @property
    def positions(self) -> set[int]:
        """The columns that are used."""
        return {at for levels in self.models.values() for at in levels.values()}


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout of tables of forecasts; `lstm_cli.readers.quantiles.registry` lists them.

    ``plan`` finds the columns, or returns None if the header is of another layout. ``strict``: quantiles are at least 0,
    and none is missing.
    """

    name: str
    example: str  # typical columns, for messages
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
    """Return the layout with a row per quantile whose columns have one of these plain names.

    ``kind``: names of the column that says what a row holds; rows of the kind ``quantile`` are read.
    """

    def plan(names: Names, _asked: Asked) -> RowPlan | None:
        places = [names.one(*wanted) for wanted in (level, value, kind) if wanted]
        found = [at for at in places if at is not None]
        return RowPlan(*found) if len(found) == len(places) else None

    return Layout(name, example, plan, strict)


@dataclass(slots=True)
class LevelColumns:
    """Collects the columns by model and level, and remarks on them."""

    names: Names
    found: dict[str, dict[float, int]] = field(default_factory=dict)
    medians: list[str] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    by_interval: bool = False

    def add(self, at: int, level: float, model: str = "") -> None:
        """Add a column of a level, a number between 0 and 1; a second column of that level and model is refused."""
        levels = self.found.setdefault(model, {})
        level = round(level, 9)
        if level in levels:
            header = self.names.header
            message = f"two columns hold the level {level:.6g}{f' of {model}' if model else ''}: drop one"
            raise DataError(message, path=self.names.source, line=header.line, column=header.names[at])
        levels[level] = at

    def add_median(self, at: int | None, model: str = "", *, said: bool = False) -> None:
        """Add a column as the median, unless there is one, with a remark if it is a point forecast.

        ``said``: the column is called median.
        """
        if at is not None and MIDDLE not in self.found.get(model, {}):
            self.add(at, MIDDLE, model)
            self.medians += [] if said else [self.names.header.names[at]]

    def add_ends(self, low: int, high: int, share: float) -> None:
        """Add two columns as the ends of a central interval, whose probability in per cent no column names."""
        for at, level in zip((low, high), ends_of(share), strict=True):
            self.add(at, level)
        self.by_interval = True

    def plan(self) -> ColumnPlan | None:
        """Return the plan of the collected columns, None if there are none."""
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
