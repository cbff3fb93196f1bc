"""Tables of a hub as columns of text: CSV and Parquet by the readers of the other commands."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from lstm_cli._arrays import Ints
from lstm_cli.options import ReadOptions
from lstm_cli.readers.csv_table import CSV
from lstm_cli.readers.folder import file_source
from lstm_cli.readers.parquet_table import PARQUET
from lstm_cli.readers.source import as_source
from lstm_cli.readers.table import Column, Table

__all__ = ["ENDINGS", "open_columns", "open_file", "text_columns"]

ENDINGS: Final = {".csv": CSV, ".parquet": PARQUET}
COMMAS: Final = ReadOptions(delimiter=",")  # as hubs read CSV


def open_file(path: Path, content: bytes | None = None) -> Table:
    """Open a table of a hub by its ending, or the content that it is to have; DataError where it is damaged."""
    source = file_source(path) if content is None else as_source(content, str(path))
    return ENDINGS[path.suffix.lower()].open(source, COMMAS)


def open_columns(table: Table) -> tuple[dict[str, Column], Ints]:
    """Return all columns of a table, and the line of every row."""
    columns, lines = table.columns(range(len(table.header.names)))
    return {column.name: column for column in columns}, lines


def text_columns(path: Path, wanted: Callable[[Sequence[str]], bool]) -> dict[str, list[str]]:
    """Return the cells of a small table whose names are ``wanted``; none of another."""
    table = open_file(path)
    if not wanted(table.header.names):
        return {}
    columns, _ = table.columns(range(len(table.header.names)))
    return {column.name: [column.text(row) for row in range(len(column))] for column in columns}
