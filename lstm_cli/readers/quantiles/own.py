"""Our own columns, as `predict` and `backtest` write them: ``q0.025``, ``q0.5``, …."""

import re
from typing import Final

from lstm_cli.readers.quantiles.layout import Asked, ColumnPlan, Layout, LevelColumns, Names

__all__ = ["OWN"]

LEVEL: Final = re.compile(r"q(0?\.\d+)", re.ASCII | re.IGNORECASE)


def _plan(names: Names, _asked: Asked) -> ColumnPlan | None:
    """Find the columns."""
    columns = LevelColumns(names)
    for at, name in names:
        match = LEVEL.fullmatch(name)
        if match is not None and 0 < float(match[1]) < 1:
            columns.add(at, float(match[1]))
    return columns.plan()


OWN: Final = Layout("a column per level", "q0.025, q0.5, q0.975", _plan, strict=True)
