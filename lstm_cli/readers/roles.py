"""The roles of columns: options decide, then usual names, then words in names, then content."""

from collections.abc import Collection, Mapping, Sequence

from lstm_cli.readers.cell_kinds import Kind, kind_of
from lstm_cli.readers.column_contents import Contents
from lstm_cli.readers.column_errors import lacks_header, several_columns, twin_columns
from lstm_cli.readers.column_names import DATE_RANKS, ID_NAMES, TIME_NAMES, VALUE_NAMES, is_known
from lstm_cli.readers.column_search import Search
from lstm_cli.readers.name_words import names_other_date
from lstm_cli.readers.table import Header, Table
from lstm_cli.remarks import Remark

__all__ = ["ColumnRoles", "check_unique"]


class ColumnRoles:
    """The roles of a header's columns; without a ``table`` to examine, names alone decide.

    Each search returns candidates: one if the choice is clear, several if it is open, none if no column fits. ``given``:
    the columns of roles that are decided; ``used``: further columns to pass over.
    """

    def __init__(
        self,
        header: Header,
        given: Mapping[str, int],
        *,
        path: str,
        table: Table | None = None,
        used: Collection[int] = (),
    ) -> None:
        self.header = header
        self.path = path
        self.taken = dict(given)
        self.used = set(used)
        self.contents = Contents(table, len(header.names))
        self.search = Search(header.names, self.contents)

    @property
    def notes(self) -> tuple[Remark, ...]:
        """What was chosen by more than names."""
        return tuple(self.search.notes)

    @property
    def free(self) -> list[int]:
        """The columns without a role so far."""
        used = self.used | set(self.taken.values())
        return [position for position in range(len(self.header.names)) if position not in used]

    def take(self, role: str, candidates: Sequence[int]) -> int | None:
        """Give a role to the only candidate and return it, None if there is none; DataError for several."""
        if len(candidates) > 1:
            check_unique(self._names(candidates), self.header, path=self.path)
            raise several_columns(self.header, role, self._names(candidates), path=self.path)
        if candidates:
            self.taken[role] = candidates[0]
        return self.taken.get(role)

    def times(self) -> list[int]:
        """Return the columns that may be the times."""
        if "time" in self.taken:
            return [self.taken["time"]]
        weak: list[int] = []
        for stage, rank in enumerate(TIME_NAMES, start=1):
            matching = self._named(rank)
            if stage == len(DATE_RANKS):
                matching = sorted({*matching, *self.search.times_by_words(self.free)})
            if len(matching) == 1 and self._is_weak(matching[0]):
                if stage > len(DATE_RANKS):  # a year beside whole dates
                    break
                weak = weak or matching
            elif matching:
                return self._narrowed(matching, self.search.times(matching))
        dated = [] if weak else self.search.times(at for at in self._datable() if self.header.names[at])
        if lacks_header(self.header.names):  # unless words are the name of a column of dates
            dated = [at for at in dated if kind_of(self.header.names[at]) is Kind.TEXT]
        self.search.by_content("time", dated)
        return weak or dated

    def _is_weak(self, position: int) -> bool:
        """Whether a column with a name of dates holds none, while another column does."""
        others = [other for other in self._datable() if other != position]
        return bool(self.contents.first_rows) and not self.search.times([position]) and bool(self.search.times(others))

    def _datable(self) -> list[int]:
        """Return the columns that, by their names, may hold the dates of the counts."""
        return [position for position in self.free if not names_other_date(self.header.names[position])]

    def named_ids(self, *, time: int) -> list[int]:
        """Return the columns that may name the series, by their own names."""
        if "id" in self.taken:
            return [self.taken["id"]]
        for rank, matching in enumerate(map(self._named, ID_NAMES)):
            # A column called unique_id always names series.
            telling = [at for at in matching if not rank or not self.search.numbers_rows(at, time)]
            if telling:
                return self._narrowed(telling, self.search.series(telling))
        return []

    def named_values(self) -> list[int]:
        """Return the columns that may hold the counts, by their names."""
        if "value" in self.taken:
            return [self.taken["value"]]
        for rank, matching in enumerate(map(self._named, VALUE_NAMES)):
            holding = self.search.narrowed_values(matching)
            if holding or (matching and rank < len(VALUE_NAMES) - 1):
                return self._narrowed(matching, holding)
        return []

    def found_values(self) -> list[int]:
        """Return the columns that may hold the counts, by the words in their names, else by their content."""
        by_words = self.search.values_by_words(self.free)
        if by_words:
            return by_words
        holding = self.search.values(self.free, self.taken.get("id"))
        self.search.by_content("value", holding)
        return holding or self.search.rates(self.free, self.taken.get("time"))

    def found_ids(self, *, time: int) -> list[int]:
        """Return the columns that may name the series, by the words in their names, else by their content."""
        by_words = self.search.series_by_words(self.free)
        return self.search.series(by_words) if by_words else self.search.series_by_content(self.free, time)

    def _named(self, rank: frozenset[str]) -> list[int]:
        """Return the free columns with a name in a rank."""
        return [position for position in self.free if is_known(self.header.names[position], rank)]

    def _narrowed(self, named: Sequence[int], narrowed: Sequence[int]) -> list[int]:
        """Return the only named column; of several, those with suitable content, if any."""
        return list(named if len(named) == 1 or not narrowed else narrowed)

    def _names(self, positions: Sequence[int]) -> list[str]:
        return [self.header.names[position] for position in positions]


def check_unique(names: Sequence[str], header: Header, *, path: str) -> None:
    """Refuse two columns with the same name."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise twin_columns(header, name, path=path)
        seen.add(name)
