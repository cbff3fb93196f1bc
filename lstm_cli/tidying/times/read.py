"""Columns of a sheet to times: one column in the form that most of its texts have, or several read together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_cli._arrays import Bools, Datetimes, Ints
from lstm_cli.options import TidyOptions
from lstm_cli.panel.series import TimeStyle
from lstm_cli.remarks import Remark
from lstm_cli.tidying.sheet import Sheet
from lstm_cli.tidying.times.forms import read_cells
from lstm_cli.tidying.times.records import NO_TIME, Cells, Reading

__all__ = ["Times", "column_cells", "read_times"]


@dataclass(frozen=True, slots=True)
class Times:
    """The time of each row (datetime64[s]); where ``bad`` is true, it means nothing.

    style: how the times are written so that every command reads them; expected: what a valid cell looks like, for
    messages; kind: "times", "dates", "weeks", "months", "quarters", "half-years" or "years"; remarks: what was assumed.
    """

    at: Datetimes
    bad: Bools
    style: TimeStyle
    expected: str
    kind: str
    remarks: tuple[Remark, ...] = ()


def read_times(sheet: Sheet, columns: Sequence[str], options: TidyOptions) -> Times:
    """Return the times in one column, or in several that are read together, whatever their order.

    Raises
    ------
    DataError
        The columns hold no times, or times that can be read in two ways, which the hint lists.
    UsageError
        Options contradict each other or the cells.
    """
    cells, codes = column_cells(sheet, columns[0], options)
    return _of_rows(_with_blanks(cells), codes)


def column_cells(sheet: Sheet, column: str, options: TidyOptions) -> tuple[Cells, Ints]:
    """Return the distinct texts of a column, and the index of each row's text."""
    import pandas as pd

    codes, texts = pd.factorize(sheet.frame[column])
    first = np.unique(codes, return_index=True)[1]
    rows = np.bincount(codes, minlength=len(texts))
    cells = Cells(sheet.path, column, [str(text) for text in texts], rows, sheet.lines[first], options)
    return cells, np.asarray(codes, np.int64)


def _with_blanks(cells: Cells) -> Reading:
    """Read texts of which some may be empty: these are bad."""
    filled = np.array([bool(text) for text in cells.texts], np.bool_)
    if not filled.any():
        filled = ~filled
    reading = read_cells(cells.only(filled))
    at, bad = np.full(len(cells), NO_TIME), np.ones(len(cells), np.bool_)
    at[filled], bad[filled] = reading.at, reading.bad
    return Reading(at, bad, reading.kind, reading.style, reading.expected, reading.remarks)


def _of_rows(reading: Reading, codes: Ints) -> Times:
    """Return the time of each row from that of its text."""
    at, bad = reading.at.take(codes), reading.bad.take(codes)
    return Times(at, bad, reading.style, reading.expected, str(reading.kind), reading.remarks)
