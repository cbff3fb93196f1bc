"""A column that is different in every row numbers the rows, and names no series."""

from dataclasses import replace
from typing import Final

import numpy as np

from lstm_cli.errors import DataError, Hint, Setting
from lstm_cli.panel.series import Columns
from lstm_cli.problems import shown
from lstm_cli.readers.cells import Cells
from lstm_cli.remarks import Remark

__all__ = ["without_row_numbers"]

MIN_ROWS: Final = 8  # fewer may be a count each of as many series


def without_row_numbers(
    cells: Cells, columns: Columns, notes: tuple[Remark, ...], *, asked: str | None, path: str
) -> tuple[Cells, Columns, tuple[Remark, ...]]:
    """Ignore the column of series' names where it is different in every row, as is the time; else return all as it is.

    Raises
    ------
    DataError
        The column was asked for, or times repeat, so that the rows are of several series: another must name these.
    """
    rows, times = len(cells.lines), len(np.unique(cells.times.at))
    if cells.id is None or columns.id is None or len(cells.id.texts) < max(rows, MIN_ROWS) or times == 1:
        return cells, columns, notes
    if asked is None and times == rows:
        ignored = replace(columns, id=None, ignored=(columns.id, *columns.ignored))
        return replace(cells, id=None), ignored, (*notes, Remark("id-column-ignored", {"column": columns.id}))
    message = f"column {shown(columns.id)} is different in every row and names no series"
    few = ", ".join(map(shown, columns.ignored[:3]))
    hint = (
        Hint("name another column with {}: {}, …", Setting("id"), few) if few else Hint("leave out {}", Setting("id"))
    )
    if times == rows:
        hint = Hint("leave out {}: all rows are one series", Setting("id", asked))
    raise DataError(message, path=path, column=columns.id, hint=hint)
