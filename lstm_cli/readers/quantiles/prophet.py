"""Columns of Prophet: ``yhat``, ``yhat_lower`` and ``yhat_upper``, whose level the file does not say."""

from typing import Final

from lstm_cli.readers.quantiles.layout import Asked, ColumnPlan, Layout, LevelColumns, Names
from lstm_cli.remarks import Remark

__all__ = ["PROPHET"]

DEFAULT: Final = 80.0  # per cent: Prophet's default interval_width


def _plan(names: Names, asked: Asked) -> ColumnPlan | None:
    """Find the columns; the interval is that of the user, or Prophet's default, which gets a remark."""
    low, high = names.one("yhat_lower"), names.one("yhat_upper")
    if low is None or high is None:
        return None
    columns = LevelColumns(names)
    share = DEFAULT if asked.interval is None else asked.interval
    columns.add_ends(low, high, share)
    columns.add_median(names.one("yhat"))
    if asked.interval is None:
        columns.notes.append(Remark("interval-assumed", {"columns": ("yhat_lower", "yhat_upper"), "per_cent": share}))
    return columns.plan()


PROPHET: Final = Layout("Prophet's columns", "yhat, yhat_lower, yhat_upper", _plan)
