"""A folder of Parquet files to one table: the rows of all files in turn, counted over all of them.

Parts of a path such as ``region=north`` are columns. Files with nothing but two columns, a time and a count, are a
series each: the file name becomes a further column, ``series``. Files without rows, which parallel programs leave
behind, are skipped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import unquote

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.errors import DataError, Problem, place
from lstm_cli.options import ReadOptions
from lstm_cli.problems import shown
from lstm_cli.readers.coded import Vocabulary, compact, joined, line_type
from lstm_cli.readers.extras import require
from lstm_cli.readers.folder import Folder
from lstm_cli.readers.parquet_table import FIRST, PARQUET, ParquetTable
from lstm_cli.readers.source import Source
from lstm_cli.readers.table import Codes, Column, Header, InputFormat

__all__ = ["PARQUET_FOLDER", "FolderTable"]

NO_VALUE: Final = "__HIVE_DEFAULT_PARTITION__"  # in a path, stands for an empty cell
NAME: Final = "series"  # the column of the file names
TIME_AND_COUNT: Final = 2  # columns of a file that is one series


@dataclass(frozen=True, slots=True)
class FolderTable:
    """The files of a folder, which read columns on demand; ``constant`` are the columns of each file's path."""

    path: str
    files: tuple[ParquetTable, ...]
    header: Header
    constant: tuple[dict[str, str], ...]

    def columns(self, positions: Sequence[int], *, limit: int | None = None) -> tuple[list[Column], Ints]:
        """Return some columns, and the number of every row, from 2 on, counted over all files."""
        words = [Vocabulary() for _ in positions]
        held: list[list[Codes]] = [[] for _ in positions]
        rows = 0
        for file, constant in zip(self.files, self.constant, strict=True):
            if limit is not None and rows >= limit:
                break
            rows += self._add(file, constant, positions, words, held, limit=None if limit is None else limit - rows)
        columns = [
            Column(self.header.names[position], position, list(word), joined(parts, compact(len(word))))
            for position, word, parts in zip(positions, words, held, strict=True)
        ]
        return columns, np.arange(FIRST, FIRST + rows, dtype=line_type(rows + 1))

    def located(self, error: DataError) -> DataError:
        """Return an error whose problems, with lines counted over all files, also name the file."""
        problems = map(self.with_file, error.problems)
        return DataError(*problems, more=error.more, advice=error.advice, series=error.series)

    def with_file(self, problem: Problem) -> Problem:
        """Return a problem, whose line is counted over all files, with its file and line in the message."""
        if problem.line is None or problem.line < FIRST or problem.path != self.path:
            return problem
        return replace(problem, message=f"{problem.message} ({self._place(problem.line)})")

    def _place(self, line: int) -> str:
        """Return the file and its line of a line counted over all files."""
        first = 0
        for file in self.files:
            if line - FIRST < first + file.rows:
                return place(file.path, line - first)
            first += file.rows
        raise IndexError(line)

    def _add(
        self,
        file: ParquetTable,
        constant: dict[str, str],
        positions: Sequence[int],
        words: list[Vocabulary],
        held: list[list[Codes]],
        *,
        limit: int | None,
    ) -> int:
        """Add the rows of a file to the columns; return their number."""
        names = [self.header.names[position] for position in positions]
        own = [file.header.names.index(name) for name in names if name not in constant]
        read, lines = file.columns(own or [0], limit=limit)
        found = iter(read)
        for name, word, parts in zip(names, words, held, strict=True):
            if name in constant:
                parts.append(np.full(len(lines), word[constant[name]], np.int32))
                continue
            column = next(found)
            codes = np.array([word[text] for text in column.texts], np.int32)
            parts.append(column.expand(codes))
        return len(lines)


def _open(source: Source, options: ReadOptions) -> FolderTable:
    """Return the table in a folder."""
    if not isinstance(source, Folder):
        raise TypeError("a folder is expected")
    require("pyarrow", path=source.name)
    tables = tuple(table for table in _opened(source, options) if table.rows)
    if not tables:
        message = "no file in this folder has rows: there is nothing to read"
        raise DataError(message, path=source.name)
    constant = [_of_path(table.path, source.name) for table in tables]
    first = tables[0].header.names
    if len(tables) > 1 and len(first) == TIME_AND_COUNT and not any(constant):
        constant = [{NAME: Path(table.path).stem} for table in tables]
    added = tuple(name for name in constant[0] if name not in first)
    for table, of_path in zip(tables, constant, strict=True):
        _check_alike(table, first, of_path, added)
    return FolderTable(source.name, tables, Header((*added, *first), 1), tuple(constant))


def _opened(folder: Folder, options: ReadOptions) -> Iterator[ParquetTable]:
    """Open each file; DataError if one is no Parquet file."""
    for file in folder.files:
        if not PARQUET.recognises(file):
            raise DataError("ends in .parquet but is not a Parquet file: remove it from the folder", path=file.name)
        table = PARQUET.open(file, options)
        if isinstance(table, ParquetTable):
            yield table


def _of_path(file: str, folder: str) -> dict[str, str]:
    """Return the columns in the path of a file below the folder, such as ``region=north``."""
    parts = [part.split("=", 1) for part in Path(file).relative_to(folder).parent.parts if "=" in part]
    return {unquote(name): "" if value == NO_VALUE else unquote(value) for name, value in parts}


def _check_alike(table: ParquetTable, first: Sequence[str], of_path: dict[str, str], added: Sequence[str]) -> None:
    """Refuse a file with other columns than the first."""
    names = [*added, *table.header.names] if all(name in of_path for name in added) else [*of_path, *table.header.names]
    if sorted(names) != sorted([*added, *first]):
        wanted, found = (", ".join(map(shown, each)) for each in ([*added, *first], names))
        raise DataError(f"has the columns {found}, but the first file of the folder has {wanted}", path=table.path)


PARQUET_FOLDER: Final = InputFormat("parquet folder", lambda source: isinstance(source, Folder), _open)
