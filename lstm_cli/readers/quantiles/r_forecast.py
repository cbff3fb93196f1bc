"""Columns of the R package forecast: ``Point Forecast``, ``Lo 80``, ``Hi 80``; R's data frames have dots for blanks."""

import re
from typing import Final

from lstm_cli.readers.name_words import plain_name
from lstm_cli.readers.quantiles.layout import Asked, ColumnPlan, Layout, LevelColumns, Names, ends_of

__all__ = ["R_FORECAST"]

END: Final = re.compile(r"(lo|hi)_(\d{1,2})(?:_(\d+))?", re.ASCII)  # lo_80, and lo_99_5 for "Lo 99.5"


def _plan(names: Names, _asked: Asked) -> ColumnPlan | None:
    """Find the columns."""
    columns = LevelColumns(names)
    for at, name in names:
        match = END.fullmatch(plain_name(name))
        if match is not None and (share := float(f"{match[2]}.{match[3] or 0}")) > 0:
            columns.add(at, ends_of(share)[match[1] == "hi"])
    if columns.found:
        columns.add_median(names.one("point_forecast", "point", "forecast"))
    return columns.plan()


R_FORECAST: Final = Layout("columns of R's forecast", "Point Forecast, Lo 80, Hi 80", _plan)
