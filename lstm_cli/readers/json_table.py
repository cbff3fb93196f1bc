"""JSON to a table: an object per row, in lines or in a list, and a column per key; rows know their true lines.

Values that are lists or objects become JSON text again: they may be in columns that are not needed, and are refused
like any other text in place of a time or a count.
"""

import re
from collections.abc import Sequence
from itertools import chain, islice
from typing import Any, Final

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli._temporary import Growing
from lstm_cli.errors import DataError
from lstm_cli.options import ReadOptions
from lstm_cli.problems import shown
from lstm_cli.readers.cell_texts import json_text, value_text
from lstm_cli.readers.coded import Coder, line_type
from lstm_cli.readers.decode import text_blocks
from lstm_cli.readers.json_shapes import are_rows, as_header, lists_within, rows_of_columns, spread, unwrapped
from lstm_cli.readers.json_values import json_values
from lstm_cli.readers.source import Source
from lstm_cli.readers.table import Column, Header, HeldTable, InputFormat
from lstm_cli.remarks import Remark

__all__ = ["JSON"]

HEAD: Final = 1 << 12
START: Final = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*["}]|\[\s*[\[{"\d\]])')
LONE: Final = re.compile(r"[\ud800-\udfff]")
HALF: Final = "the text has unpaired surrogates"
CHUNK: Final = 1_024  # rows at a time
ROW: Final = 'a row is an object such as {"date": "2024-01-06", "cases": 12}'
FIRST: Final = 2  # "line" of the first row of a list inside an object


class _Rows:
    """Turns objects into columns, chunk by chunk."""

    def __init__(self) -> None:
        self.coders: dict[str, Coder] = {}
        self.lines = Growing()
        self.count = 0

    def add(self, rows: list[dict[str, Any]], lines: list[int]) -> None:
        """Add the next rows; a missing key is an empty cell."""
        for key in dict.fromkeys(key for row in rows for key in row):
            if key not in self.coders:
                self.coders[key] = Coder()
                self.coders[key].add([""] * self.count)
        for key, coder in self.coders.items():
            coder.add([_cell(row.get(key)) for row in rows])
        self.lines.add(np.array(lines), line_type(lines[-1]))
        self.count += len(rows)

    def table(self, path: str, *notes: Remark) -> HeldTable:
        """Return the table of all rows."""
        if not self.count:
            raise DataError(f"no row: there is nothing to read ({ROW})", path=path)
        names = tuple(key.strip() for key in self.coders)
        if any(map(LONE.search, names)):
            raise DataError(HALF, path=path)
        columns = [
            coder.column(name, at) for at, (name, coder) in enumerate(zip(names, self.coders.values(), strict=True))
        ]
        lines = self.lines.array()
        for column in columns:
            _check_characters(column, lines, path=path)
        return HeldTable(path, Header(names, None, notes=notes), columns, lines)


def _open(source: Source, options: ReadOptions) -> HeldTable:
    """Return the table in a JSON file."""
    path, rows, last = source.name, _Rows(), {}
    values = json_values(text_blocks(source, encoding=options.encoding), path=path)
    first = next(values, None)
    names = as_header(first[0]) if first else None
    values = values if names or not first else chain([first], values)
    while chunk := list(islice(values, CHUNK)):
        chunk = [(_row(value, names, path=path, line=line), line) for value, line in chunk]
        rows.add([value for value, _ in chunk], [line for _, line in chunk])
        last = chunk[0][0]
    inner = _inner(last, path=path) if rows.count == 1 else None
    return inner or rows.table(path)


def _row(value: object, names: Sequence[str] | None, *, path: str, line: int) -> dict[str, Any]:
    """Return a value as a row: an object, or a list of cells below a header that was the first list."""
    if isinstance(value, dict):
        return unwrapped(value)
    if names and isinstance(value, list) and len(value) == len(names):
        return dict(zip(names, value, strict=True))
    wanted = f"a list of {len(names)} cells, as the first has" if names else "an object"
    raise DataError(f"expected {wanted}, got {shown(json_text(value))}: {ROW}", path=path, line=line)


def _inner(value: dict[str, Any], *, path: str) -> HeldTable | None:
    """Return the table inside the only object of a file, as APIs wrap it; None if the object is itself a row."""
    nested = [key for key, inner in value.items() if isinstance(inner, dict | list)]
    lists = [key for key in nested if are_rows(value[key])]
    if not nested:
        return None
    if len(lists) == 1:
        return _table(value[lists[0]], path, Remark("rows-inside", {"name": lists[0]}))
    found = rows_of_columns(value)
    if found is not None:
        return _table(found[0], path, found[1])
    within = [] if lists else lists_within(value)
    if len(within) == 1:
        key, rows = within[0]
        return _table(rows, path, Remark("rows-inside", {"name": key}))
    what = f"{len(lists)} lists of objects" if lists else "no list of objects"
    names = ", ".join(map(shown, lists or nested))
    message = f"one object with {what} ({names}): write one list of rows; {ROW}"
    raise DataError(message, path=path, line=1)


def _table(inner: list[dict[str, Any]], path: str, note: Remark) -> HeldTable:
    """Return the table of rows inside an object, numbered as if they were lines under a header."""
    rows, inner = _Rows(), spread(inner)
    for start in range(0, len(inner), CHUNK):
        chunk = list(map(unwrapped, inner[start : start + CHUNK]))
        rows.add(chunk, list(range(FIRST + start, FIRST + start + len(chunk))))
    return rows.table(path, note)


def _check_characters(column: Column, lines: Ints, *, path: str) -> None:
    """Refuse lone surrogates, which escapes in JSON can produce."""
    half = np.array([not text.isascii() and LONE.search(text) is not None for text in column.texts], np.bool_)
    if half.any():
        line = int(lines[column.rows(half)[0]])
        raise DataError(HALF, path=path, line=line, column=column.name)


def _cell(value: object) -> str:
    """Return a value as the text of a cell."""
    if isinstance(value, str):
        return value
    return json_text(value) if isinstance(value, dict | list) else value_text(value)


JSON: Final = InputFormat("json", lambda source: START.match(source.head(HEAD)) is not None, _open)
