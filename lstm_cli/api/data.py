"""Data of every kind to a panel: frames, files and panels, as the options about columns and dates say."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from lstm_cli.options import ReadOptions
from lstm_cli.panel.describe import Audit, audit
from lstm_cli.panel.series import Panel
from lstm_cli.readers.count_reader import panel_of, read_panel
from lstm_cli.readers.frame_table import frame_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Data", "describe", "read_csv", "to_panel"]

Data: TypeAlias = "Panel | pd.DataFrame | pd.Series[Any]"


def read_csv(
    path: str | Path,
    *,
    id_col: str | None = None,
    time_col: str | None = None,
    target_col: str | None = None,
    wide: bool | None = None,
    date_format: str | None = None,
    freq: str | None = None,
    delimiter: str | None = None,
    encoding: str = "utf-8",
) -> Panel:
    """Read a CSV of counts, long or wide, as the commands do.

    Parameters
    ----------
    path
        The file.
    id_col, time_col, target_col
        Names of the columns of series' names, times and counts; None finds them by their usual names.
    wide
        Whether every column but the times is a series; None decides by the names of the columns.
    date_format
        How dates are written, as ``%d/%m/%Y``; None reads ISO 8601.
    freq
        The step between times, as ``W-SAT``, ``D`` or ``MS``; None infers it.
    delimiter, encoding
        Of the file; None detects the delimiter.

    Raises
    ------
    DataError
        With line and column of what cannot be read.
    """
    options = ReadOptions(id_col, time_col, target_col, wide, date_format, freq, delimiter, encoding)
    return read_panel(Path(path).read_bytes(), name=str(path), options=options)


def to_panel(data: Data, options: ReadOptions) -> Panel:
    """Return the panel that data are, or are read as; a panel is taken as it is."""
    if isinstance(data, Panel):
        return data
    return panel_of(frame_table(data), options)


def describe(
    data: Data,
    *,
    id_col: str | None = None,
    time_col: str | None = None,
    target_col: str | None = None,
    freq: str | None = None,
) -> Audit:
    """Return what is in some data: gaps, zeros, odd counts, series by series; what `lstm-forecast check` reports."""
    return audit(to_panel(data, ReadOptions(id=id_col, time=time_col, value=target_col, freq=freq)))
