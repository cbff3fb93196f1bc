"""Refuses a column of series' names that differs in every row, even if an option names it: it numbers the rows."""

from typing import Final

import numpy as np

from lstm_cli.errors import DataError, Hint, Setting
from lstm_cli.panel.series import Columns
from lstm_cli.problems import shown
from lstm_cli.readers.cells import Cells

__all__ = ["refuse_row_numbers"]

MIN_ROWS: Final = 8  # fewer rows may be one count each of as many series
MAX_NAMED: Final = 3


def refuse_row_numbers(cells: Cells, columns: Columns, *, path: str) -> None:
    """Refuse a column of series' names that differs in every row: each would be a series of one count.

    Columns found by their names are already passed over in that case: `lstm_cli.readers.column_search`.
    """
    rows, times = len(cells.lines), len(np.unique(cells.times.at))
    if cells.id is None or columns.id is None or len(cells.id.texts) < max(rows, MIN_ROWS) or times == 1:
        return
    message = f"column {shown(columns.id)} differs in every row, so it cannot name series"
    few = ", ".join(map(shown, columns.ignored[:MAX_NAMED]))
    if times == rows:
        hint = Hint("leave out {}: all rows are one series", Setting("id", columns.id))
    elif few:
        hint = Hint("name another column with {}: {}, …", Setting("id"), few)
    else:
        hint = Hint("leave out {}", Setting("id"))
    raise DataError(message, path=path, column=columns.id, hint=hint)
