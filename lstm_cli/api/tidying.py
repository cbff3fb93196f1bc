"""Tidying for Python: turn a file or frame of any layout into a frame that every function accepts."""

# ruff: noqa: PLC0415 - pandas and the readers load only when there is something to tidy

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypedDict, Unpack, get_args, overload

import numpy as np

from lstm_cli.api.arguments import choice, listed, path_of, text_of, time_of, whole_number, yes_or_no
from lstm_cli.api.reading import column_name
from lstm_cli.atomic import write_atomically
from lstm_cli.errors import UsageError
from lstm_cli.formats.text import plural
from lstm_cli.options import Absent, Negative, TidyOptions, Week, WeekDate
from lstm_cli.storage.folder import file_path
from lstm_cli.tidying.settings import CHOICES

if TYPE_CHECKING:
    import pandas as pd

    from lstm_cli.tidying.tidied import Tidied as Table

__all__ = ["Tidied", "TidySettings", "tidy"]

FIELDS: Final = {"id_col": "id", "time_col": "time", "target_col": "value"}
NUMBERS: Final = {"skip": 0, "until_line": 1, "drop_last": 0}  # with their minimum


class TidySettings(TypedDict, total=False):
    """The options of `tidy`, which are those of `lstm-forecast tidy`."""

    id_col: str | Sequence[str]
    time_col: str | Sequence[str]
    target_col: str
    across: bool
    wide: bool
    skip: int
    no_header: bool
    until_line: int
    without_lines: Sequence[int]
    delimiter: str
    encoding: str
    sheet: str
    fill_down: bool
    date_format: str
    week: Week | str
    week_date: WeekDate | str
    freq: str
    start: str | date
    where: Mapping[str, str | Sequence[str]] | Sequence[str]
    sum: bool
    count_rows: bool
    as_of: str | date
    from_date: str | date
    until: str | date
    drop_last: int
    drop_doubles: bool
    skip_bad_series: bool
    missing: str | Sequence[str]
    thousands: str
    decimal: str
    strip_flags: bool
    negative: Negative | str
    cumulative: bool
    absent: Absent | str


class Tidied:
    """A long table of counts, and the changes that led to it.

    ``rows_in`` and ``counts_in`` are the number of rows of the data and the sum of their counts; adding the sums of
    `changes` gives those of `frame`.
    """

    def __init__(self, table: "Table") -> None:
        self._table = table
        self.rows_in = table.rows_in
        self.counts_in = table.number(table.counts_in)

    @cached_property
    def frame(self) -> "pd.DataFrame":
        """The table: one row per series and time, times as datetime64, counts as Int64 with <NA> if unknown."""
        from lstm_cli.panel.frame_times import frame_times

        frame = self._table.frame
        times = np.array([text.removesuffix("Z") for text in self._table.times], "datetime64[s]")
        frame[self._table.columns[-2]] = frame_times(times[self._table.time])
        return frame

    @property
    def changes(self) -> "pd.DataFrame":
        """The changes, one row each: a stable ``code``, a sentence, and what it added to rows and counts."""
        import pandas as pd

        from lstm_cli.formats.tidying import change_sentence

        changes = self._table.changes
        columns = {
            "code": [change.remark.code for change in changes],
            "change": [change_sentence(change) for change in changes],
            "rows": [change.rows for change in changes],
            "counts": [self._table.number(change.counts) for change in changes],
        }
        return pd.DataFrame(columns)

    @overload
    def to_csv(self, path: None = None) -> str: ...

    @overload
    def to_csv(self, path: str | Path) -> None: ...

    def to_csv(self, path: str | Path | None = None) -> str | None:
        """Return the CSV that `lstm-forecast tidy` writes, byte for byte; with a path, write it atomically instead."""
        from lstm_cli.formats.tidying import csv_parts

        if path is None:
            return "".join(csv_parts(self._table))
        write_atomically(
            file_path(path_of("path", path), ".csv", stem="tidied"), (part.encode() for part in csv_parts(self._table))
        )
        return None

    def __len__(self) -> int:
        return len(self._table)

    def __repr__(self) -> str:
        rows, changes = plural(len(self), "row"), plural(len(self._table.changes), "change")
        return f"Tidied({len(self._table.names)} series, {rows}, {changes})"


def tidy(data: "str | Path | pd.DataFrame | pd.Series[Any]", **options: Unpack[TidySettings]) -> Tidied:
    """Turn a file or a frame of any layout into a long table of counts.

    Without options, only what can be meant in one way is changed; `Tidied.changes` lists every change.

    Parameters
    ----------
    data
        The path of a CSV, JSON, Parquet or Excel file, compressed or not; or a frame.
    options
        Those of `lstm-forecast tidy`, by name: ``id_col``, ``time_col`` (several columns as a list), ``target_col``;
        ``where``, such as ``{"sex": "F", "age": ["0-4", "5-9"]}``; ``missing``, a text or a list; ``sum``, ``as_of``,
        ``negative``, ``absent``, ``cumulative``, and so on.

    Returns
    -------
    Tidied
        Its ``frame`` is ready for `Forecaster.fit`.

    Raises
    ------
    DataError
        Something can be meant in several ways, or in none; the message lists all of it, with a call that works.
    UsageError
        An option is unknown or has an invalid value.
    """
    from lstm_cli.readers.folder import file_source
    from lstm_cli.readers.frame_table import frame_table
    from lstm_cli.tidying.engine import tidy as tidied

    record = _record(dict(options))
    source = (
        file_source(path_of("data", data))
        if isinstance(data, str | Path)
        else frame_table(data, date_format=record.date_format)
    )
    return Tidied(tidied(source, record))


def _record(given: dict[str, Any]) -> TidyOptions:
    """Return the options as one record."""
    unknown = next((name for name in given if name not in TidySettings.__annotations__), None)
    if unknown is not None:
        names = ", ".join(TidySettings.__annotations__)
        raise UsageError(f"tidy takes no option {unknown!r}; it takes {names}")
    changed = {FIELDS.get(name, name): _value(name, value) for name, value in given.items() if value is not None}
    return TidyOptions(**changed)


def _value(name: str, value: Any) -> Any:  # noqa: ANN401 - of any option
    """Return the value of an option as the record holds it."""
    if name in CHOICES:
        return choice(name, CHOICES[name], value)
    if name in NUMBERS:
        return whole_number(name, value, minimum=NUMBERS[name])
    if name == "where":
        return tuple(_conditions(value))
    if name in {"id_col", "time_col", "missing"}:
        return tuple(map(str, listed(value)))
    if name == "without_lines":
        return tuple(whole_number(name, line, minimum=1) for line in listed(value))
    kinds = TidySettings.__annotations__[name]
    other = column_name if name == "target_col" else text_of
    read = yes_or_no if kinds is bool else time_of if date in get_args(kinds) else other
    return read(name, value)


def _conditions(where: Mapping[str, Any] | Sequence[str]) -> list[tuple[str, str]]:
    """Return conditions as pairs (column, text)."""
    if isinstance(where, Mapping):
        return [(str(column), str(text)) for column, texts in where.items() for text in listed(texts)]
    pairs = [str(text).partition("=") for text in listed(where)]
    wrong = next((pair for pair in pairs if not pair[1]), None)
    if wrong is not None:
        raise UsageError(f'where: expected a mapping, or texts such as "sex=F", got {wrong[0]!r}')
    return [(column.strip(), text.strip()) for column, _, text in pairs]
