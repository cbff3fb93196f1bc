"""Years that stand in rows of their own, above the rows of their months, quarters or weeks: to a column of years."""

from dataclasses import replace
from typing import Final

import numpy as np

from lstm_cli._arrays import Bools
from lstm_cli.readers.cell_kinds import Kind, kind_of
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.roles import holds_times
from lstm_cli.tidying.sheet import Sheet
from lstm_cli.tidying.times.parts import YEAR, Role, read_part, role_by_spelling, roles_by_name

__all__ = ["with_years_of_rows"]

PARTS: Final = (Role.MONTH, Role.QUARTER, Role.WEEK, Role.HALF)
MIN_SHARE: Final = 0.5  # of the other rows that name a part of a year
MAX_LOOKED_AT: Final = 2  # filled cells; the first of a column of parts below years is a year


def with_years_of_rows(sheet: Sheet, job: Job) -> Sheet:
    """Return the sheet with a column of years, in place of rows with a year above those of its months.

    A row of a year that has counts, such as the total of the year, stays, without a month.
    """
    if job.options.time or any(roles_by_name(name)[:1] == [Role.DATE] for name in sheet.names):
        return sheet
    for name in sheet.names:
        role, is_year = _part_below_years(sheet, name)
        if role is None or job.options.value == name:
            continue
        if any(holds_times(sheet, other) for other in sheet.names if other != name):
            continue
        part = name if role in roles_by_name(name) and Role.YEAR not in roles_by_name(name) else str(role)
        others = [other for other in sheet.names if other != name]
        if {part, str(Role.YEAR)}.isdisjoint(others) and not any(Role.YEAR in roles_by_name(other) for other in others):
            return _joined(sheet, name, part, is_year, job)
    return sheet


def _part_below_years(sheet: Sheet, name: str) -> tuple[Role | None, Bools]:
    """Return which part of a year stands below years in a column, and which of its cells are years; None for other columns."""
    cells = sheet.frame[name].to_numpy()
    first = cells[np.flatnonzero(cells != "")[:MAX_LOOKED_AT]]
    if [YEAR.fullmatch(text) is not None for text in first] != [True, False]:
        return None, np.zeros(len(cells), np.bool_)
    is_year = np.array([YEAR.fullmatch(text) is not None for text in cells], np.bool_)
    texts = [text for text in cells.tolist() if text and not YEAR.fullmatch(text)]
    named = [role for role in roles_by_name(name) if role in PARTS]
    good = [role for role in named if (~read_part(role, texts).bad).mean() >= MIN_SHARE]
    return (good[0] if good else role_by_spelling(texts)), is_year


def _joined(sheet: Sheet, name: str, part: str, is_year: Bools, job: Job) -> Sheet:
    """Return the sheet with the years of the rows above in a column beside that of the parts."""
    frame = sheet.frame.rename(columns={name: part})
    place = list(frame.columns).index(part)
    cells = frame[part]
    years = cells.where(is_year).ffill().fillna("").where(cells != "", "")
    frame[part] = cells.where(~is_year, "")
    others = frame.drop(columns=part)
    numbers = (
        others[is_year].map(lambda text: kind_of(text) is not Kind.EMPTY and any(map(str.isdigit, text))).any(axis=1)
    )
    frame.insert(place, str(Role.YEAR), years)
    alone = is_year.copy()
    alone[is_year] = ~numbers.to_numpy()
    if alone.any():
        at = int(np.argmax(alone))
        line, count = int(sheet.lines[at]), int(alone.sum())
        job.ledger.add("year-rows", rows=-count, count=count, line=line, text=str(cells.iloc[at]))
    return replace(sheet, frame=frame).where(~alone)
