"""Times of the rows of a sheet."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_cli._arrays import Bools, Datetimes
from lstm_cli.errors import UsageError
from lstm_cli.options import TidyOptions
from lstm_cli.panel.series import TimeStyle
from lstm_cli.readers.timestamps import parse_times
from lstm_cli.tidying.sheet import Sheet

__all__ = ["Times", "read_header_times", "read_times"]


@dataclass(frozen=True, slots=True)
class Times:
    """The time of each row (datetime64[s]); where ``bad`` is true it means nothing."""

    at: Datetimes
    bad: Bools
    style: TimeStyle
    expected: str


def read_times(sheet: Sheet, columns: Sequence[str], options: TidyOptions) -> Times:
    """Read the times of rows."""
    import pandas as pd

    if len(columns) > 1:
        raise UsageError("several columns of times are not read yet")
    codes, texts = pd.factorize(sheet.frame[columns[0]].to_numpy(object))
    parsed = parse_times(texts.tolist(), np.bincount(codes).tolist(), date_format=options.date_format)
    at, bad = parsed.at, parsed.bad
    return Times(at[codes], bad[codes], parsed.style, parsed.expected)


def read_header_times(names: Sequence[str], options: TidyOptions) -> Times:
    """Read names of columns as times."""
    parsed = parse_times(list(names), [1] * len(names), date_format=options.date_format)
    return Times(parsed.at, parsed.bad, parsed.style, parsed.expected)
