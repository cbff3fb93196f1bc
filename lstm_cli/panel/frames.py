"""A panel as a pandas frame with a row per series and time."""

from typing import TYPE_CHECKING

import numpy as np

from lstm_cli._arrays import Datetimes
from lstm_cli.panel.series import Panel

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["frame_times", "panel_frame"]


def panel_frame(panel: Panel) -> "pd.DataFrame":
    """Return the counts of a panel: id (if the data have it), time and count, with the column names of the data.

    Times are datetime64, counts Int64, rates and proportions Float64, with <NA> if not observed; rows are ordered by series, then time.
    """
    import pandas as pd

    columns = panel.columns
    counts = np.concatenate([series.counts for series in panel.series])
    observed = np.concatenate([series.observed for series in panel.series])
    frame = {
        columns.time: frame_times(np.concatenate([series.times for series in panel.series])),
        columns.value: pd.array(counts, dtype="Float64" if counts.dtype.kind == "f" else "Int64"),
    }
    if columns.id is not None:
        names = np.repeat([series.name for series in panel.series], [len(series) for series in panel.series])
        frame = {columns.id: names, **frame}
    table = pd.DataFrame(frame)
    table.loc[~observed, columns.value] = pd.NA
    return table


def frame_times(times: Datetimes) -> Datetimes:
    """Return times in nanoseconds, as pandas users expect, if they are in range (1678 to 2261)."""
    years = times.astype("datetime64[Y]").astype(int) + 1970
    fits = len(times) == 0 or bool(years.min() > 1678 and years.max() < 2262)  # noqa: PLR2004 - the range of int64
    return times.astype("datetime64[ns]") if fits else times.astype("datetime64[s]")
