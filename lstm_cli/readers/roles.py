"""Who has which role among the columns: options decide, then names, then words of names, then what the columns hold."""

from collections.abc import Mapping, Sequence

from lstm_cli.readers.column_contents import Contents
from lstm_cli.readers.column_errors import lacks_header, no_time_column, no_value_column, several_columns, twin_columns
from lstm_cli.readers.column_names import DATE_RANKS, ID_NAMES, TIME_NAMES, VALUE_NAMES, is_known
from lstm_cli.readers.column_search import Search
from lstm_cli.readers.name_words import names_other_date
from lstm_cli.readers.table import Header, Table
from lstm_cli.remarks import Remark

__all__ = ["Roles", "check_unique"]


class Roles:
    """The roles of a header's columns; without a ``table`` to look into, names alone decide."""

    def __init__(self, header: Header, given: Mapping[str, int], *, path: str, table: Table | None = None) -> None:
        self.header = header
        self.path = path
        self.taken = dict(given)
        self.contents = Contents(table, len(header.names))
        self.search = Search(header.names, self.contents)

    @property
    def notes(self) -> tuple[Remark, ...]:
        """What was chosen that names alone do not say."""
        return tuple(self.search.notes)

    @property
    def free(self) -> list[int]:
        """The columns that have no role yet."""
        return [position for position in range(len(self.header.names)) if position not in self.taken.values()]

    def time(self) -> int:
        """Return the column of times; DataError where there is none, or more than one."""
        if "time" not in self.taken:
            self.taken["time"] = self._time()
        return self.taken["time"]

    def _time(self) -> int:
        weak = None
        by_rank = [self._named(rank) for rank in TIME_NAMES]
        dates = len(DATE_RANKS)
        for stage, matching in enumerate([*by_rank[:dates], self.search.times_by_words(self.free), *by_rank[dates:]]):
            if len(matching) == 1 and stage <= dates and self._is_weak(matching[0]):
                weak = matching[0] if weak is None else weak
            elif matching:
                return self._only("time", matching, self.search.times(matching))
        if weak is None and not lacks_header(self.header.names):
            dated = self.search.times(position for position in self._datable() if self.header.names[position])
            weak = self._only("time", dated, dated) if dated else None
            self.search.by_content("time", dated)
        if weak is None:
            raise no_time_column(self.header, path=self.path)
        return weak

    def _is_weak(self, position: int) -> bool:
        """Whether a column that is named as dates holds none while another column does."""
        others = [other for other in self._datable() if other != position]
        return bool(self.contents.first_rows) and not self.search.times([position]) and bool(self.search.times(others))

    def _datable(self) -> list[int]:
        """Return the columns that may hold the dates of the counts, by their names."""
        return [position for position in self.free if not names_other_date(self.header.names[position])]

    def named_id(self, *, time: int) -> int | None:
        """Return the column of series' names, by its own name."""
        if "id" in self.taken:
            return self.taken["id"]
        for rank, matching in enumerate(map(self._named, ID_NAMES)):
            # Nothing but the name of a series is called unique_id.
            telling = [at for at in matching if not rank or not self.search.numbers_rows(at, time)]
            if telling:
                self.taken["id"] = self._only("id", telling, self.search.series(telling))
                return self.taken["id"]
        return None

    def named_value(self) -> int | None:
        """Return the column of counts, by its name."""
        if "value" in self.taken:
            return self.taken["value"]
        for rank, matching in enumerate(map(self._named, VALUE_NAMES)):
            holding = self.search.narrowed_values(matching)
            if holding or (matching and rank < len(VALUE_NAMES) - 1):
                self.taken["value"] = self._only("value", matching, holding)
                return self.taken["value"]
        return None

    def found_value(self, *, no_count: tuple[str, int, str] | None) -> int:
        """Return the column of counts by the words of its name, else by what it holds; DataError where that is unclear.

        ``no_count`` is the cell (column, line, text) for which the columns are not each a series of counts.
        """
        by_words = self.search.values_by_words(self.free)
        holding = by_words or self.search.values(self.free, self.taken.get("id"))
        if not holding or (len(holding) > 1 and no_count):
            raise no_value_column(self.header, self.taken.values(), path=self.path, no_count=no_count)
        self.taken["value"] = self._only("value", holding, holding)
        if not by_words:
            self.search.by_content("value", holding)
        return self.taken["value"]

    def found_id(self, *, time: int) -> int | None:
        """Return the column of series' names by the words of its name, else by what it holds."""
        by_words = self.search.series_by_words(self.free)
        if by_words:
            return self._only("id", by_words, self.search.series(by_words))
        return self.search.series_by_content(self.free, time)

    def _named(self, rank: frozenset[str]) -> list[int]:
        """Return the free columns with a name of a rank."""
        return [position for position in self.free if is_known(self.header.names[position], rank)]

    def _only(self, role: str, named: Sequence[int], narrowed: Sequence[int]) -> int:
        """Return the only column by name, or the only one that holds what it should; DataError for several."""
        if len(named) == 1:
            return named[0]
        check_unique(self._names(named), self.header, path=self.path)
        if len(narrowed) == 1:
            return narrowed[0]
        raise several_columns(self.header, role, self._names(narrowed or named), path=self.path)

    def _names(self, positions: Sequence[int]) -> list[str]:
        return [self.header.names[position] for position in positions]


def check_unique(names: Sequence[str], header: Header, *, path: str) -> None:
    """Refuse two columns of one name."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise twin_columns(header, name, path=path)
        seen.add(name)
