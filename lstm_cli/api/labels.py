"""Read the groups and limits of a panel's series from mappings or from columns of labels."""

import math
from collections.abc import Mapping, Sequence
from numbers import Real

from lstm_cli.api.arguments import shown_value
from lstm_cli.api.choosing import by_name, names_of, places
from lstm_cli.errors import DataError, Hint, UsageError
from lstm_cli.panel.series import Labels, Panel
from lstm_cli.problems import closest, shown

__all__ = ["groups_of", "limits_of"]


def _labels(panel: Panel, column: str) -> Labels:
    """Return a column of labels."""
    if column not in panel.labels:
        known = ", ".join(map(shown, panel.labels)) or "none"
        raise UsageError(f"the data were read without column {shown(column)}; columns read: {known}", value=column)
    return panel.labels[column]


def groups_of(panel: Panel, by: object) -> Mapping[str, str]:
    """Return the group of each series, from a mapping or from a column of labels.

    Raises
    ------
    UsageError
        There is no such column, or ``by`` is of another type.
    DataError
        A series has several groups.
    """
    if isinstance(by, str):
        return _groups_in(panel, by)
    groups: dict[str, object] | None = by_name(by)
    if groups is None:
        raise UsageError(f"by: expected a column of labels, or groups by the names of series, got {shown_value(by)}")
    texts = zip(groups, names_of(list(groups.values())), strict=True)
    return {name: group for name, group in texts if group}


def _groups_in(panel: Panel, column: str) -> Mapping[str, str]:
    """Return the group of each series from a column of labels; DataError if a series has several."""
    labels = _labels(panel, column)
    if labels.changing:
        name = shown(labels.changing[0])
        message = (
            f"column {shown(column)} has several values in the rows of series {name}, which can be in only one group"
        )
        raise DataError(message, path=panel.source, column=column, hint=Hint("name a column with one value per series"))
    return labels.of


def limits_of(names: Sequence[str], panel: Panel, limit: object) -> dict[str, float]:
    """Return the limit of each series: one number for all, a mapping, or a column of labels.

    A mapping may have limits for other series, too.

    Raises
    ------
    UsageError
        There is no such column, a limit is not a finite number, no limit is for one of the series, or one is for no series,
        but for a name that is similar to that of a series without a limit.
    DataError
        A label is not a number.
    """
    if isinstance(limit, str):
        return {name: _limit(text, name, limit, panel) for name, text in _labels(panel, limit).of.items()}
    limits: dict[str, object] | None = by_name(limit)
    if not limits:
        return dict.fromkeys(names, _number(limit))
    if not set(names) & set(limits):
        places(list(limits), names)  # raises
    known = {*names, *(series.name for series in panel.series)}
    without = [name for name in names if name not in limits]
    misspelt = [name for name in limits if name not in known and closest(name, without)]
    if misspelt:
        places(misspelt, without)  # raises
    return {name: _number(value) for name, value in limits.items()}


def _number(limit: object) -> float:
    """Return a limit that is not text as a float; UsageError if it is not a finite number."""
    if not isinstance(limit, Real):
        expected = "a number, numbers by the names of series, or a column of labels"
        raise UsageError(f"limit: expected {expected}, got {shown_value(limit)}")
    if not math.isfinite(limit):
        raise UsageError(f"limit: expected a finite number, got {limit}", value=str(limit))
    return float(limit)


def _limit(text: str, name: str, column: str, panel: Panel) -> float:
    """Return the limit of one series from its label."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        message = f"column {shown(column)}: expected a number as the limit of series {shown(name)}, got {shown(text)}"
        raise DataError(message, path=panel.source, column=column, value=text)
    return value
