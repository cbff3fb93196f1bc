"""The floor of a panel's values, measured on the small ones: in units of it, rates look like counts to models."""

from dataclasses import replace
from typing import Final

import numpy as np

from lstm_cli.options import DataKind
from lstm_cli.panel.scale import Scale
from lstm_cli.panel.series import Panel

__all__ = ["measured_scale"]

SMALL: Final = 0.05  # quantile of the positive values that is the floor


def measured_scale(panel: Panel) -> Scale:
    """Return the scale of a panel with the floor of its values, which is 1 for counts."""
    scale = replace(panel.scale, floor=1.0)
    if scale.kind is DataKind.COUNT:
        return scale
    values = np.concatenate([series.counts[series.observed] for series in panel.series])
    above = scale.above_floor(values[values > 0])
    return replace(scale, floor=float(np.quantile(above, SMALL))) if len(above) else scale
