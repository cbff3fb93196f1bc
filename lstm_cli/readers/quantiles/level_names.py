"""Columns named only by their level: ``0.1`` (AutoGluon, GluonTS), ``q_0.1``, ``p90``, ``2.5%`` (R), ``X2.5.``."""

import re
from typing import Final

from lstm_cli.readers.quantiles.layout import Asked, ColumnPlan, Layout, LevelColumns, Names
from lstm_cli.remarks import Remark

__all__ = ["LEVEL_NAMES"]

PREFIX: Final = r"(?:x|q|p|ql|quantile|pred|percentile)"
SHARE: Final = re.compile(rf"{PREFIX}?[ _-]?(0?\.\d+)", re.ASCII | re.IGNORECASE)
PER_CENT: Final = re.compile(rf"{PREFIX}?[ _-]?(\d{{1,2}}(?:\.\d+)?)(?: ?%|\.)", re.ASCII | re.IGNORECASE)
WHOLE: Final = re.compile(r"(?:q|p|quantile|percentile)[ _-]?(\d{1,2})", re.ASCII | re.IGNORECASE)


def _plan(names: Names, _asked: Asked) -> ColumnPlan | None:
    """Find the columns; a mean beside them is no quantile, and gets a remark."""
    columns = LevelColumns(names)
    for at, name in names:
        level = _level(name.strip())
        if level is not None:
            columns.add(at, level)
    mean = names.one("mean")
    if columns.found:
        columns.add_median(names.one("median"), said=True)
    if mean is not None:
        columns.notes.append(Remark("mean-unused", {"column": names.header.names[mean]}))
    return columns.plan()


def _level(name: str) -> float | None:
    """Return the level that a name says, None if it says none."""
    if match := SHARE.fullmatch(name):
        level = float(match[1])
    elif match := PER_CENT.fullmatch(name) or WHOLE.fullmatch(name):
        level = float(match[1]) / 100
    else:
        return None
    return level if 0 < level < 1 else None


LEVEL_NAMES: Final = Layout("columns named by level", "0.1, 0.5, 0.9", _plan)
