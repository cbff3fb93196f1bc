"""Whether a panel is long enough to train on."""

import numpy as np

from lstm_cli.errors import DataError
from lstm_cli.options import MIN_POINTS
from lstm_cli.panel.series import Panel

__all__ = ["check_length"]


def check_length(panel: Panel) -> None:
    """Refuse a panel in which no series is long enough to train on."""
    known = 0
    for series in panel.series:
        known = max(known, int(np.count_nonzero(series.observed)))
        if known >= MIN_POINTS:
            return
    message = f"training needs a series with at least {MIN_POINTS} known counts (the most here is {known})"
    raise DataError(message, path=panel.source, value=str(known))
