"""Tables with the months of a year, its quarters or the hours of a day across, and a row a year or a day: to rows."""

import numpy as np

from lstm_cli.readers.name_words import parts_across
from lstm_cli.tidying.job import Job
from lstm_cli.tidying.sheet import Sheet
from lstm_cli.tidying.times.parts import time_columns

__all__ = ["rows_of_parts"]

COUNT = "count"


def rows_of_parts(sheet: Sheet, job: Job) -> Sheet:
    """Return the sheet with a row for each part of a time that is a column, if there are such and nothing else is said."""
    options = job.options
    part, columns = parts_across(sheet.names)
    if not columns or options.across is False or options.wide or options.value is not None:
        return sheet
    others = [name for name in sheet.names if name not in columns]
    if part in others or COUNT in others or part not in time_columns([*others, part]):
        return sheet
    before, count = len(sheet), len(columns)
    frame = sheet.frame.melt(id_vars=others, value_vars=columns, var_name=part, value_name=COUNT)
    order = np.arange(before * count).reshape(count, before).T.ravel()  # as the rows stand in the file
    frame = frame.iloc[order].reset_index(drop=True)
    job.ledger.add("columns-to-rows", rows=len(frame) - before, before=before, after=len(frame))
    return Sheet(sheet.path, frame, np.repeat(sheet.lines, count), sheet.delimiter)
