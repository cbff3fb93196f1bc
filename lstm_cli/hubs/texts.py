"""Tables of a hub as columns of text, by the readers that all commands use for CSV and Parquet."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from lstm_cli._arrays import Ints
from lstm_cli.errors import DataError, Hint, Problem, Setting
from lstm_cli.options import READ_DEFAULTS, ReadOptions
from lstm_cli.readers.csv_table import CSV
from lstm_cli.readers.folder import file_source
from lstm_cli.readers.parquet_table import PARQUET
from lstm_cli.readers.source import Source, as_source
from lstm_cli.readers.table import Column, Header, Table

__all__ = ["ENDINGS", "open_columns", "open_file", "other_separator", "text_columns"]

ENDINGS: Final = {".csv": CSV, ".parquet": PARQUET}
COMMAS: Final = ReadOptions(delimiter=",")  # as hubs read CSV


@dataclass(frozen=True, slots=True)
class HubTable:
    """A table of a hub, which must be UTF-8: for another encoding, the hint is to convert the file, not to name it."""

    table: Table

    @property
    def path(self) -> str:
        """The file as the user named it."""
        return self.table.path

    @property
    def header(self) -> Header:
        """The names of the columns."""
        return self.table.header

    def columns(self, positions: Sequence[int], *, limit: int | None = None) -> tuple[list[Column], Ints]:
        """Return the columns at some positions of the header, and the line of every row."""
        with _as_utf8():
            return self.table.columns(positions, limit=limit)


def open_file(path: Path, content: bytes | None = None) -> Table:
    """Open a table of a hub by its ending, or the ``content`` that will be written; DataError if it is damaged."""
    with _as_utf8():
        return HubTable(ENDINGS[path.suffix.lower()].open(_source(path, content), COMMAS))


def _source(path: Path, content: bytes | None) -> Source:
    """Return what a file holds, or will hold."""
    return file_source(path) if content is None else as_source(content, str(path))


@contextmanager
def _as_utf8() -> Iterator[None]:
    """Change the hints of errors about encodings: hubs have no setting for one."""
    try:
        yield
    except DataError as error:
        problems = map(_converted, error.problems)
        raise DataError(*problems, more=error.more, advice=error.advice, series=error.series) from None


def _converted(problem: Problem) -> Problem:
    """Return a problem whose hint, if it names encodings, is to convert the file from one of them."""
    settings = [part for part in (problem.hint.parts if problem.hint else ()) if isinstance(part, Setting)]
    likely = [str(setting.value) for setting in settings if setting.name == "encoding" and setting.value]
    if not likely:
        return problem
    ways = " or ".join(f"iconv -f {name} -t utf-8" for name in likely)
    return replace(problem, hint=Hint(f"save it as UTF-8, for example with {ways}"))


def other_separator(path: Path, content: bytes | None = None) -> str | None:
    """Return the separator of a CSV file if it is not the comma; None if it is, or if the file is no CSV."""
    source = _source(path, content)
    if path.suffix.lower() != ".csv" or _delimiter(source, COMMAS):
        return None
    return _delimiter(source, READ_DEFAULTS)


def _delimiter(source: Source, options: ReadOptions) -> str | None:
    """Return the separator of a CSV file; None if no header with several columns can be read."""
    try:
        header = CSV.open(source, options).header
    except DataError:
        return None
    return header.delimiter if len(header.names) > 1 else None


def open_columns(table: Table) -> tuple[dict[str, Column], Ints]:
    """Return all columns of a table, and the line of every row."""
    columns, lines = table.columns(range(len(table.header.names)))
    return {column.name: column for column in columns}, lines


def text_columns(path: Path, wanted: Callable[[Sequence[str]], bool]) -> dict[str, list[str]]:
    """Return the cells of a small table; nothing if the names of its columns are not ``wanted``."""
    table = open_file(path)
    if not wanted(table.header.names):
        return {}
    columns, _ = open_columns(table)
    return {name: [column.text(row) for row in range(len(column))] for name, column in columns.items()}
