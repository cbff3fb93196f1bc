"""Whether a panel is long enough to train on."""

import numpy as np

from lstm_cli.errors import DataError
from lstm_cli.options import MIN_POINTS
from lstm_cli.panel.series import Panel

__all__ = ["check_length", "is_long_enough"]


def is_long_enough(panel: Panel) -> bool:
    """Whether some series has as many known counts as training needs."""
    return any(np.count_nonzero(series.observed) >= MIN_POINTS for series in panel.series)


def check_length(panel: Panel) -> None:
    """Refuse a panel in which no series is long enough to train on."""
    if not is_long_enough(panel):
        known = max((int(np.count_nonzero(series.observed)) for series in panel.series), default=0)
        message = f"training needs a series with at least {MIN_POINTS} known counts (the most here is {known})"
        raise DataError(message, path=panel.source, value=str(known))
