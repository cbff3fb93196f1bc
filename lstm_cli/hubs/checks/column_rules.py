"""Rules about the columns: those of the round and no others, and of the right types in Parquet."""

# ruff: noqa: PLC0415 - an extra, and slow to import

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lstm_cli.hubs.checks.breach import MAX_EXAMPLES, Breach, Example
from lstm_cli.hubs.plain_numbers import is_whole, number
from lstm_cli.hubs.rounds import iso_date
from lstm_cli.hubs.tasks import OUTPUT_TYPE, VALUE, Round

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["column_breaches", "column_kinds", "kind_of", "type_breaches"]

TEXT: Final = "character"


def column_breaches(round_: Round, names: Sequence[str]) -> list[Breach]:
    """Return which columns are missing, which the round does not have, and which stand twice."""
    wanted = round_.columns
    examples = [Example(column=name, details={"what": "missing"}) for name in wanted if name not in names]
    extra = [name for name in names if name not in wanted]
    examples += [Example(column=name, details={"what": "extra", "columns": wanted}) for name in extra]
    twice = sorted({name for name in wanted if names.count(name) > 1})
    examples += [Example(column=name, details={"what": "twice"}) for name in twice]
    return [Breach("columns", len(examples), tuple(examples[:MAX_EXAMPLES]))] if examples else []


def column_kinds(round_: Round) -> dict[str, str]:
    """Return the types of a round's columns, without ``output_type_id``, whose type depends on the whole hub."""
    kinds = {name: kind_of(round_.allowed(name)) for name in round_.task_ids}
    return kinds | {OUTPUT_TYPE: TEXT, VALUE: _value_kind(round_)}


def type_breaches(round_: Round, file: Path | bytes) -> list[Breach]:
    """Return which columns of a Parquet file, or of the bytes of one, have another type than the hub's."""
    from pyarrow.parquet import read_schema

    schema = read_schema(io.BytesIO(file) if isinstance(file, bytes) else file)
    wanted = column_kinds(round_)
    found = {name: _kind(schema.field(name).type) for name in wanted if name in schema.names}
    wrong = [name for name, kind in found.items() if not _fits(kind, wanted[name])]
    examples = [Example(column=name, value=found[name], details={"wanted": wanted[name]}) for name in wrong]
    return [Breach("column-type", len(examples), tuple(examples[:MAX_EXAMPLES]))] if examples else []


def kind_of(values: Sequence[str]) -> str:
    """Return the type of a column from the values that it may have, as hubverse does.

    >>> kind_of(["2025-01-04"]), kind_of(["-1", "0"]), kind_of(["0.5", "1"]), kind_of(["US", "01"])
    ('Date', 'integer', 'double', 'character')
    """
    if values and all(iso_date(value) for value in values):
        return "Date"
    if values and all(map(is_whole, values)):
        return "integer"
    return "double" if values and all(map(_is_number, values)) else TEXT


def _is_number(text: str) -> bool:
    """Whether a text is a number, and not a code such as 01."""
    return not math.isnan(number(text)) and (not text.isdecimal() or is_whole(text))


def _value_kind(round_: Round) -> str:
    """Return the type of the column ``value``: integer if all output types are, else double."""
    kinds = {output.kind for task in round_.tasks for output in task.outputs.values()}
    return "integer" if kinds == {"integer"} else "double"


def _kind(kind: "pa.DataType") -> str:
    """Return hubverse's name of a Parquet type."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return _kind(kind.value_type)
    if pa.types.is_date(kind):
        return "Date"
    if pa.types.is_integer(kind):
        return "integer"
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return "double"
    return TEXT if pa.types.is_string(kind) or pa.types.is_large_string(kind) else str(kind)


def _fits(found: str, wanted: str) -> bool:
    """Whether a type may stand for another: the same, integer for double, or null (an empty column) for any."""
    return found in {wanted, "null"} or (found, wanted) == ("integer", "double")
