"""Parquet to a table; its rows are counted as lines, with the header as line 1. Needs pyarrow."""

# ruff: noqa: PLC0415 - an extra, and slow to import

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli._temporary import Growing, release
from lstm_cli.errors import DataError
from lstm_cli.options import ReadOptions
from lstm_cli.readers.cell_texts import json_text, merged
from lstm_cli.readers.coded import consecutive, line_type
from lstm_cli.readers.extras import require
from lstm_cli.readers.frame_table import distinct_texts
from lstm_cli.readers.source import Source
from lstm_cli.readers.table import Codes, Column, Header, InputFormat, no_rows

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

__all__ = ["FIRST", "PARQUET", "ParquetTable", "is_whole", "rows_in"]

MAGIC: Final = b"PAR1"
SHORTEST: Final = 12  # bytes: both magic numbers, and the length of the footer
INDEX: Final = "__index_level_"  # pandas' name for an unnamed index
AT_ONCE: Final = 1 << 18  # rows decoded at once, to bound memory
FIRST: Final = 2  # "line" of the first row


@dataclass(frozen=True, slots=True)
class ParquetTable:
    """A Parquet file, which reads columns on demand; ``rows``: its number of rows."""

    source: Source
    header: Header
    rows: int

    @property
    def path(self) -> str:
        """The file as the user named it."""
        return self.source.name

    def columns(self, positions: Sequence[int], *, limit: int | None = None) -> tuple[list[Column], Ints]:
        """Return some columns, and the number of every row, from 2 on."""
        if not self.rows:
            raise DataError(no_rows(self.path, self.header.line))
        rows = self.rows if limit is None else min(limit, self.rows)
        with _opened(self.source) as file:
            columns = [
                Column(self.header.names[position], position, *_cells(_read(file, position, limit)))
                for position in positions
            ]
        if any(len(column) != rows for column in columns):
            raise _unreadable(self.path, "its columns have other numbers of rows than its end says")
        return columns, consecutive(FIRST, rows, line_type(rows + 1))


def is_whole(source: Source) -> bool:
    """Whether a file has the beginning and end of a Parquet file; the end of one that was cut off is missing. Reads no more."""
    with source.seekable() as stream:
        if stream.seek(0, os.SEEK_END) < SHORTEST:
            return False
        stream.seek(-len(MAGIC), os.SEEK_END)
        ends = stream.read() == MAGIC
        stream.seek(0)
        return ends and stream.read(len(MAGIC)) == MAGIC


def rows_in(source: Source) -> int:
    """Return how many rows a Parquet file has; reads its end alone."""
    with _opened(source) as file:
        return int(file.metadata.num_rows)


def _read(file: "ParquetFile", position: int, limit: int | None) -> "Iterator[pa.Array]":
    """Yield the values of one column, batch by batch, or only the first ``limit`` rows; names may repeat."""
    names = file.schema_arrow.names
    wanted = [names[position]]
    for batch in islice(file.iter_batches(limit or AT_ONCE, columns=wanted), limit and 1):
        alike = [at for at, name in enumerate(batch.schema.names) if name == names[position]]
        yield batch.column(alike[names[:position].count(names[position])])


def _cells(parts: "Iterator[pa.Array]") -> tuple[list[str], Codes]:
    """Return the distinct values of a column as texts, and the index of each row's; lists and records become JSON."""
    import pyarrow as pa

    coded, held, has_missing = [], Growing(), False
    for part in parts:
        indices = _coded(part)
        coded.append((len(part), _identity(indices.dictionary)))
        held.add(indices.indices.fill_null(-1).to_numpy(zero_copy_only=False), np.dtype(np.int32))
        has_missing |= indices.null_count > 0
    pa.default_memory_pool().release_unused()  # otherwise it is kept for the next column
    chunks = pa.chunked_array([identity for _, identity in coded]).unify_dictionaries().chunks
    texts = _distinct(chunks[0].dictionary)
    every = np.arange(len(texts), dtype=np.int32)
    texts, index = merged(texts, np.append(every, -1) if has_missing else every)
    own, codes, start = held.array(), Growing(), 0
    for (rows, _), chunk in zip(coded, chunks, strict=True):
        places = np.append(
            index[chunk.indices.to_numpy()], index[-1:]
        )  # the last one, at -1, is that of a missing value
        codes.add(places[own[start : start + rows]], index.dtype)
        start += rows
        release(own)
    return texts, codes.array()


def _identity(dictionary: "pa.Array") -> "pa.DictionaryArray":
    """Return distinct values, each coded by its place, which become the places among those of all parts."""
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(np.arange(len(dictionary), dtype=np.int32)), dictionary)


def _distinct(values: "pa.Array") -> list[str]:
    """Return distinct values as texts."""
    import pandas as pd
    import pyarrow as pa

    try:
        distinct = values.to_pandas()
    except (OverflowError, ValueError):  # of days beyond the year 9999, which Python cannot hold
        distinct = values.cast(pa.string()).to_pandas()
    return distinct_texts(pd.Series(distinct))


def _coded(values: "pa.Array") -> "pa.DictionaryArray":
    """Return values as indices into their distinct values."""
    import pyarrow as pa

    kind = values.type
    if isinstance(kind, pa.BaseExtensionType):  # such as identifiers
        values = pa.array([None if value is None else str(value) for value in values.to_pylist()], pa.string())
    elif pa.types.is_nested(kind):
        values = pa.array([json_text(value) for value in values.to_pylist()], pa.string())
    if pa.types.is_dictionary(kind):
        values = values.cast(kind.value_type)
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        values = values.cast(pa.string())  # text, as some programs write it
    return values.dictionary_encode()


def _open(source: Source, _options: ReadOptions) -> ParquetTable:
    """Return the table in a Parquet file."""
    require("pyarrow", path=source.name)
    with _opened(source) as file:
        fields, rows = list(file.schema_arrow), file.metadata.num_rows
    names = [_name(field) for field in fields]
    return ParquetTable(source, Header(tuple(names), 1), rows)


def _name(field: "pa.Field") -> str:
    """Return the name of a column; an unnamed index of dates is called date."""
    import pyarrow as pa

    if field.name.startswith(INDEX):
        return "date" if pa.types.is_temporal(field.type) else ""
    return str(field.name).strip()


@contextmanager
def _opened(source: Source) -> "Iterator[ParquetFile]":
    """Open a Parquet file; DataError if pyarrow cannot read it."""
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    with source.seekable() as stream:
        try:
            with ParquetFile(stream, page_checksum_verification=True) as file:
                yield file
        except (pa.ArrowException, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise _unreadable(source.name, str(error).partition("\n")[0]) from None


def _unreadable(path: str, reason: str) -> DataError:
    """Return the error for a file that cannot be read, for a reason of pyarrow's or ours."""
    reason = reason if reason.isprintable() else repr(reason)[1:-1]
    return DataError(f"this Parquet file is damaged, or cannot be read ({reason})", path=path)


PARQUET: Final = InputFormat("parquet", lambda source: source.head(len(MAGIC)) == MAGIC, _open)
