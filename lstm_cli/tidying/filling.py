"""Merged cells: in spreadsheets and pivot tables, a name or a year may stand once above all rows that it applies to."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from lstm_cli.errors import Problem
from lstm_cli.problems import shown
from lstm_cli.tidying.job import Choice, Job
from lstm_cli.tidying.roles import Layout, Roles
from lstm_cli.tidying.sheet import Sheet

if TYPE_CHECKING:
    import pandas as pd

    from lstm_cli._arrays import Array, Bools

__all__ = ["check_merged", "fill_down"]

MIN_EMPTY: Final = 0.5  # share of the cells of a column with merged cells
MAX_FIRST: Final = 1_000  # rows; a column with merged cells has an empty one among them
FILLED: Final = Choice("with empty cells filled from above", {"fill_down": True})


def fill_down(sheet: Sheet, job: Job) -> Sheet:
    """Return the sheet with the empty cells of merged columns filled from above, if the options ask for it.

    Filling restarts where a merged column further left has a cell of its own, such as the name of a region, or Total.
    """
    if not job.options.fill_down:
        return sheet
    frame = sheet.frame.copy()
    begins = np.zeros(len(sheet), np.bool_)  # where a merged column further left has a cell
    count = 0
    for name in frame.columns:
        if not _is_merged(frame[name]):
            continue
        empty = (frame[name] == "").to_numpy()
        filled = frame[name].mask(empty & ~begins).ffill()
        count += int((empty & ~begins).sum())
        begins |= ~empty
        frame[name] = filled
    if count:
        job.ledger.add("cells-filled", count=count)
    return replace(sheet, frame=frame)


def check_merged(sheet: Sheet, roles: Roles, job: Job) -> None:
    """Refuse columns of times or series whose cells look merged, and propose to fill them."""
    if job.options.fill_down or roles.layout is Layout.ACROSS:
        return
    # Where times repeat without a column of names, another column must tell the rows apart.
    unnamed = not roles.ids and sheet.frame[list(roles.time)].duplicated().any()
    for name in (*roles.time, *roles.ids, *(roles.others(sheet.names) if unnamed else ())):
        if _is_merged(sheet.frame[name]):
            empty = (sheet.frame[name] == "").to_numpy()
            line = int(sheet.lines[np.argmax(empty)])
            message = f"column {shown(name)}: {int(empty.sum())} cells are empty, as in merged cells below the first"
            job.refuse(Problem(message, job.path, line, name, ""), choices=(FILLED,))


def _is_merged(column: "pd.Series[str]") -> bool:
    """Whether cells look merged: the first is filled, most are empty, and no text occurs twice."""
    cells: Array = column.to_numpy()
    if not len(cells) or cells[0] == "" or "" not in cells[:MAX_FIRST]:
        return False
    empty: Bools = np.asarray(cells == "", np.bool_)
    if empty.mean() < MIN_EMPTY:
        return False
    return not column[~empty].duplicated().any()
