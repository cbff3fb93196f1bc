"""The distinct texts of a column, and their times; empty texts have none."""

import numpy as np

from lstm_cli._arrays import Ints
from lstm_cli.errors import DataError, Hint, Setting
from lstm_cli.options import TidyOptions
from lstm_cli.problems import shown
from lstm_cli.tidying.sheet import Sheet
from lstm_cli.tidying.times.forms import read_cells
from lstm_cli.tidying.times.records import Cells, Reading

__all__ = ["column_cells", "read_filled"]


def column_cells(sheet: Sheet, column: str, options: TidyOptions) -> tuple[Cells, Ints]:
    """Return the distinct texts of a column, and the index of each row's text."""
    import pandas as pd

    codes, texts = pd.factorize(sheet.frame[column])
    first = np.unique(codes, return_index=True)[1]
    rows = np.bincount(codes, minlength=len(texts))
    cells = Cells(sheet.path, column, [str(text) for text in texts], rows, sheet.lines[first], options)
    return cells, np.asarray(codes, np.int64)


def read_filled(cells: Cells) -> Reading:
    """Read texts; empty ones are bad, and DataError if all are empty."""
    filled = np.array([bool(text) for text in cells.texts], np.bool_)
    if not filled.any():
        hint = Hint("name another with {}", Setting("time"))
        raise DataError(f"column {shown(cells.column)} is empty", path=cells.path, column=cells.column, hint=hint)
    return read_cells(cells.only(filled)).among(filled)
