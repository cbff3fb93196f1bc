"""Columns of a sheet to times: one column, in the form that most of its texts have, or several together."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from lstm_cli._arrays import Ints
from lstm_cli.errors import Hint, Setting, UsageError
from lstm_cli.options import TidyOptions
from lstm_cli.problems import shown
from lstm_cli.tidying.sheet import Sheet
from lstm_cli.tidying.times.cells import column_cells, read_filled
from lstm_cli.tidying.times.columns import read_columns
from lstm_cli.tidying.times.parts import Role, read_part, roles_by_name, time_columns
from lstm_cli.tidying.times.records import Cells, Reading

__all__ = ["read_times", "read_times_beside"]


def read_times(sheet: Sheet, columns: Sequence[str], options: TidyOptions) -> Reading:
    """Return the time of each row, from one column or from several together, in any order.

    Raises
    ------
    DataError
        The columns hold no times, or ambiguous ones, whose readings the hint lists.
    UsageError
        Options contradict each other or the cells.
    """
    reading, codes = read_columns(sheet, columns, options) if len(columns) > 1 else _one(sheet, columns[0], options)
    return replace(reading, at=reading.at.take(codes), bad=reading.bad.take(codes))


def read_times_beside(sheet: Sheet, column: str, options: TidyOptions) -> Reading:
    """Return the times in another column than that of the time, such as when a row was published.

    It is read with the same options if that is possible, else by its own texts.
    """
    beside = replace(options, start=None)
    for attempt in (beside, replace(beside, date_format=None)):
        with suppress(UsageError):
            times = read_times(sheet, [column], attempt)
            if not times.bad.all():
                return times
    return read_times(sheet, [column], replace(beside, date_format=None, week=None))


def _one(sheet: Sheet, name: str, options: TidyOptions) -> tuple[Reading, Ints]:
    """Return the times of one column; DataError if it holds only a part of each time."""
    cells, codes = column_cells(sheet, name, options)
    partners = time_columns(sheet.names)
    if name in partners and _is_part(cells):
        what = f"{shown(cells.texts[0])} is only a part of a time"
        raise cells.refused(what, 0, hint=Hint("add {}", Setting("time", "+".join(partners))))
    return read_filled(cells), codes


def _is_part(cells: Cells) -> bool:
    """Whether a column holds weeks, months and so on without their year."""
    if cells.options.start is not None or cells.options.date_format is not None:
        return False
    roles = [role for role in roles_by_name(cells.column) if role not in {Role.DATE, Role.YEAR, Role.SEASON}]
    return any(not read_part(role, [text for text in cells.texts if text]).bad.any() for role in roles)
