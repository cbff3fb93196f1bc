"""Put the times of forecasts on the clock of the truth, which may have another UTC offset."""

from dataclasses import replace

import numpy as np

from lstm_cli.panel.frequency import DAY
from lstm_cli.panel.series import Panel
from lstm_cli.readers.quantiles.table import QuantileTable
from lstm_cli.remarks import Remark

__all__ = ["on_clock_of"]


def on_clock_of(table: QuantileTable, panel: Panel) -> tuple[QuantileTable, list[Remark]]:
    """Return the forecasts with times in the UTC offset of the panel, and remarks on that.

    Times without an offset stay as they are. So do those of days and longer steps: the midnights of summer and winter have
    different offsets, but name their days all the same.
    """
    style = panel.time_style
    if panel.frequency.months or panel.frequency.seconds >= DAY:
        return table, []
    styles = table.styles or (table.style,)
    unlike = list(dict.fromkeys(own.offset for own in styles if bool(own.offset) != bool(style.offset)))
    remarks = [Remark("offset-unknown", {"forecasts": own, "truth": style.offset}) for own in unlike]
    shifts = [style.ahead - own.ahead if own.offset and style.offset else 0 for own in styles]
    if not any(shifts):
        return table, remarks
    offsets = dict.fromkeys(own.offset for own, shift in zip(styles, shifts, strict=True) if shift)
    remarks.append(Remark("offset-converted", {"offsets": tuple(offsets), "truth": style.offset}))
    shift = np.array(shifts, "timedelta64[s]")[table.file if table.files else np.zeros(len(table), np.int64)]
    times = {"times": table.times, "cutoffs": table.cutoffs, "origins": table.origins}
    moved = {name: array + shift for name, array in times.items() if array is not None}
    return replace(table, style=style, styles=(), **moved), remarks
