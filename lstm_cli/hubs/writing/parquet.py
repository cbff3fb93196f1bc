"""The rows of a submission as Parquet, each column with the type that hubverse expects. Needs pyarrow."""

# ruff: noqa: PLC0415 - an extra, and slow to import

import io
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from lstm_cli.hubs.checks.column_rules import column_kinds
from lstm_cli.hubs.tasks import OUTPUT_ID, Round
from lstm_cli.hubs.writing.parts import Row

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["parquet_bytes"]

MISSING: Final = "NA"
READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "Date": date.fromisoformat,
    "integer": int,
    "double": float,
    "character": str,
}


def parquet_bytes(round_: Round, rows: Iterable[Row], *, level_kind: str) -> bytes:
    """Return a Parquet file of rows in the order of the round's columns; NA becomes a null.

    level_kind: the type of the column ``output_type_id``.
    """
    import pyarrow as pa
    from pyarrow.parquet import write_table

    kinds = column_kinds(round_) | {OUTPUT_ID: level_kind}
    cells = zip(*rows, strict=True)
    columns = {name: _column(some, kinds[name]) for name, some in zip(round_.columns, cells, strict=True)}
    stream = io.BytesIO()
    write_table(pa.table(columns), stream)
    return stream.getvalue()


def _column(cells: Iterable[str], kind: str) -> "pa.Array":
    """Return one column."""
    import pyarrow as pa

    types = {"Date": pa.date32(), "integer": pa.int64(), "double": pa.float64(), "character": pa.string()}
    read = READ[kind]
    return pa.array([None if cell == MISSING else read(cell) for cell in cells], types[kind])
