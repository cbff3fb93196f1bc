"""What columns of labels say of the series of a panel: their groups, and their limits."""

import math
from collections.abc import Mapping, Sequence

from lstm_cli.errors import DataError, Hint, UsageError
from lstm_cli.panel.series import Labels, Panel
from lstm_cli.problems import shown

__all__ = ["groups_of", "limits_of"]


def _labels(panel: Panel, column: str) -> Labels:
    """Return a column of labels."""
    if column not in panel.labels:
        known = ", ".join(map(shown, panel.labels)) or "none"
        raise UsageError(f"the data were read without the column {shown(column)}; those read: {known}", value=column)
    return panel.labels[column]


def groups_of(panel: Panel, column: str) -> Mapping[str, str]:
    """Return the group of each series; DataError where one has several."""
    labels = _labels(panel, column)
    if labels.changing:
        name = shown(labels.changing[0])
        message = (
            f"column {shown(column)} has several values in the rows of series {name}, which can be in one group only"
        )
        raise DataError(message, path=panel.source, column=column, hint=Hint("name a column with one value a series"))
    return labels.of


def limits_of(names: Sequence[str], panel: Panel, limit: float | str) -> dict[str, float]:
    """Return the limit of each series."""
    if not isinstance(limit, str):
        if not math.isfinite(limit):
            raise UsageError(f"a limit is a number, not {limit}", value=str(limit))
        return dict.fromkeys(names, float(limit))
    return {name: _limit(text, name, limit, panel) for name, text in _labels(panel, limit).of.items()}


def _limit(text: str, name: str, column: str, panel: Panel) -> float:
    """Return the limit of one series that a column holds."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        message = f"column {shown(column)}: expected a number as the limit of series {shown(name)}, got {shown(text)}"
        raise DataError(message, path=panel.source, column=column, value=text)
    return value
